/*
 * Dates in URLs and file paths.
 *
 * Read as a day: 2023-05-21 with any of - _ . / between, 2023/may/21, 20230521
 * as a word of its own, 2023/0521, 202305/21. Read as a month: /2023/05/, and
 * 2023-05 or 202305 as a whole component. Read as a year: a whole directory
 * name. Not read: longer runs of digits (numbers of articles, capture times of
 * web archives), host names, and what follows "?" or "#".
 */
#include "date_internal.h"
#include "reading.h"

#define FIRST_YEAR 1600 /* older than the oldest newspaper: a number, no year */
#define LAST_YEAR  2199

typedef struct path_scan {
    morgue_str s;
    partial_date best;
} path_scan;

static bool alnum(char c)
{
    return ascii_digit(c) || ascii_alpha(c);
}

static size_t digits_at(morgue_str s, size_t at)
{
    size_t n = 0;
    while (at + n < s.len && ascii_digit(s.ptr[at + n]))
        n++;
    return n;
}

static int number_at(morgue_str s, size_t at, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (s.ptr[at + i] - '0');
    return value;
}

static bool is_at(morgue_str s, size_t at, char c)
{
    return at < s.len && s.ptr[at] == c;
}

/* The longest precision wins, then the last one. */
static bool keep(path_scan *p, int year, int month, int day)
{
    partial_date d = {.year = year, .month = month, .day = day};
    d.precision = day     ? MORGUE_PRECISION_DAY
                  : month ? MORGUE_PRECISION_MONTH
                          : MORGUE_PRECISION_YEAR;
    if (year < FIRST_YEAR || year > LAST_YEAR || !calendar_valid(&d))
        return false;
    if (d.precision >= p->best.precision)
        p->best = d;
    return true;
}

static bool starts_component(morgue_str s, size_t at)
{
    return at == 0 || s.ptr[at - 1] == '/';
}

static bool ends_directory(morgue_str s, size_t at)
{
    return is_at(s, at, '/');
}

static bool ends_component(morgue_str s, size_t at)
{
    return at >= s.len || s.ptr[at] == '/' || s.ptr[at] == '.';
}

/* A month at at: its number, and the bytes that it takes; 0 when there is none. */
static int month_at(morgue_str s, size_t at, size_t *len)
{
    *len = digits_at(s, at);
    if (*len == 1 || *len == 2)
        return number_at(s, at, *len);
    if (*len)
        return 0;
    while (at + *len < s.len && ascii_alpha(s.ptr[at + *len]))
        (*len)++;
    return calendar_month_named(str_range(s, at, at + *len));
}

/* YYYY, a mark, and what follows it. */
static void four(path_scan *p, size_t at)
{
    morgue_str s = p->s;
    int year = number_at(s, at, 4);
    size_t end = at + 4, len;
    if (starts_component(s, at) && ends_directory(s, end))
        keep(p, year, 0, 0);
    if (end >= s.len || !strchr("-_./", s.ptr[end]) || s.ptr[end] == '\0')
        return;
    if (s.ptr[end] == '/' && starts_component(s, at) && digits_at(s, end + 1) == 4) {
        if (ends_component(s, end + 5))
            keep(p, year, number_at(s, end + 1, 2), number_at(s, end + 3, 2));
        return;
    }
    int month = month_at(s, end + 1, &len);
    if (month < 1 || month > 12)
        return;
    size_t after = end + 1 + len, days = digits_at(s, after + 1);
    bool same = is_at(s, after, s.ptr[end]) || is_at(s, after, '/');
    if (same && (days == 1 || days == 2)) {
        int day = number_at(s, after + 1, days);
        if (day && keep(p, year, month, day))
            return;
    }
    if (!starts_component(s, at))
        return;
    if (s.ptr[end] == '/' ? ends_directory(s, after) : ends_component(s, after))
        keep(p, year, month, 0);
}

static void six(path_scan *p, size_t at)
{
    morgue_str s = p->s;
    int year = number_at(s, at, 4), month = number_at(s, at + 4, 2);
    if (!starts_component(s, at) || !month)
        return;
    if (is_at(s, at + 6, '/') && digits_at(s, at + 7) == 2 && ends_component(s, at + 9)) {
        int day = number_at(s, at + 7, 2);
        if (day && keep(p, year, month, day))
            return;
    }
    if (ends_component(s, at + 6))
        keep(p, year, month, 0);
}

static void eight(path_scan *p, size_t at)
{
    morgue_str s = p->s;
    int month = number_at(s, at + 4, 2), day = number_at(s, at + 6, 2);
    char after = at + 8 < s.len ? s.ptr[at + 8] : '/';
    bool word = (at == 0 || !alnum(s.ptr[at - 1])) && (!ascii_alpha(after) || after == 'T');
    if (word && month && day)
        keep(p, number_at(s, at, 4), month, day);
}

/* Without scheme, host, query and fragment. */
static morgue_str strip(morgue_str s)
{
    size_t scheme = str_search(s, 0, STR("://"));
    if (scheme < s.len && scheme < 12)
        s = str_range(s, str_find(s, scheme + 3, '/'), s.len);
    s = str_range(s, 0, str_find(s, 0, '?'));
    return str_range(s, 0, str_find(s, 0, '#'));
}

bool date_in_path(morgue_str path, partial_date *out)
{
    path_scan p = {.s = strip(path)};
    for (size_t at = 0; at < p.s.len;) {
        size_t n = digits_at(p.s, at);
        bool word = at == 0 || !ascii_alpha(p.s.ptr[at - 1]);
        if (n == 4 && word)
            four(&p, at);
        else if (n == 6)
            six(&p, at);
        else if (n == 8)
            eight(&p, at);
        at += n ? n : 1;
    }
    *out = p.best;
    return p.best.precision != MORGUE_PRECISION_NONE;
}
