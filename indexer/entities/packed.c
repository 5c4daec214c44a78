/* Tables that are constants: finding keys in them, and beginning a table with one. */
#include "packed.h"

#include "error.h"

#include <stdlib.h>

static morgue_str text_of(const packed_table *p, packed_text t)
{
    return (morgue_str){p->text + t.at, t.len};
}

static packed_text key_of(const packed_table *p, table_key which, uint32_t i)
{
    if (which == KEY_SURFACE)
        return p->surfaces[i].key;
    return which == KEY_ID ? p->records[i].id_key : p->records[i].name_key;
}

uint32_t packed__find(const packed_table *p, table_key which, morgue_str key)
{
    if (which >= PACKED_KEYS)
        return 0;
    const packed_index *x = &p->indexes[which];
    uint32_t at = packed_hash(key) & x->mask;
    while (x->slots[at] && !str_equal(text_of(p, key_of(p, which, x->slots[at] - 1)), key))
        at = (at + 1) & x->mask;
    return x->slots[at];
}

/* The surfaces of record i, the newest first in its chain. */
static void load_surfaces(alias_table *t, const packed_table *p, uint32_t i,
                          const morgue_str *words)
{
    uint32_t first = p->records[i].surfaces, end = p->records[i + 1].surfaces;
    for (uint32_t k = first; k < end; k++) {
        const packed_surface *from = &p->surfaces[k];
        morgue_str key = text_of(p, from->key);
        t->surfaces[k] = (surface){.text = str_range(key, 1, key.len),
                                   .words = words + from->words,
                                   .count = from[1].words - from->words,
                                   .capitals = from->capitals,
                                   .entity = i,
                                   .file = t->files,
                                   .prev = k + 1 < end ? k + 1 : NONE,
                                   .next = k > first ? k - 1 : NONE,
                                   .flags = from->flags,
                                   .kind = (entity_kind)p->records[i].kind};
    }
    t->records[i]->first_surface = end > first ? end - 1 : NONE;
}

static void load_record(record *r, const packed_table *p, uint32_t i)
{
    const packed_record *from = &p->records[i];
    *r = (record){.public = {.kind = (entity_kind)from->kind,
                             .ignore = from->ignore != 0,
                             .id = text_of(p, from->id),
                             .name = text_of(p, from->display),
                             .country = text_of(p, from->country),
                             .ticker = text_of(p, from->ticker)},
                  .number = i,
                  .same_name = from->same_name,
                  .given_id = from->given_id != 0};
}

morgue_status packed__begin(alias_table *t, const packed_table *p, morgue_error *err)
{
    if (t->record_count || t->shipped)
        return fail(err, MORGUE_INTERNAL, "the shipped names come before all others");
    record *records = arena_alloc(&t->memory, p->record_count * sizeof *records);
    morgue_str *words = arena_alloc(&t->memory, p->word_count * sizeof *words);
    t->records = malloc((p->record_count + 1) * sizeof(record *));
    t->surfaces = malloc((p->surface_count + 1) * sizeof *t->surfaces);
    if (!records || !words || !t->records || !t->surfaces)
        return fail_nomem(err);
    t->files++;
    for (uint32_t i = 0; i < p->word_count; i++)
        words[i] = text_of(p, p->words[i]);
    for (uint32_t i = 0; i < p->record_count; i++) {
        t->records[i] = &records[i];
        load_record(t->records[i], p, i);
        load_surfaces(t, p, i, words);
    }
    t->record_count = p->record_count;
    t->record_capacity = t->record_count + 1;
    t->surface_count = p->surface_count;
    t->surface_capacity = t->surface_count + 1;
    t->shipped = p;
    return MORGUE_OK;
}
