/* Names in text: longest first, capitals, suffixes, hyphens, scripts. */
#include "entities_help.h"

static const char list[] =
    "  - {kind: org, name: Micron Technology, aliases: [Micron, 美光科技], tickers: [MU]}\n"
    "  - {kind: org, name: Bank of China}\n"
    "  - {kind: org, name: WHO}\n"
    "  - {kind: org, name: eBay}\n"
    "  - {kind: org, name: Target Corporation, aliases: [Target Stores], common: [Target]}\n"
    "  - {kind: org, name: Acme Holdings Inc}\n"
    "  - {kind: org, name: Gap Inc}\n"
    "  - {kind: place, name: United States, aliases: [US, U.S.], nationality: [American]}\n"
    "  - {kind: place, name: China, aliases: [People's Republic of China, 中国], "
    "nationality: [Chinese]}\n"
    "  - {kind: place, name: Beijing, aliases: [北京], country: China}\n"
    "  - {kind: place, name: Turkey, common: [Turkey]}\n"
    "  - {kind: place, name: St. Louis}\n"
    "  - {kind: place, name: Washington, aliases: [\"Washington, D.C.\"]}\n"
    "  - {kind: place, name: Kyiv}\n"
    "  - {kind: person, name: Xi Jinping, aliases: [习近平]}\n";

static void the_longest_name_wins(void **state)
{
    (void)state;
    expect(list, "The Bank of China is in China.",
           "org:bank of china=Bank of China; "
           "place:china=China");
    expect(list, "The Bank of Chinese letters.", "place:chinese~=Chinese");
    expect(list, "In the People's Republic of China today.",
           "place:people republic of china=People's Republic of China");
}

static void without_names_there_are_none(void **state)
{
    (void)state;
    static const char none[] = "  []\n";
    alias_table *table = TABLE(none);
    expect_in(table, "Micron in China", "Bank of China, Micron Inc. and China", "");
    alias_table_free(table);
}

static void names_need_their_capitals(void **state)
{
    (void)state;
    expect(list, "She bought fine china and read about micron filters.", "");
    expect(list, "She read about Micron filters.", "org:micron=Micron");
    expect(list, "The one who knows. Who knows? The WHO knows.", "org:who=WHO");
    expect(list, "He sold it on eBay, she on ebay.", "org:ebay=eBay; org:ebay=ebay");
}

static void possessives_are_no_part(void **state)
{
    (void)state;
    expect(list, "China's exports to Micron’s plants", "place:china=China; org:micron=Micron");
}

static void the_country_us_is_not_the_word_us(void **state)
{
    (void)state;
    expect(list, "The U.S. told us that US exports rose.", "place:u.s.=U.S.; place:u.s.=US");
}

static void suffixes_are_in_the_span_only(void **state)
{
    (void)state;
    expect(list, "Micron Technology, Inc. rose. Micron Corp fell.",
           "org:micron technology=Micron Technology, Inc; org:micron=Micron Corp");
    expect(list, "Micron Co., Ltd. and Micron plc",
           "org:micron=Micron Co., Ltd; "
           "org:micron=Micron plc");
    expect(list, "Micron Se is, China Inc is", "org:micron=Micron Se; place:china=China");
    expect(list, "Acme Holdings grew", "org:acme holdings=Acme Holdings");
}

static void nationalities_are_marked(void **state)
{
    (void)state;
    expect(list, "Two Chinese firms and three Americans",
           "place:chinese~=Chinese; "
           "place:americans~=Americans");
}

static void hyphens_join_and_split(void **state)
{
    (void)state;
    expect(list, "A Beijing-based firm in US-China talks",
           "place:beijing~=Beijing; "
           "place:u.s.=US; place:china=China");
    expect(list, "The China-friendly plan", "place:china~=China");
}

static void scripts_without_spaces_match_by_character(void **state)
{
    (void)state;
    expect(list, "习近平在北京会见美光科技代表。",
           "person:习 近 平=习近平; place:北 京=北京; "
           "org:美 光 科 技=美光科技");
}

static void tickers_are_names(void **state)
{
    (void)state;
    expect(list, "Buy $MU now, not MU.", "org:$mu=$MU");
}

static void punctuation_ends_a_name(void **state)
{
    (void)state;
    expect(list, "To the Bank, of China", "place:china=China");
    expect(list, "A bank (Bank) of China", "place:china=China");
    expect(list, "On the Bank.\n\nOf China", "place:china=China");
    expect(list, "He is in St. Louis now", "place:st louis=St. Louis");
    expect(list, "He is in Washington, D.C. now", "place:washington d.c.=Washington, D.C.");
    expect(list, "The Bank\nof China", "org:bank of china=Bank\nof China");
}

static void ordinary_words_need_a_longer_name(void **state)
{
    (void)state;
    expect(list, "Target prices rose. The Target was met.", "");
    expect(list, "Target Stores fell. Later Target rose.",
           "org:target stores=Target Stores; "
           "org:target=Target");
    expect(list, "Then Target rose. Target Corp said so.",
           "org:target=Target; "
           "org:target=Target Corp");
    expect(list, "Talking Turkey", "");
}

static void one_word_before_a_suffix_needs_it_once(void **state)
{
    (void)state;
    expect(list, "Mind the Gap.", "");
    expect(list, "Shares of Gap Inc rose. Gap said so.", "org:gap=Gap Inc; org:gap=Gap");
}

static void the_title_gives_evidence_for_the_body(void **state)
{
    (void)state;
    alias_table *t = TABLE(list);
    expect_in(t, "Target Corp cuts outlook", "Sales at Target fell.",
              "org:target=Target Corp; org:target=Target");
    expect_in(t, "Target cuts outlook", "Sales at Target Corp fell.",
              "org:target=Target; org:target=Target Corp");
    alias_table_free(t);
}

static void without_capitals_only_long_words_are_names(void **state)
{
    (void)state;
    expect(list, "XI JINPING IN BEIJING: WHO WILL BUY MICRON FROM CHINA",
           "person:xi jinping=XI JINPING; place:beijing=BEIJING; org:micron=MICRON; "
           "place:china=CHINA");
    expect(list, "xi jinping talks in beijing about who will sell",
           "person:xi jinping=xi jinping; "
           "place:beijing=beijing");
}

static void a_name_in_capitals_is_found(void **state)
{
    (void)state;
    expect(list, "The firm MICRON TECHNOLOGY INC rose a bit in early trade today",
           "org:micron technology=MICRON TECHNOLOGY INC");
}

static void accents_do_not_matter(void **state)
{
    (void)state;
    alias_table *t = TABLE("  - {kind: place, name: Zürich}\n");
    expect_in(t, "", "From Zurich to Zürich", "place:zurich=Zurich; place:zurich=Zürich");
    alias_table_free(t);
}

/* An ignored name is stored all the same: taking the "ignore" away again must
 * not need the articles to be indexed anew. */
static void ignored_names_are_found_and_denied_are_not(void **state)
{
    (void)state;
    alias_table *t = TABLE(list, "  - {kind: org, name: Bank of China, ignore: true}\n"
                                 "  - {kind: org, name: Micron Technology, not: [Micron]}\n");
    expect_in(t, "", "The Bank of China lends to Micron, says Micron Technology. Micron agrees.",
              "org:bank of china=Bank of China; org:micron technology=Micron Technology");
    alias_table_free(t);
}

static void nothing_is_found_in_nothing(void **state)
{
    (void)state;
    expect(list, "", "");
    alias_table *t;
    assert_int_equal(alias_table_new(&t, NULL), MORGUE_OK);
    expect_in(t, "Micron", "China and the Bank of China", "");
    recogniser *r;
    mention_list lists[2] = {{0}, {0}};
    assert_int_equal(recogniser_new(&r, t, NULL), MORGUE_OK);
    assert_int_equal(recognise(r, (morgue_str){NULL, 0}, NULL, (morgue_str){NULL, 0}, NULL,
                               &lists[0], &lists[1], NULL),
                     MORGUE_OK);
    assert_int_equal(lists[0].count + lists[1].count, 0);
    mention_list_free(&lists[0]);
    mention_list_free(&lists[1]);
    recogniser_free(r);
    recogniser_free(NULL);
    alias_table_free(t);
}

/* The tokens of a mention are those of its bytes, alternates included. */
static void spans_agree_with_tokens(void **state)
{
    (void)state;
    alias_table *t = TABLE(list);
    analyzer *a = english();
    recogniser *r;
    token_list tokens = {0}, none = {0};
    mention_list found = {0}, empty = {0};
    morgue_str body = STR("A Beijing-based unit of Micron Technology Inc. met 习近平 in US-China "
                          "talks.");
    assert_int_equal(recogniser_new(&r, t, NULL), MORGUE_OK);
    assert_int_equal(analyze(a, body, &tokens, NULL), MORGUE_OK);
    assert_int_equal(
        recognise(r, (morgue_str){NULL, 0}, &none, body, &tokens, &empty, &found, NULL), MORGUE_OK);
    assert_int_equal(found.count, 5);
    for (size_t i = 0; i < found.count; i++) {
        const mention *m = &found.mentions[i];
        assert_true(m->count > 0 && m->first + m->count <= tokens.count);
        assert_int_equal(tokens.tokens[m->first].from, m->from);
        assert_false(tokens.tokens[m->first].alternate);
        if (m->first + m->count < tokens.count)
            assert_true(tokens.tokens[m->first + m->count].from >= m->to);
        assert_true(i == 0 || m->from >= found.mentions[i - 1].to);
    }
    mention_list_free(&found);
    mention_list_free(&empty);
    token_list_free(&tokens);
    recogniser_free(r);
    analyzer_free(a);
    alias_table_free(t);
}

static void the_same_text_gives_the_same_mentions(void **state)
{
    (void)state;
    const char *body = "Micron and Bank of China met in Washington, D.C. Target Corp did not.";
    alias_table *t = TABLE(list);
    strbuf once = mentions_in(t, "Micron in China", body);
    for (int i = 0; i < 5; i++)
        expect_in(t, "Micron in China", body, once.ptr);
    strbuf_free(&once);
    alias_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_name_wins),
        cmocka_unit_test(without_names_there_are_none),
        cmocka_unit_test(names_need_their_capitals),
        cmocka_unit_test(possessives_are_no_part),
        cmocka_unit_test(the_country_us_is_not_the_word_us),
        cmocka_unit_test(suffixes_are_in_the_span_only),
        cmocka_unit_test(nationalities_are_marked),
        cmocka_unit_test(hyphens_join_and_split),
        cmocka_unit_test(scripts_without_spaces_match_by_character),
        cmocka_unit_test(tickers_are_names),
        cmocka_unit_test(punctuation_ends_a_name),
        cmocka_unit_test(ordinary_words_need_a_longer_name),
        cmocka_unit_test(one_word_before_a_suffix_needs_it_once),
        cmocka_unit_test(the_title_gives_evidence_for_the_body),
        cmocka_unit_test(without_capitals_only_long_words_are_names),
        cmocka_unit_test(a_name_in_capitals_is_found),
        cmocka_unit_test(accents_do_not_matter),
        cmocka_unit_test(ignored_names_are_found_and_denied_are_not),
        cmocka_unit_test(nothing_is_found_in_nothing),
        cmocka_unit_test(spans_agree_with_tokens),
        cmocka_unit_test(the_same_text_gives_the_same_mentions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
