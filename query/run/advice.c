/* Why nothing was found: what each clause finds alone, what the others find without
 * it, and how a word that stands nowhere may be spelt. */
#include "advice.h"

#include "error.h"
#include "utf8.h"

#include <stdlib.h>

typedef struct adviser {
    asking *asking;
    arena *memory;
    morgue_error *err;
    morgue_status status; /* sticky */
} adviser;

static uint64_t count(adviser *x, const plan_node *n)
{
    uint64_t total = 0;
    if (!x->status)
        x->status = run__count(x->asking, n, AS_ASKED, &total, x->err);
    return total;
}

/* Leaves are known by their addresses: a node of our own must not share one. */
static plan_node *make_node(adviser *x, const plan_node *like, size_t children)
{
    plan_node *n = x->status ? NULL : arena_alloc(&x->asking->memory, sizeof *n);
    plan_node **list =
        n ? arena_alloc(&x->asking->memory, (children + 1) * sizeof(plan_node *)) : NULL;
    if (!list) {
        x->status = x->status ? x->status : fail_nomem(x->err);
        return NULL;
    }
    *n = *like;
    n->children = list;
    n->count = children;
    return n;
}

/* ---- spelling ---- */

/* A leaf that nothing matches and that may be misspelt; NULL when there is none. What a
 * NOT forbids may well be absent. */
static const plan_node *missing_leaf(adviser *x, const plan_node *n)
{
    if (n->kind == PLAN_WORD || n->kind == PLAN_KEYWORD || n->kind == PLAN_ENTITY)
        return count(x, n) ? NULL : n;
    const plan_node *found = NULL;
    for (size_t i = 0; n->kind != PLAN_NOT && !found && i < n->count; i++)
        found = missing_leaf(x, n->children[i]);
    return found;
}

/* Words, values or names in the archive that so many letters away from text. */
static void gather(adviser *x, const plan_node *absent, morgue_str text, unsigned distance,
                   word_list *out)
{
    char prefix[TERM_DECLARED_PREFIX];
    morgue_archive *a = x->asking->archive;
    plan_node like = *absent;
    like.kind = PLAN_FUZZY;
    like.text = text;
    like.distance = distance;
    if (absent->kind == PLAN_WORD) {
        run__prefix(absent->scope, absent->name, prefix);
        x->status = run__like_words(a, &like, prefix, true, out, x->err);
        return;
    }
    if (absent->kind == PLAN_KEYWORD) {
        run__prefix(absent->scope, absent->name, prefix);
        x->status = run__spelt_values(a, &like, prefix, out, x->err);
        return;
    }
    for (unsigned kind = 0; !x->status && kind < ENTITY_KINDS; kind++)
        if (absent->kinds >> kind & 1) {
            run__entity_prefix(absent, (entity_kind)kind, prefix);
            x->status = run__spelt_values(a, &like, prefix, out, x->err);
        }
}

/* Two neighbours have changed places, which fingers do most often (F. J. Damerau, 1964). */
static bool swapped(morgue_str a, morgue_str b)
{
    size_t at = 0;
    while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at])
        at++;
    return a.len == b.len && a.len - at >= 2 && a.ptr[at] == b.ptr[at + 1] &&
           a.ptr[at + 1] == b.ptr[at] &&
           str_equal(str_range(a, at + 2, a.len), str_range(b, at + 2, b.len));
}

/* The one that text is likely to stand for: a swap, then what is most frequent. */
static morgue_str likeliest(const word_list *words, morgue_str text)
{
    size_t best = 0;
    bool swap = words->count && swapped(words->words[0], text);
    for (size_t i = 1; i < words->count; i++) {
        bool other = swapped(words->words[i], text);
        if (other > swap || (other == swap && words->documents[i] > words->documents[best])) {
            best = i;
            swap = other;
        }
    }
    return words->count ? words->words[best] : (morgue_str){NULL, 0};
}

/* Two letters of a short word make any other. */
static unsigned most_wrong(morgue_str text)
{
    size_t letters = utf8_count(text);
    return letters < MORGUE_MIN_WILDCARD_FIXED ? 0 : letters < 5 ? 1 : 2;
}

static void find_spelling(adviser *x, const plan_node *absent, morgue_clause *out)
{
    morgue_str text = absent->surface.len ? absent->surface : absent->text;
    unsigned most = most_wrong(text);
    bool named =
        absent->kind == PLAN_KEYWORD && (absent->scope == SCOPE_ID || absent->scope == SCOPE_URL);
    plan_node *other = make_node(x, absent, 0);
    if (!x->status)
        out->missing = arena_copy(x->memory, text);
    for (unsigned wrong = 1; !named && !x->status && !out->instead.len && wrong <= most; wrong++) {
        word_list words = {.stop = &x->asking->stop};
        gather(x, absent, text, wrong, &words);
        morgue_str best = likeliest(&words, text);
        if (!x->status && best.len)
            out->instead = arena_copy(x->memory, best);
        run__words_free(&words);
    }
    if (!x->status && (!out->missing.ptr || (out->instead.len && !out->instead.ptr)))
        x->status = fail_nomem(x->err);
    if (x->status || !out->instead.len)
        return;
    other->text = out->instead;
    other->stemmed = false;
    out->instead_alone = count(x, other);
    if (!out->instead_alone) /* it stands in articles that are gone, or elsewhere in them */
        out->instead = (morgue_str){NULL, 0};
}

/* ---- clauses ---- */

static void examine(adviser *x, const plan_node *all, size_t i, morgue_clause *out)
{
    const plan_node *clause = all->children[i];
    plan_node *others = make_node(x, all, all->count - 1);
    for (size_t k = 0, to = 0; others && k < all->count; k++)
        if (k != i)
            others->children[to++] = all->children[k];
    out->alone = count(x, clause);
    out->without = others ? count(x, others) : 0;
    const plan_node *absent = out->alone || x->status ? NULL : missing_leaf(x, clause);
    if (absent)
        find_spelling(x, absent, out);
}

/* The part of the tree whose children are the clauses. A weight around it is none. */
static const node *top_of(const morgue_query *query)
{
    const node *top = query->root;
    while (top->kind == NODE_WEIGHT)
        top = top->children[0];
    return top;
}

morgue_status run__advise(asking *q, const plan *p, const morgue_query *query, arena *memory,
                          advice *out, morgue_error *err)
{
    adviser x = {.asking = q, .memory = memory, .err = err};
    const node *top = top_of(query);
    const plan_node *root = p->root;
    bool split = top->kind == NODE_AND && root->kind == PLAN_AND && root->count == top->count;
    plan_node *whole = make_node(&x, root, 1);
    if (!whole)
        return x.status;
    whole->kind = PLAN_AND;
    whole->children[0] = (plan_node *)root;
    const plan_node *all = split ? root : whole;
    size_t shown = all->count < MORGUE_MAX_CLAUSES ? all->count : MORGUE_MAX_CLAUSES;
    *out = (advice){arena_alloc(memory, shown * sizeof *out->clauses), shown, all->count - shown};
    if (!out->clauses)
        return fail_nomem(err);
    for (size_t i = 0; !x.status && i < shown; i++) {
        const node *n = split ? top->children[i] : query->root;
        morgue_clause *c = &out->clauses[i];
        c->from = n->from;
        c->to = n->to;
        c->text = arena_copy(memory, str_range(query->text, n->from, n->to));
        if (!c->text.ptr)
            return fail_nomem(err);
        examine(&x, all, i, c);
    }
    return x.status;
}
