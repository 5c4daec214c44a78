#!/usr/bin/env python3
"""Installs the project somewhere, builds a program against it the way its author would,
with what pkg-config says, and runs it.

usage: with_pkgconfig.py BUILD_DIR MESON PKG_CONFIG SOURCE SANITIZERS COMPILER... DIRECTORY
"""
import os
import shlex
import subprocess
import sys


def output(command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **more).stdout.decode()


def find(root, name):
    for folder, _, names in os.walk(root):
        if name in names:
            return folder
    sys.exit(f"{name} was not installed")


def main(build, meson, pkg_config, source, sanitizers, *rest):
    compiler, root = list(rest[:-1]), os.path.join(rest[-1], "root")
    if not os.access(os.path.join(build, "meson-logs"), os.W_OK):
        print("the build directory is somebody else's: meson cannot install from it")
        sys.exit(77)
    output([meson, "install", "-C", build, "--no-rebuild", "--destdir", root])
    libraries = find(root, "libmorgue.so")
    environment = dict(os.environ, PKG_CONFIG_PATH=find(root, "morgue.pc"),
                       PKG_CONFIG_SYSROOT_DIR=root)
    flags = shlex.split(output([pkg_config, "--cflags", "--libs", "morgue"], env=environment))
    if sanitizers != "none":
        flags.append("-fsanitize=" + sanitizers)
    program = os.path.join(rest[-1], "program")
    subprocess.run(compiler + ["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-o", program, source] +
                   flags, check=True)
    environment["LD_LIBRARY_PATH"] = libraries
    needed = output(["ldd", program], env=environment)
    if f"libmorgue.so.0 => {libraries}" not in needed:
        sys.exit(f"the program does not take libmorgue.so.0 from {libraries}:\n{needed}")
    sys.exit(subprocess.run([program, rest[-1]], env=environment, check=False).returncode)


if __name__ == "__main__":
    main(*sys.argv[1:])
