/* The public writer: articles from memory. */
#include "desk.h"

#include <morgue/limits.h>
#include <stdio.h>
#include <stdlib.h>

static morgue_writer *open_writer(desk *d)
{
    morgue_writer *w;
    if (morgue_writer_open(&w, desk_path(d, "archive"), d->config, 0, &d->error))
        fail_msg("%s", d->error.message);
    return w;
}

static morgue_status add(desk *d, morgue_writer *w, const char *id, const char *body)
{
    morgue_article a = {.id = str_of(id), .body = str_of(body)};
    return morgue_writer_add(w, &a, &d->error);
}

static void test_add_and_remove(void **state)
{
    desk *d = *state;
    morgue_writer *w = open_writer(d);
    assert_int_equal(add(d, w, "a", "1"), MORGUE_OK);
    assert_int_equal(add(d, w, "b", "2"), MORGUE_OK);
    assert_int_equal(add(d, w, "a", "one"), MORGUE_OK); /* replaces */
    assert_int_equal(morgue_writer_commit(w, &d->error), MORGUE_OK);
    assert_string_equal(SEE(d, "a", "b"), "a=one b=2");
    assert_int_equal(morgue_writer_remove(w, "a", 1, &d->error), MORGUE_OK);
    assert_int_equal(morgue_writer_remove(w, "a", 1, &d->error), MORGUE_NOTFOUND);
    assert_int_equal(add(d, w, "b", "2"), MORGUE_OK); /* changes nothing */
    assert_int_equal(add(d, w, "c", "3"), MORGUE_OK);
    assert_string_equal(SEE(d, "a", "b", "c"), "a=one b=2 c=-");
    assert_int_equal(morgue_writer_commit(w, &d->error), MORGUE_OK);
    assert_string_equal(SEE(d, "a", "b", "c"), "a=- b=2 c=3");
    assert_int_equal(add(d, w, "d", "4"), MORGUE_OK);
    morgue_writer_free(w); /* without a commit */
    assert_string_equal(SEE(d, "c", "d"), "c=3 d=-");
    morgue_writer_free(NULL);
}

/* A refused article is as if it had never been offered. */
static void test_refusals(void **state)
{
    desk *d = *state;
    morgue_writer *w = open_writer(d);
    char *giant = calloc(1, MORGUE_MAX_ARTICLE + 2);
    memset(giant, 'x', MORGUE_MAX_ARTICLE + 1);
    assert_int_equal(add(d, w, "a", "1"), MORGUE_OK);
    assert_int_equal(add(d, w, "", "no id"), MORGUE_INVALID);
    assert_int_equal(add(d, w, "a", "\xff"), MORGUE_INVALID);
    assert_int_equal(add(d, w, "a", giant), MORGUE_LIMIT);
    assert_int_equal(morgue_writer_remove(w, "", 0, &d->error), MORGUE_NOTFOUND);
    assert_int_equal(add(d, w, "b", "2"), MORGUE_OK);
    assert_int_equal(morgue_writer_commit(w, &d->error), MORGUE_OK);
    assert_string_equal(SEE(d, "a", "b"), "a=1 b=2");
    morgue_writer_free(w);
    free(giant);
}

/* Nothing of an article is kept by pointer. */
static void test_nothing_is_kept(void **state)
{
    desk *d = *state;
    morgue_writer *w = open_writer(d);
    char id[] = "a", body[] = "text";
    assert_int_equal(add(d, w, id, body), MORGUE_OK);
    id[0] = 'z';
    memset(body, 'z', 4);
    assert_int_equal(morgue_writer_commit(w, &d->error), MORGUE_OK);
    assert_string_equal(SEE(d, "a", "z"), "a=text z=-");
    morgue_writer_free(w);
}

/* Files and memory side by side: the file's run does not touch the other. */
static void test_beside_files(void **state)
{
    desk *d = *state;
    desk_write(d, "in/a.jsonl", "{\"id\":\"x\",\"body\":\"1\"}\n{\"id\":\"y\",\"body\":\"2\"}\n");
    RUN_OK(d, "in");
    morgue_writer *w = open_writer(d);
    assert_int_equal(add(d, w, "m", "memory"), MORGUE_OK);
    assert_int_equal(add(d, w, "x", "corrected"), MORGUE_OK);
    assert_int_equal(morgue_writer_commit(w, &d->error), MORGUE_OK);
    morgue_writer_free(w);
    assert_string_equal(SEE(d, "x", "y", "m"), "x=corrected y=2 m=memory");
    RUN_OK(d, "in");
    desk_remove(d, "in/a.jsonl");
    desk_write(d, "in/b.jsonl", "{\"id\":\"z\",\"body\":\"3\"}\n");
    RUN_OK(d, "in");
    assert_string_equal(SEE(d, "x", "y", "z", "m"), "x=corrected y=- z=3 m=memory");
}

static void test_second_writer(void **state)
{
    desk *d = *state;
    morgue_writer *w = open_writer(d), *second = w;
    assert_int_equal(morgue_writer_open(&second, desk_path(d, "archive"), NULL, 0, &d->error),
                     MORGUE_LOCKED);
    assert_null(second);
    morgue_writer_free(w);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_add_and_remove), TEST(test_refusals),      TEST(test_nothing_is_kept),
        TEST(test_beside_files),   TEST(test_second_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
