/*
 * The documents that several terms have in common, by windows: each term in turn
 * raises the marks of those that all terms before it have, and leaves its wdf.
 */
#include "match_internal.h"

static void meet(match_node *part, const window *w, uint8_t mark, uint32_t *wdfs)
{
    if (part->class == &match__term) {
        match__term_meet(part, w, mark, wdfs);
        return;
    }
    memset(wdfs, 0, w->size * sizeof *wdfs);
    for (uint32_t i = 0; i < part->any.count; i++)
        match__term_meet_any(part->any.parts[i], w, mark, wdfs);
    for (match_node *n = part->any.headline.first; n; n = n->next)
        match__term_stress(n, w, wdfs);
}

bool match__fill_join(match_node *n, uint32_t target)
{
    window *w = n->any.window;
    uint32_t base = target;
    for (uint32_t i = 0; i < n->any.count; i++) {
        uint32_t docid = match__seek(n->any.parts[i], base);
        base = docid > base ? docid : base;
    }
    if (base == NO_DOCUMENT)
        return false;
    w->base = base;
    memset(w->marks, 0, w->size);
    for (uint32_t i = 0; i < n->any.count; i++)
        meet(n->any.parts[i], w, (uint8_t)i, w->wdfs + (size_t)i * w->size);
    match__pack_equal(w->marks, (uint8_t)n->any.count, w->size, w->bits);
    return true;
}

static double join_score(match_node *n)
{
    const window *w = n->any.window;
    const uint32_t *wdf = w->wdfs + (n->current - w->base);
    double sum = 0;
    for (uint32_t i = 0; i < n->any.count; i++, wdf += w->size)
        if (n->any.parts[i]->scored)
            sum += match__bm25(n->match, n->any.parts[i]->weight, *wdf, n->current);
    return sum;
}

static void join_mask(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted)
{
    for (uint32_t i = 0; i < n->any.count && wanted; i++) {
        n->any.parts[i]->class->mask(n->any.parts[i], base, words, wanted);
        wanted = match__ones(words);
    }
}

static uint32_t join_lower(match_node *n, uint32_t target)
{
    uint32_t low = target;
    for (uint32_t i = 0; i < n->any.count && low != NO_DOCUMENT; i++) {
        uint32_t part = n->any.parts[i]->class->lower(n->any.parts[i], target);
        low = part > low ? part : low;
    }
    return low;
}

const node_class match__join = {match__window_seek, match__window_test, join_score, join_mask,
                                join_lower};

/* ---- choosing ---- */

/* Postings that a window has to go over; 0 for what cannot be joined. */
static uint64_t postings(const match_node *n)
{
    if (n->class == &match__term)
        return n->estimate;
    return n->class == &match__union && n->any.synonyms ? n->any.sum : 0;
}

void match__join_parts(match_node *all)
{
    match *m = all->match;
    match_node **parts = all->all.parts;
    uint64_t least = parts[0]->estimate;
    uint32_t count = 0;
    while (count < all->all.part_count && count < JOIN_MAX && postings(parts[count]) &&
           postings(parts[count]) <= 4 * least)
        count++;
    /* Windows with nothing but a few postings cost more than those. */
    if (count < 2 || least < m->documents / 8 || m->windows >= WINDOWS_MAX)
        return;
    match_node *n = match__node(m, &match__join);
    match_node **joined = n ? match__memory(m, count * sizeof *joined) : NULL;
    if (!joined)
        return;
    m->windows++;
    memcpy(joined, parts, count * sizeof *joined);
    n->any.parts = joined;
    n->any.count = count;
    n->estimate = parts[0]->estimate;
    n->scored = true;
    memmove(parts + 1, parts + count, (all->all.count - count) * sizeof *parts);
    parts[0] = n;
    all->all.count -= count - 1;
    all->all.part_count -= count - 1;
    if (all->all.count == 1 && !all->all.minus.first && !all->all.checks) {
        n->next = all->next;
        n->bound = all->bound;
        *all = *n;
    }
}
