/* Whether the tables of names say what the articles do. */
#include "stream_internal.h"

#include "error.h"

#include <stdlib.h>

/* Documents of an order whose names are in memory at once: each slice reads all
 * articles, but in the order in which they lie. */
#ifndef SLICE
#define SLICE (1u << 18)
#endif

static void mark(uint64_t *bits, uint32_t docid)
{
    bits[docid >> 6] |= UINT64_C(1) << (docid & 63);
}

static bool marked(const uint64_t *bits, uint32_t docid)
{
    return bits[docid >> 6] >> (docid & 63) & 1;
}

/* Every document once, in order, under the hash of its id. */
static bool walk_hashes(stream_reader *r, const uint32_t *hashes, uint64_t *seen)
{
    id_hash last = {0, 0}, have;
    for (uint32_t i = 0; i < r->head->documents; i++, last = have) {
        if (!stream__id_hash(r, i, &have) || marked(seen, have.docid) ||
            have.hash != hashes[have.docid])
            return false;
        if (i > 0 && (have.hash < last.hash || (have.hash == last.hash && have.docid < last.docid)))
            return false;
        mark(seen, have.docid);
    }
    return true;
}

static morgue_status verify_hashes(stream_reader *r, morgue_error *err)
{
    uint32_t n = r->head->documents;
    uint32_t *hashes = calloc((size_t)n + 1, sizeof *hashes);
    uint64_t *seen = calloc((size_t)n / 64 + 1, sizeof *seen);
    morgue_status status = hashes && seen ? MORGUE_OK : fail_nomem(err);
    for (uint32_t docid = 1; !status && docid <= n; docid++) {
        morgue_str name;
        if (stream__name(r, docid, STREAM_ID, &name))
            hashes[docid] = stream__name_hash(name);
        status = stream_status(r, err);
    }
    if (!status && !walk_hashes(r, hashes, seen))
        stream__damaged(r, "the table of ids");
    free(hashes);
    free(seen);
    return status ? status : stream_status(r, err);
}

/* ---- orders ---- */

/* The names of entries [from, to) of an order. */
typedef struct slice {
    uint32_t from, to;
    uint32_t *places;  /* of a document: its entry less from, plus 1; or 0 */
    morgue_str *names; /* by entry */
    arena memory;
} slice;

/* False when a document comes twice. */
static bool place_documents(stream_reader *r, stream_name which, slice *s, uint64_t *seen)
{
    memset(s->places, 0, ((size_t)r->head->documents + 1) * sizeof *s->places);
    for (uint32_t i = s->from; i < s->to; i++) {
        uint32_t docid = stream__ordered(r, which, i);
        if (!docid || marked(seen, docid))
            return false;
        mark(seen, docid);
        s->places[docid] = i - s->from + 1;
    }
    return true;
}

static morgue_status read_names(stream_reader *r, stream_name which, slice *s, uint32_t *named,
                                morgue_error *err)
{
    *named = 0;
    for (uint32_t docid = 1; docid <= r->head->documents; docid++) {
        morgue_str name;
        if (!stream__name(r, docid, which, &name))
            return stream_status(r, err);
        *named += name.len > 0;
        if (!s->places[docid])
            continue;
        morgue_str copy = arena_copy(&s->memory, name);
        if (!copy.ptr)
            return fail_nomem(err);
        s->names[s->places[docid] - 1] = copy;
    }
    return MORGUE_OK;
}

/* Neither the names nor, of one name, the documents fall. */
static bool in_order(stream_reader *r, stream_name which, const slice *s, const strbuf *last)
{
    for (uint32_t i = s->from; i < s->to; i++) {
        morgue_str name = s->names[i - s->from];
        morgue_str before = i > s->from ? s->names[i - s->from - 1] : strbuf_view(last);
        int order = i == 0 ? -1 : str_compare(before, name);
        if (name.len == 0 || order > 0)
            return false;
        if (order == 0 && stream__ordered(r, which, i - 1) >= stream__ordered(r, which, i))
            return false;
    }
    return true;
}

static morgue_status walk_slice(stream_reader *r, stream_name which, slice *s, uint64_t *seen,
                                strbuf *last, morgue_error *err)
{
    uint32_t named, all = stream__ordered_count(r, which);
    arena_clear(&s->memory);
    s->to = all - s->from < SLICE ? all : s->from + SLICE;
    if (!place_documents(r, which, s, seen)) {
        stream__damaged(r, "the order of names");
        return stream_status(r, err);
    }
    morgue_status status = read_names(r, which, s, &named, err);
    if (status)
        return status;
    if (named != all || !in_order(r, which, s, last))
        stream__damaged(r, "the order of names");
    strbuf_clear(last);
    if (s->to > s->from)
        strbuf_str(last, s->names[s->to - s->from - 1]);
    s->from = s->to;
    status = stream_status(r, err);
    return status ? status : strbuf_check(last, err);
}

/* Every document that has such a name once, by name. */
static morgue_status verify_order(stream_reader *r, stream_name which, morgue_error *err)
{
    uint32_t n = r->head->documents, all = stream__ordered_count(r, which);
    slice s = {.places = malloc(((size_t)n + 1) * sizeof *s.places),
               .names = malloc(((size_t)(all < SLICE ? all : SLICE) + 1) * sizeof *s.names)};
    uint64_t *seen = calloc((size_t)n / 64 + 1, sizeof *seen);
    strbuf last = {0};
    morgue_status status = s.places && s.names && seen ? MORGUE_OK : fail_nomem(err);
    if (!status)
        do
            status = walk_slice(r, which, &s, seen, &last, err);
        while (!status && s.from < all);
    strbuf_free(&last);
    arena_free(&s.memory);
    free(s.places);
    free(s.names);
    free(seen);
    return status;
}

morgue_status stream__verify_names(stream_reader *r, morgue_error *err)
{
    morgue_status status = verify_hashes(r, err);
    for (stream_name which = STREAM_ID; which < STREAM_NAMES && !status; which++)
        status = verify_order(r, which, err);
    return status;
}
