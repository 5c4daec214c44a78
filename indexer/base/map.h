/* A hash map from byte strings to numbers; keys are copied into it. */
#ifndef MAP_H
#define MAP_H

#include "arena.h"

typedef struct map_entry {
    morgue_str key; /* ptr NULL: an empty place */
    uint64_t hash;
    uint64_t value;
} map_entry;

/* All zero is a valid empty map. Entries are moved by map_put(). */
typedef struct map {
    map_entry *entries;
    size_t count, capacity;
    arena keys;
} map;

/* Where the value of key is; NULL when absent. Valid until the next map_put(). */
uint64_t *map_get(const map *m, morgue_str key);

/* Where the value of key is, inserted as 0 if absent; *added tells which (may
 * be NULL). NULL when out of memory. */
uint64_t *map_put(map *m, morgue_str key, bool *added);

/* Empties the map and keeps its memory. */
void map_clear(map *m);

void map_free(map *m);

/* Walks all entries in no order: start with *at = 0; NULL at the end. */
const map_entry *map_next(const map *m, size_t *at);

/* XXH3, 64 bits (Y. Collet), of the library that the project builds with. */
uint64_t hash_bytes(const void *bytes, size_t n);

/* 128 bits of XXH3 over the parts fed in turn: a content fingerprint. */
typedef struct fingerprint {
    unsigned char bytes[16];
} fingerprint;

fingerprint fingerprint_of(morgue_str content);

#endif
