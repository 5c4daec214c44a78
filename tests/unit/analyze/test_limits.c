/* Long words, long texts, wrong arguments: no loss, no quadratic time. */
#include "analyze_test.h"

#include <morgue/limits.h>
#include <stdlib.h>
#include <time.h>

/* Linear work on the texts below takes a fraction of a second; quadratic work hours. */
#define MOST_SECONDS 60

static analyzer *english(void)
{
    analyzer *a = NULL;
    assert_int_equal(analyzer_new(&a, STR("en"), NULL), MORGUE_OK);
    return a;
}

/* count times unit. */
static char *repeat(const char *unit, size_t count)
{
    size_t n = strlen(unit);
    char *text = malloc(n * count + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * n, unit, n);
    text[n * count] = '\0';
    return text;
}

static void test_long_words(void **unused)
{
    (void)unused;
    analyzer *a = english();
    token_list list = {0}, other = {0};
    char *text = repeat("a", 1000);
    morgue_str at_limit = {text, MORGUE_MAX_TERM}, over = {text, MORGUE_MAX_TERM + 1};
    assert_int_equal(analyze(a, at_limit, &list, NULL), MORGUE_OK);
    assert_true(str_equal(list.tokens[0].norm, at_limit));
    assert_int_equal(analyze(a, over, &list, NULL), MORGUE_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.tokens[0].to, over.len);
    assert_int_equal(list.tokens[0].norm.len, MORGUE_MAX_TERM);
    assert_true(str_starts(list.tokens[0].norm, str_range(at_limit, 0, 184)));
    assert_int_equal(list.tokens[0].stem.len, 0);
    assert_int_equal(analyze(a, (morgue_str){text, 1000}, &other, NULL), MORGUE_OK);
    assert_false(str_equal(list.tokens[0].norm, other.tokens[0].norm));
    free(text);
    /* 184 is not a boundary of characters of three bytes; 183 is */
    text = repeat("ა", 100);
    assert_int_equal(analyze(a, str_of(text), &list, NULL), MORGUE_OK);
    assert_int_equal(list.tokens[0].norm.len, 183 + 16);
    free(text);
    token_list_free(&list);
    token_list_free(&other);
    analyzer_free(a);
}

static uint32_t count_primaries(analyzer *a, const char *unit, size_t count, token_list *list)
{
    char *text = repeat(unit, count);
    assert_int_equal(analyze(a, str_of(text), list, NULL), MORGUE_OK);
    free(text);
    return list->positions;
}

static void test_linear(void **unused)
{
    (void)unused;
    analyzer *a = english();
    token_list list = {0};
    time_t start = time(NULL);
    assert_int_equal(count_primaries(a, "a", 10000000, &list), 1);
    assert_int_equal(count_primaries(a, "é", 1000000, &list), 1);
    assert_int_equal(count_primaries(a, ".", 1000000, &list), 0);
    assert_int_equal(count_primaries(a, "a.", 500000, &list), 500000 / 16);
    assert_int_equal(count_primaries(a, "-", 1000000, &list), 0);
    assert_int_equal(count_primaries(a, "a-", 500000, &list), 500000);
    assert_int_equal(count_primaries(a, "'", 1000000, &list), 0);
    assert_int_equal(count_primaries(a, "'s", 500000, &list), 1);
    assert_int_equal(count_primaries(a, "l'", 500000, &list), 1);
    assert_int_equal(count_primaries(a, "1,", 500000, &list), 1);
    assert_int_equal(count_primaries(a, "a&", 500000, &list), 500000 / 4);
    assert_int_equal(count_primaries(a, "$", 1000000, &list), 0);
    assert_int_equal(count_primaries(a, "\xcc\x81", 500000, &list), 0);
    assert_int_equal(count_primaries(a, "a\n\n", 300000, &list), 300000);
    assert_int_equal(count_primaries(a, "US ", 300000, &list), 300000);
    assert_int_equal(count_primaries(a, "US\n\n", 300000, &list), 300000);
    assert_int_equal(count_primaries(a, "中", 300000, &list), 300000);
    assert_true(time(NULL) - start <= MOST_SECONDS);
    token_list_free(&list);
    analyzer_free(a);
}

/* Marks of two combining classes in turn, behind one letter: the worst case of
 * canonical ordering. */
static void test_marks(void **unused)
{
    (void)unused;
    analyzer *a = english();
    token_list list = {0};
    char *marks = repeat("\xcc\x81\xcc\xa3", 250000);
    static const char *const bases[] = {"a", "й", "क", "中"};
    time_t start = time(NULL);
    for (size_t i = 0; i < 4; i++) {
        strbuf text = {0};
        strbuf_text(&text, bases[i]);
        strbuf_text(&text, marks);
        assert_int_equal(analyze(a, strbuf_view(&text), &list, NULL), MORGUE_OK);
        assert_int_equal(list.positions, 1);
        assert_int_equal(list.tokens[0].to, text.len);
        strbuf_free(&text);
    }
    assert_true(time(NULL) - start <= MOST_SECONDS);
    free(marks);
    token_list_free(&list);
    analyzer_free(a);
}

/* More words than the analyzer remembers the stems of. */
static void test_many_words(void **unused)
{
    (void)unused;
    analyzer *a = english();
    token_list list = {0};
    strbuf text = {0};
    for (unsigned i = 0; i < 250000; i++) {
        char word[] = "aaaaaies ";
        for (unsigned k = 0, n = i; k < 5; k++, n /= 26)
            word[k] = (char)('a' + n % 26);
        strbuf_text(&text, word);
    }
    assert_int_equal(analyze(a, strbuf_view(&text), &list, NULL), MORGUE_OK);
    assert_int_equal(list.count, 250000);
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(list.tokens[i].stem.len, 6);
        assert_memory_equal(list.tokens[i].stem.ptr, list.tokens[i].norm.ptr, 6);
    }
    strbuf_free(&text);
    token_list_free(&list);
    analyzer_free(a);
}

static void test_arguments(void **unused)
{
    (void)unused;
    analyzer *a = (analyzer *)1;
    morgue_error err;
    assert_int_equal(analyzer_new(&a, STR("xx"), &err), MORGUE_INVALID);
    assert_null(a);
    assert_non_null(strstr(err.message, "xx"));
    assert_non_null(strstr(err.message, "en "));
    assert_non_null(strstr(err.message, "none"));
    assert_int_equal(analyzer_new(&a, STR(""), NULL), MORGUE_INVALID);
    analyzer_free(NULL);
    assert_non_null(strstr(analyzer_version(), "utf8proc-"));
    assert_non_null(strstr(analyzer_version(), "snowball"));
    assert_string_equal(token_kind_name(TOKEN_IDEOGRAPH), "ideograph");
    assert_string_equal(token_kind_name((token_kind)99), "unknown");
}

static void test_join(void **unused)
{
    (void)unused;
    analyzer *a = english();
    token_list list = {0};
    strbuf joined = {0};
    assert_int_equal(analyze(a, STR("Coca-Cola's  Zürich, U.S. office"), &list, NULL), MORGUE_OK);
    tokens_join(list.tokens, list.count, &joined);
    assert_string_equal(joined.ptr, "coca cola zurich u.s. office");
    strbuf_clear(&joined);
    tokens_join(list.tokens, 0, &joined);
    assert_int_equal(joined.len, 0);
    strbuf_free(&joined);
    token_list_free(&list);
    analyzer_free(a);
}

/* A list may be used again, and outlives the analyzer. */
static void test_lifetime(void **unused)
{
    (void)unused;
    analyzer *a = english();
    token_list first = {0}, second = {0};
    assert_int_equal(analyze(a, STR("happily ever after"), &first, NULL), MORGUE_OK);
    assert_int_equal(analyze(a, STR("other words"), &second, NULL), MORGUE_OK);
    assert_int_equal(analyze(a, STR("one"), &second, NULL), MORGUE_OK);
    assert_int_equal(second.count, 1);
    analyzer_free(a);
    assert_true(str_is(first.tokens[0].norm, "happily"));
    assert_true(str_is(first.tokens[0].stem, "happili"));
    token_list_free(&first);
    token_list_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_words), cmocka_unit_test(test_linear),
        cmocka_unit_test(test_marks),      cmocka_unit_test(test_many_words),
        cmocka_unit_test(test_arguments),  cmocka_unit_test(test_join),
        cmocka_unit_test(test_lifetime),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
