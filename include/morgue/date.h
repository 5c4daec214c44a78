/* A date as an article gives it: an interval, how precise, and who says so. */
#ifndef MORGUE_DATE_H
#define MORGUE_DATE_H

#include <stdint.h>

typedef enum morgue_precision {
    MORGUE_PRECISION_NONE = 0, /* undated */
    MORGUE_PRECISION_YEAR = 1,
    MORGUE_PRECISION_MONTH = 2,
    MORGUE_PRECISION_DAY = 3,
    MORGUE_PRECISION_INSTANT = 4 /* to the second or minute */
} morgue_precision;

/* In falling order of belief. */
typedef enum morgue_provenance {
    MORGUE_PROVENANCE_NONE = 0,
    MORGUE_PROVENANCE_METADATA = 1, /* a date field of the file */
    MORGUE_PROVENANCE_PATH = 2,     /* the URL or the file's path */
    MORGUE_PROVENANCE_DATELINE = 3, /* printed at the head of the text */
    MORGUE_PROVENANCE_INFERRED = 4  /* concluded from days and years that the text names */
} morgue_provenance;

/*
 * Seconds since 1970-01-01T00:00:00Z, proleptic Gregorian calendar, negative
 * before. from is the first and last the last second of the interval that the
 * date names, so from == last for an instant. Years 0001 to 9999. With
 * precision NONE both are 0 and mean nothing.
 */
typedef struct morgue_date {
    int64_t from;
    int64_t last;
    morgue_precision precision;
    morgue_provenance provenance;
} morgue_date;

#endif
