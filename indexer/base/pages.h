/* Much memory at once: large pages, and blocks that grow where they are. */
#ifndef PAGES_H
#define PAGES_H

#include <stddef.h>

/* Blocks of so many bytes and more are mapped by themselves. */
#define PAGES_LARGE ((size_t)1 << 20)

/*
 * As realloc(), for one who knows how long the block is: had bytes (0: there is
 * none yet, block is NULL) become size, which is not 0. NULL when out of memory;
 * the block is then as it was. A large block lies in large pages and grows without
 * being copied. What is added is of unspecified content.
 */
void *pages_resize(void *block, size_t had, size_t size);

/* had as above. */
void pages_free(void *block, size_t had);

/* A wish, nothing depends on it: what is touched for the first time in the n bytes
 * comes in large pages. A fault brings 512 times as much, and random access waits
 * less for page tables. */
void pages_enlarge(void *bytes, size_t n);

#endif
