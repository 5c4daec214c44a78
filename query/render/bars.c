/* Facets as text, and the bars that the timeline draws too. */
#include "render_internal.h"

#define MOST_BAR 40 /* columns */

void render__level(strbuf *out, unsigned level)
{
    /* U+2581 to U+2588: a block from the line up */
    if (level)
        strbuf_printf(out, "\xe2\x96%c", (char)(0x80 + (level > 8 ? 8 : level)));
    else
        strbuf_char(out, ' ');
}

/* Eighths of a column; something shows of any count but 0. */
static unsigned eighths(uint64_t count, uint64_t most, unsigned columns)
{
    if (!count || !most)
        return 0;
    unsigned all = columns * 8;
    double part = (double)count / (double)most * all + 0.5;
    return part < 1 ? 1 : part >= all ? all : (unsigned)part;
}

void render__bar(const render_page *p, uint64_t count, uint64_t most, unsigned columns)
{
    unsigned n = eighths(count, most, columns), used = (n + 7) / 8;
    if (used && p->o->color)
        strbuf_text(p->out, RENDER_BAR);
    for (unsigned i = 0; i < n / 8; i++)
        strbuf_text(p->out, "█");
    if (n % 8) /* U+258F (one eighth) down to U+2589 (seven) */
        strbuf_printf(p->out, "\xe2\x96%c", (char)(0x90 - n % 8));
    if (used && p->o->color)
        strbuf_text(p->out, RENDER_RESET);
    strbuf_printf(p->out, "%*s", (int)(columns - used), "");
}

typedef struct measures {
    unsigned name, bar, digits; /* columns */
    uint64_t most;
} measures;

static measures measure(const render_page *p, const morgue_facet *f)
{
    measures m = {.name = 1};
    for (size_t i = 0; i < f->shown; i++) {
        size_t columns = utf8_columns(f->values[i].value);
        unsigned capped = columns < p->width / 2 ? (unsigned)columns : p->width / 2;
        m.name = m.name < capped ? capped : m.name;
        m.most = m.most < f->values[i].count ? f->values[i].count : m.most;
    }
    m.digits = render__digits(m.most);
    unsigned taken = 2 + m.name + 2 + 2 + m.digits;
    m.bar = taken < p->width ? p->width - taken : 1;
    m.bar = m.bar > MOST_BAR ? MOST_BAR : m.bar;
    return m;
}

static void add_facet(const render_page *p, const morgue_facet *f)
{
    measures m = measure(p, f);
    for (size_t i = 0; i < f->shown; i++) {
        strbuf_text(p->out, "  ");
        render__fit(p->out, f->values[i].value, m.name);
        strbuf_text(p->out, "  ");
        render__bar(p, f->values[i].count, m.most, m.bar);
        strbuf_printf(p->out, "  %*llu\n", (int)m.digits, (unsigned long long)f->values[i].count);
    }
    uint64_t more = f->begun - f->skipped - f->shown;
    if (more)
        strbuf_printf(p->out, "  … and %llu more\n", (unsigned long long)more);
}

static void add_missing(const render_page *p, const morgue_facet *f)
{
    if (!f->missing)
        return;
    strbuf_text(p->out, "  (no ");
    render__line(p->out, f->kind);
    strbuf_text(p->out, " in ");
    render__articles(p->out, f->missing);
    strbuf_text(p->out, ")\n");
}

/* Of how many articles, when it is not those of the question; which values, when it is
 * not the first ones. */
static void add_scale(const render_page *p, const morgue_facet *f, uint64_t total)
{
    if (f->articles != total) {
        strbuf_text(p->out, ", of ");
        render__articles(p->out, f->articles);
        strbuf_text(p->out, " without its filter");
    }
    if (f->skipped)
        strbuf_printf(p->out, ", after the first %llu", (unsigned long long)f->skipped);
    strbuf_char(p->out, '\n');
}

void render__text_facets(const render_page *p, const morgue_results *r)
{
    size_t count = morgue_results_facet_count(r);
    for (size_t i = 0; i < count; i++) {
        const morgue_facet *f = morgue_results_facet(r, i);
        render__gap(p);
        strbuf_text(p->out, p->o->color ? RENDER_BOLD : "");
        render__line(p->out, f->kind);
        strbuf_text(p->out, p->o->color ? RENDER_RESET : "");
        add_scale(p, f, morgue_results_total(r));
        add_facet(p, f);
        add_missing(p, f);
    }
}
