#!/usr/bin/env python3
"""Bad files: each is one line of the ledger, everything else is indexed, in little memory."""
import gzip
import os

import fault

LINE = (200 if fault.FULL else 40) << 20
MOST = 512 << 20  # bytes of memory
DEEP = 100_000


class Inputs(fault.Case):
    def make(self):
        """Writes the bad files; returns what the ledger must list, once each."""
        bad = {"empty.txt": b"",
               "binary.txt": bytes(range(256)) * 40,
               "truncated.txt.gz": gzip.compress(os.urandom(20000))[:9000],
               "deep.json": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
               "list.json": b'{"id":"x","body":' + b"[" * DEEP + b"]" * DEEP + b"}",
               "deep.md": b"---\ntitle: " + b"[" * DEEP + b"]" * DEEP + b"\n---\nbody\n",
               "blocks.md": b"---\n" + b"".join(b" " * n + b"a:\n" for n in range(2000)) +
                            b"---\nbody\n",
               "bomb.md": b"---\n" + b"".join(
                   b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9) if n else b"lol")
                   for n in range(12)) + b"title: *a11\n---\nbody\n"}
        for name, content in bad.items():
            self.write(name, content)
        names = list(bad)
        self.write_line("line.txt", b"A headline\n\n", b"word ", b"")
        names.append("line.txt")
        self.write_line("line.jsonl", b'{"id":"l1","body":"good"}\n{"id":"l2","body":"', b"word ",
                        b'"}\n{"id":"l3","body":"good"}\n')
        names.append("line.jsonl#2")
        os.symlink(".", os.path.join(self.inputs, "loop"))
        os.symlink("nowhere", os.path.join(self.inputs, "dangling"))
        os.mkfifo(os.path.join(self.inputs, "fifo"))
        names += ["loop", "dangling", "fifo"]
        self.write(b"caf\xe9.txt", "Head\n\ngood\n")
        names.append("caf\\xe9.txt")
        if os.geteuid():
            os.chmod(self.write("unreadable.txt", "Head\n\ngood\n"), 0)
            names.append("unreadable.txt")
        return names

    def write_line(self, name, head, part, tail):
        with open(self.write(name, head), "ab") as file:
            block = part * ((1 << 20) // len(part))
            for _ in range(LINE // len(block)):
                file.write(block)
            file.write(tail)

    def test_bad_files(self):
        bad = self.make()
        for n in range(5):
            self.write(f"good/{n}.txt", f"Headline\n\nA good text, number{n}.\n")
        for turn in range(2):
            with self.subTest(turn=turn):
                done = self.index()
                self.assertEqual(done.returncode, 4, done.stderr)
                self.assertEqual(sorted(self.ledger()), sorted(bad))
                for name in bad:
                    self.assertIn(name.split("/")[-1], done.stderr if turn == 0 else name)
                self.assertEqual(self.counts(["good", "number4", "headline"]), [7, 1, 5])
                self.check()
        if not fault.sanitized():
            self.assertLess(fault.children_rss(), MOST)


if __name__ == "__main__":
    fault.main()
