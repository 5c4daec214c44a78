/*
 * The words that an analyzer has met, each with a number: a hash table whose
 * entries hold the first bytes of their word, so that most are compared in two
 * registers. What is known of a word's stem stands beside it. Private.
 */
#ifndef LEXICON_H
#define LEXICON_H

#include "analyze.h"
#include "map.h"

#include <morgue/limits.h>

/* Words remembered before all are forgotten: some 10 MB. */
#define LEXICON_WORDS   ANALYZER_WORDS
#define LEXICON_LONGEST MORGUE_MAX_TERM
/* Bytes of a word that its entry holds itself. As many must be readable behind
 * the start of each word that is looked up, however short it is. */
#define LEXICON_HEAD 16

_Static_assert(LEXICON_LONGEST <= UINT8_MAX, "lengths take a byte");

typedef struct lexicon_word {
    uint64_t head[2];     /* its first bytes, zeros behind it; little-endian */
    uint32_t rest;        /* where in rests the others are, and after them the stem's end */
    uint8_t len;          /* of the word */
    uint8_t shared, tail; /* its stem: bytes of the word, then bytes of its own */
} lexicon_word;

/* All zero is a valid empty one. */
typedef struct lexicon {
    lexicon_word *words; /* by number - 1 */
    uint32_t count, capacity;
    uint32_t *slots;
    uint32_t slot_count;
    strbuf rests;
} lexicon;

/* A word on its way to its number. */
typedef struct lexicon_key {
    uint64_t head[2], hash;
} lexicon_key;

/* A slot: a number, and above it bits of the hash. */
#define LEXICON_NUMBER_BITS 18
#define LEXICON_NUMBER_MASK ((1u << LEXICON_NUMBER_BITS) - 1)

_Static_assert(LEXICON_WORDS < 1u << LEXICON_NUMBER_BITS, "a number fits into its slot");

/* Memory for the first words; false without any. The others need an open one. */
bool lexicon__open(lexicon *l);

/* The number of a word, from 1; *added when it is new. 0 when it has none: the
 * table is full, or memory is short (then l->rests may have failed). */
uint32_t lexicon__number_slowly(lexicon *l, morgue_str word, const lexicon_key *key, bool *added);

void lexicon__clear(lexicon *l);
void lexicon__free(lexicon *l);

/* What of the first 16 bytes belongs to a word of so many. A table, because the
 * processor cannot foresee lengths. */
extern const uint64_t lexicon__masks[LEXICON_HEAD + 1][2];

static inline uint64_t lexicon_little_endian(uint64_t n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(n);
#else
    return n;
#endif
}

/* The first 16 bytes of a word, zeros behind its end. */
static inline void lexicon_head(morgue_str word, uint64_t head[2])
{
    const uint64_t *mask = lexicon__masks[word.len < LEXICON_HEAD ? word.len : LEXICON_HEAD];
    uint64_t first, second;
    memcpy(&first, word.ptr, sizeof first);
    memcpy(&second, word.ptr + sizeof first, sizeof second);
    head[0] = lexicon_little_endian(first) & mask[0];
    head[1] = lexicon_little_endian(second) & mask[1];
}

static inline uint64_t lexicon_hash(const uint64_t head[2], morgue_str word)
{
    uint64_t h = (head[0] ^ word.len) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 32;
    h = (h ^ head[1]) * UINT64_C(0xd6e8feb86659fd93);
    if (word.len > LEXICON_HEAD)
        h ^= hash_bytes(word.ptr + LEXICON_HEAD, word.len - LEXICON_HEAD);
    return h ^ h >> 29;
}

static inline uint32_t lexicon_tag(uint64_t hash)
{
    return (uint32_t)(hash >> 32) & ~LEXICON_NUMBER_MASK;
}

static inline uint32_t *lexicon_slot(const lexicon *l, uint64_t hash)
{
    return &l->slots[(size_t)hash & (l->slot_count - 1)];
}

/* Reads the word, and begins to fetch its slot: many words prepared before the
 * first is looked up wait for memory together. */
static inline void lexicon_prepare(const lexicon *l, morgue_str word, lexicon_key *out)
{
    lexicon_head(word, out->head);
    out->hash = lexicon_hash(out->head, word);
    __builtin_prefetch(lexicon_slot(l, out->hash));
}

/* Begins to fetch what the slot leads to. */
static inline void lexicon_approach(const lexicon *l, const lexicon_key *key)
{
    uint32_t number = *lexicon_slot(l, key->hash) & LEXICON_NUMBER_MASK;
    __builtin_prefetch(&l->words[number ? number - 1 : 0]);
}

/* lexicon__number_slowly(), when the word is short and in the first slot. */
static inline uint32_t lexicon_number(lexicon *l, morgue_str word, const lexicon_key *key,
                                      bool *added)
{
    uint32_t slot = *lexicon_slot(l, key->hash), number = slot & LEXICON_NUMBER_MASK;
    const lexicon_word *known = &l->words[number ? number - 1 : 0];
    *added = false;
    if (number && known->head[0] == key->head[0] && known->head[1] == key->head[1] &&
        known->len == word.len && word.len <= LEXICON_HEAD)
        return number;
    return lexicon__number_slowly(l, word, key, added);
}

#endif
