/* Failures: nothing comes out, nothing stays open, the error is optional. */
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Something that a failing call must overwrite. */
static char garbage;
#define GARBAGE ((void *)&garbage)

static void expect(morgue_status got, morgue_status expected, const morgue_error *error)
{
    if (got != expected)
        fail_msg("%s, not %s", morgue_status_name(got), morgue_status_name(expected));
    if (!error)
        return;
    assert_int_equal(error->status, expected);
    assert_true(strlen(error->message) > 0);
    assert_null(strchr(error->message, '\n'));
}

/* Each failure once with an error and once with none. */
typedef void attempt(scratch *s, morgue_error *error);

static void open_nothing(scratch *s, morgue_error *error)
{
    morgue_archive *archive = GARBAGE;
    expect(morgue_archive_open(&archive, s->missing, NULL, error), MORGUE_NOTFOUND, error);
    assert_null(archive);
}

static void open_a_folder(scratch *s, morgue_error *error)
{
    morgue_archive *archive = GARBAGE;
    expect(morgue_archive_open(&archive, s->directory, NULL, error), MORGUE_NOTFOUND, error);
    assert_null(archive);
}

static void open_damage(scratch *s, morgue_error *error)
{
    char path[PATH_SIZE * 2];
    write_file(s, "archive/MANIFEST", "morgue 1\nnonsense\n", path);
    morgue_archive *archive = GARBAGE;
    morgue_status status = morgue_archive_open(&archive, s->archive, NULL, error);
    expect(status, MORGUE_CORRUPT, error);
    assert_null(archive);
    expect(morgue_archive_check(s->archive, NULL, NULL, error), MORGUE_CORRUPT, error);
    morgue_writer *writer = GARBAGE;
    expect(morgue_writer_open(&writer, s->archive, NULL, 0, error), MORGUE_CORRUPT, error);
    assert_null(writer);
}

static void check_nothing(scratch *s, morgue_error *error)
{
    expect(morgue_archive_check(s->missing, NULL, NULL, error), MORGUE_NOTFOUND, error);
}

static void fetch_nothing(scratch *s, morgue_error *error)
{
    morgue_archive *archive = open_archive(s->archive, NULL);
    morgue_article *article = GARBAGE;
    expect(morgue_archive_article(archive, "nine", 4, &article, error), MORGUE_NOTFOUND, error);
    assert_null(article);
    article = GARBAGE;
    expect(morgue_archive_article(archive, "on", 2, &article, error), MORGUE_NOTFOUND, error);
    assert_null(article);
    morgue_archive_free(archive);
}

static void configure_nothing(scratch *s, morgue_error *error)
{
    morgue_config *config = GARBAGE;
    expect(morgue_config_load(&config, s->missing, error), MORGUE_NOTFOUND, error);
    assert_null(config);
}

static void configure_nonsense(scratch *s, morgue_error *error)
{
    char path[PATH_SIZE * 2];
    write_file(s, "config.yaml", "version: 1\nlanguage: en\narchiv: x\n", path);
    morgue_config *config = GARBAGE;
    expect(morgue_config_load(&config, path, error), MORGUE_CONFIG, error);
    assert_null(config);
    if (error) {
        assert_int_equal(error->line, 3);
        assert_int_equal(error->column, 1);
        assert_non_null(strstr(error->message, "archive"));
    }
}

static void misspell(scratch *s, morgue_error *error)
{
    (void)s;
    static const struct {
        const char *text;
        morgue_status status;
        size_t from, to;
    } rows[] = {{"", MORGUE_QUERY, 0, 0},
                {"(a OR", MORGUE_QUERY, 3, 5},
                {"a after:2023-13", MORGUE_QUERY, 8, 15},
                {"b a*", MORGUE_QUERY, 2, 4},
                {"caf\xe9 x", MORGUE_QUERY, 3, 4},
                {"a NEAR/1001 b", MORGUE_LIMIT, 2, 11}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        morgue_query *query = GARBAGE;
        expect(morgue_query_parse(&query, rows[i].text, strlen(rows[i].text), 0, 0, error),
               rows[i].status, error);
        assert_null(query);
        if (error) {
            assert_int_equal(error->from, rows[i].from);
            assert_int_equal(error->to, rows[i].to);
        }
    }
}

static void ask_for_unknown(scratch *s, morgue_error *error)
{
    morgue_archive *archive = open_archive(s->archive, NULL);
    morgue_query *query = parse("Micron datee:2023");
    morgue_results *results = GARBAGE;
    expect(morgue_search(&results, archive, query, NULL, error), MORGUE_QUERY, error);
    assert_null(results);
    char *told = GARBAGE;
    expect(morgue_explain(&told, archive, query, error), MORGUE_QUERY, error);
    assert_null(told);
    morgue_query_free(query);
    morgue_archive_free(archive);
}

static int at_once(void *context)
{
    ++*(int *)context;
    return 1;
}

static void cancel(scratch *s, morgue_error *error)
{
    morgue_archive *archive = open_archive(s->archive, NULL);
    morgue_query *query = parse("*");
    int asked = 0;
    morgue_search_options options;
    morgue_search_options_init(&options);
    options.cancel = at_once;
    options.context = &asked;
    morgue_results *results = GARBAGE;
    expect(morgue_search(&results, archive, query, &options, error), MORGUE_CANCELLED, error);
    assert_null(results);
    assert_true(asked > 0);
    morgue_query_free(query);
    assert_int_equal(count(archive, "*"), 3);
    morgue_archive_free(archive);
}

static void write_twice(scratch *s, morgue_error *error)
{
    morgue_writer *first = open_writer(s->archive, NULL), *second = GARBAGE;
    expect(morgue_writer_open(&second, s->archive, NULL, 0, error), MORGUE_LOCKED, error);
    assert_null(second);
    morgue_writer_free(first);
    second = open_writer(s->archive, NULL);
    morgue_writer_free(second);
}

/* After an article that is refused the writer goes on. */
static void add_nonsense(scratch *s, morgue_error *error)
{
    static char huge[MORGUE_MAX_ID + 1];
    memset(huge, 'i', sizeof huge);
    morgue_writer *writer = open_writer(s->archive, NULL);
    morgue_article article = {.title = text("No id"), .body = text("None.")};
    expect(morgue_writer_add(writer, &article, error), MORGUE_INVALID, error);
    article.id = text("caf\xe9");
    expect(morgue_writer_add(writer, &article, error), MORGUE_INVALID, error);
    article.id = (morgue_str){huge, sizeof huge};
    expect(morgue_writer_add(writer, &article, error), MORGUE_LIMIT, error);
    article.id = (morgue_str){huge, MORGUE_MAX_ID};
    assert_ok(morgue_writer_add(writer, &article, NULL), &(morgue_error){0});
    article.id = text("six");
    article.title = text("caf\xe9");
    expect(morgue_writer_add(writer, &article, error), MORGUE_INVALID, error);
    expect(morgue_writer_remove(writer, "six", 3, error), MORGUE_NOTFOUND, error);
    assert_ok(morgue_writer_remove(writer, huge, MORGUE_MAX_ID, NULL), &(morgue_error){0});
    add_article(writer, "seven", "In order", "The writer goes on.");
    assert_ok(morgue_writer_commit(writer, NULL), &(morgue_error){0});
    assert_ok(morgue_writer_remove(writer, "seven", 5, NULL), &(morgue_error){0});
    assert_ok(morgue_writer_commit(writer, NULL), &(morgue_error){0});
    morgue_writer_free(writer);
    morgue_archive *archive = open_archive(s->archive, NULL);
    assert_int_equal(count(archive, "*"), 3);
    morgue_archive_free(archive);
}

static void each(scratch *s, attempt *f)
{
    morgue_error error;
    memset(&error, 0x5a, sizeof error);
    f(s, &error);
    f(s, NULL);
}

#define BOTH_WAYS(f)                                                                               \
    static void f##_fails(void **state)                                                            \
    {                                                                                              \
        each(*state, f);                                                                           \
    }

BOTH_WAYS(open_nothing)
BOTH_WAYS(open_a_folder)
BOTH_WAYS(open_damage)
BOTH_WAYS(check_nothing)
BOTH_WAYS(fetch_nothing)
BOTH_WAYS(configure_nothing)
BOTH_WAYS(configure_nonsense)
BOTH_WAYS(misspell)
BOTH_WAYS(ask_for_unknown)
BOTH_WAYS(cancel)
BOTH_WAYS(write_twice)
BOTH_WAYS(add_nonsense)

static void success_leaves_the_error_alone(void **state)
{
    scratch *s = *state;
    morgue_error error, before;
    memset(&before, 0x5a, sizeof before);
    error = before;
    morgue_archive *archive;
    morgue_query *query;
    morgue_results *results;
    assert_int_equal(morgue_archive_open(&archive, s->archive, NULL, &error), MORGUE_OK);
    assert_int_equal(morgue_query_parse(&query, "chips", 5, 0, 0, &error), MORGUE_OK);
    assert_int_equal(morgue_search(&results, archive, query, NULL, &error), MORGUE_OK);
    assert_int_equal(morgue_archive_check(s->archive, NULL, NULL, &error), MORGUE_OK);
    assert_memory_equal(&error, &before, sizeof error);
    morgue_results_free(results);
    morgue_query_free(query);
    morgue_archive_free(archive);
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    for (int i = MORGUE_OK; i <= MORGUE_INTERNAL; i++) {
        const char *name = morgue_status_name((morgue_status)i);
        assert_true(name && *name);
        for (int k = MORGUE_OK; k < i; k++)
            assert_string_not_equal(name, morgue_status_name((morgue_status)k));
    }
    assert_non_null(morgue_status_name((morgue_status)4711));
    assert_non_null(morgue_status_name((morgue_status)-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(open_nothing_fails),
        SCRATCH_TEST(open_a_folder_fails),
        SCRATCH_TEST(open_damage_fails),
        SCRATCH_TEST(check_nothing_fails),
        SCRATCH_TEST(fetch_nothing_fails),
        SCRATCH_TEST(configure_nothing_fails),
        SCRATCH_TEST(configure_nonsense_fails),
        SCRATCH_TEST(misspell_fails),
        SCRATCH_TEST(ask_for_unknown_fails),
        SCRATCH_TEST(cancel_fails),
        SCRATCH_TEST(write_twice_fails),
        SCRATCH_TEST(add_nonsense_fails),
        SCRATCH_TEST(success_leaves_the_error_alone),
        cmocka_unit_test(every_status_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
