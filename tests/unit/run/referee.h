/*
 * The engine beside the oracle: a question is asked of both, and what they say about
 * it compared: hits, order, totals, the undated, facets and timelines. A question
 * about which they differ is made as short as it can be.
 */
#ifndef REFEREE_H
#define REFEREE_H

#include "corpus.h"
#include "map.h"

typedef struct referee {
    oracle *oracle;
    morgue_archive *archive;
    map numbers; /* id -> number in the oracle */
    chance chance;
    unsigned asked;
    unsigned telling;  /* some articles match, and some do not */
    unsigned refused;  /* a limit was in the way */
    unsigned over_cap; /* a wildcard was, until the answer might be partial */
    unsigned stopped;  /* searches that were, before their end */
    bool saved_dated;  /* saved queries have dates */
    char why[400];     /* what differs */
} referee;

/* All that the archive holds is in the oracle. */
void referee_start(referee *r, oracle *o, morgue_archive *a, uint64_t seed);
void referee_end(referee *r);

/* Asks in some order, for some facets, by some unit of time. Fails the test with the
 * shortest question about which they differ. */
void referee_ask(referee *r, const char *question);

/* With a filter on its kind a facet that is open counts what it counts without. */
void referee_ask_open(referee *r, const char *question, const char *filter, const char *kind);

/* The hits are in the order. */
void referee_check_order(referee *r, const char *question, const morgue_results *results,
                         morgue_sort sort);

#endif
