/* The articles of the pending segment: a list, and an open-addressing table over it. */
#include "pending.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

/* The place of an id: where its number stands, or the empty one where it belongs. */
static uint32_t *find(const pending *p, const fingerprint *id)
{
    uint64_t hash;
    memcpy(&hash, id->bytes, sizeof hash);
    for (uint32_t at = (uint32_t)hash;; at++) {
        uint32_t *place = &p->places[at & (p->place_count - 1)];
        if (*place == 0 || !memcmp(&p->list[*place - 1].id, id, sizeof *id))
            return place;
    }
}

static morgue_status grow_list(pending *p, morgue_error *err)
{
    if (p->count == UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "over %u articles in one commit", UINT32_MAX);
    if (p->count < p->capacity)
        return MORGUE_OK;
    uint64_t capacity = (uint64_t)p->capacity + p->capacity / 2 + 256;
    capacity = capacity > UINT32_MAX ? UINT32_MAX : capacity;
    pending_article *grown = realloc(p->list, (size_t)capacity * sizeof *grown);
    if (!grown)
        return fail_nomem(err);
    p->list = grown;
    p->capacity = (uint32_t)capacity;
    return MORGUE_OK;
}

/* At most three quarters of the places are taken. */
static morgue_status grow_places(pending *p, morgue_error *err)
{
    if (p->count < p->place_count / 4 * 3)
        return MORGUE_OK;
    if (p->place_count > UINT32_MAX / 2)
        return fail(err, MORGUE_LIMIT, "over %u articles in one commit", p->count);
    uint32_t place_count = p->place_count ? p->place_count * 2 : 512;
    uint32_t *places = calloc(place_count, sizeof *places);
    if (!places)
        return fail_nomem(err);
    free(p->places);
    p->places = places;
    p->place_count = place_count;
    for (uint32_t i = 0; i < p->count; i++)
        *find(p, &p->list[i].id) = i + 1; /* of one id the last */
    return MORGUE_OK;
}

morgue_status archive__pending_reserve(pending *p, morgue_error *err)
{
    morgue_status status = grow_list(p, err);
    return status ? status : grow_places(p, err);
}

void archive__pending_add(pending *p, morgue_str id, const fingerprint *print, uint32_t file)
{
    p->list[p->count] = (pending_article){fingerprint_of(id), *print, file};
    *find(p, &p->list[p->count].id) = p->count + 1;
    p->count++;
}

uint32_t archive__pending_find(const pending *p, morgue_str id)
{
    if (p->count == 0)
        return 0;
    fingerprint print = fingerprint_of(id);
    return *find(p, &print);
}

fingerprint archive__pending_print(const pending *p)
{
    fingerprint value = {{0}};
    for (uint32_t i = 0; i < p->count; i++) {
        fingerprint both[2] = {value, p->list[i].print};
        value = fingerprint_of((morgue_str){(const char *)both, sizeof both});
    }
    return value;
}

void archive__pending_clear(pending *p)
{
    free(p->list);
    free(p->places);
    *p = (pending){0};
}
