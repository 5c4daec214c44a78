/* Date clauses: what an expression such as 2023-W21, last-week or 30d names. */
#include "parse_internal.h"

#include "utf8.h"

#define HOUR INT64_C(3600)
#define DAY  INT64_C(86400)
/* The bounds of years 1 to 9999 in the zone that has them earliest and latest. */
#define EARLIEST (INT64_C(-62135596800) - DATES_MAX_OFFSET)
#define LATEST   (INT64_C(253402300799) + DATES_MAX_OFFSET)

typedef struct day_parts {
    int64_t days; /* since 1970, in the clock's zone */
    int64_t rest; /* seconds of that day */
    int year, month, day;
} day_parts;

static int64_t clamp(int64_t instant)
{
    return instant < EARLIEST ? EARLIEST : instant > LATEST ? LATEST : instant;
}

static day_parts local_day(clock_time clock)
{
    int64_t local = clamp(clock.now) + clock.offset;
    day_parts d = {.days = local / DAY - (local % DAY < 0)};
    d.rest = local - d.days * DAY;
    calendar_civil(d.days, &d.year, &d.month, &d.day);
    return d;
}

/* ---- dates as numbers ---- */

typedef enum reading {
    READ_OK,
    READ_SHAPE, /* not written like a date */
    READ_VALUE  /* like a date that does not exist */
} reading;

typedef struct cursor {
    morgue_str s;
    size_t at;
} cursor;

static bool at_end(const cursor *c)
{
    return c->at == c->s.len;
}

static bool take(cursor *c, const char *any_of)
{
    if (at_end(c) || !strchr(any_of, c->s.ptr[c->at]))
        return false;
    c->at++;
    return true;
}

/* Exactly n digits. */
static bool take_number(cursor *c, size_t n, int *out)
{
    uint64_t value;
    if (c->s.len - c->at < n || !str_to_u64(str_range(c->s, c->at, c->at + n), &value))
        return false;
    c->at += n;
    *out = (int)value;
    return true;
}

static interval days_interval(int64_t from, int64_t to, int offset)
{
    return (interval){from * DAY - offset, to * DAY - offset - 1};
}

static reading read_week(cursor *c, int year, int offset, interval *out)
{
    int week;
    int64_t monday;
    if (!take_number(c, 2, &week) || !at_end(c))
        return READ_SHAPE;
    if (year < 1 || !calendar_iso_week(year, week, &monday))
        return READ_VALUE;
    *out = days_interval(monday, monday + 7, offset);
    return READ_OK;
}

static reading read_quarter(cursor *c, int year, int offset, interval *out)
{
    int quarter;
    if (!take_number(c, 1, &quarter) || !at_end(c))
        return READ_SHAPE;
    if (year < 1 || quarter < 1 || quarter > 4)
        return READ_VALUE;
    int64_t from = calendar_days(year, 3 * quarter - 2, 1);
    int64_t last_month = calendar_days(year, 3 * quarter, 1);
    *out = days_interval(from, last_month + calendar_month_days(year, 3 * quarter), offset);
    return READ_OK;
}

/* "Z", "+01:00", "+0100", "+01" or nothing, to the end. */
static reading read_zone(cursor *c, int *offset)
{
    int hours, minutes = 0;
    if (at_end(c))
        return READ_OK;
    if (take(c, "Zz")) {
        *offset = 0;
        return at_end(c) ? READ_OK : READ_SHAPE;
    }
    bool west = c->s.ptr[c->at] == '-';
    if (!take(c, "+-") || !take_number(c, 2, &hours))
        return READ_SHAPE;
    bool colon = take(c, ":");
    if ((colon || !at_end(c)) && !take_number(c, 2, &minutes))
        return READ_SHAPE;
    if (!at_end(c))
        return READ_SHAPE;
    if (hours > 23 || minutes > 59)
        return READ_VALUE;
    *offset = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return READ_OK;
}

static bool skip_fraction(cursor *c)
{
    if (!take(c, ".,"))
        return true;
    size_t from = c->at;
    while (!at_end(c) && ascii_digit(c->s.ptr[c->at]))
        c->at++;
    return c->at > from;
}

/* Behind the T: "16", "16:00" or "16:00:30.5" and a zone; *seconds is how long
 * the hour, minute or second is that it names. */
static reading read_time(cursor *c, partial_date *d, int64_t *seconds)
{
    *seconds = HOUR;
    if (!take_number(c, 2, &d->hour))
        return READ_SHAPE;
    if (take(c, ":")) {
        *seconds = 60;
        if (!take_number(c, 2, &d->minute))
            return READ_SHAPE;
        if (take(c, ":")) {
            *seconds = 1;
            if (!take_number(c, 2, &d->second) || !skip_fraction(c))
                return READ_SHAPE;
        }
    }
    d->second = d->second == 60 ? 59 : d->second; /* a leap second */
    d->precision = MORGUE_PRECISION_INSTANT;
    return read_zone(c, &d->offset);
}

static reading read_month_on(cursor *c, partial_date *d, char separator, int64_t *seconds)
{
    char again[] = {separator, '\0'};
    if (!take_number(c, 2, &d->month))
        return READ_SHAPE;
    d->precision = MORGUE_PRECISION_MONTH;
    if (at_end(c))
        return READ_OK;
    if (!take(c, again) || !take_number(c, 2, &d->day))
        return READ_SHAPE;
    d->precision = MORGUE_PRECISION_DAY;
    if (at_end(c))
        return READ_OK;
    return take(c, "Tt ") ? read_time(c, d, seconds) : READ_SHAPE;
}

static reading read_numbers(morgue_str s, int offset, interval *out)
{
    cursor c = {s, 0};
    partial_date d = {.precision = MORGUE_PRECISION_YEAR, .offset = offset};
    int64_t seconds = 1;
    if (!take_number(&c, 4, &d.year))
        return READ_SHAPE;
    if (!at_end(&c)) {
        char separator = c.s.ptr[c.at];
        if (!take(&c, "-/"))
            return READ_SHAPE;
        if (separator == '-' && take(&c, "Ww"))
            return read_week(&c, d.year, offset, out);
        if (separator == '-' && take(&c, "Qq"))
            return read_quarter(&c, d.year, offset, out);
        reading r = read_month_on(&c, &d, separator, &seconds);
        if (r != READ_OK)
            return r;
    }
    if (!calendar_valid(&d))
        return READ_VALUE;
    morgue_date date = calendar_interval(&d);
    *out = (interval){date.from, date.last + seconds - 1};
    return READ_OK;
}

/* ---- dates as words ---- */

typedef struct word_row {
    const char *word;
    char unit; /* d, w, m or y */
    int shift; /* in units, from the one that holds now */
} word_row;

static const word_row words[] = {
    {"today", 'd', 0},      {"yesterday", 'd', -1},  {"this-week", 'w', 0}, {"last-week", 'w', -1},
    {"this-month", 'm', 0}, {"last-month", 'm', -1}, {"this-year", 'y', 0}, {"last-year", 'y', -1},
};

/* The first day of the month that is shift months from that of d. */
static int64_t month_start(const day_parts *d, int shift)
{
    int months = d->year * 12 + d->month - 1 + shift; /* never negative: year >= 0, shift >= -12 */
    return months < 0 ? calendar_days(0, 1, 1) : calendar_days(months / 12, months % 12 + 1, 1);
}

static interval word_interval(const word_row *row, clock_time clock)
{
    day_parts d = local_day(clock);
    int64_t monday = d.days - calendar_weekday(d.days);
    switch (row->unit) {
    case 'd':
        return days_interval(d.days + row->shift, d.days + row->shift + 1, clock.offset);
    case 'w':
        monday += 7 * row->shift;
        return days_interval(monday, monday + 7, clock.offset);
    case 'm':
        return days_interval(month_start(&d, row->shift), month_start(&d, row->shift + 1),
                             clock.offset);
    default:
        return days_interval(calendar_days(d.year + row->shift, 1, 1),
                             calendar_days(d.year + row->shift + 1, 1, 1), clock.offset);
    }
}

static reading read_date(clock_time clock, morgue_str s, interval *out)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_equal_nocase(s, str_of(words[i].word))) {
            *out = word_interval(&words[i], clock);
            return READ_OK;
        }
    }
    return read_numbers(s, clock.offset, out);
}

/* ---- lengths of time ---- */

/* So many months before now, on the same day of the month or its last one. */
static int64_t months_ago(clock_time clock, int64_t count)
{
    day_parts d = local_day(clock);
    int64_t months = d.year * INT64_C(12) + d.month - 1 - count;
    if (months < 12)
        return EARLIEST;
    int year = (int)(months / 12), month = (int)(months % 12) + 1;
    int longest = calendar_month_days(year, month);
    int64_t days = calendar_days(year, month, d.day < longest ? d.day : longest);
    return days * DAY + d.rest - clock.offset;
}

/* The instant that lies the length s before now; false when s is no length. */
static bool read_length(clock_time clock, morgue_str s, int64_t *out)
{
    uint64_t n;
    if (s.len < 2 || s.len > 7 || !str_to_u64(str_range(s, 0, s.len - 1), &n) || n == 0)
        return false;
    int64_t count = (int64_t)n, now = clamp(clock.now);
    switch (ascii_lower(s.ptr[s.len - 1])) {
    case 'h':
        *out = now - count * HOUR;
        return true;
    case 'd':
        *out = now - count * DAY;
        return true;
    case 'w':
        *out = now - count * 7 * DAY;
        return true;
    case 'm':
        *out = months_ago(clock, count);
        return true;
    case 'y':
        *out = months_ago(clock, count * 12);
        return true;
    default:
        return false;
    }
}

/* ---- clauses ---- */

static size_t place(morgue_str question, morgue_str part)
{
    return (size_t)(part.ptr - question.ptr);
}

static morgue_status date_error(reading r, morgue_str question, morgue_str s, morgue_error *err)
{
    size_t from = place(question, s), to = from + s.len;
    morgue_str text = lexer__shown(s);
    if (r == READ_VALUE)
        return fail_range(err, MORGUE_QUERY, from, to,
                          "'%.*s' is not in the calendar; write a date that exists, of the years "
                          "0001 to 9999",
                          STR_ARGS(text));
    uint64_t digits;
    bool length = s.len >= 2 && ascii_alpha(s.ptr[s.len - 1]) &&
                  str_to_u64(str_range(s, 0, s.len - 1), &digits);
    return fail_range(err, MORGUE_QUERY, from, to,
                      length ? "'%.*s' is not a date; for a length of time write newer:30d or "
                               "older:1y"
                             : "'%.*s' is not a date; write 2023, 2023-05, 2023-05-21, "
                               "2023-05-21T16:00Z, 2023-W21, 2023-Q2, today or last-week",
                      STR_ARGS(text));
}

static morgue_status length_clause(clock_time clock, field_form form, morgue_str question,
                                   morgue_str value, interval *out, morgue_error *err)
{
    int64_t instant;
    if (!read_length(clock, value, &instant)) {
        size_t from = place(question, value);
        return fail_range(err, MORGUE_QUERY, from, from + value.len,
                          "'%.*s' is not a length of time; write 12h, 30d, 2w, 3m or 1y, or "
                          "after: and a date",
                          STR_ARGS(lexer__shown(value)));
    }
    instant = clamp(instant);
    *out = form == FORM_NEWER ? (interval){instant, INT64_MAX}
                              : (interval){INT64_MIN, clamp(instant - 1)};
    return MORGUE_OK;
}

/* date:A..B, where either may be left out; dots is the offset of "..". */
static morgue_status range_clause(clock_time clock, morgue_str question, morgue_str value,
                                  size_t dots, interval *out, morgue_error *err)
{
    morgue_str a = str_range(value, 0, dots), b = str_range(value, dots + 2, value.len);
    size_t from = place(question, value), to = from + value.len;
    interval first = {INT64_MIN, INT64_MAX}, last = first;
    if (a.len == 0 && b.len == 0)
        return fail_range(err, MORGUE_QUERY, from, to,
                          "'..' has no date on either side; write date:2023..2024, or date:* for "
                          "every dated article");
    reading r = a.len ? read_date(clock, a, &first) : READ_OK;
    if (r != READ_OK)
        return date_error(r, question, a, err);
    r = b.len ? read_date(clock, b, &last) : READ_OK;
    if (r != READ_OK)
        return date_error(r, question, b, err);
    *out = (interval){a.len ? clamp(first.first) : INT64_MIN, b.len ? clamp(last.last) : INT64_MAX};
    if (out->first > out->last)
        return fail_range(err, MORGUE_QUERY, from, to,
                          "'%.*s' ends before it begins; write the earlier date first",
                          STR_ARGS(lexer__shown(value)));
    return MORGUE_OK;
}

morgue_status dates__clause(clock_time clock, field_form form, morgue_str question,
                            morgue_str value, interval *out, morgue_error *err)
{
    if (form == FORM_NEWER || form == FORM_OLDER)
        return length_clause(clock, form, question, value, out, err);
    size_t dots = str_search(value, 0, STR(".."));
    if (dots < value.len && form == FORM_DATE)
        return range_clause(clock, question, value, dots, out, err);
    if (dots < value.len)
        return fail_range(
            err, MORGUE_QUERY, place(question, value), place(question, value) + value.len,
            "'%.*s' is a range; write date: in front of it", STR_ARGS(lexer__shown(value)));
    interval d;
    reading r = read_date(clock, value, &d);
    if (r != READ_OK)
        return date_error(r, question, value, err);
    d.first = clamp(d.first);
    d.last = clamp(d.last);
    if (form == FORM_AFTER)
        d.last = INT64_MAX;
    else if (form == FORM_BEFORE)
        d = (interval){INT64_MIN, clamp(d.first - 1)};
    else if (form == FORM_UNTIL)
        d.first = INT64_MIN;
    *out = d;
    return MORGUE_OK;
}

void dates__write(int64_t instant, strbuf *out)
{
    instant = clamp(instant);
    int64_t minimum = EARLIEST + DATES_MAX_OFFSET, maximum = LATEST - DATES_MAX_OFFSET;
    bool east = instant<minimum, west = instant> maximum;
    int64_t shift = east ? DATES_MAX_OFFSET : west ? -DATES_MAX_OFFSET : 0;
    partial_date d = calendar_instant(instant + shift);
    strbuf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d%s", d.year, d.month, d.day, d.hour, d.minute,
                  d.second,
                  east   ? "+23:59"
                  : west ? "-23:59"
                         : "Z");
}
