/* Operators that ask how far spans are apart: ordered, near, not near. */
#include "spans_internal.h"

#include <stdlib.h>

/* ---- chains ---- */

static bool add_run(spans *s, spans_runs *to, uint32_t first, uint32_t last, uint64_t gaps)
{
    if (!spans__spend(s, SPANS_PUSH_COST))
        return false;
    if (to->count == to->capacity) {
        spans_run *items = spans__grow(s, to->items, &to->capacity, to->count + 1, sizeof *items);
        if (!items)
            return false;
        to->items = items;
    }
    to->items[to->count++] = (spans_run){first, last, (uint32_t)gaps};
    return true;
}

static int by_run(const void *a, const void *b)
{
    const spans_run *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->last != y->last)
        return x->last < y->last ? -1 : 1;
    return (x->gaps > y->gaps) - (x->gaps < y->gaps);
}

/* Of chains that cover the same the one with the fewest gaps is enough: what can
 * follow any of them can follow it. */
static bool tidy_runs(spans *s, spans_runs *r)
{
    size_t sorted = 1, kept = 0;
    while (sorted < r->count && by_run(&r->items[sorted - 1], &r->items[sorted]) < 0)
        sorted++;
    if (sorted < r->count) {
        if (!spans__spend(s, SPANS_PUSH_COST * r->count))
            return false;
        qsort(r->items, r->count, sizeof *r->items, by_run);
    }
    for (size_t i = 0; i < r->count; i++) {
        const spans_run *run = &r->items[i], *before = kept ? &r->items[kept - 1] : NULL;
        if (!before || run->first != before->first || run->last != before->last)
            r->items[kept++] = *run;
    }
    r->count = kept;
    return true;
}

/* Each chain with each next span that it can have. Whether a chain exists does not
 * depend on where it begins: for NEED_ANY all begin at 0, so that few are kept. */
static bool lengthen(spans *s, const spans_runs *from, const span_list *next, uint32_t slop,
                     bool one, spans_runs *to)
{
    size_t at = 0;
    to->count = 0;
    for (size_t i = 0; i < from->count; i++) {
        const spans_run *run = &from->items[i];
        uint64_t low = (uint64_t)run->last + 1, high = low + (slop - run->gaps);
        at = spans__seek(next->items, next->count, at, low);
        for (size_t j = at; j < next->count && next->items[j].first <= high; j++) {
            uint64_t gaps = run->gaps + (next->items[j].first - low);
            if (!add_run(s, to, run->first, next->items[j].last, gaps))
                return false;
            if (one)
                return true;
        }
    }
    return spans__spend(s, from->count) && tidy_runs(s, to);
}

bool spans__eval_ordered(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                         spans_need need)
{
    if (!spans__eval_all(s, n, t, limit, NEED_ALL))
        return false;
    spans_runs *from = &s->runs[0], *to = &s->runs[1];
    const span_list *head = &n->nodes[0]->list;
    from->count = 0;
    for (size_t i = 0; i < head->count; i++)
        if (!add_run(s, from, need == NEED_ANY ? 0 : head->items[i].first, head->items[i].last, 0))
            return false;
    for (size_t i = 1; i < n->count; i++) {
        bool one = need == NEED_ANY && i == n->count - 1;
        if (!lengthen(s, from, &n->nodes[i]->list, n->n, one, to))
            return false;
        spans_runs *empty = from;
        from = to;
        to = empty;
    }
    for (size_t i = 0; i < from->count; i++)
        if (!spans__push(s, &n->list, from->items[i].first, from->items[i].last))
            return false;
    return true;
}

/* ---- pairs ---- */

/* Spans of a, each with the spans of b that begin at most distance after its end. */
static bool pair(spans *s, const span_list *a, const span_list *b, uint32_t distance,
                 spans_need need, span_list *out)
{
    size_t at = 0;
    for (size_t i = 0; i < a->count; i++) {
        uint64_t end = a->items[i].last;
        at = spans__seek(b->items, b->count, at, end + 1);
        for (size_t j = at; j < b->count && b->items[j].first <= end + distance; j++) {
            if (!spans__push(s, out, a->items[i].first, b->items[j].last))
                return false;
            if (need == NEED_ANY)
                return true;
        }
    }
    return spans__spend(s, a->count);
}

/* Of the words before one only the nearest of the other operand matters. Places are
 * counted from 1, so that 0 is none. */
static bool near_pair(spans *s, spans_node *n, spans_pairs *p)
{
    uint64_t a = 0, b = 0, distance = n->n;
    while (spans__pairs_next(s, p))
        for (size_t i = 0; i < p->count; i++) {
            uint64_t at = (uint64_t)s->hits[i].last + 1;
            unsigned which = s->hits[i].first;
            if ((which & p->is_second) && a && at - a <= distance)
                return spans__push(s, &n->list, a - 1, at - 1);
            if ((which & p->is_first) && b && !n->flag && at - b <= distance)
                return spans__push(s, &n->list, b - 1, at - 1);
            a = which & p->is_first ? at : a;
            b = which & p->is_second ? at : b;
        }
    return true;
}

bool spans__eval_near(spans *s, spans_node *n, const spans_text *t, uint32_t limit, spans_need need)
{
    const span_list *a = &n->nodes[0]->list, *b = &n->nodes[1]->list;
    spans_pairs pairs;
    bool near;
    if (need == NEED_ANY && spans__twins_near(s, n, t, limit, &near))
        return near && spans__push(s, &n->list, 0, 0);
    if (need == NEED_ANY && spans__pairs_begin(s, n, t, limit, n->n, &pairs))
        return near_pair(s, n, &pairs);
    if (s->status)
        return false;
    if (need == NEED_ANY && n->n <= SPANS_SHORT_WALK && spans__are_words(n))
        return spans__any_near(s, n, t, limit);
    if (!spans__eval_all(s, n, t, limit, NEED_ALL) || !pair(s, a, b, n->n, need, &n->list))
        return false;
    if (need == NEED_ANY && n->list.count > 0)
        return true;
    if (!n->flag && !pair(s, b, a, n->n, need, &n->list))
        return false;
    return spans__tidy(s, &n->list);
}

/* ---- exclusion ---- */

/* Of the first spans of b, for each number of them, the furthest end. */
static uint32_t *furthest(spans *s, const span_list *b)
{
    uint32_t *ends = spans__numbers(s, b->count + 1), end = 0;
    if (!ends)
        return NULL;
    for (size_t i = 0; i < b->count; i++) {
        end = b->items[i].last > end ? b->items[i].last : end;
        ends[i] = end;
    }
    return ends;
}

bool spans__eval_not_near(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                          spans_need need)
{
    const span_list *a = &n->nodes[0]->list, *b = &n->nodes[1]->list;
    if (!spans__eval(s, n->nodes[0], t, limit, need == NEED_ANY ? NEED_MINIMAL : need))
        return false;
    spans__eval(s, n->nodes[1], t, t->limit, NEED_ALL);
    uint32_t *ends = s->status ? NULL : furthest(s, b);
    if (!ends || !spans__spend(s, a->count + b->count))
        return false;
    size_t at = 0;
    for (size_t i = 0; i < a->count; i++) {
        span x = a->items[i];
        at = spans__seek(b->items, b->count, at, (uint64_t)x.last + n->n + 1);
        if (at > 0 && (uint64_t)ends[at - 1] + n->n >= x.first)
            continue;
        if (!spans__push(s, &n->list, x.first, x.last))
            return false;
        if (need == NEED_ANY)
            return true;
    }
    return true;
}
