/* The order of recency, made of that of relevance: halved with every half life, the
 * undated behind all others. */
#include "referee_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#define USUAL_HALF_LIFE (INT64_C(30) * 86400)

/* Logarithms of weights that differ less were the same before they were rounded, for so
 * many halvings. */
#define ROUNDING 1e-14L

/* A hit of the order of relevance. Without an id it is known by its length and date, and
 * of those alike the more relevant comes first in any order. */
typedef struct aged {
    const morgue_hit *hit;
    bool dated, taken;
    long double halvings; /* of its age */
} aged;

static int64_t date_of(const morgue_hit *h)
{
    return h->date.precision ? h->date.from : INT64_MIN;
}

static int compare_articles(const morgue_hit *x, const morgue_hit *y)
{
    int ids = str_compare(x->id, y->id);
    if (ids)
        return ids;
    if (x->words != y->words)
        return x->words < y->words ? -1 : 1;
    return (date_of(x) > date_of(y)) - (date_of(x) < date_of(y));
}

static int compare_aged(const void *a, const void *b)
{
    const morgue_hit *x = ((const aged *)a)->hit, *y = ((const aged *)b)->hit;
    int articles = compare_articles(x, y);
    return articles ? articles : (x->score < y->score) - (x->score > y->score);
}

static long double halvings_of(const morgue_hit *h, const manner *m)
{
    int64_t now = m->age_from ? m->age_from : m->now;
    int64_t half_life = m->half_life ? m->half_life : USUAL_HALF_LIFE;
    return h->date.from < now ? (long double)(now - h->date.from) / (long double)half_life : 0;
}

static aged *age_all(const morgue_results *relevant, const manner *m)
{
    size_t count = morgue_results_hit_count(relevant);
    aged *list = calloc(count + 1, sizeof *list);
    assert_non_null(list);
    for (size_t i = 0; i < count; i++) {
        const morgue_hit *h = morgue_results_hit(relevant, i);
        bool dated = h->date.precision != MORGUE_PRECISION_NONE;
        list[i] = (aged){.hit = h, .dated = dated, .halvings = dated ? halvings_of(h, m) : 0};
    }
    qsort(list, count, sizeof *list, compare_aged);
    return list;
}

/* The first that is like the hit and was not taken; NULL when there is none. */
static aged *take(aged *list, size_t count, const morgue_hit *h)
{
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (compare_articles(list[middle].hit, h) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    while (from < count && list[from].taken)
        from++;
    if (from == count || compare_articles(list[from].hit, h) != 0)
        return NULL;
    list[from].taken = true;
    return &list[from];
}

/* Whether x may stand before y. */
static bool may_precede(const aged *x, const aged *y)
{
    double a = x->hit->score, b = y->hit->score;
    if (!x->dated && !y->dated)
        return a >= b;
    if (x->dated != y->dated)
        return x->dated;
    bool newer = x->hit->date.from >= y->hit->date.from;
    if (a == 0 || b == 0)
        return a > b || (a == b && newer);
    if (x->halvings == y->halvings)
        return a > b || (a == b && newer);
    long double margin = log2l(a) - log2l(b) + y->halvings - x->halvings;
    return margin > -ROUNDING * (100 + x->halvings + y->halvings);
}

/* How old an undated article is nobody tells. */
static bool score_is(const aged *x, double score)
{
    long double wanted = (long double)x->hit->score * exp2l(-x->halvings);
    return !x->dated || fabsl(score - wanted) <= 1e-9L * wanted + 1e-300L;
}

static bool hits_differ(referee *r, const morgue_results *results, aged *list)
{
    size_t count = morgue_results_hit_count(results);
    const aged *before = NULL;
    for (size_t i = 0; i < count; i++) {
        const morgue_hit *h = morgue_results_hit(results, i);
        const aged *x = take(list, count, h);
        if (!x)
            return referee__differ(r, "finds another hit %" PRIu64 " than by relevance", h->rank);
        if (!score_is(x, h->score))
            return referee__differ(r, "leaves of the relevance %g %g after %Lg half lives",
                                   x->hit->score, h->score, x->halvings);
        if (before && !may_precede(before, x))
            return referee__differ(r,
                                   "has hit %" PRIu64 " too late: relevance %g and %Lg half lives%s"
                                   " behind %g and %Lg%s",
                                   h->rank, x->hit->score, x->halvings,
                                   x->dated ? "" : " (undated)", before->hit->score,
                                   before->halvings, before->dated ? "" : " (undated)");
        before = x;
    }
    return false;
}

bool referee__recency_differs(referee *r, const morgue_query *q, const manner *m,
                              const morgue_results *results)
{
    morgue_search_options options = referee__options(m);
    size_t count = morgue_results_hit_count(results);
    options.sort = MORGUE_SORT_RELEVANCE;
    options.limit = ORACLE_MAX;
    options.bare = count && morgue_results_hit(results, 0)->id.len == 0;
    morgue_results *relevant = referee__search(r, q, &options);
    bool differs;
    if (morgue_results_hit_count(relevant) == count) {
        aged *list = age_all(relevant, m);
        differs = hits_differ(r, results, list);
        free(list);
    } else {
        differs = referee__differ(r, "has %zu hits, but %zu by relevance", count,
                                  morgue_results_hit_count(relevant));
    }
    morgue_results_free(relevant);
    return differs;
}
