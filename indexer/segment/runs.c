/* Writes an inversion as a sorted run, and merges runs into longer ones. */
#include "runs.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

/* Runs of one level before they become one of the next. */
#define FAN_IN       32u
#define MERGE_MEMORY (UINT64_C(4) << 20)

void segment__runs_open(run_store *s, int dir_fd, const char *name)
{
    char file[64];
    *s = (run_store){0};
    snprintf(file, sizeof file, "%s.postings.tmp", name);
    segment__spool_open(&s->postings, dir_fd, file);
    snprintf(file, sizeof file, "%s.positions.tmp", name);
    segment__spool_open(&s->positions, dir_fd, file);
}

void segment__runs_close(run_store *s)
{
    segment__spool_close(&s->postings);
    segment__spool_close(&s->positions);
    free(s->list);
    *s = (run_store){.postings.fd = -1, .positions.fd = -1};
}

morgue_status segment__runs_check(const run_store *s, morgue_error *err)
{
    const spool *bad = s->postings.status ? &s->postings : &s->positions;
    if (bad->status && err)
        *err = bad->error;
    return bad->status;
}

static void put_key(spool *s, morgue_str key)
{
    spool_uint(s, key.len);
    segment__spool_add(s, key.ptr, key.len);
}

/* Splits a term's bytes into its two streams. */
static void split_term(run_store *s, morgue_str key, morgue_str bytes)
{
    uint64_t id = 0, tagged = 0, gap, counted, len;
    bool any = false;
    while (glass_take(&bytes, &gap) && glass_take(&bytes, &counted)) {
        id += gap;
        spool_pair(&s->postings, gap, counted >> 1);
        if (!(counted & 1) || !glass_take(&bytes, &len))
            continue;
        if (!any)
            put_key(&s->positions, key);
        any = true;
        spool_pair(&s->positions, id - tagged, len);
        segment__spool_add(&s->positions, bytes.ptr, (size_t)len);
        bytes = str_range(bytes, (size_t)len, bytes.len);
        tagged = id;
    }
    if (any)
        spool_uint(&s->positions, 0);
}

static void put_entry(run_store *s, morgue_str key, const inversion_entry *e, morgue_str bytes)
{
    put_key(&s->postings, key);
    spool_pair(&s->postings, e->count, e->sum);
    if (key_kind_of(key) == KEY_TERM)
        split_term(s, key, bytes);
    else
        segment__spool_add(&s->postings, bytes.ptr, bytes.len);
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
    uint64_t postings = spool_size(&s->postings), positions = spool_size(&s->positions);
    return (run){{postings, postings}, {positions, positions}, level};
}

static void finish(run_store *s, run *r)
{
    r->postings.to = spool_size(&s->postings);
    r->positions.to = spool_size(&s->positions);
    segment__spool_flush(&s->postings);
    segment__spool_flush(&s->positions);
}

/* Hands on n documents of one source; ids count from *last. */
static void copy_postings(merge_source *from, spool *to, bool values, uint64_t *last)
{
    uint64_t id = 0;
    for (uint64_t i = 0; i < from->count && !from->reader.spool->status; i++) {
        id += spool_get(&from->reader);
        uint64_t v = spool_get(&from->reader);
        spool_pair(to, id - *last, v);
        *last = id;
        const unsigned char *bytes = values ? spool_bytes(&from->reader, (size_t)v) : NULL;
        if (bytes)
            segment__spool_add(to, bytes, (size_t)v);
    }
}

static void copy_positions(merge_source *from, spool *to, uint64_t *last)
{
    uint64_t id = 0, gap;
    while ((gap = spool_get(&from->reader))) {
        uint64_t len = spool_get(&from->reader);
        id += gap;
        spool_pair(to, id - *last, len);
        *last = id;
        const unsigned char *bytes = spool_bytes(&from->reader, (size_t)len);
        if (bytes)
            segment__spool_add(to, bytes, (size_t)len);
    }
}

static void copy_key(merge *m, spool *to)
{
    morgue_str key = strbuf_view(&m->key);
    put_key(to, key);
    if (!m->positions)
        spool_pair(to, m->count, m->sum);
    uint64_t last = 0;
    for (size_t i = 0; i < m->group_count; i++) {
        merge_source *from = &m->sources[m->group[i]];
        if (m->positions)
            copy_positions(from, to, &last);
        else
            copy_postings(from, to, key_kind_of(key) == KEY_VALUES, &last);
    }
    if (m->positions)
        spool_uint(to, 0);
}

static morgue_status merge_stream(run_store *s, bool positions, size_t first, morgue_error *err)
{
    merge m;
    spool *to = positions ? &s->positions : &s->postings;
    morgue_status status =
        segment__merge_open(&m, s, positions, first, s->count - first, MERGE_MEMORY, err);
    while (!status && segment__merge_next(&m))
        copy_key(&m, to);
    segment__merge_close(&m);
    return status ? status : segment__runs_check(s, err);
}

/* Merges the last FAN_IN runs when they are of one level. */
static morgue_status merge_last(run_store *s, bool *merged, morgue_error *err)
{
    *merged = false;
    if (s->count < FAN_IN || s->list[s->count - FAN_IN].level != s->list[s->count - 1].level)
        return MORGUE_OK;
    size_t first = s->count - FAN_IN;
    run longer = begin(s, s->list[first].level + 1);
    morgue_status status = merge_stream(s, false, first, err);
    if (!status)
        status = merge_stream(s, true, first, err);
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
        morgue_str bytes = segment__inversion_bytes(v, sorted[i], &scratch, &capacity);
        if (bytes.ptr)
            put_entry(s, inversion_key(v, sorted[i]), sorted[i], bytes);
        else
            status = fail_nomem(err);
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
