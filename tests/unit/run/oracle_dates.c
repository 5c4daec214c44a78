/* The stretch of time that a date clause names, from its text: by the calendar of the C
 * library, in the zone of the question. */
#define _DEFAULT_SOURCE /* timegm */
#include "oracle_internal.h"

#include "parse.h"

#include <stdio.h>
#include <time.h>

#define HOUR INT64_C(3600)
#define DAY  INT64_C(86400)

/* What dates without a zone, and words such as "today", are read with. */
typedef struct clock_in {
    int64_t now;
    int64_t offset; /* seconds east of UTC */
} clock_in;

/* Days and months may lie outside of theirs: month 13 is the next January. */
static int64_t midnight(int year, int month, int day, clock_in c)
{
    struct tm t = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    return (int64_t)timegm(&t) - c.offset;
}

static struct tm clock_shows(clock_in c)
{
    time_t local = (time_t)(c.now + c.offset);
    struct tm t;
    assert_non_null(gmtime_r(&local, &t));
    t.tm_year += 1900;
    t.tm_mon++;
    return t;
}

/* 0 is Monday. */
static int weekday_of(int64_t midnight_utc)
{
    time_t at = (time_t)midnight_utc;
    struct tm t;
    assert_non_null(gmtime_r(&at, &t));
    return (t.tm_wday + 6) % 7;
}

static stretch_of_time from_until(int64_t from, int64_t next)
{
    return (stretch_of_time){from, next - 1};
}

static bool read_word(const char *text, clock_in c, stretch_of_time *out)
{
    struct tm t = clock_shows(c);
    int y = t.tm_year, m = t.tm_mon, d = t.tm_mday, back = !strncmp(text, "last-", 5);
    int monday = d - (t.tm_wday + 6) % 7 - 7 * back;
    const char *unit = strchr(text, '-');
    if (!strcmp(text, "today"))
        *out = from_until(midnight(y, m, d, c), midnight(y, m, d + 1, c));
    else if (!strcmp(text, "yesterday"))
        *out = from_until(midnight(y, m, d - 1, c), midnight(y, m, d, c));
    else if (unit && !strcmp(unit, "-week"))
        *out = from_until(midnight(y, m, monday, c), midnight(y, m, monday + 7, c));
    else if (unit && !strcmp(unit, "-month"))
        *out = from_until(midnight(y, m - back, 1, c), midnight(y, m - back + 1, 1, c));
    else if (unit && !strcmp(unit, "-year"))
        *out = from_until(midnight(y - back, 1, 1, c), midnight(y - back + 1, 1, 1, c));
    else
        return false;
    return true;
}

/* The zone behind a time of day, or the question's. */
static clock_in zone_of(const char *time, clock_in c)
{
    const char *zone = strpbrk(time, "Zz+-");
    int hours = 0, minutes = 0;
    if (!zone)
        return c;
    if (*zone == '+' || *zone == '-')
        assert_true(sscanf(zone + 1, strchr(zone, ':') ? "%2d:%2d" : "%2d%2d", &hours, &minutes));
    c.offset = (hours * HOUR + minutes * 60) * (*zone == '-' ? -1 : 1);
    return c;
}

/* "16", "16:00" or "16:00:30", an hour, a minute or a second long, of a day. */
static stretch_of_time read_time(int year, int month, int day, const char *time, clock_in c)
{
    static const int64_t lengths[] = {HOUR, 60, 1};
    int hour, minute = 0, second = 0;
    int parts = sscanf(time, "%2d:%2d:%2d", &hour, &minute, &second);
    assert_true(parts > 0);
    int64_t from = midnight(year, month, day, zone_of(time, c));
    from += hour * HOUR + minute * 60 + second;
    return from_until(from, from + lengths[parts - 1]);
}

static stretch_of_time read_date(const char *text, clock_in c)
{
    int y, m, d, part;
    char letter[2];
    stretch_of_time word;
    if (read_word(text, c, &word))
        return word;
    if (sscanf(text, "%4d-%1[Ww]%2d", &y, letter, &part) == 3) {
        /* ISO 8601: the fourth of January is in the first week */
        int monday = 4 - weekday_of(midnight(y, 1, 4, (clock_in){0, 0})) + 7 * (part - 1);
        return from_until(midnight(y, 1, monday, c), midnight(y, 1, monday + 7, c));
    }
    if (sscanf(text, "%4d-%1[Qq]%1d", &y, letter, &part) == 3)
        return from_until(midnight(y, 3 * part - 2, 1, c), midnight(y, 3 * part + 1, 1, c));
    switch (sscanf(text, "%4d%*1[-/]%2d%*1[-/]%2d", &y, &m, &d)) {
    case 1:
        return from_until(midnight(y, 1, 1, c), midnight(y + 1, 1, 1, c));
    case 2:
        return from_until(midnight(y, m, 1, c), midnight(y, m + 1, 1, c));
    case 3:
        if (strlen(text) > strlen("2023-05-21"))
            return read_time(y, m, d, text + strlen("2023-05-21T"), c);
        return from_until(midnight(y, m, d, c), midnight(y, m, d + 1, c));
    default:
        fail_msg("the oracle does not know the date %s", text);
    }
    return word;
}

/* So many months before now, on the same day of the month or on its last. */
static int64_t months_ago(int count, clock_in c)
{
    struct tm t = clock_shows(c);
    int64_t day = midnight(t.tm_year, t.tm_mon - count, t.tm_mday, c);
    int64_t next_month = midnight(t.tm_year, t.tm_mon - count + 1, 1, c);
    day = day < next_month ? day : next_month - DAY;
    return day + t.tm_hour * HOUR + t.tm_min * 60 + t.tm_sec;
}

static int64_t ago(const char *text, clock_in c)
{
    int count;
    char unit;
    assert_int_equal(sscanf(text, "%d%c", &count, &unit), 2);
    switch (unit) {
    case 'h':
        return c.now - count * HOUR;
    case 'd':
        return c.now - count * DAY;
    case 'w':
        return c.now - count * 7 * DAY;
    case 'm':
        return months_ago(count, c);
    default:
        assert_int_equal(unit, 'y');
        return months_ago(12 * count, c);
    }
}

static stretch_of_time read_clause(const char *head, char *value, clock_in c)
{
    const stretch_of_time always = {INT64_MIN, INT64_MAX};
    char *dots = strstr(value, "..");
    if (!strcmp(head, "newer"))
        return (stretch_of_time){ago(value, c), always.last};
    if (!strcmp(head, "older"))
        return (stretch_of_time){always.first, ago(value, c) - 1};
    if (dots) {
        *dots = '\0';
        return (stretch_of_time){*value ? read_date(value, c).first : always.first,
                                 dots[2] ? read_date(dots + 2, c).last : always.last};
    }
    stretch_of_time d = read_date(value, c);
    if (!strcmp(head, "after") || !strcmp(head, "since"))
        return (stretch_of_time){d.first, always.last};
    if (!strcmp(head, "before"))
        return (stretch_of_time){always.first, d.first - 1};
    if (!strcmp(head, "until"))
        return (stretch_of_time){always.first, d.last};
    assert_string_equal(head, "date");
    return d;
}

/* Of date:2022,2023 the second clause ends with "2023", and begins as the first. */
stretch_of_time oracle__when(const morgue_query *q, const node *n)
{
    char text[128];
    size_t length = n->to - n->from;
    assert_true(length < sizeof text);
    memcpy(text, q->text.ptr + n->from, length);
    text[length] = '\0';
    char *colon = strchr(text, ':'), *comma = strrchr(text, ',');
    assert_non_null(colon);
    *colon = '\0';
    return read_clause(text, (comma ? comma : colon) + 1, (clock_in){q->now, q->offset});
}
