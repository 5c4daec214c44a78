/* Bitmaps of dead documents. */
#include "store.h"

#include "error.h"

#include <stdlib.h>

bool tombstones_has(const tombstones *t, uint32_t docid)
{
    return docid >> 3 < t->bytes && (t->bits[docid >> 3] >> (docid & 7) & 1);
}

morgue_status tombstones_add(tombstones *t, uint32_t docid, bool *fresh, morgue_error *err)
{
    uint32_t byte = docid >> 3;
    *fresh = false;
    if (byte >= t->bytes) {
        uint32_t bytes = byte + 1 + byte / 2;
        uint8_t *grown = realloc(t->bits, bytes);
        if (!grown)
            return fail_nomem(err);
        memset(grown + t->bytes, 0, bytes - t->bytes);
        t->bits = grown;
        t->bytes = bytes;
    }
    uint8_t bit = (uint8_t)(1u << (docid & 7));
    *fresh = !(t->bits[byte] & bit);
    t->bits[byte] |= bit;
    t->dead += *fresh;
    return MORGUE_OK;
}
