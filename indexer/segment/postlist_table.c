/* Merged runs become the glass tables "postlist" and "position". */
#include "postlist_table.h"
#include "glass_code.h"

#include "error.h"

#include <stdlib.h>

/* A chunk that has so many bytes is closed: what libxapian does, too. */
#define CHUNK      2000u
#define CHUNK_HEAD (5 * GLASS_UINT_MAX)

typedef struct postlist {
    glass_table table;
    merge merge;
    const value_bounds *bounds;
    bool bounds_written;
    unsigned char key[GLASS_KEY + 8];
    /* The open chunk of a posting list: its body lies behind room for the head. */
    unsigned char chunk[CHUNK_HEAD + CHUNK + 2 * GLASS_UINT_MAX];
    size_t body;           /* bytes */
    uint32_t first, last;  /* documents of the chunk */
    bool begun;            /* a chunk of the list has been written */
    strbuf values;         /* the open chunk of a value slot */
    strbuf stem, surfaces; /* the key of the open stem, and what has it */
} postlist;

/* ---- metadata ---- */

static void put_metadata(postlist *p, morgue_str key, morgue_str value)
{
    strbuf full = {0};
    strbuf_add(&full, KEY_STEM_PREFIX, 2);
    strbuf_str(&full, key);
    if (full.failed)
        segment__glass_fail(p->table.file, MORGUE_NOMEM, "out of memory");
    else if (value.len)
        segment__table_put(&p->table, (const unsigned char *)full.ptr, full.len, value.ptr,
                           value.len);
    strbuf_free(&full);
}

static void flush_stem(postlist *p)
{
    if (p->stem.failed || p->surfaces.failed)
        segment__glass_fail(p->table.file, MORGUE_NOMEM, "out of memory");
    else if (p->stem.len)
        segment__table_put(&p->table, (const unsigned char *)p->stem.ptr, p->stem.len,
                           p->surfaces.ptr, p->surfaces.len);
    strbuf_clear(&p->stem);
    strbuf_clear(&p->surfaces);
}

/* Keys are prefix, stem, NUL, surface: those of one stem follow each other. */
static void add_stem(postlist *p, morgue_str key)
{
    size_t end = str_find(key, 2, '\0');
    morgue_str stem = str_range(key, 0, end);
    if (!str_equal(stem, strbuf_view(&p->stem))) {
        flush_stem(p);
        strbuf_str(&p->stem, stem);
    }
    strbuf_sized(&p->surfaces, str_range(key, end + 1, key.len));
}

/* ---- values ---- */

/* Slot 0 is coded by no byte at all, all others by one. */
static void write_bounds(postlist *p)
{
    strbuf tag = {0};
    if (p->bounds_written)
        return;
    flush_stem(p);
    p->bounds_written = true;
    for (unsigned slot = 0; slot < SEGMENT_SLOTS; slot++) {
        const value_bounds *b = &p->bounds[slot];
        if (!b->count)
            continue;
        morgue_str low = strbuf_view(&b->low), high = strbuf_view(&b->high);
        unsigned char key[3] = {0, 0xD0, (unsigned char)slot};
        strbuf_clear(&tag);
        strbuf_varint(&tag, b->count);
        strbuf_sized(&tag, low);
        if (!str_equal(low, high))
            strbuf_str(&tag, high);
        if (tag.failed)
            segment__glass_fail(p->table.file, MORGUE_NOMEM, "out of memory");
        else
            segment__table_put(&p->table, key, slot ? 3 : 2, tag.ptr, tag.len);
    }
    strbuf_free(&tag);
}

static void flush_values(postlist *p, morgue_str slot)
{
    if (p->values.failed)
        segment__glass_fail(p->table.file, MORGUE_NOMEM, "out of memory");
    else if (p->values.len) {
        memcpy(p->key, slot.ptr, slot.len);
        unsigned char *end = glass_uint_sort(p->key + slot.len, p->first);
        segment__table_put(&p->table, p->key, (size_t)(end - p->key), p->values.ptr, p->values.len);
    }
    strbuf_clear(&p->values);
}

static void add_value(postlist *p, morgue_str slot, uint32_t id, morgue_str value)
{
    if (p->values.len >= CHUNK)
        flush_values(p, slot);
    if (p->values.len == 0)
        p->first = id;
    else
        strbuf_varint(&p->values, id - p->last - 1);
    strbuf_sized(&p->values, value);
    p->last = id;
}

static void write_values(postlist *p, morgue_str slot)
{
    for (size_t g = 0; g < p->merge.group_count; g++) {
        merge_source *s = &p->merge.sources[p->merge.group[g]];
        uint32_t id = 0;
        for (uint64_t i = 0; i < s->count; i++) {
            id += (uint32_t)spool_get(&s->reader);
            size_t len = (size_t)spool_get(&s->reader);
            const unsigned char *bytes = spool_bytes(&s->reader, len);
            if (!bytes)
                return;
            add_value(p, slot, id, (morgue_str){(const char *)bytes, len});
        }
    }
    flush_values(p, slot);
}

/* ---- postings and document lengths ---- */

/* The first chunk's key is the list's own; later ones add the first document,
 * after a NUL where the key is a term. */
static size_t chunk_key(postlist *p, morgue_str key, bool term)
{
    if (key.len > GLASS_KEY) {
        segment__glass_fail(p->table.file, MORGUE_INTERNAL, "a key is too long");
        return 0;
    }
    memcpy(p->key, key.ptr, key.len);
    unsigned char *end = p->key + key.len;
    if (!p->begun)
        return key.len;
    if (term)
        *end++ = 0;
    return (size_t)(glass_uint_sort(end, p->first) - p->key);
}

static void flush_chunk(postlist *p, bool last)
{
    morgue_str key = strbuf_view(&p->merge.key);
    bool term = key_kind_of(key) == KEY_TERM;
    unsigned char head[CHUNK_HEAD], *end = head;
    if (!p->begun) {
        end = glass_uint(end, term ? p->merge.count : 0);
        end = glass_uint(end, term ? p->merge.sum : 0);
        end = glass_uint(end, p->first - 1);
    }
    *end++ = last ? '1' : '0';
    end = glass_uint(end, p->last - p->first);
    size_t n = (size_t)(end - head);
    unsigned char *tag = p->chunk + CHUNK_HEAD - n;
    memcpy(tag, head, n);
    size_t key_len = chunk_key(p, key, term);
    segment__table_put(&p->table, p->key, key_len, tag, n + p->body);
    p->begun = true;
    p->body = 0;
}

static inline void add_posting(postlist *p, uint32_t id, uint64_t count)
{
    if (p->body >= CHUNK)
        flush_chunk(p, false);
    unsigned char *start = p->chunk + CHUNK_HEAD, *end = start + p->body;
    if (p->body == 0)
        p->first = id;
    else
        end = glass_uint(end, id - p->last - 1);
    p->body = (size_t)(glass_uint(end, count) - start);
    p->last = id;
}

static void write_postings(postlist *p)
{
    p->begun = false;
    p->body = 0;
    if (p->merge.sum > UINT32_MAX && key_kind_of(strbuf_view(&p->merge.key)) == KEY_TERM)
        segment__glass_fail(p->table.file, MORGUE_LIMIT,
                            "a term occurs over 4294967295 times in one segment");
    for (size_t g = 0; g < p->merge.group_count; g++) {
        merge_source *s = &p->merge.sources[p->merge.group[g]];
        uint32_t id = 0;
        for (uint64_t i = 0; i < s->count; i++) {
            id += (uint32_t)spool_get(&s->reader);
            add_posting(p, id, spool_get(&s->reader));
        }
    }
    if (p->body)
        flush_chunk(p, true);
}

static void write_key(postlist *p)
{
    morgue_str key = strbuf_view(&p->merge.key);
    key_kind kind = key_kind_of(key);
    if (kind == KEY_STEM) {
        add_stem(p, key);
        return;
    }
    write_bounds(p);
    if (kind == KEY_VALUES)
        write_values(p, key);
    else
        write_postings(p);
}

static morgue_status settle(glass_file *file, run_store *runs, morgue_status status,
                            morgue_error *err)
{
    if (!status)
        status = segment__runs_check(runs, err);
    if (status || !file->status)
        return status;
    if (err)
        *err = file->error;
    return file->status;
}

morgue_status segment__write_postlist(glass_file *file, run_store *runs,
                                      const segment_metadata *metadata, size_t count,
                                      const value_bounds *bounds, uint64_t memory, glass_root *root,
                                      morgue_error *err)
{
    postlist *p = calloc(1, sizeof *p);
    if (!p)
        return fail_nomem(err);
    p->bounds = bounds;
    segment__table_open(&p->table, file);
    for (size_t i = 0; i < count; i++)
        put_metadata(p, metadata[i].key, metadata[i].value);
    morgue_status status = segment__merge_open(&p->merge, runs, false, 0, runs->count, memory, err);
    while (!status && !file->status && segment__merge_next(&p->merge))
        write_key(p);
    flush_stem(p);
    segment__table_finish(&p->table, root);
    segment__merge_close(&p->merge);
    segment__table_free(&p->table);
    strbuf_free(&p->values);
    strbuf_free(&p->stem);
    strbuf_free(&p->surfaces);
    free(p);
    return settle(file, runs, status, err);
}

/* ---- positions ---- */

static void write_tags(glass_table *t, merge *m)
{
    unsigned char key[GLASS_KEY + 8];
    size_t n = m->key.len < GLASS_KEY ? m->key.len : GLASS_KEY;
    memcpy(key, m->key.ptr, n);
    key[n++] = 0;
    for (size_t g = 0; g < m->group_count; g++) {
        spool_reader *r = &m->sources[m->group[g]].reader;
        uint32_t id = 0;
        for (uint64_t gap; (gap = spool_get(r)) != 0;) {
            id += (uint32_t)gap;
            size_t len = (size_t)spool_get(r);
            const unsigned char *tag = spool_bytes(r, len);
            if (!tag)
                return;
            unsigned char *end = glass_uint_sort(key + n, id);
            segment__table_put(t, key, (size_t)(end - key), tag, len);
        }
    }
}

morgue_status segment__write_positions(glass_file *file, run_store *runs, uint64_t memory,
                                       glass_root *root, morgue_error *err)
{
    glass_table table;
    merge m;
    segment__table_open(&table, file);
    morgue_status status = segment__merge_open(&m, runs, true, 0, runs->count, memory, err);
    while (!status && !file->status && segment__merge_next(&m))
        write_tags(&table, &m);
    segment__table_finish(&table, root);
    segment__merge_close(&m);
    segment__table_free(&table);
    return settle(file, runs, status, err);
}
