/* Words and phrases: what is found in the bytes themselves. */
#include "spans_internal.h"

#include <string.h>

/* Hits of a leaf as scan.h gives them: offset of the code's last byte, position.
 * enough: stop soon after so many. */
static bool find_words(spans *s, spans_node *n, const spans_text *t, uint32_t limit, size_t enough)
{
    span_list *l = &n->list;
    const spans_look *look = spans__look(s, n);
    scan pass = scan_begin(t->view.bytes, t->view.size, limit);
    l->count = 0;
    while (look->count > 0 && !scan_done(&pass) && pass.count < enough) {
        if (l->capacity < pass.count + 2 * SCAN_BLOCK) {
            size_t need = pass.count + 2 * SCAN_BLOCK;
            span *items = spans__grow(s, l->items, &l->capacity, need, sizeof *items);
            if (!items)
                return false;
            l->items = items;
        }
        pass.out = l->items;
        pass.wanted = l->capacity - SCAN_BLOCK;
        pass.wanted = pass.wanted < enough ? pass.wanted : enough;
        if (look->count > s->kernel->few && look->set.table)
            s->kernel->set(&pass, &look->set);
        else
            s->kernel->codes(&pass, &look->few);
    }
    while (pass.count > 0 && l->items[pass.count - 1].last >= limit)
        pass.count--;
    l->count = pass.count;
    return spans__spend(s, pass.at / SCAN_BLOCK + pass.count);
}

bool spans__eval_words(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                       spans_need need)
{
    if (!find_words(s, n, t, limit, need == NEED_ANY ? 1 : SIZE_MAX))
        return false;
    for (size_t i = 0; i < n->list.count; i++)
        n->list.items[i].first = n->list.items[i].last;
    return true;
}

/* ---- phrases of one form each: their codes side by side ---- */

static bool find_pattern(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                         spans_need need)
{
    const stream_view *v = &t->view;
    size_t counted = 0, at = 0;
    uint64_t position = 0;
    if (!spans__spend(s, v->size / SCAN_BLOCK))
        return false;
    while ((at = s->kernel->pattern(v->bytes, v->size, &n->pattern, at)) < v->size) {
        if (need == NEED_ANY && limit >= v->words)
            return spans__push(s, &n->list, 0, 0);
        position += s->kernel->ends(v->bytes, counted, at);
        if (position + n->count > limit)
            break;
        if (!spans__push(s, &n->list, position, position + n->count - 1))
            return false;
        if (need == NEED_ANY)
            break;
        counted = at++;
    }
    return true;
}

/* ---- phrases with operands of several words: by the rarest ---- */

static bool node_has(const spans_node *n, uint32_t rank)
{
    if (n->rank_count > SCAN_WORDS)
        return scan_set_has(&n->all.set, rank);
    for (size_t i = 0; i < n->rank_count; i++)
        if (n->ranks[i] == rank)
            return true;
    return false;
}

/* Whether the words behind the anchor, whose code ends at end, go on. */
static bool goes_on(const spans_node *n, const stream_view *v, size_t end)
{
    const unsigned char *at = v->bytes + end + 1, *stop = v->bytes + v->size;
    for (size_t i = n->anchor + 1; i < n->count; i++)
        if (!node_has(n->nodes[i], stream_rank(&at, stop)))
            return false;
    return true;
}

/* Whether the words before it lead there. */
static bool leads_on(const spans_node *n, const stream_view *v, size_t end)
{
    for (size_t i = n->anchor; i-- > 0;) {
        size_t start = scan_code_start(v->bytes, end);
        if (start == SIZE_MAX || start == 0)
            return false;
        end = start - 1;
        if (!node_has(n->nodes[i], scan_rank(v->bytes, end)))
            return false;
    }
    return true;
}

static bool find_around(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                        spans_need need)
{
    spans_node *anchor = n->nodes[n->anchor];
    if (!find_words(s, anchor, t, limit, SIZE_MAX))
        return false;
    for (size_t i = 0; i < anchor->list.count; i++) {
        span hit = anchor->list.items[i];
        uint64_t first = (uint64_t)hit.last - n->anchor, last = first + n->count - 1;
        if (hit.last < n->anchor || last >= limit)
            continue;
        if (!leads_on(n, &t->view, hit.first) || !goes_on(n, &t->view, hit.first))
            continue;
        if (!spans__push(s, &n->list, first, last))
            return false;
        if (need == NEED_ANY)
            break;
    }
    return spans__spend(s, anchor->list.count);
}

bool spans__eval_phrase(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                        spans_need need)
{
    bool usual = n->pattern.size > 0 && (n->sole || need == NEED_ANY);
    if (usual && (!find_pattern(s, n, t, limit, need) || n->sole || n->list.count > 0))
        return !s->status;
    return find_around(s, n, t, limit, need);
}

/* ---- words near words: what stands around the rarer ---- */

/* How far behind the word that ends there the next word of the node stands, of so
 * many; 0 when none does. */
static uint32_t follows(const spans_node *n, const stream_view *v, size_t end, uint32_t words)
{
    const unsigned char *at = v->bytes + end + 1, *stop = v->bytes + v->size;
    for (uint32_t i = 1; i <= words && at < stop; i++)
        if (node_has(n, stream_rank(&at, stop)))
            return i;
    return 0;
}

/* Likewise before it. */
static uint32_t precedes(const spans_node *n, const stream_view *v, size_t end, uint32_t words)
{
    for (uint32_t i = 1; i <= words; i++) {
        size_t start = scan_code_start(v->bytes, end);
        if (start == SIZE_MAX || start == 0)
            return 0;
        end = start - 1;
        if (node_has(n, scan_rank(v->bytes, end)))
            return i;
    }
    return 0;
}

bool spans__any_near(spans *s, spans_node *n, const spans_text *t, uint32_t limit)
{
    spans_node *rarer = n->by_cost[0];
    const spans_node *other = n->by_cost[1];
    bool behind = !n->flag || rarer == n->nodes[0], before = !n->flag || rarer == n->nodes[1];
    if (!find_words(s, rarer, t, limit, SIZE_MAX))
        return false;
    for (size_t i = 0; i < rarer->list.count; i++) {
        span hit = rarer->list.items[i];
        uint32_t left = limit - 1 - hit.last, far = left < n->n ? left : n->n, step = 0;
        if (!spans__spend(s, n->n))
            return false;
        if (behind && (step = follows(other, &t->view, hit.first, far)) > 0)
            return spans__push(s, &n->list, hit.last, hit.last + step);
        if (before && (step = precedes(other, &t->view, hit.first, n->n)) > 0)
            return spans__push(s, &n->list, hit.last - step, hit.last);
    }
    return true;
}
