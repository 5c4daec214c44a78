/* Operators over the order of words: what they take, and what they refuse. */
#include "show.h"

static void test_operands(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"chips NEAR/5 ban", "(near/5 ~chip ~ban)"},
        {"chips ADJ/1 ban", "(adj/1 ~chip ~ban)"},
        {"chips NEAR ban", "(near/10 ~chip ~ban)"},
        {"chips NEAR/1000 ban", "(near/1000 ~chip ~ban)"},
        {"\"chips\" NEAR/5 ban", "(near/5 chips ~ban)"},
        {"\"caf\xc3\xa9\" NEAR/5 ban", "(near/5 caf\xc3\xa9 ~ban)"},
        {"electr* NEAR/5 ban", "(near/5 electr* ~ban)"},
        {"(a OR b OR elec*) ADJ/5 c", "(adj/5 (or ~a ~b elec*) ~c)"},
        {"(a OR (b OR c)) NEAR/5 d", "(near/5 (or ~a (or ~b ~c)) ~d)"},
        {"US NEAR/5 $MU", "(near/5 u.s. $mu)"},
        {"headline:(chips NEAR/5 ban)", "headline:(near/5 headline:~chip headline:~ban)"},
        {"byline:(john ADJ/2 smith)", "byline:(adj/2 byline:john byline:smith)"},
        {"desk:(a NEAR/2 b)", "desk:(near/2 desk:a desk:b)"},
        {"a NOT NEAR/5 b", "(not near/5 ~a ~b)"},
        {"a SENTENCE b", "(sentence ~a ~b)"},
        {"lede:(a PARA b)", "lede:(paragraph lede:~a lede:~b)"},
        {"atleast/3(chips)", "(at least/3 ~chip)"},
        {"headline:(first/2(chips))", "headline:(first/2 headline:~chip)"},
    };
    EXPECT_PLANS(rows);
}

static void test_phrases(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"china NEAR/5 \"two words\"", "(near/5 ~china (phrase two words))"},
        {"china NEAR/5 \"two words\"~3", "(near/5 ~china (phrase/3 two words))"},
        {"reuters.com NEAR/5 a", "(near/5 (phrase ~reuter ~com) ~a)"},
        {"COVID-19 NEAR/5 ban", "(near/5 (or covid19 (phrase ~covid 19)) ~ban)"},
        {"a NEAR/5 well-know*", "(near/5 ~a (or wellknow* (phrase ~well know*)))"},
        /* an operand reaches to its last character, which the pairs alone do not name */
        {"人 NEAR/5 中国", "(near/5 人 (phrase 中国 国))"},
        {"a NEAR/5 中国人", "(near/5 ~a (phrase 中国 国人 人))"},
        {"a NEAR/5 中国AI", "(near/5 ~a (phrase 中国 国 ~ai))"},
        {"atleast/2(中国)", "(at least/2 (phrase 中国 国))"},
        {"a 中国", "(and ~a 中国)"},
    };
    EXPECT_PLANS(rows);
}

static void test_nested(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"a NEAR/5 (b ADJ/2 c)", "(near/5 ~a (adj/2 ~b ~c))"},
        {"a NEAR/5 b NEAR/6 c", "(near/6 (near/5 ~a ~b) ~c)"},
        {"(a SENTENCE b) PARA (c NOT NEAR/3 d)", "(paragraph (sentence ~a ~b) (not near/3 ~c ~d))"},
        {"atleast/2(first/9(a OR b NEAR/1 c))", "(at least/2 (first/9 (or ~a (near/1 ~b ~c))))"},
        {"NOT atleast/2(a)", "(not (at least/2 ~a))"},
        {"body:(a OR atleast/2(b))", "(or body:~a body:(at least/2 body:~b))"},
    };
    EXPECT_PLANS(rows);
}

static void test_names(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"person:Xi NEAR/5 chips", "(near/5 (names person'xi') ~chip)"},
        {"a SENTENCE org:b,c", "(sentence ~a (or (names org'b') (names org'c')))"},
        {"a SENTENCE entity:(b OR \"c d\")",
         "(sentence ~a (or (names entity'b') (names entity'c d')))"},
        {"first/50(ticker:$MU)", "(first/50 (names ticker'MU'))"},
        {"a NEAR/5 org:mic*", "(near/5 ~a (names orgentity=mic*))"},
        {"a NEAR/5 (b OR place:c)", "(near/5 ~a (or ~b (names place'c')))"},
    };
    EXPECT_PLANS(rows);
}

static void test_refused(void **state)
{
    (void)state;
    expect_refusal("a NEAR/5 (b AND c)", MORGUE_QUERY, 10, 17, "AND (also a mere space) cannot");
    expect_refusal("first/50(b c)", MORGUE_QUERY, 9, 12, "inside of first/");
    expect_refusal("a NEAR/5 NOT b", MORGUE_QUERY, 9, 14, "NOT cannot stand inside of NEAR");
    expect_refusal("a NEAR/5 headline:b", MORGUE_QUERY, 9, 19, "headline:(a NEAR/5 b)");
    expect_refusal("a NEAR/5 (b OR tag:c)", MORGUE_QUERY, 15, 20, "tag:x AND (a NEAR/5 b)");
    expect_refusal("a NEAR/5 about:c", MORGUE_QUERY, 9, 16, "the field about: cannot");
    expect_refusal("a NEAR/5 headlin:c", MORGUE_QUERY, 9, 16, "did you mean 'headline:'");
    expect_refusal("a NEAR/5 wc:*", MORGUE_QUERY, 9, 13, "the field wc: cannot");
    expect_refusal("a NEAR/5 after:2023", MORGUE_QUERY, 9, 19, "a date cannot");
    expect_refusal("a NEAR/5 wc:>5", MORGUE_QUERY, 9, 14, "a number of words cannot");
    expect_refusal("a NEAR/5 *", MORGUE_QUERY, 9, 10, "* cannot");
    expect_refusal("a PARA query:chips", MORGUE_QUERY, 7, 18, "a saved query cannot");
    expect_refusal("a NEAR/5 ++", MORGUE_QUERY, 9, 11, "no letters or digits");
    expect_refusal("a SENTENCE atleast/2(b)", MORGUE_QUERY, 11, 23, "atleast/ cannot");
    expect_refusal("atleast/2(b OR atleast/2(c))", MORGUE_QUERY, 15, 27, "atleast/ cannot");
    expect_refusal("a NEAR/5 org:mic?n", MORGUE_QUERY, 13, 18, "how it begins and a star");
    expect_refusal("a NEAR/5 org:micorn~", MORGUE_QUERY, 13, 20, "a part of a name cannot");
    expect_refusal("a NEAR/5 ticker:MUX*", MORGUE_QUERY, 16, 20, "a ticker is asked whole");
    expect_refusal("a NEAR/5 org:*", MORGUE_QUERY, 13, 14, "a field without a name cannot");
    expect_refusal("a NEAR/5 org:(b AND c)", MORGUE_QUERY, 14, 21,
                   "AND (also a mere space) cannot");
    expect_refusal("a NEAR/5 org:(b NEAR c)", MORGUE_QUERY, 14, 22, "not in 'org:'");
}

static void test_fields_without_words(void **state)
{
    (void)state;
    expect_refusal("x tag:(a NEAR/5 b)", MORGUE_QUERY, 7, 17, "not in 'tag:'");
    expect_refusal("org:(a ADJ/5 b)", MORGUE_QUERY, 5, 14, "not in 'org:'");
    expect_refusal("source:(a SENTENCE b)", MORGUE_QUERY, 8, 20, "not in 'source:'");
    expect_refusal("ref:(atleast/5(b))", MORGUE_QUERY, 5, 17, "not in 'ref:'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operands), cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_nested),   cmocka_unit_test(test_names),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_fields_without_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
