/* Documents in the order of their ids and of their URLs, and by the hashes of
 * their ids: what takes the place of a term for each of them. */
#include "stream_internal.h"

#include "article_record.h"
#include "error.h"

#include <stdlib.h>

/* Names that are sorted in memory at most; the rest waits in runs on disk. */
#define MOST_MEMORY ((size_t)8 << 20)
#define BUFFER      ((size_t)64 << 10)

bool stream__payload_names(morgue_str payload, morgue_str names[STREAM_NAMES])
{
    morgue_str record;
    return str_sized(&payload, &record) &&
           article_decode_names(record, &names[STREAM_ID], &names[STREAM_URL]);
}

uint32_t stream__name_hash(morgue_str name)
{
    return (uint32_t)(hash_bytes(name.ptr, name.len) >> 32);
}

/* ---- as documents come ---- */

static int by_name(const void *a, const void *b)
{
    const named_document *x = a, *y = b;
    int order = str_compare(x->name, y->name);
    return order ? order : (x->document > y->document) - (x->document < y->document);
}

static void sort(name_sorter *s)
{
    if (s->count)
        qsort(s->documents, s->count, sizeof *s->documents, by_name);
}

static bool grow(void **list, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t wanted = *capacity ? 2 * *capacity : 256;
    void *grown = realloc(*list, wanted * size);
    if (!grown)
        return false;
    *list = grown;
    *capacity = wanted;
    return true;
}

/* Puts what is in memory on disk, as a run. */
static morgue_status spill(name_sorter *s, const stream_out *o, morgue_error *err)
{
    strbuf head = {0};
    if (!s->run_count)
        stream__spool_open(&s->spool, o->dir_fd, o->name, "names");
    if (!grow((void **)&s->runs, s->run_count, &s->run_capacity, sizeof *s->runs))
        return fail_nomem(err);
    stream_extent *run = &s->runs[s->run_count++];
    run->offset = stream__spool_size(&s->spool);
    sort(s);
    for (size_t i = 0; i < s->count && !head.failed; i++) {
        strbuf_clear(&head);
        strbuf_varint(&head, s->documents[i].name.len);
        stream__spool_add(&s->spool, head.ptr, head.len);
        stream__spool_add(&s->spool, s->documents[i].name.ptr, s->documents[i].name.len);
        strbuf_clear(&head);
        strbuf_varint(&head, s->documents[i].document);
        stream__spool_add(&s->spool, head.ptr, head.len);
    }
    run->length = stream__spool_size(&s->spool) - run->offset;
    s->count = 0;
    arena_clear(&s->names);
    s->bytes = 0;
    morgue_status status = strbuf_check(&head, err);
    strbuf_free(&head);
    return status ? status : stream__spool_check(&s->spool, err);
}

static morgue_status add_name(name_sorter *s, const stream_out *o, size_t most, morgue_str name,
                              uint32_t document, morgue_error *err)
{
    if (name.len == 0)
        return MORGUE_OK;
    size_t bytes = name.len + sizeof *s->documents;
    morgue_status status = MORGUE_OK;
    if (s->count && s->bytes + bytes > most)
        status = spill(s, o, err);
    if (status)
        return status;
    morgue_str copy = arena_copy(&s->names, name);
    if (!copy.ptr || !grow((void **)&s->documents, s->count, &s->capacity, sizeof *s->documents))
        return fail_nomem(err);
    s->documents[s->count++] = (named_document){copy, document};
    s->bytes += bytes;
    return MORGUE_OK;
}

morgue_status stream__names_add(stream_writer *w, const morgue_str names[STREAM_NAMES],
                                morgue_error *err)
{
    size_t most = w->memory / 64 < MOST_MEMORY ? (size_t)(w->memory / 64) : MOST_MEMORY;
    morgue_status status = MORGUE_OK;
    for (unsigned i = 0; i < STREAM_NAMES && !status; i++)
        status = add_name(&w->names[i], &w->out, most, names[i], w->documents, err);
    return status;
}

void stream__names_free(name_sorter *s)
{
    if (s->run_count)
        stream__spool_close(&s->spool);
    arena_free(&s->names);
    free(s->documents);
    free(s->runs);
    *s = (name_sorter){0};
}

/* ---- the order: runs are merged by a heap, the least name on top ---- */

typedef struct name_run {
    spool_cursor cursor;
    strbuf name;
    uint32_t document;
    bool done;
} name_run;

static void advance(name_run *r)
{
    r->done = stream__cursor_end(&r->cursor);
    if (r->done)
        return;
    size_t length = (size_t)stream__cursor_varint(&r->cursor);
    const unsigned char *name = stream__cursor_take(&r->cursor, length);
    strbuf_clear(&r->name);
    if (name)
        strbuf_add(&r->name, name, length);
    r->document = (uint32_t)stream__cursor_varint(&r->cursor);
}

static bool less(const name_run *a, const name_run *b)
{
    int order = str_compare(strbuf_view(&a->name), strbuf_view(&b->name));
    return order ? order < 0 : a->document < b->document;
}

static void sink(name_run **heap, size_t count, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < count; child++)
            least = less(heap[child], heap[least]) ? child : least;
        if (least == i)
            return;
        name_run *other = heap[i];
        heap[i] = heap[least];
        heap[least] = other;
        i = least;
    }
}

static void put_document(stream_out *o, unsigned width, uint32_t document)
{
    uint32_t docid = document + 1;
    stream__out_add(o, &docid, width);
}

static morgue_status drain(name_run **heap, size_t count, stream_out *o, unsigned width,
                           morgue_error *err)
{
    for (size_t i = count; i-- > 0;)
        sink(heap, count, i);
    while (count > 0) {
        if (heap[0]->name.failed)
            return fail_nomem(err);
        put_document(o, width, heap[0]->document);
        advance(heap[0]);
        if (heap[0]->done)
            heap[0] = heap[--count];
        sink(heap, count, 0);
    }
    return MORGUE_OK;
}

static morgue_status merge_runs(name_sorter *s, stream_out *o, unsigned width, morgue_error *err)
{
    name_run *runs = calloc(s->run_count, sizeof *runs);
    name_run **heap = calloc(s->run_count, sizeof *heap);
    morgue_status status = runs && heap ? MORGUE_OK : fail_nomem(err);
    size_t count = 0;
    stream__spool_flush(&s->spool);
    for (size_t i = 0; i < s->run_count && !status; i++) {
        uint64_t from = s->runs[i].offset;
        stream__cursor_open(&runs[i].cursor, &s->spool, from, from + s->runs[i].length, BUFFER);
        advance(&runs[i]);
        if (!runs[i].done)
            heap[count++] = &runs[i];
    }
    if (!status)
        status = drain(heap, count, o, width, err);
    for (size_t i = 0; runs && i < s->run_count; i++) {
        stream__cursor_close(&runs[i].cursor);
        strbuf_free(&runs[i].name);
    }
    free(runs);
    free(heap);
    return status ? status : stream__spool_check(&s->spool, err);
}

static morgue_status write_order(stream_writer *w, stream_name which, stream_section section,
                                 morgue_error *err)
{
    name_sorter *s = &w->names[which];
    stream_out *o = &w->out;
    unsigned width = stream__width(w->documents);
    morgue_status status = MORGUE_OK;
    stream__out_section(o, section);
    if (s->run_count) {
        status = spill(s, o, err);
        return status ? status : merge_runs(s, o, width, err);
    }
    sort(s);
    for (size_t i = 0; i < s->count; i++)
        put_document(o, width, s->documents[i].document);
    return MORGUE_OK;
}

/* ---- hashes ---- */

static int by_hash(const void *a, const void *b)
{
    const id_hash *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static morgue_status write_hashes(stream_writer *w, morgue_error *err)
{
    id_hash *hashes = malloc((w->documents + (size_t)1) * sizeof *hashes);
    spool_cursor rows;
    const unsigned char *bytes;
    uint32_t n = 0;
    unsigned width = stream__width(w->documents);
    if (!hashes)
        return fail_nomem(err);
    stream__cursor_open(&rows, &w->rows, 0, w->rows.written, BUFFER);
    while (n < w->documents && (bytes = stream__cursor_take(&rows, sizeof(stream_row)))) {
        stream_row row;
        memcpy(&row, bytes, sizeof row);
        hashes[n] = (id_hash){row.id_hash, n + 1};
        n++;
    }
    stream__cursor_close(&rows);
    qsort(hashes, n, sizeof *hashes, by_hash);
    stream__out_section(&w->out, SECTION_ID_HASHES);
    for (uint32_t i = 0; i < n; i++) {
        stream__out_add(&w->out, &hashes[i].hash, sizeof hashes[i].hash);
        stream__out_add(&w->out, &hashes[i].docid, width);
    }
    free(hashes);
    return stream__spool_check(&w->rows, err);
}

morgue_status stream__write_names(stream_writer *w, morgue_error *err)
{
    morgue_status status = write_hashes(w, err);
    if (!status)
        status = write_order(w, STREAM_ID, SECTION_ID_ORDER, err);
    if (!status)
        status = write_order(w, STREAM_URL, SECTION_URL_ORDER, err);
    return status;
}
