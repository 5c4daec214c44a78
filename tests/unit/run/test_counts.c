/* Facets and timelines: what is counted, how much is shown, what is missing. */
#include "fixture.h"

#include "calendar.h"
#include "strbuf.h"

#include <inttypes.h>
#include <stdio.h>

static morgue_config *config;

static const brief articles[] = {
    {.id = "a",
     .title = "Micron in China",
     .body = "Biden",
     .source = "Reuters",
     .tags = "chips|Oil Prices",
     .lang = "en",
     .date = "2020-12-31",
     .priority = "High"},
    {.id = "b",
     .title = "Micron Technology",
     .body = "Xi and Biden",
     .source = "REUTERS",
     .tags = "oil-prices",
     .lang = "en-GB",
     .date = "2021-01-01"},
    {.id = "c",
     .title = "Samsung",
     .body = "Nothing",
     .source = "Le Monde",
     .lang = "fr",
     .date = "2021-01-11"},
    {.id = "d", .title = "Example Wire", .body = "Example Wire", .date = "1969-12-29"},
    {.id = "e", .title = "Old", .body = "Old", .date = "1969-12-28"},
    {.id = "f", .title = "Undated", .body = "Micron"},
};
enum { ARTICLES = sizeof articles / sizeof *articles };

static const morgue_facet *facet_of(const morgue_results *r, const char *kind)
{
    for (size_t i = 0; i < morgue_results_facet_count(r); i++)
        if (str_is(morgue_results_facet(r, i)->kind, kind))
            return morgue_results_facet(r, i);
    fail_msg("no facet %s", kind);
    return NULL;
}

/* "Reuters 2, Le Monde 1; 3 distinct, 4 missing" */
static void expect_facet(const morgue_results *r, const char *kind, const char *expected)
{
    const morgue_facet *f = facet_of(r, kind);
    strbuf text = {0};
    for (size_t i = 0; i < f->shown; i++)
        strbuf_printf(&text, "%s%.*s %" PRIu64, i ? ", " : "", STR_ARGS(f->values[i].value),
                      f->values[i].count);
    strbuf_printf(&text, "; %" PRIu64 " distinct, %" PRIu64 " missing", f->distinct, f->missing);
    if (strcmp(text.ptr, expected) != 0)
        fail_msg("%s: %s instead of %s", kind, text.ptr, expected);
    strbuf_free(&text);
}

static morgue_results *with_facets(morgue_archive *a, const char *text, size_t limit)
{
    static const char *const kinds[] = {"person", "org", "place",    "source",
                                        "lang",   "tag", "priority", "section"};
    morgue_search_options options = fixture_options();
    options.facets = kinds;
    options.facet_count = sizeof kinds / sizeof *kinds;
    options.facet_limit = limit;
    options.limit = 0;
    return fixture_search(a, text, &options);
}

static void test_facets(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("facets", config, articles, ARTICLES);
    morgue_results *r = with_facets(a, "*", 0);
    expect_facet(r, "person", "Joe Biden 2, Xi Jinping 1; 2 distinct, 4 missing");
    /* an entity that is ignored counts for nothing */
    expect_facet(r, "org", "Micron Technology 3, Samsung Electronics 1; 2 distinct, 2 missing");
    expect_facet(r, "place", "China 1; 1 distinct, 5 missing");
    expect_facet(r, "source", "Reuters 2, Le Monde 1; 2 distinct, 3 missing");
    expect_facet(r, "lang", "en 2, fr 1; 2 distinct, 3 missing");
    expect_facet(r, "tag", "Oil Prices 2, chips 1; 2 distinct, 4 missing");
    expect_facet(r, "priority", "High 1; 1 distinct, 5 missing");
    expect_facet(r, "section", "; 0 distinct, 6 missing");
    morgue_results_free(r);
    /* only what matches is counted */
    r = with_facets(a, "micron -xi", 0);
    expect_facet(r, "person", "Joe Biden 1; 1 distinct, 1 missing");
    expect_facet(r, "source", "Reuters 1; 1 distinct, 1 missing");
    morgue_results_free(r);
    morgue_archive_free(a);
}

static void test_facet_limit(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("facet-limit", config, articles, ARTICLES);
    morgue_results *r = with_facets(a, "*", 1);
    expect_facet(r, "person", "Joe Biden 2; 2 distinct, 4 missing");
    expect_facet(r, "section", "; 0 distinct, 6 missing");
    morgue_results_free(r);
    r = with_facets(a, "*", 2);
    expect_facet(r, "person", "Joe Biden 2, Xi Jinping 1; 2 distinct, 4 missing");
    assert_null(morgue_results_facet(r, 8));
    morgue_results_free(r);
    morgue_archive_free(a);
}

/* All built-in facets and as many declared ones as there can be. */
#define MOST_FACETS (8 + 64)

static void test_facet_errors(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("facet-errors", config, articles, ARTICLES);
    const char *kinds[MOST_FACETS + 1];
    morgue_search_options options = fixture_options();
    options.facets = kinds;
    for (size_t i = 0; i <= MOST_FACETS; i++)
        kinds[i] = "person";
    options.facet_count = MOST_FACETS;
    morgue_results *r = fixture_search(a, "*", &options);
    assert_int_equal(morgue_results_facet_count(r), MOST_FACETS);
    assert_int_equal(morgue_results_facet(r, MOST_FACETS - 1)->distinct, 2);
    morgue_results_free(r);
    options.facet_count++;
    fixture_refused(a, "*", &options, MORGUE_LIMIT, "73 facets");
    options.facet_count = 2;
    kinds[1] = "persons";
    fixture_refused(a, "*", &options, MORGUE_INVALID, "no facet 'persons'");
    kinds[1] = "";
    fixture_refused(a, "*", &options, MORGUE_INVALID, "no facet ''");
    kinds[1] = NULL;
    fixture_refused(a, "*", &options, MORGUE_INVALID, "no facet");
    options.facets = NULL;
    fixture_refused(a, "*", &options, MORGUE_INVALID, "facets");
    morgue_archive_free(a);
}

/* The alias table is read when the first name passes by: its errors are said. */
static void test_broken_aliases(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("broken", config, articles, ARTICLES);
    morgue_archive_free(a);
    fixture_write("broken.yaml", "version: 1\nentities:\n  - {kind: planet, name: Mars}\n");
    fixture_write("config2.yaml", "version: 1\nshipped_entities: false\nentities: [broken.yaml]\n");
    morgue_config *wrong;
    assert_int_equal(morgue_config_load(&wrong, fixture_path("config2.yaml"), NULL), MORGUE_OK);
    a = fixture_open("broken", wrong);
    static const char *const kinds[] = {"source", "org"};
    morgue_search_options options = fixture_options();
    options.facets = kinds;
    options.facet_count = 2;
    options.limit = 0;
    fixture_refused(a, "*", &options, MORGUE_CONFIG, "kind must be");
    fixture_refused(a, "org:micron", NULL, MORGUE_CONFIG, "kind must be");
    fixture_refused(a, "micron", NULL, MORGUE_CONFIG, "kind must be");
    morgue_archive_free(a);
    morgue_config_free(wrong);
}

/* Aliases apply when a question runs: other YAML, other answers, same index. */
static void test_edited_aliases(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("edited", config, articles, ARTICLES);
    assert_int_equal(fixture_count(a, "org:memory"), 0);
    assert_int_equal(fixture_count(a, "org:micron"), 3);
    morgue_archive_free(a);
    fixture_write("edited.yaml",
                  "version: 1\nentities:\n"
                  "  - {kind: org, name: Memory makers, aliases: [Micron, Samsung, Memory]}\n"
                  "  - {kind: person, name: Biden, ignore: true}\n");
    fixture_write("config3.yaml",
                  "version: 1\nshipped_entities: false\nentities: [entities.yaml, edited.yaml]\n");
    morgue_config *other;
    assert_int_equal(morgue_config_load(&other, fixture_path("config3.yaml"), NULL), MORGUE_OK);
    a = fixture_open("edited", other);
    /* "Micron Technology" was not taken from the first record */
    assert_int_equal(fixture_count(a, "org:memory"), 3);
    static const char *const kinds[] = {"person", "org"};
    morgue_search_options options = fixture_options();
    options.facets = kinds;
    options.facet_count = 2;
    morgue_results *r = fixture_search(a, "*", &options);
    expect_facet(r, "org", "Memory makers 3, Micron Technology 1; 2 distinct, 2 missing");
    expect_facet(r, "person", "Xi Jinping 1; 1 distinct, 5 missing");
    morgue_results_free(r);
    morgue_archive_free(a);
    morgue_config_free(other);
}

/* ---- timeline ---- */

static morgue_results *with_timeline(morgue_archive *a, const char *text, morgue_unit unit)
{
    morgue_search_options options = fixture_options();
    options.timeline = unit;
    return fixture_search(a, text, &options);
}

/* "2021-01-04 1/2, …; 1 undated", where there are no more than 20 buckets. */
static void expect_timeline(morgue_archive *a, const char *text, morgue_unit unit,
                            const char *expected)
{
    morgue_results *r = with_timeline(a, text, unit);
    const morgue_timeline *t = morgue_results_timeline(r);
    strbuf out = {0};
    assert_int_equal(t->unit, unit);
    assert_true(t->count <= 20);
    for (size_t i = 0; i < t->count; i++) {
        char date[CALENDAR_TEXT];
        calendar_format((morgue_date){t->buckets[i].start, t->buckets[i].start,
                                      MORGUE_PRECISION_DAY, MORGUE_PROVENANCE_NONE},
                        date);
        strbuf_printf(&out, "%s%s %" PRIu64 "/%" PRIu64, i ? ", " : "", date, t->buckets[i].count,
                      t->buckets[i].all);
    }
    strbuf_printf(&out, "; %" PRIu64 " undated", t->undated);
    if (strcmp(out.ptr, expected) != 0)
        fail_msg("%s: %s instead of %s", text, out.ptr, expected);
    strbuf_free(&out);
    morgue_results_free(r);
}

static void test_weeks(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("weeks", config, articles, ARTICLES);
    /* Thursday 2020-12-31 and Friday 2021-01-01 are of one week, that from
     * Monday 2020-12-28; the week between has nothing. */
    expect_timeline(a, "after:2000", MORGUE_UNIT_WEEK,
                    "2020-12-28 2/2, 2021-01-04 0/0, 2021-01-11 1/1; 0 undated");
    /* 1969-12-29 was a Monday, the day before it a Sunday. */
    expect_timeline(a, "before:2000", MORGUE_UNIT_WEEK,
                    "1969-12-22 1/1, 1969-12-29 1/1; 0 undated");
    expect_timeline(a, "before:2000", MORGUE_UNIT_DAY, "1969-12-28 1/1, 1969-12-29 1/1; 0 undated");
    morgue_archive_free(a);
}

static void test_units(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("units", config, articles, ARTICLES);
    expect_timeline(a, "after:2000", MORGUE_UNIT_MONTH,
                    "2020-12-01 1/1, 2021-01-01 2/2; 0 undated");
    /* the share is of all articles of the archive, and the undated are told */
    expect_timeline(a, "micron", MORGUE_UNIT_YEAR, "2020-01-01 1/1, 2021-01-01 1/2; 1 undated");
    expect_timeline(a, "before:2000", MORGUE_UNIT_YEAR, "1969-01-01 2/2; 0 undated");
    expect_timeline(a, "undated", MORGUE_UNIT_DAY, "; 1 undated");
    expect_timeline(a, "absent", MORGUE_UNIT_DAY, "; 0 undated");
    morgue_archive_free(a);
}

/* What was removed or replaced is not among "all". */
static void test_share_of_the_living(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("living", config, articles, ARTICLES);
    morgue_archive_free(a);
    arena memory = {0};
    morgue_writer *w = fixture_writer("living", config);
    brief moved = articles[1];
    moved.date = "2021-02-03";
    morgue_article article = fixture_article(&moved, &memory);
    fixture_add(w, &article);
    assert_int_equal(morgue_writer_remove(w, "a", 1, NULL), MORGUE_OK);
    fixture_commit(w);
    morgue_writer_free(w);
    arena_free(&memory);
    a = fixture_open("living", config);
    expect_timeline(a, "after:2000", MORGUE_UNIT_MONTH,
                    "2021-01-01 1/1, 2021-02-01 1/1; 0 undated");
    morgue_archive_free(a);
}

/* 1900-01-01 to 2100-01-01 are 200 * 365 days, 49 leap days and one. */
static void test_bucket_limit(void **state)
{
    (void)state;
    static const brief far[] = {
        {.id = "first", .body = "both", .date = "1900-01-01"},
        {.id = "last", .body = "both", .date = "2100-01-01"},
        {.id = "after", .body = "after", .date = "2100-01-02"},
    };
    morgue_archive *a = fixture_archive("far", config, far, 3);
    morgue_results *r = with_timeline(a, "both", MORGUE_UNIT_DAY);
    assert_int_equal(morgue_results_timeline(r)->count, 73050);
    assert_int_equal(morgue_results_timeline(r)->buckets[73049].count, 1);
    morgue_results_free(r);
    morgue_search_options options = fixture_options();
    options.timeline = MORGUE_UNIT_DAY;
    fixture_refused(a, "*", &options, MORGUE_LIMIT, "73051");
    expect_timeline(a, "after", MORGUE_UNIT_DAY, "2100-01-02 1/1; 0 undated");
    morgue_archive_free(a);
}

/* The ends of the calendar. */
static void test_far_years(void **state)
{
    (void)state;
    static const brief ends[] = {
        {.id = "one", .body = "x", .date = "0001-01-01"},
        {.id = "two", .body = "x", .date = "0001-12"},
        {.id = "last", .body = "y", .date = "9999-12-31"},
    };
    morgue_archive *a = fixture_archive("ends", config, ends, 3);
    expect_timeline(a, "x", MORGUE_UNIT_YEAR, "0001-01-01 2/2; 0 undated");
    expect_timeline(a, "id:one", MORGUE_UNIT_MONTH, "0001-01-01 1/1; 0 undated");
    expect_timeline(a, "id:one", MORGUE_UNIT_WEEK, "0001-01-01 1/1; 0 undated");
    expect_timeline(a, "y", MORGUE_UNIT_MONTH, "9999-12-01 1/1; 0 undated");
    expect_timeline(a, "y", MORGUE_UNIT_WEEK, "9999-12-27 1/1; 0 undated");
    assert_int_equal(fixture_count(a, "date:0001"), 2);
    assert_int_equal(fixture_count(a, "date:9999"), 1);
    assert_int_equal(fixture_count(a, "before:0002"), 2);
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facets),         cmocka_unit_test(test_facet_limit),
        cmocka_unit_test(test_facet_errors),   cmocka_unit_test(test_broken_aliases),
        cmocka_unit_test(test_edited_aliases), cmocka_unit_test(test_weeks),
        cmocka_unit_test(test_units),          cmocka_unit_test(test_share_of_the_living),
        cmocka_unit_test(test_bucket_limit),   cmocka_unit_test(test_far_years),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
