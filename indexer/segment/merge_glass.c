/* The tables of several glass files into those of one. */
#include "postlist_table.h"
#include "segments_merge.h"
#include "terms.h"

#include "error.h"

#include <stdlib.h>

/* A source at one of its entries, whose key is a term and perhaps, behind a NUL,
 * the id of a document. */
typedef struct entry_source {
    glass_cursor *cursor;
    const renumber *numbers;
    morgue_str key, term, tag;
    bool open; /* at an entry */
} entry_source;

typedef struct entries {
    segments_merge *merge;
    entry_source *sources;
    strbuf term; /* of the sources that take_term() chose */
    uint32_t taken;
} entries;

/* Terms whose pages are let go together. */
#define FORGET 4096u

static void advance(entry_source *s)
{
    s->open = glass_cursor_next(s->cursor, &s->key, &s->tag);
    if (s->open)
        s->term = str_range(s->key, 0, str_find(s->key, 0, '\0'));
}

static void close_entries(entries *e)
{
    for (size_t i = 0; e->sources && i < e->merge->count; i++)
        glass_cursor_free(e->sources[i].cursor);
    free(e->sources);
    strbuf_free(&e->term);
}

static morgue_status open_entries(entries *e, segments_merge *m, glass_table_id table,
                                  morgue_str from, morgue_error *err)
{
    *e = (entries){.merge = m, .sources = calloc(m->count + 1, sizeof *e->sources)};
    morgue_status status = e->sources ? MORGUE_OK : fail_nomem(err);
    for (size_t i = 0; !status && i < m->count; i++) {
        entry_source *s = &e->sources[i];
        s->numbers = &m->numbers[i];
        status = glass_cursor_open(&s->cursor, m->sources[i].segment->glass, table, from, err);
        if (!status)
            advance(s);
    }
    return status;
}

/* Puts the least term of all into e->term; false when none is left. */
static bool take_term(entries *e)
{
    const entry_source *least = NULL;
    for (size_t i = 0; e->taken % FORGET == 0 && i < e->merge->count; i++)
        glass_forget(e->merge->sources[i].segment->glass);
    e->taken++;
    for (size_t i = 0; i < e->merge->count; i++) {
        const entry_source *s = &e->sources[i];
        if (s->open && (!least || str_compare(s->term, least->term) < 0))
            least = s;
    }
    strbuf_clear(&e->term);
    if (least)
        strbuf_str(&e->term, least->term);
    return least && !e->term.failed;
}

static bool has_term(const entries *e, const entry_source *s)
{
    return s->open && str_equal(s->term, strbuf_view(&e->term));
}

/* The id behind the term in a key; 0 when there is none, or one that no
 * document has. */
static uint32_t id_of(const entry_source *s)
{
    morgue_str rest = str_range(s->key, s->term.len + 1, s->key.len);
    uint32_t id;
    return glass_take_sort(&rest, &id) && rest.len == 0 && id <= s->numbers->documents ? id : 0;
}

static morgue_status damaged(const entries *e, morgue_error *err)
{
    return fail(err, MORGUE_CORRUPT, "an entry of the term %.*s is damaged",
                STR_ARGS(strbuf_view(&e->term)));
}

/* ---- postings ---- */

/* The living documents of one term, as id less the one before and count: their
 * number stands before them in the file, so they are gathered first. */
typedef struct gathered {
    strbuf bytes;
    uint32_t last; /* new id */
    uint64_t count, sum;
    uint32_t wdf_high;
} gathered;

static bool take_small(morgue_str *in, uint32_t *out)
{
    uint64_t v;
    if (!glass_take(in, &v) || v > UINT32_MAX)
        return false;
    *out = (uint32_t)v;
    return true;
}

/* What stands before the first posting of a chunk. */
static bool take_head(const entry_source *s, morgue_str *tag, uint32_t *id)
{
    uint64_t count, sum;
    uint32_t before = 0, width;
    if (s->key.len > s->term.len) {
        *id = id_of(s);
    } else {
        if (!glass_take(tag, &count) || !glass_take(tag, &sum) || !take_small(tag, &before) ||
            before >= s->numbers->documents)
            return false;
        *id = before + 1;
    }
    *tag = str_range(*tag, 1, tag->len); /* whether it is the last chunk */
    return *id && take_small(tag, &width);
}

/* Gathers a chunk. *last is the old id before it. */
static bool gather_chunk(const entry_source *s, gathered *g, uint32_t *last)
{
    morgue_str tag = s->tag;
    uint32_t id, wdf, gap;
    /* A posting has two bytes at least and becomes ten at most. */
    unsigned char *out = (unsigned char *)strbuf_reserve(&g->bytes, 5 * tag.len + 10), *end = out;
    if (!out)
        return true; /* the buffer remembers */
    if (!take_head(s, &tag, &id) || id <= *last)
        return false;
    while (take_small(&tag, &wdf)) {
        uint32_t new_id = renumbered(s->numbers, id);
        if (new_id) {
            end = glass_uint(glass_uint(end, new_id - g->last), wdf);
            g->last = new_id;
            g->count++;
            g->sum += wdf;
            g->wdf_high = wdf > g->wdf_high ? wdf : g->wdf_high;
        }
        *last = id;
        if (tag.len == 0) {
            g->bytes.len += (size_t)(end - out);
            return true;
        }
        if (!take_small(&tag, &gap) || gap >= s->numbers->documents - id)
            return false;
        id += gap + 1;
    }
    return false;
}

static morgue_status gather_term(entries *e, gathered *g, morgue_error *err)
{
    strbuf_clear(&g->bytes);
    g->count = g->sum = g->last = 0;
    for (size_t i = 0; i < e->merge->count; i++) {
        entry_source *s = &e->sources[i];
        for (uint32_t last = 0; has_term(e, s); advance(s))
            if (!gather_chunk(s, g, &last))
                return damaged(e, err);
    }
    return strbuf_check(&g->bytes, err);
}

static void write_term(postlist *p, morgue_str term, const gathered *g)
{
    morgue_str rest = strbuf_view(&g->bytes);
    uint64_t gap, wdf;
    uint32_t id = 0;
    segment__postlist_begin(p, term, g->count, g->sum);
    while (glass_take(&rest, &gap) && glass_take(&rest, &wdf)) {
        id += (uint32_t)gap;
        postlist_add(p, id, wdf);
    }
    segment__postlist_end(p);
}

static morgue_status write_terms(segments_merge *m, glass_output *o, postlist *p, morgue_error *err)
{
    entries e;
    gathered g = {0};
    /* Everything before the terms begins with a NUL. */
    morgue_status status = open_entries(&e, m, GLASS_POSTLIST, STR("\x01"), err);
    while (!status && !o->file.status && take_term(&e)) {
        status = gather_term(&e, &g, err);
        if (!status && g.count)
            write_term(p, strbuf_view(&e.term), &g);
        if (!status)
            status = segment__merge_poll(m, err);
    }
    output_wdf(o, g.wdf_high);
    if (!status)
        status = strbuf_check(&e.term, err);
    close_entries(&e);
    strbuf_free(&g.bytes);
    return status;
}

/* ---- dates and lengths ---- */

typedef void visit_document(void *context, uint32_t id, const segment *from, uint32_t old_id);

static void visit_living(const segments_merge *m, visit_document *visit, void *context)
{
    for (size_t i = 0; i < m->count; i++)
        for (uint64_t id = 1; id <= m->numbers[i].documents; id++) {
            uint32_t new_id = renumbered(&m->numbers[i], (uint32_t)id);
            if (new_id)
                visit(context, new_id, m->sources[i].segment, (uint32_t)id);
        }
}

/* What is written of the columns of all sources. */
typedef struct columns {
    glass_output *output;
    postlist *postlist;
    date_bounds dates;
} columns;

static void note_date(void *context, uint32_t id, const segment *from, uint32_t old_id)
{
    columns *c = context;
    stream_facts facts;
    (void)id;
    if (stream_facts_of(from->stream, old_id, &facts) && facts.from != INT64_MAX)
        date_bounds_add(&c->dates, facts.from);
}

static void put_date(void *context, uint32_t id, const segment *from, uint32_t old_id)
{
    columns *c = context;
    char value[DATE_VALUE_BYTES];
    stream_facts facts;
    if (!stream_facts_of(from->stream, old_id, &facts) || facts.from == INT64_MAX)
        return;
    date_value_put(facts.from, value);
    segment__postlist_date(c->postlist, id, (morgue_str){value, sizeof value});
}

static void put_length(void *context, uint32_t id, const segment *from, uint32_t old_id)
{
    columns *c = context;
    stream_facts facts;
    uint32_t length = stream_facts_of(from->stream, old_id, &facts) ? facts.length : 0;
    output_count(c->output, length);
    postlist_add(c->postlist, id, length);
}

static void write_columns(segments_merge *m, glass_output *o, postlist *p)
{
    columns c = {o, p, {0}};
    visit_living(m, note_date, &c);
    segment__postlist_bounds(p, &c.dates);
    visit_living(m, put_date, &c);
    segment__postlist_dated(p);
    segment__postlist_begin(p, (morgue_str){KEY_LENGTHS_PREFIX, 2}, 0, 0);
    visit_living(m, put_length, &c);
    segment__postlist_end(p);
}

/* ---- the tables ---- */

static morgue_status write_postlist(segments_merge *m, glass_output *o, glass_root *root,
                                    morgue_error *err)
{
    assembly_metadata metadata;
    morgue_status status =
        segment__assembly_metadata(&m->assembly, m->fields, m->field_count, &metadata, err);
    postlist *p = segment__postlist_open(&o->file);
    if (!status && !p)
        status = fail_nomem(err);
    for (size_t i = 0; !status && i < metadata.count; i++)
        segment__postlist_metadata(p, metadata.items[i].key, metadata.items[i].value);
    segment__metadata_free(&metadata);
    if (!status) {
        write_columns(m, o, p);
        status = write_terms(m, o, p, err);
        segment__postlist_finish(p, root);
    }
    segment__postlist_free(p);
    return status;
}

/* A tag says nothing of its document. */
static morgue_status copy_positions(entries *e, glass_table *table, morgue_error *err)
{
    unsigned char key[GLASS_KEY + 8];
    size_t n = e->term.len;
    if (n >= GLASS_KEY)
        return damaged(e, err);
    memcpy(key, e->term.ptr, n);
    key[n++] = 0;
    for (size_t i = 0; i < e->merge->count; i++) {
        entry_source *s = &e->sources[i];
        for (; has_term(e, s); advance(s)) {
            uint32_t id = id_of(s);
            if (!id)
                return damaged(e, err);
            uint32_t new_id = renumbered(s->numbers, id);
            unsigned char *end = glass_uint_sort(key + n, new_id);
            if (new_id)
                glass_table_put(table, key, (size_t)(end - key), s->tag.ptr, s->tag.len);
        }
    }
    return MORGUE_OK;
}

/* Segments without positions of their own add none. */
static morgue_status write_positions(segments_merge *m, glass_output *o, glass_root *root,
                                     morgue_error *err)
{
    entries e;
    glass_table table;
    glass_table_open(&table, &o->file);
    morgue_status status = open_entries(&e, m, GLASS_POSITION, STR(""), err);
    while (!status && !o->file.status && take_term(&e)) {
        status = copy_positions(&e, &table, err);
        if (!status)
            status = segment__merge_poll(m, err);
    }
    if (!status)
        status = strbuf_check(&e.term, err);
    close_entries(&e);
    if (!status)
        glass_table_finish(&table, root);
    glass_table_free(&table);
    return status;
}

morgue_status segment__merge_glass(segments_merge *m, strbuf *sums, morgue_error *err)
{
    glass_output o;
    glass_root roots[GLASS_TABLE_COUNT] = {0};
    morgue_status status = segment__output_open(&o, &m->assembly.place, err);
    if (status)
        return status;
    status = write_postlist(m, &o, &roots[GLASS_POSTLIST], err);
    if (!status)
        status = write_positions(m, &o, &roots[GLASS_POSITION], err);
    status = segment__output_status(&o, status, err);
    if (!status)
        status = segment__output_finish(&o, m->assembly.id, roots, sums, &m->assembly.summary.bytes,
                                        err);
    segment__output_close(&o);
    return status;
}
