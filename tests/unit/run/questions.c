/* Questions by chance: each function appends one clause of its kind. */
#include "questions.h"

const char questions_saved[] = "queries:\n  bans: '(ban OR \"chips\") -after:2023-05'\n"
                               "  late: '(ban OR chips OR the) after:2023-05-22'\n";

static const char *const plain_fields[] = {"headline:", "lede:", "body:", "title:"};
static const char *const date_clauses[] = {
    "after:2023-05",
    "before:2023",
    "until:2022-12",
    "since:2023-05-21",
    "date:2023",
    "date:2023-05",
    "date:1969-12-31",
    "date:2022..2023-05",
    "date:..1970",
    "date:2023-05-21..",
    "newer:30d",
    "older:1y",
    "date:2023-W21",
    "date:2023-Q2",
    "date:2020-02-29",
    "date:1950",
    "date:2023-05-21T16:00Z",
    "before:1970",
    "date:1901",
    "date:2022,2019-02",
    "date:2023/05/21",
    "date:2023-05-21T16",
    "date:2023-05-21T18:00+02:00",
    "since:2023-05-31T23:59:59",
    "until:2023-05-31T23:59",
    "date:2022-W52",
    "date:2019-Q1..2022-Q4",
    "date:today",
    "date:yesterday",
    "date:this-week",
    "until:last-week",
    "date:this-month",
    "after:last-month",
    "date:this-year",
    "date:last-year",
    "newer:12h",
    "older:3w",
    "newer:2m",
};
static const char *const values[] = {
    "tag:economy",
    "tag:\"Oil Prices\"",
    "tag:caf\xc3\xa9",
    "tag:+++",
    "tag:chips,economy",
    "tag:econ*",
    "tag:absent",
    "lang:en",
    "lang:zh",
    "lang:zh-hant",
    "lang:fr",
    "lang:ko",
    "id:art-05",
    "id:art-09",
    "id:art-3*",
    "id:ban-1",
    "url:https://example.org/Y?z=1",
    "url:http*",
    "source:reuters",
    "source:\"le monde\"",
    "source:reuters.com",
    "source:example.org",
    "source:Z\xc3\xbcrich",
    "site:reut*",
    "section:world",
    "section:\"oil markets\"",
    "section:mark*",
    "byline:smith",
    "byline:\"Andr\xc3\xa9 Dupont\"",
    "author:andre",
    "byline:(jane NEAR/3 smith)",
    "desk:asia",
    "desk:desk",
    "desk:eur*",
    "priority:high",
    "priority:LOW",
    "org:Micron",
    "org:\"Micron Technology Inc\"",
    "org:samsung",
    "org:AT&T",
    "person:Xi",
    "person:\"Xi Jinping\"",
    "person:biden,merkel",
    "place:China",
    "place:US",
    "place:\xe4\xb8\xad\xe5\x9b\xbd",
    "place:Z\xc3\xbcrich",
    "entity:micron",
    "entity:\"Example Wire\"",
    "about:China",
    "about:Micron",
    "about:\xe7\xbe\x8e\xe5\x85\x89\xe7\xa7\x91\xe6\x8a\x80",
    "org:micr*",
    "entity:chin*",
    "entity:exam*",
    "ticker:MU",
    "ticker:$mu",
    "ticker:T",
    "ticker:ZZZ",
    "wc:>20",
    "wc:0",
    "wc:5..30",
    "wc:<=3",
    "headline:*",
    "lede:*",
    "body:*",
    "date:*",
    "-date:*",
    "tag:*",
    "source:*",
    "byline:*",
    "person:*",
    "entity:*",
    "desk:*",
    "priority:*",
    "lang:*",
    "url:*",
    "wc:*",
    "*",
    "query:bans",
    "query:late",
    "query:late",
    "tag:(economy OR *)",
};
static const char *const operands[] = {
    "Micron",
    "Samsung",
    "samsung",
    "China",
    "chips",
    "chip",
    "ban",
    "bans",
    "oil",
    "prices",
    "the",
    "of",
    "in",
    "said",
    "U.S.",
    "us",
    "$MU",
    "3.5%",
    "10,000",
    "COVID-19",
    "well-known",
    "\"known\"",
    "caf\xc3\xa9",
    "\"caf\xc3\xa9\"",
    "\"cafe\"",
    "elec*",
    "chi*",
    "(oil OR chips)",
    "(ban OR elec* OR \"us\")",
    "\xe4\xb8\xad\xe5\x9b\xbd",
    "\xe4\xb8\xad",
    "\xd0\xb1\xd0\xb0\xd0\xbd\xd0\xba",
    "absent",
    "Xi",
    "Biden",
};
static const char *const names[] = {
    "org:Micron",
    "person:Xi",
    "person:biden,merkel",
    "place:China",
    "place:US",
    "place:\xe4\xb8\xad\xe5\x9b\xbd",
    "entity:micron",
    "org:(samsung OR \"Micron Technology\")",
    "ticker:MU",
    "ticker:$mu",
    "org:\"Example Wire\"",
    "place:absent",
    "org:AT&T",
    "org:micr*",
    "place:chin*",
    "entity:(jap* OR micr*)",
    "person:zzz*",
};
static const char *const likes[] = {
    "el*ic",    "ele*r?c*", "*icron",       "mic?on",
    "?hips",    "c?fes",    "ch?p*",        "b??ned",
    "*r?un*n*", "*ipmak*s", "Z?rich",       "*own",
    "*a?an*",   "wel*own",  "r?union",      "???ips",
    "micorn~",  "micro~",   "chips~",       "chip~2",
    "ban~",     "bank~2",   "jinpin~",      "zurch~",
    "reunion~", "cafee~2",  "Electricty~1", "absent~2",
    "covd19~",  "10001~",   "\xc3\xa9tat~", "\xd0\xb1\xd0\xb0\xd0\xbd\xd1\x8b~",
};
static const char *const starts[] = {
    "elec*",
    "electr*",
    "chi*",
    "mic*",
    "caf*",
    "Z\xc3\xbcr*",
    "pri*",
    "kno*",
    "zzz*",
    "well-kno*",
    "COVID-1*",
    "oil-pri*",
    "COVID-19*",
    "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba*",
    "\xd0\xb1\xd0\xb0\xd0\xbd*",
    "reuters.com*",
};

/* A table of this file. */
#define CHOICES(list)                                                                              \
    {                                                                                              \
        list, sizeof list / sizeof *list                                                           \
    }

question_words questions_of_corpus(void)
{
    return (question_words){.words = {corpus_words, corpus_word_count},
                            .operands = CHOICES(operands),
                            .names = CHOICES(names),
                            .likes = CHOICES(likes),
                            .starts = CHOICES(starts),
                            .dates = CHOICES(date_clauses),
                            .values = CHOICES(values)};
}

typedef struct maker {
    chance *chance;
    const question_words *words;
} maker;

static const char *one_of(maker *m, choices list)
{
    return chance_of(m->chance, list.items, list.count);
}

static void add_word(maker *m, strbuf *out)
{
    const char *word = one_of(m, m->words->words);
    if (strchr(word, ' '))
        strbuf_printf(out, "\"%s\"", word);
    else
        strbuf_text(out, word);
}

static void add_phrase(maker *m, strbuf *out)
{
    static const char *const gaps[] = {" ", " ", " ", "-", ""};
    unsigned words = 1 + chance_below(m->chance, 4);
    strbuf_char(out, '"');
    if (m->words->phrases.count && chance_below(m->chance, 4)) {
        strbuf_text(out, one_of(m, m->words->phrases));
        words = 0;
    }
    for (unsigned i = 0; i < words; i++) {
        if (i)
            strbuf_text(out, CHANCE_OF(m->chance, gaps));
        strbuf_text(out, one_of(m, m->words->words));
    }
    strbuf_char(out, '"');
    if (chance_below(m->chance, 3) == 0)
        strbuf_printf(out, "~%u", chance_below(m->chance, 12));
}

static void add_leaf(maker *m, strbuf *out)
{
    switch (chance_below(m->chance, 7)) {
    case 0:
        strbuf_text(out, one_of(m, m->words->starts));
        return;
    case 6:
        strbuf_text(out, one_of(m, m->words->likes));
        return;
    case 1:
    case 2:
        add_phrase(m, out);
        return;
    default:
        add_word(m, out);
    }
}

/* ---- the order of words ---- */

static void add_positional(maker *m, unsigned depth, bool named, strbuf *out);

/* named: fields of names can stand here. */
static void add_operand(maker *m, unsigned depth, bool named, strbuf *out)
{
    unsigned form = chance_below(m->chance, 12);
    if (form < 5) {
        strbuf_text(out, one_of(m, m->words->operands));
    } else if (form < 7) {
        add_leaf(m, out);
    } else if (form == 7 && named) {
        strbuf_text(out, one_of(m, m->words->names));
    } else if (form < 9 && depth) {
        strbuf_char(out, '(');
        add_operand(m, depth - 1, named, out);
        strbuf_text(out, " OR ");
        add_operand(m, depth - 1, named, out);
        strbuf_char(out, ')');
    } else if (depth) {
        strbuf_char(out, '(');
        add_positional(m, depth - 1, named, out);
        strbuf_char(out, ')');
    } else {
        add_word(m, out);
    }
}

static void add_positional(maker *m, unsigned depth, bool named, strbuf *out)
{
    static const char *const operators[] = {"NEAR/",     "NEAR/",    "W/",       "ADJ/", "PRE/",
                                            "NOT NEAR/", "SENTENCE", "SENTENCE", "PARA"};
    if (chance_below(m->chance, 6) == 0) {
        strbuf_printf(out, "first/%u(",
                      1 + chance_below(m->chance, chance_below(m->chance, 2) ? 6 : 40));
        add_operand(m, depth, named, out);
        strbuf_char(out, ')');
        return;
    }
    add_operand(m, depth, named, out);
    const char *operator= CHANCE_OF(m->chance, operators);
    strbuf_printf(out, " %s", operator);
    if (strchr(operator, '/'))
        strbuf_printf(out, "%u", 1 + chance_below(m->chance, chance_below(m->chance, 2) ? 4 : 60));
    strbuf_char(out, ' ');
    add_operand(m, depth, named, out);
}

static void add_order(maker *m, bool named, strbuf *out)
{
    unsigned depth = chance_below(m->chance, 4);
    if (chance_below(m->chance, 5) == 0) {
        strbuf_printf(out, "atleast/%u(", 1 + chance_below(m->chance, 4));
        add_operand(m, depth, named, out);
        strbuf_char(out, ')');
        return;
    }
    add_positional(m, depth, named, out);
}

/* ---- clauses ---- */

/* headline:word, headline:(a OR b), body:(a NEAR/3 b) … */
static void add_field(maker *m, strbuf *out)
{
    strbuf_text(out, CHANCE_OF(m->chance, plain_fields));
    unsigned form = chance_below(m->chance, 5);
    if (form < 3) {
        add_leaf(m, out);
        return;
    }
    strbuf_char(out, '(');
    if (form == 3) {
        add_order(m, false, out);
    } else {
        static const char *const joins[] = {" ", " OR ", " AND NOT "};
        add_leaf(m, out);
        strbuf_text(out, CHANCE_OF(m->chance, joins));
        add_leaf(m, out);
    }
    strbuf_char(out, ')');
}

static void add_clause(maker *m, unsigned depth, strbuf *out);

static void add_group(maker *m, unsigned depth, strbuf *out)
{
    static const char *const joins[] = {" ", " AND ", " OR ", " OR ", " -", " AND NOT "};
    unsigned parts = 2 + chance_below(m->chance, 3);
    strbuf_char(out, '(');
    for (unsigned i = 0; i < parts; i++) {
        if (i)
            strbuf_text(out, CHANCE_OF(m->chance, joins));
        add_clause(m, depth - 1, out);
    }
    strbuf_char(out, ')');
}

/* Behind a clause that does not end in a URL. */
static void add_weight(maker *m, strbuf *out)
{
    static const char *const weights[] = {"^2", "^0.5", "^2.5", "^0.75", "^1"};
    if (!strstr(out->ptr, "://"))
        strbuf_text(out, CHANCE_OF(m->chance, weights));
}

/* Groups stand in parentheses, so that a minus never meets another. */
static void add_clause(maker *m, unsigned depth, strbuf *out)
{
    unsigned kind = chance_below(m->chance, 20);
    if (depth && kind < 7)
        add_group(m, depth, out);
    else if (depth && kind == 7) {
        strbuf_text(out, "(NOT ");
        add_clause(m, depth - 1, out);
        strbuf_char(out, ')');
    } else if (kind < 10) {
        strbuf_char(out, '(');
        add_order(m, true, out);
        strbuf_char(out, ')');
    } else if (kind < 12)
        add_field(m, out);
    else if (kind < 14)
        strbuf_text(out, one_of(m, m->words->dates));
    else if (kind < 16) {
        strbuf_char(out, '(');
        strbuf_text(out, one_of(m, m->words->values));
        strbuf_char(out, ')');
    } else
        add_leaf(m, out);
    if (chance_below(m->chance, 12) == 0)
        add_weight(m, out);
}

void questions_next(chance *c, const question_words *words, strbuf *out)
{
    maker making = {c, words}, *m = &making;
    strbuf_clear(out);
    add_clause(m, chance_below(m->chance, 4), out);
    assert_false(out->failed);
}
