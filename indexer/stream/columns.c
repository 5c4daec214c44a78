/* A number a document, as narrow as the widest of them needs; in memory they are
 * arrays, unpacked when they are first asked for. */
#include "stream_internal.h"

#include "error.h"

#include <limits.h>
#include <stdlib.h>

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

/* A column as it is mapped. */
typedef struct packed {
    const unsigned char *bytes;
    unsigned width;
    uint64_t least, mask;
} packed;

static bool open_column(stream_reader *r, stream_section section, packed *out)
{
    const unsigned char *bytes = stream__section(r, section);
    uint64_t n = r->head->documents;
    if (!bytes)
        return false;
    memcpy(&out->least, bytes, sizeof out->least);
    out->bytes = bytes + sizeof out->least;
    out->width = n ? (unsigned)((stream__length(r, section) - sizeof out->least) / n) : 0;
    out->mask =
        out->width == sizeof(uint64_t) ? UINT64_MAX : (UINT64_C(1) << CHAR_BIT * out->width) - 1;
    return true;
}

/* The sums, eight bytes at least, stand behind all sections: so much may be read. */
static inline uint64_t raw_at(const packed *p, uint32_t i)
{
    uint64_t raw;
    memcpy(&raw, p->bytes + (size_t)i * p->width, sizeof raw);
    return raw & p->mask;
}

/* Room for a column; NULL and noted when there is none. */
static void *room(stream_reader *r, size_t size)
{
    void *out = malloc(((size_t)r->head->documents + 1) * size);
    if (!out && !r->status)
        r->status = fail_nomem(&r->error);
    return out;
}

static const uint32_t *counts(stream_reader *r, stream_section section, uint32_t **kept)
{
    packed p;
    if (*kept || !open_column(r, section, &p))
        return *kept;
    uint32_t *out = room(r, sizeof *out);
    uint64_t high = 0;
    for (uint32_t i = 0; out && i < r->head->documents; i++) {
        uint64_t raw = raw_at(&p, i), value = raw ? p.least + raw - 1 : 0;
        out[i] = (uint32_t)value;
        high |= value;
    }
    if (high > UINT32_MAX) {
        stream__damaged(r, "a column");
        free(out);
        return NULL;
    }
    return *kept = out;
}

const uint32_t *stream_lengths(stream_reader *r)
{
    return counts(r, SECTION_LENGTHS, &r->lengths);
}

const uint32_t *stream_word_counts(stream_reader *r)
{
    return counts(r, SECTION_WORD_COUNTS, &r->word_counts);
}

const int64_t *stream_dates_from(stream_reader *r)
{
    packed p;
    if (r->dates_from || !open_column(r, SECTION_FROM, &p))
        return r->dates_from;
    int64_t *out = room(r, sizeof *out);
    for (uint32_t i = 0; out && i < r->head->documents; i++) {
        uint64_t raw = raw_at(&p, i);
        out[i] = raw ? (int64_t)(p.least + raw - 1) : INT64_MAX;
    }
    return r->dates_from = out;
}

const int64_t *stream_dates_last(stream_reader *r)
{
    packed p;
    const int64_t *from = stream_dates_from(r);
    if (r->dates_last || !from || !open_column(r, SECTION_LAST, &p))
        return r->dates_last;
    int64_t *out = room(r, sizeof *out);
    for (uint32_t i = 0; out && i < r->head->documents; i++) {
        uint64_t raw = raw_at(&p, i), span = raw ? p.least + raw - 1 : 0;
        out[i] = from[i] == INT64_MAX ? INT64_MIN : (int64_t)((uint64_t)from[i] + span);
    }
    return r->dates_last = out;
}

/* The number that a column has of a document, or without. */
static int64_t cell(const packed *p, uint32_t i, int64_t without)
{
    uint64_t raw = raw_at(p, i);
    return raw ? (int64_t)(p->least + raw - 1) : without;
}

bool stream_facts_of(stream_reader *r, uint32_t docid, stream_facts *out)
{
    packed lengths, words, from, span;
    const uint64_t *prints = stream_prints(r);
    if (!prints || docid == 0 || docid > r->head->documents ||
        !open_column(r, SECTION_LENGTHS, &lengths) ||
        !open_column(r, SECTION_WORD_COUNTS, &words) || !open_column(r, SECTION_FROM, &from) ||
        !open_column(r, SECTION_LAST, &span))
        return false;
    uint32_t i = docid - 1;
    int64_t length = cell(&lengths, i, 0), count = cell(&words, i, 0);
    out->from = cell(&from, i, INT64_MAX);
    out->last = out->from == INT64_MAX
                    ? INT64_MIN
                    : (int64_t)((uint64_t)out->from + (uint64_t)cell(&span, i, 0));
    out->length = (uint32_t)length;
    out->words = (uint32_t)count;
    out->print = prints[i];
    if (length == out->length && count == out->words)
        return true;
    stream__damaged(r, "a column");
    return false;
}

const uint64_t *stream_prints(stream_reader *r)
{
    return stream__section(r, SECTION_PRINTS);
}

void stream__columns_free(stream_reader *r)
{
    free(r->lengths);
    free(r->word_counts);
    free(r->dates_from);
    free(r->dates_last);
}
