/* A draft holds the whole article: record, words and formats give it back. */
#include "draft_help.h"

#include "article_record.h"
#include "reading.h"

#include <stdlib.h>

static void restore(const draft *d, unsigned field, morgue_str *text, strbuf *keep)
{
    const draft_text *t = draft_find_text(d, field);
    if (!t || !t->rebuilt)
        return;
    assert_int_equal(text->len, 0);
    *keep = draft_rebuild(d, t);
    *text = strbuf_view(keep);
}

/* The draft of an article is taken apart again and compared with it. */
static void expect_whole(const morgue_config *config, const draft *d, const morgue_article *a)
{
    arena memory = {0};
    morgue_article got;
    morgue_error error;
    strbuf kept[TEXT_MAX] = {{0}};
    if (article_decode_view(&memory, d->record, &got, &error))
        fail_msg("%s", error.message);
    morgue_str *texts[] = {&got.title,  &got.standfirst, &got.body,
                           &got.byline, &got.source,     &got.section};
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        restore(d, i, texts[i], &kept[i]);
    for (size_t i = 0; i < got.field_count; i++) {
        const declared_field *f = schema_field(config, got.fields[i].name);
        if (!f)
            continue;
        unsigned field = TEXT_DECLARED + (unsigned)(f - config->fields);
        restore(d, field, (morgue_str *)&got.fields[i].value, &kept[field]);
    }
    fingerprint want = article_fingerprint(a), print = article_fingerprint(&got);
    assert_memory_equal(&print, &want, sizeof print);
    assert_memory_equal(&d->print, &want, sizeof want);
    assert_true(str_equal(got.path, a->path));
    assert_true(str_equal(d->id, a->id));
    for (size_t i = 0; i < TEXT_MAX; i++)
        strbuf_free(&kept[i]);
    arena_free(&memory);
}

static void expect_article(workshop *w, const morgue_article *a)
{
    draft *d = workshop_draft(w, a);
    expect_whole(w->config, d, a);
    draft_free(d);
}

static void test_whole(void **state)
{
    static const morgue_str tags[] = {{"one", 3}, {"zwei", 4}};
    static const morgue_article whole = {
        .id = {"id", 2},
        .title = {"A headline", 10},
        .standfirst = {"sf", 2},
        .body = {"The body, the body, the body.\n\nIt ends.", 39},
        .byline = {"By JANE McDOE", 13},
        .source = {"Reuters", 7},
        .section = {"???", 3},
        .url = {"http://x", 8},
        .lang = {"en", 2},
        .path = {"/p#1", 4},
        .date = {86400, 172799, MORGUE_PRECISION_DAY, MORGUE_PROVENANCE_METADATA},
        .tags = tags,
        .tag_count = 2,
    };
    expect_article(*state, &whole);
    draft *d = workshop_draft(*state, &whole);
    assert_true(draft_find_text(d, TEXT_BODY)->rebuilt);
    assert_null(draft_find_text(d, TEXT_SECTION)); /* no words */
    draft_free(d);
}

/* Whatever the words do not give back cheaply stays in the record. */
static void test_not_worth_it(void **state)
{
    morgue_article a = {
        .id = STR("x"), .title = STR("ÀÉÎ ÕÜÝ"), .body = STR("--- /// a \\\\\\ ;;;")};
    draft *d = workshop_draft(*state, &a);
    assert_false(draft_find_text(d, TEXT_HEADLINE)->rebuilt);
    assert_int_equal(draft_find_text(d, TEXT_HEADLINE)->format.len, 0);
    assert_false(draft_find_text(d, TEXT_BODY)->rebuilt);
    expect_whole(((workshop *)*state)->config, d, &a);
    draft_free(d);
}

/* Two values of one declared field are one text, and both stay in the record. */
static void test_declared(void **state)
{
    static const declared_field declared[] = {
        {{"desk", 4}, true, true}, {{"code", 4}, false, false}, {{"note", 4}, true, false}};
    workshop *w = *state;
    morgue_config config = *w->config;
    morgue_error error;
    drafter *made;
    draft *d;
    config.fields = declared;
    config.field_count = 3;
    assert_int_equal(drafter_new(&made, &config, w->names, &error), MORGUE_OK);
    static const morgue_field fields[] = {{{"note", 4}, {"One. Two", 8}},
                                          {{"code", 4}, {"X-1", 3}},
                                          {{"desk", 4}, {"Foreign Desk", 12}},
                                          {{"note", 4}, {"Three", 5}},
                                          {{"other", 5}, {"kept", 4}}};
    morgue_article a = {.id = STR("x"), .title = STR("t"), .fields = fields, .field_count = 5};
    assert_int_equal(drafter_make(made, &a, &d, &error), MORGUE_OK);
    const unsigned desk = TEXT_DECLARED, note = TEXT_DECLARED + 2;
    assert_string_equal(draft_show(d, desk), "foreign desk");
    assert_string_equal(draft_show(d, note), "one / two // three");
    assert_false(draft_find_text(d, desk)->rebuilt); /* it stays in the record */
    assert_false(draft_find_text(d, note)->rebuilt);
    for (unsigned i = 1; i < d->text_count; i++)
        assert_true(d->texts[i - 1].field < d->texts[i].field);
    static const char *const terms[] = {"XFdesk:foreign", "XFdesk:desk", "XFnote:three",
                                        "XFcode:x 1", "XHnote"};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        if (!draft_find(d, terms[i]))
            fail_msg("no term %s", terms[i]);
    expect_whole(&config, d, &a);
    draft_free(d);
    drafter_free(made);
}

/* The largest article that the limits admit comes back too. */
static void test_largest(void **state)
{
    char *text = malloc(MORGUE_MAX_ARTICLE);
    uint64_t random = 88172645463325252u;
    for (size_t i = 0; i < MORGUE_MAX_ARTICLE; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        text[i] = (char)(0x20 + random % 95);
    }
    static morgue_str many[MORGUE_MAX_TAGS];
    morgue_str field = {text, MORGUE_MAX_FIELD};
    for (size_t i = 0; i < MORGUE_MAX_TAGS; i++)
        many[i] = field;
    morgue_article a = {.id = {text, MORGUE_MAX_ID},
                        .body = {text, MORGUE_MAX_ARTICLE},
                        .standfirst = field,
                        .byline = field,
                        .source = field,
                        .section = field,
                        .url = field,
                        .lang = field,
                        .path = field,
                        .tags = many,
                        .tag_count = 4};
    expect_article(*state, &a);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_not_worth_it),
        cmocka_unit_test(test_declared),
        cmocka_unit_test(test_largest),
    };
    return cmocka_run_group_tests(tests, workshop_setup, workshop_teardown);
}
