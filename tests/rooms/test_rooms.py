#!/usr/bin/env python3
"""Tries to break the rule that a room may include from some rooms only.

usage: test_rooms.py SOURCE_DIR BUILD_DIR C_COMPILER...

Each room's own compile commands are asked (compile_commands.json of the build):
with exactly the include directories that its sources get, headers of rooms
it may not use must not be found, and those of rooms it may use must be.
"""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

# A room and the rooms that it names; what those name comes with them.
NAMED = {
    "base": [], "article": ["base"], "analyze": ["base"], "schema": ["base"],
    "entities": ["analyze", "schema"], "source": ["article", "schema"],
    "draft": ["article", "analyze", "entities", "schema"], "glass": ["base"], "stream": ["draft"],
    "segment": ["draft", "glass", "stream", "xapian-c"],
    "archive": ["segment"], "ingest": ["source", "archive"], "program": ["schema"],
    "parse": ["base"], "plan": ["parse", "schema", "analyze"], "spans": ["stream"],
    "match": ["segment", "spans"], "run": ["plan", "match", "archive"],
    "render": ["base"], "xapian-c": [],
}
# Headers of other people's libraries, and the only rooms that may know them.
OTHERS = {
    r"xapian\.h": ["xapian-c"], r"yaml\.h": ["schema"], r"libstemmer\.h": ["analyze"],
    r"utf8proc\.h": ["analyze"], r"libxml/.*": ["source"], r"json-c/.*": ["source", "archive"],
    r"zlib\.h": ["source", "glass", "stream", "segment", "archive"],
    r"libdeflate\.h": ["stream"], r"xxhash\.h": ["base", "ingest"],
    r"pthread\.h": ["ingest", "segment"],
}
SOURCES = (".c", ".h", ".cc", ".hh", ".cpp", ".hpp")
# A header of each room that no system directory has a namesake of.
PROBE = {"schema": "schema.h", "xapian-c": "xapian_c.h"}


def allowed(room):
    """The room itself and all that it may include from."""
    found, todo = set(), [room]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += NAMED[name]
    return found


class House:
    """The source tree by rooms."""

    def __init__(self, root):
        self.root = os.path.realpath(root)
        self.folders = {"xapian-c": os.path.join(self.root, "subprojects", "xapian-c")}
        for half in ("indexer", "query"):
            for entry in os.scandir(os.path.join(self.root, half)):
                if os.path.exists(os.path.join(entry.path, "meson.build")):
                    self.folders[entry.name] = entry.path
        self.programs = {half: os.path.join(self.root, half) for half in ("indexer", "query")}

    def headers(self, room):
        return sorted(n for n in os.listdir(self.folders[room]) if n.endswith(".h"))

    def public_header(self, room):
        names = [n for n in self.headers(room) if "internal" not in n]
        own = PROBE.get(room, room + ".h")
        return own if own in names else names[0]

    def room_of(self, path):
        folder = os.path.dirname(path)
        for room, own in self.folders.items():
            if folder == own:
                return room
        for half, own in self.programs.items():
            if folder == own:
                return half + "'s program"
        return None

    def files(self):
        for room, folder in list(self.folders.items()) + list(self.programs.items()):
            for name in sorted(os.listdir(folder)):
                if name.endswith(SOURCES):
                    yield room, os.path.join(folder, name)


def include_folders(words, directory):
    """The -I, -iquote and -isystem folders of a compile command, in order."""
    found, words = [], list(words)
    while words:
        word = words.pop(0)
        for option in ("-I", "-iquote", "-isystem", "-idirafter"):
            if word == option:
                found.append(words.pop(0))
            elif word.startswith(option) and word != option:
                found.append(word[len(option):])
    return [os.path.realpath(os.path.join(directory, f)) for f in found]


def commands(house, build):
    """Room -> set of its sources' include folder lists."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    found = {}
    for entry in entries:
        path = os.path.realpath(os.path.join(entry["directory"], entry["file"]))
        room = house.room_of(path)
        if room in house.folders:
            words = shlex.split(entry["command"])
            found.setdefault(room, set()).add(tuple(include_folders(words, entry["directory"])))
    return found


class Compiler:
    def __init__(self, command, directory):
        self.command, self.directory = command, directory

    def accepts(self, folders, headers):
        path = os.path.join(self.directory, "probe.c")
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(f'#include "{h}"\n' for h in headers) + "extern int probe;\n")
        options = [word for f in folders for word in ("-I", f)]
        run = subprocess.run(self.command + ["-std=c11", "-fsyntax-only"] + options + [path],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return run.returncode == 0, run.stdout.decode("utf-8", "replace")


def check_paths(house, room, folders):
    """Every header of every forbidden room, sought as a compiler would."""
    for other in sorted(set(house.folders) - allowed(room)):
        for header in house.headers(other):
            target = os.path.join(house.folders[other], header)
            for folder in folders:
                path = os.path.realpath(os.path.join(folder, header))
                if path == target:
                    yield f"{room} can include {other}'s {header}"
    under = [f for f in folders if any(f == p for p in house.programs.values())]
    for folder in under:
        yield f"{room} has the folder of a program: {folder}"


def check_compiler(house, room, folders, compiler):
    """The same with the compiler itself: one header of each other room."""
    for other in sorted(set(house.folders) - {room}):
        header = house.public_header(other)
        accepted, said = compiler.accepts(folders, [header])
        if other in allowed(room) and not accepted:
            yield f"{room} cannot include {other}'s {header}:\n{said}"
        if other not in allowed(room) and accepted:
            yield f"{room} compiles with {other}'s {header}"
    accepted, said = compiler.accepts(folders, ["morgue/morgue.h"])
    if room != "xapian-c" and not accepted:
        yield f"{room} cannot include the public headers:\n{said}"


def includes_of(path):
    with open(path, encoding="utf-8") as file:
        return re.findall(r'(?m)^\s*#\s*include\s*([<"])([^>"]+)[>"]', file.read())


def check_text(house):
    """What include directories cannot forbid."""
    internals = {h: {r for r in house.folders if h in house.headers(r)}
                 for r in house.folders for h in house.headers(r) if "internal" in h}
    for room, path in house.files():
        short = os.path.relpath(path, house.root)
        for bracket, name in includes_of(path):
            if ".." in name.split("/") or name.startswith("/"):
                yield f'{short}: includes "{name}"'
            for other, rooms in OTHERS.items():
                if bracket == "<" and re.fullmatch(other, name) and room not in rooms:
                    yield f"{short}: <{name}> belongs to {', '.join(rooms)} alone"
            if bracket == '"' and name in internals and room not in internals[name]:
                yield f"{short}: {name} is private to {', '.join(sorted(internals[name]))}"
            if room in NAMED and bracket == '"' and not known(house, room, name):
                yield f'{short}: "{name}" is of no room that {room} may use'


def known(house, room, name):
    """Is a quoted header one of a room that this one may use, or made by the build?"""
    at_all = [r for r in house.folders if name in house.headers(r)]
    return not at_all or any(r in allowed(room) for r in at_all)


def check_outside(house):
    """Nobody else reaches libxapian: not the tests, not the public headers."""
    for folder in ("tests", "include"):
        for path, _, names in os.walk(os.path.join(house.root, folder)):
            for name in sorted(names):
                if name.endswith(SOURCES):
                    for _, header in includes_of(os.path.join(path, name)):
                        if header == "xapian.h" or header.startswith("xapian/"):
                            yield f"{os.path.join(path, name)}: includes <{header}>"
                        if ".." in header.split("/"):
                            yield f'{os.path.join(path, name)}: includes "{header}"'


def check_query_side(house):
    """Of the indexer's rooms, those that write are none of the query side's business."""
    for room in ("parse", "plan", "run", "render"):
        for writer in ("source", "ingest"):
            if writer in allowed(room):
                yield f"{room} may use {writer}"
    for room in house.folders:
        if house.folders[room].startswith(house.programs["indexer"]):
            for asking in ("parse", "plan", "run", "render"):
                if asking in allowed(room):
                    yield f"{room} may use {asking}"


def faults(house, build, compiler):
    unknown = set(house.folders) ^ set(NAMED)
    if unknown:
        yield f"rooms without a rule here, or rules without a room: {sorted(unknown)}"
        return
    found = commands(house, build)
    for room in sorted(house.folders):
        if room not in found:
            yield f"{room}: the build compiles nothing of it"
        for folders in sorted(found.get(room, ())):
            yield from check_paths(house, room, folders)
        # A tool that the build runs may get less; what the room gets must be enough.
        for folders in sorted(found.get(room, ()), key=len)[-1:]:
            yield from check_compiler(house, room, folders, compiler)
    # With a folder too many the same checks must object, or they are blind.
    spoilt = [house.folders["base"], house.folders["render"]]
    if not list(check_paths(house, "base", spoilt)):
        yield "the check of include folders is blind"
    yield from check_text(house)
    yield from check_outside(house)
    yield from check_query_side(house)


def main(root, build, *compiler):
    if not os.path.exists(os.path.join(build, "compile_commands.json")):
        print("no compile_commands.json in the build directory")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="morgue-rooms-") as directory:
        found = list(faults(House(root), build, Compiler(list(compiler), directory)))
    for fault in found:
        print(fault)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
