/* From a plan to a match in one segment: posting lists find candidates, the words
 * in their order decide where a list alone cannot. */
#include "compile.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const scope_prefixes[] = {
    [SCOPE_TEXT] = "",
    [SCOPE_HEADLINE] = TERM_HEADLINE,
    [SCOPE_LEDE] = "",
    [SCOPE_BODY] = "",
    [SCOPE_BYLINE] = TERM_BYLINE,
    [SCOPE_SOURCE] = TERM_SOURCE,
    [SCOPE_SECTION] = TERM_SECTION,
    [SCOPE_TAG] = TERM_TAG,
    [SCOPE_LANG] = TERM_LANG,
    [SCOPE_HOST] = TERM_HOST,
    [SCOPE_ENTITY] = TERM_ENTITY,
};

void run__prefix(plan_scope scope, morgue_str name, char out[TERM_DECLARED_PREFIX])
{
    if (scope == SCOPE_DECLARED || scope == SCOPE_KEYWORD)
        term_declared_prefix(name, out);
    else
        snprintf(out, TERM_DECLARED_PREFIX, "%s", scope_prefixes[scope]);
}

static match_node *compile(compiler *c, const plan_node *n, bool positive);

const leaf *run__leaf_of(compiler *c, const plan_node *n, unsigned part)
{
    const leaf *out = NULL;
    if (!c->status)
        c->status = run__leaf(c->q, n, part, &out, c->err);
    return out;
}

match_node *run__terms_of(compiler *c, const leaf *words)
{
    return match_words(c->match, words->terms, words->headline, words->words.count, words->weight);
}

static match_node *in_headline(compiler *c, const leaf *words)
{
    return match_terms(c->match, words->headline, words->words.count, 0);
}

/* The candidates that have some of the forms in the scope of n. */
static match_node *where_forms(compiler *c, match_node *candidates, const plan_node *n,
                               const rank_list *forms)
{
    spans *q = run__open_spans(c, n);
    if (!q)
        return match_nothing(c->match);
    return run__where(c, candidates, q, spans_words(q, forms->ranks, forms->count));
}

/* ---- words ---- */

/* For so many words the lists of the headline cost more than they save. */
#define FEW_WORDS 8

/* A word of the text that the headline lacks is in the body; only where the
 * headline has it the text must tell. */
static match_node *in_body(compiler *c, const plan_node *n, const leaf *words,
                           const rank_list *forms)
{
    match_node *only = match_without(c->match, run__terms_of(c, words), in_headline(c, words));
    match_node *both[2] = {run__terms_of(c, words), in_headline(c, words)};
    match_node *either[2] = {only, where_forms(c, match_all(c->match, both, 2), n, forms)};
    return match_any(c->match, either, 2);
}

/* Words or a wildcard in a scope; a form can have a word without having its stem. */
static match_node *words_in(compiler *c, const plan_node *n, const leaf *words,
                            const rank_list *forms, bool exact)
{
    if (exact && n->scope == SCOPE_BODY && words->words.count <= FEW_WORDS)
        return in_body(c, n, words, forms);
    if (exact && n->scope != SCOPE_BODY && n->scope != SCOPE_LEDE)
        return run__terms_of(c, words);
    return where_forms(c, run__terms_of(c, words), n, forms);
}

static match_node *compile_words(compiler *c, const plan_node *n)
{
    const leaf *words = run__leaf_of(c, n, LEAF_SELF);
    if (!words || words->words.count == 0)
        return match_nothing(c->match);
    bool stem = n->kind == PLAN_WORD && n->stemmed;
    bool placed = n->scope == SCOPE_BODY || n->scope == SCOPE_LEDE;
    if (!stem && !placed)
        return run__terms_of(c, words);
    rank_list forms = {0};
    match_node *out = NULL;
    c->status = run__ranks(c->q, c->segment->stream, n, &forms, c->err);
    if (!c->status && forms.count == 0)
        out = match_nothing(c->match);
    else if (!c->status)
        out = words_in(c, n, words, &forms,
                       !stem || run__ranks_cover(&forms, c->segment->stream, words));
    run__ranks_free(&forms);
    return out;
}

/* ---- names ---- */

static match_node *entity_of_kind(compiler *c, const plan_node *n, entity_kind kind)
{
    const leaf *words = run__leaf_of(c, n, kind);
    return words ? run__terms_of(c, words) : NULL;
}

static match_node *compile_entity(compiler *c, const plan_node *n)
{
    match_node *parts[ENTITY_KINDS];
    size_t count = 0;
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        if (n->kinds >> kind & 1)
            parts[count++] = entity_of_kind(c, n, (entity_kind)kind);
    return match_any(c->match, parts, count);
}

static match_node *compile_ticker(compiler *c, const plan_node *n)
{
    const leaf *symbol = run__leaf_of(c, n, LEAF_SELF);
    match_node *parts[2] = {entity_of_kind(c, n, ENTITY_ORG),
                            symbol ? run__terms_of(c, symbol) : NULL};
    return match_any(c->match, parts, 2);
}

/* ---- ranges ---- */

/* The date of every document of the segment lies inside of the clause. */
static bool all_inside(const compiler *c, const plan_node *n)
{
    const segment_summary *s = c->summary;
    return s->dated && !s->undated && n->first <= s->earliest && n->last >= s->latest;
}

/* An article matches when its date and the clause have a moment in common: a
 * date of a month is not lost to a clause that splits the month. */
static match_node *compile_date(compiler *c, const plan_node *n, bool positive)
{
    if (c->could ? positive : all_inside(c, n))
        return match_everything(c->match);
    return c->could ? match_nothing(c->match) : match_dated(c->match, n->first, n->last);
}

static match_node *compile_length(compiler *c, const plan_node *n)
{
    if (n->last < 0 || n->first > UINT32_MAX || n->first > n->last)
        return match_nothing(c->match);
    return match_sized(c->match, n->first < 0 ? 0 : (uint32_t)n->first,
                       n->last > UINT32_MAX ? UINT32_MAX : (uint32_t)n->last);
}

/* ---- the tree ---- */

/* The children of an AND that are no NOTs, and without those that are. */
static match_node *compile_and(compiler *c, const plan_node *n, bool positive)
{
    match_node **parts = calloc(n->count + 1, sizeof(match_node *));
    match_node **minus = calloc(n->count + 1, sizeof(match_node *));
    match_node *out = NULL;
    size_t count = 0, less = 0;
    if (!parts || !minus)
        c->status = fail_nomem(c->err);
    for (size_t i = 0; !c->status && i < n->count; i++) {
        const plan_node *child = n->children[i];
        if (child->kind == PLAN_NOT)
            minus[less++] = compile(c, child->children[0], !positive);
        else
            parts[count++] = compile(c, child, positive);
    }
    if (!c->status)
        out = match_all(c->match, parts, count);
    if (!c->status && less)
        out = match_without(c->match, out, match_any(c->match, minus, less));
    free(parts);
    free(minus);
    return out;
}

static match_node *compile_or(compiler *c, const plan_node *n, bool positive)
{
    match_node **parts = calloc(n->count + 1, sizeof(match_node *));
    if (!parts) {
        c->status = fail_nomem(c->err);
        return NULL;
    }
    for (size_t i = 0; i < n->count; i++)
        parts[i] = compile(c, n->children[i], positive);
    match_node *out = match_any(c->match, parts, n->count);
    free(parts);
    return out;
}

static match_node *compile_kind(compiler *c, const plan_node *n, bool positive)
{
    if (run__is_stored(n))
        return run__compile_stored(c, n);
    switch (n->kind) {
    case PLAN_ALL:
        return match_everything(c->match);
    case PLAN_AND:
        return compile_and(c, n, positive);
    case PLAN_OR:
        return compile_or(c, n, positive);
    case PLAN_NOT:
        return match_without(c->match, match_everything(c->match),
                             compile(c, n->children[0], !positive));
    case PLAN_WORD:
    case PLAN_PATTERN:
    case PLAN_FUZZY:
    case PLAN_KEYWORD:
    case PLAN_HAS:
        return compile_words(c, n);
    case PLAN_PHRASE:
    case PLAN_NEAR:
    case PLAN_NOT_NEAR:
    case PLAN_SENTENCE:
    case PLAN_PARA:
    case PLAN_ATLEAST:
    case PLAN_FIRST:
    case PLAN_NAMES:
        return run__compile_positions(c, n);
    case PLAN_PREFIX:
        return n->scope == SCOPE_ENTITY ? compile_entity(c, n) : compile_words(c, n);
    case PLAN_DATE:
        return compile_date(c, n, positive);
    case PLAN_LENGTH:
        return compile_length(c, n);
    case PLAN_ENTITY:
        return compile_entity(c, n);
    case PLAN_TICKER:
        return compile_ticker(c, n);
    }
    c->status = fail(c->err, MORGUE_INTERNAL, "a clause of an unknown kind");
    return NULL;
}

/* Depth was bounded when the question was planned. */
static match_node *compile(compiler *c, const plan_node *n, bool positive)
{
    match_node *out = c->status ? NULL : compile_kind(c, n, positive);
    return out && n->factor != 1 ? match_scaled(c->match, out, n->factor) : out;
}

static match_node *compile_undated(compiler *c, const plan_node *n)
{
    c->could = true;
    match_node *parts[2] = {match_undated(c->match), compile(c, n, true)};
    c->could = false;
    match_node *could = match_all(c->match, parts, 2);
    return match_without(c->match, could, compile(c, n, true));
}

morgue_status run__match(asking *q, size_t shard, const plan_node *n, reading how, match **out,
                         morgue_error *err)
{
    morgue_archive *a = q->archive;
    compiler c = {.q = q,
                  .shard = shard,
                  .segment = a->segments[shard],
                  .summary = &a->manifest.segments[shard].summary,
                  .err = err};
    *out = NULL;
    morgue_status status = run__stop(&q->stop, err);
    if (!status)
        status = match_new(&c.match, a->segments[shard], a->dead[shard].bits, a->dead[shard].bytes,
                           &q->statistics, run__stop_poll, &q->stop, err);
    if (status)
        return status;
    match_node *root = how == AS_ASKED ? compile(&c, n, true) : compile_undated(&c, n);
    status = c.status ? c.status : match_start(c.match, root, err);
    if (status)
        match_free(c.match);
    else
        *out = c.match;
    return status;
}

/* ---- whole segments ---- */

static bool may_match(const segment_summary *s, const plan_node *n)
{
    bool any = n->count == 0;
    if (n->kind == PLAN_DATE)
        return s->dated && s->earliest <= n->last && s->latest >= n->first;
    if (n->kind != PLAN_AND && n->kind != PLAN_OR)
        return true;
    for (size_t i = 0; i < n->count; i++) {
        bool one = may_match(s, n->children[i]);
        if (n->kind == PLAN_AND && !one)
            return false;
        any |= one;
    }
    return any;
}

bool run__may_match(const asking *q, size_t shard, const plan_node *n, reading how)
{
    const segment_summary *s = &q->archive->manifest.segments[shard].summary;
    return how == AS_ASKED ? may_match(s, n) : s->undated > 0;
}

morgue_status run__count(asking *q, const plan_node *n, reading how, uint64_t *total,
                         morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    *total = 0;
    for (size_t i = 0; !status && i < q->archive->manifest.count; i++) {
        if (!run__may_match(q, i, n, how))
            continue;
        match *m;
        uint64_t here = 0;
        status = run__match(q, i, n, how, &m, err);
        if (!status)
            status = match_count(m, &here, err);
        uint64_t steps = m ? match_most_steps(m) : 0;
        q->steps = steps > q->steps ? steps : q->steps;
        if (!status)
            status = segment_status(q->archive->segments[i], err);
        match_free(m);
        *total += here;
    }
    return status;
}
