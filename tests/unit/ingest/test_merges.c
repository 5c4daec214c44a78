/* Merging: few segments after many runs, and nothing lost on the way. */
#include "desk.h"

#include <stdio.h>
#include <unistd.h>

/* The counter of merge.c: never more than about log2 of the runs, and some. */
static void test_segments_stay_few(void **state)
{
    desk *d = *state;
    for (int i = 0; i < 40; i++) {
        char name[32], text[64];
        snprintf(name, sizeof name, "in/a%02d.txt", i);
        snprintf(text, sizeof text, "Headline %d\n\nBody of number %d.\n", i, i);
        desk_write(d, name, text);
        RUN_OK(d, "in");
        assert_true(d->report.segments >= 1 && d->report.segments <= 8);
    }
    assert_int_equal(desk_articles(d), 40);
    assert_string_equal(SEE(d, "@in/a00.txt", "@in/a39.txt"),
                        "@in/a00.txt=Body of number 0. @in/a39.txt=Body of number 39.");
}

static void test_optimize(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.txt", "One\n\nFirst.\n");
    desk_write(d, "in/b.txt", "Two\n\nSecond.\n");
    desk_write(d, "in/c.txt", "Three\n\nThird.\n");
    desk_write(d, "in/d.jsonl",
               "{\"id\":\"x\",\"title\":\"T\",\"text\":\"Four.\"}\n"
               "{\"id\":\"y\",\"title\":\"U\",\"text\":\"Five.\"}\n");
    RUN_OK(d, "in");
    desk_write(d, "in/b.txt", "Two\n\nSecond, mended.\n");
    desk_remove(d, "in/c.txt");
    RUN_OK(d, "in");
    d->options.optimize = true;
    RUN_OK(d, "in");
    assert_int_equal(d->report.segments, 1);
    assert_int_equal(desk_articles(d), 4);
    assert_string_equal(SEE(d, "@in/a.txt", "@in/b.txt", "@in/c.txt", "x", "y"),
                        "@in/a.txt=First. @in/b.txt=Second, mended. @in/c.txt=- x=Four. y=Five.");
    /* Without roots it only merges. */
    desk_must(d, desk_run(d, (const char *const[]){NULL}));
    assert_int_equal(d->report.segments, 1);
}

/* What a merge writes must be recognised by later runs: by content, and by the
 * file that it came from, "#" in its name or not. */
static void test_later_runs_know_merged_articles(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a#1.txt", "One\n\nFirst.\n");
    desk_write(d, "in/n.jsonl",
               "{\"title\":\"T\",\"text\":\"Four.\"}\n"
               "{\"title\":\"U\",\"text\":\"Five.\"}\n");
    d->options.optimize = true;
    RUN_OK(d, "in");
    desk_write(d, "in/z.txt", "Z\n\nLast.\n");
    RUN_OK(d, "in");
    assert_int_equal(d->report.segments, 1);
    d->options.optimize = false;
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f3 n0 c0 u3 v0 x0 | a0 r0 d0 s0 p0 t0");
    desk_write(d, "in/a#1.txt", "One\n\nFirst, mended.\n");
    desk_write(d, "in/n.jsonl", "{\"title\":\"T\",\"text\":\"Four.\"}\n");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f3 n0 c2 u1 v0 x0 | a0 r1 d1 s1 p0 t0");
    desk_remove(d, "in/a#1.txt");
    RUN_OK(d, "in");
    assert_int_equal(desk_articles(d), 2);
}

/* A merge that fails costs nothing: the run is committed, and says so. The way of
 * the merged segment is barred by a folder that cannot be removed. */
static void test_failed_merge(void **state)
{
    desk *d = *state;
    for (int i = 0; i < 4; i++) {
        char name[32], text[64];
        if (i == 1)
            desk_write(d, "archive/seg-000005.glass/bar/file", "");
        snprintf(name, sizeof name, "in/%c.txt", 'a' + i);
        snprintf(text, sizeof text, "Headline\n\nBody %d.\n", i);
        desk_write(d, name, text);
        RUN_OK(d, "in");
    }
    assert_string_equal(d->told, "archive");
    assert_int_equal(d->report.segments, 4);
    assert_int_equal(d->report.failed, 0);
    assert_string_equal(SEE(d, "@in/a.txt", "@in/d.txt"), "@in/a.txt=Body 0. @in/d.txt=Body 3.");
    d->options.optimize = true; /* who asked for it must know */
    assert_int_not_equal(desk_run(d, (const char *const[]){NULL}), MORGUE_OK);
    assert_int_equal(desk_articles(d), 4);
    desk_remove(d, "archive/seg-000005.glass/bar/file");
    assert_int_equal(rmdir(desk_path(d, "archive/seg-000005.glass/bar")), 0);
    desk_must(d, desk_run(d, (const char *const[]){NULL}));
    assert_int_equal(d->report.segments, 1);
    assert_int_equal(desk_articles(d), 4);
}

/* Likewise for a writer from memory, which goes on afterwards. */
static void test_failed_merge_of_a_writer(void **state)
{
    desk *d = *state;
    morgue_writer *w;
    static const char *const ids[] = {"a", "b", "c", "d"};
    desk_write(d, "in/a.txt", "One\n\nFirst.\n");
    RUN_OK(d, "in");
    assert_int_equal(morgue_writer_open(&w, desk_path(d, "archive"), d->config, 0, &d->error),
                     MORGUE_OK);
    for (size_t i = 0; i < 4; i++) {
        morgue_article a = {.id = str_of(ids[i]), .body = STR("text")};
        if (i == 2) /* its commit is 4, what that makes of all of them 5 */
            desk_write(d, "archive/seg-000005.glass/bar/file", "");
        if (i == 3) {
            desk_remove(d, "archive/seg-000005.glass/bar/file");
            rmdir(desk_path(d, "archive/seg-000005.glass/bar"));
            rmdir(desk_path(d, "archive/seg-000005.glass"));
        }
        assert_int_equal(morgue_writer_add(w, &a, &d->error), MORGUE_OK);
        assert_int_equal(morgue_writer_commit(w, &d->error), MORGUE_OK);
    }
    morgue_writer_free(w);
    assert_string_equal(SEE(d, "a", "b", "c", "d"), "a=text b=text c=text d=text");
    assert_int_equal(desk_articles(d), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_segments_stay_few, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(test_optimize, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(test_failed_merge, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(test_failed_merge_of_a_writer, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(test_later_runs_know_merged_articles, desk_setup,
                                        desk_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
