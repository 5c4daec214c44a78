/* Stems, quotes, accents, compounds, ideographs and wildcards. */
#include "show.h"

static void test_stems(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"markets", "~market"},
        {"Micron's", "~micron"},
        {"\"markets\"", "markets"},
        {"\"two markets\"", "(phrase two markets)"},
        {"\"two markets\"~3", "(phrase/3 two markets)"},
        {"10,000", "10000"},
        {"3.5%", "3.5%"},
        {"AT&T", "at&t"},
        {"$MU", "$mu"},
        {"US", "u.s."},
        {"\"US\"", "u.s."},
        {"us", "~us"},
        {"U.S.", "u.s."},
    };
    EXPECT_PLANS(rows);
}

static void test_accents(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"caf\xc3\xa9", "~cafe"},
        {"cafe", "~cafe"},
        /* quoted with its accent, the accent is asked for */
        {"\"caf\xc3\xa9\"", "caf\xc3\xa9"},
        {"\"cafe\"", "cafe"},
        {"Saint-\xc3\x89tienne", "(or saintetienne (phrase ~saint ~etienn))"},
        {"\"Saint-\xc3\x89tienne\"", "(phrase saint \xc3\xa9tienne)"},
        {"byline:Andr\xc3\xa9", "byline:andre"},
    };
    EXPECT_PLANS(rows);
}

static void test_compounds(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"COVID-19", "(or covid19 (phrase ~covid 19))"},
        {"well-known", "(or wellknown (phrase ~well ~known))"},
        /* "unless quoted": each word by its stem */
        {"oil-prices", "(or oilprices (phrase ~oil ~price))"},
        {"\"well-known\"", "(phrase well known)"},
        {"U.S.-led", "(phrase u.s. ~led)"},
        {"reuters.com", "(phrase ~reuter ~com)"},
        {"headline:well-known",
         "(or headline:wellknown headline:(phrase headline:~well headline:~known))"},
        {"desk:well-known", "(or desk:wellknown desk:(phrase desk:well desk:known))"},
    };
    EXPECT_PLANS(rows);
}

/* 中国 is China, 人 a person, 民 the people. */
static void test_ideographs(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"人", "人"},
        {"中国", "中国"},
        {"中国人", "(phrase 中国 国人)"},
        {"中国人民", "(phrase 中国 国人 人民)"},
        {"\"中国人\"", "(phrase 中国 国人)"},
        /* no pair goes over the space: the words between stand alone */
        {"\"中国 人民\"", "(phrase 中国 国 人民)"},
        {"\"中 国\"", "(phrase 中 国)"},
        {"\"人 中国\"", "(phrase 人 中国)"},
        {"\"中国 人\"", "(phrase 中国 国 人)"},
        {"中国AI", "(phrase 中国 国 ~ai)"},
        {"AI中国", "(phrase ~ai 中国)"},
        {"5G中国人", "(phrase 5g 中国 国人)"},
        /* further characters between: pairs cannot tell */
        {"\"中国人\"~2", "(phrase/2 中 国 人)"},
        {"headline:中国人", "headline:(phrase headline:中国 headline:国人)"},
        {"東京", "東京"},
        {"한국", "한국"},
    };
    EXPECT_PLANS(rows);
}

static void test_wildcards(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"electr*", "electr*"},
        {"Z\xc3\xbcr*", "zur*"},
        {"headline:elec*", "headline:elec*"},
        {"tag:oil,oil-pr*", "(or tag='oil' tag=oil pr*)"},
        {"lang:ZH-h*", "lang=zh-h*"},
        {"id:Art*", "id=Art*"},
        {"url:https://Ex*", "url=https://Ex*"},
        {"ref:AB1*", "ref=ab1*"},
        {"byline:Will*", "byline:will*"},
        {"$MUX*", "$mux*"},
        {"Micron's*", "micron*"},
        /* only the last part goes on */
        {"COVID-19*", "covid19*"},
        {"well-know*", "(or wellknow* (phrase ~well know*))"},
        {"reuters.comp*", "(phrase ~reuter comp*)"},
        /* ideographs have no wildcard of their own: what they begin contains them */
        {"中国人*", "(phrase 中国 国人)"},
    };
    EXPECT_PLANS(rows);
    /* three letters of the word itself */
    expect_refusal("a l'ho*", MORGUE_QUERY, 2, 7, "at least 3 letters");
    expect_refusal("reuters.co*", MORGUE_QUERY, 0, 11, "at least 3 letters");
    expect_refusal("tag:l'ho*", MORGUE_QUERY, 4, 9, "at least 3 letters");
}

static void test_likes(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"wom?n", "wom?n"},
        {"Col*R", "col*r"},
        {"*cron", "*cron"},
        {"elec**", "elec**"},
        {"Z\xc3\xbcr?ch", "zur?ch"},
        {"US?A", "us?a"},
        {"headline:M?cron", "headline:m?cron"},
        {"byline:sm?th", "byline:sm?th"},
        {"raimundo~", "raimundo~1"},
        {"R\xc3\xa9union~2", "reunion~2"},
        {"lede:micorn~", "lede:micorn~1"},
        {"wom?n NEAR/2 (raimundo~ OR b)", "(near/2 wom?n (or raimundo~1 ~b))"},
    };
    EXPECT_PLANS(rows);
    expect_refusal("reuters.com~", MORGUE_QUERY, 0, 12, "is no part of one word");
    expect_refusal("\xe4\xb8\xad\xe5\x9b\xbd?\xe4\xba\xba", MORGUE_QUERY, 0, 10,
                   "no part of one word");
    expect_refusal("org:Micron~1", MORGUE_QUERY, 4, 12, "not in 'org:'");
    expect_refusal("tag:M?cron", MORGUE_QUERY, 4, 10, "not in 'tag:'");
    expect_refusal("source:reut?rs", MORGUE_QUERY, 7, 14, "not in 'source:'");
}

static void test_operators(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"a OR b -c", "(or ~a (and ~b (not ~c)))"},
        {"NOT NOT a", "(not (not ~a))"},
        {"*", "*"},
        {"a -*", "(and ~a (not *))"},
    };
    EXPECT_PLANS(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stems),     cmocka_unit_test(test_accents),
        cmocka_unit_test(test_compounds), cmocka_unit_test(test_ideographs),
        cmocka_unit_test(test_wildcards), cmocka_unit_test(test_likes),
        cmocka_unit_test(test_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
