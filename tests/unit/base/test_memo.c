/* Answers that are kept, and those that make room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "memo.h"

/* With its two sets of bits for 640 numbers an entry takes some 250 bytes. */
#define NUMBERS 640

static memo_answers *hold(memo *m, const char *question)
{
    return memo_hold(m, str_of(question), NUMBERS);
}

static bool knows(memo *m, const char *question, uint32_t number)
{
    memo_answers *a = hold(m, question);
    bool known = memo_knows(a, number);
    memo_release(a);
    return known;
}

static void note(memo *m, const char *question, uint32_t number, bool yes)
{
    memo_answers *a = hold(m, question);
    memo_note(a, number, yes);
    memo_release(a);
}

static void test_answers(void **state)
{
    (void)state;
    memo *m = memo_new(1 << 20);
    note(m, "a", 0, true);
    note(m, "a", NUMBERS, false);
    note(m, "b", 1, true);
    memo_answers *a = hold(m, "a");
    assert_true(memo_knows(a, 0) && memo_says(a, 0));
    assert_true(memo_knows(a, NUMBERS) && !memo_says(a, NUMBERS));
    assert_false(memo_knows(a, 1));
    memo_release(a);
    assert_true(knows(m, "b", 1));
    assert_false(knows(m, "b", 0));
    assert_false(knows(m, "", 0));
    memo_free(m);
}

/* A question about other numbers is another one. */
static void test_other_count(void **state)
{
    (void)state;
    memo *m = memo_new(1 << 20);
    note(m, "a", 5, true);
    memo_answers *other = memo_hold(m, str_of("a"), NUMBERS + 1);
    assert_false(memo_knows(other, 5));
    memo_release(other);
    assert_true(knows(m, "a", 5));
    memo_free(m);
}

static void test_room(void **state)
{
    (void)state;
    memo *m = memo_new(800); /* of three */
    note(m, "a", 1, true);
    note(m, "b", 1, true);
    note(m, "c", 1, true);
    assert_true(knows(m, "a", 1)); /* so b is the oldest */
    note(m, "d", 1, true);
    assert_true(knows(m, "a", 1) && knows(m, "c", 1) && knows(m, "d", 1));
    assert_false(knows(m, "b", 1));
    memo_free(m);
}

/* What is held stays, and when all is held there is no room. */
static void test_held(void **state)
{
    (void)state;
    memo *m = memo_new(800);
    memo_answers *held[3] = {hold(m, "a"), hold(m, "b"), hold(m, "c")};
    memo_note(held[0], 7, true);
    assert_null(hold(m, "d"));
    assert_ptr_equal(hold(m, "a"), held[0]);
    memo_release(held[0]);
    memo_release(held[2]);
    memo_answers *d = hold(m, "d"); /* in the place of c */
    assert_non_null(d);
    assert_true(memo_knows(held[0], 7)); /* held twice, released once */
    memo_release(d);
    memo_release(held[0]);
    memo_release(held[1]);
    memo_free(m);
}

static void test_too_large(void **state)
{
    (void)state;
    memo *m = memo_new(800);
    note(m, "a", 1, true);
    assert_null(memo_hold(m, str_of("b"), 100000));
    assert_true(knows(m, "a", 1));
    memo_free(m);
}

static void test_resize(void **state)
{
    (void)state;
    memo *m = memo_new(1 << 20);
    note(m, "a", 1, true);
    note(m, "b", 1, true);
    memo_resize(m, 400); /* of one */
    assert_false(knows(m, "a", 1));
    memo_resize(m, 0);
    assert_null(hold(m, "b"));
    memo_resize(m, 800);
    note(m, "c", 1, true);
    assert_true(knows(m, "c", 1));
    memo_free(m);
}

/* Hundreds of small ones: the number of questions is bounded too. */
static void test_many(void **state)
{
    (void)state;
    memo *m = memo_new(1 << 20);
    for (uint32_t i = 0; i < 1000; i++) {
        memo_answers *a = memo_hold(m, (morgue_str){(const char *)&i, sizeof i}, 1);
        assert_non_null(a);
        assert_false(memo_knows(a, 0));
        memo_note(a, 0, true);
        memo_release(a);
    }
    uint32_t last = 999;
    memo_answers *a = memo_hold(m, (morgue_str){(const char *)&last, sizeof last}, 1);
    assert_true(memo_knows(a, 0));
    memo_release(a);
    memo_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),   cmocka_unit_test(test_other_count),
        cmocka_unit_test(test_room),      cmocka_unit_test(test_held),
        cmocka_unit_test(test_too_large), cmocka_unit_test(test_resize),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
