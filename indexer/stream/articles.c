/* Stored articles: unpacking a run, finding a document in it, and texts from
 * their words. */
#include "stream_internal.h"

#include "article_copy.h"
#include "article_record.h"
#include "draft_text.h"
#include "error.h"
#include "form.h"

#include <limits.h>
#include <morgue/limits.h>
#include <stdlib.h>

/* A byte of deflate's output takes at least this share of a byte: 1032 : 1. */
#define HIGHEST_RATIO 1032
/* What a giant article needed is not kept. */
#define KEPT ((size_t)1 << 20)
/* Ranks below it are nine words in ten. */
#define KEPT_NORMS 4096

static morgue_status damaged(const stream_reader *r, morgue_error *err)
{
    return fail(err, MORGUE_CORRUPT, "%s is damaged: an article", r->name);
}

/* The number of the run that has a document, counted from 0. */
static bool find_run(stream_reader *r, uint32_t document, uint32_t *run, const stored_run **runs)
{
    uint32_t low = 0;
    uint32_t high = (uint32_t)(stream__length(r, SECTION_ARTICLE_DIRECTORY) / sizeof **runs) - 1;
    *runs = stream__section(r, SECTION_ARTICLE_DIRECTORY);
    if (!*runs || high == 0)
        return false;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if ((*runs)[middle].document <= document)
            low = middle;
        else
            high = middle;
    }
    *run = low;
    return (*runs)[low].document <= document && document < (*runs)[low + 1].document;
}

static bool make_room(stream_reader *r, size_t size)
{
    if (size <= r->run_capacity && r->run_capacity <= KEPT)
        return true;
    free(r->run);
    r->run_capacity = 0;
    r->run = malloc(size + 1);
    if (r->run)
        r->run_capacity = size + 1;
    return r->run != NULL;
}

static morgue_status unpack_run(stream_reader *r, uint32_t number, const stored_run *run,
                                morgue_error *err)
{
    uint64_t from = run[0].offset, to = run[1].offset;
    if (from > to || to > stream__length(r, SECTION_ARTICLES) ||
        run->raw / HIGHEST_RATIO > to - from)
        return damaged(r, err);
    const unsigned char *packed = stream__touch(r, SECTION_ARTICLES, from, to);
    if (!packed)
        return stream_status(r, err);
    r->run_number = UINT32_MAX;
    if (!r->unpacker)
        r->unpacker = stream__unpacker_new();
    if (!r->unpacker || !make_room(r, run->raw))
        return fail_nomem(err);
    morgue_status status = stream__unpack(
        r->unpacker, (morgue_str){(const char *)packed, (size_t)(to - from)}, r->run, run->raw);
    if (status)
        return status == MORGUE_NOMEM ? fail_nomem(err) : damaged(r, err);
    r->run_number = number;
    r->run_size = run->raw;
    r->run_at = 0;
    r->run_document = run->document;
    return MORGUE_OK;
}

morgue_status stream__payload(stream_reader *r, uint32_t docid, morgue_str *out, morgue_error *err)
{
    uint32_t number, document = docid - 1;
    const stored_run *runs;
    if (docid == 0 || docid > r->head->documents)
        return fail(err, MORGUE_INTERNAL, "%s has no document %lu", r->name, (unsigned long)docid);
    if (!find_run(r, document, &number, &runs))
        return stream_status(r, err) ? r->status : damaged(r, err);
    morgue_status status =
        number == r->run_number ? MORGUE_OK : unpack_run(r, number, &runs[number], err);
    if (status)
        return status;
    if (document < r->run_document) {
        r->run_at = 0;
        r->run_document = runs[number].document;
    }
    morgue_str rest = {r->run + r->run_at, r->run_size - r->run_at};
    /* The next in order is found at once. */
    for (;; r->run_document++, r->run_at = (uint32_t)(r->run_size - rest.len)) {
        if (!str_sized(&rest, out))
            return damaged(r, err);
        if (r->run_document == document)
            return MORGUE_OK;
    }
}

/* ---- texts from their words ---- */

/* The ranks of a field's words, in r->ranks. */
static morgue_status decode_ranks(stream_reader *r, const stream_view *v, morgue_error *err)
{
    if (v->words > r->rank_capacity || r->rank_capacity > KEPT) {
        free(r->ranks);
        r->rank_capacity = 0;
        r->ranks = malloc(v->words * sizeof *r->ranks);
        if (!r->ranks)
            return fail_nomem(err);
        r->rank_capacity = v->words;
    }
    const unsigned char *at = v->bytes, *end = at + v->size;
    for (uint32_t i = 0; i < v->words; i++) {
        r->ranks[i] = at < end ? stream__get(&at) : UINT32_MAX;
        if (r->ranks[i] >= r->head->forms)
            return damaged(r, err);
    }
    return at == end ? MORGUE_OK : damaged(r, err);
}

/* The norm of a word; those of common words are kept. */
static morgue_str norm_at(void *context, uint32_t position)
{
    stream_reader *r = context;
    form_part part;
    uint32_t rank = r->ranks[position];
    if (rank < KEPT_NORMS && r->norms[rank].ptr)
        return r->norms[rank];
    morgue_str key = stream_form(r, rank);
    if (!form_next(&key, &part))
        return (morgue_str){NULL, 0};
    if (rank < KEPT_NORMS)
        r->norms[rank] = part.norm;
    return part.norm;
}

static morgue_str *text_of(morgue_article *a, uint64_t field, size_t *limit)
{
    *limit = field == TEXT_HEADLINE || field == TEXT_BODY ? MORGUE_MAX_ARTICLE : MORGUE_MAX_FIELD;
    switch (field) {
    case TEXT_HEADLINE:
        return &a->title;
    case TEXT_STANDFIRST:
        return &a->standfirst;
    case TEXT_BODY:
        return &a->body;
    case TEXT_BYLINE:
        return &a->byline;
    case TEXT_SOURCE:
        return &a->source;
    case TEXT_SECTION:
        return &a->section;
    default:
        return NULL;
    }
}

static morgue_status rebuild(stream_reader *r, uint32_t docid, uint64_t field, morgue_str format,
                             arena *memory, morgue_article *out, morgue_error *err)
{
    size_t limit;
    stream_view view;
    morgue_str *text = text_of(out, field, &limit);
    if (!text || !stream_view_of(r, docid, (unsigned)field, &view))
        return stream_status(r, err) ? r->status : damaged(r, err);
    morgue_status status = decode_ranks(r, &view, err);
    if (status)
        return status;
    if (!r->norms && !(r->norms = calloc(KEPT_NORMS, sizeof *r->norms)))
        return fail_nomem(err);
    strbuf_clear(&r->text);
    status = draft_text_read(format, view.words, norm_at, r, limit, &r->text, err);
    if (!status)
        status = stream_status(r, err);
    if (!status)
        status = strbuf_check(&r->text, err);
    if (!status) {
        *text = arena_copy(memory, strbuf_view(&r->text));
        status = text->ptr ? MORGUE_OK : fail_nomem(err);
    }
    if (r->text.cap > KEPT)
        strbuf_free(&r->text);
    return status;
}

static morgue_status read_payload(stream_reader *r, uint32_t docid, unsigned texts,
                                  morgue_str payload, arena *memory, morgue_article *out,
                                  morgue_error *err)
{
    morgue_str record, format;
    uint64_t rebuilt, field;
    if (!str_sized(&payload, &record) || !str_varint(&payload, &rebuilt))
        return damaged(r, err);
    morgue_str copy = arena_copy(memory, record);
    if (!copy.ptr)
        return fail_nomem(err);
    morgue_status status = article_decode_view(memory, copy, out, err);
    for (uint64_t i = 0; i < rebuilt && !status; i++) {
        if (!str_varint(&payload, &field) || !str_sized(&payload, &format) || rebuilt > TEXT_MAX)
            return damaged(r, err);
        if (field >= TEXT_DECLARED || texts >> field & 1)
            status = rebuild(r, docid, field, format, memory, out, err);
    }
    if (status || rebuilt == 0)
        return status;
    status = article_check(out, NULL);
    return status && status != MORGUE_NOMEM ? damaged(r, err) : status;
}

morgue_status stream_article_with(stream_reader *r, uint32_t docid, unsigned texts, arena *memory,
                                  morgue_article *out, morgue_error *err)
{
    morgue_str payload;
    *out = (morgue_article){0};
    morgue_status status = stream__payload(r, docid, &payload, err);
    if (!status)
        status = read_payload(r, docid, texts, payload, memory, out, err);
    if (status)
        *out = (morgue_article){0};
    return status;
}

morgue_status stream_article(stream_reader *r, uint32_t docid, arena *memory, morgue_article *out,
                             morgue_error *err)
{
    return stream_article_with(r, docid, UINT_MAX, memory, out, err);
}
