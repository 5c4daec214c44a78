/* Unions: making them, and walking them through their operands for each document. */
#include "match_internal.h"

/* ---- operand by operand ---- */

static uint32_t union_seek(match_node *n, uint32_t target)
{
    uint32_t first = NO_DOCUMENT;
    if (!match__step(n->match, 1))
        return n->current = NO_DOCUMENT;
    for (uint32_t i = 0; i < n->any.count; i++) {
        uint32_t docid = match__seek(n->any.parts[i], target);
        first = docid < first ? docid : first;
    }
    return n->current = first;
}

static bool union_test(match_node *n, uint32_t docid)
{
    bool found = false;
    if (!match__step(n->match, 1))
        return false;
    for (uint32_t i = 0; i < n->any.count && (!found || n->scored); i++)
        found |= n->any.parts[i]->class->test(n->any.parts[i], docid);
    if (found)
        n->current = docid;
    return found;
}

static double union_score(match_node *n)
{
    double sum = 0;
    uint32_t wdf = 0;
    for (uint32_t i = 0; i < n->any.count; i++) {
        match_node *part = n->any.parts[i];
        if (part->current != n->current)
            continue;
        if (n->any.synonyms)
            wdf += part->term.postings->wdfs[part->term.at];
        else if (part->scored)
            sum += part->class->score(part);
    }
    for (match_node *each = n->any.headline.first; each; each = each->next)
        if (match__seek(each, n->current) == n->current)
            wdf += n->match->headline * each->term.postings->wdfs[each->term.at];
    return n->any.synonyms ? match__bm25(n->match, n->weight, wdf, n->current) : sum;
}

/* ---- bitmaps ---- */

static void mask_by_tests(match_node *n, uint32_t base, uint64_t *words)
{
    for (uint32_t i = 0; i < MASK_WORDS; i++)
        for (uint64_t left = words[i]; left; left &= left - 1)
            if (!union_test(n, base + i * 64 + (uint32_t)__builtin_ctzll(left)))
                words[i] &= ~(left & (0 - left));
}

/* All terms into one array of bytes, and that into bits. */
static void mark_terms(match_node *n, uint32_t base, uint64_t *bits)
{
    uint8_t *marks = n->match->marks;
    memset(marks, 0, MASK_DOCUMENTS);
    for (uint32_t i = 0; i < n->any.count; i++)
        if (n->any.parts[i]->class == &match__term)
            match__term_mark(n->any.parts[i], base, marks);
    match__pack(marks, MASK_DOCUMENTS, bits);
}

void match__union_mask(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted)
{
    if ((uint64_t)wanted * n->any.count < match__share(n->match, n->any.sum) / 4) {
        mask_by_tests(n, base, words);
        return;
    }
    uint64_t *bits = n->match->scratch + (size_t)n->depth * 2 * MASK_WORDS;
    uint64_t *part = bits + MASK_WORDS;
    memset(bits, 0, MASK_WORDS * sizeof *bits);
    mark_terms(n, base, bits);
    for (uint32_t i = 0; i < n->any.count; i++) {
        match_node *each = n->any.parts[i];
        if (each->class == &match__term)
            continue;
        memcpy(part, words, MASK_WORDS * sizeof *part);
        each->class->mask(each, base, part, wanted);
        for (unsigned k = 0; k < MASK_WORDS; k++)
            bits[k] |= part[k];
    }
    for (unsigned k = 0; k < MASK_WORDS; k++)
        words[k] &= bits[k];
}

uint32_t match__union_lower(match_node *n, uint32_t target)
{
    uint32_t low = NO_DOCUMENT;
    for (uint32_t i = 0; i < n->any.count && low > target; i++) {
        uint32_t part = n->any.parts[i]->class->lower(n->any.parts[i], target);
        low = part < low ? part : low;
    }
    return low;
}

const node_class match__union = {union_seek, union_test, union_score, match__union_mask,
                                 match__union_lower};

/* ---- making ---- */

match_node *match_any(match *m, match_node *const *nodes, size_t count)
{
    match_node *n = match__node(m, &match__union);
    for (size_t i = 0; n && i < count; i++)
        match__append(&n->any.list, nodes[i]);
    return n;
}

/* Each of its postings counts so many times; 0: once, and the documents match. */
static void pool_list(match_node *n, window *w, uint32_t headline)
{
    const uint32_t end = w->size;
    const glass_postings *p = n->term.postings;
    for (match__seek(n, 1); n->current < end; match__term_leave(n, p->ids[p->count - 1] + 1))
        for (unsigned i = 0; i < p->count; i++) {
            uint32_t at = p->ids[i];
            if (!headline)
                w->bits[at / 64] |= UINT64_C(1) << at % 64;
            if (w->wdfs)
                w->wdfs[at] += headline ? headline * p->wdfs[i] : p->wdfs[i];
        }
}

/* To find a list costs as much as to read a part of one. */
#define OPEN_STEPS 16

static morgue_str *copy_terms(match *m, const morgue_str *terms, size_t count)
{
    morgue_str *out = match__memory(m, count * sizeof *out);
    for (size_t i = 0; out && i < count; i++) {
        char *text = match__memory(m, terms[i].len + 1);
        if (!text)
            return NULL;
        memcpy(text, terms[i].ptr, terms[i].len);
        out[i] = (morgue_str){text, terms[i].len};
    }
    return out;
}

/* Adds the lists of terms to a window; returns the sum of their lengths. */
static uint64_t pool_lists(match *m, const morgue_str *terms, size_t count, window *w,
                           uint32_t headline)
{
    uint64_t sum = 0;
    glass_postings *p = match__memory(m, sizeof *p);
    match_node each = {.class = &match__term, .match = m};
    for (size_t i = 0; p && i < count && match__step(m, OPEN_STEPS); i++) {
        if (!glass_postings_open(m->segment->glass, terms[i], p))
            continue;
        p->count = 0;
        each.current = 0;
        each.term.postings = p;
        each.term.at = 0;
        pool_list(&each, w, headline);
        sum += p->documents;
    }
    return sum;
}

/* All documents of the lists, kept for other nodes too. */
static pool *fill_pool(match *m, const morgue_str *terms, const morgue_str *headline, size_t count,
                       bool weighed)
{
    pool *made = match__memory(m, sizeof *made);
    window *w = made ? match__memory(m, sizeof *w) : NULL;
    if (!w)
        return NULL;
    *made = (pool){m->pools, copy_terms(m, terms, count), count, headline != NULL, w, 0};
    w->whole = true;
    w->size = m->documents + 1;
    w->bits = match__memory(m, ((size_t)w->size + 63) / 64 * sizeof *w->bits);
    if (weighed)
        w->wdfs = match__memory(m, (size_t)w->size * sizeof *w->wdfs);
    if (!m->status)
        made->sum = pool_lists(m, terms, count, w, 0);
    if (!m->status && headline)
        pool_lists(m, headline, count, w, m->headline);
    if (!m->status)
        m->pools = made;
    return m->status ? NULL : made;
}

static bool same_terms(const pool *p, const morgue_str *terms, size_t count)
{
    bool same = p->count == count;
    for (size_t i = 0; same && i < count; i++)
        same = str_equal(p->terms[i], terms[i]);
    return same;
}

static pool *find_pool(const match *m, const morgue_str *terms, bool headline, size_t count,
                       bool weighed)
{
    for (pool *p = m->pools; p; p = p->next)
        if (((p->window->wdfs && p->headline == headline) || !weighed) &&
            same_terms(p, terms, count))
            return p;
    return NULL;
}

match_node *match__pool(match *m, const morgue_str *terms, const morgue_str *headline, size_t count,
                        double weight)
{
    match_node *n = match__node(m, &match__window);
    pool *p = n ? find_pool(m, terms, headline != NULL, count, weight != 0) : NULL;
    if (n && !p)
        p = fill_pool(m, terms, headline, count, weight != 0);
    if (!p)
        return NULL;
    n->any.window = p->window;
    n->any.synonyms = true;
    n->any.sum = p->sum;
    n->weight = weight;
    n->estimate = p->sum < m->documents ? (uint32_t)p->sum : m->documents;
    if (!n->estimate)
        n->class = &match__nothing;
    return n;
}

static match_node *synonyms(match *m, const morgue_str *terms, size_t count, double weight)
{
    match_node *n = match__node(m, &match__union);
    for (size_t i = 0; n && i < count; i++)
        match__append(&n->any.list, match_term(m, terms[i], 0));
    if (!n || m->status)
        return NULL;
    n->any.synonyms = true;
    n->weight = weight;
    return n;
}

match_node *match_terms(match *m, const morgue_str *terms, size_t count, double weight)
{
    if (count == 1)
        return match_term(m, terms[0], weight);
    if (count > LISTS_MAX)
        return match__pool(m, terms, NULL, count, weight);
    return synonyms(m, terms, count, weight);
}

match_node *match_words(match *m, const morgue_str *terms, const morgue_str *headline, size_t count,
                        double weight)
{
    if (!headline || !m->headline || weight == 0)
        return match_terms(m, terms, count, weight);
    if (count > LISTS_MAX)
        return match__pool(m, terms, headline, count, weight);
    match_node *n = synonyms(m, terms, count, weight);
    for (size_t i = 0; n && i < count; i++) {
        match_node *each = match_term(m, headline[i], 0);
        if (each && each->class == &match__term)
            match__append(&n->any.headline, each);
    }
    return m->status ? NULL : n;
}
