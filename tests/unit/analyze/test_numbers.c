/* Numbers of words: the same for the same word, through growth, until forgotten. */
#include "analyze_test.h"

#include <stdlib.h>

static analyzer *words_of(const char *language)
{
    analyzer *a;
    morgue_error error;
    if (analyzer_new(&a, str_of(language), &error))
        fail_msg("%s", error.message);
    return a;
}

static void read_text(analyzer *a, morgue_str text, token_list *list)
{
    assert_int_equal(analyze(a, text, list, NULL), MORGUE_OK);
}

static void test_same_number_same_word(void **state)
{
    (void)state;
    analyzer *a = words_of("en");
    token_list list = {0}, again = {0};
    read_text(a,
              STR("Companies met the U.S. company's companies, 10,000 of 10000, COMPANIES. "
                  "Internationalisation meets internationalisations, R\xc3\xa9union reunion"),
              &list);
    read_text(a, STR("companies"), &again);
    unsigned companies = 0;
    for (size_t i = 0; i < list.count; i++) {
        const token *x = &list.tokens[i];
        assert_true(x->word > 0 && x->word <= ANALYZER_WORDS);
        companies += x->word == again.tokens[0].word;
        for (size_t k = 0; k < i; k++) {
            const token *y = &list.tokens[k];
            assert_int_equal(x->word == y->word, str_equal(x->norm, y->norm));
            assert_true(x->word != y->word || str_equal(x->stem, y->stem));
        }
    }
    assert_int_equal(companies, 3);
    token_list_free(&list);
    token_list_free(&again);
    analyzer_free(a);
}

/* Words of each length around what the table holds itself, alike but for one
 * byte; every stem is what an analyzer says that has seen nothing else. */
static void test_lengths(void **state)
{
    (void)state;
    analyzer *a = words_of("en");
    token_list list = {0}, fresh = {0};
    strbuf text = {0};
    for (unsigned n = 1; n <= 40; n++)
        for (unsigned at = 0; at < n; at++) {
            for (unsigned i = 0; i < n; i++)
                strbuf_char(&text, i == at ? 'q' : 'e');
            strbuf_text(&text, n > 3 && at == 0 ? "ations " : " ");
        }
    read_text(a, strbuf_view(&text), &list);
    read_text(a, strbuf_view(&text), &list); /* this time from memory */
    for (size_t i = 0; i < list.count; i++) {
        for (size_t k = 0; k < i; k++)
            assert_int_equal(list.tokens[i].word == list.tokens[k].word,
                             str_equal(list.tokens[i].norm, list.tokens[k].norm));
        if (i % 40)
            continue;
        analyzer *b = words_of("en");
        read_text(b, list.tokens[i].norm, &fresh);
        assert_true(str_equal(fresh.tokens[0].stem, list.tokens[i].stem));
        analyzer_free(b);
    }
    strbuf_free(&text);
    token_list_free(&list);
    token_list_free(&fresh);
    analyzer_free(a);
}

static void many_words(unsigned from, unsigned count, strbuf *out)
{
    strbuf_clear(out);
    for (unsigned i = from; i < from + count; i++)
        strbuf_printf(out, "w%uings ", i);
}

/* At the limit a word has its number, beyond it none, and its stem all the same;
 * the next text begins anew. */
static void test_forgetting(void **state)
{
    (void)state;
    analyzer *a = words_of("en");
    token_list list = {0};
    strbuf text = {0};
    uint32_t first = analyzer_generation(a);
    many_words(0, ANALYZER_WORDS - 1, &text);
    strbuf_text(&text, "bans banned chips ");
    read_text(a, strbuf_view(&text), &list);
    assert_int_equal(analyzer_generation(a), first);
    assert_int_equal(list.count, ANALYZER_WORDS + 2);
    assert_int_equal(list.tokens[0].word, 1);
    assert_int_equal(list.tokens[ANALYZER_WORDS - 1].word, ANALYZER_WORDS);
    for (size_t i = ANALYZER_WORDS; i < list.count; i++)
        assert_int_equal(list.tokens[i].word, 0);
    assert_true(str_is(list.tokens[ANALYZER_WORDS].stem, "ban"));
    assert_true(str_is(list.tokens[ANALYZER_WORDS + 1].stem, "chip"));
    read_text(a, STR("chips banned"), &list);
    assert_int_equal(analyzer_generation(a), first + 1);
    assert_int_equal(list.tokens[0].word, 1);
    assert_int_equal(list.tokens[1].word, 2);
    assert_true(str_is(list.tokens[0].stem, "chip"));
    strbuf_free(&text);
    token_list_free(&list);
    analyzer_free(a);
}

/* Without a stemmer words have numbers too. */
static void test_no_language(void **state)
{
    (void)state;
    analyzer *a = words_of("none");
    token_list list = {0};
    read_text(a, STR("chips chips chip"), &list);
    assert_int_equal(list.tokens[0].word, 1);
    assert_int_equal(list.tokens[1].word, 1);
    assert_int_equal(list.tokens[2].word, 2);
    assert_int_equal(list.tokens[0].stem.len, 0);
    token_list_free(&list);
    analyzer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_number_same_word),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_forgetting),
        cmocka_unit_test(test_no_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
