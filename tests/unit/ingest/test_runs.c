/* Runs as a whole: standard input, dry runs, being stopped, the lock, the budget. */
#include "desk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Runs with a file as standard input. */
static void run_stdin(desk *d, const char *text)
{
    int before = dup(STDIN_FILENO);
    desk_write(d, "stdin.in", text);
    int fd = open(desk_path(d, "stdin.in"), O_RDONLY);
    assert_true(fd >= 0 && before >= 0);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    close(fd);
    morgue_status status = RUN(d, "-");
    assert_int_equal(dup2(before, STDIN_FILENO), STDIN_FILENO);
    close(before);
    desk_must(d, status);
}

static void test_stdin(void **state)
{
    desk *d = *state;
    run_stdin(d, "{\"id\":\"x\",\"body\":\"1\"}\n{\"id\":\"y\",\"body\":\"2\"}\n");
    assert_string_equal(desk_report(d), "f1 n1 c0 u0 v0 x0 | a2 r0 d0 s0 p0 t0");
    /* What comes later adds and replaces, and takes nothing away. */
    run_stdin(d, "{\"id\":\"x\",\"body\":\"one\"}\n{\"id\":\"y\",\"body\":\"2\"}\n");
    assert_string_equal(desk_report(d), "f1 n1 c0 u0 v0 x0 | a0 r1 d0 s1 p0 t0");
    run_stdin(d, "{\"id\":\"z\",\"body\":\"3\"}\n{\n");
    assert_string_equal(SEE(d, "x", "y", "z"), "x=one y=2 z=3");
    assert_string_equal(desk_ledger(d), "stdin#2");
    run_stdin(d, "{\"id\":\"z\",\"body\":\"3\"}\n");
    assert_string_equal(desk_ledger(d), "");
    /* Without an id of its own, content is what tells articles apart. */
    run_stdin(d, "Head\n\na body\n");
    run_stdin(d, "Head\n\nanother body\n");
    run_stdin(d, "Head\n\na body\n");
    assert_int_equal(d->report.same, 1);
    assert_int_equal(desk_articles(d), 5);
}

static void remember(void *context, morgue_str path, const char *text)
{
    desk *d = context;
    size_t n = strlen(d->told), skip = strlen(d->path) + 4;
    snprintf(d->told + n, sizeof d->told - n, "%.*s %s,", STR_ARGS(str_range(path, skip, path.len)),
             text);
}

/* A dry run says what would be done, and leaves not even a directory. */
static void test_dry_run(void **state)
{
    desk *d = *state;
    d->options.note = remember;
    d->options.dry_run = true;
    desk_write(d, "in/a.txt", "Head\n\na\n");
    desk_write(d, "in/b.txt", "Head\n\nb\n");
    desk_write(d, "in/c.txt", "Head\n\nc\n");
    RUN_OK(d, "in");
    assert_string_equal(d->told, "a.txt new,b.txt new,c.txt new,");
    assert_int_equal(access(desk_path(d, "archive"), F_OK), -1);
    d->options.dry_run = false;
    RUN_OK(d, "in"); /* a real run names its files too, for --verbose */
    assert_string_equal(d->told, "a.txt new,b.txt new,c.txt new,");
    desk_remove(d, "in/a.txt");
    desk_write(d, "in/b.txt", "Head\n\nbb\n");
    d->options.dry_run = true;
    RUN_OK(d, "in");
    assert_string_equal(d->told, "b.txt changed,c.txt unchanged,a.txt vanished,");
    assert_string_equal(desk_report(d), "f2 n0 c1 u1 v1 x0 | a0 r0 d0 s0 p0 t0");
    assert_string_equal(SEE(d, "@in/a.txt", "@in/b.txt"), "@in/a.txt=a @in/b.txt=b");
}

/* Stopped at any moment: what is whole is committed, and the next run ends as an
 * undisturbed one would have. */
static void test_stopped_anywhere(void **state)
{
    desk *d = *state;
    char name[40];
    for (int i = 0; i < 6; i++) {
        snprintf(name, sizeof name, "in/%d.txt", i);
        desk_write(d, name, "Head\n\nbody\n");
    }
    desk_write(d, "in/3.jsonl", "{\"id\":\"x\",\"body\":\"1\"}\n{\"id\":\"y\",\"body\":\"2\"}\n");
    for (int at = 1; at <= 16; at++) {
        d->cancel_at = at;
        morgue_status status = RUN(d, "in");
        if (status == MORGUE_OK)
            break;
        assert_int_equal(status, MORGUE_CANCELLED);
        assert_true(at <= 15); /* 7 files and 8 articles are asked about */
    }
    d->cancel_at = 0;
    RUN_OK(d, "in");
    assert_int_equal(desk_articles(d), 8);
    assert_string_equal(SEE(d, "x", "y"), "x=1 y=2");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f7 n0 c0 u7 v0 x0 | a0 r0 d0 s0 p0 t0");
}

/* A run that was stopped before it saw a bad file does not forget it. */
static void test_stopped_run_keeps_ledger(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.txt", "Head\n\na\n");
    desk_write(d, "in/z.json", "{");
    RUN_OK(d, "in");
    assert_string_equal(desk_ledger(d), "in/z.json");
    d->cancel_at = 1;
    assert_int_equal(RUN(d, "in"), MORGUE_CANCELLED);
    assert_string_equal(desk_ledger(d), "in/z.json");
}

/* A file half of which was read when the run was stopped can vanish again. */
static void test_stopped_in_a_file(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.jsonl", "{\"id\":\"x\",\"body\":\"1\"}\n{\"id\":\"y\",\"body\":\"2\"}\n");
    desk_write(d, "in/b.txt", "Head\n\nb\n");
    d->cancel_at = 3; /* the file, x, and then y */
    assert_int_equal(RUN(d, "in"), MORGUE_CANCELLED);
    assert_string_equal(SEE(d, "x", "y"), "x=1 y=-");
    d->cancel_at = 0;
    desk_remove(d, "in/a.jsonl");
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "@in/b.txt"), "x=- @in/b.txt=b");
}

static void test_locked(void **state)
{
    desk *d = *state;
    morgue_writer *w;
    desk_write(d, "in/a.txt", "Head\n\na\n");
    assert_int_equal(morgue_writer_open(&w, desk_path(d, "archive"), d->config, 0, &d->error),
                     MORGUE_OK);
    assert_int_equal(RUN(d, "in"), MORGUE_LOCKED);
    d->options.dry_run = true; /* looking needs no lock */
    RUN_OK(d, "in");
    d->options.dry_run = false;
    morgue_writer_free(w);
    RUN_OK(d, "in");
}

/* Many small files and one of many articles, drafted by many threads: all come
 * out, each as it went in. */
static void test_many(void **state)
{
    desk *d = *state;
    strbuf text = {0};
    char name[40], id[20], want[60];
    for (int i = 0; i < 3000; i++)
        strbuf_printf(&text, "{\"id\":\"n%d\",\"body\":\"body %d\"}\n", i, i * 7);
    desk_write(d, "in/many.jsonl", text.ptr);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "in/f%d.txt", i);
        desk_write(d, name, "Head\n\nbody\n");
    }
    d->options.threads = 8;
    d->options.memory = 64u << 20;
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f301 n301 c0 u0 v0 x0 | a3300 r0 d0 s0 p0 t0");
    for (int i = 0; i < 3000; i += 371) {
        snprintf(id, sizeof id, "n%d", i);
        snprintf(want, sizeof want, "n%d=body %d", i, i * 7);
        assert_string_equal(SEE(d, id), want);
    }
    strbuf_free(&text);
}

static void watch(void *context, const ingest_report *report)
{
    desk *d = context;
    assert_true(report->files <= report->total_files);
    snprintf(d->told, sizeof d->told, "%d of %d", (int)report->files, (int)report->total_files);
}

/* Progress knows how much there is from its first word on. */
static void test_progress(void **state)
{
    desk *d = *state;
    desk_write(d, "one/a.txt", "Head\n\na\n");
    desk_write(d, "one/deep/b.txt", "Head\n\nb\n");
    desk_write(d, "two/c.txt", "Head\n\nc\n");
    d->options.progress = watch;
    RUN_OK(d, "one", "two/c.txt");
    assert_string_equal(d->told, "3 of 3");
    assert_int_equal(d->report.total_files, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_stdin),
        TEST(test_dry_run),
        TEST(test_stopped_anywhere),
        TEST(test_stopped_run_keeps_ledger),
        TEST(test_stopped_in_a_file),
        TEST(test_locked),
        TEST(test_many),
        TEST(test_progress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
