/* Writes an inversion as a sorted run, and merges runs into longer ones. */
#include "runs.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

/* Runs of one level before they become one of the next. */
#define FAN_IN       32u
#define MERGE_MEMORY (UINT64_C(4) << 20)

void segment__runs_open(run_store *s, run_content content, int dir_fd, const char *name,
                        const char *suffix)
{
    char file[64];
    *s = (run_store){.content = content};
    snprintf(file, sizeof file, "%s.%s.tmp", name, suffix);
    segment__spool_open(&s->spool, dir_fd, file);
}

void segment__runs_close(run_store *s)
{
    segment__spool_close(&s->spool);
    free(s->list);
    *s = (run_store){.spool.fd = -1};
}

morgue_status segment__runs_check(const run_store *s, morgue_error *err)
{
    if (s->spool.status && err)
        *err = s->spool.error;
    return s->spool.status;
}

static void put_head(spool *s, morgue_str key, uint64_t count, uint64_t sum)
{
    spool_uint(s, key.len);
    segment__spool_add(s, key.ptr, key.len);
    spool_pair(s, count, sum);
}

static morgue_status grow(run_store *s, morgue_error *err)
{
    if (s->count < s->capacity)
        return MORGUE_OK;
    size_t capacity = s->capacity ? 2 * s->capacity : 16;
    run *grown = realloc(s->list, capacity * sizeof *grown);
    if (!grown)
        return fail_nomem(err);
    s->list = grown;
    s->capacity = capacity;
    return MORGUE_OK;
}

static run begin(const run_store *s, unsigned level)
{
    uint64_t size = spool_size(&s->spool);
    return (run){{size, size}, level};
}

static void finish(run_store *s, run *r)
{
    r->extent.to = spool_size(&s->spool);
    segment__spool_flush(&s->spool);
}

/* Hands on the documents of one source; ids count from *last. */
static void copy_documents(merge_source *from, spool *to, bool bytes, uint64_t *last)
{
    uint64_t id = 0;
    for (uint64_t i = 0; i < from->count && !to->status; i++) {
        id += spool_get(&from->reader);
        uint64_t v = spool_get(&from->reader);
        spool_pair(to, id - *last, v);
        *last = id;
        const unsigned char *at = bytes ? spool_bytes(&from->reader, (size_t)v) : NULL;
        if (at)
            segment__spool_add(to, at, (size_t)v);
    }
}

static void copy_key(merge *m, run_store *s)
{
    morgue_str key = strbuf_view(&m->key);
    bool bytes = s->content == RUN_TAGS || key_kind_of(key) == KEY_VALUES;
    put_head(&s->spool, key, m->count, m->sum);
    uint64_t last = 0;
    for (size_t i = 0; i < m->group_count; i++)
        copy_documents(&m->sources[m->group[i]], &s->spool, bytes, &last);
}

/* Merges the last FAN_IN runs when they are of one level. */
static morgue_status merge_last(run_store *s, bool *merged, morgue_error *err)
{
    *merged = false;
    if (s->count < FAN_IN || s->list[s->count - FAN_IN].level != s->list[s->count - 1].level)
        return MORGUE_OK;
    merge m;
    size_t first = s->count - FAN_IN;
    run longer = begin(s, s->list[first].level + 1);
    morgue_status status = segment__merge_open(&m, s, first, FAN_IN, MERGE_MEMORY, err);
    while (!status && segment__merge_next(&m))
        copy_key(&m, s);
    segment__merge_close(&m);
    finish(s, &longer);
    s->list[first] = longer;
    s->count = first + 1;
    *merged = true;
    return status ? status : segment__runs_check(s, err);
}

morgue_status segment__runs_add(run_store *s, const inversion *v, morgue_error *err)
{
    morgue_status status = grow(s, err);
    if (status)
        return status;
    const inversion_entry **sorted = segment__inversion_sorted(v);
    if (!sorted)
        return fail_nomem(err);
    unsigned char *scratch = NULL;
    size_t capacity = 0;
    run r = begin(s, 0);
    for (size_t i = 0; !status && i < v->count; i++) {
        if (sorted[i]->count == 0)
            continue;
        morgue_str bytes = segment__inversion_bytes(v, sorted[i], &scratch, &capacity);
        if (!bytes.ptr) {
            status = fail_nomem(err);
            break;
        }
        put_head(&s->spool, inversion_key(v, sorted[i]), sorted[i]->count, sorted[i]->sum);
        segment__spool_add(&s->spool, bytes.ptr, bytes.len);
    }
    free(scratch);
    free(sorted);
    finish(s, &r);
    s->list[s->count++] = r;
    if (!status)
        status = segment__runs_check(s, err);
    for (bool merged = true; !status && merged;)
        status = merge_last(s, &merged, err);
    return status;
}
