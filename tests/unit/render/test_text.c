/* Hits and articles for eyes. */
#include "fake.h"

static const render_options narrow = {.width = 40, .directory = "/news/"};

static void expect_text(const morgue_results *r, const render_options *o, const char *expected)
{
    strbuf out = {0};
    render_format_named("text")->results(r, o, &out);
    fake_expect(&out, expected);
}

static void test_hits(void **state)
{
    (void)state;
    morgue_results r = fake_results;
    r.facet_count = 0;
    r.timeline = NULL;
    expect_text(&r, &narrow,
                "2. China bans Micron\n"
                "   2023-05-21 · Xinhua · By A, B\n"
                "   2023/a.html\n"
                "   The Micron ban by China …\n"
                "\n"
                "3. (no headline)\n"
                "   undated\n"
                "\n"
                "showing 2-3 of 3 articles\n"
                "1 undated article matches but for the date\n"
                "note: AND and OR were mixed\n");
}

static void test_colours(void **state)
{
    (void)state;
    morgue_results r = {.total = 1, .hits = fake_hits, .hit_count = 1};
    render_options o = {.width = 40, .color = true};
    expect_text(&r, &o,
                "2. \x1b[1mChina bans Micron\x1b[0m\n"
                "   \x1b[2m2023-05-21 · Xinhua · By A, B\x1b[0m\n"
                "   /news/2023/a.html\n"
                "   The \x1b[1;33mMicron\x1b[0m ban by \x1b[1;33mChina\x1b[0m …\n"
                "\n"
                "1 article\n");
}

static void test_totals(void **state)
{
    (void)state;
    morgue_results r = {.total = 0, .undated = 2, .dated = 1};
    expect_text(&r, &narrow, "no articles\n2 undated articles match but for the date\n");
    r = (morgue_results){.total = 123, .undated = 2};
    expect_text(&r, &narrow, "123 articles\n");
}

/* Ranks of two lengths on one page are aligned by their points. */
static void test_ranks(void **state)
{
    (void)state;
    morgue_hit hits[2] = {{.rank = 9, .title = STR("A")}, {.rank = 10, .title = STR("B")}};
    morgue_results r = {.total = 10, .hits = hits, .hit_count = 2};
    expect_text(&r, &narrow,
                " 9. A\n    undated\n\n10. B\n    undated\n\nshowing 9-10 of 10 articles\n");
}

static void expect_credits(morgue_date date, const char *expected)
{
    morgue_article a = {.title = STR("T"), .date = date, .source = STR("S")};
    strbuf out = {0}, whole = {0};
    render_article_text(&a, &narrow, &out);
    strbuf_printf(&whole, "T\n%s · S\n\n", expected);
    fake_expect(&out, whole.ptr);
    strbuf_free(&whole);
}

static void test_dates(void **state)
{
    (void)state;
    expect_credits((morgue_date){0}, "undated");
    expect_credits(fake_day(2023, 11, 1, MORGUE_PROVENANCE_INFERRED), "2023-11-01 (inferred)");
    expect_credits(fake_day(2023, 11, 1, MORGUE_PROVENANCE_DATELINE), "2023-11-01 (dateline)");
    expect_credits(fake_day(2023, 11, 1, MORGUE_PROVENANCE_PATH), "2023-11-01 (path)");
    expect_credits(fake_day(1912, 4, 15, MORGUE_PROVENANCE_METADATA), "1912-04-15");
    morgue_date noon = {43200, 43200, MORGUE_PRECISION_INSTANT, MORGUE_PROVENANCE_METADATA};
    expect_credits(noon, "1970-01-01 12:00 UTC");
}

/* Wraps s as a snippet in 20 columns, of which 3 are the indent. */
static void expect_wrapped(morgue_str s, const char *expected)
{
    morgue_hit h = {.rank = 1, .title = STR("T"), .snippet = s};
    morgue_results r = {.total = 1, .hits = &h, .hit_count = 1};
    strbuf out = {0}, whole = {0};
    render_options o = {.width = 20};
    render_format_named("text")->results(&r, &o, &out);
    strbuf_printf(&whole, "1. T\n   undated\n%s\n1 article\n", expected);
    fake_expect(&out, whole.ptr);
    strbuf_free(&whole);
}

static void test_wrapping(void **state)
{
    (void)state;
    expect_wrapped(STR("one two three four five"), "   one two three\n   four five\n");
    /* 17 columns fit, 18 do not */
    expect_wrapped(STR("12345678 01234567"), "   12345678 01234567\n");
    expect_wrapped(STR("12345678 012345678"), "   12345678\n   012345678\n");
    expect_wrapped(STR("  a \n\n\t b  "), "   a b\n");
    /* a word longer than a line is broken inside */
    expect_wrapped(STR("to abcdefghijklmnopqrstuvw"), "   to\n   abcdefghijklmnopq\n   rstuvw\n");
    /* a no-break space does not divide */
    expect_wrapped(STR("12345678901 34\xc2\xa0"
                       "678901"),
                   "   12345678901\n   34\xc2\xa0"
                   "678901\n");
}

static void test_wide(void **state)
{
    (void)state;
    /* eight of two columns each fit in 17 */
    expect_wrapped(STR("一二三四五六七八九十"), "   一二三四五六七八\n   九十\n");
    /* a full stop goes to the next line with the character before it */
    expect_wrapped(STR("一二三四五六七八。九"), "   一二三四五六七\n   八。九\n");
    /* an opening bracket goes with the one behind it */
    expect_wrapped(STR("一二三四五六七「八」"), "   一二三四五六七\n   「八」\n");
    /* Latin words in between stay whole */
    expect_wrapped(STR("美光科技公司Micron被审查"), "   美光科技公司\n   Micron被审查\n");
    /* a variation selector stays with its character, a joined emoji whole */
    expect_wrapped(STR("一二三四五六七八\xef\xb8\x80九"),
                   "   一二三四五六七八\xef\xb8\x80\n   九\n");
    expect_wrapped(STR("一二三四五六七👩\xe2\x80\x8d💻"), "   一二三四五六七\n   👩\xe2\x80\x8d💻\n");
    /* accents have no width: 17 letters with one each fit, and stay with them */
    expect_wrapped(STR("a\xcc\x81"
                       "bcdefghijklmnopq\xcc\x81r"),
                   "   a\xcc\x81"
                   "bcdefghijklmnopq\xcc\x81\n   r\n");
}

/* A mark over a line's end is closed before the line feed and opened after it. */
static void test_mark_over_lines(void **state)
{
    (void)state;
    morgue_mark mark = {4, 18}; /* "two three four" */
    morgue_hit h = {.rank = 1, .title = STR("T"), .snippet = STR("one two three four five")};
    h.marks = &mark;
    h.mark_count = 1;
    morgue_results r = {.total = 1, .hits = &h, .hit_count = 1};
    render_options o = {.width = 20, .color = true};
    expect_text(&r, &o,
                "1. \x1b[1mT\x1b[0m\n   \x1b[2mundated\x1b[0m\n"
                "   one \x1b[1;33mtwo three\x1b[0m\n   \x1b[1;33mfour\x1b[0m five\n\n1 article\n");
}

static void test_paths(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"/news", "/news/a", "a"},
        {"/news/", "/news/b/c", "b/c"},
        {"/", "/d", "d"},
        {"/new", "/news/e", "/news/e"},
        {"/news", "/news", "/news"},
        {"/news", "/news/", "/news/"},
        {"", "/news/f", "/news/f"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        morgue_hit h = {.rank = 1, .title = STR("T")};
        h.path = (morgue_str){cases[i][1], strlen(cases[i][1])};
        morgue_results r = {.total = 1, .hits = &h, .hit_count = 1};
        render_options o = {.width = 80, .directory = cases[i][0]};
        strbuf whole = {0};
        strbuf_printf(&whole, "1. T\n   undated\n   %s\n\n1 article\n", cases[i][2]);
        expect_text(&r, &o, whole.ptr);
        strbuf_free(&whole);
    }
}

static void test_article(void **state)
{
    (void)state;
    morgue_str tags[] = {STR("chips"), STR("trade")};
    morgue_field field = {STR("desk"), STR("Asia")};
    morgue_article a = {
        .id = STR("a/1"),
        .title = STR("China bans\nMicron"),
        .standfirst = STR("It is about chips."),
        .body = STR("\n\nThe first paragraph is rather long for it.\nA line.\n\n\n \nThe last.\n"),
        .url = STR("https://x.example/"),
        .path = STR("/news/a.html"),
        .lang = STR("en"),
        .tags = tags,
        .tag_count = 2,
        .fields = &field,
        .field_count = 1,
    };
    strbuf out = {0};
    render_article_text(&a, &narrow, &out);
    fake_expect(&out, "China bans Micron\n"
                      "undated\n"
                      "\n"
                      "It is about chips.\n"
                      "\n"
                      "The first paragraph is rather long for\n"
                      "it.\n"
                      "A line.\n"
                      "\n"
                      "The last.\n"
                      "\n"
                      "id: a/1\n"
                      "path: a.html\n"
                      "url: https://x.example/\n"
                      "language: en\n"
                      "tags: chips, trade\n"
                      "desk: Asia\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hits),   cmocka_unit_test(test_colours),
        cmocka_unit_test(test_totals), cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_dates),  cmocka_unit_test(test_wrapping),
        cmocka_unit_test(test_wide),   cmocka_unit_test(test_mark_over_lines),
        cmocka_unit_test(test_paths),  cmocka_unit_test(test_article),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
