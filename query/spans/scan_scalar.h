/* What kernels without a popcount or a shuffle share. */
#ifndef SCAN_SCALAR_H
#define SCAN_SCALAR_H

#include "scan.h"

static INLINE uint32_t bits(uint64_t m)
{
    m -= m >> 1 & 0x5555555555555555u;
    m = (m & 0x3333333333333333u) + (m >> 2 & 0x3333333333333333u);
    m = (m + (m >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (uint32_t)(m * 0x0101010101010101u >> 56);
}

static INLINE scan_maybe block_set(const unsigned char *p, const scan_set *set)
{
    scan_maybe maybe = {0, 0, 0};
    unsigned before = set->bytes[p[-1] & 0x7f];
    for (unsigned i = 0; i < SCAN_BLOCK; i++) {
        unsigned here = set->bytes[p[i] & 0x7f], both = here & before >> 1;
        maybe.one |= (uint64_t)(here >> SCAN_ALONE & 1) << i;
        maybe.two |= (uint64_t)(both >> SCAN_SECOND & 1) << i;
        maybe.more |= (uint64_t)(both >> SCAN_LAST & 1) << i;
        before = here;
    }
    return maybe;
}

#endif
