/* What kernels with AVX2 share: blocks of 64 bytes as two of 32. Included once a kernel,
 * behind KERNEL. */
#ifndef SCAN_AVX2_H
#define SCAN_AVX2_H

#include <immintrin.h>

typedef struct block {
    __m256i low, high;
} block;

KERNEL static INLINE block load(const unsigned char *p)
{
    return (block){_mm256_loadu_si256((const __m256i *)(const void *)p),
                   _mm256_loadu_si256((const __m256i *)(const void *)(p + 32))};
}

KERNEL static INLINE block equal(const unsigned char *p, unsigned char c)
{
    __m256i all = _mm256_set1_epi8((char)c);
    block v = load(p);
    return (block){_mm256_cmpeq_epi8(v.low, all), _mm256_cmpeq_epi8(v.high, all)};
}

KERNEL static INLINE block both(block a, block b)
{
    return (block){_mm256_and_si256(a.low, b.low), _mm256_and_si256(a.high, b.high)};
}

KERNEL static INLINE block either(block a, block b)
{
    return (block){_mm256_or_si256(a.low, b.low), _mm256_or_si256(a.high, b.high)};
}

KERNEL static INLINE uint64_t mask(block v)
{
    return (uint32_t)_mm256_movemask_epi8(v.low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(v.high)
                                                       << 32;
}

KERNEL static INLINE uint32_t bits(uint64_t m)
{
    return (uint32_t)__builtin_popcountll(m);
}

KERNEL static INLINE uint64_t block_ends(const unsigned char *p)
{
    return mask(load(p));
}

KERNEL static INLINE block one_code(const unsigned char *p, const scan_code *code, unsigned n)
{
    block v = equal(p, code->bytes[n - 1]);
    if (n > 1)
        v = both(v, equal(p - 1, code->bytes[n - 2]));
    if (n > 2)
        v = both(v, equal(p - 2, code->bytes[n - 3]));
    if (n > 3)
        v = both(v, equal(p - 3, code->bytes[n - 4]));
    return v;
}

KERNEL static INLINE uint64_t block_codes(const unsigned char *p, const scan_code *codes,
                                          size_t count, unsigned n)
{
    block v = one_code(p, codes, n);
    for (size_t i = 1; i < count; i++)
        v = either(v, one_code(p, codes + i, n));
    return mask(v);
}

KERNEL static INLINE uint64_t block_pair(const unsigned char *p, unsigned char a,
                                         const unsigned char *q, unsigned char b)
{
    return mask(both(equal(p, a), equal(q, b)));
}

/* Bytes whose low seven bits are in the table: the low four choose a row, the
 * next three the bit of it. */
KERNEL static INLINE __m256i among(__m256i v, __m256i table)
{
    const __m256i bit =
        _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16,
                         32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(7));
    __m256i row = _mm256_shuffle_epi8(table, _mm256_and_si256(v, _mm256_set1_epi8(0x0f)));
    __m256i chosen = _mm256_shuffle_epi8(bit, high);
    return _mm256_cmpeq_epi8(_mm256_and_si256(row, chosen), chosen);
}

KERNEL static INLINE block among_rows(block v, const unsigned char rows[16])
{
    __m256i table =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)rows));
    return (block){among(v.low, table), among(v.high, table)};
}

KERNEL static INLINE uint64_t block_pairs(block v, block before, const scan_set *set, unsigned kind)
{
    return mask(both(among_rows(v, set->rows[kind]), among_rows(before, set->rows[kind + 1])));
}

KERNEL static INLINE scan_maybe block_set(const unsigned char *p, const scan_set *set)
{
    scan_maybe maybe = {0, 0, 0};
    block v = load(p), before = load(p - 1);
    if (scan_set_has_kind(set, SCAN_ALONE))
        maybe.one = mask(among_rows(v, set->rows[SCAN_ALONE]));
    if (scan_set_has_kind(set, SCAN_SECOND))
        maybe.two = block_pairs(v, before, set, SCAN_SECOND);
    if (scan_set_has_kind(set, SCAN_LAST))
        maybe.more = block_pairs(v, before, set, SCAN_LAST);
    return maybe;
}

#endif
