/* One small article as terms, positions and facets, worked out by hand. */
#include "draft_help.h"
#include "draft_record.h"

#include <morgue/limits.h>

#include <stdlib.h>

/* Standfirst: "Chips banned" at positions 2 3. Body, its two words and a gap of
 * 2000 further: "Beijing bans Micron." 2002 to 2004, "Chinese buyers banned
 * Micron." 2005 to 2008, and the second paragraph from 2009. */
static const morgue_article small = {
    .id = {"id-1", 4},
    .title = {"Micron banned overnight", 23},
    .standfirst = {"Chips banned", 12},
    .body = {"Beijing bans Micron. Chinese buyers banned Micron.\n\nWang Wentao agreed.", 71},
};

static void test_words_and_positions(void **state)
{
    draft *d = workshop_draft(*state, &small);
    assert_string_equal(draft_show(d, "chips"), "1: 2");
    assert_string_equal(draft_show(d, "beijing"), "1: 2002");
    /* Twice in standfirst and body, and three times as heavy in the headline. */
    assert_string_equal(draft_show(d, "banned"), "5: 3 2007");
    assert_string_equal(draft_show(d, "micron"), "5: 2004 2008");
    assert_string_equal(draft_show(d, "wentao"), "1: 2010");
    assert_string_equal(draft_show(d, "overnight"), "3:");
    assert_int_equal(d->words, 3 + 2 + 10);
    assert_int_equal(d->text_bytes, 23 + 12 + 71);
    draft_free(d);
}

static void test_stems(void **state)
{
    draft *d = workshop_draft(*state, &small);
    assert_string_equal(draft_show(d, "Zban"), "6:"); /* banned 2, bans 1, headline 3 */
    assert_string_equal(draft_show(d, "Zchip"), "1:");
    assert_string_equal(draft_show(d, "ZSban"), "1:");
    bool pair = false;
    for (size_t i = 0; i < d->stem_count; i++) {
        assert_false(str_equal(d->stems[i].stem, d->stems[i].surface));
        pair |= str_is(d->stems[i].stem, "ban") && str_is(d->stems[i].surface, "bans");
    }
    assert_true(pair);
    draft_free(d);
}

static void test_headline_and_lede(void **state)
{
    draft *d = workshop_draft(*state, &small);
    assert_string_equal(draft_show(d, "Smicron"), "1: 1");
    assert_string_equal(draft_show(d, "Sbanned"), "1: 2");
    assert_string_equal(draft_show(d, "XLchips"), "1: 1");
    assert_string_equal(draft_show(d, "XLbeijing"), "1: 2002");
    assert_string_equal(draft_show(d, "XLwentao"), "absent"); /* second paragraph */
    assert_string_equal(draft_show(d, "XLovernight"), "absent");
    draft_free(d);
}

/* XT marks what the headline alone has: where a body search must not end. */
static void test_elsewhere(void **state)
{
    draft *d = workshop_draft(*state, &small);
    assert_string_equal(draft_show(d, "XTovernight"), "0:");
    assert_string_equal(draft_show(d, "XTbanned"), "absent");
    assert_string_equal(draft_show(d, "XTmicron"), "absent");
    draft_free(d);
    morgue_article a = {.id = STR("x"), .title = STR("Micron, Micron"), .body = STR("no")};
    d = workshop_draft(*state, &a);
    assert_string_equal(draft_show(d, "XTmicron"), "0:"); /* seen twice in the headline */
    assert_string_equal(draft_show(d, "micron"), "6:");
    draft_free(d);
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
    static const char *const present[] = {"Qid",
                                          "Ajane",
                                          "Adoe",
                                          "XRexample",
                                          "XCworld",
                                          "Lzh-hant",
                                          "Lzh",
                                          "Kexport controls",
                                          "Hnews.example.org",
                                          "Hexample.org",
                                          "Horg",
                                          "XHid",
                                          "XHheadline",
                                          "XHbyline",
                                          "XHsource",
                                          "XHsection",
                                          "XHlang",
                                          "XHtag",
                                          "XHurl",
                                          "Uhttps://user@www.news.Example.org:80/a/b?c"};
    for (size_t i = 0; i < sizeof present / sizeof *present; i++)
        if (!draft_find(d, present[i]))
            fail_msg("no term %s", present[i]);
    static const char *const missing[] = {"XHbody", "XHlede", "XHdate", "Hwww.news.example.org",
                                          "P"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (draft_find(d, missing[i]))
            fail_msg("a term %s", missing[i]);
    assert_int_equal(draft_find_facet(d, FACET_TAG, "export controls")->mentions, 2);
    assert_true(
        str_is(draft_find_facet(d, FACET_TAG, "export controls")->display, "Export Controls"));
    assert_non_null(draft_find_facet(d, FACET_LANG, "zh"));
    assert_non_null(draft_find_facet(d, FACET_BYLINE, "jane doe"));
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
    assert_int_equal(drafter_make_from(w->drafter, &a, STR("/a/story#12"), &d, NULL), MORGUE_OK);
    assert_non_null(draft_find(d, "P/a/story#12"));
    draft_free(d);
    assert_int_equal(drafter_make_from(w->drafter, &a, STR(""), &d, NULL), MORGUE_OK);
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

static void test_terms_are_sorted(void **state)
{
    draft *d = workshop_draft(*state, &small);
    for (size_t i = 1; i < d->term_count; i++)
        assert_true(str_compare(d->terms[i - 1].text, d->terms[i].text) < 0);
    for (size_t i = 0; i < d->term_count; i++)
        for (size_t p = 1; p < d->terms[i].position_count; p++)
            assert_true(d->terms[i].positions[p - 1] < d->terms[i].positions[p]);
    draft_free(d);
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
    assert_int_equal(d->term_count, before->term_count);
    for (size_t i = 0; i < d->term_count; i++) {
        assert_true(str_equal(d->terms[i].text, before->terms[i].text));
        assert_int_equal(d->terms[i].wdf, before->terms[i].wdf);
    }
    assert_int_equal(d->facet_count, before->facet_count);
    assert_int_equal(d->stem_count, before->stem_count);
    assert_true(str_equal(d->record, before->record));
    draft_free(before);
    draft_free(d);
}

/* A first paragraph without an end is a lede for a thousand words. */
static void test_endless_lede(void **state)
{
    strbuf text = {0};
    for (unsigned i = 0; i < 1001; i++)
        strbuf_printf(&text, "w%u ", i);
    morgue_article a = {.id = STR("x"), .body = strbuf_view(&text)};
    draft *d = workshop_draft(*state, &a);
    assert_non_null(draft_find(d, "XLw999"));
    assert_null(draft_find(d, "XLw1000"));
    assert_non_null(draft_find(d, "w1000"));
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
        cmocka_unit_test(test_words_and_positions),
        cmocka_unit_test(test_stems),
        cmocka_unit_test(test_headline_and_lede),
        cmocka_unit_test(test_elsewhere),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_nationality),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_path_term),
        cmocka_unit_test(test_long_facets),
        cmocka_unit_test(test_terms_are_sorted),
        cmocka_unit_test(test_endless_lede),
        cmocka_unit_test(test_drafter_is_reused),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, workshop_setup, workshop_teardown);
}
