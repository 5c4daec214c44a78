/* Scanning with AVX2, where the compiler can make it and the machine has it. */
#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <stdint.h>

#define KERNEL __attribute__((target("avx2,popcnt,bmi,bmi2")))

#include "scan.h"

#include "scan_avx2.h"

/* ---- two operands ---- */

#define KERNEL_TWINS

/* The rows of scan_twins, and what the bytes before a block have of the second and the
 * third. */
typedef struct twin_rows {
    __m256i low[3], high[3], before[2];
} twin_rows;

KERNEL static INLINE __m256i twice(const unsigned char row[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)row));
}

KERNEL static INLINE twin_rows twins_begin(const scan_twins *t)
{
    twin_rows r;
    for (unsigned i = 0; i < 3; i++) {
        r.low[i] = twice(t->low[i]);
        r.high[i] = twice(t->high[i]);
    }
    for (unsigned i = 0; i < 2; i++)
        r.before[i] = _mm256_set1_epi8((char)t->shorter[i]);
    return r;
}

KERNEL static INLINE uint32_t half_twins(const unsigned char *p, twin_rows *r, uint32_t *a,
                                         uint32_t *b)
{
    const __m256i nibble = _mm256_set1_epi8(0x0f), zero = _mm256_setzero_si256();
    __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p), row[3];
    __m256i low = _mm256_and_si256(v, nibble);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble);
    for (unsigned i = 0; i < 3; i++)
        row[i] = _mm256_and_si256(_mm256_shuffle_epi8(r->low[i], low),
                                  _mm256_shuffle_epi8(r->high[i], high));
    __m256i second =
        _mm256_alignr_epi8(row[1], _mm256_permute2x128_si256(r->before[0], row[1], 0x21), 15);
    __m256i third =
        _mm256_alignr_epi8(row[2], _mm256_permute2x128_si256(r->before[1], row[2], 0x21), 14);
    __m256i codes = _mm256_and_si256(row[0], _mm256_and_si256(second, third));
    r->before[0] = row[1];
    r->before[1] = row[2];
    *a = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_and_si256(codes, nibble), zero));
    *b = ~(uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(_mm256_andnot_si256(nibble, codes), zero));
    return (uint32_t)_mm256_movemask_epi8(v);
}

KERNEL static INLINE void block_twins(const unsigned char *p, twin_rows *r, uint64_t *ends,
                                      uint64_t *a, uint64_t *b)
{
    uint32_t half[2], half_a[2], half_b[2];
    for (unsigned i = 0; i < 2; i++)
        half[i] = half_twins(p + i * 32, r, &half_a[i], &half_b[i]);
    *ends = half[0] | (uint64_t)half[1] << 32;
    *a = half_a[0] | (uint64_t)half_a[1] << 32;
    *b = half_b[0] | (uint64_t)half_b[1] << 32;
}

KERNEL static INLINE uint64_t which(const uint64_t *m, unsigned count)
{
    uint64_t has = 0;
    for (unsigned i = 0; i < count; i += 4) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(m + i));
        __m256i none = _mm256_cmpeq_epi64(v, _mm256_setzero_si256());
        has |= (uint64_t)(~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(none)) & 15) << i;
    }
    return has & UINT64_MAX >> (64 - count);
}

KERNEL static INLINE uint64_t squeezed(uint64_t m, uint64_t places)
{
    return _pext_u64(m, places);
}

#include "scan_loops.h"

static bool usable(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

const scan_kernel spans__avx2 = {"avx2",        usable,        8,
                                 scan_words_of, scan_set_of,   scan_pair_of,
                                 scan_near_of,  scan_twins_of, scan_for_pattern,
                                 scan_ends};

#endif
