/* Words and numbers of dates: shared by the files of this room that read dates. */
#ifndef DATE_INTERNAL_H
#define DATE_INTERNAL_H

#include "calendar.h"

typedef enum date_kind {
    DATE_END,
    DATE_NUMBER,  /* decimal digits, full-width ones too */
    DATE_MONTH,   /* a month's name in one of the known languages */
    DATE_WEEKDAY, /* a weekday's name */
    DATE_WORD,    /* any other letters; one character of Chinese, Japanese or Korean */
    DATE_MARK     /* any other single character */
} date_kind;

typedef struct date_token {
    date_kind kind;
    morgue_str text;
    uint32_t c;      /* the first character */
    uint64_t value;  /* of a number; of a name: 1..12 or 0..6 */
    unsigned digits; /* of a number; more than 18 are counted, not valued */
    bool spaced;     /* white space stands before it */
    bool full;       /* a name that is not abbreviated */
    bool blank_line; /* an empty line stands before it */
    bool line;       /* a line break stands before it */
} date_token;

/* The token at or after *at, which is moved behind it. Ill-formed UTF-8 comes
 * out as marks. */
date_token date__next(morgue_str text, size_t *at);

/* Is word a month's or a weekday's name? Without case unless prose: there an
 * English or German name must have its capital, so that "may" and "march" are
 * no months. */
bool date__name(morgue_str word, bool prose, date_token *token);

/* The weekday that c stands for in "(水)", "星期三" or "(수)": 0..6, else -1. */
int date__weekday_sign(uint32_t c);

bool date__is(const date_token *token, const char *word); /* ASCII, without case */

static inline bool date__mark(const date_token *token, char c)
{
    return token->kind == DATE_MARK && token->c == (uint32_t)c;
}

/* 年 月 日 号 號 년 월 일 */
static inline bool date__year_sign(uint32_t c)
{
    return c == 0x5e74 || c == 0xb144;
}

static inline bool date__month_sign(uint32_t c)
{
    return c == 0x6708 || c == 0xc6d4;
}

static inline bool date__day_sign(uint32_t c)
{
    return c == 0x65e5 || c == 0x53f7 || c == 0x865f || c == 0xc77c;
}

/* Reads a zone's name: seconds east of UTC. d has the day, for names such as
 * "ET" that stand for two offsets. False when it is none that is known. */
bool date__zone(morgue_str name, const partial_date *d, int *offset);

/* ---- mentions in running text ---- */

#define DATE_MAX_MENTIONS 256          /* of one article; later ones are not looked at */
#define DATE_MAX_TEXT     (128u << 10) /* bytes of a body that are searched for dates */

typedef enum date_when {
    DATE_PLAIN, /* "on Friday" */
    DATE_AHEAD, /* "by Friday", "will meet on Friday" */
    DATE_BACK   /* "since Friday", "last Friday", "ended on Friday" */
} date_when;

/* What a text names. Absent parts are 0, weekday -1. A lone year has only year,
 * a plain weekday only weekday. */
typedef struct date_mention {
    int year, month, day, weekday;
    unsigned sentence;
    size_t from, end; /* bytes of the text */
    date_when when;
    bool bracketed; /* "Wednesday (November 1)", "Nov 1 (Wednesday)", 11月1日(水) */
    bool lede_form; /* "on" or nothing before it */
} date_mention;

typedef struct date_mentions {
    date_mention list[DATE_MAX_MENTIONS];
    size_t count;
} date_mentions;

void date__mentions(morgue_str text, date_mentions *out);

/* Reads one mention that begins with the token before *at; moves *at behind it. */
bool date__mention(morgue_str text, date_token first, size_t *at, date_mention *out);

/* The date printed at the head of a body; year 0 when it has none. */
bool date__dateline(morgue_str body, date_mention *out);

#endif
