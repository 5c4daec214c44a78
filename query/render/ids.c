/* ids: the articles' ids, one a line. */
#include "render_internal.h"

static void write_results(const morgue_results *r, const render_options *o, strbuf *out)
{
    (void)o;
    size_t count = morgue_results_hit_count(r);
    for (size_t i = 0; i < count; i++) {
        render_plain(out, morgue_results_hit(r, i)->id);
        strbuf_char(out, '\n');
    }
}

const render_row render__ids = {
    {"ids", "the ids alone, one a line", write_results, false}, NULL, NULL};
