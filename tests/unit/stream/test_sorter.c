/* Sorting with runs on disk, beside qsort(). */
#include "sketch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* A record whose key lies in it. */
typedef struct plain {
    uint64_t head, tail;
    unsigned char key[12];
    size_t length;
} plain;

/* By head, then key, then tail: of two keys the one that the other begins with is
 * first. */
static int compare(const void *a, const void *b)
{
    const plain *x = a, *y = b;
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    size_t n = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->key, y->key, n);
    if (order == 0)
        order = (x->length > y->length) - (x->length < y->length);
    return order ? order : (x->tail > y->tail) - (x->tail < y->tail);
}

/* Few heads and few bytes, so that every part of the order decides. */
static plain *records(uint32_t seed, size_t count)
{
    plain *all = calloc(count + 1, sizeof *all);
    assert_non_null(all);
    for (size_t i = 0; i < count; i++) {
        plain *p = &all[i];
        p->head = (uint64_t)(sketch_random(&seed) % 3) << 40 | sketch_random(&seed) % 3;
        p->tail = sketch_random(&seed) % 4 ? sketch_random(&seed) % 5 : UINT64_MAX - i;
        p->length = sketch_random(&seed) % sizeof p->key;
        for (size_t k = 0; k < p->length; k++)
            p->key[k] = (unsigned char)(sketch_random(&seed) % 3 * 127);
    }
    return all;
}

static void sort_through(size_t count, size_t most)
{
    folder f = folder_new();
    stream_spool spool;
    sorter s;
    sort_record r;
    plain *all = records((uint32_t)count, count);
    stream__spool_open(&spool, f.fd, "a", "sorted");
    stream__sorter_open(&s, &spool, most);
    for (size_t i = 0; i < count; i++) {
        r = (sort_record){all[i].head, {(const char *)all[i].key, all[i].length}, all[i].tail};
        assert_int_equal(stream__sorter_add(&s, r, NULL), MORGUE_OK);
    }
    qsort(all, count, sizeof *all, compare);
    assert_int_equal(stream__sorter_sort(&s, NULL), MORGUE_OK);
    for (size_t i = 0; i < count; i++) {
        assert_true(stream__sorter_next(&s, &r));
        assert_int_equal(r.head, all[i].head);
        assert_int_equal(r.tail, all[i].tail);
        assert_true(str_equal(r.key, (morgue_str){(const char *)all[i].key, all[i].length}));
    }
    assert_false(stream__sorter_next(&s, &r));
    assert_false(stream__sorter_next(&s, &r));
    assert_int_equal(stream__spool_check(&spool, NULL), MORGUE_OK);
    stream__sorter_free(&s);
    stream__spool_close(&spool);
    free(all);
    folder_free(&f);
}

static void test_in_memory(void **state)
{
    (void)state;
    sort_through(0, 1 << 20);
    sort_through(1, 1 << 20);
    sort_through(5000, 4 << 20);
}

/* With a run a record, 32 runs become one of the next level and 32 of those one
 * more: numbers around each. */
static void test_runs(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 1060, 2100};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        sort_through(counts[i], 1);
    sort_through(30000, 10000);
}

/* A spool that cannot be written: a status, and no record that was not added. */
static void test_broken(void **state)
{
    (void)state;
    folder f = folder_new();
    stream_spool spool;
    sorter s;
    sort_record r = {1, STR("key"), 2};
    morgue_error err = {0};
    stream__spool_open(&spool, f.fd, "a", "sorted");
    stream__sorter_open(&s, &spool, 1);
    assert_int_equal(stream__sorter_add(&s, r, NULL), MORGUE_OK);
    close(spool.fd);
    assert_int_equal(stream__sorter_add(&s, r, &err), MORGUE_IO);
    assert_true(err.message[0]);
    assert_int_not_equal(stream__sorter_sort(&s, &err), MORGUE_OK);
    stream__sorter_free(&s);
    spool.fd = -1;
    stream__spool_close(&spool);
    folder_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_memory),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
