/* Numbers the values of facets in the order of their first use. */
#include "dictionaries.h"

#include "error.h"

/* What a value takes in memory beside its texts, about. */
#define VALUE_COST 64

void segment__dictionaries_name(dictionaries *d, const morgue_config *config)
{
    for (unsigned i = 0; i < FACET_BUILTIN_COUNT; i++)
        d->slots[d->count++].name = str_of(facet_name((facet_id)i));
    for (size_t i = 0; i < config->field_count && d->count < FACET_MAX; i++)
        d->slots[d->count++].name = config->fields[i].name;
}

void segment__dictionaries_free(dictionaries *d)
{
    for (unsigned i = 0; i < FACET_MAX; i++) {
        map_free(&d->slots[i].numbers);
        strbuf_free(&d->slots[i].bytes);
        strbuf_free(&d->slots[i].packed);
    }
    *d = (dictionaries){0};
}

void segment__dictionaries_clear(dictionaries *d)
{
    for (unsigned i = 0; i < d->count; i++)
        strbuf_clear(&d->slots[i].packed);
}

uint32_t segment__dictionaries_number(dictionaries *d, unsigned slot, morgue_str key,
                                      morgue_str display)
{
    dictionary *of = &d->slots[slot];
    bool added;
    uint64_t *number = map_put(&of->numbers, key, &added);
    if (!number)
        return UINT32_MAX;
    if (added) {
        *number = of->numbers.count - 1;
        strbuf_sized(&of->bytes, key);
        strbuf_sized(&of->bytes, display);
        d->held += 2 * key.len + display.len + VALUE_COST;
    }
    return (uint32_t)*number;
}

void segment__dictionaries_pack(dictionaries *d, unsigned slot, uint32_t number, uint64_t rest)
{
    strbuf_varint(&d->slots[slot].packed, number);
    strbuf_varint(&d->slots[slot].packed, rest);
}

morgue_status segment__dictionaries_view(const dictionaries *d, morgue_str out[FACET_MAX],
                                         morgue_error *err)
{
    for (unsigned i = 0; i < d->count; i++) {
        const dictionary *of = &d->slots[i];
        if (of->packed.failed || of->bytes.failed)
            return fail_nomem(err);
        if (of->packed.len > SEGMENT_MOST_VALUE)
            return fail(err, MORGUE_LIMIT, "cannot add an article: a facet has %zu bytes, over %u",
                        of->packed.len, SEGMENT_MOST_VALUE);
        out[i] = strbuf_view(&of->packed);
    }
    return MORGUE_OK;
}

size_t segment__dictionaries_metadata(const dictionaries *d, arena *memory, strbuf *names,
                                      segment_metadata *out, size_t count)
{
    morgue_str head = STR(METADATA_FACET);
    for (unsigned i = 0; i < d->count; i++) {
        const dictionary *of = &d->slots[i];
        strbuf_sized(names, of->name);
        char *key = of->bytes.len ? arena_bytes(memory, head.len + of->name.len) : NULL;
        names->failed |= of->bytes.failed || (of->bytes.len && !key);
        if (!key)
            continue;
        memcpy(key, head.ptr, head.len);
        memcpy(key + head.len, of->name.ptr, of->name.len);
        out[count++] = (segment_metadata){{key, head.len + of->name.len}, strbuf_view(&of->bytes)};
    }
    out[count++] = (segment_metadata){STR(METADATA_FACETS), strbuf_view(names)};
    return count;
}
