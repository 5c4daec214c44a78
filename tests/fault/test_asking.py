#!/usr/bin/env python3
"""SIGINT, SIGTERM and deadlines while a question is asked: status 130, or 2 and the deadline's
name; on standard output all or nothing."""
import signal
import subprocess
import time

import fault

# Positions in numbers: seconds for the articles below, and no article takes too many steps.
DEAR = "the NOT NEAR/1 (the NEAR/250 oil)"
ASKING = [["search"], ["search", "--format=json"], ["count"], ["facets"], ["timeline"], ["explain"]]


class Asking(fault.Case):
    def setUp(self):
        super().setUp()
        text = "the oil the the oil " * 2000
        self.write("dear.jsonl", "".join(f'{{"id":"d{n}","body":"{text}"}}\n' for n in range(150)))
        self.write("long.jsonl", '{"id":"long","title":"Long","body":"%s"}\n' % ("word " * 200000))
        self.must_index()

    def test_while_matching(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for words in ASKING:
                with self.subTest(words=words, number=number), self.popen(*words, DEAR) as child:
                    time.sleep(0.3)
                    child.send_signal(number)
                    out, err = child.communicate()
                    self.assertEqual((child.returncode, out), (130, b""), err.decode())

    def test_between_questions(self):
        """A batch waits for its next line; what it answered stays."""
        with self.popen("count", "--batch", stdin=subprocess.PIPE) as child:
            child.stdin.write(b"id:long\n")
            child.stdin.flush()
            self.assertEqual(child.stdout.readline(), b"1\n")
            child.send_signal(signal.SIGINT)
            self.assertEqual(child.wait(), 130)
            self.assertEqual(child.stdout.read(), b"")
            child.stdin.close()

    def test_in_a_batch(self):
        with self.popen("count", "--batch", stdin=subprocess.PIPE) as child:
            child.stdin.write(f"{DEAR}\n".encode())
            child.stdin.flush()
            time.sleep(0.3)
            child.send_signal(signal.SIGINT)
            out, err = child.communicate()
            self.assertEqual((child.returncode, out), (130, b""), err.decode())

    def test_while_printing(self):
        """The reader is slow: what was begun is printed to its end."""
        whole = self.morgue("show", "long").stdout.encode()
        self.assertGreater(len(whole), 1000000)
        with self.popen("show", "long", "d1") as child:
            begun = child.stdout.read(10)
            child.send_signal(signal.SIGINT)
            time.sleep(0.1)
            self.assertEqual(begun + child.stdout.read(), whole)
            self.assertEqual(child.wait(), 130)

    def test_deadlines(self):
        for words in ASKING:
            with self.subTest(words=words):
                done = self.morgue(*words, "--timeout=2ms", DEAR)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("deadline, 2 ms (timeout)", done.stderr)
                done = self.morgue(*words, "--timeout=1h", "id:long")
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_deadlines_without_a_question(self):
        done = self.morgue("similar", "--timeout=1ms", "long")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("(timeout)", done.stderr)
        for words in (["similar", "d1"], ["suggest", "lon"]):
            with self.subTest(words=words):
                done = self.morgue(*words, "--timeout=1h")
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_deadlines_of_a_batch(self):
        """Each question has its own."""
        done = self.morgue("count", "--batch", "--timeout=5m", text="id:long\nid:d1\n")
        self.assertEqual(done.stdout, "1\n1\n")
        done = self.morgue("count", "--batch", "--timeout=2ms", text=f"{DEAR}\n{DEAR}\n")
        self.assertEqual(done.stdout.count("error\tthe question was not answered"), 2, done.stdout)


if __name__ == "__main__":
    fault.main()
