/* trec: a run, as trec_eval and its kin read it: topic Q0 id rank score tag. */
#include "render_internal.h"

/* The columns are parted by white space, which ids may have: as in a URL, then. */
static void write_id(morgue_str id, strbuf *out)
{
    for (size_t i = 0; i < id.len; i++) {
        unsigned char c = (unsigned char)id.ptr[i];
        if (c <= ' ' || c == '%' || c == 0x7f)
            strbuf_printf(out, "%%%02X", (unsigned)c);
        else
            strbuf_char(out, id.ptr[i]);
    }
}

static void write_hit(const morgue_hit *h, const render_options *o, strbuf *out)
{
    strbuf_text(out, o->topic.len ? "" : "1");
    render_plain(out, o->topic);
    strbuf_text(out, " Q0 ");
    write_id(h->id, out);
    strbuf_printf(out, " %llu ", (unsigned long long)h->rank);
    render__decimal(out, h->score, 1, 6);
    strbuf_text(out, " morgue\n");
}

static void write_results(const morgue_results *r, const render_options *o, strbuf *out)
{
    size_t count = morgue_results_hit_count(r);
    for (size_t i = 0; i < count; i++)
        write_hit(morgue_results_hit(r, i), o, out);
}

static const render_stream stream = {NULL, write_hit, NULL};

const render_row render__trec = {{"trec", "a run for trec_eval, with --topics of many questions",
                                  write_results, false, &stream, render__id_part},
                                 NULL,
                                 NULL,
                                 NULL};
