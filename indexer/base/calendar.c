/* The proleptic Gregorian calendar in 64 bits. */
#include "calendar.h"

#include <stdio.h>

#define DAY INT64_C(86400)

int64_t calendar_days(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void calendar_civil(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

int calendar_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

int calendar_weekday(int64_t days)
{
    int64_t shifted = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(shifted < 0 ? shifted + 7 : shifted);
}

bool calendar_iso_week(int year, int week, int64_t *monday)
{
    int64_t january4 = calendar_days(year, 1, 4); /* always in week 1 */
    int64_t first = january4 - calendar_weekday(january4);
    int64_t next4 = calendar_days(year + 1, 1, 4);
    *monday = first + 7 * (int64_t)(week - 1);
    return week >= 1 && *monday < next4 - calendar_weekday(next4);
}

bool calendar_valid(const partial_date *d)
{
    if (d->precision == MORGUE_PRECISION_NONE)
        return false;
    if (d->year < 1 || d->year > 9999)
        return false;
    if (d->precision >= MORGUE_PRECISION_MONTH && (d->month < 1 || d->month > 12))
        return false;
    if (d->precision >= MORGUE_PRECISION_DAY &&
        (d->day < 1 || d->day > calendar_month_days(d->year, d->month)))
        return false;
    if (d->offset <= -DAY || d->offset >= DAY)
        return false;
    return d->hour >= 0 && d->hour < 24 && d->minute >= 0 && d->minute < 60 && d->second >= 0 &&
           d->second < 60;
}

morgue_date calendar_interval(const partial_date *d)
{
    int month = d->precision >= MORGUE_PRECISION_MONTH ? d->month : 1;
    int day = d->precision >= MORGUE_PRECISION_DAY ? d->day : 1;
    int64_t first = calendar_days(d->year, month, day);
    int64_t from = first * DAY - d->offset;
    int64_t end = from + DAY;
    switch (d->precision) {
    case MORGUE_PRECISION_YEAR:
        end = calendar_days(d->year + 1, 1, 1) * DAY - d->offset;
        break;
    case MORGUE_PRECISION_MONTH:
        end = (first + calendar_month_days(d->year, month)) * DAY - d->offset;
        break;
    case MORGUE_PRECISION_INSTANT:
        from += d->hour * 3600 + d->minute * 60 + d->second;
        end = from + 1;
        break;
    default:
        break;
    }
    return (morgue_date){from, end - 1, d->precision, MORGUE_PROVENANCE_NONE};
}

partial_date calendar_instant(int64_t seconds)
{
    int64_t days = seconds / DAY - (seconds % DAY < 0);
    int rest = (int)(seconds - days * DAY);
    partial_date d = {.precision = MORGUE_PRECISION_INSTANT,
                      .hour = rest / 3600,
                      .minute = rest / 60 % 60,
                      .second = rest % 60};
    calendar_civil(days, &d.year, &d.month, &d.day);
    return d;
}

/* Does s equal name, or a prefix of it of at least three letters, perhaps with
 * a full stop? "Sept" counts; "Janu" does too, harmlessly. */
static bool abbreviates(morgue_str s, const char *name)
{
    if (s.len && s.ptr[s.len - 1] == '.')
        s.len--;
    return s.len >= 3 && s.len <= strlen(name) && str_equal_nocase(s, (morgue_str){name, s.len});
}

int calendar_month_named(morgue_str s)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    for (int i = 0; i < 12; i++)
        if (abbreviates(s, names[i]))
            return i + 1;
    return 0;
}

int calendar_weekday_named(morgue_str s)
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    for (int i = 0; i < 7; i++)
        if (abbreviates(s, names[i]))
            return i;
    return -1;
}

void calendar_format(morgue_date date, char out[CALENDAR_TEXT])
{
    /* The middle of the interval names the same year and month in every zone it
     * can have been written in; 13 hours into a day do for zones -10 to +13. */
    int64_t at = date.from;
    if (date.precision == MORGUE_PRECISION_DAY)
        at += 13 * 3600;
    else if (date.precision != MORGUE_PRECISION_INSTANT)
        at += (date.last - date.from) / 2;
    partial_date d = calendar_instant(at);
    out[0] = '\0';
    switch (date.precision) {
    case MORGUE_PRECISION_NONE:
        break;
    case MORGUE_PRECISION_YEAR:
        snprintf(out, CALENDAR_TEXT, "%04d", d.year);
        break;
    case MORGUE_PRECISION_MONTH:
        snprintf(out, CALENDAR_TEXT, "%04d-%02d", d.year, d.month);
        break;
    case MORGUE_PRECISION_DAY:
        snprintf(out, CALENDAR_TEXT, "%04d-%02d-%02d", d.year, d.month, d.day);
        break;
    case MORGUE_PRECISION_INSTANT:
        snprintf(out, CALENDAR_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.year, d.month, d.day,
                 d.hour, d.minute, d.second);
        break;
    }
}
