/* The arena and the hash map. */
#include "map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_arena_aligns_and_zeroes(void **state)
{
    (void)state;
    arena a = {0};
    for (size_t n = 0; n < 300; n++) {
        memset(arena_bytes(&a, n % 7 + 1), 0xff, n % 7 + 1); /* leaves an odd place */
        unsigned char *p = arena_alloc(&a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xaa, n);
    }
    arena_free(&a);
    assert_null(a.blocks);
}

/* Earlier pointers stay good, however much comes later. */
static void test_arena_keeps(void **state)
{
    (void)state;
    arena a = {0};
    morgue_str kept[500];
    for (int i = 0; i < 500; i++) {
        char text[40];
        int n = snprintf(text, sizeof text, "text number %d", i);
        kept[i] = arena_copy(&a, (morgue_str){text, (size_t)n});
        assert_int_equal(kept[i].ptr[n], '\0');
        if (i % 50 == 0)
            assert_non_null(arena_bytes(&a, 3u << 20)); /* larger than any block */
    }
    for (int i = 0; i < 500; i++) {
        char text[40];
        snprintf(text, sizeof text, "text number %d", i);
        assert_string_equal(kept[i].ptr, text);
    }
    arena_free(&a);
}

static void test_arena_clear_and_refusal(void **state)
{
    (void)state;
    arena a = {0};
    arena_clear(&a);
    assert_non_null(arena_bytes(&a, 0));
    assert_non_null(arena_bytes(&a, 100000));
    arena_clear(&a);
    size_t total = a.total;
    assert_non_null(arena_bytes(&a, 1000));
    assert_int_equal(a.total, total); /* the block that was kept serves */
    assert_null(arena_bytes(&a, SIZE_MAX - 8));
    assert_null(arena_copy(&a, (morgue_str){"", SIZE_MAX}).ptr);
    assert_non_null(arena_bytes(&a, 10));
    arena_free(&a);
}

static morgue_str key_of(unsigned i, char text[24])
{
    return (morgue_str){text, (size_t)snprintf(text, 24, "key %u", i)};
}

static void test_map_grows(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    map m = {0};
    char text[24];
    bool added;
    assert_null(map_get(&m, STR("x")));
    for (unsigned i = 0; i < COUNT; i++) {
        uint64_t *value = map_put(&m, key_of(i, text), &added);
        assert_true(added);
        assert_int_equal(*value, 0);
        *value = i;
    }
    assert_int_equal(m.count, COUNT);
    assert_true(m.capacity > m.count);
    for (unsigned i = 0; i < COUNT; i++) {
        uint64_t *value = map_put(&m, key_of(i, text), &added);
        assert_false(added);
        assert_int_equal(*value, i);
        assert_ptr_equal(map_get(&m, key_of(i, text)), value);
    }
    assert_null(map_get(&m, key_of(COUNT, text)));
    map_free(&m);
}

static void test_map_walk(void **state)
{
    (void)state;
    map m = {0};
    char text[24];
    unsigned char seen[1000] = {0};
    size_t at = 0, count = 0;
    assert_null(map_next(&m, &at));
    for (unsigned i = 0; i < 1000; i++)
        *map_put(&m, key_of(i, text), NULL) = i;
    for (const map_entry *e; (e = map_next(&m, &at)); count++) {
        assert_true(str_equal(e->key, key_of((unsigned)e->value, text)));
        assert_int_equal(seen[e->value]++, 0);
    }
    assert_int_equal(count, 1000);
    map_free(&m);
}

/* Keys are bytes: empty ones, NULs, one a prefix of the other; and copied. */
static void test_map_keys(void **state)
{
    (void)state;
    map m = {0};
    char bytes[] = "a\0b";
    *map_put(&m, (morgue_str){NULL, 0}, NULL) = 1;
    *map_put(&m, (morgue_str){bytes, 1}, NULL) = 2;
    *map_put(&m, (morgue_str){bytes, 2}, NULL) = 3;
    *map_put(&m, (morgue_str){bytes, 3}, NULL) = 4;
    memset(bytes, 'z', sizeof bytes);
    assert_int_equal(m.count, 4);
    assert_int_equal(*map_get(&m, STR("")), 1);
    assert_int_equal(*map_get(&m, STR("a")), 2);
    assert_int_equal(*map_get(&m, STR("a\0")), 3);
    assert_int_equal(*map_get(&m, STR("a\0b")), 4);
    map_clear(&m);
    assert_int_equal(m.count, 0);
    assert_null(map_get(&m, STR("a")));
    *map_put(&m, STR("a"), NULL) = 9;
    assert_int_equal(*map_get(&m, STR("a")), 9);
    map_free(&m);
}

static void test_fingerprint(void **state)
{
    (void)state;
    fingerprint a = fingerprint_of(STR("text")), b = fingerprint_of(STR("text")),
                c = fingerprint_of(STR("texT")), none = fingerprint_of((morgue_str){NULL, 0});
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
    /* XXH3's published value of no input, seed 0: 99aa06d3014798d86001c324468d497f. */
    static const unsigned char empty[] = {0x99, 0xaa, 0x06, 0xd3, 0x01, 0x47, 0x98, 0xd8,
                                          0x60, 0x01, 0xc3, 0x24, 0x46, 0x8d, 0x49, 0x7f};
    assert_memory_equal(none.bytes, empty, sizeof empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_aligns_and_zeroes),
        cmocka_unit_test(test_arena_keeps),
        cmocka_unit_test(test_arena_clear_and_refusal),
        cmocka_unit_test(test_map_grows),
        cmocka_unit_test(test_map_walk),
        cmocka_unit_test(test_map_keys),
        cmocka_unit_test(test_fingerprint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
