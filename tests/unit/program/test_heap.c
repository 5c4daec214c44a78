/* The heap in large pages: what threads take from it lies where they were asked for,
 * and what is freed stays. */
#define _DEFAULT_SOURCE /* sbrk() */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pages.h"
#include "program.h"

#include <inttypes.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MIB    ((size_t)1 << 20)
#define HEAP   (128 * MIB)
#define BLOCKS 64

/* Whether large pages were asked for where at is: the flag hg of its mapping. */
static bool asked(const void *at)
{
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[512];
    bool inside = false, found = false;
    while (maps && fgets(line, sizeof line, maps)) {
        uintptr_t from, to;
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2)
            inside = (uintptr_t)at >= from && (uintptr_t)at < to;
        else if (inside && !strncmp(line, "VmFlags:", 8))
            found = strstr(line, " hg") != NULL;
    }
    if (maps)
        fclose(maps);
    return found;
}

static long faults(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

/* Blocks that other heaps would have mapped, and small ones. */
static void *work(void *out)
{
    void **blocks = out;
    for (size_t i = 0; i < BLOCKS; i++) {
        size_t size = i % 2 ? 300 : MIB + i * 1000;
        blocks[i] = malloc(size);
        if (blocks[i])
            memset(blocks[i], 1, size);
    }
    return NULL;
}

static void run(void **blocks)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, work, blocks), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static bool supported(void)
{
    size_t size = PAGES_LARGE;
    void *probe = pages_resize(NULL, 0, size);
    bool yes = probe && asked(probe);
    pages_free(probe, size);
    return yes && mallopt(M_ARENA_MAX, 1); /* not under a sanitizer */
}

static void test_threads(void **state)
{
    (void)state;
    if (!supported())
        skip();
    program_enlarge_heap(HEAP);
    void *blocks[BLOCKS];
    run(blocks);
    for (size_t i = 0; i < BLOCKS; i++) {
        assert_non_null(blocks[i]);
        if (i % 2 == 0)
            assert_true(asked((char *)blocks[i] + MIB / 2));
        free(blocks[i]);
    }
    long before = faults();
    run(blocks);
    assert_in_range(faults() - before, 0, 200); /* of 8,000 pages */
    for (size_t i = 0; i < BLOCKS; i++)
        free(blocks[i]);
}

/* More than was foreseen is had all the same. */
static void test_beyond(void **state)
{
    (void)state;
    void *blocks[20];
    for (size_t i = 0; i < 20; i++) {
        blocks[i] = malloc(10 * MIB);
        assert_non_null(blocks[i]);
        memset(blocks[i], (int)i, MIB);
    }
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(((char *)blocks[i])[MIB - 1], i);
        free(blocks[i]);
    }
}

/* Where addresses are counted none are taken. */
static void test_limited(void **state)
{
    (void)state;
    struct rlimit limit, old;
    if (!mallopt(M_ARENA_MAX, 1) || getrlimit(RLIMIT_DATA, &old) || old.rlim_cur != RLIM_INFINITY)
        skip();
    limit = old;
    limit.rlim_cur = 2048 * MIB;
    assert_int_equal(setrlimit(RLIMIT_DATA, &limit), 0);
    const char *before = sbrk(0);
    program_enlarge_heap(4 * HEAP);
    const char *after = sbrk(0);
    assert_int_equal(setrlimit(RLIMIT_DATA, &old), 0);
    assert_in_range(after - before, 0, MIB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_limited),
                                       cmocka_unit_test(test_threads),
                                       cmocka_unit_test(test_beyond)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
