/* For tests of query/run: a place on disk, a configuration, an archive made
 * through the public writer, and questions asked of it. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arena.h"
#include "schema.h"

#include <morgue/morgue.h>

/* 2023-06-15T12:30:00Z, a Thursday: what "newer:30d" counts from. */
#define NOW INT64_C(1686832200)

/* A directory of its own; the same one for the whole program. */
const char *fixture_start(void);
/* Removes it with all that is in it. */
void fixture_end(void);

/* The path of a name in the directory, in one of four rotating buffers. */
const char *fixture_path(const char *name);

/* Writes a file there. */
void fixture_write(const char *name, const char *text);

/* A configuration with the entities below and no others; extra is appended. */
morgue_config *fixture_config(const char *extra);

/* Runs tests in a place of their own, with such a configuration in *used; as
 * cmocka_run_group_tests(). */
int fixture_run(const struct CMUnitTest *tests, size_t count, const char *extra,
                morgue_config **used);

/* Names that the tests' articles use: an alias, a nationality, tickers, a name in
 * Chinese, and one that is ignored. */
extern const char fixture_entities[];

/* An article in short. Members left out are empty. */
typedef struct brief {
    const char *id, *title, *standfirst, *body, *byline, *source, *section, *url, *lang;
    const char *date;            /* as date_parse() reads it */
    const char *tags;            /* parted by | */
    const char *desk, *priority; /* declared fields */
} brief;

/* The article; its lists lie in memory, its texts are those of b. */
morgue_article fixture_article(const brief *b, arena *memory);

morgue_writer *fixture_writer(const char *name, const morgue_config *config);
void fixture_add(morgue_writer *w, const morgue_article *a);
void fixture_commit(morgue_writer *w);

/* An archive of these articles in one commit, opened. */
morgue_archive *fixture_archive(const char *name, const morgue_config *config,
                                const brief *articles, size_t count);
morgue_archive *fixture_open(const char *name, const morgue_config *config);

morgue_query *fixture_query(const char *text);

/* Options without snippets, all hits. */
morgue_search_options fixture_options(void);

/* Fails the test when the search does. */
morgue_results *fixture_search(morgue_archive *a, const char *text,
                               const morgue_search_options *options);
uint64_t fixture_count(morgue_archive *a, const char *text);

/* The search fails so. */
void fixture_refused(morgue_archive *a, const char *text, const morgue_search_options *options,
                     morgue_status status, const char *message);

/* The ids of the hits in order, with spaces between. */
void expect_ids(morgue_archive *a, const char *text, const morgue_search_options *options,
                const char *ids);

#endif
