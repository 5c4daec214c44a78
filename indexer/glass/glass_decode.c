/*
 * The bytes of postings, many at a time: the innermost loop of every search.
 * Almost all numbers of a frequent term are one byte long; eight such postings
 * are sixteen bytes without a top bit.
 */
#include "glass_decode.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define GROUP 8 /* postings at a time */

bool glass__take32(const unsigned char **at, const unsigned char *end, uint64_t *out)
{
    const unsigned char *p = *at;
    uint64_t v = 0;
    for (unsigned shift = 0; p < end; shift += 7) {
        if (shift == 35) {
            *out = UINT64_MAX;
            return true;
        }
        v |= (uint64_t)(*p & 0x7F) << shift;
        if (*p++ < 0x80) {
            *at = p;
            *out = v > UINT32_MAX ? UINT64_MAX : v;
            return true;
        }
    }
    return false;
}

/* One posting, whatever its numbers are like. */
static bool take_posting(glass_stretch *s, uint32_t *id, uint32_t *wdf)
{
    const unsigned char *p = s->at;
    uint64_t gap, count;
    if (!glass__take32(&p, s->end, &gap) || !glass__take32(&p, s->end, &count))
        return false;
    if (gap >= s->high || gap + 1 > s->high - s->last || count > UINT32_MAX) {
        s->damaged = true;
        return false;
    }
    s->at = p;
    s->last += (uint32_t)gap + 1;
    *id = s->last;
    *wdf = (uint32_t)count;
    return true;
}

#ifdef __SSE2__

/* Eight postings from sixteen bytes. Returns how many of them, from the first
 * on, are of two bytes; the others are nonsense. */
static inline unsigned take_group(const unsigned char *at, uint32_t last, uint32_t *ids,
                                  uint32_t *wdfs)
{
    const __m128i zero = _mm_setzero_si128(), ones = _mm_set1_epi16(1);
    __m128i bytes = _mm_loadu_si128((const __m128i *)at);
    unsigned tops = (unsigned)_mm_movemask_epi8(bytes);
    /* Sums over 1, 2, 4 and 8 lanes of 16 bits: at most 8 * 256. */
    __m128i sum = _mm_add_epi16(_mm_and_si128(bytes, _mm_set1_epi16(0xFF)), ones);
    sum = _mm_add_epi16(sum, _mm_slli_si128(sum, 2));
    sum = _mm_add_epi16(sum, _mm_slli_si128(sum, 4));
    sum = _mm_add_epi16(sum, _mm_slli_si128(sum, 8));
    __m128i base = _mm_set1_epi32((int)last), wdf = _mm_srli_epi16(bytes, 8);
    _mm_storeu_si128((__m128i *)ids, _mm_add_epi32(base, _mm_unpacklo_epi16(sum, zero)));
    _mm_storeu_si128((__m128i *)(ids + 4), _mm_add_epi32(base, _mm_unpackhi_epi16(sum, zero)));
    _mm_storeu_si128((__m128i *)wdfs, _mm_unpacklo_epi16(wdf, zero));
    _mm_storeu_si128((__m128i *)(wdfs + 4), _mm_unpackhi_epi16(wdf, zero));
    return tops ? (unsigned)__builtin_ctz(tops) / 2 : GROUP;
}

/* What eight postings of two bytes each add to the id; 0 when they are not. */
static inline uint32_t group_sum(const unsigned char *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)at);
    if (_mm_movemask_epi8(bytes))
        return 0;
    __m128i gaps = _mm_and_si128(bytes, _mm_set1_epi16(0xFF));
    __m128i sums = _mm_sad_epu8(gaps, _mm_setzero_si128());
    return (uint32_t)(_mm_cvtsi128_si32(sums) + _mm_cvtsi128_si32(_mm_srli_si128(sums, 8))) + GROUP;
}

#else

static inline unsigned take_group(const unsigned char *at, uint32_t last, uint32_t *ids,
                                  uint32_t *wdfs)
{
    unsigned n = 0;
    for (; n < GROUP && !((at[2 * n] | at[2 * n + 1]) & 0x80); n++) {
        last += at[2 * n] + 1u;
        ids[n] = last;
        wdfs[n] = at[2 * n + 1];
    }
    return n;
}

static inline uint32_t group_sum(const unsigned char *at)
{
    uint32_t sum = GROUP;
    unsigned tops = 0;
    for (unsigned i = 0; i < 2 * GROUP; i++)
        tops |= at[i];
    for (unsigned i = 0; i < GROUP; i++)
        sum += at[2 * i];
    return tops & 0x80 ? 0 : sum;
}

#endif

unsigned glass__decode(glass_stretch *stretch, uint32_t *ids, uint32_t *wdfs, unsigned n,
                       unsigned most)
{
    glass_stretch s = *stretch; /* a copy can live in registers */
    while (n < most) {
        unsigned taken = 0;
        if (s.end - s.at >= 2 * GROUP) {
            taken = take_group(s.at, s.last, ids + n, wdfs + n);
            s.at += 2 * taken;
            n += taken;
            s.last = taken ? ids[n - 1] : s.last;
            s.damaged = s.last > s.high;
        }
        if (s.damaged)
            break;
        if (taken < GROUP && n < most) {
            if (!take_posting(&s, &ids[n], &wdfs[n]))
                break;
            n++;
        }
    }
    *stretch = s;
    return n;
}

void glass__skip(glass_stretch *stretch, uint32_t id)
{
    glass_stretch s = *stretch;
    while (s.end - s.at >= 2 * GROUP) {
        uint32_t sum = group_sum(s.at), wdf;
        glass_stretch next = s;
        if (sum) {
            next.at += 2 * GROUP;
            next.last += sum;
        } else if (!take_posting(&next, &sum, &wdf)) {
            s.damaged = true; /* a whole one has 10 bytes at most */
            break;
        }
        if (next.last >= id)
            break;
        s = next;
    }
    *stretch = s;
}
