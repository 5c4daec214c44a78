#!/usr/bin/env python3
"""Too little memory: an answer is whole, or the exit code and a line tell that it is not."""
import json

import fault

# Ways to print; all of them about the long article.
COMMANDS = (("show", "long"), ("show", "--format=json", "long"), ("search", "--format=csv", "said"),
            ("search", "--all", "--format=jsonl", "--fields=id,headline", "said"),
            ("explain", "said OR (" + " OR ".join("w%d" % i for i in range(200)) + ")"),
            ("facets", "said"), ("suggest", "sa"))


def untimed(text):
    return [line for line in text.splitlines() if not line.startswith("time ")]


class Tight(fault.Case):
    def test_answers(self):
        if fault.sanitized():
            self.skipTest("nothing can be preloaded before a sanitizer")
        self.write("a.jsonl", json.dumps({"id": "long", "title": 'said "it" ' * 9000,
                                          "body": 'It was "said" again.\n' * 20000}) + "\n")
        self.must_index()
        refusals = 0
        for words in COMMANDS:
            whole = self.morgue(*words)
            self.assertEqual((whole.returncode, whole.stderr), (0, ""), words)
            for shift in range(26, 15, -1):
                for largest in (1 << shift, 3 << (shift - 2)):
                    done = self.morgue(*words, environment={
                        "LD_PRELOAD": fault.HELPER, "FAULT_LARGEST": str(largest)})
                    if done.returncode == 0:
                        self.assertEqual((untimed(done.stdout), done.stderr), (untimed(whole.stdout), ""),
                                         (words, largest))
                        continue
                    refusals += 1
                    self.assertIn(done.returncode, (2, 3), (words, largest, done.stderr))
                    self.assertIn("memory", done.stderr, (words, largest))
        self.assertGreater(refusals, 0)


if __name__ == "__main__":
    fault.main()
