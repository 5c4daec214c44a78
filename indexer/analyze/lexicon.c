/* Words by number: growing, collisions, long words. */
#include "lexicon.h"

#include "pages.h"

#include <stdlib.h>

#define FIRST_SLOTS 1024
/* Slots looked at for one word. Even a table of words made to collide is never
 * slow: what finds no place within them has no number. */
#define MOST_PROBES 64
#define ALL         UINT64_MAX
#define LOW(bytes)  ((UINT64_C(1) << 8 * (bytes)) - 1)

const uint64_t lexicon__masks[LEXICON_HEAD + 1][2] = {
    {0, 0},        {LOW(1), 0},   {LOW(2), 0},   {LOW(3), 0},   {LOW(4), 0},   {LOW(5), 0},
    {LOW(6), 0},   {LOW(7), 0},   {ALL, 0},      {ALL, LOW(1)}, {ALL, LOW(2)}, {ALL, LOW(3)},
    {ALL, LOW(4)}, {ALL, LOW(5)}, {ALL, LOW(6)}, {ALL, LOW(7)}, {ALL, ALL},
};

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
    uint32_t tag = lexicon_tag(hash);
    for (size_t i = 0; i < MOST_PROBES; i++) {
        uint32_t *slot = &l->slots[((size_t)hash + i) & mask];
        if (*slot == 0)
            return slot;
        if ((*slot & ~LEXICON_NUMBER_MASK) == tag &&
            same(l, &l->words[(*slot & LEXICON_NUMBER_MASK) - 1], head, word))
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
        uint64_t head[2] = {lexicon_little_endian(known->head[0]),
                            lexicon_little_endian(known->head[1])};
        memcpy(bytes, head, sizeof head);
        if (known->len > LEXICON_HEAD)
            memcpy(bytes + LEXICON_HEAD, l->rests.ptr + known->rest, known->len - LEXICON_HEAD);
        morgue_str word = {bytes, known->len};
        uint64_t hash = lexicon_hash(known->head, word);
        uint32_t *slot = find(l, known->head, word, hash);
        if (slot)
            *slot = lexicon_tag(hash) | (i + 1);
    }
}

/* Twice the room for words, and slots for them that stay half empty. */
static bool grow(lexicon *l)
{
    uint32_t slots = l->slot_count ? l->slot_count * 2 : FIRST_SLOTS;
    uint32_t *bigger = calloc(slots, sizeof *bigger);
    uint32_t capacity = slots / 2 < LEXICON_WORDS ? slots / 2 : LEXICON_WORDS;
    lexicon_word *words =
        pages_resize(l->words, l->capacity * sizeof *words, capacity * sizeof *words);
    if (words) {
        l->words = words;
        l->capacity = capacity;
    }
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

bool lexicon__open(lexicon *l)
{
    return l->slot_count || grow(l);
}

uint32_t lexicon__number_slowly(lexicon *l, morgue_str word, const lexicon_key *key, bool *added)
{
    *added = false;
    const uint64_t *head = key->head;
    uint64_t hash = key->hash;
    uint32_t *slot = find(l, head, word, hash);
    if (slot && *slot)
        return *slot & LEXICON_NUMBER_MASK;
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
    *slot = lexicon_tag(hash) | ++l->count;
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
    pages_free(l->words, l->capacity * sizeof *l->words);
    free(l->slots);
    strbuf_free(&l->rests);
    *l = (lexicon){0};
}
