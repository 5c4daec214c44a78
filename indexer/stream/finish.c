/* From spools to sections: words get their final codes, rows become columns. */
#include "ranks.h"

#include "error.h"

#include <stdlib.h>

#define BUFFER       ((size_t)256 << 10)
#define SMALL_BUFFER ((size_t)64 << 10)

/* An entry of a directory: where something of a document begins, or the last one
 * ends. */
static void put_offset(stream_out *o, uint64_t offset, bool wide)
{
    uint32_t narrow = (uint32_t)offset;
    if (wide)
        stream__out_add(o, &offset, sizeof offset);
    else
        stream__out_add(o, &narrow, sizeof narrow);
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

/* The documents of an epoch, whose blobs and rows come next. What their blobs
 * take goes to the spool of sizes. */
static morgue_status recode_epoch(stream_writer *w, const epoch *e, uint32_t until,
                                  const uint32_t *codes, spool_cursor *blobs, spool_cursor *rows,
                                  morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (uint32_t i = e->document; i < until && !status; i++) {
        stream_row row;
        uint64_t before = stream__out_length(&w->out);
        const unsigned char *bytes = stream__cursor_take(rows, sizeof row);
        if (!bytes)
            return stream__spool_check(&w->rows, err);
        memcpy(&row, bytes, sizeof row);
        bytes = stream__cursor_take(blobs, (size_t)row.blob);
        status = bytes ? recode_blob(w, bytes, (size_t)row.blob, codes, e->numbers, err)
                       : stream__spool_check(&w->blobs, err);
        uint64_t size = stream__out_length(&w->out) - before;
        stream__spool_add(&w->forms, &size, sizeof size);
    }
    return status;
}

/* The documents of epochs from first on, as many as codes are known of. */
static morgue_status recode_epochs(stream_writer *w, size_t first, const epoch_codes *known,
                                   spool_cursor *blobs, spool_cursor *rows, morgue_error *err)
{
    const uint32_t *codes = known->codes;
    morgue_status status = MORGUE_OK;
    for (size_t i = first; i < first + known->epochs && !status; i++) {
        const epoch *e = &w->epochs[i];
        uint32_t until = i + 1 < w->epoch_count ? e[1].document : w->documents;
        status = recode_epoch(w, e, until, codes, blobs, rows, err);
        codes += e->numbers;
    }
    return status;
}

static morgue_status write_blobs(stream_writer *w, const ranking *ranked, morgue_error *err)
{
    static const char margin[STREAM_MARGIN];
    spool_cursor blobs, rows;
    epoch_codes known;
    morgue_status status = MORGUE_OK;
    stream__cursor_open(&blobs, &w->blobs, 0, w->blobs.written, BUFFER);
    stream__cursor_open(&rows, &w->rows, 0, w->rows.written, BUFFER);
    for (size_t i = 0; i < w->epoch_count && !status; i += known.epochs) {
        status = stream__epoch_codes(w, ranked, i, &known, err);
        if (!status)
            status = recode_epochs(w, i, &known, &blobs, &rows, err);
        free(known.codes);
    }
    stream__out_add(&w->out, margin, sizeof margin);
    stream__cursor_close(&blobs);
    stream__cursor_close(&rows);
    return status;
}

/* The directory of the blobs, from what each of them takes: the spool of forms has
 * that from byte from on. */
static void write_directory(stream_writer *w, uint64_t from)
{
    spool_cursor sizes;
    const unsigned char *bytes;
    uint64_t offset = 0, end = w->forms.written;
    bool wide = w->out.head.sections[SECTION_DOCUMENTS].length - STREAM_MARGIN > UINT32_MAX;
    stream__cursor_open(&sizes, &w->forms, from, end, SMALL_BUFFER);
    put_offset(&w->out, offset, wide);
    for (uint32_t i = 0; i < w->documents; i++) {
        uint64_t size;
        if (!(bytes = stream__cursor_take(&sizes, sizeof size)))
            break;
        memcpy(&size, bytes, sizeof size);
        put_offset(&w->out, offset += size, wide);
    }
    stream__cursor_close(&sizes);
}

static void write_facet_directory(stream_writer *w)
{
    spool_cursor rows;
    const unsigned char *bytes;
    uint64_t offset = 0;
    bool wide = w->facets.written > UINT32_MAX;
    stream__cursor_open(&rows, &w->rows, 0, w->rows.written, SMALL_BUFFER);
    stream__out_section(&w->out, SECTION_FACET_DIRECTORY);
    put_offset(&w->out, offset, wide);
    for (uint32_t i = 0; i < w->documents; i++) {
        stream_row row;
        if (!(bytes = stream__cursor_take(&rows, sizeof row)))
            break;
        memcpy(&row, bytes, sizeof row);
        put_offset(&w->out, offset += row.facets, wide);
    }
    stream__cursor_close(&rows);
}

static void write_facets(stream_writer *w)
{
    spool_cursor facets;
    stream__out_section(&w->out, SECTION_FACETS);
    stream__cursor_open(&facets, &w->facets, 0, w->facets.written, BUFFER);
    while (!stream__cursor_end(&facets)) {
        uint64_t left = facets.to - facets.at + (facets.len - facets.pos);
        size_t n = left < BUFFER ? (size_t)left : BUFFER;
        const unsigned char *bytes = stream__cursor_take(&facets, n);
        stream__out_add(&w->out, bytes, bytes ? n : 0);
    }
    stream__cursor_close(&facets);
}

morgue_status stream__write_documents(stream_writer *w, const ranking *ranked, morgue_error *err)
{
    uint64_t sizes = stream__spool_size(&w->forms);
    stream__out_section(&w->out, SECTION_DOCUMENTS);
    morgue_status status = write_blobs(w, ranked, err);
    stream__spool_flush(&w->forms);
    if (status)
        return status;
    stream__out_section(&w->out, SECTION_DIRECTORY);
    write_directory(w, sizes);
    stream__write_columns(w);
    write_facet_directory(w);
    write_facets(w);
    stream__out_section(&w->out, SECTION_ARTICLE_DIRECTORY);
    stream__out_add(&w->out, w->stored.directory.ptr, w->stored.directory.len);
    const stream_spool *read[] = {&w->forms, &w->rows, &w->facets};
    for (unsigned i = 0; i < 3 && !status; i++)
        status = stream__spool_check(read[i], err);
    return status;
}
