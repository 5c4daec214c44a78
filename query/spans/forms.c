/* Forms of words: what is looked for in a document, and where the rare ones stand. */
#include "spans_internal.h"

#include "pages.h"

#include <stdlib.h>
#include <string.h>

void spans__look_make(spans *s, const uint32_t *ranks, size_t count, spans_look *out)
{
    uint32_t *table = spans__take(s, spans__set_size(count), sizeof *table);
    if (!table)
        return;
    out->count = count;
    spans__set_make(&out->set, table, ranks, count);
    spans__words_add(&out->few, ranks, count < SCAN_WORDS ? count : SCAN_WORDS);
}

void spans_locate_by(spans *s, spans_locate *locate, const void *context)
{
    s->locate = locate;
    s->locate_context = context;
}

/* How many forms are so frequent that it is better to look for them everywhere: the
 * first, as ranks have it. */
static size_t count_common(const spans *s, const spans_node *n)
{
    uint64_t rare = stream_documents(s->stream) / s->rare;
    size_t count = 1;
    while (count < n->rank_count && count < SCAN_WORDS &&
           stream_form_count(s->stream, n->ranks[count]) > rare)
        count++;
    return count;
}

/* ---- where the rare ones stand ---- */

typedef struct place {
    uint32_t docid, rank;
} place;

struct spans_places {
    spans *s;
    uint32_t rank; /* that is being located */
    place *items;
    size_t count, capacity;
};

bool spans_found(spans_places *to, const uint32_t *docids, size_t count)
{
    uint32_t documents = stream_documents(to->s->stream);
    if (to->count + count > documents / SPANS_PLACES_SHARE + SPANS_MANY)
        return false;
    if (to->count + count > to->capacity) {
        place *items =
            spans__grow(to->s, to->items, &to->capacity, to->count + count, sizeof *items);
        if (!items)
            return false;
        to->items = items;
    }
    for (size_t i = 0; i < count; i++)
        if (docids[i] && docids[i] <= documents)
            to->items[to->count++] = (place){docids[i], to->rank};
    return true;
}

/* Among the documents of the rest, which this one of them is. */
static uint32_t number_of(const spans_rest *r, uint32_t docid)
{
    uint64_t below = r->documents[docid >> 6] & ((UINT64_C(1) << (docid & 63)) - 1);
    return r->before[docid >> 6] + (uint32_t)__builtin_popcountll(below);
}

/* Marks the documents; how many there are. */
static uint32_t mark_documents(spans_rest *r, const spans_places *from, size_t words)
{
    uint32_t count = 0;
    for (size_t i = 0; i < from->count; i++)
        r->documents[from->items[i].docid >> 6] |= UINT64_C(1) << (from->items[i].docid & 63);
    for (size_t i = 0; i < words; i++) {
        r->before[i] = count;
        count += (uint32_t)__builtin_popcountll(r->documents[i]);
    }
    return count;
}

/* Sorts the places by document; those of one stay in the order of their ranks. */
static spans_rest *sort_places(spans *s, const spans_places *from)
{
    size_t words = stream_documents(s->stream) / 64 + 1;
    spans_rest *r = spans__take(s, 1, sizeof *r);
    if (!r || !(r->documents = spans__take(s, words, sizeof *r->documents)) ||
        !(r->before = spans__take(s, words, sizeof *r->before)))
        return NULL;
    uint32_t count = mark_documents(r, from, words);
    r->ranks = spans__take(s, from->count, sizeof *r->ranks);
    r->start = spans__take(s, (size_t)count + 1, sizeof *r->start);
    if (s->status)
        return NULL;
    for (size_t i = 0; i < from->count; i++)
        r->start[number_of(r, from->items[i].docid) + 1]++;
    for (uint32_t i = 0; i < count; i++)
        r->start[i + 1] += r->start[i];
    for (size_t i = from->count; i-- > 0;) /* each start moves on to the next one's … */
        r->ranks[--r->start[number_of(r, from->items[i].docid) + 1]] = from->items[i].rank;
    for (uint32_t i = 0; i < count; i++) /* … so the last is what is missing */
        r->start[i] = r->start[i + 1];
    r->start[count] = (uint32_t)from->count;
    return r;
}

/* What it costs to find a posting list, about. */
#define LOCATE_STEPS 256

/* A wildcard that stands twice in a question has its places once. */
static bool share_rest(const spans *s, spans_node *n)
{
    for (const spans_node *other = s->nodes; other; other = other->older)
        if (other != n && other->rest && other->rank_count == n->rank_count &&
            !memcmp(other->ranks, n->ranks, n->rank_count * sizeof *n->ranks)) {
            n->common = other->common;
            n->rest = other->rest;
            return true;
        }
    return false;
}

static void locate_rest(spans *s, spans_node *n, size_t common)
{
    spans_places places = {.s = s};
    bool known = true;
    n->located = true;
    if (share_rest(s, n))
        return;
    spans__rested(s);
    for (size_t i = common; known && i < n->rank_count; i++) {
        places.rank = n->ranks[i];
        if (!spans__spend(s, LOCATE_STEPS))
            break;
        known = s->locate(s->locate_context, n->ranks[i], &places);
    }
    if (known && !s->status) {
        spans__look_make(s, n->ranks, common, &n->common);
        n->rest = sort_places(s, &places);
    }
    pages_free(places.items, places.capacity * sizeof *places.items);
}

const spans_look *spans__look_here(const spans *s, spans_node *n)
{
    const spans_rest *r = n->rest;
    uint32_t number = number_of(r, s->docid), from = r->start[number];
    size_t count = r->start[number + 1] - from;
    if (n->common.count + count > SCAN_WORDS)
        return &n->all;
    n->here.count = n->common.count + count;
    n->here.few = n->common.few;
    spans__words_add(&n->here.few, r->ranks + from, count);
    return &n->here;
}

void spans__twins_rest(const spans *s, const spans_node *n, scan_twins *twins, unsigned operand)
{
    const spans_rest *r = n->rest;
    const uint32_t *from = r->start + number_of(r, s->docid);
    spans__twins_add(twins, operand, r->ranks + from[0], from[1] - from[0]);
}

/* ---- when ---- */

/* Depth was bounded when the tree was made. */
static void prepare(spans *s, spans_node *n, uint32_t documents)
{
    for (size_t i = 0; i < n->count; i++)
        prepare(s, n->nodes[i], documents);
    if (n->rank_count < 2 || n->located || documents / SPANS_LOCATE_COST < n->rank_count / 2)
        return;
    size_t common = count_common(s, n), rare = n->rank_count - common;
    if (rare > 0 && documents / SPANS_LOCATE_COST >= rare)
        locate_rest(s, n, common);
}

void spans_prepare(spans *s, uint32_t documents)
{
    if (s->root && s->locate && !s->status)
        prepare(s, s->root, documents);
}
