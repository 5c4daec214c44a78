/* csv (RFC 4180) and tsv: a header and a row a hit, value or bucket. */
#include "render_internal.h"

/* One table under way. A cell is gathered in text, then written in the dialect. */
typedef struct table {
    strbuf *out, text;
    bool tabs;  /* tsv */
    bool begun; /* the row has a cell */
} table;

/* A spreadsheet takes cells that begin so for formulas and runs them. */
static bool formula(morgue_str cell)
{
    return cell.len && cell.ptr[0] && strchr("=+-@\t\r\n", cell.ptr[0]);
}

static void write_csv(strbuf *out, morgue_str cell)
{
    bool guard = formula(cell), quote = guard;
    for (size_t i = 0; !quote && i < cell.len; i++)
        quote = cell.ptr[i] && strchr(",\"\r\n\t", cell.ptr[i]);
    strbuf_text(out, quote ? "\"" : "");
    strbuf_text(out, guard ? "'" : "");
    for (size_t at = 0; at < cell.len;) {
        size_t from = at;
        uint32_t c = utf8_next(cell, &at);
        morgue_str bytes = str_range(cell, from, at);
        if (c == '"')
            strbuf_char(out, '"');
        if (c == '\t' || c == '\n')
            strbuf_char(out, (char)c);
        else
            render_plain(out, bytes);
    }
    strbuf_text(out, quote ? "\"" : "");
}

static void write_tsv(strbuf *out, morgue_str cell)
{
    static const char from[] = "\t\n\r\\", to[] = "tnr\\";
    for (size_t at = 0; at < cell.len;) {
        size_t start = at;
        uint32_t c = utf8_next(cell, &at);
        const char *found = c && c < 0x80 ? strchr(from, (int)c) : NULL;
        if (found) {
            strbuf_char(out, '\\');
            strbuf_char(out, to[found - from]);
        } else {
            render_plain(out, str_range(cell, start, at));
        }
    }
}

static void end_cell(table *t)
{
    if (t->begun)
        strbuf_char(t->out, t->tabs ? '\t' : ',');
    t->begun = true;
    if (t->text.failed)
        t->out->failed = true;
    (t->tabs ? write_tsv : write_csv)(t->out, strbuf_view(&t->text));
    strbuf_clear(&t->text);
}

static void add_cell(table *t, morgue_str text)
{
    strbuf_str(&t->text, text);
    end_cell(t);
}

static void add_number(table *t, uint64_t n)
{
    strbuf_printf(&t->text, "%llu", (unsigned long long)n);
    end_cell(t);
}

static void end_row(table *t)
{
    strbuf_text(t->out, t->tabs ? "\n" : "\r\n");
    t->begun = false;
}

static void add_header(table *t, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_cell(t, str_of(names[i]));
    end_row(t);
}

/* A hit's row, or with NULL the header. */
static void add_hit(table *t, const morgue_hit *h, const render_options *o)
{
    size_t at = 0;
    for (const render_field *f; (f = render__next_field(o, false, &at));) {
        if (h)
            render__field(f, h, false, &t->text);
        else
            strbuf_text(&t->text, f->name);
        end_cell(t);
    }
    end_row(t);
}

static void write_results(bool tabs, const morgue_results *r, const render_options *o, strbuf *out)
{
    table t = {.out = out, .tabs = tabs};
    size_t count = morgue_results_hit_count(r);
    add_hit(&t, NULL, o);
    for (size_t i = 0; i < count; i++)
        add_hit(&t, morgue_results_hit(r, i), o);
    strbuf_free(&t.text);
}

static void write_facets(bool tabs, const morgue_results *r, strbuf *out)
{
    static const char *const names[] = {"kind", "value", "count"};
    table t = {.out = out, .tabs = tabs};
    size_t count = morgue_results_facet_count(r);
    add_header(&t, names, 3);
    for (size_t i = 0; i < count; i++) {
        const morgue_facet *f = morgue_results_facet(r, i);
        for (size_t j = 0; j < f->shown; j++) {
            add_cell(&t, f->kind);
            add_cell(&t, f->values[j].value);
            add_number(&t, f->values[j].count);
            end_row(&t);
        }
    }
    strbuf_free(&t.text);
}

static void write_timeline(bool tabs, const morgue_results *r, strbuf *out)
{
    static const char *const names[] = {"start", "count", "all", "share"};
    table t = {.out = out, .tabs = tabs};
    const morgue_timeline *line = morgue_results_timeline(r);
    add_header(&t, names, 4);
    for (size_t i = 0; line && i < line->count; i++) {
        const morgue_bucket *b = &line->buckets[i];
        char start[CALENDAR_TEXT];
        render__bucket(line->unit, b->start, start);
        add_cell(&t, str_of(start));
        add_number(&t, b->count);
        add_number(&t, b->all);
        render__decimal(&t.text, render__share(b), 6, 6);
        end_cell(&t);
        end_row(&t);
    }
    strbuf_free(&t.text);
}

static void write_row(bool tabs, const morgue_hit *h, const render_options *o, strbuf *out)
{
    table t = {.out = out, .tabs = tabs};
    add_hit(&t, h, o);
    strbuf_free(&t.text);
}

static void csv_begin(const render_options *o, strbuf *out)
{
    write_row(false, NULL, o, out);
}

static void csv_hit(const morgue_hit *h, const render_options *o, strbuf *out)
{
    write_row(false, h, o, out);
}

static void tsv_begin(const render_options *o, strbuf *out)
{
    write_row(true, NULL, o, out);
}

static void tsv_hit(const morgue_hit *h, const render_options *o, strbuf *out)
{
    write_row(true, h, o, out);
}

static const render_stream csv_stream = {csv_begin, csv_hit, NULL};
static const render_stream tsv_stream = {tsv_begin, tsv_hit, NULL};

static void csv_results(const morgue_results *r, const render_options *o, strbuf *out)
{
    write_results(false, r, o, out);
}

static void csv_facets(const morgue_results *r, const render_options *o, strbuf *out)
{
    (void)o;
    write_facets(false, r, out);
}

static void csv_timeline(const morgue_results *r, const render_options *o, strbuf *out)
{
    (void)o;
    write_timeline(false, r, out);
}

static void tsv_results(const morgue_results *r, const render_options *o, strbuf *out)
{
    write_results(true, r, o, out);
}

static void tsv_facets(const morgue_results *r, const render_options *o, strbuf *out)
{
    (void)o;
    write_facets(true, r, out);
}

static void tsv_timeline(const morgue_results *r, const render_options *o, strbuf *out)
{
    (void)o;
    write_timeline(true, r, out);
}

static void write_suggestions(bool tabs, const morgue_suggestions *s, strbuf *out)
{
    static const char *const names[] = {"text", "kind", "count"};
    table t = {.out = out, .tabs = tabs};
    add_header(&t, names, 3);
    for (size_t i = 0; i < morgue_suggestions_count(s); i++) {
        const morgue_suggestion *each = morgue_suggestions_at(s, i);
        add_cell(&t, each->text);
        add_cell(&t, each->kind);
        add_number(&t, each->count);
        end_row(&t);
    }
    strbuf_free(&t.text);
}

static void csv_suggestions(const morgue_suggestions *s, const render_options *o, strbuf *out)
{
    (void)o;
    write_suggestions(false, s, out);
}

static void tsv_suggestions(const morgue_suggestions *s, const render_options *o, strbuf *out)
{
    (void)o;
    write_suggestions(true, s, out);
}

const render_row render__csv = {{"csv", "comma-separated values (RFC 4180), safe for spreadsheets",
                                 csv_results, false, &csv_stream, render__row_parts},
                                csv_facets,
                                csv_timeline,
                                csv_suggestions};

const render_row render__tsv = {
    {"tsv", "tab-separated values; tab, line feed and backslash as \\t, \\n, \\\\", tsv_results,
     false, &tsv_stream, render__row_parts},
    tsv_facets,
    tsv_timeline,
    tsv_suggestions};
