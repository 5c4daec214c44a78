"""An archive of format 2, made once and kept: it opens, answers, and can be added to."""
import json
import os

import compat
from compat import INDEX, MORGUE, run


def expected():
    with open(os.path.join(compat.HERE, "v2", "expected.tsv"), encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                question, ids = line.rstrip("\n").split("\t")
                yield question, ids.split()


class OldArchive(compat.ArchiveTest):
    def test_is_small(self):
        self.assertLess(os.stat(compat.PACKED).st_size, compat.LARGEST)

    def test_is_sound(self):
        self.assertEqual(self.opened(), {call: ("ok", "") for call in ("open", "check", "write")})
        status, out, _ = run(MORGUE, "check", "-a", self.archive)
        self.assertEqual(status, 0, out)

    def test_has_what_the_format_has(self):
        """Two segments, dead articles, a list of files, a ledger: else it tests too little."""
        names = set(os.listdir(self.archive))
        for kind in ("glass", "stream", "sums"):
            self.assertEqual(sum(n.endswith("." + kind) for n in names), 2, names)
        self.assertTrue(any(".dead-" in n for n in names), names)
        self.assertTrue(any(n.startswith("inputs-") for n in names), names)
        self.assertTrue({"MANIFEST", "XAPIANDB", "failed.jsonl"} <= names, names)

    def test_answers(self):
        count = 0
        for question, ids in expected():
            with self.subTest(question=question):
                self.assertEqual(sorted(self.ids(question)), ids)
            count += 1
        self.assertGreater(count, 30)

    def test_order(self):
        self.assertEqual(self.ids("*", "--sort=oldest"),
                         "s5 wire.txt s3 s4 s1 s7 china.md s2 tides s8 s10 s6".split())

    def test_facets_and_timeline(self):
        status, out, err = run(MORGUE, "search", "--config=", "-a", self.archive, "--format=json",
                               "--facets=source", "--timeline=year", "--", "after:2023")
        self.assertEqual(status, 0, err)
        answer = json.loads(out)
        self.assertEqual((answer["total"], answer["undated"]), (8, 1))
        self.assertEqual([(v["value"], v["count"]) for v in answer["facets"]["source"]["values"]],
                         [("Lantern Daily", 4), ("Quay Wire", 3), ("灯塔日报", 1)])
        self.assertEqual([(b["start"][:4], b["count"]) for b in answer["timeline"]["buckets"]],
                         [("2023", 5), ("2024", 3)])

    def test_shows_the_text(self):
        status, out, err = run(MORGUE, "show", "--config=", "-a", self.archive, "s2")
        self.assertEqual(status, 0, err)
        self.assertIn("the storms go on", out)

    def test_can_be_added_to(self):
        more = os.path.join(self.work, "more.jsonl")
        self.write(more, '{"id":"n1","title":"Harbour opens at last","text":"The storms are over.",'
                         '"date":"2026-07-01","source":"Quay Wire"}\n')
        status, _, err = run(INDEX, "--config=", "-q", "-a", self.archive, more)
        self.assertEqual(status, 0, err)
        self.assertEqual(sorted(self.ids("harbour")), ["n1", "s2", "s4"])
        self.assertEqual(len(self.ids("*")), 13)
        self.assertEqual(self.opened()["check"], ("ok", ""))
        self.assertIn(b"/tmp/morgue-compat/news/broken.json", self.read("failed.jsonl"))

    def test_article_can_be_replaced(self):
        said = self.opened("s5", "Nobody set foot on it.")
        self.assertEqual((said["add"][0], said["commit"][0]), ("ok", "ok"))
        self.assertEqual((self.ids("moon"), self.ids("foot")), ([], ["s5"]))
        self.assertEqual(len(self.ids("*")), 12)
        self.assertEqual(self.opened()["check"], ("ok", ""))


compat.main()
