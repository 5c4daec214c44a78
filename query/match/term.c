/* One posting list. */
#include "match_internal.h"

/* Whether the block can be believed as far as memory and progress depend on it. */
static bool sound(const match_node *n, uint32_t target)
{
    const glass_postings *p = n->term.postings;
    return p->count <= GLASS_POSTINGS && p->ids[0] >= target && p->ids[p->count - 1] >= p->ids[0] &&
           p->ids[p->count - 1] <= n->match->documents;
}

/* The next block when target is about there, which is cheaper than to look for it. */
static bool move(glass_postings *p, uint32_t target, uint32_t *least)
{
    *least = target;
    if (!p->count)
        return glass_postings_seek(p, target);
    uint32_t last = p->ids[p->count - 1], width = last - p->ids[0];
    if (target - last > width)
        return glass_postings_seek(p, target);
    *least = last + 1;
    return glass_postings_next(p);
}

uint32_t match__term_leave(match_node *n, uint32_t target)
{
    glass_postings *p = n->term.postings;
    do {
        uint32_t least;
        n->term.at = 0;
        if (!match__step(n->match, 16) || !move(p, target, &least) || !p->count) {
            match__sound(n->match);
            p->count = 0;
            return n->current = NO_DOCUMENT;
        }
        if (!sound(n, least)) {
            match__fail(n->match, MORGUE_CORRUPT,
                        "a posting list of the archive is damaged; run morgue check");
            p->count = 0;
            return n->current = NO_DOCUMENT;
        }
    } while (p->ids[p->count - 1] < target);
    return match__term_seek(n, target);
}

static uint32_t term_seek(match_node *n, uint32_t target)
{
    return match__term_seek(n, target);
}

static bool term_test(match_node *n, uint32_t docid)
{
    return match__seek(n, docid) == docid;
}

static double term_score(match_node *n)
{
    return match__bm25(n->match, n->weight, n->term.postings->wdfs[n->term.at], n->current);
}

/* Goes over the postings below end: each does what the statement says. */
#define EACH_POSTING(n, end, statement)                                                            \
    while ((n)->current < (end)) {                                                                 \
        const glass_postings *p = (n)->term.postings;                                              \
        unsigned i = (n)->term.at, count = p->count;                                               \
        for (; i < count && p->ids[i] < (end); i++)                                                \
            statement;                                                                             \
        (n)->term.at = i;                                                                          \
        (n)->current = i < count ? p->ids[i] : match__term_leave((n), p->ids[count - 1] + 1);      \
    }

void match__term_mark(match_node *n, uint32_t base, uint8_t *marks)
{
    const uint32_t end = base + MASK_DOCUMENTS;
    match__seek(n, base ? base : 1);
    EACH_POSTING(n, end, marks[p->ids[i] - base] = 1)
}

void match__term_weigh(match_node *n, const window *w)
{
    const match *m = n->match;
    const uint32_t base = w->base, end = base + w->size;
    const double weight = n->weight;
    double *sums = w->sums;
    uint8_t *marks = w->marks;
    match__seek(n, base);
    EACH_POSTING(n, end, {
        uint32_t at = p->ids[i] - base;
        marks[at] = 1;
        sums[at] += match__bm25(m, weight, p->wdfs[i], p->ids[i]);
    })
}

void match__term_occur(match_node *n, const window *w, uint32_t *wdfs)
{
    const uint32_t base = w->base, end = base + w->size;
    uint8_t *marks = w->marks;
    match__seek(n, base);
    EACH_POSTING(n, end, {
        uint32_t at = p->ids[i] - base;
        marks[at] = 1;
        wdfs[at] += p->wdfs[i];
    })
}

void match__term_stress(match_node *n, const window *w, uint32_t *wdfs)
{
    const uint32_t base = w->base, end = base + w->size, more = n->match->headline;
    match__seek(n, base);
    EACH_POSTING(n, end, wdfs[p->ids[i] - base] += more * p->wdfs[i])
}

void match__term_meet(match_node *n, const window *w, uint8_t mark, uint32_t *wdfs)
{
    const uint32_t base = w->base, end = base + w->size;
    uint8_t *marks = w->marks;
    match__seek(n, base);
    EACH_POSTING(n, end, {
        uint32_t at = p->ids[i] - base;
        marks[at] = (uint8_t)(marks[at] + (marks[at] == mark));
        wdfs[at] = p->wdfs[i];
    })
}

void match__term_meet_any(match_node *n, const window *w, uint8_t mark, uint32_t *wdfs)
{
    const uint32_t base = w->base, end = base + w->size;
    uint8_t *marks = w->marks;
    match__seek(n, base);
    EACH_POSTING(n, end, {
        uint32_t at = p->ids[i] - base;
        marks[at] = (uint8_t)(marks[at] + (marks[at] == mark));
        wdfs[at] += p->wdfs[i];
    })
}

/* Few postings are set bit by bit: bytes cost by the document, also where none is. */
#define FEW (MASK_DOCUMENTS / 32)

static void term_mask(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted)
{
    uint32_t share = match__share(n->match, n->estimate);
    if (wanted < share / 4) {
        match__mask_by_test(n, base, words);
        return;
    }
    uint64_t bits[MASK_WORDS] = {0};
    if (share < FEW) {
        const uint32_t end = base + MASK_DOCUMENTS;
        match__seek(n, base ? base : 1);
        EACH_POSTING(n, end, {
            uint32_t at = p->ids[i] - base;
            bits[at / 64] |= UINT64_C(1) << at % 64;
        })
    } else {
        memset(n->match->marks, 0, MASK_DOCUMENTS);
        match__term_mark(n, base, n->match->marks);
        match__pack(n->match->marks, MASK_DOCUMENTS, bits);
    }
    for (unsigned i = 0; i < MASK_WORDS; i++)
        words[i] &= bits[i];
}

const node_class match__term = {term_seek, term_test, term_score, term_mask, match__seek};

/* ---- making ---- */

match_node *match_term(match *m, morgue_str term, double weight)
{
    match_node *n = match__node(m, &match__term);
    glass_postings *p = n ? match__memory(m, sizeof *p) : NULL;
    if (!p)
        return NULL;
    if (!glass_postings_open(m->segment->glass, term, p)) {
        n->class = &match__nothing;
        match__sound(m);
        return m->status ? NULL : n;
    }
    p->count = 0;
    n->term.postings = p;
    n->weight = weight;
    n->estimate = p->documents < m->documents ? p->documents : m->documents;
    return n;
}
