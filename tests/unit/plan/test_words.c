/* Stems, quotes, accents, compounds, ideographs and wildcards. */
#include "show.h"

static void test_stems(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"markets", "~market"},
        {"Micron's", "~micron"},
        {"\"markets\"", "markets"},
        {"\"two markets\"", "(seq<2 two markets)"},
        {"\"two markets\"~3", "(seq<5 two markets)"},
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
        {"Saint-\xc3\x89tienne", "(or saintetienne (seq<2 ~saint ~etienn))"},
        {"\"Saint-\xc3\x89tienne\"", "(seq<2 saint \xc3\xa9tienne)"},
        {"byline:Andr\xc3\xa9", "byline:andre"},
    };
    EXPECT_PLANS(rows);
}

static void test_compounds(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"COVID-19", "(or covid19 (seq<2 ~covid 19))"},
        {"well-known", "(or wellknown (seq<2 ~well ~known))"},
        /* "unless quoted": each word by its stem */
        {"oil-prices", "(or oilprices (seq<2 ~oil ~price))"},
        {"\"well-known\"", "(seq<2 well known)"},
        {"U.S.-led", "(seq<2 u.s. ~led)"},
        {"reuters.com", "(seq<2 ~reuter ~com)"},
        {"headline:well-known",
         "(or headline:wellknown headline:(seq<2 headline:~well headline:~known))"},
        {"desk:well-known", "(or desk:wellknown desk:(seq<2 desk:well desk:known))"},
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
        {"中国人", "(seq<2 中国 国人)"},
        {"中国人民", "(seq<3 中国 国人 人民)"},
        {"\"中国人\"", "(seq<2 中国 国人)"},
        /* no pair goes over the space: the words between stand alone */
        {"\"中国 人民\"", "(seq<3 中国 国 人民)"},
        {"\"中 国\"", "(seq<2 中 国)"},
        {"\"人 中国\"", "(seq<2 人 中国)"},
        {"\"中国 人\"", "(seq<3 中国 国 人)"},
        {"中国AI", "(seq<3 中国 国 ~ai)"},
        {"AI中国", "(seq<2 ~ai 中国)"},
        {"5G中国人", "(seq<3 5g 中国 国人)"},
        /* further characters between: pairs cannot tell */
        {"\"中国人\"~2", "(seq<5 中 国 人)"},
        {"headline:中国人", "headline:(seq<2 headline:中国 headline:国人)"},
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
        {"well-know*", "(or wellknow* (seq<2 ~well know*))"},
        {"reuters.comp*", "(seq<2 ~reuter comp*)"},
        /* ideographs have no wildcard of their own: what they begin contains them */
        {"中国人*", "(seq<2 中国 国人)"},
    };
    EXPECT_PLANS(rows);
    /* three letters of the word itself */
    expect_refusal("a l'ho*", MORGUE_QUERY, 2, 7, "at least 3 letters");
    expect_refusal("reuters.co*", MORGUE_QUERY, 0, 11, "at least 3 letters");
    expect_refusal("tag:l'ho*", MORGUE_QUERY, 4, 9, "at least 3 letters");
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
        cmocka_unit_test(test_wildcards), cmocka_unit_test(test_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
