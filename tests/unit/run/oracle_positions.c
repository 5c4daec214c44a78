/* The order of words: every operator makes the list of all stretches of a text that
 * it is true of, from those of its operands, by trying all pairs. */
#include "oracle_internal.h"

#include <stdlib.h>

/* One text of an article, as a question sees it. */
typedef struct view {
    oracle *o;
    bool stems;
    passage passage;
    bool opens; /* the last of the texts that have words: first/n counts here */
} view;

void oracle__add_stretch(stretches *list, uint32_t first, uint32_t last)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].first == first && list->items[i].last == last)
            return;
    if (list->count == list->capacity) {
        list->capacity = list->capacity * 2 + 16;
        list->items = realloc(list->items, list->capacity * sizeof *list->items);
        assert_non_null(list->items);
    }
    list->items[list->count++] = (stretch){first, last};
}

static void empty(stretches *list)
{
    free(list->items);
    *list = (stretches){0};
}

static const token *word_at(const view *v, uint32_t position)
{
    for (size_t i = 0; i < v->passage.count; i++) {
        const token *t = &v->passage.list->tokens[i];
        if (t->position == position && !t->alternate)
            return t;
    }
    fail_msg("no word stands at %u", position);
    return NULL;
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

static void find_words(const view *v, const node *n, stretches *out)
{
    sought s;
    token_list list = {0};
    oracle__seek(v->o, n, v->stems, &list, &s);
    oracle__find(&s, v->passage, out);
    token_list_free(&list);
}

static void find_symbol(const view *v, const node *n, stretches *out)
{
    char symbol[64] = "$";
    size_t len = 1;
    for (size_t i = n->text.ptr[0] == '$'; i < n->text.len && len < sizeof symbol; i++)
        symbol[len++] = ascii_lower(n->text.ptr[i]);
    sought s;
    oracle__seek_name((morgue_str){symbol, len}, &s);
    oracle__find(&s, v->passage, out);
}

/* The names that stand behind a field of entities. */
static void find_names(const view *v, const node *n, morgue_str field, stretches *out)
{
    for (size_t i = 0; n->kind == NODE_OR && i < n->count; i++)
        find_names(v, n->children[i], field, out);
    if (n->kind == NODE_OR)
        return;
    bool ticker = str_is(field, "ticker");
    for (int kind = 0; kind < ENTITY_KINDS; kind++) {
        meant m;
        bool asked = str_is(field, "entity") || str_is(field, entity_kind_name((entity_kind)kind));
        if (ticker ? kind != ENTITY_ORG : !asked)
            continue;
        if (n->kind == NODE_PREFIX)
            oracle__begun(v->o, n, (entity_kind)kind, &m);
        else
            oracle__meant(v->o, n, (entity_kind)kind, ticker, &m);
        for (size_t i = 0; i < m.count; i++) {
            sought s;
            oracle__seek_name(m.surfaces[i], &s);
            oracle__find(&s, v->passage, out);
        }
    }
    if (ticker)
        find_symbol(v, n, out);
}

/* ---- the tree ---- */

static void find(const view *v, const node *n, stretches *out);

static void find_first(const view *v, const node *n, stretches *out)
{
    stretches inside = {0};
    find(v, n->children[0], &inside);
    for (size_t i = 0; v->opens && i < inside.count; i++)
        if (inside.items[i].last < n->distance)
            oracle__add_stretch(out, inside.items[i].first, inside.items[i].last);
    empty(&inside);
}

static void find_pairs(const view *v, const node *n, stretches *out)
{
    stretches a = {0}, b = {0};
    find(v, n->children[0], &a);
    find(v, n->children[1], &b);
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
        find_words(v, n, out);
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

/* The greatest number of stretches from position on of which no two overlap: the
 * best that can follow each of them. */
static unsigned most_apart(const stretches *list, uint32_t position, uint32_t end)
{
    unsigned best[4096] = {0};
    assert_true(end < sizeof best / sizeof *best);
    for (uint32_t at = end; at-- > position;) {
        best[at] = best[at + 1];
        for (size_t i = 0; i < list->count; i++) {
            stretch s = list->items[i];
            if (s.first == at && best[s.last + 1] + 1 > best[at])
                best[at] = best[s.last + 1] + 1;
        }
    }
    return best[position];
}

bool oracle__positions(oracle *o, const node *n, bool stems, const passage *passages, size_t count)
{
    bool counted = n->kind == NODE_ATLEAST;
    unsigned times = 0, needed = counted ? n->distance : 1;
    size_t last = count;
    while (last > 0 && passages[last - 1].count == 0)
        last--;
    for (size_t i = 0; i < count; i++) {
        view v = {o, stems, passages[i], i + 1 == last};
        stretches found = {0};
        find(&v, counted ? n->children[0] : n, &found);
        times += counted ? most_apart(&found, 0, passages[i].list->positions) : found.count > 0;
        empty(&found);
    }
    return times >= needed;
}
