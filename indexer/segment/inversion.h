/* Inversion in memory: keys, each with the bytes appended to it. Private. */
#ifndef INVERSION_H
#define INVERSION_H

#include "str.h"

/* A key and what it has gathered since the inversion was last cleared. Half a
 * cache line. */
typedef struct inversion_entry {
    uint32_t text;  /* offset of the key in the pool; its first slice follows */
    uint32_t tail;  /* where the next byte goes */
    uint16_t left;  /* bytes that the slice of tail still has */
    uint8_t level;  /* of the slice of tail */
    uint8_t length; /* of the key */
    /* The caller's: */
    uint32_t last;    /* document that was appended last */
    uint32_t count;   /* documents */
    uint32_t pending; /* of the document that is being read */
    uint64_t sum;     /* of what was counted */
} inversion_entry;
_Static_assert(sizeof(inversion_entry) == 32, "two entries should fill a cache line");

/* All zero is a valid empty one. Pools are addressed by 32 bits. */
typedef struct inversion {
    unsigned char *pool;
    size_t used, pool_capacity;
    inversion_entry *entries;
    size_t count, capacity;
    struct inversion_place *places; /* open addressing, a power of two */
    size_t place_count;
    bool failed; /* sticky: out of memory */
} inversion;

void segment__inversion_free(inversion *v);

/* Forgets everything, keeps its memory. */
void segment__inversion_clear(inversion *v);

/* Bytes that it holds and that putting them in order will need. */
uint64_t segment__inversion_memory(const inversion *v);

/* Room for n further keys. */
bool segment__inversion_reserve(inversion *v, size_t n);

/* Looks keys up in stages, so that what the next stage needs is on its way from
 * memory meanwhile: for a batch of keys, first the hash of each, then
 * near() for each, then far() for each, then entry(). The middle two may be
 * left out. All after a reserve. */
uint64_t segment__inversion_hash(const inversion *v, morgue_str key);
void segment__inversion_near(const inversion *v, uint64_t hash);
void segment__inversion_far(const inversion *v, uint64_t hash);

/* The entry of key (at most 255 bytes), added when new. NULL when out of memory.
 * Valid until the next reserve. */
inversion_entry *segment__inversion_entry(inversion *v, morgue_str key, uint64_t hash);

/* Appends bytes to an entry. */
void segment__inversion_append(inversion *v, inversion_entry *e, const void *bytes, size_t n);

static inline morgue_str inversion_key(const inversion *v, const inversion_entry *e)
{
    return (morgue_str){(const char *)v->pool + e->text, e->length};
}

/* Everything that was appended to an entry; lies in the pool, or in *scratch
 * (of *capacity bytes), which grows. ptr NULL when out of memory. */
morgue_str segment__inversion_bytes(const inversion *v, const inversion_entry *e,
                                    unsigned char **scratch, size_t *capacity);

/* The entries in byte order of their keys; free() the array. */
const inversion_entry **segment__inversion_sorted(const inversion *v);

#endif
