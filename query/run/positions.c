/* Questions about the order of words: candidates by posting lists, then the words
 * as they stand in the stream. */
#include "compile.h"

#include "error.h"

#include <stdlib.h>

/* Where the words of a scope stand; false when the segment has no such field. */
static bool scope_fields(const compiler *c, const plan_node *n, spans_scope *out)
{
    static const struct {
        unsigned fields[3];
        unsigned count;
    } scopes[] = {
        [SCOPE_TEXT] = {{TEXT_HEADLINE, TEXT_STANDFIRST, TEXT_BODY}, 3},
        [SCOPE_HEADLINE] = {{TEXT_HEADLINE}, 1},
        [SCOPE_LEDE] = {{TEXT_STANDFIRST, TEXT_BODY}, 2},
        [SCOPE_BODY] = {{TEXT_STANDFIRST, TEXT_BODY}, 2},
        [SCOPE_BYLINE] = {{TEXT_BYLINE}, 1},
        [SCOPE_SOURCE] = {{TEXT_SOURCE}, 1},
        [SCOPE_SECTION] = {{TEXT_SECTION}, 1},
    };
    out->lede = n->scope == SCOPE_LEDE;
    if (n->scope == SCOPE_DECLARED) {
        out->field_count = 1;
        return segment_declared_field(c->segment, n->name, &out->fields[0]);
    }
    if (n->scope > SCOPE_SECTION)
        return false;
    out->field_count = scopes[n->scope].count;
    for (unsigned i = 0; i < out->field_count; i++)
        out->fields[i] = scopes[n->scope].fields[i];
    return true;
}

spans *run__open_spans(compiler *c, const plan_node *n)
{
    spans_scope scope = {.field_count = 0};
    spans *out = NULL;
    if (!c->status && scope_fields(c, n, &scope))
        c->status = spans_new(&out, c->segment->stream, &scope, c->err);
    /* Where terms without prefix tell what the fields have. */
    if (out && (n->scope == SCOPE_TEXT || n->scope == SCOPE_LEDE || n->scope == SCOPE_BODY))
        spans_locate_by(out, run__locate_form, c->segment);
    return c->status ? NULL : out;
}

match_node *run__where(compiler *c, match_node *candidates, spans *q, spans_node *root)
{
    if (!c->status)
        c->status = spans_finish(q, root, c->err);
    if (!c->status) {
        run__recall(c->q, c->shard, q);
        return match_where(c->match, candidates, q);
    }
    spans_free(q);
    return NULL;
}

/* ---- candidates ---- */

/* Words, or any of several words. */
static bool is_words(const plan_node *n)
{
    bool all = (n->kind >= PLAN_WORD && n->kind <= PLAN_FUZZY) || n->kind == PLAN_OR;
    for (size_t i = 0; all && i < n->count; i++)
        all = is_words(n->children[i]);
    return all;
}

static match_node *candidates(compiler *c, const plan_node *n);

/* A match of each child, joined. */
static match_node *join(compiler *c, const plan_node *n)
{
    match_node **parts = calloc(n->count + 1, sizeof(match_node *));
    if (!parts) {
        c->status = fail_nomem(c->err);
        return NULL;
    }
    for (size_t i = 0; i < n->count; i++)
        parts[i] = c->status ? NULL : candidates(c, n->children[i]);
    match_node *out = (n->kind == PLAN_OR ? match_any : match_all)(c->match, parts, n->count);
    free(parts);
    return out;
}

/* Documents that have what the operand needs, wherever in the text. */
static match_node *candidates(compiler *c, const plan_node *n)
{
    if (is_words(n)) {
        const leaf *words = run__leaf_of(c, n, LEAF_SELF);
        return words ? run__terms_of(c, words) : NULL;
    }
    switch (n->kind) {
    case PLAN_NAMES:
        return run__names_candidates(c, n);
    case PLAN_NOT_NEAR:
        return candidates(c, n->children[0]);
    default:
        return join(c, n);
    }
}

/* ---- the question ---- */

static spans_node *words_operand(compiler *c, spans *q, const plan_node *n)
{
    rank_list forms = {0};
    c->status = run__ranks(c->q, c->segment->stream, n, &forms, c->err);
    spans_node *out = c->status ? NULL : spans_words(q, forms.ranks, forms.count);
    run__ranks_free(&forms);
    return out;
}

static spans_node *arrange(spans *q, const plan_node *n, spans_node *const *operands)
{
    switch (n->kind) {
    case PLAN_PHRASE:
        return spans_ordered(q, operands, n->count, n->distance);
    case PLAN_NEAR:
        return spans_near(q, operands[0], operands[1], n->distance, n->ordered);
    case PLAN_NOT_NEAR:
        return spans_not_near(q, operands[0], operands[1], n->distance);
    case PLAN_SENTENCE:
    case PLAN_PARA:
        return spans_together(q, operands, n->count, n->kind == PLAN_PARA);
    case PLAN_ATLEAST:
        return spans_at_least(q, operands[0], n->distance);
    case PLAN_FIRST:
        return spans_first(q, operands[0], n->distance);
    default:
        return spans_any(q, operands, n->count);
    }
}

/* Depth was bounded when the question was planned. */
static spans_node *operand(compiler *c, spans *q, const plan_node *n)
{
    if (c->status)
        return NULL;
    if (is_words(n))
        return words_operand(c, q, n);
    if (n->kind == PLAN_NAMES)
        return run__names_operand(c, q, n);
    spans_node **operands = calloc(n->count + 1, sizeof(spans_node *));
    if (!operands) {
        c->status = fail_nomem(c->err);
        return NULL;
    }
    for (size_t i = 0; i < n->count; i++)
        operands[i] = operand(c, q, n->children[i]);
    spans_node *out = c->status ? NULL : arrange(q, n, operands);
    free(operands);
    return out;
}

match_node *run__compile_positions(compiler *c, const plan_node *n)
{
    match_node *found = candidates(c, n);
    spans *q = run__open_spans(c, n);
    return q ? run__where(c, found, q, operand(c, q, n)) : match_nothing(c->match);
}

morgue_status run__spans_of(asking *q, size_t shard, const plan_node *n, spans **out,
                            morgue_error *err)
{
    compiler c = {.q = q, .segment = q->archive->segments[shard], .err = err};
    spans *made = run__open_spans(&c, n);
    spans_node *root = made ? operand(&c, made, n) : NULL;
    if (made && !c.status)
        c.status = spans_finish(made, root, err);
    if (c.status) {
        spans_free(made);
        made = NULL;
    }
    if (made)
        spans_poll_by(made, run__stop_poll, &q->stop);
    *out = made;
    return c.status;
}
