/* Bitmaps: counting, finding, and making them of bytes. */
#include "match_internal.h"

uint32_t match__ones(const uint64_t *words)
{
    const uint64_t pairs = 0x5555555555555555, fours = 0x3333333333333333;
    const uint64_t bytes = 0x0f0f0f0f0f0f0f0f;
    uint64_t sum = 0;
    for (unsigned i = 0; i < MASK_WORDS; i++) {
        uint64_t v = words[i];
        v -= v >> 1 & pairs;
        v = (v & fours) + (v >> 2 & fours);
        v = (v + (v >> 4)) & bytes;
        sum += v * 0x0101010101010101 >> 56;
    }
    return (uint32_t)sum;
}

void match__fill(const match *m, uint32_t base, uint64_t *words)
{
    for (uint32_t i = 0; i < MASK_WORDS; i++) {
        uint32_t first = base + i * 64;
        uint64_t all = first <= m->documents ? ~UINT64_C(0) : 0;
        words[i] = all && m->documents - first < 63 ? all >> (63 - (m->documents - first)) : all;
    }
    if (!base)
        words[0] &= ~UINT64_C(1);
}

static uint64_t load(const uint8_t *marks)
{
    uint64_t v;
    memcpy(&v, marks, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* Bytes that are 0 or 1 to bits: the product moves that of byte i to bit 56 + i. */
static uint64_t eight(uint64_t bytes)
{
    return bytes * 0x0102040810204080 >> 56;
}

void match__pack(const uint8_t *marks, uint32_t count, uint64_t *words)
{
    for (uint32_t i = 0; i < count / 64; i++, marks += 64)
        for (unsigned part = 0; part < 8; part++)
            words[i] |= eight(load(marks + 8 * part)) << 8 * part;
}

void match__pack_equal(const uint8_t *marks, uint8_t value, uint32_t count, uint64_t *words)
{
    const uint64_t ones = 0x0101010101010101, low = 0x7f * ones;
    for (uint32_t i = 0; i < count / 64; i++, marks += 64) {
        uint64_t word = 0;
        for (unsigned part = 0; part < 8; part++) {
            uint64_t v = load(marks + 8 * part) ^ value * ones;
            /* Bit 7 of each byte: whether it is not 0. */
            v = ((v & low) + low) | v;
            word |= eight(~v >> 7 & ones) << 8 * part;
        }
        words[i] = word;
    }
}

void match__mask_by_test(match_node *n, uint32_t base, uint64_t *words)
{
    for (uint32_t i = 0; i < MASK_WORDS; i++)
        for (uint64_t left = match__step(n->match, 8) ? words[i] : 0; left; left &= left - 1) {
            uint32_t docid = base + i * 64 + (uint32_t)__builtin_ctzll(left);
            if (!n->class->test(n, docid))
                words[i] &= ~(left & (0 - left));
        }
}
