/* Evaluating a tree on the fields of a document. */
#include "spans_internal.h"

#include "error.h"
#include "pages.h"

#include <stdlib.h>

/* ---- lists ---- */

bool spans__tired(spans *s)
{
    int64_t more = s->spare < SPANS_POLL_STEPS - s->steps ? s->spare : SPANS_POLL_STEPS - s->steps;
    s->steps += more;
    s->spare -= more;
    if (s->status)
        return false;
    if (s->poll && s->poll(s->poll_context))
        return spans__fail(s, MORGUE_CANCELLED, "the search was cancelled");
    if (s->steps >= 0)
        return true;
    return spans__fail(s, MORGUE_LIMIT,
                       "a positional question takes more than 67108864 steps in one article "
                       "(SPANS_MAX_STEPS); ask for fewer or rarer words, or nearer ones");
}

void *spans__grow(spans *s, void *items, size_t *capacity, size_t need, size_t size)
{
    size_t more = *capacity + *capacity / 2 + 64;
    more = more < need ? need : more;
    void *grown =
        more > SIZE_MAX / 2 / size ? NULL : pages_resize(items, *capacity * size, more * size);
    if (!grown) {
        if (!s->status)
            s->status = fail_nomem(&s->error);
        return NULL;
    }
    *capacity = more;
    return grown;
}

uint32_t *spans__numbers(spans *s, size_t count)
{
    if (count > s->numbers_capacity) {
        uint32_t *numbers =
            spans__grow(s, s->numbers, &s->numbers_capacity, count, sizeof *numbers);
        if (!numbers)
            return NULL;
        s->numbers = numbers;
    }
    return s->numbers;
}

static int by_place(const void *a, const void *b)
{
    const span *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->last > y->last) - (x->last < y->last);
}

/* Where the items from so many on stop to ascend. */
static size_t run_end(const span_list *l, size_t from)
{
    size_t to = from + 1;
    while (to < l->count && by_place(&l->items[to - 1], &l->items[to]) < 0)
        to++;
    return to < l->count ? to : l->count;
}

/* Items that are merged between two counts of steps. */
#define PORTION 8192

/* Merges each two runs that follow one another; what is in both stays once. */
static bool merge_runs(spans *s, const span_list *from, span_list *to)
{
    to->count = 0;
    for (size_t i = 0, next; i < from->count; i = next) {
        size_t middle = run_end(from, i), j = middle;
        next = middle < from->count ? run_end(from, middle) : middle;
        while (i < middle || j < next) {
            int order = i == middle ? 1
                        : j == next ? -1
                                    : by_place(from->items + i, from->items + j);
            to->items[to->count++] = from->items[order <= 0 ? i : j];
            i += order <= 0;
            j += order >= 0;
            if (to->count % PORTION == 0 && !spans__spend(s, PORTION))
                return false;
        }
    }
    return spans__spend(s, from->count % PORTION);
}

/* Operators give few long runs, which merging does not take apart. */
bool spans__tidy(spans *s, span_list *l)
{
    while (run_end(l, 0) < l->count) {
        span_list *to = &s->tidied;
        if (to->capacity < l->count) {
            span *items = spans__grow(s, to->items, &to->capacity, l->count, sizeof *items);
            if (!items)
                return false;
            to->items = items;
        }
        if (!merge_runs(s, l, to))
            return false;
        span_list merged = *to;
        *to = *l;
        *l = merged;
    }
    return true;
}

size_t spans__seek(const span *items, size_t count, size_t hint, uint64_t first)
{
    size_t low = 0, high = count;
    if (hint <= count && (hint == 0 || items[hint - 1].first < first)) {
        low = hint;
        while (low < count && low < hint + 4 && items[low].first < first)
            low++;
        if (low < hint + 4)
            return low;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (items[middle].first < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- operators ---- */

bool spans__eval_all(spans *s, spans_node *n, const spans_text *t, uint32_t limit, spans_need need)
{
    for (size_t i = 0; i < n->count; i++)
        if (!spans__eval(s, n->by_cost[i], t, limit, need))
            return false;
    return n->count > 0;
}

static bool eval_any(spans *s, spans_node *n, const spans_text *t, uint32_t limit, spans_need need)
{
    for (size_t i = 0; i < n->count; i++) {
        const span_list *l = &n->nodes[i]->list;
        if (!spans__eval(s, n->nodes[i], t, limit, need))
            continue;
        for (size_t j = 0; j < l->count; j++)
            if (!spans__push(s, &n->list, l->items[j].first, l->items[j].last))
                return false;
        if (need == NEED_ANY)
            return true;
    }
    return !s->status && spans__tidy(s, &n->list);
}

/* What ends among the first positions has its parts there too, so the operand is
 * asked about them alone. (The b of a not_near is no part: it gets the field.) */
static bool eval_first(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                       spans_need need)
{
    span_list *operand = &n->nodes[0]->list, own = n->list;
    if (!t->opens || !spans__eval(s, n->nodes[0], t, n->n < limit ? n->n : limit, need))
        return !s->status;
    n->list = *operand;
    *operand = own;
    return true;
}

static bool eval_kind(spans *s, spans_node *n, const spans_text *t, uint32_t limit, spans_need need)
{
    switch (n->kind) {
    case SPANS_WORDS:
        return spans__eval_words(s, n, t, limit, need);
    case SPANS_PHRASE:
        return spans__eval_phrase(s, n, t, limit, need);
    case SPANS_ANY:
        return eval_any(s, n, t, limit, need);
    case SPANS_ORDERED:
        return spans__eval_ordered(s, n, t, limit, need);
    case SPANS_NEAR:
        return spans__eval_near(s, n, t, limit, need);
    case SPANS_WINDOW:
        return spans__eval_window(s, n, t, limit, need);
    case SPANS_NOT_NEAR:
        return spans__eval_not_near(s, n, t, limit, need);
    case SPANS_TOGETHER:
        return spans__eval_together(s, n, t, limit, need);
    case SPANS_FIRST:
        return eval_first(s, n, t, limit, need);
    case SPANS_AT_LEAST:
        break;
    }
    return spans__fail(s, MORGUE_INTERNAL, "a count inside of a positional question");
}

bool spans__eval(spans *s, spans_node *n, const spans_text *t, uint32_t limit, spans_need need)
{
    n->list.count = 0;
    eval_kind(s, n, t, limit, need);
    if (s->status)
        n->list.count = 0;
    return n->list.count > 0;
}

/* ---- documents ---- */

static bool text_of(spans *s, const stream_view *view, spans_text *t)
{
    t->view = *view;
    t->limit = view->words;
    if (s->scope.lede && view->lede < t->limit)
        t->limit = view->lede;
    if (view->size >= UINT32_MAX - SCAN_BLOCK)
        return spans__fail(s, MORGUE_LIMIT, "a field of more than 4 GiB");
    return t->limit > 0;
}

/* A greatest number of spans of which no two overlap: always the one that ends
 * first of those that are still free. */
static uint32_t count_apart(const span_list *l)
{
    uint32_t count = 0, last = 0;
    for (size_t i = 0; i < l->count; i++)
        if (count == 0 || l->items[i].first > last) {
            count++;
            last = l->items[i].last;
        } else if (l->items[i].last < last) {
            last = l->items[i].last;
        }
    return count;
}

/* The fields that have words, in order, the last of them marked; how many. */
static unsigned texts_of(spans *s, const stream_view *const *views, spans_text out[TEXT_MAX])
{
    unsigned count = 0;
    for (unsigned i = 0; i < s->scope.field_count; i++)
        if (views[i] && text_of(s, views[i], &out[count])) {
            out[count].field = i;
            out[count++].opens = false;
        }
    if (count)
        out[count - 1].opens = true;
    return count;
}

static bool match_times(spans *s, const spans_text *texts, unsigned count)
{
    spans_node *counted = s->root->nodes[0];
    spans_need need = s->root->n == 1 ? NEED_ANY : NEED_MINIMAL;
    uint64_t times = 0;
    for (unsigned i = 0; i < count && times < s->root->n; i++)
        if (spans__eval(s, counted, &texts[i], texts[i].limit, need))
            times += count_apart(&counted->list);
    return times >= s->root->n;
}

bool spans__match_views(spans *s, const stream_view *const *views)
{
    if (s->status || !s->root)
        return false;
    spans__rested(s);
    spans_text texts[TEXT_MAX];
    unsigned count = texts_of(s, views, texts);
    if (s->root->kind == SPANS_AT_LEAST)
        return match_times(s, texts, count) && !s->status;
    for (unsigned i = count; i-- > 0;) /* the last is the longest: it is likely to decide */
        if (spans__eval(s, s->root, &texts[i], texts[i].limit, NEED_ANY))
            return true;
    return false;
}

const span *spans__list_view(spans *s, const stream_view *view, size_t *count)
{
    spans_text t;
    *count = 0;
    if (s->status || !s->root)
        return NULL;
    spans__rested(s);
    spans_node *n = s->root->kind == SPANS_AT_LEAST ? s->root->nodes[0] : s->root;
    t.opens = true;
    if (!text_of(s, view, &t) || !spans__eval(s, n, &t, t.limit, NEED_ALL))
        return NULL;
    *count = n->list.count;
    return n->list.items;
}

/* Moves those to the head that contain no other; how many. */
static size_t keep_shortest(span *items, size_t count)
{
    size_t kept = count; /* of those seen, the best are from here on */
    for (size_t i = count; i-- > 0;) {
        bool before = kept == count || items[i].first < items[kept].first;
        if (before && kept < count && items[i].last >= items[kept].last)
            continue;
        kept -= before; /* else the one that begins there too is longer */
        items[kept] = items[i];
    }
    for (size_t i = kept; i < count; i++)
        items[i - kept] = items[i];
    return count - kept;
}

const span *spans__shortest_view(spans *s, const stream_view *const *views, unsigned which,
                                 size_t *count)
{
    spans_text texts[TEXT_MAX];
    *count = 0;
    if (s->status || !s->root)
        return NULL;
    spans__rested(s);
    spans_node *n = s->root->kind == SPANS_AT_LEAST ? s->root->nodes[0] : s->root;
    unsigned there = texts_of(s, views, texts);
    for (unsigned i = 0; i < there; i++)
        if (texts[i].field == which && spans__eval(s, n, &texts[i], texts[i].limit, NEED_MINIMAL)) {
            *count = n->list.count = keep_shortest(n->list.items, n->list.count);
            return n->list.items;
        }
    return NULL;
}
