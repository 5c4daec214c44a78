/* Two operands that are a few words each: one pass over a field finds the hits of both,
 * in order, and nothing of those that are too far apart. */
#include "spans_internal.h"

bool spans__pairs_begin(spans *s, const spans_node *n, const spans_text *t, uint32_t limit,
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
    bool swap = a->count != b->count ? a->count > b->count : n->by_cost[0] != n->nodes[0];
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
    s->kernel->pair(&p->pass, p->rarer, p->other, SCAN_PAIR_BLOCKS, p->reach);
    p->count = p->pass.count;
    while (p->count > 0 && s->hits[p->count - 1].last >= p->pass.limit)
        p->count--;
    return spans__spend(s, (p->pass.at - before) / SCAN_BLOCK + p->count);
}
