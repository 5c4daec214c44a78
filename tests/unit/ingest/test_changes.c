/* Runs over files that come, change and go. */
#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_incremental(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.txt", "Head\n\nfirst body\n");
    desk_write(d, "in/sub/b.txt", "Head\n\nsecond body\n");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f2 n2 c0 u0 v0 x0 | a2 r0 d0 s0 p0 t0");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f2 n0 c0 u2 v0 x0 | a0 r0 d0 s0 p0 t0");
    assert_string_equal(SEE(d, "@in/a.txt", "@in/sub/b.txt"),
                        "@in/a.txt=first body @in/sub/b.txt=second body");
    desk_write(d, "in/c.txt", "Head\n\nthird body\n");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f3 n1 c0 u2 v0 x0 | a1 r0 d0 s0 p0 t0");
    desk_remove(d, "in/a.txt");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f2 n0 c0 u2 v1 x0 | a0 r0 d1 s0 p0 t0");
    assert_string_equal(SEE(d, "@in/a.txt", "@in/c.txt"), "@in/a.txt=- @in/c.txt=third body");
    assert_int_equal(desk_articles(d), 2);
}

/* The same number of bytes, and an older time than before. */
static void test_changed_with_same_size(void **state)
{
    desk *d = *state;
    struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    desk_write(d, "in/a.txt", "Head\n\nabcd\n");
    RUN_OK(d, "in");
    desk_write(d, "in/a.txt", "Head\n\nabce\n");
    assert_int_equal(utimensat(-1, desk_path(d, "in/a.txt"), times, 0), 0);
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f1 n0 c1 u0 v0 x0 | a0 r1 d0 s0 p0 t0");
    assert_string_equal(SEE(d, "@in/a.txt"), "@in/a.txt=abce");
}

static void test_touched(void **state)
{
    desk *d = *state;
    struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    desk_write(d, "in/a.txt", "Head\n\nabcd\n");
    RUN_OK(d, "in");
    assert_int_equal(utimensat(-1, desk_path(d, "in/a.txt"), times, 0), 0);
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f1 n0 c0 u1 v0 x0 | a0 r0 d0 s0 p0 t0");
    /* Written anew with the same bytes: the same too. */
    desk_write(d, "in/a.txt", "Head\n\nabcd\n");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f1 n0 c0 u1 v0 x0 | a0 r0 d0 s0 p0 t0");
}

/* A hundred files; ten go, ten others change: seen to the file. */
static void test_ten_and_ten(void **state)
{
    desk *d = *state;
    char name[40], text[100];
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "in/%d/%d.txt", i % 7, i);
        snprintf(text, sizeof text, "Headline %d\n\nbody of %d\n", i, i);
        desk_write(d, name, text);
    }
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f100 n100 c0 u0 v0 x0 | a100 r0 d0 s0 p0 t0");
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "in/%d/%d.txt", i * 5 % 7, i * 5);
        if (i % 2)
            desk_remove(d, name);
        else
            desk_write(d, name, "Changed\n\nchanged\n");
    }
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f90 n0 c10 u80 v10 x0 | a0 r10 d10 s0 p0 t0");
    assert_int_equal(desk_articles(d), 90);
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f90 n0 c0 u90 v0 x0 | a0 r0 d0 s0 p0 t0");
}

/* One file of many articles: each is followed by its own id. */
static void test_members(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.jsonl",
               "{\"id\":\"x\",\"body\":\"1\"}\n{\"id\":\"y\",\"body\":\"2\"}\n"
               "{\"id\":\"z\",\"body\":\"3\"}\n");
    RUN_OK(d, "in");
    desk_write(d, "in/a.jsonl",
               "{\"id\":\"z\",\"body\":\"3\"}\n{\"id\":\"y\",\"body\":\"22\"}\n"
               "{\"id\":\"w\",\"body\":\"4\"}\n");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f1 n0 c1 u0 v0 x0 | a1 r1 d1 s1 p0 t0");
    assert_string_equal(SEE(d, "x", "y", "z", "w"), "x=- y=22 z=3 w=4");
}

/* "#" in a file's name once hid the file from its own articles. */
static void test_odd_names(void **state)
{
    desk *d = *state;
    static const char *const names[] = {"in/C#-news.txt", "in/story#12",       "in/story#13",
                                        "in/a:7.txt",     "in/with blank.txt", "in/狐.txt"};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < 6; i++)
            desk_write(d, names[i], pass ? "Head\n\nnew\n" : "Head\n\nold\n");
        RUN_OK(d, "in");
        assert_string_equal(desk_report(d), pass ? "f6 n0 c6 u0 v0 x0 | a0 r6 d0 s0 p0 t0"
                                                 : "f6 n6 c0 u0 v0 x0 | a6 r0 d0 s0 p0 t0");
    }
    desk_remove(d, "in/story#12");
    desk_remove(d, "in/C#-news.txt");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f4 n0 c0 u4 v2 x0 | a0 r0 d2 s0 p0 t0");
    assert_string_equal(SEE(d, "@in/story#13", "@in/story#12"), "@in/story#13=new @in/story#12=-");
}

/* An unmounted disk looks like an empty folder. */
static void test_empty_root(void **state)
{
    desk *d = *state;
    desk_write(d, "in/sub/a.txt", "Head\n\nbody\n");
    RUN_OK(d, "in");
    assert_false(d->report.kept_empty_root);
    desk_remove(d, "in/sub/a.txt");
    RUN_OK(d, "in");
    assert_true(d->report.kept_empty_root);
    assert_int_equal(desk_articles(d), 1);
    desk_write(d, "in/other.txt", "Head\n\nbody\n");
    RUN_OK(d, "in");
    assert_false(d->report.kept_empty_root);
    assert_int_equal(d->report.vanished, 1);
}

/* A run looks after its own roots only; one inside the other counts once. */
static void test_roots(void **state)
{
    desk *d = *state;
    desk_write(d, "one/a.txt", "Head\n\na\n");
    desk_write(d, "two/b.txt", "Head\n\nb\n");
    desk_write(d, "two/deep/c.txt", "Head\n\nc\n");
    desk_write(d, "two2/e.txt", "Head\n\ne\n");
    RUN_OK(d, "one", "two", "two/deep", "two/deep/c.txt", "two2");
    assert_string_equal(desk_report(d), "f4 n4 c0 u0 v0 x0 | a4 r0 d0 s0 p0 t0");
    desk_remove(d, "one/a.txt");
    desk_write(d, "one/f.txt", "Head\n\nf\n");
    RUN_OK(d, "two");
    assert_string_equal(desk_report(d), "f2 n0 c0 u2 v0 x0 | a0 r0 d0 s0 p0 t0");
    assert_int_equal(desk_articles(d), 4);
    desk_remove(d, "two/deep/c.txt");
    RUN_OK(d, "two/"); /* "two2" lies not below it */
    assert_string_equal(desk_report(d), "f1 n0 c0 u1 v1 x0 | a0 r0 d1 s0 p0 t0");
    RUN_OK(d, "one/f.txt");
    assert_string_equal(desk_report(d), "f1 n1 c0 u0 v0 x0 | a1 r0 d0 s0 p0 t0");
    RUN_OK(d, "one");
    assert_string_equal(desk_report(d), "f1 n0 c0 u1 v1 x0 | a0 r0 d1 s0 p0 t0");
    assert_int_equal(desk_articles(d), 3); /* b, e, f */
}

/* A root that is not there is noticed before anything is done. */
static void test_missing_root(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.txt", "Head\n\na\n");
    assert_int_equal(RUN(d, "in", "gone"), MORGUE_NOTFOUND);
    assert_non_null(strstr(d->error.message, "gone"));
    assert_int_equal(access(desk_path(d, "archive"), F_OK), -1);
}

/* The archive may lie among its own inputs. */
static void test_archive_inside_root(void **state)
{
    desk *d = *state;
    desk_write(d, "a.txt", "Head\n\na\n");
    desk_write(d, "bad.json", "{");
    RUN_OK(d, "");
    assert_string_equal(desk_report(d), "f2 n2 c0 u0 v0 x1 | a1 r0 d0 s0 p0 t0");
    RUN_OK(d, "");
    assert_string_equal(desk_report(d), "f2 n1 c0 u1 v0 x1 | a0 r0 d0 s0 p0 t0");
    assert_int_equal(desk_articles(d), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_incremental),  TEST(test_changed_with_same_size),
        TEST(test_touched),      TEST(test_ten_and_ten),
        TEST(test_members),      TEST(test_odd_names),
        TEST(test_empty_root),   TEST(test_roots),
        TEST(test_missing_root), TEST(test_archive_inside_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
