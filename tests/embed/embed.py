#!/usr/bin/env python3
"""A program of somebody else that embeds libmorgue, in Python, through ctypes alone.

usage: embed.py LIBRARY DIRECTORY
"""
import ctypes as c
import os
import sys
import unittest

OK, NOTFOUND, QUERY, LOCKED = 0, 4, 6, 12
DAY = 86400
MAY_21_2023 = 19498 * DAY


class Str(c.Structure):
    _fields_ = [("ptr", c.c_void_p), ("len", c.c_size_t)]

    def __str__(self):
        return c.string_at(self.ptr, self.len).decode() if self.len else ""


class Date(c.Structure):
    _fields_ = [("start", c.c_int64), ("last", c.c_int64), ("precision", c.c_int),
                ("provenance", c.c_int)]


class Article(c.Structure):
    _fields_ = [(name, Str) for name in ("id", "title", "standfirst", "body", "byline", "source",
                                         "section", "url", "lang", "path")] + \
               [("date", Date), ("tags", c.POINTER(Str)), ("tag_count", c.c_size_t),
                ("fields", c.c_void_p), ("field_count", c.c_size_t)]


class Error(c.Structure):
    _fields_ = [("status", c.c_int), ("start", c.c_size_t), ("end", c.c_size_t),
                ("line", c.c_uint), ("column", c.c_uint), ("message", c.c_char * 512)]


class Options(c.Structure):
    _fields_ = [("size", c.c_size_t), ("offset", c.c_uint64), ("limit", c.c_uint64),
                ("sort", c.c_int), ("timeline", c.c_int), ("facets", c.POINTER(c.c_char_p)),
                ("facet_count", c.c_size_t), ("facet_limit", c.c_size_t),
                ("snippet_bytes", c.c_size_t), ("partial", c.c_int), ("cancel", c.c_void_p),
                ("context", c.c_void_p), ("no_total", c.c_int), ("bare", c.c_int),
                ("advise", c.c_int), ("facets_open", c.c_int), ("facet_offset", c.c_size_t),
                ("facet_prefix", c.c_char_p), ("half_life", c.c_int64), ("now", c.c_int64),
                ("timeout", c.c_uint64), ("parts", c.c_uint64),
                ("snippets", c.c_size_t)]


class Passage(c.Structure):
    _fields_ = [("text", Str), ("marks", c.c_void_p), ("mark_count", c.c_size_t)]


class Hit(c.Structure):
    _fields_ = [("rank", c.c_uint64), ("score", c.c_double)] + \
               [(name, Str) for name in ("id", "title", "source", "path", "url", "section", "lang",
                                         "byline")] + \
               [("date", Date), ("words", c.c_uint64), ("snippet", Str), ("marks", c.c_void_p),
                ("mark_count", c.c_size_t), ("entities", c.c_void_p), ("entity_count", c.c_size_t),
                ("passages", c.POINTER(Passage)), ("passage_count", c.c_size_t)]


class FacetValue(c.Structure):
    _fields_ = [("value", Str), ("count", c.c_uint64)]


class Facet(c.Structure):
    _fields_ = [("kind", Str), ("values", c.POINTER(FacetValue)), ("shown", c.c_size_t),
                ("distinct", c.c_uint64), ("missing", c.c_uint64)]


class Bucket(c.Structure):
    _fields_ = [("start", c.c_int64), ("count", c.c_uint64), ("all", c.c_uint64)]


class Timeline(c.Structure):
    _fields_ = [("unit", c.c_int), ("buckets", c.POINTER(Bucket)), ("count", c.c_size_t),
                ("undated", c.c_uint64)]


def load(path):
    """The library with the types of what is called here."""
    lib = c.CDLL(path)
    handle, error = c.c_void_p, c.POINTER(Error)
    out = c.POINTER(handle)
    for name, result, arguments in (
            ("version", c.c_char_p, []),
            ("writer_open", c.c_int, [out, c.c_char_p, handle, c.c_uint64, error]),
            ("writer_add", c.c_int, [handle, c.POINTER(Article), error]),
            ("writer_commit", c.c_int, [handle, error]),
            ("writer_free", None, [handle]),
            ("archive_open", c.c_int, [out, c.c_char_p, handle, error]),
            ("archive_free", None, [handle]),
            ("archive_article", c.c_int, [handle, c.c_char_p, c.c_size_t,
                                          c.POINTER(c.POINTER(Article)), error]),
            ("article_free", None, [c.POINTER(Article)]),
            ("query_parse", c.c_int, [out, c.c_char_p, c.c_size_t, c.c_int64, c.c_int, error]),
            ("query_text", c.c_char_p, [handle]),
            ("query_free", None, [handle]),
            ("search_options_init", None, [c.POINTER(Options)]),
            ("search", c.c_int, [out, handle, handle, c.POINTER(Options), error]),
            ("results_total", c.c_uint64, [handle]),
            ("results_undated", c.c_uint64, [handle, c.POINTER(c.c_int)]),
            ("results_hit_count", c.c_size_t, [handle]),
            ("results_hit", c.POINTER(Hit), [handle, c.c_size_t]),
            ("results_facet_count", c.c_size_t, [handle]),
            ("results_facet", c.POINTER(Facet), [handle, c.c_size_t]),
            ("results_timeline", c.POINTER(Timeline), [handle]),
            ("results_free", None, [handle])):
        function = getattr(lib, "morgue_" + name)
        function.restype, function.argtypes = result, arguments
    return lib


def text(s):
    data = s.encode()
    return Str(c.cast(c.c_char_p(data), c.c_void_p), len(data)), data


class Embedding(unittest.TestCase):
    def setUp(self):
        self.lib = load(LIBRARY)
        self.path = os.path.join(DIRECTORY, self.id()).encode()
        self.error = Error()

    def must(self, status):
        self.assertEqual(status, OK, self.error.message)

    def article(self, **texts):
        article, self.kept = Article(), []
        for name, value in texts.items():
            piece, data = text(value)
            setattr(article, name, piece)
            self.kept.append(data)
        return article

    def write(self):
        writer, second = c.c_void_p(), c.c_void_p()
        self.must(self.lib.morgue_writer_open(writer, self.path, None, 0, self.error))
        self.assertEqual(self.lib.morgue_writer_open(second, self.path, None, 0, self.error),
                         LOCKED)
        self.assertIn(str(os.getpid()).encode(), self.error.message)
        dated = self.article(id="a", title="Micron barred", body="China barred Micron’s chips.")
        dated.date = Date(MAY_21_2023, MAY_21_2023 + DAY - 1, 3, 1)
        self.must(self.lib.morgue_writer_add(writer, dated, self.error))
        undated = self.article(id="b", title="Zürich", body="Micron, China and Zürich.")
        self.must(self.lib.morgue_writer_add(writer, undated, self.error))
        self.must(self.lib.morgue_writer_commit(writer, self.error))
        self.lib.morgue_writer_free(writer)

    def parse(self, question):
        query, data = c.c_void_p(), question.encode()
        status = self.lib.morgue_query_parse(query, data, len(data), 0, 0, self.error)
        return status, query

    def search(self, archive, question):
        status, query = self.parse(question)
        self.must(status)
        options, results = Options(), c.c_void_p()
        self.lib.morgue_search_options_init(options)
        self.assertEqual(options.size, c.sizeof(Options))
        kinds = (c.c_char_p * 1)(b"org")
        options.facets, options.facet_count, options.timeline = kinds, 1, 1
        options.snippets = 2
        status = self.lib.morgue_search(results, archive, query, options, self.error)
        self.lib.morgue_query_free(query)
        return status, results

    def check_results(self, results):
        lib, asked = self.lib, c.c_int()
        self.assertEqual(lib.morgue_results_total(results), 1)
        self.assertEqual(lib.morgue_results_undated(results, asked), 1)
        self.assertEqual(asked.value, 1)
        hits = [lib.morgue_results_hit(results, i).contents
                for i in range(lib.morgue_results_hit_count(results))]
        self.assertEqual([(str(h.id), str(h.title), h.date.start) for h in hits],
                         [("a", "Micron barred", MAY_21_2023)])
        self.assertEqual(str(hits[0].snippet), "China barred Micron’s chips.")
        self.assertEqual([str(hits[0].passages[i].text) for i in range(hits[0].passage_count)],
                         [str(hits[0].snippet)])
        facet = lib.morgue_results_facet(results, 0).contents
        self.assertEqual((str(facet.kind), facet.shown, str(facet.values[0].value),
                          facet.values[0].count), ("org", 1, "Micron Technology", 1))
        line = lib.morgue_results_timeline(results).contents
        self.assertEqual((line.count, line.buckets[0].count, line.buckets[0].all), (1, 1, 1))

    def test_searching(self):
        self.assertRegex(self.lib.morgue_version().decode(), r"^\d+\.\d+\.\d+$")
        archive = c.c_void_p()
        self.assertEqual(self.lib.morgue_archive_open(archive, self.path, None, self.error),
                         NOTFOUND)
        self.write()
        self.must(self.lib.morgue_archive_open(archive, self.path, None, self.error))
        status, results = self.search(archive, "Micron AND China after:2023-05")
        self.must(status)
        self.lib.morgue_archive_free(archive)
        self.check_results(results)
        self.lib.morgue_results_free(results)

    def test_errors(self):
        status, query = self.parse("(a OR")
        self.assertEqual((status, query.value), (QUERY, None))
        self.assertEqual((self.error.start, self.error.end), (3, 5))
        self.assertTrue(self.error.message)

    def test_fetching(self):
        archive, article = c.c_void_p(), c.POINTER(Article)()
        self.write()
        self.must(self.lib.morgue_archive_open(archive, self.path, None, self.error))
        self.must(self.lib.morgue_archive_article(archive, b"b", 1, article, self.error))
        self.assertEqual(str(article.contents.body), "Micron, China and Zürich.")
        self.lib.morgue_article_free(article)
        self.assertEqual(self.lib.morgue_archive_article(archive, b"c", 1, article, self.error),
                         NOTFOUND)
        self.assertFalse(article)
        self.lib.morgue_archive_free(archive)


if __name__ == "__main__":
    DIRECTORY, LIBRARY = sys.argv.pop(), os.path.abspath(sys.argv.pop())
    unittest.main()
