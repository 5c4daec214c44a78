/* Runs of ASCII letters, 16 bytes at a time, and the same in lower case. Private. */
#ifndef LETTERS_H
#define LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* A run of ASCII letters at the front of a text. */
typedef struct letters {
    size_t count;
    bool lower; /* some of them are lower case */
} letters;

#define LETTERS_EACH UINT64_C(0x0101010101010101)

/* How many of eight bytes at the front are letters; *lower when one of these is
 * lower case. */
static inline unsigned letters_of_8(const char *at, bool *lower)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    const uint64_t high = LETTERS_EACH << 7;
    uint64_t low = (eight | LETTERS_EACH * 0x20) & ~high;
    uint64_t from_a = low + LETTERS_EACH * (0x80 - 'a'), past_z = low + LETTERS_EACH * (0x7f - 'z');
    uint64_t other = ~(from_a & ~past_z & ~eight) & high;
    unsigned n = other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
    uint64_t counted = n < 8 ? (UINT64_C(1) << 8 * n) - 1 : UINT64_MAX;
    *lower |= (eight & LETTERS_EACH * 0x20 & counted) != 0;
    return n;
}

static inline letters letters_of_16_portably(const char *at, char lowered[16])
{
    letters l = {0};
    l.count = letters_of_8(at, &l.lower);
    if (l.count == 8)
        l.count += letters_of_8(at + 8, &l.lower);
    for (size_t i = 0; i < 16; i += 8) {
        uint64_t eight;
        memcpy(&eight, at + i, sizeof eight);
        eight |= LETTERS_EACH * 0x20;
        memcpy(lowered + i, &eight, sizeof eight);
    }
    return l;
}

/* How many of the 16 bytes at the front are ASCII letters; these in lower case,
 * and what is behind them spoilt, into lowered. */
static inline letters letters_of_16(const char *at, char lowered[16])
{
#ifdef __SSE2__
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i low = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    __m128i from_a = _mm_sub_epi8(low, _mm_set1_epi8('a'));
    __m128i is = _mm_cmpeq_epi8(_mm_min_epu8(from_a, _mm_set1_epi8('z' - 'a')), from_a);
    unsigned n = (unsigned)__builtin_ctz(~(unsigned)_mm_movemask_epi8(is));
    unsigned lower = (unsigned)_mm_movemask_epi8(_mm_slli_epi16(bytes, 2)); /* bit 5 of each */
    _mm_storeu_si128((__m128i *)(void *)lowered, low);
    return (letters){n, (lower & ((1u << n) - 1)) != 0};
#else
    return letters_of_16_portably(at, lowered);
#endif
}

#endif
