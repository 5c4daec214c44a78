/* Documents in the order of their ids and of their URLs, and by the hashes of
 * their ids: what takes the place of a term for each of them. */
#include "ranks.h"

#include "article_record.h"
#include "error.h"

#define BUFFER ((size_t)64 << 10)

bool stream__payload_names(morgue_str payload, morgue_str names[STREAM_NAMES])
{
    morgue_str record;
    return str_sized(&payload, &record) &&
           article_decode_names(record, &names[STREAM_ID], &names[STREAM_URL]);
}

uint32_t stream__name_hash(morgue_str name)
{
    return (uint32_t)(hash_bytes(name.ptr, name.len) >> 32);
}

morgue_status stream__names_add(stream_writer *w, const morgue_str names[STREAM_NAMES],
                                morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (unsigned i = 0; i < STREAM_NAMES && !status; i++) {
        sort_record record = {stream__head(names[i]), names[i], w->documents};
        if (names[i].len)
            status = stream__sorter_add(&w->names[i], record, err);
    }
    return status;
}

static void put_document(stream_out *o, unsigned width, uint64_t document)
{
    uint32_t docid = (uint32_t)document + 1;
    stream__out_add(o, &docid, width);
}

static morgue_status write_order(stream_writer *w, stream_name which, stream_section section,
                                 morgue_error *err)
{
    sort_record record;
    unsigned width = stream__width(w->documents);
    morgue_status status = stream__sorter_sort(&w->names[which], err);
    stream__out_section(&w->out, section);
    while (!status && stream__sorter_next(&w->names[which], &record))
        put_document(&w->out, width, record.tail);
    stream__sorter_free(&w->names[which]);
    return status;
}

/* ---- hashes ---- */

/* A record's head is the hash, its tail the document. */
static morgue_status sort_hashes(stream_writer *w, sorter *hashes, morgue_error *err)
{
    spool_cursor rows;
    const unsigned char *bytes;
    morgue_status status = MORGUE_OK;
    stream__cursor_open(&rows, &w->rows, 0, w->rows.written, BUFFER);
    for (uint32_t n = 0; n < w->documents && !status; n++) {
        stream_row row;
        if (!(bytes = stream__cursor_take(&rows, sizeof row)))
            break;
        memcpy(&row, bytes, sizeof row);
        sort_record record = {(uint64_t)row.id_hash << 32 | n, {NULL, 0}, n};
        status = stream__sorter_add(hashes, record, err);
    }
    stream__cursor_close(&rows);
    if (!status)
        status = stream__sorter_sort(hashes, err);
    return status ? status : stream__spool_check(&w->rows, err);
}

static morgue_status write_hashes(stream_writer *w, morgue_error *err)
{
    sorter hashes;
    sort_record record;
    unsigned width = stream__width(w->documents);
    stream__sorter_open(&hashes, &w->sorted, stream__ranks_share(w->memory));
    morgue_status status = sort_hashes(w, &hashes, err);
    stream__out_section(&w->out, SECTION_ID_HASHES);
    while (!status && stream__sorter_next(&hashes, &record)) {
        uint32_t hash = (uint32_t)(record.head >> 32);
        stream__out_add(&w->out, &hash, sizeof hash);
        put_document(&w->out, width, record.tail);
    }
    stream__sorter_free(&hashes);
    return status;
}

morgue_status stream__write_names(stream_writer *w, morgue_error *err)
{
    morgue_status status = write_hashes(w, err);
    if (!status)
        status = write_order(w, STREAM_ID, SECTION_ID_ORDER, err);
    if (!status)
        status = write_order(w, STREAM_URL, SECTION_URL_ORDER, err);
    return status ? status : stream__spool_check(&w->sorted, err);
}
