#!/usr/bin/env python3
"""A run that dies at any moment costs nothing that an earlier run reported.

Before each call that changes a file, and at moments of chance, the indexer is
killed; the archive must be the one of before or the new one, sound, and the next
run must end as an undisturbed one would have.
"""
import itertools
import os
import random
import shutil
import signal
import time

import fault


class Kill(fault.Story):
    command = ("in",)

    def kill_at(self, at):
        """Dies before its at-th call; True when there was one."""
        done = self.index(*self.command, environment={
            "LD_PRELOAD": fault.HELPER, "FAULT_AT": str(at), "FAULT_DO": "kill"})
        self.assertIn(done.returncode, (-signal.SIGKILL, 4), done.stderr)
        return done.returncode != 4

    def count_calls(self):
        path = os.path.join(self.directory, "calls")
        self.index(*self.command, environment={"LD_PRELOAD": fault.HELPER, "FAULT_COUNT": path})
        with open(path, encoding="ascii") as file:
            return int(file.read())

    def save(self):
        self.template = self.archive + ".template"
        if os.path.exists(self.archive):
            shutil.copytree(self.archive, self.template)

    def restore(self):
        shutil.rmtree(self.archive, ignore_errors=True)
        if os.path.exists(self.template):
            shutil.copytree(self.template, self.archive)

    def assert_survived(self):
        if not os.path.exists(os.path.join(self.archive, "MANIFEST")):
            self.assertFalse(os.path.exists(self.template))
            return
        self.check()
        good = [self.second]
        good.append(self.first if os.path.exists(self.template) else [0] * len(self.words))
        self.assertIn(self.state(), good)

    def each_call(self, most):
        """All calls in the full suite, else so many."""
        if fault.sanitized():
            self.skipTest("nothing can be preloaded before a sanitizer")
        self.save()
        calls = self.count_calls()
        self.assertGreater(calls, 10)
        # With the seconds a run may have more to do: times of files become old
        # enough to be believed. So "all" ends where the run does.
        for at in itertools.count(1) if fault.FULL else fault.spread(calls, most):
            with self.subTest(call=at, of=calls):
                self.restore()
                died = self.kill_at(at)
                self.assertTrue(died or at > calls)
                self.assert_survived()
                self.assert_second()
            if not died and at > calls:
                break

    def test_each_call_of_a_first_run(self):
        self.put_second()
        self.each_call(6)

    def test_each_call_of_a_later_run(self):
        self.must_index(status=4)
        self.put_second()
        self.each_call(8)

    def test_each_call_of_a_merge(self):
        self.must_index(status=4)
        self.put_second()
        self.must_index(status=4)
        self.first = self.second
        self.command = ("--optimize", "in")
        self.each_call(5)

    def test_moments_of_chance(self):
        self.must_index(status=4)
        self.put_second()
        self.save()
        started = time.monotonic()
        self.assert_second()
        longest = time.monotonic() - started
        seed = random.randrange(2 ** 32)
        chance = random.Random(seed)
        for turn in range(1000 if fault.FULL else 6):
            with self.subTest(seed=seed, turn=turn):
                self.restore()
                # Killed again and again, before it is let through.
                for _ in range(chance.randint(1, 3)):
                    with self.popen("index", "in") as child:
                        time.sleep(chance.random() * longest)
                        child.kill()
                        child.communicate()
                    self.assert_survived()
                self.assert_second()


if __name__ == "__main__":
    fault.main()
