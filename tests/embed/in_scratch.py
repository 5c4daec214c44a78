#!/usr/bin/env python3
"""Runs a program with a fresh directory as its last argument and removes it afterwards.

usage: in_scratch.py PROGRAM...
"""
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory(prefix="morgue-embed-") as directory:
    status = subprocess.run(sys.argv[1:] + [directory], check=False).returncode
sys.exit(status if status >= 0 else 128 - status)
