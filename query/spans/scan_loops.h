/*
 * The loops of a kernel. Included once a kernel, after these of its own:
 *   KERNEL                   attributes of its functions
 *   block_ends(p)            bit i: p[i] has bit 7 set
 *   block_codes(p, c, m, n)  bit i: the n bytes up to p[i] are those of one of m codes,
 *                            of which there is one at least
 *   block_pair(p, a, q, b)   bit i: p[i] is a and q[i] is b
 *   block_set(p, set)        where codes of the set may end
 *   bits(m)                  how many bits of m are set
 * And, where near() is worth it, KERNEL_TWINS, and
 *   twin_rows, twins_begin(twins)
 *                            what it keeps of twins from block to block
 *   block_twins(p, rows, ends, a, b)
 *                            where codes end, and perhaps words of each operand
 *   which(marks, count)      bit i: marks[i] is not zero; count is 1 to 64
 *   squeezed(m, places)      the bits of m at the places, side by side
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

/* Bit i: the byte n before p[i] ends a code, n from 1 to 4. before: as in a scan. */
KERNEL static INLINE uint64_t block_guards(uint32_t before, uint64_t ends, unsigned n)
{
    return ends << n | before >> (4 - n);
}

/* Sets the pass on the next block; ends are of this one. */
KERNEL static INLINE void block_next(scan *s, uint64_t ends)
{
    s->position += bits(ends);
    s->before = (uint32_t)(ends >> 60);
    s->at += SCAN_BLOCK;
}

/* Where words of codes of n bytes end. */
KERNEL static INLINE uint64_t block_sized(const unsigned char *p, const scan_words *w, unsigned n,
                                          uint64_t guards)
{
    unsigned from = w->upto[n - 1], count = w->upto[n] - from;
    return count ? block_codes(p, w->codes + from, count, n) & guards : 0;
}

/* Where any of the words ends. */
KERNEL static INLINE uint64_t block_words(const unsigned char *p, const scan_words *w,
                                          uint32_t before, uint64_t ends)
{
    return (block_sized(p, w, 1, block_guards(before, ends, 1)) |
            block_sized(p, w, 2, block_guards(before, ends, 2)) |
            block_sized(p, w, 3, block_guards(before, ends, 3)) |
            block_sized(p, w, 4, block_guards(before, ends, 4))) &
           ends;
}

/* A block of a pass for words; one: there is one of them, of so many bytes. */
KERNEL static INLINE span *block_pass(scan *s, span *out, const scan_words *w, unsigned one,
                                      uint64_t inside)
{
    const unsigned char *p = s->bytes + s->at;
    uint64_t ends = block_ends(p) & inside;
    uint64_t hits =
        one ? block_codes(p, w->codes, 1, one) & block_guards(s->before, ends, one) & inside
            : block_words(p, w, s->before, ends);
    out = block_hits(s, out, hits, ends);
    block_next(s, ends);
    return out;
}

/* Inlined once for each value of one, so that what it compares with stays in registers. */
KERNEL static INLINE void pass_words(scan *given, const scan_words *w, unsigned one)
{
    scan s = *given;
    span *out = s.out + s.count, *stop = s.out + s.wanted;
    while (s.size - s.at >= SCAN_BLOCK && s.position < s.limit && out < stop)
        out = block_pass(&s, out, w, one, UINT64_MAX);
    if (!scan_done(&s) && out < stop) {
        out = block_pass(&s, out, w, one, block_inside(s.size - s.at));
        s.at = s.size;
    }
    s.count = (size_t)(out - s.out);
    *given = s;
}

KERNEL static void scan_words_of(scan *s, const scan_words *w)
{
    switch (w->upto[STREAM_CODE_MAX] == 1 ? w->codes[0].size : 0) {
    case 1:
        pass_words(s, w, 1);
        break;
    case 2:
        pass_words(s, w, 2);
        break;
    case 3:
        pass_words(s, w, 3);
        break;
    case 4:
        pass_words(s, w, 4);
        break;
    default:
        pass_words(s, w, 0);
    }
}

/* ---- two operands at once ---- */

/* What there is in a block. */
typedef struct scan_marks {
    uint64_t ends, a, b;
    uint32_t position; /* codes that end before it */
} scan_marks;

/* The bits, and those at most reach beside them; too far to tell: all, if any. */
static INLINE uint64_t widened(uint64_t m, unsigned reach)
{
    uint64_t wide = m;
    if (reach > 8)
        return m ? UINT64_MAX : 0;
    for (unsigned i = 1; i <= reach; i++)
        wide |= m << i | m >> i;
    return wide;
}

/* Goes over the next blocks for words of a, without a branch that depends on the
 * text; *has: which have some. one: as for a pass. */
KERNEL static INLINE unsigned mark_a(scan *s, const scan_words *a, unsigned blocks, unsigned one,
                                     scan_marks *marks, uint64_t *has)
{
    const unsigned char *p = s->bytes + s->at, *stop = s->bytes + s->size;
    uint32_t position = s->position, before = s->before, limit = s->limit;
    uint64_t has_a = 0;
    unsigned count = 0;
    for (; count < blocks && p < stop && position < limit; p += SCAN_BLOCK) {
        scan_marks *m = &marks[count];
        uint64_t ends = block_ends(p);
        m->ends = ends;
        m->a = one ? block_codes(p, a->codes, 1, one) & block_guards(before, ends, one)
                   : block_words(p, a, before, ends);
        m->b = 0;
        m->position = position;
        has_a |= (uint64_t)(m->a != 0) << count;
        count++;
        position += bits(ends);
        before = (uint32_t)(ends >> 60);
    }
    s->at += (size_t)count * SCAN_BLOCK;
    s->position = position;
    s->before = before;
    *has = has_a;
    return count;
}

/* What lies behind the field is none of it. */
static INLINE void cut_last(const scan *s, scan_marks *marks, unsigned count, uint64_t *has)
{
    if (s->at <= s->size)
        return;
    scan_marks *last = &marks[count - 1];
    uint64_t inside = block_inside(s->size % SCAN_BLOCK);
    last->ends &= inside;
    last->a &= inside;
    if (!last->a)
        *has &= ~((uint64_t)1 << (count - 1));
}

KERNEL static unsigned mark_a_by_size(scan *s, const scan_words *a, unsigned blocks,
                                      scan_marks *marks, uint64_t *has)
{
    switch (a->upto[STREAM_CODE_MAX] == 1 ? a->codes[0].size : 0) {
    case 1:
        return mark_a(s, a, blocks, 1, marks, has);
    case 2:
        return mark_a(s, a, blocks, 2, marks, has);
    default:
        return mark_a(s, a, blocks, 0, marks, has);
    }
}

KERNEL static INLINE span *mark_hits(span *out, const scan_marks *m)
{
    for (uint64_t hits = m->a | m->b; hits; hits &= hits - 1) {
        unsigned i = (unsigned)__builtin_ctzll(hits);
        out->first = (uint32_t)((m->a >> i & 1) | (m->b >> i & 1) << 1);
        out->last = m->position + bits(m->ends & (((uint64_t)1 << i) - 1));
        out++;
    }
    return out;
}

/*
 * First where a has hits, then where b has, near those alone; then what these are in
 * the blocks where one has some near the other's. What is near the first and last
 * block can have its counterpart in blocks before and behind.
 */
KERNEL static void scan_pair_of(scan *s, const scan_words *a, const scan_words *b, unsigned blocks,
                                unsigned reach)
{
    scan_marks marks[SCAN_PAIR_BLOCKS];
    const unsigned char *p = s->bytes + s->at;
    uint64_t has_a, has_b = 0, edges = s->at == 0 ? 0 : widened(1, reach);
    uint32_t before = s->before;
    unsigned count = mark_a_by_size(s, a, blocks, marks, &has_a);
    uint64_t all = block_inside(count);
    s->count = 0;
    if (count == 0)
        return;
    cut_last(s, marks, count, &has_a);
    if (!scan_done(s))
        edges |= widened((uint64_t)1 << (count - 1), reach);
    uint64_t near = (widened(has_a, reach) | edges) & all;
    for (uint64_t left = near; left; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctzll(left);
        uint32_t ended = i ? (uint32_t)(marks[i - 1].ends >> 60) : before;
        marks[i].b = block_words(p + (size_t)i * SCAN_BLOCK, b, ended, marks[i].ends);
        has_b |= (uint64_t)(marks[i].b != 0) << i;
    }
    near = (has_a & (widened(has_b, reach) | edges)) | has_b;
    span *out = s->out;
    for (; near; near &= near - 1)
        out = mark_hits(out, &marks[__builtin_ctzll(near)]);
    s->count = (size_t)(out - s->out);
}

#ifdef KERNEL_TWINS

#define TWIN_BLOCKS 64

/* What there is in some blocks. */
typedef struct twin_marks {
    uint64_t ends[TWIN_BLOCKS], a[TWIN_BLOCKS], b[TWIN_BLOCKS];
    uint32_t position[TWIN_BLOCKS]; /* codes that end before it */
    unsigned count;
} twin_marks;

/* Goes over the next blocks without a branch that depends on the text. */
KERNEL static INLINE void mark_twins(scan *s, twin_rows *rows, twin_marks *m)
{
    const unsigned char *p = s->bytes + s->at, *stop = s->bytes + s->size;
    uint32_t position = s->position;
    unsigned i = 0;
    for (; i < TWIN_BLOCKS && p < stop; p += SCAN_BLOCK, i++) {
        block_twins(p, rows, &m->ends[i], &m->a[i], &m->b[i]);
        m->position[i] = position;
        position += bits(m->ends[i]);
    }
    s->at += (size_t)i * SCAN_BLOCK;
    s->position = position;
    m->count = i;
    if (s->at > s->size) {
        uint64_t inside = block_inside(s->size % SCAN_BLOCK);
        m->ends[i - 1] &= inside;
        m->a[i - 1] &= inside;
        m->b[i - 1] &= inside;
    }
}

/* Where codes of up to three bytes end. */
KERNEL static INLINE uint64_t short_codes(uint32_t before, uint64_t ends)
{
    return ends & (block_guards(before, ends, 1) | block_guards(before, ends, 2) |
                   block_guards(before, ends, 3));
}

/* Those of the marks that are words of the operand. */
static INLINE uint64_t true_marks(const unsigned char *bytes, size_t at, uint64_t marks,
                                  const scan_twins *t, unsigned operand)
{
    uint64_t kept = 0;
    for (uint64_t left = marks; left; left &= left - 1) {
        uint32_t rank = scan_rank(bytes, at + (unsigned)__builtin_ctzll(left));
        bool has = false;
        for (unsigned i = 0; i < t->count[operand]; i++)
            has |= t->ranks[operand][i] == rank;
        kept |= has ? left & (0 - left) : 0;
    }
    return kept;
}

/* The words of each operand in block i of the marks, the first of which begins at start; before:
 * the ends of the block before that. */
KERNEL static INLINE uint64_t block_truth(const scan *s, const twin_marks *m, unsigned i,
                                          size_t start, uint64_t before, const scan_twins *twins,
                                          uint64_t *b)
{
    size_t at = start + (size_t)i * SCAN_BLOCK;
    if (!twins->exact) {
        *b = true_marks(s->bytes, at, m->b[i], twins, 1);
        return true_marks(s->bytes, at, m->a[i], twins, 0);
    }
    uint64_t whole = short_codes((uint32_t)((i ? m->ends[i - 1] : before) >> 60), m->ends[i]);
    *b = m->b[i] & whole;
    return m->a[i] & whole;
}

/* What is at most so far behind a bit of m. */
static INLINE uint64_t behind(uint64_t m, uint32_t distance)
{
    uint64_t wide = m << 1;
    for (uint32_t width = 1, step; width < distance && width < 64; width += step) {
        step = distance - width < width ? distance - width : width;
        wide |= wide << step;
    }
    return wide;
}

/* Behind the last word of each operand; 0: there was none. */
typedef struct twin_last {
    uint64_t a, b;
} twin_last;

/* Words of a block, a bit each; the first stands at position. */
static INLINE bool words_near(twin_last *last, uint64_t position, uint64_t a, uint64_t b,
                              uint32_t distance, bool ordered)
{
    uint64_t first_a = a ? position + (unsigned)__builtin_ctzll(a) : UINT64_MAX;
    uint64_t first_b = b ? position + (unsigned)__builtin_ctzll(b) : UINT64_MAX;
    bool near = (behind(a, distance) & b) | (last->a && first_b - last->a < distance);
    if (!ordered)
        near |= (behind(b, distance) & a) | (last->b && first_a - last->b < distance);
    last->a = a ? position + 64 - (unsigned)__builtin_clzll(a) : last->a;
    last->b = b ? position + 64 - (unsigned)__builtin_clzll(b) : last->b;
    return near;
}

/* How many blocks away words so far apart can be: each has 16 at least. */
#define TWIN_REACH(distance) ((distance) / (SCAN_BLOCK / STREAM_CODE_MAX) + 1)

KERNEL static bool scan_near_of(const unsigned char *bytes, size_t size, const scan_twins *twins,
                                uint32_t distance, bool ordered)
{
    twin_marks m;
    twin_rows rows = twins_begin(twins);
    twin_last last = {0, 0};
    scan s = scan_begin(bytes, size, UINT32_MAX);
    uint64_t edges = 0, before = (uint64_t)SCAN_BEFORE_FIELD << 60;
    while (s.at < size) {
        size_t start = s.at;
        mark_twins(&s, &rows, &m);
        uint64_t has_a = which(m.a, m.count), has_b = which(m.b, m.count);
        if (s.at < size)
            edges |= widened((uint64_t)1 << (m.count - 1), TWIN_REACH(distance));
        uint64_t near = (has_a & (widened(has_b, TWIN_REACH(distance)) | edges)) |
                        (has_b & (widened(has_a, TWIN_REACH(distance)) | edges));
        for (; near; near &= near - 1) {
            unsigned i = (unsigned)__builtin_ctzll(near);
            uint64_t ends = m.ends[i], b, a = block_truth(&s, &m, i, start, before, twins, &b);
            if (words_near(&last, m.position[i], squeezed(a, ends), squeezed(b, ends), distance,
                           ordered))
                return true;
        }
        before = m.ends[m.count - 1];
        edges = widened(1, TWIN_REACH(distance));
    }
    return false;
}

KERNEL static void scan_twins_of(scan *s, const scan_twins *twins)
{
    twin_marks m;
    twin_rows rows = twins_begin(twins);
    const uint64_t before = (uint64_t)SCAN_BEFORE_FIELD << 60;
    span *out = s->out;
    s->count = 0;
    if (s->size == 0)
        return;
    mark_twins(s, &rows, &m);
    uint64_t has_a = which(m.a, m.count), has_b = which(m.b, m.count);
    for (uint64_t left = has_a && has_b ? has_a | has_b : 0; left; left &= left - 1) {
        unsigned i = (unsigned)__builtin_ctzll(left);
        uint64_t b, a = block_truth(s, &m, i, 0, before, twins, &b);
        scan_marks marks = {m.ends[i], a, b, m.position[i]};
        out = mark_hits(out, &marks);
    }
    s->count = (size_t)(out - s->out);
}

#endif

/* ---- many words ---- */

/* Those of the candidates that are words of the set. The bytes of a code go back
 * to the end of the code before. */
KERNEL static INLINE uint64_t block_members(const scan *s, const scan_set *set, uint64_t maybe,
                                            uint64_t ends)
{
    uint64_t hits = 0, guards = block_guards(s->before, ends, 4);
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
        uint64_t one = ends & block_guards(s.before, ends, 1), longer = ends & ~one;
        uint64_t two = longer & block_guards(s.before, ends, 2);
        scan_maybe maybe = block_set(p, set);
        uint64_t unsure = (maybe.two & two) | (maybe.more & longer & ~two);
        uint64_t hits = (maybe.one & one) | block_members(&s, set, unsure, ends);
        out = block_hits(&s, out, hits, ends);
        block_next(&s, ends);
    }
    s.count = (size_t)(out - s.out);
    *given = s;
}

/* ---- phrases ---- */

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
