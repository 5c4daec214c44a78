/* Old ids of documents to new ones where some documents are left out. Private. */
#ifndef RENUMBER_H
#define RENUMBER_H

#include "segment.h"

/* A segment's documents. With a table of 1.5 bits a document, or none at all. */
typedef struct renumber {
    uint32_t documents; /* before */
    uint32_t live;      /* of them */
    uint32_t offset;    /* of the new ids */
    uint64_t *dead;     /* bit id & 63 of word id >> 6; NULL when all live */
    uint32_t *before;   /* dead ids below those of the word */
} renumber;

/* False when out of memory. */
bool segment__renumber_make(renumber *r, const segment_source *source, uint32_t offset);
void segment__renumber_free(renumber *r);

/* The new id of id, 1 to r->documents; 0 when it is dead. */
static inline uint32_t renumbered(const renumber *r, uint32_t id)
{
    if (!r->dead)
        return r->offset + id;
    uint64_t word = r->dead[id >> 6];
    if (word >> (id & 63) & 1)
        return 0;
    uint64_t below = word & ((UINT64_C(1) << (id & 63)) - 1);
    return r->offset + id - r->before[id >> 6] - (uint32_t)__builtin_popcountll(below);
}

#endif
