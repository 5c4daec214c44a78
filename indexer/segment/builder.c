/* A segment from drafts, whichever way its glass file is built: checks, facets,
 * the stream file, the summary. */
#include "assembly.h"

#include "error.h"

#include <pthread.h>
#include <stdlib.h>

#define MAX_RECORD (64u << 20) /* bytes stored of one document */

static const segment_method_table *const methods[] = {
    [SEGMENT_BULK] = &segment__bulk,
    [SEGMENT_REFERENCE] = &segment__reference,
};

struct segment_builder {
    const morgue_config *config;
    const segment_method_table *method;
    void *self; /* of the method */
    assembly assembly;
    uint32_t *numbers; /* of a draft's forms */
    size_t capacity;
};

morgue_status segment_fail(morgue_error *err, const char *what, const xc_error *error)
{
    static const morgue_status statuses[] = {
        [XC_OK] = MORGUE_INTERNAL,         [XC_NOMEM] = MORGUE_NOMEM,
        [XC_STALE] = MORGUE_STALE,         [XC_LOCKED] = MORGUE_LOCKED,
        [XC_VERSION] = MORGUE_VERSION,     [XC_CORRUPT] = MORGUE_CORRUPT,
        [XC_NOTFOUND] = MORGUE_NOTFOUND,   [XC_IO] = MORGUE_IO,
        [XC_NOSPACE] = MORGUE_NOSPACE,     [XC_INVALID] = MORGUE_INVALID,
        [XC_CANCELLED] = MORGUE_CANCELLED, [XC_INTERNAL] = MORGUE_INTERNAL,
    };
    size_t i = (size_t)error->status;
    return fail(err, i < sizeof statuses / sizeof *statuses ? statuses[i] : MORGUE_INTERNAL,
                "%s: %s", what, error->message);
}

morgue_status segment_builder_new(segment_builder **out, const char *dir, const char *name,
                                  const morgue_config *config, uint64_t memory,
                                  segment_method method, morgue_error *err)
{
    *out = NULL;
    segment_builder *b = calloc(1, sizeof *b);
    if (!b)
        return fail_nomem(err);
    b->config = config;
    b->method = methods[method];
    morgue_status status = segment__assembly_open(&b->assembly, dir, name, memory, err);
    b->assembly.place.positions = config->stock_positions;
    segment__dictionaries_name(&b->assembly.dictionaries, config);
    if (!status)
        status = b->method->open(&b->self, &b->assembly.place, err);
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
    b->method->free(b->self);
    segment__assembly_close(&b->assembly);
    free(b->numbers);
    free(b);
}

uint32_t segment_builder_count(const segment_builder *b)
{
    return b->assembly.summary.documents;
}

uint64_t segment_builder_text(const segment_builder *b)
{
    return b->assembly.summary.text_bytes;
}

/* ---- adding ---- */

static morgue_status check_term(const draft_term *t, morgue_error *err)
{
    if (t->text.len == 0 || t->text.len > XC_MAX_TERM)
        return fail(err, MORGUE_INVALID, "cannot add an article: a term has %zu bytes, not 1 to %d",
                    t->text.len, XC_MAX_TERM);
    if (memchr(t->text.ptr, '\0', t->text.len))
        return fail(err, MORGUE_INVALID, "cannot add an article: a term has a NUL byte");
    return MORGUE_OK;
}

/* Whatever breaks a rule is refused before anything has changed; words are
 * looked at when they are taken apart. */
static morgue_status check(const segment_builder *b, const draft *d, uint64_t *wdf,
                           morgue_error *err)
{
    *wdf = 0;
    for (size_t i = 0; i < d->term_count; i++) {
        morgue_status status = check_term(&d->terms[i], err);
        if (status)
            return status;
        *wdf += d->terms[i].wdf;
    }
    if (d->record.len > MAX_RECORD)
        return fail(err, MORGUE_LIMIT, "cannot add an article that takes %zu bytes, over %u",
                    d->record.len, MAX_RECORD);
    if (b->assembly.summary.documents == UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "a segment of over %u articles", UINT32_MAX);
    return MORGUE_OK;
}

/* Everything that is full goes to disk; never within a document. */
static morgue_status make_room(segment_builder *b, const draft *d, morgue_error *err)
{
    assembly *a = &b->assembly;
    morgue_status status = MORGUE_OK;
    uint64_t held = b->method->memory(b->self) + stream_writer_memory(a->stream);
    if (held >= segment__assembly_allowance(a)) {
        status = b->method->spill(b->self, err);
        if (!status)
            status = stream_writer_spill(a->stream, err);
    }
    if (status || d->form_count <= b->capacity)
        return status;
    uint32_t *grown = realloc(b->numbers, d->form_count * sizeof *grown);
    if (!grown)
        return fail_nomem(err);
    b->numbers = grown;
    b->capacity = d->form_count;
    return MORGUE_OK;
}

/* Packs the facets of a draft, giving new values the next number. */
static morgue_status pack_facets(segment_builder *b, const draft *d, morgue_str out[FACET_MAX],
                                 morgue_error *err)
{
    dictionaries *all = &b->assembly.dictionaries;
    segment__dictionaries_clear(all);
    for (size_t i = 0; i < d->facet_count; i++) {
        const draft_facet *f = &d->facets[i];
        if (f->facet >= all->count)
            return fail(err, MORGUE_INVALID, "cannot add an article: it has facet %u of %u",
                        f->facet, all->count);
        uint32_t number = segment__dictionaries_number(all, f->facet, f->key, f->display);
        if (number == UINT32_MAX)
            return fail_nomem(err);
        segment__dictionaries_pack(all, f->facet, number, (uint64_t)f->mentions << 4 | f->salience);
    }
    return segment__dictionaries_view(all, out, err);
}

static morgue_status add(segment_builder *b, const draft *d, uint64_t wdf, morgue_error *err)
{
    assembly *a = &b->assembly;
    morgue_str facets[FACET_MAX];
    segment_document document = {d, b->numbers, 0, wdf};
    stream_document stored = {d, 0, facets, a->dictionaries.count};
    morgue_status status = stream_writer_forms(a->stream, d, b->numbers, &document.forms, err);
    if (!status)
        status = pack_facets(b, d, facets, err);
    if (!status)
        status = b->method->add(b->self, &document, &stored.length, err);
    return status ? status : stream_writer_add(a->stream, &stored, b->numbers, err);
}

morgue_status segment_builder_add(segment_builder *b, const draft *d, uint32_t *docid,
                                  morgue_error *err)
{
    uint64_t wdf;
    morgue_status status = check(b, d, &wdf, err);
    if (!status)
        status = make_room(b, d, err);
    if (!status)
        status = add(b, d, wdf, err);
    if (status)
        return status;
    bool dated = d->date.precision != MORGUE_PRECISION_NONE;
    segment__assembly_note(&b->assembly, stream_print(&d->print), dated ? d->date.from : INT64_MAX,
                           dated ? d->date.last : INT64_MIN);
    b->assembly.summary.text_bytes += d->text_bytes;
    *docid = b->assembly.summary.documents;
    return MORGUE_OK;
}

/* ---- finishing ---- */

static morgue_status write_glass(segment_builder *b, strbuf *sums, morgue_error *err)
{
    assembly *a = &b->assembly;
    assembly_metadata metadata;
    morgue_str fields[FACET_MAX];
    size_t count = b->config->field_count;
    for (size_t i = 0; i < count && i < FACET_MAX; i++)
        fields[i] = b->config->fields[i].name;
    morgue_status status = segment__assembly_metadata(a, fields, count, &metadata, err);
    segment_last last = {metadata.items, metadata.count, a->id};
    if (!status)
        status = b->method->finish(b->self, &last, sums, &a->summary.bytes, err);
    segment__metadata_free(&metadata);
    return status;
}

/* The stream file on a thread of its own: the two files know nothing of each other. */
typedef struct stream_half {
    assembly *assembly;
    morgue_status status;
    morgue_error error;
} stream_half;

static void *write_stream(void *context)
{
    stream_half *half = context;
    half->status = segment__assembly_stream(half->assembly, &half->error);
    return NULL;
}

/* Both files; without a thread to be had, one after the other. */
static morgue_status write_both(segment_builder *b, strbuf *sums, morgue_error *err)
{
    stream_half half = {.assembly = &b->assembly};
    pthread_t thread;
    bool apart = pthread_create(&thread, NULL, write_stream, &half) == 0;
    if (!apart)
        write_stream(&half);
    morgue_status status = write_glass(b, sums, err);
    if (apart)
        pthread_join(thread, NULL);
    if (status || !half.status)
        return status;
    if (err)
        *err = half.error;
    return half.status;
}

morgue_status segment_builder_finish(segment_builder *b, segment_summary *out, morgue_error *err)
{
    strbuf sums = {0};
    segment__assembly_identify(&b->assembly);
    morgue_status status = write_both(b, &sums, err);
    if (!status)
        status = segment__assembly_sums(&b->assembly, &sums, err);
    if (!status)
        *out = b->assembly.summary;
    strbuf_free(&sums);
    return status;
}
