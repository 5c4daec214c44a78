/* Documents that are named one by one: a window that is filled from the start. */
#include "match_internal.h"

match_node *match_documents(match *m, const uint32_t *ids, uint32_t count)
{
    match_node *n = match__node(m, &match__window);
    window *w = n ? match__memory(m, sizeof *w) : NULL;
    if (!w)
        return NULL;
    w->whole = true;
    w->size = m->documents + 1;
    w->bits = match__memory(m, ((size_t)w->size + 63) / 64 * sizeof *w->bits);
    if (!w->bits)
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        if (ids[i] > 0 && ids[i] <= m->documents)
            w->bits[ids[i] / 64] |= UINT64_C(1) << ids[i] % 64;
    n->any.window = w;
    n->estimate = count < m->documents ? count : m->documents;
    if (!n->estimate)
        n->class = &match__nothing;
    return n;
}
