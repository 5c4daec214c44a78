/* Two operands that are a few words each: one pass over a field finds the hits of both,
 * in order, and nothing of those that are too far apart. */
#include "spans_internal.h"

/* ---- twins ---- */

/* What is looked for in most documents. */
static const spans_look *usual_look(const spans_node *n)
{
    return n->rest ? &n->common : &n->all;
}

/* The first ranks of a node are its common ones. */
static void make_twins(spans_node *n)
{
    spans__twins_begin(&n->twins);
    for (unsigned i = 0; i < 2; i++) {
        n->twins_of[i] = usual_look(n->nodes[i]);
        spans__twins_add(&n->twins, i, n->nodes[i]->ranks, n->twins_of[i]->count);
    }
}

/* What the operands of n are in this document; NULL when they have too many words. */
static const scan_twins *twins_here(const spans *s, spans_node *n)
{
    const spans_look *here[2], *usual[2];
    for (unsigned i = 0; i < 2; i++) {
        here[i] = spans__look(s, n->nodes[i]);
        usual[i] = usual_look(n->nodes[i]);
        if (here[i]->count > SCAN_WORDS || usual[i]->count > SCAN_WORDS)
            return NULL;
    }
    if (n->twins_of[0] != usual[0] || n->twins_of[1] != usual[1])
        make_twins(n);
    if (here[0] == usual[0] && here[1] == usual[1])
        return &n->twins;
    n->twins_here = n->twins;
    for (unsigned i = 0; i < 2; i++)
        if (here[i] != usual[i])
            spans__twins_rest(s, n->nodes[i], &n->twins_here, i);
    return &n->twins_here;
}

/* ---- pairs ---- */

bool spans__pairs_begin(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                        uint32_t reach, spans_pairs *out)
{
    if (n->count != 2 || !spans__are_words(n))
        return false;
    const spans_look *a = spans__look(s, n->nodes[0]), *b = spans__look(s, n->nodes[1]);
    if (a->count > SCAN_WORDS || b->count > SCAN_WORDS)
        return false;
    if (!s->hits) {
        s->hits = spans__grow(s, NULL, &s->hits_capacity, SCAN_PAIR_HITS, sizeof *s->hits);
        if (!s->hits)
            return false;
    }
    /* Twins are one pass, however many words: but of all of the field. */
    out->twins = s->kernel->twins && t->view.size <= SCAN_TWIN_BYTES ? twins_here(s, n) : NULL;
    bool swap = out->twins             ? false
                : a->count != b->count ? a->count > b->count
                                       : n->by_cost[0] != n->nodes[0];
    out->rarer = swap ? &b->few : &a->few;
    out->other = swap ? &a->few : &b->few;
    out->is_first = swap ? 2 : 1;
    out->is_second = 3 - out->is_first;
    out->reach = SCAN_PAIR_BLOCKS;
    if (reach < SCAN_PAIR_HITS / STREAM_CODE_MAX)
        out->reach = (reach * STREAM_CODE_MAX + SCAN_BLOCK - 1) / SCAN_BLOCK;
    /* Field by field: to read at once what was written in parts is to wait for it. */
    out->pass.bytes = t->view.bytes;
    out->pass.size = t->view.size;
    out->pass.limit = limit;
    out->pass.at = 0;
    out->pass.position = 0;
    out->pass.before = SCAN_BEFORE_FIELD;
    out->pass.out = s->hits;
    return true;
}

bool spans__pairs_next(spans *s, spans_pairs *p)
{
    size_t before = p->pass.at;
    if (scan_done(&p->pass))
        return false;
    if (p->twins)
        s->kernel->twins(&p->pass, p->twins);
    else
        s->kernel->pair(&p->pass, p->rarer, p->other, SCAN_PAIR_BLOCKS, p->reach);
    p->count = p->pass.count;
    while (p->count > 0 && s->hits[p->count - 1].last >= p->pass.limit)
        p->count--;
    return spans__spend(s, (p->pass.at - before) / SCAN_BLOCK + p->count);
}

/* ---- near words at a glance ---- */

bool spans__twins_near(spans *s, spans_node *n, const spans_text *t, uint32_t limit, bool *near)
{
    if (!s->kernel->near || n->count != 2 || limit < t->view.words || !spans__are_words(n))
        return false;
    const scan_twins *twins = twins_here(s, n);
    if (!twins)
        return false;
    *near = n->n > 0 && spans__spend(s, t->view.size / SCAN_BLOCK) &&
            s->kernel->near(t->view.bytes, t->view.size, twins, n->n, n->flag);
    return true;
}
