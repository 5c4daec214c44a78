/* Documents of several segments into one stream file, their facets numbered anew. */
#include "segments_merge.h"

#include "error.h"

#include <stdlib.h>

/* One facet of a source. */
typedef struct source_facet {
    unsigned target;       /* slot; NOWHERE: its values are dropped */
    segment_value *values; /* by old number */
    size_t count;
    uint32_t *numbers; /* new ones; UNUSED where no document has had the value */
} source_facet;

/* Documents whose pages are let go together. */
#define FORGET 1024u

#define UNUSED  UINT32_MAX
#define NOWHERE UINT32_MAX

/* A source while its documents are copied. */
typedef struct copying {
    segments_merge *merge;
    segment *from;
    source_facet facets[FACET_MAX];
    arena memory;
} copying;

/* ---- facets ---- */

/* Facets that the configuration no longer declares get the slots behind its
 * own; when there is none left, no question could name their values. */
static unsigned target_of(dictionaries *d, morgue_str name)
{
    for (unsigned i = 0; i < d->count; i++)
        if (str_equal(d->slots[i].name, name))
            return i;
    if (d->count == FACET_MAX)
        return NOWHERE;
    d->slots[d->count].name = name;
    return d->count++;
}

static morgue_status open_facets(copying *c, morgue_error *err)
{
    for (unsigned i = 0; i < c->from->facet_count; i++) {
        source_facet *f = &c->facets[i];
        morgue_str name = c->from->facet_names[i];
        f->target = target_of(&c->merge->assembly.dictionaries, name);
        morgue_status status =
            segment_dictionary(c->from, name, &c->memory, &f->values, &f->count, err);
        if (status)
            return status;
        f->numbers = arena_alloc(&c->memory, (f->count + 1) * sizeof *f->numbers);
        if (!f->numbers)
            return fail_nomem(err);
        memset(f->numbers, 0xff, f->count * sizeof *f->numbers);
    }
    return MORGUE_OK;
}

static bool pack(copying *c, source_facet *f, morgue_str packed)
{
    dictionaries *d = &c->merge->assembly.dictionaries;
    uint64_t number, rest;
    while (packed.len) {
        if (!str_varint(&packed, &number) || !str_varint(&packed, &rest) || number >= f->count)
            return false;
        const segment_value *v = &f->values[number];
        if (f->numbers[number] == UNUSED)
            f->numbers[number] = segment__dictionaries_number(d, f->target, v->key, v->display);
        if (f->numbers[number] == UNUSED)
            return false;
        segment__dictionaries_pack(d, f->target, f->numbers[number], rest);
    }
    return true;
}

static morgue_status pack_all(copying *c, uint32_t id, morgue_str out[FACET_MAX], morgue_error *err)
{
    dictionaries *d = &c->merge->assembly.dictionaries;
    segment__dictionaries_clear(d);
    for (unsigned i = 0; i < c->from->facet_count; i++)
        if (c->facets[i].target != NOWHERE &&
            !pack(c, &c->facets[i], stream_facet(c->from->stream, id, i)))
            return fail(err, MORGUE_CORRUPT, "the facets of a segment's article %u are damaged",
                        id);
    return segment__dictionaries_view(d, out, err);
}

/* ---- documents ---- */

static morgue_status copy_document(copying *c, uint32_t id, morgue_error *err)
{
    assembly *a = &c->merge->assembly;
    morgue_str facets[FACET_MAX];
    stream_facts facts;
    if (!stream_facts_of(c->from->stream, id, &facts))
        return segment_status(c->from, err);
    morgue_status status = pack_all(c, id, facets, err);
    if (!status)
        status = stream_writer_copy(a->stream, id, facets, a->dictionaries.count, err);
    if (!status)
        segment__assembly_note(a, facts.print, facts.from, facts.last);
    return status;
}

static morgue_status copy_documents(copying *c, const renumber *numbers, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (uint64_t id = 1; !status && id <= numbers->documents; id++) {
        if (renumbered(numbers, (uint32_t)id))
            status = copy_document(c, (uint32_t)id, err);
        if (!status)
            status = segment__merge_poll(c->merge, err);
        if (id % FORGET == 0)
            stream_forget(c->from->stream);
    }
    return status;
}

/* The bytes of text of a source's dead documents, or of its living ones. */
static morgue_status text_of(copying *c, const renumber *numbers, bool dead, uint64_t *bytes,
                             morgue_error *err)
{
    arena memory = {0};
    morgue_article article;
    morgue_status status = MORGUE_OK;
    *bytes = 0;
    for (uint64_t id = 1; !status && id <= numbers->documents; id++) {
        if (dead == (renumbered(numbers, (uint32_t)id) != 0))
            continue;
        arena_clear(&memory);
        status = stream_article(c->from->stream, (uint32_t)id, &memory, &article, err);
        if (!status) {
            *bytes += article.title.len + article.standfirst.len + article.body.len;
            status = segment__merge_poll(c->merge, err);
        }
    }
    arena_free(&memory);
    return status;
}

/* What the living documents have of the source's text. The fewer articles are
 * put together again to be measured, the better. */
static morgue_status count_text(copying *c, const renumber *numbers, morgue_error *err)
{
    uint64_t all = c->from->text_bytes, part = 0;
    bool dead = numbers->documents - numbers->live <= numbers->live;
    morgue_status status = text_of(c, numbers, dead, &part, err);
    if (!status && part > all)
        status = fail(err, MORGUE_CORRUPT, "a segment's articles have more text than it says");
    c->merge->assembly.summary.text_bytes += dead ? all - part : part;
    return status;
}

static morgue_status copy_source(segments_merge *m, size_t source, morgue_error *err)
{
    copying *c = calloc(1, sizeof *c);
    if (!c)
        return fail_nomem(err);
    c->merge = m;
    c->from = m->sources[source].segment;
    morgue_status status = open_facets(c, err);
    if (!status)
        status = stream_writer_adopt(m->assembly.stream, c->from->stream, err);
    if (!status)
        status = copy_documents(c, &m->numbers[source], err);
    if (!status)
        status = count_text(c, &m->numbers[source], err);
    arena_free(&c->memory);
    free(c);
    return status;
}

morgue_status segment__merge_documents(segments_merge *m, const morgue_config *config,
                                       morgue_error *err)
{
    assembly *a = &m->assembly;
    morgue_status status = MORGUE_OK;
    segment__dictionaries_name(&a->dictionaries, config);
    for (size_t i = 0; !status && i < m->count; i++)
        if (m->numbers[i].live)
            status = copy_source(m, i, err);
    return status;
}
