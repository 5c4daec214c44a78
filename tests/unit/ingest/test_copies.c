/* Ids that several files share: copies, clashes, and what is left when one goes. */
#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define X1        "{\"id\":\"x\",\"body\":\"1\"}\n"
#define X2        "{\"id\":\"x\",\"body\":\"2\"}\n"
#define X3        "{\"id\":\"x\",\"body\":\"3\"}\n"
#define OWN(name) "{\"id\":\"" name "\",\"body\":\"own\"}\n"

static void test_copy(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.jsonl", X1);
    desk_write(d, "in/b.jsonl", X1 OWN("b"));
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f2 n2 c0 u0 v0 x0 | a2 r0 d0 s0 p1 t0");
    assert_int_equal(desk_articles(d), 2);
    RUN_OK(d, "in"); /* copies alone are no reason to read anything again */
    assert_string_equal(desk_report(d), "f2 n0 c0 u2 v0 x0 | a0 r0 d0 s0 p0 t0");
    /* The first goes: its article lives on in the second. */
    desk_remove(d, "in/a.jsonl");
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "b"), "x=1 b=own");
    assert_string_equal(desk_report(d), "f1 n0 c0 u1 v1 x0 | a1 r0 d1 s1 p0 t0");
    desk_remove(d, "in/b.jsonl");
    desk_write(d, "in/c.jsonl", OWN("c"));
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "b", "c"), "x=- b=- c=own");
}

/* Likewise when the original only changes. */
static void test_original_changes(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.jsonl", X1 OWN("a"));
    desk_write(d, "in/b.jsonl", X1);
    RUN_OK(d, "in");
    desk_write(d, "in/a.jsonl", X2 OWN("a"));
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "x~2", "a"), "x=2 x~2=1 a=own");
    desk_write(d, "in/a.jsonl", OWN("a"));
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "x~2", "a"), "x=- x~2=1 a=own");
}

/* The copy's file lies below a root that this run was not given. */
static void test_copy_elsewhere(void **state)
{
    desk *d = *state;
    desk_write(d, "one/a.jsonl", X1);
    desk_write(d, "one/keep.jsonl", OWN("k"));
    desk_write(d, "two/b.jsonl", X1);
    RUN_OK(d, "one", "two");
    desk_remove(d, "one/a.jsonl");
    RUN_OK(d, "one");
    assert_string_equal(SEE(d, "x", "k"), "x=1 k=own");
    RUN_OK(d, "two");
    assert_string_equal(desk_report(d), "f1 n0 c0 u1 v0 x0 | a0 r0 d0 s0 p0 t0");
    /* And one whose file has gone as well is not owed. */
    desk_write(d, "one/a.jsonl", X1);
    RUN_OK(d, "one");
    desk_remove(d, "one/a.jsonl");
    desk_remove(d, "two/b.jsonl");
    desk_write(d, "two/c.jsonl", OWN("c"));
    RUN_OK(d, "one");
    RUN_OK(d, "two");
    assert_string_equal(SEE(d, "x", "c"), "x=- c=own");
}

/* A run that is stopped between losing the original and reading the copy leaves
 * it to the next, whichever root that has. */
static void test_stopped_in_between(void **state)
{
    desk *d = *state;
    desk_write(d, "one/a.jsonl", X1 OWN("a"));
    desk_write(d, "one/z.jsonl", OWN("z"));
    desk_write(d, "two/b.jsonl", X1);
    RUN_OK(d, "one", "two");
    desk_write(d, "one/a.jsonl", OWN("a"));
    d->cancel_at = 3; /* before a.jsonl, before its article, before z.jsonl */
    assert_int_equal(RUN(d, "one"), MORGUE_CANCELLED);
    assert_string_equal(SEE(d, "x", "a", "z"), "x=- a=own z=own");
    d->cancel_at = 0;
    RUN_OK(d, "one");
    assert_string_equal(SEE(d, "x", "a", "z"), "x=1 a=own z=own");
    RUN_OK(d, "one", "two");
    assert_string_equal(desk_report(d), "f3 n0 c0 u3 v0 x0 | a0 r0 d0 s0 p0 t0");
}

/* A file that moves: the new place has a copy until the old one is found gone. */
static void test_move(void **state)
{
    desk *d = *state;
    desk_write(d, "in/b.jsonl", X1 OWN("y"));
    RUN_OK(d, "in");
    assert_int_equal(rename(desk_path(d, "in/b.jsonl"), desk_path(d, "in/a.jsonl")), 0);
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "y"), "x=1 y=own");
    assert_int_equal(desk_articles(d), 2);
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f1 n0 c0 u1 v0 x0 | a0 r0 d0 s0 p0 t0");
}

static void test_clash(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.jsonl", X1);
    desk_write(d, "in/b.jsonl", X2);
    desk_write(d, "in/c.jsonl", X3 X2);
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f3 n3 c0 u0 v0 x0 | a3 r0 d0 s0 p1 t3");
    assert_string_equal(SEE(d, "x", "x~2", "x~3", "x~4"), "x=1 x~2=2 x~3=3 x~4=-");
    /* Read again, each stays what it was. */
    desk_write(d, "in/b.jsonl", X2 OWN("b"));
    RUN_OK(d, "in");
    assert_string_equal(desk_report(d), "f3 n0 c1 u2 v0 x0 | a1 r0 d0 s1 p0 t1");
    assert_string_equal(SEE(d, "x", "x~2", "x~3"), "x=1 x~2=2 x~3=3");
    /* The content under a name changes: it keeps the name. */
    desk_write(d, "in/b.jsonl", "{\"id\":\"x\",\"body\":\"22\"}\n" OWN("b"));
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "x~2", "x~3", "x~4"), "x=1 x~2=22 x~3=3 x~4=2");
}

/* Two articles of one id in one file: both stay, in both states of the archive. */
static void test_twins_in_one_file(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.jsonl", X1 X2 X1);
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "x~2", "x~3"), "x=1 x~2=2 x~3=-");
    desk_write(d, "in/a.jsonl", X1 X2 X1 OWN("a"));
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "x~2", "x~3"), "x=1 x~2=2 x~3=-");
    assert_int_equal(d->report.added + d->report.replaced + d->report.removed, 1);
}

/* A thousand may share an id; the next is refused by name, and the run goes on. */
static void test_crowd(void **state)
{
    desk *d = *state;
    strbuf text = {0};
    for (int i = 0; i < 1003; i++)
        strbuf_printf(&text, "{\"id\":\"x\",\"body\":\"number %d\"}\n", i);
    strbuf_text(&text, OWN("after"));
    desk_write(d, "in/a.jsonl", text.ptr);
    RUN_OK(d, "in");
    assert_int_equal(d->report.added, 1001);
    assert_int_equal(d->report.failed, 3);
    assert_string_equal(desk_ledger(d), "in/a.jsonl#1001,in/a.jsonl#1002,in/a.jsonl#1003");
    assert_string_equal(SEE(d, "x~1000", "x~1001", "after"),
                        "x~1000=number 999 x~1001=- after=own");
    strbuf_free(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_copy),
        TEST(test_original_changes),
        TEST(test_copy_elsewhere),
        TEST(test_stopped_in_between),
        TEST(test_move),
        TEST(test_clash),
        TEST(test_twins_in_one_file),
        TEST(test_crowd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
