/* The reference builder: drafts into libxapian, compacted to a single file. */
#include "segment.h"
#include "sums.h"
#include "terms.h"

#include "error.h"
#include "io.h"

#include <morgue/limits.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* What libxapian's in-memory inversion costs, measured: a posting is a node of
 * a map of maps, a position a few bytes of an encoded list. */
#define POSTING_COST 110
#define POSITION_COST 5

struct segment_builder {
    const morgue_config *config;
    char *dir, name[SEGMENT_NAME];
    int dir_fd;
    xc_builder *xapian;
    uint64_t memory, pending;
    segment_summary summary;
    map facets[FACET_MAX];  /* key -> number */
    strbuf dictionary[FACET_MAX];
    map stems;              /* stem NUL surface -> nothing */
    xc_term *terms;
    size_t term_capacity;
    strbuf packed[FACET_MAX];
};

morgue_status segment_fail(morgue_error *err, const char *what, const xc_error *error)
{
    static const morgue_status statuses[] = {
        [XC_OK] = MORGUE_INTERNAL,        [XC_NOMEM] = MORGUE_NOMEM,
        [XC_STALE] = MORGUE_STALE,        [XC_LOCKED] = MORGUE_LOCKED,
        [XC_VERSION] = MORGUE_VERSION,    [XC_CORRUPT] = MORGUE_CORRUPT,
        [XC_NOTFOUND] = MORGUE_NOTFOUND,  [XC_IO] = MORGUE_IO,
        [XC_NOSPACE] = MORGUE_NOSPACE,    [XC_INVALID] = MORGUE_INVALID,
        [XC_CANCELLED] = MORGUE_CANCELLED, [XC_INTERNAL] = MORGUE_INTERNAL,
    };
    size_t i = (size_t)error->status;
    return fail(err, i < sizeof statuses / sizeof *statuses ? statuses[i] : MORGUE_INTERNAL,
                "%s: %s", what, error->message);
}

static void path_of(const segment_builder *b, const char *suffix, strbuf *out)
{
    strbuf_clear(out);
    strbuf_printf(out, "%s/%s%s", b->dir, b->name, suffix);
}

morgue_status segment_builder_new(segment_builder **out, const char *dir, const char *name,
                                  const morgue_config *config, uint64_t memory, morgue_error *err)
{
    *out = NULL;
    segment_builder *b = calloc(1, sizeof *b);
    strbuf path = {0};
    morgue_status status = MORGUE_OK;
    if (!b)
        return fail_nomem(err);
    b->config = config;
    b->memory = memory;
    b->dir_fd = -1;
    snprintf(b->name, sizeof b->name, "%s", name);
    b->dir = strdup(dir);
    if (!b->dir) {
        status = fail_nomem(err);
        goto done;
    }
    b->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (b->dir_fd < 0) {
        status = fail_errno(err, MORGUE_IO, errno, "cannot open %s", dir);
        goto done;
    }
    path_of(b, ".tmp", &path);
    xc_error error;
    status = strbuf_check(&path, err);
    if (!status && xc_builder_open(&b->xapian, path.ptr, &error))
        status = segment_fail(err, "cannot start a segment", &error);
done:
    strbuf_free(&path);
    if (status)
        segment_builder_free(b);
    else
        *out = b;
    return status;
}

void segment_builder_free(segment_builder *b)
{
    if (!b)
        return;
    xc_builder_free(b->xapian);
    for (unsigned i = 0; i < FACET_MAX; i++) {
        map_free(&b->facets[i]);
        strbuf_free(&b->dictionary[i]);
        strbuf_free(&b->packed[i]);
    }
    map_free(&b->stems);
    free(b->terms);
    if (b->dir_fd >= 0)
        close(b->dir_fd);
    free(b->dir);
    free(b);
}

uint32_t segment_builder_count(const segment_builder *b)
{
    return b->summary.documents;
}

uint64_t segment_builder_text(const segment_builder *b)
{
    return b->summary.text_bytes;
}

/* Packs the facets of a draft, giving new values the next number. */
static bool pack_facets(segment_builder *b, const draft *d)
{
    for (size_t i = 0; i < d->facet_count; i++) {
        const draft_facet *f = &d->facets[i];
        bool added;
        uint64_t *number = map_put(&b->facets[f->facet], f->key, &added);
        if (!number)
            return false;
        if (added) {
            *number = b->facets[f->facet].count - 1;
            strbuf_sized(&b->dictionary[f->facet], f->key);
            strbuf_sized(&b->dictionary[f->facet], f->display);
        }
        strbuf_varint(&b->packed[f->facet], *number);
        strbuf_varint(&b->packed[f->facet], (uint64_t)f->mentions << 4 | f->salience);
    }
    return true;
}

static bool add_stems(segment_builder *b, const draft *d)
{
    char pair[2 * MORGUE_MAX_TERM + 1];
    for (size_t i = 0; i < d->stem_count; i++) {
        morgue_str stem = d->stems[i].stem, surface = d->stems[i].surface;
        /* No longer word is asked by stem; metadata keys are bounded. */
        if (stem.len > 180 || surface.len > MORGUE_MAX_TERM)
            continue;
        memcpy(pair, stem.ptr, stem.len);
        pair[stem.len] = '\0';
        memcpy(pair + stem.len + 1, surface.ptr, surface.len);
        if (!map_put(&b->stems, (morgue_str){pair, stem.len + 1 + surface.len}, NULL))
            return false;
    }
    return true;
}

static bool view_terms(segment_builder *b, const draft *d)
{
    if (d->term_count > b->term_capacity) {
        xc_term *grown = realloc(b->terms, d->term_count * sizeof *grown);
        if (!grown)
            return false;
        b->terms = grown;
        b->term_capacity = d->term_count;
    }
    for (size_t i = 0; i < d->term_count; i++) {
        const draft_term *t = &d->terms[i];
        b->terms[i] = (xc_term){{t->text.ptr, t->text.len}, t->wdf, t->positions, t->position_count};
        b->pending += POSTING_COST + t->position_count * POSITION_COST;
    }
    return true;
}

static void note_dates(segment_summary *s, const draft *d)
{
    s->documents++;
    s->text_bytes += d->text_bytes;
    if (d->date.precision == MORGUE_PRECISION_NONE) {
        s->undated++;
        return;
    }
    s->earliest = !s->dated || d->date.from < s->earliest ? d->date.from : s->earliest;
    s->latest = !s->dated || d->date.last > s->latest ? d->date.last : s->latest;
    s->dated = true;
}

morgue_status segment_builder_add(segment_builder *b, const draft *d, uint32_t *docid,
                                  morgue_error *err)
{
    xc_value values[FACET_MAX + 3];
    size_t count = 0;
    char from[DATE_VALUE_BYTES], last[DATE_VALUE_BYTES], words[4];
    for (unsigned i = 0; i < FACET_MAX; i++)
        strbuf_clear(&b->packed[i]);
    if (!pack_facets(b, d) || !add_stems(b, d) || !view_terms(b, d))
        return fail_nomem(err);
    if (d->date.precision != MORGUE_PRECISION_NONE) {
        date_value_put(d->date.from, from);
        date_value_put(d->date.last, last);
        values[count++] = (xc_value){SLOT_DATE_FROM, {from, sizeof from}};
        values[count++] = (xc_value){SLOT_DATE_LAST, {last, sizeof last}};
    }
    u32_value_put(d->words, words);
    values[count++] = (xc_value){SLOT_WORDS, {words, sizeof words}};
    for (unsigned i = 0; i < FACET_MAX; i++) {
        if (b->packed[i].failed || b->dictionary[i].failed)
            return fail_nomem(err);
        if (b->packed[i].len)
            values[count++] =
                (xc_value){SLOT_FACET + i, {b->packed[i].ptr, b->packed[i].len}};
    }
    xc_document document = {b->terms, d->term_count, values, count, {d->record.ptr, d->record.len}};
    xc_error error;
    if (xc_builder_add(b->xapian, &document, docid, &error))
        return segment_fail(err, "cannot add an article", &error);
    note_dates(&b->summary, d);
    b->pending += d->record.len;
    if (b->pending < b->memory)
        return MORGUE_OK;
    b->pending = 0;
    return xc_builder_flush(b->xapian, &error) ? segment_fail(err, "cannot write", &error)
                                               : MORGUE_OK;
}

static morgue_status put_metadata(segment_builder *b, const char *head, morgue_str key,
                                  const strbuf *value, morgue_error *err)
{
    strbuf full = {0};
    strbuf_text(&full, head);
    strbuf_str(&full, key);
    xc_error error;
    morgue_status status = full.failed || value->failed ? fail_nomem(err) : MORGUE_OK;
    if (!status && xc_builder_metadata(b->xapian, (xc_str){full.ptr, full.len},
                                       (xc_str){value->ptr, value->len}, &error))
        status = segment_fail(err, "cannot add metadata", &error);
    strbuf_free(&full);
    return status;
}

static morgue_str facet_name_of(const segment_builder *b, unsigned facet)
{
    if (facet < FACET_BUILTIN_COUNT)
        return str_of(facet_name(facet));
    return b->config->fields[facet - FACET_BUILTIN_COUNT].name;
}

/* "facets": the names in the order of their slots; "facet:NAME": dictionaries. */
static morgue_status put_dictionaries(segment_builder *b, morgue_error *err)
{
    strbuf names = {0};
    morgue_status status = MORGUE_OK;
    for (unsigned i = 0; !status && i < FACET_BUILTIN_COUNT + b->config->field_count; i++) {
        strbuf_sized(&names, facet_name_of(b, i));
        if (b->dictionary[i].len)
            status = put_metadata(b, "facet:", facet_name_of(b, i), &b->dictionary[i], err);
    }
    if (!status)
        status = put_metadata(b, "facets", (morgue_str){NULL, 0}, &names, err);
    strbuf_free(&names);
    return status;
}

static int by_key(const void *a, const void *b)
{
    return str_compare((*(const map_entry *const *)a)->key, (*(const map_entry *const *)b)->key);
}

/* "stem:STEM": the surfaces that have it, sorted. */
static morgue_status put_stems(segment_builder *b, morgue_error *err)
{
    size_t count = b->stems.count, at = 0;
    const map_entry **sorted = malloc((count + 1) * sizeof *sorted);
    if (!sorted)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++)
        sorted[i] = map_next(&b->stems, &at);
    qsort(sorted, count, sizeof *sorted, by_key);
    morgue_status status = MORGUE_OK;
    strbuf surfaces = {0};
    for (size_t i = 0; !status && i < count; i++) {
        morgue_str rest = sorted[i]->key;
        morgue_str stem = str_split(&rest, '\0');
        strbuf_sized(&surfaces, rest);
        bool last = i + 1 == count || !str_starts(sorted[i + 1]->key, str_range(sorted[i]->key, 0, stem.len + 1));
        if (!last)
            continue;
        status = put_metadata(b, "stem:", stem, &surfaces, err);
        strbuf_clear(&surfaces);
    }
    strbuf_free(&surfaces);
    free(sorted);
    return status;
}

static morgue_status write_sums(segment_builder *b, morgue_error *err)
{
    char file[SEGMENT_NAME + 8];
    strbuf sums = {0};
    snprintf(file, sizeof file, "%s.glass", b->name);
    morgue_status status = segment__sums_make(b->dir_fd, file, &sums, &b->summary.bytes, err);
    snprintf(file, sizeof file, "%s.sums", b->name);
    if (!status)
        status = io_replace_file(b->dir_fd, file, strbuf_view(&sums), err);
    if (!status) {
        b->summary.sums_bytes = sums.len;
        b->summary.sums_crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)sums.ptr, (uInt)sums.len);
    }
    strbuf_free(&sums);
    return status;
}

morgue_status segment_builder_finish(segment_builder *b, segment_summary *out, morgue_error *err)
{
    strbuf path = {0};
    morgue_status status = put_dictionaries(b, err);
    if (!status)
        status = put_stems(b, err);
    path_of(b, ".glass", &path);
    if (!status)
        status = strbuf_check(&path, err);
    xc_error error;
    if (!status && xc_builder_finish(b->xapian, path.ptr, &error))
        status = segment_fail(err, "cannot write the segment", &error);
    if (!status)
        status = write_sums(b, err);
    if (!status)
        *out = b->summary;
    strbuf_free(&path);
    return status;
}
