/* Large blocks are mapped, and when they grow their pages are moved, not what
 * stands on them. Elsewhere than on Linux all of it is realloc(). */
#define _GNU_SOURCE /* madvise(), mremap() */
#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void pages_enlarge(void *bytes, size_t n)
{
#ifdef MADV_HUGEPAGE
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = ((uintptr_t)bytes + page - 1) & ~(page - 1);
    uintptr_t to = ((uintptr_t)bytes + n) & ~(page - 1);
    if (to > from)
        madvise((void *)from, to - from, MADV_HUGEPAGE);
#else
    (void)bytes;
    (void)n;
#endif
}

#ifdef __linux__

/* The system puts mappings of a multiple of this where large pages can be. */
#define ROUND ((size_t)2 << 20)

static size_t rounded(size_t size)
{
    return (size + ROUND - 1) / ROUND * ROUND;
}

static void *map(size_t size)
{
    int access = PROT_READ | PROT_WRITE;
    void *block = mmap(NULL, rounded(size), access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED)
        return NULL;
    pages_enlarge(block, rounded(size));
    return block;
}

/* From malloc() to a mapping, or the other way. */
static void *change(void *block, size_t had, size_t size)
{
    void *other = size < PAGES_LARGE ? malloc(size) : map(size);
    if (!other)
        return NULL;
    if (had)
        memcpy(other, block, had < size ? had : size);
    pages_free(block, had);
    return other;
}

void *pages_resize(void *block, size_t had, size_t size)
{
    if (size > SIZE_MAX - ROUND)
        return NULL;
    if (had < PAGES_LARGE && size < PAGES_LARGE)
        return realloc(block, size);
    if (had < PAGES_LARGE || size < PAGES_LARGE)
        return change(block, had, size);
    void *moved = mremap(block, rounded(had), rounded(size), MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
}

void pages_free(void *block, size_t had)
{
    if (had < PAGES_LARGE)
        free(block);
    else
        munmap(block, rounded(had));
}

#else

void *pages_resize(void *block, size_t had, size_t size)
{
    (void)had;
    return realloc(block, size);
}

void pages_free(void *block, size_t had)
{
    (void)had;
    free(block);
}

#endif
