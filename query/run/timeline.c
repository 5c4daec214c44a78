/* The timeline: matching articles a calendar bucket, beside all articles. */
#include "run_internal.h"

#include "calendar.h"
#include "error.h"

#include <stdlib.h>

#define DAY INT64_C(86400)
/* A bucket a day for 200 years; more is an error that says so. */
#define MAX_BUCKETS 73050

/* The years 1 to 9999; what a damaged file has beyond them is no date. */
#define FIRST_DATE INT64_C(-62135596800)
#define LAST_DATE  INT64_C(253402300799)

bool run__date_add(date_list *list, int64_t from)
{
    if (from < FIRST_DATE || from > LAST_DATE) {
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
    list->dates[list->count++] = from;
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

/* The bucket that was met last: dates come in runs. All zero knows none. */
typedef struct recent {
    int64_t from, to; /* seconds of it: from <= date < to */
    int64_t bucket;
} recent;

static inline int64_t bucket_near(recent *r, morgue_unit unit, int64_t date)
{
    if (date < r->from || date >= r->to) {
        r->bucket = bucket_of(unit, date);
        r->from = bucket_start(unit, r->bucket);
        r->to = bucket_start(unit, r->bucket + 1);
    }
    return r->bucket;
}

typedef struct counting {
    morgue_unit unit;
    morgue_bucket *buckets;
    int64_t first, last; /* their numbers */
    recent recent;
} counting;

static void find_range(counting *c, const date_list *dates)
{
    int64_t low = INT64_MAX, high = INT64_MIN;
    for (size_t i = 0; i < dates->count; i++) {
        low = dates->dates[i] < low ? dates->dates[i] : low;
        high = dates->dates[i] > high ? dates->dates[i] : high;
    }
    c->first = bucket_of(c->unit, low);
    c->last = bucket_of(c->unit, high);
}

/* The living articles of a segment, by the start of their dates. */
static morgue_status count_segment(counting *c, segment *s, const tombstones *dead,
                                   morgue_error *err)
{
    stream_dates dates;
    if (!stream_dates_of(s->stream, &dates))
        return segment_status(s, err);
    int64_t from = c->buckets[0].start, to = bucket_start(c->unit, c->last + 1);
    for (uint32_t docid = 1; docid <= stream_documents(s->stream); docid++) {
        int64_t date = stream_date_from(&dates, docid);
        if (date >= from && date < to && !tombstones_has(dead, docid))
            c->buckets[bucket_near(&c->recent, c->unit, date) - c->first].all++;
    }
    return MORGUE_OK;
}

static morgue_status count_archive(morgue_archive *a, counting *c, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    int64_t from = c->buckets[0].start, to = bucket_start(c->unit, c->last + 1);
    for (size_t i = 0; !status && i < a->manifest.count; i++) {
        const segment_summary *s = &a->manifest.segments[i].summary;
        if (s->dated && s->earliest < to && s->latest >= from)
            status = count_segment(c, a->segments[i], &a->dead[i], err);
    }
    return status;
}

morgue_status run__timeline(morgue_archive *a, morgue_unit unit, const date_list *dates,
                            arena *memory, morgue_timeline *out, morgue_error *err)
{
    *out = (morgue_timeline){.unit = unit, .undated = dates->undated};
    if (dates->count == 0)
        return MORGUE_OK;
    counting c = {.unit = unit};
    find_range(&c, dates);
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
        c.buckets[bucket_near(&c.recent, unit, dates->dates[i]) - c.first].count++;
    out->buckets = c.buckets;
    out->count = (size_t)count;
    return count_archive(a, &c, err);
}
