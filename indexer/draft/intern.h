/* Byte strings numbered from 0 in the order in which they first come. Private. */
#ifndef INTERN_H
#define INTERN_H

#include "map.h"

typedef struct interned {
    morgue_str text;
    uint64_t hash; /* hash_bytes() of text */
} interned;

/* All zero is a valid empty one. */
typedef struct intern {
    interned *items;
    uint32_t count;
    uint32_t *slots; /* number + 1; 0: empty */
    uint32_t slot_count;
    arena bytes;
} intern;

#define INTERN_FAILED UINT32_MAX

/* The number of a text; equal to the count before when it is new. INTERN_FAILED
 * without memory. */
uint32_t draft__intern(intern *t, morgue_str text);

/* Empties it and keeps its memory. */
void draft__intern_clear(intern *t);
void draft__intern_free(intern *t);

/* Makes room for one more element of an array that doubles; false when out of
 * memory. */
bool draft__grow(void **array, size_t count, size_t *capacity, size_t element);

#endif
