/*
 * The day an article was published, concluded from what it names.
 *
 * A weekday with day and month fits a year in five or six. Of the years that
 * fit all such pairs and are not after the article was saved, one that is named
 * beside them decides; otherwise the latest, as news is saved soon after it is
 * printed. Plain weekdays after it move the day forward by up to three days: a
 * "Friday" after "Wednesday (November 1)" is November 3, but a "Tuesday" is the
 * day before.
 *
 * A false date is worse than none. On wire copy without dates of its own, full
 * dates and days with months mostly name terms, meetings and history, so they
 * count only where their form says that the news is of that day: a dateline, a
 * weekday with the date in brackets, or a weekday and date in the lede with no
 * cue of past or future around. A day and month alone never date an article: the
 * day on which a file was saved says little about the year.
 */
#include "date_internal.h"
#include "reading.h"

#define DAY        INT64_C(86400)
#define FIRST_YEAR 1990 /* guessed years go back no further unless the text does */
#define LEDE_BYTES 400
#define SHIFT_DAYS 3
#define NO_DAY     INT64_MIN

typedef struct infer {
    date_mentions m;
    int64_t latest; /* day */
    int last_year;  /* of latest */
} infer;

static bool is_year(const date_mention *m)
{
    return m->year && !m->day && m->when == DATE_PLAIN;
}

static bool is_pair(const date_mention *m)
{
    return m->day && m->weekday >= 0;
}

static bool is_weekday(const date_mention *m)
{
    return m->weekday >= 0 && !m->day;
}

/* The day of a mention in a year, NO_DAY when there is none or its weekday is
 * another. */
static int64_t day_in(const date_mention *m, int year)
{
    if (year < 1 || year > 9999 || m->day > calendar_month_days(year, m->month))
        return NO_DAY;
    int64_t day = calendar_days(year, m->month, m->day);
    return m->weekday >= 0 && calendar_weekday(day) != m->weekday ? NO_DAY : day;
}

/* The latest year that the text names as present or past; 0 when none. */
static int named_until(const infer *in)
{
    int latest = 0;
    for (size_t i = 0; i < in->m.count; i++) {
        const date_mention *m = &in->m.list[i];
        if (m->year > latest && m->year <= in->last_year && m->when != DATE_AHEAD)
            latest = m->year;
    }
    return latest;
}

static int earliest_year(const infer *in)
{
    int earliest = FIRST_YEAR;
    for (size_t i = 0; i < in->m.count; i++)
        if (is_year(&in->m.list[i]) && in->m.list[i].year < earliest)
            earliest = in->m.list[i].year;
    return earliest;
}

/* Every weekday with a date can lie within half a year of day. */
static bool agrees(const infer *in, int64_t day, int year)
{
    for (size_t i = 0; i < in->m.count; i++) {
        const date_mention *m = &in->m.list[i];
        if (!is_pair(m) || m->year)
            continue;
        bool fits = false;
        for (int y = year - 1; y <= year + 1; y++) {
            int64_t other = day_in(m, y);
            fits = fits || (other != NO_DAY && other - day < 190 && day - other < 190);
        }
        if (!fits)
            return false;
    }
    return true;
}

/* How strongly the text names year for the mention at index: 2 beside it, 1
 * repeatedly elsewhere, 0 not. */
static int named(const infer *in, size_t index, int year)
{
    unsigned times = 0, sentence = in->m.list[index].sentence;
    for (size_t i = 0; i < in->m.count; i++) {
        const date_mention *m = &in->m.list[i];
        if (!is_year(m) || m->year != year)
            continue;
        times++;
        if (m->sentence + 1 >= sentence && m->sentence <= sentence + 1)
            return 2;
    }
    return times > 1;
}

/* The day of a weekday with day and month that has no year. */
static int64_t choose_year(const infer *in, size_t index)
{
    const date_mention *m = &in->m.list[index];
    int64_t best = NO_DAY;
    int strength = -1, until = named_until(in);
    for (int year = in->last_year; year >= earliest_year(in); year--) {
        int64_t day = day_in(m, year);
        if (day == NO_DAY || day > in->latest || !agrees(in, day, year))
            continue;
        if (year + 1 < until) /* the text knows of later years */
            break;
        int now = named(in, index, year);
        if (now > strength) {
            strength = now;
            best = day;
        }
    }
    return best;
}

static int64_t day_of(const infer *in, size_t index)
{
    const date_mention *m = &in->m.list[index];
    int64_t day = m->year ? day_in(m, m->year) : choose_year(in, index);
    return day != NO_DAY && day <= in->latest ? day : NO_DAY;
}

/* Plain weekdays after the mention at index, each taken as the nearest such day
 * to the latest one so far. */
static int64_t move_forward(const infer *in, size_t index, int64_t day)
{
    int64_t result = day;
    for (size_t i = index + 1; i < in->m.count; i++) {
        const date_mention *m = &in->m.list[i];
        if (!is_weekday(m) || m->when != DATE_PLAIN)
            continue;
        int64_t gap = (m->weekday - calendar_weekday(day) + 7) % 7;
        if (gap <= SHIFT_DAYS && day + gap <= in->latest && day + gap > result)
            result = day + gap;
    }
    return result;
}

/* Does the text use plain weekdays, so that full dates stand for days farther off? */
static bool plain_weekdays(const infer *in)
{
    for (size_t i = 0; i < in->m.count; i++)
        if (is_weekday(&in->m.list[i]))
            return true;
    return false;
}

/* The form says that the news is of that day. */
static bool speaks(const infer *in, const date_mention *m)
{
    if (!is_pair(m) || m->when != DATE_PLAIN)
        return false;
    return m->bracketed || (m->from < LEDE_BYTES && m->lede_form && !plain_weekdays(in));
}

static int64_t by_weekday(const infer *in)
{
    int64_t best = NO_DAY;
    size_t index = 0;
    for (size_t i = 0; i < in->m.count; i++) {
        if (!speaks(in, &in->m.list[i]))
            continue;
        int64_t day = day_of(in, i);
        if (day == NO_DAY)
            return NO_DAY; /* one of them cannot be: doubt them all */
        if (day >= best) {
            best = day;
            index = i;
        }
    }
    return best == NO_DAY ? NO_DAY : move_forward(in, index, best);
}

/* A dateline needs a year or a weekday. With neither, taking it for the last
 * such day before saving was wrong for every file that was copied later: 3,570
 * of 3,570 on wire copy of 1987 saved four years after it. */
static int64_t dateline_day(const infer *in, const date_mention *line)
{
    if (line->year)
        return day_in(line, line->year) <= in->latest ? day_in(line, line->year) : NO_DAY;
    if (line->weekday < 0)
        return NO_DAY;
    infer only = {.latest = in->latest, .last_year = in->last_year};
    only.m.list[0] = *line;
    only.m.count = 1;
    return day_of(&only, 0);
}

static morgue_date date_of(int64_t day, morgue_provenance provenance)
{
    if (day == NO_DAY || day < calendar_days(1, 1, 1))
        return (morgue_date){0, 0, MORGUE_PRECISION_NONE, MORGUE_PROVENANCE_NONE};
    return (morgue_date){day * DAY, day * DAY + DAY - 1, MORGUE_PRECISION_DAY, provenance};
}

morgue_date date_infer(morgue_str title, morgue_str body, int64_t latest)
{
    infer in = {.latest = latest / DAY - (latest % DAY < 0)};
    int month, day;
    if (latest < calendar_days(1, 1, 1) * DAY || latest >= calendar_days(10000, 1, 1) * DAY)
        return date_of(NO_DAY, MORGUE_PROVENANCE_NONE);
    calendar_civil(in.latest, &in.last_year, &month, &day);
    date__mentions(body, &in.m);
    date__mentions(title, &in.m);
    date_mention line;
    if (date__dateline(body, &line)) {
        int64_t printed = dateline_day(&in, &line);
        if (printed != NO_DAY)
            return date_of(printed, MORGUE_PROVENANCE_DATELINE);
    }
    return date_of(by_weekday(&in), MORGUE_PROVENANCE_INFERRED);
}
