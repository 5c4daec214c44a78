/* A map from numbers to numbers that lives as long as one article is looked at. */
#include "entities_internal.h"

bool numbers__init(number_map *m, size_t n, arena *memory)
{
    size_t capacity = 16;
    while (capacity < n * 2)
        capacity *= 2;
    m->entries = arena_alloc(memory, capacity * sizeof *m->entries);
    m->mask = capacity - 1;
    return m->entries != NULL;
}

/* The entry of key or the empty place for it. */
static number_entry *find(const number_map *m, uint32_t key)
{
    size_t i = (size_t)(((uint64_t)key * 0x9e3779b97f4a7c15u) >> 32);
    for (;; i++) {
        number_entry *entry = &m->entries[i & m->mask];
        if (entry->key == 0 || entry->key == key + 1)
            return entry;
    }
}

uint32_t *numbers__put(number_map *m, uint32_t key, uint32_t absent)
{
    number_entry *entry = find(m, key);
    if (entry->key == 0)
        *entry = (number_entry){key + 1, absent};
    return &entry->value;
}

const uint32_t *numbers__get(const number_map *m, uint32_t key)
{
    const number_entry *entry = find(m, key);
    return entry->key ? &entry->value : NULL;
}
