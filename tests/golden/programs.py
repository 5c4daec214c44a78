"""Running morgue and morgue-index from tests: a fixed environment, CPU time, diffs."""
import difflib
import os
import subprocess
import tempfile

KEPT = ("PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LD_LIBRARY_PATH")


class Result:
    """What a program did. cpu is in seconds, its own and its children's."""

    def __init__(self, status, out, err, cpu):
        self.status, self.out, self.err, self.cpu = status, out, err, cpu


class Programs:
    """The two programs, started with nothing of the user's settings."""

    def __init__(self, morgue):
        self.morgue = os.path.abspath(morgue)
        self.folder = os.path.dirname(self.morgue)
        self.environment = {k: os.environ[k] for k in KEPT if k in os.environ}
        self.environment.update(LANG="C.UTF-8", TZ="UTC", HOME="/nonexistent",
                                XDG_CONFIG_HOME="/nonexistent", XDG_DATA_HOME="/nonexistent")

    def use(self, archive, config=None):
        """The archive and the configuration ("" or None: the defaults) of later runs."""
        self.environment["MORGUE_ARCHIVE"] = archive
        self.environment.pop("MORGUE_CONFIG", None)
        if config:
            self.environment["MORGUE_CONFIG"] = config

    def run(self, words, directory, stdin=None):
        """Runs "morgue ..." or "morgue-index ..." in a directory."""
        words = [w.encode() if isinstance(w, str) else w for w in words]
        if words[0] not in (b"morgue", b"morgue-index"):
            raise SystemExit(f"not a program of morgue: {words[0]!r}")
        program = os.path.join(os.fsencode(self.folder), words[0])
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, \
                open(stdin or os.devnull, "rb") as source:
            child = subprocess.Popen([program] + words[1:], cwd=directory, env=self.environment,
                                     stdin=source, stdout=out, stderr=err)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            return Result(child.returncode, out.read(), err.read(),
                          usage.ru_utime + usage.ru_stime)


def diff(expected, got, what):
    lines = difflib.unified_diff(expected.splitlines(True), got.splitlines(True),
                                 f"expected {what}", f"actual {what}", n=2)
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)
