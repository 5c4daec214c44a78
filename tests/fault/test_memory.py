#!/usr/bin/env python3
"""Memory: hostile articles stay under 512 MB, a small budget is kept."""
import json
import random
import subprocess
import sys

import fault

# The largest article that is admitted (MORGUE_MAX_ARTICLE), and what it may take. In
# the quick suite a quarter of it, which must do with a quarter and some tables.
LARGEST, MOST = (4 << 20, 512) if fault.FULL else (1 << 20, 220)


class Memory(fault.Case):
    def rss(self, *words):
        """The peak of one run, in MB, measured in a process of its own."""
        script = ("import resource, subprocess, sys; "
                  "code = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL).returncode; "
                  "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        done = subprocess.run([sys.executable, "-c", script, fault.MORGUE, "index", *words],
                              cwd=self.directory, env=self.environment, capture_output=True,
                              text=True, check=True)
        code, kib = map(int, done.stdout.split())
        self.assertEqual(code, 0, words)
        return kib / 1024

    def hostile(self):
        chance = random.Random(7)
        letters = "abcdefghijklmnopqrstuvwxyz"
        han = [chr(c) for c in range(0x4e00, 0x9fa6)]

        def fill(pieces, size):
            return "".join(chance.choices(pieces, k=size // len(pieces[0].encode())))
        yield "letters", fill([c + " " for c in letters], LARGEST - 100)
        yield "han", fill(han, LARGEST - 100)
        if fault.FULL:
            yield "one letter", "a " * (LARGEST // 2 - 50)
            yield "words", fill([a + b + c + " " for a in letters for b in letters
                                 for c in letters], LARGEST - 100)
            yield "names", fill(["Xa Yo. "], LARGEST - 100)
            yield "numbers", " ".join(str(n) for n in range(500_000))
            yield "no spaces", "x" * (LARGEST - 100)
            yield "accents", fill([c + "\u0301\u0323 " for c in letters], LARGEST - 100)

    def test_hostile_articles(self):
        for name, body in self.hostile():
            with self.subTest(article=name):
                self.write("a.txt", "A headline\n\n" + body + "\n")
                peak = self.rss("in")
                print(f"peak memory, {LARGEST >> 20} MB of {name}: {peak:.0f} MB")
                if not fault.sanitized():
                    self.assertLess(peak, MOST)
        self.check()

    def test_hostile_fields(self):
        """All tags, all as long as may be, many times over."""
        with open(self.write("a.jsonl", ""), "w", encoding="utf-8") as file:
            for n in range(40 if fault.FULL else 2):
                tags = [f"{n} {t} " + "x" * 60_000 for t in range(250)]
                file.write(json.dumps({"id": str(n), "body": "text", "tags": tags}) + "\n")
        peak = self.rss("in")
        print(f"peak memory, 15 MB of tags an article: {peak:.0f} MB")
        if not fault.sanitized():
            self.assertLess(peak, 512)

    def test_small_budget(self):
        chance = random.Random(3)
        words = [f"w{n:x}" for n in range(60_000)]
        with open(self.write("a.jsonl", ""), "w", encoding="utf-8") as file:
            for n in range(20_000 if fault.FULL else 500):
                body = " ".join(words[min(int(chance.paretovariate(0.6)), 59_999)]
                                for _ in range(300))
                file.write(json.dumps({"id": str(n), "title": f"Headline {n}", "body": body}) + "\n")
        peak = self.rss("--memory=64M", "in")
        print(f"peak memory, --memory=64M: {peak:.0f} MB")
        if not fault.sanitized():
            self.assertLess(peak, 64)
        self.check()


if __name__ == "__main__":
    fault.main()
