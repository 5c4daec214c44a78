/* A table in a packed form: what the build makes of the shipped lists, so that
 * no program that starts has to parse and fold thousands of names. */
#include "entities_internal.h"

#include "error.h"

static void pack_surface(const surface *s, strbuf *out)
{
    strbuf_sized(out, s->text);
    strbuf_varint(out, s->flags);
    strbuf_varint(out, s->capitals);
    strbuf_varint(out, s->count);
    for (uint32_t i = 0; i < s->count; i++)
        strbuf_sized(out, s->words[i]);
}

/* Surfaces hang newest first; packing them oldest first makes reading them give
 * the same chain. */
static void pack_surfaces(const alias_table *t, const record *r, strbuf *out)
{
    uint32_t count = 0, last = NONE;
    for (uint32_t i = r->first_surface; i != NONE; i = t->surfaces[i].next) {
        count++;
        last = i;
    }
    strbuf_varint(out, count);
    for (uint32_t i = last; i != NONE; i = t->surfaces[i].prev)
        pack_surface(&t->surfaces[i], out);
}

static morgue_str name_of(const alias_table *t, const record *r)
{
    size_t at = 0;
    for (const map_entry *e; (e = map_next(&t->by_name, &at));)
        for (uint32_t n = (uint32_t)e->value - 1; n != NONE; n = t->records[n]->same_name)
            if (n == r->number)
                return str_range(e->key, 1, e->key.len);
    return (morgue_str){NULL, 0};
}

void packed__write(const alias_table *t, strbuf *out)
{
    strbuf_varint(out, t->record_count);
    for (size_t i = 0; i < t->record_count; i++) {
        const record *r = t->records[i];
        strbuf_varint(out, r->public.kind);
        strbuf_varint(out, (unsigned)r->public.ignore | (unsigned)r->given_id << 1);
        strbuf_sized(out, r->public.id);
        strbuf_sized(out, r->public.name);
        strbuf_sized(out, name_of(t, r));
        strbuf_sized(out, r->public.country);
        strbuf_sized(out, r->public.ticker);
        pack_surfaces(t, r, out);
    }
}

static bool take_u32(morgue_str *in, uint32_t most, uint32_t *out)
{
    uint64_t n;
    if (!str_varint(in, &n) || n > most)
        return false;
    *out = (uint32_t)n;
    return true;
}

/* The bytes are the build's own, but a table of them that cannot be is refused
 * like any other. */
static bool take_surface(alias_table *t, record *r, morgue_str *in)
{
    folded_name name = {0};
    uint32_t flags;
    if (!str_sized(in, &name.text) || !take_u32(in, UINT32_MAX, &flags) ||
        !take_u32(in, UINT32_MAX, &name.capitals) || !take_u32(in, ENTITIES_MAX_WORDS, &name.count))
        return false;
    for (uint32_t i = 0; i < name.count; i++)
        if (!str_sized(in, &name.words[i]))
            return false;
    return table__add_surface(t, r, &name, flags, NULL) == MORGUE_OK;
}

static bool take_record(alias_table *t, morgue_str *in)
{
    uint32_t kind, bits, count;
    morgue_str id, display, name;
    record *r;
    if (!take_u32(in, ENTITY_KINDS - 1, &kind) || !take_u32(in, 3, &bits) || !str_sized(in, &id) ||
        !str_sized(in, &display) || !str_sized(in, &name))
        return false;
    bool given = bits >> 1 & 1;
    if (table__add_record(t, (entity_kind)kind, given ? id : (morgue_str){NULL, 0}, display, name,
                          &r, NULL))
        return false;
    r->public.ignore = bits & 1;
    morgue_str country, ticker;
    if (!str_sized(in, &country) || !str_sized(in, &ticker) || !take_u32(in, UINT32_MAX, &count))
        return false;
    r->public.country = arena_copy(&t->memory, country);
    r->public.ticker = arena_copy(&t->memory, ticker);
    if (!r->public.country.ptr || !r->public.ticker.ptr)
        return false;
    while (count-- > 0)
        if (!take_surface(t, r, in))
            return false;
    return true;
}

morgue_status packed__read(alias_table *t, morgue_str in, morgue_error *err)
{
    uint32_t count;
    t->files++;
    if (!take_u32(&in, UINT32_MAX, &count))
        return fail(err, MORGUE_INTERNAL, "the shipped lists are damaged");
    while (count-- > 0)
        if (!take_record(t, &in))
            return fail(err, MORGUE_INTERNAL, "the shipped lists cannot be read, or memory is out");
    return MORGUE_OK;
}
