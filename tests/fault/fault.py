"""What the fault tests share: files, runs of the programs, an archive's state.

Each test is called as: test_NAME.py MORGUE quick|full [HELPER]
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import unittest

KEPT = ("PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LD_LIBRARY_PATH")
OURS = ("MANIFEST", "XAPIANDB", "lock", "failed.jsonl")


class Case(unittest.TestCase):
    """A directory with "in" for inputs and "archive"; commands run in it."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="morgue-fault-")
        self.addCleanup(self.temporary.cleanup)
        self.directory = os.path.realpath(self.temporary.name)
        self.archive = os.path.join(self.directory, "archive")
        self.inputs = os.path.join(self.directory, "in")
        os.mkdir(self.inputs)
        self.environment = {k: os.environ[k] for k in KEPT if k in os.environ}
        # No shipped lists: they are not what is tested, and cost time.
        self.write("../config.yaml", "version: 1\nshipped_entities: false\n")
        self.environment.update(LANG="C.UTF-8", TZ="UTC", HOME="/nonexistent",
                                XDG_CONFIG_HOME="/nonexistent", MORGUE_ARCHIVE=self.archive,
                                MORGUE_CONFIG=os.path.join(self.directory, "config.yaml"))

    def write(self, name, text):
        path = os.path.join(os.fsencode(self.inputs), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
        return path

    def popen(self, *words, environment=None, **more):
        """Starts "morgue ..."; environment adds to the usual one."""
        return subprocess.Popen([MORGUE, *words], cwd=self.directory,
                                env=dict(self.environment, **(environment or {})),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def morgue(self, *words, text=None, environment=None, **more):
        """Runs "morgue ..." to its end; text goes to its standard input."""
        more["stdin"] = subprocess.DEVNULL if text is None else subprocess.PIPE
        with self.popen(*words, environment=environment, **more) as child:
            out, err = child.communicate(None if text is None else text.encode())
            return subprocess.CompletedProcess(words, child.returncode, out.decode(),
                                               err.decode(errors="replace"))

    def index(self, *words, **more):
        return self.morgue("index", *(words or ("in",)), **more)

    def must_index(self, *words, status=0):
        done = self.index(*words)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def check(self):
        done = self.morgue("check")
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def wait_for_lock(self, child):
        """Until a writer has signed the lock."""
        for _ in range(1000):
            try:
                with open(os.path.join(self.archive, "lock"), encoding="ascii") as file:
                    if f"process {child.pid} " in file.read():
                        return
            except FileNotFoundError:
                pass
            time.sleep(0.01)
        self.fail("the writer never took the lock")

    def counts(self, questions):
        """The number of articles that each question finds."""
        done = self.morgue("count", "--batch", text="\n".join(questions) + "\n")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return [int(line) for line in done.stdout.split("\n")[:-1]]

    def ledger(self):
        """The paths in failed.jsonl, below the inputs."""
        try:
            with open(os.path.join(self.archive, "failed.jsonl"), encoding="utf-8") as file:
                lines = [json.loads(line) for line in file]
        except FileNotFoundError:
            return []
        return [os.path.relpath(line["path"], self.inputs) for line in lines[:-1]]

    def assert_tidy(self):
        """Every file of the archive is one that its MANIFEST names, or of fixed name."""
        with open(os.path.join(self.archive, "MANIFEST"), encoding="ascii") as file:
            words = [line.split() for line in file]
        named = set(OURS)
        for line in words:
            if line[0] == "inputs" and line[1] != "0":
                named.add("inputs-%06d" % int(line[1]))
            if line[0] == "segment":
                dead = line[line.index("dead") + 2]
                named.update(line[1] + kind for kind in (".glass", ".stream", ".sums"))
                named.update([f"{line[1]}.dead-{int(dead):06d}"] if dead != "0" else [])
        self.assertEqual(set(os.listdir(self.archive)) - named, set())


class Story(Case):
    """Inputs in two states, and what each of them must be found to hold."""

    def setUp(self):
        super().setUp()
        self.words = [f"w{n}{version}" for n in range(12) for version in "ab"] + ["shared", "copied"]
        self.put_first()
        self.first = self.expected(dict.fromkeys(range(8), "a"), 1)
        self.second = self.expected({0: "a", 1: "b", 2: "b", 3: "a", 5: "a", 6: "a", 7: "a", 8: "a",
                                     9: "a"}, 1)
        self.bad = ["bad.json", "lines.jsonl#2"]

    def expected(self, versions, copied):
        """The counts of all words when file n is there in the given version."""
        have = [int(versions.get(n) == version) for n in range(12) for version in "ab"]
        return have + [len(versions), copied]

    def put(self, n, version):
        self.write(f"f{n}.txt", f"Headline of {n}\n\nA shared word and w{n}{version}.\n" * 2)

    def put_first(self):
        for n in range(8):
            self.put(n, "a")
        self.write("copy1.jsonl", '{"id":"c","body":"copied"}\n')
        self.write("lines.jsonl", '{"id":"c","body":"copied"}\n{"id":\n')
        self.write("bad.json", "{")
        # So many that the few of a second run are no reason to merge.
        self.write("many.jsonl", "".join(f'{{"id":"m{n}","body":"filler"}}\n' for n in range(40)))

    def put_second(self):
        """1 and 2 change, 4 goes, 8 and 9 come, and the file that c came from goes."""
        for n in (1, 2):
            self.put(n, "b")
        for n in (8, 9):
            self.put(n, "a")
        os.unlink(os.path.join(self.inputs, "f4.txt"))
        os.unlink(os.path.join(self.inputs, "copy1.jsonl"))

    def state(self):
        return self.counts(self.words)

    def assert_second(self):
        """The undisturbed run's result, to the last file."""
        done = self.must_index(status=4)
        self.assertEqual(self.state(), self.second, done.stderr)
        self.assertEqual(sorted(self.ledger()), self.bad)
        self.check()
        self.assert_tidy()


def spread(count, most):
    """Numbers 1 to count; when there are more than most, so many evenly among them."""
    if count <= most:
        return range(1, count + 1)
    return sorted({1 + i * (count - 1) // (most - 1) for i in range(most)})


def children_rss():
    """The greatest resident set, in bytes, of any child that has ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def sanitized():
    """Are the programs built with a sanitizer, which takes memory and preloads?"""
    with open(os.path.join(os.path.dirname(MORGUE), "morgue-index"), "rb") as file:
        return b"__asan_init" in file.read()


def skip(why):
    print("SKIP:", why)
    sys.exit(77)


MORGUE = os.path.abspath(sys.argv[1])
FULL = sys.argv[2] == "full"
HELPER = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else None


def main():
    unittest.main(argv=sys.argv[:1], verbosity=1)
