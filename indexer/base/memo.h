/* Answers that are kept for whoever asks again: of each question, to which numbers it was
 * put, and which of them it is true of. The one asked longest ago goes first. */
#ifndef MEMO_H
#define MEMO_H

#include "str.h"

typedef struct memo memo;

/* A bit a number. Who puts a question to a number sets the bits. */
typedef struct memo_answers {
    uint64_t *asked, *yes;
} memo_answers;

/* Keeps so many bytes at most. NULL: out of memory. */
memo *memo_new(size_t bytes);

/* NULL is allowed. Nothing may be held. */
void memo_free(memo *m);

/* From now on so many; what is too much, and not held, is forgotten. */
void memo_resize(memo *m, size_t bytes);

/*
 * The answers to a question, which is any bytes, for the numbers from 0 up to count; none
 * are known if it was not asked before. They stay where they are until they were released as
 * often as they were held. NULL: they would be too many, or memory runs out.
 */
memo_answers *memo_hold(memo *m, morgue_str question, size_t count);
void memo_release(memo_answers *a);

static inline bool memo_knows(const memo_answers *a, uint32_t number)
{
    return a->asked[number >> 6] >> (number & 63) & 1;
}

static inline bool memo_says(const memo_answers *a, uint32_t number)
{
    return a->yes[number >> 6] >> (number & 63) & 1;
}

static inline void memo_note(memo_answers *a, uint32_t number, bool yes)
{
    a->asked[number >> 6] |= UINT64_C(1) << (number & 63);
    a->yes[number >> 6] |= (uint64_t)yes << (number & 63);
}

#endif
