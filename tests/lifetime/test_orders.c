/* Objects freed in every order that the headers allow. */
#include "scratch.h"

#include <stdlib.h>
#include <string.h>

static const char question[] = "Micron AND (chips OR grain) date:1970";

enum { QUERY, ARCHIVE, RESULTS, OBJECTS };

/* The six orders in which three objects can go. */
static const int orders[][OBJECTS] = {
    {QUERY, ARCHIVE, RESULTS}, {QUERY, RESULTS, ARCHIVE}, {ARCHIVE, QUERY, RESULTS},
    {ARCHIVE, RESULTS, QUERY}, {RESULTS, QUERY, ARCHIVE}, {RESULTS, ARCHIVE, QUERY},
};

static void results_outlive_archive_and_query(void **state)
{
    scratch *s = *state;
    uint64_t expected = 0;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        morgue_archive *archive = open_archive(s->archive, NULL);
        morgue_query *query = parse(question);
        morgue_results *results = search(archive, query);
        assert_int_equal(morgue_results_total(results), 2);
        expected = expected ? expected : touch_results(results);
        for (int k = 0; k < OBJECTS; k++) {
            if (orders[i][k] == QUERY) {
                morgue_query_free(query);
            } else if (orders[i][k] == ARCHIVE) {
                morgue_archive_free(archive);
            } else {
                assert_true(touch_results(results) == expected);
                morgue_results_free(results);
            }
        }
    }
}

static void a_query_serves_many_archives(void **state)
{
    scratch *s = *state;
    morgue_query *query = parse(question);
    char *before = strdup(morgue_query_text(query));
    for (int i = 0; i < 3; i++) {
        morgue_archive *archive = open_archive(s->archive, NULL);
        morgue_results *first = search(archive, query), *second = search(archive, query);
        morgue_archive_free(archive);
        assert_true(touch_results(first) == touch_results(second));
        morgue_results_free(first);
        morgue_results_free(second);
        assert_string_equal(morgue_query_text(query), before);
    }
    free(before);
    morgue_query_free(query);
}

static void a_query_needs_its_text_no_more(void **state)
{
    (void)state;
    char *own = strdup("Micron \"in China\" org:Micron chip* after:1960");
    morgue_query *query;
    morgue_error error;
    assert_ok(morgue_query_parse(&query, own, strlen(own), 0, 0, &error), &error);
    memset(own, 'X', strlen(own));
    free(own);
    assert_non_null(strstr(morgue_query_text(query), "\"in China\""));
    scratch *s = *state;
    morgue_archive *archive = open_archive(s->archive, NULL);
    morgue_results *results = search(archive, query);
    morgue_query_free(query);
    assert_int_equal(morgue_results_total(results), 1);
    morgue_results_free(results);
    morgue_archive_free(archive);
}

static void an_article_outlives_the_archive(void **state)
{
    scratch *s = *state;
    morgue_archive *archive = open_archive(s->archive, NULL);
    morgue_article *one, *two;
    morgue_error error;
    assert_ok(morgue_archive_article(archive, "one", 3, &one, &error), &error);
    assert_ok(morgue_archive_article(archive, "two", 3, &two, &error), &error);
    morgue_article_free(one);
    morgue_archive_free(archive);
    assert_text(two->body, "Ships with grain left Odesa for China.");
    assert_int_equal(two->tag_count, 1);
    assert_text(two->tags[0], "lifetimes");
    assert_int_equal(two->field_count, 1);
    assert_text(two->fields[0].value, "night");
    morgue_article_free(two);
}

static void an_explanation_outlives_all(void **state)
{
    scratch *s = *state;
    morgue_archive *archive = open_archive(s->archive, NULL);
    morgue_query *query = parse(question);
    char *told;
    morgue_error error;
    assert_ok(morgue_explain(&told, archive, query, &error), &error);
    morgue_query_free(query);
    morgue_archive_free(archive);
    assert_non_null(strstr(told, question));
    morgue_text_free(told);
}

static void options_are_the_callers(void **state)
{
    scratch *s = *state;
    morgue_archive *archive = open_archive(s->archive, NULL);
    morgue_query *query = parse("chips");
    char *kind = strdup("org");
    const char **kinds = malloc(sizeof *kinds);
    morgue_search_options *options = malloc(sizeof *options);
    assert_true(kind && kinds && options);
    morgue_search_options_init(options);
    kinds[0] = kind;
    options->facets = kinds;
    options->facet_count = 1;
    morgue_results *results;
    morgue_error error;
    assert_ok(morgue_search(&results, archive, query, options, &error), &error);
    memset(kind, 'X', 3);
    free(kind);
    free(kinds);
    free(options);
    assert_text(morgue_results_facet(results, 0)->kind, "org");
    morgue_results_free(results);
    morgue_query_free(query);
    morgue_archive_free(archive);
}

static void nothing_is_freed_from_null(void **state)
{
    (void)state;
    morgue_archive_free(NULL);
    morgue_article_free(NULL);
    morgue_config_free(NULL);
    morgue_query_free(NULL);
    morgue_results_free(NULL);
    morgue_text_free(NULL);
    morgue_writer_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(results_outlive_archive_and_query),
        SCRATCH_TEST(a_query_serves_many_archives),
        SCRATCH_TEST(a_query_needs_its_text_no_more),
        SCRATCH_TEST(an_article_outlives_the_archive),
        SCRATCH_TEST(an_explanation_outlives_all),
        SCRATCH_TEST(options_are_the_callers),
        cmocka_unit_test(nothing_is_freed_from_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
