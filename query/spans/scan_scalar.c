/* Scanning eight bytes at a time in plain C, for machines of any kind. */
#define KERNEL

#include "scan_scalar.h"

#include <string.h>

#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* The byte at the lower address in the lower bits. */
static INLINE uint64_t load(const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* Bit 7 of byte i to bit i: no two of the products meet in one bit. */
static INLINE uint64_t gather(uint64_t v)
{
    return ((v & HIGHS) >> 7) * 0x0102040810204080u >> 56;
}

/* Bit 7 of each byte that is c. Exact: no carry leaves a byte. */
static INLINE uint64_t equal(const unsigned char *p, unsigned char c)
{
    uint64_t v = load(p) ^ ONES * c;
    return ~(((v & ~HIGHS) + ~HIGHS) | v) & HIGHS;
}

static INLINE uint64_t block_ends(const unsigned char *p)
{
    uint64_t ends = 0;
    for (unsigned i = 0; i < SCAN_BLOCK; i += 8)
        ends |= gather(load(p + i)) << i;
    return ends;
}

static INLINE uint64_t block_pair(const unsigned char *p, unsigned char a, const unsigned char *q,
                                  unsigned char b)
{
    uint64_t hits = 0;
    for (unsigned i = 0; i < SCAN_BLOCK; i += 8)
        hits |= gather(equal(p + i, a) & equal(q + i, b)) << i;
    return hits;
}

static INLINE uint64_t one_code(const unsigned char *p, const scan_code *code, unsigned n)
{
    uint64_t v = equal(p, code->bytes[n - 1]);
    for (unsigned j = 1; j < n; j++)
        v &= equal(p - j, code->bytes[n - 1 - j]);
    return v;
}

static INLINE uint64_t block_codes(const unsigned char *p, const scan_code *codes, size_t count,
                                   unsigned n)
{
    uint64_t hits = 0;
    for (unsigned i = 0; i < SCAN_BLOCK; i += 8) {
        uint64_t v = one_code(p + i, codes, n);
        for (size_t j = 1; j < count; j++)
            v |= one_code(p + i, codes + j, n);
        hits |= gather(v) << i;
    }
    return hits;
}

#include "scan_loops.h"

static bool usable(void)
{
    return true;
}

const scan_kernel spans__scalar = {"scalar",     usable, 4,    scan_words_of,    scan_set_of,
                                   scan_pair_of, NULL,   NULL, scan_for_pattern, scan_ends};
