/* The number codes of the glass format, both ways. */
#ifndef GLASS_CODE_H
#define GLASS_CODE_H

#include "str.h"

#define GLASS_UINT_MAX 10 /* bytes of the longest code below */

/* Little-endian base 128. Returns the end. */
static inline unsigned char *glass_uint(unsigned char *p, uint64_t v)
{
    while (v >= 0x80) {
        *p++ = (unsigned char)(v | 0x80);
        v >>= 7;
    }
    *p++ = (unsigned char)v;
    return p;
}

static inline unsigned char *glass_big_endian(unsigned char *p, uint64_t v, unsigned bytes)
{
    for (unsigned i = bytes; i-- > 0; v >>= 8)
        p[i] = (unsigned char)v;
    return p + bytes;
}

/* Order-preserving: two bytes below 0x8000, else 3 to 6 with the length in the
 * top bits of the first. For 32-bit numbers. */
static inline unsigned char *glass_uint_sort(unsigned char *p, uint32_t v)
{
    if (v < 0x8000)
        return glass_big_endian(p, v, 2);
    unsigned bits = 32 - (unsigned)__builtin_clz(v);
    unsigned bytes = (bits + 5) / 7;
    glass_big_endian(p, v, bytes);
    p[0] = (unsigned char)(p[0] | 0xFFu << (10 - bytes));
    return p + bytes;
}

static inline unsigned glass_two_bytes(const unsigned char *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

/* Reads what glass_uint_sort() wrote off the front of *in; false when it is cut
 * off or does not fit. */
static inline bool glass_take_sort(morgue_str *in, uint32_t *out)
{
    const unsigned char *p = (const unsigned char *)in->ptr;
    if (in->len < 2)
        return false;
    unsigned bytes = 2;
    for (unsigned bit = 0x80; p[0] & bit; bit >>= 1)
        bytes++;
    if (bytes > 5 || in->len < bytes)
        return false;
    uint64_t v = p[0] & (bytes == 2 ? 0x7Fu : 0xFFu >> (bytes - 1));
    for (unsigned i = 1; i < bytes; i++)
        v = v << 8 | p[i];
    *in = (morgue_str){in->ptr + bytes, in->len - bytes};
    *out = (uint32_t)v;
    return v <= UINT32_MAX;
}

/* Reads what glass_uint() wrote off the front of *in; false at its end. */
static inline bool glass_take(morgue_str *in, uint64_t *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < in->len && i < GLASS_UINT_MAX; i++) {
        unsigned char c = (unsigned char)in->ptr[i];
        v |= (uint64_t)(c & 0x7f) << (7 * i);
        if (c >= 0x80)
            continue;
        *in = (morgue_str){in->ptr + i + 1, in->len - i - 1};
        *out = v;
        return true;
    }
    return false;
}

#endif
