/* UTF-8, Windows-1252 and JSON strings. */
#include "json_string.h"
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* Sequences at the borders of RFC 3629, table 3-7 of the Unicode Standard. */
static const struct {
    const char *bytes;
    uint32_t code; /* UTF8_BAD: ill-formed */
} borders[] = {
    {"\x01", 1},
    {"\x7f", 0x7f},
    {"\xc2\x80", 0x80},
    {"\xdf\xbf", 0x7ff},
    {"\xe0\xa0\x80", 0x800},
    {"\xed\x9f\xbf", 0xd7ff},
    {"\xee\x80\x80", 0xe000},
    {"\xef\xbf\xbf", 0xffff},
    {"\xf0\x90\x80\x80", 0x10000},
    {"\xf4\x8f\xbf\xbf", 0x10ffff},
    {"\x80", UTF8_BAD}, /* a lone continuation */
    {"\xbf", UTF8_BAD},
    {"\xc0\x80", UTF8_BAD}, /* overlong */
    {"\xc1\xbf", UTF8_BAD},
    {"\xe0\x9f\xbf", UTF8_BAD},
    {"\xf0\x8f\xbf\xbf", UTF8_BAD},
    {"\xed\xa0\x80", UTF8_BAD}, /* surrogates */
    {"\xed\xbf\xbf", UTF8_BAD},
    {"\xf4\x90\x80\x80", UTF8_BAD}, /* above U+10FFFF */
    {"\xf5\x80\x80\x80", UTF8_BAD},
    {"\xff", UTF8_BAD},
    {"\xc2", UTF8_BAD}, /* cut off */
    {"\xe2\x82", UTF8_BAD},
    {"\xf0\x9f\x98", UTF8_BAD},
    {"\xc2\x41", UTF8_BAD}, /* not a continuation */
    {"\xe2\x82\x41", UTF8_BAD},
};

static void test_decoding(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof borders / sizeof *borders; i++) {
        morgue_str s = str_of(borders[i].bytes);
        size_t at = 0;
        bool good = borders[i].code != UTF8_BAD;
        assert_int_equal(utf8_next(s, &at), borders[i].code);
        assert_int_equal(at, good ? s.len : 1);
        assert_int_equal(utf8_valid(s), good);
    }
}

/* Every scalar value comes back; nothing else is ever made. */
static void test_all_scalar_values(void **state)
{
    (void)state;
    for (uint32_t c = 1; c <= 0x10ffff; c++) {
        if (c == 0xd800)
            c = 0xe000;
        char bytes[4];
        size_t n = utf8_put(c, bytes), at = 0;
        morgue_str s = {bytes, n};
        if (utf8_next(s, &at) != c || at != n || !utf8_valid(s) ||
            n != (c < 0x80      ? 1u
                  : c < 0x800   ? 2u
                  : c < 0x10000 ? 3u
                                : 4u))
            fail_msg("U+%04X", (unsigned)c);
    }
}

static void test_first_bad(void **state)
{
    (void)state;
    assert_int_equal(utf8_first_bad(STR("")), 0);
    assert_true(utf8_valid((morgue_str){NULL, 0}));
    assert_int_equal(utf8_first_bad(STR("abc\0def")), 3);
    /* The fault is found at each place, past the steps of eight bytes too. */
    for (size_t at = 0; at < 40; at++)
        for (int bad = 0; bad < 2; bad++) {
            char text[40];
            memset(text, 'x', sizeof text);
            text[at] = bad ? '\xff' : '\0';
            assert_int_equal(utf8_first_bad((morgue_str){text, sizeof text}), at);
        }
}

static void test_complete_prefix(void **state)
{
    (void)state;
    morgue_str s = STR("a\xf0\x9f\x98\x80");
    assert_int_equal(utf8_complete_prefix(s), 5);
    for (size_t n = 2; n < 5; n++)
        assert_int_equal(utf8_complete_prefix(str_range(s, 0, n)), 1);
    assert_int_equal(utf8_complete_prefix(STR("é")), 2);
    assert_int_equal(utf8_complete_prefix(STR("")), 0);
    assert_int_equal(utf8_complete_prefix(STR("x\xe2\x82")), 1);
    assert_int_equal(utf8_complete_prefix(STR("\x80\x80")), 2); /* no character to cut */
}

static void test_counting(void **state)
{
    (void)state;
    assert_int_equal(utf8_count(STR("né狐\xff")), 4);
    assert_int_equal(utf8_columns(STR("ne\xcc\x81 狐狸")), 7); /* e + combining acute */
    assert_int_equal(utf8_columns(STR("\xff\xff")), 2);
    assert_int_equal(utf8_columns(STR("한글")), 4);
}

static void test_windows1252(void **state)
{
    (void)state;
    strbuf out = {0};
    utf8_from_windows1252(&out, STR("caf\xe9 \x80\x93\x81\0\x9f"));
    assert_string_equal(out.ptr, "café €“\xef\xbf\xbdŸ");
    assert_true(utf8_valid(strbuf_view(&out)));
    strbuf_free(&out);
}

static void assert_json(morgue_str text, const char *want)
{
    strbuf out = {0};
    json_string(&out, text);
    assert_string_equal(out.ptr, want);
    strbuf_free(&out);
}

static void test_json(void **state)
{
    (void)state;
    assert_json(STR(""), "\"\"");
    assert_json(STR("a\"b\\c/"), "\"a\\\"b\\\\c/\"");
    assert_json(STR("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    assert_json(STR("\0\x1f\x7f"), "\"\\u0000\\u001f\\u007f\"");
    assert_json(STR("é狐😀"), "\"é狐😀\"");
    assert_json(STR("\xc2\x85"), "\"\\u0085\"");
    assert_json(STR("\xe2\x80\xa8\xe2\x80\xae"), "\"\\u2028\\u202e\"");
    assert_json(STR("x\xffy"), "\"x\\ufffdy\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoding),  cmocka_unit_test(test_all_scalar_values),
        cmocka_unit_test(test_first_bad), cmocka_unit_test(test_complete_prefix),
        cmocka_unit_test(test_counting),  cmocka_unit_test(test_windows1252),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
