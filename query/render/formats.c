/* The table of formats, and facets and timelines by way of it. */
#include "render_internal.h"

static const render_row *const rows[] = {&render__text, &render__json, &render__jsonl, &render__csv,
                                         &render__tsv,  &render__ids,  &render__trec};
#define ROWS (sizeof rows / sizeof *rows)

const render_format *render_format_at(size_t i)
{
    return i < ROWS ? &rows[i]->format : NULL;
}

const render_format *render_format_named(const char *name)
{
    for (size_t i = 0; name && i < ROWS; i++)
        if (!strcmp(rows[i]->format.name, name))
            return &rows[i]->format;
    return NULL;
}

static const render_row *row_of(const render_format *format)
{
    for (size_t i = 0; i < ROWS; i++)
        if (&rows[i]->format == format)
            return rows[i];
    return &render__text;
}

bool render_counts(const render_format *format)
{
    return row_of(format)->facets != NULL;
}

void render_facets(const morgue_results *r, const render_format *format, const render_options *o,
                   strbuf *out)
{
    render_writer *write = row_of(format)->facets;
    (write ? write : render__text.facets)(r, o, out);
}

void render_suggestions(const morgue_suggestions *s, const render_format *format,
                        const render_options *o, strbuf *out)
{
    render_suggester *write = row_of(format)->suggestions;
    (write ? write : render__text.suggestions)(s, o, out);
}

void render_timeline(const morgue_results *r, const render_format *format, const render_options *o,
                     strbuf *out)
{
    render_writer *write = row_of(format)->timeline;
    (write ? write : render__text.timeline)(r, o, out);
}
