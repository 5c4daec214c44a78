/*
 * Dates as metadata writes them.
 *
 * The text is cut into tokens; a date, a time of day, a zone, a weekday and
 * filling words are taken off its front in any order until nothing is left.
 * What fits none of these makes the whole no date.
 *
 * Numbers with slashes: "05/21/2023" and "21/05/2023" are read when one number
 * is over 12, when both are equal, or when a weekday beside them decides. Else
 * the year alone is kept. With full stops the day comes first, as everywhere
 * where that form is official, unless AM or PM points to America.
 */
#include "date_parse_internal.h"
#include "reading.h"

#define MAX_TEXT 128 /* bytes; no date is longer */

/* ---- time of day ---- */

bool date__set_time(date_reading *p, uint64_t hour, uint64_t minute, uint64_t second, size_t tokens)
{
    if (p->has_time || hour > 24 || minute > 59 || second > 60)
        return false;
    if (hour == 24 && (minute || second))
        return false;
    p->has_time = true;
    p->d.hour = (int)hour; /* 24 becomes the next day's 0 at the end */
    p->d.minute = (int)minute;
    p->d.second = second == 60 ? 59 : (int)second;
    p->at += tokens;
    return true;
}

/* "am", "PM", "a.m.": tokens used, 0 when it is neither. */
static size_t meridiem(const date_reading *p, size_t ahead, bool *afternoon)
{
    const date_token *t = date__peek(p, ahead);
    *afternoon = ascii_lower((char)t->c) == 'p';
    if (date__is(t, "am") || date__is(t, "pm"))
        return 1;
    if (!date__is(t, "a") && !date__is(t, "p"))
        return 0;
    if (!date__tight_mark(date__peek(p, ahead + 1), '.') ||
        !date__is(date__peek(p, ahead + 2), "m"))
        return 0;
    return date__tight_mark(date__peek(p, ahead + 3), '.') ? 4 : 3;
}

static bool take_meridiem(date_reading *p)
{
    bool afternoon;
    size_t used = meridiem(p, 0, &afternoon);
    if (!used || p->has_meridiem || !p->has_time)
        return false;
    if (p->d.hour < 13) { /* "16:00 PM" is common and clear */
        if (p->d.hour == 0 && afternoon)
            return false;
        p->d.hour = p->d.hour % 12 + (afternoon ? 12 : 0);
    } else if (!afternoon) {
        return false;
    }
    p->has_meridiem = true;
    p->at += used;
    return true;
}

static bool take_clock(date_reading *p)
{
    const date_token *hour = date__peek(p, 0), *minute = date__peek(p, 2);
    bool colon = date__tight_mark(date__peek(p, 1), ':');
    bool h = date__is(date__peek(p, 1), "h") && !date__peek(p, 1)->spaced;
    if (hour->digits > 2 || !(colon || h) || !date__tight_number(minute, 2, 2))
        return false;
    const date_token *second = date__peek(p, 4);
    if (!date__tight_mark(date__peek(p, 3), ':') || !date__tight_number(second, 2, 2))
        return date__set_time(p, hour->value, minute->value, 0, 3);
    bool fraction =
        (date__tight_mark(date__peek(p, 5), '.') || date__tight_mark(date__peek(p, 5), ',')) &&
        date__tight_number(date__peek(p, 6), 1, 9);
    return date__set_time(p, hour->value, minute->value, second->value, fraction ? 7 : 5);
}

/* The hour or the compact form behind an ISO "T". */
static bool take_iso_time(date_reading *p)
{
    if (!date__is(date__peek(p, 0), "T") || date__peek(p, 0)->spaced)
        return false;
    const date_token *t = date__peek(p, 1);
    if (t->kind != DATE_NUMBER || t->spaced || p->has_time)
        return false;
    p->at++;
    if (t->digits == 6)
        return date__set_time(p, t->value / 10000, t->value / 100 % 100, t->value % 100, 1);
    if (t->digits == 4)
        return date__set_time(p, t->value / 100, t->value % 100, 0, 1);
    if (t->digits == 2 && !date__tight_mark(date__peek(p, 1), ':')) {
        p->has_hour_only = true;
        return date__set_time(p, t->value, 0, 0, 1);
    }
    return take_clock(p);
}

static bool take_time(date_reading *p)
{
    bool afternoon;
    if (take_iso_time(p))
        return true;
    if (date__peek(p, 0)->kind != DATE_NUMBER)
        return false;
    if (take_clock(p))
        return true;
    if (date__peek(p, 0)->digits <= 2 && date__peek(p, 0)->value <= 12 &&
        meridiem(p, 1, &afternoon))
        return date__set_time(p, date__peek(p, 0)->value, 0, 0, 1);
    return false;
}

/* ---- zones ---- */

/* "+01:00", "-0500", "+1": tokens used, 0 when it is none. */
static size_t offset_of(const date_reading *p, size_t ahead, int *offset)
{
    const date_token *sign = date__peek(p, ahead), *n = date__peek(p, ahead + 1);
    bool minus = date__mark(sign, '-') || (sign->kind == DATE_MARK && sign->c == 0x2212);
    if ((!minus && !date__mark(sign, '+')) || !date__tight_number(n, 1, 4) || n->digits == 3)
        return 0;
    uint64_t hours = n->digits == 4 ? n->value / 100 : n->value;
    uint64_t minutes = n->digits == 4 ? n->value % 100 : 0;
    size_t used = 2;
    if (n->digits == 2 && date__tight_mark(date__peek(p, ahead + 2), ':') &&
        date__tight_number(date__peek(p, ahead + 3), 2, 2)) {
        minutes = date__peek(p, ahead + 3)->value;
        used = 4;
    }
    if (hours > 15 || minutes > 59)
        return 0;
    *offset = (int)(hours * 3600 + minutes * 60) * (minus ? -1 : 1);
    return used;
}

static bool capitals(morgue_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_upper(s.ptr[i]))
            return false;
    return s.len >= 2 && s.len <= 5;
}

/* A name's offset depends on the day, so it is looked up at the end. */
static bool take_zone(date_reading *p)
{
    int offset = 0;
    if (!p->has_time || p->has_zone)
        return false;
    size_t used = offset_of(p, 0, &offset);
    if (!used) {
        const date_token *name = date__peek(p, 0);
        if (name->kind != DATE_WORD ||
            (!date__zone(name->text, &p->d, &offset) && !capitals(name->text)))
            return false;
        p->unknown_zone = !date__zone(name->text, &p->d, &offset);
        p->zone_at = p->at;
        used = 1 + (p->unknown_zone ? 0 : offset_of(p, 1, &offset));
        if (used > 1)
            p->zone_at = SIZE_MAX;
    }
    p->d.offset = offset;
    p->has_zone = true;
    p->at += used;
    return true;
}

/* ---- the rest ---- */

static bool take_weekday(date_reading *p)
{
    if (date__peek(p, 0)->kind != DATE_WEEKDAY || p->weekday >= 0)
        return false;
    p->weekday = (int)date__peek(p, 0)->value;
    p->at += 1 + (size_t)date__mark(date__peek(p, 1), '.');
    return true;
}

/* "(UTC)", "(水)": remarks behind what counts. */
static bool take_remark(date_reading *p)
{
    const date_token *t = date__peek(p, 0);
    bool wide = t->kind == DATE_MARK && t->c == 0xff08;
    if ((!wide && !date__mark(t, '(')) || !p->d.year)
        return false;
    size_t at = 1;
    while (date__peek(p, at)->kind != DATE_END) {
        const date_token *end = date__peek(p, at++);
        if (end->kind == DATE_MARK && end->c == (wide ? 0xff09u : (uint32_t)')')) {
            p->at += at;
            return true;
        }
    }
    return false;
}

static bool take_filler(date_reading *p)
{
    static const char *const words[] = {
        "at",  "on",  "the", "of",      "le",        "um",     "uhr",  "de",   "del",
        "den", "der", "kl",  "updated", "published", "posted", "date", "last", "modified"};
    const date_token *t = date__peek(p, 0);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (date__is(t, words[i])) {
            p->at++;
            return true;
        }
    if (t->kind != DATE_MARK)
        return false;
    size_t used = date__mark(t, '-') && date__tight_mark(date__peek(p, 1), '-') ? 2 : 1;
    bool loose =
        t->spaced && (date__peek(p, used)->spaced || date__peek(p, used)->kind == DATE_END);
    bool strays = t->c == '-' || t->c == '/' || t->c == '.' || t->c == '|' || t->c == 0x2013 ||
                  t->c == 0x2014 || t->c == 0xb7 || t->c == 0x2022;
    bool any = t->c == ',' || t->c == '@' || (t->c == ':' && date__peek(p, 1)->spaced);
    if (!any && !(strays && loose))
        return false;
    p->at += used;
    return true;
}

/* Which of two readings of "05/06/2023" holds; the year alone when none does. */
static void settle_pair(date_reading *p)
{
    if (!p->first)
        return;
    bool month_first = false, decided = p->dotted && !p->has_meridiem;
    if (p->weekday >= 0) {
        bool american =
            calendar_weekday(calendar_days(p->d.year, p->first, p->other)) == p->weekday;
        bool european =
            calendar_weekday(calendar_days(p->d.year, p->other, p->first)) == p->weekday;
        if (american != european) {
            decided = true;
            month_first = american;
        }
    }
    if (!decided)
        return;
    p->d.month = month_first ? p->first : p->other;
    p->d.day = month_first ? p->other : p->first;
}

static void next_day(partial_date *d)
{
    d->hour = 0;
    calendar_civil(calendar_days(d->year, d->month, d->day) + 1, &d->year, &d->month, &d->day);
}

static void drop_time(partial_date *d)
{
    d->hour = d->minute = d->second = d->offset = 0;
}

/* Nothing that starts or ends outside the years 1 to 9999 in UTC. */
static bool in_range(const partial_date *d)
{
    if (!calendar_valid(d))
        return false;
    morgue_date date = calendar_interval(d);
    return date.from >= calendar_days(1, 1, 1) * 86400 &&
           date.last < calendar_days(10000, 1, 1) * 86400;
}

static bool finish(date_reading *p, partial_date *out)
{
    partial_date *d = &p->d;
    settle_pair(p);
    if (!d->year)
        return false;
    d->precision = d->day     ? MORGUE_PRECISION_DAY
                   : d->month ? MORGUE_PRECISION_MONTH
                              : MORGUE_PRECISION_YEAR;
    if (d->precision == MORGUE_PRECISION_DAY && d->day > calendar_month_days(d->year, d->month))
        return false;
    if (p->has_zone && p->zone_at != SIZE_MAX && !p->unknown_zone)
        date__zone(p->tokens[p->zone_at].text, d, &d->offset);
    if (p->has_time && !d->day && !p->first)
        return false;
    if (!p->has_time || !d->day || p->unknown_zone || p->has_hour_only)
        drop_time(d);
    else
        d->precision = MORGUE_PRECISION_INSTANT;
    if (d->hour == 24)
        next_day(d);
    if (!in_range(d))
        return false;
    *out = *d;
    return true;
}

/* Unix time: seconds from 1973 on, or milliseconds. Shorter numbers are none. */
static bool unix_time(morgue_str text, partial_date *out)
{
    uint64_t value;
    size_t point = str_find(text, 0, '.');
    morgue_str whole = str_range(text, 0, point), rest = str_range(text, point + 1, text.len);
    if (!str_to_u64(whole, &value) || whole.ptr[0] == '0' || (point < text.len && rest.len == 0))
        return false;
    for (size_t i = 0; i < rest.len; i++)
        if (!ascii_digit(rest.ptr[i]))
            return false;
    if (whole.len == 12 || whole.len == 13)
        value /= 1000;
    else if (whole.len != 9 && whole.len != 10)
        return false;
    *out = calendar_instant((int64_t)value);
    return true;
}

static bool scan(date_reading *p, morgue_str text)
{
    size_t at = 0;
    for (;;) {
        date_token token = date__next(text, &at);
        if (token.kind == DATE_END)
            return true;
        if (p->count == DATE_MAX_TOKENS)
            return false;
        if (token.kind == DATE_WORD)
            date__name(token.text, false, &token);
        p->tokens[p->count++] = token;
    }
}

static bool run(date_reading *p, partial_date *out)
{
    while (p->at < p->count) {
        size_t before = p->at;
        bool taken = take_weekday(p) || take_time(p) || take_meridiem(p) || take_zone(p) ||
                     date__take_date(p) || take_remark(p) || take_filler(p);
        if (!taken || p->at == before)
            return false;
    }
    return finish(p, out);
}

/* Agencies put codes behind a control character after the time. */
static morgue_str before_control(morgue_str text)
{
    size_t end = 0;
    while (end < text.len && ((unsigned char)text.ptr[end] >= 0x20 || ascii_space(text.ptr[end])))
        end++;
    return str_range(text, 0, end);
}

bool date_parse(morgue_str text, partial_date *out)
{
    *out = (partial_date){0};
    text = str_trim(before_control(str_trim(text)));
    if (text.len == 0 || text.len > MAX_TEXT)
        return false;
    date_reading p = {.weekday = -1, .zone_at = SIZE_MAX};
    if (!scan(&p, text))
        return false;
    return run(&p, out) || unix_time(text, out);
}
