/* Merges sorted runs: a heap of sources by key, then by age. */
#include "runs.h"

#include "error.h"

#include <stdlib.h>

#define LEAST_BUFFER ((uint64_t)16 << 10)
#define MOST_BUFFER  ((uint64_t)1 << 20)

static bool before(const merge *m, size_t a, size_t b)
{
    int order = str_compare(strbuf_view(&m->sources[a].key), strbuf_view(&m->sources[b].key));
    return order < 0 || (order == 0 && a < b);
}

static void sift_down(merge *m, size_t at)
{
    size_t moved = m->heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= m->heap_count)
            break;
        if (child + 1 < m->heap_count && before(m, m->heap[child + 1], m->heap[child]))
            child++;
        if (before(m, moved, m->heap[child]))
            break;
        m->heap[at] = m->heap[child];
        at = child;
    }
    m->heap[at] = moved;
}

/* Reads the head of the source's next record. */
static bool advance(merge *m, merge_source *s)
{
    if (m->spool->status || spool_at_end(&s->reader))
        return false;
    size_t len = (size_t)spool_get(&s->reader);
    const unsigned char *key = spool_bytes(&s->reader, len);
    strbuf_clear(&s->key);
    strbuf_add(&s->key, key ? (const char *)key : "", key ? len : 0);
    if (s->key.failed && !m->spool->status)
        m->spool->status = fail_nomem(&m->spool->error);
    s->count = spool_get(&s->reader);
    s->sum = spool_get(&s->reader);
    return !m->spool->status;
}

static morgue_status allocate(merge *m, size_t count, morgue_error *err)
{
    m->sources = calloc(count + 1, sizeof *m->sources);
    m->heap = calloc(count + 1, sizeof *m->heap);
    m->group = calloc(count + 1, sizeof *m->group);
    return m->sources && m->heap && m->group ? MORGUE_OK : fail_nomem(err);
}

morgue_status segment__merge_open(merge *m, run_store *s, size_t first, size_t count,
                                  uint64_t memory, morgue_error *err)
{
    *m = (merge){.spool = &s->spool};
    morgue_status status = allocate(m, count, err);
    if (status)
        return status;
    uint64_t buffer = memory / (count + 1);
    buffer = buffer < LEAST_BUFFER ? LEAST_BUFFER : buffer > MOST_BUFFER ? MOST_BUFFER : buffer;
    m->source_count = count;
    for (size_t i = 0; i < count; i++) {
        segment__spool_read(&m->sources[i].reader, m->spool, s->list[first + i].extent,
                            (size_t)buffer);
        if (advance(m, &m->sources[i]))
            m->heap[m->heap_count++] = i;
    }
    for (size_t i = m->heap_count / 2; i-- > 0;)
        sift_down(m, i);
    return segment__runs_check(s, err);
}

void segment__merge_close(merge *m)
{
    for (size_t i = 0; i < m->source_count; i++) {
        segment__spool_read_end(&m->sources[i].reader);
        strbuf_free(&m->sources[i].key);
    }
    free(m->sources);
    free(m->heap);
    free(m->group);
    strbuf_free(&m->key);
    *m = (merge){0};
}

/* Puts the sources of the last key back with their next ones. */
static void requeue(merge *m)
{
    for (size_t i = 0; i < m->group_count; i++) {
        size_t source = m->group[i];
        if (!advance(m, &m->sources[source]))
            continue;
        size_t at = m->heap_count++;
        for (; at > 0 && before(m, source, m->heap[(at - 1) / 2]); at = (at - 1) / 2)
            m->heap[at] = m->heap[(at - 1) / 2];
        m->heap[at] = source;
    }
    m->group_count = 0;
}

static size_t take_first(merge *m)
{
    size_t first = m->heap[0];
    m->heap[0] = m->heap[--m->heap_count];
    if (m->heap_count)
        sift_down(m, 0);
    return first;
}

bool segment__merge_next(merge *m)
{
    requeue(m);
    if (m->heap_count == 0 || m->spool->status)
        return false;
    m->count = m->sum = 0;
    const strbuf *key = &m->sources[m->heap[0]].key;
    do {
        size_t source = take_first(m);
        m->group[m->group_count++] = source;
        m->count += m->sources[source].count;
        m->sum += m->sources[source].sum;
        key = &m->sources[source].key;
    } while (m->heap_count &&
             str_equal(strbuf_view(&m->sources[m->heap[0]].key), strbuf_view(key)));
    strbuf_clear(&m->key);
    strbuf_add(&m->key, key->ptr, key->len);
    if (m->key.failed)
        m->spool->status = fail_nomem(&m->spool->error);
    return !m->key.failed;
}
