/* Facets and timelines: what the engine counts, counted again. */
#define _DEFAULT_SOURCE /* timegm */
#include "referee_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* ---- facets ---- */

/* Value -> number of articles; returns how many have none. */
static uint64_t count_values(referee *r, const char *kind, const oracle_set *expected, map *counts)
{
    uint64_t missing = 0;
    for (size_t i = 0; i < oracle_count(r->oracle); i++) {
        size_t count = 0;
        const morgue_str *values =
            expected->in[i] ? oracle_values(r->oracle, i, kind, &count) : NULL;
        missing += expected->in[i] && count == 0;
        for (size_t k = 0; k < count; k++) {
            uint64_t *number = map_put(counts, values[k], NULL);
            assert_non_null(number);
            ++*number;
        }
    }
    return missing;
}

/* By falling count, then by value. */
static bool values_in_order(const morgue_facet_value *x, const morgue_facet_value *y)
{
    return x->count > y->count || (x->count == y->count && str_compare(x->value, y->value) <= 0);
}

static bool values_differ(referee *r, const morgue_facet *f, const char *kind, const map *counts)
{
    bool named = !strcmp(kind, "person") || !strcmp(kind, "org") || !strcmp(kind, "place");
    for (size_t i = 0; i < f->shown; i++) {
        const morgue_facet_value *v = &f->values[i];
        morgue_str value = named ? v->value : oracle_fold(r->oracle, v->value);
        const uint64_t *count = map_get(counts, value);
        if (!count || v->count != *count)
            return referee__differ(r, "counts %" PRIu64 " of %s %.*s instead of %" PRIu64, v->count,
                                   kind, STR_ARGS(v->value), count ? *count : 0);
        if (i && !values_in_order(&f->values[i - 1], v))
            return referee__differ(r, "has values of %s out of order", kind);
    }
    return false;
}

bool referee__facet_differs(referee *r, const morgue_facet *f, const oracle_set *expected)
{
    map counts = {0};
    uint64_t articles = 0;
    char kind[32];
    snprintf(kind, sizeof kind, "%.*s", STR_ARGS(f->kind));
    uint64_t missing = count_values(r, kind, expected, &counts);
    for (size_t i = 0; i < oracle_count(r->oracle); i++)
        articles += expected->in[i];
    bool differs;
    if (f->distinct != counts.count || f->shown != counts.count || f->begun != counts.count ||
        f->missing != missing || f->articles != articles)
        differs = referee__differ(
            r,
            "counts %" PRIu64 " values of %s and %" PRIu64 " articles of %" PRIu64
            " without instead of %zu, %" PRIu64 " and %" PRIu64,
            f->distinct, kind, f->missing, f->articles, counts.count, missing, articles);
    else
        differs = values_differ(r, f, kind, &counts);
    map_free(&counts);
    return differs;
}

/* ---- timelines ---- */

static struct tm utc(int64_t seconds)
{
    time_t at = (time_t)seconds;
    struct tm t;
    assert_non_null(gmtime_r(&at, &t));
    return t;
}

/* The bucket behind the one that starts at start: in UTC, whatever zone the question is
 * asked in. */
static int64_t next_start(morgue_unit unit, int64_t start)
{
    if (unit == MORGUE_UNIT_DAY || unit == MORGUE_UNIT_WEEK)
        return start + (unit == MORGUE_UNIT_WEEK ? 7 : 1) * INT64_C(86400);
    struct tm t = utc(start);
    t.tm_year += unit == MORGUE_UNIT_YEAR;
    t.tm_mon += unit == MORGUE_UNIT_MONTH;
    return (int64_t)timegm(&t);
}

static bool starts_well(morgue_unit unit, int64_t start)
{
    struct tm t = utc(start);
    return t.tm_hour + t.tm_min + t.tm_sec == 0 && (unit != MORGUE_UNIT_WEEK || t.tm_wday == 1) &&
           (unit != MORGUE_UNIT_YEAR || t.tm_mon == 0) &&
           (unit > MORGUE_UNIT_MONTH || t.tm_mday == 1);
}

static bool bucket_differs(referee *r, const morgue_timeline *t, size_t i,
                           const oracle_set *expected)
{
    const morgue_bucket *bucket = &t->buckets[i];
    int64_t end = next_start(t->unit, bucket->start);
    uint64_t count = 0, all = 0;
    if (!starts_well(t->unit, bucket->start))
        return referee__differ(r, "has a bucket from %" PRId64, bucket->start);
    for (size_t k = 0; k < oracle_count(r->oracle); k++) {
        const morgue_date *d = &oracle_article(r->oracle, k)->date;
        bool inside = d->precision && d->from >= bucket->start && d->from < end;
        all += inside;
        count += inside && expected->in[k];
    }
    if (count != bucket->count || all != bucket->all)
        return referee__differ(r,
                               "counts %" PRIu64 " of %" PRIu64 " from %" PRId64
                               " instead of %" PRIu64 " of %" PRIu64,
                               bucket->count, bucket->all, bucket->start, count, all);
    return false;
}

static bool sums_differ(referee *r, const morgue_timeline *t, const oracle_set *expected)
{
    uint64_t undated = 0, sum = 0, dated = 0;
    for (size_t i = 0; i < oracle_count(r->oracle); i++) {
        bool none = oracle_article(r->oracle, i)->date.precision == MORGUE_PRECISION_NONE;
        undated += expected->in[i] && none;
        dated += expected->in[i] && !none;
    }
    for (size_t i = 0; i < t->count; i++)
        sum += t->buckets[i].count;
    if (t->undated != undated || sum != dated)
        return referee__differ(r,
                               "has a timeline of %" PRIu64 " and %" PRIu64
                               " undated instead of %" PRIu64 " and %" PRIu64,
                               sum, t->undated, dated, undated);
    return false;
}

bool referee__timeline_differs(referee *r, const morgue_timeline *t, const oracle_set *expected)
{
    if (sums_differ(r, t, expected))
        return true;
    for (size_t i = 0; i < t->count; i++) {
        /* years of empty days are not looked through one by one */
        if ((t->buckets[i].count || i % 37 == 0) && bucket_differs(r, t, i, expected))
            return true;
        if (i + 1 < t->count && t->buckets[i + 1].start != next_start(t->unit, t->buckets[i].start))
            return referee__differ(r, "has a gap behind %" PRId64, t->buckets[i].start);
    }
    if (t->count && !(t->buckets[0].count && t->buckets[t->count - 1].count))
        return referee__differ(r, "has a timeline with empty ends");
    return false;
}
