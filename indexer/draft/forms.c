/* The forms of an article. */
#include "forms.h"

#include <stdlib.h>

/* Forms of one article whose room is kept for the next. */
#define KEPT_FORMS 20000

/* Words for which there is room at first. */
#define FIRST_WORDS 4096

void draft__forms_shrink(forms *f)
{
    if (f->capacity > KEPT_FORMS) {
        free(f->locals);
        f->locals = NULL;
        f->count = f->capacity = 0;
    }
    if (f->others.count > KEPT_FORMS) {
        draft__intern_free(&f->others);
        free(f->other_locals);
        f->other_locals = NULL;
        f->other_capacity = 0;
    }
}

/* Room for words of these numbers. */
static bool cover(forms *f, uint32_t largest)
{
    if (largest < f->word_capacity)
        return true;
    size_t capacity = f->word_capacity ? f->word_capacity : FIRST_WORDS;
    while (capacity <= largest)
        capacity *= 2;
    word_form *words = realloc(f->words, capacity * sizeof *words);
    f->words = words ? words : f->words;
    const form_key **keys = words ? realloc(f->keys, capacity * sizeof *keys) : NULL;
    if (!keys)
        return false;
    memset(words + f->word_capacity, 0, (capacity - f->word_capacity) * sizeof *words);
    f->keys = keys;
    f->word_capacity = capacity;
    return true;
}

bool draft__forms_begin(forms *f)
{
    if (!f->memory)
        f->memory = form_keys_new();
    if (!f->memory || !cover(f, 0))
        return false;
    if (++f->stamp == 0) { /* after four thousand million articles */
        memset(f->words, 0, f->word_capacity * sizeof *f->words);
        f->stamp = 1;
    }
    f->count = 0;
    f->careful = false;
    draft__intern_clear(&f->others);
    return true;
}

static uint32_t add_local(forms *f, uint32_t word, uint32_t other)
{
    if (!draft__grow((void **)&f->locals, f->count, &f->capacity, sizeof *f->locals))
        return UINT32_MAX;
    f->locals[f->count] = (local_form){word, other, 0};
    return (uint32_t)f->count++;
}

/* The number of a key in others, with room for its local. */
static uint32_t intern_key(forms *f, morgue_str key)
{
    uint32_t at = draft__intern(&f->others, key);
    if (at == INTERN_FAILED ||
        !draft__grow((void **)&f->other_locals, at, &f->other_capacity, sizeof *f->other_locals))
        return INTERN_FAILED;
    return at;
}

/* Finds or adds a form by its key. */
static uint32_t find_by_key(forms *f, const token *tokens, size_t count)
{
    strbuf_clear(&f->key);
    form_write(tokens, count, &f->key);
    uint32_t before = f->others.count;
    uint32_t at = f->key.failed ? INTERN_FAILED : intern_key(f, strbuf_view(&f->key));
    if (at == INTERN_FAILED)
        return UINT32_MAX;
    if (at == before)
        f->other_locals[at] = add_local(f, 0, at);
    return f->other_locals[at];
}

/* From here on all forms of the article are found by their keys. */
static bool take_care(forms *f)
{
    for (size_t i = 0; !f->careful && i < f->count; i++) {
        local_form *form = &f->locals[i];
        uint32_t at = form->word ? intern_key(f, form_key_text(f->keys[form->word])) : form->other;
        if (at == INTERN_FAILED)
            return false;
        form->other = at;
        f->other_locals[at] = (uint32_t)i;
    }
    f->careful = true;
    return true;
}

bool draft__forms_sync(forms *f, const analyzer *a)
{
    if (!cover(f, analyzer_words(a)))
        return false;
    if (f->generation == analyzer_generation(a))
        return true;
    if (f->count && !take_care(f))
        return false;
    for (size_t i = 0; i < f->count; i++)
        f->locals[i].word = 0;
    form_keys *fresh = form_keys_new();
    if (!fresh)
        return false;
    form_keys_release(f->memory);
    f->memory = fresh;
    f->generation = analyzer_generation(a);
    memset(f->words, 0, f->word_capacity * sizeof *f->words);
    return true;
}

/* Writes down the key of a word that this generation had in no article yet. */
static bool learn(forms *f, const token *t)
{
    strbuf_clear(&f->key);
    form_write(t, 1, &f->key);
    f->keys[t->word] = f->key.failed ? NULL : form_keys_add(f->memory, strbuf_view(&f->key));
    return f->keys[t->word] != NULL;
}

uint32_t draft__form_afresh(forms *f, const token *tokens, size_t count)
{
    const token *t = &tokens[0];
    bool plain = count == 1 && t->exact.len == 0;
    if (!plain)
        return find_by_key(f, tokens, count);
    if (!t->word && !take_care(f))
        return UINT32_MAX;
    word_form *word = &f->words[t->word];
    if (t->word && word->stamp == 0 && !learn(f, t))
        return UINT32_MAX;
    uint32_t local = f->careful ? find_by_key(f, tokens, 1) : add_local(f, t->word, 0);
    if (t->word && local != UINT32_MAX)
        *word = (word_form){f->stamp, local};
    return local;
}

void draft__forms_free(forms *f)
{
    free(f->words);
    free(f->keys);
    form_keys_release(f->memory);
    free(f->locals);
    strbuf_free(&f->key);
    draft__intern_free(&f->others);
    free(f->other_locals);
    *f = (forms){0};
}
