/* What the files of the oracle share. */
#ifndef ORACLE_INTERNAL_H
#define ORACLE_INTERNAL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "oracle.h"

/* The texts of an article that have words. */
enum { TITLE, STANDFIRST, BODY, BYLINE, SOURCE, SECTION, DESK, TEXTS };

typedef struct known {
    morgue_article *article;
    token_list texts[TEXTS];
    mention_list in_title, in_body;
    arena facets; /* values that were handed out */
} known;

struct oracle {
    const morgue_config *config;
    analyzer *analyzer;
    alias_table *aliases;
    recogniser *recogniser;
    known *articles[ORACLE_MAX];
    size_t count;
    token_list tokens;
    strbuf folded;
};

/* ---- oracle_words.c: words in one text ---- */

/* The first tokens of a list. */
typedef struct passage {
    const token_list *list;
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
} pattern;

#define PATTERNS 32

/* A word, phrase or wildcard, ready to be looked for. */
typedef struct sought {
    pattern words[PATTERNS]; /* one after the other */
    size_t count;
    unsigned slop;
    pattern compound; /* or this alone, unless its text is empty */
    char text[256];   /* of a pattern with wildcards inside */
} sought;

/* stems: the field knows them. What out points at lives until the next analysis
 * into list. */
void oracle__seek(oracle *o, const node *n, bool stems, token_list *list, sought *out);

/* The words of a name of the alias table, in a row. */
void oracle__seek_name(morgue_str name, sought *out);

/* Positions first to last of a text. */
typedef struct stretch {
    uint32_t first, last;
} stretch;

/* None twice; all zero is empty. */
typedef struct stretches {
    stretch *items;
    size_t count, capacity;
} stretches;

void oracle__add_stretch(stretches *list, uint32_t first, uint32_t last);

/* Adds all that a leaf covers. */
void oracle__find(const sought *s, passage p, stretches *out);

/* ---- oracle_positions.c ---- */

#define PASSAGES 3

/* Whether the leaf or operator about the order of words is true of the passages. */
bool oracle__positions(oracle *o, const node *n, bool stems, const passage *passages, size_t count);

/* ---- oracle_entities.c ---- */

/* kinds: a bit a kind. */
bool oracle__names(oracle *o, const known *k, const node *n, unsigned kinds, bool about);
bool oracle__ticker(oracle *o, const known *k, const node *n);
bool oracle__has_kind(const known *k, entity_kind kind);

/* What the alias table says that a question means. */
typedef struct meant {
    morgue_str surfaces[64];
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
