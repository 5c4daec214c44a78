/* The heap of a program in large pages. */
#include "pages.h"
#include "program.h"

#include <limits.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/resource.h>

#define LARGEST_IN_HEAP (32 << 20) /* the most that can be asked for */
#define MAPPINGS        65536      /* of the C library when it is not asked */

#ifdef __GLIBC__

/* Addresses that are taken early are missing later where they are counted. */
static bool unlimited(void)
{
    struct rlimit space, data;
    return getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur == RLIM_INFINITY &&
           getrlimit(RLIMIT_DATA, &data) == 0 && data.rlim_cur == RLIM_INFINITY;
}

/*
 * Pages can only be asked for of memory that has an address and was not touched: a
 * block as long as the heap may get is taken and freed, and stays the end of the
 * heap because nothing is given back. The heaps of other threads and small mappings
 * would lie elsewhere, so there are none. A sanitizer's allocator refuses the first
 * of these settings.
 */
void program_enlarge_heap(size_t bytes)
{
    if (!unlimited() || !mallopt(M_ARENA_MAX, 1))
        return;
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_MMAP_MAX, 0);
    void *heap = malloc(bytes);
    if (heap)
        pages_enlarge(heap, bytes);
    free(heap);
    mallopt(M_MMAP_MAX, MAPPINGS);
    mallopt(M_MMAP_THRESHOLD, LARGEST_IN_HEAP);
}

#else

void program_enlarge_heap(size_t bytes)
{
    (void)bytes;
}

#endif
