/* What the files of the referee share. */
#ifndef REFEREE_INTERNAL_H
#define REFEREE_INTERNAL_H

#include "referee.h"

/* How a question is asked. */
typedef struct manner {
    morgue_sort sort;
    morgue_unit unit;
    const char *const *facets;
    size_t facet_count;
    unsigned offset, limit; /* of a page that is asked for alone, unless it would be long */
} manner;

typedef enum verdict { SAME, DIFFERENT, REFUSED } verdict;

/* r->why tells what is different, or why it was refused. */
verdict referee__judge(referee *r, const char *question, const manner *m);

/* Always true; keeps the words in r->why. */
bool referee__differ(referee *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool referee__facet_differs(referee *r, const morgue_facet *f, const oracle_set *expected);
bool referee__timeline_differs(referee *r, const morgue_timeline *t, const oracle_set *expected);

/* Leaves out of a question what is not needed for it to be judged different. */
void referee__shrink(referee *r, const manner *m, strbuf *question);

#endif
