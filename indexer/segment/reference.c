/* The reference builder: drafts into libxapian, compacted to a single file. Slow
 * and beyond doubt, it is what the bulk builder is tested against. */
#include "method.h"
#include "sums.h"

#include "error.h"

#include <morgue/limits.h>

#include <stdio.h>
#include <stdlib.h>

/* What libxapian's in-memory inversion costs, measured: a posting is a node of
 * a map of maps, a position a few bytes of an encoded list. */
#define POSTING_COST  110
#define POSITION_COST 5

typedef struct reference {
    const segment_place *place;
    xc_builder *xapian;
    uint64_t pending;
    map stems; /* stem NUL surface -> nothing */
    xc_term *terms;
    size_t term_capacity;
} reference;

static void reference_free(void *self)
{
    reference *r = self;
    if (!r)
        return;
    xc_builder_free(r->xapian);
    map_free(&r->stems);
    free(r->terms);
    free(r);
}

static void path_of(const reference *r, const char *suffix, strbuf *out)
{
    strbuf_printf(out, "%s/%s%s", r->place->dir, r->place->name, suffix);
}

static morgue_status reference_open(void **out, const segment_place *place, morgue_error *err)
{
    *out = NULL;
    reference *r = calloc(1, sizeof *r);
    if (!r)
        return fail_nomem(err);
    r->place = place;
    strbuf path = {0};
    path_of(r, ".tmp", &path);
    xc_error error;
    morgue_status status = strbuf_check(&path, err);
    if (!status && xc_builder_open(&r->xapian, path.ptr, &error))
        status = segment_fail(err, "cannot start a segment", &error);
    strbuf_free(&path);
    if (status)
        reference_free(r);
    else
        *out = r;
    return status;
}

static bool add_stems(reference *r, const draft *d)
{
    char pair[2 * MORGUE_MAX_TERM + 1];
    for (size_t i = 0; i < d->stem_count; i++) {
        morgue_str stem = d->stems[i].stem, surface = d->stems[i].surface;
        if (stem.len == 0 || stem.len > SEGMENT_LONGEST_STEM || surface.len == 0 ||
            surface.len > MORGUE_MAX_TERM)
            continue;
        memcpy(pair, stem.ptr, stem.len);
        pair[stem.len] = '\0';
        memcpy(pair + stem.len + 1, surface.ptr, surface.len);
        if (!map_put(&r->stems, (morgue_str){pair, stem.len + 1 + surface.len}, NULL))
            return false;
    }
    return true;
}

static bool view_terms(reference *r, const draft *d)
{
    if (d->term_count > r->term_capacity) {
        xc_term *grown = realloc(r->terms, d->term_count * sizeof *grown);
        if (!grown)
            return false;
        r->terms = grown;
        r->term_capacity = d->term_count;
    }
    for (size_t i = 0; i < d->term_count; i++) {
        const draft_term *t = &d->terms[i];
        r->terms[i] =
            (xc_term){{t->text.ptr, t->text.len}, t->wdf, t->positions, t->position_count};
        r->pending += POSTING_COST + t->position_count * POSITION_COST;
    }
    return true;
}

static morgue_status reference_add(void *self, const segment_document *document, morgue_error *err)
{
    reference *r = self;
    const draft *d = document->draft;
    xc_value values[SEGMENT_SLOTS];
    if (!add_stems(r, d) || !view_terms(r, d))
        return fail_nomem(err);
    for (size_t i = 0; i < document->value_count; i++) {
        const segment_value_put *v = &document->values[i];
        values[i] = (xc_value){v->slot, {v->bytes.ptr, v->bytes.len}};
    }
    xc_document made = {
        r->terms, d->term_count, values, document->value_count, {d->record.ptr, d->record.len}};
    xc_error error;
    if (xc_builder_add(r->xapian, &made, NULL, &error))
        return segment_fail(err, "cannot add an article", &error);
    r->pending += d->record.len;
    if (r->pending < r->place->memory)
        return MORGUE_OK;
    r->pending = 0;
    return xc_builder_flush(r->xapian, &error) ? segment_fail(err, "cannot write", &error)
                                               : MORGUE_OK;
}

static morgue_status put_metadata(reference *r, morgue_str key, morgue_str value, morgue_error *err)
{
    xc_error error;
    if (xc_builder_metadata(r->xapian, (xc_str){key.ptr, key.len}, (xc_str){value.ptr, value.len},
                            &error))
        return segment_fail(err, "cannot add metadata", &error);
    return MORGUE_OK;
}

static int by_key(const void *a, const void *b)
{
    return str_compare((*(const map_entry *const *)a)->key, (*(const map_entry *const *)b)->key);
}

static morgue_status put_stem(reference *r, morgue_str stem, const strbuf *surfaces,
                              morgue_error *err)
{
    strbuf key = {0};
    strbuf_text(&key, SEGMENT_STEM);
    strbuf_str(&key, stem);
    morgue_status status = key.failed || surfaces->failed ? fail_nomem(err) : MORGUE_OK;
    if (!status)
        status = put_metadata(r, strbuf_view(&key), strbuf_view(surfaces), err);
    strbuf_free(&key);
    return status;
}

/* "stem:STEM": the surfaces that have it, sorted. */
static morgue_status put_stems(reference *r, morgue_error *err)
{
    size_t count = r->stems.count, at = 0;
    const map_entry **sorted = malloc((count + 1) * sizeof *sorted);
    if (!sorted)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++)
        sorted[i] = map_next(&r->stems, &at);
    qsort(sorted, count, sizeof *sorted, by_key);
    morgue_status status = MORGUE_OK;
    strbuf surfaces = {0};
    for (size_t i = 0; !status && i < count; i++) {
        morgue_str rest = sorted[i]->key;
        morgue_str stem = str_split(&rest, '\0');
        morgue_str head = str_range(sorted[i]->key, 0, stem.len + 1);
        strbuf_sized(&surfaces, rest);
        if (i + 1 < count && str_starts(sorted[i + 1]->key, head))
            continue;
        status = put_stem(r, stem, &surfaces, err);
        strbuf_clear(&surfaces);
    }
    strbuf_free(&surfaces);
    free(sorted);
    return status;
}

static morgue_status write_glass(reference *r, morgue_error *err)
{
    strbuf path = {0};
    path_of(r, ".glass", &path);
    xc_error error;
    morgue_status status = strbuf_check(&path, err);
    if (!status && xc_builder_finish(r->xapian, path.ptr, &error))
        status = segment_fail(err, "cannot write the segment", &error);
    strbuf_free(&path);
    return status;
}

static morgue_status reference_finish(void *self, const segment_metadata *metadata, size_t count,
                                      strbuf *sums, uint64_t *bytes, morgue_error *err)
{
    reference *r = self;
    char file[SEGMENT_NAME + 8];
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = put_metadata(r, metadata[i].key, metadata[i].value, err);
    if (!status)
        status = put_stems(r, err);
    if (!status)
        status = write_glass(r, err);
    snprintf(file, sizeof file, "%s.glass", r->place->name);
    return status ? status : segment__sums_make(r->place->dir_fd, file, sums, bytes, err);
}

const segment_method_table segment__reference = {reference_open, reference_add, reference_finish,
                                                 reference_free};
