/* Scanning with SSE2, which every x86-64 has: without a shuffle or popcount. */
#if defined(__x86_64__) && defined(__GNUC__)

#include <emmintrin.h>
#include <stdint.h>

#define KERNEL

#include "scan.h"
#include "scan_scalar.h"

static INLINE __m128i load(const unsigned char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static INLINE __m128i equal(const unsigned char *p, unsigned char c)
{
    return _mm_cmpeq_epi8(load(p), _mm_set1_epi8((char)c));
}

static INLINE uint64_t mask(__m128i v, unsigned shift)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(v) << shift;
}

static INLINE uint64_t block_ends(const unsigned char *p)
{
    return mask(load(p), 0) | mask(load(p + 16), 16) | mask(load(p + 32), 32) |
           mask(load(p + 48), 48);
}

static INLINE uint64_t block_pair(const unsigned char *p, unsigned char a, const unsigned char *q,
                                  unsigned char b)
{
    uint64_t hits = 0;
    for (unsigned i = 0; i < SCAN_BLOCK; i += 16)
        hits |= mask(_mm_and_si128(equal(p + i, a), equal(q + i, b)), i);
    return hits;
}

static INLINE __m128i one_code(const unsigned char *p, const scan_code *code, unsigned n)
{
    __m128i v = equal(p, code->bytes[n - 1]);
    for (unsigned j = 1; j < n; j++)
        v = _mm_and_si128(v, equal(p - j, code->bytes[n - 1 - j]));
    return v;
}

static INLINE uint64_t block_codes(const unsigned char *p, const scan_code *codes, size_t count,
                                   unsigned n)
{
    uint64_t hits = 0;
    for (unsigned i = 0; i < SCAN_BLOCK; i += 16) {
        __m128i v = one_code(p + i, codes, n);
        for (size_t j = 1; j < count; j++)
            v = _mm_or_si128(v, one_code(p + i, codes + j, n));
        hits |= mask(v, i);
    }
    return hits;
}

#include "scan_loops.h"

static bool usable(void)
{
    return true;
}

const scan_kernel spans__sse2 = {"sse2",       usable, 8,    scan_words_of,    scan_set_of,
                                 scan_pair_of, NULL,   NULL, scan_for_pattern, scan_ends};

#endif
