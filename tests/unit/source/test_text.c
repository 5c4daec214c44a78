/* Plain text and Markdown. */
#include "harness.h"

#include <stdio.h>

static void headline_and_paragraphs(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.txt",
                                       "\n  Ferry runs again  \nBy Ann Lee\n\n First line\nsecond "
                                       "line\n \nNext.\r\n\r\n\r\nLast.\n"),
                     MORGUE_OK);
    const kept_article *a = &h->article[0];
    assert_string_equal(a->title, "Ferry runs again");
    assert_string_equal(a->byline, "Ann Lee");
    assert_string_equal(a->body, "First line\nsecond line\n\nNext.\n\nLast.");
}

/* As agencies and East Asia's press set them. */
static void paragraphs_by_indent(void **state)
{
    static const struct {
        const char *body, *read;
    } cases[] = {
        {"Rain fell in\nthe north.\n    The south\nwas dry.\n\tNobody\ncounted.\n",
         "Rain fell in\nthe north.\n\nThe south\nwas dry.\n\nNobody\ncounted."},
        {"He said: \"Go.\"\n  She went.\n", "He said: \"Go.\"\n\nShe went."},
        {"He said \xe2\x80\x9cGo!\xe2\x80\x9d\r\n   She did.\n",
         "He said \xe2\x80\x9cGo!\xe2\x80\x9d\n\nShe did."},
        {"\xe3\x80\x80\xe3\x80\x80\xe9\x9b\xa8\n\xe3\x80\x80\xe3\x80\x80\xe9\x9b\xaa\n",
         "\xe3\x80\x80\xe3\x80\x80\xe9\x9b\xa8\n\n\xe3\x80\x80\xe3\x80\x80\xe9\x9b\xaa"},
        /* an item goes on; one space; all lines alike */
        {"1. Rain in the\n   north and\n   south.\n", "1. Rain in the\n   north and\n   south."},
        {"Rain.\n Snow.\n", "Rain.\n Snow."},
        {"Sums.\n\n  1 + 1 = 2.\n  2 + 2 = 4.\n", "Sums.\n\n1 + 1 = 2.\n  2 + 2 = 4."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        harness *h = *state;
        char text[256];
        snprintf(text, sizeof text, "Title\n\n%s", cases[i].body);
        assert_int_equal(harness_read_text(h, "a.txt", text), MORGUE_OK);
        assert_string_equal(h->article[0].body, cases[i].read);
    }
}

/* A sentence that begins with "By" is no byline. */
static void by_a_sentence(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.txt", "Title\nBy Monday all was over.\n"), MORGUE_OK);
    assert_string_equal(h->article[0].byline, "");
    assert_string_equal(h->article[0].body, "By Monday all was over.");
}

static void dashed_head(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(
                         h, "a",
                         "-- Mill to close: report\n-- By  Jo Ray  and  Al Fox\n"
                         "-- Mon Feb 21, 2011 10:37am EST\n-- http://example.org/2011/mill\n\n \n\n"
                         " YORK - The mill will close.\n"),
                     MORGUE_OK);
    const kept_article *a = &h->article[0];
    assert_string_equal(a->title, "Mill to close: report");
    assert_string_equal(a->byline, "Jo Ray and Al Fox");
    assert_string_equal(a->date, "2011-02-21T15:37:00Z"); /* EST is five hours behind */
    assert_int_equal(a->when.provenance, MORGUE_PROVENANCE_METADATA);
    assert_string_equal(a->url, "http://example.org/2011/mill");
    assert_string_equal(a->body, "YORK - The mill will close.");
}

/* The empty line is the byline, so what follows in another order still fits. */
static void dashed_head_without_byline(void **state)
{
    harness *h = *state;
    assert_int_equal(
        harness_read_text(h, "a", "-- http://example.org/x\n-- Rain\n-- \n-- 2011-02-21\n\nWet."),
        MORGUE_OK);
    assert_string_equal(h->article[0].title, "Rain");
    assert_string_equal(h->article[0].byline, "");
    assert_string_equal(h->article[0].date, "2011-02-21");
    assert_string_equal(h->article[0].url, "http://example.org/x");
}

static void paired_head(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.txt",
                                       "Title: Rain\nAuthor: By Ann Lee\nDate: 21 May 2023\n"
                                       "Tags: weather, flood; weather\nLocation: York\nLang: en\n"
                                       "Id: w-7\nSource: Echo\nSection: Local\n\nIt rained.\n"),
                     MORGUE_OK);
    const kept_article *a = &h->article[0];
    assert_string_equal(a->id, "w-7");
    assert_string_equal(a->title, "Rain");
    assert_string_equal(a->byline, "Ann Lee");
    assert_string_equal(a->date, "2023-05-21");
    assert_string_equal(a->tags, "weather|flood");
    assert_string_equal(a->lang, "en");
    assert_string_equal(a->source, "Echo");
    assert_string_equal(a->section, "Local");
    assert_string_equal(a->body, "Location: York\n\nIt rained.");
}

static void a_headline_with_a_colon(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.txt", "Analysis: why it rains\n\nClouds.\n"),
                     MORGUE_OK);
    assert_string_equal(h->article[0].title, "Analysis: why it rains");
}

static void repeated_standfirst(void **state)
{
    harness *h = *state;
    assert_int_equal(
        harness_read_text(h, "a.txt",
                          "Rain\n\nThe river rose two metres overnight...\n\nYORK, May 2 (Echo) - "
                          "The river rose two metres overnight, the town said.\n\nMore.\n"),
        MORGUE_OK);
    assert_string_equal(
        h->article[0].body,
        "YORK, May 2 (Echo) - The river rose two metres overnight, the town said.\n\nMore.");
    assert_int_equal(harness_read_text(h, "a.txt",
                                       "Rain\n\nThe river rose two metres today.\n\nThe river rose "
                                       "twice.\n"),
                     MORGUE_OK);
    assert_string_equal(h->article[0].body,
                        "The river rose two metres today.\n\nThe river rose twice.");
}

static void markdown_front(void **state)
{
    harness *h = *state;
    assert_int_equal(
        harness_read_text(h, "a.md",
                          "---\ntitle: Rain\ndate: 2023-05-21\nauthor: [Ann Lee, {name: Bo Ray}]\n"
                          "tags: [weather, \"flood, sudden\"]\n---\n# Rain\n\n## In *brief*\n\nIt "
                          "**rained** [a lot](http://x.org/a) ![pic](p.png)\n\n```\ncode *stays*\n"
                          "```\n\n- one\n- two_three_four\n"),
        MORGUE_OK);
    const kept_article *a = &h->article[0];
    assert_string_equal(a->title, "Rain");
    assert_string_equal(a->date, "2023-05-21");
    assert_string_equal(a->byline, "Ann Lee, Bo Ray");
    assert_string_equal(a->tags, "weather|flood, sudden");
    assert_string_equal(a->body, "In brief\n\nIt rained a lot \n\ncode *stays*\n\none\n"
                                 "two_three_four");
}

static void markdown_heading(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.md", "# The *end* #\n\n5 * 3 is `15`.\n"), MORGUE_OK);
    assert_string_equal(h->article[0].title, "The end");
    assert_string_equal(h->article[0].body, "5 * 3 is 15.");
}

static void markdown_bad_front(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.md", "---\ntitle: [open\n---\ntext\n"), MORGUE_FORMAT);
    assert_non_null(strstr(h->error.message, "front matter"));
}

static void markdown_deep_front(void **state)
{
    harness *h = *state;
    strbuf text = {0};
    strbuf_text(&text, "---\ntitle: ");
    for (int i = 0; i < 100000; i++)
        strbuf_char(&text, '[');
    strbuf_text(&text, "\n---\nbody\n");
    assert_int_equal(harness_read_text(h, "a.md", text.ptr), MORGUE_LIMIT);
    strbuf_free(&text);
}

/* Marks that never close must not make it quadratic. */
static void markdown_many_marks(void **state)
{
    harness *h = *state;
    static const char *const marks[] = {"[", "![", "[a](", "<b", "`", "*a ", "[a][", "_"};
    for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
        strbuf text = {0};
        strbuf_text(&text, "# Title\n\n");
        while (text.len < 1000000)
            strbuf_text(&text, marks[m]);
        assert_int_equal(harness_read_text(h, "a.md", text.ptr), MORGUE_OK);
        strbuf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(headline_and_paragraphs, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(paragraphs_by_indent, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(by_a_sentence, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(dashed_head, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(dashed_head_without_byline, harness_setup,
                                        harness_teardown),
        cmocka_unit_test_setup_teardown(paired_head, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(a_headline_with_a_colon, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(repeated_standfirst, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(markdown_front, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(markdown_heading, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(markdown_bad_front, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(markdown_deep_front, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(markdown_many_marks, harness_setup, harness_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
