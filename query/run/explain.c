/* How the archive understands a question: the plan, with exact counts. */
#include "explain.h"

#include "error.h"

#include <stdlib.h>

static explained_clause *new_clause(explaining *x)
{
    if (x->clause_count == x->clause_capacity) {
        size_t capacity = x->clause_capacity ? x->clause_capacity * 2 : 32;
        explained_clause *grown = realloc(x->clauses, capacity * sizeof *grown);
        if (!grown)
            return NULL;
        x->clauses = grown;
        x->clause_capacity = capacity;
    }
    return &x->clauses[x->clause_count++];
}

/* Depth was bounded when the question was parsed. */
static morgue_status explain_node(explaining *x, const plan_node *n, unsigned depth)
{
    uint64_t total = 0;
    morgue_status status = run__count(&x->asking, n, AS_ASKED, &total, x->err);
    if (!status)
        status = run__describe(x, n);
    if (!status)
        status = strbuf_check(&x->line, x->err);
    explained_clause *c = status ? NULL : new_clause(x);
    if (!c)
        return status ? status : fail_nomem(x->err);
    *c = (explained_clause){total, depth, n->count, arena_copy(&x->memory, strbuf_view(&x->line)),
                            n->factor};
    if (!c->text.ptr)
        return fail_nomem(x->err);
    for (size_t i = 0; !status && i < n->count; i++)
        status = explain_node(x, n->children[i], depth + 1);
    return status;
}

static morgue_status explain_plan(explaining *x)
{
    morgue_status status = explain_node(x, x->plan->root, 0);
    if (!status && x->plan->dated)
        status = run__count(&x->asking, x->plan->root, BUT_FOR_DATES, &x->undated, x->err);
    if (!status && !x->clauses[0].articles)
        status = run__advise(&x->asking, x->plan, x->query, &x->memory, &x->nothing, x->err);
    return status ? status : run__explain_segments(x);
}

typedef void writer(const explaining *x, strbuf *out);

static morgue_status explain(char **out, morgue_archive *archive, const morgue_query *query,
                             const morgue_search_options *options, writer *write, morgue_error *err)
{
    *out = NULL;
    double start = run__clock();
    explaining x = {.query = query, .err = err};
    plan *p = NULL;
    strbuf text = {0};
    morgue_search_options own;
    morgue_status status = run__options(&own, options, err);
    if (status)
        return status;
    run__asking_start(&x.asking, archive, &own);
    status = plan_make(&p, query, archive->config, archive->analyzer, err);
    x.plan = p;
    if (!status)
        status = explain_plan(&x);
    status = run__stop_reason(&x.asking.stop, status, err);
    x.elapsed = run__clock() - start;
    if (!status) {
        write(&x, &text);
        status = strbuf_check(&text, err);
    }
    run__asking_end(&x.asking);
    free(x.clauses);
    strbuf_free(&x.line);
    arena_free(&x.memory);
    plan_free(p);
    if (status)
        strbuf_free(&text);
    else
        *out = text.ptr;
    return status;
}

morgue_status morgue_explain(char **out, morgue_archive *archive, const morgue_query *query,
                             morgue_error *err)
{
    return explain(out, archive, query, NULL, run__explain_text, err);
}

morgue_status morgue_explain_within(char **out, morgue_archive *archive, const morgue_query *query,
                                    const morgue_search_options *options, morgue_error *err)
{
    return explain(out, archive, query, options, run__explain_text, err);
}

morgue_status morgue_explain_json(char **out, morgue_archive *archive, const morgue_query *query,
                                  const morgue_search_options *options, morgue_error *err)
{
    return explain(out, archive, query, options, run__explain_json, err);
}
