/* Names of time zones as news pages print them. */
#include "date_internal.h"

#define HOUR 3600

/* Day of the month of the n-th (from 1) Sunday of a month. */
static int nth_sunday(int year, int month, int n)
{
    int first = 6 - calendar_weekday(calendar_days(year, month, 1));
    return 1 + first + 7 * (n - 1);
}

/* Is daylight saving time in force in the United States? Rules of 1987 and of
 * 2007 (Energy Policy Act of 2005); the hour of the change is not looked at. */
static bool american_summer(const partial_date *d)
{
    if (d->month < 3 || d->month > 11 || d->precision < MORGUE_PRECISION_DAY)
        return false;
    int64_t day = calendar_days(d->year, d->month, d->day);
    int64_t start = d->year >= 2007 ? calendar_days(d->year, 3, nth_sunday(d->year, 3, 2))
                                    : calendar_days(d->year, 4, nth_sunday(d->year, 4, 1));
    int64_t end = d->year >= 2007 ? calendar_days(d->year, 11, nth_sunday(d->year, 11, 1))
                                  : calendar_days(d->year, 11, nth_sunday(d->year, 11, 1)) - 7;
    return day >= start && day < end;
}

bool date__zone(morgue_str name, const partial_date *d, int *offset)
{
    static const struct {
        const char *name;
        int half_hours; /* east of UTC */
        bool american;  /* one hour more in summer */
    } zones[] = {
        {"Z", 0, false},      {"UTC", 0, false},    {"GMT", 0, false},   {"UT", 0, false},
        {"WET", 0, false},    {"WEST", 2, false},   {"BST", 2, false},   {"CET", 2, false},
        {"MET", 2, false},    {"MEZ", 2, false},    {"CEST", 4, false},  {"MEST", 4, false},
        {"MESZ", 4, false},   {"EET", 4, false},    {"EEST", 6, false},  {"MSK", 6, false},
        {"NST", -7, false},   {"NDT", -5, false},   {"AST", -8, false},  {"ADT", -6, false},
        {"EST", -10, false},  {"EDT", -8, false},   {"ET", -10, true},   {"CST", -12, false},
        {"CDT", -10, false},  {"CT", -12, true},    {"MST", -14, false}, {"MDT", -12, false},
        {"MT", -14, true},    {"PST", -16, false},  {"PDT", -14, false}, {"PT", -16, true},
        {"AKST", -18, false}, {"AKDT", -16, false}, {"HST", -20, false},
    };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (str_equal_nocase(name, str_of(zones[i].name))) {
            *offset = zones[i].half_hours * (HOUR / 2);
            if (zones[i].american && american_summer(d))
                *offset += HOUR;
            return true;
        }
    return false;
}
