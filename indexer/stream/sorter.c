/* Records in order, however many: runs on disk, of which those of one level become
 * one of the next. */
#include "sorter.h"
#include "stream_internal.h"

#include "error.h"
#include "sort.h"

#include <stdlib.h>

/* Runs that are read at a time. */
#define FAN_IN ((size_t)32)

#define LEAST_BUFFER ((size_t)4 << 10)
#define MOST_BUFFER  ((size_t)64 << 10)
#define LEAST_COUNT  ((size_t)64)

/* A run that is read: the record at its head. */
typedef struct sorter_source {
    spool_cursor cursor;
    strbuf key;
    sort_record record;
} sorter_source;

/* A heap of sources, the least record on top. */
typedef struct sorter_merge {
    sorter_source sources[FAN_IN];
    sorter_source *heap[FAN_IN];
    size_t count;
    sorter_source *taken; /* its record was handed out */
} sorter_merge;

void stream__sorter_open(sorter *s, stream_spool *spool, size_t most)
{
    *s = (sorter){.spool = spool, .most = most};
}

/* ---- in memory ---- */

static int compare(uint64_t x_head, morgue_str x_key, uint64_t x_tail, const sort_record *y)
{
    if (x_head != y->head)
        return x_head < y->head ? -1 : 1;
    int order = str_compare(x_key, y->key);
    return order ? order : (x_tail > y->tail) - (x_tail < y->tail);
}

static sort_record record_of(const sorter_entry *e)
{
    return (sort_record){e->head, {e->key, e->length}, e->tail};
}

static int by_record(const void *a, const void *b)
{
    const sorter_entry *x = a;
    sort_record y = record_of(b);
    return compare(x->head, (morgue_str){x->key, x->length}, x->tail, &y);
}

static void sort(sorter *s)
{
    if (s->count)
        sort_by_head(s->entries, s->count, sizeof *s->entries, by_record);
}

static bool grow(sorter *s)
{
    if (s->count < s->capacity)
        return true;
    size_t capacity = s->capacity ? 2 * s->capacity : LEAST_COUNT;
    sorter_entry *grown = realloc(s->entries, capacity * sizeof *grown);
    if (!grown)
        return false;
    s->entries = grown;
    s->capacity = capacity;
    return true;
}

/* ---- to disk ---- */

static void put_varint(stream_spool *to, uint64_t value)
{
    unsigned char bytes[10];
    unsigned n = 0;
    for (; value >= 0x80; value >>= 7)
        bytes[n++] = (unsigned char)(value | 0x80);
    bytes[n++] = (unsigned char)value;
    stream__spool_add(to, bytes, n);
}

static void put(stream_spool *to, const sort_record *r)
{
    stream__spool_add(to, &r->head, sizeof r->head);
    put_varint(to, r->key.len);
    stream__spool_add(to, r->key.ptr, r->key.len);
    put_varint(to, r->tail);
}

/* Room for one more run, which begins where the spool ends. */
static sorter_run *begin_run(sorter *s, morgue_error *err)
{
    if (s->run_count == s->run_capacity) {
        size_t capacity = s->run_capacity ? 2 * s->run_capacity : 8;
        sorter_run *grown = realloc(s->runs, capacity * sizeof *grown);
        if (!grown) {
            fail_nomem(err);
            return NULL;
        }
        s->runs = grown;
        s->run_capacity = capacity;
    }
    sorter_run *run = &s->runs[s->run_count];
    *run = (sorter_run){.from = stream__spool_size(s->spool)};
    return run;
}

static morgue_status end_run(sorter *s, sorter_run *run, morgue_error *err)
{
    run->to = stream__spool_size(s->spool);
    stream__spool_flush(s->spool);
    return stream__spool_check(s->spool, err);
}

/* ---- merging ---- */

/* Reads the next record; false at the end of the run. */
static bool advance(sorter_source *s)
{
    spool_cursor *c = &s->cursor;
    if (stream__cursor_end(c))
        return false;
    const unsigned char *bytes = stream__cursor_take(c, sizeof s->record.head);
    if (!bytes)
        return false;
    memcpy(&s->record.head, bytes, sizeof s->record.head);
    size_t length = (size_t)stream__cursor_varint(c);
    bytes = stream__cursor_take(c, length);
    strbuf_clear(&s->key);
    strbuf_add(&s->key, bytes ? (const char *)bytes : "", bytes ? length : 0);
    s->record.key = strbuf_view(&s->key);
    s->record.tail = stream__cursor_varint(c);
    if (s->key.failed && !c->spool->status)
        c->spool->status = fail_nomem(&c->spool->error);
    return !c->spool->status;
}

static bool less(const sorter_source *a, const sorter_source *b)
{
    return compare(a->record.head, a->record.key, a->record.tail, &b->record) < 0;
}

static void sink(sorter_merge *m, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < m->count; child++)
            least = less(m->heap[child], m->heap[least]) ? child : least;
        if (least == i)
            return;
        sorter_source *other = m->heap[i];
        m->heap[i] = m->heap[least];
        m->heap[least] = other;
        i = least;
    }
}

static sorter_merge *open_merge(const sorter *s, size_t first, size_t count, morgue_error *err)
{
    sorter_merge *m = calloc(1, sizeof *m);
    if (!m) {
        fail_nomem(err);
        return NULL;
    }
    size_t buffer = s->most / FAN_IN;
    buffer = buffer < LEAST_BUFFER ? LEAST_BUFFER : buffer > MOST_BUFFER ? MOST_BUFFER : buffer;
    for (size_t i = 0; i < count; i++) {
        const sorter_run *run = &s->runs[first + i];
        stream__cursor_open(&m->sources[i].cursor, s->spool, run->from, run->to, buffer);
        if (advance(&m->sources[i]))
            m->heap[m->count++] = &m->sources[i];
    }
    for (size_t i = m->count; i-- > 0;)
        sink(m, i);
    return m;
}

static void close_merge(sorter_merge *m)
{
    for (size_t i = 0; m && i < FAN_IN; i++) {
        stream__cursor_close(&m->sources[i].cursor);
        strbuf_free(&m->sources[i].key);
    }
    free(m);
}

/* The least record; NULL when none is left. */
static const sort_record *next(sorter_merge *m)
{
    if (m->taken && !advance(m->taken))
        m->heap[0] = m->heap[--m->count];
    if (m->taken)
        sink(m, 0);
    m->taken = m->count ? m->heap[0] : NULL;
    return m->taken ? &m->taken->record : NULL;
}

/* Makes one run of the last count. */
static morgue_status merge_last(sorter *s, size_t count, morgue_error *err)
{
    sorter_run *longer = begin_run(s, err);
    size_t first = s->run_count - count;
    sorter_merge *m = longer ? open_merge(s, first, count, err) : NULL;
    if (!m)
        return MORGUE_NOMEM;
    for (const sort_record *r; (r = next(m)) != NULL;)
        put(s->spool, r);
    close_merge(m);
    morgue_status status = end_run(s, longer, err);
    longer->level = s->runs[first].level + 1;
    s->runs[first] = *longer;
    s->run_count = first + 1;
    return status;
}

/* Puts what is in memory on disk. */
static morgue_status spill(sorter *s, morgue_error *err)
{
    sorter_run *run = begin_run(s, err);
    if (!run)
        return MORGUE_NOMEM;
    sort(s);
    for (size_t i = 0; i < s->count; i++) {
        sort_record r = record_of(&s->entries[i]);
        put(s->spool, &r);
    }
    morgue_status status = end_run(s, run, err);
    s->run_count++;
    s->count = s->bytes = 0;
    arena_clear(&s->keys);
    while (!status && s->run_count >= FAN_IN &&
           s->runs[s->run_count - FAN_IN].level == s->runs[s->run_count - 1].level)
        status = merge_last(s, FAN_IN, err);
    return status;
}

/* ---- the whole ---- */

morgue_status stream__sorter_add(sorter *s, sort_record record, morgue_error *err)
{
    /* Twice: sorting takes as much again. */
    size_t bytes = record.key.len + 2 * sizeof *s->entries;
    morgue_status status = MORGUE_OK;
    if (s->count && s->bytes + bytes > s->most)
        status = spill(s, err);
    if (status)
        return status;
    char *key = arena_bytes(&s->keys, record.key.len);
    if (!key || !grow(s) || record.key.len > UINT32_MAX)
        return fail_nomem(err);
    if (record.key.len)
        memcpy(key, record.key.ptr, record.key.len);
    s->entries[s->count++] =
        (sorter_entry){record.head, key, record.tail, (uint32_t)record.key.len};
    s->bytes += bytes;
    return MORGUE_OK;
}

static void free_memory(sorter *s)
{
    arena_free(&s->keys);
    free(s->entries);
    s->entries = NULL;
    s->count = s->capacity = s->bytes = 0;
}

morgue_status stream__sorter_sort(sorter *s, morgue_error *err)
{
    if (!s->run_count) {
        sort(s);
        return MORGUE_OK;
    }
    morgue_status status = s->count ? spill(s, err) : MORGUE_OK;
    free_memory(s);
    while (!status && s->run_count > FAN_IN)
        status = merge_last(s, FAN_IN, err);
    if (!status && !(s->reading = open_merge(s, 0, s->run_count, err)))
        status = MORGUE_NOMEM;
    return status ? status : stream__spool_check(s->spool, err);
}

bool stream__sorter_next(sorter *s, sort_record *out)
{
    if (s->reading) {
        const sort_record *r = next(s->reading);
        if (r)
            *out = *r;
        return r != NULL;
    }
    if (s->at == s->count)
        return false;
    *out = record_of(&s->entries[s->at++]);
    return true;
}

void stream__sorter_free(sorter *s)
{
    close_merge(s->reading);
    free_memory(s);
    free(s->runs);
    *s = (sorter){0};
}
