/* Two operands at once with AVX-512: a table of 128 bytes is one instruction. Everything
 * else is as with AVX2. */
#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <stdint.h>

#define KERNEL __attribute__((target("avx512f,avx512bw,avx512vbmi,avx2,popcnt,bmi,bmi2")))

#include "scan.h"
#include "scan_avx2.h"

#define KERNEL_TWINS

/* A row has its 128 bytes in two registers. */
typedef struct twin_rows {
    __m512i row[3][2], shorter[2];
    uint64_t before; /* the ends of the block before */
} twin_rows;

KERNEL static INLINE __m512i load_all(const unsigned char *p)
{
    return _mm512_loadu_si512(p);
}

KERNEL static INLINE twin_rows twins_begin(const scan_twins *t)
{
    twin_rows r;
    for (unsigned i = 0; i < 3; i++) {
        r.row[i][0] = load_all(t->byte[i]);
        r.row[i][1] = load_all(t->byte[i] + 64);
    }
    r.shorter[0] = _mm512_set1_epi8((char)t->shorter[0]);
    r.shorter[1] = _mm512_set1_epi8((char)t->shorter[1]);
    r.before = (uint64_t)1 << 63;
    return r;
}

KERNEL static INLINE uint64_t which(const uint64_t *m, unsigned count)
{
    uint64_t has = 0;
    for (unsigned i = 0; i < count; i += 8) {
        __m512i v = load_all((const unsigned char *)(m + i));
        has |= (uint64_t)_mm512_test_epi64_mask(v, v) << i;
    }
    return has & UINT64_MAX >> (64 - count);
}

KERNEL static INLINE __m512i row_of(const twin_rows *r, unsigned i, const unsigned char *p)
{
    return _mm512_permutex2var_epi8(r->row[i][0], load_all(p - i), r->row[i][1]);
}

KERNEL static INLINE void block_twins(const unsigned char *p, twin_rows *r, uint64_t *ends,
                                      uint64_t *a, uint64_t *b)
{
    uint64_t m = _mm512_movepi8_mask(load_all(p));
    __mmask64 second = m << 1 | r->before >> 63, third = m << 2 | r->before >> 62;
    __m512i words = _mm512_ternarylogic_epi64(
        row_of(r, 0, p), _mm512_mask_mov_epi8(row_of(r, 1, p), second, r->shorter[0]),
        _mm512_mask_mov_epi8(row_of(r, 2, p), third, r->shorter[1]), 0x80); /* and */
    *a = _mm512_mask_test_epi8_mask(m, words, _mm512_set1_epi8(0x0f));
    *b = _mm512_mask_test_epi8_mask(m, words, _mm512_set1_epi8((char)0xf0));
    *ends = r->before = m;
}

KERNEL static INLINE uint64_t squeezed(uint64_t m, uint64_t places)
{
    return _pext_u64(m, places);
}

#include "scan_loops.h"

static bool usable(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

const scan_kernel spans__avx512 = {"avx512",      usable,        8,
                                   scan_words_of, scan_set_of,   scan_pair_of,
                                   scan_near_of,  scan_twins_of, scan_for_pattern,
                                   scan_ends};

#endif
