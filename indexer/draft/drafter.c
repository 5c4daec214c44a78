/* From an article to its draft: check, analyse, gather, pack. */
#include "draft_internal.h"

#include "article_copy.h"
#include "error.h"

#include <stdlib.h>

/* What is kept for the next article. */
#define KEPT_TOKENS 200000
#define KEPT_TERMS  20000
#define KEPT_BYTES  (1u << 20)

morgue_status drafter_new(drafter **out, const morgue_config *config, const recogniser *names,
                          morgue_error *err)
{
    *out = NULL;
    drafter *d = calloc(1, sizeof *d);
    if (!d)
        return fail_nomem(err);
    d->config = config;
    d->names = names;
    morgue_status status = analyzer_new(&d->analyzer, config->language, err);
    if (status)
        drafter_free(d);
    else
        *out = d;
    return status;
}

void drafter_free(drafter *d)
{
    if (!d)
        return;
    analyzer_free(d->analyzer);
    token_list_free(&d->title);
    token_list_free(&d->standfirst);
    token_list_free(&d->body);
    token_list_free(&d->field);
    mention_list_free(&d->in_title);
    mention_list_free(&d->in_body);
    map_free(&d->facet_index);
    free(d->facets);
    draft__forms_free(&d->forms);
    draft__intern_free(&d->terms);
    free(d->words);
    free(d->sentences);
    free(d->wdf);
    strbuf_free(&d->formats);
    strbuf_free(&d->term);
    strbuf_free(&d->folded);
    strbuf_free(&d->record);
    free(d);
}

void draft_free(draft *d)
{
    if (!d)
        return;
    form_keys_release(d->keys);
    arena memory = d->memory; /* the draft itself lies in it */
    arena_free(&memory);
}

/* What one giant article needed is not kept for the small ones. */
static void shrink(token_list *list)
{
    if (list->capacity > KEPT_TOKENS)
        token_list_free(list);
}

static void shrink_tokens(drafter *d)
{
    shrink(&d->title);
    shrink(&d->standfirst);
    shrink(&d->body);
    shrink(&d->field);
}

static void shrink_numbers(uint32_t **array, size_t *capacity)
{
    if (*capacity <= KEPT_TOKENS)
        return;
    free(*array);
    *array = NULL;
    *capacity = 0;
}

static void shrink_text(strbuf *b)
{
    if (b->cap > KEPT_BYTES)
        strbuf_free(b);
}

static void shrink_rest(drafter *d)
{
    draft__forms_shrink(&d->forms);
    shrink_numbers(&d->words, &d->word_capacity);
    shrink_numbers(&d->sentences, &d->sentence_capacity);
    shrink_text(&d->formats);
    shrink_text(&d->record);
    shrink_text(&d->folded);
    if (d->terms.count > KEPT_TERMS) {
        draft__intern_free(&d->terms);
        shrink_numbers(&d->wdf, &d->wdf_capacity);
    }
}

static morgue_status reset(drafter *d, morgue_error *err)
{
    draft__intern_clear(&d->terms);
    map_clear(&d->facet_index);
    d->facet_count = 0;
    d->text_count = 0;
    d->word_count = 0;
    d->sentence_count = 0;
    d->failed = false;
    strbuf_clear(&d->formats);
    return draft__forms_begin(&d->forms) ? MORGUE_OK : fail_nomem(err);
}

/* Everything that is found in the article, into the drafter's own memory. */
static morgue_status gather(drafter *from, const morgue_article *a, morgue_str file,
                            morgue_error *err)
{
    morgue_status status = article_check(a, err);
    if (!status)
        status = reset(from, err);
    if (!status)
        status = draft__add_words(from, a, err);
    if (!status)
        status = draft__add_fields(from, a, file, err);
    if (!status)
        status = draft__add_entities(from, a, err);
    return !status && (from->failed || from->formats.failed) ? fail_nomem(err) : status;
}

morgue_status drafter_make_from(drafter *from, const morgue_article *a, morgue_str file,
                                arena *memory, draft **out, morgue_error *err)
{
    *out = NULL;
    morgue_status status = gather(from, a, file, err);
    /* Of a giant article tokens and draft do not stand in memory together. */
    shrink_tokens(from);
    if (!status)
        status = draft__pack(from, a, memory, out, err);
    shrink_rest(from);
    return status;
}

/* "a.jsonl" of "a.jsonl#17". */
static morgue_str file_of(morgue_str path)
{
    size_t at = path.len;
    while (at > 0 && ascii_digit(path.ptr[at - 1]))
        at--;
    bool member = at > 1 && at < path.len && path.ptr[at - 1] == '#';
    return str_range(path, 0, member ? at - 1 : path.len);
}

morgue_status drafter_make(drafter *from, const morgue_article *a, draft **out, morgue_error *err)
{
    return drafter_make_from(from, a, file_of(a->path), NULL, out, err);
}
