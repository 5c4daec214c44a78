"""The text that is measured: the Reuters articles, a part of them, or more."""
import gzip
import json
import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")
DATA = os.environ.get("MORGUE_DATA") or os.path.join(SHARED, "data")
SOURCE = os.path.join(DATA, "reuters-2009-2011.jsonl.gz")

COPIES = 10       # how much larger the large archive is
VARIED = 50       # one word in so many differs from copy to copy
BATCH = 100       # one batch of new articles is the whole divided by this
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Articles:
    """A file to index, how many articles are in it, and the bytes of their text."""

    def __init__(self, path):
        self.path = path
        self.count = self.text = 0

    def note(self, article):
        self.count += 1
        self.text += sum(len((article.get(k) or "").encode()) for k in ("title", "text"))


def _source(count):
    with gzip.open(SOURCE, "rb") as lines:
        for number, line in enumerate(lines):
            if count and number == count:
                return
            yield line


def take(count, work):
    """The first count articles (0: all), unpacked: the peers read unpacked text too."""
    taken = Articles(os.path.join(work, "articles.jsonl"))
    with open(taken.path, "wb") as out:
        for line in _source(count):
            taken.note(json.loads(line))
            out.write(line)
    return taken


def _varied(text, seed):
    """Every fiftieth word gets a letter more: a word that may be new to the archive."""
    words = text.split(" ")
    for at in range(seed % VARIED, len(words), VARIED):
        words[at] += LETTERS[(seed * 7 + at) % len(LETTERS)]
    return " ".join(words)


def _copy(article, copy, number):
    """The article as of another year, under an id of its own."""
    shifted = dict(article, id="%s+%d" % (article["id"], copy), text=_varied(article["text"], copy + number))
    date = article.get("date") or ""
    if date and date[4:10] != "-02-29":
        shifted["date"] = "%04d%s" % (int(date[:4]) - copy, date[4:])
    shifted.pop("url", None)
    return shifted


def enlarge(count, work):
    """COPIES times as much text: dates shifted by years, one word in fifty varied."""
    large = Articles(os.path.join(work, "large.jsonl"))
    with open(large.path, "wb") as out:
        for copy in range(COPIES):
            for number, line in enumerate(_source(count)):
                article = _copy(json.loads(line), copy, number)
                large.note(article)
                out.write(json.dumps(article).encode() + b"\n")
    return large


def batches(whole, how_many, work):
    """Files of one part in BATCH of the articles each, with ids that are new."""
    size = max(1, whole.count // BATCH)
    made = []
    for batch in range(how_many):
        part = Articles(os.path.join(work, "new-%d.jsonl" % batch))
        with open(part.path, "w") as out:
            for number, line in enumerate(_source(whole.count)):
                if number // size == batch:
                    article = _copy(json.loads(line), COPIES + batch, number)
                    part.note(article)
                    out.write(json.dumps(article) + "\n")
                elif number // size > batch:
                    break
        made.append(part)
    return made
