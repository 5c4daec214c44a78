/* Words, names, labels and dates of real articles, for questions. */
#include "real.h"

#include "calendar.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS = 4000, PHRASES = 4000, STARTS = 800, LIKES = 1200, OPERANDS = 1500 };
enum { NAMES = 400, DATES = 300, VALUES = 800 };

typedef struct gleaner {
    oracle *oracle;
    chance *chance;
    arena *memory;
    strbuf text;
} gleaner;

static const morgue_article *some_article(gleaner *g)
{
    return oracle_article(g->oracle, chance_below(g->chance, (unsigned)oracle_count(g->oracle)));
}

static const char *keep(gleaner *g)
{
    assert_false(g->text.failed);
    morgue_str copy = arena_copy(g->memory, strbuf_view(&g->text));
    assert_non_null(copy.ptr);
    return copy.ptr;
}

/* ---- words as they stand ---- */

/* Of characters outside ASCII only Latin letters: others may be spaces and quotes. */
static bool is_inner(char c)
{
    unsigned char byte = (unsigned char)c;
    return ascii_alpha(c) || ascii_digit(c) || (c && strchr("'.-&%/$,", c)) ||
           (byte >= 0x80 && byte < 0xe0 && byte != 0xc2);
}

static bool is_operator(morgue_str word)
{
    static const char *const operators[] = {"AND", "OR", "NOT", "NEAR", "ADJ", "SENTENCE", "PARA"};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (str_is(word, operators[i]))
            return true;
    return str_search(word, 0, STR("/")) < word.len; /* perhaps W/5 */
}

/* From a space on, without what cannot begin or end a bare word; empty if there is
 * something in it that cannot stand in one. */
static morgue_str word_at(morgue_str text, size_t at)
{
    size_t to = at;
    while (to < text.len && !ascii_space(text.ptr[to]))
        to++;
    while (at < to && !ascii_alpha(text.ptr[at]) && !ascii_digit(text.ptr[at]) &&
           text.ptr[at] != '$')
        at++;
    while (at < to && !ascii_alpha(text.ptr[to - 1]) && !ascii_digit(text.ptr[to - 1]) &&
           text.ptr[to - 1] != '%' && text.ptr[to - 1] != '.')
        to--;
    morgue_str word = str_range(text, at, to);
    bool good = word.len > 0 && word.len <= 30 && !is_operator(word);
    bool letters = false;
    for (size_t i = 0; i < word.len; i++) {
        good &= is_inner(word.ptr[i]);
        letters |= ascii_alpha(word.ptr[i]) || ascii_digit(word.ptr[i]);
    }
    return str_range(word, 0, good && letters ? word.len : 0);
}

/* A word by chance: as often as it stands, or a long one, which stands seldom. */
static morgue_str some_word(gleaner *g)
{
    bool rare = chance_below(g->chance, 5) < 3;
    for (;;) {
        const morgue_article *a = some_article(g);
        morgue_str text = chance_below(g->chance, 6) ? a->body : a->title;
        size_t at = text.len ? chance_below(g->chance, (unsigned)text.len) : 0;
        while (at > 0 && !ascii_space(text.ptr[at - 1]))
            at--;
        morgue_str word = word_at(text, at);
        if (word.len && (!rare || word.len >= 7))
            return word;
    }
}

/* Letters alone, in ASCII: what wildcards and spellings are made of. */
static morgue_str some_letters(gleaner *g, size_t least)
{
    for (;;) {
        morgue_str word = some_word(g);
        size_t letters = 0;
        while (letters < word.len && ascii_alpha(word.ptr[letters]))
            letters++;
        if (letters == word.len && letters >= least)
            return word;
    }
}

static void make_word(gleaner *g)
{
    strbuf_str(&g->text, some_word(g));
}

/* Two to five words in a row, as they stand. */
static void make_phrase(gleaner *g)
{
    do {
        morgue_str text = some_article(g)->body;
        size_t at = text.len ? chance_below(g->chance, (unsigned)text.len) : 0, to;
        unsigned words = 2 + chance_below(g->chance, 4);
        while (at < text.len && !ascii_space(text.ptr[at]))
            at++;
        for (to = at + 1; to < text.len && (words > 1 || !ascii_space(text.ptr[to])); to++)
            words -= ascii_space(text.ptr[to]) && !ascii_space(text.ptr[to - 1]);
        strbuf_clear(&g->text);
        strbuf_str(&g->text, str_trim(str_range(text, at, to)));
        if (g->text.len == 0 || g->text.len > 60)
            strbuf_clear(&g->text);
    } while (g->text.len == 0 || strpbrk(g->text.ptr, "\"\\") || strstr(g->text.ptr, "\xe2\x80") ||
             !strpbrk(g->text.ptr, "aeiou"));
}

static void make_start(gleaner *g)
{
    morgue_str word = some_letters(g, 5);
    size_t letters = 3 + chance_below(g->chance, (unsigned)word.len - 3);
    strbuf_str(&g->text, str_range(word, 0, letters));
    strbuf_char(&g->text, '*');
}

/* One letter or more of a word give way to a wildcard, or to a wrong letter. */
static void make_like(gleaner *g)
{
    morgue_str word = some_letters(g, 6);
    size_t at = chance_below(g->chance, (unsigned)word.len);
    strbuf *out = &g->text;
    unsigned kind = chance_below(g->chance, 6);
    size_t left = word.len - 3; /* letters of which a star leaves at least 3 */
    if (kind == 0) {
        strbuf_char(out, '*');
        strbuf_str(out, str_range(word, 1 + chance_below(g->chance, (unsigned)left), word.len));
        return;
    }
    if (kind == 1) {
        size_t from = chance_below(g->chance, 4),
               to = from + chance_below(g->chance, (unsigned)left);
        strbuf_str(out, str_range(word, 0, from));
        strbuf_char(out, '*');
        strbuf_str(out, str_range(word, to, word.len));
        return;
    }
    strbuf_str(out, word);
    out->ptr[at] = kind < 4 ? '?' : (char)('a' + chance_below(g->chance, 26));
    if (kind == 3)
        out->ptr[(at + 1) % word.len] = '?';
    if (kind >= 4 && chance_below(g->chance, 2))
        out->len = word.len - 1;
    if (kind >= 4)
        strbuf_text(out, kind == 4 ? "~" : "~2");
}

/* A word, a quoted one, one of two, or a wildcard. */
static void make_operand(gleaner *g)
{
    unsigned kind = chance_below(g->chance, 7);
    morgue_str word = some_word(g), other = some_word(g);
    if (kind == 6)
        make_start(g);
    else if (kind == 5)
        strbuf_printf(&g->text, "(%.*s OR %.*s)", STR_ARGS(word), STR_ARGS(other));
    else
        strbuf_printf(&g->text, kind == 4 ? "\"%.*s\"" : "%.*s", STR_ARGS(word));
}

/* ---- names ---- */

/* A name that some article has, and its kind; empty now and then. */
static morgue_str some_name(gleaner *g, const char **kind)
{
    static const char *const kinds[] = {"person", "org", "place"};
    *kind = CHANCE_OF(g->chance, kinds);
    size_t count, i = chance_below(g->chance, (unsigned)oracle_count(g->oracle));
    const morgue_str *names = oracle_values(g->oracle, i, *kind, &count);
    morgue_str name = {NULL, 0};
    if (count)
        name = names[chance_below(g->chance, (unsigned)count)];
    return name.len && strpbrk(name.ptr, "\"\\*") ? (morgue_str){NULL, 0} : name;
}

static void make_name(gleaner *g)
{
    static const char *const tickers[] = {"ticker:MU", "ticker:$GM", "ticker:T", "ticker:C"};
    const char *kind;
    morgue_str name;
    if (chance_below(g->chance, 12) == 0) {
        strbuf_text(&g->text, CHANCE_OF(g->chance, tickers));
        return;
    }
    do
        name = some_name(g, &kind);
    while (name.len == 0);
    strbuf_printf(&g->text, "%s:\"%.*s\"", chance_below(g->chance, 4) ? kind : "entity",
                  STR_ARGS(name));
}

/* ---- other clauses ---- */

/* A day, month or year of some article, an hour or minute of it in some zone, or a week or
 * quarter not far from it. */
static void add_date(gleaner *g)
{
    static const char *const zones[] = {"", ":30", "Z", "+02:00", "-0530"};
    const morgue_article *a;
    do
        a = some_article(g);
    while (a->date.precision == MORGUE_PRECISION_NONE);
    partial_date d = calendar_instant(a->date.from);
    unsigned kind = chance_below(g->chance, 8);
    strbuf_printf(&g->text, "%04d", d.year);
    if (kind > 5) {
        bool week = kind > 6;
        strbuf_printf(&g->text, week ? "-W%02d" : "-Q%d",
                      week ? 1 + (d.month - 1) * 17 / 4 + d.day / 8 : (d.month + 2) / 3);
        return;
    }
    if (kind)
        strbuf_printf(&g->text, "-%02d", d.month);
    if (kind > 2)
        strbuf_printf(&g->text, "-%02d", d.day);
    if (kind > 4)
        strbuf_printf(&g->text, "T%02d", d.hour);
    if (kind > 4 && chance_below(g->chance, 2))
        strbuf_printf(&g->text, ":%02d%s", d.minute, CHANCE_OF(g->chance, zones));
}

static void make_date(gleaner *g)
{
    static const char *const heads[] = {"after:", "before:", "since:", "until:", "date:", "date:"};
    static const char *const others[] = {
        "date:2009-W21",   "date:2010-Q2",     "older:14y",      "newer:13y",
        "date:..2009-06",  "date:2010-03..",   "date:1970",      "date:2009-10-01T12:00Z..",
        "date:today",      "date:yesterday",   "date:this-week", "after:last-week",
        "date:this-month", "until:last-month", "date:this-year", "before:last-year",
        "newer:36h",       "newer:3m",         "older:20d"};
    if (chance_below(g->chance, 4) == 0) {
        strbuf_text(&g->text, CHANCE_OF(g->chance, others));
        return;
    }
    strbuf_text(&g->text, CHANCE_OF(g->chance, heads));
    add_date(g);
    if (strstr(g->text.ptr, "date:") && chance_below(g->chance, 3) == 0)
        strbuf_text(&g->text, "..2030-09-30");
}

/* A whole value, in quotes; nothing of one that has some. */
static void add_value(gleaner *g, const char *field, morgue_str value)
{
    if (value.len && !memchr(value.ptr, '"', value.len) && !memchr(value.ptr, '\\', value.len))
        strbuf_printf(&g->text, "%s:\"%.*s\"", field, STR_ARGS(value));
}

/* How one begins; nothing of what a bare word cannot have. */
static void add_start(gleaner *g, const char *field, morgue_str value, size_t bytes)
{
    morgue_str head = str_range(value, 0, bytes);
    for (size_t i = 0; i < head.len; i++)
        if (!ascii_alpha(head.ptr[i]) && !ascii_digit(head.ptr[i]) && !strchr("/-.:", head.ptr[i]))
            return;
    if (head.len >= 3)
        strbuf_printf(&g->text, "%s:%.*s*", field, STR_ARGS(head));
}

static void make_label(gleaner *g)
{
    const morgue_article *a = some_article(g);
    morgue_str tag = a->tag_count ? a->tags[0] : STR("");
    switch (chance_below(g->chance, 9)) {
    case 0:
        add_value(g, "id", a->id);
        return;
    case 1:
        add_start(g, "id", a->id, 6);
        return;
    case 2:
        add_start(g, "url", a->url, 45);
        return;
    case 3:
        add_value(g, "section", a->section);
        return;
    case 4:
        add_value(g, "byline", a->byline);
        return;
    case 5:
        add_start(g, "tag", tag, 3);
        return;
    case 6:
        add_value(g, "desk", tag);
        return;
    default:
        add_value(g, "tag", a->tag_count ? a->tags[a->tag_count - 1] : tag);
    }
}

static void make_value(gleaner *g)
{
    static const char *const fixed[] = {
        "lang:en",
        "lang:en-us",
        "lang:*",
        "source:reuters",
        "source:\"reuters news\"",
        "source:*",
        "source:reuters.com",
        "site:reut*",
        "priority:high",
        "priority:*",
        "tag:*",
        "desk:*",
        "byline:*",
        "section:*",
        "date:*",
        "-date:*",
        "person:*",
        "org:*",
        "place:*",
        "entity:*",
        "headline:*",
        "lede:*",
        "url:*",
        "wc:>500",
        "wc:200..400",
        "wc:<=150",
        "*",
        "tag:markets,economy",
        "byline:(u.s. OR china)",
        "query:banks",
        "query:late",
        "query:late",
    };
    const char *kind;
    morgue_str name;
    switch (chance_below(g->chance, 5)) {
    case 0:
        strbuf_text(&g->text, CHANCE_OF(g->chance, fixed));
        return;
    case 1:
        make_name(g);
        return;
    case 2:
        name = some_name(g, &kind);
        if (name.len)
            strbuf_printf(&g->text, "about:\"%.*s\"", STR_ARGS(name));
        return;
    case 3:
        name = some_name(g, &kind);
        if (name.len >= 3 && ascii_alpha(name.ptr[0]) && ascii_alpha(name.ptr[1]) &&
            ascii_alpha(name.ptr[2]))
            strbuf_printf(&g->text, "%s:%.3s*", kind, name.ptr);
        return;
    default:
        make_label(g);
    }
}

/* ---- lists ---- */

/* count texts by make(), which appends one, or nothing now and then. */
static choices glean(gleaner *g, size_t count, void (*make)(gleaner *))
{
    const char **items = arena_alloc(g->memory, count * sizeof *items);
    assert_non_null(items);
    for (size_t i = 0; i < count;) {
        strbuf_clear(&g->text);
        make(g);
        if (g->text.len)
            items[i++] = keep(g);
    }
    return (choices){items, count};
}

question_words real_words(oracle *o, chance *c, arena *memory)
{
    gleaner g = {.oracle = o, .chance = c, .memory = memory};
    question_words words = {.words = glean(&g, WORDS, make_word),
                            .phrases = glean(&g, PHRASES, make_phrase),
                            .operands = glean(&g, OPERANDS, make_operand),
                            .names = glean(&g, NAMES, make_name),
                            .likes = glean(&g, LIKES, make_like),
                            .starts = glean(&g, STARTS, make_start),
                            .dates = glean(&g, DATES, make_date),
                            .values = glean(&g, VALUES, make_value)};
    strbuf_free(&g.text);
    return words;
}
