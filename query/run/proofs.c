/* Where in an article the operators of a question are true. */
#include "marker.h"

#include "error.h"

#include <stdlib.h>

struct proofs {
    asking *q;
    const plan_node **nodes;
    size_t count, capacity;
    spans **questions; /* count a segment; NULL until asked for */
};

/* A headline is shown whole, and nothing is shown of the other fields. */
static bool is_told(plan_scope scope)
{
    return scope == SCOPE_TEXT || scope == SCOPE_LEDE || scope == SCOPE_BODY;
}

static bool add(proofs *p, const plan_node *n)
{
    if (p->count == p->capacity) {
        size_t capacity = p->capacity ? p->capacity * 2 : 8;
        const plan_node **grown = realloc(p->nodes, capacity * sizeof *grown);
        if (!grown)
            return false;
        p->nodes = grown;
        p->capacity = capacity;
    }
    p->nodes[p->count++] = n;
    return true;
}

/* What a NOT excludes is true of no article that is shown. False when out of memory. */
static bool gather(proofs *p, const plan_node *n)
{
    bool good = true;
    if (plan_is_positional(n->kind) && !is_told(n->scope))
        return true;
    if (n->kind == PLAN_ATLEAST) /* and each that is counted */
        return add(p, n) && gather(p, n->children[0]);
    if (plan_is_positional(n->kind))
        return run__is_run(n) || add(p, n);
    for (size_t i = 0; good && i < n->count; i++)
        if (n->kind == PLAN_AND || n->kind == PLAN_OR)
            good = gather(p, n->children[i]);
    return good;
}

morgue_status run__proofs_new(proofs **out, asking *q, const plan_node *root, morgue_error *err)
{
    *out = NULL;
    proofs *p = calloc(1, sizeof *p);
    bool good = p && gather(p, root);
    if (good && p->count) {
        p->questions = calloc(p->count * (q->archive->manifest.count + 1), sizeof(spans *));
        good = p->questions;
    }
    if (!good) {
        run__proofs_free(p);
        return fail_nomem(err);
    }
    p->q = q;
    *out = p;
    return MORGUE_OK;
}

void run__proofs_free(proofs *p)
{
    if (!p)
        return;
    for (size_t i = 0; p->questions && i < p->count * p->q->archive->manifest.count; i++)
        spans_free(p->questions[i]);
    free(p->questions);
    free(p->nodes);
    free(p);
}

size_t run__proofs_count(const proofs *p)
{
    return p->count;
}

morgue_status run__proofs_of(proofs *p, size_t i, location at, unsigned field, const span **out,
                             size_t *count, morgue_error *err)
{
    spans **question = &p->questions[at.shard * p->count + i];
    morgue_status status = MORGUE_OK;
    *out = NULL;
    *count = 0;
    if (!*question)
        status = run__spans_of(p->q, at.shard, p->nodes[i], question, err);
    if (status || !*question)
        return status;
    *out = spans_shortest(*question, at.docid, field, count);
    status = spans_status(*question, NULL);
    if (status && status != MORGUE_LIMIT)
        return spans_status(*question, err);
    /* The article matched, perhaps by a quicker way than to look for all spans: that these
     * are too many must not take the hit away. The question has failed for good, so the
     * next article gets a new one. */
    if (status) {
        spans_free(*question);
        *question = NULL;
    }
    return segment_status(p->q->archive->segments[at.shard], err);
}
