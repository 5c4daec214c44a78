#!/usr/bin/env python3
"""Xapian's own tools open the archive and find nothing wrong with it."""
import glob
import os
import shutil
import subprocess

import fault


class Tools(fault.Story):
    def setUp(self):
        super().setUp()
        self.must_index(status=4)
        self.put_second()
        self.must_index(status=4)

    def run_tool(self, *words):
        if not shutil.which(words[0]):
            self.skipTest(words[0] + " is not installed")
        done = subprocess.run(words, cwd=self.directory, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout.decode(errors="replace")

    def test_check(self):
        segments = glob.glob(os.path.join(self.archive, "seg-*.glass"))
        self.assertEqual(len(segments), 2)
        for segment in segments:
            self.assertIn("No errors found", self.run_tool("xapian-check", segment))

    def test_delve(self):
        out = self.run_tool("xapian-delve", self.archive)
        # Eight, the copy and forty; then two changed, two new, the copy again.
        self.assertIn("number of documents = 54", out)
        out = self.run_tool("xapian-delve", "-t", "w8a", self.archive)
        self.assertIn("w8a", out)

    def test_quest(self):
        out = self.run_tool("quest", "-d", self.archive, "--stemmer=none", "w8a")
        self.assertIn("Parsed Query: Query(w8a@1)", out)
        self.assertRegex(out, r"(?m)^\d+: \[")


if __name__ == "__main__":
    fault.main()
