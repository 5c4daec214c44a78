/* An explanation for eyes. */
#include "explain.h"

#include "calendar.h"

#include <inttypes.h>

/* Not printf's %g: the decimal point is the same in every locale. */
void run__decimal(strbuf *out, double number, unsigned decimals)
{
    uint64_t scale = 1;
    for (unsigned i = 0; i < decimals; i++)
        scale *= 10;
    uint64_t n = (uint64_t)(number * (double)scale + 0.5);
    for (; decimals && n % 10 == 0; decimals--) {
        n /= 10;
        scale /= 10;
    }
    strbuf_printf(out, "%" PRIu64, n / scale);
    if (decimals)
        strbuf_printf(out, ".%0*" PRIu64, (int)decimals, n % scale);
}

static void add_clause(const explained_clause *c, strbuf *out)
{
    strbuf_printf(out, "%8" PRIu64 "  %*s", c->articles, (int)c->depth * 2, "");
    strbuf_str(out, c->text);
    if ((unsigned)(c->factor * 10000 + 0.5) != 10000) {
        strbuf_text(out, "  (weight ");
        run__decimal(out, c->factor, 4);
        strbuf_char(out, ')');
    }
    strbuf_char(out, '\n');
}

/* A clause, what it finds alone, and what the others find without it. */
static void add_advice(const morgue_clause *c, bool only, strbuf *out)
{
    strbuf_printf(out, "  %.*s: %" PRIu64 " alone", STR_ARGS(c->text), c->alone);
    if (!only)
        strbuf_printf(out, ", %" PRIu64 " without it", c->without);
    if (c->missing.len)
        strbuf_printf(out, "; '%.*s' stands nowhere", STR_ARGS(c->missing));
    if (c->instead.len)
        strbuf_printf(out, ", did you mean '%.*s' (%" PRIu64 ")?", STR_ARGS(c->instead),
                      c->instead_alone);
    strbuf_char(out, '\n');
}

static void add_nothing(const advice *found, strbuf *out)
{
    if (!found->count)
        return;
    strbuf_text(out, "nothing matches:\n");
    for (size_t i = 0; i < found->count; i++)
        add_advice(&found->clauses[i], found->count + found->more == 1, out);
    if (found->more)
        strbuf_printf(out, "  and %zu more clauses (MORGUE_MAX_CLAUSES)\n", found->more);
}

bool run__is_ranked(const ranking_settings *used)
{
    const ranking_settings usual = RANKING_DEFAULT;
    return used->k1 != usual.k1 || used->b != usual.b || used->headline != usual.headline ||
           used->half_life != usual.half_life;
}

/* How the configuration weighs the hits, where it is not the usual way. */
static void add_ranking(const ranking_settings *used, strbuf *out)
{
    if (!run__is_ranked(used))
        return;
    strbuf_text(out, "ranking   k1 ");
    run__decimal(out, used->k1, 9);
    strbuf_text(out, ", b ");
    run__decimal(out, used->b, 9);
    strbuf_printf(out, ", headline %u, half life %" PRId64 "h\n", used->headline,
                  used->half_life / 3600);
}

static void add_day(int64_t seconds, strbuf *out)
{
    char text[CALENDAR_TEXT];
    calendar_format(
        (morgue_date){seconds, seconds, MORGUE_PRECISION_INSTANT, MORGUE_PROVENANCE_NONE}, text);
    strbuf_str(out, str_range(str_of(text), 0, str_find(str_of(text), 0, 'T')));
}

static void add_days(int64_t first, int64_t last, strbuf *out)
{
    enum { DAY = 86400 };
    add_day(first, out);
    if (first / DAY == last / DAY)
        return;
    strbuf_text(out, " to ");
    add_day(last, out);
}

static void add_segment(const explained_segment *s, strbuf *out)
{
    strbuf_printf(out, "  %s  %" PRIu64 " article%s", s->name, s->articles,
                  s->articles == 1 ? "" : "s");
    if (s->why == SKIP_DATES) {
        strbuf_printf(out, ", skipped: '%.*s' is outside of ", STR_ARGS(s->clause));
        add_days(s->earliest, s->latest, out);
    } else if (s->why == SKIP_UNDATED) {
        strbuf_printf(out, ", skipped: none is dated, for '%.*s'", STR_ARGS(s->clause));
    } else if (s->why == SKIP_WORDS) {
        strbuf_printf(out, ", skipped: none has '%.*s'", STR_ARGS(s->clause));
    }
    strbuf_char(out, '\n');
}

/* One segment that is read is no news. */
static void add_segments(const explaining *x, strbuf *out)
{
    strbuf_printf(out, "segments  %zu of %zu can match\n", x->read, x->segment_count);
    for (size_t i = 0; i < x->segment_count && (x->segment_count > 1 || !x->read); i++)
        add_segment(&x->segments[i], out);
}

void run__explain_text(const explaining *x, strbuf *out)
{
    strbuf_printf(out, "question  %s\n", x->query->text.ptr);
    strbuf_printf(out, "read as   %s\n", x->query->canonical);
    for (size_t i = 0; i < x->query->note_count; i++)
        strbuf_printf(out, "note      %s\n", x->query->notes[i]);
    for (size_t i = 0; i < x->plan->note_count; i++)
        strbuf_printf(out, "note      %s\n", x->plan->notes[i]);
    strbuf_text(out, "articles  clause\n");
    for (size_t i = 0; i < x->clause_count; i++)
        add_clause(&x->clauses[i], out);
    if (x->plan->dated)
        strbuf_printf(out, "%8" PRIu64 "  undated articles match but for the dates\n", x->undated);
    add_nothing(&x->nothing, out);
    add_ranking(&x->asking.archive->config->ranking, out);
    add_segments(x, out);
    words_text number;
    if (x->expanded)
        strbuf_printf(out, "wildcards %s, at most %zu of %d for one\n",
                      run__words_of((unsigned)x->expanded, number), x->widest,
                      MORGUE_MAX_EXPANSION);
    uint64_t us = (uint64_t)(x->elapsed * 1000);
    strbuf_printf(out, "time      %" PRIu64 ".%03u ms\n", us / 1000, (unsigned)(us % 1000));
    run__budgets(&x->asking, out);
}
