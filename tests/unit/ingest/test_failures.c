/* Inputs that cannot be read: the ledger, and what is kept of them. */
#include "desk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define GOOD(name) "{\"id\":\"" name "\",\"body\":\"of " name "\"}\n"

static void test_bad_file(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.txt", "Head\n\ngood\n");
    desk_write(d, "in/b.json", "{\"id\":");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f2 n2 c0 u0 v0 x1 | a1 r0 d0 s0 p0 t0");
    assert_string_equal(d->told, "in/b.json");
    assert_string_equal(desk_ledger(d), "in/b.json");
    RUN_OK(d, "in"); /* it is tried again, and listed once */
    assert_string_equal(desk_ledger(d), "in/b.json");
    assert_int_equal(d->report.failed, 1);
    desk_write(d, "in/b.json", GOOD("b"));
    RUN_OK(d, "in");
    assert_string_equal(desk_ledger(d), "");
    assert_string_equal(SEE(d, "b"), "b=of b");
}

/* Nobody reads the rest of a file that holds no articles: of this one, a terabyte of
 * nothing, that would take minutes. */
static void test_giant_of_no_kind(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.txt", "Head\n\ngood\n");
    desk_write(d, "in/b.bin", "");
    if (truncate(desk_path(d, "in/b.bin"), (off_t)1 << 40))
        skip(); /* a file system without holes */
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f2 n2 c0 u0 v0 x1 | a1 r0 d0 s0 p0 t0");
    assert_string_equal(desk_ledger(d), "in/b.bin");
}

/* An archive that nothing changes in gets no new revision. */
static void test_bad_file_is_not_a_change(void **state)
{
    desk *d = *state;
    struct stat before, after;
    desk_write(d, "in/a.txt", "Head\n\ngood\n");
    desk_write(d, "in/b.json", "{\"id\":");
    RUN_OK(d, "in");
    RUN_OK(d, "in");
    assert_int_equal(stat(desk_path(d, "archive/MANIFEST"), &before), 0);
    RUN_OK(d, "in");
    assert_int_equal(stat(desk_path(d, "archive/MANIFEST"), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
}

/* A file that was good and is bad now keeps what it had. */
static void test_good_turns_bad(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.jsonl", GOOD("a") GOOD("b"));
    RUN_OK(d, "in");
    desk_gzip(d, "in/a.jsonl", GOOD("a") GOOD("b") GOOD("c"), 30);
    RUN_OK(d, "in");
    assert_string_equal(desk_ledger(d), "in/a.jsonl");
    assert_string_equal(SEE(d, "a", "b"), "a=of a b=of b");
    /* What it was before is compared with it no longer: it is read. */
    desk_write(d, "in/a.jsonl", GOOD("a") GOOD("b"));
    RUN_OK(d, "in");
    assert_string_equal(desk_ledger(d), "");
    assert_string_equal(desk_report(d), "f1 n0 c1 u0 v0 x0 | a0 r0 d0 s2 p0 t0");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f1 n0 c0 u1 v0 x0 | a0 r0 d0 s0 p0 t0");
}

/* A file that breaks off gives what it has; when it vanishes, so does that. */
static void test_half_a_file(void **state)
{
    desk *d = *state;
    strbuf text = {0};
    for (unsigned i = 0; i < 3000; i++)
        strbuf_printf(&text, "{\"id\":\"%u\",\"body\":\"%u %u\"}\n", i, i * 2654435761u,
                      i * 40503u);
    desk_write(d, "in/good.txt", "Head\n\ngood\n");
    desk_gzip(d, "in/a.jsonl.gz", text.ptr, 30000);
    strbuf_free(&text);
    RUN_OK(d, "in");
    assert_string_equal(desk_ledger(d), "in/a.jsonl.gz");
    assert_true(d->report.added > 100);
    assert_string_equal(SEE(d, "7"), "7=1401181143 283521");
    uint64_t some = desk_articles(d);
    RUN_OK(d, "in");
    assert_int_equal(d->report.added + d->report.replaced + d->report.removed, 0);
    assert_int_equal(desk_articles(d), some);
    desk_remove(d, "in/a.jsonl.gz");
    RUN_OK(d, "in");
    assert_string_equal(desk_ledger(d), "");
    assert_int_equal(desk_articles(d), 1);
}

/* A bad line costs that line; it stays in the ledger while the file stays. */
static void test_bad_members(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.jsonl", GOOD("a") "{\"id\":\n" GOOD("b") "[1]\n");
    RUN_OK(d, "in");
    assert_string_equal(desk_ledger(d), "in/a.jsonl#2,in/a.jsonl#4");
    assert_string_equal(SEE(d, "a", "b"), "a=of a b=of b");
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f1 n0 c0 u1 v0 x2 | a0 r0 d0 s0 p0 t0");
    assert_string_equal(desk_ledger(d), "in/a.jsonl#2,in/a.jsonl#4");
    desk_write(d, "other.txt", "Head\n\nbody\n");
    RUN_OK(d, "other.txt"); /* not looked at, not forgotten, not counted */
    assert_int_equal(d->report.failed, 0);
    assert_string_equal(desk_ledger(d), "in/a.jsonl#2,in/a.jsonl#4");
    desk_write(d, "in/a.jsonl", GOOD("a") GOOD("b") "[1]\n");
    RUN_OK(d, "in/a.jsonl");
    assert_string_equal(desk_ledger(d), "in/a.jsonl#3");
    desk_remove(d, "in/a.jsonl");
    desk_write(d, "in/c.txt", "Head\n\nbody\n");
    RUN_OK(d, "in");
    assert_string_equal(desk_ledger(d), "");
}

/* A thousand bad lines are listed, the rest is told in one. */
static void test_many_bad_members(void **state)
{
    desk *d = *state;
    strbuf text = {0};
    strbuf_text(&text, GOOD("a"));
    for (int i = 0; i < 1500; i++)
        strbuf_text(&text, "{\"id\":\n");
    desk_write(d, "in/a.jsonl", text.ptr);
    RUN_OK(d, "in");
    assert_int_equal(d->report.failed, 1001);
    assert_int_equal(d->report.added, 1);
    strbuf_free(&text);
}

/* Refused things, met below two roots, are one line each. */
static void test_refused_once(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.txt", "Head\n\ngood\n");
    assert_int_equal(mkfifo(desk_path(d, "in/fifo"), 0600), 0);
    assert_int_equal(symlink(".", desk_path(d, "in/loop")), 0);
    desk_write(d, "in/x\xff.txt", "Head\n\nbody\n");
    RUN_OK(d, "in", "in");
    assert_string_equal(desk_ledger(d), "in/fifo,in/loop,in/x\\xff.txt");
    assert_int_equal(d->report.failed, 3);
    RUN_OK(d, "in");
    assert_string_equal(desk_ledger(d), "in/fifo,in/loop,in/x\\xff.txt");
}

/* A file gives way to what cannot be read: it has not vanished. */
static void test_refused_keeps(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.txt", "Head\n\ngood\n");
    desk_write(d, "in/sub/b.txt", "Head\n\nbody\n");
    RUN_OK(d, "in");
    desk_remove(d, "in/a.txt");
    assert_int_equal(mkfifo(desk_path(d, "in/a.txt"), 0600), 0);
    RUN_OK(d, "in");
    assert_int_equal(d->report.removed, 0);
    assert_string_equal(SEE(d, "@in/a.txt"), "@in/a.txt=good");
}

/* A folder that may not be entered hides what is below it. */
static void test_locked_folder(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.txt", "Head\n\ngood\n");
    desk_write(d, "in/sub/b.jsonl", GOOD("b") "{\n");
    RUN_OK(d, "in");
    assert_int_equal(chmod(desk_path(d, "in/sub"), 0), 0);
    int fd = open(desk_path(d, "in/sub/b.jsonl"), O_RDONLY);
    if (fd >= 0) { /* root may */
        close(fd);
        chmod(desk_path(d, "in/sub"), 0700);
        skip();
    }
    RUN_OK(d, "in");
    chmod(desk_path(d, "in/sub"), 0700);
    assert_string_equal(desk_ledger(d), "in/sub,in/sub/b.jsonl#2");
    assert_string_equal(SEE(d, "b"), "b=of b");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_bad_file),       TEST(test_bad_file_is_not_a_change),
        TEST(test_good_turns_bad), TEST(test_half_a_file),
        TEST(test_bad_members),    TEST(test_many_bad_members),
        TEST(test_refused_once),   TEST(test_refused_keeps),
        TEST(test_locked_folder),  TEST(test_giant_of_no_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
