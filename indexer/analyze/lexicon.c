/*
 * The words that an analyzer has met, each with a number: a hash table whose
 * entries hold the first bytes of their word, so that most are compared in two
 * registers. What is known of a word's stem stands beside it.
 */
#include "analyze_internal.h"

#include <stdlib.h>

#define FIRST_SLOTS 1024
/* Slots looked at for one word. Even a table of words made to collide is never
 * slow: what finds no place within them has no number. */
#define MOST_PROBES 64
/* A slot: a number, and above it bits of the hash. */
#define NUMBER_BITS 18
#define NUMBER_MASK ((1u << NUMBER_BITS) - 1)

_Static_assert(LEXICON_WORDS < 1u << NUMBER_BITS, "a number fits into its slot");

static uint64_t little_endian(uint64_t n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(n);
#else
    return n;
#endif
}

#define ALL        UINT64_MAX
#define LOW(bytes) ((UINT64_C(1) << 8 * (bytes)) - 1)

/* What of the first 16 bytes belongs to a word of so many. A table, because the
 * processor cannot foresee lengths. */
static const uint64_t masks[LEXICON_HEAD + 1][2] = {
    {0, 0},        {LOW(1), 0},   {LOW(2), 0},   {LOW(3), 0},   {LOW(4), 0},   {LOW(5), 0},
    {LOW(6), 0},   {LOW(7), 0},   {ALL, 0},      {ALL, LOW(1)}, {ALL, LOW(2)}, {ALL, LOW(3)},
    {ALL, LOW(4)}, {ALL, LOW(5)}, {ALL, LOW(6)}, {ALL, LOW(7)}, {ALL, ALL},
};

/* The first 16 bytes of a word, zeros behind its end. */
static inline void load(morgue_str word, uint64_t head[2])
{
    const uint64_t *mask = masks[word.len < LEXICON_HEAD ? word.len : LEXICON_HEAD];
    uint64_t first, second;
    memcpy(&first, word.ptr, sizeof first);
    memcpy(&second, word.ptr + sizeof first, sizeof second);
    head[0] = little_endian(first) & mask[0];
    head[1] = little_endian(second) & mask[1];
}

static inline uint64_t hash_of(const uint64_t head[2], morgue_str word)
{
    uint64_t h = (head[0] ^ word.len) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 32;
    h = (h ^ head[1]) * UINT64_C(0xd6e8feb86659fd93);
    if (word.len > LEXICON_HEAD)
        h ^= hash_bytes(word.ptr + LEXICON_HEAD, word.len - LEXICON_HEAD);
    return h ^ h >> 29;
}

static inline uint32_t tag_of(uint64_t hash)
{
    return (uint32_t)(hash >> 32) & ~NUMBER_MASK;
}

static inline bool same(const lexicon *l, const lexicon_word *known, const uint64_t head[2],
                        morgue_str word)
{
    return known->head[0] == head[0] && known->head[1] == head[1] && known->len == word.len &&
           (word.len <= LEXICON_HEAD || memcmp(l->rests.ptr + known->rest, word.ptr + LEXICON_HEAD,
                                               word.len - LEXICON_HEAD) == 0);
}

/* The slot of a word: its own, or the empty one where it belongs; NULL when the
 * probes end before either. */
static inline uint32_t *find(const lexicon *l, const uint64_t head[2], morgue_str word,
                             uint64_t hash)
{
    size_t mask = l->slot_count - 1;
    uint32_t tag = tag_of(hash);
    for (size_t i = 0; i < MOST_PROBES; i++) {
        uint32_t *slot = &l->slots[((size_t)hash + i) & mask];
        if (*slot == 0)
            return slot;
        if ((*slot & ~NUMBER_MASK) == tag &&
            same(l, &l->words[(*slot & NUMBER_MASK) - 1], head, word))
            return slot;
    }
    return NULL;
}

/* Puts the known words into the slots of a larger table. One that finds no place
 * is as good as forgotten. */
static void fill(lexicon *l)
{
    for (uint32_t i = 0; i < l->count; i++) {
        const lexicon_word *known = &l->words[i];
        char bytes[LEXICON_LONGEST + LEXICON_HEAD];
        uint64_t head[2] = {little_endian(known->head[0]), little_endian(known->head[1])};
        memcpy(bytes, head, sizeof head);
        if (known->len > LEXICON_HEAD)
            memcpy(bytes + LEXICON_HEAD, l->rests.ptr + known->rest, known->len - LEXICON_HEAD);
        morgue_str word = {bytes, known->len};
        uint64_t hash = hash_of(known->head, word);
        uint32_t *slot = find(l, known->head, word, hash);
        if (slot)
            *slot = tag_of(hash) | (i + 1);
    }
}

/* Twice the room for words, and slots for them that stay half empty. */
static bool grow(lexicon *l)
{
    uint32_t slots = l->slot_count ? l->slot_count * 2 : FIRST_SLOTS;
    uint32_t *bigger = calloc(slots, sizeof *bigger);
    lexicon_word *words = realloc(l->words, slots / 2 * sizeof *words);
    if (words)
        l->words = words;
    if (!bigger || !words) {
        free(bigger);
        return false;
    }
    free(l->slots);
    l->slots = bigger;
    l->slot_count = slots;
    fill(l);
    return true;
}

void lexicon__prepare(const lexicon *l, morgue_str word, lexicon_key *out)
{
    load(word, out->head);
    out->hash = hash_of(out->head, word);
    if (l->slot_count)
        __builtin_prefetch(&l->slots[(size_t)out->hash & (l->slot_count - 1)]);
}

void lexicon__approach(const lexicon *l, const lexicon_key *key)
{
    uint32_t slot = l->slot_count ? l->slots[(size_t)key->hash & (l->slot_count - 1)] : 0;
    if (slot)
        __builtin_prefetch(&l->words[(slot & NUMBER_MASK) - 1]);
}

uint32_t lexicon__number(lexicon *l, morgue_str word, const lexicon_key *key, bool *added)
{
    *added = false;
    const uint64_t *head = key->head;
    uint64_t hash = key->hash;
    uint32_t *slot = l->slot_count ? find(l, head, word, hash) : NULL;
    if (slot && *slot)
        return *slot & NUMBER_MASK;
    if (word.len > LEXICON_LONGEST || l->count >= LEXICON_WORDS)
        return 0;
    if (l->count >= l->slot_count / 2) {
        if (!grow(l))
            return 0;
        slot = find(l, head, word, hash);
    }
    if (!slot || l->rests.len > UINT32_MAX - LEXICON_LONGEST)
        return 0;
    lexicon_word *known = &l->words[l->count];
    *known = (lexicon_word){
        .head = {head[0], head[1]}, .rest = (uint32_t)l->rests.len, .len = (uint8_t)word.len};
    if (word.len > LEXICON_HEAD)
        strbuf_add(&l->rests, word.ptr + LEXICON_HEAD, word.len - LEXICON_HEAD);
    if (l->rests.failed)
        return 0;
    *slot = tag_of(hash) | ++l->count;
    *added = true;
    return l->count;
}

void lexicon__clear(lexicon *l)
{
    if (l->count)
        memset(l->slots, 0, l->slot_count * sizeof *l->slots);
    l->count = 0;
    strbuf_clear(&l->rests);
}

void lexicon__free(lexicon *l)
{
    free(l->words);
    free(l->slots);
    strbuf_free(&l->rests);
    *l = (lexicon){0};
}
