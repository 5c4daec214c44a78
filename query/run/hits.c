/* Hits: what is shown of an article that matched. */
#include "run_internal.h"

#include "error.h"

#include <stdlib.h>

#define SHOWN_ENTITIES 8 /* a kind */

static int copy_bytes(void *context, xc_str bytes)
{
    strbuf_add(context, bytes.ptr, bytes.len);
    return 0;
}

typedef struct weighed {
    morgue_str name;
    uint64_t weight;
    size_t order;
} weighed;

static int by_weight(const void *a, const void *b)
{
    const weighed *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Headline before lede before often before the rest. */
static uint64_t rank_of(uint64_t packed)
{
    uint64_t salience = packed & 15, mentions = packed >> 4;
    uint64_t rank = salience & SALIENT_HEADLINE ? 1000 : 0;
    rank += salience & SALIENT_LEDE ? 500 : 0;
    rank = salience & SALIENT_NATIONALITY ? rank / 4 : rank;
    return rank + (mentions < 400 ? mentions : 400);
}

/* Two surfaces of one entity are one name with the weight of both. */
static void add_name(weighed *list, size_t *count, size_t most, morgue_str name, uint64_t weight)
{
    for (size_t i = 0; i < *count; i++)
        if (str_equal(list[i].name, name)) {
            list[i].weight += weight;
            return;
        }
    if (*count < most) {
        list[*count] = (weighed){name, weight, *count};
        ++*count;
    }
}

static morgue_status list_names(morgue_archive *a, entity_kind kind, const segment_value *values,
                                size_t value_count, morgue_str packed, arena *memory,
                                morgue_entity_list *out, morgue_error *err)
{
    enum { MOST = 512 };
    const alias_table *aliases;
    morgue_status status = archive_aliases(a, &aliases, err);
    weighed *list = malloc(MOST * sizeof *list);
    size_t count = 0;
    if (!status && !list)
        status = fail_nomem(err);
    uint64_t number, weight;
    while (!status && str_varint(&packed, &number) && str_varint(&packed, &weight)) {
        if (number >= value_count)
            continue;
        const entity *e = alias_table_of_surface(aliases, kind, values[number].key);
        if (!e || !e->ignore)
            add_name(list, &count, MOST, e ? e->name : values[number].display, rank_of(weight));
    }
    morgue_str *names = arena_alloc(memory, (count + 1) * sizeof *names);
    if (!status && !names)
        status = fail_nomem(err);
    if (!status) {
        qsort(list, count, sizeof *list, by_weight);
        out->count = count < SHOWN_ENTITIES ? count : SHOWN_ENTITIES;
        for (size_t i = 0; i < out->count; i++) {
            names[i] = arena_copy(memory, list[i].name);
            if (!names[i].ptr)
                status = fail_nomem(err);
        }
        out->names = names;
        out->kind = str_of(entity_kind_name(kind));
    }
    free(list);
    return status;
}

static morgue_status add_entities(morgue_archive *a, location at, const hit_dictionaries *d,
                                  arena *memory, morgue_hit *out, morgue_error *err)
{
    morgue_entity_list *lists = arena_alloc(memory, ENTITY_KINDS * sizeof *lists);
    if (!lists)
        return fail_nomem(err);
    morgue_status status = MORGUE_OK;
    strbuf packed = {0};
    for (unsigned k = 0; !status && k < ENTITY_KINDS; k++) {
        const hit_dictionary *shard = &d->shards[at.shard * ENTITY_KINDS + k];
        xc_error error;
        strbuf_clear(&packed);
        if (shard->slot != UINT32_MAX &&
            xc_document_value(a->db, at.shard, at.docid, shard->slot, copy_bytes, &packed, &error))
            status = segment_fail(err, "cannot read an article's names", &error);
        if (!status)
            status = strbuf_check(&packed, err);
        if (!status)
            status = list_names(a, (entity_kind)k, shard->values, shard->count,
                                strbuf_view(&packed), memory, &lists[k], err);
    }
    strbuf_free(&packed);
    out->entities = lists;
    out->entity_count = ENTITY_KINDS;
    return status;
}

morgue_status run__dictionaries(morgue_archive *a, hit_dictionaries *out, morgue_error *err)
{
    size_t count = a->manifest.count * ENTITY_KINDS;
    *out = (hit_dictionaries){0};
    out->shards = arena_alloc(&out->memory, (count + 1) * sizeof *out->shards);
    return out->shards ? MORGUE_OK : fail_nomem(err);
}

/* The dictionaries of a shard are read when its first hit is shown. */
static morgue_status load_dictionaries(morgue_archive *a, size_t shard, hit_dictionaries *d,
                                       morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (unsigned k = 0; !status && k < ENTITY_KINDS; k++) {
        hit_dictionary *own = &d->shards[shard * ENTITY_KINDS + k];
        if (own->loaded)
            continue;
        own->loaded = true;
        morgue_str name = str_of(facet_name((facet_id)k));
        if (!segment_facet_slot(a->db, shard, name, &own->slot))
            own->slot = UINT32_MAX;
        status = segment_dictionary(a->db, shard, name, &d->memory, &own->values, &own->count, err);
    }
    return status;
}

static bool copy_texts(const morgue_article *article, arena *memory, morgue_hit *out)
{
    const morgue_str from[] = {article->id,  article->title,   article->source, article->path,
                               article->url, article->section, article->lang,   article->byline};
    morgue_str *const to[] = {&out->id,  &out->title,   &out->source, &out->path,
                              &out->url, &out->section, &out->lang,   &out->byline};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        *to[i] = arena_copy(memory, from[i]);
        if (!to[i]->ptr)
            return false;
    }
    return true;
}

morgue_status run__hit(morgue_archive *a, location at, const marker *m, size_t snippet_bytes,
                       hit_dictionaries *d, arena *memory, morgue_hit *out, morgue_error *err)
{
    arena scratch = {0};
    morgue_article article;
    morgue_status status = archive_load(a, at, &scratch, &article, NULL, err);
    if (!status && !copy_texts(&article, memory, out))
        status = fail_nomem(err);
    strbuf words = {0};
    xc_error error;
    if (!status &&
        xc_document_value(a->db, at.shard, at.docid, SLOT_WORDS, copy_bytes, &words, &error))
        status = segment_fail(err, "cannot read an article's length", &error);
    uint32_t count = 0;
    u32_value_get(strbuf_view(&words), &count);
    strbuf_free(&words);
    if (!status) {
        out->date = article.date;
        out->words = count;
    }
    if (!status && snippet_bytes)
        status = run__snippet(m, a->analyzer, &article, snippet_bytes, memory, out, err);
    if (!status)
        status = load_dictionaries(a, at.shard, d, err);
    if (!status)
        status = add_entities(a, at, d, memory, out, err);
    arena_free(&scratch);
    return status;
}
