/* Memory that is freed all at once. */
#ifndef ARENA_H
#define ARENA_H

#include "str.h"

/* All zero is a valid empty arena. Every pointer handed out stays valid until
 * arena_clear() or arena_free(). */
typedef struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used, size;          /* of the newest block */
    size_t total;               /* bytes in all blocks */
} arena;

/* n bytes, zeroed, aligned for any object; NULL when out of memory. */
void *arena_alloc(arena *a, size_t n);

/* n bytes of unspecified content, aligned for any object. */
void *arena_room(arena *a, size_t n);

/* n bytes of unspecified content without alignment, for text. */
char *arena_bytes(arena *a, size_t n);

/* A copy of s with a NUL behind it; ptr is NULL when out of memory. */
morgue_str arena_copy(arena *a, morgue_str s);

/* Forgets everything, keeps the newest block for what comes. */
void arena_clear(arena *a);

void arena_free(arena *a);

#endif
