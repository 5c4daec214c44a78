#!/usr/bin/env python3
"""The question that morgue was asked for first, on the corpus that comes with it.

usage: test_corpus.py MORGUE CORPUS
"""
import json
import os
import sys
import tempfile
import unittest

import programs
import schema

HERE = os.path.dirname(os.path.abspath(__file__))
QUESTION = "Micron AND China after:2023-05"
WIRE_COPY = "desk/wire-copy-minister-meets-memory-maker.txt"
EXPECTED = """
chips/explainer-cii.md
chips/cac-bars-micron.txt
chips/micron-fails-review.html
feeds/world-2023.jsonl#1
chips/ledger-cac-bars-micron.md
chips/de-china-micron.md
chips/es-china-micron.md
chips/seoul-suppliers-watched.html
chips/commerce-objects-micron.txt
chips/micron-shares-forecast.txt
chips/raimondo-wont-tolerate.md
chips/xian-investment.txt
chips/half-of-china-revenue.txt
chips/micron-third-quarter.txt
chips/raimondo-beijing.html
desk/wire-copy-minister-meets-memory-maker.txt
chips/ymtc-sues-micron.html
chips/jinhua-settlement.json
feeds/briefs-2024.jsonl#5
chips/de-micron-xian.md
""".split()
# By month, from the dates that the twenty articles give.
MONTHS = {"2023-05": 11, "2023-06": 3, "2023-08": 1, "2023-11": 2, "2023-12": 1, "2024-02": 1,
          "2024-03": 1}


class Corpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="morgue-corpus-")
        cls.tools = programs.Programs(MORGUE)
        cls.tools.use(os.path.join(cls.directory.name, "archive"))
        cls.indexed = cls.run_morgue("index", CORPUS)
        with open(os.path.join(HERE, "schema.json"), encoding="utf-8") as file:
            cls.schema = json.load(file)

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    @classmethod
    def run_morgue(cls, *words):
        return cls.tools.run(("morgue",) + words, cls.directory.name)

    def ask(self, *words):
        result = self.run_morgue("search", "--format=json", *words)
        self.assertIn(result.status, (0, 1), result.err)
        output = json.loads(result.out)
        self.assertEqual(schema.check_output(output, self.schema), [])
        return output

    def place(self, path):
        return os.path.relpath(path, os.path.join(os.path.realpath(CORPUS), "articles"))

    def test_all_of_it_is_indexed(self):
        self.assertEqual(self.indexed.status, 0, self.indexed.err)
        again = self.run_morgue("index", CORPUS)
        self.assertEqual(again.status, 0)
        self.assertIn(b"nothing changed", again.err)
        self.assertEqual(self.run_morgue("check").status, 0)

    def test_the_twenty_articles(self):
        output = self.ask("--limit=100", QUESTION)
        self.assertEqual(sorted(self.place(h["path"]) for h in output["hits"]), sorted(EXPECTED))
        self.assertEqual((output["total"], output["undated"]), (20, 1))
        for hit in output["hits"]:
            self.assertTrue(hit["snippet"]["marks"], hit["id"])

    def test_the_wire_copy_got_its_year_from_the_weekday(self):
        hits = self.ask("--limit=100", QUESTION)["hits"]
        copy = next(h for h in hits if self.place(h["path"]) == WIRE_COPY)
        self.assertEqual((copy["date"][:7], copy["date_provenance"]), ("2023-11", "inferred"))

    def test_facets(self):
        facets = self.ask("--facets", "--facet-limit=0", QUESTION)["facets"]
        self.assertEqual(sorted(facets), ["org", "person", "place"])
        counts = {kind: {v["value"]: v["count"] for v in facet["values"]}
                  for kind, facet in facets.items()}
        self.assertEqual(counts["org"]["Micron Technology"], 20)
        self.assertEqual(counts["place"]["China"], 20)
        self.assertNotIn("Micron", counts["org"])
        self.assertNotIn("Micron Technology", counts["place"])
        self.assertGreaterEqual(counts["person"]["Wang Wentao"], 2)
        self.assertGreaterEqual(counts["person"]["Gina Raimondo"], 2)

    def test_timeline(self):
        timeline = self.ask("--timeline", QUESTION)["timeline"]
        found = {b["start"]: b["count"] for b in timeline["buckets"] if b["count"]}
        self.assertEqual((timeline["unit"], timeline["undated"], found), ("month", 0, MONTHS))
        self.assertEqual(len(timeline["buckets"]), 11)

    def test_the_count_and_the_pages_agree(self):
        self.assertEqual(self.run_morgue("count", QUESTION).out, b"20\n")
        whole = self.ask("--limit=100", QUESTION)["hits"]
        pages = [h for n in (0, 7, 14)
                 for h in self.ask("--limit=7", f"--offset={n}", QUESTION)["hits"]]
        self.assertEqual([h["id"] for h in pages], [h["id"] for h in whole])

    def test_an_alias_finds_what_the_name_finds(self):
        by_name = self.ask("--limit=100", "org:Micron")
        self.assertEqual(by_name["total"], self.ask('org:"Micron Technology"')["total"])
        self.assertEqual(by_name["total"], self.ask("ticker:MU")["total"])
        self.assertEqual(by_name["total"], self.ask("org:美光")["total"])
        self.assertTrue(any(h["lang"] == "zh" for h in by_name["hits"]))

    def test_other_outputs_keep_to_the_schema(self):
        for words in (["*", "--limit=200", "--facets=person,org,place,source,section,lang,tag",
                       "--facet-limit=0", "--timeline=week"],
                      ["美光 网络安全"], ["Микрон OR Израиль OR غزة", "--limit=50"],
                      ["-date:*", "--timeline=year"], ["nosuchword"]):
            with self.subTest(words=words):
                self.ask(*words[1:], "--", words[0])


if __name__ == "__main__":
    CORPUS, MORGUE = os.path.abspath(sys.argv.pop()), sys.argv.pop()
    unittest.main()
