/* Where sentences and paragraphs end. */
#include "analyze_test.h"

/* The words' sentence numbers, a digit each; "|" where a paragraph starts. */
static void show_sentences(const token_list *list, strbuf *out)
{
    uint32_t paragraph = 0;
    strbuf_clear(out);
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        if (t->alternate)
            continue;
        if (t->paragraph != paragraph)
            strbuf_char(out, '|');
        paragraph = t->paragraph;
        strbuf_char(out, (char)('0' + t->sentence));
    }
    strbuf_char(out, '\0');
}

static const example examples[] = {
    {"It rains. He stays.", "0011"},
    {"It rains. he stays.", "0000"},
    {"Really? Yes! No… Fine", "0123"},
    {"He said \"No.\" Then he left", "000111"},
    {"(It rains.) He stays", "0011"},
    {"a 3.5 percent", "000"},
    {"end.The next", "000"},
    {"Profit fell. 20 people left", "00111"},
    {"in the U.S. The bank", "00011"},
    {"the U.S. Treasury said", "0000"},
    {"in the U.S.\" The bank", "00011"},
    {"the U.S.? Treasury", "001"},
    {"Mr. Jones met Dr. Wu. They left", "0000011"},
    {"Micron Technology Inc. The firm", "00011"},
    {"Micron Inc. Chief Mehrotra", "0000"},
    {"by J. P. Morgan on Jan. 5 in No. 10. No. They", "000000000012"},
    {"than I. Then", "001"},
    {"he had a co. Then", "00001"},
    {"one\ntwo\n\nThree\n \t\nfour", "00|1|2"},
    {"\n\n\n\none\r\n\r\ntwo", "0|1"},
    {"中国。美国", "0011"},
    {"Это так. Он ушёл. Да", "00112"},
    {"यह है। वह", "001"},
    {"ماذا؟ نعم", "01"},
};

static void test_sentences(void **unused)
{
    (void)unused;
    analyzer *a = NULL;
    token_list list = {0};
    strbuf shown = {0};
    assert_int_equal(analyzer_new(&a, STR("en"), NULL), MORGUE_OK);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        assert_int_equal(analyze(a, str_of(examples[i].text), &list, NULL), MORGUE_OK);
        show_sentences(&list, &shown);
        if (strcmp(shown.ptr, examples[i].tokens) != 0)
            print_error("text: %s\n", examples[i].text);
        assert_string_equal(shown.ptr, examples[i].tokens);
        assert_int_equal(list.sentences, list.tokens[list.count - 1].sentence + 1);
        assert_int_equal(list.paragraphs, list.tokens[list.count - 1].paragraph + 1);
    }
    strbuf_free(&shown);
    token_list_free(&list);
    analyzer_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sentences)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
