/*
 * A twin of the room: questions drawn at random, documents likewise, and an
 * evaluator that reads as spans.h does, by trying every choice of spans.
 */
#ifndef TWIN_H
#define TWIN_H

#include "spans_internal.h"

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

/* ---- chance ---- */

typedef struct dice {
    uint64_t state;
} dice;

static inline uint32_t roll(dice *d, uint32_t below)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    uint64_t x = d->state ^ d->state >> 29;
    return (uint32_t)((x * 0xbf58476d1ce4e5b9u) >> 33) % below;
}

/* ---- questions ---- */

#define PLANT_NODES 3
#define PLANT_RANKS 12

typedef struct plant {
    spans_kind kind; /* a phrase is SPANS_ORDERED */
    struct plant *nodes[PLANT_NODES];
    size_t count;
    uint32_t n;
    bool flag;
    uint32_t ranks[PLANT_RANKS];
    size_t rank_count;
} plant;

/* A tree of at most so many operators above one another, of words of the
 * vocabulary; not SPANS_AT_LEAST. Lives in memory. */
plant *plant_grow(arena *memory, dice *d, const uint32_t *vocabulary, uint32_t size,
                  unsigned depth);

/* The same question for the room. */
spans_node *plant_build(const plant *p, spans *s);

void plant_print(const plant *p);

/* ---- documents ---- */

#define FIELD_WORDS 2400 /* more blocks than are gone over at once */

/* One field: its words, and its bytes with the room around them that there must be. */
typedef struct field {
    uint32_t ranks[FIELD_WORDS];
    uint32_t sentences[FIELD_WORDS]; /* as in a draft */
    uint32_t count, sentence_count;
    uint32_t lede;
    unsigned char before[32], bytes[FIELD_WORDS * STREAM_CODE_MAX + 64];
    unsigned char table[FIELD_WORDS * 5];
    stream_view view;
} field;

/* Words of the vocabulary, in sentences; count must be set. */
void field_write(field *f, dice *d, const uint32_t *vocabulary, uint32_t size);

/* Bytes of what f->ranks and f->sentences have. */
void field_encode(field *f, dice *d);

void field_print(const field *f);

/* ---- meaning ---- */

#define TWIN_WORDS 24 /* of the longest field that the twin takes */

/* Bit last of row first. */
typedef struct twin_set {
    uint32_t rows[TWIN_WORDS];
} twin_set;

/* All spans of p in the first `words` positions of f. opens: f is the last field that
 * has words. */
void twin_eval(const plant *p, const field *f, uint32_t words, bool opens, twin_set *out);

/* A greatest number of spans of which no two overlap. */
uint32_t twin_times(const twin_set *set);

#endif
