/* ids: the articles' ids, one a line. */
#include "render_internal.h"

static void write_hit(const morgue_hit *h, const render_options *o, strbuf *out)
{
    (void)o;
    render_plain(out, h->id);
    strbuf_char(out, '\n');
}

static void write_results(const morgue_results *r, const render_options *o, strbuf *out)
{
    size_t count = morgue_results_hit_count(r);
    for (size_t i = 0; i < count; i++)
        write_hit(morgue_results_hit(r, i), o, out);
}

static const render_stream stream = {NULL, write_hit, NULL};

const render_row render__ids = {
    {"ids", "the ids alone, one a line", write_results, false, &stream, render__id_part},
    NULL,
    NULL,
    NULL};
