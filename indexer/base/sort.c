/* Sorting by a number first: a radix sort that leaves the rest to qsort(). */
#include "sort.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FEW     64 /* elements that qsort() has in order as soon */
#define BUCKETS 256

typedef struct sorting {
    size_t size;
    int (*compare)(const void *, const void *);
    char *spare; /* room for all elements */
} sorting;

static unsigned byte_of(const char *item, unsigned shift)
{
    uint64_t head;
    memcpy(&head, item, sizeof head);
    return (unsigned)(head >> shift & (BUCKETS - 1));
}

/* Puts the elements in order of one byte of their heads; ends has where each
 * byte's end. */
static void distribute(const sorting *s, char *items, size_t count, unsigned shift,
                       size_t ends[BUCKETS])
{
    size_t at[BUCKETS] = {0}, sum = 0, bytes = count * s->size;
    for (size_t i = 0; i < bytes; i += s->size)
        at[byte_of(items + i, shift)] += s->size;
    for (unsigned b = 0; b < BUCKETS; b++) {
        size_t n = at[b];
        at[b] = sum;
        sum += n;
        ends[b] = sum;
    }
    for (size_t i = 0; i < bytes; i += s->size) {
        size_t *to = &at[byte_of(items + i, shift)];
        memcpy(s->spare + *to, items + i, s->size);
        *to += s->size;
    }
    memcpy(items, s->spare, bytes);
}

/* At most eight deep, a byte each. */
static void sort_from(const sorting *s, char *items, size_t count, unsigned shift)
{
    size_t ends[BUCKETS], from = 0;
    if (count <= FEW) {
        if (count > 1)
            qsort(items, count, s->size, s->compare);
        return;
    }
    distribute(s, items, count, shift, ends);
    for (unsigned b = 0; b < BUCKETS; from = ends[b++]) {
        size_t n = (ends[b] - from) / s->size;
        if (shift)
            sort_from(s, items + from, n, shift - 8);
        else if (n > 1)
            qsort(items + from, n, s->size, s->compare);
    }
}

void sort_by_head(void *items, size_t count, size_t size,
                  int (*compare)(const void *, const void *))
{
    sorting s = {size, compare, count > FEW ? malloc(count * size) : NULL};
    if (s.spare)
        sort_from(&s, items, count, 56);
    else if (count > 1)
        qsort(items, count, size, compare);
    free(s.spare);
}
