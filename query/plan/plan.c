/* Planning: the walk over the AST. */
#include "plan_internal.h"

#include "error.h"

#include <stdlib.h>

/* Saved queries may name others; a circle is not followed for ever. */
#define SAVED_DEPTH 8

const field_plan plan__everywhere = {MEANS_WORDS, SCOPE_TEXT, {NULL, 0}, true, false, 0};

static const char *const kind_names[] = {
    [PLAN_ALL] = "all",         [PLAN_AND] = "and",           [PLAN_OR] = "or",
    [PLAN_NOT] = "not",         [PLAN_WORD] = "word",         [PLAN_PREFIX] = "prefix",
    [PLAN_PATTERN] = "pattern", [PLAN_FUZZY] = "fuzzy",       [PLAN_PHRASE] = "phrase",
    [PLAN_NEAR] = "near",       [PLAN_NOT_NEAR] = "not near", [PLAN_SENTENCE] = "sentence",
    [PLAN_PARA] = "paragraph",  [PLAN_ATLEAST] = "at least",  [PLAN_FIRST] = "first",
    [PLAN_NAMES] = "names",     [PLAN_DATE] = "date",         [PLAN_LENGTH] = "length",
    [PLAN_KEYWORD] = "value",   [PLAN_ENTITY] = "entity",     [PLAN_TICKER] = "ticker",
    [PLAN_HAS] = "has",
};

const char *plan_kind_name(plan_kind kind)
{
    return kind_names[kind];
}

bool plan_is_positional(plan_kind kind)
{
    return kind >= PLAN_PHRASE && kind <= PLAN_NAMES;
}

plan_node *plan__node(planner *p, plan_kind kind, const node *from, size_t children)
{
    if (p->status)
        return NULL;
    if (++p->nodes > PLAN_MAX_NODES) {
        p->status = fail_range(p->err, MORGUE_LIMIT, from->from, from->to,
                               "the question stands for more than %d clauses (PLAN_MAX_NODES); "
                               "ask it in parts",
                               PLAN_MAX_NODES);
        return NULL;
    }
    /* Bytes of a saved query's own text mean nothing to who asks. */
    from = p->outer ? p->outer : from;
    plan_node *n = arena_alloc(&p->plan->memory, sizeof *n);
    plan_node **list = arena_alloc(&p->plan->memory, (children + 1) * sizeof(plan_node *));
    if (!n || !list) {
        p->status = fail_nomem(p->err);
        return NULL;
    }
    n->kind = kind;
    n->factor = 1;
    n->from = from->from;
    n->to = from->to;
    n->children = list;
    n->count = children;
    return n;
}

morgue_str plan__copy(planner *p, morgue_str s)
{
    morgue_str copy = arena_copy(&p->plan->memory, s);
    if (!copy.ptr && !p->status)
        p->status = fail_nomem(p->err);
    return copy;
}

static plan_node *visit(planner *p, const node *n, const field_plan *field);

/* Children one by one; depth was bounded by the parser. */
static plan_node *visit_children(planner *p, plan_kind kind, const node *n, const field_plan *field)
{
    plan_node *out = plan__node(p, kind, n, n->count);
    for (size_t i = 0; out && i < n->count; i++) {
        out->children[i] = visit(p, n->children[i], field);
        if (!out->children[i])
            return NULL;
    }
    return out;
}

static plan_node *visit_not(planner *p, const node *n, const field_plan *field)
{
    p->excluded++;
    plan_node *out = visit_children(p, PLAN_NOT, n, field);
    p->excluded--;
    return out;
}

static plan_node *visit_field(planner *p, const node *n)
{
    const node *child = n->children[0];
    /* date:* is no date clause: it asks whether there is one. Every article has a
     * number of words. */
    bool stored = str_is(n->text, "wc") || str_is(n->text, "date");
    p->labelled = n;
    if (stored && child->kind == NODE_WEIGHT)
        plan__idle_weight(p, child);
    if (str_is(n->text, "wc"))
        return plan__node(p, PLAN_ALL, n, 0);
    if (str_is(n->text, "date")) {
        plan_node *has = plan__node(p, PLAN_HAS, n, 0);
        if (has)
            has->text = STR("date");
        return has;
    }
    field_plan field;
    if (!plan__field(p, n, &field))
        return NULL;
    return child->kind == NODE_ANY ? plan__has(p, n, &field) : visit(p, child, &field);
}

static plan_node *visit_range(planner *p, const node *n)
{
    bool date = n->kind == NODE_DATE;
    plan_node *out = plan__node(p, date ? PLAN_DATE : PLAN_LENGTH, n, 0);
    if (!out)
        return NULL;
    out->first = n->first;
    out->last = n->last;
    p->plan->dated |= date;
    return out;
}

static const saved_query *find_saved(const planner *p, morgue_str name)
{
    for (size_t i = 0; i < p->config->query_count; i++)
        if (str_equal(p->config->queries[i].name, name))
            return &p->config->queries[i];
    return NULL;
}

/* An error inside of a saved query: its name is said, and the clause of the
 * question that led there is to blame. */
static void blame_saved(planner *p, const node *n)
{
    if (!p->err || p->status == MORGUE_NOMEM)
        return;
    if (!p->blamed) {
        morgue_error inside = *p->err;
        fail_range(p->err, p->status, n->from, n->to, "in the saved query '%.*s': %.300s",
                   STR_ARGS(n->text), inside.message);
        p->blamed = true;
    }
    p->err->from = n->from;
    p->err->to = n->to;
}

/* A saved query stands for its own tree. */
static plan_node *visit_saved(planner *p, const node *n, const field_plan *field)
{
    const saved_query *saved = find_saved(p, n->text);
    if (!saved || p->saved_depth == SAVED_DEPTH) {
        p->status =
            fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                       saved ? "saved queries name one another more than %d deep ('%.*s')"
                             : "the configuration has no saved query (of %d) '%.*s'",
                       saved ? SAVED_DEPTH : (int)p->config->query_count, STR_ARGS(n->text));
        return NULL;
    }
    morgue_query *query;
    plan_node *out = NULL;
    const morgue_query *asking = p->query;
    const node *outer = p->outer;
    p->status = morgue_query_parse(&query, saved->text.ptr, saved->text.len, asking->now,
                                   asking->offset, p->err);
    if (!p->status) {
        p->saved_depth++;
        p->query = query;
        p->outer = outer ? outer : n;
        out = visit(p, query->root, field);
        p->outer = outer;
        p->query = asking;
        p->labelled = NULL; /* it may be of the saved query, which ends here */
        p->saved_depth--;
    }
    if (p->status)
        blame_saved(p, n);
    morgue_query_free(query);
    return out;
}

/* A node with children: saved queries must not lead past the limit either. */
static bool deeper(planner *p, const node *n)
{
    if (p->depth < MORGUE_MAX_QUERY_DEPTH) {
        p->depth++;
        return true;
    }
    p->status = fail_range(p->err, MORGUE_LIMIT, n->from, n->to,
                           "operators nest deeper than %d here (MORGUE_MAX_QUERY_DEPTH); ask it in "
                           "parts",
                           MORGUE_MAX_QUERY_DEPTH);
    return false;
}

static plan_node *visit_node(planner *p, const node *n, const field_plan *field)
{
    switch (n->kind) {
    case NODE_AND:
        return visit_children(p, PLAN_AND, n, field);
    case NODE_OR:
        return visit_children(p, PLAN_OR, n, field);
    case NODE_NOT:
        return visit_not(p, n, field);
    case NODE_WEIGHT:
        return plan__weight(p, n, field, visit);
    case NODE_NEAR:
    case NODE_ADJ:
    case NODE_NOT_NEAR:
    case NODE_SENTENCE:
    case NODE_PARA:
    case NODE_ATLEAST:
    case NODE_FIRST:
        return plan__positional(p, n, field);
    case NODE_FIELD:
        return visit_field(p, n);
    case NODE_WORD:
    case NODE_PHRASE:
    case NODE_PREFIX:
    case NODE_PATTERN:
    case NODE_FUZZY:
        return plan__leaf(p, n, field);
    case NODE_DATE:
    case NODE_RANGE:
        return visit_range(p, n);
    case NODE_ANY:
        return plan__has(p, n, field);
    case NODE_SAVED:
        return visit_saved(p, n, field);
    }
    p->status = fail(p->err, MORGUE_INTERNAL, "a node of an unknown kind");
    return NULL;
}

static plan_node *visit(planner *p, const node *n, const field_plan *field)
{
    if (n->count == 0)
        return visit_node(p, n, field);
    if (!deeper(p, n))
        return NULL;
    plan_node *out = visit_node(p, n, field);
    p->depth--;
    return out;
}

morgue_status plan_make(plan **out, const morgue_query *query, const morgue_config *config,
                        analyzer *a, morgue_error *err)
{
    *out = NULL;
    plan *made = calloc(1, sizeof *made);
    if (!made)
        return fail_nomem(err);
    planner p = {.plan = made,
                 .config = config,
                 .analyzer = a,
                 .err = err,
                 .question = query,
                 .query = query,
                 .factor = 1};
    made->root = visit(&p, query->root, &plan__everywhere);
    token_list_free(&p.tokens);
    strbuf_free(&p.scratch);
    if (p.status)
        plan_free(made);
    else
        *out = made;
    return p.status;
}

void plan_free(plan *p)
{
    if (!p)
        return;
    arena_free(&p->memory);
    free(p);
}
