/* Documents of another file, as they are: forms by number, words in new codes. */
#include "stream_internal.h"

#include "error.h"

#include <stdlib.h>

/* Forms that become known at a time. */
#define BATCH 256

morgue_status stream_writer_adopt(stream_writer *w, stream_reader *from, uint32_t **numbers,
                                  morgue_error *err)
{
    draft_form forms[BATCH];
    arena keys = {0};
    uint32_t count = stream_forms(from);
    morgue_status status = MORGUE_OK;
    *numbers = malloc(((size_t)count + 1) * sizeof **numbers);
    if (!*numbers)
        return fail_nomem(err);
    for (uint32_t rank = 0; rank < count && !status; rank += BATCH) {
        uint32_t n = count - rank < BATCH ? count - rank : BATCH;
        arena_clear(&keys);
        for (uint32_t i = 0; i < n && !status; i++) {
            forms[i] = (draft_form){.key = form_key_new(&keys, stream_form(from, rank + i))};
            status = forms[i].key ? stream_status(from, err) : fail_nomem(err);
        }
        if (!status)
            status = stream__vocabulary_add(&w->vocabulary, forms, n, *numbers + rank, err);
    }
    arena_free(&keys);
    if (status) {
        free(*numbers);
        *numbers = NULL;
    }
    return status;
}

/* The words of a field in numbers; end of the codes, or NULL if they are not
 * sound. */
static unsigned char *copy_words(const stream_view *v, const uint32_t *numbers, uint32_t forms,
                                 unsigned char *out)
{
    const unsigned char *at = v->bytes, *end = at + v->size;
    for (uint32_t i = 0; i < v->words; i++) {
        uint32_t rank = at < end ? stream__get(&at) : UINT32_MAX;
        if (rank >= forms)
            return NULL;
        out = stream__put(out, stream__packed(numbers[rank]));
    }
    return at == end ? out : NULL;
}

/* Only now, when nothing can be wrong with the document any more. */
static void count_words(stream_writer *w, const stream_view *v, const uint32_t *numbers)
{
    const unsigned char *at = v->bytes;
    for (uint32_t i = 0; i < v->words; i++)
        w->vocabulary.forms[numbers[stream__get(&at)]].count++;
    w->words += v->words;
}

static morgue_status copy_fields(stream_writer *w, stream_reader *from, const stream_field *fields,
                                 unsigned count, const uint32_t *numbers, morgue_error *err)
{
    stream__blob_begin(&w->blob);
    for (unsigned i = 0; i < count; i++) {
        const stream_view *v = &fields[i].view;
        size_t sentences = w->blob.sentences.len;
        unsigned char *room = stream__blob_room(&w->blob, v->words);
        if (!room)
            return fail_nomem(err);
        unsigned char *end = copy_words(v, numbers, stream_forms(from), room);
        if (!end)
            return fail(err, MORGUE_CORRUPT, "%s is damaged: words of a document", from->name);
        strbuf_add(&w->blob.sentences, v->sentences, v->sentence_bytes);
        stream__blob_field(&w->blob, fields[i].field, v->words, v->lede, room, end, sentences);
    }
    return MORGUE_OK;
}

static morgue_status copy_row(stream_reader *from, uint32_t docid, stream_row *row,
                              morgue_error *err)
{
    const uint32_t *lengths = stream_lengths(from), *words = stream_word_counts(from);
    const int64_t *dates = stream_dates_from(from), *last = stream_dates_last(from);
    const uint64_t *prints = stream_prints(from);
    if (!lengths || !words || !dates || !last || !prints)
        return stream_status(from, err);
    *row = (stream_row){.from = dates[docid - 1],
                        .last = last[docid - 1],
                        .length = lengths[docid - 1],
                        .words = words[docid - 1],
                        .print = prints[docid - 1]};
    return MORGUE_OK;
}

morgue_status stream_writer_copy(stream_writer *w, stream_reader *from, uint32_t docid,
                                 const uint32_t *numbers, const morgue_str *facets,
                                 unsigned facet_count, morgue_error *err)
{
    stream_row row;
    stream_field fields[TEXT_MAX];
    unsigned count = 0;
    morgue_str payload, blob = stream__blob(from, docid);
    if (!blob.ptr && !from->status)
        return fail(err, MORGUE_INTERNAL, "%s has no document %lu", from->name,
                    (unsigned long)docid);
    if (blob.ptr && !stream__fields((const unsigned char *)blob.ptr, blob.len, fields, &count))
        stream__damaged(from, "words of a document");
    morgue_status status = stream_status(from, err);
    if (!status)
        status = copy_row(from, docid, &row, err);
    if (!status)
        status = copy_fields(w, from, fields, count, numbers, err);
    if (!status)
        status = stream__payload(from, docid, &payload, err);
    if (!status)
        status = stream__add_row(w, &row, payload, facets, facet_count, err);
    for (unsigned i = 0; i < count && !status; i++)
        count_words(w, &fields[i].view, numbers);
    return status;
}
