/* Hits: what is shown of an article that matched. */
#include "run_internal.h"

#include "error.h"

#include <stdlib.h>

#define SHOWN_ENTITIES 8   /* a kind */
#define MOST_NAMES     512 /* of a kind that are weighed against each other */

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
static void add_name(weighed list[MOST_NAMES], size_t *count, morgue_str name, uint64_t weight)
{
    for (size_t i = 0; i < *count; i++)
        if (str_equal(list[i].name, name)) {
            list[i].weight += weight;
            return;
        }
    if (*count < MOST_NAMES) {
        list[*count] = (weighed){name, weight, *count};
        ++*count;
    }
}

static morgue_status gather_names(morgue_archive *a, entity_kind kind, const segment_values *names,
                                  morgue_str packed, weighed list[MOST_NAMES], size_t *count,
                                  morgue_error *err)
{
    const alias_table *aliases;
    morgue_status status = archive_aliases(a, &aliases, err);
    uint64_t number, weight;
    while (!status && str_varint(&packed, &number) && str_varint(&packed, &weight)) {
        if (number >= names->count)
            continue;
        const segment_value *v = &names->items[number];
        const entity *e = alias_table_of_surface(aliases, kind, v->key);
        if (!e || !e->ignore)
            add_name(list, count, e ? e->name : v->display, rank_of(weight));
    }
    qsort(list, *count, sizeof *list, by_weight);
    return status;
}

/* packed is not empty. */
static morgue_status list_names(morgue_archive *a, entity_kind kind, const segment_values *known,
                                morgue_str packed, arena *memory, morgue_entity_list *out,
                                morgue_error *err)
{
    weighed list[MOST_NAMES];
    size_t count = 0;
    morgue_status status = gather_names(a, kind, known, packed, list, &count, err);
    size_t shown = count < SHOWN_ENTITIES ? count : SHOWN_ENTITIES;
    morgue_str *names = status ? NULL : arena_alloc(memory, (shown + 1) * sizeof *names);
    for (size_t i = 0; names && i < shown; i++) {
        names[i] = arena_copy(memory, list[i].name);
        if (!names[i].ptr)
            names = NULL;
    }
    if (!status && !names)
        return fail_nomem(err);
    out->names = names;
    out->count = shown;
    return status;
}

static morgue_status add_entities(morgue_archive *a, location at, arena *memory, morgue_hit *out,
                                  morgue_error *err)
{
    segment *s = a->segments[at.shard];
    morgue_entity_list *lists = arena_alloc(memory, ENTITY_KINDS * sizeof *lists);
    if (!lists)
        return fail_nomem(err);
    morgue_status status = MORGUE_OK;
    for (unsigned k = 0; !status && k < ENTITY_KINDS; k++) {
        unsigned slot;
        morgue_str packed = {NULL, 0};
        const segment_values *names;
        lists[k].kind = str_of(entity_kind_name((entity_kind)k));
        if (segment_facet_slot(s, str_of(facet_name((facet_id)k)), &slot))
            packed = stream_facet(s->stream, at.docid, slot);
        if (packed.len == 0)
            continue;
        status = segment_facet_values(s, slot, &names, err);
        if (!status)
            status = list_names(a, (entity_kind)k, names, packed, memory, &lists[k], err);
    }
    out->entities = lists;
    out->entity_count = ENTITY_KINDS;
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

static morgue_status add_columns(segment *s, uint32_t docid, morgue_hit *out, morgue_error *err)
{
    stream_facts facts;
    if (!stream_facts_of(s->stream, docid, &facts))
        return segment_status(s, err);
    out->words = facts.words;
    return MORGUE_OK;
}

/* Of the dates that are no instant a year is longer than any month, and that longer
 * than any day. */
static morgue_date date_of(int64_t from, int64_t last)
{
    enum { DAY = 86400 };
    if (from > last)
        return (morgue_date){0, 0, MORGUE_PRECISION_NONE, MORGUE_PROVENANCE_NONE};
    int64_t length = last - from;
    morgue_precision precision = length == 0         ? MORGUE_PRECISION_INSTANT
                                 : length < DAY      ? MORGUE_PRECISION_DAY
                                 : length < 31 * DAY ? MORGUE_PRECISION_MONTH
                                                     : MORGUE_PRECISION_YEAR;
    return (morgue_date){from, last, precision, MORGUE_PROVENANCE_NONE};
}

morgue_status run__bare_hit(morgue_archive *a, location at, morgue_hit *out, morgue_error *err)
{
    segment *s = a->segments[at.shard];
    stream_facts facts;
    if (!stream_facts_of(s->stream, at.docid, &facts))
        return segment_status(s, err);
    out->words = facts.words;
    out->date = date_of(facts.from, facts.last);
    return segment_status(s, err);
}

/* The texts that a hit shows, and those that a snippet is cut out of. */
static unsigned texts_of(unsigned parts)
{
    unsigned texts = parts & MORGUE_PART_TITLE ? 1u << TEXT_HEADLINE : 0;
    texts |= parts & MORGUE_PART_BYLINE ? 1u << TEXT_BYLINE : 0;
    texts |= parts & MORGUE_PART_SOURCE ? 1u << TEXT_SOURCE : 0;
    texts |= parts & MORGUE_PART_SECTION ? 1u << TEXT_SECTION : 0;
    if (parts & MORGUE_PART_SNIPPET)
        texts |= 1u << TEXT_HEADLINE | 1u << TEXT_STANDFIRST | 1u << TEXT_BODY;
    return texts;
}

morgue_status run__hit(morgue_archive *a, location at, unsigned parts, marker *m,
                       const snippet_size *size, arena *memory, morgue_hit *out, morgue_error *err)
{
    arena scratch = {0};
    morgue_article article;
    unsigned texts = texts_of(parts);
    morgue_status status = archive_load(a, at, texts, &scratch, &article, err);
    if (!status && !copy_texts(&article, memory, out))
        status = fail_nomem(err);
    if (!status) {
        out->date = article.date;
        status = add_columns(a->segments[at.shard], at.docid, out, err);
    }
    if (!status && parts & MORGUE_PART_SNIPPET)
        status = run__snippet(m, at, &article, size, memory, out, err);
    if (!status && parts & MORGUE_PART_ENTITIES)
        status = add_entities(a, at, memory, out, err);
    if (!status)
        status = segment_status(a->segments[at.shard], err);
    arena_free(&scratch);
    return status;
}
