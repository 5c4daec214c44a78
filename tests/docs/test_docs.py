"""Manual pages, completions and examples say what the programs do.

usage: test_docs.py SOURCE MORGUE MORGUE-INDEX EXAMPLE-SEARCH EXAMPLE-ADD
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, MORGUE, INDEX, SEARCH, ADD = (pathlib.Path(a).resolve() for a in sys.argv[1:6])
DOCS = SOURCE / "docs"
COMPLETIONS = DOCS / "completions"
ASKING = ["search", "count", "facets", "timeline", "explain"]
COMMANDS = ASKING + ["similar", "suggest", "show", "check", "info"]


def read(path):
    return path.read_text(encoding="utf-8")


PAGES = {p.name: read(p) for p in sorted((DOCS / "man").iterdir())}


def plain(roff):
    """A line of roff as it is read."""
    named = {"-": "-", "e": "\\", "&": "", "(ti": "~", "(ha": "^", "(aq": "'", "(ga": "`",
             "(dq": '"'}

    def char(m):
        s = m.group(1)
        if s.startswith("[u"):
            return chr(int(s[2:-1], 16))
        return "" if s.startswith("f") else named[s]

    return re.sub(r"\\(\[u[0-9A-F]+\]|\(..|f.|.)", char, roff)


def blocks(page, skip=(), only=None):
    """The displays (.EX to .EE) of a page, as lists of lines."""
    section, block, out = "", None, []
    for line in PAGES[page].splitlines():
        if line.startswith(".SH "):
            section = line[4:].strip('"')
        elif line == ".EX":
            block = []
        elif line == ".EE":
            if section not in skip and only in (None, section):
                out.append(block)
            block = None
        elif block is not None:
            block.append(plain(line))
    return out


def lines_of(page, **where):
    return [line for block in blocks(page, **where) for line in block]


class Place:
    """A directory with the corpus, an archive of it, and no other settings."""

    def __init__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="morgue-docs-")
        self.path = pathlib.Path(self.holder.name).resolve()
        # Only what finds libraries and sanitizers is passed on.
        passed = {k: v for k, v in os.environ.items()
                  if k.endswith("_OPTIONS") or k.startswith("LD_")}
        self.env = {
            **passed,
            "PATH": f"{MORGUE.parent}:{INDEX.parent}:{os.environ.get('PATH', '/usr/bin:/bin')}",
            "HOME": str(self.path / "home"),
            "LC_ALL": "C.UTF-8",
        }
        shutil.copytree(SOURCE / "corpus", self.path / "corpus")
        configuration, names = blocks("morgue-config.5")[:2]
        for name, text in (("config.yaml", configuration), ("names.yaml", names)):
            (self.path / name).write_text("\n".join(text) + "\n", encoding="utf-8")

    def run(self, *command, stdin=""):
        return subprocess.run([str(c) for c in command], cwd=self.path, env=self.env, input=stdin,
                              encoding="utf-8", capture_output=True, check=False, timeout=120)


class DocsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place()
        for archive in ([], ["--archive=archive"]):
            done = cls.place.run(INDEX, "--quiet", *archive, "corpus")
            assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.place.holder.cleanup()

    def ok(self, *command, stdin=""):
        done = self.place.run(*command, stdin=stdin)
        self.assertEqual(done.returncode, 0, f"{command}: {done.stderr}")
        return done.stdout

    def options(self, command):
        """The long options that --help of a command tells."""
        program = [INDEX] if command == "index" else [MORGUE, command]
        text = self.ok(*program, "--help")
        found = re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", text, re.M)
        self.assertGreater(len(found), 4, text)
        return found

    def fields(self):
        """The fields that "morgue help query" tells."""
        text = self.ok(MORGUE, "help", "query").split("fields:\n")[1]
        found = re.findall(r"^  ([a-z]+) ", text, re.M)
        self.assertIn("headline", found)
        return found

    def complete(self, *words):
        """What bash offers for the last of the words, which is under the cursor."""
        function = "_morgue" if words[0] == "morgue" else "_morgue_index"
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  f'{function}; [ ${{#COMPREPLY[@]}} -eq 0 ] || printf "%s\\n" "${{COMPREPLY[@]}}"')
        return self.ok("bash", "--norc", "-c", script, "bash", COMPLETIONS / "morgue.bash",
                       *words).split()

    # ---- manual pages ----

    def test_every_option_is_in_its_page(self):
        for command in COMMANDS + ["index"]:
            page = plain(PAGES[f"morgue-{command}.1"])
            for option in self.options(command):
                self.assertRegex(page, re.escape(option) + r"(?![a-z-])",
                                 f"{option} of {command} is not in its manual page")

    def test_every_command_is_in_the_overview(self):
        told = re.findall(r"^  ([a-z]+)", self.ok(MORGUE, "--help").split("usage:")[1], re.M)
        self.assertIn("search", told)
        for command in set(told) - {"morgue"}:
            self.assertRegex(PAGES["morgue.1"], rf'(?m)^\.BR? "?{command}\b', command)
            if command != "help":
                self.assertIn(f"morgue-{command}.1", PAGES)

    def test_every_field_is_in_the_language(self):
        for field in self.fields():
            self.assertRegex(PAGES["morgue-query.7"], rf'(?m)^\.BR? .*\b{field}:(?=[ "]|$)', field)

    def test_every_function_is_in_the_library_page(self):
        headers = "".join(read(h) for h in (SOURCE / "include/morgue").glob("*.h"))
        functions = re.findall(r"MORGUE_API[^;(]*?\b(morgue_[a-z_]+)\(", headers)
        self.assertGreater(len(functions), 30)
        for function in functions:
            self.assertRegex(PAGES["libmorgue.3"], rf"\b{function}\b", function)

    def test_pages_have_no_faults(self):
        mandoc, groff = shutil.which("mandoc"), shutil.which("groff")
        if not mandoc and not groff:
            self.skipTest("neither mandoc nor groff is installed")
        for page in PAGES:
            path = DOCS / "man" / page
            if mandoc:
                self.assertEqual(self.place.run(mandoc, "-Tlint", "-Wwarning", path).stdout, "")
            if groff:
                done = self.place.run(groff, "-man", "-Tutf8", "-ww", "-z", path)
                self.assertEqual(done.stderr, "")

    def test_pages_that_are_named_exist(self):
        elsewhere = {"gzip", "fork", "fcntl", "quest", "xapian-check", "xapian-delve"}
        for page, text in PAGES.items():
            for name, section in re.findall(r"^\.BR ([a-z\\-]+) \((\d)\)", text, re.M):
                if plain(name) not in elsewhere:
                    self.assertIn(f"{plain(name)}.{section}", PAGES, f"named in {page}")

    def test_every_page_is_installed(self):
        build = read(DOCS / "meson.build")
        for page in PAGES:
            self.assertIn(f"'man/{page}'", build)

    # ---- examples ----

    def test_questions_parse(self):
        questions = lines_of("morgue-query.7")
        self.assertGreater(len(questions), 70)
        for question in questions:
            self.ok(MORGUE, "explain", "--ast", "--", question)

    def test_questions_find_something(self):
        questions = lines_of("morgue-query.7")
        answers = self.ok(MORGUE, "count", "--config=config.yaml", "--archive=archive", "--batch",
                          stdin="\n".join(questions) + "\n").splitlines()
        self.assertEqual(len(answers), len(questions))
        for question, answer in zip(questions, answers):
            self.assertRegex(answer, "^[1-9][0-9]*$", question)

    def test_commands_work(self):
        count = 0
        for page in PAGES:
            for line in lines_of(page):
                if not line.startswith("$ "):
                    continue
                tool = line.split()[1]
                if shutil.which(tool, path=self.place.env["PATH"]) is None:
                    self.assertIn(tool, ("xapian-delve", "xapian-check", "quest"))
                    continue
                done = self.place.run("sh", "-c", line[2:])
                self.assertEqual(done.returncode, 0, f"{page}: {line}\n{done.stderr}")
                count += 1
        self.assertGreater(count, 40)

    def test_explain_reads_as_shown(self):
        shown = [b for b in blocks("morgue-explain.1") if b[0].startswith("question")]
        question = shown[0][0].split(maxsplit=1)[1]
        answer = self.ok(MORGUE, "explain", "--", question).splitlines()
        self.assertEqual(answer[:2], shown[0])

    def test_configuration_means_what_it_says(self):
        got = json.loads(self.ok(MORGUE, "facets", "--config=config.yaml", "--archive=archive",
                                 "--facets=org", "--facet-limit=0", "--format=json",
                                 "query:chipwar"))
        values = {v["value"] for v in got["facets"]["org"]["values"]}
        self.assertIn("Micron", values)
        self.assertFalse(values & {"Micron Technology", "G7", "Group of Seven"})

    # ---- JSON ----

    def json_keys(self, value):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from self.json_keys(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from self.json_keys(inner)

    def check_keys(self, text):
        page = plain(PAGES["morgue-json.5"])
        for key in set(self.json_keys(json.loads(text))):
            self.assertRegex(page, rf'(?m)^\.BR? .*(?<![a-z_]){key}(?![a-z_])', key)

    def test_every_key_of_json_is_documented(self):
        self.check_keys(self.ok(MORGUE, "search", "--format=json", "--facets", "--timeline",
                                "Micron after:2023-05 OR China"))
        self.check_keys(self.ok(MORGUE, "suggest", "--format=json", "mic"))
        self.check_keys(self.ok(MORGUE, "show", "--format=json", "archive/ever-given-aground"))

    def test_every_key_of_the_ledger_is_documented(self):
        done = self.place.run(INDEX, "--archive=ledger", "--quiet", "corpus/broken")
        self.assertEqual(done.returncode, 4)
        lines = read(self.place.path / "ledger/failed.jsonl").splitlines()
        self.check_keys(lines[0])
        self.check_keys(lines[-1])

    def test_the_short_answer_is_like_a_real_one(self):
        shown = json.loads("".join(blocks("morgue-json.5")[1]))
        real = json.loads(self.ok(MORGUE, "facets", "--archive=archive", "--format=json",
                                  "--facets=org", "--facet-limit=1", shown["query"]))
        self.assertEqual(list(self.json_keys(shown)), list(self.json_keys(real)))

    # ---- example programs ----

    def test_the_page_shows_the_example_programs(self):
        shown = blocks("libmorgue.3")
        for at, name in ((0, "search.c"), (1, "add.c")):
            self.assertEqual(shown[at], read(DOCS / "examples" / name).splitlines(), name)

    def test_example_programs_add_and_find(self):
        self.ok(ADD, "own", "n1", "Port reopens", "Ships sail again.")
        self.ok(ADD, "own", "n2", "Rail strike ends", "Trains run again.")
        self.assertEqual(self.ok(SEARCH, "own", "ship"), "Port reopens\n")
        for wrong in ((SEARCH, "own", "(ship"), (SEARCH, "none", "ship"), (SEARCH,), (ADD, "own")):
            done = self.place.run(*wrong)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    # ---- completions ----

    def test_bash_completes_exactly_the_options(self):
        if not shutil.which("bash"):
            self.skipTest("bash is not installed")
        for command in COMMANDS + ["index"]:
            offered = {o.rstrip("=") for o in self.complete("morgue", command, "--")}
            self.assertEqual(offered, set(self.options(command)), command)
        self.assertEqual({o.rstrip("=") for o in self.complete("morgue-index", "--")},
                         set(self.options("index")))

    def test_bash_completes_words(self):
        if not shutil.which("bash"):
            self.skipTest("bash is not installed")
        told = re.findall(r"^  ([a-z]+)", self.ok(MORGUE, "--help").split("usage:")[1], re.M)
        self.assertEqual(set(self.complete("morgue", "")) - {"--help", "--version"},
                         set(told) - {"morgue"})
        for words, expected in (
                (("se",), ["search"]),
                (("search", "--format", "=", "js"), ["json", "jsonl"]),
                (("search", "--format", "="), ["text", "json", "jsonl", "csv", "tsv", "ids", "trec"]),
                (("search", "--format", "c"), ["csv"]),
                (("index", "--format", "=", "m"), ["markdown"]),
                (("search", "--facets", "=", "person,o"), ["person,org"]),
                (("search", "--fields", "=", "rank,url,wo"), ["rank,url,words"]),
                (("timeline", "--timeline", "=", "w"), ["week"]),
                (("search", "--sort", "=", "n"), ["newest"]),
                (("search", "--sort=n",), ["--sort=newest"]),
                (("index", "--dump", "=", "t"), ["tokens"]),
                (("search", "ti"), ["title:", "ticker:"]),
                (("search", "--timeline", "ti"), ["title:", "ticker:"]),
                (("search", "org", ":"), []),
                (("search", "org", ":", "Mic"), []),
                (("check", ""), [])):
            self.assertEqual(self.complete("morgue", *words), expected, words)

    def test_completions_know_every_option_and_field(self):
        zsh, fish = (read(COMPLETIONS / n) for n in ("_morgue", "morgue.fish"))
        bash = read(COMPLETIONS / "morgue.bash")
        for command in COMMANDS + ["index"]:
            for option in self.options(command):
                self.assertRegex(zsh, re.escape(option) + r"(?![a-z-])", option)
                self.assertRegex(fish, rf"-l {option[2:]}(?![a-z-])", option)
        for field in self.fields():
            for text in (bash, zsh, fish):
                self.assertRegex(text, rf"(?<![a-z]){field}:", field)

    def test_completions_are_well_formed(self):
        for shell, name in (("bash", "morgue.bash"), ("zsh", "_morgue"), ("fish", "morgue.fish")):
            if shutil.which(shell):
                self.ok(shell, "-n", COMPLETIONS / name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
