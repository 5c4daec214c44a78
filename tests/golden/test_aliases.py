#!/usr/bin/env python3
"""Aliases are applied when a question runs: editing them needs no indexing.

usage: test_aliases.py MORGUE
"""
import json
import os
import sys
import tempfile
import unittest

import programs

# The names are found while indexing because the first table knows them, each for
# an entity of its own; the later tables only say which belong together.
SEPARATE = """version: 1
entities:
  - {kind: org, name: Orrin Freight}
  - {kind: org, name: Orrin Holdings}
  - {kind: org, name: Pallas Bank}
  - {kind: person, name: Jo Lindqvist}
  - {kind: person, name: Johanna Lindqvist}
"""
MERGED = """version: 1
entities:
  - {kind: org, name: Orrin Group, aliases: [Orrin Freight, Orrin Holdings], tickers: [ORN]}
  - {kind: org, name: Pallas Bank}
  - {kind: person, name: Johanna Lindqvist, aliases: [Jo Lindqvist, J. L.]}
"""
IGNORED = SEPARATE.replace("{kind: org, name: Pallas Bank}",
                           "{kind: org, name: Pallas Bank, ignore: true}")
NICKNAMED = SEPARATE.replace("name: Pallas Bank", "name: Pallas Bank, aliases: [The Owl]")
ARTICLES = {
    "one.txt": "Orrin Freight sells ships\n\n"
               "Orrin Freight sold two ships, said Jo Lindqvist. Pallas Bank lent the money.\n",
    "two.txt": "Orrin Holdings buys ships\n\n"
               "Orrin Holdings bought two ships, said Johanna Lindqvist. It rained.\n",
}


class Aliases(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="morgue-aliases-")
        self.addCleanup(self.temporary.cleanup)
        self.directory = self.temporary.name
        self.tools = programs.Programs(MORGUE)
        self.archive = self.at("archive")
        self.tools.use(self.archive, self.at("config.yaml"))
        self.write("config.yaml", "version: 1\nshipped_entities: false\nentities: [names.yaml]\n")
        os.mkdir(self.at("articles"))
        for name, text in ARTICLES.items():
            self.write(os.path.join("articles", name), text)

    def at(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text):
        with open(self.at(name), "w", encoding="utf-8") as file:
            file.write(text)

    def morgue(self, *words):
        result = self.tools.run(("morgue",) + words, self.directory)
        self.assertIn(result.status, (0, 1), result.err)
        return result.out

    def index(self, table):
        self.write("names.yaml", table)
        self.morgue("index", "articles")
        self.before = self.contents()

    def contents(self):
        """Every file of the archive: its bytes and the time of its last change."""
        found = {}
        for name in os.listdir(self.archive):
            path = os.path.join(self.archive, name)
            with open(path, "rb") as file:
                found[name] = (file.read(), os.stat(path).st_mtime_ns)
        return found

    def edit(self, table):
        self.write("names.yaml", table)

    def facet(self, kind):
        out = json.loads(self.morgue("facets", f"--facets={kind}", "--format=json", "*"))
        facet = out["facets"][kind]
        return {v["value"]: v["count"] for v in facet["values"]}, facet["missing"]

    def found(self, question):
        ids = self.morgue("search", "--format=ids", question).decode().split()
        return sorted(os.path.basename(i) for i in ids)

    def untouched(self):
        self.assertEqual(self.contents(), self.before)

    def test_before(self):
        self.index(SEPARATE)
        self.assertEqual(self.facet("org"), ({"Orrin Freight": 1, "Orrin Holdings": 1,
                                              "Pallas Bank": 1}, 0))
        self.assertEqual(self.facet("person"), ({"Jo Lindqvist": 1, "Johanna Lindqvist": 1}, 0))
        self.assertEqual(self.found('org:"Orrin Freight"'), ["one.txt"])
        self.untouched()

    def test_merging(self):
        self.index(SEPARATE)
        self.edit(MERGED)
        self.assertEqual(self.facet("org"), ({"Orrin Group": 2, "Pallas Bank": 1}, 0))
        self.assertEqual(self.facet("person"), ({"Johanna Lindqvist": 2}, 0))
        for question in ('org:"Orrin Group"', 'org:"Orrin Freight"', "ticker:ORN",
                         'person:"Jo Lindqvist"', 'person:"Johanna Lindqvist"',
                         'entity:"Orrin Holdings"', 'about:"Orrin Group"'):
            with self.subTest(question):
                self.assertEqual(self.found(question), ["one.txt", "two.txt"])
        self.untouched()

    def test_splitting_is_the_way_back(self):
        self.index(MERGED)
        self.assertEqual(self.facet("org")[0], {"Orrin Group": 2, "Pallas Bank": 1})
        self.edit(SEPARATE)
        self.assertEqual(self.facet("org")[0], {"Orrin Freight": 1, "Orrin Holdings": 1,
                                                "Pallas Bank": 1})
        self.assertEqual(self.found('org:"Orrin Holdings"'), ["two.txt"])
        self.untouched()

    def test_ignoring(self):
        self.index(SEPARATE)
        self.assertEqual(self.found('org:"Pallas Bank"'), ["one.txt"])
        self.edit(IGNORED)
        self.assertEqual(self.facet("org"), ({"Orrin Freight": 1, "Orrin Holdings": 1}, 0))
        self.assertEqual(self.found('org:"Pallas Bank"'), [])
        self.assertEqual(self.found('"Pallas Bank"'), ["one.txt"])
        self.untouched()

    def test_adding_an_alias(self):
        self.index(SEPARATE)
        self.assertEqual(self.found('org:"The Owl"'), [])
        self.edit(NICKNAMED)
        self.assertEqual(self.found('org:"The Owl"'), ["one.txt"])
        self.assertEqual(self.facet("org")[0]["Pallas Bank"], 1)
        self.untouched()

    def test_without_the_file_surfaces_stand_for_themselves(self):
        self.index(SEPARATE)
        self.write("config.yaml", "version: 1\nshipped_entities: false\n")
        self.assertEqual(self.facet("org")[0], {"Orrin Freight": 1, "Orrin Holdings": 1,
                                                "Pallas Bank": 1})
        self.assertEqual(self.found('org:"Orrin Freight"'), ["one.txt"])
        self.untouched()

    def test_nothing_is_read_again(self):
        self.index(SEPARATE)
        self.edit(MERGED)
        again = self.tools.run(("morgue", "index", "articles"), self.directory)
        self.assertEqual(again.status, 0)
        self.assertEqual(self.facet("org")[0], {"Orrin Group": 2, "Pallas Bank": 1})

    def test_a_wrong_table_is_named_with_line_and_column(self):
        self.index(SEPARATE)
        self.edit("version: 1\nentities:\n  - {kind: org, nmae: Orrin}\n")
        result = self.tools.run(("morgue", "facets", "*"), self.directory)
        self.assertEqual((result.status, result.out), (2, b""))
        self.assertIn(b"line 3", result.err)
        self.assertIn(b"names.yaml", result.err)
        self.untouched()


if __name__ == "__main__":
    MORGUE = sys.argv.pop()
    unittest.main()
