/* Open facets: the question without its filters on one kind of value. */
#include "run_internal.h"

#include "error.h"

/* The facet that values of a scope are counted in; empty when there is none. */
static morgue_str facet_of(const plan_node *n)
{
    static const char *const names[] = {
        [SCOPE_BYLINE] = "byline",   [SCOPE_SOURCE] = "source", [SCOPE_HOST] = "source",
        [SCOPE_SECTION] = "section", [SCOPE_TAG] = "tag",       [SCOPE_LANG] = "lang",
        [SCOPE_ENTITY] = NULL,
    };
    if (n->kind == PLAN_HAS)
        return n->text;
    if (n->scope == SCOPE_DECLARED || n->scope == SCOPE_KEYWORD)
        return n->name;
    return str_of(names[n->scope]);
}

static bool names_kind(const plan_node *n, morgue_str facet)
{
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        if (str_is(facet, entity_kind_name((entity_kind)kind)))
            return n->kinds == 1u << kind && !n->about;
    return false;
}

/* All of the clause is about one kind of value. Its depth was bounded when the question
 * was planned. */
static bool filters(const plan_node *n, morgue_str facet)
{
    if (n->count) {
        for (size_t i = 0; i < n->count; i++)
            if (!filters(n->children[i], facet))
                return false;
        return true;
    }
    switch (n->kind) {
    case PLAN_WORD:
    case PLAN_PATTERN:
    case PLAN_FUZZY:
    case PLAN_KEYWORD:
    case PLAN_HAS:
        return str_equal(facet_of(n), facet);
    case PLAN_PREFIX:
    case PLAN_ENTITY:
        return n->scope == SCOPE_ENTITY ? names_kind(n, facet) : str_equal(facet_of(n), facet);
    default:
        return false;
    }
}

morgue_status run__without_filters(asking *q, const plan_node *root, const char *facet,
                                   const plan_node **out, morgue_error *err)
{
    bool split = root->kind == PLAN_AND;
    const plan_node *const *clauses = split ? (const plan_node *const *)root->children : &root;
    size_t count = split ? root->count : 1, kept = 0;
    *out = NULL;
    plan_node *rest = arena_alloc(&q->memory, sizeof *rest);
    plan_node **list = rest ? arena_alloc(&q->memory, (count + 1) * sizeof(plan_node *)) : NULL;
    if (!list)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++)
        if (!filters(clauses[i], str_of(facet)))
            list[kept++] = (plan_node *)clauses[i];
    *rest = (plan_node){.kind = PLAN_AND, .factor = 1, .children = list, .count = kept};
    if (kept < count)
        *out = rest;
    return MORGUE_OK;
}
