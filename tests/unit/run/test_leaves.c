/* Wildcards and their cap, hits, and what explain says. */
#include "fixture.h"

#include "strbuf.h"

#include <stdio.h>
#include <stdlib.h>

static morgue_config *config;

/* ---- wildcards ---- */

/* words words w0000, w0001 … in two articles, and w0000b in a third if asked. */
static morgue_archive *wide(const char *name, int words, bool rare)
{
    strbuf body = {0};
    for (int i = 0; i < words; i++)
        strbuf_printf(&body, "wxy%04d ", i);
    brief articles[] = {{.id = "one", .title = "One", .body = body.ptr},
                        {.id = "two", .title = "Two", .body = body.ptr},
                        {.id = "rare", .title = "Rare", .body = "wxy0000b"}};
    morgue_archive *a = fixture_archive(name, config, articles, rare ? 3 : 2);
    strbuf_free(&body);
    return a;
}

static void refuse_wide(morgue_archive *a, const char *text, size_t from, size_t to)
{
    morgue_query *q = fixture_query(text);
    morgue_results *r;
    morgue_error err = {0};
    assert_int_equal(morgue_search(&r, a, q, NULL, &err), MORGUE_LIMIT);
    assert_non_null(strstr(err.message, "2048"));
    assert_non_null(strstr(err.message, "--partial"));
    assert_int_equal(err.from, from);
    assert_int_equal(err.to, to);
    char *explained = err.message;
    assert_int_equal(morgue_explain(&explained, a, q, NULL), MORGUE_LIMIT);
    assert_null(explained);
    morgue_query_free(q);
}

static void test_cap(void **state)
{
    (void)state;
    morgue_archive *a = wide("cap", MORGUE_MAX_EXPANSION, false);
    assert_int_equal(fixture_count(a, "wxy*"), 2);
    assert_int_equal(fixture_count(a, "body:wxy*"), 2);
    assert_int_equal(fixture_count(a, "wxy* NEAR/2 wxy*"), 2);
    morgue_archive_free(a);
    a = wide("over", MORGUE_MAX_EXPANSION + 1, false);
    refuse_wide(a, "wxy*", 0, 4);
    refuse_wide(a, "one body:wxy*", 9, 13);
    refuse_wide(a, "one NEAR/5 wxy*", 11, 15);
    /* of a saved query the name is to blame */
    refuse_wide(a, "one OR query:wide", 7, 17);
    assert_int_equal(fixture_count(a, "wxy000*"), 2);
    morgue_archive_free(a);
}

/* One over the cap: the rarest word is left out. */
static void test_partial(void **state)
{
    (void)state;
    morgue_archive *a = wide("partial", MORGUE_MAX_EXPANSION, true);
    refuse_wide(a, "wxy*", 0, 4);
    morgue_search_options options = fixture_options();
    options.partial = 1;
    options.sort = MORGUE_SORT_NEWEST;
    expect_ids(a, "wxy*", &options, "one two");
    expect_ids(a, "wxy0000*", &options, "one two rare");
    morgue_archive_free(a);
}

/* A beginning longer than any term is found nowhere, and is no error. */
static void test_long_beginning(void **state)
{
    (void)state;
    static const char *const heads[] = {
        "", "body:", "tag:", "url:", "id:", "org:", "byline:", "source:"};
    static const brief one = {.id = "x", .body = "aaaa"};
    morgue_archive *a = fixture_archive("beginning", config, &one, 1);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        char text[600];
        size_t len = (size_t)snprintf(text, sizeof text, "%s", heads[i]);
        memset(text + len, 'a', 400);
        memcpy(text + len + 400, "*", 2);
        assert_int_equal(fixture_count(a, text), 0);
        text[len + 400] = '\0';
        assert_int_equal(fixture_count(a, text), 0);
    }
    morgue_archive_free(a);
}

/* ---- hits ---- */

static const brief articles[] = {
    {.id = "a",
     .title = "Micron banned in China",
     .body = "Xi and Biden: China banned chips of Micron Technology. Biden, Biden, Samsung.",
     .byline = "Jane Smith",
     .source = "Reuters",
     .section = "World",
     .url = "http://example.org/a",
     .lang = "en",
     .date = "2023-05-21"},
    {.id = "b", .title = "Undated Micron", .body = "chips"},
    {.id = "c", .title = "Nothing of that", .body = "Japan", .date = "2022"},
};
enum { ARTICLES = sizeof articles / sizeof *articles };

/* "Biden, Xi": the names of one kind in their order. */
static void expect_names(const morgue_hit *hit, size_t kind, const char *expected)
{
    strbuf text = {0};
    const morgue_entity_list *list = &hit->entities[kind];
    for (size_t i = 0; i < list->count; i++)
        strbuf_printf(&text, "%s%.*s", i ? ", " : "", (int)list->names[i].len, list->names[i].ptr);
    strbuf_char(&text, '\0');
    assert_string_equal(text.ptr, expected);
    strbuf_free(&text);
}

static void test_hit(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("hit", config, articles, ARTICLES);
    morgue_search_options options = fixture_options();
    morgue_results *r = fixture_search(a, "id:a", &options);
    morgue_archive_free(a); /* results stand alone */
    const morgue_hit *hit = morgue_results_hit(r, 0);
    assert_true(str_is(hit->id, "a"));
    assert_true(str_is(hit->title, articles[0].title));
    assert_true(str_is(hit->source, "Reuters"));
    assert_true(str_is(hit->byline, "Jane Smith"));
    assert_true(str_is(hit->section, "World"));
    assert_true(str_is(hit->url, "http://example.org/a"));
    assert_true(str_is(hit->lang, "en"));
    assert_true(str_is(hit->path, "test.jsonl"));
    assert_int_equal(hit->date.precision, MORGUE_PRECISION_DAY);
    assert_int_equal(hit->date.from, 1684627200);
    /* 4 in the headline, 12 in the body */
    assert_int_equal(hit->words, 16);
    assert_int_equal(hit->entity_count, 3);
    assert_true(str_is(hit->entities[0].kind, "person"));
    /* three times before once; headline before the text */
    expect_names(hit, 0, "Joe Biden, Xi Jinping");
    expect_names(hit, 1, "Micron Technology, Samsung Electronics");
    expect_names(hit, 2, "China");
    morgue_results_free(r);
}

/* ---- explain ---- */

static char *explain(morgue_archive *a, const char *text)
{
    morgue_query *q = fixture_query(text);
    char *out;
    morgue_error err = {0};
    if (morgue_explain(&out, a, q, &err))
        fail_msg("'%s': %s", text, err.message);
    morgue_query_free(q);
    return out;
}

/* Some line of the explanation is this one. */
static void expect_line(morgue_archive *a, const char *text, const char *line)
{
    char *out = explain(a, text);
    char wanted[256];
    snprintf(wanted, sizeof wanted, "\n%s\n", line);
    if (!strstr(out, wanted))
        fail_msg("'%s' lacks '%s' in\n%s", text, line, out);
    morgue_text_free(out);
}

static void test_explain(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("explain", config, articles, ARTICLES);
    expect_line(a, "chips", "       2  word text stem chip: chips");
    expect_line(a, "banned -chip", "       0  and");
    expect_line(a, "banned -chip", "       1    word text stem ban: banned");
    expect_line(a, "banned -chip", "       1    not");
    expect_line(a, "banned -chip", "       2      word text stem chip: chips");
    expect_line(a, "\"banned\"", "       1  word text banned");
    expect_line(a, "chip*", "       2  prefix text chip*: chips");
    expect_line(a, "headline:undat*", "       1  prefix headline undat*: undated");
    expect_line(a, "\"banned chips\"", "       1  phrase text");
    expect_line(a, "wc:>5", "       1  length 6 to any number of words");
    expect_line(a, "wc:3..5", "       2  length 3 to 5 words");
    expect_line(a, "after:2023-05-21", "       1  date from 2023-05-21T00:00:00Z to the end");
    expect_line(a, "before:2023", "       1  date from the beginning to 2022-12-31T23:59:59Z");
    expect_line(a, "chips after:2023", "       1  undated articles match but for the dates");
    expect_line(a, "tag:x", "       0  value tag 'x'");
    expect_line(a, "date:*", "       2  has date");
    expect_line(a, "*", "       3  all");
    expect_line(a, "place:zurich", "       0  entity 'zurich' place: zurich");
    expect_line(a, "org:micron-t*", "       1  prefix entity 'micron t*' org: micron technology");
    expect_line(a, "chips japan OR china", "read as   (chips AND japan) OR china");
    morgue_archive_free(a);
}

/* The first number of an explanation is what count says. */
static void test_explained_counts(void **state)
{
    (void)state;
    static const char *const questions[] = {
        "chips",
        "-chips",
        "chips OR japan",
        "\"banned chips\"",
        "china NEAR/3 chips",
        "org:micron",
        "place:china after:2023",
        "-after:2023",
        "source:reuters",
        "wc:>3",
        "date:*",
        "mic*",
        "absent",
        "about:china",
        "ticker:MU",
        "headline:(micron china)",
        "query:chips -japan",
        "org:micr*",
        "source:reut*",
    };
    morgue_archive *a = fixture_archive("counts", config, articles, ARTICLES);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        char *text = explain(a, questions[i]);
        const char *line = strstr(text, "articles  clause\n");
        assert_non_null(line);
        assert_int_equal(strtoull(line + 17, NULL, 10), fixture_count(a, questions[i]));
        morgue_text_free(text);
    }
    morgue_archive_free(a);
}

static void test_explain_refuses(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("refuses", config, articles, ARTICLES);
    morgue_query *q = fixture_query("chips AND headlin:x");
    morgue_error err = {0};
    char *out = err.message;
    assert_int_equal(morgue_explain(&out, a, q, &err), MORGUE_QUERY);
    assert_null(out);
    assert_int_equal(err.from, 10);
    assert_int_equal(err.to, 17);
    morgue_query_free(q);
    morgue_text_free(NULL);
    morgue_results_free(NULL);
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cap),
        cmocka_unit_test(test_partial),
        cmocka_unit_test(test_long_beginning),
        cmocka_unit_test(test_hit),
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_explained_counts),
        cmocka_unit_test(test_explain_refuses),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests,
                       "queries: {wide: 'wxy*', chips: chip}\n", &config);
}
