/* The number codes of glass, by worked examples and there and back. */
#include "glass_code.h"
#include "maker.h"

static void expect_uint(uint64_t v, const char *bytes, size_t n)
{
    unsigned char out[GLASS_UINT_MAX];
    assert_int_equal(glass_uint(out, v) - out, n);
    assert_memory_equal(out, bytes, n);
}

static void test_uint(void **state)
{
    (void)state;
    expect_uint(0, "\0", 1);
    expect_uint(127, "\x7f", 1);
    expect_uint(128, "\x80\x01", 2);
    expect_uint(20000, "\xa0\x9c\x01", 3);
    expect_uint(UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10);
}

static void expect_sort(uint32_t v, const char *bytes, size_t n)
{
    unsigned char out[8];
    assert_int_equal(glass_uint_sort(out, v) - out, n);
    assert_memory_equal(out, bytes, n);
    for (size_t have = 0; have <= n + 1; have++) {
        morgue_str in = {(const char *)out, have};
        uint32_t back = 0;
        assert_int_equal(glass_take_sort(&in, &back), have >= n);
        assert_int_equal(in.len, have >= n ? have - n : have);
        assert_int_equal(back, have >= n ? v : 0);
    }
}

static void test_uint_sort(void **state)
{
    (void)state;
    expect_sort(1, "\x00\x01", 2);
    expect_sort(20000, "\x4e\x20", 2);
    expect_sort(32767, "\x7f\xff", 2);
    expect_sort(32768, "\x80\x80\x00", 3);
    expect_sort(4194303, "\xbf\xff\xff", 3);
    expect_sort(4194304, "\xc0\x40\x00\x00", 4);
    expect_sort(536870911, "\xdf\xff\xff\xff", 4);
    expect_sort(536870912, "\xe0\x20\x00\x00\x00", 5);
    expect_sort(UINT32_MAX, "\xe0\xff\xff\xff\xff", 5);
}

static void test_take_sort_refuses(void **state)
{
    (void)state;
    const char *const bad[] = {"\xe1\x00\x00\x00\x00", "\xf0\x00\x00\x00\x00\x00",
                               "\xff\xff\xff"
                               "\xff\xff\xff"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        morgue_str in = {bad[i], i == 0 ? 5 : 6};
        uint32_t v;
        assert_false(glass_take_sort(&in, &v));
    }
}

static void test_take(void **state)
{
    (void)state;
    morgue_str in = {"\xa0\x9c\x01\x7f\x80", 5};
    uint64_t v;
    assert_true(glass_take(&in, &v));
    assert_int_equal(v, 20000);
    assert_true(glass_take(&in, &v));
    assert_int_equal(v, 127);
    assert_false(glass_take(&in, &v)); /* cut off */
    assert_int_equal(in.len, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uint),
        cmocka_unit_test(test_uint_sort),
        cmocka_unit_test(test_take_sort_refuses),
        cmocka_unit_test(test_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
