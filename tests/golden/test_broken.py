#!/usr/bin/env python3
"""Inputs that must be refused one by one, and nothing else with them.

usage: test_broken.py MORGUE CORPUS
"""
import gzip
import json
import os
import shutil
import sys
import tempfile
import unittest

import programs

# Of each file of corpus/broken, what of it must be refused, and a word of the reason.
REFUSED = {
    "aliases.md": "alias", "bad-lines.jsonl#2": "JSON", "bad-lines.jsonl#3": "JSON",
    "bad-lines.jsonl#5": "object", "bad-yaml.md": "YAML", "binary.bin.txt": "text",
    "blank.txt": "empty", "bomb.txt.gz": "MORGUE_MAX_INFLATE_RATIO",
    "deep.json": "MORGUE_MAX_JSON_DEPTH", "deep.md": "MORGUE_MAX_YAML_DEPTH",
    "duplicate-key.md": "title", "empty.txt": "empty", "no-text.html": "empty",
    "not-json.json": "JSON", "too-many-tags.md": "MORGUE_MAX_TAGS",
    "truncated.jsonl.gz": "truncated",
}
GOOD = ["The first good line", "The second good line"]


class Broken(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="morgue-broken-")
        self.addCleanup(self.temporary.cleanup)
        self.directory = self.temporary.name
        self.inputs = os.path.join(self.directory, "broken")
        self.archive = os.path.join(self.directory, "archive")
        shutil.copytree(os.path.join(CORPUS, "broken"), self.inputs)
        self.tools = programs.Programs(MORGUE)
        self.tools.use(self.archive)

    def morgue(self, *words):
        return self.tools.run(("morgue",) + words, self.directory)

    def ledger(self):
        """Entries by path below the input directory; a member's number may follow."""
        try:
            with open(os.path.join(self.archive, "failed.jsonl"), encoding="utf-8") as file:
                lines = [json.loads(line) for line in file]
        except FileNotFoundError:
            return {}
        self.assertEqual(lines.pop()["entries"], len(lines))
        found = {os.path.relpath(line["path"], os.path.realpath(self.inputs)): line
                 for line in lines}
        self.assertEqual(len(found), len(lines))
        return {name[:-2] if name.endswith(".json#1") else name: e for name, e in found.items()}

    def headlines(self, question="*"):
        out = self.morgue("search", "--format=jsonl", "--limit=100", question).out
        return sorted(json.loads(line)["headline"] for line in out.splitlines())

    def test_each_by_itself(self):
        result = self.morgue("index", "broken")
        self.assertEqual(result.status, 4, result.err)
        ledger = self.ledger()
        self.assertEqual(sorted(ledger), sorted(REFUSED))
        for name, word in REFUSED.items():
            with self.subTest(name):
                entry = ledger[name]
                self.assertIn(word, entry["error"])
                self.assertNotIn("\n", entry["error"])
                self.assertRegex(entry["when"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
                self.assertTrue(entry["status"])
        for name in os.listdir(self.inputs):
            told = [line for line in result.err.splitlines() if name.encode() in line]
            self.assertEqual(len(told), len([n for n in REFUSED if n.split("#")[0] == name]), name)
        self.assertEqual(self.headlines(), GOOD)
        self.assertEqual(self.morgue("check").status, 0)

    def test_neighbours_are_indexed(self):
        with open(os.path.join(self.inputs, "middle.txt"), "w", encoding="utf-8") as file:
            file.write("A neighbour in good health\n\nNothing is wrong with it.\n")
        self.assertEqual(self.morgue("index", "broken").status, 4)
        self.assertEqual(self.headlines(), sorted(GOOD + ["A neighbour in good health"]))

    def test_a_second_run_says_the_same(self):
        self.morgue("index", "broken")
        first = self.ledger()
        self.assertEqual(self.morgue("index", "broken").status, 4)
        self.assertEqual(sorted(self.ledger()), sorted(first))
        self.assertEqual(self.headlines(), GOOD)

    def test_mended_files_leave_the_ledger(self):
        self.morgue("index", "broken")
        with open(os.path.join(self.inputs, "bad-lines.jsonl"), "w", encoding="utf-8") as file:
            file.write('{"title": "A mended line", "text": "All is well."}\n')
        with gzip.open(os.path.join(self.inputs, "truncated.jsonl.gz"), "wt") as file:
            file.write('{"title": "Whole again", "text": "All is well."}\n')
        os.unlink(os.path.join(self.inputs, "deep.json"))
        self.assertEqual(self.morgue("index", "broken").status, 4)
        gone = ("bad-lines.jsonl", "truncated.jsonl.gz", "deep.json")
        self.assertEqual(sorted(self.ledger()),
                         sorted(n for n in REFUSED if not n.startswith(gone)))
        self.assertEqual(self.headlines(), ["A mended line", "Whole again"])
        for name in os.listdir(self.inputs):
            if name not in gone:
                os.unlink(os.path.join(self.inputs, name))
        self.assertEqual(self.morgue("index", "broken").status, 0)
        self.assertEqual(self.ledger(), {})

    def test_a_broken_version_of_a_good_file(self):
        path = os.path.join(self.inputs, "story.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write("---\ntitle: A story\n---\n\nIt begins.\n")
        self.morgue("index", "broken")
        self.assertIn("A story", self.headlines())
        with open(path, "w", encoding="utf-8") as file:
            file.write("---\ntitle: [A story\n---\n\nIt begins and goes on.\n")
        self.assertEqual(self.morgue("index", "broken").status, 4)
        self.assertIn("story.md", self.ledger())
        self.assertIn("A story", self.headlines(), "a file that breaks costs no article")


if __name__ == "__main__":
    CORPUS, MORGUE = os.path.abspath(sys.argv.pop()), sys.argv.pop()
    unittest.main()
