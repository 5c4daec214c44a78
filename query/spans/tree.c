/* Making a tree of operators. */
#include "spans_internal.h"

#include "error.h"
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>

bool spans__fail(spans *s, morgue_status status, const char *message)
{
    if (!s->status)
        s->status = fail(&s->error, status, "%s", message);
    return false;
}

morgue_status spans__new(spans **out, const spans_scope *scope, morgue_error *err)
{
    *out = NULL;
    if (scope->field_count > TEXT_MAX)
        return fail(err, MORGUE_INVALID, "a positional question about more fields than there are");
    spans *s = calloc(1, sizeof *s);
    if (!s)
        return fail_nomem(err);
    s->scope = *scope;
    s->kernel = spans__best_kernel();
    s->rare = SPANS_RARE;
    s->spare = SPANS_MAX_STEPS;
    *out = s;
    return MORGUE_OK;
}

static void drop_list(const span_list *l)
{
    pages_free(l->items, l->capacity * sizeof *l->items);
}

void spans_free(spans *s)
{
    if (!s)
        return;
    for (spans_node *n = s->nodes; n; n = n->older)
        drop_list(&n->list);
    for (unsigned i = 0; i < 2; i++)
        pages_free(s->runs[i].items, s->runs[i].capacity * sizeof *s->runs[i].items);
    pages_free(s->numbers, s->numbers_capacity * sizeof *s->numbers);
    pages_free(s->ends, s->ends_capacity * sizeof *s->ends);
    drop_list(&s->tidied);
    pages_free(s->hits, s->hits_capacity * sizeof *s->hits);
    arena_free(&s->memory);
    free(s);
}

uint64_t spans_most_steps(const spans *s)
{
    int64_t taken = SPANS_MAX_STEPS - s->spare - s->steps;
    return (uint64_t)(taken > s->most ? taken : s->most);
}

void spans_poll_by(spans *s, int (*poll)(void *), void *context)
{
    s->poll = poll;
    s->poll_context = context;
}

morgue_status spans_status(const spans *s, morgue_error *err)
{
    return s->status ? fail(err, s->status, "%s", s->error.message) : MORGUE_OK;
}

void *spans__take(spans *s, size_t count, size_t size)
{
    void *memory = s->status ? NULL : arena_alloc(&s->memory, (count + 1) * size);
    if (!memory && !s->status)
        s->status = fail_nomem(&s->error);
    return memory;
}

static spans_node *node(spans *s, spans_kind kind)
{
    if (s->root)
        spans__fail(s, MORGUE_INTERNAL, "a positional question was added to after it was finished");
    spans_node *n = spans__take(s, 1, sizeof *n);
    if (!n)
        return NULL;
    n->kind = kind;
    n->older = s->nodes;
    n->depth = 1;
    s->nodes = n;
    return n;
}

/* ---- operands ---- */

static bool adopt(spans *s, spans_node *n, spans_node *operand)
{
    if (!operand)
        return spans__fail(s, MORGUE_INTERNAL, "a positional question lacks an operand");
    if (operand->used || operand->kind == SPANS_AT_LEAST)
        return spans__fail(s, MORGUE_INTERNAL,
                           "a clause of a positional question stands where it cannot");
    if (operand->depth >= SPANS_MAX_DEPTH)
        return spans__fail(s, MORGUE_LIMIT,
                           "a positional question is nested deeper than 128 (SPANS_MAX_DEPTH); "
                           "write it with fewer parentheses");
    operand->used = true;
    if (n->depth <= operand->depth)
        n->depth = operand->depth + 1;
    return true;
}

static int by_cost(const void *a, const void *b)
{
    const spans_node *x = *(spans_node *const *)a, *y = *(spans_node *const *)b;
    return (x->cost > y->cost) - (x->cost < y->cost);
}

/* Takes operands; false when something failed. */
static bool take_nodes(spans *s, spans_node *n, spans_node *const *nodes, size_t count)
{
    if (!n)
        return false;
    n->nodes = spans__take(s, count, sizeof *nodes);
    n->by_cost = spans__take(s, count, sizeof *nodes);
    n->parts = spans__take(s, count, sizeof *n->parts);
    if (s->status)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!adopt(s, n, nodes[i]))
            return false;
        n->nodes[i] = n->by_cost[i] = nodes[i];
    }
    n->count = count;
    if (count > 1)
        qsort(n->by_cost, count, sizeof *n->by_cost, by_cost);
    n->cost = count > 0 ? n->by_cost[0]->cost : 0;
    return true;
}

/* ---- words ---- */

static int by_rank(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Sorted, once each; gives how many are left. */
static size_t sort_ranks(uint32_t *ranks, size_t count)
{
    size_t kept = 0, sorted = 1;
    while (sorted < count && ranks[sorted - 1] < ranks[sorted])
        sorted++;
    if (sorted >= count)
        return count;
    qsort(ranks, count, sizeof *ranks, by_rank);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || ranks[kept - 1] != ranks[i])
            ranks[kept++] = ranks[i];
    return kept;
}

/* Makes ready to look for the node's ranks, which are sorted here. */
static void prepare_words(spans *s, spans_node *n)
{
    n->rank_count = sort_ranks(n->ranks, n->rank_count);
    n->solid = true;
    n->cost = 0;
    for (size_t i = 0; i < n->rank_count; i++) /* Zipf's law */
        n->cost += 1e5 / (n->ranks[i] + 2.0);
    spans__look_make(s, n->ranks, n->rank_count, &n->all);
}

spans_node *spans_words(spans *s, const uint32_t *ranks, size_t count)
{
    spans_node *n = node(s, SPANS_WORDS);
    if (!n || !(n->ranks = spans__take(s, count, sizeof *ranks)))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (ranks[i] < STREAM_RANKS)
            n->ranks[n->rank_count++] = ranks[i];
    prepare_words(s, n);
    return s->status ? NULL : n;
}

/* ---- operators ---- */

static spans_node *operator_of(spans *s, spans_kind kind, spans_node *const *nodes, size_t count,
                               uint32_t parameter)
{
    spans_node *n = node(s, kind);
    if (!take_nodes(s, n, nodes, count))
        return NULL;
    n->n = parameter;
    return n;
}

bool spans__are_words(const spans_node *n)
{
    for (size_t i = 0; i < n->count; i++)
        if (n->nodes[i]->kind != SPANS_WORDS)
            return false;
    return n->count > 0;
}

static bool all_solid(const spans_node *n)
{
    for (size_t i = 0; i < n->count; i++)
        if (!n->nodes[i]->solid)
            return false;
    return true;
}

/* Words of any of several operands are one set of words. */
static spans_node *join_words(spans *s, spans_node *n)
{
    size_t total = 0;
    for (size_t i = 0; i < n->count; i++)
        total += n->nodes[i]->rank_count;
    if (!(n->ranks = spans__take(s, total, sizeof *n->ranks)))
        return NULL;
    for (size_t i = 0; i < n->count; i++)
        for (size_t j = 0; j < n->nodes[i]->rank_count; j++)
            n->ranks[n->rank_count++] = n->nodes[i]->ranks[j];
    n->kind = SPANS_WORDS;
    n->count = 0;
    prepare_words(s, n);
    return s->status ? NULL : n;
}

spans_node *spans_any(spans *s, spans_node *const *nodes, size_t count)
{
    spans_node *n = operator_of(s, SPANS_ANY, nodes, count, 0);
    if (!n)
        return NULL;
    if (spans__are_words(n))
        return join_words(s, n);
    n->solid = all_solid(n);
    n->cost = 0;
    for (size_t i = 0; i < count; i++)
        n->cost += nodes[i]->cost;
    return n;
}

/* The codes side by side. */
static void prepare_pattern(spans *s, spans_node *n)
{
    n->pattern.bytes = spans__take(s, n->count, STREAM_CODE_MAX);
    for (size_t i = 0; n->pattern.bytes && i < n->count; i++)
        n->pattern.size += stream_code(n->nodes[i]->ranks[0], n->pattern.bytes + n->pattern.size);
    if (n->pattern.bytes)
        spans__pattern_choose(&n->pattern);
}

static void prepare_phrase(spans *s, spans_node *n)
{
    n->kind = SPANS_PHRASE;
    n->sole = true;
    bool all = true;
    for (size_t i = 0; i < n->count; i++) {
        n->sole &= n->nodes[i]->rank_count == 1;
        all &= n->nodes[i]->rank_count > 0;
        if (n->nodes[i] == n->by_cost[0])
            n->anchor = i;
    }
    if (all)
        prepare_pattern(s, n);
}

spans_node *spans_ordered(spans *s, spans_node *const *nodes, size_t count, uint32_t slop)
{
    spans_node *n = operator_of(s, SPANS_ORDERED, nodes, count, slop);
    if (!n)
        return NULL;
    n->solid = slop == 0 && all_solid(n);
    n->cost /= 4;
    if (slop == 0 && count > 1 && spans__are_words(n))
        prepare_phrase(s, n);
    return s->status ? NULL : n;
}

spans_node *spans_near(spans *s, spans_node *a, spans_node *b, uint32_t distance, bool ordered)
{
    spans_node *n = operator_of(s, SPANS_NEAR, (spans_node *[]){a, b}, 2, distance);
    if (n)
        n->flag = ordered;
    return n;
}

spans_node *spans_not_near(spans *s, spans_node *a, spans_node *b, uint32_t distance)
{
    spans_node *n = operator_of(s, SPANS_NOT_NEAR, (spans_node *[]){a, b}, 2, distance);
    if (n) {
        n->cost = a->cost;
        n->solid = a->solid;
    }
    return n;
}

spans_node *spans_together(spans *s, spans_node *const *nodes, size_t count, bool paragraph)
{
    spans_node *n = operator_of(s, SPANS_TOGETHER, nodes, count, 0);
    if (n)
        n->flag = paragraph;
    return n;
}

spans_node *spans_first(spans *s, spans_node *operand, uint32_t positions)
{
    spans_node *n = operator_of(s, SPANS_FIRST, &operand, 1, positions);
    if (n)
        n->solid = operand->solid;
    return n;
}

spans_node *spans_at_least(spans *s, spans_node *operand, uint32_t times)
{
    return operator_of(s, SPANS_AT_LEAST, &operand, 1, times);
}

/* ---- windows ---- */

static size_t count_ranks(const spans_node *n)
{
    size_t total = n->rank_count;
    for (size_t i = 0; i < n->count; i++)
        total += count_ranks(n->nodes[i]);
    return total;
}

/* Every rank that a span of a solid node can have. */
static uint32_t *copy_ranks(const spans_node *n, uint32_t *out)
{
    for (size_t i = 0; i < n->rank_count; i++)
        *out++ = n->ranks[i];
    for (size_t i = 0; i < n->count; i++)
        out = copy_ranks(n->nodes[i], out);
    return out;
}

/*
 * Whether spans of two operands can overlap. Those of solid operands cannot when
 * no word is in two of them: each position of such a span holds a word of its
 * operand.
 */
static bool may_clash(spans *s, const spans_node *n)
{
    size_t total = 0, kept = 0;
    if (!all_solid(n))
        return n->count > 1;
    for (size_t i = 0; i < n->count; i++)
        total += count_ranks(n->nodes[i]);
    uint32_t *all = spans__take(s, total, sizeof *all), *end = all;
    if (!all)
        return true;
    for (size_t i = 0; i < n->count; i++) {
        uint32_t *own = end;
        end = copy_ranks(n->nodes[i], own);
        size_t distinct = sort_ranks(own, (size_t)(end - own));
        end = own + distinct;
        kept += distinct;
    }
    return sort_ranks(all, kept) < kept;
}

spans_node *spans_window(spans *s, spans_node *const *nodes, size_t count, uint32_t window)
{
    spans_node *n = operator_of(s, SPANS_WINDOW, nodes, count, window);
    if (!n)
        return NULL;
    n->flag = may_clash(s, n);
    if (n->flag && count > SPANS_MAX_CLASHING)
        spans__fail(s, MORGUE_LIMIT,
                    "more than 12 operands of one proximity clause, some of which share words "
                    "(SPANS_MAX_CLASHING); name fewer");
    return s->status ? NULL : n;
}

morgue_status spans_finish(spans *s, spans_node *root, morgue_error *err)
{
    if (!root || root->used)
        spans__fail(s, MORGUE_INTERNAL, "a positional question has no root");
    if (!s->status)
        s->root = root;
    return spans_status(s, err);
}
