/* Weights: what they are put on, how they multiply, and where they have no effect. */
#include "show.h"

static void test_placed(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"chips^2", "~chip^2"},
        {"chips^1", "~chip"},
        {"\"a b\"^3", "(phrase a b)^3"},
        {"(a^2 OR b)^0.5", "(or ~a^2 ~b)^0.5"},
        {"((a^2)^3)^4", "~a^24"},
        {"headline:chips^2", "headline:~chip^2"},
        {"headline:(a b)^2", "(and headline:~a headline:~b)^2"},
        {"(a NEAR/5 b)^2", "(near/5 ~a ~b)^2"},
        {"(a -b)^2", "(and ~a (not ~b))^2"},
        {"electr*^2", "electr*^2"},
        {"COVID-19^2", "(or covid19 (phrase ~covid 19))^2"},
        {"ticker:MU^2", "ticker'MU'^2"},
        {"query:chips^2", "(or ~micron ~samsung)^2"},
    };
    EXPECT_PLANS(rows);
}

/* The note of a plan, or "" for none. */
static void expect_note(const char *text, const char *expected, const char *note)
{
    plan *p;
    expect_plan(text, expected);
    assert_int_equal(show_make(&p, text, NULL), MORGUE_OK);
    const char *got = p->note_count ? p->notes[0] : "";
    if (*note ? !strstr(got, note) : *got)
        fail_msg("'%s' has the note '%s' instead of '%s'", text, got, note);
    plan_free(p);
}

static void test_idle(void **state)
{
    (void)state;
    expect_note("a^2", "~a^2", "");
    expect_note("org:Micron^2", "org'micron'", "the weight in 'org:Micron^2' has no effect");
    expect_note("a date:2023^2", "(and ~a date[1672531200..1704067199])", "'date:2023^2'");
    expect_note("date:*^2", "has(date)", "'date:*^2'");
    expect_note("wc:*^2", "*", "'wc:*^2'");
    expect_note("*^2", "*", "'*^2'");
    expect_note("NOT a^2", "(not ~a)", "'a^2'");
    expect_note("(NOT a)^2", "(not ~a)", "'(NOT a)^2'");
    expect_note("tag:(a OR b^2)", "(or tag='a' tag='b')", "'b^2'");
    expect_note("byline:a^2", "byline:a", "'byline:a^2'");
    expect_note("(tag:a b)^2", "(and tag='a' ~b)^2", "");
    /* What a saved query says is not at hand any more when the next clause is told. */
    expect_note("query:titled (NOT a)^2", "(and headline:~china (not ~a))", "'(NOT a)^2'");
    expect_note("query:titled^2 tag:a^2", "(and headline:~china^2 tag='a')", "'tag:a^2'");
    /* The first is named; the others are like it. */
    expect_note("tag:a^2 tag:b^2", "(and tag='a' tag='b')", "'tag:a^2'");
}

static void test_limit(void **state)
{
    (void)state;
    expect_plan("(a^10)^10", "~a^100");
    expect_plan("(a^0.1)^0.1", "~a^0.01");
    expect_refusal("(a^10.1)^10", MORGUE_LIMIT, 1, 7, "MORGUE_MAX_WEIGHT");
    expect_refusal("(a^0.1)^0.09", MORGUE_LIMIT, 1, 6, "MORGUE_MIN_WEIGHT");
    /* Side by side they do not multiply. */
    expect_plan("a^100 b^100", "(and ~a^100 ~b^100)");
}

static void test_refused(void **state)
{
    (void)state;
    expect_refusal("a NEAR/5 b^2", MORGUE_QUERY, 9, 12, "a weight cannot stand inside of NEAR");
    expect_refusal("a SENTENCE org:b^2", MORGUE_QUERY, 15, 18, "a weight cannot");
    expect_refusal("first/5(a OR b^2)", MORGUE_QUERY, 13, 16, "(a NEAR/5 b)^2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_placed),
        cmocka_unit_test(test_idle),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
