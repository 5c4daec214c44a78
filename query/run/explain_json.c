/* An explanation for programs: one object, whose names are a contract (format_version 1). */
#include "explain.h"

#include "json_string.h"

#include <inttypes.h>

static void add_key(strbuf *out, const char *name)
{
    strbuf_printf(out, ",\"%s\":", name);
}

static void add_number(strbuf *out, const char *name, uint64_t n)
{
    strbuf_printf(out, ",\"%s\":%" PRIu64, name, n);
}

/* The clause at *at and those below it; *at moves behind them. As deep as the question. */
static void add_clause(const explaining *x, size_t *at, strbuf *out)
{
    const explained_clause *c = &x->clauses[(*at)++];
    strbuf_printf(out, "{\"articles\":%" PRIu64 ",\"clause\":", c->articles);
    json_string(out, c->text);
    if ((unsigned)(c->factor * 10000 + 0.5) != 10000) {
        add_key(out, "weight");
        run__decimal(out, c->factor, 4);
    }
    if (c->parts)
        strbuf_text(out, ",\"parts\":[");
    for (size_t i = 0; i < c->parts; i++) {
        strbuf_text(out, i ? "," : "");
        add_clause(x, at, out);
    }
    strbuf_text(out, c->parts ? "]}" : "}");
}

static void add_advice(const morgue_clause *c, strbuf *out)
{
    strbuf_text(out, "{\"clause\":");
    json_string(out, c->text);
    add_number(out, "from", c->from);
    add_number(out, "to", c->to);
    add_number(out, "alone", c->alone);
    add_number(out, "without", c->without);
    if (c->missing.len) {
        add_key(out, "missing");
        json_string(out, c->missing);
    }
    if (c->instead.len) {
        add_key(out, "instead");
        json_string(out, c->instead);
        add_number(out, "instead_alone", c->instead_alone);
    }
    strbuf_char(out, '}');
}

static void add_nothing(const advice *found, strbuf *out)
{
    if (!found->count)
        return;
    add_key(out, "clauses");
    for (size_t i = 0; i < found->count; i++) {
        strbuf_char(out, i ? ',' : '[');
        add_advice(&found->clauses[i], out);
    }
    strbuf_char(out, ']');
}

static void add_ranking(const ranking_settings *used, strbuf *out)
{
    if (!run__is_ranked(used))
        return;
    strbuf_text(out, ",\"ranking\":{\"k1\":");
    run__decimal(out, used->k1, 9);
    add_key(out, "b");
    run__decimal(out, used->b, 9);
    add_number(out, "headline", used->headline);
    add_number(out, "half_life", (uint64_t)used->half_life);
    strbuf_char(out, '}');
}

static void add_segments(const explaining *x, strbuf *out)
{
    static const char *const reasons[] = {
        [SKIP_DATES] = "dates", [SKIP_UNDATED] = "undated", [SKIP_WORDS] = "words"};
    add_key(out, "segments");
    strbuf_char(out, '[');
    for (size_t i = 0; i < x->segment_count; i++) {
        const explained_segment *s = &x->segments[i];
        strbuf_text(out, i ? ",{\"name\":" : "{\"name\":");
        json_string(out, str_of(s->name));
        add_number(out, "articles", s->articles);
        if (s->why) {
            strbuf_printf(out, ",\"skipped\":\"%s\",\"clause\":", reasons[s->why]);
            json_string(out, s->clause);
        }
        strbuf_char(out, '}');
    }
    strbuf_char(out, ']');
}

static void add_notes(const explaining *x, strbuf *out)
{
    add_key(out, "notes");
    strbuf_char(out, '[');
    for (size_t i = 0; i < x->query->note_count + x->plan->note_count; i++) {
        strbuf_text(out, i ? "," : "");
        json_string(out,
                    str_of(i < x->query->note_count ? x->query->notes[i]
                                                    : x->plan->notes[i - x->query->note_count]));
    }
    strbuf_char(out, ']');
}

void run__explain_json(const explaining *x, strbuf *out)
{
    size_t at = 0;
    strbuf_text(out, "{\"format_version\":1,\"query\":");
    json_string(out, x->query->text);
    add_key(out, "parsed");
    json_string(out, str_of(x->query->canonical));
    add_number(out, "total", x->clauses[0].articles);
    add_number(out, "undated", x->undated);
    add_key(out, "plan");
    add_clause(x, &at, out);
    add_nothing(&x->nothing, out);
    add_ranking(&x->asking.archive->config->ranking, out);
    add_segments(x, out);
    add_notes(x, out);
    add_key(out, "elapsed_ms");
    run__decimal(out, x->elapsed, 3);
    strbuf_text(out, "}\n");
}
