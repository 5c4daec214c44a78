/* The codes of glass, by worked examples and by a decoder of their own. */
#include "glass_code.h"
#include "position_tag.h"
#include "sketch.h"

#include <stdlib.h>

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

/* ---- position tags ---- */

static void expect_tag(const uint32_t *positions, size_t count, const char *bytes, size_t n)
{
    unsigned char out[64];
    assert_int_equal(segment__position_tag(out, positions, count) - out, n);
    assert_memory_equal(out, bytes, n);
}

static void test_tags_by_hand(void **state)
{
    (void)state;
    expect_tag((uint32_t[]){7}, 1, "\x07", 1);
    expect_tag((uint32_t[]){0}, 1, "\x00", 1);
    expect_tag((uint32_t[]){300}, 1, "\xac\x02", 2);
    /* 3 of 7 is one of the short codes, two bits 11; then 0 of 4, two bits 00. */
    expect_tag((uint32_t[]){3, 7}, 2, "\x07\x03", 2);
    /* 0 of 2: one bit; count - 2 = 1 of 2: one bit; the middle one has no choice. */
    expect_tag((uint32_t[]){0, 1, 2}, 3, "\x02\x02", 2);
}

typedef struct bits {
    const unsigned char *bytes;
    size_t count, at;
} bits;

static uint64_t take_bits(bits *b, unsigned n)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < n; i++, b->at++) {
        assert_true(b->at < b->count);
        v |= (uint64_t)(b->bytes[b->at / 8] >> b->at % 8 & 1) << i;
    }
    return v;
}

/* As a reader does: one bit less than the range needs, then one more if that is
 * not among the short codes in the middle. */
static uint64_t take_below(bits *b, uint64_t limit)
{
    unsigned width = 0;
    while (limit > UINT64_C(1) << width)
        width++;
    uint64_t spare = (UINT64_C(1) << width) - limit, middle = (limit - spare) / 2;
    if (spare == 0)
        return take_bits(b, width);
    uint64_t v = take_bits(b, width - 1);
    if (v >= middle)
        return v;
    return take_bits(b, 1) ? v + middle + spare : v;
}

static void take_between(bits *b, uint32_t *p, size_t from, size_t to)
{
    if (to - from < 2)
        return;
    size_t middle = from + (to - from) / 2;
    uint64_t range = (uint64_t)p[to] - p[from] - (to - from) + 1;
    p[middle] = (uint32_t)(p[from] + (middle - from) + take_below(b, range));
    take_between(b, p, from, middle);
    take_between(b, p, middle, to);
}

static size_t decode(morgue_str tag, uint32_t *out)
{
    uint64_t last = 0;
    assert_true(glass_take(&tag, &last));
    out[0] = (uint32_t)last;
    if (tag.len == 0)
        return 1;
    bits b = {(const unsigned char *)tag.ptr, 8 * tag.len, 0};
    out[0] = (uint32_t)take_below(&b, last);
    size_t count = (size_t)take_below(&b, last - out[0]) + 2;
    out[count - 1] = (uint32_t)last;
    take_between(&b, out, 0, count - 1);
    assert_true(b.count - b.at < 8);
    assert_int_equal(take_bits(&b, (unsigned)(b.count - b.at)), 0);
    return count;
}

static void test_tags_come_back(void **state)
{
    (void)state;
    enum { MOST = 3000 };
    uint32_t *positions = malloc(MOST * sizeof *positions), *back = malloc(MOST * sizeof *back);
    unsigned char *tag = malloc(POSITION_TAG_ROOM(MOST));
    assert_non_null(positions);
    assert_non_null(back);
    assert_non_null(tag);
    chance c = {99};
    for (int round = 0; round < 3000; round++) {
        size_t count = 1 + chance_skewed(&c, MOST);
        uint32_t gap = 1u << chance_below(&c, 20), at = 2 + chance_skewed(&c, 1u << 28);
        for (size_t i = 0; i < count; i++) {
            positions[i] = at;
            at += 1 + (chance_below(&c, 3) ? 0 : chance_below(&c, gap));
        }
        size_t n = (size_t)(segment__position_tag(tag, positions, count) - tag);
        assert_true(n <= POSITION_TAG_ROOM(count));
        assert_int_equal(decode((morgue_str){(char *)tag, n}, back), count);
        assert_memory_equal(back, positions, count * sizeof *back);
    }
    free(positions);
    free(back);
    free(tag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uint),           cmocka_unit_test(test_uint_sort),
        cmocka_unit_test(test_take),           cmocka_unit_test(test_tags_by_hand),
        cmocka_unit_test(test_tags_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
