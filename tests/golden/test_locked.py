#!/usr/bin/env python3
"""A second writer goes away with exit status 5 and names the first; readers do not care.

usage: test_locked.py MORGUE
"""
import fcntl
import os
import sys
import tempfile
import unittest

import programs


class Locked(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="morgue-locked-")
        self.addCleanup(self.temporary.cleanup)
        self.directory = self.temporary.name
        self.archive = os.path.join(self.directory, "archive")
        self.tools = programs.Programs(MORGUE)
        self.tools.use(self.archive)
        with open(os.path.join(self.directory, "a.txt"), "w", encoding="utf-8") as file:
            file.write("A headline\n\nAnd a text.\n")
        self.assertEqual(self.morgue("index", "a.txt").status, 0)

    def morgue(self, *words):
        return self.tools.run(("morgue",) + words, self.directory)

    def test_the_second_writer(self):
        # This process takes the lock as a writer does, and signs as one.
        with open(os.path.join(self.archive, "lock"), "r+b") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lock.truncate(0)
            lock.write(b"process %d on %s\n" % (os.getpid(), os.uname().nodename.encode()))
            lock.flush()
            with open(os.path.join(self.directory, "a.txt"), "a", encoding="utf-8") as file:
                file.write("And more.\n")
            before = self.manifest()
            second = self.morgue("index", "a.txt")
            self.assertEqual((second.status, second.out), (5, b""), second.err)
            self.assertIn(str(os.getpid()).encode(), second.err)
            self.assertEqual(len(second.err.splitlines()), 1, second.err)
            self.assertEqual(self.manifest(), before)
            self.assertEqual(self.morgue("count", "headline").out, b"1\n")
        self.assertEqual(self.morgue("index", "a.txt").status, 0)
        self.assertEqual(self.morgue("count", "more").out, b"1\n")

    def manifest(self):
        with open(os.path.join(self.archive, "MANIFEST"), "rb") as file:
            return file.read()


if __name__ == "__main__":
    MORGUE = sys.argv.pop()
    unittest.main()
