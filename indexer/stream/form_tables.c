/* The table of forms and its lookups by word and by stem. */
#include "ranks.h"

#include "error.h"
#include "form.h"

#include <stdlib.h>

uint64_t stream__prefix(morgue_str word)
{
    uint64_t prefix = 0;
    for (unsigned i = 0; i < 8 && i < word.len && (unsigned char)word.ptr[i] >= 0x20; i++)
        prefix |= (uint64_t)(unsigned char)word.ptr[i] << (56 - 8 * i);
    return prefix;
}

#define BUFFER ((size_t)64 << 10)

/* The words and stems of all forms on their way to their tables. A record's head
 * is the prefix of a word, its key the word, behind a stem also a NUL and its norm,
 * its tail the rank and where in FORMS the word begins. */
typedef struct tables {
    sorter words, stems;
    strbuf key, stem, groups, count;
} tables;

static morgue_status add(sorter *to, morgue_str key, size_t word, uint32_t rank, uint32_t at,
                         morgue_error *err)
{
    sort_record record = {stream__prefix(str_range(key, 0, word)), key, (uint64_t)rank << 32 | at};
    return stream__sorter_add(to, record, err);
}

static morgue_status add_stem(tables *t, const form_part *part, uint32_t rank, uint32_t at,
                              morgue_error *err)
{
    strbuf_clear(&t->stem);
    strbuf_str(&t->stem, part->stem);
    strbuf_char(&t->stem, '\0');
    strbuf_str(&t->stem, part->norm);
    morgue_status status = strbuf_check(&t->stem, err);
    return status ? status : add(&t->stems, strbuf_view(&t->stem), part->stem.len, rank, at, err);
}

/* at: of the key in FORMS. */
static morgue_status add_form(tables *t, morgue_str key, uint32_t at, uint32_t rank,
                              morgue_error *err)
{
    morgue_str rest = key;
    form_part part;
    morgue_status status = MORGUE_OK;
    while (!status && form_next(&rest, &part)) {
        const morgue_str *word = &part.norm;
        status = add(&t->words, *word, word->len, rank, at + (uint32_t)(word->ptr - key.ptr), err);
        word = &part.exact;
        if (!status && word->len)
            status =
                add(&t->words, *word, word->len, rank, at + (uint32_t)(word->ptr - key.ptr), err);
        word = &part.stem;
        if (!status && word->len && !str_equal(*word, part.norm))
            status = add_stem(t, &part, rank, at + (uint32_t)(word->ptr - key.ptr), err);
    }
    return status;
}

/* A form in its table; its words go to theirs. */
static morgue_status write_form(tables *t, stream_out *o, morgue_str key, uint64_t occurrences,
                                uint32_t rank, morgue_error *err)
{
    uint64_t length = stream__out_length(o);
    uint32_t at = (uint32_t)length;
    if (length > UINT32_MAX - FORM_LONGEST - 16)
        return fail(err, MORGUE_LIMIT, "over 4 GiB of different words in a segment");
    if (rank % STREAM_GROUP == 0)
        strbuf_add(&t->groups, &at, sizeof at);
    stream__out_add(o, key.ptr, key.len);
    strbuf_clear(&t->count);
    strbuf_char(&t->count, '\0');
    strbuf_varint(&t->count, occurrences);
    stream__out_add(o, t->count.ptr, t->count.failed ? 0 : t->count.len);
    morgue_status status = strbuf_check(&t->count, err);
    return status ? status : add_form(t, key, at, rank, err);
}

static morgue_status write_keys(stream_writer *w, const ranking *r, tables *t, morgue_error *err)
{
    spool_cursor forms;
    morgue_status status = MORGUE_OK;
    uint64_t from = r->by_rank.offset;
    stream__out_section(&w->out, SECTION_FORMS);
    stream__cursor_open(&forms, &w->forms, from, from + r->by_rank.length, BUFFER);
    for (uint32_t rank = 0; rank < r->count && !status; rank++) {
        size_t length = (size_t)stream__cursor_varint(&forms);
        const unsigned char *key = stream__cursor_take(&forms, length);
        strbuf_clear(&t->key);
        strbuf_add(&t->key, key ? (const char *)key : "", key ? length : 0);
        uint64_t count = stream__cursor_varint(&forms);
        stream__cursor_varint(&forms); /* no number */
        status = stream__spool_check(&w->forms, err);
        if (!status)
            status = strbuf_check(&t->key, err);
        if (!status)
            status = write_form(t, &w->out, strbuf_view(&t->key), count, rank, err);
    }
    stream__cursor_close(&forms);
    uint32_t end = (uint32_t)stream__out_length(&w->out);
    strbuf_add(&t->groups, &end, sizeof end);
    return status ? status : strbuf_check(&t->groups, err);
}

/* What was written of a table last, and how much of it. */
typedef struct written {
    strbuf key, heads;
    uint32_t rank;
    size_t count;
} written;

/* The same word, norm and rank. */
static bool same(const written *last, const sort_record *record)
{
    return last->count && last->rank == record->tail >> 32 &&
           str_equal(strbuf_view(&last->key), record->key);
}

static void put_word(written *last, stream_out *o, const sort_record *record, unsigned width)
{
    uint32_t at = (uint32_t)record->tail;
    if (same(last, record))
        return;
    if (last->count++ % STREAM_STRIDE == 0)
        strbuf_add(&last->heads, &record->head, sizeof record->head);
    stream__out_add(o, &at, width);
    last->rank = (uint32_t)(record->tail >> 32);
    strbuf_clear(&last->key);
    strbuf_str(&last->key, record->key);
}

static morgue_status write_table(sorter *t, stream_out *o, stream_section section,
                                 morgue_error *err)
{
    written last = {0};
    sort_record record;
    unsigned width = stream__width(o->head.sections[SECTION_FORMS].length);
    morgue_status status = stream__sorter_sort(t, err);
    stream__out_section(o, section);
    while (!status && !last.key.failed && stream__sorter_next(t, &record))
        put_word(&last, o, &record, width);
    stream__out_section(o, section + 1);
    stream__out_add(o, last.heads.ptr, last.heads.len);
    if (!status)
        status = strbuf_check(last.key.failed ? &last.key : &last.heads, err);
    strbuf_free(&last.key);
    strbuf_free(&last.heads);
    return status;
}

morgue_status stream__write_forms(stream_writer *w, const ranking *r, morgue_error *err)
{
    tables t = {0};
    stream__sorter_open(&t.words, &w->sorted, stream__ranks_share(w->memory));
    stream__sorter_open(&t.stems, &w->sorted, stream__ranks_share(w->memory));
    morgue_status status = write_keys(w, r, &t, err);
    stream__out_section(&w->out, SECTION_FORM_GROUPS);
    stream__out_add(&w->out, t.groups.ptr, t.groups.failed ? 0 : t.groups.len);
    if (!status)
        status = write_table(&t.words, &w->out, SECTION_WORDS, err);
    stream__sorter_free(&t.words);
    if (!status)
        status = write_table(&t.stems, &w->out, SECTION_STEMS, err);
    stream__sorter_free(&t.stems);
    strbuf_free(&t.key);
    strbuf_free(&t.stem);
    strbuf_free(&t.groups);
    strbuf_free(&t.count);
    return status ? status : stream__spool_check(&w->sorted, err);
}
