/* Forms in memory: a hash table by the hash that drafts bring, numbers in order
 * of arrival, and the way to disk in order of keys. */
#include "stream_internal.h"

#include "error.h"
#include "form.h"
#include "sort.h"

#include <stdlib.h>

/* Looked up at a time, so that the memory of all is on its way at once. */
#define BATCH 32

static void place(vocabulary *v, uint64_t slot, uint64_t hash)
{
    size_t mask = v->capacity - 1, i = (size_t)hash & mask;
    while (v->slots[i])
        i = (i + 1) & mask;
    v->slots[i] = slot;
}

/* The slots know half of the hash; the rest is of the keys. */
static bool grow_slots(vocabulary *v)
{
    vocabulary bigger = *v;
    bigger.capacity = v->capacity ? v->capacity * 2 : 1024;
    bigger.slots = calloc(bigger.capacity, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (uint32_t i = 0; i < v->count; i++) {
        uint64_t hash = hash_bytes(v->forms[i].key, v->forms[i].length);
        place(&bigger, (hash >> 32 << 32) | (i + 1), hash);
    }
    free(v->slots);
    *v = bigger;
    return true;
}

/* Room for n more forms; slots at most half full. */
static bool make_room(vocabulary *v, size_t n)
{
    while (v->count + n > v->capacity / 2)
        if (!grow_slots(v))
            return false;
    if (v->count + n <= v->form_capacity)
        return true;
    size_t capacity = v->form_capacity ? (size_t)v->form_capacity * 2 : 1024;
    vocabulary_form *grown = realloc(v->forms, capacity * sizeof *grown);
    if (!grown)
        return false;
    v->forms = grown;
    v->form_capacity = (uint32_t)capacity;
    return true;
}

static void prefetch(const vocabulary *v, const draft_form *forms, size_t n)
{
    size_t mask = v->capacity - 1;
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(forms[i].key);
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&v->slots[(size_t)forms[i].key->hash & mask]);
    for (size_t i = 0; i < n; i++) {
        uint32_t number = (uint32_t)v->slots[(size_t)forms[i].key->hash & mask];
        if (number)
            __builtin_prefetch(&v->forms[number - 1]);
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t number = (uint32_t)v->slots[(size_t)forms[i].key->hash & mask];
        if (number)
            __builtin_prefetch(v->forms[number - 1].key);
    }
}

static morgue_status add_new(vocabulary *v, const form_key *from, size_t slot, morgue_error *err)
{
    if (from->len == 0 || memchr(from->text, '\0', from->len))
        return fail(err, MORGUE_INVALID, "a form without a key, or with a NUL in it");
    if (from->len > FORM_LONGEST)
        return fail(err, MORGUE_LIMIT, "a form of %u bytes, over the limit of %u",
                    (unsigned)from->len, (unsigned)FORM_LONGEST);
    char *key = arena_bytes(&v->keys, from->len);
    if (!key)
        return fail_nomem(err);
    memcpy(key, from->text, from->len);
    v->forms[v->count++] = (vocabulary_form){key, 0, from->len};
    v->slots[slot] = (from->hash >> 32 << 32) | v->count;
    return MORGUE_OK;
}

static morgue_status find(vocabulary *v, const form_key *key, uint32_t *number, morgue_error *err)
{
    size_t mask = v->capacity - 1, i = (size_t)key->hash & mask;
    for (uint64_t slot; (slot = v->slots[i]) != 0; i = (i + 1) & mask) {
        if (slot >> 32 != key->hash >> 32)
            continue;
        *number = (uint32_t)slot - 1;
        const vocabulary_form *have = &v->forms[*number];
        if (have->length == key->len && !memcmp(have->key, key->text, key->len))
            return MORGUE_OK;
    }
    *number = v->count;
    return add_new(v, key, i, err);
}

morgue_status stream__vocabulary_add(vocabulary *v, const draft_form *forms, size_t n,
                                     uint32_t *numbers, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; i < n && !status; i += BATCH) {
        size_t batch = n - i < BATCH ? n - i : BATCH;
        if (v->count > STREAM_RANKS - BATCH)
            return fail(err, MORGUE_LIMIT, "over %u different words in a segment", STREAM_RANKS);
        if (!make_room(v, batch))
            return fail_nomem(err);
        prefetch(v, forms + i, batch);
        for (size_t j = i; j < i + batch && !status; j++)
            status = find(v, forms[j].key, &numbers[j], err);
    }
    return status;
}

uint64_t stream__vocabulary_memory(const vocabulary *v)
{
    return v->capacity * sizeof *v->slots + v->form_capacity * sizeof *v->forms + v->keys.total;
}

void stream__vocabulary_free(vocabulary *v)
{
    free(v->slots);
    free(v->forms);
    arena_free(&v->keys);
    *v = (vocabulary){0};
}

/* ---- to disk ---- */

typedef struct sort_entry {
    uint64_t prefix; /* of the key, big-endian */
    const vocabulary_form *form;
} sort_entry;

static uint64_t key_prefix(const vocabulary_form *f)
{
    unsigned char bytes[8] = {0};
    memcpy(bytes, f->key, f->length < 8 ? f->length : 8);
    uint64_t prefix;
    memcpy(&prefix, bytes, sizeof prefix);
    return __builtin_bswap64(prefix);
}

static int by_key(const void *a, const void *b)
{
    const sort_entry *x = a, *y = b;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    return str_compare((morgue_str){x->form->key, x->form->length},
                       (morgue_str){y->form->key, y->form->length});
}

morgue_status stream__vocabulary_write(const vocabulary *v, stream_spool *s, morgue_error *err)
{
    strbuf entry = {0};
    size_t n = 0;
    sort_entry *order = malloc((v->count + (size_t)1) * sizeof *order);
    if (!order)
        return fail_nomem(err);
    for (uint32_t i = 0; i < v->count; i++)
        if (v->forms[i].count)
            order[n++] = (sort_entry){key_prefix(&v->forms[i]), &v->forms[i]};
    sort_by_head(order, n, sizeof *order, by_key);
    for (size_t i = 0; i < n; i++) {
        const vocabulary_form *f = order[i].form;
        strbuf_clear(&entry);
        strbuf_sized(&entry, (morgue_str){f->key, f->length});
        strbuf_varint(&entry, f->count);
        strbuf_varint(&entry, (uint64_t)(f - v->forms));
        stream__spool_add(s, entry.ptr, entry.failed ? 0 : entry.len);
    }
    morgue_status status = strbuf_check(&entry, err);
    strbuf_free(&entry);
    free(order);
    return status ? status : stream__spool_check(s, err);
}
