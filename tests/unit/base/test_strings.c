/* Slices, the sticky string builder, varints, error messages. */
#include "error.h"
#include "strbuf.h"
#include "utf8.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_text(morgue_str got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.ptr ? got.ptr : "", want, got.len);
}

static void test_builder_appends(void **state)
{
    (void)state;
    strbuf b = {0};
    strbuf_text(&b, "ab");
    strbuf_char(&b, '\0');
    strbuf_printf(&b, "%d", 7);
    strbuf_add(&b, NULL, 0);
    assert_int_equal(b.len, 4);
    assert_memory_equal(b.ptr, "ab\0007", 5); /* the NUL behind it counts too */
    strbuf_clear(&b);
    assert_int_equal(b.len, 0);
    assert_string_equal(b.ptr, "");
    strbuf_free(&b);
    assert_null(b.ptr);
}

static void test_builder_grows(void **state)
{
    (void)state;
    strbuf b = {0};
    for (int i = 0; i < 100000; i++)
        strbuf_char(&b, (char)('a' + i % 26));
    assert_int_equal(b.len, 100000);
    for (int i = 0; i < 100000; i += 997)
        assert_int_equal(b.ptr[i], 'a' + i % 26);
    strbuf_free(&b);
}

/* A size that no memory has: it fails once, and stays failed until cleared. */
static void test_builder_failure_is_sticky(void **state)
{
    (void)state;
    strbuf b = {0};
    strbuf_text(&b, "kept");
    assert_null(strbuf_reserve(&b, SIZE_MAX / 2));
    assert_true(b.failed);
    strbuf_text(&b, "ignored");
    strbuf_char(&b, 'x');
    strbuf_varint(&b, 1);
    strbuf_printf(&b, "%s", "ignored");
    assert_null(strbuf_reserve(&b, 1));
    assert_text(strbuf_view(&b), "kept");
    morgue_error error;
    assert_int_equal(strbuf_check(&b, &error), MORGUE_NOMEM);
    assert_int_equal(error.status, MORGUE_NOMEM);
    strbuf_clear(&b);
    assert_int_equal(strbuf_check(&b, NULL), MORGUE_OK);
    strbuf_text(&b, "new");
    assert_text(strbuf_view(&b), "new");
    strbuf_free(&b);
}

static void test_varint_round_trip(void **state)
{
    (void)state;
    static const struct {
        uint64_t value;
        size_t bytes;
    } cases[] = {{0, 1},
                 {127, 1},
                 {128, 2},
                 {16383, 2},
                 {16384, 3},
                 {UINT32_MAX, 5},
                 {(UINT64_C(1) << 63) - 1, 9},
                 {UINT64_C(1) << 63, 10},
                 {UINT64_MAX, 10}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        strbuf b = {0};
        strbuf_varint(&b, cases[i].value);
        assert_int_equal(b.len, cases[i].bytes);
        strbuf_char(&b, '!');
        morgue_str rest = strbuf_view(&b);
        uint64_t got = 1;
        assert_true(str_varint(&rest, &got));
        assert_true(got == cases[i].value);
        assert_text(rest, "!");
        /* Every proper prefix is cut off. */
        for (size_t n = 0; n < cases[i].bytes; n++) {
            morgue_str cut = {b.ptr, n};
            assert_false(str_varint(&cut, &got));
            assert_int_equal(cut.len, n);
        }
        strbuf_free(&b);
    }
}

static void test_varint_over_64_bits(void **state)
{
    (void)state;
    uint64_t got;
    morgue_str two = STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
    morgue_str eleven = STR("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01");
    assert_false(str_varint(&two, &got));
    assert_false(str_varint(&eleven, &got));
}

static void test_sized(void **state)
{
    (void)state;
    strbuf b = {0};
    strbuf_sized(&b, STR(""));
    strbuf_sized(&b, STR("one\0two"));
    morgue_str rest = strbuf_view(&b), got;
    assert_true(str_sized(&rest, &got));
    assert_int_equal(got.len, 0);
    assert_true(str_sized(&rest, &got));
    assert_int_equal(got.len, 7);
    assert_memory_equal(got.ptr, "one\0two", 7);
    assert_int_equal(rest.len, 0);
    assert_false(str_sized(&rest, &got));
    morgue_str lying = STR("\x05"
                           "four");
    assert_false(str_sized(&lying, &got));
    assert_int_equal(lying.len, 5);
    morgue_str huge = STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x");
    assert_false(str_sized(&huge, &got));
    strbuf_free(&b);
}

static void test_slices(void **state)
{
    (void)state;
    morgue_str s = STR("abcdef"), none = {NULL, 0};
    assert_text(str_range(s, 2, 4), "cd");
    assert_text(str_range(s, 4, 99), "ef");
    assert_text(str_range(s, 5, 2), "");
    assert_text(str_range(s, 99, 100), "");
    assert_null(str_range(none, 1, 2).ptr);
    assert_true(str_equal(none, STR("")));
    assert_true(str_starts(s, none));
    assert_true(str_ends(s, STR("def")));
    assert_false(str_ends(STR("f"), STR("ef")));
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("\xff"), STR("a")) > 0); /* bytes are unsigned */
    assert_int_equal(str_compare(none, STR("")), 0);
    assert_true(str_equal_nocase(STR("MiCrOn"), STR("mIcRoN")));
    assert_false(str_equal_nocase(STR("["), STR("{"))); /* 0x20 apart, no letters */
    assert_text(str_trim(STR(" \t\r\n x y \v\f")), "x y");
    assert_text(str_trim(STR("  ")), "");
}

static void test_searching(void **state)
{
    (void)state;
    morgue_str s = STR("a,b,,c");
    assert_int_equal(str_find(s, 0, ','), 1);
    assert_int_equal(str_find(s, 2, ','), 3);
    assert_int_equal(str_find(s, 0, 'x'), s.len);
    assert_int_equal(str_find(s, 99, 'a'), s.len);
    assert_int_equal(str_search(s, 0, STR(",,")), 3);
    assert_int_equal(str_search(s, 4, STR(",,")), s.len);
    assert_int_equal(str_search(s, 0, STR("a,b,,c,")), s.len);
    static const char *const pieces[] = {"a", "b", "", "c"};
    for (size_t i = 0; i < 4; i++)
        assert_text(str_split(&s, ','), pieces[i]);
    assert_null(s.ptr);
    morgue_str tail = STR("x,");
    str_split(&tail, ',');
    assert_int_equal(tail.len, 0);
    assert_non_null(tail.ptr); /* an empty last piece is still to come */
}

static void test_numbers(void **state)
{
    (void)state;
    uint64_t n = 5;
    assert_true(str_to_u64(STR("0"), &n));
    assert_int_equal(n, 0);
    assert_true(str_to_u64(STR("9999999999999999999"), &n));
    assert_true(n == UINT64_C(9999999999999999999));
    assert_false(str_to_u64(STR("10000000000000000000"), &n)); /* 20 digits */
    assert_false(str_to_u64(STR(""), &n));
    assert_false(str_to_u64(STR("-1"), &n));
    assert_false(str_to_u64(STR("1 "), &n));
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 9), 3);
    assert_int_equal(str_distance(STR(""), STR("abc"), 9), 3);
    assert_int_equal(str_distance(STR("abc"), STR(""), 9), 3);
    assert_int_equal(str_distance(STR("same"), STR("same"), 9), 0);
    assert_int_equal(str_distance(STR("index"), STR("indxe"), 9), 2);   /* no transpositions */
    assert_int_equal(str_distance(STR("abcdef"), STR("uvwxyz"), 2), 3); /* limit + 1 */
    char longest[64];
    memset(longest, 'a', sizeof longest);
    assert_int_equal(str_distance((morgue_str){longest, 63}, (morgue_str){longest, 62}, 4), 1);
    assert_int_equal(str_distance((morgue_str){longest, 64}, (morgue_str){longest, 64}, 4), 5);
}

/* cmocka has a macro of the name fail; in brackets it is the function. */
static void test_error_message(void **state)
{
    (void)state;
    morgue_error error;
    memset(&error, 0x55, sizeof error);
    assert_int_equal((fail)(&error, MORGUE_IO, "a\tb\n%s", "c"), MORGUE_IO);
    assert_string_equal(error.message, "a?b?c"); /* one line */
    assert_int_equal(error.line, 0);
    assert_int_equal(error.to, 0);
    assert_int_equal((fail)(NULL, MORGUE_IO, "x"), MORGUE_IO);
    fail_range(&error, MORGUE_QUERY, 3, 9, "x");
    assert_int_equal(error.from, 3);
    assert_int_equal(error.to, 9);
    fail_at(&error, MORGUE_CONFIG, 4, 2, "x");
    assert_int_equal(error.line, 4);
    assert_int_equal(error.column, 2);
    assert_int_equal(fail_errno(&error, MORGUE_IO, ENOSPC, "f"), MORGUE_NOSPACE);
    assert_int_equal(fail_errno(&error, MORGUE_IO, ENOMEM, "f"), MORGUE_NOMEM);
    assert_int_equal(fail_errno(&error, MORGUE_IO, EACCES, "file %d", 1), MORGUE_IO);
    assert_string_equal(error.message, "file 1: Permission denied");
}

/* A message is cut at its buffer's end, but never inside a character. */
static void test_error_message_is_cut(void **state)
{
    (void)state;
    morgue_error error;
    char text[2 * MORGUE_ERROR_MESSAGE_SIZE];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(text, 'x', sizeof text);
        for (size_t i = shift; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "€", 3);
        text[sizeof text - 1] = '\0';
        fail_errno(&error, MORGUE_IO, EACCES, "%s", text);
        size_t len = strlen(error.message);
        assert_true(len < sizeof error.message && len >= sizeof error.message - 3);
        assert_true(utf8_valid((morgue_str){error.message, len}));
    }
}

static void test_status_names(void **state)
{
    (void)state;
    assert_string_equal(morgue_status_name(MORGUE_CORRUPT), "corrupt");
    for (int i = MORGUE_OK; i <= MORGUE_INTERNAL; i++)
        assert_string_not_equal(morgue_status_name((morgue_status)i), "unknown status");
    assert_string_equal(morgue_status_name((morgue_status)(MORGUE_INTERNAL + 1)), "unknown status");
    assert_string_equal(morgue_status_name((morgue_status)-1), "unknown status");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builder_appends),
        cmocka_unit_test(test_builder_grows),
        cmocka_unit_test(test_builder_failure_is_sticky),
        cmocka_unit_test(test_varint_round_trip),
        cmocka_unit_test(test_varint_over_64_bits),
        cmocka_unit_test(test_sized),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_searching),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_distance),
        cmocka_unit_test(test_error_message),
        cmocka_unit_test(test_error_message_is_cut),
        cmocka_unit_test(test_status_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
