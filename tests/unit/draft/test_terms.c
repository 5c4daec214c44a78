/* The names of terms and the bytes of values. */
#include "terms.h"
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_names(void **state)
{
    (void)state;
    strbuf term = {0};
    term_make(&term, TERM_SOURCE, STR("reuters"));
    assert_string_equal(term.ptr, "XRreuters");
    char prefix[TERM_DECLARED_PREFIX];
    term_declared_prefix(STR("desk"), prefix);
    assert_string_equal(prefix, "XFdesk:");
    strbuf_free(&term);
}

/* The longest name of a field still fits, with its NUL. */
static void test_longest_field_name(void **state)
{
    (void)state;
    char name[100], prefix[TERM_DECLARED_PREFIX];
    memset(name, 'f', sizeof name);
    term_declared_prefix((morgue_str){name, 64}, prefix);
    assert_int_equal(strlen(prefix), 2 + 64 + 1);
    assert_int_equal(prefix[66], ':');
}

/* 230 bytes stand as they are; 231 keep a head and a hash, at most 230 long. */
static void test_long_terms(void **state)
{
    (void)state;
    char text[400];
    strbuf a = {0}, b = {0};
    memset(text, 'x', sizeof text);
    term_make(&a, "A", (morgue_str){text, 229});
    assert_int_equal(a.len, 230);
    assert_null(memchr(a.ptr, '#', a.len));
    term_make(&a, "A", (morgue_str){text, 230});
    assert_int_equal(a.len, 230);
    assert_int_equal(a.ptr[230 - 17], '#');
    text[300] = 'y'; /* far behind what is kept */
    term_make(&a, "A", (morgue_str){text, 300});
    term_make(&b, "A", (morgue_str){text, 301});
    assert_false(str_equal(strbuf_view(&a), strbuf_view(&b)));
    term_make(&a, "A", (morgue_str){text, 301});
    assert_true(str_equal(strbuf_view(&a), strbuf_view(&b)));
    strbuf_free(&a);
    strbuf_free(&b);
}

/* The head never ends inside a character. */
static void test_long_terms_are_utf8(void **state)
{
    (void)state;
    char text[600];
    strbuf term = {0};
    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'x', shift);
        for (size_t i = shift; i + 4 <= sizeof text; i += 4)
            memcpy(text + i, "😀", 4);
        term_make(&term, "K", (morgue_str){text, shift + (sizeof text - shift) / 4 * 4});
        assert_true(term.len <= 230);
        assert_true(utf8_valid(strbuf_view(&term)));
    }
    strbuf_free(&term);
}

/* Bytes sort as the seconds do, on both sides of 1970. */
static void test_date_values(void **state)
{
    (void)state;
    static const int64_t seconds[] = {INT64_MIN, -62135596800, -1, 0, 1, 253402300799, INT64_MAX};
    char before[DATE_VALUE_BYTES], bytes[DATE_VALUE_BYTES];
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
        int64_t got;
        date_value_put(seconds[i], bytes);
        assert_true(date_value_get((morgue_str){bytes, sizeof bytes}, &got));
        assert_true(got == seconds[i]);
        assert_false(date_value_get((morgue_str){bytes, 7}, &got));
        if (i)
            assert_true(memcmp(before, bytes, sizeof bytes) < 0);
        memcpy(before, bytes, sizeof bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),       cmocka_unit_test(test_longest_field_name),
        cmocka_unit_test(test_long_terms),  cmocka_unit_test(test_long_terms_are_utf8),
        cmocka_unit_test(test_date_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
