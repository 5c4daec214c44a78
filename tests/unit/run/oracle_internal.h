/* What the files of the oracle share. */
#ifndef ORACLE_INTERNAL_H
#define ORACLE_INTERNAL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "map.h"
#include "oracle.h"

/* Never NULL: the test ends without memory. */
void *oracle__must(void *p);

/* The texts of an article that have words. */
enum { TITLE, STANDFIRST, BODY, BYLINE, SOURCE, SECTION, DESK, TEXTS };

/* The facets, those of entities first, in the order of entity_kind. */
enum { FACETS = 10 };
extern const char *const oracle__facets[FACETS];

/* What a question can see of a token. All that are different are numbered, so that
 * each is looked at once a question. */
typedef struct word_form {
    morgue_str norm, exact, stem;
} word_form;

/* Likewise of a mention. */
typedef struct known_surface {
    entity_kind kind;
    morgue_str text;
    const entity *entity; /* NULL: no record claims it */
} known_surface;

typedef struct numbered_text {
    token_list list;
    uint32_t *forms;   /* of each token, its number */
    uint32_t *primary; /* at each position, the token that is not an alternate */
} numbered_text;

typedef struct mentioned {
    uint32_t surface; /* its number */
    bool nationality;
    bool prominent; /* in the headline or the lede */
} mentioned;

typedef struct values {
    const morgue_str *items;
    size_t count;
    bool known;
} values;

typedef struct known {
    morgue_article *article;
    numbered_text texts[TEXTS];
    unsigned char *has; /* a bit a form, up to form number has_forms - 1 */
    size_t has_forms;
    mentioned *mentions;
    size_t mention_count;
    bool tickers; /* some token is one */
    values facets[FACETS];
    arena memory;
} known;

struct oracle {
    const morgue_config *config;
    analyzer *analyzer;
    alias_table *aliases;
    recogniser *recogniser;
    known *articles[ORACLE_MAX];
    size_t count;
    word_form *forms;
    size_t form_count, form_capacity;
    known_surface *surfaces;
    size_t surface_count, surface_capacity;
    map form_numbers, surface_numbers;
    arena texts; /* of forms and surfaces */
    token_list tokens;
    strbuf folded, key;
    struct recalled *recalled; /* of the question at hand */
    arena question;
    bool read_all;      /* take no short cuts */
    size_t cap;         /* words that a wildcard may stand for */
    oracle_bound bound; /* of what is looked at now */
    bool whole_text;    /* that is asked for without a field */
};

/* ---- what was found out about a question, once for all articles ---- */

typedef enum purpose { FOR_WORDS, FOR_NAMES, FOR_MENTIONS, FOR_VALUE, FOR_SAVED, FOR_DATE } purpose;

/* size zeroed bytes for a node and a purpose, the same ones until the question is
 * answered; *made: they are new. */
void *oracle__recall(oracle *o, const node *n, purpose why, size_t size, bool *made);

/* Of the question, until it is answered. */
void *oracle__room(oracle *o, size_t size);
morgue_str oracle__keep(oracle *o, morgue_str s);

/* ---- oracle_articles.c ---- */

morgue_str oracle__declared(const morgue_article *a, const char *name);

/* ---- oracle_dates.c ---- */

/* In seconds since 1970 UTC, both ends inclusive; open ones are INT64_MIN and INT64_MAX. */
typedef struct stretch_of_time {
    int64_t first, last;
} stretch_of_time;

/* What a date clause of the question names. */
stretch_of_time oracle__when(const morgue_query *q, const node *n);

/* ---- oracle_words.c: words in one text ---- */

/* The first tokens of a text. */
typedef struct passage {
    const numbered_text *text;
    size_t count;
} passage;

typedef enum shape {
    SHAPE_SURFACE,
    SHAPE_STEM,
    SHAPE_START,
    SHAPE_PATTERN,
    SHAPE_ONE_WRONG,
    SHAPE_TWO_WRONG
} shape;

/* What a token must look like. */
typedef struct pattern {
    morgue_str text;
    shape shape;
    bool touches; /* the next word must follow without anything between */
    bool *fits;   /* by number of form, all up to now */
    uint32_t *which;
    size_t which_count; /* forms that fit */
} pattern;

#define PATTERNS 32

/* A word, phrase or wildcard, ready to be looked for. */
typedef struct sought {
    pattern words[PATTERNS]; /* one after the other */
    size_t count;
    unsigned slop;
    pattern compound; /* or this alone, unless its text is empty */
} sought;

/* stems: the field knows them. */
const sought *oracle__seek(oracle *o, const node *n, bool stems);

/* Whether a wildcard or spelling stands for the word. */
bool oracle__is_like(morgue_str word, const pattern *p);

/* The words of a name of the alias table, in a row. */
void oracle__seek_name(oracle *o, morgue_str name, sought *out);

/* Whether the article has words as sought anywhere: else it need not be read. */
bool oracle__may_have(const known *k, const sought *s);

/* Positions first to last of a text. */
typedef struct stretch {
    uint32_t first, last;
} stretch;

/* All zero is empty. */
typedef struct stretches {
    stretch *items;
    size_t count, capacity;
} stretches;

void oracle__add_stretch(stretches *list, uint32_t first, uint32_t last);

/* Adds all that a leaf covers; or one, when that is enough. */
void oracle__find(const sought *s, passage p, bool one, stretches *out);

/* ---- oracle_partial.c ---- */

/* Of the forms that fit a wildcard leaves the most frequent, if it is over the cap. */
void oracle__cap_words(oracle *o, pattern *p);

/* Below what is excluded the least becomes the most; returns what the bound was. */
oracle_bound oracle__turn(oracle *o);

/* ---- oracle_positions.c ---- */

#define PASSAGES 3

/* Whether the leaf or operator about the order of words is true of the passages. */
bool oracle__positions(oracle *o, const known *k, const node *n, bool stems,
                       const passage *passages, size_t count);

/* ---- oracle_entities.c ---- */

/* kinds: a bit a kind. */
bool oracle__names(oracle *o, const known *k, const node *n, unsigned kinds, bool about);
bool oracle__ticker(oracle *o, const known *k, const node *n);
bool oracle__has_kind(const oracle *o, const known *k, entity_kind kind);

/* What the alias table says that a question means. */
typedef struct meant {
    morgue_str surfaces[1024];
    size_t count;
} meant;

/* The names of one kind, or of a company by its ticker, that n asks for; they live
 * until the next analysis. */
void oracle__meant(oracle *o, const node *n, entity_kind kind, bool ticker, meant *out);

/* The names of one kind that some article mentions and that begin as n does; they live as
 * long as the articles. */
void oracle__begun(oracle *o, const node *n, entity_kind kind, meant *out);

/* The head of the body that is its lede, as a number of tokens. */
size_t oracle__lede(const token_list *body);

#endif
