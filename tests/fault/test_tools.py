#!/usr/bin/env python3
"""Xapian's own tools open the archive and find nothing wrong with it."""
import glob
import os
import re
import shutil
import subprocess

import fault


def run_tool(case, *words):
    if not shutil.which(words[0]):
        case.skipTest(words[0] + " is not installed")
    done = subprocess.run(words, cwd=case.directory, capture_output=True, check=False)
    case.assertEqual(done.returncode, 0, done.stdout + done.stderr)
    return done.stdout.decode(errors="replace")


class Tools(fault.Story):
    def setUp(self):
        super().setUp()
        self.must_index(status=4)
        self.put_second()
        self.must_index(status=4)

    def run_tool(self, *words):
        return run_tool(self, *words)

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


class StockPhrases(fault.Case):
    """A phrase asked through quest of two articles, of which one has it."""

    def phrases(self, archive, *config):
        self.write("a.txt", "First\n\nThe alpha beta gamma went home.\n")
        self.write("b.txt", "Second\n\nThe beta alpha gamma went home.\n")
        self.write("../config.yaml", "version: 1\nshipped_entities: false\n" + "".join(config))
        self.must_index("-a", archive, "in")
        # A merge carries the positions on.
        self.write("c.txt", "Third\n\nThe beta went, and so did alpha.\n")
        self.must_index("-a", archive, "in", "--optimize")
        out = run_tool(self, "quest", "-d", archive, "--stemmer=none", '"alpha beta"')
        return re.findall(r"(?m)^\d+: \[", out)

    def test_with_positions(self):
        self.assertEqual(len(self.phrases(self.archive, "positions: xapian\n")), 1)

    def test_without(self):
        # As the manual says: without them stock Xapian's phrases quietly become AND.
        self.assertEqual(len(self.phrases(self.archive)), 3)


if __name__ == "__main__":
    fault.main()
