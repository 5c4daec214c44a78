/* Making trees and evaluating them plainly. */
#include "tree.h"

#include <stdio.h>

/* ---- making ---- */

static void choose_terms(tree *t, dice *d, const fake *f, unsigned count)
{
    t->count = count;
    for (unsigned i = 0; i < count; i++)
        t->terms[i] = (i * 5 + roll(d, 5)) % (f->list_count + 2);
    t->words = roll(d, 2);
}

static tree_kind choose_kind(dice *d, unsigned depth)
{
    static const tree_kind leaves[] = {TREE_TERM,      TREE_TERM,      TREE_TERM,    TREE_TERM,
                                       TREE_TERMS,     TREE_TERMS,     TREE_POOL,    TREE_DATED,
                                       TREE_SIZED,     TREE_DOCUMENTS, TREE_UNDATED, TREE_NOTHING,
                                       TREE_EVERYTHING};
    static const tree_kind inner[] = {TREE_ALL,     TREE_ALL,   TREE_ALL,   TREE_ANY,
                                      TREE_ANY,     TREE_ANY,   TREE_WHERE, TREE_WITHOUT,
                                      TREE_WITHOUT, TREE_SCALED};
    if (!depth || roll(d, 4) == 0)
        return leaves[roll(d, roll(d, 6) ? 8 : 13)];
    return inner[roll(d, 10)];
}

static void choose_documents(tree *t, dice *d, const fake *f, arena *memory)
{
    uint32_t most = f->documents / (1 + roll(d, 40));
    t->answers = arena_alloc(memory, f->documents + 1);
    t->ids = arena_alloc(memory, (most + 1) * sizeof *t->ids);
    for (; t->id_count < most; t->id_count++) {
        uint32_t docid = 1 + roll(d, f->documents);
        t->ids[t->id_count] = docid;
        t->answers[docid] = 1;
    }
    t->ids[t->id_count++] = roll(d, 2) ? 0 : f->documents + 1;
}

tree *tree_make(dice *d, const fake *f, unsigned depth, bool weighted, arena *memory)
{
    tree *t = arena_alloc(memory, sizeof *t);
    t->kind = choose_kind(d, depth);
    t->weight = weighted && roll(d, 4) ? 0.5 + roll(d, 8) : 0;
    t->factor = roll(d, 8) ? 0.25 * roll(d, 9) : 0;
    unsigned parts = 0;
    switch (t->kind) {
    case TREE_TERM:
        choose_terms(t, d, f, 1);
        t->terms[0] = roll(d, f->list_count + (roll(d, 8) ? 0 : 2));
        break;
    case TREE_TERMS:
        choose_terms(t, d, f, roll(d, 5));
        break;
    case TREE_POOL:
        choose_terms(t, d, f, 17 + roll(d, 7));
        break;
    case TREE_ALL:
    case TREE_ANY:
        parts = roll(d, 8) ? 2 + roll(d, 3) : roll(d, 7);
        break;
    case TREE_WITHOUT:
        parts = 2;
        break;
    case TREE_WHERE:
        t->answers = arena_alloc(memory, f->documents + 1);
        for (uint32_t i = 0, every = 1 + roll(d, 4); i <= f->documents; i++)
            t->answers[i] = roll(d, every) == 0;
        parts = 1;
        break;
    case TREE_SCALED:
        parts = 1;
        break;
    case TREE_DOCUMENTS:
        choose_documents(t, d, f, memory);
        break;
    case TREE_DATED:
        t->first = roll(d, 20) ? roll(d, 1000) : INT64_MIN + 20;
        t->last = roll(d, 20) ? t->first + (int64_t)roll(d, 600) - 20 : INT64_MAX;
        break;
    case TREE_SIZED:
        t->first = roll(d, 500);
        t->last = t->first + roll(d, 500);
        break;
    default:
        break;
    }
    for (unsigned i = 0; i < parts; i++)
        t->parts[i] = tree_make(d, f, depth - 1, weighted, memory);
    if (parts)
        t->count = parts;
    return t;
}

/* ---- nodes ---- */

static match_node *build_terms(const tree *t, match *m)
{
    char text[2 * TREE_PARTS][8];
    morgue_str terms[TREE_PARTS], headline[TREE_PARTS];
    for (unsigned i = 0; i < t->count; i++) {
        int n = snprintf(text[i], sizeof text[i], "t%u", t->terms[i]);
        terms[i] = (morgue_str){text[i], (size_t)n};
        char *other = text[TREE_PARTS + i];
        n = snprintf(other, sizeof text[i], "t%u", t->terms[i] + HEADLINE_OF);
        headline[i] = (morgue_str){other, (size_t)n};
    }
    if (t->words)
        return match_words(m, terms, headline, t->count, t->weight);
    if (t->kind == TREE_TERM)
        return match_term(m, terms[0], t->weight);
    return match_terms(m, terms, t->count, t->weight);
}

match_node *tree_build(const tree *t, match *m, unsigned long *asked)
{
    match_node *parts[6];
    for (unsigned i = 0; i < 6 && t->parts[i]; i++)
        parts[i] = tree_build(t->parts[i], m, asked);
    switch (t->kind) {
    case TREE_TERM:
    case TREE_TERMS:
    case TREE_POOL:
        return build_terms(t, m);
    case TREE_ALL:
        return match_all(m, parts, t->count);
    case TREE_ANY:
        return match_any(m, parts, t->count);
    case TREE_WITHOUT:
        return match_without(m, parts[0], parts[1]);
    case TREE_WHERE:
        return match_where(m, parts[0], fake_question(t->answers, asked));
    case TREE_SCALED:
        return match_scaled(m, parts[0], t->factor);
    case TREE_EVERYTHING:
        return match_everything(m);
    case TREE_DATED:
        return match_dated(m, t->first, t->last);
    case TREE_UNDATED:
        return match_undated(m);
    case TREE_SIZED:
        return match_sized(m, (uint32_t)t->first, (uint32_t)t->last);
    case TREE_DOCUMENTS:
        return match_documents(m, t->ids, t->id_count);
    default:
        return match_nothing(m);
    }
}

/* ---- the definitions ---- */

static double weigh(const fake *f, double weight, uint32_t wdf, uint32_t docid)
{
    double average = (double)f->total_length / f->documents;
    double length = f->lengths[docid] / average;
    double b = f->ranking.b, k = 1 - b + b * (length > 0.5 ? length : 0.5);
    return wdf ? weight * wdf / (wdf + f->ranking.k1 * k) : 0;
}

/* Adds the occurrences in a list, each so many times. */
static void occur(const fake *f, unsigned list, int32_t times, uint32_t wdfs[])
{
    const fake_list *l = list < f->list_count ? &f->lists[list] : &(fake_list){0};
    for (uint32_t k = 0; k < l->count; k++)
        wdfs[l->ids[k]] = (uint32_t)((int32_t)wdfs[l->ids[k]] + times * (int32_t)l->wdfs[k]);
}

static void answer_terms(const tree *t, const fake *f, answer *a)
{
    uint32_t wdfs[4096] = {0};
    for (unsigned i = 0; i < t->count; i++)
        occur(f, t->terms[i], 1, wdfs);
    for (uint32_t i = 1; i <= f->documents; i++)
        a->has[i] = wdfs[i] > 0;
    for (unsigned i = 0; t->words && i < t->count; i++)
        occur(f, t->terms[i] + HEADLINE_OF, f->ranking.headline, wdfs);
    for (uint32_t i = 1; i <= f->documents && a->score; i++)
        if (a->has[i])
            a->score[i] = weigh(f, t->weight, wdfs[i], i);
}

static bool column(const tree *t, const fake *f, uint32_t docid)
{
    bool dated = f->from[docid] <= f->last[docid];
    switch (t->kind) {
    case TREE_DATED: {
        int64_t from = f->from[docid] > t->first ? f->from[docid] : t->first;
        int64_t last = f->last[docid] < t->last ? f->last[docid] : t->last;
        return dated && from <= last;
    }
    case TREE_UNDATED:
        return !dated;
    case TREE_SIZED:
        return f->words[docid] >= t->first && f->words[docid] <= t->last;
    case TREE_DOCUMENTS:
        return t->answers[docid];
    default:
        return t->kind == TREE_EVERYTHING;
    }
}

static bool holds(const tree *t, const answer *parts, uint32_t docid)
{
    unsigned have = 0;
    for (unsigned i = 0; i < t->count; i++)
        have += parts[i].has[docid];
    switch (t->kind) {
    case TREE_ANY:
        return have > 0;
    case TREE_WITHOUT:
        return parts[0].has[docid] && !parts[1].has[docid];
    case TREE_WHERE:
        return have && t->answers[docid];
    default:
        return have == t->count;
    }
}

static double add_up(const tree *t, const answer *parts, uint32_t docid)
{
    double sum = 0;
    for (unsigned i = 0; i < (t->kind == TREE_WITHOUT ? 1 : t->count); i++)
        if (parts[i].has[docid])
            sum += parts[i].score[docid];
    return t->kind == TREE_SCALED ? sum * t->factor : sum;
}

answer tree_answer(const tree *t, const fake *f, bool scored, arena *memory)
{
    answer parts[6], a = {0};
    a.has = arena_alloc(memory, f->documents + 1);
    a.score = scored ? arena_alloc(memory, (f->documents + 1) * sizeof *a.score) : NULL;
    if (t->kind <= TREE_POOL) {
        answer_terms(t, f, &a);
        return a;
    }
    if (t->kind >= TREE_EVERYTHING) {
        for (uint32_t i = 1; i <= f->documents; i++)
            a.has[i] = column(t, f, i);
        return a;
    }
    for (unsigned i = 0; i < t->count; i++)
        parts[i] = tree_answer(t->parts[i], f, scored, memory);
    for (uint32_t i = 1; i <= f->documents; i++) {
        a.has[i] = holds(t, parts, i);
        if (a.has[i] && scored)
            a.score[i] = add_up(t, parts, i);
    }
    return a;
}
