/* What NEAR and ADJ take, and what they refuse. */
#include "show.h"

static void test_operands(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        /* positions that differ by 5 span 6 words */
        {"chips NEAR/5 ban", "(near<6 ~chip ~ban)"},
        {"chips ADJ/1 ban", "(seq<2 ~chip ~ban)"},
        {"chips NEAR ban", "(near<11 ~chip ~ban)"},
        {"chips NEAR/1000 ban", "(near<1001 ~chip ~ban)"},
        {"\"chips\" NEAR/5 ban", "(near<6 chips ~ban)"},
        {"\"caf\xc3\xa9\" NEAR/5 ban", "(near<6 caf\xc3\xa9 ~ban)"},
        {"electr* NEAR/5 ban", "(near<6 electr* ~ban)"},
        {"(a OR b OR elec*) ADJ/5 c", "(seq<6 (or ~a ~b elec*) ~c)"},
        {"(a OR (b OR c)) NEAR/5 d", "(near<6 (or ~a (or ~b ~c)) ~d)"},
        {"COVID-19 NEAR/5 ban", "(near<6 covid19 ~ban)"},
        {"人 NEAR/5 中国", "(near<6 人 中国)"},
        {"US NEAR/5 $MU", "(near<6 u.s. $mu)"},
        {"headline:(chips NEAR/5 ban)", "headline:(near<6 headline:~chip headline:~ban)"},
        {"byline:(john ADJ/2 smith)", "byline:(seq<3 byline:john byline:smith)"},
        {"desk:(a NEAR/2 b)", "desk:(near<3 desk:a desk:b)"},
    };
    EXPECT_PLANS(rows);
}

static void test_refused(void **state)
{
    (void)state;
    expect_refusal("china NEAR/5 \"two words\"", MORGUE_QUERY, 13, 24, "a phrase is not supported");
    expect_refusal("reuters.com NEAR/5 a", MORGUE_QUERY, 0, 11, "a phrase is not supported");
    expect_refusal("a NEAR/5 中国人", MORGUE_QUERY, 9, 18, "a phrase is not supported");
    expect_refusal("a NEAR/5 well-know*", MORGUE_QUERY, 9, 19, "a phrase is not supported");
    expect_refusal("a NEAR/5 (b AND c)", MORGUE_QUERY, 10, 17, "AND is not supported");
    expect_refusal("a NEAR/5 NOT b", MORGUE_QUERY, 9, 14, "NOT is not supported");
    expect_refusal("a NEAR/5 headline:b", MORGUE_QUERY, 9, 19, "headline:(a NEAR/5 b)");
    expect_refusal("a NEAR/5 (b OR org:c)", MORGUE_QUERY, 15, 20, "a field is not supported");
    expect_refusal("a NEAR/5 after:2023", MORGUE_QUERY, 9, 19, "a date is not supported");
    expect_refusal("a NEAR/5 wc:>5", MORGUE_QUERY, 9, 14, "a number of words is not supported");
    expect_refusal("a NEAR/5 *", MORGUE_QUERY, 9, 10, "* is not supported");
    expect_refusal("a NEAR/5 query:chips", MORGUE_QUERY, 9, 20, "a saved query is not supported");
    expect_refusal("a NEAR/5 (b ADJ/2 c)", MORGUE_QUERY, 10, 19, "another NEAR or ADJ");
    expect_refusal("a NEAR/5 ++", MORGUE_QUERY, 9, 11, "no letters or digits");
}

static void test_fields_without_words(void **state)
{
    (void)state;
    expect_refusal("x tag:(a NEAR/5 b)", MORGUE_QUERY, 7, 17, "not in 'tag:'");
    expect_refusal("org:(a ADJ/5 b)", MORGUE_QUERY, 5, 14, "not in 'org:'");
    expect_refusal("source:(a ADJ/5 b)", MORGUE_QUERY, 8, 17, "not in 'source:'");
    expect_refusal("ref:(a ADJ/5 b)", MORGUE_QUERY, 5, 14, "not in 'ref:'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operands),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_fields_without_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
