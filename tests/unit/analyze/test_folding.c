/* Accents, letters of many scripts, and scripts without spaces. */
#include "analyze_test.h"

static void test_latin(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"Zürich café ÉCOLE", "zurich/w:zürich cafe/w:café ecole/w:école"},
        {"Zu\xcc\x88rich", "zurich/w:zürich"}, /* the same in two characters */
        {"Øresund Łódź đồng", "oresund/w:øresund lodz/w:łódź dong/w:đồng"},
        {"Straße GROẞ æon œuvre", "strasse/w:straße gross/w:groß aeon/w:æon oeuvre/w:œuvre"},
        {"Erdoğan ısı İzmir", "erdogan/w:erdoğan isi/w:ısı izmir/w:i̇zmir"},
        {"Þór Sigurðsson", "thor/w:þór sigurdsson/w:sigurðsson"},
        {"ＵＳＢ ﬁnance", "usb/w finance/w"},
        {"col·lecció paraŀlel", "colleccio/w:collecció parallel/w"},
        {"co\xc2\xad"
         "operate",
         "cooperate/w"},
    };
    CHECK_EXAMPLES(examples, "en");
}

static void test_alphabets(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"Москва ещё ВОЙНА́ мой", "москва/w еще/w:ещё война/w:война́ мой/w"},
        {"Αθήνα λόγος", "αθηνα/w:αθήνα λογοσ/w:λόγος"},
        {"الْعَرَبِيَّة أحمد آل إلى", "العربية/w:الْعَرَبِيَّة احمد/w:أحمد ال/w:آل الى/w:إلى"},
        {"العـــربية مسؤول ٢٠٢٣", "العربية/w مسؤول/w 2023/n"},
        {"שָׁלוֹם צה״ל", "שלום/w:שָׁלוֹם צהל/w"},
        {"हिन्दी में १२", "हिन्दी/w में/w 12/n"},
        {"می‌خواهم", "میخواهم/w"},
        {"Հայաստան", "հայաստան/w"},
    };
    CHECK_EXAMPLES(examples, "en");
}

static void test_without_spaces(void **unused)
{
    (void)unused;
    static const example examples[] = {
        {"中国", "中/i +中国/i 国/i"},
        {"2023年5月", "2023/n 年/i 5/n 月/i"},
        {"美光MU公司", "美/i +美光/i 光/i mu/w 公/i +公司/i 司/i"},
        {"中，国", "中/i 国/i"},
        {"がぎ", "が/i +がぎ/i ぎ/i"},
        {"か\xe3\x82\x99", "が/i"}, /* dakuten as a mark of its own */
        {"ﾀﾞﾒ", "ダ/i +ダメ/i メ/i"},
        {"サーバ", "サ/i +サー/i ー/i +ーバ/i バ/i"},
        {"한국 말", "한/i +한국/i 국/i 말/i"},
        {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한/i"}, /* in three jamo */
        {"ไทย", "ไ/i +ไท/i ท/i +ทย/i ย/i"},
        {"น้ำ", "น้/i +น้ำ/i ำ/i"},
    };
    CHECK_EXAMPLES(examples, "en");
}

typedef struct stem_example {
    const char *language, *word, *stem;
} stem_example;

static void test_stems(void **unused)
{
    (void)unused;
    static const stem_example examples[] = {
        {"en", "restrictions", "restrict"},
        {"en", "Companies", "compani"},
        {"en", "universities's", "univers"},
        {"en", "don't", ""},
        {"en", "covid19", ""},
        {"en", "3.5", ""},
        {"en", "AT&T", ""},
        {"en", "中", ""},
        {"en", "Россией", "росс"},
        {"en", "ещё", "ещ"},
        {"de", "Häuser", "haus"},
        {"de", "Hauser", "haus"},
        {"fr", "mangés", "mang"},
        {"fr", "continuellement", "continuel"},
        {"none", "restrictions", ""},
        {"none", "Россией", ""},
        {"ru", "restrictions", ""},
    };
    token_list list = {0};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        analyzer *a = NULL;
        assert_int_equal(analyzer_new(&a, str_of(examples[i].language), NULL), MORGUE_OK);
        for (int twice = 0; twice < 2; twice++) { /* computed, then remembered */
            assert_int_equal(analyze(a, str_of(examples[i].word), &list, NULL), MORGUE_OK);
            char stem[64] = "";
            memcpy(stem, list.tokens[0].stem.len ? list.tokens[0].stem.ptr : "",
                   list.tokens[0].stem.len);
            assert_string_equal(stem, examples[i].stem);
        }
        analyzer_free(a);
    }
    token_list_free(&list);
}

/* With and without accents, a word has one stem. */
static void test_one_stem(void **unused)
{
    (void)unused;
    static const char *const pairs[][2] = {
        {"naciones", "naciónes"}, {"reunion", "réunion"}, {"uber", "über"}, {"cafes", "cafés"}};
    static const char *const languages[] = {"en", "es", "fr", "de"};
    token_list with = {0}, without = {0};
    for (size_t i = 0; i < 16; i++) {
        analyzer *a = NULL;
        assert_int_equal(analyzer_new(&a, str_of(languages[i / 4]), NULL), MORGUE_OK);
        assert_int_equal(analyze(a, str_of(pairs[i % 4][0]), &without, NULL), MORGUE_OK);
        assert_int_equal(analyze(a, str_of(pairs[i % 4][1]), &with, NULL), MORGUE_OK);
        assert_true(with.tokens[0].stem.len > 0);
        assert_true(str_equal(with.tokens[0].stem, without.tokens[0].stem));
        analyzer_free(a);
    }
    token_list_free(&with);
    token_list_free(&without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latin),          cmocka_unit_test(test_alphabets),
        cmocka_unit_test(test_without_spaces), cmocka_unit_test(test_stems),
        cmocka_unit_test(test_one_stem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
