/* From a plan to a query for libxapian. */
#include "run_internal.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const scope_prefixes[] = {
    [SCOPE_TEXT] = "",
    [SCOPE_HEADLINE] = TERM_HEADLINE,
    [SCOPE_LEDE] = TERM_LEDE,
    [SCOPE_BODY] = "",
    [SCOPE_BYLINE] = TERM_BYLINE,
    [SCOPE_SOURCE] = TERM_SOURCE,
    [SCOPE_SECTION] = TERM_SECTION,
    [SCOPE_TAG] = TERM_TAG,
    [SCOPE_LANG] = TERM_LANG,
    [SCOPE_URL] = TERM_URL,
    [SCOPE_HOST] = TERM_HOST,
    [SCOPE_ID] = TERM_ID,
    [SCOPE_ENTITY] = TERM_ENTITY,
};

void run__prefix(plan_scope scope, morgue_str name, char out[TERM_DECLARED_PREFIX])
{
    if (scope == SCOPE_DECLARED || scope == SCOPE_KEYWORD)
        term_declared_prefix(name, out);
    else
        snprintf(out, TERM_DECLARED_PREFIX, "%s", scope_prefixes[scope]);
}

/* Takes what a call of the shim gave; the first failure sticks. */
static xc_query *checked(compiler *c, xc_status code, xc_query *query, const xc_error *error)
{
    if (code && !c->status)
        c->status = segment_fail(c->err, "cannot build the query", error);
    return code ? NULL : query;
}

static xc_query *all(compiler *c)
{
    xc_query *query = NULL;
    xc_error error;
    xc_status code = xc_query_all(&query, &error);
    return checked(c, code, query, &error);
}

static xc_query *term(compiler *c, const char *prefix, morgue_str text, bool stem)
{
    (stem ? term_make_stem : term_make)(&c->term, prefix, text);
    if (c->term.failed && !c->status)
        c->status = fail_nomem(c->err);
    if (c->status)
        return NULL;
    xc_query *query = NULL;
    xc_error error;
    xc_status code = xc_query_term(&query, (xc_str){c->term.ptr, c->term.len}, &error);
    return checked(c, code, query, &error);
}

/* Combines parts and frees them; a NULL part means that something failed. */
static xc_query *combine(compiler *c, xc_op op, xc_query **parts, size_t count, uint32_t parameter)
{
    xc_query *query = NULL;
    xc_error error;
    if (!c->status) {
        xc_status code =
            xc_query_combine(&query, op, (const xc_query *const *)parts, count, parameter, &error);
        query = checked(c, code, query, &error);
    }
    for (size_t i = 0; i < count; i++)
        xc_query_free(parts[i]);
    return query;
}

static xc_query *without(compiler *c, xc_query *from, xc_query *minus)
{
    return combine(c, XC_AND_NOT, (xc_query *[]){from, minus}, 2, 0);
}

/* A word in one scope; in the body alone it must not be one that only the
 * headline has. */
static xc_query *word(compiler *c, plan_scope scope, const char *prefix, morgue_str text, bool stem)
{
    xc_query *query = term(c, prefix, text, stem);
    if (scope != SCOPE_BODY)
        return query;
    return without(c, query, term(c, TERM_ELSEWHERE, text, stem));
}

static xc_query *any_of(compiler *c, plan_scope scope, const char *prefix, const word_list *words)
{
    xc_query **parts = calloc(words->count + 1, sizeof(xc_query *));
    if (!parts) {
        c->status = fail_nomem(c->err);
        return NULL;
    }
    for (size_t i = 0; i < words->count; i++)
        parts[i] = word(c, scope, prefix, words->words[i], false);
    xc_op op = scope == SCOPE_BODY ? XC_OR : XC_SYNONYM;
    xc_query *query = combine(c, op, parts, words->count, 0);
    free(parts);
    return query;
}

static xc_query *compile_word(compiler *c, const plan_node *n)
{
    char prefix[TERM_DECLARED_PREFIX];
    run__prefix(n->scope, n->name, prefix);
    return word(c, n->scope, prefix, n->text, n->stemmed);
}

/* ---- entities ---- */

void run__entity_prefix(const plan_node *n, entity_kind kind, char out[4])
{
    const char *head = n->about ? TERM_ABOUT : TERM_ENTITY;
    out[0] = head[0];
    out[1] = head[1];
    out[2] = term_entity_letter[kind];
    out[3] = '\0';
}

static xc_query *entity_of_kind(compiler *c, const plan_node *n, entity_kind kind)
{
    char prefix[4];
    run__entity_prefix(n, kind, prefix);
    word_list words = {0};
    morgue_status status = run__entity_words(c->archive, n, kind, c->partial, &words, c->err);
    if (status && !c->status)
        c->status = status;
    xc_query *query = c->status ? NULL : any_of(c, SCOPE_ENTITY, prefix, &words);
    run__words_free(&words);
    return query;
}

static xc_query *compile_entity(compiler *c, const plan_node *n)
{
    xc_query *parts[ENTITY_KINDS];
    size_t count = 0;
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        if (n->kinds >> kind & 1)
            parts[count++] = entity_of_kind(c, n, (entity_kind)kind);
    return combine(c, XC_OR, parts, count, 0);
}

/* ticker:MU is the company by any of its names, or "$MU" itself. */
static xc_query *compile_ticker(compiler *c, const plan_node *n)
{
    char symbol[MORGUE_MAX_TERM + 2] = "$";
    size_t len = n->text.len < MORGUE_MAX_TERM ? n->text.len : MORGUE_MAX_TERM;
    for (size_t i = 0; i < len; i++)
        symbol[i + 1] = ascii_lower(n->text.ptr[i]);
    xc_query *parts[2] = {entity_of_kind(c, n, ENTITY_ORG),
                          term(c, "", (morgue_str){symbol, len + 1}, false)};
    return combine(c, XC_OR, parts, 2, 0);
}

/* ---- prefixes ---- */

static xc_query *compile_prefix(compiler *c, const plan_node *n)
{
    if (n->scope == SCOPE_ENTITY)
        return compile_entity(c, n);
    char prefix[TERM_DECLARED_PREFIX];
    run__prefix(n->scope, n->name, prefix);
    word_list words = {0};
    morgue_status status = run__prefix_words(c->archive, n, prefix, c->partial, &words, c->err);
    if (status && !c->status)
        c->status = status;
    xc_query *query = c->status ? NULL : any_of(c, n->scope, prefix, &words);
    run__words_free(&words);
    return query;
}

/* ---- proximity ---- */

static void operand_words(compiler *c, const plan_node *n, const char *prefix, word_list *out)
{
    morgue_status status = MORGUE_OK;
    if (n->kind == PLAN_PREFIX)
        status = run__prefix_words(c->archive, n, prefix, c->partial, out, c->err);
    else if (n->kind == PLAN_WORD && n->stemmed)
        status = run__stem_words(c->archive, n->text, out, c->err);
    else if (n->kind == PLAN_WORD)
        run__words_add(out, n->text, 0);
    for (size_t i = 0; n->kind == PLAN_OR && i < n->count; i++)
        operand_words(c, n->children[i], prefix, out);
    if (!status && out->failed)
        status = fail_nomem(c->err);
    if (status && !c->status)
        c->status = status;
}

static xc_query *operand(compiler *c, const plan_node *n, const char *prefix)
{
    word_list words = {0};
    operand_words(c, n, prefix, &words);
    xc_query **parts = calloc(words.count + 1, sizeof(xc_query *));
    if (!parts && !c->status)
        c->status = fail_nomem(c->err);
    xc_query *query = NULL;
    if (!c->status) {
        for (size_t i = 0; i < words.count; i++)
            parts[i] = term(c, prefix, words.words[i], false);
        query = combine(c, XC_OR, parts, words.count, 0);
    }
    free(parts);
    run__words_free(&words);
    return query;
}

/* Operands in order, or backwards, inside one text: the one that the prefix's
 * positions count. */
static xc_query *ordered_in(compiler *c, const plan_node *n, const char *prefix, bool backwards)
{
    xc_query **parts = calloc(n->count + 1, sizeof(xc_query *));
    if (!parts) {
        c->status = fail_nomem(c->err);
        return NULL;
    }
    for (size_t i = 0; i < n->count; i++)
        parts[i] = operand(c, n->children[backwards ? n->count - 1 - i : i], prefix);
    xc_query *query = combine(c, XC_PHRASE, parts, n->count, n->distance);
    free(parts);
    return query;
}

/* Any order is either order: libxapian's own NEAR passes over matches when both
 * operands can stand at one place, as "ban" and "banned" can. */
static xc_query *near_in(compiler *c, const plan_node *n, const char *prefix)
{
    xc_query *forwards = ordered_in(c, n, prefix, false);
    if (n->ordered)
        return forwards;
    return combine(c, XC_OR, (xc_query *[]){forwards, ordered_in(c, n, prefix, true)}, 2, 0);
}

static xc_query *compile_near(compiler *c, const plan_node *n)
{
    char prefix[TERM_DECLARED_PREFIX];
    run__prefix(n->scope, n->name, prefix);
    xc_query *first = near_in(c, n, prefix);
    if (n->scope != SCOPE_TEXT)
        return first;
    return combine(c, XC_OR, (xc_query *[]){first, near_in(c, n, TERM_HEADLINE)}, 2, 0);
}

/* ---- ranges ---- */

static xc_query *range(compiler *c, uint32_t slot, xc_str low, xc_str high)
{
    xc_query *query = NULL;
    xc_error error;
    xc_status code = xc_query_value_range(&query, slot, low, high, &error);
    return checked(c, code, query, &error);
}

/* An article matches when its date and the clause have a moment in common: a
 * date of a month is not lost to a clause that splits the month. */
static xc_query *compile_date(compiler *c, const plan_node *n, bool positive)
{
    if (c->could)
        return positive ? all(c) : combine(c, XC_OR, NULL, 0, 0);
    char first[DATE_VALUE_BYTES], last[DATE_VALUE_BYTES];
    date_value_put(n->first, first);
    date_value_put(n->last, last);
    xc_str none = {NULL, 0};
    xc_query *parts[] = {
        range(c, SLOT_DATE_FROM, none, (xc_str){last, sizeof last}),
        range(c, SLOT_DATE_LAST, (xc_str){first, sizeof first}, none),
    };
    return combine(c, XC_AND, parts, 2, 0);
}

static xc_query *compile_length(compiler *c, const plan_node *n)
{
    if (n->last < 0 || n->first > UINT32_MAX || n->first > n->last)
        return combine(c, XC_OR, NULL, 0, 0);
    char low[4], high[4];
    u32_value_put(n->first < 0 ? 0 : (uint32_t)n->first, low);
    u32_value_put(n->last > UINT32_MAX ? UINT32_MAX : (uint32_t)n->last, high);
    return range(c, SLOT_WORDS, (xc_str){low, sizeof low}, (xc_str){high, sizeof high});
}

/* ---- the tree ---- */

static xc_query *compile_not(compiler *c, const plan_node *n, bool positive)
{
    return without(c, all(c), run__compile(c, n->children[0], !positive));
}

/* The children of an AND that are no NOTs, and below them those that are. */
static xc_query *compile_and(compiler *c, const plan_node *n, bool positive)
{
    xc_query **parts = calloc(n->count + 1, sizeof(xc_query *));
    xc_query **minus = calloc(n->count + 2, sizeof(xc_query *));
    xc_query *query = NULL;
    if (!parts || !minus) {
        c->status = fail_nomem(c->err);
        goto done;
    }
    size_t count = 0, less = 1;
    for (size_t i = 0; i < n->count; i++) {
        const plan_node *child = n->children[i];
        if (child->kind == PLAN_NOT)
            minus[less++] = run__compile(c, child->children[0], !positive);
        else
            parts[count++] = run__compile(c, child, positive);
    }
    query = count ? combine(c, XC_AND, parts, count, 0) : all(c);
    if (less > 1) {
        minus[0] = query;
        query = combine(c, XC_AND_NOT, minus, less, 0);
    }
done:
    free(parts);
    free(minus);
    return query;
}

static xc_query *compile_or(compiler *c, const plan_node *n, bool positive)
{
    xc_query **parts = calloc(n->count + 1, sizeof(xc_query *));
    if (!parts) {
        c->status = fail_nomem(c->err);
        return NULL;
    }
    for (size_t i = 0; i < n->count; i++)
        parts[i] = run__compile(c, n->children[i], positive);
    xc_query *query = combine(c, XC_OR, parts, n->count, 0);
    free(parts);
    return query;
}

xc_query *run__compile(compiler *c, const plan_node *n, bool positive)
{
    if (c->status)
        return NULL;
    switch (n->kind) {
    case PLAN_ALL:
        return all(c);
    case PLAN_AND:
        return compile_and(c, n, positive);
    case PLAN_OR:
        return compile_or(c, n, positive);
    case PLAN_NOT:
        return compile_not(c, n, positive);
    case PLAN_WORD:
    case PLAN_KEYWORD:
        return compile_word(c, n);
    case PLAN_NEAR:
        return compile_near(c, n);
    case PLAN_PREFIX:
        return compile_prefix(c, n);
    case PLAN_DATE:
        return compile_date(c, n, positive);
    case PLAN_LENGTH:
        return compile_length(c, n);
    case PLAN_ENTITY:
        return compile_entity(c, n);
    case PLAN_TICKER:
        return compile_ticker(c, n);
    case PLAN_HAS:
        return term(c, TERM_HAS, n->text, false);
    }
    c->status = fail(c->err, MORGUE_INTERNAL, "a clause of an unknown kind");
    return NULL;
}
