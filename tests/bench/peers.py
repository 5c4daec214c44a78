"""Lucene, SQLite FTS5 and Xapian on the same text in the same run."""
import os
import re
import statistics
import subprocess

from articles import SHARED

PEERS = os.environ.get("MORGUE_PEERS") or os.path.join(SHARED, "peers")
QUERIES = os.path.join(PEERS, "queries.txt")
HERE = os.path.dirname(os.path.realpath(__file__))
INDEX_ROW = re.compile(r"^(\w+) +([\d.]+) MB text +([\d.]+) s wall +([\d.]+) s cpu +"
                       r"[\d.]+ MB/s +([\d.]+) MB peak +([\d.]+) MB index")


class Peers:
    """index: {name: row of wall, cpu, peak, size, text}; asked (the peers' questions) and
    spans (those of the files): {name: {question: (ten hits ms, count ms, matches)}}"""

    def __init__(self, articles, work, files):
        self.index, self.asked, self.spans = {}, {}, {}
        directory = os.path.join(work, "peers")
        done = subprocess.run([os.path.join(PEERS, "compare"), str(articles)],
                              env=dict(os.environ, PEERS_DIR=directory),
                              stdout=subprocess.PIPE, universal_newlines=True, check=True)
        for line in done.stdout.splitlines():
            self._read(line, self.asked)
        for line in _lucene_spans(directory, files):
            self._read("lucene\t" + line, self.spans)

    def _read(self, line, into):
        row, cells = INDEX_ROW.match(line), line.split("\t")
        if row:
            name, *numbers = row.groups()
            text, wall, cpu, peak, size = map(float, numbers)
            self.index[name.replace("_tg", "")] = {
                "text": text * 1e6, "wall": wall, "cpu": cpu, "peak": peak * 1048576, "size": size * 1e6}
        elif len(cells) == 5:
            into.setdefault(cells[0], {})[cells[1]] = tuple(map(float, cells[2:]))


def _lucene_spans(directory, files):
    """Positional questions, wildcards and spellings, asked of the peer's own index."""
    jars = [os.path.join("/usr/share/java", name) for name in sorted(os.listdir("/usr/share/java"))
            if re.match(r"lucene-(core|analyzers-common|queryparser)-8", name)]
    path = ":".join(jars + [directory])
    subprocess.run(["javac", "-nowarn", "-cp", path, "-d", directory,
                    os.path.join(HERE, "LuceneSpans.java")], check=True)
    done = subprocess.run(["java", "-Xmx4g", "-cp", path, "LuceneSpans",
                           os.path.join(directory, "lucene"), os.path.join(directory, "second")] + files,
                          stdout=subprocess.PIPE, universal_newlines=True, check=True)
    return done.stdout.splitlines()


def median(values):
    return statistics.median(values) if values else float("nan")


def p90(values):
    return sorted(values)[max(0, -(-len(values) * 9 // 10) - 1)] if values else float("nan")


def geometric(values):
    return statistics.geometric_mean([max(v, 1e-6) for v in values]) if values else float("nan")
