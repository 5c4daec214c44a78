/* The proleptic Gregorian calendar in 64 bits: partial dates and instants. */
#ifndef CALENDAR_H
#define CALENDAR_H

#include "str.h"

#include <morgue/date.h>

/* A date as written. Parts beyond the precision are 0. offset is seconds east
 * of UTC, for instants and for the bounds of days in a time zone. */
typedef struct partial_date {
    morgue_precision precision;
    int year, month, day;     /* 1..9999, 1..12, 1..31 */
    int hour, minute, second; /* 0..23, 0..59, 0..59 (a leap second is read as 59) */
    int offset;               /* -86399..86399 */
} partial_date;

/* Days since 1970-01-01 (H. Hinnant, chrono-compatible date algorithms). */
int64_t calendar_days(int year, int month, int day);

/* The inverse; year may lie outside 1..9999. */
void calendar_civil(int64_t days, int *year, int *month, int *day);

/* 28 to 31. */
int calendar_month_days(int year, int month);

/* 0 = Monday … 6 = Sunday (ISO 8601). */
int calendar_weekday(int64_t days);

/* The Monday of ISO week 1 to 53 of a year, as days since 1970; false if the
 * year has no such week. */
bool calendar_iso_week(int year, int week, int64_t *monday);

/* All parts lie in their ranges and the day exists. */
bool calendar_valid(const partial_date *d);

/* The interval that a valid date names; provenance is left to the caller. */
morgue_date calendar_interval(const partial_date *d);

/* Splits seconds since 1970 into a UTC instant. */
partial_date calendar_instant(int64_t seconds);

/* English month name or its usual abbreviation ("Sept."), without case, that
 * fills s: 1..12, else 0. */
int calendar_month_named(morgue_str s);

/* English weekday name or abbreviation: 0 = Monday … 6; else -1. */
int calendar_weekday_named(morgue_str s);

#define CALENDAR_TEXT 32

/* ISO 8601 to the precision: "2023", "2023-05", "2023-05-21",
 * "2023-05-21T16:00:00Z"; "" for undated. */
void calendar_format(morgue_date date, char out[CALENDAR_TEXT]);

#endif
