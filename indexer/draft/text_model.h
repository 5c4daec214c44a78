/*
 * What draft_text.c expects of a text: the spelling of the next word and what
 * stands between two words. Writer and reader ask the same model, so only
 * surprises are stored. Private.
 */
#ifndef TEXT_MODEL_H
#define TEXT_MODEL_H

#include "strbuf.h"

/* How a word is spelled, given its norm. The numbers are stored. */
typedef enum spelling {
    SPELLING_CAPITAL = 1, /* Micron */
    SPELLING_UPPER,       /* MICRON, U.S., $MU */
    SPELLING_LOWER,       /* as the norm */
    SPELLING_GROUPED,     /* 10,000 for 10000 */
    SPELLING_MIXED,       /* JPMorgan: a bit a byte tells the capitals */
    SPELLING_LITERAL,     /* given byte by byte */
    SPELLING_BARE,        /* US for u.s. */
    SPELLING_COUNT,
    SPELLING_AGAIN = SPELLING_COUNT /* the bytes that the norm had last time; never stored */
} spelling;

/* Bytes of a norm that SPELLING_MIXED can tell about. */
#define MIXED_LONGEST 32

/* Appends a norm in a spelling that is neither MIXED, LITERAL nor AGAIN. */
void draft__spell(spelling how, morgue_str norm, strbuf *out);

/* Capitals by the bits of mask, the first byte by the lowest. */
void draft__spell_mixed(uint32_t mask, morgue_str norm, strbuf *out);

/* What was last seen of a norm that was not always in lower case. */
typedef struct model_slot {
    uint32_t hash;     /* of the norm; 0: empty */
    uint32_t from;     /* where its surface starts in the text */
    uint16_t len;      /* bytes of the surface */
    uint16_t spelling; /* AGAIN for MIXED and LITERAL */
} model_slot;

#define MODEL_SLOTS 1024

typedef struct text_model {
    uint32_t mask;    /* slots in use - 1 */
    bool starts;      /* the next word starts a sentence, as it looks */
    bool unknown;     /* the last guess was for a word that no slot has */
    int capitals;     /* how far such words are capital */
    model_slot *slot; /* of the last guess; NULL when nothing is remembered of it */
    uint32_t hash;
    model_slot slots[MODEL_SLOTS];
} text_model;

/* For a text of so many words. */
void draft__model_begin(text_model *m, uint32_t words);

/* Of a word that begins with a digit. */
spelling draft__model_digits(morgue_str norm);

/* Takes in how the word of the last guess was spelled, when that is news. */
void draft__model_learn(text_model *m, spelling how, size_t from, size_t len);

/* Takes in a gap that is not just a space. */
void draft__model_gap(text_model *m, morgue_str gap);

/* Norms of three bytes or more in a script without spaces. */
bool draft__model_east(morgue_str norm);

/* Between words of this norm's script no space is expected. */
static inline bool draft__spaceless(morgue_str norm)
{
    return (unsigned char)norm.ptr[0] >= 0xe0 && draft__model_east(norm);
}

/* Of the length and three bytes, which tells most words of one text apart; files
 * depend on it. Without branches: the processor cannot foresee lengths. Never 0. */
static inline uint32_t model_hash(morgue_str norm)
{
    const unsigned char *at = (const unsigned char *)norm.ptr;
    uint32_t len = (uint32_t)norm.len;
    uint32_t h =
        (uint32_t)at[0] | (uint32_t)at[len / 2] << 8 | (uint32_t)at[len - 1] << 16 | len << 24;
    return (h * UINT32_C(0x9e3779b1)) | 1;
}

/* Of a word of which the text showed no capitals yet. */
static inline spelling model_unknown(text_model *m, morgue_str norm)
{
    /* $mu, u.s., at&t: all other words are of letters, and apostrophes. */
    char first = norm.ptr[0], second = norm.len > 2 ? norm.ptr[1] : 'a';
    if (first == '$' || second == '.' || second == '&' || (norm.len > 2 && norm.ptr[2] == '&'))
        return SPELLING_UPPER;
    bool initial = norm.len == 1 && first != 'a';
    m->unknown = true;
    return m->starts || initial || m->capitals > 3 ? SPELLING_CAPITAL : SPELLING_LOWER;
}

/* The spelling to be expected of the next word. For AGAIN m->slot knows the
 * bytes. */
static inline spelling draft__model_guess(text_model *m, morgue_str norm)
{
    unsigned char first = (unsigned char)norm.ptr[0];
    m->slot = NULL;
    m->unknown = false;
    if (first >= '0' && first <= '9')
        return draft__model_digits(norm);
    if (draft__spaceless(norm))
        return SPELLING_LOWER;
    m->hash = model_hash(norm);
    m->slot = &m->slots[m->hash >> 22 & m->mask];
    if (m->slot->hash != m->hash)
        return model_unknown(m, norm);
    spelling last = (spelling)m->slot->spelling;
    return m->starts && last == SPELLING_LOWER ? SPELLING_CAPITAL : last;
}

/* How it was spelled in truth; its surface is at [from, from + len) of the text.
 * Not called when AGAIN was guessed, and right. */
static inline void draft__model_word(text_model *m, spelling how, size_t from, size_t len)
{
    if (!m->slot)
        return;
    if (how == SPELLING_LOWER && m->unknown)
        m->capitals -= m->starts ? 0 : m->capitals > 1 ? 2 : m->capitals;
    else if (m->unknown || m->slot->spelling != (uint16_t)how)
        draft__model_learn(m, how, from, len);
}

/* The quick way of most words, which are letters of ASCII: whether the model
 * expects LOWER or CAPITAL of one and nothing is news about it; then it has taken
 * it in. False says nothing, and changes nothing. */
static inline bool draft__model_expects(text_model *m, morgue_str norm, spelling how)
{
    const char *at = norm.ptr;
    if (at[0] < 'a' || at[0] > 'z')
        return false;
    uint32_t hash = model_hash(norm);
    const model_slot *slot = &m->slots[hash >> 22 & m->mask];
    if (slot->hash == hash) {
        spelling last = (spelling)slot->spelling;
        return how == (m->starts && last == SPELLING_LOWER ? SPELLING_CAPITAL : last);
    }
    bool special = norm.len < 2 || at[1] == '.' || at[1] == '&' || (norm.len > 2 && at[2] == '&');
    if (special || how != SPELLING_LOWER || m->starts || m->capitals > 3)
        return false;
    m->capitals = m->capitals > 1 ? m->capitals - 2 : 0;
    return true;
}

/* ---- gaps that have a number ---- */

#define GAP_OTHER   1   /* a space where none is expected, nothing where one is */
#define GAP_LITERAL 255 /* given byte by byte */

/* The number of a gap from 2, or GAP_LITERAL. */
unsigned draft__gap_number(morgue_str gap);

/* The gap of a number; ptr NULL when it has none. */
morgue_str draft__gap_text(unsigned number);

#endif
