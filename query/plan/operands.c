/* Operators over the order of words, and what may stand inside of them. */
#include "plan_internal.h"

#include "error.h"

/* Of NODE_NEAR to NODE_FIRST. */
static const struct {
    plan_kind kind;
    const char *name;
} operators[] = {
    [NODE_NEAR] = {PLAN_NEAR, "NEAR"},
    [NODE_ADJ] = {PLAN_NEAR, "ADJ"},
    [NODE_NOT_NEAR] = {PLAN_NOT_NEAR, "NOT NEAR"},
    [NODE_SENTENCE] = {PLAN_SENTENCE, "SENTENCE"},
    [NODE_PARA] = {PLAN_PARA, "PARA"},
    [NODE_ATLEAST] = {PLAN_ATLEAST, "atleast/"},
    [NODE_FIRST] = {PLAN_FIRST, "first/"},
};

static plan_node *operand(planner *p, const node *n, const field_plan *field);

/* ---- refusals ---- */

static plan_node *refuse(planner *p, const node *n, const char *what, const char *instead)
{
    p->status = fail_range(p->err, MORGUE_QUERY, n->from, n->to, "%s cannot stand inside of %s: %s",
                           what, operators[p->operator->kind].name, instead);
    return NULL;
}

static plan_node *refuse_kind(planner *p, const node *n)
{
    static const char *const names[] = {
        [NODE_AND] = "AND (also a mere space)",
        [NODE_NOT] = "NOT",
        [NODE_DATE] = "a date",
        [NODE_RANGE] = "a number of words",
        [NODE_ANY] = "*",
        [NODE_SAVED] = "a saved query",
        [NODE_WEIGHT] = "a weight",
    };
    return refuse(
        p, n, names[n->kind],
        n->kind == NODE_AND
            ? "write a phrase, (a OR b) or (a NEAR/5 b) there, or put the AND around it"
        : n->kind == NODE_WEIGHT
            ? "write it behind the whole, as in (a NEAR/5 b)^2"
            : "it takes words, phrases, wildcards, names and groups of them joined by OR");
}

/* words: the field can stand around the operator. */
static plan_node *refuse_field(planner *p, const node *n, bool words)
{
    morgue_str name = str_range(n->text, 0, 80);
    p->status = fail_range(
        p->err, MORGUE_QUERY, n->from, n->to,
        words ? "the field %.*s: cannot stand inside of %s: write it around the whole, as in "
                "%.*s:(a NEAR/5 b)"
              : "the field %.*s: cannot stand inside of %s: put the two side by side, as in "
                "%.*s:x AND (a NEAR/5 b)",
        STR_ARGS(name), operators[p->operator->kind].name, STR_ARGS(name));
    return NULL;
}

/* ---- operands ---- */

/* What each of the children is, joined by OR. */
static plan_node *any_operand(planner *p, const node *n, const field_plan *field,
                              plan_node *(*make)(planner *, const node *, const field_plan *))
{
    plan_node *out = plan__node(p, PLAN_OR, n, n->count);
    for (size_t i = 0; out && i < n->count; i++) {
        out->children[i] = make(p, n->children[i], field);
        if (!out->children[i])
            return NULL;
    }
    return out;
}

/* The names of an entity, as words wherever they stand. */
static plan_node *names(planner *p, const node *n, const field_plan *field)
{
    switch (n->kind) {
    case NODE_OR:
        return any_operand(p, n, field, names);
    case NODE_PATTERN:
    case NODE_FUZZY:
        return refuse(p, n, "a part of a name",
                      "write the name whole, or how it begins and a star");
    case NODE_WORD:
    case NODE_PHRASE:
    case NODE_PREFIX:
        break;
    case NODE_NEAR:
    case NODE_ADJ:
    case NODE_NOT_NEAR:
    case NODE_SENTENCE:
    case NODE_PARA:
    case NODE_FIRST:
    case NODE_ATLEAST:
        return plan__positional(p, n, field);
    case NODE_ANY:
        return refuse(p, n, "a field without a name", "write a name behind the colon");
    default:
        return refuse_kind(p, n);
    }
    plan_node *out = plan__node(p, PLAN_NAMES, n, 1);
    if (!out)
        return NULL;
    out->scope = p->around->scope;
    out->name = p->around->name;
    out->children[0] = plan__leaf(p, n, field);
    return out->children[0] ? out : NULL;
}

static plan_node *field_operand(planner *p, const node *n)
{
    field_plan field;
    if (str_is(n->text, "wc") || str_is(n->text, "date"))
        return refuse_field(p, n, false);
    if (!plan__field(p, n, &field))
        return NULL;
    bool named = field.meaning == MEANS_ENTITY || field.meaning == MEANS_TICKER;
    if (named && !field.about)
        return names(p, n->children[0], &field);
    return refuse_field(p, n, field.meaning == MEANS_WORDS);
}

/* Its depth was bounded by the parser. */
static plan_node *operand(planner *p, const node *n, const field_plan *field)
{
    switch (n->kind) {
    case NODE_WORD:
    case NODE_PHRASE:
    case NODE_PREFIX:
    case NODE_PATTERN:
    case NODE_FUZZY:
        return plan__leaf(p, n, field);
    case NODE_OR:
        return any_operand(p, n, field, operand);
    case NODE_NEAR:
    case NODE_ADJ:
    case NODE_NOT_NEAR:
    case NODE_SENTENCE:
    case NODE_PARA:
    case NODE_FIRST:
        return plan__positional(p, n, field);
    case NODE_ATLEAST:
        return refuse(p, n, "atleast/", "it counts in the whole article; join the two by AND");
    case NODE_FIELD:
        return field_operand(p, n);
    default:
        return refuse_kind(p, n);
    }
}

plan_node *plan__positional(planner *p, const node *n, const field_plan *field)
{
    if (field->meaning != MEANS_WORDS) {
        p->status = fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                               "%s works on the words of a text, not in '%.*s:'",
                               operators[n->kind].name, STR_ARGS(field->name));
        return NULL;
    }
    plan_node *out = plan__node(p, operators[n->kind].kind, n, n->count);
    const node *outer = p->operator;
    p->operator= n;
    p->around = field;
    for (size_t i = 0; out && i < n->count; i++) {
        out->children[i] = operand(p, n->children[i], field);
        if (!out->children[i])
            return NULL;
    }
    p->operator= outer;
    if (!out)
        return NULL;
    out->scope = field->scope;
    out->name = field->name;
    out->ordered = n->kind == NODE_ADJ;
    out->distance = n->distance;
    return out;
}
