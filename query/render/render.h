/* Results to bytes: one file and one row a format. Knows the result types alone. */
#ifndef RENDER_H
#define RENDER_H

#include "strbuf.h"

#include <morgue/search.h>
#include <morgue/suggest.h>

typedef struct render_options {
    morgue_str query;          /* as asked */
    morgue_str parsed;         /* as understood */
    morgue_str topic;          /* of an evaluation; empty outside of any */
    bool color;                /* ANSI colours, for text */
    unsigned width;            /* columns of the terminal, for text; 80 when unknown */
    const char *directory;     /* paths below it are shown relative to it, for text; may be NULL */
    const char *const *fields; /* columns of csv and tsv, keys of jsonl; NULL for all */
    size_t field_count;
} render_options;

/* A format that can write hits as they come. NULL in place of what it does not need. */
typedef struct render_stream {
    void (*begin)(const render_options *o, strbuf *out);
    void (*hit)(const morgue_hit *h, const render_options *o, strbuf *out);
    void (*end)(const morgue_results *r, const render_options *o, strbuf *out);
} render_stream;

typedef struct render_format {
    const char *name;        /* "text", "json", "jsonl", "csv", "tsv", "ids" */
    const char *explanation; /* one line */
    /* Appends to out, whose error is sticky. */
    void (*results)(const morgue_results *r, const render_options *o, strbuf *out);
    bool advises;                /* it shows why nothing was found */
    const render_stream *stream; /* NULL: it needs all hits at once */
    /* What it shows of hits, of morgue_part; NULL: all of it. */
    unsigned (*parts)(const render_options *o);
} render_format;

/* NULL behind the last one. */
const render_format *render_format_at(size_t i);

/* NULL when there is no such format. */
const render_format *render_format_named(const char *name);

/* The names that --fields accepts; NULL behind the last one. */
const char *render_field_at(size_t i);

/* An article for show: for eyes, and as the object of --dump=article with the
 * names of the JSON contract, in one line. */
void render_article_text(const morgue_article *a, const render_options *o, strbuf *out);
void render_article_json(const morgue_article *a, strbuf *out);

/* Whether a format has a form for facets, timelines and suggestions. */
bool render_counts(const render_format *format);

/* What text says when nothing matches: so, why, and the remarks. */
void render_nothing(const morgue_results *r, const render_options *o, strbuf *out);

/* Facets or a timeline alone, as the commands of that name print them, in a format
 * with render_counts(). */
void render_facets(const morgue_results *r, const render_format *format, const render_options *o,
                   strbuf *out);
void render_timeline(const morgue_results *r, const render_format *format, const render_options *o,
                     strbuf *out);

/* Suggestions, in a format with render_counts(); what was begun is o->query. */
void render_suggestions(const morgue_suggestions *s, const render_format *format,
                        const render_options *o, strbuf *out);

/* s for a terminal: control characters (C0, C1, DEL, and the bidirectional
 * overrides U+202A..202E, U+2066..2069) become U+FFFD; appended to out. */
void render_plain(strbuf *out, morgue_str s);

#endif
