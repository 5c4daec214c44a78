/* One small article as words, terms and facets, worked out by hand. */
#include "draft_help.h"

#include <morgue/limits.h>

#include <stdlib.h>

static const morgue_article small = {
    .id = {"id-1", 4},
    .title = {"Micron banned overnight", 23},
    .standfirst = {"Chips banned", 12},
    .body = {"Beijing bans Micron. Chinese buyers banned Micron.\n\nWang Wentao agreed.", 71},
};

static void test_words(void **state)
{
    draft *d = workshop_draft(*state, &small);
    assert_string_equal(draft_show(d, TEXT_HEADLINE), "micron banned overnight");
    assert_string_equal(draft_show(d, TEXT_STANDFIRST), "chips banned");
    assert_string_equal(draft_show(d, TEXT_BODY),
                        "beijing bans micron / chinese buyers banned micron // wang wentao agreed");
    assert_string_equal(draft_show(d, TEXT_BYLINE), "absent");
    assert_int_equal(draft_word(d, "agreed"), 1);
    /* Summary and first paragraph count twice, the headline thrice. */
    assert_int_equal(draft_word(d, "chips"), 2);
    assert_int_equal(draft_word(d, "banned"), 2 * 2 + HEADLINE_WDF);
    assert_int_equal(draft_word(d, "overnight"), HEADLINE_WDF);
    assert_int_equal(draft_word(d, "absent"), -1);
    assert_int_equal(d->words, 3 + 2 + 10);
    assert_int_equal(d->text_bytes, 23 + 12 + 71);
    draft_free(d);
}

/* No form twice, in the order in which they come, each with the hash of its key. */
static void test_forms(void **state)
{
    draft *d = workshop_draft(*state, &small);
    assert_int_equal(d->form_count, 11);
    uint32_t seen = 0;
    for (unsigned i = 0; i < d->text_count; i++)
        for (uint32_t k = 0; k < d->texts[i].count; k++) {
            assert_true(d->texts[i].words[k] <= seen);
            seen += d->texts[i].words[k] == seen;
        }
    assert_int_equal(seen, d->form_count);
    for (uint32_t i = 0; i < d->form_count; i++) {
        morgue_str key = form_key_text(d->forms[i].key);
        assert_true(d->forms[i].key->hash == hash_bytes(key.ptr, key.len));
        for (uint32_t k = 0; k < i; k++)
            assert_false(str_equal(key, form_key_text(d->forms[k].key)));
    }
    assert_true(str_is(form_key_text(d->forms[1].key), "banned\002ban"));
    draft_free(d);
}

/* Whether some form of both has one number; then it is the same form. */
static bool share_numbers(const draft *a, const draft *b)
{
    bool any = false;
    for (uint32_t i = 0; i < a->form_count; i++)
        for (uint32_t k = 0; k < b->form_count; k++)
            if (a->forms[i].word && a->forms[i].word == b->forms[k].word) {
                assert_true(
                    str_equal(form_key_text(a->forms[i].key), form_key_text(b->forms[k].key)));
                any = true;
            }
    return any;
}

static void test_numbers_of_forms(void **state)
{
    workshop *w = *state;
    morgue_article a = {.id = STR("x"), .body = STR("Micron-made chips banned, caf\xc3\xa9s not")};
    drafter *other;
    morgue_error error;
    draft *one = workshop_draft(w, &small), *two = workshop_draft(w, &a), *foreign;
    assert_int_equal(drafter_new(&other, w->config, w->names, &error), MORGUE_OK);
    assert_int_equal(drafter_make(other, &a, &foreign, &error), MORGUE_OK);
    assert_int_equal(one->form_origin, two->form_origin);
    assert_int_not_equal(one->form_origin, foreign->form_origin);
    assert_true(share_numbers(one, two));
    assert_true(share_numbers(one, one));
    for (uint32_t i = 0; i < one->form_count; i++)
        assert_true(one->forms[i].word > 0 && one->forms[i].word <= ANALYZER_WORDS);
    draft_free(one);
    draft_free(two);
    drafter_free(other); /* the keys stay for the draft */
    assert_int_equal(draft_word(foreign, "banned"), 2);
    draft_free(foreign);
}

static void test_alternates(void **state)
{
    morgue_article a = {.id = STR("x"), .body = STR("COVID-19 hit R\xc3\xa9union. Covid fell.")};
    draft *d = workshop_draft(*state, &a);
    assert_string_equal(draft_show(d, TEXT_BODY), "covid 19 hit reunion / covid fell");
    assert_int_equal(draft_word(d, "covid19"), 2);
    assert_int_equal(draft_word(d, "covid"), 4); /* of two forms */
    assert_int_equal(draft_word(d, "reunion"), 2);
    assert_int_equal(draft_word(d, "r\xc3\xa9union"), 2);
    assert_int_equal(d->form_count, 6);
    draft_free(d);
}

static void test_headline_and_lede(void **state)
{
    morgue_article a = {.id = STR("x"), .title = STR("Micron, Micron R\xc3\xa9union")};
    draft *d = workshop_draft(*state, &a);
    assert_int_equal(draft_find(d, "Smicron")->wdf, 2);
    assert_int_equal(draft_find(d, "Sreunion")->wdf, 1);
    assert_int_equal(draft_find(d, "Sr\xc3\xa9union")->wdf, 1);
    draft_free(d);
    d = workshop_draft(*state, &small);
    assert_int_equal(draft_find_text(d, TEXT_HEADLINE)->lede, 0);
    assert_int_equal(draft_find_text(d, TEXT_STANDFIRST)->lede, 2);
    assert_int_equal(draft_find_text(d, TEXT_BODY)->lede, 7); /* its first paragraph */
    draft_free(d);
}

/* Four sentences of the first paragraph count as the configuration says. */
static void test_weight_of_lede(void **state)
{
    const morgue_article a = {.id = STR("x"),
                              .title = STR("Tin"),
                              .standfirst = STR("Tin and zinc"),
                              .body = STR("A tin. A tin. A tin. A mill. Zinc.\n\nA tin.")};
    workshop *w = *state;
    const unsigned before = w->config->ranking.lede;
    for (unsigned lede = 1; lede <= RANKING_LEDE_MOST; lede += 33) {
        w->config->ranking.lede = lede;
        draft *d = workshop_draft(w, &a);
        assert_int_equal(draft_word(d, "tin"), HEADLINE_WDF + 4 * lede + 1);
        assert_int_equal(draft_word(d, "zinc"), lede + 1);
        assert_int_equal(draft_word(d, "mill"), lede);
        assert_int_equal(draft_find(d, "Stin")->wdf, 1);
        draft_free(d);
    }
    w->config->ranking.lede = before;
}

static void test_entities(void **state)
{
    draft *d = workshop_draft(*state, &small);
    assert_non_null(draft_find(d, "XEomicron"));
    assert_non_null(draft_find(d, "XBomicron"));
    assert_non_null(draft_find(d, "XEpwang wentao"));
    assert_null(draft_find(d, "XBpwang wentao")); /* once, low in the text */
    assert_non_null(draft_find(d, "XHperson"));
    const draft_facet *micron = draft_find_facet(d, FACET_ORG, "micron");
    assert_non_null(micron);
    assert_int_equal(micron->mentions, 3);
    assert_int_equal(micron->salience, SALIENT_HEADLINE | SALIENT_LEDE | SALIENT_OFTEN);
    const draft_facet *wang = draft_find_facet(d, FACET_PERSON, "wang wentao");
    assert_non_null(wang);
    assert_int_equal(wang->mentions, 1);
    assert_int_equal(wang->salience, 0);
    assert_true(str_is(wang->display, "Wang Wentao"));
    draft_free(d);
}

/* China, named by a nationality word only, is in the article but not what it is about. */
static void test_nationality(void **state)
{
    morgue_article a = {.id = STR("x"), .body = STR("Chinese buyers came. Chinese buyers left.")};
    draft *d = workshop_draft(*state, &a);
    bool found = false;
    for (size_t i = 0; i < d->facet_count; i++)
        if (d->facets[i].facet == FACET_PLACE) {
            found = true;
            assert_int_equal(d->facets[i].salience, SALIENT_LEDE | SALIENT_NATIONALITY);
        }
    assert_true(found);
    for (size_t i = 0; i < d->term_count; i++)
        assert_false(str_starts(d->terms[i].text, STR("XBg")));
    draft_free(d);
    a.body = STR("Chinese buyers came. China left.");
    d = workshop_draft(*state, &a);
    const draft_facet *china = draft_find_facet(d, FACET_PLACE, "china");
    assert_non_null(china);
    assert_false(china->salience & SALIENT_NATIONALITY);
    draft_free(d);
}

static void test_fields(void **state)
{
    static const morgue_str tags[] = {{"Export Controls", 15}, {"export controls", 15}};
    morgue_article a = {.id = STR("id"),
                        .title = STR("T"),
                        .byline = STR("Jane Doe"),
                        .source = STR("The Example"),
                        .section = STR("World"),
                        .url = STR("https://user@www.news.Example.org:80/a/b?c"),
                        .lang = STR("zh_Hant"),
                        .tags = tags,
                        .tag_count = 2};
    draft *d = workshop_draft(*state, &a);
    static const char *const present[] = {"Ajane",
                                          "Adoe",
                                          "XRexample",
                                          "XCworld",
                                          "Lzh-hant",
                                          "Lzh",
                                          "Kexport controls",
                                          "Hnews.example.org",
                                          "Hexample.org",
                                          "Horg",
                                          "XHbyline",
                                          "XHsource",
                                          "XHsection",
                                          "XHlang",
                                          "XHtag",
                                          "XNbody",
                                          "XNlede",
                                          "XNdate"};
    for (size_t i = 0; i < sizeof present / sizeof *present; i++)
        if (!draft_find(d, present[i]))
            fail_msg("no term %s", present[i]);
    static const char *const missing[] = {"XNheadline", "XNurl", "XHbody", "Hwww.news.example.org",
                                          "P",          "Qid"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (draft_find(d, missing[i]))
            fail_msg("a term %s", missing[i]);
    assert_int_equal(draft_find_facet(d, FACET_TAG, "export controls")->mentions, 2);
    assert_true(
        str_is(draft_find_facet(d, FACET_TAG, "export controls")->display, "Export Controls"));
    assert_non_null(draft_find_facet(d, FACET_LANG, "zh"));
    assert_non_null(draft_find_facet(d, FACET_BYLINE, "jane doe"));
    assert_string_equal(draft_show(d, TEXT_BYLINE), "jane doe");
    assert_string_equal(draft_show(d, TEXT_SOURCE), "the example");
    assert_string_equal(draft_show(d, TEXT_SECTION), "world");
    assert_int_equal(draft_find(d, "Ajane")->wdf, 0);
    assert_int_equal(draft_word(d, "jane"), -1); /* not a word of the article */
    assert_int_equal(draft_word(d, "t"), HEADLINE_WDF);
    assert_int_equal(d->words, 1);
    draft_free(d);
}

/* The archive finds a file's articles by this term: it must be the file, whole. */
static void test_path_term(void **state)
{
    static const struct {
        const char *path, *term;
    } cases[] = {{"/a/b.txt", "P/a/b.txt"},
                 {"/a/b.jsonl#17", "P/a/b.jsonl"},
                 {"/a/C#-news.txt", "P/a/C#-news.txt"},
                 {"/a/C#-news.jsonl#3", "P/a/C#-news.jsonl"},
                 {"/a/b#", "P/a/b#"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        morgue_article a = {.id = STR("x"), .title = STR("t"), .path = str_of(cases[i].path)};
        draft *d = workshop_draft(*state, &a);
        if (!draft_find(d, cases[i].term))
            fail_msg("no term %s", cases[i].term);
        draft_free(d);
    }
    /* With the file's name there is nothing to guess. */
    workshop *w = *state;
    morgue_article a = {.id = STR("x"), .title = STR("t"), .path = STR("/a/story#12")};
    draft *d;
    assert_int_equal(drafter_make_from(w->drafter, &a, STR("/a/story#12"), NULL, &d, NULL),
                     MORGUE_OK);
    assert_non_null(draft_find(d, "P/a/story#12"));
    draft_free(d);
    assert_int_equal(drafter_make_from(w->drafter, &a, STR(""), NULL, &d, NULL), MORGUE_OK);
    for (size_t i = 0; i < d->term_count; i++)
        assert_int_not_equal(d->terms[i].text.ptr[0], 'P');
    draft_free(d);
}

/* At the limit a value stands as it is, beyond it head and hash tell it apart. */
static void test_long_facets(void **state)
{
    static char text[FACET_LONGEST + 2];
    morgue_str tags[3];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 8 == 7 ? ' ' : 'x';
    text[FACET_LONGEST] = 'x';
    text[FACET_LONGEST + 1] = 'x';
    text[FACET_LONGEST - 1] = 'x';
    for (size_t i = 0; i < 3; i++)
        tags[i] = (morgue_str){text, FACET_LONGEST + i};
    morgue_article a = {.id = STR("x"), .title = STR("t"), .tags = tags, .tag_count = 3};
    draft *d = workshop_draft(*state, &a);
    size_t whole = 0, cut = 0;
    for (size_t i = 0; i < d->facet_count; i++) {
        assert_true(d->facets[i].key.len <= FACET_LONGEST);
        assert_true(d->facets[i].display.len <= FACET_LONGEST);
        bool hashed = str_find(d->facets[i].key, 0, '#') < d->facets[i].key.len;
        assert_int_equal(hashed, str_ends(d->facets[i].display, STR("…")));
        cut += hashed;
        whole += !hashed;
    }
    assert_int_equal(whole, 1);
    assert_int_equal(cut, 2);
    draft_free(d);
}

static void test_terms_are_prefixed(void **state)
{
    draft *d = workshop_draft(*state, &small);
    for (size_t i = 0; i < d->term_count; i++) {
        assert_true(ascii_upper(d->terms[i].text.ptr[0]));
        for (size_t k = 0; k < i; k++)
            assert_false(str_equal(d->terms[i].text, d->terms[k].text));
    }
    draft_free(d);
}

static void expect_same(const draft *a, const draft *b)
{
    assert_int_equal(a->form_count, b->form_count);
    for (uint32_t i = 0; i < a->form_count; i++) {
        assert_true(str_equal(form_key_text(a->forms[i].key), form_key_text(b->forms[i].key)));
        assert_int_equal(a->forms[i].wdf, b->forms[i].wdf);
    }
    assert_int_equal(a->text_count, b->text_count);
    for (unsigned i = 0; i < a->text_count; i++) {
        const draft_text *x = &a->texts[i], *y = &b->texts[i];
        assert_int_equal(x->count, y->count);
        assert_memory_equal(x->words, y->words, x->count * sizeof *x->words);
        assert_int_equal(x->sentence_count, y->sentence_count);
        assert_memory_equal(x->sentences, y->sentences, x->sentence_count * sizeof *x->sentences);
        assert_true(str_equal(x->format, y->format));
    }
    assert_int_equal(a->term_count, b->term_count);
    for (size_t i = 0; i < a->term_count; i++) {
        assert_true(str_equal(a->terms[i].text, b->terms[i].text));
        assert_int_equal(a->terms[i].wdf, b->terms[i].wdf);
    }
    assert_int_equal(a->facet_count, b->facet_count);
    assert_true(str_equal(a->record, b->record));
}

/* One drafter, a giant between two small ones: nothing of it sticks. */
static void test_drafter_is_reused(void **state)
{
    workshop *w = *state;
    draft *before = workshop_draft(w, &small);
    strbuf text = {0};
    for (unsigned i = 0; i < 300000; i++)
        strbuf_printf(&text, "w%x ", i);
    morgue_article giant = {.id = STR("g"), .body = strbuf_view(&text)};
    draft *d = workshop_draft(w, &giant);
    assert_int_equal(d->words, 300000);
    draft_free(d);
    strbuf_free(&text);
    d = workshop_draft(w, &small);
    expect_same(d, before);
    draft_free(before);
    draft_free(d);
}

/* The analyzer runs out of numbers inside an article, and gives new ones between
 * the texts of the next: forms stay what they are, and none comes twice. */
static void test_numbers_run_out(void **state)
{
    workshop *w = *state;
    drafter *other;
    strbuf text = {0};
    morgue_error error;
    strbuf_text(&text, "Banned chips. ");
    for (unsigned i = 0; i < ANALYZER_WORDS; i++)
        strbuf_printf(&text, "%u ", 1000 + i);
    strbuf_text(&text, "Overnight, banned overnight.");
    morgue_article giant = {.id = STR("g"), .title = STR("Banned"), .body = strbuf_view(&text)};
    assert_int_equal(drafter_new(&other, w->config, w->names, &error), MORGUE_OK);
    draft *full, *after, *fresh = workshop_draft(w, &small);
    assert_int_equal(drafter_make(other, &giant, &full, &error), MORGUE_OK);
    assert_int_equal(full->form_count, 3 + ANALYZER_WORDS);
    assert_int_equal(draft_word(full, "overnight"), 2);
    assert_int_equal(draft_word(full, "banned"), 2 + 1 + HEADLINE_WDF); /* in the lede, below */
    giant.byline = STR("Overnight banned"); /* analysed when the numbers are new */
    draft_free(full);
    assert_int_equal(drafter_make(other, &giant, &full, &error), MORGUE_OK);
    assert_int_equal(full->form_count, 3 + ANALYZER_WORDS);
    assert_int_equal(drafter_make(other, &small, &after, &error), MORGUE_OK);
    expect_same(after, fresh);
    if (full->form_origin == after->form_origin)
        share_numbers(full, after);
    draft_free(full);
    draft_free(after);
    draft_free(fresh);
    drafter_free(other);
    strbuf_free(&text);
}

/* A first paragraph without an end is a lede for a thousand words. */
static void test_endless_lede(void **state)
{
    strbuf text = {0};
    for (unsigned i = 0; i < 1001; i++)
        strbuf_printf(&text, "w%u ", i);
    morgue_article a = {.id = STR("x"), .body = strbuf_view(&text)};
    draft *d = workshop_draft(*state, &a);
    assert_int_equal(draft_find_text(d, TEXT_BODY)->count, 1001);
    assert_int_equal(draft_find_text(d, TEXT_BODY)->lede, 1000);
    draft_free(d);
    strbuf_free(&text);
}

static void test_refusals(void **state)
{
    workshop *w = *state;
    morgue_error error;
    draft *d = (draft *)&error;
    morgue_article a = {.title = STR("no id")};
    assert_int_equal(drafter_make(w->drafter, &a, &d, &error), MORGUE_INVALID);
    assert_null(d);
    a = (morgue_article){.id = STR("x"), .body = STR("\xff")};
    assert_int_equal(drafter_make(w->drafter, &a, &d, &error), MORGUE_INVALID);
    char *body = malloc(MORGUE_MAX_ARTICLE + 1);
    memset(body, ' ', MORGUE_MAX_ARTICLE + 1);
    a.body = (morgue_str){body, MORGUE_MAX_ARTICLE};
    assert_int_equal(drafter_make(w->drafter, &a, &d, &error), MORGUE_OK);
    draft_free(d);
    a.body.len++;
    assert_int_equal(drafter_make(w->drafter, &a, &d, &error), MORGUE_LIMIT);
    assert_null(d);
    free(body);
    draft_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_numbers_of_forms),
        cmocka_unit_test(test_alternates),
        cmocka_unit_test(test_headline_and_lede),
        cmocka_unit_test(test_weight_of_lede),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_nationality),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_path_term),
        cmocka_unit_test(test_long_facets),
        cmocka_unit_test(test_terms_are_prefixed),
        cmocka_unit_test(test_endless_lede),
        cmocka_unit_test(test_drafter_is_reused),
        cmocka_unit_test(test_numbers_run_out),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, workshop_setup, workshop_teardown);
}
