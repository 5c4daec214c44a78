#!/usr/bin/env python3
"""Writes the entity lists of a folder as a C file.

usage: embed.py FOLDER OUTPUT.c DEPFILE

The lists go in as bytes, in the order of their names. The depfile names the
lists and the folder, so that a changed or a new list leads to a new build.
"""
import os
import sys


def escape(line):
    """A C string literal of the bytes of one line."""
    out = []
    for byte in line:
        if byte == 0x0A:
            out.append("\\n")
        elif byte in (0x22, 0x5C):
            out.append("\\" + chr(byte))
        elif 0x20 <= byte < 0x7F and byte != 0x3F:
            out.append(chr(byte))
        else:
            out.append("\\%03o" % byte)
    return '"' + "".join(out) + '"'


def main():
    folder, output, depfile = sys.argv[1:]
    names = sorted(n for n in os.listdir(folder) if n.endswith(".yaml")) if os.path.isdir(folder) else []
    lists = []
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            lists.append((name, file.read()))
    with open(output, "w", encoding="ascii") as out:
        out.write("/* Made by embed.py from the entity lists; not to be edited. */\n")
        out.write('#include "entities_internal.h"\n\n')
        for number, (_, content) in enumerate(lists):
            out.write("static const char text_%d[] =\n" % number)
            for line in content.splitlines(keepends=True) or [b""]:
                out.write("    " + escape(line) + "\n")
            out.write("    ;\n\n")
        out.write("const shipped_list entities__shipped[] = {\n")
        for number, (name, content) in enumerate(lists):
            out.write('    {%s, text_%d, %d},\n' % (escape(name.encode()), number, len(content)))
        out.write("    {0, 0, 0},\n};\n\n")
        out.write("const size_t entities__shipped_count = %d;\n" % len(lists))
    with open(depfile, "w", encoding="utf-8") as out:
        paths = [folder] + [os.path.join(folder, name) for name in names]
        out.write("%s: %s\n" % (output, " ".join(p.replace(" ", "\\ ") for p in paths)))


if __name__ == "__main__":
    main()
