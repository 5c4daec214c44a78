/* Facets and timelines drawn with characters. */
#include "fake.h"

#include "calendar.h"

static void expect_facets(const morgue_facet *f, const render_options *o, const char *expected)
{
    morgue_results r = {.total = 9, .facets = f, .facet_count = 1};
    strbuf out = {0};
    render_facets(&r, render_format_named("text"), o, &out);
    fake_expect(&out, expected);
}

/* 30 columns: 2 + a name of 5 + 2 + bar + 2 + a count of 2 leave the bar 17. */
static void test_bars(void **state)
{
    (void)state;
    morgue_facet_value values[] = {
        {STR("China"), 34}, {STR("Iran"), 17}, {STR("Ö"), 2}, {STR("D"), 0}};
    morgue_facet facet = {STR("place"), values, 4, 16, 5, 16, 0, 9};
    render_options o = {.width = 30};
    expect_facets(&facet, &o,
                  "place\n"
                  "  China  █████████████████  34\n"
                  "  Iran   ████████▌          17\n"
                  "  Ö      █                   2\n"
                  "  D                          0\n"
                  "  … and 12 more\n"
                  "  (no place in 5 articles)\n"
                  "\n"
                  "9 articles\n");
}

/* A count of one in a million still shows; colours touch the bar alone. */
static void test_small_bar(void **state)
{
    (void)state;
    morgue_facet_value values[] = {{STR("A"), 1000000}, {STR("B"), 1}};
    morgue_facet facet = {STR("org"), values, 2, 2, 1, 2, 0, 9};
    render_options o = {.width = 24, .color = true};
    expect_facets(&facet, &o,
                  "\x1b[1morg\x1b[0m\n"
                  "  A  \x1b[36m██████████\x1b[0m  1000000\n"
                  "  B  \x1b[36m▏\x1b[0m                 1\n"
                  "  (no org in 1 article)\n"
                  "\n"
                  "9 articles\n");
}

static void test_long_names(void **state)
{
    (void)state;
    morgue_facet_value values[] = {
        {STR("中国中央电视台"), 8}, {STR("abcdefghijkl"), 8}, {STR("a\tb"), 1}};
    morgue_facet facet = {STR("org"), values, 3, 3, 0, 3, 0, 9};
    render_options o = {.width = 20};
    /* names get half of 20: "…" and four wide ones take nine, a space pads; 3 are left for the bar
     */
    expect_facets(&facet, &o,
                  "org\n"
                  "  中国中央…   ███  8\n"
                  "  abcdefghi…  ███  8\n"
                  "  a b         ▍    1\n"
                  "\n"
                  "9 articles\n");
}

static void test_no_values(void **state)
{
    (void)state;
    morgue_facet facet = {STR("person"), NULL, 0, 0, 9, 0, 0, 9};
    render_options o = {.width = 80};
    expect_facets(&facet, &o, "person\n  (no person in 9 articles)\n\n9 articles\n");
}

static void test_rows(void **state)
{
    (void)state;
    morgue_bucket buckets[] = {
        {calendar_days(2023, 5, 1) * 86400, 2, 64},
        {calendar_days(2023, 6, 1) * 86400, 16, 16},
        {calendar_days(2023, 7, 1) * 86400, 0, 0},
        {calendar_days(2023, 8, 1) * 86400, 1, 8},
    };
    morgue_timeline t = {MORGUE_UNIT_MONTH, buckets, 4, 3};
    morgue_results r = {.total = 22, .timeline = &t};
    /* 7 + 2 + bar + 2 + 2 + 2 + 9 leave the bar 8 of 32 */
    render_options o = {.width = 32};
    strbuf out = {0};
    render_timeline(&r, render_format_named("text"), &o, &out);
    fake_expect(&out, "articles by month, and their share of all\n"
                      "2023-05  █          2    (3.1 %)\n"
                      "2023-06  ████████  16  (100.0 %)\n"
                      "2023-07             0    (0.0 %)\n"
                      "2023-08  ▌          1   (12.5 %)\n"
                      "(no date in 3 articles)\n"
                      "\n"
                      "22 articles\n");
}

static void expect_label(morgue_unit unit, int64_t days, const char *expected)
{
    morgue_bucket bucket = {days * 86400, 1, 1};
    morgue_timeline t = {unit, &bucket, 1, 0};
    morgue_results r = {.timeline = &t};
    render_options o = {0};
    strbuf out = {0}, whole = {0};
    render_timeline(&r, render_format_named("tsv"), &o, &out);
    strbuf_printf(&whole, "start\tcount\tall\tshare\n%s\t1\t1\t1.000000\n", expected);
    fake_expect(&out, whole.ptr);
    strbuf_free(&whole);
}

static void test_labels(void **state)
{
    (void)state;
    expect_label(MORGUE_UNIT_YEAR, calendar_days(2023, 1, 1), "2023");
    expect_label(MORGUE_UNIT_MONTH, calendar_days(2023, 5, 1), "2023-05");
    expect_label(MORGUE_UNIT_WEEK, calendar_days(2023, 5, 22), "2023-05-22");
    expect_label(MORGUE_UNIT_DAY, calendar_days(1899, 12, 31), "1899-12-31");
    expect_label(MORGUE_UNIT_YEAR, calendar_days(1, 1, 1), "0001");
}

/* 41 days, one more than rows are drawn for, in 80 columns: one each. */
static void test_sparkline(void **state)
{
    (void)state;
    morgue_bucket buckets[41] = {{0}};
    for (int i = 0; i < 41; i++)
        buckets[i] = (morgue_bucket){(calendar_days(2023, 1, 1) + i) * 86400, 0, 10};
    for (unsigned i = 0; i < 9; i++)
        buckets[i].count = i;
    buckets[40].count = 4;
    morgue_timeline t = {MORGUE_UNIT_DAY, buckets, 41, 0};
    morgue_results r = {.total = 40, .timeline = &t};
    render_options o = {.width = 80};
    strbuf out = {0};
    render_timeline(&r, render_format_named("text"), &o, &out);
    fake_expect(&out, "articles by day, and their share of all\n"
                      " ▁▂▃▄▅▆▇█                               ▄\n"
                      "2023-01-01                     2023-02-10\n"
                      "peak 2023-01-09: 8  (80.0 %)\n"
                      "all 41 days: 40  (9.8 %)\n"
                      "\n"
                      "40 articles\n");
}

/* As many buckets as columns need no groups, one more does. */
static void test_full_sparkline(void **state)
{
    (void)state;
    morgue_bucket buckets[51] = {{0}};
    for (int i = 0; i < 51; i++)
        buckets[i] = (morgue_bucket){(calendar_days(2023, 1, 1) + i) * 86400, 1, 1};
    render_options o = {.width = 50};
    for (size_t count = 50; count <= 51; count++) {
        morgue_timeline t = {MORGUE_UNIT_DAY, buckets, count, 0};
        morgue_results r = {.total = count, .timeline = &t};
        strbuf out = {0};
        render_timeline(&r, render_format_named("text"), &o, &out);
        assert_int_equal(strstr(out.ptr, "a column is 2 days\n") != NULL, count == 51);
        strbuf_free(&out);
    }
}

/* 100 days in 30 columns: four to a column, 25 of them. */
static void test_grouped_sparkline(void **state)
{
    (void)state;
    morgue_bucket buckets[100] = {{0}};
    for (int i = 0; i < 100; i++)
        buckets[i] = (morgue_bucket){(calendar_days(2023, 1, 1) + i) * 86400, i < 4 ? 2 : 1, 0};
    morgue_timeline t = {MORGUE_UNIT_DAY, buckets, 100, 0};
    morgue_results r = {.total = 104, .timeline = &t};
    render_options o = {.width = 30};
    strbuf out = {0};
    render_timeline(&r, render_format_named("text"), &o, &out);
    fake_expect(&out, "articles by day, and their share of all\n"
                      "█▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄\n"
                      "2023-01-01     2023-04-10\n"
                      "a column is 4 days\n"
                      "peak 2023-01-01: 2  (0.0 %)\n"
                      "all 100 days: 104  (0.0 %)\n"
                      "\n"
                      "104 articles\n");
}

static void test_no_buckets(void **state)
{
    (void)state;
    morgue_timeline t = {MORGUE_UNIT_YEAR, NULL, 0, 1};
    morgue_results r = {.total = 1, .timeline = &t};
    render_options o = {.width = 80};
    strbuf out = {0};
    render_timeline(&r, render_format_named("text"), &o, &out);
    fake_expect(&out, "articles by year, and their share of all\nno dated articles\n"
                      "(no date in 1 article)\n\n1 article\n");
}

/* Counts up to the greatest number do not overflow a bar or a line. */
static void test_greatest(void **state)
{
    (void)state;
    morgue_facet_value values[] = {{STR("A"), UINT64_MAX}, {STR("B"), UINT64_MAX - 1}};
    morgue_facet facet = {STR("org"), values, 2, UINT64_MAX, UINT64_MAX, UINT64_MAX, 0, 9};
    morgue_bucket bucket = {INT64_C(253402214400), UINT64_MAX, 1};
    morgue_timeline t = {MORGUE_UNIT_DAY, &bucket, 1, UINT64_MAX};
    morgue_results r = {.facets = &facet, .facet_count = 1, .timeline = &t};
    for (unsigned width = 0; width < 60; width++) {
        render_options o = {.width = width};
        strbuf out = {0};
        render_format_named("text")->results(&r, &o, &out);
        fake_expect_harmless(&out);
        assert_true(out.len < 2000);
        strbuf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bars),           cmocka_unit_test(test_small_bar),
        cmocka_unit_test(test_long_names),     cmocka_unit_test(test_no_values),
        cmocka_unit_test(test_rows),           cmocka_unit_test(test_labels),
        cmocka_unit_test(test_sparkline),      cmocka_unit_test(test_grouped_sparkline),
        cmocka_unit_test(test_full_sparkline), cmocka_unit_test(test_no_buckets),
        cmocka_unit_test(test_greatest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
