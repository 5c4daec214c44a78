/* Which segments cannot match, and why: no date of theirs is asked for, or none of their
 * articles has a word, value or name that must be there. */
#include "explain.h"

#include "compile.h"
#include "error.h"

/* Steps that a look for a term counts for. */
#define TERM_STEPS 16

/* A node that cannot match in a segment; all zero when there is none. */
typedef struct obstacle {
    const plan_node *node;
    skip_reason why;
} obstacle;

typedef struct searching_segment {
    explaining *x;
    const segment *segment;
    const segment_summary *summary;
    morgue_status status; /* sticky */
} searching_segment;

static bool has_term(searching_segment *s, const leaf *words)
{
    for (size_t i = 0; !s->status && i < words->words.count; i++) {
        glass_postings list;
        if (!run__step(&s->x->asking.stop, TERM_STEPS))
            s->status = run__stop(&s->x->asking.stop, s->x->err);
        else if (glass_postings_open(s->segment->glass, words->terms[i], &list))
            return true;
    }
    return false;
}

static bool has_leaf(searching_segment *s, const plan_node *n, unsigned part)
{
    const leaf *words = NULL;
    if (!s->status)
        s->status = run__leaf(&s->x->asking, n, part, &words, s->x->err);
    return words && has_term(s, words);
}

static bool has_name(searching_segment *s, const plan_node *n)
{
    unsigned kinds = n->kind == PLAN_TICKER ? 1u << ENTITY_ORG : n->kinds;
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        if (kinds >> kind & 1 && has_leaf(s, n, kind))
            return true;
    return n->kind == PLAN_TICKER && has_leaf(s, n, LEAF_SELF);
}

static obstacle find(searching_segment *s, const plan_node *n);

/* The first child that cannot match, or with any the node itself when none can. */
static obstacle find_below(searching_segment *s, const plan_node *n, bool any)
{
    obstacle first = {0};
    for (size_t i = 0; i < n->count; i++) {
        obstacle found = find(s, n->children[i]);
        if (!any && found.node)
            return found;
        if (any && !found.node)
            return found;
        first = i ? first : found;
    }
    return any && n->count ? (obstacle){n, first.why} : (obstacle){0};
}

static obstacle find_date(const searching_segment *s, const plan_node *n)
{
    const segment_summary *y = s->summary;
    if (!y->dated)
        return (obstacle){n, SKIP_UNDATED};
    bool apart = y->earliest > n->last || y->latest < n->first;
    return apart ? (obstacle){n, SKIP_DATES} : (obstacle){0};
}

/* Depth was bounded when the question was planned. What is not here can match: a NOT,
 * ids and URLs, lengths, names that stand in the text though no list has them. */
static obstacle find(searching_segment *s, const plan_node *n)
{
    bool has = true;
    if (run__is_stored(n))
        return (obstacle){0};
    switch (n->kind) {
    case PLAN_AND:
    case PLAN_PHRASE:
    case PLAN_NEAR:
    case PLAN_SENTENCE:
    case PLAN_PARA:
    case PLAN_ATLEAST:
    case PLAN_FIRST:
        return find_below(s, n, false);
    case PLAN_OR:
        return find_below(s, n, true);
    case PLAN_NOT_NEAR:
        return find(s, n->children[0]);
    case PLAN_DATE:
        return find_date(s, n);
    case PLAN_PREFIX:
        has = n->scope == SCOPE_ENTITY ? has_name(s, n) : has_leaf(s, n, LEAF_SELF);
        break;
    case PLAN_WORD:
    case PLAN_PATTERN:
    case PLAN_FUZZY:
    case PLAN_KEYWORD:
    case PLAN_HAS:
        has = has_leaf(s, n, LEAF_SELF);
        break;
    case PLAN_ENTITY:
    case PLAN_TICKER:
        has = has_name(s, n);
        break;
    default:
        break;
    }
    return has ? (obstacle){0} : (obstacle){n, SKIP_WORDS};
}

/* What the reader wrote; a clause of a saved question has the place of its name. */
static morgue_str written(const explaining *x, const plan_node *n)
{
    return str_range(x->query->text, n->from, n->to);
}

static morgue_status explain_segment(explaining *x, size_t shard, explained_segment *out)
{
    const manifest_segment *m = &x->asking.archive->manifest.segments[shard];
    searching_segment s = {
        .x = x, .segment = x->asking.archive->segments[shard], .summary = &m->summary};
    obstacle found = find(&s, x->plan->root);
    if (!s.status)
        s.status = segment_status(s.segment, x->err);
    *out = (explained_segment){
        .name = m->name,
        .articles = s.segment->documents - x->asking.archive->dead[shard].dead,
        .why = found.why,
        .earliest = m->summary.earliest,
        .latest = m->summary.latest,
    };
    if (found.node)
        out->clause = written(x, found.node);
    x->read += !found.node;
    return s.status;
}

morgue_status run__explain_segments(explaining *x)
{
    size_t count = x->asking.archive->manifest.count;
    x->segments = arena_alloc(&x->memory, (count + 1) * sizeof *x->segments);
    if (!x->segments)
        return fail_nomem(x->err);
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = explain_segment(x, i, &x->segments[i]);
    x->segment_count = count;
    return status;
}
