/* The timeline as text: a bar a bucket, or a line of small columns for many. */
#include "render_internal.h"

#define MOST_ROWS 40 /* buckets with a line of their own */
#define MOST_BAR  40 /* columns */

static const morgue_bucket *peak(const morgue_timeline *t)
{
    const morgue_bucket *most = t->buckets;
    for (size_t i = 1; i < t->count; i++)
        if (t->buckets[i].count > most->count)
            most = &t->buckets[i];
    return most;
}

/* "(3.1 %)", aligned for shares up to 100 % if asked. */
static void add_share(strbuf *out, const morgue_bucket *b, bool aligned)
{
    double percent = render__share(b) * 100;
    int pad = !aligned || percent >= 99.95 ? 0 : percent >= 9.95 ? 1 : 2;
    strbuf_printf(out, "%*s(", pad, "");
    render__decimal(out, percent, 1, 1);
    strbuf_text(out, " %)");
}

static void add_rows(const render_page *p, const morgue_timeline *t)
{
    char label[CALENDAR_TEXT];
    uint64_t most = peak(t)->count;
    unsigned digits = render__digits(most);
    render__bucket(t->unit, t->buckets[0].start, label);
    unsigned taken = (unsigned)strlen(label) + 2 + 2 + digits + 2 + 9;
    unsigned bar = taken < p->width ? p->width - taken : 1;
    bar = bar > MOST_BAR ? MOST_BAR : bar;
    for (size_t i = 0; i < t->count; i++) {
        const morgue_bucket *b = &t->buckets[i];
        render__bucket(t->unit, b->start, label);
        strbuf_printf(p->out, "%s  ", label);
        render__bar(p, b->count, most, bar);
        strbuf_printf(p->out, "  %*llu  ", (int)digits, (unsigned long long)b->count);
        add_share(p->out, b, true);
        strbuf_char(p->out, '\n');
    }
}

static morgue_bucket sum(const morgue_timeline *t, size_t from, size_t to)
{
    morgue_bucket all = {.start = t->buckets[from].start};
    for (size_t i = from; i < to && i < t->count; i++) {
        all.count += t->buckets[i].count;
        all.all += t->buckets[i].all;
    }
    return all;
}

static unsigned level(uint64_t count, uint64_t most)
{
    double part = most ? (double)count / (double)most * 8 + 0.5 : 0;
    return count && part < 1 ? 1 : part > 8 ? 8 : (unsigned)part;
}

static void add_columns(const render_page *p, const morgue_timeline *t, size_t group)
{
    uint64_t most = 0;
    for (size_t i = 0; i < t->count; i += group) {
        uint64_t count = sum(t, i, i + group).count;
        most = most < count ? count : most;
    }
    strbuf_text(p->out, p->o->color ? RENDER_BAR : "");
    for (size_t i = 0; i < t->count; i += group)
        render__level(p->out, level(sum(t, i, i + group).count, most));
    strbuf_text(p->out, p->o->color ? RENDER_RESET "\n" : "\n");
}

/* The first and the last label under the ends of the columns. */
static void add_ends(const render_page *p, const morgue_timeline *t, size_t columns)
{
    char first[CALENDAR_TEXT], last[CALENDAR_TEXT];
    render__bucket(t->unit, t->buckets[0].start, first);
    render__bucket(t->unit, t->buckets[t->count - 1].start, last);
    size_t labels = strlen(first) + strlen(last);
    int pad = columns > labels ? (int)(columns - labels) : 1;
    strbuf_printf(p->out, "%s%*s%s\n", first, pad, "", last);
}

static void add_figures(const render_page *p, const morgue_timeline *t, size_t group)
{
    char label[CALENDAR_TEXT];
    const morgue_bucket *most = peak(t);
    morgue_bucket all = sum(t, 0, t->count);
    if (group > 1)
        strbuf_printf(p->out, "a column is %zu %ss\n", group, render__unit(t->unit));
    render__bucket(t->unit, most->start, label);
    strbuf_printf(p->out, "peak %s: %llu  ", label, (unsigned long long)most->count);
    add_share(p->out, most, false);
    strbuf_printf(p->out, "\nall %zu %ss: %llu  ", t->count, render__unit(t->unit),
                  (unsigned long long)all.count);
    add_share(p->out, &all, false);
    strbuf_char(p->out, '\n');
}

static void add_sparkline(const render_page *p, const morgue_timeline *t)
{
    size_t group = (t->count + p->width - 1) / p->width;
    add_columns(p, t, group);
    add_ends(p, t, (t->count + group - 1) / group);
    add_figures(p, t, group);
}

void render__text_timeline(const render_page *p, const morgue_results *r)
{
    const morgue_timeline *t = morgue_results_timeline(r);
    if (!t)
        return;
    render__gap(p);
    render__styled(p, RENDER_BOLD, "articles by ");
    render__styled(p, RENDER_BOLD, render__unit(t->unit));
    strbuf_text(p->out, ", and their share of all\n");
    if (!t->count)
        strbuf_text(p->out, "no dated articles\n");
    else if (t->count <= MOST_ROWS)
        add_rows(p, t);
    else
        add_sparkline(p, t);
    if (t->undated) {
        strbuf_text(p->out, "(no date in ");
        render__articles(p->out, t->undated);
        strbuf_text(p->out, ")\n");
    }
}
