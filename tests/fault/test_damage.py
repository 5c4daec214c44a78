#!/usr/bin/env python3
"""One flipped bit in any file of the archive is found; damage never crashes a reader, nor
changes an answer: it is the right one, or there is none."""
import os
import random

import fault

SOUND = (0, 1)  # of a reader whom the damage does not concern
ERRORS = (2, 3)
ASKED = (("count", "shared"), ("search", "shared", "--format=jsonl"), ("count", '"shared word"'),
         ("search", "sharred tag:absnt"), ("suggest", "sha"),
         ("search", "shared", "--all", "--sort=archive", "--format=csv"),
         ("facets", "shared org:*", "--facets=org,place", "--facets-open"))


class Damage(fault.Story):
    def setUp(self):
        super().setUp()
        self.must_index(status=4)
        self.put_second()
        self.must_index(status=4)
        self.check()
        self.right = {words: self.morgue(*words).stdout for words in ASKED}
        self.files = sorted(set(os.listdir(self.archive)) - {"lock"})
        for head in ("MANIFEST", "XAPIANDB", "failed.jsonl", "inputs-", "seg-000001.glass",
                     "seg-000001.stream", "seg-000001.sums", "seg-000001.dead-", "seg-000002.glass"):
            self.assertTrue(any(name.startswith(head) for name in self.files), self.files)

    def damaged(self, name, change):
        """Applies change to a file's bytes, looks, and puts them back."""
        path = os.path.join(self.archive, name)
        with open(path, "rb") as file:
            good = file.read()
        bad = change(bytearray(good))
        if bad is None:
            os.unlink(path)
        else:
            with open(path, "wb") as file:
                file.write(bad)
        try:
            self.look(name)
        finally:
            with open(path, "wb") as file:
                file.write(good)

    def look(self, name):
        done = self.morgue("check")
        self.assertEqual(done.returncode, 3, f"{name}: {done.stdout}{done.stderr}")
        self.assertIn(name.split(".")[0], done.stdout + done.stderr)
        for words in (("info",), *ASKED):
            done = self.morgue(*words)
            self.assertIn(done.returncode, SOUND + ERRORS, f"{name}: {words} {done.stderr}")
            if done.returncode in ERRORS:
                self.assertTrue(done.stderr)
            elif words in self.right:
                self.assertEqual(done.stdout, self.right[words], f"{name}: {words}")

    def test_flips(self):
        seed = random.randrange(2 ** 32)
        chance = random.Random(seed)
        for name in self.files:
            size = os.path.getsize(os.path.join(self.archive, name))
            for _ in range(200 if fault.FULL else 2):
                at, bit = chance.randrange(size), chance.randrange(8)

                def flip(content, at=at, bit=bit):
                    content[at] ^= 1 << bit
                    return content
                with self.subTest(file=name, at=at, bit=bit):
                    self.damaged(name, flip)
        self.check()

    def test_lengths(self):
        for name in self.files:
            size = os.path.getsize(os.path.join(self.archive, name))
            cuts = {0, size // 2, size - 1} if fault.FULL else {size // 2}
            for cut in cuts:
                with self.subTest(file=name, cut=cut):
                    self.damaged(name, lambda content, cut=cut: content[:cut])
            with self.subTest(file=name, longer=1):
                self.damaged(name, lambda content: content + b"\n")
        self.check()

    def test_missing(self):
        for name in self.files:
            if name == "failed.jsonl":
                continue # an archive without failures has none
            with self.subTest(file=name):
                self.damaged(name, lambda content: None)
        self.check()

    def test_writer_refuses(self):
        """What is damaged is not written to."""
        for name in ("MANIFEST", self.files[[f[:7] for f in self.files].index("inputs-")]):
            path = os.path.join(self.archive, name)
            with open(path, "r+b") as file:
                content = file.read()
                file.seek(10)
                file.write(b"\xff")
            before = sorted(os.listdir(self.archive))
            done = self.index()
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertEqual(sorted(os.listdir(self.archive)), before)
            with open(path, "wb") as file:
                file.write(content)
        self.assert_second()

    def test_lost_manifest(self):
        """Segments without a MANIFEST are not taken for rubbish."""
        os.unlink(os.path.join(self.archive, "MANIFEST"))
        before = sorted(os.listdir(self.archive))
        done = self.index()
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("MANIFEST", done.stderr)
        self.assertEqual(sorted(os.listdir(self.archive)), before)

    def test_damaged_ledger(self):
        """Old notes are lost, new ones are written."""
        with open(os.path.join(self.archive, "failed.jsonl"), "r+b") as file:
            file.write(b"[")
        os.utime(os.path.join(self.inputs, "lines.jsonl"))
        self.put(10, "a")
        self.must_index(status=4)
        self.assertEqual(self.ledger(), ["bad.json"])
        self.check()


if __name__ == "__main__":
    fault.main()
