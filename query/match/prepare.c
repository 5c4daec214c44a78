/* From the tree as it was given to the one that is walked. */
#include "match_internal.h"

#include <stdlib.h>

/* Walks the list while its nodes move elsewhere. */
static match_node *take(node_list *list)
{
    match_node *n = list->first;
    if (n) {
        list->first = n->next;
        n->next = NULL;
    }
    return n;
}

static match_node *become_nothing(match_node *n)
{
    n->class = &match__nothing;
    n->scored = n->slow = n->broad = false;
    n->estimate = 0;
    return n;
}

/* The nodes of a list as an array. */
static match_node **array_of(match *m, const node_list *list, uint32_t *count)
{
    size_t n = 0;
    for (match_node *each = list->first; each; each = each->next)
        n++;
    *count = (uint32_t)n;
    match_node **all = match__memory(m, (n + 1) * sizeof(match_node *));
    if (all)
        for (match_node *each = list->first; each; each = each->next)
            *all++ = each;
    return all ? all - n : NULL;
}

/* ---- unions ---- */

static void gather_any(node_list *from, node_list *to, double factor)
{
    for (match_node *each; (each = take(from));) {
        each = match__simplify(each, factor);
        if (each->class == &match__nothing)
            continue;
        if (each->class != &match__union || each->any.synonyms) {
            match__append(to, each);
            continue;
        }
        for (uint32_t i = 0; i < each->any.count; i++)
            match__append(to, each->any.parts[i]);
    }
}

static match_node *simplify_any(match_node *n, double factor)
{
    node_list kept = {0};
    gather_any(&n->any.list, &kept, n->any.synonyms ? 0 : factor);
    n->any.parts = array_of(n->match, &kept, &n->any.count);
    if (!n->any.parts || !n->any.count)
        return become_nothing(n);
    n->weight *= factor;
    if (n->any.count == 1 && !(n->any.headline.first && n->weight != 0)) {
        match_node *only = n->any.parts[0];
        if (n->any.synonyms) {
            only->weight = only->bound = n->weight;
            only->scored = n->weight != 0;
        }
        return only;
    }
    n->scored = n->any.synonyms && n->weight != 0;
    n->bound = n->scored ? n->weight : 0;
    for (uint32_t i = 0; i < n->any.count; i++) {
        n->scored |= n->any.parts[i]->scored;
        n->slow |= n->any.parts[i]->slow;
        n->broad |= n->any.parts[i]->broad;
        n->any.sum += n->any.parts[i]->estimate;
        n->bound += n->any.parts[i]->bound;
    }
    n->estimate = n->any.sum < n->match->documents ? (uint32_t)n->any.sum : n->match->documents;
    return n;
}

static int by_bound(const void *a, const void *b)
{
    const match_node *x = *(match_node *const *)a, *y = *(match_node *const *)b;
    return x->bound < y->bound ? -1 : x->bound > y->bound;
}

/* A window costs what all its postings cost, a walk by the target. */
static void arrange_any(match_node *n, uint32_t visits, unsigned depth)
{
    match *m = n->match;
    uint64_t each = n->any.count < 4 ? 4 : n->any.count;
    if (!n->slow && n->any.sum >= 256 && visits * each >= n->any.sum && m->windows < WINDOWS_MAX) {
        m->windows++;
        n->class = &match__window;
        visits = NO_DOCUMENT;
        qsort(n->any.parts, n->any.count, sizeof(match_node *), by_bound);
    }
    for (uint32_t i = 0; i < n->any.count; i++) {
        /* A window goes over the lists of synonyms itself. */
        match_node *part = n->any.parts[i];
        bool lists = part->class == &match__union && part->any.synonyms;
        bool inner = n->class == &match__window && n->scored && lists;
        match__arrange(part, inner ? 0 : visits, depth + 1);
    }
}

/* ---- conjunctions ---- */

/* Puts what another conjunction asks for into this one. */
static void absorb(match_node *n, match_node *other, node_list *parts)
{
    for (uint32_t i = 0; i < other->all.count; i++)
        if (other->all.parts[i]->class != &match__everything)
            match__append(parts, other->all.parts[i]);
    for (match_node *each; (each = take(&other->all.minus));)
        match__append(&n->all.minus, each);
    for (check *each = other->all.checks, *next; each; each = next) {
        next = each->next;
        each->next = n->all.checks;
        n->all.checks = each;
    }
}

static void gather_all(match_node *n, node_list *parts, double factor)
{
    for (match_node *each; (each = take(&n->all.list));) {
        each = match__simplify(each, factor);
        if (each->class == &match__all)
            absorb(n, each, parts);
        else if (each->class != &match__everything)
            match__append(parts, each);
    }
}

static void gather_minus(match_node *n, node_list *given)
{
    for (match_node *each; (each = take(given));) {
        each = match__simplify(each, 0);
        if (each->class != &match__nothing)
            match__append(&n->all.minus, each);
    }
}

static match_node *simplify_all(match_node *n, double factor)
{
    match *m = n->match;
    node_list parts = {0}, given = n->all.minus;
    n->all.minus = (node_list){0};
    gather_minus(n, &given);
    gather_all(n, &parts, factor);
    if (!parts.first)
        match__append(&parts, match_everything(m));
    n->all.parts = array_of(m, &parts, &n->all.count);
    if (!n->all.parts || !n->all.count)
        return become_nothing(n);
    n->estimate = m->documents;
    n->slow = n->all.checks != NULL;
    bool broad = true;
    for (uint32_t i = 0; i < n->all.count; i++) {
        match_node *part = n->all.parts[i];
        if (part->class == &match__nothing)
            return become_nothing(n);
        n->estimate = part->estimate < n->estimate ? part->estimate : n->estimate;
        n->scored |= part->scored;
        n->slow |= part->slow;
        broad &= part->broad;
        n->bound += part->bound;
    }
    n->broad = broad;
    bool alone = n->all.count == 1 && !n->all.minus.first && !n->all.checks;
    return alone ? n->all.parts[0] : n;
}

/* 0: walked. Others are tested, the dearest last. */
static int cost(const match_node *n)
{
    if (n->slow)
        return 3;
    return !n->broad ? 0 : n->class == &match__union ? 2 : 1;
}

static int by_cost(const void *a, const void *b)
{
    const match_node *x = *(match_node *const *)a, *y = *(match_node *const *)b;
    if (cost(x) != cost(y))
        return cost(x) < cost(y) ? -1 : 1;
    return x->estimate < y->estimate ? -1 : x->estimate > y->estimate;
}

static void arrange_all(match_node *n, uint32_t visits, unsigned depth)
{
    match_node **parts = n->all.parts;
    qsort(parts, n->all.count, sizeof *parts, by_cost);
    n->all.part_count = 0;
    while (n->all.part_count < n->all.count && !cost(parts[n->all.part_count]))
        n->all.part_count++;
    if (!n->all.part_count)
        n->all.part_count = 1;
    uint32_t candidates = parts[0]->estimate < visits ? parts[0]->estimate : visits;
    if (n->scored && visits == NO_DOCUMENT)
        match__join_parts(n);
    if (n->class == &match__join) {
        match__arrange(n, visits, depth);
        return;
    }
    match__arrange(parts[0], visits, depth + 1);
    for (uint32_t i = 1; i < n->all.count; i++)
        match__arrange(parts[i], candidates, depth + 1);
    for (match_node *minus = n->all.minus.first; minus; minus = minus->next)
        match__arrange(minus, candidates, depth + 1);
}

/* ---- any node ---- */

match_node *match__simplify(match_node *n, double factor)
{
    factor *= n->factor;
    n->factor = 1;
    if (n->class == &match__union)
        return simplify_any(n, factor);
    if (n->class == &match__all)
        return simplify_all(n, factor);
    n->weight *= factor;
    n->scored = n->weight != 0;
    n->bound = n->weight;
    return n;
}

void match__arrange(match_node *n, uint32_t visits, unsigned depth)
{
    n->depth = depth;
    n->match->depth = depth > n->match->depth ? depth : n->match->depth;
    if (n->class == &match__union)
        arrange_any(n, visits, depth);
    else if (n->class == &match__all)
        arrange_all(n, visits, depth);
    else if (n->class == &match__join)
        for (uint32_t i = 0; i < n->any.count; i++)
            match__arrange(n->any.parts[i], 0, depth + 1);
}
