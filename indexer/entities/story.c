/* What one article says as a whole: who is named in full, and who is meant by a short name. */
#include "entities_internal.h"

#include "error.h"

/* The one kind as which the hit fits; ENTITY_KINDS when there are several. */
static entity_kind only_kind(const hit *h)
{
    switch (h->kinds) {
    case 1u << ENTITY_PERSON:
        return ENTITY_PERSON;
    case 1u << ENTITY_ORG:
        return ENTITY_ORG;
    case 1u << ENTITY_PLACE:
        return ENTITY_PLACE;
    default:
        return ENTITY_KINDS;
    }
}

/* The surface that a hit names beyond doubt, whatever the rest says; NULL if none. */
static const surface *certain(const story *d, const hit *h)
{
    if (h->name == NONE || h->weak)
        return NULL;
    const trie_name *name = &d->r->names[h->name];
    bool suffixed = h->suffix_last > h->last;
    entity_kind kind = suffixed ? ENTITY_ORG : only_kind(h);
    if (kind == ENTITY_KINDS)
        return NULL;
    const surface *s = &d->r->table->surfaces[name->surfaces[kind]];
    return suffixed || !surface_common(s) ? s : NULL;
}

static void add_short(story *d, uint32_t word, const surface *s)
{
    if (!word)
        return;
    const surface *all = d->r->table->surfaces;
    uint32_t number = (uint32_t)(s - all);
    uint32_t *known = numbers__put(&d->shorts, word, number);
    if (*known != NONE && all[*known].entity != s->entity)
        *known = NONE;
}

static void gather_text(story *d, const text_scan *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const surface *f = certain(d, &s->hits[i]);
        if (!f)
            continue;
        uint32_t *seen = numbers__put(&d->evidence, f->entity, 0);
        *seen |= EVIDENCE_NAMED | (f->count > 1 ? EVIDENCE_LONG : 0);
        const short_names *words = &d->r->shorts[f - d->r->table->surfaces];
        add_short(d, words->words[0], f);
        add_short(d, words->words[1], f);
    }
}

/* "the apple" or "apples" in lower case: the article uses the word itself, so
 * that it is no short name of a company in it. Names of people stay. */
static void drop_ordinary(story *d, const text_scan *s, const uint64_t heads[64])
{
    if (s->letters == CASE_NONE)
        return;
    for (uint32_t i = 0; i < s->tokens->count; i++) {
        const token *t = &s->tokens->tokens[i];
        unsigned head = recogniser__head(t->norm);
        if (t->alternate || t->capital || !(heads[head / 64] >> (head % 64) & 1))
            continue;
        uint32_t word = recogniser__word(d->r, t->norm);
        uint32_t *known =
            word && numbers__get(&d->shorts, word) ? numbers__put(&d->shorts, word, NONE) : NULL;
        if (known && *known != NONE && d->r->table->surfaces[*known].kind == ENTITY_ORG)
            *known = NONE;
    }
}

static void drop_ordinary_words(story *d)
{
    uint64_t heads[64] = {0};
    bool any = false;
    const surface *all = d->r->table->surfaces;
    for (size_t i = 0; i <= d->shorts.mask; i++) {
        const number_entry *entry = &d->shorts.entries[i];
        if (!entry->key || entry->value == NONE || all[entry->value].kind != ENTITY_ORG)
            continue;
        unsigned head = recogniser__head(all[entry->value].words[0]);
        heads[head / 64] |= (uint64_t)1 << (head % 64);
        any = true;
    }
    for (size_t i = 0; any && i < 2; i++)
        drop_ordinary(d, &d->texts[i], heads);
}

morgue_status story__gather(story *d, arena *memory, morgue_error *err)
{
    size_t hits = d->texts[0].count + d->texts[1].count;
    if (!numbers__init(&d->evidence, hits, memory) || !numbers__init(&d->shorts, hits * 2, memory))
        return fail_nomem(err);
    gather_text(d, &d->texts[0]);
    gather_text(d, &d->texts[1]);
    drop_ordinary_words(d);
    return MORGUE_OK;
}
