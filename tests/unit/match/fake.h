/*
 * Stand-ins for the rooms below query/match: posting lists, columns and positional
 * questions out of arrays, with failures on demand.
 */
#ifndef MATCH_FAKE_H
#define MATCH_FAKE_H

#include "match.h"

#define FAKE_LISTS 64

typedef struct fake_list {
    uint32_t count;
    uint32_t *ids, *wdfs;
} fake_list;

typedef struct fake {
    segment segment; /* what match_new() takes */
    uint32_t documents;
    fake_list lists[FAKE_LISTS]; /* of the terms "t0", "t1" … */
    unsigned list_count;
    uint32_t chunk; /* postings of one chunk: no block crosses its end */
    uint32_t *lengths, *words;
    int64_t *from, *last;
    int64_t *cells[2]; /* of dates, as columns have them */
    uint64_t total_length;
    match_ranking ranking;
    long blocks_left; /* until the posting lists turn out damaged; below 0: never */
    bool damaged;
    bool no_columns; /* the columns are damaged */
} fake;

void fake_init(fake *f, uint32_t documents, uint32_t chunk);
void fake_free(fake *f);

/* Forgets the posting lists that are open. */
void fake_close(fake *f);

/* Adds a list with room for all documents; the caller fills it. */
fake_list *fake_add(fake *f);

/* A question that has answers[docid]; not copied. Counts what it is asked. */
spans *fake_question(const uint8_t *answers, unsigned long *asked);

/* Questions that were made and not freed. */
extern long fake_questions;

/* ---- numbers at random, the same for the same seed ---- */

typedef struct dice {
    uint64_t state;
} dice;

uint32_t roll(dice *d, uint32_t below);

/* Fills a list with about one of `every` documents. */
void fake_fill(fake_list *l, uint32_t documents, uint32_t every, dice *d);

#endif
