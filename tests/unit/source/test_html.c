/* HTML: metadata by rank, the main text, encodings, bombs. */
#include "harness.h"

static const char paragraph[] =
    "<p>The council met on Monday, and after two hours of debate it agreed to rebuild the old "
    "bridge over the river.</p>";

static void metadata(void **state)
{
    harness *h = *state;
    assert_int_equal(
        harness_read_text(
            h, "a.html",
            "<!DOCTYPE html><html lang=en><head><title>Wrong | Echo</title>"
            "<meta property='og:title' content='Also wrong'>"
            "<meta property='og:site_name' content='The Echo'>"
            "<meta property='article:tag' content='bridge'><meta property='article:tag' "
            "content='council'>"
            "<link rel=canonical href='https://echo.example/bridge'>"
            "<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"WebPage\"},"
            "{\"@type\":[\"NewsArticle\"],\"headline\":\"Bridge &amp; road to be rebuilt&#8217;\","
            "\"datePublished\":\"2023-05-21T10:00:00+02:00\",\"author\":[{\"name\":\"Ann Lee\"},"
            "{\"name\":\"Bo Ray\"}],\"articleSection\":\"Local\"}]}</script></head><body>"
            "<p>The council met on Monday, and after two hours of debate it agreed to rebuild "
            "the bridge.</p></body></html>"),
        MORGUE_OK);
    const kept_article *a = &h->article[0];
    assert_string_equal(
        a->title,
        "Bridge & road to be rebuilt\xe2\x80\x99"); /* escaped as if the script were HTML */
    assert_string_equal(a->date, "2023-05-21T08:00:00Z");
    assert_string_equal(a->byline, "Ann Lee, Bo Ray");
    assert_string_equal(a->section, "Local");
    assert_string_equal(a->source, "The Echo");
    assert_string_equal(a->url, "https://echo.example/bridge");
    assert_string_equal(a->lang, "en");
    assert_string_equal(a->tags, "bridge|council");
}

static void main_text(void **state)
{
    harness *h = *state;
    strbuf page = {0};
    strbuf_text(&page, "<html><body><nav><ul><li><a href=/>Home of the daily paper</a></ul></nav>"
                       "<article><h1>Bridge</h1>");
    strbuf_text(&page, paragraph);
    strbuf_text(&page, "<aside><p>Sign up for our letter, it is free, and it comes every day but "
                       "Sunday to your door.</p></aside><h2>What now</h2>");
    strbuf_text(&page, paragraph);
    strbuf_text(&page, "<div class='related-links'><p>Another story that has nothing to do with "
                       "the bridge, and is long enough to look like text.</p></div></article>"
                       "<footer><p>All rights reserved, by the paper, its owners and all of their "
                       "heirs and successors for ever.</p></footer></body></html>");
    assert_int_equal(harness_read_text(h, "a.html", page.ptr), MORGUE_OK);
    strbuf_free(&page);
    assert_string_equal(h->article[0].title, "Bridge");
    assert_string_equal(h->article[0].body,
                        "The council met on Monday, and after two hours of debate it agreed to "
                        "rebuild the old bridge over the river.\n\nWhat now\n\nThe council met on "
                        "Monday, and after two hours of debate it agreed to rebuild the old bridge "
                        "over the river.");
}

static void encodings(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.html", "<html><title>na\xefve \x80</title>"),
                     MORGUE_OK);
    assert_string_equal(h->article[0].title, "na\xc3\xafve \xe2\x82\xac");
    assert_int_equal(
        harness_read_text(h, "a.html", "<html><meta charset=koi8-r><title>\xcd\xc9\xd2</title>"),
        MORGUE_OK);
    assert_string_equal(h->article[0].title, "\xd0\xbc\xd0\xb8\xd1\x80");
    assert_int_equal(harness_read_text(h, "a.html",
                                       "<html><meta charset=koi8-r><title>\xd0\xbc &amp; "
                                       "&eacute;</title>"),
                     MORGUE_OK); /* well-formed UTF-8 wins over what the page says */
    assert_string_equal(h->article[0].title, "\xd0\xbc & \xc3\xa9");
}

static void deep(void **state)
{
    harness *h = *state;
    strbuf page = {0};
    strbuf_text(&page, "<html><title>T</title>");
    for (int i = 0; i < 100000; i++)
        strbuf_text(&page, "<div>");
    assert_int_equal(harness_read_text(h, "a.html", page.ptr), MORGUE_LIMIT);
    assert_non_null(strstr(h->error.message, "MORGUE_MAX_HTML_DEPTH"));
    strbuf_free(&page);
}

/* html, body and n - 2 divs are n elements. */
static void depth_limit(void **state)
{
    harness *h = *state;
    for (int over = 0; over < 2; over++) {
        strbuf page = {0};
        strbuf_text(&page, "<html><head><title>T</title></head><body>");
        for (int i = 2; i < MORGUE_MAX_HTML_DEPTH + over; i++)
            strbuf_text(&page, "<div>");
        assert_int_equal(harness_read_text(h, "a.html", page.ptr), over ? MORGUE_LIMIT : MORGUE_OK);
        strbuf_free(&page);
    }
}

static void nothing(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.html", "<html><body></body></html>"), MORGUE_FORMAT);
    assert_non_null(strstr(h->error.message, "empty"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(metadata, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(main_text, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(encodings, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(deep, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(depth_limit, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(nothing, harness_setup, harness_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
