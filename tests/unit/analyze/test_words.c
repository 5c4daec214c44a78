/* Where words begin and end, and which tokens they become: English news. */
#include "analyze_test.h"

static void test_plain(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"", ""},
        {" \n .,;- ", ""},
        {"Micron falls", "micron/w falls/w"},
        {"the end.", "the/w end/w"},
        {"end.The", "end/w the/w"},
        {"(a) \"b\" 'c'", "a/w b/w c/w"},
        {"5G 10th 2Q10 3D", "5g/w 10th/w 2q10/w 3d/w"},
        {"http://www.example.com/a?b=1", "http/w www/w example/w com/w a/w b/w 1/n"},
        {"jo@example.org @handle #tag", "jo/w example/w org/w handle/w tag/w"},
        {"snake_case _edge_", "snake_case/w edge/w"},
        {"boys' 'tis", "boys/w tis/w"},
    };
    CHECK_EXAMPLES(examples, "en");
}

static void test_acronyms(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"in the U.S. The", "in/w the/w u.s./a the/w"},
        {"U.S.-based", "u.s./a based/w"},
        {"the U.S.'s plan", "the/w u.s./a' plan/w"},
        {"U.S.A. and N.A.T.O.", "usa/w and/w nato/w"},
        {"(U.S)", "u.s./a"},
        {"U.S.'s's's", "u.s./a' s/w'"},
        {"U.S.Treasury", "u.s./a treasury/w"},
        {"in D.C. today", "in/w d.c./a +dc/w today/w"},
        {"5 p.m. EST", "5/n p.m./a +pm/w est/w"},
        {"i.e. no a.b c", "i.e./a +ie/w no/w a/w b/w c/w"},
        {"J. Smith", "j/w smith/w"},
        {"В С.Ш.А. были", "в/w сша/w были/w"},
    };
    CHECK_EXAMPLES(examples, "en");
}

static void test_countries(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"US tells us", "u.s./a +us/w tells/w us/w"},
        {"the UK, EU and UN", "the/w u.k./a +uk/w e.u./a +eu/w and/w u.n./a +un/w"},
        {"the UK's US-led", "the/w u.k./a' +uk/w u.s./a +us/w led/w"},
        {"TELL US NOW", "tell/w us/w now/w"},
        {"TELL US\n\nthe US", "tell/w us/w the/w u.s./a +us/w"},
        {"the US\n \nTELL US", "the/w u.s./a +us/w tell/w us/w"},
        {"USB DC Us", "usb/w dc/w us/w"},
    };
    CHECK_EXAMPLES(examples, "en");
}

static void test_symbols(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"$MU rose", "$mu/t rose/w"},
        {"$BRK.B. $MU's", "$brk.b/t $mu/t'"},
        {"$700 $mu $TOOLONG US$5", "700/n mu/w toolong/w u.s./a +us/w 5/n"},
        {"$MU5 $M2", "mu5/w m2/w"},
        {"AT&T and S&P's R&D", "at&t/j and/w s&p/j' r&d/j"},
        {"PG&E Johnson&Johnson a&", "pg&e/j johnson/w johnson/w a/w"},
        {"C++ C# F# D# c++11", "c++/j c#/j f#/j d/w c/w 11/n"},
    };
    CHECK_EXAMPLES(examples, "en");
}

static void test_numbers(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"10,000 1,234,567.89", "10000/n 1234567.89/n"},
        {"1,50,000 1,5 1,2345 12,34,56", "150000/n 1,5/n 1,2345/n 12,34,56/n"},
        {"1,00,000,000 0,000", "1,00,000,000/n 0000/n"},
        {"3.5% 50%, 3.5.", "3.5%/n +3.5/n 50%/n +50/n 3.5/n"},
        {"10,000% 3.5bn 10,000km", "10000%/n +10000/n 3.5bn/w 10000km/w"},
        {"1.000.000 2023-05-21", "1.000.000/n 2023/n 05/n 21/n"},
        {"½ x² CO₂", "x/w co2/w"},
        {"５０％ １０，０００", "50%/n +50/n 10000/n"},
    };
    CHECK_EXAMPLES(examples, "en");
}

static void test_compounds(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"COVID-19", "covid/w +covid19/c 19/n"},
        {"F-35s G-7", "f/w +f35s/c 35s/w g/w +g7/c 7/n"},
        {"well-known e-mail", "well/w +wellknown/c known/w e/w +email/c mail/w"},
        {"mother-in-law's", "mother/w +motherinlaw/c in/w law/w'"},
        {"a-b-c-d", "a/w +abcd/c b/w c/w d/w"},
        {"a-b-c-d-e", "a/w b/w c/w d/w e/w"},
        {"word -- word- -word", "word/w word/w word/w"},
        {"10-year 5-10", "10/n +10year/c year/w 5/n 10/n"},
        {"abcdefghijklmnopqrst-abcdefghijklmnopqrst", /* 40 bytes */
         "abcdefghijklmnopqrst/w +abcdefghijklmnopqrstabcdefghijklmnopqrst/c "
         "abcdefghijklmnopqrst/w"},
        {"abcdefghijklmnopqrst-abcdefghijklmnopqrstu",
         "abcdefghijklmnopqrst/w abcdefghijklmnopqrstu/w"},
        {"São‑Paulo", "sao/w:são +saopaulo/c paulo/w"},
    };
    CHECK_EXAMPLES(examples, "en");
}

static void test_apostrophes(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"China's China’s CHINA'S", "china/w' china/w' china/w'"},
        {"don't don’t O’Neill", "don't/w don't/w o'neill/w"},
        {"l’Europe qu'il d'Artagnan", "europe/w il/w artagnan/w"},
        {"l'été d’Élysée’s", "ete/w:été elysee/w:élysée'"},
        {"it's", "it/w'"},
    };
    CHECK_EXAMPLES(examples, "en");
}

static void test_question(void **unused)
{
    (void)unused;
    analyzer *a = NULL;
    token_list list = {0};
    assert_int_equal(analyzer_new(&a, STR("en"), NULL), MORGUE_OK);
    assert_int_equal(analyze_question(a, STR("US"), &list, NULL), MORGUE_OK);
    assert_int_equal(list.tokens[0].kind, TOKEN_ACRONYM);
    assert_true(str_is(list.tokens[0].norm, "u.s."));
    assert_int_equal(analyze(a, STR("US"), &list, NULL), MORGUE_OK);
    assert_int_equal(list.tokens[0].kind, TOKEN_WORD);
    assert_int_equal(analyze_question(a, STR("us"), &list, NULL), MORGUE_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.tokens[0].kind, TOKEN_WORD);
    token_list_free(&list);
    analyzer_free(a);
}

typedef struct place {
    uint32_t from, to, position;
    bool alternate, capital, allcaps;
} place;

static void test_capitals(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        bool capital, allcaps;
    } words[] = {
        {"CHINA's", true, true},  {"CHINA'S", true, true},  {"l'ONU", true, true},
        {"China's", true, false}, {"iPhone", false, false}, {"A", true, false},
        {"MI6", true, true},      {"ÉTÉ", true, true},      {"Été", true, false},
        {"l'été", false, false},  {"中", true, false},      {"أحمد", true, false},
        {"42", false, false},     {"U.S.A.", true, true},   {"p.m.", false, false},
    };
    analyzer *a = NULL;
    token_list list = {0};
    assert_int_equal(analyzer_new(&a, STR("en"), NULL), MORGUE_OK);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_int_equal(analyze(a, str_of(words[i].text), &list, NULL), MORGUE_OK);
        if (list.tokens[0].capital != words[i].capital ||
            list.tokens[0].allcaps != words[i].allcaps)
            print_error("text: %s\n", words[i].text);
        assert_int_equal(list.tokens[0].capital, words[i].capital);
        assert_int_equal(list.tokens[0].allcaps, words[i].allcaps);
    }
    token_list_free(&list);
    analyzer_free(a);
}

static void test_places(void **unused)
{
    (void)unused;
    /*                 0         1         2         3         4  */
    /*                 0123456789012345678901234567890123456789012 */
    morgue_str text = STR("COVID-19 hit China's U.S. arm 'd’Or' 3.5%.");
    static const place places[] = {
        {0, 5, 0, false, true, true},     {0, 8, 0, true, true, true},
        {6, 8, 1, false, false, false},   {9, 12, 2, false, false, false},
        {13, 18, 3, false, true, false},  {21, 25, 4, false, true, true},
        {26, 29, 5, false, false, false}, {35, 37, 6, false, true, false},
        {39, 43, 7, false, false, false}, {39, 43, 7, true, false, false},
    };
    analyzer *a = NULL;
    token_list list = {0};
    assert_int_equal(analyzer_new(&a, STR("en"), NULL), MORGUE_OK);
    assert_int_equal(analyze(a, text, &list, NULL), MORGUE_OK);
    assert_int_equal(list.count, sizeof places / sizeof *places);
    for (size_t i = 0; i < list.count; i++) {
        const token *t = &list.tokens[i];
        assert_int_equal(t->from, places[i].from);
        assert_int_equal(t->to, places[i].to);
        assert_int_equal(t->position, places[i].position);
        assert_int_equal(t->alternate, places[i].alternate);
        assert_int_equal(t->capital, places[i].capital);
        assert_int_equal(t->allcaps, places[i].allcaps);
    }
    token_list_free(&list);
    analyzer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),       cmocka_unit_test(test_acronyms),
        cmocka_unit_test(test_countries),   cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_numbers),     cmocka_unit_test(test_compounds),
        cmocka_unit_test(test_apostrophes), cmocka_unit_test(test_question),
        cmocka_unit_test(test_capitals),    cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
