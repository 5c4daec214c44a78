#!/usr/bin/env python3
"""How well morgue ranks the articles of corpus/: MAP and nDCG@10 over judged questions.

usage: test_relevance.py MORGUE CORPUS

topics.tsv has the questions, qrels.txt which articles answer them: 2 is about it, 1
touches it, 0 does not, though its words do; what is not named was not found relevant
either. Articles in other languages than the question's count too, so that 1 is out of
reach. A run is what "morgue search --format=trec --topics=FILE" prints; trec_eval reads
the same files.

It prints the figures and fails only for a judgement of an article or a question that
there is not, or for a run that is none.
"""
import math
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DEPTH = 100


def read_judgements(path):
    """topic -> {article: grade}."""
    judged = {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            topic, _, article, grade = line.split()
            grades = judged.setdefault(topic, {})
            if article in grades or grade not in ("0", "1", "2"):
                raise SystemExit(f"{path}:{number}: {line.strip()}")
            grades[article] = int(grade)
    return judged


def read_run(text, home):
    """topic -> its articles in order; ranks count from 1 and scores never rise."""
    run, last = {}, {}
    for line in text.splitlines():
        topic, q0, article, rank, score, tag = line.split(" ")
        found = run.setdefault(topic, [])
        found.append(article[len(home):] if article.startswith(home) else article)
        if (q0, tag, int(rank)) != ("Q0", "morgue", len(found)) or \
                float(score) > last.get(topic, math.inf):
            raise SystemExit(f"not a line of a run: {line}")
        last[topic] = float(score)
    return run


def average_precision(found, grades):
    relevant = sum(grade > 0 for grade in grades.values())
    hits = total = 0
    for rank, article in enumerate(found, 1):
        if grades.get(article, 0) > 0:
            hits += 1
            total += hits / rank
    return total / relevant


def gain(grades):
    return sum((2 ** g - 1) / math.log2(rank + 1) for rank, g in enumerate(grades, 1))


def ndcg(found, grades, depth=10):
    best = sorted(grades.values(), reverse=True)[:depth]
    return gain([grades.get(a, 0) for a in found[:depth]]) / gain(best)


class Archive:
    """An archive of the corpus, asked with nothing of the user's settings; options are those
    of its indexing."""

    def __init__(self, morgue, corpus, directory, articles="articles", options=()):
        self.morgue, self.directory = morgue, directory
        self.home = os.path.join(os.path.realpath(corpus), articles) + "/"
        passed = {k: v for k, v in os.environ.items()
                  if k.endswith("_OPTIONS") or k in ("PATH", "LD_LIBRARY_PATH")}
        self.environment = {**passed, "HOME": directory, "LC_ALL": "C.UTF-8", "TZ": "UTC",
                            "MORGUE_ARCHIVE": os.path.join(directory, "archive")}
        self.ask("index", "--quiet", *options, self.home.rstrip("/"))

    def ask(self, *words):
        done = subprocess.run([self.morgue, *words], env=self.environment, encoding="utf-8",
                              capture_output=True, check=False)
        if done.returncode:
            raise SystemExit(f"{words}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def ids(self):
        lines = self.ask("search", "--all", "--sort=archive", "--format=ids", "*").splitlines()
        return {i[len(self.home):] if i.startswith(self.home) else i for i in lines}


def main(morgue, corpus):
    judged = read_judgements(os.path.join(HERE, "qrels.txt"))
    with tempfile.TemporaryDirectory(prefix="morgue-relevance-") as directory:
        archive = Archive(os.path.abspath(morgue), corpus, directory)
        unknown = {a for grades in judged.values() for a in grades} - archive.ids()
        run = read_run(archive.ask("search", "--format=trec", f"--limit={DEPTH}",
                                   f"--topics={os.path.join(HERE, 'topics.tsv')}"), archive.home)
    if unknown or set(run) != set(judged):
        raise SystemExit(f"no such articles: {sorted(unknown)}\n"
                         f"without run or judgement: {sorted(set(run) ^ set(judged))}")
    rows = [(t, average_precision(run[t], judged[t]), ndcg(run[t], judged[t])) for t in run]
    for topic, precision, normal in rows:
        print(f"topic {topic:>3}  AP {precision:.4f}  nDCG@10 {normal:.4f}")
    print(f"all {len(rows):>5}  MAP {sum(r[1] for r in rows) / len(rows):.4f}  "
          f"nDCG@10 {sum(r[2] for r in rows) / len(rows):.4f}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
