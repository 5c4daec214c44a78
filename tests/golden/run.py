#!/usr/bin/env python3
"""Runs golden tests: command lines with the output and exit status that they must have.

usage: run.py [--print] MORGUE FILE.test

A test is a command, what it prints, and its exit status:

    # says that AND is implied
    $ morgue explain --ast 'a b'
    AND [0,3)
      WORD [0,1) "a"
      WORD [2,3) "b"
    exit 0

Lines that begin with "! " are those of standard error. A single line @NAME
stands for all of standard output, kept in expected/NAME. A line of its own that
begins with "#" outside a test is a comment.

Every file is run in a directory of its own with copies of what lies beside this
program (articles, config.yaml ...), where MORGUE_ARCHIVE and MORGUE_CONFIG point.
"% COMMAND" runs a command that only has to succeed.

In commands: <text*70> is text 70 times, <0xff> a byte; a last "< FILE" is standard
input; a last "| json" shows the JSON output indented. In outputs the directory
is $DIR, times are 0, and control characters are written \\xNN.

What a wrong question costs is part of the promise: a command that exits with 2
must not take a second of processor time.

--print shows the file as the programs would have it now. Read it before keeping it.
"""
import json
import os
import re
import shlex
import shutil
import sys
import tempfile

import programs

HERE = os.path.dirname(os.path.abspath(__file__))
COPIED = ("articles", "config.yaml", "entities.yaml", "ranking.yaml", "questions.txt", "blank.txt",
          "topics.tsv")
FILED = 1717200000  # 2024-06-01: dates that articles leave open are sought before it
SECOND_OF_CPU = 1.0
VOLATILE = (
    (r'"elapsed_ms": ?[0-9.]+', '"elapsed_ms":0'),
    (r"\([0-9.]+ s\)", "(0 s)"),
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "$UUID"),
    (r"(?m)^size .*", "size       $SIZE"),
    (r"(?m)^time      [0-9.]+ ms$", "time      0 ms"),
)


class Golden:
    """One test of a file; lines it spans, and what it expects."""

    def __init__(self, number, command):
        self.number, self.command = number, command
        self.lines, self.errors, self.status = [], [], None


def read_tests(path):
    """The file as a list of plain lines, set-up commands and tests, in order."""
    parts, test = [], None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().split("\n")[:-1], 1):
            if test is None:
                if line.startswith("$ "):
                    test = Golden(number, line[2:])
                    parts.append(test)
                elif not line or line[0] in "#%":
                    parts.append(line)
                else:
                    raise SystemExit(f"{path}:{number}: neither a command nor a comment")
            elif re.fullmatch(r"exit \d+", line):
                test.status, test = int(line[5:]), None
            elif line.startswith("! "):
                test.errors.append(line[2:])
            else:
                test.lines.append(line)
    if test is not None:
        raise SystemExit(f"{path}:{test.number}: no exit status")
    return parts


def words_of(command, directory):
    """Splits a command line; returns its words as bytes, the input file, and whether
    the output is to be shown as indented JSON."""
    words = shlex.split(command)
    pretty = words[-2:] == ["|", "json"]
    words = words[:-2] if pretty else words
    stdin = None
    if len(words) > 2 and words[-2] == "<":
        stdin, words = os.path.join(directory, words[-1]), words[:-2]
    out = []
    for word in words:
        word = word.replace("$DIR", directory)
        word = re.sub(r"<([^<>]+)\*(\d+)>", lambda m: m.group(1) * int(m.group(2)), word)
        raw = word.encode()
        out.append(re.sub(rb"<0x([0-9a-f]{2})>", lambda m: bytes([int(m.group(1), 16)]), raw))
    return out, stdin, pretty


def visible(data, directory):
    """Output as it stands in a golden file."""
    text = data.decode("utf-8", "backslashreplace").replace(directory, "$DIR")
    for pattern, instead in VOLATILE:
        text = re.sub(pattern, instead, text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda m: f"\\x{ord(m.group()):02x}", text)


def run_command(command, tools, directory):
    words, stdin, pretty = words_of(command, directory)
    result = tools.run(words, directory, stdin)
    out = visible(result.out, directory)
    if pretty and out.strip():
        out = json.dumps(json.loads(out), indent=1, ensure_ascii=False) + "\n"
    return result, out, visible(result.err, directory)


def expected_output(test):
    """The output a test names, and the file it lies in (None: the test itself)."""
    if len(test.lines) == 1 and test.lines[0].startswith("@"):
        path = os.path.join(HERE, "expected", test.lines[0][1:])
        if not os.path.exists(path):
            return "", path
        with open(path, encoding="utf-8") as file:
            return file.read(), path
    return "".join(line + "\n" for line in test.lines), None


def differences(test, result, out, err):
    found = []
    expected, _ = expected_output(test)
    if out != expected:
        found.append(programs.diff(expected, out, "standard output"))
    wanted = "".join(line + "\n" for line in test.errors)
    if err != wanted:
        found.append(programs.diff(wanted, err, "standard error"))
    if result.status != test.status:
        found.append(f"exit status {result.status}, not {test.status}\n")
    if test.status == 2 and result.cpu > SECOND_OF_CPU:
        found.append(f"took {result.cpu:.2f} s of processor time to fail\n")
    return found


def show(test, result, out, err):
    """--print: the test as it would have to be to pass."""
    _, path = expected_output(test)
    print("$ " + test.command)
    if path:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(out)
        print(test.lines[0])
    else:
        sys.stdout.write(out)
    for line in err.splitlines():
        print("! " + line)
    print(f"exit {result.status}")


def copy_inputs(directory):
    for name in COPIED:
        source, target = os.path.join(HERE, name), os.path.join(directory, name)
        if os.path.isdir(source):
            shutil.copytree(source, target)
        elif os.path.exists(source):
            shutil.copy(source, target)
    for folder, _, names in os.walk(directory):
        for name in names:
            os.utime(os.path.join(folder, name), (FILED, FILED))


def set_up(command, tools, directory):
    result, _, err = run_command(command, tools, directory)
    if result.status:
        raise SystemExit(f"{command}: exit status {result.status}\n{err}")


def run_file(path, tools, directory, printing):
    """Returns how many tests there were and how many failed."""
    count = failed = 0
    for part in read_tests(path):
        if isinstance(part, str):
            if part.startswith("%"):
                set_up(part[1:].strip(), tools, directory)
            if printing:
                print(part)
            continue
        count += 1
        outcome = run_command(part.command, tools, directory)
        if printing:
            show(part, *outcome)
            continue
        found = differences(part, *outcome)
        failed += bool(found)
        if found:
            print(f"{os.path.basename(path)}:{part.number}: {part.command}")
            print("".join(found))
    return count, failed


def main(arguments):
    printing = arguments[:1] == ["--print"]
    arguments = arguments[1:] if printing else arguments
    if len(arguments) != 2:
        sys.exit("usage: run.py [--print] MORGUE FILE.test")
    tools = programs.Programs(arguments[0])
    with tempfile.TemporaryDirectory(prefix="morgue-golden-") as directory:
        directory = os.path.realpath(directory)
        copy_inputs(directory)
        tools.use(os.path.join(directory, "archive"), os.path.join(directory, "config.yaml"))
        count, failed = run_file(arguments[1], tools, directory, printing)
    if not printing:
        print(f"{count - failed} of {count} passed")
    sys.exit(1 if failed or not count else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
