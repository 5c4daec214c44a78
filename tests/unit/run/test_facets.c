/* Facets that stay open, pages of their values, and values that begin so. */
#include "fixture.h"

#include <stdio.h>

static morgue_config *config;

static const brief articles[] = {
    {.id = "a", .body = "Chips from Micron and Samsung.", .tags = "Export|Economy", .lang = "en"},
    {.id = "b", .body = "Chips from Micron.", .tags = "export", .lang = "en"},
    {.id = "c", .body = "Chips from Samsung.", .tags = "eco", .lang = "de"},
    {.id = "d", .body = "Oil from China.", .tags = "Énergie", .lang = "fr", .source = "Le Monde"},
    {.id = "e", .body = "Chips and oil.", .lang = "en", .source = "Reuters"},
};
enum { ARTICLES = sizeof articles / sizeof *articles };

static morgue_archive *open_archive(const char *name)
{
    return fixture_archive(name, config, articles, ARTICLES);
}

static morgue_results *ask(morgue_archive *a, const char *question, const char *kind, int open,
                           const char *prefix)
{
    static const char *kinds[1];
    kinds[0] = kind;
    morgue_search_options options = fixture_options();
    options.facets = kinds;
    options.facet_count = 1;
    options.facets_open = open;
    options.facet_prefix = prefix;
    return fixture_search(a, question, &options);
}

static void write_facet(const morgue_facet *f, strbuf *out)
{
    for (size_t i = 0; i < f->shown; i++)
        strbuf_printf(out, "%.*s %d, ", STR_ARGS(f->values[i].value), (int)f->values[i].count);
    strbuf_printf(out, "%d of %d, %d without", (int)f->shown, (int)f->distinct, (int)f->missing);
}

/* Open, the facet of a question is that of another one; the total is its own. */
static void expect_open(morgue_archive *a, const char *question, const char *kind,
                        const char *other)
{
    morgue_results *x = ask(a, question, kind, 1, NULL), *y = ask(a, other, kind, 0, NULL);
    strbuf got = {0}, wanted = {0};
    write_facet(morgue_results_facet(x, 0), &got);
    write_facet(morgue_results_facet(y, 0), &wanted);
    assert_string_equal(got.ptr, wanted.ptr);
    assert_int_equal(morgue_results_facet(x, 0)->articles, morgue_results_total(y));
    assert_int_equal(morgue_results_total(x), fixture_count(a, question));
    assert_int_equal(morgue_results_hit_count(x), morgue_results_total(x));
    strbuf_free(&got);
    strbuf_free(&wanted);
    morgue_results_free(x);
    morgue_results_free(y);
}

static void test_open(void **state)
{
    (void)state;
    morgue_archive *a = open_archive("open");
    expect_open(a, "chips org:Micron", "org", "chips");
    expect_open(a, "chips org:Micron,Samsung", "org", "chips");
    expect_open(a, "chips -org:Micron", "org", "chips");
    expect_open(a, "org:*", "org", "*");
    expect_open(a, "org:Micron", "org", "*");
    expect_open(a, "org:micr* chips", "org", "chips");
    expect_open(a, "chips org:Micron", "tag", "chips org:Micron");
    expect_open(a, "chips tag:export lang:en", "tag", "chips lang:en");
    expect_open(a, "chips tag:export lang:en", "lang", "chips tag:export");
    expect_open(a, "oil source:reuters", "source", "oil");
    expect_open(a, "oil source:\"Le Monde\"", "source", "oil");
    /* only what AND joins at the top, and only what is about the kind alone */
    expect_open(a, "org:Micron OR oil", "org", "org:Micron OR oil");
    expect_open(a, "(org:Micron OR oil) chips", "org", "(org:Micron OR oil) chips");
    expect_open(a, "entity:Micron chips", "org", "entity:Micron chips");
    expect_open(a, "about:Micron chips", "org", "about:Micron chips");
    expect_open(a, "absent org:Micron", "org", "absent");
    morgue_archive_free(a);
}

static void expect_values(morgue_archive *a, const char *prefix, const char *expected)
{
    morgue_results *r = ask(a, "*", "tag", 0, prefix);
    const morgue_facet *f = morgue_results_facet(r, 0);
    strbuf got = {0};
    write_facet(f, &got);
    assert_string_equal(got.ptr, expected);
    assert_int_equal(f->begun, f->shown);
    strbuf_free(&got);
    morgue_results_free(r);
}

static void test_prefix(void **state)
{
    (void)state;
    morgue_archive *a = open_archive("prefix");
    expect_values(a, NULL, "Export 2, Economy 1, eco 1, Énergie 1, 4 of 4, 1 without");
    expect_values(a, "", "Export 2, Economy 1, eco 1, Énergie 1, 4 of 4, 1 without");
    expect_values(a, "e", "Export 2, Economy 1, eco 1, Énergie 1, 4 of 4, 1 without");
    expect_values(a, "ECO", "Economy 1, eco 1, 2 of 4, 1 without");
    expect_values(a, "energ", "Énergie 1, 1 of 4, 1 without");
    expect_values(a, "Éner", "Énergie 1, 1 of 4, 1 without");
    expect_values(a, "x", "0 of 4, 1 without");
    morgue_archive_free(a);
}

static void check_page(morgue_archive *a, size_t offset, size_t limit, const char *expected,
                       uint64_t skipped)
{
    static const char *const kinds[] = {"tag"};
    morgue_search_options options = fixture_options();
    options.facets = kinds;
    options.facet_count = 1;
    options.facet_offset = offset;
    options.facet_limit = limit;
    morgue_results *r = fixture_search(a, "*", &options);
    const morgue_facet *f = morgue_results_facet(r, 0);
    strbuf got = {0};
    write_facet(f, &got);
    assert_string_equal(got.ptr, expected);
    assert_int_equal(f->skipped, skipped);
    assert_int_equal(f->begun, 4);
    strbuf_free(&got);
    morgue_results_free(r);
}

static void test_pages(void **state)
{
    (void)state;
    morgue_archive *a = open_archive("pages");
    check_page(a, 0, 2, "Export 2, Economy 1, 2 of 4, 1 without", 0);
    check_page(a, 2, 2, "eco 1, Énergie 1, 2 of 4, 1 without", 2);
    check_page(a, 3, 0, "Énergie 1, 1 of 4, 1 without", 3);
    check_page(a, 4, 2, "0 of 4, 1 without", 4);
    check_page(a, SIZE_MAX, SIZE_MAX, "0 of 4, 1 without", 4);
    morgue_archive_free(a);
}

static void test_prefix_limit(void **state)
{
    (void)state;
    char text[MORGUE_MAX_TERM + 2];
    memset(text, 'e', sizeof text);
    morgue_archive *a = open_archive("prefix-limit");
    morgue_search_options options = fixture_options();
    options.facet_prefix = text;
    text[MORGUE_MAX_TERM + 1] = '\0';
    fixture_refused(a, "*", &options, MORGUE_LIMIT, "MORGUE_MAX_TERM");
    text[MORGUE_MAX_TERM] = '\0';
    morgue_results_free(fixture_search(a, "*", &options));
    options.facet_prefix = "\xff";
    fixture_refused(a, "*", &options, MORGUE_INVALID, "UTF-8");
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_prefix),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_prefix_limit),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
