#!/usr/bin/env python3
"""A format that has no place for it leaves its output as it is when nothing matches; a terminal
behind standard error is told why, as text output tells.

usage: test_nothing.py MORGUE
"""
import os
import pty
import subprocess
import sys
import tempfile
import unittest

import programs

WHY = "no articles\n  harbor: 0 alone; did you mean 'harbour' (1)?\n"
HEADER = b"id,score"


class Nothing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="morgue-nothing-")
        cls.tools = programs.Programs(MORGUE)
        cls.tools.use(os.path.join(cls.temporary.name, "archive"))
        with open(os.path.join(cls.temporary.name, "a.txt"), "w", encoding="utf-8") as file:
            file.write("The harbour\n\nIt opens.\n")
        if cls.tools.run(["morgue", "index", "a.txt"], cls.temporary.name).status:
            raise SystemExit("no archive")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def watched(self, *words):
        """Status, standard output, and what a terminal shows of standard error."""
        ours, theirs = pty.openpty()
        with subprocess.Popen([self.tools.morgue, *words], env=self.tools.environment,
                              stdout=subprocess.PIPE, stderr=theirs) as child:
            os.close(theirs)
            out, shown = child.stdout.read(), b""
            try:
                while part := os.read(ours, 4096):
                    shown += part
            except OSError:  # the last of the terminal's users is gone
                pass
            os.close(ours)
        return child.returncode, out, shown.decode().replace("\r\n", "\n")

    def test_told(self):
        for words, out in ((["search", "--format=ids"], b""), (["search", "--format=jsonl"], b""),
                           (["search", "--format=ids", "--all"], b""),
                           (["search", "--format=csv", "--fields=id,score"], HEADER + b"\r\n"),
                           (["search", "--format=tsv", "--fields=id,score", "--all"],
                            HEADER.replace(b",", b"\t") + b"\n"),
                           (["facets", "--format=csv"], b"kind,value,count\r\n"),
                           (["timeline", "--format=jsonl"], b"")):
            with self.subTest(words):
                self.assertEqual(self.watched(*words, "harbor"), (1, out, WHY))

    def test_completions(self):
        self.assertEqual(self.watched("suggest", "--format=jsonl", "x"),
                         (1, b"", "nothing begins so\n"))

    def test_not_told(self):
        """Not twice, not to the quiet, not in a run, not when there is something."""
        for words in (["search", "--format=json", "harbor"], ["search", "harbor"],
                      ["search", "--format=ids", "-q", "harbor"],
                      ["search", "--format=trec", "harbor"],
                      ["search", "--format=ids", "harbour"], ["count", "harbor"],
                      ["suggest", "--format=jsonl", "harb"]):
            with self.subTest(words):
                self.assertEqual(self.watched(*words)[2], "")

    def test_no_terminal(self):
        for words in (["search", "--format=ids"], ["facets", "--format=csv"]):
            with self.subTest(words):
                done = self.tools.run(["morgue", *words, "harbor"], self.temporary.name)
                self.assertEqual((done.status, done.err), (1, b""))


if __name__ == "__main__":
    MORGUE = sys.argv.pop()
    unittest.main()
