/* Weights: which clauses they count for, and how several multiply. */
#include "plan_internal.h"

#include "error.h"
#include "utf8.h"

static bool any_has_score(const plan_node *n)
{
    for (size_t i = 0; i < n->count; i++)
        if (plan_has_score(n->children[i]))
            return true;
    return false;
}

/* Depth was bounded when the question was planned. */
bool plan_has_score(const plan_node *n)
{
    switch (n->kind) {
    case PLAN_WORD:
    case PLAN_PREFIX:
    case PLAN_PATTERN:
    case PLAN_FUZZY:
        return n->scope <= SCOPE_BODY;
    case PLAN_TICKER: /* its symbol is a word of the text */
        return true;
    case PLAN_NOT:
    case PLAN_NAMES:
        return false;
    default:
        return any_has_score(n);
    }
}

void plan__idle_weight(planner *p, const node *n)
{
    /* What a saved query says is not what the question says. */
    const node *field = p->labelled && p->labelled->children[0] == n ? p->labelled : n;
    const node *shown = p->outer ? p->outer : field;
    if (p->status || p->idle++)
        return;
    morgue_str text = str_range(p->question->text, shown->from, shown->to);
    text = str_range(text, 0, 80);
    text.len = utf8_complete_prefix(text);
    strbuf_clear(&p->scratch);
    strbuf_printf(&p->scratch,
                  "the weight in '%.*s' has no effect: only words of the text that are not "
                  "excluded count for relevance",
                  STR_ARGS(text));
    p->status = strbuf_check(&p->scratch, p->err);
    if (!p->status)
        p->plan->notes[p->plan->note_count++] = plan__copy(p, strbuf_view(&p->scratch)).ptr;
}

static plan_node *refuse(planner *p, const node *n)
{
    p->status = fail_range(p->err, MORGUE_LIMIT, n->from, n->to,
                           "the weights inside of one another multiply to less than 0.01 or more "
                           "than 100 (MORGUE_MIN_WEIGHT, MORGUE_MAX_WEIGHT); write one of them");
    return NULL;
}

plan_node *plan__weight(planner *p, const node *n, const field_plan *field, plan_visit *visit)
{
    double outer = p->factor;
    p->factor *= n->weight;
    if (p->factor < MORGUE_MIN_WEIGHT || p->factor > MORGUE_MAX_WEIGHT)
        return refuse(p, n);
    plan_node *out = visit(p, n->children[0], field);
    p->factor = outer;
    if (!out)
        return NULL;
    if (p->excluded || !plan_has_score(out))
        plan__idle_weight(p, n);
    else
        out->factor *= n->weight;
    return out;
}
