/* The table of fields, suggestions, and the caret under a question. */
#include "sexpr.h"

static bool known(const char *name)
{
    const query_field *f;
    for (size_t i = 0; (f = query_field_at(i)); i++) {
        if (strcmp(f->name, name) == 0)
            return true;
        for (size_t j = 0; j < 3 && f->aliases[j]; j++)
            if (strcmp(f->aliases[j], name) == 0)
                return true;
    }
    return false;
}

static void test_fields(void **state)
{
    (void)state;
    static const char *const names[] = {
        "headline", "title",   "lede",   "body",   "byline", "author", "source",
        "site",     "section", "lang",   "url",    "id",     "tag",    "person",
        "org",      "place",   "entity", "ticker", "about",  "wc",     "date",
        "after",    "since",   "before", "until",  "newer",  "older",  "query",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(known(names[i]));
    assert_false(known("foo"));
    size_t count = 0;
    while (query_field_at(count)) {
        assert_true(strlen(query_field_at(count)->explanation) > 5);
        count++;
    }
    assert_int_equal(count, 25);
    assert_null(query_field_at(count + 1));
    assert_null(query_field_at(SIZE_MAX));
}

static void expect_nearest(const char *name, const char *nearest)
{
    const char *got = query_field_nearest(str_of(name));
    if (!nearest)
        assert_null(got);
    else if (!got || strcmp(got, nearest) != 0)
        fail_msg("%s is near %s instead of %s", name, got ? got : "nothing", nearest);
}

static void test_nearest(void **state)
{
    (void)state;
    expect_nearest("datee", "date");
    expect_nearest("headlnie", "headline");
    expect_nearest("HEADLINES", "headline");
    expect_nearest("autor", "author");
    expect_nearest("persons", "person");
    expect_nearest("ogr", NULL);
    expect_nearest("orgs", "org");
    expect_nearest("date", "date");
    expect_nearest("", NULL);
    expect_nearest("x", NULL);
    expect_nearest("zzzzzzzz", NULL);
    expect_nearest("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", NULL);
}

static void expect_caret(const char *question, size_t from, size_t to, const char *expected)
{
    strbuf out = {0};
    query_caret(str_of(question), from, to, &out);
    assert_string_equal(out.ptr, expected);
    strbuf_free(&out);
}

static void test_caret(void **state)
{
    (void)state;
    expect_caret("a OR", 2, 4,
                 "  a OR\n"
                 "    ^~\n");
    expect_caret("a)", 1, 2,
                 "  a)\n"
                 "   ^\n");
    expect_caret("abc", 3, 3,
                 "  abc\n"
                 "     ^\n");
    expect_caret("abc", 1, 1,
                 "  abc\n"
                 "   ^\n");
    expect_caret("", 0, 0,
                 "  \n"
                 "  ^\n");
    /* Beyond the end, or the wrong way round. */
    expect_caret("abc", 9, 12,
                 "  abc\n"
                 "     ^\n");
    expect_caret("abc", 2, 1,
                 "  abc\n"
                 "    ^\n");
}

static void test_caret_columns(void **state)
{
    (void)state;
    expect_caret("中国 (", 7, 8,
                 "  中国 (\n"
                 "       ^\n");
    expect_caret("x:中国", 2, 8,
                 "  x:中国\n"
                 "    ^~~~\n");
    expect_caret("e\u0301 (", 4, 5,
                 "  e\u0301 (\n"
                 "    ^\n");
    expect_caret("a\x1b[2Jb", 1, 2,
                 "  a?[2Jb\n"
                 "   ^\n");
    expect_caret("a\xff\u202e\xc2\x85\tb", 1, 2,
                 "  a????b\n"
                 "   ^\n");
}

static void test_caret_window(void **state)
{
    (void)state;
    char text[3001];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (size_t from = 0; from <= 3000; from += 30) {
        strbuf out = {0};
        if (from < 3000)
            text[from] = '(';
        query_caret(str_of(text), from, from + 1, &out);
        const char *caret = strchr(out.ptr, '^');
        const char *line = strchr(out.ptr, '\n') + 1;
        assert_true(caret > line);
        assert_true(line - out.ptr <= 84);
        assert_int_equal(out.ptr[caret - line], from < 3000 ? '(' : '\n');
        text[from] = from < 3000 ? 'x' : '\0';
        strbuf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),       cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_caret),        cmocka_unit_test(test_caret_columns),
        cmocka_unit_test(test_caret_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
