#!/usr/bin/env python3
"""A disk that is full, or fails: a clean error, and the commit of before stays."""
import os
import resource
import shutil
import signal
import subprocess
import sys

import fault


class Space(fault.Story):
    command = ("in",)

    def setUp(self):
        super().setUp()
        self.must_index(status=4)
        self.put_second()
        self.template = self.archive + ".template"
        shutil.copytree(self.archive, self.template)

    def restore(self):
        shutil.rmtree(self.archive)
        shutil.copytree(self.template, self.archive)

    def assert_clean(self, done):
        """It ended well and committed, or said why not and left all as it was."""
        self.assertIn(done.returncode, (2, 4), done.stderr)
        self.check()
        state = self.state()
        if done.returncode == 4:
            self.assertEqual(state, self.second, done.stderr)
        else:
            self.assertIn(state, (self.first, self.second))
            self.assertRegex(done.stderr, "(?m)^morgue-index: .")
        return done.returncode == 2

    def fail_calls(self, what, most):
        if fault.sanitized():
            self.skipTest("nothing can be preloaded before a sanitizer")
        path = os.path.join(self.directory, "calls")
        self.index(*self.command, environment={"LD_PRELOAD": fault.HELPER, "FAULT_COUNT": path})
        with open(path, encoding="ascii") as file:
            calls = int(file.read())
        failed = 0
        for at in fault.spread(calls, most):
            with self.subTest(call=at, of=calls, what=what):
                self.restore()
                done = self.index(*self.command, environment={
                    "LD_PRELOAD": fault.HELPER, "FAULT_AT": str(at), "FAULT_DO": what})
                failed += self.assert_clean(done)
                if what.startswith("ENOSPC") and done.returncode == 2:
                    self.assertIn("space", done.stderr)
                self.assert_second()
        self.assertGreater(failed, 1)

    def test_each_call_finds_the_disk_full(self):
        self.fail_calls("ENOSPC", 1000 if fault.FULL else 5)

    def test_full_from_each_call_on(self):
        self.fail_calls("ENOSPC+", 1000 if fault.FULL else 5)

    def test_each_call_fails(self):
        self.fail_calls("EIO", 1000 if fault.FULL else 5)

    def test_full_from_each_call_of_a_merge_on(self):
        self.command = ("--optimize", "in")
        self.fail_calls("ENOSPC+", 1000 if fault.FULL else 5)

    def test_largest_file(self):
        """RLIMIT_FSIZE: writes beyond it fail with EFBIG."""
        failed = 0
        for kib in (range(4, 256, 4) if fault.FULL else (4, 40, 100)):
            def limit(size=kib * 1024):
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            with self.subTest(kib=kib):
                self.restore()
                done = self.index(preexec_fn=limit, restore_signals=False)
                failed += self.assert_clean(done)
                self.assert_second()
        self.assertGreater(failed, 0)

    def test_small_disks(self):
        """A file system of its own, in a mount namespace of its own."""
        mount = "mount -t tmpfs -o size=%dk none archive"
        tried = subprocess.run(["unshare", "-m", "sh", "-c", mount % 64], cwd=self.directory,
                               capture_output=True, check=False)
        if tried.returncode:
            self.skipTest("no right to mount: " + tried.stderr.decode().strip())
        outcomes = set()
        for kib in (range(200, 1200, 20) if fault.FULL else (120, 260, 400)):
            with self.subTest(kib=kib):
                script = (mount % kib + " && cp archive.template/* archive/ && "
                          f"{sys.executable} -B {self.inside()} archive")
                done = subprocess.run(["unshare", "-m", "sh", "-c", script], cwd=self.directory,
                                      capture_output=True, text=True, check=False,
                                      env=self.environment)
                if "No space left" in done.stderr and "cp:" in done.stderr:
                    continue # too small even for what is there
                self.assertEqual(done.returncode, 0, done.stderr)
                outcomes.add(done.stdout.strip())
        self.assertTrue(outcomes <= {"2", "4"}, outcomes)
        self.assertTrue(outcomes)

    def inside(self):
        """A script that runs where the small disk is: index, check, and count."""
        path = os.path.join(self.directory, "inside.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"""import subprocess, sys
run = lambda *words, text=None: subprocess.run([{fault.MORGUE!r}, *words], input=text,
                                               capture_output=True, text=True)
done = run("index", "in")
sound = run("check")
assert sound.returncode == 0, sound.stdout
counts = run("count", "--batch", text={chr(10).join(self.words) + chr(10)!r}).stdout.split()
want = {{2: [{[str(n) for n in self.first]!r}, {[str(n) for n in self.second]!r}],
        4: [{[str(n) for n in self.second]!r}]}}
assert counts in want[done.returncode], (done, counts)
assert done.returncode == 4 or "pace" in done.stderr, done
print(done.returncode)
""")
        return path


if __name__ == "__main__":
    fault.main()
