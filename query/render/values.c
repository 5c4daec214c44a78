/* Numbers, dates and units as every format writes them. */
#include "render_internal.h"

#include <stdio.h>

#define DAY INT64_C(86400)

/* printf would write the decimal point of the program's locale. */
void render__decimal(strbuf *out, double value, unsigned least, unsigned most)
{
    if (!(value > -1e12 && value < 1e12))
        value = 0;
    uint64_t scale = 1;
    for (unsigned i = 0; i < most; i++)
        scale *= 10;
    uint64_t n = (uint64_t)((value < 0 ? -value : value) * (double)scale + 0.5);
    if (value < 0 && n)
        strbuf_char(out, '-');
    while (most > least && n % 10 == 0) {
        n /= 10;
        scale /= 10;
        most--;
    }
    strbuf_printf(out, "%llu", (unsigned long long)(n / scale));
    if (most)
        strbuf_printf(out, ".%0*llu", (int)most, (unsigned long long)(n % scale));
}

double render__share(const morgue_bucket *b)
{
    return b->all ? (double)b->count / (double)b->all : 0;
}

const char *render__precision(morgue_date date)
{
    static const char *const names[] = {"none", "year", "month", "day", "instant"};
    unsigned i = (unsigned)date.precision;
    return names[i < sizeof names / sizeof *names ? i : 0];
}

const char *render__provenance(morgue_date date)
{
    static const char *const names[] = {"none", "metadata", "path", "dateline", "inferred"};
    unsigned i = (unsigned)date.provenance;
    return names[i < sizeof names / sizeof *names ? i : 0];
}

const char *render__unit(morgue_unit unit)
{
    static const char *const names[] = {"none", "year", "month", "week", "day"};
    unsigned i = (unsigned)unit;
    return names[i < sizeof names / sizeof *names ? i : 0];
}

void render__bucket(morgue_unit unit, int64_t start, char out[CALENDAR_TEXT])
{
    int year, month, day;
    calendar_civil(start / DAY - (start % DAY < 0), &year, &month, &day);
    if (unit == MORGUE_UNIT_YEAR)
        snprintf(out, CALENDAR_TEXT, "%04d", year);
    else if (unit == MORGUE_UNIT_MONTH)
        snprintf(out, CALENDAR_TEXT, "%04d-%02d", year, month);
    else
        snprintf(out, CALENDAR_TEXT, "%04d-%02d-%02d", year, month, day);
}
