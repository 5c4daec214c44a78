/*
 * Which documents of one segment match, and how well: a tree of iterators over
 * posting lists, columns and positional questions, asked document at a time.
 */
#ifndef MATCH_H
#define MATCH_H

#include "segment.h"
#include "spans.h"

typedef struct match match;
typedef struct match_node match_node; /* owned by its match */

/* ---- weights ---- */

/*
 * BM25 (S. E. Robertson and H. Zaragoza, 2009) in libxapian's form: the length of
 * a document over the average is not below 0.5, and a term that is in more than
 * half of the documents still weighs a little.
 */
typedef struct match_ranking {
    double k1; /* 0 or more: how much it tells that a term stands there again */
    double b;  /* 0 to 1: how much longer documents must have it more often */
    /* What match_words() adds to each occurrence in the headline: at least minus
     * what the index has counted it for. */
    int32_t headline;
} match_ranking;

/* libxapian's defaults, and a headline as it was indexed. */
#define MATCH_RANKING ((match_ranking){.k1 = 1, .b = 0.5})

/* The archive as weights see it, the dead included. */
typedef struct match_statistics {
    uint64_t documents;
    uint64_t total_length;
    match_ranking ranking;
} match_statistics;

/* The weight of a term in a document that has it for ever, which none reaches: what
 * match_term() takes. documents: those of the whole archive that have it. */
double match_weight(const match_statistics *s, uint64_t documents);

/* ---- making one ---- */

/*
 * segment     must outlive it
 * dead        bitmap by id (bit id & 7 of byte id >> 3), NULL for none dead; ids
 *             beyond dead_bytes live; borrowed
 * poll        asked every few thousand steps; non-zero ends the match with
 *             MORGUE_CANCELLED; may be NULL
 */
morgue_status match_new(match **out, segment *segment, const uint8_t *dead, uint32_t dead_bytes,
                        const match_statistics *statistics, int (*poll)(void *), void *context,
                        morgue_error *err);
void match_free(match *m);

/* Bytes that one match may take: a wildcard of many words takes five for each document
 * of the segment. Beyond it is MORGUE_LIMIT. */
#ifndef MATCH_MAX_MEMORY
#define MATCH_MAX_MEMORY (192u << 20)
#endif

/* Nodes. Each serves one parent. Errors are sticky: these return NULL, take NULL
 * for an operand, and match_start() tells. Weight 0: the node only restricts. */

/* Documents that have a term. */
match_node *match_term(match *m, morgue_str term, double weight);

/* Documents that have any of the terms, weighed as one term that occurs as often
 * as all of them. Many terms that are given again are not read again. */
match_node *match_terms(match *m, const morgue_str *terms, size_t count, double weight);

/* Likewise the terms of words; headline: those of the same words in the headline, which
 * find nothing more but are weighed as the ranking says. NULL: match_terms(). */
match_node *match_words(match *m, const morgue_str *terms, const morgue_str *headline, size_t count,
                        double weight);

match_node *match_all(match *m, match_node *const *nodes, size_t count); /* AND; none: every one */
match_node *match_any(match *m, match_node *const *nodes, size_t count); /* OR; none: nothing */
match_node *match_without(match *m, match_node *node, match_node *minus);
match_node *match_everything(match *m);
match_node *match_nothing(match *m);

/* Documents by their numbers, in any order; copied. Others than the segment's are
 * left out. */
match_node *match_documents(match *m, const uint32_t *ids, uint32_t count);

/* The document's date and first..last (seconds, inclusive) have a moment in
 * common. */
match_node *match_dated(match *m, int64_t first, int64_t last);
match_node *match_undated(match *m);

/* first..last words, inclusive. */
match_node *match_sized(match *m, uint32_t first, uint32_t last);

/* Documents of node that the positional question is true of. Takes q over, also
 * when it fails. */
match_node *match_where(match *m, match_node *node, spans *q);

/* The weight of node times factor. */
match_node *match_scaled(match *m, match_node *node, double factor);

/* ---- asking ---- */

/* Sets the root; NULL is a failure of a call before. */
morgue_status match_start(match *m, match_node *root, morgue_error *err);

/* The next live document, ascending; false at the end and when something fails,
 * which match_status() tells. */
bool match_next(match *m, uint32_t *docid);

/* From now on documents that weigh less may be left out: positional questions at
 * the root are not asked of them, unions and synonyms at the root not weighed. */
void match_floor(match *m, double floor);

/* The weight of the document that match_next() gave last. */
double match_score(match *m);

/* The most steps that a positional question took in one document, of SPANS_MAX_STEPS. */
uint64_t match_most_steps(const match *m);

/* MORGUE_CANCELLED, MORGUE_CORRUPT, MORGUE_NOMEM … or MORGUE_OK. */
morgue_status match_status(const match *m, morgue_error *err);

/* The exact number of matching live documents, from a match that was started
 * and not asked yet; cheaper than walking them where it can be. */
morgue_status match_count(match *m, uint64_t *total, morgue_error *err);

#endif
