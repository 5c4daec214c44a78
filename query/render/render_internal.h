/* What the files of the room share. Private. */
#ifndef RENDER_INTERNAL_H
#define RENDER_INTERNAL_H

#include "calendar.h"
#include "json_string.h"
#include "render.h"
#include "utf8.h"

/* ---- formats: a file and a row each ---- */

typedef void render_writer(const morgue_results *r, const render_options *o, strbuf *out);

typedef void render_suggester(const morgue_suggestions *s, const render_options *o, strbuf *out);

typedef struct render_row {
    render_format format;
    render_writer *facets, *timeline; /* NULL: as the text format does it */
    render_suggester *suggestions;    /* likewise */
} render_row;

extern const render_row render__text, render__json, render__jsonl, render__csv, render__tsv,
    render__ids, render__trec;

/* ---- fields of a hit ---- */

typedef struct render_field {
    const char *name;
    bool in_json, in_table; /* shown when no fields are asked for */
    morgue_part part;       /* of the hit that it needs */
    size_t text;            /* offset of a plain text in morgue_hit, when write is NULL */
    void (*write)(const morgue_hit *h, bool json, strbuf *out);
} render_field;

/* The fields to show: asked for, or by default. Start with *at = 0; NULL at the
 * end. Names that are no field's and, for JSON, repeated ones are passed over. */
const render_field *render__next_field(const render_options *o, bool json, size_t *at);

/* Whether an object of the hit has the field: several snippets are there when they
 * were asked for, by their number or by the name of the field. */
bool render__has(const render_field *f, const morgue_hit *h, const render_options *o);

/* The passages of a hit, or its snippet as the only one; how many. */
size_t render__passages(const morgue_hit *h, const morgue_passage **list, morgue_passage *only);

/* The field of a hit, as a JSON value or as the bare text of a cell. */
void render__field(const render_field *f, const morgue_hit *h, bool json, strbuf *out);

/* What formats need of hits: lines of JSON, rows of a table, ids alone. */
unsigned render__line_parts(const render_options *o);
unsigned render__row_parts(const render_options *o);
unsigned render__id_part(const render_options *o);

/* ---- pieces of JSON ---- */

void render__json_key(strbuf *out, const char *name);                     /* ,"name": */
void render__json_strings(strbuf *out, const morgue_str *list, size_t n); /* ["a","b"] */
void render__json_date(strbuf *out, morgue_date date);                    /* or null */
void render__json_suggestion(const morgue_suggestion *s, strbuf *out);
void render__json_hit(const morgue_hit *h, const render_options *o, strbuf *out);

/* ---- numbers and dates ---- */

/* Rounded to most decimals, of which zeros beyond least are left off; a point
 * in every locale. What is no number, or beyond 1e12, is written as 0. */
void render__decimal(strbuf *out, double value, unsigned least, unsigned most);

/* count / all; 0 when all is 0. */
double render__share(const morgue_bucket *b);

const char *render__precision(morgue_date date);
const char *render__provenance(morgue_date date);
const char *render__unit(morgue_unit unit);

/* The first day of a bucket to the unit's precision; of a week, its Monday. */
void render__bucket(morgue_unit unit, int64_t start, char out[CALENDAR_TEXT]);

/* ---- text ---- */

#define RENDER_RESET "\x1b[0m"
#define RENDER_BOLD  "\x1b[1m"
#define RENDER_DIM   "\x1b[2m"
#define RENDER_MARK  "\x1b[1;33m"
#define RENDER_BAR   "\x1b[36m"

#define RENDER_LEAST_WIDTH 20 /* narrower terminals are written to as if this wide */

typedef struct render_page {
    const render_options *o;
    strbuf *out;
    size_t start; /* where in out the page begins */
    unsigned width;
} render_page;

render_page render__page(const render_options *o, strbuf *out);

/* An empty line, unless the page is empty. */
void render__gap(const render_page *p);

/* code, if the page has colours. */
const char *render__style(const render_page *p, const char *code);
void render__styled(const render_page *p, const char *code, const char *text);

/* "1 article", "2 articles". */
void render__articles(strbuf *out, uint64_t count);

/* One character as render_plain() writes it; line breaks and tabs as a space. */
void render__put(strbuf *out, uint32_t c, morgue_str bytes);

/* s in one line. */
void render__line(strbuf *out, morgue_str s);

/* s in exactly so many columns (at least 1), cut with "…" or padded. */
void render__fit(strbuf *out, morgue_str s, unsigned columns);

typedef struct render_block {
    morgue_str text; /* runs of white space count as one space */
    const morgue_mark *marks;
    size_t mark_count;
    const char *style, *mark_style; /* escape sequences or NULL */
    unsigned indent;                /* of the second line and on */
    unsigned column;                /* where the first line is already */
} render_block;

/* Fills lines up to the page's width, breaking at spaces, beside wide characters
 * and, where a word is longer than a line, inside it; ends with a line feed. */
void render__wrap(const render_page *p, const render_block *b);

/* date · source · byline, as far as they are there. */
void render__credits(const render_page *p, morgue_date date, morgue_str source, morgue_str byline,
                     unsigned indent);

/* path as seen from the options' directory. */
morgue_str render__relative(const render_options *o, morgue_str path);

void render__text_facets(const render_page *p, const morgue_results *r);
void render__text_timeline(const render_page *p, const morgue_results *r);

/* A bar of so many columns for count, of which most fills them. */
void render__bar(const render_page *p, uint64_t count, uint64_t most, unsigned columns);

/* " ▁▂▃▄▅▆▇█", from 0 to 8. */
void render__level(strbuf *out, unsigned level);

unsigned render__digits(uint64_t n);

#endif
