/* A number a document, as narrow as the widest of them needs, and read where it is mapped:
 * what asks for ten of them need not touch the others. */
#include "stream_internal.h"

#include "error.h"

#include <limits.h>

#define BUFFER ((size_t)64 << 10)

/* ---- writing ---- */

/* The number that a row has; false for none. */
typedef bool column_value(const stream_row *row, int64_t *value);

static bool length_of(const stream_row *row, int64_t *value)
{
    *value = row->length;
    return row->length > 0;
}

static bool words_of(const stream_row *row, int64_t *value)
{
    *value = row->words;
    return row->words > 0;
}

static bool from_of(const stream_row *row, int64_t *value)
{
    *value = row->from;
    return row->from != INT64_MAX;
}

/* Most dates are moments: they have none. */
static bool span_of(const stream_row *row, int64_t *value)
{
    *value = (int64_t)((uint64_t)row->last - (uint64_t)row->from);
    return row->from != INT64_MAX && *value != 0;
}

typedef void row_visit(void *context, const stream_row *row);

static void each_row(stream_writer *w, row_visit *visit, void *context)
{
    spool_cursor rows;
    const unsigned char *bytes;
    stream__cursor_open(&rows, &w->rows, 0, w->rows.written, BUFFER);
    while (!stream__cursor_end(&rows) && (bytes = stream__cursor_take(&rows, sizeof(stream_row)))) {
        stream_row row;
        memcpy(&row, bytes, sizeof row);
        visit(context, &row);
    }
    stream__cursor_close(&rows);
}

typedef struct column {
    column_value *value;
    stream_out *out;
    int64_t least, most;
    unsigned width; /* bytes */
} column;

static void widen(void *context, const stream_row *row)
{
    column *c = context;
    int64_t value;
    if (!c->value(row, &value))
        return;
    c->least = value < c->least ? value : c->least;
    c->most = value > c->most ? value : c->most;
}

static void put(void *context, const stream_row *row)
{
    column *c = context;
    int64_t value;
    uint64_t raw = c->value(row, &value) ? (uint64_t)value - (uint64_t)c->least + 1 : 0;
    stream__out_add(c->out, &raw, c->width);
}

static void write_column(stream_writer *w, stream_section section, column_value *value)
{
    column c = {value, &w->out, INT64_MAX, INT64_MIN, 0};
    each_row(w, widen, &c);
    if (c.least > c.most)
        c.least = 0;
    else
        for (uint64_t raw = (uint64_t)c.most - (uint64_t)c.least + 1; raw; raw >>= CHAR_BIT)
            c.width++;
    stream__out_section(&w->out, section);
    stream__out_add(&w->out, &c.least, sizeof c.least);
    each_row(w, put, &c);
}

static void put_print(void *context, const stream_row *row)
{
    stream__out_add(context, &row->print, sizeof row->print);
}

void stream__write_columns(stream_writer *w)
{
    write_column(w, SECTION_LENGTHS, length_of);
    write_column(w, SECTION_WORD_COUNTS, words_of);
    write_column(w, SECTION_FROM, from_of);
    write_column(w, SECTION_LAST, span_of);
    stream__out_section(&w->out, SECTION_PRINTS);
    each_row(w, put_print, &w->out);
}

/* ---- reading ---- */

bool stream__column_fits(uint64_t length, uint64_t documents)
{
    uint64_t bytes = length - sizeof(int64_t);
    if (length < sizeof(int64_t) || documents == 0)
        return length == sizeof(int64_t);
    return bytes % documents == 0 && bytes / documents <= sizeof(uint64_t);
}

/* Without a look at its checksums. The sums, eight bytes at least, stand behind all sections:
 * so much may be read of the last cell. */
static stream_column column_at(const stream_reader *r, stream_section section,
                               const unsigned char *bytes)
{
    stream_column c = {.bytes = bytes + sizeof c.least, .documents = r->head->documents};
    uint64_t n = r->head->documents;
    memcpy(&c.least, bytes, sizeof c.least);
    c.width = n ? (unsigned)((stream__length(r, section) - sizeof c.least) / n) : 0;
    c.mask = c.width == sizeof(uint64_t) ? UINT64_MAX : (UINT64_C(1) << CHAR_BIT * c.width) - 1;
    return c;
}

static bool open_column(stream_reader *r, stream_section section, stream_column *out)
{
    const unsigned char *bytes = stream__section(r, section);
    if (bytes)
        *out = column_at(r, section, bytes);
    return bytes;
}

bool stream_lengths(stream_reader *r, stream_column *out)
{
    return open_column(r, SECTION_LENGTHS, out);
}

bool stream_word_counts(stream_reader *r, stream_column *out)
{
    return open_column(r, SECTION_WORD_COUNTS, out);
}

bool stream_dates_of(stream_reader *r, stream_dates *out)
{
    return open_column(r, SECTION_FROM, &out->from) && open_column(r, SECTION_LAST, &out->spans);
}

/* Only the blocks that have the document's cell are looked at. */
static bool column_near(stream_reader *r, stream_section section, uint32_t docid,
                        stream_column *out)
{
    const unsigned char *bytes = stream__touch(r, section, 0, sizeof out->least);
    if (!bytes)
        return false;
    *out = column_at(r, section, bytes);
    uint64_t at = sizeof out->least + (uint64_t)(docid - 1) * out->width;
    return stream__touch(r, section, at, at + out->width);
}

bool stream_facts_of(stream_reader *r, uint32_t docid, stream_facts *out)
{
    stream_column lengths, words;
    stream_dates dates;
    if (docid == 0 || docid > r->head->documents ||
        !column_near(r, SECTION_LENGTHS, docid, &lengths) ||
        !column_near(r, SECTION_WORD_COUNTS, docid, &words) ||
        !column_near(r, SECTION_FROM, docid, &dates.from) ||
        !column_near(r, SECTION_LAST, docid, &dates.spans))
        return false;
    uint64_t at = (uint64_t)(docid - 1) * sizeof out->print;
    const unsigned char *print = stream__touch(r, SECTION_PRINTS, at, at + sizeof out->print);
    if (!print)
        return false;
    memcpy(&out->print, print, sizeof out->print);
    out->from = stream_date_from(&dates, docid);
    out->last = stream_date_last(&dates, docid);
    out->length = stream_count(&lengths, docid);
    out->words = stream_count(&words, docid);
    return true;
}

const uint64_t *stream_prints(stream_reader *r)
{
    return stream__section(r, SECTION_PRINTS);
}
