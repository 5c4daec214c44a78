/* Blocks that grow: what is in them stays, also when they cannot grow; large ones
 * grow without a second copy. */
#include "pages.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <sys/resource.h>

#define MIB ((size_t)1 << 20)

static uint32_t word(size_t i)
{
    return (uint32_t)i * 2654435761u;
}

static void fill(uint32_t *block, size_t from, size_t to)
{
    for (size_t i = from / 4; i < to / 4; i++)
        block[i] = word(i);
}

static void expect(const uint32_t *block, size_t size)
{
    for (size_t i = 0; i < size / 4; i++)
        if (block[i] != word(i))
            fail_msg("word %zu of %zu is %u", i, size / 4, block[i]);
}

static void test_content(void **state)
{
    (void)state;
    static const size_t sizes[] = {
        4,           4096,     PAGES_LARGE - 4, PAGES_LARGE, PAGES_LARGE + 4, 6 * MIB,
        6 * MIB + 4, 40 * MIB, 9 * MIB - 8,     PAGES_LARGE, PAGES_LARGE - 4, 100,
        12 * MIB};
    uint32_t *block = NULL;
    size_t had = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint32_t *other = pages_resize(block, had, sizes[i]);
        assert_non_null(other);
        expect(other, had < sizes[i] ? had : sizes[i]);
        fill(other, had < sizes[i] ? had : sizes[i], sizes[i]);
        block = other;
        had = sizes[i];
    }
    pages_free(block, had);
    pages_free(NULL, 0);
}

/* More than any machine can address. */
static void test_refused(void **state)
{
    (void)state;
    static const size_t sizes[] = {8, PAGES_LARGE - 4, PAGES_LARGE, 5 * MIB};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint32_t *block = pages_resize(NULL, 0, sizes[i]);
        assert_non_null(block);
        fill(block, 0, sizes[i]);
        assert_null(pages_resize(block, sizes[i], SIZE_MAX));
        assert_null(pages_resize(block, sizes[i], SIZE_MAX - MIB));
        assert_null(pages_resize(block, sizes[i], SIZE_MAX / 2));
        expect(block, sizes[i]);
        pages_free(block, sizes[i]);
    }
    assert_null(pages_resize(NULL, 0, SIZE_MAX / 2));
}

static long peak(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss; /* KiB */
}

static void test_no_second_copy(void **state)
{
    (void)state;
#ifndef __linux__
    skip();
#endif
    size_t had = 64 * MIB;
    uint32_t *block = pages_resize(NULL, 0, had);
    assert_non_null(block);
    fill(block, 0, had);
    long before = peak();
    for (size_t i = 0; i < 4; i++, had += 16 * MIB) {
        block = pages_resize(block, had, had + 16 * MIB);
        assert_non_null(block);
    }
    assert_in_range(peak() - before, 0, 16 << 10);
    expect(block, 64 * MIB);
    pages_free(block, had);
}

/* Freed memory goes back: many blocks after one another are no more than one. */
static void test_given_back(void **state)
{
    (void)state;
#ifndef __linux__
    skip();
#endif
    long before = peak();
    for (size_t i = 0; i < 16; i++) {
        size_t size = 20 * MIB + i * 4096;
        uint32_t *block = pages_resize(NULL, 0, size);
        assert_non_null(block);
        fill(block, 0, size);
        pages_free(block, size);
    }
    assert_in_range(peak() - before, 0, 64 << 10);
}

/* Whatever the alignment, bytes beside them are not written to. */
static void test_enlarge(void **state)
{
    (void)state;
    uint32_t *block = malloc(8 * MIB);
    assert_non_null(block);
    fill(block, 0, 8 * MIB);
    pages_enlarge((char *)block + 5, 8 * MIB - 5);
    pages_enlarge((char *)block + 5, 7);
    pages_enlarge(block, 0);
    expect(block, 8 * MIB);
    free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_given_back), cmocka_unit_test(test_content),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_no_second_copy),
        cmocka_unit_test(test_enlarge)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
