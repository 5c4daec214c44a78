#!/usr/bin/env python3
"""The validator of JSON output finds what is wrong: a good output, spoilt in many ways.

usage: test_schema.py
"""
import copy
import json
import os
import sys
import unittest

import schema

HERE = os.path.dirname(os.path.abspath(__file__))


def load(*names):
    with open(os.path.join(HERE, *names), encoding="utf-8") as file:
        return json.load(file)


def spoilings(o):
    """Changes to an output; after each one it must be refused."""
    hit, org = o["hits"][0], o["facets"]["org"]
    return {
        "version": lambda: o.update(format_version=2),
        "no total": lambda: o.pop("total"),
        "total is text": lambda: o.update(total="2"),
        "total is true": lambda: o.update(total=True),
        "negative undated": lambda: o.update(undated=-1),
        "fewer than hits": lambda: o.update(total=1),
        "no snippet": lambda: hit.pop("snippet"),
        "rank twice": lambda: hit.update(rank=2),
        "renamed key": lambda: hit.update(title=hit.pop("headline")),
        "unknown precision": lambda: hit.update(date_precision="hour"),
        "undated with a date": lambda: hit.update(date_precision="none"),
        "date of no form": lambda: hit.update(date="21 May 2023"),
        "mark behind the end": lambda: hit["snippet"].update(marks=[[0, 1000]]),
        "mark in a character": lambda: hit["snippet"].update(text="…a passage", marks=[[1, 9]]),
        "empty mark": lambda: hit["snippet"].update(marks=[[3, 3]]),
        "marks out of order": lambda: hit["snippet"].update(marks=[[9, 10], [3, 5]]),
        "no passage": lambda: hit.update(snippets=[]),
        "a snippet of none": lambda: hit.update(snippets=[{"text": "x", "marks": []}]),
        "mark behind a passage": lambda: hit.update(
            snippets=[hit["snippet"], {"text": "x", "marks": [[0, 2]]}]),
        "mark of three": lambda: hit["snippet"].update(marks=[[3, 5, 7]]),
        "empty name": lambda: hit["entities"].update(person=[""]),
        "a kind is gone": lambda: hit["entities"].pop("person"),
        "shown": lambda: org.update(shown=7),
        "distinct": lambda: org.update(distinct=0),
        "facet counts too much": lambda: org["values"][0].update(count=3),
        "value twice": lambda: o["facets"]["lang"]["values"][0].update(value="zh"),
        "share over 1": lambda: o["timeline"]["buckets"][0].update(share=1.5),
        "bucket lost": lambda: o["timeline"]["buckets"].pop(),
        "buckets out of order": lambda: o["timeline"]["buckets"].reverse(),
        "empty note": lambda: o["notes"].append(""),
    }


def explained(o):
    """Likewise, of an explanation."""
    return {
        "no plan's count": lambda: o["plan"].pop("articles"),
        "part without a clause": lambda: o["plan"]["parts"][0].pop("clause"),
        "no parts": lambda: o["plan"].update(parts=[]),
        "unknown reason": lambda: o["segments"][1].update(skipped="luck"),
        "segment without a name": lambda: o["segments"][0].update(name=""),
        "negative articles": lambda: o["segments"][0].update(articles=-1),
        "ranking out of range": lambda: o.update(ranking={"k1": 11, "b": 1, "headline": 0}),
    }


class Validator(unittest.TestCase):
    def setUp(self):
        self.schema, self.good = load("schema.json"), load("expected", "search.json")

    def test_the_golden_output_is_good(self):
        self.assertEqual(schema.check_output(self.good, self.schema), [])

    def test_later_keys_may_be_added(self):
        self.good["hits"][0]["story"] = self.good["later"] = "x"
        self.assertEqual(schema.check_output(self.good, self.schema), [])

    def test_spoilt_ones_are_refused(self):
        for name in spoilings(self.good):
            with self.subTest(name):
                output = copy.deepcopy(self.good)
                spoilings(output)[name]()
                self.assertNotEqual(schema.check_output(output, self.schema), [])

    def test_explanations(self):
        good = load("expected", "explain.json")
        self.assertEqual(schema.check_output(good, self.schema), [])
        for name in explained(good):
            with self.subTest(name):
                output = copy.deepcopy(good)
                explained(output)[name]()
                self.assertNotEqual(schema.check_output(output, self.schema), [])

    def test_an_unknown_keyword_is_an_error(self):
        with self.assertRaises(ValueError):
            schema.check({}, {"oneOf": []}, {})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
