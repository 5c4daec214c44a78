/*
 * Unions and joins by windows: each operand in turn puts a stretch of documents
 * into arrays (as Lucene's BooleanScorer does for unions), which costs less than
 * to compare the operands for each document, where many match.
 */
#include "match_internal.h"

bool match__make_window(match_node *n, unsigned wdfs, bool sums)
{
    match *m = n->match;
    window *w = n->any.window = match__memory(m, sizeof *w);
    if (!w)
        return false;
    w->size = n->scored ? SCORE_DOCUMENTS : MASK_DOCUMENTS;
    w->bits = match__memory(m, w->size / 8);
    w->marks = match__memory(m, w->size);
    if (wdfs)
        w->wdfs = match__memory(m, wdfs * w->size * sizeof *w->wdfs);
    if (sums)
        w->sums = match__memory(m, w->size * sizeof *w->sums);
    return !m->status;
}

/* ---- unions ---- */

/* Documents of an operand that is no term. */
static void drain(match_node *part, const window *w)
{
    uint32_t end = w->base + w->size;
    for (uint32_t docid = match__seek(part, w->base); docid < end;
         docid = match__seek(part, docid + 1)) {
        uint32_t at = docid - w->base;
        w->marks[at] = 1;
        if (part->scored)
            w->sums[at] += part->class->score(part);
    }
}

static void occur(const match_node *synonyms, const window *w)
{
    for (uint32_t i = 0; i < synonyms->any.count; i++)
        match__term_occur(synonyms->any.parts[i], w, w->wdfs);
    for (match_node *n = synonyms->any.headline.first; n; n = n->next)
        match__term_stress(n, w, w->wdfs);
}

/* Synonyms are added up by themselves, then weighed. */
static void weigh_synonyms(match_node *part, const window *w)
{
    match *m = part->match;
    uint64_t bits[SCORE_DOCUMENTS / 64];
    window own = *w;
    own.marks = m->marks;
    memset(own.marks, 0, w->size);
    memset(own.wdfs, 0, w->size * sizeof *own.wdfs);
    occur(part, &own);
    match__pack_equal(own.marks, 1, w->size, bits);
    for (uint32_t i = 0; i < w->size / 64; i++)
        for (uint64_t left = bits[i]; left; left &= left - 1) {
            uint32_t at = i * 64 + (uint32_t)__builtin_ctzll(left);
            w->marks[at] = 1;
            w->sums[at] += match__bm25(m, part->weight, own.wdfs[at], w->base + at);
        }
}

static void add_part(match_node *part, const window *w)
{
    if (part->class == &match__term && part->scored)
        match__term_weigh(part, w);
    else if (part->class == &match__union && part->any.synonyms && part->scored)
        weigh_synonyms(part, w);
    else
        drain(part, w);
}

/* Adds the weight of an operand to the documents that there are; those that can
 * no longer reach the floor go. rest: what it and all that follow weigh at most. */
static void complete(match_node *part, const window *w, double rest, double floor)
{
    for (uint32_t i = 0; i < w->size / 64; i++)
        for (uint64_t left = match__step(part->match, 1) ? w->bits[i] : 0; left; left &= left - 1) {
            uint32_t at = i * 64 + (uint32_t)__builtin_ctzll(left);
            if (w->sums[at] + rest < floor)
                w->bits[i] &= ~(left & (0 - left));
            else if (part->class->test(part, w->base + at) && part->scored)
                w->sums[at] += part->class->score(part);
        }
}

/* How many operands, from the first, weigh too little all together to bring a
 * document over the floor (H. Turtle and J. Flood, 1995: "MaxScore"). */
static uint32_t idle_parts(const match_node *n, double floor, double *bound)
{
    uint32_t idle = 0;
    *bound = 0;
    while (idle < n->any.count && *bound + n->any.parts[idle]->bound < floor)
        *bound += n->any.parts[idle++]->bound;
    return idle;
}

static bool open_window(match_node *n, uint32_t target, uint32_t idle)
{
    uint32_t first = NO_DOCUMENT;
    for (uint32_t i = idle; i < n->any.count; i++) {
        uint32_t docid = match__seek(n->any.parts[i], target);
        first = docid < first ? docid : first;
    }
    window *w = n->any.window;
    w->base = first;
    memset(w->marks, 0, w->size);
    return first != NO_DOCUMENT;
}

static bool fill_synonyms(match_node *n, uint32_t target)
{
    window *w = n->any.window;
    if (!open_window(n, target, 0))
        return false;
    memset(w->wdfs, 0, w->size * sizeof *w->wdfs);
    occur(n, w);
    match__pack_equal(w->marks, 1, w->size, w->bits);
    return true;
}

/* Weights are added heaviest operand first, whatever the floor, so that equal
 * documents weigh the same to the last bit. */
static bool fill_sums(match_node *n, uint32_t target)
{
    window *w = n->any.window;
    /* Sums are rounded; a document that just reaches the floor must stay. */
    double floor = n == n->match->root ? n->match->floor * (1 - 1e-9) : 0, bound;
    uint32_t idle = idle_parts(n, floor, &bound);
    if (!open_window(n, target, idle))
        return false;
    memset(w->sums, 0, w->size * sizeof *w->sums);
    for (uint32_t i = n->any.count; i-- > idle;)
        add_part(n->any.parts[i], w);
    match__pack_equal(w->marks, 1, w->size, w->bits);
    for (uint32_t i = idle; i-- > 0; bound -= n->any.parts[i]->bound)
        complete(n->any.parts[i], w, bound, floor);
    return true;
}

bool match__fill_union(match_node *n, uint32_t target)
{
    window *w = n->any.window;
    if (n->scored)
        return n->any.synonyms ? fill_synonyms(n, target) : fill_sums(n, target);
    target = match__union_lower(n, target);
    if (target > n->match->documents)
        return false;
    w->base = target & ~63u;
    match__fill(n->match, w->base, w->bits);
    match__union_mask(n, w->base, w->bits, MASK_DOCUMENTS);
    return true;
}

/* ---- walking ---- */

static bool fill(match_node *n, uint32_t target)
{
    match *m = n->match;
    if (target > m->documents || !match__step(m, 64))
        return false;
    bool more =
        n->class == &match__join ? match__fill_join(n, target) : match__fill_union(n, target);
    return more && !m->status;
}

/* Arrays of wdfs: one for a union's synonyms in turn, one for each part of a join. */
static bool first_window(match_node *n)
{
    if (!n->scored)
        return match__make_window(n, 0, false);
    if (n->class == &match__join)
        return match__make_window(n, n->any.count, false);
    return match__make_window(n, 1, !n->any.synonyms);
}

/* How often a document has to have synonyms to weigh as much as the floor, were it as short as
 * any: match__bm25() solved for that, and rounded down. */
static uint32_t least_wdf(const match_node *n)
{
    const match *m = n->match;
    double floor = m->floor * (1 - 1e-9), shortest = m->k1 * (SHORTEST * m->b + m->rest);
    if (n != m->root || !n->any.synonyms || floor <= 0)
        return 0;
    double least = floor < n->weight ? floor * shortest / (n->weight - floor) : UINT32_MAX;
    return least < UINT32_MAX ? (uint32_t)least : UINT32_MAX;
}

/* The first from there on that is in the window, and may reach the floor. */
static uint32_t find_heavy(const window *w, uint32_t from, uint32_t least)
{
    uint32_t at = match__find(w->bits, from, w->size);
    while (at < w->size && least > 1 && w->wdfs[at] < least)
        at = match__find(w->bits, at + 1, w->size);
    return at;
}

uint32_t match__window_seek(match_node *n, uint32_t target)
{
    if (!n->any.window && (!first_window(n) || !fill(n, target)))
        return n->current = NO_DOCUMENT;
    window *w = n->any.window;
    uint32_t least = least_wdf(n);
    for (;;) {
        uint32_t from = target > w->base ? target - w->base : 0;
        uint32_t at = find_heavy(w, from, least);
        if (at < w->size && w->base + at <= n->match->documents)
            return n->current = w->base + at;
        uint32_t end = w->base + w->size;
        target = target < end ? end : target;
        if (w->whole || !fill(n, target))
            return n->current = NO_DOCUMENT;
    }
}

/* Bitmaps are made from the lists of the operands: a window that is filled between
 * two of them would take documents off these lists that the second one needs. */
static bool test_operands(match_node *n, uint32_t docid)
{
    if (n->class != &match__join)
        return match__union.test(n, docid);
    for (uint32_t i = 0; i < n->any.count; i++)
        if (!n->any.parts[i]->class->test(n->any.parts[i], docid))
            return false;
    n->current = docid;
    return true;
}

bool match__window_test(match_node *n, uint32_t docid)
{
    const window *w = n->any.window;
    if (n->match->bitmaps && !(w && w->whole))
        return test_operands(n, docid);
    return match__seek(n, docid) == docid;
}

static double window_score(match_node *n)
{
    const window *w = n->any.window;
    uint32_t at = n->current - w->base;
    return w->sums ? w->sums[at] : match__bm25(n->match, n->weight, w->wdfs[at], n->current);
}

static void window_mask(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted)
{
    const window *w = n->any.window;
    if (!w || !w->whole) {
        match__union_mask(n, base, words, wanted);
        return;
    }
    uint32_t have = (w->size + 63) / 64;
    for (uint32_t i = 0; i < MASK_WORDS; i++)
        words[i] &= base / 64 + i < have ? w->bits[base / 64 + i] : 0;
}

static uint32_t window_lower(match_node *n, uint32_t target)
{
    const window *w = n->any.window;
    if (!w || !w->whole)
        return match__union_lower(n, target);
    uint32_t at = match__find(w->bits, target, w->size);
    return at < w->size ? at : NO_DOCUMENT;
}

const node_class match__window = {match__window_seek, match__window_test, window_score, window_mask,
                                  window_lower};
