/* Matches bitmap by bitmap, without a weight: their number, and one by one. */
#include "match_internal.h"

/* A word of the bitmap of the dead: that of the documents from docid on, which is
 * a multiple of 64. */
static uint64_t dead_word(const match *m, uint32_t docid)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < 8 && docid / 8 + i < m->dead_bytes; i++)
        word |= (uint64_t)m->dead[docid / 8 + i] << 8 * i;
    return word;
}

bool match__bitmap(match *m, uint32_t *base, uint64_t *words)
{
    match_node *root = m->root;
    m->bitmaps = true;
    if (*base > m->documents || !match__step(m, 64))
        return false;
    uint32_t first = root->class->lower(root, *base ? *base : 1);
    if (first > m->documents)
        return false;
    *base = first & ~63u;
    match__fill(m, *base, words);
    for (uint32_t i = 0; i < MASK_WORDS && m->dead_bytes; i++)
        words[i] &= ~dead_word(m, *base + i * 64);
    root->class->mask(root, *base, words, MASK_DOCUMENTS);
    return !m->status;
}

static uint64_t count_all(match *m)
{
    uint64_t words[MASK_WORDS], total = 0;
    for (uint32_t base = 0; match__bitmap(m, &base, words); base += MASK_DOCUMENTS)
        total += match__ones(words);
    return total;
}

morgue_status match_count(match *m, uint64_t *total, morgue_error *err)
{
    *total = 0;
    if (!m->root)
        match__fail(m, MORGUE_INVALID, "a match is counted before it was started");
    if (m->status)
        return match_status(m, err);
    uint64_t found =
        m->root->class == &match__term && !m->dead_bytes ? m->root->estimate : count_all(m);
    match__sound(m);
    if (!m->status)
        *total = found;
    return match_status(m, err);
}

bool match__next_bit(match *m, uint32_t *docid)
{
    for (;;) {
        if (m->left) {
            *docid = m->at = m->base + m->word * 64 + (uint32_t)__builtin_ctzll(m->left);
            m->left &= m->left - 1;
            return true;
        }
        if (m->bits && ++m->word < MASK_WORDS) {
            m->left = m->bits[m->word];
            continue;
        }
        m->base = m->bits ? m->base + MASK_DOCUMENTS : 0;
        if (!m->bits && !(m->bits = match__memory(m, MASK_WORDS * sizeof *m->bits)))
            return false;
        if (!match__bitmap(m, &m->base, m->bits)) {
            m->base = m->documents;
            m->word = MASK_WORDS;
            return false;
        }
        m->word = 0;
        m->left = m->bits[0];
    }
}
