/*
 * The forms of one article, numbered as they come. A word is found by the number
 * that the analyzer gave it, in an array; what has no such number by its key.
 * Private.
 */
#ifndef FORMS_H
#define FORMS_H

#include "form.h"
#include "form_key.h"
#include "intern.h"

/* A form of the article. */
typedef struct local_form {
    uint32_t word;  /* the analyzer's number; 0: it has none, or not of this generation */
    uint32_t other; /* then: its number in others */
    uint32_t wdf;
} local_form;

/* The form of a word in the article of that stamp; 0: its key is not known yet. */
typedef struct word_form {
    uint32_t stamp, local;
} word_form;

/* All zero is empty. */
typedef struct forms {
    local_form *locals;
    size_t count, capacity;
    /* By the analyzer's number, whose generation is that of the keys. */
    word_form *words;
    const form_key **keys;
    size_t word_capacity; /* of both */
    form_keys *memory;    /* of the keys; the drafts that use them share it */
    uint32_t generation;
    uint32_t stamp;
    /* Forms that words do not find: all of the article when careful, which it is
     * once one of them may come again under another number, or without one. */
    intern others;
    uint32_t *other_locals; /* by number in others */
    size_t other_capacity;
    bool careful;
    strbuf key;
} forms;

/* Starts an article. False without memory. */
bool draft__forms_begin(forms *f);

/* Called when tokens of another call of analyze() come. False without memory. */
bool draft__forms_sync(forms *f, const analyzer *a);

/* What draft__form_of() finds out when it does not know. */
uint32_t draft__form_afresh(forms *f, const token *tokens, size_t count);

/* The number, in the article, of the form of a primary token and its alternates,
 * count tokens in all. UINT32_MAX without memory. */
static inline uint32_t draft__form_of(forms *f, const token *tokens, size_t count)
{
    const token *t = &tokens[0];
    if (count == 1 && t->exact.len == 0) {
        const word_form *word = &f->words[t->word]; /* of 0 none is ever valid */
        if (word->stamp == f->stamp)
            return word->local;
    }
    return draft__form_afresh(f, tokens, count);
}

/* Begins to fetch what draft__form_of() will look at for a token. */
static inline void draft__form_prepare(const forms *f, const token *t)
{
    __builtin_prefetch(&f->words[t->word]);
}

/* Gives back what a giant article needed. */
void draft__forms_shrink(forms *f);

void draft__forms_free(forms *f);

#endif
