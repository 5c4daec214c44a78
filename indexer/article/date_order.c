/*
 * Which date of an article to believe: metadata, then URL, path, dateline,
 * inference. A later source is heard only to make an earlier one more precise
 * and only from inside its interval: "2023" in the metadata and /2023/05/21/ in
 * the URL give the day.
 */
#include "date_internal.h"
#include "reading.h"

#define DAY INT64_C(86400)

static const morgue_date undated = {0, 0, MORGUE_PRECISION_NONE, MORGUE_PROVENANCE_NONE};

/* What programs write for "no date": the first instant of 1970 or of year 1. */
static bool null_date(const partial_date *d)
{
    bool midnight = d->precision == MORGUE_PRECISION_INSTANT && !d->hour && !d->minute &&
                    !d->second && d->month == 1 && d->day == 1;
    return d->year == 1 || (midnight && d->year == 1970 && d->offset == 0);
}

static void hear(reading *r, morgue_date date, morgue_provenance provenance)
{
    morgue_date *best = &r->article.date;
    bool within = best->precision == MORGUE_PRECISION_NONE ||
                  (date.from >= best->from && date.last <= best->last);
    if (date.precision > best->precision && within) {
        *best = date;
        best->provenance = provenance;
    }
}

static void hear_metadata(reading *r, morgue_str metadata, int64_t now)
{
    partial_date d;
    if (str_trim(metadata).len == 0)
        return;
    if (date_parse(metadata, &d) && !null_date(&d)) {
        morgue_date date = calendar_interval(&d);
        if (date.from <= now + DAY) {
            hear(r, date, MORGUE_PROVENANCE_METADATA);
            return;
        }
    }
    reading_set(r, &r->date_text, metadata);
}

static void hear_path(reading *r, morgue_str path, int64_t latest)
{
    partial_date d;
    if (!date_in_path(path, &d))
        return;
    morgue_date date = calendar_interval(&d);
    if (date.from <= latest)
        hear(r, date, MORGUE_PROVENANCE_PATH);
}

void reading_date(reading *r, morgue_str metadata, int64_t now, int64_t mtime)
{
    /* A day of grace, for zones and for clocks that are wrong. */
    int64_t latest = (mtime && mtime < now ? mtime : now) + DAY;
    r->article.date = undated;
    r->date_text = (morgue_str){NULL, 0};
    hear_metadata(r, metadata, now);
    hear_path(r, r->article.url, latest);
    hear_path(r, r->article.path, latest);
    if (r->article.date.precision >= MORGUE_PRECISION_DAY)
        return;
    morgue_date *best = &r->article.date;
    if (best->precision != MORGUE_PRECISION_NONE && best->last < latest)
        latest = best->last;
    morgue_date inferred = date_infer(r->article.title, r->article.body, latest);
    hear(r, inferred, inferred.provenance);
}
