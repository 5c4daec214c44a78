/* Articles like one: which words ask for them, and that itself is left out. */
#include "fixture.h"

#include <stdio.h>

static morgue_config *config;

static const brief articles[] = {
    {.id = "flood",
     .title = "Flood in Nordhaven",
     .body = "The river flooded the harbour of the town."},
    {.id = "river",
     .title = "River rises",
     .body = "The river floods a town, and its harbour too."},
    {.id = "harbour", .title = "A new harbour", .body = "The harbour opens."},
    {.id = "opera", .title = "Soprano sings", .body = "A premiere with applause."},
    {.id = "zh-1",
     .title = "\xe7\xbe\x8e\xe5\x85\x89",
     .body = "\xe7\xbe\x8e\xe5\x85\x89\xe7\xa7\x91\xe6\x8a\x80"},
    {.id = "zh-2", .title = "x", .body = "\xe7\xbe\x8e\xe5\x85\x89"},
    {.id = "a (b):\"c\" *,^2~ \\d \xe3\x80\x80\xe2\x80\x9c",
     .title = "Tide",
     .body = "The tide of the river."},
};
enum { ARTICLES = sizeof articles / sizeof *articles };

/* The ids that are like one, the most alike first. */
static void expect(morgue_archive *a, const char *id, const char *expected)
{
    morgue_query *q;
    morgue_results *r;
    morgue_error err;
    strbuf got = {0};
    if (morgue_query_similar(&q, a, id, strlen(id), &err) || morgue_search(&r, a, q, NULL, &err))
        fail_msg("'%s': %s", id, err.message);
    for (size_t i = 0; i < morgue_results_hit_count(r); i++)
        strbuf_printf(&got, "%s%.*s", i ? " " : "", STR_ARGS(morgue_results_hit(r, i)->id));
    assert_int_equal(morgue_results_note_count(r), 0);
    assert_string_equal(got.ptr ? got.ptr : "", expected);
    strbuf_free(&got);
    morgue_results_free(r);
    morgue_query_free(q);
}

static void test_alike(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("similar", config, articles, ARTICLES);
    expect(a, "zh-1", "zh-2");
    expect(a, "zh-2", "zh-1");
    morgue_query *q;
    assert_int_equal(morgue_query_similar(&q, a, "flood", 5, NULL), MORGUE_OK);
    /* of the words that another article has: the rarest and most frequent first */
    assert_non_null(strstr(morgue_query_text(q), "town^0.49"));
    assert_non_null(strstr(morgue_query_text(q), "NOT id:flood"));
    assert_null(strstr(morgue_query_text(q), "nordhaven"));
    morgue_results *r;
    assert_int_equal(morgue_search(&r, a, q, NULL, NULL), MORGUE_OK);
    assert_true(str_is(morgue_results_hit(r, 0)->id, "river"));
    morgue_results_free(r);
    morgue_query_free(q);
    morgue_archive_free(a);
}

/* Whatever its characters mean in a question. */
static void test_odd_id(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("odd-id", config, articles, ARTICLES);
    const char *id = articles[ARTICLES - 1].id;
    morgue_query *q;
    morgue_results *r;
    morgue_error err;
    if (morgue_query_similar(&q, a, id, strlen(id), &err))
        fail_msg("%s", err.message);
    assert_int_equal(morgue_search(&r, a, q, NULL, NULL), MORGUE_OK);
    assert_true(morgue_results_total(r) >= 2);
    for (size_t i = 0; i < morgue_results_hit_count(r); i++)
        assert_false(str_is(morgue_results_hit(r, i)->id, id));
    morgue_results_free(r);
    morgue_query_free(q);
    morgue_archive_free(a);
}

static void test_nothing_shared(void **state)
{
    (void)state;
    static const brief two[] = {{.id = "a", .body = "One."}, {.id = "b", .body = "Two."}};
    morgue_archive *a = fixture_archive("unlike", config, two, 2);
    expect(a, "a", "");
    morgue_archive_free(a);
}

static void test_refused(void **state)
{
    (void)state;
    static const brief odd[] = {{.id = "a\tb", .body = "One."},
                                {.id = "c\xc2\x85", .body = "One."}};
    morgue_archive *a = fixture_archive("controls", config, odd, 2);
    morgue_query *q = (morgue_query *)a;
    morgue_error err;
    assert_int_equal(morgue_query_similar(&q, a, "absent", 6, &err), MORGUE_NOTFOUND);
    assert_null(q);
    assert_int_equal(morgue_query_similar(&q, a, "a\tb", 3, &err), MORGUE_INVALID);
    assert_int_equal(morgue_query_similar(&q, a, "c\xc2\x85", 3, &err), MORGUE_INVALID);
    assert_non_null(strstr(err.message, "control characters"));
    morgue_archive_free(a);
}

/* Two articles of n words that both have; how many of them are asked for. */
static size_t asked(size_t n)
{
    strbuf body = {0};
    char name[32];
    for (size_t i = 0; i < n; i++)
        strbuf_printf(&body, "word%zu ", i);
    brief two[] = {{.id = "x", .body = body.ptr}, {.id = "y", .body = body.ptr}, {.id = "z"}};
    snprintf(name, sizeof name, "words-%zu", n);
    morgue_archive *a = fixture_archive(name, config, two, 3);
    morgue_query *q;
    size_t count = 0;
    assert_int_equal(morgue_query_similar(&q, a, "x", 1, NULL), MORGUE_OK);
    for (const char *at = morgue_query_text(q); (at = strchr(at, '^')); at++)
        count++;
    morgue_query_free(q);
    morgue_archive_free(a);
    strbuf_free(&body);
    return count;
}

static void test_limit(void **state)
{
    (void)state;
    assert_int_equal(asked(MORGUE_MAX_SIMILAR_WORDS), MORGUE_MAX_SIMILAR_WORDS);
    assert_int_equal(asked(MORGUE_MAX_SIMILAR_WORDS + 1), MORGUE_MAX_SIMILAR_WORDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alike),          cmocka_unit_test(test_odd_id),
        cmocka_unit_test(test_nothing_shared), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limit),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
