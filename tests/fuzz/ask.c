/*
 * A grammar that bytes steer. The first bytes choose which forms a question may use, so
 * that some questions are made of one or two alone: those are the ones that hurt.
 */
#include "ask.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct asker {
    const uint8_t *data;
    size_t size, at;
    uint32_t state;     /* what follows the bytes when they end */
    uint32_t forms;     /* bit i: leaf form i may be used */
    uint32_t operators; /* likewise */
    unsigned operands;  /* of one operator, at most */
    unsigned depth;     /* of groups, at most */
    size_t most;        /* bytes of the question */
    bool sloppy;        /* what is no question may come too */
    char *out;
    size_t len;
} asker;

/* Frequent words, words that share a beginning, and some of the corpus. */
static const char *const words[] = {
    "the",           "of",      "to",        "in",        "said",        "a",
    "percent",       "company", "market",    "bank",      "China",       "Micron",
    "chip",          "chips",   "year",      "oil",       "shares",      "U.S.",
    "$MU",           "10,000",  "3.5%",      "AT&T",      "COVID-19",    "Zürich",
    "cafe",          "not",     "near",      "x",         "electricity", "government",
    "international", "banking", "banks",     "sanctions", "earthquake",  "the",
    "and",           "on",      "for",       "企業",      "中国",        "zzzqx",
    "interest",      "rates",   "inflation",
};

static const char *const heads[] = {"the", "con", "pro",  "int",  "com",   "sta", "pre", "res",
                                    "tra", "mar", "elec", "bank", "inter", "chi", "zzz"};
static const char *const patterns[] = {"ele?t*",  "*inger",  "wom?n", "com*r*t*n", "*rking",
                                       "a*ement", "p?r?e?t", "in*al", "re*ing",    "?the?",
                                       "s*ard",   "??ble",   "*tion", "a*e",       "???"};
static const char *const fields[] = {"headline", "title", "lede",   "body",   "byline", "source",
                                     "section",  "lang",  "url",    "id",     "tag",    "person",
                                     "org",      "place", "entity", "ticker", "about",  "nonsense"};
static const char *const names[] = {
    "Micron", "China", "Reuters", "Japan", "\"Gina Raimondo\"", "US",
    "Mic*",   "Chi*",  "MU",      "*",     "(Micron OR China)", "Micron,China,Japan"};
static const char *const dates[] = {
    "after:2009",   "before:2023-05", "date:2009..2011", "until:2010-06", "since:2010-W21",
    "date:2010-Q2", "newer:30d",      "older:1y",        "date:*",        "date:2010-05-21T16:00Z",
    "date:..2010",  "date:2023-05..", "after:yesterday"};
static const char *const operators[] = {" OR ",   " NEAR/",     " ADJ/",  " SENTENCE ",
                                        " PARA ", " NOT NEAR/", " NEAR ", " AND ",
                                        " ",      " AND NOT ",  " -",     " OR NOT "};
#define POSITIONAL 7 /* of the operators, those that the operands of others may have */
static const unsigned distances[] = {1, 2, 5, 10, 50, 300, 1000, 1001, 0};
#define FAULTY 2 /* of the distances, at their end; likewise of patterns */

#define COUNT(list) (sizeof(list) / sizeof *(list))

static unsigned take(asker *q)
{
    if (q->at < q->size)
        return q->data[q->at++];
    q->state = q->state * 1664525 + 1013904223;
    return q->state >> 24;
}

static unsigned below(asker *q, size_t n)
{
    unsigned high = take(q);
    return (high << 8 | take(q)) % (unsigned)n;
}

static void put(asker *q, const char *text)
{
    size_t len = strlen(text);
    if (q->len + len >= ASK_ROOM)
        return;
    memcpy(q->out + q->len, text, len);
    q->len += len;
}

static void put_number(asker *q, unsigned n)
{
    char text[16];
    snprintf(text, sizeof text, "%u", n);
    put(q, text);
}

/* One of those that the mask has. */
static unsigned choose(asker *q, uint32_t mask, size_t count)
{
    unsigned first = below(q, count);
    for (unsigned i = 0; i < count; i++)
        if (mask >> (first + i) % count & 1)
            return (first + i) % (unsigned)count;
    return 0;
}

static void word(asker *q)
{
    put(q, words[below(q, COUNT(words))]);
}

static unsigned distance(asker *q)
{
    return distances[below(q, COUNT(distances) - (q->sloppy ? 0 : FAULTY))];
}

/* Fuzzy ones have three letters or more. */
static void fuzzy(asker *q)
{
    static const char *const likes[] = {"international", "sanctions", "raimundo", "company",
                                        "bank",          "rates",     "the"};
    if (q->sloppy)
        word(q);
    else
        put(q, likes[below(q, COUNT(likes))]);
    put(q, take(q) & 1 ? "~2" : "~");
}

static void phrase(asker *q)
{
    unsigned count = 1 + below(q, 6);
    put(q, "\"");
    for (unsigned i = 0; i < count; i++) {
        put(q, i ? " " : "");
        word(q);
    }
    put(q, "\"");
    if (take(q) & 1) {
        put(q, "~");
        put_number(q, distance(q));
    }
}

/* What seldom parses, and what is no text. */
static void nearly(asker *q)
{
    static const char *const odd[] = {
        "(",  ")",   "\"",   "NEAR/5",  "AND",  "foo:", "wc:>",   "\\", "~",   "*",
        "^2", "x^2", "\xff", "date:20", "a*b*", "OR",   "first/", "--", "ab*", "\xe2\x80\x9c"};
    put(q, odd[below(q, COUNT(odd))]);
}

enum { WORD, PHRASE, PREFIX, PATTERN, FUZZY, NAME, FIELD, DATE, LENGTH, SAVED, ALL, NEARLY, FORMS };

/* How many of them may stand there. */
static size_t forms(const asker *q, bool positional)
{
    if (q->sloppy)
        return FORMS;
    return positional ? NAME : NEARLY;
}

static void leaf(asker *q, bool positional)
{
    switch (choose(q, q->forms, forms(q, positional))) {
    case PHRASE:
        phrase(q);
        break;
    case PREFIX:
        put(q, heads[below(q, COUNT(heads))]);
        put(q, "*");
        break;
    case PATTERN:
        put(q, patterns[below(q, COUNT(patterns) - (q->sloppy ? 0 : FAULTY))]);
        break;
    case FUZZY:
        fuzzy(q);
        break;
    case FIELD:
        put(q, fields[below(q, COUNT(fields))]);
        put(q, ":");
        put(q, take(q) & 1 ? heads[below(q, COUNT(heads))] : words[below(q, COUNT(words))]);
        put(q, take(q) & 1 ? "*" : "");
        break;
    case NAME:
        put(q, fields[11 + below(q, 6)]);
        put(q, ":");
        put(q, names[below(q, COUNT(names))]);
        break;
    case DATE:
        put(q, dates[below(q, COUNT(dates))]);
        break;
    case LENGTH:
        put(q, take(q) & 1 ? "wc:>500" : "wc:200..800");
        break;
    case SAVED:
        put(q, take(q) & 1 ? "query:wide" : "query:nested");
        break;
    case ALL:
        put(q, "*");
        break;
    case NEARLY:
        nearly(q);
        break;
    default:
        word(q);
    }
}

static void operate(asker *q, unsigned which)
{
    put(q, operators[which]);
    if (operators[which][strlen(operators[which]) - 1] == '/') {
        put_number(q, distance(q));
        put(q, " ");
    }
}

/* What stands before a group. */
static bool prelude(asker *q, bool positional)
{
    switch (take(q) & 15) {
    case 0:
        put(q, positional && !q->sloppy ? "first/20" : "atleast/3");
        return true;
    case 1:
        put(q, "first/50");
        return true;
    case 2:
        put(q, positional && !q->sloppy ? "" : "-");
        return positional;
    default:
        return positional;
    }
}

static unsigned operator_of(asker *q, bool positional)
{
    return choose(q, q->operators, positional && !q->sloppy ? POSITIONAL : COUNT(operators));
}

/* Depth is bounded by q->depth. */
static void clause(asker *q, unsigned depth, bool positional)
{
    if (q->len >= q->most || depth >= q->depth || take(q) < 64) {
        leaf(q, positional);
        return;
    }
    positional = prelude(q, positional);
    unsigned count = 1 + below(q, q->operands), which = operator_of(q, positional);
    positional |= which > 0 && which < POSITIONAL;
    put(q, "(");
    for (unsigned i = 0; i < count; i++) {
        if (i)
            operate(q, which);
        clause(q, depth + 1, positional);
        if (q->len >= q->most)
            break;
    }
    put(q, ")");
}

size_t ask_question(const uint8_t *data, size_t size, char out[ASK_ROOM])
{
    static const unsigned operands[] = {2, 3, 8, 40, 250};
    static const unsigned depths[] = {2, 3, 6, 20, 60};
    static const size_t most[] = {
        40, 200, 1000, 4000, MORGUE_MAX_QUERY_BYTES - 300, MORGUE_MAX_QUERY_BYTES};
    asker q = {.data = data, .size = size, .state = (uint32_t)size, .out = out};
    q.sloppy = take(&q) < 48;
    q.forms = take(&q) | take(&q) << 8;
    q.forms &= take(&q) | take(&q) << 8;
    q.operators = take(&q) | take(&q) << 8;
    q.operators &= take(&q) | take(&q) << 8;
    q.operands = operands[below(&q, COUNT(operands))];
    q.depth = depths[below(&q, COUNT(depths))];
    q.most = most[below(&q, COUNT(most) - !q.sloppy)];
    unsigned top = operator_of(&q, false);
    for (unsigned i = 0; i < q.operands && q.len < q.most; i++) {
        if (i)
            operate(&q, top);
        clause(&q, 0, top > 0 && top < POSITIONAL);
    }
    return q.len;
}
