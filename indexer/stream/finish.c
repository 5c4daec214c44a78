/* From spools to sections: words get their final codes, rows become columns. */
#include "stream_internal.h"

#include "error.h"

#include <stdlib.h>

#define BUFFER ((size_t)256 << 10)

/* Where things of documents begin, and where the last one ends. */
static void write_directory(stream_out *o, const uint64_t *offsets, size_t n)
{
    bool wide = offsets[n - 1] > UINT32_MAX;
    for (size_t i = 0; i < n; i++) {
        uint32_t narrow = (uint32_t)offsets[i];
        if (wide)
            stream__out_add(o, &offsets[i], sizeof offsets[i]);
        else
            stream__out_add(o, &narrow, sizeof narrow);
    }
}

/* The codes of a field, its words' numbers replaced; NULL if a number has no
 * code. Three bytes behind the last code can be read. */
static unsigned char *recode(const stream_view *v, const uint32_t *codes, uint32_t numbers,
                             unsigned char *out)
{
    const unsigned char *at = v->bytes, *end = at + v->size;
    for (uint32_t i = 0; i < v->words && at < end; i++) {
        uint32_t number = stream__get(&at);
        if (number >= numbers || !codes[number])
            return NULL;
        out = stream__put(out, codes[number]);
    }
    return at == end ? out : NULL;
}

static morgue_status recode_blob(stream_writer *w, const unsigned char *blob, size_t size,
                                 const uint32_t *codes, uint32_t numbers, morgue_error *err)
{
    stream_field fields[TEXT_MAX];
    unsigned count;
    bool sound = stream__fields(blob, size, fields, &count);
    stream__blob_begin(&w->blob);
    for (unsigned i = 0; sound && i < count; i++) {
        const stream_view *v = &fields[i].view;
        size_t from = w->blob.sentences.len;
        unsigned char *room = stream__blob_room(&w->blob, v->words), *end;
        if (!room)
            return fail_nomem(err);
        end = recode(v, codes, numbers, room);
        sound = end != NULL;
        strbuf_add(&w->blob.sentences, v->sentences, v->sentence_bytes);
        if (sound)
            stream__blob_field(&w->blob, fields[i].field, v->words, v->lede, room, end, from);
    }
    if (!sound)
        return fail(err, MORGUE_INTERNAL, "a temporary file is not as it was written");
    strbuf_clear(&w->scratch);
    stream__blob_end(&w->blob, &w->scratch);
    stream__out_add(&w->out, w->scratch.ptr, w->scratch.failed ? 0 : w->scratch.len);
    return strbuf_check(&w->scratch, err);
}

/* Documents [e->document, until), whose blobs and rows come next. */
static morgue_status recode_epoch(stream_writer *w, const ranking *ranked, const epoch *e,
                                  uint32_t until, spool_cursor *blobs, spool_cursor *rows,
                                  uint64_t *offsets, morgue_error *err)
{
    uint32_t *codes;
    morgue_status status = stream__epoch_codes(ranked, &w->forms, e, &codes, err);
    for (uint32_t i = e->document; i < until && !status; i++) {
        stream_row row;
        const unsigned char *bytes = stream__cursor_take(rows, sizeof row);
        if (!bytes)
            status = stream__spool_check(&w->rows, err);
        if (status)
            break;
        memcpy(&row, bytes, sizeof row);
        bytes = stream__cursor_take(blobs, (size_t)row.blob);
        status = bytes ? recode_blob(w, bytes, (size_t)row.blob, codes, e->numbers, err)
                       : stream__spool_check(&w->blobs, err);
        offsets[i + 1] = stream__out_length(&w->out);
    }
    free(codes);
    return status;
}

static morgue_status write_blobs(stream_writer *w, const ranking *ranked, uint64_t *offsets,
                                 morgue_error *err)
{
    static const char margin[STREAM_MARGIN];
    spool_cursor blobs, rows;
    morgue_status status = MORGUE_OK;
    stream__cursor_open(&blobs, &w->blobs, 0, w->blobs.written, BUFFER);
    stream__cursor_open(&rows, &w->rows, 0, w->rows.written, BUFFER);
    for (size_t i = 0; i < w->epoch_count && !status; i++) {
        uint32_t until = i + 1 < w->epoch_count ? w->epochs[i + 1].document : w->documents;
        status = recode_epoch(w, ranked, &w->epochs[i], until, &blobs, &rows, offsets, err);
    }
    stream__out_add(&w->out, margin, sizeof margin);
    stream__cursor_close(&blobs);
    stream__cursor_close(&rows);
    return status;
}

static void write_facets(stream_writer *w, uint64_t *offsets)
{
    spool_cursor rows, facets;
    const unsigned char *bytes;
    stream__cursor_open(&rows, &w->rows, 0, w->rows.written, BUFFER);
    for (size_t i = 0; (bytes = stream__cursor_end(&rows)
                                    ? NULL
                                    : stream__cursor_take(&rows, sizeof(stream_row))) != NULL;
         i++) {
        stream_row row;
        memcpy(&row, bytes, sizeof row);
        offsets[i + 1] = offsets[i] + row.facets;
    }
    stream__cursor_close(&rows);
    stream__out_section(&w->out, SECTION_FACET_DIRECTORY);
    write_directory(&w->out, offsets, (size_t)w->documents + 1);
    stream__out_section(&w->out, SECTION_FACETS);
    stream__cursor_open(&facets, &w->facets, 0, w->facets.written, BUFFER);
    while (!stream__cursor_end(&facets)) {
        uint64_t left = facets.to - facets.at + (facets.len - facets.pos);
        size_t n = left < BUFFER ? (size_t)left : BUFFER;
        bytes = stream__cursor_take(&facets, n);
        stream__out_add(&w->out, bytes, bytes ? n : 0);
    }
    stream__cursor_close(&facets);
}

morgue_status stream__write_documents(stream_writer *w, const ranking *ranked, morgue_error *err)
{
    uint64_t *offsets = calloc((size_t)w->documents + 1, sizeof *offsets);
    if (!offsets)
        return fail_nomem(err);
    stream__out_section(&w->out, SECTION_DOCUMENTS);
    morgue_status status = write_blobs(w, ranked, offsets, err);
    if (!status) {
        stream__out_section(&w->out, SECTION_DIRECTORY);
        write_directory(&w->out, offsets, (size_t)w->documents + 1);
        stream__write_columns(w);
        offsets[0] = 0;
        write_facets(w, offsets);
        stream__out_section(&w->out, SECTION_ARTICLE_DIRECTORY);
        stream__out_add(&w->out, w->stored.directory.ptr, w->stored.directory.len);
        status = stream__spool_check(&w->rows, err);
    }
    free(offsets);
    return status ? status : stream__spool_check(&w->facets, err);
}
