"""Archives of other formats, and damaged ones: each is refused, clearly, and left alone."""
import os

import compat
from compat import INDEX, MORGUE, run

EVERY_CALL = ("open", "check", "write")


class HostileArchive(compat.ArchiveTest):
    def snapshot(self):
        return {name: self.read(name) for name in sorted(os.listdir(self.archive))
                if name != "lock"}

    def refused(self, status, *words, calls=EVERY_CALL):
        """The library refuses the calls with a status and a message that has the words; the
        programs do with exit 3 and one line of error; nothing of the archive changes."""
        before = self.snapshot()
        opened = self.opened()
        for call in calls:
            self.assertEqual(opened[call][0], status, opened)
            for word in words:
                self.assertIn(word, opened[call][1])
        if "open" in calls:
            self.programs_refuse(*words)
        self.assertEqual(self.snapshot(), before)

    def programs_refuse(self, *words):
        more = os.path.join(self.work, "more.txt")
        self.write(more, "More\n\nMore text.\n")
        for program in ([MORGUE, "search", "--config=", "-a", self.archive, "harbour"],
                        [INDEX, "--config=", "--progress=never", "-a", self.archive, more]):
            code, out, err = run(*program)
            self.assertEqual(code, 3, err)
            self.assertEqual(out, "")
            for word in words:
                self.assertIn(word, err.splitlines()[0])

    # Formats that this morgue does not know

    def test_newer_format(self):
        self.alter_manifest(b"morgue archive 2\n", b"morgue archive 3\n")
        self.refused("unknown version", "format 3", "2", "newer")

    def test_format_zero(self):
        self.alter_manifest(b"morgue archive 2\n", b"morgue archive 0\n")
        self.refused("unknown version", "format 0", "again")

    def test_format_one(self):
        """It was never released: the articles are indexed again."""
        with open(os.path.join(compat.HERE, "v1", "MANIFEST"), "rb") as file:
            self.write(self.path("MANIFEST"), file.read())
        self.refused("unknown version", "format 1", "index the articles again, into a new directory")

    def test_unknown_feature(self):
        self.alter_manifest(b"language ", b"positions compact 1\nlanguage ")
        self.refused("unknown version", "positions compact 1")

    def test_other_analyzer(self):
        own = compat.analyzer_of(self.archive).encode()
        self.alter_manifest(b"analyzer " + own, b"analyzer brief-words-9")
        self.refused("unknown version", "brief-words-9", own.decode(), calls=("open", "write"))

    # Damage

    def test_wrong_magic(self):
        self.alter_manifest(b"morgue archive 2\n", b"papers archive 1\n")
        self.refused("corrupt", "MANIFEST")

    def test_wrong_checksum(self):
        text = self.read("MANIFEST")
        self.write(self.path("MANIFEST"), text.replace(b"revision 3", b"revision 2"))
        self.refused("corrupt", "MANIFEST", "checksum")

    def test_empty_manifest(self):
        self.write(self.path("MANIFEST"), b"")
        self.refused("corrupt", "MANIFEST")

    def test_cut_manifest(self):
        self.write(self.path("MANIFEST"), self.read("MANIFEST")[:-1])
        self.refused("corrupt", "MANIFEST")

    def test_segment_name_that_leaves_the_archive(self):
        self.alter_manifest(b"segment seg-000001 ", b"segment ../seg-0001 ")
        self.refused("corrupt", "MANIFEST")

    def test_more_dead_than_alive(self):
        self.alter_manifest(b" dead 2 ", b" dead 12 ")
        self.refused("corrupt", "MANIFEST")

    def test_missing_segment(self):
        os.unlink(self.path("seg-000002.glass"))
        self.refused("corrupt", "seg-000002.glass")

    def test_cut_segment(self):
        os.truncate(self.path("seg-000001.glass"), 8192)
        self.refused("corrupt", "seg-000001.glass")

    def test_missing_stream(self):
        os.unlink(self.path("seg-000002.stream"))
        self.refused("corrupt", "seg-000002.stream")

    def test_cut_stream(self):
        os.truncate(self.path("seg-000001.stream"), 100)
        self.refused("corrupt", "seg-000001.stream")

    def test_missing_sums(self):
        os.unlink(self.path("seg-000001.sums"))
        self.refused("corrupt", "seg-000001.sums")

    def test_missing_tombstones(self):
        os.unlink(self.path("seg-000001.dead-000003"))
        self.refused("corrupt", "seg-000001.dead-000003")

    def test_altered_inputs(self):
        self.turn_bit("inputs-000003", -1)
        self.refused("corrupt", "inputs-000003", calls=("check", "write"))

    def test_bit_in_every_file(self):
        """One bit turned in the middle of any file is found by a check."""
        for name in sorted(os.listdir(self.archive)):
            with self.subTest(name=name):
                whole = self.read(name)
                self.turn_bit(name, len(whole) // 2)
                code, out, _ = run(MORGUE, "check", "-a", self.archive)
                self.assertEqual(code, 3, name)
                self.assertIn(name.split(".")[0] if name.startswith("seg-") else name, out)
                self.write(self.path(name), whole)
        self.assertEqual(self.opened()["check"], ("ok", ""))

    def turn_bit(self, name, at):
        data = bytearray(self.read(name))
        data[at] ^= 4
        self.write(self.path(name), bytes(data))

    # No archive at all

    def test_no_manifest(self):
        os.unlink(self.path("MANIFEST"))
        opened = self.opened()
        self.assertEqual((opened["open"][0], opened["check"][0]), ("not found", "not found"))


compat.main()
