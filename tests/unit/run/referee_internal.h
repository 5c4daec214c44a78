/* What the files of the referee share. */
#ifndef REFEREE_INTERNAL_H
#define REFEREE_INTERNAL_H

#include "referee.h"

#define IDS_UP_TO 100 /* hits; of more, ids are compared a page at a time: they take long */

/* How a question is asked. */
typedef struct manner {
    morgue_sort sort;
    morgue_unit unit;
    const char *const *facets;
    size_t facet_count;
    unsigned offset, limit;      /* of a page that is asked for alone, unless it would be long */
    int64_t now;                 /* of the question */
    int east;                    /* seconds: the zone of the question */
    int64_t half_life, age_from; /* of recency; 0 for what there is without */
    bool partial;
    bool stopped; /* after patience looks at the clock, before it is asked in earnest */
    unsigned patience;
} manner;

/* ---- referee_manner.c ---- */

manner referee__some_manner(referee *r);

/* All hits in that manner, without facets and timeline. */
morgue_search_options referee__options(const manner *m);

/* Fails the test when the search does. */
morgue_results *referee__search(const referee *r, const morgue_query *q,
                                const morgue_search_options *options);

/* Leaves out of the manner what is not needed for a question to be judged different. */
void referee__make_plain(referee *r, manner *m, const char *question);
void referee__describe(const manner *m, char *out, size_t size);

/* ---- judges ---- */

typedef enum verdict { SAME, DIFFERENT, REFUSED } verdict;

/* r->why tells what is different, or why it was refused. */
verdict referee__judge(referee *r, const char *question, const manner *m);

/* Always true; keeps the words in r->why. */
bool referee__differ(referee *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool referee__facet_differs(referee *r, const morgue_facet *f, const oracle_set *expected);
bool referee__recency_differs(referee *r, const morgue_query *q, const manner *m,
                              const morgue_results *results);

/* A search that is stopped gives nothing, and leaves nothing behind that makes the same
 * search go wrong afterwards. */
bool referee__stopped_differs(referee *r, const morgue_query *q, const manner *m);

/* results: all hits, with ids. found receives them. */
bool referee__partial_differs(referee *r, const morgue_query *q, const morgue_results *results,
                              oracle_set *found);
bool referee__timeline_differs(referee *r, const morgue_timeline *t, const oracle_set *expected);

/* Leaves out of a question what is not needed for it to be judged different. */
void referee__shrink(referee *r, const manner *m, strbuf *question);

#endif
