/* json: one object, whose names and order are a contract (format_version 1). */
#include "render_internal.h"

void render__json_key(strbuf *out, const char *name)
{
    strbuf_printf(out, ",\"%s\":", name);
}

void render__json_strings(strbuf *out, const morgue_str *list, size_t n)
{
    strbuf_char(out, '[');
    for (size_t i = 0; i < n; i++) {
        strbuf_text(out, i ? "," : "");
        json_string(out, list[i]);
    }
    strbuf_char(out, ']');
}

void render__json_date(strbuf *out, morgue_date date)
{
    char text[CALENDAR_TEXT];
    calendar_format(date, text);
    if (*text)
        json_string(out, str_of(text));
    else
        strbuf_text(out, "null");
}

void render__json_hit(const morgue_hit *h, const render_options *o, strbuf *out)
{
    size_t at = 0;
    char before = '{';
    for (const render_field *f; (f = render__next_field(o, true, &at));) {
        if (!render__has(f, h, o))
            continue;
        strbuf_printf(out, "%c\"%s\":", before, f->name);
        render__field(f, h, true, out);
        before = ',';
    }
    strbuf_text(out, before == '{' ? "{}" : "}");
}

static const render_options all_fields; /* --fields is for lines and columns */

static void add_hits(const morgue_results *r, strbuf *out)
{
    size_t count = morgue_results_hit_count(r);
    render__json_key(out, "hits");
    strbuf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        strbuf_text(out, i ? "," : "");
        render__json_hit(morgue_results_hit(r, i), &all_fields, out);
    }
    strbuf_char(out, ']');
}

static void add_facet(const morgue_facet *f, uint64_t total, strbuf *out)
{
    json_string(out, f->kind);
    strbuf_text(out, ":{\"values\":[");
    for (size_t i = 0; i < f->shown; i++) {
        strbuf_text(out, i ? ",{\"value\":" : "{\"value\":");
        json_string(out, f->values[i].value);
        strbuf_printf(out, ",\"count\":%llu}", (unsigned long long)f->values[i].count);
    }
    strbuf_printf(out, "],\"distinct\":%llu,\"shown\":%zu,\"missing\":%llu",
                  (unsigned long long)f->distinct, f->shown, (unsigned long long)f->missing);
    if (f->begun != f->distinct)
        strbuf_printf(out, ",\"begun\":%llu", (unsigned long long)f->begun);
    if (f->skipped)
        strbuf_printf(out, ",\"skipped\":%llu", (unsigned long long)f->skipped);
    if (f->articles != total)
        strbuf_printf(out, ",\"articles\":%llu", (unsigned long long)f->articles);
    strbuf_char(out, '}');
}

static void add_facets(const morgue_results *r, strbuf *out)
{
    size_t count = morgue_results_facet_count(r);
    render__json_key(out, "facets");
    strbuf_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        strbuf_text(out, i ? "," : "");
        add_facet(morgue_results_facet(r, i), morgue_results_total(r), out);
    }
    strbuf_char(out, '}');
}

static void add_timeline(const morgue_results *r, strbuf *out)
{
    const morgue_timeline *t = morgue_results_timeline(r);
    render__json_key(out, "timeline");
    strbuf_printf(out, "{\"unit\":\"%s\",\"buckets\":[", render__unit(t->unit));
    for (size_t i = 0; i < t->count; i++) {
        const morgue_bucket *b = &t->buckets[i];
        char start[CALENDAR_TEXT];
        render__bucket(t->unit, b->start, start);
        strbuf_printf(out, "%s{\"start\":\"%s\",\"count\":%llu,\"share\":", i ? "," : "", start,
                      (unsigned long long)b->count);
        render__decimal(out, render__share(b), 6, 6);
        strbuf_printf(out, ",\"all\":%llu}", (unsigned long long)b->all);
    }
    strbuf_printf(out, "],\"undated\":%llu}", (unsigned long long)t->undated);
}

static void add_clause(const morgue_clause *c, strbuf *out)
{
    strbuf_text(out, "{\"clause\":");
    json_string(out, c->text);
    strbuf_printf(out, ",\"from\":%zu,\"to\":%zu,\"alone\":%llu,\"without\":%llu", c->from, c->to,
                  (unsigned long long)c->alone, (unsigned long long)c->without);
    if (c->missing.len) {
        render__json_key(out, "missing");
        json_string(out, c->missing);
    }
    if (c->instead.len) {
        render__json_key(out, "instead");
        json_string(out, c->instead);
        strbuf_printf(out, ",\"instead_alone\":%llu", (unsigned long long)c->instead_alone);
    }
    strbuf_char(out, '}');
}

/* Why nothing was found. */
static void add_clauses(const morgue_results *r, strbuf *out)
{
    size_t count = morgue_results_clause_count(r);
    if (!count)
        return;
    render__json_key(out, "clauses");
    strbuf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        strbuf_text(out, i ? "," : "");
        add_clause(morgue_results_clause(r, i), out);
    }
    strbuf_char(out, ']');
}

static void add_question(const render_options *o, strbuf *out)
{
    strbuf_text(out, "{\"format_version\":1,\"query\":");
    json_string(out, o->query);
    render__json_key(out, "parsed");
    json_string(out, o->parsed);
}

static void add_totals(const morgue_results *r, strbuf *out)
{
    strbuf_printf(out, ",\"total\":%llu,\"undated\":%llu",
                  (unsigned long long)morgue_results_total(r),
                  (unsigned long long)morgue_results_undated(r, NULL));
}

static void add_head(const morgue_results *r, const render_options *o, strbuf *out)
{
    add_question(o, out);
    add_totals(r, out);
}

/* Only where it is not the usual one. */
static void add_ranking(const morgue_results *r, strbuf *out)
{
    const morgue_ranking *used = morgue_results_ranking(r);
    if (!used)
        return;
    render__json_key(out, "ranking");
    strbuf_text(out, "{\"k1\":");
    render__decimal(out, used->k1, 0, 9);
    render__json_key(out, "b");
    render__decimal(out, used->b, 0, 9);
    strbuf_printf(out, ",\"headline\":%llu", (unsigned long long)used->headline);
    if (used->half_life)
        strbuf_printf(out, ",\"half_life\":%lld", (long long)used->half_life);
    strbuf_char(out, '}');
}

static void add_tail(const morgue_results *r, strbuf *out)
{
    size_t count = morgue_results_note_count(r);
    add_clauses(r, out);
    add_ranking(r, out);
    render__json_key(out, "notes");
    strbuf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        strbuf_text(out, i ? "," : "");
        json_string(out, morgue_results_note(r, i));
    }
    strbuf_text(out, "],\"elapsed_ms\":");
    render__decimal(out, morgue_results_elapsed(r), 0, 3);
    strbuf_text(out, "}\n");
}

static void write_results(const morgue_results *r, const render_options *o, strbuf *out)
{
    add_head(r, o, out);
    add_hits(r, out);
    if (morgue_results_facet_count(r))
        add_facets(r, out);
    if (morgue_results_timeline(r))
        add_timeline(r, out);
    add_tail(r, out);
}

/* ---- hits as they come: the totals stand behind them ---- */

static void stream_begin(const render_options *o, strbuf *out)
{
    add_question(o, out);
    render__json_key(out, "hits");
    strbuf_char(out, '[');
}

static void stream_hit(const morgue_hit *h, const render_options *o, strbuf *out)
{
    (void)o;
    strbuf_text(out, h->rank > 1 ? "," : "");
    render__json_hit(h, &all_fields, out);
}

static void stream_end(const morgue_results *r, const render_options *o, strbuf *out)
{
    (void)o;
    strbuf_char(out, ']');
    add_totals(r, out);
    if (morgue_results_facet_count(r))
        add_facets(r, out);
    if (morgue_results_timeline(r))
        add_timeline(r, out);
    add_tail(r, out);
}

static const render_stream stream = {stream_begin, stream_hit, stream_end};

static void write_facets(const morgue_results *r, const render_options *o, strbuf *out)
{
    add_head(r, o, out);
    add_facets(r, out);
    add_tail(r, out);
}

static void write_timeline(const morgue_results *r, const render_options *o, strbuf *out)
{
    add_head(r, o, out);
    if (morgue_results_timeline(r))
        add_timeline(r, out);
    add_tail(r, out);
}

void render__json_suggestion(const morgue_suggestion *s, strbuf *out)
{
    strbuf_text(out, "{\"text\":");
    json_string(out, s->text);
    render__json_key(out, "kind");
    json_string(out, s->kind);
    strbuf_printf(out, ",\"count\":%llu}", (unsigned long long)s->count);
}

static void write_suggestions(const morgue_suggestions *s, const render_options *o, strbuf *out)
{
    strbuf_text(out, "{\"format_version\":1,\"begun\":");
    json_string(out, o->query);
    render__json_key(out, "suggestions");
    strbuf_char(out, '[');
    for (size_t i = 0; i < morgue_suggestions_count(s); i++) {
        strbuf_text(out, i ? "," : "");
        render__json_suggestion(morgue_suggestions_at(s, i), out);
    }
    strbuf_text(out, "]}\n");
}

const render_row render__json = {
    {"json", "one JSON object, for programs", write_results, true, &stream, NULL},
    write_facets,
    write_timeline,
    write_suggestions};
