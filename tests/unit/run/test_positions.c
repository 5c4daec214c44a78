/* Words beside one another: phrases and proximity where they are easily wrong. */
#include "fixture.h"

#include "strbuf.h"

static morgue_config *config;

static void expect_matches(const char *name, const brief *b, const char *const *yes,
                           const char *const *no)
{
    morgue_archive *a = fixture_archive(name, config, b, 1);
    for (; *yes; yes++)
        if (fixture_count(a, *yes) != 1)
            fail_msg("'%s' is not found", *yes);
    for (; *no; no++)
        if (fixture_count(a, *no) != 0)
            fail_msg("'%s' is found", *no);
    morgue_archive_free(a);
}

/* A word of the headline has no place in the text, not even before its first. */
static void test_headline_and_text(void **state)
{
    (void)state;
    static const brief b = {.id = "x", .title = "Cafes sell oil", .body = "Prices of it are high."};
    static const char *const yes[] = {"oil prices", "\"cafes sell oil\"", "\"prices of it\"",
                                      "sell NEAR/1 oil", NULL};
    static const char *const no[] = {
        "\"oil prices\"",      "\"sell prices of\"",      "oil-prices",
        "oil ADJ/1 prices",    "oil NEAR/5 prices",       "\"oil prices\"~9",
        "body:\"oil prices\"", "headline:\"oil prices\"", NULL};
    expect_matches("headline", &b, yes, no);
}

/* However far NEAR reaches, a standfirst is one text and the body another. */
static void test_standfirst_and_body(void **state)
{
    (void)state;
    static const brief b = {
        .id = "x", .standfirst = "Words about oil", .body = "Prices rise again."};
    static const char *const yes[] = {"about ADJ/1000 oil", "\"prices rise\"", "\"about oil\"",
                                      "lede:(prices NEAR/2 again)", NULL};
    static const char *const no[] = {"oil NEAR/1000 prices",
                                     "oil ADJ/1000 prices",
                                     "\"oil prices\"",
                                     "\"oil prices\"~1000",
                                     "\"about oil prices\"~1000",
                                     "lede:(oil NEAR/1000 prices)",
                                     "body:(words NEAR/1000 again)",
                                     NULL};
    expect_matches("standfirst", &b, yes, no);
}

/* "ban" and "banned" are one stem: both operands can stand where the other does. */
static void test_overlapping_operands(void **state)
{
    (void)state;
    static const brief b = {.id = "x", .body = "bans go on here banned electricity"};
    static const char *const yes[] = {"bans NEAR/1 (ban OR electr*)",
                                      "bans NEAR/2 (ban OR electr*)",
                                      "(ban OR electr*) NEAR/1 bans",
                                      "bans NEAR/4 banned",
                                      "bans ADJ/4 bans",
                                      "electr* NEAR/1 ban",
                                      NULL};
    /* one word is not near itself */
    static const char *const no[] = {"bans NEAR/3 banned", "go NEAR/5 go", "electr* NEAR/9 electr*",
                                     "electr* ADJ/5 bans", NULL};
    expect_matches("overlap", &b, yes, no);
}

static void test_distances(void **state)
{
    (void)state;
    static const brief b = {.id = "x", .body = "one two three four five one six"};
    static const char *const yes[] = {
        "two NEAR/2 four", "four NEAR/2 two",  "two ADJ/2 four",
        "\"two four\"~1",  "\"one four\"~2",   "\"one two four six\"~3",
        "five ADJ/1 one",  "four NEAR/1 five", NULL};
    static const char *const no[] = {"two NEAR/1 four",
                                     "four ADJ/2 two",
                                     "\"four two\"~9",
                                     "\"two four\"",
                                     "\"one two four six\"~2",
                                     "six ADJ/9 one",
                                     NULL};
    expect_matches("distances", &b, yes, no);
}

/* 中国 人民: the pair of characters over the space is no word, the phrase is. */
static void test_ideographs(void **state)
{
    (void)state;
    static const brief b = {.id = "x", .body = "中国 人民。美光AI科技"};
    static const char *const yes[] = {"\"中国 人民\"",
                                      "中国",
                                      "人民",
                                      "国",
                                      "美光AI",
                                      "AI科技",
                                      "\"中 国\"",
                                      "美光AI科技",
                                      "\"中人\"~1",
                                      "中国 NEAR/2 人民",
                                      NULL};
    static const char *const no[] = {"中国人民", "国人", "光科", "\"人民 中国\"",
                                     "美光科技", "中人", NULL};
    expect_matches("ideographs", &b, yes, no);
}

static void test_stems_in_compounds(void **state)
{
    (void)state;
    static const brief b = {
        .id = "x", .body = "The price of oil: oil prices, a wind farm at Saint-\xc3\x89tienne."};
    static const char *const yes[] = {
        "oil-price", "wind-farms", "\"oil prices\"", "Saint-Etienne", "\"saint etienne\"",
        "wind-far*", NULL};
    static const char *const no[] = {"price-oil", "\"oil price\"", "\"wind-farms\"", "oil-far*",
                                     NULL};
    expect_matches("compounds", &b, yes, no);
}

static int start(void **state)
{
    (void)state;
    fixture_start();
    config = fixture_config("");
    return 0;
}

static int end(void **state)
{
    (void)state;
    morgue_config_free(config);
    fixture_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headline_and_text),    cmocka_unit_test(test_standfirst_and_body),
        cmocka_unit_test(test_overlapping_operands), cmocka_unit_test(test_distances),
        cmocka_unit_test(test_ideographs),           cmocka_unit_test(test_stems_in_compounds),
    };
    return cmocka_run_group_tests(tests, start, end);
}
