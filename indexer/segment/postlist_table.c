/* Writes the glass table "postlist", entry after entry in the order of its keys. */
#include "postlist_table.h"
#include "segment.h"
#include "terms.h"

#include <stdlib.h>

postlist *segment__postlist_open(glass_file *file)
{
    postlist *p = calloc(1, sizeof *p);
    if (p)
        glass_table_open(&p->table, file);
    return p;
}

void segment__postlist_finish(postlist *p, glass_root *root)
{
    glass_table_finish(&p->table, root);
}

void segment__postlist_free(postlist *p)
{
    if (!p)
        return;
    glass_table_free(&p->table);
    strbuf_free(&p->values);
    free(p);
}

static void put(postlist *p, morgue_str key, const strbuf *tag)
{
    if (tag->failed)
        glass_file_fail(p->table.file, MORGUE_NOMEM, "out of memory");
    else
        glass_table_put(&p->table, (const unsigned char *)key.ptr, key.len, tag->ptr, tag->len);
}

void segment__postlist_metadata(postlist *p, morgue_str key, morgue_str value)
{
    strbuf full = {0};
    strbuf_add(&full, KEY_METADATA_PREFIX, 2);
    strbuf_str(&full, key);
    if (full.failed)
        glass_file_fail(p->table.file, MORGUE_NOMEM, "out of memory");
    else if (value.len)
        glass_table_put(&p->table, (const unsigned char *)full.ptr, full.len, value.ptr, value.len);
    strbuf_free(&full);
}

/* ---- dates ---- */

/* The key of slot 0 has no byte for the slot. An upper bound like the lower one
 * is left out. */
void segment__postlist_bounds(postlist *p, const date_bounds *bounds)
{
    char value[DATE_VALUE_BYTES];
    strbuf tag = {0};
    if (!bounds->count)
        return;
    strbuf_varint(&tag, bounds->count);
    date_value_put(bounds->low, value);
    strbuf_sized(&tag, (morgue_str){value, sizeof value});
    date_value_put(bounds->high, value);
    if (bounds->low != bounds->high)
        strbuf_add(&tag, value, sizeof value);
    put(p, (morgue_str){KEY_BOUNDS_PREFIX, 2}, &tag);
    strbuf_free(&tag);
}

void segment__postlist_dated(postlist *p)
{
    unsigned char key[16], *end = key;
    if (p->values.len == 0 && !p->values.failed)
        return;
    memcpy(end, KEY_VALUES_PREFIX, 2);
    end = glass_uint(end + 2, SLOT_DATE_FROM);
    end = glass_uint_sort(end, p->first);
    put(p, (morgue_str){(char *)key, (size_t)(end - key)}, &p->values);
    strbuf_clear(&p->values);
}

void segment__postlist_date(postlist *p, uint32_t id, morgue_str value)
{
    if (p->values.len >= CHUNK)
        segment__postlist_dated(p);
    if (p->values.len == 0)
        p->first = id;
    else
        strbuf_varint(&p->values, id - p->last - 1);
    strbuf_sized(&p->values, value);
    p->last = id;
}

/* ---- lists ---- */

static bool is_term(const postlist *p)
{
    return p->key[0] != 0;
}

void segment__postlist_begin(postlist *p, morgue_str key, uint64_t count, uint64_t sum)
{
    if (key.len > GLASS_KEY) {
        glass_file_fail(p->table.file, MORGUE_INTERNAL, "a key is too long");
        return;
    }
    memcpy(p->key, key.ptr, key.len);
    p->key_len = key.len;
    p->count = count;
    p->sum = sum;
    p->begun = false;
    p->body = 0;
    if (sum > UINT32_MAX && is_term(p))
        glass_file_fail(p->table.file, MORGUE_LIMIT,
                        "a term occurs over 4294967295 times in one segment");
}

void segment__postlist_end(postlist *p)
{
    if (p->body)
        segment__postlist_flush(p, true);
}

/* The first chunk's key is the list's own; later ones add the first document,
 * after a NUL where the key is a term. */
static size_t chunk_key(postlist *p)
{
    unsigned char *end = p->key + p->key_len;
    if (!p->begun)
        return p->key_len;
    if (is_term(p))
        *end++ = 0;
    return (size_t)(glass_uint_sort(end, p->first) - p->key);
}

void segment__postlist_flush(postlist *p, bool last)
{
    bool term = is_term(p);
    unsigned char head[CHUNK_HEAD], *end = head;
    if (!p->begun) {
        end = glass_uint(end, term ? p->count : 0);
        end = glass_uint(end, term ? p->sum : 0);
        end = glass_uint(end, p->first - 1);
    }
    *end++ = last ? '1' : '0';
    end = glass_uint(end, p->last - p->first);
    size_t n = (size_t)(end - head);
    unsigned char *tag = p->chunk + CHUNK_HEAD - n;
    memcpy(tag, head, n);
    size_t key_len = chunk_key(p);
    glass_table_put(&p->table, p->key, key_len, tag, n + p->body);
    p->begun = true;
    p->body = 0;
}
