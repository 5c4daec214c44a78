/* jsonl: one JSON object a line, for programs that read as they go. */
#include "render_internal.h"

static void write_hit(const morgue_hit *h, const render_options *o, strbuf *out)
{
    render__json_hit(h, o, out);
    strbuf_char(out, '\n');
}

static void write_results(const morgue_results *r, const render_options *o, strbuf *out)
{
    size_t count = morgue_results_hit_count(r);
    for (size_t i = 0; i < count; i++)
        write_hit(morgue_results_hit(r, i), o, out);
}

static const render_stream stream = {NULL, write_hit, NULL};

static void write_facet(const morgue_facet *f, strbuf *out)
{
    for (size_t i = 0; i < f->shown; i++) {
        strbuf_text(out, "{\"kind\":");
        json_string(out, f->kind);
        render__json_key(out, "value");
        json_string(out, f->values[i].value);
        strbuf_printf(out, ",\"count\":%llu}\n", (unsigned long long)f->values[i].count);
    }
}

static void write_facets(const morgue_results *r, const render_options *o, strbuf *out)
{
    (void)o;
    size_t count = morgue_results_facet_count(r);
    for (size_t i = 0; i < count; i++)
        write_facet(morgue_results_facet(r, i), out);
}

static void write_timeline(const morgue_results *r, const render_options *o, strbuf *out)
{
    (void)o;
    const morgue_timeline *t = morgue_results_timeline(r);
    for (size_t i = 0; t && i < t->count; i++) {
        const morgue_bucket *b = &t->buckets[i];
        char start[CALENDAR_TEXT];
        render__bucket(t->unit, b->start, start);
        strbuf_printf(out, "{\"start\":\"%s\",\"count\":%llu,\"all\":%llu,\"share\":", start,
                      (unsigned long long)b->count, (unsigned long long)b->all);
        render__decimal(out, render__share(b), 6, 6);
        strbuf_text(out, "}\n");
    }
}

static void write_suggestions(const morgue_suggestions *s, const render_options *o, strbuf *out)
{
    (void)o;
    for (size_t i = 0; i < morgue_suggestions_count(s); i++) {
        render__json_suggestion(morgue_suggestions_at(s, i), out);
        strbuf_char(out, '\n');
    }
}

const render_row render__jsonl = {{"jsonl", "a JSON object a hit, each on a line of its own",
                                   write_results, false, &stream, render__line_parts},
                                  write_facets,
                                  write_timeline,
                                  write_suggestions};
