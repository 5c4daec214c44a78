#!/usr/bin/env python3
"""Questions by chance over real articles: each ends at its deadline, and within its memory.

usage: test_worst.py WORST MORGUE_INDEX CONFIG [SECONDS]

The articles are reuters-2009-2011.jsonl.gz of the directory $MORGUE_DATA; without it the test is
skipped. Sanitizers take time and memory that are not morgue's: it is for a plain build.
"""
import os
import subprocess
import sys
import tempfile

SKIPPED = 77
SECONDS = "300"


def main():
    worst, index, config = (os.path.abspath(name) for name in sys.argv[1:4])
    seconds = sys.argv[4] if len(sys.argv) > 4 else SECONDS
    articles = os.path.join(os.environ.get("MORGUE_DATA", "/nonexistent"), "reuters-2009-2011.jsonl.gz")
    if not os.path.exists(articles):
        print("skipped: $MORGUE_DATA has no articles")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="morgue-worst-") as directory:
        archive = os.path.join(directory, "archive")
        subprocess.run([index, "--progress=never", "--config=", "-a", archive, articles], check=True)
        return subprocess.run([worst, archive, config, seconds], check=False).returncode


sys.exit(main())
