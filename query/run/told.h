/* What the files share that choose a snippet. Private. */
#ifndef TOLD_H
#define TOLD_H

#include "marker.h"

/* Of a text so many words are marked, and as many more where an operator is true. */
#define MAX_MARKS 4096
/* A text has at most about so many places where operators are true. */
#define MAX_PLACES 4096

/* ---- told.c: a text under a headline, read in parts ---- */

typedef struct told {
    analyzer *analyzer;
    morgue_str text;
    unsigned field;     /* TEXT_STANDFIRST or TEXT_BODY */
    token_list tokens;  /* of the part at hand */
    size_t from, to;    /* that part; both 0 before the first */
    uint64_t positions; /* before it */
} told;

/* Goes on to the next part, of which there must be one. */
morgue_status run__told_next(told *t, morgue_error *err);

/* Goes to the part that a byte of the text is in. */
morgue_status run__told_go(told *t, size_t at, morgue_error *err);

void run__told_free(told *t);

/* ---- findings.c: what there is to show in it ---- */

typedef struct findings {
    marked *marks; /* words, in order, without overlaps */
    size_t mark_count;
    marked *places; /* where operators are true, by from; group: which */
    size_t place_count;
} findings;

/* Fills out, which the caller frees also after a failure. */
morgue_status run__find(const marker *m, location at, told *t, findings *out, morgue_error *err);
void run__findings_free(findings *f);

/* ---- choice.c: which of it to show ---- */

/* A stretch that holds what a passage is about. */
typedef struct stretch {
    size_t from, to;
    bool ends; /* too long to be shown whole: its ends are */
} stretch;

/* What passages show already, of all texts of an article. All zero is nothing. */
typedef struct choice {
    const marker *marker;
    bool *shown;    /* groups of marks, then operators */
    uint32_t *seen; /* likewise, in the candidate of that number */
    uint32_t candidate;
    size_t groups;
    bool proved; /* some operator is shown to be true */
} choice;

morgue_status run__choice_new(choice *c, const marker *m, morgue_error *err);
void run__choice_free(choice *c);

/* The best of what none of the taken stretches covers, which ascend; false when nothing
 * is left: once an operator is shown to be true, its words alone are nothing. It counts as
 * shown then. bytes: of a passage. */
bool run__choose(choice *c, const findings *f, const stretch *taken, size_t taken_count,
                 size_t bytes, stretch *out);

#endif
