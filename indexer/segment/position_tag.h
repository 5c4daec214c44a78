/* The positions of one word in one document as a glass tag. Private. */
#ifndef POSITION_TAG_H
#define POSITION_TAG_H

#include <stddef.h>
#include <stdint.h>

/* Room for the tag of n positions. */
#define POSITION_TAG_ROOM(n) (4 * (n) + 32)

/* Writes the tag of n >= 1 ascending positions; returns its end. The format
 * itself cannot tell 0 and 1 from 1 alone. */
unsigned char *segment__position_tag(unsigned char *out, const uint32_t *positions, size_t n);

#endif
