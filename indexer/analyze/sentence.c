/* Sentences and paragraphs: what the text between two words says about them. */
#include "analyze_internal.h"

typedef struct word_set {
    const char *const *words;
    size_t count;
} word_set;

#define SET(array) ((word_set){array, sizeof array / sizeof *(array)})

/* Before a name: their full stop ends no sentence. */
static const char *const titles[] = {
    "mr", "mrs",  "ms",  "dr",   "prof", "sen", "gov",  "gen",  "rep", "reps", "sens", "col",
    "lt", "sgt",  "maj", "capt", "cmdr", "adm", "rev",  "hon",  "st",  "mt",   "ft",   "messrs",
    "sr", "pres", "sec", "supt", "cpl",  "pvt", "brig", "atty", "vs",  "fr",   "mme",  "mlle",
};

/* Their full stop ends a sentence only if the next word looks like a start. */
static const char *const shortened[] = {
    "inc", "corp", "co",   "ltd",  "plc",  "llc",  "bros", "jr",   "jan",  "feb", "mar",   "apr",
    "jun", "jul",  "aug",  "sep",  "sept", "oct",  "nov",  "dec",  "mon",  "tue", "wed",   "thu",
    "fri", "sat",  "sun",  "ave",  "blvd", "rd",   "dept", "univ", "assn", "est", "calif", "conn",
    "fla", "mass", "mich", "minn", "pa",   "tenn", "va",   "wash", "wis",  "etc", "intl",
};

/* Their full stop is of a number: "No. 5". */
static const char *const numbered[] = {"no", "nos", "art", "fig", "vol", "pp", "nr"};

static const char *const starters[] = {
    "the",    "a",     "an",    "in",    "it",      "he",   "she",    "but",       "and",
    "they",   "this",  "that",  "we",    "i",       "on",   "at",     "for",       "as",
    "if",     "when",  "while", "after", "his",     "her",  "its",    "their",     "there",
    "these",  "those", "with",  "by",    "to",      "from", "before", "however",   "some",
    "many",   "most",  "what",  "who",   "you",     "our",  "my",     "since",     "although",
    "though", "no",    "not",   "under", "last",    "also", "both",   "meanwhile", "despite",
    "so",     "such",  "then",  "other", "another", "or",
};

static bool has(word_set set, morgue_str word)
{
    for (size_t i = 0; i < set.count; i++)
        if (set.words[i][0] == word.ptr[0] && str_is(word, set.words[i]))
            return true;
    return false;
}

/* What was seen on the way from one word to the next. */
typedef struct gap {
    bool stopped; /* in a stop, perhaps with closing quotes behind it */
    bool ended;   /* white space followed */
    bool wide;    /* a full stop that needs no space */
    unsigned stops;
    bool at_once; /* the first stop touches the word */
    bool all_dots;
    unsigned newlines;
    bool paragraph;
} gap;

static void see_space(gap *g, uint32_t c)
{
    g->ended |= g->stopped;
    g->stopped = false;
    if (c == '\n' || c == 0x2029)
        g->newlines += c == '\n' ? 1 : 2;
    g->paragraph |= g->newlines > 1;
}

static void see(gap *g, glyph c, bool first)
{
    if (c.class == CHAR_SPACE) {
        see_space(g, c.c);
        return;
    }
    g->newlines = 0;
    switch (c.class) {
    case CHAR_WIDE_STOP:
        g->wide = true;
        break;
    case CHAR_DOT:
    case CHAR_STOP:
        g->at_once |= first;
        g->all_dots &= c.class == CHAR_DOT;
        g->stopped = true;
        if (g->stops < 2)
            g->stops++;
        break;
    case CHAR_CLOSER:
    case CHAR_APOSTROPHE:
        break;
    default:
        g->stopped = false;
    }
}

static gap look(const scan *s, size_t from)
{
    gap g = {.all_dots = true, .stopped = s->dotted};
    for (size_t at = s->gap_from; at < from;) {
        glyph c = chars__at(s->text, at);
        see(&g, c, at == s->gap_from);
        at += c.size;
    }
    return g;
}

/* The word before the full stop is one that is written with it. */
static bool goes_on(const scan *s, const token *last, glyph next, morgue_str norm)
{
    if (s->dotted)
        return !has(SET(starters), norm);
    if (last->kind != TOKEN_WORD || last->norm.len > 6 || last->possessive)
        return false;
    if (has(SET(titles), last->norm))
        return last->capital || str_is(last->norm, "vs");
    if (has(SET(numbered), last->norm))
        return next.class == CHAR_DIGIT;
    bool initial = last->capital && last->exact.len == 0 && last->norm.len == 1;
    if (initial && last->norm.ptr[0] != 'i')
        return !has(SET(starters), norm);
    return last->capital && has(SET(shortened), last->norm) && !has(SET(starters), norm);
}

static bool ends_sentence(const scan *s, const gap *g, size_t from, morgue_str norm)
{
    if (g->wide)
        return true;
    glyph next = chars__at(s->text, from);
    if (!g->ended || next.lower)
        return false;
    bool weak = s->dotted ? g->stops == 0 : g->stops == 1 && g->at_once && g->all_dots;
    return !weak || !goes_on(s, &s->list->tokens[s->last], next, norm);
}

void sentence__gap(scan *s, size_t from, morgue_str norm)
{
    if (from == s->gap_from)
        return;
    gap g = look(s, from);
    if (g.paragraph) {
        s->paragraph++;
        s->paragraph_from = from;
        s->shouting = SHOUTING_UNKNOWN;
    }
    if (g.paragraph || ends_sentence(s, &g, from, norm))
        s->sentence++;
}

/* Looks from the paragraph's start to its first lower-case letter or its end. */
static shouting listen(const scan *s)
{
    unsigned newlines = 0;
    for (size_t at = s->paragraph_from; at < s->text.len;) {
        glyph c = chars__at(s->text, at);
        if (c.lower)
            return SHOUTING_NO;
        if (c.c == '\n')
            newlines++;
        else if (c.class != CHAR_SPACE)
            newlines = 0;
        if (newlines > 1 && at > s->at)
            return SHOUTING_YES;
        at += c.size;
    }
    return SHOUTING_YES;
}

bool sentence__shouts(scan *s)
{
    if (s->question)
        return false;
    if (s->shouting == SHOUTING_UNKNOWN)
        s->shouting = listen(s);
    return s->shouting == SHOUTING_YES;
}
