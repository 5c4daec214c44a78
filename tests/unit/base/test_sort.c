/* sort_by_head() against qsort(). */
#include "sort.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#define MOST 3000

typedef struct item {
    uint64_t head;
    uint32_t second, third;
} item;

static int by_both(const void *a, const void *b)
{
    const item *x = a, *y = b;
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

static uint64_t state = 88172645463325252u;

/* xorshift64 (Marsaglia 2003): the same numbers in every run. */
static uint64_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* Heads that differ in some bits of mask alone; no two elements are equal. */
static void check(size_t count, uint64_t mask)
{
    static item one[MOST], two[MOST];
    for (size_t i = 0; i < count; i++)
        one[i] = (item){draw() & mask, (uint32_t)(draw() << 16 | i), (uint32_t)i};
    memcpy(two, one, count * sizeof *one);
    sort_by_head(one, count, sizeof *one, by_both);
    qsort(two, count, sizeof *two, by_both);
    assert_memory_equal(one, two, count * sizeof *one);
}

static void test_as_qsort(void **unused)
{
    (void)unused;
    static const uint64_t masks[] = {UINT64_MAX,
                                     0,
                                     0xff,
                                     UINT64_C(0xff) << 56,
                                     UINT64_C(0x101) << 28,
                                     0x0f,
                                     UINT64_C(0xffff0000000000ff)};
    static const size_t counts[] = {1, 2, 63, 64, 65, 66, 200, 1000, MOST};
    for (size_t m = 0; m < sizeof masks / sizeof *masks; m++)
        for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
            check(counts[n], masks[m]);
    sort_by_head(NULL, 0, sizeof(item), by_both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_as_qsort)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
