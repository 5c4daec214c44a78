/*
 * What one span of each of several operands covers, when these may overlap: the
 * core of together, and of a window whose operands cannot overlap.
 *
 * With x the first position of a cover, its end is not before the nearest end of
 * a span of each operand that begins at x or later. Going from the last x back to
 * the first, that end never moves on; where it moves back the cover is minimal.
 *
 * All covers: [x, y] is one exactly if each operand has a span inside of it, and
 * either two operands have one that begins at x and one that ends at y, or one
 * operand has [x, y] itself.
 */
#include "spans_internal.h"

#include <stdlib.h>

void spans__parts_whole(spans_node *n)
{
    for (size_t i = 0; i < n->count; i++) {
        const span_list *l = &n->nodes[i]->list;
        n->parts[i] = (spans_part){.items = l->items, .to = l->count};
    }
}

/* ---- minimal covers ---- */

/* The last start that no cursor has passed; false when there is none. */
static bool next_start(const spans_node *n, uint32_t *x)
{
    bool any = false;
    for (size_t i = 0; i < n->count; i++) {
        const spans_part *p = &n->parts[i];
        if (p->at > p->from && (!any || p->items[p->at - 1].first > *x)) {
            *x = p->items[p->at - 1].first;
            any = true;
        }
    }
    return any;
}

/* Takes in the spans that begin at x; the least end that a cover from x can have. */
static uint64_t take_start(spans_node *n, uint32_t x)
{
    uint64_t end = 0;
    for (size_t i = 0; i < n->count; i++) {
        spans_part *p = &n->parts[i];
        for (; p->at > p->from && p->items[p->at - 1].first == x; p->at--)
            if (p->items[p->at - 1].last < p->best)
                p->best = p->items[p->at - 1].last;
        end = p->best > end ? p->best : end;
    }
    return end;
}

/* Turns the items from so many on around. */
static void reverse(span_list *l, size_t from)
{
    for (size_t to = l->count; from + 1 < to; from++, to--) {
        span kept = l->items[from];
        l->items[from] = l->items[to - 1];
        l->items[to - 1] = kept;
    }
}

static bool cover_minimal(spans *s, spans_node *n, uint64_t stop, uint64_t width, bool one)
{
    size_t before = n->list.count;
    uint64_t least = stop;
    for (size_t i = 0; i < n->count; i++) {
        n->parts[i].at = n->parts[i].to;
        n->parts[i].best = UINT64_MAX;
    }
    for (uint32_t x = 0; next_start(n, &x);) {
        uint64_t end = take_start(n, x);
        if (!spans__spend(s, n->count))
            return false;
        if (end >= least)
            continue;
        least = end;
        if (end - x >= width)
            continue;
        if (!spans__push(s, &n->list, x, end))
            return false;
        if (one)
            return true;
    }
    reverse(&n->list, before);
    return true;
}

/* ---- all covers ---- */

uint32_t *spans__tails(spans *s, spans_node *n, uint64_t stop)
{
    size_t total = 0;
    for (size_t i = 0; i < n->count; i++)
        total += n->parts[i].to - n->parts[i].from + 1;
    uint32_t *tails = spans__numbers(s, total);
    if (!tails || !spans__spend(s, total))
        return NULL;
    total = 0;
    for (size_t i = 0; i < n->count; i++) {
        spans_part *p = &n->parts[i];
        uint32_t best = UINT32_MAX;
        p->tails = total;
        total += p->to - p->from + 1;
        tails[total - 1] = best;
        for (size_t j = p->to; j-- > p->from;) {
            if (p->items[j].last < stop && p->items[j].last < best)
                best = p->items[j].last;
            tails[p->tails + j - p->from] = best;
        }
    }
    return tails;
}

static int by_end(const void *a, const void *b)
{
    const spans_end *x = a, *y = b;
    if (x->last != y->last)
        return x->last < y->last ? -1 : 1;
    return (x->part > y->part) - (x->part < y->part);
}

/* Every span that ends before stop, by its end; *count of them, NULL on failure. */
static spans_end *sort_ends(spans *s, const spans_node *n, uint64_t stop, size_t *count)
{
    size_t total = 0;
    for (size_t i = 0; i < n->count; i++)
        total += n->parts[i].to - n->parts[i].from;
    if (total > s->ends_capacity) {
        spans_end *ends = spans__grow(s, s->ends, &s->ends_capacity, total, sizeof *ends);
        if (!ends)
            return NULL;
        s->ends = ends;
    }
    total = 0;
    for (size_t i = 0; i < n->count; i++)
        for (size_t j = n->parts[i].from; j < n->parts[i].to; j++)
            if (n->parts[i].items[j].last < stop)
                s->ends[total++] =
                    (spans_end){n->parts[i].items[j].last, n->parts[i].items[j].first, i};
    *count = total;
    if (!spans__spend(s, SPANS_PUSH_COST * total))
        return NULL;
    if (total > 1)
        qsort(s->ends, total, sizeof *s->ends, by_end);
    return s->ends;
}

/* Whether a span of the part begins at x and ends by y. */
static bool starts(const spans_part *p, uint32_t x, uint32_t y)
{
    return p->at < p->to && p->items[p->at].first == x && p->items[p->at].last <= y;
}

/*
 * Whether [x, y] is a cover, given that each part has a span inside. The ends of y
 * are ends[0..count). Every cursor is at the first span that begins at or after x.
 */
static bool closes(const spans_node *n, const spans_end *ends, size_t count, uint32_t x, uint32_t y)
{
    size_t openers = 0, opener = 0;
    for (size_t i = 0; i < n->count; i++)
        if (starts(&n->parts[i], x, y)) {
            openers++;
            opener = i;
        }
    for (size_t i = 0; i < count && openers > 0; i++) {
        if (ends[i].first == x)
            return true;
        if (ends[i].first > x && (openers > 1 || ends[i].part != opener))
            return true;
    }
    return false;
}

/* The least end of a cover from x on, by the cursors. */
static uint64_t least_end(const spans_node *n, const uint32_t *tails)
{
    uint64_t end = 0;
    for (size_t i = 0; i < n->count; i++) {
        const spans_part *p = &n->parts[i];
        uint32_t own = tails[p->tails + p->at - p->from];
        end = own > end ? own : end;
    }
    return end;
}

/* All covers that begin at x and end before stop. */
static bool cover_from(spans *s, spans_node *n, const spans_end *ends, size_t count, uint32_t x,
                       uint64_t least, uint64_t stop)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ends[middle].last < least)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < count && ends[low].last < stop) {
        uint32_t y = ends[low].last;
        size_t same = low + 1;
        while (same < count && ends[same].last == y)
            same++;
        if (!spans__spend(s, n->count + same - low))
            return false;
        if (closes(n, ends + low, same - low, x, y) && !spans__push(s, &n->list, x, y))
            return false;
        low = same;
    }
    return true;
}

/* The least start that the cursors are at; false at the end of all. */
static bool first_start(const spans_node *n, uint32_t *x)
{
    bool any = false;
    for (size_t i = 0; i < n->count; i++) {
        const spans_part *p = &n->parts[i];
        if (p->at < p->to && (!any || p->items[p->at].first < *x)) {
            *x = p->items[p->at].first;
            any = true;
        }
    }
    return any;
}

static bool cover_all(spans *s, spans_node *n, uint64_t stop, uint64_t width)
{
    size_t count;
    uint32_t *tails = spans__tails(s, n, stop);
    spans_end *ends = tails ? sort_ends(s, n, stop, &count) : NULL;
    if (!ends)
        return false;
    for (size_t i = 0; i < n->count; i++)
        n->parts[i].at = n->parts[i].from;
    for (uint32_t x = 0; first_start(n, &x);) {
        uint64_t least = least_end(n, tails), bound = stop;
        if (width < stop && x + width < stop)
            bound = x + width;
        if (least < bound && !cover_from(s, n, ends, count, x, least, bound))
            return false;
        for (size_t i = 0; i < n->count; i++)
            while (n->parts[i].at < n->parts[i].to && n->parts[i].items[n->parts[i].at].first == x)
                n->parts[i].at++;
    }
    return true;
}

bool spans__cover(spans *s, spans_node *n, uint64_t stop, uint64_t width, spans_need need)
{
    if (need == NEED_ALL)
        return cover_all(s, n, stop, width);
    return cover_minimal(s, n, stop, width, need == NEED_ANY);
}
