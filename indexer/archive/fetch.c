/* From an id to its document, from a document to its article. */
#include "archive_internal.h"

#include "article_copy.h"
#include "error.h"

#include <limits.h>
#include <stdlib.h>

/* The first live document of an id in one segment; 0 when there is none. */
static uint32_t first_live(stream_reader *stream, morgue_str id, const tombstones *dead)
{
    uint32_t docid = 0;
    do
        docid = stream_find_id(stream, id, docid);
    while (docid && tombstones_has(dead, docid));
    return docid;
}

/* Ids come from posting lists, and columns are indexed with them. */
static morgue_status check_place(const morgue_archive *a, location at, morgue_error *err)
{
    if (at.docid > 0 && at.docid <= a->segments[at.shard]->documents)
        return MORGUE_OK;
    return fail(err, MORGUE_CORRUPT, "%s has no document %u", a->manifest.segments[at.shard].name,
                (unsigned)at.docid);
}

morgue_status archive_find(morgue_archive *a, morgue_str id, location *out, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    uint32_t docid = 0;
    /* The newest segment first: that is where a replaced article lives. */
    for (size_t i = a->manifest.count; !status && !docid && i-- > 0;) {
        docid = first_live(a->segments[i]->stream, id, &a->dead[i]);
        status = segment_status(a->segments[i], err);
        *out = (location){i, docid};
    }
    if (status)
        return status;
    return docid ? MORGUE_OK
                 : fail(err, MORGUE_NOTFOUND, "no article with id '%.*s'", STR_ARGS(id));
}

morgue_status archive_load(morgue_archive *a, location at, unsigned texts, arena *memory,
                           morgue_article *out, morgue_error *err)
{
    morgue_status status = check_place(a, at, err);
    if (!status)
        status =
            stream_article_with(a->segments[at.shard]->stream, at.docid, texts, memory, out, err);
    return status;
}

morgue_status archive_print(morgue_archive *a, location at, uint64_t *out, morgue_error *err)
{
    morgue_status status = check_place(a, at, err);
    if (status)
        return status;
    const uint64_t *prints = stream_prints(a->segments[at.shard]->stream);
    status = segment_status(a->segments[at.shard], err);
    if (!status && !prints)
        status =
            fail(err, MORGUE_CORRUPT, "%s.stream is damaged", a->manifest.segments[at.shard].name);
    if (!status)
        *out = prints[at.docid - 1];
    return status;
}

morgue_status morgue_archive_article(morgue_archive *a, const char *id, size_t id_len,
                                     morgue_article **out, morgue_error *err)
{
    *out = NULL;
    location at;
    arena memory = {0};
    morgue_article view;
    morgue_status status = archive_find(a, (morgue_str){id, id_len}, &at, err);
    if (!status)
        status = archive_load(a, at, UINT_MAX, &memory, &view, err);
    if (!status && !str_equal(view.id, (morgue_str){id, id_len}))
        status = fail(err, MORGUE_CORRUPT, "%s is damaged: an id leads to another article",
                      a->manifest.segments[at.shard].name);
    if (!status)
        status = article_copy(out, &view, err);
    arena_free(&memory);
    return status;
}

morgue_status archive_load_aliases(alias_table **out, const morgue_config *config, analyzer *a,
                                   morgue_error *err)
{
    morgue_status status = alias_table_new(out, err);
    if (!status && config->shipped_entities)
        status = alias_table_add_shipped(*out, err);
    for (size_t i = 0; !status && i < config->entity_count; i++)
        status =
            alias_table_add(*out, a, config->entities[i].path, config->entities[i].content, err);
    if (status) {
        alias_table_free(*out);
        *out = NULL;
    }
    return status;
}

morgue_status archive_aliases(morgue_archive *a, const alias_table **out, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    if (!a->aliases)
        status = archive_load_aliases(&a->aliases, a->config, a->analyzer, err);
    *out = a->aliases;
    return status;
}
