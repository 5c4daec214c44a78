/* Writing: documents as they come, their words under numbers that are not yet
 * ranks. */
#include "ranks.h"

#include "error.h"

#include <stdlib.h>

/* What a giant document needed is not kept for the small ones. */
#define KEPT ((size_t)4 << 20)

static morgue_status first_failure(const stream_writer *w, morgue_error *err)
{
    const stream_spool *spools[] = {&w->blobs, &w->rows, &w->facets, &w->forms, &w->sorted};
    if (w->out.status && err)
        *err = w->out.error;
    morgue_status status = w->out.status;
    for (unsigned i = 0; i < 5 && !status; i++)
        status = stream__spool_check(spools[i], err);
    return status;
}

morgue_status stream_writer_open(stream_writer **out, int dir_fd, const char *name, uint64_t memory,
                                 morgue_error *err)
{
    *out = NULL;
    stream_writer *w = calloc(1, sizeof *w);
    if (!w)
        return fail_nomem(err);
    w->memory = memory;
    w->blobs.fd = w->rows.fd = w->facets.fd = w->forms.fd = w->sorted.fd = -1;
    stream__out_open(&w->out, dir_fd, name);
    if (!w->out.status) {
        stream__spool_open(&w->blobs, dir_fd, name, "words");
        stream__spool_open(&w->rows, dir_fd, name, "rows");
        stream__spool_open(&w->facets, dir_fd, name, "facets");
        stream__spool_open(&w->forms, dir_fd, name, "forms");
        stream__spool_open(&w->sorted, dir_fd, name, "sorted");
        stream__out_section(&w->out, SECTION_ARTICLES);
    }
    for (unsigned i = 0; i < STREAM_NAMES; i++)
        stream__sorter_open(&w->names[i], &w->sorted, stream__ranks_share(memory) / 2);
    morgue_status status = first_failure(w, err);
    if (status)
        stream_writer_free(w);
    else
        *out = w;
    return status;
}

void stream_writer_free(stream_writer *w)
{
    if (!w)
        return;
    stream__out_close(&w->out);
    stream__spool_close(&w->blobs);
    stream__spool_close(&w->rows);
    stream__spool_close(&w->facets);
    stream__spool_close(&w->forms);
    stream__spool_close(&w->sorted);
    stream__vocabulary_free(&w->vocabulary);
    stream__known_free(&w->known);
    stream__stored_free(&w->stored);
    stream__blob_free(&w->blob);
    for (unsigned i = 0; i < STREAM_NAMES; i++)
        stream__sorter_free(&w->names[i]);
    strbuf_free(&w->scratch);
    free(w->epochs);
    free(w->packed);
    free(w->occurrences);
    free(w->adopted_counts);
    free(w);
}

morgue_status stream_writer_forms(stream_writer *w, const draft *d, uint32_t *numbers,
                                  uint32_t *count, morgue_error *err)
{
    morgue_status status = stream__known_add(&w->known, &w->vocabulary, d, numbers, err);
    *count = w->vocabulary.count;
    return status;
}

/* The codes of the numbers of a draft's forms, and no occurrences. */
static morgue_status prepare(stream_writer *w, const uint32_t *numbers, size_t n, morgue_error *err)
{
    if (n > w->packed_capacity) {
        free(w->packed);
        free(w->occurrences);
        w->packed_capacity = 0;
        w->packed = malloc(2 * n * sizeof *w->packed);
        w->occurrences = malloc(2 * n * sizeof *w->occurrences);
        if (!w->packed || !w->occurrences)
            return fail_nomem(err);
        w->packed_capacity = 2 * n;
    }
    for (size_t i = 0; i < n; i++) {
        if (numbers[i] >= w->vocabulary.count)
            return fail(err, MORGUE_INTERNAL, "a form's number is not of this epoch");
        w->packed[i] = stream__packed(numbers[i]);
        w->occurrences[i] = 0;
        __builtin_prefetch(&w->vocabulary.forms[numbers[i]], 1); /* for count_words() */
    }
    return MORGUE_OK;
}

static morgue_status add_text(stream_writer *w, const draft_text *t, uint32_t form_count,
                              morgue_error *err)
{
    size_t from = w->blob.sentences.len;
    unsigned char *room = stream__blob_room(&w->blob, t->count), *at = room;
    if (!room)
        return fail_nomem(err);
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t form = t->words[i];
        if (form >= form_count)
            return fail(err, MORGUE_INTERNAL, "a word of the draft has no form");
        w->occurrences[form]++;
        at = stream__put(at, w->packed[form]);
    }
    for (uint32_t i = 0; i < t->sentence_count; i++)
        strbuf_varint(&w->blob.sentences, t->sentences[i]);
    stream__blob_field(&w->blob, t->field, t->count, t->lede, room, at, from);
    return MORGUE_OK;
}

static morgue_status add_texts(stream_writer *w, const draft *d, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    stream__blob_begin(&w->blob);
    for (unsigned i = 0; i < d->text_count && !status; i++) {
        const draft_text *t = &d->texts[i];
        if (t->count == 0 || t->sentence_count == 0 || t->lede > t->count || t->field >= TEXT_MAX ||
            i == TEXT_MAX)
            return fail(err, MORGUE_INTERNAL, "a text of the draft is not sound");
        status = add_text(w, t, d->form_count, err);
    }
    return status;
}

/* Only now, when nothing can be wrong with the document any more. */
static void count_words(stream_writer *w, const draft *d, const uint32_t *numbers)
{
    for (uint32_t i = 0; i < d->form_count; i++)
        w->vocabulary.forms[numbers[i]].count += w->occurrences[i];
    for (unsigned i = 0; i < d->text_count; i++)
        w->words += d->texts[i].count;
}

static void shrink(stream_writer *w)
{
    if (w->blob.codes.cap > KEPT)
        stream__blob_free(&w->blob);
    if (w->scratch.cap > KEPT)
        strbuf_free(&w->scratch);
}

static void pack_facets(const morgue_str *facets, unsigned count, strbuf *out)
{
    for (unsigned slot = 0; slot < count; slot++) {
        if (facets[slot].len == 0)
            continue;
        strbuf_varint(out, slot);
        strbuf_sized(out, facets[slot]);
    }
}

morgue_status stream__add_row(stream_writer *w, stream_row *row, morgue_str payload,
                              const morgue_str *facets, unsigned facet_count, morgue_error *err)
{
    if (w->documents == UINT32_MAX - 1)
        return fail(err, MORGUE_LIMIT, "over %u documents in a segment", w->documents);
    size_t blob = w->scratch.len;
    pack_facets(facets, facet_count, &w->scratch);
    if (w->scratch.failed)
        return fail_nomem(err);
    row->blob = blob;
    row->facets = w->scratch.len - blob;
    morgue_str names[STREAM_NAMES];
    if (!stream__payload_names(payload, names) || names[STREAM_ID].len == 0)
        return fail(err, MORGUE_INVALID, "an article's record has no id");
    row->id_hash = stream__name_hash(names[STREAM_ID]);
    morgue_status status = stream__names_add(w, names, err);
    if (!status)
        status = stream__stored_add(&w->stored, &w->out, payload, err);
    if (status)
        return status;
    w->documents++;
    stream__spool_add(&w->blobs, w->scratch.ptr, blob);
    stream__spool_add(&w->facets, w->scratch.ptr + blob, (size_t)row->facets);
    stream__spool_add(&w->rows, row, sizeof *row);
    shrink(w);
    return first_failure(w, err);
}

morgue_status stream_writer_add(stream_writer *w, const stream_document *document,
                                const uint32_t *numbers, morgue_error *err)
{
    const draft *d = document->draft;
    bool dated = d->date.precision != MORGUE_PRECISION_NONE;
    stream_row row = {.from = dated ? d->date.from : INT64_MAX,
                      .last = dated ? d->date.last : INT64_MIN,
                      .length = document->length,
                      .words = d->words,
                      .print = stream_print(&d->print)};
    morgue_status status = stream__stored_payload(&w->stored, d, err);
    if (!status)
        status = prepare(w, numbers, d->form_count, err);
    if (!status)
        status = add_texts(w, d, err);
    if (status)
        return status;
    strbuf_clear(&w->scratch);
    stream__blob_end(&w->blob, &w->scratch);
    status = stream__add_row(w, &row, strbuf_view(&w->stored.payload), document->facets,
                             document->facet_count, err);
    if (!status)
        count_words(w, d, numbers);
    return status;
}

uint64_t stream_writer_memory(const stream_writer *w)
{
    return stream__vocabulary_memory(&w->vocabulary);
}

morgue_status stream_writer_spill(stream_writer *w, morgue_error *err)
{
    if (w->epoch_count == w->epoch_capacity) {
        size_t capacity = w->epoch_capacity ? 2 * w->epoch_capacity : 8;
        epoch *grown = realloc(w->epochs, capacity * sizeof *grown);
        if (!grown)
            return fail_nomem(err);
        w->epochs = grown;
        w->epoch_capacity = capacity;
    }
    epoch e = {{stream__spool_size(&w->forms), 0}, w->vocabulary.count, w->epoch_document};
    e.numbers = w->adopted ? stream_forms(w->adopted) : e.numbers;
    morgue_status status = w->adopted ? stream__adopted_write(w, err)
                                      : stream__vocabulary_write(&w->vocabulary, &w->forms, err);
    if (status)
        return status;
    e.forms.length = stream__spool_size(&w->forms) - e.forms.offset;
    w->epochs[w->epoch_count++] = e;
    w->epoch_document = w->documents;
    stream__vocabulary_free(&w->vocabulary);
    stream__known_free(&w->known);
    return MORGUE_OK;
}

morgue_status stream_writer_finish(stream_writer *w, const unsigned char id[16], uint64_t *bytes,
                                   morgue_error *err)
{
    ranking ranked = {0};
    morgue_status status = stream__stored_finish(&w->stored, &w->out, err);
    if (!status)
        status = stream_writer_spill(w, err);
    stream__spool_flush(&w->blobs);
    stream__spool_flush(&w->rows);
    stream__spool_flush(&w->facets);
    stream__spool_flush(&w->forms);
    if (!status)
        status = first_failure(w, err);
    if (!status)
        status = stream__rank(w, &ranked, err);
    if (!status)
        status = stream__write_documents(w, &ranked, err);
    if (!status)
        status = stream__write_forms(w, &ranked, err);
    if (!status)
        status = stream__write_names(w, err);
    memcpy(w->out.head.id, id, sizeof w->out.head.id);
    w->out.head.documents = w->documents;
    w->out.head.forms = ranked.count;
    w->out.head.words = w->words;
    return status ? status : stream__out_finish(&w->out, bytes, err);
}
