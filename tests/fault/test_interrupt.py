#!/usr/bin/env python3
"""SIGINT and SIGTERM: exit status 130, whole articles are kept, the next run completes."""
import os
import random
import signal
import subprocess
import time

import fault

COUNT = 400


class Interrupt(fault.Case):
    def setUp(self):
        super().setUp()
        for n in range(COUNT):
            self.write(f"{n % 7}/{n}.txt", f"Headline\n\nshared w{n} " + f"word{n} " * 300 + "\n")
        self.write("many.jsonl", "".join(f'{{"id":"m{n}","body":"shared m{n}"}}\n'
                                         for n in range(COUNT)))

    def interrupted(self, number, delay):
        """True when the signal came in time."""
        with self.popen("index", "in") as child:
            time.sleep(delay)
            child.send_signal(number)
            _, err = child.communicate()
        # Very early ones end the program before it can listen.
        self.assertIn(child.returncode, (0, 130, -number), err.decode())
        done = self.morgue("check")
        self.assertTrue(done.returncode == 0 or "no archive" in done.stderr + done.stdout, done)
        return child.returncode == 130

    def test_while_reading(self):
        """The signal comes while standard input is being read."""
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.popen("index", "-", "in", stdin=subprocess.PIPE) as child:
                self.wait_for_lock(child)
                child.send_signal(number)
                time.sleep(0.1)
                _, err = child.communicate(b"Head\n\nnever shared\n")
                self.assertEqual(child.returncode, 130, err.decode())
            self.check()
            self.assertEqual(self.counts(["never", "shared"]), [0, 0])
        self.assertEqual(sorted(os.listdir(self.archive)), ["MANIFEST", "XAPIANDB", "lock"])

    def test_any_time(self):
        started = time.monotonic()
        self.must_index("-a", self.archive + "2", "in")
        longest = time.monotonic() - started
        seed = random.randrange(2 ** 32)
        chance = random.Random(seed)
        for turn in range(200 if fault.FULL else 6):
            with self.subTest(seed=seed, turn=turn):
                number = chance.choice((signal.SIGINT, signal.SIGTERM))
                self.interrupted(number, chance.random() * longest)
        self.must_index()
        self.assertEqual(self.counts(["shared", "w0", f"w{COUNT - 1}", "m7"]), [2 * COUNT, 1, 1, 1])
        done = self.must_index()
        self.assertIn("nothing changed", done.stderr)
        self.check()
        self.assert_tidy()


if __name__ == "__main__":
    fault.main()
