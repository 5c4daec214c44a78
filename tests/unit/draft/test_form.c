/* Keys of forms: what is written is read back, and no bytes do harm. */
#include "form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static token of(const char *norm, const char *exact, const char *stem)
{
    return (token){.norm = str_of(norm), .exact = str_of(exact), .stem = str_of(stem)};
}

static void expect_key(const token *tokens, size_t count, const char *key)
{
    strbuf out = {0};
    form_write(tokens, count, &out);
    assert_string_equal(out.ptr, key);
    strbuf_free(&out);
}

static void test_grammar(void **state)
{
    (void)state;
    expect_key((token[]){of("19", "", "")}, 1, "19");
    expect_key((token[]){of("chip", "", "chip")}, 1, "chip\002");
    expect_key((token[]){of("chips", "", "chip")}, 1, "chips\002chip");
    expect_key((token[]){of("reunion", "réunion", "reunion")}, 1, "reunion\001réunion\002");
    expect_key((token[]){of("u.s.", "", ""), of("us", "", "us")}, 2, "u.s.\004us\002");
    expect_key((token[]){of("a", "", ""), of("b", "c", "d"), of("e", "", "")}, 3,
               "a\004b\001c\002d\004e");
}

static void test_reading(void **state)
{
    (void)state;
    morgue_str key = STR("a\004b\001c\002d\004e\002");
    form_part part;
    assert_true(form_next(&key, &part));
    assert_true(str_is(part.norm, "a") && !part.exact.len && !part.stem.len);
    assert_true(form_next(&key, &part));
    assert_true(str_is(part.norm, "b") && str_is(part.exact, "c") && str_is(part.stem, "d"));
    assert_true(form_next(&key, &part));
    assert_true(str_is(part.norm, "e") && !part.exact.len && str_is(part.stem, "e"));
    assert_false(form_next(&key, &part));
    assert_int_equal(key.len, 0);
}

static void test_wrong_keys(void **state)
{
    (void)state;
    static const morgue_str wrong[] = {
        {"", 0},           {"\002", 1},   {"\001x", 2},       {"a\001", 2},
        {"a\001\002b", 4}, {"a\004", 2},  {"\004a", 2},       {"a\002b\001c", 5},
        {"a\003", 2},      {"a\005b", 3}, {"a\001b\001c", 5}, {"a\002b\002", 4},
        {"a\0b", 3},       {"a\n", 2},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        morgue_str key = wrong[i];
        form_part part;
        if (form_next(&key, &part))
            fail_msg("key %zu was taken", i);
        assert_int_equal(key.len, 0);
    }
}

/* At the limit all alternates stand, beyond it the last goes. */
static void test_longest(void **state)
{
    (void)state;
    static char text[FORM_LONGEST];
    memset(text, 'x', sizeof text);
    token tokens[3] = {of("a", "", ""), of("", "", ""), of("b", "", "")};
    for (size_t over = 0; over < 2; over++) {
        strbuf out = {0};
        tokens[1].norm = (morgue_str){text, FORM_LONGEST - 4 + over}; /* a 4 … 4 b */
        form_write(tokens, 3, &out);
        assert_int_equal(out.len, over ? FORM_LONGEST - 1 : FORM_LONGEST);
        strbuf_free(&out);
    }
}

/* Any short string of the few bytes that matter ends, inside its own memory. */
static void test_any_bytes(void **state)
{
    (void)state;
    static const char alphabet[] = "a\001\002\003\004\xff";
    for (unsigned n = 0; n < 6 * 6 * 6 * 6 * 6 * 6; n++) {
        char *bytes = malloc(6);
        size_t len = 0;
        for (unsigned rest = n; rest; rest /= 6)
            bytes[len++] = alphabet[rest % 6];
        char *exact = malloc(len ? len : 1); /* so that a byte too many is noticed */
        memcpy(exact, bytes, len);
        morgue_str key = {exact, len};
        form_part part;
        unsigned parts = 0;
        while (form_next(&key, &part)) {
            assert_true(part.norm.len > 0);
            assert_true(++parts <= 6);
        }
        assert_int_equal(key.len, 0);
        free(exact);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grammar),    cmocka_unit_test(test_reading),
        cmocka_unit_test(test_wrong_keys), cmocka_unit_test(test_longest),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
