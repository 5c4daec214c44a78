/* From an id to its document, from a document to its article. */
#include "archive_internal.h"

#include "article_copy.h"
#include "draft_record.h"
#include "error.h"
#include "terms.h"

#include <stdlib.h>

typedef struct search_id {
    const tombstones *dead;
    uint32_t docid; /* 0 until found */
} search_id;

static int first_live(void *context, uint32_t docid)
{
    search_id *search = context;
    if (tombstones_has(search->dead, docid))
        return 0;
    search->docid = docid;
    return 1;
}

morgue_status archive_find(morgue_archive *a, morgue_str id, location *out, morgue_error *err)
{
    strbuf term = {0};
    term_make(&term, TERM_ID, id);
    morgue_status status = strbuf_check(&term, err);
    /* The newest segment first: that is where a replaced article lives. */
    for (size_t i = a->manifest.count; !status && i-- > 0;) {
        search_id search = {&a->dead[i], 0};
        xc_error error;
        xc_status code =
            xc_shard_postings(a->db, i, (xc_str){term.ptr, term.len}, first_live, &search, &error);
        if (code && code != XC_CANCELLED)
            status = segment_fail(err, "cannot look up an id", &error);
        if (!status && search.docid) {
            *out = (location){i, search.docid};
            strbuf_free(&term);
            return MORGUE_OK;
        }
    }
    strbuf_free(&term);
    return status ? status : fail(err, MORGUE_NOTFOUND, "no article with id '%.*s'", STR_ARGS(id));
}

static int copy_bytes(void *context, xc_str bytes)
{
    strbuf_add(context, bytes.ptr, bytes.len);
    return 0;
}

morgue_status archive_load(morgue_archive *a, location at, arena *memory, morgue_article *out,
                           fingerprint *print, morgue_error *err)
{
    strbuf record = {0};
    xc_error error;
    morgue_status status = MORGUE_OK;
    if (xc_document_data(a->db, at.shard, at.docid, copy_bytes, &record, &error))
        status = segment_fail(err, "cannot read an article", &error);
    if (!status)
        status = strbuf_check(&record, err);
    if (!status && print && !record_fingerprint(strbuf_view(&record), print))
        status = fail(err, MORGUE_CORRUPT, "a stored article is too short");
    if (!status)
        status = record_unpack(strbuf_view(&record), memory, out, err);
    strbuf_free(&record);
    return status;
}

typedef struct head {
    fingerprint print;
    bool whole;
} head;

static int take_fingerprint(void *context, xc_str bytes)
{
    head *h = context;
    h->whole = record_fingerprint((morgue_str){bytes.ptr, bytes.len}, &h->print);
    return 0;
}

morgue_status archive_fingerprint(morgue_archive *a, location at, fingerprint *out,
                                  morgue_error *err)
{
    head h = {.whole = false};
    xc_error error;
    if (xc_document_data(a->db, at.shard, at.docid, take_fingerprint, &h, &error))
        return segment_fail(err, "cannot read an article", &error);
    if (!h.whole)
        return fail(err, MORGUE_CORRUPT, "a stored article is too short");
    *out = h.print;
    return MORGUE_OK;
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
        status = archive_load(a, at, &memory, &view, NULL, err);
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
