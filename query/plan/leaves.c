/* Words and phrases, analysed as the articles were. */
#include "plan_internal.h"

#include "error.h"

/* The form of a token that a question asks for. exactly: the surface, with its
 * accents if it was written with any. */
static plan_node *word_of(planner *p, const node *n, const field_plan *field, const token *t,
                          bool exactly)
{
    plan_node *out = plan__node(p, PLAN_WORD, n, 0);
    if (!out)
        return NULL;
    out->scope = field->scope;
    out->name = field->name;
    out->stemmed = field->stemmed && !exactly && t->stem.len > 0;
    morgue_str form = out->stemmed ? t->stem : exactly && t->exact.len ? t->exact : t->norm;
    out->text = plan__copy(p, form);
    return out;
}

static bool all_ideographs(const token_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!list->tokens[i].alternate && list->tokens[i].kind != TOKEN_IDEOGRAPH)
            return false;
    return true;
}

/* Does the token belong to the sequence that a question asks for? A run of
 * ideographs is asked by its bigrams, anything else by its primary tokens. */
static bool wanted(const token *t, bool bigrams)
{
    return bigrams ? t->alternate && t->kind == TOKEN_IDEOGRAPH : !t->alternate;
}

/* The tokens one after the other; a single one is a word. */
static plan_node *sequence(planner *p, const node *n, const field_plan *field, bool exactly,
                           unsigned slop)
{
    const token_list *list = &p->tokens;
    bool bigrams = list->positions > 1 && all_ideographs(list);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += wanted(&list->tokens[i], bigrams);
    bigrams = bigrams && count > 0;
    if (count == 0)
        count = list->positions;
    plan_node *near = plan__node(p, PLAN_NEAR, n, count);
    size_t filled = 0;
    for (size_t i = 0; near && i < list->count && filled < count; i++) {
        const token *t = &list->tokens[i];
        if (!wanted(t, bigrams))
            continue;
        near->children[filled] = word_of(p, n, field, t, exactly || count > 1);
        if (!near->children[filled++])
            return NULL;
    }
    if (!near || count == 1)
        return near ? near->children[0] : NULL;
    near->scope = field->scope;
    near->name = field->name;
    near->ordered = true;
    near->distance = (unsigned)count + slop;
    return near;
}

/* "well-known" unquoted is the compound or its parts in a row. */
static plan_node *with_compound(planner *p, const node *n, const field_plan *field,
                                plan_node *parts)
{
    const token *compound = NULL;
    for (size_t i = 0; i < p->tokens.count; i++) {
        const token *t = &p->tokens.tokens[i];
        if (t->kind == TOKEN_COMPOUND && t->position == 0 && t->to == p->tokens.tokens[p->tokens.count - 1].to)
            compound = t;
    }
    if (!compound || !parts)
        return parts;
    plan_node *either = plan__node(p, PLAN_OR, n, 2);
    if (!either)
        return NULL;
    either->children[0] = word_of(p, n, field, compound, true);
    either->children[1] = parts;
    return either->children[0] ? either : NULL;
}

static bool analyse(planner *p, const node *n)
{
    p->status = analyze_question(p->analyzer, n->text, &p->tokens, p->err);
    if (!p->status && p->tokens.count == 0)
        p->status = fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                               "'%.*s' has no letters or digits to search for", STR_ARGS(n->text));
    return !p->status;
}

static plan_node *words(planner *p, const node *n, const field_plan *field)
{
    if (!analyse(p, n))
        return NULL;
    if (n->kind == NODE_PHRASE)
        return sequence(p, n, field, true, n->distance);
    return with_compound(p, n, field, sequence(p, n, field, false, 0));
}

/* The folded form of a value: its words joined, or itself when it has none. */
static bool fold(planner *p, const node *n)
{
    p->status = analyze(p->analyzer, n->text, &p->tokens, p->err);
    strbuf_clear(&p->scratch);
    if (p->status)
        return false;
    tokens_join(p->tokens.tokens, p->tokens.count, &p->scratch);
    if (p->scratch.len == 0)
        strbuf_str(&p->scratch, n->text);
    p->status = strbuf_check(&p->scratch, p->err);
    return !p->status;
}

static void lower(planner *p, morgue_str text)
{
    strbuf_clear(&p->scratch);
    for (size_t i = 0; i < text.len; i++)
        strbuf_char(&p->scratch, text.ptr[i] == '_' ? '-' : ascii_lower(text.ptr[i]));
}

/* Ids and URLs are what they are; languages and hosts are lower case; all other
 * values were folded. */
static plan_node *value(planner *p, const node *n, plan_scope scope, morgue_str name)
{
    plan_node *out = plan__node(p, PLAN_KEYWORD, n, 0);
    if (!out)
        return NULL;
    out->scope = scope;
    out->name = name;
    if (scope == SCOPE_ID || scope == SCOPE_URL) {
        out->text = plan__copy(p, n->text);
        return out;
    }
    if (scope == SCOPE_LANG || scope == SCOPE_HOST)
        lower(p, n->text);
    else if (!fold(p, n))
        return NULL;
    out->text = plan__copy(p, strbuf_view(&p->scratch));
    return out;
}

/* source:reuters is a word of the outlet's name; source:reuters.com a host. */
static plan_node *source(planner *p, const node *n, const field_plan *field)
{
    plan_node *either = plan__node(p, PLAN_OR, n, 2);
    if (!either)
        return NULL;
    either->children[0] = words(p, n, field);
    either->children[1] = value(p, n, SCOPE_HOST, field->name);
    return either->children[0] && either->children[1] ? either : NULL;
}

static plan_node *entity(planner *p, const node *n, const field_plan *field)
{
    plan_node *out = plan__node(p, PLAN_ENTITY, n, 0);
    if (!out || !fold(p, n))
        return NULL;
    out->scope = SCOPE_ENTITY;
    out->kinds = field->kinds;
    out->about = field->about;
    out->text = plan__copy(p, strbuf_view(&p->scratch));
    return out;
}

static plan_node *ticker(planner *p, const node *n)
{
    plan_node *out = plan__node(p, PLAN_TICKER, n, 0);
    if (out)
        out->text = plan__copy(p, n->text.len && n->text.ptr[0] == '$'
                                      ? str_range(n->text, 1, n->text.len)
                                      : n->text);
    return out;
}

/* What stands before a star, folded as the words that it shall begin were. */
static plan_node *prefix(planner *p, const node *n, const field_plan *field)
{
    plan_node *out = plan__node(p, PLAN_PREFIX, n, 0);
    if (!out)
        return NULL;
    out->scope = field->scope;
    out->name = field->name;
    out->kinds = field->kinds;
    out->about = field->about;
    if (field->meaning == MEANS_TICKER) {
        p->status = fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                               "a ticker is asked whole: write ticker:MU");
        return NULL;
    }
    if (field->scope == SCOPE_ID || field->scope == SCOPE_URL) {
        out->text = plan__copy(p, n->text);
        return out;
    }
    if (field->scope == SCOPE_LANG)
        lower(p, n->text);
    else if (!fold(p, n))
        return NULL;
    out->text = plan__copy(p, strbuf_view(&p->scratch));
    return out;
}

plan_node *plan__leaf(planner *p, const node *n, const field_plan *field)
{
    if (n->kind == NODE_PREFIX)
        return prefix(p, n, field);
    switch (field->meaning) {
    case MEANS_WORDS:
        return words(p, n, field);
    case MEANS_SOURCE:
        return source(p, n, field);
    case MEANS_VALUE:
        return value(p, n, field->scope, field->name);
    case MEANS_ENTITY:
        return entity(p, n, field);
    case MEANS_TICKER:
        return ticker(p, n);
    }
    return NULL;
}

static plan_node *refuse_operand(planner *p, const node *n, const char *what)
{
    p->status = fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                           "NEAR and ADJ take single words, wildcards and (a OR b): %s is not "
                           "supported there yet",
                           what);
    return NULL;
}

/* One token, or the compound of a hyphenated word, or the bigram of two
 * ideographs. */
static plan_node *single(planner *p, const node *n, const field_plan *field)
{
    if (!analyse(p, n))
        return NULL;
    const token_list *list = &p->tokens;
    bool exactly = n->kind == NODE_PHRASE;
    if (list->positions == 1)
        return word_of(p, n, field, &list->tokens[0], exactly);
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        bool whole = t->from == list->tokens[0].from && t->to == list->tokens[list->count - 1].to;
        if (t->alternate && whole)
            return word_of(p, n, field, t, true);
    }
    return refuse_operand(p, n, "a phrase");
}

plan_node *plan__operand(planner *p, const node *n, const field_plan *field)
{
    if (n->kind == NODE_WORD || n->kind == NODE_PHRASE)
        return single(p, n, field);
    if (n->kind == NODE_PREFIX)
        return prefix(p, n, field);
    if (n->kind != NODE_OR)
        return refuse_operand(p, n, n->kind == NODE_NEAR || n->kind == NODE_ADJ
                                        ? "another NEAR or ADJ"
                                        : "this");
    plan_node *out = plan__node(p, PLAN_OR, n, n->count);
    for (size_t i = 0; out && i < n->count; i++) {
        out->children[i] = plan__operand(p, n->children[i], field);
        if (!out->children[i])
            return NULL;
    }
    return out;
}
