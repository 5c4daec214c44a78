/* text: hits for eyes, and under them how many there are, facets and a timeline. */
#include "render_internal.h"

#define USUAL_WIDTH 80

render_page render__page(const render_options *o, strbuf *out)
{
    unsigned width = o->width ? o->width : USUAL_WIDTH;
    return (render_page){o, out, out->len, width < RENDER_LEAST_WIDTH ? RENDER_LEAST_WIDTH : width};
}

void render__gap(const render_page *p)
{
    if (p->out->len > p->start)
        strbuf_char(p->out, '\n');
}

const char *render__style(const render_page *p, const char *code)
{
    return p->o->color ? code : NULL;
}

void render__styled(const render_page *p, const char *code, const char *text)
{
    strbuf_text(p->out, p->o->color ? code : "");
    render__line(p->out, str_of(text));
    strbuf_text(p->out, p->o->color ? RENDER_RESET : "");
}

unsigned render__digits(uint64_t n)
{
    unsigned digits = 1;
    for (; n >= 10; n /= 10)
        digits++;
    return digits;
}

void render__articles(strbuf *out, uint64_t count)
{
    strbuf_printf(out, "%llu article%s", (unsigned long long)count, count == 1 ? "" : "s");
}

morgue_str render__relative(const render_options *o, morgue_str path)
{
    morgue_str directory = str_of(o->directory);
    if (!directory.len)
        return path;
    while (directory.len && directory.ptr[directory.len - 1] == '/')
        directory.len--;
    bool below = str_starts(path, directory) && path.len > directory.len + 1 &&
                 path.ptr[directory.len] == '/';
    return below ? str_range(path, directory.len + 1, path.len) : path;
}

/* "2023-05-21 16:00 UTC", "2023-11 (inferred)", "undated". */
static void add_date(strbuf *out, morgue_date date)
{
    char text[CALENDAR_TEXT];
    calendar_format(date, text);
    if (date.precision == MORGUE_PRECISION_INSTANT)
        strbuf_printf(out, "%.10s %.5s UTC", text, text + 11);
    else
        strbuf_text(out, *text ? text : "undated");
    if (*text && date.provenance > MORGUE_PROVENANCE_METADATA)
        strbuf_printf(out, " (%s)", render__provenance(date));
}

static void add_part(strbuf *out, morgue_str part)
{
    if (!part.len)
        return;
    strbuf_text(out, " · ");
    strbuf_str(out, part);
}

void render__credits(const render_page *p, morgue_date date, morgue_str source, morgue_str byline,
                     unsigned indent)
{
    strbuf line = {0};
    add_date(&line, date);
    add_part(&line, source);
    add_part(&line, byline);
    if (line.failed)
        p->out->failed = true;
    strbuf_printf(p->out, "%*s", (int)indent, "");
    render__wrap(p, &(render_block){.text = strbuf_view(&line),
                                    .style = render__style(p, RENDER_DIM),
                                    .indent = indent,
                                    .column = indent});
    strbuf_free(&line);
}

static void add_headline(const render_page *p, const morgue_hit *h, unsigned rank_digits)
{
    unsigned indent = rank_digits + 2;
    strbuf_printf(p->out, "%*llu. ", (int)rank_digits, (unsigned long long)h->rank);
    render__wrap(p, &(render_block){.text = h->title.len ? h->title : STR("(no headline)"),
                                    .style = render__style(p, RENDER_BOLD),
                                    .indent = indent,
                                    .column = indent});
}

/* A path or URL is not broken, so that it can be copied. */
static void add_place(const render_page *p, const morgue_hit *h, unsigned indent)
{
    morgue_str place = h->path.len ? render__relative(p->o, h->path) : h->url;
    if (!place.len)
        return;
    strbuf_printf(p->out, "%*s", (int)indent, "");
    render_plain(p->out, place);
    strbuf_char(p->out, '\n');
}

/* Each passage begins a line. */
static void add_passages(const render_page *p, const morgue_hit *h, unsigned indent)
{
    const morgue_passage *list;
    morgue_passage only;
    size_t count = render__passages(h, &list, &only);
    for (size_t i = 0; i < count; i++) {
        if (!list[i].text.len)
            continue;
        strbuf_printf(p->out, "%*s", (int)indent, "");
        render__wrap(p, &(render_block){.text = list[i].text,
                                        .marks = list[i].marks,
                                        .mark_count = list[i].mark_count,
                                        .mark_style = render__style(p, RENDER_MARK),
                                        .indent = indent,
                                        .column = indent});
    }
}

static void add_hits(const render_page *p, const morgue_results *r)
{
    size_t count = morgue_results_hit_count(r);
    unsigned digits = count ? render__digits(morgue_results_hit(r, count - 1)->rank) : 1;
    for (size_t i = 0; i < count; i++) {
        const morgue_hit *h = morgue_results_hit(r, i);
        render__gap(p);
        add_headline(p, h, digits);
        render__credits(p, h->date, h->source, h->byline, digits + 2);
        add_place(p, h, digits + 2);
        add_passages(p, h, digits + 2);
    }
}

static void add_total(const render_page *p, const morgue_results *r, size_t shown)
{
    uint64_t total = morgue_results_total(r);
    if (!total) {
        strbuf_text(p->out, "no articles\n");
        return;
    }
    if (shown && shown < total)
        strbuf_printf(p->out, "showing %llu-%llu of ",
                      (unsigned long long)morgue_results_hit(r, 0)->rank,
                      (unsigned long long)morgue_results_hit(r, shown - 1)->rank);
    render__articles(p->out, total);
    strbuf_char(p->out, '\n');
}

/* "China: 45 alone, 0 without it", and how else a word may be spelt. */
static void add_clause(const render_page *p, const morgue_clause *c, bool only)
{
    strbuf line = {0};
    strbuf_printf(&line, "%.*s: %llu alone", STR_ARGS(c->text), (unsigned long long)c->alone);
    if (!only)
        strbuf_printf(&line, ", %llu without it", (unsigned long long)c->without);
    if (c->instead.len)
        strbuf_printf(&line, "; did you mean '%.*s' (%llu)?", STR_ARGS(c->instead),
                      (unsigned long long)c->instead_alone);
    else if (c->missing.len)
        strbuf_printf(&line, "; '%.*s' stands nowhere", STR_ARGS(c->missing));
    if (line.failed)
        p->out->failed = true;
    strbuf_text(p->out, "  ");
    render__wrap(p, &(render_block){.text = strbuf_view(&line), .indent = 4, .column = 2});
    strbuf_free(&line);
}

static void add_clauses(const render_page *p, const morgue_results *r)
{
    size_t count = morgue_results_clause_count(r);
    for (size_t i = 0; i < count; i++)
        add_clause(p, morgue_results_clause(r, i), count == 1);
}

/* The total, what the dates left out, and remarks. */
static void add_summary(const render_page *p, const morgue_results *r, size_t shown)
{
    int asked = 0;
    uint64_t undated = morgue_results_undated(r, &asked);
    size_t notes = morgue_results_note_count(r);
    render__gap(p);
    add_total(p, r, shown);
    add_clauses(p, r);
    if (asked && undated)
        strbuf_printf(p->out, "%llu undated article%s but for the date\n",
                      (unsigned long long)undated, undated == 1 ? " matches" : "s match");
    for (size_t i = 0; i < notes; i++) {
        strbuf_text(p->out, "note: ");
        render__wrap(p,
                     &(render_block){.text = morgue_results_note(r, i), .indent = 6, .column = 6});
    }
}

void render_nothing(const morgue_results *r, const render_options *o, strbuf *out)
{
    render_page p = render__page(o, out);
    add_summary(&p, r, 0);
}

static void write_results(const morgue_results *r, const render_options *o, strbuf *out)
{
    render_page p = render__page(o, out);
    add_hits(&p, r);
    add_summary(&p, r, morgue_results_hit_count(r));
    render__text_facets(&p, r);
    render__text_timeline(&p, r);
}

static void write_facets(const morgue_results *r, const render_options *o, strbuf *out)
{
    render_page p = render__page(o, out);
    render__text_facets(&p, r);
    add_summary(&p, r, 0);
}

static void write_timeline(const morgue_results *r, const render_options *o, strbuf *out)
{
    render_page p = render__page(o, out);
    render__text_timeline(&p, r);
    add_summary(&p, r, 0);
}

/* "  35  micron  (headline)" */
static void write_suggestions(const morgue_suggestions *s, const render_options *o, strbuf *out)
{
    size_t count = morgue_suggestions_count(s);
    int digits = count ? (int)render__digits(morgue_suggestions_at(s, 0)->count) : 1;
    for (size_t i = 0; i < count; i++) {
        const morgue_suggestion *each = morgue_suggestions_at(s, i);
        strbuf_printf(out, "%*llu  ", digits, (unsigned long long)each->count);
        render__line(out, each->text);
        strbuf_text(out, "  ");
        strbuf_text(out, o->color ? RENDER_DIM "(" : "(");
        render__line(out, each->kind);
        strbuf_text(out, o->color ? ")" RENDER_RESET "\n" : ")\n");
    }
    if (!count)
        strbuf_text(out, "nothing begins so\n");
}

static unsigned parts_of(const render_options *o)
{
    (void)o;
    return MORGUE_PART_ID | MORGUE_PART_TITLE | MORGUE_PART_SOURCE | MORGUE_PART_BYLINE |
           MORGUE_PART_SNIPPET;
}

const render_row render__text = {
    {"text", "for eyes: headline, date, source and a snippet", write_results, true, NULL, parts_of},
    write_facets,
    write_timeline,
    write_suggestions};
