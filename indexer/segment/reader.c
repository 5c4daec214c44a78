/* What a segment knows besides postings: facet dictionaries and stems. */
#include "segment.h"

#include "error.h"

static int copy_bytes(void *context, xc_str bytes)
{
    strbuf_add(context, bytes.ptr, bytes.len);
    return 0;
}

static morgue_status metadata(xc_database *db, size_t shard, const char *head, morgue_str key,
                              strbuf *out, morgue_error *err)
{
    strbuf full = {0};
    strbuf_text(&full, head);
    strbuf_str(&full, key);
    strbuf_clear(out);
    xc_error error;
    morgue_status status = strbuf_check(&full, err);
    if (!status &&
        xc_shard_metadata(db, shard, (xc_str){full.ptr, full.len}, copy_bytes, out, &error))
        status = segment_fail(err, "cannot read a segment", &error);
    strbuf_free(&full);
    return status ? status : strbuf_check(out, err);
}

bool segment_facet_slot(xc_database *db, size_t shard, morgue_str name, uint32_t *slot)
{
    strbuf names = {0};
    bool found = false;
    if (!metadata(db, shard, "facets", (morgue_str){NULL, 0}, &names, NULL)) {
        morgue_str rest = strbuf_view(&names), each;
        for (uint32_t i = 0; !found && str_sized(&rest, &each); i++)
            if ((found = str_equal(each, name)))
                *slot = SLOT_FACET + i;
    }
    strbuf_free(&names);
    return found;
}

morgue_status segment_dictionary(xc_database *db, size_t shard, morgue_str name, arena *memory,
                                 segment_value **values, size_t *count, morgue_error *err)
{
    *values = NULL;
    *count = 0;
    strbuf bytes = {0};
    morgue_status status = metadata(db, shard, "facet:", name, &bytes, err);
    morgue_str all = {NULL, 0};
    if (!status) {
        all = arena_copy(memory, strbuf_view(&bytes));
        if (!all.ptr)
            status = fail_nomem(err);
    }
    strbuf_free(&bytes);
    if (status)
        return status;
    size_t n = 0;
    segment_value each;
    for (morgue_str rest = all; str_sized(&rest, &each.key) && str_sized(&rest, &each.display);)
        n++;
    segment_value *list = arena_alloc(memory, (n + 1) * sizeof *list);
    if (!list)
        return fail_nomem(err);
    morgue_str rest = all;
    for (size_t i = 0; i < n; i++) {
        str_sized(&rest, &list[i].key);
        str_sized(&rest, &list[i].display);
    }
    if (rest.len)
        return fail(err, MORGUE_CORRUPT, "the dictionary of facet %.*s is damaged", STR_ARGS(name));
    *values = list;
    *count = n;
    return MORGUE_OK;
}

morgue_status segment_surfaces(xc_database *db, size_t shard, morgue_str stem,
                               segment_surface *visit, void *context, morgue_error *err)
{
    if (stem.len > 180)
        return MORGUE_OK;
    strbuf bytes = {0};
    morgue_status status = metadata(db, shard, "stem:", stem, &bytes, err);
    morgue_str rest = strbuf_view(&bytes), surface;
    while (!status && str_sized(&rest, &surface))
        visit(context, surface);
    strbuf_free(&bytes);
    return status;
}
