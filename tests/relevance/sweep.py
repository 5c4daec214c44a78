#!/usr/bin/env python3
"""How the settings of the ranking change how well morgue ranks; docs/adr/0011-ranking.md
has such a table.

usage: sweep.py MORGUE CORPUS

It asks the judged questions about corpus/ and, if $MORGUE_DATA has them, the subjects
of the Reuters articles of 1987: one question for each subject that twenty articles or
more have, in the words that a reader might use; the articles that bear it are relevant.
Each setting is varied alone, k1 and b against each other; for that of the lede, which is
counted when articles are indexed, archives are made anew.
"""
import gzip
import json
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
import test_relevance as judged  # noqa: E402

DEPTH = 1000
FEWEST = 20  # articles of a subject
K1 = (0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.5, 2, 3)
B = (0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1)
HEADLINE = (0, 1, 2, 3, 4, 5, 6, 8, 10, 15)
LEDE = (1, 2, 3, 4, 5, 8)

# A subject's own name where it is not here; the others name no thing that is written about.
QUESTIONS = {
    "acq": "takeover OR merger OR acquisition", "alum": "aluminium OR aluminum",
    "bop": "balance OR payments", "carcass": "beef OR meat", "cpi": "consumer OR prices OR inflation",
    "crude": "crude OR oil", "dlr": "dollar", "earn": "earnings OR profit OR dividend",
    "gas": "gasoline", "gnp": "gross OR national OR product OR growth", "hog": "hogs OR pork",
    "interest": "interest OR rates", "ipi": "industrial OR production", "iron-steel": "iron OR steel",
    "jobs": "unemployment OR jobs", "livestock": "livestock OR cattle", "meal-feed": "meal OR feed",
    "money-fx": "foreign OR exchange OR currency", "money-supply": "money OR supply",
    "nat-gas": "natural OR gas", "oilseed": "oilseeds OR soybeans", "orange": "orange OR juice",
    "palm-oil": "palm OR oil", "pet-chem": "petrochemicals OR chemicals",
    "reserves": "foreign OR reserves", "retail": "retail OR sales", "ship": "shipping OR ships OR port",
    "soybean": "soybeans", "strategic-metal": "strategic OR metals OR uranium",
    "trade": "trade OR exports OR imports", "veg-oil": "vegetable OR oil", "wpi": "wholesale OR prices",
}


# ---- the collections ----


class Collection:
    """An archive, the questions about it as a file of topics, and what answers them."""

    def __init__(self, name, archive, topics, grades):
        self.name, self.archive, self.topics, self.grades = name, archive, topics, grades

    def measure(self, settings):
        """MAP and mean nDCG@10 under these settings of the ranking."""
        config = write_config(self.archive.directory, settings)
        run = judged.read_run(
            self.archive.ask("search", f"--config={config}", "--format=trec", f"--limit={DEPTH}",
                             f"--topics={self.topics}"), self.archive.home)
        precision = [judged.average_precision(run.get(t, []), g) for t, g in self.grades.items()]
        normal = [judged.ndcg(run.get(t, []), g) for t, g in self.grades.items()]
        return sum(precision) / len(precision), sum(normal) / len(normal)


def write_config(directory, settings):
    path = os.path.join(directory, "morgue.yaml")
    pairs = ", ".join(f"{key}: {value}" for key, value in settings.items())
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"version: 1\nranking: {{{pairs}}}\n")
    return path


def corpus(morgue, path, directory, settings):
    options = ["--config=" + write_config(directory, settings)]
    grades = judged.read_judgements(os.path.join(judged.HERE, "qrels.txt"))
    return Collection("corpus", judged.Archive(morgue, path, directory, options=options),
                      os.path.join(judged.HERE, "topics.tsv"), grades)


def field(text, name):
    found = re.search(f"<{name}>(.*?)</{name}>", text, re.DOTALL)
    return re.sub("&#[0-9]+;", " ", found.group(1)).replace("&lt;", "<").replace("&amp;", "&") \
        if found else ""


def reuters_articles(source):
    """(article, its subjects) of all that were given subjects."""
    for name in sorted(os.listdir(source)):
        if not name.endswith(".sgm.gz"):
            continue
        with gzip.open(os.path.join(source, name), "rt", encoding="latin-1") as file:
            for one in re.findall("<REUTERS(.*?)</REUTERS>", file.read(), re.DOTALL):
                if 'TOPICS="YES"' in one:
                    number = re.search('NEWID="([0-9]+)"', one).group(1)
                    article = {"id": number, "title": field(one, "TITLE"), "body": field(one, "BODY")}
                    yield article, re.findall("<D>(.*?)</D>", field(one, "TOPICS"))


def reuters(morgue, source, directory, settings):
    subjects = {}
    with open(os.path.join(directory, "articles.jsonl"), "w", encoding="utf-8") as file:
        for article, its in reuters_articles(source):
            file.write(json.dumps(article) + "\n")
            for subject in its:
                subjects.setdefault(subject, {})[article["id"]] = 1
    grades = {s: g for s, g in sorted(subjects.items()) if len(g) >= FEWEST}
    topics = os.path.join(directory, "topics.tsv")
    with open(topics, "w", encoding="utf-8") as file:
        file.writelines(f"{s}\t{QUESTIONS.get(s, s)}\n" for s in grades)
    archive = judged.Archive(morgue, directory, directory, "articles.jsonl",
                             ["--config=" + write_config(directory, settings)])
    return Collection("reuters", archive, topics, grades)


# ---- the table ----


def row(collections, label, settings):
    figures = "  ".join("%.4f  %.4f" % c.measure(settings) for c in collections)
    print(f"{label:<22}{figures}", flush=True)


def open_all(morgue, path, work, settings):
    source = os.path.join(os.environ.get("MORGUE_DATA", ""), "reuters-21578")
    made = []
    for make, argument in ((corpus, path), (reuters, source)):
        if os.path.isdir(argument):
            directory = tempfile.mkdtemp(dir=work)
            made.append(make(morgue, argument, directory, settings))
    return made


def main(morgue, path):
    with tempfile.TemporaryDirectory(prefix="morgue-sweep-") as work:
        collections = open_all(os.path.abspath(morgue), path, work, {})
        print(" " * 22 + "  ".join(f"{c.name:>7}: {len(c.grades):>2} topics" for c in collections))
        print(" " * 22 + "  ".join("MAP     nDCG@10" for _ in collections))
        row(collections, "defaults", {})
        for headline in HEADLINE:
            row(collections, f"headline {headline}", {"headline": headline})
        for k1 in K1:
            for b in B:
                row(collections, f"k1 {k1}  b {b}", {"k1": k1, "b": b})
        for lede in LEDE:
            made = open_all(os.path.abspath(morgue), path, work, {"lede": lede})
            row(made, f"lede {lede}", {})


if __name__ == "__main__":
    main(*sys.argv[1:3])
