/* The bytes of postings, many at a time. Private. */
#ifndef GLASS_DECODE_H
#define GLASS_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#define GLASS_DECODE_SLACK 8u /* entries that glass__decode() may write in vain */

/* A stretch of whole postings (gap - 1, then wdf), of which the last may be cut off. */
typedef struct glass_stretch {
    const unsigned char *at, *end; /* at goes behind the last posting that was taken */
    uint32_t last;                 /* id before at */
    uint32_t high;                 /* no id is greater */
    bool damaged;                  /* one is, or a number does not fit */
} glass_stretch;

/* Reads a number; false when it is cut off. Beyond 32 bits it becomes UINT64_MAX. */
bool glass__take32(const unsigned char **at, const unsigned char *end, uint64_t *out);

/* Decodes until `most` postings are there, of which n are there before, or no
 * whole one is left; returns how many there are. The arrays have room for most +
 * GLASS_DECODE_SLACK. */
unsigned glass__decode(glass_stretch *s, uint32_t *ids, uint32_t *wdfs, unsigned n, unsigned most);

/* Goes over whole postings below id, all or all but a few of them. */
void glass__skip(glass_stretch *s, uint32_t id);

#endif
