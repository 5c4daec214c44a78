/* The order of words: every operator makes the list of all stretches of a text that
 * it is true of, from those of its operands, by trying all pairs. */
#include "oracle_internal.h"

#include <stdlib.h>

/* One text of an article, as a question sees it. */
typedef struct view {
    oracle *o;
    const known *article;
    bool stems;
    passage passage;
    bool opens; /* the last of the texts that have words: first/n counts here */
    bool one;   /* any stretch will do: all that is asked is whether there is one */
} view;

void oracle__add_stretch(stretches *list, uint32_t first, uint32_t last)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity * 2 + 16;
        list->items = oracle__must(realloc(list->items, list->capacity * sizeof *list->items));
    }
    list->items[list->count++] = (stretch){first, last};
}

static int compare(const void *a, const void *b)
{
    const stretch *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->last > y->last) - (x->last < y->last);
}

/* By where they begin, none twice. */
static void tidy(stretches *list)
{
    size_t kept = 0;
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, compare);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || compare(&list->items[kept - 1], &list->items[i]) != 0)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

static void empty(stretches *list)
{
    free(list->items);
    *list = (stretches){0};
}

static const token *word_at(const view *v, uint32_t position)
{
    const numbered_text *t = v->passage.text;
    assert_true(position < t->list.positions);
    return &t->list.tokens[t->primary[position]];
}

/* 0 when they overlap. */
static uint32_t distance_of(stretch a, stretch b)
{
    if (a.last < b.first)
        return b.first - a.last;
    return b.last < a.first ? a.first - b.last : 0;
}

static bool one_sentence(const view *v, stretch a, stretch b, bool paragraph)
{
    uint32_t first = a.first < b.first ? a.first : b.first;
    uint32_t last = a.last > b.last ? a.last : b.last;
    const token *x = word_at(v, first), *y = word_at(v, last);
    return paragraph ? x->paragraph == y->paragraph : x->sentence == y->sentence;
}

static bool belong(const view *v, const node *n, stretch a, stretch b)
{
    uint32_t distance = distance_of(a, b);
    switch (n->kind) {
    case NODE_NEAR:
        return distance >= 1 && distance <= n->distance;
    case NODE_ADJ:
        return distance >= 1 && distance <= n->distance && a.last < b.first;
    default:
        return one_sentence(v, a, b, n->kind == NODE_PARA);
    }
}

static void pairs(const view *v, const node *n, const stretches *a, const stretches *b,
                  stretches *out)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            stretch x = a->items[i], y = b->items[k];
            if (v->one && out->count)
                return;
            if (belong(v, n, x, y))
                oracle__add_stretch(out, x.first < y.first ? x.first : y.first,
                                    x.last > y.last ? x.last : y.last);
        }
}

static void not_near(const node *n, const stretches *a, const stretches *b, stretches *out)
{
    for (size_t i = 0; i < a->count; i++) {
        bool near = false;
        for (size_t k = 0; k < b->count; k++)
            near |= distance_of(a->items[i], b->items[k]) <= n->distance;
        if (!near)
            oracle__add_stretch(out, a->items[i].first, a->items[i].last);
    }
}

/* ---- leaves ---- */

static void find_sought(const view *v, const sought *s, stretches *out)
{
    if (v->o->read_all || oracle__may_have(v->article, s))
        oracle__find(s, v->passage, v->one, out);
}

/* All the names that a node stands for. */
typedef struct names {
    sought *items;
    size_t count;
} names;

static void seek_symbol(oracle *o, const node *n, sought *out)
{
    char symbol[64] = "$";
    size_t len = 1;
    for (size_t i = n->text.ptr[0] == '$'; i < n->text.len && len < sizeof symbol; i++)
        symbol[len++] = ascii_lower(n->text.ptr[i]);
    oracle__seek_name(o, (morgue_str){symbol, len}, out);
}

static void seek_surfaces(oracle *o, const meant *m, names *out)
{
    sought *items = oracle__room(o, (out->count + m->count + 1) * sizeof *items);
    if (out->count)
        memcpy(items, out->items, out->count * sizeof *items);
    for (size_t i = 0; i < m->count; i++)
        oracle__seek_name(o, m->surfaces[i], &items[out->count++]);
    out->items = items;
}

static void seek_names(oracle *o, const node *n, morgue_str field, names *out)
{
    bool ticker = str_is(field, "ticker");
    meant m;
    for (int kind = 0; kind < ENTITY_KINDS; kind++) {
        bool asked = str_is(field, "entity") || str_is(field, entity_kind_name((entity_kind)kind));
        if (ticker ? kind != ENTITY_ORG : !asked)
            continue;
        if (n->kind == NODE_PREFIX)
            oracle__begun(o, n, (entity_kind)kind, &m);
        else
            oracle__meant(o, n, (entity_kind)kind, ticker, &m);
        seek_surfaces(o, &m, out);
    }
    if (ticker) {
        m.count = 0;
        seek_surfaces(o, &m, out); /* room for one more */
        seek_symbol(o, n, &out->items[out->count++]);
    }
}

/* The names that stand behind a field of entities. */
static void find_names(const view *v, const node *n, morgue_str field, stretches *out)
{
    for (size_t i = 0; n->kind == NODE_OR && i < n->count; i++)
        find_names(v, n->children[i], field, out);
    if (n->kind == NODE_OR)
        return;
    bool made;
    names *all = oracle__recall(v->o, n, FOR_NAMES, sizeof *all, &made);
    if (made)
        seek_names(v->o, n, field, all);
    for (size_t i = 0; i < all->count; i++)
        find_sought(v, &all->items[i], out);
}

/* ---- the tree ---- */

static void find(const view *v, const node *n, stretches *out);

/* The operand's, all of them. */
static void find_whole(const view *v, const node *n, stretches *out)
{
    view whole = *v;
    whole.one = false;
    find(&whole, n, out);
    tidy(out);
}

static void find_first(const view *v, const node *n, stretches *out)
{
    stretches inside = {0};
    if (!v->opens)
        return;
    find_whole(v, n->children[0], &inside);
    for (size_t i = 0; i < inside.count; i++)
        if (inside.items[i].last < n->distance)
            oracle__add_stretch(out, inside.items[i].first, inside.items[i].last);
    empty(&inside);
}

static void find_pairs(const view *v, const node *n, stretches *out)
{
    stretches a = {0}, b = {0};
    find_whole(v, n->children[0], &a);
    oracle_bound bound = v->o->bound;
    if (n->kind == NODE_NOT_NEAR)
        oracle__turn(v->o);
    if (a.count)
        find_whole(v, n->children[1], &b);
    v->o->bound = bound;
    if (n->kind == NODE_NOT_NEAR)
        not_near(n, &a, &b, out);
    else
        pairs(v, n, &a, &b, out);
    empty(&a);
    empty(&b);
}

static void find(const view *v, const node *n, stretches *out)
{
    switch (n->kind) {
    case NODE_WORD:
    case NODE_PHRASE:
    case NODE_PREFIX:
    case NODE_PATTERN:
    case NODE_FUZZY:
        find_sought(v, oracle__seek(v->o, n, v->stems), out);
        return;
    case NODE_FIELD:
        find_names(v, n->children[0], n->text, out);
        return;
    case NODE_OR:
        for (size_t i = 0; i < n->count; i++)
            find(v, n->children[i], out);
        return;
    case NODE_FIRST:
        find_first(v, n, out);
        return;
    default:
        find_pairs(v, n, out);
    }
}

/* The greatest number of stretches of which no two overlap: for each position, from
 * behind, the best that can begin there or later. */
static unsigned most_apart(const stretches *list, uint32_t end)
{
    unsigned *best = oracle__must(calloc(end + 1, sizeof *best));
    size_t i = list->count;
    for (uint32_t at = end; at-- > 0;) {
        best[at] = best[at + 1];
        for (; i > 0 && list->items[i - 1].first == at; i--) {
            unsigned with = best[list->items[i - 1].last + 1] + 1;
            best[at] = with > best[at] ? with : best[at];
        }
    }
    unsigned most = best[0];
    free(best);
    return most;
}

/* How often counts when it is asked for; else whether at all. */
static unsigned times_in(const view *v, const node *n)
{
    stretches found = {0};
    unsigned times;
    if (n->kind == NODE_ATLEAST) {
        find_whole(v, n->children[0], &found);
        times = most_apart(&found, v->passage.text->list.positions);
    } else {
        find(v, n, &found);
        times = found.count > 0;
    }
    empty(&found);
    return times;
}

bool oracle__positions(oracle *o, const known *k, const node *n, bool stems,
                       const passage *passages, size_t count)
{
    unsigned times = 0, needed = n->kind == NODE_ATLEAST ? n->distance : 1;
    size_t last = count;
    while (last > 0 && passages[last - 1].count == 0)
        last--;
    for (size_t i = 0; i < count && times < needed; i++) {
        view v = {o, k, stems, passages[i], i + 1 == last, true};
        times += times_in(&v, n);
    }
    return times >= needed;
}
