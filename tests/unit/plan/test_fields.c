/* Names before a colon, and what the values behind them become. */
#include "show.h"

static void test_texts(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"chips", "~chip"},
        {"headline:chips", "headline:~chip"},
        {"title:chips", "headline:~chip"},
        {"lede:chips", "lede:~chip"},
        {"body:chips", "body:~chip"},
        /* names are not stemmed */
        {"byline:Williams", "byline:williams"},
        {"author:Williams", "byline:williams"},
        {"section:Markets", "section:markets"},
        {"desk:Markets", "desk:markets"},
        {"DESK:Markets", "desk:markets"},
        {"headline:(chips OR \"wind farms\")",
         "(or headline:~chip headline:(phrase headline:wind headline:farms))"},
        {"headline:chips,bans", "(or headline:~chip headline:~ban)"},
    };
    EXPECT_PLANS(rows);
}

static void test_values(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"tag:Economy", "tag='economy'"},
        {"tag:\"Oil  Prices\"", "tag='oil prices'"},
        {"tag:Oil-Prices", "tag='oil prices'"},
        {"tag:caf\xc3\xa9", "tag='cafe'"},
        {"tag:+++", "tag='+++'"},
        {"lang:EN", "lang='en'"},
        {"lang:zh_Hant", "lang='zh-hant'"},
        {"id:Mixed_Case", "id='Mixed_Case'"},
        {"url:https://example.org/A", "url='https://example.org/A'"},
        {"ref:\"AB 12\"", "ref='ab 12'"},
        {"ticker:MU", "ticker'MU'"},
        {"ticker:$mu", "ticker'mu'"},
        {"tag:a,b", "(or tag='a' tag='b')"},
    };
    EXPECT_PLANS(rows);
}

static void test_sources(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"source:Reuters", "(or source:reuters host='reuters')"},
        {"site:WWW.Example.org",
         "(or source:(phrase source:www source:example source:org) host='example.org')"},
        {"site:my_paper.example.org",
         "(or source:(phrase source:my_paper source:example source:org) "
         "host='my_paper.example.org')"},
        {"source:reut*", "(or source:reut* host=reut*)"},
    };
    EXPECT_PLANS(rows);
}

static void test_entities(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"org:Micron", "org'micron'"},
        {"person:\"Xi Jinping\"", "person'xi jinping'"},
        {"place:Z\xc3\xbcrich", "place'zurich'"},
        /* capitals alone are the country, as in the alias table */
        {"place:US", "place'u.s.'"},
        {"place:U.S.", "place'u.s.'"},
        {"entity:China", "entity'china'"},
        {"about:China", "about'china'"},
        {"org:micr*", "orgentity=micr*"},
    };
    EXPECT_PLANS(rows);
}

static void test_has(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"headline:*", "has(headline)"},
        {"title:*", "has(headline)"},
        {"body:*", "has(body)"},
        {"date:*", "has(date)"},
        {"-date:*", "(not has(date))"},
        {"tag:*", "has(tag)"},
        {"desk:*", "has(desk)"},
        {"person:*", "has(person)"},
        {"entity:*", "(or has(person) has(org) has(place))"},
        /* every article has a number of words */
        {"wc:*", "*"},
        /* in a group too the star is the field's */
        {"tag:(economy OR *)", "(or tag='economy' has(tag))"},
        {"tag:economy,*", "(or tag='economy' has(tag))"},
        {"* economy", "(and * ~economi)"},
    };
    EXPECT_PLANS(rows);
}

static void test_ranges(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"wc:>500", "wc[501..]"},
        {"wc:200..800", "wc[200..800]"},
        {"after:2023-05", "date[1682899200..]"},
        {"date:1969-12-31", "date[-86400..-1]"},
        {"-(date:2023 x)", "(not (and date[1672531200..1704067199] ~x))"},
    };
    EXPECT_PLANS(rows);
}

static bool dated(const char *text)
{
    plan *p;
    morgue_error err = {0};
    if (show_make(&p, text, &err))
        fail_msg("%s", err.message);
    bool result = p->dated;
    plan_free(p);
    return result;
}

static void test_dated(void **state)
{
    (void)state;
    assert_true(dated("a -(b after:2023)"));
    assert_true(dated("query:recent"));
    assert_false(dated("date:* wc:>5"));
    assert_false(dated("query:chips"));
}

static void test_unknown(void **state)
{
    (void)state;
    expect_refusal("headlin:china", MORGUE_QUERY, 0, 7, "did you mean 'headline:'");
    expect_refusal("china datee:2023", MORGUE_QUERY, 6, 11, "did you mean 'date:'");
    /* of a built-in and a declared name the nearer one */
    expect_refusal("a OR desc:x", MORGUE_QUERY, 5, 9, "did you mean 'desk:'");
    expect_refusal("priorit:1", MORGUE_QUERY, 0, 7, "did you mean 'priority:'");
    expect_refusal("Priorit:1", MORGUE_QUERY, 0, 7, "did you mean 'priority:'");
    expect_refusal("zzzzzzzzz:x", MORGUE_QUERY, 0, 9, "lists the fields");
    /* two edits make any short name of any other */
    expect_refusal("qq:x", MORGUE_QUERY, 0, 2, "lists the fields");
    expect_refusal("rex:x", MORGUE_QUERY, 0, 3, "did you mean 'ref:'");
    expect_refusal(
        "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq:x",
        MORGUE_QUERY, 0, 81, "unknown field");
}

static void test_refused_values(void **state)
{
    (void)state;
    expect_refusal("headline:!!!", MORGUE_QUERY, 9, 12, "no letters or digits");
    expect_refusal("a ++", MORGUE_QUERY, 2, 4, "no letters or digits");
    expect_refusal("x ticker:MUX*", MORGUE_QUERY, 9, 13, "asked whole");
    /* not the same as any organisation */
    expect_refusal("x ticker:*", MORGUE_QUERY, 2, 10, "ticker:MU");
    /* nor is a mention what an article is about */
    expect_refusal("about:*", MORGUE_QUERY, 0, 7, "entity:*");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_has),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_dated),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_refused_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
