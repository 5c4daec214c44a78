/*
 * The loops of a kernel. Included once a kernel, after these of its own:
 *   KERNEL               attributes of its functions
 *   block_ends(p)        bit i: p[i] has bit 7 set
 *   block_code(p, c, n)  bit i: the n bytes up to p[i] are those of the code
 *   block_pair(p,a,q,b)  bit i: p[i] is a and q[i] is b
 *   block_set(p, set)    where codes of the set may end
 *   bits(m)              how many bits of m are set
 */
#include "scan.h"

#include <string.h>

/* Bits of a block that lie inside of the field. */
static INLINE uint64_t block_inside(size_t left)
{
    return left >= SCAN_BLOCK ? UINT64_MAX : ((uint64_t)1 << left) - 1;
}

KERNEL static INLINE span *block_hits(const scan *s, span *out, uint64_t hits, uint64_t ends)
{
    for (; hits; hits &= hits - 1) {
        unsigned i = (unsigned)__builtin_ctzll(hits);
        out->first = (uint32_t)s->at + i;
        out->last = s->position + bits(ends & (((uint64_t)1 << i) - 1));
        out++;
    }
    return out;
}

/* Bit i: the byte n before p[i] ends a code, n from 1 to 4. */
KERNEL static INLINE uint64_t block_guards(const scan *s, uint64_t ends, unsigned n)
{
    return ends << n | s->before >> (4 - n);
}

/* Sets the pass on the next block; ends are of this one. */
KERNEL static INLINE void block_next(scan *s, uint64_t ends)
{
    s->position += bits(ends);
    s->before = (uint32_t)(ends >> 60);
    s->at += SCAN_BLOCK;
}

/* A block of a pass for codes; one: there is one of them, of so many bytes. */
KERNEL static INLINE span *block_codes(scan *s, span *out, const scan_code *codes, size_t count,
                                       unsigned one, uint64_t inside)
{
    const unsigned char *p = s->bytes + s->at;
    uint64_t ends = block_ends(p) & inside, hits = 0;
    if (one)
        hits = block_code(p, codes, one) & block_guards(s, ends, one);
    for (size_t i = 0; !one && i < count; i++)
        hits |= block_code(p, &codes[i], codes[i].size) & block_guards(s, ends, codes[i].size);
    out = block_hits(s, out, hits & inside, ends);
    block_next(s, ends);
    return out;
}

/* Inlined once for each value of one, so that what it compares with stays in registers. */
KERNEL static INLINE void pass_codes(scan *given, const scan_code *codes, size_t count,
                                     unsigned one)
{
    scan s = *given;
    span *out = s.out + s.count, *stop = s.out + s.wanted;
    while (s.size - s.at >= SCAN_BLOCK && s.position < s.limit && out < stop)
        out = block_codes(&s, out, codes, count, one, UINT64_MAX);
    if (!scan_done(&s) && out < stop) {
        out = block_codes(&s, out, codes, count, one, block_inside(s.size - s.at));
        s.at = s.size;
    }
    s.count = (size_t)(out - s.out);
    *given = s;
}

KERNEL static void scan_codes(scan *s, const scan_code *codes, size_t count)
{
    switch (count == 1 ? codes[0].size : 0) {
    case 1:
        pass_codes(s, codes, 1, 1);
        break;
    case 2:
        pass_codes(s, codes, 1, 2);
        break;
    case 3:
        pass_codes(s, codes, 1, 3);
        break;
    case 4:
        pass_codes(s, codes, 1, 4);
        break;
    default:
        pass_codes(s, codes, count, 0);
    }
}

/* Those of the candidates that are words of the set. The bytes of a code go back
 * to the end of the code before. */
KERNEL static INLINE uint64_t block_members(const scan *s, const scan_set *set, uint64_t maybe,
                                            uint64_t ends)
{
    uint64_t hits = 0, guards = block_guards(s, ends, 4);
    for (; maybe; maybe &= maybe - 1) {
        unsigned i = (unsigned)__builtin_ctzll(maybe);
        unsigned back = (unsigned)((i < 32 ? guards >> i : ends >> (i - 4)) & 15);
        const unsigned char *end = s->bytes + s->at + i;
        unsigned before = (unsigned)__builtin_clz(back | 1) - 28; /* bytes before the last */
        uint32_t payload = (end[0] & 0x7fu) | (end[-1] & 0x7fu) << 7 | (end[-2] & 0x7fu) << 14 |
                           (end[-3] & 0x7fu) << 21;
        uint32_t rank = scan_rank_of(payload, before);
        if (scan_set_may_have(set, rank) && back && scan_set_has(set, rank))
            hits |= (uint64_t)1 << i;
    }
    return hits;
}

KERNEL static void scan_set_of(scan *given, const scan_set *set)
{
    scan s = *given;
    span *out = s.out + s.count, *stop = s.out + s.wanted;
    while (!scan_done(&s) && out < stop) {
        const unsigned char *p = s.bytes + s.at;
        uint64_t ends = block_ends(p) & block_inside(s.size - s.at);
        uint64_t one = ends & block_guards(&s, ends, 1), longer = ends & ~one;
        uint64_t two = longer & block_guards(&s, ends, 2);
        scan_maybe maybe = block_set(p, set);
        uint64_t unsure = (maybe.two & two) | (maybe.more & longer & ~two);
        uint64_t hits = (maybe.one & one) | block_members(&s, set, unsure, ends);
        out = block_hits(&s, out, hits, ends);
        block_next(&s, ends);
    }
    s.count = (size_t)(out - s.out);
    *given = s;
}

KERNEL static size_t scan_for_pattern(const unsigned char *bytes, size_t size,
                                      const scan_pattern *p, size_t from)
{
    if (size < p->size)
        return size;
    size_t last = size - p->size;
    const unsigned char *a = bytes + p->rare[0], *b = bytes + p->rare[1];
    unsigned char rare[2] = {p->bytes[p->rare[0]], p->bytes[p->rare[1]]};
    for (size_t at = from; at <= last; at += SCAN_BLOCK)
        for (uint64_t m = block_pair(a + at, rare[0], b + at, rare[1]); m; m &= m - 1) {
            size_t i = at + (unsigned)__builtin_ctzll(m);
            if (i > last)
                return size;
            if ((i == 0 || bytes[i - 1] & 0x80) && memcmp(bytes + i, p->bytes, p->size) == 0)
                return i;
        }
    return size;
}

KERNEL static uint32_t scan_ends(const unsigned char *bytes, size_t from, size_t to)
{
    uint32_t count = 0;
    for (size_t at = from; at < to; at += SCAN_BLOCK)
        count += bits(block_ends(bytes + at) & block_inside(to - at));
    return count;
}
