/* Numbering byte strings: a hash table of numbers over an array of texts. */
#include "intern.h"

#include <stdlib.h>

#define FIRST_SLOTS 64

bool draft__grow(void **array, size_t count, size_t *capacity, size_t element)
{
    if (count < *capacity)
        return true;
    size_t bigger = *capacity ? *capacity * 2 : 256;
    void *grown = bigger <= SIZE_MAX / element ? realloc(*array, bigger * element) : NULL;
    if (!grown)
        return false;
    *array = grown;
    *capacity = bigger;
    return true;
}

/* The slot of a text, or the empty one where it belongs. */
static uint32_t *find(const intern *t, morgue_str text, uint64_t hash)
{
    uint32_t mask = t->slot_count - 1;
    for (uint32_t i = (uint32_t)hash & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &t->slots[i];
        if (*slot == 0)
            return slot;
        const interned *known = &t->items[*slot - 1];
        if (known->hash == hash && str_equal(known->text, text))
            return slot;
    }
}

/* Twice as many slots, of which a half are used at most, and as many items. */
static bool grow(intern *t)
{
    uint32_t slots = t->slot_count ? t->slot_count * 2 : FIRST_SLOTS;
    if (slots == 0)
        return false;
    uint32_t *bigger = calloc(slots, sizeof *bigger);
    interned *items = realloc(t->items, slots / 2 * sizeof *items);
    if (items)
        t->items = items;
    if (!bigger || !items) {
        free(bigger);
        return false;
    }
    free(t->slots);
    t->slots = bigger;
    t->slot_count = slots;
    for (uint32_t i = 0; i < t->count; i++)
        *find(t, items[i].text, items[i].hash) = i + 1;
    return true;
}

uint32_t draft__intern(intern *t, morgue_str text)
{
    if (t->count >= t->slot_count / 2 && !grow(t))
        return INTERN_FAILED;
    uint64_t hash = hash_bytes(text.ptr, text.len);
    uint32_t *slot = find(t, text, hash);
    if (*slot)
        return *slot - 1;
    morgue_str copy = arena_copy(&t->bytes, text);
    if (!copy.ptr)
        return INTERN_FAILED;
    t->items[t->count] = (interned){copy, hash};
    *slot = t->count + 1;
    return t->count++;
}

void draft__intern_clear(intern *t)
{
    if (t->count)
        memset(t->slots, 0, t->slot_count * sizeof *t->slots);
    t->count = 0;
    arena_clear(&t->bytes);
}

void draft__intern_free(intern *t)
{
    free(t->items);
    free(t->slots);
    arena_free(&t->bytes);
    *t = (intern){0};
}
