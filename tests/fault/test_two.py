#!/usr/bin/env python3
"""Two processes: a second writer goes away, readers keep their view and never fail."""
import subprocess
import threading

import fault


class Two(fault.Case):
    def test_second_writer(self):
        self.write("a.txt", "Head\n\nshared\n")
        with self.popen("index", "-", stdin=subprocess.PIPE) as first:
            self.wait_for_lock(first)
            for _ in range(3):
                done = self.index()
                self.assertEqual(done.returncode, 5, done.stderr)
                self.assertIn(f"process {first.pid} ", done.stderr)
                self.assertEqual(done.stdout, "")
            self.assertEqual(self.counts(["shared"]), [0])
            first.communicate(b"Head\n\nshared, from elsewhere\n")
            self.assertEqual(first.returncode, 0)
        self.must_index()
        self.assertEqual(self.counts(["shared"]), [2])

    def test_lock_dies_with_its_holder(self):
        self.write("a.txt", "Head\n\nshared\n")
        with self.popen("index", "-", stdin=subprocess.PIPE) as first:
            self.wait_for_lock(first)
            first.kill()
            first.communicate()
        self.must_index()

    def test_reader_keeps_its_view(self):
        self.write("a.txt", "Head\n\nshared old\n")
        self.must_index()
        with subprocess.Popen([fault.HELPER, self.archive], stdin=subprocess.PIPE, text=True,
                              stdout=subprocess.PIPE, env=self.environment) as viewer:
            def ask(question):
                viewer.stdin.write(question + "\n")
                viewer.stdin.flush()
                return viewer.stdout.readline().strip()
            self.assertEqual(ask("shared"), "1")
            for n in range(3):
                self.write("a.txt", f"Head\n\nshared new {n}\n")
                self.write(f"b{n}.txt", "Head\n\nshared other\n")
                self.must_index()
                # Not asked before, so nothing can have been kept in memory.
                self.assertEqual([ask("shared"), ask("old"), ask("new"), ask(f"other OR x{n}")],
                                 ["1", "1", "0", "0"])
            viewer.stdin.close()
            self.assertEqual(viewer.wait(), 0)
        self.assertEqual(self.counts(["shared", "old", "new"]), [4, 0, 1])

    def test_readers_during_commits(self):
        """Twenty commits; whoever opens meanwhile sees one of them, whole."""
        commits = 20 if not fault.FULL else 200
        self.write("a.txt", "Head\n\nshared turn0\n")
        self.must_index()
        failures, looks, done = [], [0], threading.Event()

        def read():
            while not done.is_set():
                result = self.morgue("count", "--batch", text="shared\nturn*\n")
                looks[0] += 1
                # One version of a.txt at a time, and never none.
                if result.returncode or result.stdout != "1\n1\n":
                    failures.append(result)

        def check():
            while not done.is_set():
                result = self.morgue("check")
                looks[0] += 1
                if result.returncode:
                    failures.append(result)
        threads = [threading.Thread(target=read), threading.Thread(target=check)]
        for thread in threads:
            thread.start()
        try:
            for turn in range(commits):
                self.write("a.txt", f"Head\n\nshared turn{turn + 1}\n")
                self.must_index()
        finally:
            done.set()
            for thread in threads:
                thread.join()
        self.assertEqual(failures, [])
        self.assertGreater(looks[0], commits / 2)
        self.assertEqual(self.counts([f"turn{commits}"]), [1])


if __name__ == "__main__":
    fault.main()
