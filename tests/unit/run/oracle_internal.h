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

typedef enum shape { SHAPE_SURFACE, SHAPE_STEM, SHAPE_START } shape;

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
} sought;

/* stems: the field knows them. What out points at lives until the next analysis
 * into list. */
void oracle__seek(oracle *o, const node *n, bool stems, token_list *list, sought *out);
bool oracle__found(const sought *s, passage p);

/* Some word of one list and some of the other at different positions, at most
 * distance apart; the first before the second if ordered. */
bool oracle__near(const pattern *a, size_t a_count, const pattern *b, size_t b_count,
                  unsigned distance, bool ordered, passage p);

/* ---- oracle_entities.c ---- */

/* kinds: a bit a kind. */
bool oracle__names(oracle *o, const known *k, const node *n, unsigned kinds, bool about);
bool oracle__ticker(oracle *o, const known *k, const node *n);
bool oracle__has_kind(const known *k, entity_kind kind);

/* The head of the body that is its lede, as a number of tokens. */
size_t oracle__lede(const token_list *body);

#endif
