/* What an archive tells of a question, gathered before it is written in one form or
 * another. Private. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "advice.h"

/* A node of the plan; those below it follow it. */
typedef struct explained_clause {
    uint64_t articles; /* that match it alone */
    unsigned depth;
    size_t parts; /* one deeper */
    morgue_str text;
    double factor;
} explained_clause;

typedef enum skip_reason {
    SKIP_NOT,
    SKIP_DATES,   /* all of its articles are dated elsewhere */
    SKIP_UNDATED, /* none is dated */
    SKIP_WORDS    /* none has what a clause asks for */
} skip_reason;

typedef struct explained_segment {
    const char *name;
    uint64_t articles; /* live ones */
    skip_reason why;
    morgue_str clause;        /* of the question: what cannot match there */
    int64_t earliest, latest; /* of SKIP_DATES */
} explained_segment;

typedef struct explaining {
    asking asking;
    const morgue_query *query;
    const plan *plan;
    explained_clause *clauses;
    size_t clause_count, clause_capacity;
    uint64_t undated; /* match but for the dates */
    advice nothing;   /* why, when nothing matches */
    explained_segment *segments;
    size_t segment_count, read; /* read: those that are not skipped */
    size_t expanded;            /* words that wildcards and spellings stand for */
    size_t widest;              /* of one of them */
    double elapsed;             /* milliseconds */
    strbuf line;
    arena memory;
    morgue_error *err;
} explaining;

/* ---- explain_clause.c ---- */

/* Writes into x->line what a node is, without those below it. */
morgue_status run__describe(explaining *x, const plan_node *n);

typedef char words_text[32];

/* "1 word", "7 words" */
const char *run__words_of(unsigned count, words_text out);

/* ---- explain_segments.c ---- */

/* Fills x->segments. */
morgue_status run__explain_segments(explaining *x);

/* ---- explain_text.c, explain_json.c ---- */

void run__explain_text(const explaining *x, strbuf *out);
void run__explain_json(const explaining *x, strbuf *out);

/* Whether the configuration weighs hits otherwise than by default. */
bool run__is_ranked(const ranking_settings *used);

/* A number from 0 to 10000, to at most so many decimals. */
void run__decimal(strbuf *out, double number, unsigned decimals);

#endif
