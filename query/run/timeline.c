/* The timeline: matching articles a calendar bucket, beside all articles. */
#include "run_internal.h"

#include "calendar.h"
#include "error.h"

#include <stdlib.h>

#define DAY INT64_C(86400)
/* A bucket a day for 200 years; more is an error that says so. */
#define MAX_BUCKETS 73050

bool run__date_add(date_list *list, morgue_str value)
{
    int64_t date;
    if (!date_value_get(value, &date)) {
        list->undated++;
        return true;
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 1024;
        int64_t *grown = realloc(list->dates, capacity * sizeof *grown);
        if (!grown)
            return false;
        list->dates = grown;
        list->capacity = capacity;
    }
    list->dates[list->count++] = date;
    return true;
}

/* Buckets are numbered without gaps, whatever their length. */
static int64_t bucket_of(morgue_unit unit, int64_t seconds)
{
    int64_t days = seconds / DAY - (seconds % DAY < 0);
    int year, month, day;
    if (unit == MORGUE_UNIT_DAY)
        return days;
    if (unit == MORGUE_UNIT_WEEK) {
        int64_t shifted = days + 3; /* 1969-12-29 was a Monday */
        return shifted / 7 - (shifted % 7 < 0);
    }
    calendar_civil(days, &year, &month, &day);
    return unit == MORGUE_UNIT_MONTH ? (int64_t)year * 12 + month - 1 : year;
}

static int64_t bucket_start(morgue_unit unit, int64_t bucket)
{
    if (unit == MORGUE_UNIT_DAY)
        return bucket * DAY;
    if (unit == MORGUE_UNIT_WEEK)
        return (bucket * 7 - 3) * DAY;
    if (unit == MORGUE_UNIT_MONTH)
        return calendar_days((int)(bucket / 12), (int)(bucket % 12) + 1, 1) * DAY;
    return calendar_days((int)bucket, 1, 1) * DAY;
}

typedef struct counting {
    morgue_unit unit;
    const tombstones *dead;
    morgue_bucket *buckets;
    int64_t first, last;
} counting;

static int count_all(void *context, uint32_t docid, xc_str value)
{
    counting *c = context;
    int64_t date;
    if (tombstones_has(c->dead, docid) ||
        !date_value_get((morgue_str){value.ptr, value.len}, &date))
        return 0;
    int64_t bucket = bucket_of(c->unit, date);
    if (bucket >= c->first && bucket <= c->last)
        c->buckets[bucket - c->first].all++;
    return 0;
}

static morgue_status count_archive(morgue_archive *a, counting *c, morgue_error *err)
{
    for (size_t i = 0; i < a->manifest.count; i++) {
        xc_error error;
        c->dead = &a->dead[i];
        if (xc_shard_values(a->db, i, SLOT_DATE_FROM, count_all, c, &error))
            return segment_fail(err, "cannot count the archive's articles", &error);
    }
    return MORGUE_OK;
}

morgue_status run__timeline(morgue_archive *a, morgue_unit unit, const date_list *dates,
                            arena *memory, morgue_timeline *out, morgue_error *err)
{
    *out = (morgue_timeline){.unit = unit, .undated = dates->undated};
    if (dates->count == 0)
        return MORGUE_OK;
    counting c = {.unit = unit, .first = INT64_MAX, .last = INT64_MIN};
    for (size_t i = 0; i < dates->count; i++) {
        int64_t bucket = bucket_of(unit, dates->dates[i]);
        c.first = bucket < c.first ? bucket : c.first;
        c.last = bucket > c.last ? bucket : c.last;
    }
    int64_t count = c.last - c.first + 1;
    if (count > MAX_BUCKETS)
        return fail(err, MORGUE_LIMIT,
                    "a timeline of %lld buckets, over the limit of %d: use a longer unit or narrow "
                    "the dates",
                    (long long)count, MAX_BUCKETS);
    c.buckets = arena_alloc(memory, (size_t)count * sizeof *c.buckets);
    if (!c.buckets)
        return fail_nomem(err);
    for (int64_t i = 0; i < count; i++)
        c.buckets[i].start = bucket_start(unit, c.first + i);
    for (size_t i = 0; i < dates->count; i++)
        c.buckets[bucket_of(unit, dates->dates[i]) - c.first].count++;
    out->buckets = c.buckets;
    out->count = (size_t)count;
    return count_archive(a, &c, err);
}
