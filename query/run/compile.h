/* What the files share that make a match of a plan in one segment. Private. */
#ifndef COMPILE_H
#define COMPILE_H

#include "run_internal.h"

/* Nodes are NULL after a failure. The match notes its own failures; those of all
 * else are in status. */
typedef struct compiler {
    asking *q;
    size_t shard;
    const segment *segment; /* which it is */
    const segment_summary *summary;
    match *match;
    bool could; /* date clauses count as met: what an undated article could match */
    morgue_error *err;
    morgue_status status; /* sticky */
} compiler;

/* NULL after a failure. */
const leaf *run__leaf_of(compiler *c, const plan_node *n, unsigned part);

/* Documents that have any of a leaf's words, weighed. */
match_node *run__terms_of(compiler *c, const leaf *words);

/* A question about the fields that a node's scope has in the segment; NULL when
 * there is none, or after a failure. */
spans *run__open_spans(compiler *c, const plan_node *n);

/* The candidates that the question with this root is true of. */
match_node *run__where(compiler *c, match_node *candidates, spans *q, spans_node *root);

/* A node about the order of words. */
match_node *run__compile_positions(compiler *c, const plan_node *n);

/* Documents that have all words of any of the names of PLAN_NAMES, and where these
 * stand in a row. */
match_node *run__names_candidates(compiler *c, const plan_node *n);
spans_node *run__names_operand(compiler *c, spans *q, const plan_node *n);

/* Whether a node is about what the stream file knows, and its match. */
bool run__is_stored(const plan_node *n);
match_node *run__compile_stored(compiler *c, const plan_node *n);

#endif
