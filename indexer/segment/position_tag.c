/* Position lists by interpolative coding (Moffat and Stuiver 2000), as glass has
 * them: the last position, then the others as a stream of bits. */
#include "position_tag.h"
#include "glass_code.h"

typedef struct bit_stream {
    unsigned char *at;
    uint64_t bits; /* not yet written; the first is the lowest */
    unsigned count;
} bit_stream;

/* At most 32 bits. */
static inline void put_bits(bit_stream *s, uint64_t bits, unsigned n)
{
    s->bits |= bits << s->count;
    s->count += n;
    while (s->count >= 8) {
        *s->at++ = (unsigned char)s->bits;
        s->bits >>= 8;
        s->count -= 8;
    }
}

/* A number below limit, 1 <= limit <= 2^32; those in the middle of the range
 * are one bit shorter when limit is not a power of two. */
static inline void put_below(bit_stream *s, uint64_t v, uint64_t limit)
{
    if (limit == 1)
        return;
    unsigned width = 64 - (unsigned)__builtin_clzll(limit - 1);
    uint64_t spare = (UINT64_C(1) << width) - limit, middle = (limit - spare) / 2;
    if (spare == 0 || v < middle)
        put_bits(s, v, width);
    else if (v < middle + spare)
        put_bits(s, v, width - 1);
    else
        put_bits(s, (v - middle - spare) | UINT64_C(1) << (width - 1), width);
}

/* The positions strictly between from and to. Depth: the logarithm of to - from. */
static void put_between(bit_stream *s, const uint32_t *p, size_t from, size_t to)
{
    while (from + 1 < to) {
        size_t middle = from + (to - from) / 2;
        put_below(s, p[middle] - p[from] - (middle - from), p[to] - p[from] - (to - from) + 1);
        put_between(s, p, from, middle);
        from = middle;
    }
}

unsigned char *segment__position_tag(unsigned char *out, const uint32_t *positions, size_t n)
{
    uint32_t first = positions[0], last = positions[n - 1];
    out = glass_uint(out, last);
    if (n == 1)
        return out;
    bit_stream s = {out, 0, 0};
    put_below(&s, first, last);
    put_below(&s, n - 2, last - first);
    put_between(&s, positions, 0, n - 1);
    if (s.count)
        *s.at++ = (unsigned char)s.bits;
    return s.at;
}
