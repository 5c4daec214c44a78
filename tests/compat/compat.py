"""What the tests of old archives share: unpacking one, asking it, altering it."""
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zlib

HERE = os.path.dirname(os.path.realpath(__file__))
PACKED = os.path.join(HERE, "v2", "archive.tar.gz")
LARGEST = 60000
KEPT = ("PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LD_LIBRARY_PATH")

# The programs, from the command line of the test.
MORGUE, INDEX, OPENED = (os.path.abspath(path) for path in sys.argv[1:4])


def run(*words, cwd=None):
    """(exit status, standard output, standard error) of a program, none of the user's settings."""
    environment = {k: os.environ[k] for k in KEPT if k in os.environ}
    environment.update(LANG="C.UTF-8", HOME="/nonexistent", XDG_CONFIG_HOME="/nonexistent",
                       XDG_DATA_HOME="/nonexistent")
    done = subprocess.run(words, cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def analyzer_of(archive):
    with open(os.path.join(archive, "MANIFEST")) as lines:
        for line in lines:
            if line.startswith("analyzer "):
                return line.split(None, 1)[1].strip()
    raise AssertionError("MANIFEST without an analyzer")


class ArchiveTest(unittest.TestCase):
    """Each test has its own copy of the old archive, in self.archive."""

    def setUp(self):
        self.work = tempfile.mkdtemp(prefix="morgue-compat-")
        self.addCleanup(shutil.rmtree, self.work)
        with tarfile.open(PACKED) as packed:
            packed.extractall(self.work)
        self.archive = os.path.join(self.work, "archive")
        self.skip_other_unicode()

    def skip_other_unicode(self):
        """Another utf8proc may fold differently, so the archive is refused there, rightly.
        Another version of morgue's own analyzer is no excuse."""
        new = os.path.join(self.work, "new")
        note = os.path.join(self.work, "note.txt")
        self.write(note, "A note\n\nIts text.\n")
        self.assertEqual(run(INDEX, "--config=", "-q", "-a", new, note)[0], 0)
        old, own = analyzer_of(self.archive), analyzer_of(new)
        if old.split()[0] == own.split()[0] and old != own:
            self.skipTest("the archive was made with %s, this morgue has %s" % (old, own))

    def ids(self, question, *options):
        """The ids that a question finds, files by their names, in the order shown."""
        status, out, err = run(MORGUE, "search", "--config=", "-a", self.archive, "-n", "100",
                               "--format=ids", *options, "--", question)
        self.assertIn(status, (0, 1), "%s: %s" % (question, err))
        self.assertEqual(status == 0, out != "", question)
        return [os.path.basename(line) for line in out.splitlines()]

    def opened(self, *article):
        """{call: (status, message)} of opening, checking and writing the archive; with an id and
        a text, of adding such an article and committing too."""
        status, out, err = run(OPENED, self.archive, *article)
        self.assertEqual(status, 0, err)
        return {call: (name, message)
                for call, name, message in (line.split("\t") for line in out.splitlines())}

    def path(self, name):
        return os.path.join(self.archive, name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    @staticmethod
    def write(path, content):
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def alter_manifest(self, old, new):
        """Replaces a piece of the MANIFEST and makes its checksum right again."""
        body, mark, _ = self.read("MANIFEST").rpartition(b"crc32 ")
        self.assertTrue(mark)
        self.assertIn(old, body)
        body = body.replace(old, new, 1)
        self.write(self.path("MANIFEST"), body + b"crc32 %08x\n" % zlib.crc32(body))


def main():
    unittest.main(module="__main__", argv=sys.argv[:1], verbosity=1)
