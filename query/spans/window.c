/*
 * One span of each operand, no two overlapping, inside of so many positions.
 *
 * Operands that cannot overlap are a matter of cover.c. For others the places are
 * searched by dynamic programming over sets of operands: free[set] is the first
 * position behind the spans of a set, put one behind another so that this is
 * least. One of them is the last; the others are best put so that theirs is least,
 * and of the last operand the span is best that begins there or later and ends
 * first. So every order is tried, in 2^operands steps and not in their factorial.
 */
#include "spans_internal.h"

#include <string.h>

#define NOWHERE UINT64_MAX

typedef struct search {
    spans_node *n;
    const uint32_t *tails;
    uint64_t *free; /* by set */
    size_t sets;
} search;

/* Puts a span of operand i at or after a position; the position behind it. */
static uint64_t place(const search *w, size_t i, uint64_t at)
{
    const spans_part *p = &w->n->parts[i];
    size_t found = spans__seek(p->items, p->to, SIZE_MAX, at);
    uint32_t end = w->tails[p->tails + found];
    return end == UINT32_MAX ? NOWHERE : (uint64_t)end + 1;
}

/* Fills in the sets of two and more, or of one too when empty is given. */
static void fill(search *w, uint64_t stop)
{
    for (size_t set = 0; set < w->sets; set++)
        for (size_t i = 0; w->free[set] != NOWHERE && i < w->n->count; i++) {
            size_t more = set | (size_t)1 << i;
            if (more == set)
                continue;
            uint64_t end = place(w, i, w->free[set]);
            if (end <= stop && end < w->free[more])
                w->free[more] = end;
        }
}

static void forget(search *w)
{
    for (size_t set = 0; set < w->sets; set++)
        w->free[set] = NOWHERE;
}

/* Whether each operand alone has a span in [x, stop): if not, no search is needed. */
static bool plausible(const search *w, uint64_t x, uint64_t stop)
{
    for (size_t i = 0; i < w->n->count; i++)
        if (place(w, i, x) > stop)
            return false;
    return true;
}

static bool window_minimal(spans *s, search *w, uint64_t x, uint64_t stop, uint64_t *least)
{
    if (!plausible(w, x, stop))
        return true;
    if (!spans__spend(s, w->sets * w->n->count))
        return false;
    forget(w);
    w->free[0] = x;
    fill(w, stop);
    uint64_t end = w->free[w->sets - 1];
    if (end == NOWHERE || end >= *least)
        return true;
    *least = end;
    return spans__push(s, &w->n->list, x, end - 1);
}

/* Every cover that begins at x exactly: one operand begins there, and each that
 * can stand behind all the others may be the last. */
static bool window_all(spans *s, search *w, uint64_t x, uint64_t stop)
{
    spans_node *n = w->n;
    if (!plausible(w, x, stop))
        return true;
    if (!spans__spend(s, w->sets * n->count))
        return false;
    forget(w);
    for (size_t i = 0; i < n->count; i++) {
        const spans_part *p = &n->parts[i];
        size_t at = spans__seek(p->items, p->to, SIZE_MAX, x);
        if (at < p->to && p->items[at].first == x && (uint64_t)p->items[at].last + 1 <= stop)
            w->free[(size_t)1 << i] = (uint64_t)p->items[at].last + 1;
    }
    fill(w, stop);
    for (size_t i = 0; i < n->count; i++) {
        const spans_part *p = &n->parts[i];
        uint64_t from = w->free[(w->sets - 1) & ~((size_t)1 << i)];
        if (from == NOWHERE)
            continue;
        for (size_t j = spans__seek(p->items, p->to, SIZE_MAX, from);
             j < p->to && p->items[j].first < stop; j++)
            if (p->items[j].last < stop && !spans__push(s, &n->list, x, p->items[j].last))
                return false;
    }
    return true;
}

/* The last start before x; false when there is none. */
static bool start_before(const spans_node *n, uint64_t *x)
{
    uint64_t best = NOWHERE;
    for (size_t i = 0; i < n->count; i++) {
        const spans_part *p = &n->parts[i];
        size_t at = spans__seek(p->items, p->to, SIZE_MAX, *x);
        if (at > 0 && (best == NOWHERE || p->items[at - 1].first > best))
            best = p->items[at - 1].first;
    }
    *x = best;
    return best != NOWHERE;
}

static bool search_places(spans *s, spans_node *n, uint32_t limit, spans_need need)
{
    uint64_t free_after[1u << SPANS_MAX_CLASHING];
    search w = {n, spans__tails(s, n, limit), free_after, (size_t)1 << n->count};
    if (!w.tails)
        return false;
    uint64_t least = NOWHERE, x = limit;
    while (start_before(n, &x)) {
        uint64_t stop = x + n->n < limit ? x + n->n : limit;
        if (!(need == NEED_ALL ? window_all(s, &w, x, stop)
                               : window_minimal(s, &w, x, stop, &least)))
            return false;
        if (need == NEED_ANY && n->list.count > 0)
            return true;
        if (!spans__spend(s, n->count))
            return false;
    }
    return spans__tidy(s, &n->list);
}

bool spans__eval_window(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                        spans_need need)
{
    if (!spans__eval_all(s, n, t, limit, need == NEED_ALL ? NEED_ALL : NEED_MINIMAL))
        return false;
    spans__parts_whole(n);
    if (n->flag)
        return search_places(s, n, limit, need);
    return spans__cover(s, n, limit, n->n, need);
}
