/* Counts the dead documents below each id. */
#include "renumber.h"

#include <stdlib.h>

static bool is_dead(const segment_source *source, uint32_t id)
{
    return id >> 3 < source->dead_bytes && (source->dead[id >> 3] >> (id & 7) & 1);
}

bool segment__renumber_make(renumber *r, const segment_source *source, uint32_t offset)
{
    uint32_t documents = source->segment->documents;
    *r = (renumber){.documents = documents, .live = documents, .offset = offset};
    if (!source->dead)
        return true;
    size_t words = (size_t)(documents >> 6) + 1;
    r->dead = calloc(words, sizeof *r->dead);
    r->before = calloc(words, sizeof *r->before);
    if (!r->dead || !r->before)
        return false;
    /* Ids are counted in 64 bits: documents may be the greatest number there is. */
    for (uint64_t id = 1; id <= documents; id++) {
        if (id % 64 == 0)
            r->before[id >> 6] = documents - r->live;
        if (!is_dead(source, (uint32_t)id))
            continue;
        r->dead[id >> 6] |= UINT64_C(1) << (id & 63);
        r->live--;
    }
    return true;
}

void segment__renumber_free(renumber *r)
{
    free(r->dead);
    free(r->before);
    *r = (renumber){0};
}
