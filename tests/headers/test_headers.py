#!/usr/bin/env python3
"""Every public header compiles by itself, twice over, as C11 and as C++17.

usage: test_headers.py INCLUDE_DIR C_COMPILER... [-- CXX_COMPILER...]

Without a C++ compiler that half is skipped, and said so.
"""
import os
import subprocess
import sys
import tempfile

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Wshadow", "-Wconversion", "-Wundef", "-Werror"]
LANGUAGES = {
    "c": ["-std=c11", "-Wstrict-prototypes"],
    "c++": ["-std=c++17", "-Wold-style-cast", "-Wzero-as-null-pointer-constant"],
}


def headers_of(include):
    folder = os.path.join(include, "morgue")
    return ["morgue/" + name for name in sorted(os.listdir(folder)) if name.endswith(".h")]


def faults(language, compiler, include, text, directory):
    """Compiles a text; returns what the compiler has to say."""
    path = os.path.join(directory, "probe.c")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    command = compiler + ["-x", language] + LANGUAGES[language] + WARNINGS + \
        ["-I", include, "-fsyntax-only", path]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode("utf-8", "replace") if done.returncode else ""


def check_language(language, compiler, include, directory):
    failed = 0
    alone = [(name, f"#include <{name}>\n#include <{name}>\n") for name in headers_of(include)]
    both_ways = [n for n, _ in alone]
    together = [("all, from the last to the first",
                 "".join(f"#include <{n}>\n" for n in reversed(both_ways)))]
    for name, text in alone + together:
        said = faults(language, compiler, include, text + "extern int probe;\n", directory)
        if said:
            failed += 1
            print(f"{name} as {language}:\n{said}")
    if not faults(language, compiler, include, "int x = 1.5;\n", directory):
        failed += 1
        print(f"{language}: the compiler accepts what it must not: the test is blind")
    return failed


def main(arguments):
    include, rest = os.path.abspath(arguments[0]), arguments[1:]
    split = rest.index("--") if "--" in rest else len(rest)
    compilers = {"c": rest[:split], "c++": rest[split + 1:]}
    if not headers_of(include):
        sys.exit(f"no headers in {include}")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="morgue-headers-") as directory:
        for language, compiler in compilers.items():
            if compiler:
                failed += check_language(language, compiler, include, directory)
            else:
                print(f"{language}: no compiler, not tried")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
