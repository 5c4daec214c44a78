#!/usr/bin/env python3
"""libmorgue exports what its headers declare with MORGUE_API, and nothing else.

usage: test_symbols.py INCLUDE_DIR LIBRARY NM
"""
import os
import re
import subprocess
import sys

SKIP = 77


def declared(include):
    """Functions behind MORGUE_API in all headers, comments left out."""
    names = set()
    folder = os.path.join(include, "morgue")
    for header in os.listdir(folder):
        with open(os.path.join(folder, header), encoding="utf-8") as file:
            text = re.sub(r"/\*.*?\*/", " ", file.read(), flags=re.S)
        text = re.sub(r"(?m)^\s*#.*$", "", text)
        for declaration in re.findall(r"\bMORGUE_API\b([^;{]*)[;{]", text):
            function = re.search(r"\b(\w+)\s*\(", declaration)
            if not function:
                sys.exit(f"{header}: MORGUE_API on what is no function: {declaration.strip()}")
            names.add(function.group(1))
        undeclared = re.findall(r"(?m)^[a-z][\w \*]*?\b(morgue_\w+)\([^;]*\);", text)
        callbacks = re.findall(r"(?m)^typedef[\w \*]*?\b(morgue_\w+)\(", text)
        missing = set(undeclared) - names - set(callbacks)
        if missing:
            sys.exit(f"{header}: without MORGUE_API: {sorted(missing)}")
    return names


def exported(library, nm):
    """Dynamic symbols that the library defines: name -> type letter of nm."""
    run = subprocess.run([nm, "-D", "--defined-only", library], check=True,
                         stdout=subprocess.PIPE)
    rows = [line.split() for line in run.stdout.decode().splitlines()]
    return {re.sub("@.*", "", row[-1]): row[-2] for row in rows}


def main(include, library, nm):
    if not library.endswith(".so") and ".so." not in library:
        print(f"{library} is no shared library")
        sys.exit(SKIP)
    wanted, found = declared(include), exported(library, nm)
    # A version script names the version itself as an absolute symbol.
    found = {name: letter for name, letter in found.items() if letter != "A"}
    lost, leaked = sorted(wanted - set(found)), sorted(set(found) - wanted)
    mangled = sorted(name for name in found if name.startswith("_Z"))
    data = sorted(name for name, letter in found.items() if letter != "T")
    for text, names in (("declared, not exported", lost), ("exported, not declared", leaked),
                        ("a symbol of C++", mangled), ("not a function", data)):
        for name in names:
            print(f"{text}: {name}")
    if len(wanted) < 20:
        sys.exit(f"only {len(wanted)} declarations were found: the test is blind")
    sys.exit(1 if lost or leaked or mangled or data else 0)


if __name__ == "__main__":
    main(*sys.argv[1:4])
