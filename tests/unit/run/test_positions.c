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

/* Fields that hold words of their own, and one that only a later configuration
 * declares. */
static void test_fields(void **state)
{
    (void)state;
    static const brief b = {.id = "x",
                            .title = "Oil up",
                            .standfirst = "Prices rise",
                            .body = "Oil prices rise again.\n\nGold does not.",
                            .byline = "Jane Mary Smith",
                            .source = "Le Monde",
                            .section = "Oil Markets",
                            .desk = "Asia news desk"};
    static const char *const yes[] = {"byline:\"jane mary\"",
                                      "byline:(jane NEAR/2 smith)",
                                      "source:\"le monde\"",
                                      "section:\"oil markets\"",
                                      "desk:\"asia news desk\"",
                                      "desk:\"asia desk\"~1",
                                      "desk:(desk NEAR/1 new*)",
                                      "body:oil",
                                      "headline:oil",
                                      "lede:\"prices rise again\"",
                                      "body:gold",
                                      "body:pric*",
                                      "headline:oil*",
                                      "lede:ris*",
                                      "byline:smi*",
                                      NULL};
    static const char *const no[] = {"byline:\"jane smith\"",
                                     "byline:(jane NEAR/1 smith)",
                                     "\"jane mary\"",
                                     "section:\"asia news\"",
                                     "desk:\"news asia\"",
                                     "desk:\"asia desk\"",
                                     "body:up",
                                     "headline:prices",
                                     "lede:gold",
                                     "lede:gol*",
                                     "headline:gol*",
                                     "body:smi*",
                                     "smi*",
                                     NULL};
    expect_matches("fields", &b, yes, no);
    morgue_config *later = fixture_config("  place-of-writing: {type: text}\n");
    morgue_archive *a = fixture_open("fields", later);
    assert_int_equal(fixture_count(a, "place-of-writing:\"asia news\""), 0);
    assert_int_equal(fixture_count(a, "place-of-writing:asia"), 0);
    assert_int_equal(fixture_count(a, "desk:\"asia news\""), 1);
    morgue_archive_free(a);
    morgue_config_free(later);
}

/* A stem is asked of the words that have it, wherever they stand. */
static void test_stems_in_fields(void **state)
{
    (void)state;
    static const brief b = {.id = "x",
                            .title = "U.S. bans",
                            .standfirst = "A banned chip.",
                            .body = "Chips are what it is about.\n\nElectricity and cafes."};
    static const char *const yes[] = {"ban",       "headline:ban",  "body:bans",     "lede:banning",
                                      "body:cafe", "headline:U.S.", "body:electric", NULL};
    static const char *const no[] = {"headline:chip",    "lede:cafe", "us",
                                     "headline:us",      "body:U.S.", "body:\"bans\"",
                                     "lede:electricity", NULL};
    expect_matches("stems", &b, yes, no);
}

static void test_sentences(void **state)
{
    (void)state;
    static const brief b = {.id = "x",
                            .title = "Iron and tin",
                            .standfirst = "Lead rose.",
                            .body = "Copper fell. Zinc fell too\n\nGold rose a lot. Silver fell."};
    static const char *const yes[] = {"iron SENTENCE tin",
                                      "too SENTENCE zinc",
                                      "copper PARA too",
                                      "gold SENTENCE \"a lot\"",
                                      "(zinc OR iron) SENTENCE (too OR gold)",
                                      "(gold SENTENCE lot) PARA (silver NEAR/1 fell)",
                                      "fell SENTENCE fell",
                                      NULL};
    static const char *const no[] = {
        "copper SENTENCE zinc", "zinc SENTENCE gold",        "zinc PARA gold",
        "tin SENTENCE lead",    "lead PARA copper",          "gold SENTENCE \"lot silver\"",
        "body:(iron PARA tin)", "lede:(gold SENTENCE rose)", NULL};
    expect_matches("sentences", &b, yes, no);
}

static void test_absence(void **state)
{
    (void)state;
    static const brief b = {.id = "x", .body = "tin and iron one two three four tin five"};
    static const char *const yes[] = {"tin NOT NEAR/4 iron", "iron NOT NEAR/1 tin",
                                      "tin NOT NEAR/9 zinc", NULL};
    static const char *const no[] = {"tin NOT NEAR/5 iron",
                                     "iron NOT NEAR/2 tin",
                                     "zinc NOT NEAR/2 tin",
                                     "tin NOT NEAR/1 tin",
                                     "two NOT NEAR/1 \"iron one\"",
                                     "five NOT NEAR/1 \"three tin\"~9",
                                     NULL};
    expect_matches("absence", &b, yes, no);
}

/* Overlapping pairs count once; all fields count together. */
static void test_times(void **state)
{
    (void)state;
    static const brief b = {
        .id = "x", .title = "Tin", .standfirst = "Tin, iron", .body = "Tin iron tin iron tin."};
    static const char *const yes[] = {"atleast/5(tin)",
                                      "atleast/8(tin OR iron)",
                                      "body:(atleast/4(tin))",
                                      "atleast/3(tin ADJ/1 iron)",
                                      "atleast/3(tin NEAR/1 iron)",
                                      "atleast/3(\"tin iron\")",
                                      "NOT atleast/6(tin)",
                                      "atleast/1(tin) zinc OR iron",
                                      NULL};
    static const char *const no[] = {"atleast/6(tin)", "atleast/4(tin NEAR/1 iron)",
                                     "headline:(atleast/2(tin))", "atleast/9(tin OR iron)", NULL};
    expect_matches("times", &b, yes, no);
}

static void test_beginning(void **state)
{
    (void)state;
    static const brief whole = {
        .id = "x", .title = "Gold", .standfirst = "Lead", .body = "one two three four"};
    static const char *const yes[] = {"first/1(one)",
                                      "first/3(\"two three\")",
                                      "first/2(one NEAR/1 two)",
                                      "first/2(two) NEAR/2 four",
                                      "headline:(first/1(gold))",
                                      "lede:(first/1(one))",
                                      "two NOT NEAR/1 first/3(four)",
                                      NULL};
    static const char *const no[] = {"first/1(two)",
                                     "first/2(\"two three\")",
                                     "first/9(gold)",
                                     "first/9(lead)",
                                     "body:(first/1(lead))",
                                     "first/2(four OR lead)",
                                     NULL};
    expect_matches("beginning", &whole, yes, no);
    /* what opens the article when there is no body */
    static const brief summary = {.id = "x", .title = "Gold", .standfirst = "Lead", .body = "..."};
    expect_matches("summary", &summary, (const char *const[]){"first/1(lead)", NULL},
                   (const char *const[]){"first/1(gold)", NULL});
    static const brief headline = {.id = "x", .title = "Gold"};
    expect_matches("headline-alone", &headline, (const char *const[]){"first/1(gold)", NULL},
                   (const char *const[]){"first/1(lead)", NULL});
}

/* Any name of the entity, whether or not it was recognised there. */
static void test_names(void **state)
{
    (void)state;
    static const brief b = {.id = "x",
                            .body = "Shares of micron technology rose. China banned chips. $MU "
                                    "fell after talks."};
    static const char *const yes[] = {
        "shares NEAR/2 org:micron",        "shares ADJ/2 org:\"Micron Technology\"",
        "(zinc OR org:micron) ADJ/1 rose", "place:china ADJ/1 banned",
        "ticker:MU SENTENCE fell",         "atleast/2(ticker:MU)",
        "first/4(entity:micron)",          NULL};
    static const char *const no[] = {"place:china SENTENCE fell", "person:micron NEAR/9 zinc",
                                     "first/2(org:micron)", "org:samsung PARA chips", NULL};
    expect_matches("names", &b, yes, no);
}

/* A star stands for the names of the archive that begin so: not for all names of whom it
 * means. */
static void test_begun_names(void **state)
{
    (void)state;
    static const brief both[] = {
        {.id = "known",
         .body = "Micron Technology said so. Angela Merkel and Japan did not. Joe Biden: Biden."},
        {.id = "x", .body = "shares of micron technology rose where merkel and joe biden were"}};
    static const char *const yes[] = {"shares NEAR/2 org:micr*",
                                      "org:MICRON* ADJ/1 rose",
                                      "rose PARA entity:(japa* OR micr*)",
                                      "\"of\" ADJ/1 org:zinc*,micr*",
                                      "person:joe* NEAR/1 were",
                                      "rose NEAR/2 person:merk*",
                                      NULL};
    static const char *const no[] = {"shares NEAR/1 org:micr*", "rose NEAR/9 person:angel*",
                                     "shares PARA place:micr*", "shares PARA org:zinc*", NULL};
    morgue_archive *a = fixture_archive("begun", config, both, 2);
    for (size_t i = 0; yes[i]; i++)
        expect_ids(a, yes[i], NULL, "x");
    for (size_t i = 0; no[i]; i++)
        expect_ids(a, no[i], NULL, "");
    expect_ids(a, "atleast/2(person:bide*)", NULL, "known");
    morgue_archive_free(a);
}

/* A sequence of characters reaches to its last one. */
static void test_ideograph_operands(void **state)
{
    (void)state;
    static const brief b = {.id = "x", .body = "中国 人民。美光科技"};
    static const char *const yes[] = {"中国 NEAR/1 人民", "中国 NEAR/1 人", "美光科技 SENTENCE 科",
                                      "first/2(中国)", NULL};
    static const char *const no[] = {"中国 NEAR/1 国", "美光 NEAR/1 光", "first/1(中国)", NULL};
    expect_matches("ideograph-operands", &b, yes, no);
}

/* What one question has found out is used by the next: parts of the archive that the first
 * did not ask about, another scope and another distance are told apart. */
static void test_asked_again(void **state)
{
    (void)state;
    static const brief b[] = {
        {.id = "a", .date = "2023-01-02", .title = "Oil prices", .body = "Nothing of it."},
        {.id = "b", .date = "2023-02-02", .title = "Fuel", .body = "Oil has its prices."},
        {.id = "c", .date = "2023-03-02", .title = "Fuel", .body = "Oil without prices."},
        {.id = "d", .date = "2023-04-02", .title = "Fuel", .body = "Prices of much else than oil."},
    };
    static const struct {
        const char *question;
        uint64_t count;
    } asked[] = {
        {"oil NEAR/3 prices date:2023-02", 1},
        {"oil NEAR/3 prices date:2023-02..2023-03", 2},
        {"oil NEAR/3 prices", 3},
        {"oil NEAR/3 prices", 3},
        {"-(oil NEAR/3 prices)", 1},
        {"oil NEAR/2 prices", 2},
        {"oil NEAR/5 prices", 4},
        {"prices ADJ/5 oil", 1},
        {"prices NEAR/5 oil", 4},
        {"body:(oil NEAR/3 prices)", 2},
        {"headline:(oil NEAR/3 prices)", 1},
        {"(oil NEAR/3 prices) OR (oil NEAR/5 prices)", 4},
        {"(oil NEAR/3 prices) -(oil NEAR/2 prices)", 1},
        {"oil NEAR/3 prices before:2023-03", 2},
    };
    morgue_archive *a = fixture_archive("again", config, b, 4);
    for (unsigned round = 0; round < 2; round++)
        for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
            morgue_search_options options = fixture_options();
            morgue_results *r = fixture_search(a, asked[i].question, &options);
            assert_int_equal(fixture_count(a, asked[i].question), asked[i].count);
            assert_int_equal(morgue_results_hit_count(r), asked[i].count);
            morgue_results_free(r);
        }
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headline_and_text),
        cmocka_unit_test(test_standfirst_and_body),
        cmocka_unit_test(test_overlapping_operands),
        cmocka_unit_test(test_distances),
        cmocka_unit_test(test_ideographs),
        cmocka_unit_test(test_stems_in_compounds),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_stems_in_fields),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_absence),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_beginning),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_begun_names),
        cmocka_unit_test(test_ideograph_operands),
        cmocka_unit_test(test_asked_again),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
