/*
 * The forms of one article, numbered as they come. A word is found by the number
 * that the analyzer gave it, in an array; what has no such number by its key.
 * Private.
 */
#ifndef FORMS_H
#define FORMS_H

#include "form.h"
#include "intern.h"

/* A form of the article. */
typedef struct local_form {
    uint64_t hash;      /* hash_bytes() of its key */
    size_t from;        /* where its key is in forms.text */
    uint16_t len, norm; /* bytes of the key, and of the norm at its head */
    uint32_t wdf;
    uint32_t word; /* the analyzer's number, of its latest generation; 0: it has none */
} local_form;

_Static_assert(FORM_LONGEST <= UINT16_MAX, "lengths of keys fit");

/* The form of a word in the article of that stamp. */
typedef struct word_form {
    uint32_t stamp, local;
    uint64_t hash; /* of its key; 0: not known yet */
} word_form;

/* All zero is empty. */
typedef struct forms {
    local_form *locals;
    size_t count, capacity;
    strbuf text;         /* their keys, one behind the other */
    word_form *words;    /* by the analyzer's number */
    uint32_t generation; /* of these numbers */
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
