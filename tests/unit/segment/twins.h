/* For the tests of segment: the same drafts through both builders, and whatever
 * a reader can see of the two segments compared. */
#ifndef TWINS_H
#define TWINS_H

#include "segment.h"
#include "sketch.h"

#define TWIN_PAIRS 200

typedef struct twins {
    char directory[64]; /* holds bulk/ and reference/ */
    morgue_config *config;
    segment_builder *builders[2];
    segment_summary summaries[2];
    xc_database *databases[2];
    chance chance;
    map stems;                /* that the drafts had */
    map terms;                /* that the segments have; filled by the comparison */
    arena memory;             /* of what follows */
    morgue_str *words;        /* the same, in byte order */
    size_t word_count;
    morgue_str pairs[TWIN_PAIRS][2]; /* words that stand next to each other somewhere */
    size_t pair_count;
} twins;

/* memory: bytes for the bulk builder; the reference has enough. */
twins *twins_start(uint64_t memory);
void twins_add(twins *t, const draft *d);

/* Finishes both, asserts that they are equal, removes everything. */
void twins_compare(twins *t);

/* Asks so many questions of each kind; for twins_compare(). */
void twins_ask(twins *t, size_t questions);

/* Removes a directory that holds files and directories of files. */
void twins_remove(const char *directory);

#endif
