/* Asking an archive: hits, facets and a timeline from one pass over the matches. */
#ifndef MORGUE_SEARCH_H
#define MORGUE_SEARCH_H

#include <morgue/archive.h>
#include <morgue/query.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum morgue_sort {
    MORGUE_SORT_RELEVANCE = 0, /* BM25; ties by date, newest first, the undated last. The
                                  configuration's ranking: weighs it, see morgue_ranking */
    MORGUE_SORT_NEWEST = 1,    /* undated articles last */
    MORGUE_SORT_OLDEST = 2,    /* undated articles last */
    MORGUE_SORT_ARCHIVE = 3,   /* as they lie in the archive: an order that costs no memory */
    MORGUE_SORT_RECENT = 4     /* BM25, halved with every half_life of age; undated articles last,
                                  by BM25; ties by date, newest first */
} morgue_sort;

typedef enum morgue_unit {
    MORGUE_UNIT_NONE = 0,
    MORGUE_UNIT_YEAR = 1,
    MORGUE_UNIT_MONTH = 2,
    MORGUE_UNIT_WEEK = 3, /* ISO weeks, from Monday */
    MORGUE_UNIT_DAY = 4
} morgue_unit;

/* What a hit costs beside its id, path, url, lang, date and words, which it always has. */
typedef enum morgue_part {
    MORGUE_PART_ID = 1, /* nothing else */
    MORGUE_PART_TITLE = 2,
    MORGUE_PART_SOURCE = 4,
    MORGUE_PART_SECTION = 8,
    MORGUE_PART_BYLINE = 16,
    MORGUE_PART_ENTITIES = 32,
    MORGUE_PART_SNIPPET = 64 /* as long as snippet_bytes says */
} morgue_part;

/* Asked during a search, every few hundred microseconds at most but for the reading of
 * one article; non-zero stops it with MORGUE_CANCELLED. */
typedef int morgue_cancel(void *context);

/*
 * It grows at its end. size tells how much of it the caller knows: what a struct
 * of an earlier version lacks has its default, and one of a later version is taken
 * as long as all that is new in it is zero.
 */
typedef struct morgue_search_options {
    size_t size;     /* sizeof(morgue_search_options) */
    uint64_t offset; /* hits to skip */
    uint64_t limit;  /* hits to return; 0 for counts alone */
    morgue_sort sort;
    morgue_unit timeline;      /* NONE: no timeline */
    const char *const *facets; /* kinds to count: "person", "org", "place", "source" … */
    size_t facet_count;
    size_t facet_limit;    /* values shown a kind; 0 for all */
    size_t snippet_bytes;  /* 0: no snippets; about this much text around the matches */
    int partial;           /* a wildcard over its cap uses its most frequent words */
    morgue_cancel *cancel; /* may be NULL */
    void *context;         /* handed to cancel */
    int no_total;          /* hits alone: the same hits sooner, but the total is only a lower bound;
                              without effect on other sorts, facets and timelines */
    int bare;              /* hits of rank, score, words and date alone: no article is read, and
                              texts, names and snippets are empty. The date's precision is told
                              from its length, its provenance is NONE */
    int advise;          /* when nothing matches, tell why: morgue_results_clause(). It costs up to
                            two counts and a look through the words for each clause */
    int facets_open;     /* the counts of a kind ignore the filters on that kind that AND joins at
                            the top of the question, so that a choice does not hide the others; a
                            pass of its own for each kind with a filter */
    size_t facet_offset; /* values of each kind to pass over */
    const char *facet_prefix; /* only values that begin so, whatever their capitals and accents;
                                 UTF-8 of at most MORGUE_MAX_TERM bytes; NULL for all */
    int64_t half_life; /* seconds, for MORGUE_SORT_RECENT; 0 for the configuration's, which is
                          30 days unless it says otherwise */
    int64_t now;       /* what age counts from, in seconds since 1970 UTC; 0 for what the question
                          was parsed with. An article is as old as the beginning of its date; what
                          is dated later is not older than new */
    uint64_t timeout;  /* milliseconds that the search may take; 0 for as long as it does.
                          Behind this deadline there is no answer but MORGUE_LIMIT */
    uint64_t parts;    /* of hits, morgue_part joined by |: the others may be empty, and are not
                          read; 0 for all */
    size_t snippets;   /* passages a hit, at most MORGUE_MAX_SNIPPETS: beyond the first they stand
                          in morgue_hit.passages. 0 for one */
} morgue_search_options;

/* size, limit 10, facet_limit 10, snippet_bytes 240, the rest 0. */
MORGUE_API void morgue_search_options_init(morgue_search_options *options);

typedef struct morgue_results morgue_results;

/*
 * Find the articles that match.
 *
 * out      receives the results; free them with morgue_results_free(). They
 *          do not refer to the archive or the query afterwards.
 * options  NULL for the defaults
 *
 * Expected errors: MORGUE_QUERY (an unknown field, with the nearest name),
 * MORGUE_LIMIT, MORGUE_CANCELLED, MORGUE_INVALID (options that this version
 * does not know), MORGUE_CORRUPT.
 *
 * MORGUE_LIMIT is also what a deadline that passes gives (options->timeout); err->from
 * and err->to are 0 then, for no part of the question is to blame.
 */
MORGUE_API morgue_status morgue_search(morgue_results **out, morgue_archive *archive,
                                       const morgue_query *query,
                                       const morgue_search_options *options, morgue_error *err);

MORGUE_API void morgue_results_free(morgue_results *results);

/*
 * A question that finds the articles like one: the words of it that tell most, by how
 * often it has them (in the headline thrice) and how rare they are in the archive, at
 * most MORGUE_MAX_SIMILAR_WORDS of them, joined by OR with weights; and not itself. The
 * best hits are most like it; the total counts all that share a word. An article of
 * which no other has any word gives a question that finds nothing.
 *
 * out  receives the query; free it with morgue_query_free()
 *
 * Expected errors: MORGUE_NOTFOUND (no such id), MORGUE_INVALID (an id with control
 * characters, which a question cannot leave out), MORGUE_CORRUPT.
 */
MORGUE_API morgue_status morgue_query_similar(morgue_query **out, morgue_archive *archive,
                                              const char *id, size_t id_len, morgue_error *err);

/* Likewise, stopped as a search is: of the options cancel, context and timeout matter.
 * They may be NULL. */
MORGUE_API morgue_status morgue_query_similar_within(morgue_query **out, morgue_archive *archive,
                                                     const char *id, size_t id_len,
                                                     const morgue_search_options *options,
                                                     morgue_error *err);

struct morgue_hit;

/* Called once for each hit, in order; the hit and all that it points to die when it
 * returns. Non-zero ends the search with MORGUE_CANCELLED. It must not use the archive. */
typedef int morgue_visit_hit(void *context, const struct morgue_hit *hit);

/*
 * Find all articles that match, one after the other: like morgue_search(), but each
 * hit is handed to visit, and offset and limit have no effect. There are as many calls
 * as morgue_results_total() tells afterwards.
 *
 * Hits are loaded one by one, or without names and snippets (options->parts) some
 * thousands ahead, within some megabytes. Besides, MORGUE_SORT_ARCHIVE keeps nothing of
 * them, so that memory does not grow with their number; the other orders keep 24 bytes for
 * each.
 *
 * out      receives the results without the hits: total, notes, facets, timeline; free
 *          them with morgue_results_free(). NULL after any error, though hits may have
 *          been handed out before.
 * visit    may not be NULL
 * context  handed to visit
 *
 * Expected errors: those of morgue_search().
 */
MORGUE_API morgue_status morgue_search_each(morgue_results **out, morgue_archive *archive,
                                            const morgue_query *query,
                                            const morgue_search_options *options,
                                            morgue_visit_hit *visit, void *context,
                                            morgue_error *err);

/* All that follow are exact and borrow from the results. */

/* Articles that match, whatever offset and limit were; with no_total, at least so
 * many. */
MORGUE_API uint64_t morgue_results_total(const morgue_results *results);

/* Undated articles that no date clause could judge and that match otherwise;
 * 0 when the question has no date clause (*asked, may be NULL, tells). */
MORGUE_API uint64_t morgue_results_undated(const morgue_results *results, int *asked);

/* Remarks for the reader, e.g. that AND and OR were mixed. */
MORGUE_API size_t morgue_results_note_count(const morgue_results *results);
MORGUE_API morgue_str morgue_results_note(const morgue_results *results, size_t i);

/* A part of a question that finds nothing: what is joined by AND at its top, or all of
 * it. */
typedef struct morgue_clause {
    size_t from, to;        /* bytes of the question */
    morgue_str text;        /* those bytes */
    uint64_t alone;         /* articles that match it alone */
    uint64_t without;       /* articles that match all the others; with no other, all there are */
    morgue_str missing;     /* a word, value or name in it that no article has; else empty */
    morgue_str instead;     /* what that may be a misspelling of; empty when nothing is near */
    uint64_t instead_alone; /* articles that have it */
} morgue_clause;

/* Only where advise was asked for and nothing matched; else there are 0. Of a question
 * with more clauses the first MORGUE_MAX_CLAUSES, which a note tells. */
MORGUE_API size_t morgue_results_clause_count(const morgue_results *results);
MORGUE_API const morgue_clause *morgue_results_clause(const morgue_results *results, size_t i);

/* What weighed the hits: see morgue-config(5). */
typedef struct morgue_ranking {
    double k1, b;      /* of BM25 */
    uint64_t headline; /* occurrences in the text that one in the headline counted as */
    int64_t half_life; /* seconds, of MORGUE_SORT_RECENT; 0 in other orders */
} morgue_ranking;

/* NULL when all of that had its default, and in an order without scores. */
MORGUE_API const morgue_ranking *morgue_results_ranking(const morgue_results *results);

/* Milliseconds that the search took. */
MORGUE_API double morgue_results_elapsed(const morgue_results *results);

typedef struct morgue_mark {
    uint32_t from, to; /* bytes of the text */
} morgue_mark;

/* A piece of an article. */
typedef struct morgue_passage {
    morgue_str text; /* plain text, "…" where it was cut */
    const morgue_mark *marks;
    size_t mark_count;
} morgue_passage;

typedef struct morgue_entity_list {
    morgue_str kind; /* "person", "org" or "place" */
    const morgue_str *names;
    size_t count;
} morgue_entity_list;

typedef struct morgue_hit {
    uint64_t rank; /* from 1, counting the skipped ones */
    double score;  /* of relevance or of recency; 0 in another order */
    morgue_str id, title, source, path, url, section, lang, byline;
    morgue_date date;
    uint64_t words;
    morgue_str snippet; /* what shows best why it matches; as a passage's text */
    const morgue_mark *marks;
    size_t mark_count;
    const morgue_entity_list *entities; /* the most salient first */
    size_t entity_count;
    const morgue_passage *passages; /* when more than one was asked for: all of them, the snippet
                                       too, in the order of the text and without overlaps; else
                                       NULL */
    size_t passage_count;
} morgue_hit;

MORGUE_API size_t morgue_results_hit_count(const morgue_results *results);
MORGUE_API const morgue_hit *morgue_results_hit(const morgue_results *results, size_t i);

typedef struct morgue_facet_value {
    morgue_str value;
    uint64_t count; /* matching articles that have it */
} morgue_facet_value;

typedef struct morgue_facet {
    morgue_str kind;
    const morgue_facet_value *values; /* by falling count, then by value */
    size_t shown;                     /* length of values */
    uint64_t distinct;                /* values that occur at all */
    uint64_t missing;                 /* matching articles that have none */
    uint64_t begun;                   /* values that begin as asked; distinct when nothing was */
    uint64_t skipped;  /* of those, values passed over: begun - skipped - shown follow */
    uint64_t articles; /* that were counted: the total, or more when open */
} morgue_facet;

MORGUE_API size_t morgue_results_facet_count(const morgue_results *results);
MORGUE_API const morgue_facet *morgue_results_facet(const morgue_results *results, size_t i);

typedef struct morgue_bucket {
    int64_t start;  /* first second, UTC */
    uint64_t count; /* matching articles dated in it (by the start of their date) */
    uint64_t all;   /* all articles of the archive dated in it: count / all is the share */
} morgue_bucket;

typedef struct morgue_timeline {
    morgue_unit unit;
    const morgue_bucket *buckets; /* in order of time, empty ones between included */
    size_t count;
    uint64_t undated; /* matching articles without a date, in no bucket */
} morgue_timeline;

/* NULL when none was asked for. */
MORGUE_API const morgue_timeline *morgue_results_timeline(const morgue_results *results);

/*
 * How the archive understands a question: its tree, with the words that each
 * leaf matches, the exact number of articles of each node and the instants of
 * each date; why nothing matches, if so; and what it costs. Text of many lines.
 *
 * out  receives NUL-terminated text; free it with morgue_text_free()
 */
MORGUE_API morgue_status morgue_explain(char **out, morgue_archive *archive,
                                        const morgue_query *query, morgue_error *err);

/* Likewise, stopped as a search is: of the options cancel, context, timeout and partial
 * matter. They may be NULL. */
MORGUE_API morgue_status morgue_explain_within(char **out, morgue_archive *archive,
                                               const morgue_query *query,
                                               const morgue_search_options *options,
                                               morgue_error *err);

/* Likewise, as one JSON object: see morgue-json(5). */
MORGUE_API morgue_status morgue_explain_json(char **out, morgue_archive *archive,
                                             const morgue_query *query,
                                             const morgue_search_options *options,
                                             morgue_error *err);

MORGUE_API void morgue_text_free(char *text);

#ifdef __cplusplus
}
#endif

#endif
