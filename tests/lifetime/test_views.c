/* A reader's view stays while writers commit; what was not committed never was. */
#include "scratch.h"

#include <string.h>

static void commit(morgue_writer *writer)
{
    morgue_error error;
    assert_ok(morgue_writer_commit(writer, &error), &error);
}

static void drop(morgue_writer *writer, const char *id)
{
    morgue_error error;
    assert_ok(morgue_writer_remove(writer, id, strlen(id), &error), &error);
}

static void expect_body(morgue_archive *archive, const char *id, const char *body)
{
    morgue_article *article;
    morgue_error error;
    assert_ok(morgue_archive_article(archive, id, strlen(id), &article, &error), &error);
    assert_text(article->body, body);
    morgue_article_free(article);
}

static void a_view_stays(void **state)
{
    scratch *s = *state;
    morgue_archive *before = open_archive(s->archive, NULL);
    morgue_writer *writer = open_writer(s->archive, NULL);
    add_article(writer, "one", "Micron in China", "It was all different.");
    add_article(writer, "four", "More of Micron", "Micron again.");
    drop(writer, "two");
    assert_int_equal(count(before, "Micron"), 2);
    commit(writer);
    morgue_archive *after = open_archive(s->archive, NULL);
    morgue_writer_free(writer);
    assert_int_equal(count(before, "*"), 3);
    assert_int_equal(count(before, "different"), 0);
    expect_body(before, "one", "Micron sells chips in China. So does Samsung.");
    expect_body(before, "two", "Ships with grain left Odesa for China.");
    assert_int_equal(count(after, "*"), 3);
    assert_int_equal(count(after, "Odesa"), 0);
    assert_int_equal(count(after, "different"), 1);
    expect_body(after, "one", "It was all different.");
    morgue_archive_free(after);
    assert_int_equal(count(before, "Odesa"), 1);
    morgue_archive_free(before);
}

/* Enough commits that segments are merged and their files removed. */
static void a_view_outlives_merges(void **state)
{
    scratch *s = *state;
    morgue_archive *before = open_archive(s->archive, NULL);
    for (char i = 'a'; i < 'a' + 24; i++) {
        char id[] = {'m', i, '\0'};
        morgue_writer *writer = open_writer(s->archive, NULL);
        add_article(writer, id, "Yet another", "Of Micron and others.");
        commit(writer);
        morgue_writer_free(writer);
    }
    assert_int_equal(count(before, "*"), 3);
    expect_body(before, "three", "A column about chips, grain and Micron.");
    morgue_archive *after = open_archive(s->archive, NULL);
    assert_int_equal(count(after, "*"), 27);
    assert_int_equal(count(after, "another"), 24);
    morgue_archive_free(before);
    expect_body(after, "three", "A column about chips, grain and Micron.");
    morgue_archive_free(after);
}

static void a_writer_goes_on_after_a_commit(void **state)
{
    scratch *s = *state;
    morgue_writer *writer = open_writer(s->archive, NULL);
    for (int i = 0; i < 3; i++) {
        char id[] = {'c', (char)('0' + i), '\0'};
        add_article(writer, id, "Round after round", "The same writer.");
        commit(writer);
        morgue_archive *archive = open_archive(s->archive, NULL);
        assert_int_equal(count(archive, "round"), i + 1);
        morgue_archive_free(archive);
    }
    morgue_writer_free(writer);
}

static void what_is_not_committed_never_was(void **state)
{
    scratch *s = *state;
    morgue_writer *writer = open_writer(s->archive, NULL);
    add_article(writer, "five", "Given up", "Nobody reads this.");
    drop(writer, "one");
    morgue_writer_free(writer);
    morgue_archive *archive = open_archive(s->archive, NULL);
    assert_int_equal(count(archive, "*"), 3);
    expect_body(archive, "one", "Micron sells chips in China. So does Samsung.");
    morgue_archive_free(archive);
}

static void two_views_are_strangers(void **state)
{
    scratch *s = *state;
    morgue_archive *first = open_archive(s->archive, NULL),
                   *second = open_archive(s->archive, NULL);
    morgue_archive_info info;
    morgue_archive_describe(first, &info);
    assert_int_equal(strlen(info.uuid), 36);
    assert_int_equal(info.articles, 3);
    morgue_archive_free(first);
    assert_int_equal(count(second, "chips"), 2);
    morgue_archive_free(second);
}

static void adding_the_same_again_changes_nothing(void **state)
{
    scratch *s = *state;
    morgue_writer *writer = open_writer(s->archive, NULL);
    add_article(writer, "two", "Grain ships sail", "Ships with grain left Odesa for China.");
    commit(writer);
    morgue_writer_free(writer);
    morgue_archive *archive = open_archive(s->archive, NULL);
    morgue_archive_info info;
    morgue_archive_describe(archive, &info);
    assert_int_equal(info.articles, 3);
    assert_int_equal(info.dead, 0);
    morgue_archive_free(archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_view_stays),
        SCRATCH_TEST(a_view_outlives_merges),
        SCRATCH_TEST(a_writer_goes_on_after_a_commit),
        SCRATCH_TEST(what_is_not_committed_never_was),
        SCRATCH_TEST(two_views_are_strangers),
        SCRATCH_TEST(adding_the_same_again_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
