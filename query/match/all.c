/*
 * Conjunctions: some parts are walked, the rarest first; others are only tested;
 * then come those that must not match, and the positional questions last.
 */
#include "match_internal.h"

/* Steps that a positional question counts for. */
#define CHECK_STEPS 16

static bool answers(const match_node *n, uint32_t docid)
{
    for (const check *c = n->all.checks; c; c = c->next)
        if (!match__step(n->match, CHECK_STEPS) || !spans_match(c->question, docid))
            return false;
    return true;
}

/* The weight, once all parts stand on the document. */
static double all_score(match_node *n)
{
    double sum = 0;
    for (uint32_t i = 0; i < n->all.count; i++) {
        match_node *part = n->all.parts[i];
        if (part->scored)
            sum += part->class->score(part);
    }
    return sum;
}

/* What is left to ask about a document that parts of n stand on. */
static bool rest(match_node *n, uint32_t docid)
{
    for (uint32_t i = n->all.part_count; i < n->all.count; i++)
        if (!n->all.parts[i]->class->test(n->all.parts[i], docid))
            return false;
    for (match_node *minus = n->all.minus.first; minus; minus = minus->next)
        if (minus->class->test(minus, docid))
            return false;
    if (!n->all.checks)
        return true;
    /* Many documents share few that are good enough: a weight costs far less than positions. */
    if (n == n->match->root && n->match->floor > 0 && all_score(n) < n->match->floor)
        return false;
    return answers(n, docid);
}

static uint32_t all_seek(match_node *n, uint32_t target)
{
    match_node *const *parts = n->all.parts, *const *end = parts + n->all.part_count;
    for (;;) {
        target = match__seek(parts[0], target);
        if (target == NO_DOCUMENT || !match__step(n->match, 1))
            return n->current = NO_DOCUMENT;
        uint32_t further = target;
        for (match_node *const *part = parts + 1; part < end && further == target; part++)
            further = match__seek(*part, target);
        if (further != target)
            target = further;
        else if (rest(n, target))
            return n->current = target;
        else
            target++;
    }
}

static bool all_test(match_node *n, uint32_t docid)
{
    if (!match__step(n->match, 1))
        return false;
    for (uint32_t i = 0; i < n->all.part_count; i++)
        if (!n->all.parts[i]->class->test(n->all.parts[i], docid))
            return false;
    if (!rest(n, docid))
        return false;
    n->current = docid;
    return true;
}

/* Documents whose words are fetched meanwhile: to wait for each would take longer than
 * to look through it. */
#define AHEAD 4

static void mask_checks(match_node *n, uint32_t base, uint64_t *words)
{
    spans *first = n->all.checks->question;
    uint32_t ahead = 0;
    for (const check *c = n->all.checks; c; c = c->next)
        spans_prepare(c->question, spans_recall(c->question, base, words, MASK_WORDS));
    for (unsigned i = 0; i < AHEAD; i++, ahead++) {
        ahead = match__find(words, ahead, MASK_DOCUMENTS);
        if (ahead == MASK_DOCUMENTS)
            break;
        spans_expect(first, base + ahead);
    }
    for (uint32_t i = 0; i < MASK_WORDS; i++)
        for (uint64_t left = words[i]; left; left &= left - 1) {
            uint32_t at = i * 64 + (uint32_t)__builtin_ctzll(left);
            ahead = match__find(words, ahead, MASK_DOCUMENTS);
            if (ahead < MASK_DOCUMENTS)
                spans_expect(first, base + ahead++);
            if (!answers(n, base + at))
                words[i] &= ~(left & (0 - left));
        }
}

static void all_mask(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted)
{
    for (uint32_t i = 0; i < n->all.count; i++) {
        match_node *part = n->all.parts[i];
        part->class->mask(part, base, words, wanted);
        wanted = match__ones(words);
        if (!wanted)
            return;
    }
    uint64_t *copy = n->match->scratch + (size_t)n->depth * 2 * MASK_WORDS;
    for (match_node *minus = n->all.minus.first; minus; minus = minus->next) {
        memcpy(copy, words, MASK_WORDS * sizeof *copy);
        minus->class->mask(minus, base, copy, wanted);
        for (unsigned i = 0; i < MASK_WORDS; i++)
            words[i] &= ~copy[i];
    }
    if (n->all.checks)
        mask_checks(n, base, words);
}

static uint32_t all_lower(match_node *n, uint32_t target)
{
    uint32_t low = target;
    for (uint32_t i = 0; i < n->all.part_count && low != NO_DOCUMENT; i++) {
        uint32_t part = n->all.parts[i]->class->lower(n->all.parts[i], target);
        low = part > low ? part : low;
    }
    return low;
}

const node_class match__all = {all_seek, all_test, all_score, all_mask, all_lower};

/* ---- making ---- */

match_node *match_all(match *m, match_node *const *nodes, size_t count)
{
    match_node *n = match__node(m, &match__all);
    for (size_t i = 0; n && i < count; i++)
        match__append(&n->all.list, nodes[i]);
    return n;
}

match_node *match_without(match *m, match_node *node, match_node *minus)
{
    match_node *n = match__node(m, &match__all);
    if (!n)
        return NULL;
    match__append(&n->all.list, node);
    match__append(&n->all.minus, minus);
    return n;
}

match_node *match_where(match *m, match_node *node, spans *q)
{
    question *owned = q ? match__memory(m, sizeof *owned) : NULL;
    if (!owned) {
        if (!q)
            match__fail(m, MORGUE_INVALID, "a match is asked a positional question that is none");
        spans_free(q);
        return NULL;
    }
    *owned = (question){m->questions, q};
    m->questions = owned;
    spans_poll_by(q, m->poll, m->context);
    match_node *n = match__node(m, &match__all);
    check *c = n ? match__memory(m, sizeof *c) : NULL;
    if (!c)
        return NULL;
    c->question = q;
    n->all.checks = c;
    match__append(&n->all.list, node);
    return n;
}
