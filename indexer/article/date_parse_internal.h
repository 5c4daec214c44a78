/* Metadata dates being read: the state that date_parse.c and date_forms.c share. */
#ifndef DATE_PARSE_INTERNAL_H
#define DATE_PARSE_INTERNAL_H

#include "date_internal.h"

#define DATE_MAX_TOKENS 64 /* of one date */

typedef struct date_reading {
    date_token tokens[DATE_MAX_TOKENS + 8]; /* the last eight stay DATE_END */
    size_t count, at;
    partial_date d;
    int weekday;      /* -1: none */
    int first, other; /* a doubtful pair: month and day in some order; 0: none */
    bool dotted;      /* the pair had full stops */
    bool has_time, has_hour_only, has_meridiem, has_zone, unknown_zone;
    size_t zone_at;
} date_reading;

static inline const date_token *date__peek(const date_reading *p, size_t ahead)
{
    size_t i = p->at + ahead;
    return &p->tokens[i < DATE_MAX_TOKENS + 7 ? i : DATE_MAX_TOKENS + 7];
}

static inline bool date__tight_mark(const date_token *t, char c)
{
    return date__mark(t, c) && !t->spaced;
}

static inline bool date__tight_number(const date_token *t, unsigned least, unsigned most)
{
    return t->kind == DATE_NUMBER && !t->spaced && t->digits >= least && t->digits <= most;
}

/* Stores a time of day once and moves on by so many tokens; 24:00 is allowed. */
bool date__set_time(date_reading *p, uint64_t hour, uint64_t minute, uint64_t second,
                    size_t tokens);

/* Takes a date, or a part of one, off the front. */
bool date__take_date(date_reading *p);

#endif
