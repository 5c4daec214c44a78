/* Documents of another file, as they are. Its ranks do for numbers: they make an
 * epoch of their own, so that words are copied without a look at their forms. */
#include "ranks.h"

#include "error.h"
#include "form.h"

#include <stdlib.h>

morgue_status stream_writer_adopt(stream_writer *w, stream_reader *from, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    if (w->adopted || w->vocabulary.count)
        status = stream_writer_spill(w, err);
    if (status)
        return status;
    w->adopted_counts = calloc((size_t)stream_forms(from) + 1, sizeof *w->adopted_counts);
    if (!w->adopted_counts)
        return fail_nomem(err);
    w->adopted = from;
    return MORGUE_OK;
}

/* ---- the forms ---- */

/* Forms that occur, on their way to the order of their keys. */
static morgue_status sort_forms(const stream_writer *w, sorter *s, morgue_error *err)
{
    stream_reader *from = w->adopted;
    uint32_t count = stream_forms(from);
    morgue_status status = MORGUE_OK;
    for (uint32_t rank = 0; rank < count && !status; rank++) {
        if (!w->adopted_counts[rank])
            continue;
        morgue_str key = stream_form(from, rank);
        status = stream_status(from, err);
        if (!status && (key.len == 0 || key.len > FORM_LONGEST))
            status = fail(err, MORGUE_CORRUPT, "%s is damaged: a form of %zu bytes", from->name,
                          key.len);
        if (!status)
            status = stream__sorter_add(s, (sort_record){stream__head(key), key, rank}, err);
    }
    return status ? status : stream__sorter_sort(s, err);
}

morgue_status stream__adopted_write(stream_writer *w, morgue_error *err)
{
    sorter s;
    sort_record record;
    strbuf entry = {0};
    stream__sorter_open(&s, &w->sorted, stream__ranks_share(w->memory));
    morgue_status status = sort_forms(w, &s, err);
    while (!status && stream__sorter_next(&s, &record)) {
        strbuf_clear(&entry);
        strbuf_sized(&entry, record.key);
        strbuf_varint(&entry, w->adopted_counts[record.tail]);
        strbuf_varint(&entry, record.tail);
        stream__spool_add(&w->forms, entry.ptr, entry.failed ? 0 : entry.len);
    }
    if (!status)
        status = strbuf_check(&entry, err);
    if (!status)
        status = stream__spool_check(&w->sorted, err);
    stream__sorter_free(&s);
    strbuf_free(&entry);
    stream_forget(w->adopted);
    free(w->adopted_counts);
    w->adopted_counts = NULL;
    w->adopted = NULL;
    return status ? status : stream__spool_check(&w->forms, err);
}

/* ---- the documents ---- */

/* Whether all codes of a field are those of forms that there are. */
static bool words_sound(const stream_view *v, uint32_t forms)
{
    const unsigned char *at = v->bytes, *end = at + v->size;
    for (uint32_t i = 0; i < v->words; i++)
        if (at >= end || stream__get(&at) >= forms)
            return false;
    return at == end;
}

/* Only now, when nothing can be wrong with the document any more. */
static morgue_status count_words(stream_writer *w, const stream_view *v, morgue_error *err)
{
    const unsigned char *at = v->bytes;
    for (uint32_t i = 0; i < v->words; i++)
        if (++w->adopted_counts[stream__get(&at)] == 0)
            return fail(err, MORGUE_LIMIT, "a word occurs over %u times in one segment",
                        UINT32_MAX);
    w->words += v->words;
    return MORGUE_OK;
}

static bool sound(stream_reader *from, morgue_str blob, stream_field fields[TEXT_MAX],
                  unsigned *count)
{
    if (!stream__fields((const unsigned char *)blob.ptr, blob.len, fields, count))
        return false;
    for (unsigned i = 0; i < *count; i++)
        if (!words_sound(&fields[i].view, stream_forms(from)))
            return false;
    return true;
}

static morgue_status take_row(stream_reader *from, uint32_t docid, stream_row *row,
                              morgue_error *err)
{
    stream_facts facts;
    if (!stream_facts_of(from, docid, &facts))
        return stream_status(from, err);
    *row = (stream_row){.from = facts.from,
                        .last = facts.last,
                        .length = facts.length,
                        .words = facts.words,
                        .print = facts.print};
    return MORGUE_OK;
}

morgue_status stream_writer_copy(stream_writer *w, uint32_t docid, const morgue_str *facets,
                                 unsigned facet_count, morgue_error *err)
{
    stream_row row;
    stream_field fields[TEXT_MAX];
    unsigned count = 0;
    stream_reader *from = w->adopted;
    morgue_str payload, blob = from ? stream__blob(from, docid) : (morgue_str){NULL, 0};
    if (!blob.ptr && (!from || !from->status))
        return fail(err, MORGUE_INTERNAL, "no document %lu to copy", (unsigned long)docid);
    if (blob.ptr && !sound(from, blob, fields, &count))
        stream__damaged(from, "words of a document");
    morgue_status status = stream_status(from, err);
    if (!status)
        status = take_row(from, docid, &row, err);
    if (!status)
        status = stream__payload(from, docid, &payload, err);
    strbuf_clear(&w->scratch);
    strbuf_str(&w->scratch, blob);
    if (!status)
        status = stream__add_row(w, &row, payload, facets, facet_count, err);
    for (unsigned i = 0; i < count && !status; i++)
        status = count_words(w, &fields[i].view, err);
    return status;
}
