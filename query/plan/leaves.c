/* The leaves of a question: what a value means in its field. */
#include "plan_internal.h"

#include "error.h"

/* The folded form of a name or value into p->scratch: its words joined, or
 * itself when it has none. question: capitals alone are not shouting, as in the
 * names of the alias table; the values of articles are folded without that. */
static bool fold(planner *p, const node *n, bool question)
{
    p->status = (question ? analyze_question : analyze)(p->analyzer, n->text, &p->tokens, p->err);
    strbuf_clear(&p->scratch);
    if (p->status)
        return false;
    tokens_join(p->tokens.tokens, p->tokens.count, &p->scratch);
    if (p->scratch.len == 0)
        strbuf_str(&p->scratch, n->text);
    p->status = strbuf_check(&p->scratch, p->err);
    return !p->status;
}

/* Languages are written zh-hant, hosts without "www.", both in lower case. */
static bool lower(planner *p, morgue_str text, bool language)
{
    strbuf_clear(&p->scratch);
    for (size_t i = 0; i < text.len; i++)
        strbuf_char(&p->scratch, language && text.ptr[i] == '_' ? '-' : ascii_lower(text.ptr[i]));
    p->status = strbuf_check(&p->scratch, p->err);
    return !p->status;
}

/* A value as the index has it. Ids and URLs are what they are. */
static bool normalise(planner *p, const node *n, plan_scope scope, morgue_str *out)
{
    *out = n->text;
    if (scope == SCOPE_ID || scope == SCOPE_URL)
        return true;
    bool good = scope == SCOPE_LANG || scope == SCOPE_HOST ? lower(p, n->text, scope == SCOPE_LANG)
                                                           : fold(p, n, scope == SCOPE_ENTITY);
    *out = strbuf_view(&p->scratch);
    if (scope == SCOPE_HOST && str_starts(*out, STR("www.")))
        *out = str_range(*out, 4, out->len);
    return good;
}

static plan_node *value(planner *p, const node *n, const field_plan *field)
{
    morgue_str text;
    plan_node *out = plan__node(p, PLAN_KEYWORD, n, 0);
    if (!out || !normalise(p, n, field->scope, &text))
        return NULL;
    out->scope = field->scope;
    out->name = field->name;
    out->text = plan__copy(p, text);
    return out;
}

static plan_node *value_prefix(planner *p, const node *n, const field_plan *field)
{
    morgue_str text;
    return normalise(p, n, field->scope, &text) ? plan__prefix_node(p, n, field, text) : NULL;
}

/* source:reuters is a word of the outlet's name; source:reuters.com a host. */
static plan_node *source(planner *p, const node *n, const field_plan *field)
{
    bool star = n->kind == NODE_PREFIX;
    field_plan host = *field;
    host.scope = SCOPE_HOST;
    plan_node *either = plan__node(p, PLAN_OR, n, 2);
    if (!either)
        return NULL;
    either->children[0] = (star ? plan__word_prefix : plan__words)(p, n, field);
    either->children[1] = p->status ? NULL : (star ? value_prefix : value)(p, n, &host);
    return either->children[0] && either->children[1] ? either : NULL;
}

static plan_node *entity(planner *p, const node *n, const field_plan *field)
{
    morgue_str text;
    plan_node *out = plan__node(p, PLAN_ENTITY, n, 0);
    if (!out || !normalise(p, n, SCOPE_ENTITY, &text))
        return NULL;
    out->scope = SCOPE_ENTITY;
    out->kinds = field->kinds;
    out->about = field->about;
    out->text = plan__copy(p, text);
    return out;
}

static plan_node *ticker(planner *p, const node *n)
{
    if (n->kind == NODE_PREFIX) {
        p->status = fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                               "a ticker is asked whole: write ticker:MU");
        return NULL;
    }
    plan_node *out = plan__node(p, PLAN_TICKER, n, 0);
    if (out)
        out->text = plan__copy(
            p, n->text.len && n->text.ptr[0] == '$' ? str_range(n->text, 1, n->text.len) : n->text);
    return out;
}

/* Words inside of a text can be unlike what was written; whole values cannot. */
static plan_node *like(planner *p, const node *n, const field_plan *field)
{
    if (field->meaning == MEANS_WORDS)
        return plan__word_like(p, n, field);
    p->status = fail_range(
        p->err, MORGUE_QUERY, n->from, n->to, "%s works on the words of a text, not in '%.*s:'",
        n->kind == NODE_FUZZY ? "~" : "? or * inside of a word", STR_ARGS(field->name));
    return NULL;
}

plan_node *plan__leaf(planner *p, const node *n, const field_plan *field)
{
    if (n->kind == NODE_PATTERN || n->kind == NODE_FUZZY)
        return like(p, n, field);
    bool star = n->kind == NODE_PREFIX;
    switch (field->meaning) {
    case MEANS_WORDS:
        return star ? plan__word_prefix(p, n, field) : plan__words(p, n, field);
    case MEANS_SOURCE:
        return source(p, n, field);
    case MEANS_VALUE:
        return star ? value_prefix(p, n, field) : value(p, n, field);
    case MEANS_ENTITY:
        return star ? value_prefix(p, n, field) : entity(p, n, field);
    case MEANS_TICKER:
        return ticker(p, n);
    }
    return NULL;
}

/* ---- field:* ---- */

static plan_node *has(planner *p, const node *n, const char *name)
{
    plan_node *out = plan__node(p, PLAN_HAS, n, 0);
    if (out)
        out->text = plan__copy(p, str_of(name));
    return out;
}

/* entity:* is any of the three kinds. */
static plan_node *has_any_entity(planner *p, const node *n)
{
    static const char *const kinds[] = {"person", "org", "place"};
    plan_node *any = plan__node(p, PLAN_OR, n, 3);
    for (size_t i = 0; any && i < 3; i++) {
        any->children[i] = has(p, n, kinds[i]);
        if (!any->children[i])
            return NULL;
    }
    return any;
}

plan_node *plan__has(planner *p, const node *n, const field_plan *field)
{
    if (field == &plan__everywhere)
        return plan__node(p, PLAN_ALL, n, 0);
    if (field->meaning == MEANS_TICKER || field->about) {
        p->status =
            fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                       "the index does not know whether there is any: write %s",
                       field->about ? "entity:*, or about: and a name" : "ticker:MU, or org:*");
        return NULL;
    }
    if (field->meaning == MEANS_ENTITY && field->kinds == 7)
        return has_any_entity(p, n);
    plan_node *out = plan__node(p, PLAN_HAS, n, 0);
    if (out)
        out->text = plan__copy(p, field->name);
    return out;
}
