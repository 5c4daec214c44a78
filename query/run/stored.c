/* Clauses that posting lists do not answer: ids, URLs, and whether a field that
 * most articles have has a value. */
#include "compile.h"

#include "error.h"

#include <stdlib.h>

static bool is_name(const plan_node *n)
{
    return (n->kind == PLAN_KEYWORD || n->kind == PLAN_PREFIX) &&
           (n->scope == SCOPE_ID || n->scope == SCOPE_URL);
}

bool run__is_stored(const plan_node *n)
{
    return is_name(n) || (n->kind == PLAN_HAS && (str_is(n->text, "id") || term_lacks(n->text)));
}

/* The documents between two bounds are the matches, however many there are. */
static match_node *named(compiler *c, const plan_node *n)
{
    stream_reader *stream = c->segment->stream;
    stream_name which = n->scope == SCOPE_ID ? STREAM_ID : STREAM_URL;
    uint32_t count;
    uint32_t *ids = stream_find_names(stream, which, n->text, n->kind == PLAN_KEYWORD, &count);
    match_node *out = NULL;
    if (ids)
        out = match_documents(c->match, ids, count);
    else
        c->status = stream_status(stream, c->err);
    free(ids);
    return out;
}

match_node *run__compile_stored(compiler *c, const plan_node *n)
{
    if (is_name(n))
        return named(c, n);
    match_node *all = match_everything(c->match);
    if (!term_lacks(n->text)) /* an id: nothing is without */
        return all;
    term_make(&c->q->term, TERM_LACKS, n->text);
    c->status = strbuf_check(&c->q->term, c->err);
    return match_without(c->match, all, match_term(c->match, strbuf_view(&c->q->term), 0));
}
