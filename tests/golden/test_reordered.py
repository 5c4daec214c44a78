#!/usr/bin/env python3
"""Declared fields in another order: old segments stay as they are, new ones still merge.

usage: test_reordered.py MORGUE
"""
import json
import os
import sys
import tempfile
import unittest

import programs

HEAD = "version: 1\nshipped_entities: false\nfields:\n"


class Reordered(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="morgue-reordered-")
        self.addCleanup(self.temporary.cleanup)
        self.directory = self.temporary.name
        self.archive = os.path.join(self.directory, "archive")
        os.mkdir(os.path.join(self.directory, "in"))
        self.tools = programs.Programs(MORGUE)

    def configure(self, *fields):
        path = os.path.join(self.directory, "-".join(fields) + ".yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(HEAD + "".join(f"  {name}: {{type: text}}\n" for name in fields))
        self.tools.use(self.archive, path)

    def add(self, name, **fields):
        """Indexes one more article, of which nothing but the report may be said."""
        with open(os.path.join(self.directory, "in", name + ".jsonl"), "w", encoding="utf-8") as file:
            file.write(json.dumps(dict(fields, id=name, title=name, text="A text.")) + "\n")
        done = self.tools.run(("morgue", "index", "-q", "in"), self.directory)
        self.assertEqual((done.status, done.err), (0, b""))

    def segments(self):
        return sum(name.endswith(".glass") for name in os.listdir(self.archive))

    def test_reordered(self):
        self.configure("desk", "unit")
        self.add("one", desk="night desk", unit="north")
        self.configure("unit", "desk")
        self.add("two", desk="day desk", unit="south")
        self.assertEqual(self.segments(), 2)
        self.add("three", desk="late desk", unit="east")
        self.assertEqual(self.segments(), 3)
        self.add("four", desk="dawn watch", unit="west")
        self.assertEqual(self.segments(), 2)  # all but the first
        for question, count in (('desk:"night desk"', 1), ('desk:"late desk"', 1), ("desk:desk", 3),
                                ("desk:dawn", 1),
                                ('unit:"night desk"', 0), ("unit:north", 1)):
            done = self.tools.run(("morgue", "count", question), self.directory)
            self.assertEqual(done.out, b"%d\n" % count, question)


MORGUE = sys.argv.pop(1)
unittest.main()
