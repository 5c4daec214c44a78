/* Completions: which ones, how many articles each has, in which order, and limits. */
#include "fixture.h"

#include <stdio.h>

static morgue_config *config;

static const brief articles[] = {
    {.id = "a", .title = "Chips from China", .body = "Micron sells chips."},
    {.id = "b", .title = "Chip prices fall", .body = "China buys chips from Micron Technology."},
    {.id = "c", .title = "Chips, chips and chips", .body = "No name."},
    {.id = "d", .title = "Zürich banks on chips", .body = "In Z\xc3\xbcrich."},
    {.id = "e", .title = "Chilly", .body = "Chinchilla in the body alone."},
};
enum { ARTICLES = sizeof articles / sizeof *articles };

static void expect(morgue_archive *a, const char *text, size_t limit, const char *expected)
{
    morgue_suggestions *s;
    morgue_error err;
    strbuf got = {0};
    if (morgue_suggest(&s, a, text, strlen(text), limit, &err))
        fail_msg("'%s': %s", text, err.message);
    for (size_t i = 0; i < morgue_suggestions_count(s); i++) {
        const morgue_suggestion *each = morgue_suggestions_at(s, i);
        char question[200];
        snprintf(question, sizeof question, "%.*s:\"%.*s\"", STR_ARGS(each->kind),
                 STR_ARGS(each->text));
        assert_int_equal(fixture_count(a, question), each->count);
        strbuf_printf(&got, "%s%.*s %.*s %d", i ? ", " : "", STR_ARGS(each->kind),
                      STR_ARGS(each->text), (int)each->count);
    }
    assert_null(morgue_suggestions_at(s, morgue_suggestions_count(s)));
    assert_string_equal(got.ptr ? got.ptr : "", expected);
    strbuf_free(&got);
    morgue_suggestions_free(s);
}

static void test_what_begins_so(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("suggest", config, articles, ARTICLES);
    expect(a, "chi", 10,
           "headline chips 3, place China 2, headline chilly 1, headline china 1, headline chip 1");
    expect(a, "CHIP", 10, "headline chips 3, headline chip 1");
    expect(a, "chi", 2, "headline chips 3, place China 2");
    expect(a, "chi", 0, "");
    expect(a, "micr", 10, "org Micron Technology 2");
    expect(a, "micron t", 10, "org Micron Technology 2");
    expect(a, "zuri", 10, "place Z\xc3\xbcrich 1, headline zurich 1");
    expect(a, "absent", 10, "");
    morgue_archive_free(a);
}

/* What was replaced or removed is not counted. */
static void test_dead(void **state)
{
    (void)state;
    morgue_archive_free(fixture_archive("suggest-dead", config, articles, ARTICLES));
    morgue_writer *w = fixture_writer("suggest-dead", config);
    assert_int_equal(morgue_writer_remove(w, "c", 1, NULL), MORGUE_OK);
    assert_int_equal(morgue_writer_remove(w, "e", 1, NULL), MORGUE_OK);
    fixture_commit(w);
    morgue_writer_free(w);
    morgue_archive *a = fixture_open("suggest-dead", config);
    expect(a, "chi", 10, "place China 2, headline chips 2, headline china 1, headline chip 1");
    expect(a, "chi", 3, "place China 2, headline chips 2, headline china 1");
    expect(a, "chil", 10, "");
    morgue_archive_free(a);
}

static void refused(morgue_archive *a, const char *text, size_t len, size_t limit,
                    morgue_status status, const char *message)
{
    morgue_suggestions *s = (morgue_suggestions *)a;
    morgue_error err;
    assert_int_equal(morgue_suggest(&s, a, text, len, limit, &err), status);
    assert_null(s);
    assert_non_null(strstr(err.message, message));
}

static void test_refused(void **state)
{
    (void)state;
    char text[MORGUE_MAX_TERM + 1];
    memset(text, 'c', sizeof text);
    morgue_archive *a = fixture_archive("suggest-refused", config, articles, ARTICLES);
    refused(a, text, MORGUE_MAX_TERM + 1, 10, MORGUE_LIMIT, "MORGUE_MAX_TERM");
    refused(a, "c", 1, MORGUE_MAX_SUGGESTIONS + 1, MORGUE_LIMIT, "MORGUE_MAX_SUGGESTIONS");
    refused(a, "", 0, 10, MORGUE_QUERY, "no letters or digits");
    refused(a, "++", 2, 10, MORGUE_QUERY, "no letters or digits");
    refused(a, "\xff", 1, 10, MORGUE_QUERY, "not UTF-8");
    refused(a, "c\0c", 3, 10, MORGUE_QUERY, "not UTF-8");
    morgue_suggestions *s;
    assert_int_equal(morgue_suggest(&s, a, text, MORGUE_MAX_TERM, 10, NULL), MORGUE_OK);
    morgue_suggestions_free(s);
    assert_int_equal(morgue_suggest(&s, a, "c", 1, MORGUE_MAX_SUGGESTIONS, NULL), MORGUE_OK);
    morgue_suggestions_free(s);
    morgue_suggestions_free(NULL);
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_begins_so),
        cmocka_unit_test(test_dead),
        cmocka_unit_test(test_refused),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
