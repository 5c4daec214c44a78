/* A hash map from byte strings to numbers: open addressing, linear probing. */
#include "map.h"

#include <stdlib.h>
#include <xxhash.h>

uint64_t hash_bytes(const void *bytes, size_t n)
{
    return n ? XXH3_64bits(bytes, n) : 0;
}

fingerprint fingerprint_of(morgue_str content)
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(content.len ? content.ptr : "", content.len));
    fingerprint print;
    memcpy(print.bytes, canonical.digest, sizeof print.bytes);
    return print;
}

/* The entry of key, or the empty place where it belongs. capacity > count. */
static map_entry *find(const map *m, morgue_str key, uint64_t hash)
{
    size_t mask = m->capacity - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        map_entry *entry = &m->entries[i];
        if (!entry->key.ptr || (entry->hash == hash && str_equal(entry->key, key)))
            return entry;
    }
}

uint64_t *map_get(const map *m, morgue_str key)
{
    if (m->count == 0)
        return NULL;
    map_entry *entry = find(m, key, hash_bytes(key.ptr, key.len));
    return entry->key.ptr ? &entry->value : NULL;
}

static bool grow(map *m)
{
    map bigger = *m;
    bigger.capacity = m->capacity ? m->capacity * 2 : 64;
    bigger.entries = calloc(bigger.capacity, sizeof *bigger.entries);
    if (!bigger.entries)
        return false;
    for (size_t i = 0; i < m->capacity; i++)
        if (m->entries[i].key.ptr)
            *find(&bigger, m->entries[i].key, m->entries[i].hash) = m->entries[i];
    free(m->entries);
    *m = bigger;
    return true;
}

uint64_t *map_put(map *m, morgue_str key, bool *added)
{
    if (added)
        *added = false;
    /* At most three quarters full. */
    if (m->count >= m->capacity / 4 * 3 && !grow(m))
        return NULL;
    uint64_t hash = hash_bytes(key.ptr, key.len);
    map_entry *entry = find(m, key, hash);
    if (!entry->key.ptr) {
        morgue_str copy = arena_copy(&m->keys, key);
        if (!copy.ptr)
            return NULL;
        *entry = (map_entry){copy, hash, 0};
        m->count++;
        if (added)
            *added = true;
    }
    return &entry->value;
}

void map_clear(map *m)
{
    if (m->count)
        memset(m->entries, 0, m->capacity * sizeof *m->entries);
    m->count = 0;
    arena_clear(&m->keys);
}

void map_free(map *m)
{
    free(m->entries);
    arena_free(&m->keys);
    *m = (map){0};
}

const map_entry *map_next(const map *m, size_t *at)
{
    while (*at < m->capacity) {
        const map_entry *entry = &m->entries[(*at)++];
        if (entry->key.ptr)
            return entry;
    }
    return NULL;
}
