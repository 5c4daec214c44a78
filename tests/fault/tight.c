/*
 * Preloaded into a program, refuses it memory: no allocation larger than FAULT_LARGEST
 * bytes succeeds. What the C library allocates for itself is not asked.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#pragma GCC visibility push(default)

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *old, size_t n);

static int refused(size_t n)
{
    static size_t largest;
    if (!largest) {
        const char *text = getenv("FAULT_LARGEST");
        largest = text ? strtoul(text, NULL, 10) : (size_t)-1;
    }
    if (n <= largest)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t n)
{
    return refused(n) ? NULL : __libc_malloc(n);
}

void *calloc(size_t count, size_t n)
{
    return n && refused(count > (size_t)-1 / n ? (size_t)-1 : count * n) ? NULL
                                                                         : __libc_calloc(count, n);
}

void *realloc(void *old, size_t n)
{
    return refused(n) ? NULL : __libc_realloc(old, n);
}
