/* From an article to its draft: check, analyse, gather, pack. */
#include "draft_internal.h"
#include "draft_record.h"
#include "terms.h"

#include "article_copy.h"
#include "error.h"
#include "reading.h"

#include <stdlib.h>

#define KEPT_TOKENS 200000

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
    draft__postings_free(&d->postings);
    token_list_free(&d->title);
    token_list_free(&d->standfirst);
    token_list_free(&d->body);
    token_list_free(&d->field);
    mention_list_free(&d->in_title);
    mention_list_free(&d->in_body);
    map_free(&d->facet_index);
    free(d->facets);
    free(d->stems);
    strbuf_free(&d->term);
    strbuf_free(&d->folded);
    strbuf_free(&d->record);
    free(d);
}

void draft_free(draft *d)
{
    if (!d)
        return;
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

static void shrink_postings(drafter *d)
{
    if (d->postings.occurrence_capacity > 4 * KEPT_TOKENS ||
        d->postings.entry_capacity > KEPT_TOKENS)
        draft__postings_free(&d->postings);
}

void draft_set_print(draft *d, const fingerprint *print)
{
    d->print = *print;
    memcpy((char *)d->record.ptr, print->bytes, sizeof print->bytes);
}

static void reset(drafter *d)
{
    draft__postings_clear(&d->postings);
    map_clear(&d->facet_index);
    d->facet_count = 0;
    d->stem_count = 0;
}

static int by_facet(const void *a, const void *b)
{
    const draft_facet *x = a, *y = b;
    return x->facet != y->facet ? (x->facet > y->facet) - (x->facet < y->facet)
                                : str_compare(x->key, y->key);
}

static morgue_status copy_facets(const drafter *from, draft *d, morgue_error *err)
{
    draft_facet *facets = arena_alloc(&d->memory, (from->facet_count + 1) * sizeof *facets);
    if (!facets)
        return fail_nomem(err);
    for (size_t i = 0; i < from->facet_count; i++) {
        facets[i] = from->facets[i];
        facets[i].key = arena_copy(&d->memory, from->facets[i].key);
        facets[i].display = arena_copy(&d->memory, from->facets[i].display);
        if (!facets[i].key.ptr || !facets[i].display.ptr)
            return fail_nomem(err);
    }
    qsort(facets, from->facet_count, sizeof *facets, by_facet);
    d->facets = facets;
    d->facet_count = from->facet_count;
    return MORGUE_OK;
}

static morgue_status copy_stems(const drafter *from, draft *d, morgue_error *err)
{
    draft_stem *stems = arena_alloc(&d->memory, (from->stem_count + 1) * sizeof *stems);
    if (!stems)
        return fail_nomem(err);
    for (size_t i = 0; i < from->stem_count; i++) {
        stems[i].stem = arena_copy(&d->memory, from->stems[i].stem);
        stems[i].surface = arena_copy(&d->memory, from->stems[i].surface);
        if (!stems[i].stem.ptr || !stems[i].surface.ptr)
            return fail_nomem(err);
    }
    d->stems = stems;
    d->stem_count = from->stem_count;
    return MORGUE_OK;
}

static morgue_status copy_rest(drafter *from, const morgue_article *a, draft *d, morgue_error *err)
{
    d->date = a->date;
    d->text_bytes = a->title.len + a->standfirst.len + a->body.len;
    d->print = article_fingerprint(a);
    strbuf_clear(&from->record);
    morgue_status status = record_pack(a, &d->print, &from->folded, &from->record, err);
    if (status)
        return status;
    d->record = arena_copy(&d->memory, strbuf_view(&from->record));
    d->id = arena_copy(&d->memory, a->id);
    d->path = arena_copy(&d->memory, a->path);
    return d->record.ptr && d->id.ptr && d->path.ptr ? MORGUE_OK : fail_nomem(err);
}

/* Everything that is found in the article, into the drafter's own memory. */
static morgue_status gather(drafter *from, const morgue_article *a, morgue_str file,
                            morgue_error *err)
{
    morgue_status status = article_check(a, err);
    if (!status)
        status = draft__analyze(from, a, err);
    if (!status)
        status = draft__add_words(from, a, err);
    if (!status)
        status = draft__add_fields(from, a, file, err);
    return status ? status : draft__add_entities(from, a, err);
}

/* Into the draft's. Of a giant article tokens, gathered terms and the draft do
 * not stand in memory together: each goes as soon as it has served. */
static morgue_status fill(drafter *from, const morgue_article *a, draft *d, morgue_error *err)
{
    d->words = from->title.positions + from->standfirst.positions + from->body.positions;
    morgue_status status = copy_stems(from, d, err);
    shrink_tokens(from);
    if (!status)
        status = draft__postings_finish(&from->postings, d, err);
    shrink_postings(from);
    if (!status)
        status = copy_facets(from, d, err);
    return status ? status : copy_rest(from, a, d, err);
}

morgue_status drafter_make_from(drafter *from, const morgue_article *a, morgue_str file,
                                draft **out, morgue_error *err)
{
    *out = NULL;
    arena memory = {0};
    draft *d = arena_alloc(&memory, sizeof *d);
    if (!d)
        return fail_nomem(err);
    d->memory = memory;
    reset(from);
    morgue_status status = gather(from, a, file, err);
    if (!status)
        status = fill(from, a, d, err);
    shrink_tokens(from);
    shrink_postings(from);
    if (status)
        draft_free(d);
    else
        *out = d;
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
    return drafter_make_from(from, a, file_of(a->path), out, err);
}
