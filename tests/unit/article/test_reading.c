/* Texts as they come in, limits, fingerprints, and the JSON that is shown. */
#include "reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_repair(void **state)
{
    (void)state;
    static const struct {
        morgue_str in;
        const char *out;
    } rows[] = {
        {{"", 0}, ""},
        {{"plain\ttext\n", 11}, "plain\ttext\n"},
        {{"\xef\xbb\xbf"
          "bom",
          6},
         "bom"},
        {{"a\r\nb\rc\n", 7}, "a\nb\nc\n"},
        {{"a\0b\x01"
          "c\x7f",
          6},
         "a b c "},
        {{"caf\xe9", 4}, "café"},
        {{"\x93quoted\x94", 8}, "“quoted”"},
        {{"caf\xc3\xa9 \xe9t\xe9", 9}, "café été"}, /* one bad byte spoils no good text */
        {{"a\xc2\x85z", 4}, "a z"},                 /* a control of Latin-1 */
        {{"\xed\xa0\x80", 3}, "í\xc2\xa0€"},        /* a surrogate, byte by byte */
        {{"cut \xe2\x82", 6}, "cut â‚"},
    };
    reading r = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reading_set(&r, &r.article.body, rows[i].in);
        assert_int_equal(r.article.body.len, strlen(rows[i].out));
        if (r.article.body.len)
            assert_string_equal(r.article.body.ptr, rows[i].out);
    }
    assert_int_equal(reading_check(&r, NULL), MORGUE_OK);
    reading_free(&r);
}

/* Every ASCII character at every place around those that are looked at together. */
static void test_repair_anywhere(void **state)
{
    (void)state;
    reading r = {0};
    for (size_t len = 1; len <= 26; len++)
        for (size_t at = 0; at < len; at++)
            for (int c = 1; c < 0x80; c++) {
                char text[26], expected[26];
                bool kept = c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7f);
                memset(text, at % 2 ? ' ' : '~', len);
                memcpy(expected, text, len);
                text[at] = (char)c;
                expected[at] = (char)(kept ? c : c == '\r' ? '\n' : ' ');
                reading_set(&r, &r.article.body, (morgue_str){text, len});
                assert_int_equal(r.article.body.len, len);
                assert_memory_equal(r.article.body.ptr, expected, len);
                reading_clear(&r);
            }
    reading_free(&r);
}

/* A control of Latin-1 behind letters of two bytes, wherever it stands. */
static void test_repair_behind_letters(void **state)
{
    (void)state;
    reading r = {0};
    for (size_t before = 0; before < 20; before++) {
        char text[64] = "", expected[64] = "";
        for (size_t i = 0; i < before; i++)
            strcat(text, i % 3 ? "a" : "\xc3\xa9");
        snprintf(expected, sizeof expected, "%s tail of it", text);
        strcat(text, "\xc2\x9ftail of it");
        reading_set(&r, &r.article.body, (morgue_str){text, strlen(text)});
        assert_string_equal(r.article.body.ptr, expected);
        reading_clear(&r);
    }
    reading_free(&r);
}

static void test_limits(void **state)
{
    (void)state;
    reading r = {0};
    morgue_error err;
    char *text = calloc(1, MORGUE_MAX_FIELD + 1);
    assert_non_null(text);
    memset(text, 'x', MORGUE_MAX_FIELD + 1);
    reading_set(&r, &r.article.byline, (morgue_str){text, MORGUE_MAX_FIELD});
    assert_int_equal(reading_check(&r, &err), MORGUE_OK);
    reading_set(&r, &r.article.byline, (morgue_str){text, MORGUE_MAX_FIELD + 1});
    assert_int_equal(reading_check(&r, &err), MORGUE_LIMIT);
    assert_non_null(strstr(err.message, "MORGUE_MAX_FIELD"));
    assert_non_null(strstr(err.message, "65537"));
    reading_clear(&r);
    for (int i = 0; i < 2 * MORGUE_MAX_TAGS; i++) { /* each tag twice */
        char tag[16];
        snprintf(tag, sizeof tag, "t%d", i / 2);
        reading_tag(&r, str_of(tag));
    }
    assert_int_equal(r.article.tag_count, MORGUE_MAX_TAGS);
    assert_int_equal(reading_check(&r, &err), MORGUE_OK);
    reading_tag(&r, STR("one more"));
    assert_int_equal(reading_check(&r, &err), MORGUE_LIMIT);
    reading_clear(&r);
    for (int i = 0; i < MORGUE_MAX_FIELDS; i++)
        reading_field(&r, STR("k"), STR("v"));
    assert_int_equal(reading_check(&r, &err), MORGUE_OK);
    reading_field(&r, STR("k"), STR("v"));
    assert_int_equal(reading_check(&r, &err), MORGUE_LIMIT);
    reading_clear(&r);
    assert_int_equal(reading_check(&r, &err), MORGUE_OK);
    assert_int_equal(r.article.tag_count + r.article.field_count, 0);
    reading_free(&r);
    free(text);
}

static bool alike(const morgue_article *a, const morgue_article *b)
{
    fingerprint x = article_fingerprint(a), y = article_fingerprint(b);
    return memcmp(x.bytes, y.bytes, sizeof x.bytes) == 0;
}

static void test_fingerprint(void **state)
{
    (void)state;
    morgue_str tags[] = {STR("ab"), STR("c")}, other[] = {STR("a"), STR("bc")};
    morgue_article a = {.id = STR("1"), .title = STR("T"), .tags = tags, .tag_count = 2};
    morgue_article b = a;
    assert_true(alike(&a, &b));
    b.path = STR("elsewhere");
    assert_true(alike(&a, &b));
    b.tags = other;
    assert_false(alike(&a, &b));
    b = a;
    b.standfirst = b.title; /* the same text in another field */
    b.title = (morgue_str){NULL, 0};
    assert_false(alike(&a, &b));
    b = a;
    b.date.from = 1;
    assert_false(alike(&a, &b));
    b = a;
    b.title = STR("t");
    assert_false(alike(&a, &b));
}

static void test_json(void **state)
{
    (void)state;
    strbuf out = {0};
    json_string(&out, STR("a\"b\\c\b\f\n\r\t\x01\x7f/é\xe2\x80\xa8\xe2\x80\xa9😀\xff"));
    assert_string_equal(out.ptr, "\"a\\\"b\\\\c\\b\\f\\n\\r\\t\\u0001\\u007f/é\\u2028\\u2029😀"
                                 "\\ufffd\"");
    strbuf_clear(&out);
    json_string(&out, (morgue_str){"\0", 1});
    assert_string_equal(out.ptr, "\"\\u0000\"");
    strbuf_free(&out);
}

static void test_dump(void **state)
{
    (void)state;
    reading r = {0};
    strbuf out = {0};
    article_dump(&r.article, &out);
    assert_string_equal(out.ptr,
                        "{\"id\":\"\",\"title\":\"\",\"standfirst\":\"\",\"body\":\"\","
                        "\"byline\":\"\",\"date\":null,\"date_precision\":\"none\","
                        "\"date_provenance\":\"none\",\"source\":\"\",\"section\":\"\","
                        "\"url\":\"\",\"lang\":\"\",\"tags\":[],\"path\":\"\",\"fields\":{}}");
    strbuf_clear(&out);
    reading_set(&r, &r.article.id, STR("1"));
    reading_set(&r, &r.article.title, STR("A \"fox\""));
    reading_tag(&r, STR(" x "));
    reading_tag(&r, STR("y"));
    reading_field(&r, STR("desk"), STR("d"));
    reading_field(&r, STR("page"), STR("1"));
    reading_field(&r, STR("desk"), STR("e"));
    reading_date(&r, STR("2023-05"), 2000000000, 0);
    article_dump(&r.article, &out);
    assert_string_equal(out.ptr, "{\"id\":\"1\",\"title\":\"A \\\"fox\\\"\",\"standfirst\":\"\","
                                 "\"body\":\"\",\"byline\":\"\",\"date\":\"2023-05\","
                                 "\"date_precision\":\"month\",\"date_provenance\":\"metadata\","
                                 "\"source\":\"\",\"section\":\"\",\"url\":\"\",\"lang\":\"\","
                                 "\"tags\":[\"x\",\"y\"],\"path\":\"\","
                                 "\"fields\":{\"desk\":[\"d\",\"e\"],\"page\":\"1\"}}");
    strbuf_free(&out);
    reading_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repair),
        cmocka_unit_test(test_repair_anywhere),
        cmocka_unit_test(test_repair_behind_letters),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_dump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
