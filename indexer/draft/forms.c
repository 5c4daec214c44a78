/* The forms of an article. */
#include "forms.h"

#include <stdlib.h>

/* Forms of one article whose room is kept for the next, and bytes of keys. */
#define KEPT_FORMS 20000
#define KEPT_BYTES (1u << 20)

void draft__forms_shrink(forms *f)
{
    if (f->capacity > KEPT_FORMS) {
        free(f->locals);
        f->locals = NULL;
        f->count = f->capacity = 0;
    }
    if (f->text.cap > KEPT_BYTES)
        strbuf_free(&f->text);
    if (f->others.count > KEPT_FORMS) {
        draft__intern_free(&f->others);
        free(f->other_locals);
        f->other_locals = NULL;
        f->other_capacity = 0;
    }
}

bool draft__forms_begin(forms *f)
{
    if (!f->words)
        f->words = calloc(ANALYZER_WORDS + 1, sizeof *f->words);
    if (!f->words)
        return false;
    if (++f->stamp == 0) { /* after four thousand million articles */
        memset(f->words, 0, (ANALYZER_WORDS + 1) * sizeof *f->words);
        f->stamp = 1;
    }
    f->count = 0;
    f->careful = false;
    strbuf_clear(&f->text);
    draft__intern_clear(&f->others);
    return true;
}

/* A new form, whose key is what text has from there on. *hash, when not 0, is
 * known to be that of the key. */
static uint32_t add_local(forms *f, size_t from, size_t norm, uint64_t *hash)
{
    const char *key = f->text.ptr + from;
    size_t len = f->text.len - from;
    if (f->text.failed ||
        !draft__grow((void **)&f->locals, f->count, &f->capacity, sizeof *f->locals))
        return UINT32_MAX;
    if (*hash == 0)
        *hash = hash_bytes(key, len);
    f->locals[f->count] =
        (local_form){.hash = *hash, .from = from, .len = (uint16_t)len, .norm = (uint16_t)norm};
    return (uint32_t)f->count++;
}

/* Finds or adds a form by its key. */
static uint32_t find_other(forms *f, morgue_str key, size_t norm)
{
    uint32_t before = f->others.count, at = draft__intern(&f->others, key);
    if (at == INTERN_FAILED)
        return UINT32_MAX;
    if (at < before)
        return f->other_locals[at];
    if (!draft__grow((void **)&f->other_locals, at, &f->other_capacity, sizeof *f->other_locals))
        return UINT32_MAX;
    size_t from = f->text.len;
    uint64_t hash = f->others.items[at].hash;
    strbuf_str(&f->text, key);
    return f->other_locals[at] = add_local(f, from, norm, &hash);
}

/* From here on all forms of the article are found by their keys. */
static bool take_care(forms *f)
{
    for (size_t i = 0; !f->careful && i < f->count; i++) {
        const local_form *form = &f->locals[i];
        uint32_t at = draft__intern(&f->others, (morgue_str){f->text.ptr + form->from, form->len});
        if (at == INTERN_FAILED || !draft__grow((void **)&f->other_locals, at, &f->other_capacity,
                                                sizeof *f->other_locals))
            return false;
        f->other_locals[at] = (uint32_t)i;
    }
    f->careful = true;
    return true;
}

bool draft__forms_sync(forms *f, const analyzer *a)
{
    if (f->generation == analyzer_generation(a))
        return true;
    f->generation = analyzer_generation(a);
    memset(f->words, 0, (ANALYZER_WORDS + 1) * sizeof *f->words);
    for (size_t i = 0; i < f->count; i++)
        f->locals[i].word = 0;
    return f->count == 0 || take_care(f);
}

static uint32_t find_by_key(forms *f, const token *tokens, size_t count)
{
    strbuf_clear(&f->key);
    form_write(tokens, count, &f->key);
    if (f->key.failed)
        return UINT32_MAX;
    return find_other(f, strbuf_view(&f->key), tokens[0].norm.len);
}

uint32_t draft__form_afresh(forms *f, const token *tokens, size_t count)
{
    const token *t = &tokens[0];
    bool plain = count == 1 && t->exact.len == 0;
    if (!plain)
        return find_by_key(f, tokens, count);
    if (!t->word && !take_care(f))
        return UINT32_MAX;
    uint32_t local;
    if (f->careful) {
        local = find_by_key(f, tokens, 1);
    } else {
        size_t from = f->text.len;
        form_write(tokens, 1, &f->text);
        local = add_local(f, from, t->norm.len, &f->words[t->word].hash);
    }
    if (t->word && local != UINT32_MAX) {
        f->words[t->word].stamp = f->stamp;
        f->words[t->word].local = local;
        f->locals[local].word = t->word;
    }
    return local;
}

void draft__forms_free(forms *f)
{
    free(f->words);
    free(f->locals);
    strbuf_free(&f->text);
    strbuf_free(&f->key);
    draft__intern_free(&f->others);
    free(f->other_locals);
    *f = (forms){0};
}
