/* For the tests of segment: two segments that should be the same, and whatever a
 * reader can see of them compared. */
#ifndef TWINS_H
#define TWINS_H

#include "segment.h"
#include "sketch.h"

#define TWIN_PAIRS 200
#define TWIN_PATH  256
#define TWIN_NAME  "seg-000001"

typedef struct twins {
    char directory[TWIN_PATH]; /* holds bulk/ and reference/ */
    char folders[2][TWIN_PATH + 16];
    morgue_config *config;
    segment_builder *builders[2];
    segment_summary summaries[2];
    xc_database *databases[2];
    segment *segments[2];
    chance chance;
    arena memory;      /* of what follows */
    morgue_str *words; /* terms of the segments; filled by the comparison */
    size_t word_count;
    morgue_str pairs[TWIN_PAIRS][2]; /* words that stand next to each other somewhere */
    size_t pair_count;
} twins;

/* Two empty folders. positions: of words for stock Xapian. */
twins *twins_new(bool positions);

/* memory: bytes for the bulk builder; the reference has enough. */
twins *twins_start(uint64_t memory, bool positions);
void twins_add(twins *t, const draft *d);

/* Finishes both, asserts that they are equal, removes everything. */
void twins_compare(twins *t);

/* The latter two, for segments that are there with their summaries. */
void twins_examine(twins *t);

/* Asks so many questions of each kind; for twins_compare(). */
void twins_ask(twins *t, size_t questions);

/* Makes a directory below $TMPDIR, or /tmp. */
void twins_directory(char path[TWIN_PATH]);

/* Removes a directory that holds files and directories of files. */
void twins_remove(const char *directory);

#endif
