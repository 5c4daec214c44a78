/* Every form of a date and of a date clause, counted from a fixed instant. */
#include "sexpr.h"

typedef struct row {
    const char *text, *first, *last; /* "" when open */
} row;

static void format_bound(int64_t instant, int64_t open, char out[CALENDAR_TEXT])
{
    morgue_date d = {instant, instant, MORGUE_PRECISION_INSTANT, MORGUE_PROVENANCE_NONE};
    out[0] = '\0';
    if (instant != open)
        calendar_format(d, out);
}

static void expect_interval(const row *r, int64_t now, int offset)
{
    morgue_query *q = NULL;
    morgue_error err = {0};
    char first[CALENDAR_TEXT], last[CALENDAR_TEXT];
    if (morgue_query_parse(&q, r->text, strlen(r->text), now, offset, &err) != MORGUE_OK)
        fail_msg("%s: %s", r->text, err.message);
    assert_int_equal(q->root->kind, NODE_DATE);
    assert_true(q->dated);
    format_bound(q->root->first, INT64_MIN, first);
    format_bound(q->root->last, INT64_MAX, last);
    if (strcmp(first, r->first) != 0 || strcmp(last, r->last) != 0)
        fail_msg("%s is %s..%s instead of %s..%s", r->text, first, last, r->first, r->last);
    check_round_trip(q);
    morgue_query_free(q);
}

static void expect_intervals(const row *rows, size_t count, int offset)
{
    for (size_t i = 0; i < count; i++)
        expect_interval(&rows[i], NOW, offset);
}

#define EXPECT_INTERVALS(rows, offset) expect_intervals(rows, sizeof(rows) / sizeof *(rows), offset)

static void test_partial_dates(void **state)
{
    (void)state;
    static const row rows[] = {
        {"date:2023", "2023-01-01T00:00:00Z", "2023-12-31T23:59:59Z"},
        {"date:2023-05", "2023-05-01T00:00:00Z", "2023-05-31T23:59:59Z"},
        {"date:2024-02", "2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z"},
        {"date:2023-05-21", "2023-05-21T00:00:00Z", "2023-05-21T23:59:59Z"},
        {"date:2023/05/21", "2023-05-21T00:00:00Z", "2023-05-21T23:59:59Z"},
        {"date:2023/05", "2023-05-01T00:00:00Z", "2023-05-31T23:59:59Z"},
        {"date:2023-W21", "2023-05-22T00:00:00Z", "2023-05-28T23:59:59Z"},
        {"date:2021-w01", "2021-01-04T00:00:00Z", "2021-01-10T23:59:59Z"},
        {"date:2020-W53", "2020-12-28T00:00:00Z", "2021-01-03T23:59:59Z"},
        {"date:2023-Q1", "2023-01-01T00:00:00Z", "2023-03-31T23:59:59Z"},
        {"date:2023-Q2", "2023-04-01T00:00:00Z", "2023-06-30T23:59:59Z"},
        {"date:2023-q4", "2023-10-01T00:00:00Z", "2023-12-31T23:59:59Z"},
        {"date:\"2023-05\"", "2023-05-01T00:00:00Z", "2023-05-31T23:59:59Z"},
        {"date:0001", "0001-01-01T00:00:00Z", "0001-12-31T23:59:59Z"},
        {"date:9999", "9999-01-01T00:00:00Z", "9999-12-31T23:59:59Z"},
        {"date:1815-06-18", "1815-06-18T00:00:00Z", "1815-06-18T23:59:59Z"},
    };
    EXPECT_INTERVALS(rows, 0);
}

static void test_instants(void **state)
{
    (void)state;
    static const row rows[] = {
        {"date:2023-05-21T16:00Z", "2023-05-21T16:00:00Z", "2023-05-21T16:00:59Z"},
        {"date:2023-05-21T16:00", "2023-05-21T16:00:00Z", "2023-05-21T16:00:59Z"},
        {"date:2023-05-21T16", "2023-05-21T16:00:00Z", "2023-05-21T16:59:59Z"},
        {"date:2023-05-21t16:00:30z", "2023-05-21T16:00:30Z", "2023-05-21T16:00:30Z"},
        {"date:2023-05-21T16:00:30.25Z", "2023-05-21T16:00:30Z", "2023-05-21T16:00:30Z"},
        {"date:2023-05-21T23:59:60Z", "2023-05-21T23:59:59Z", "2023-05-21T23:59:59Z"},
        {"date:2023-05-21T16:00+02:00", "2023-05-21T14:00:00Z", "2023-05-21T14:00:59Z"},
        {"date:2023-05-21T16:00:30-0530", "2023-05-21T21:30:30Z", "2023-05-21T21:30:30Z"},
        {"date:2023-05-21T01:00+09", "2023-05-20T16:00:00Z", "2023-05-20T16:00:59Z"},
        {"date:\"2023-05-21 16:00\"", "2023-05-21T16:00:00Z", "2023-05-21T16:00:59Z"},
        {"until:2023-05-21T16:00Z", "", "2023-05-21T16:00:59Z"},
        {"before:2023-05-21T16:00Z", "", "2023-05-21T15:59:59Z"},
        {"after:2023-05-21T16:00Z", "2023-05-21T16:00:00Z", ""},
    };
    EXPECT_INTERVALS(rows, 0);
}

static void test_clauses(void **state)
{
    (void)state;
    static const row rows[] = {
        {"after:2023-05", "2023-05-01T00:00:00Z", ""},
        {"since:2023-05", "2023-05-01T00:00:00Z", ""},
        {"before:2023-05", "", "2023-04-30T23:59:59Z"},
        {"until:2023-05", "", "2023-05-31T23:59:59Z"},
        {"AFTER:2023-Q2", "2023-04-01T00:00:00Z", ""},
        {"date:2022..2023-05", "2022-01-01T00:00:00Z", "2023-05-31T23:59:59Z"},
        {"date:2022..2022", "2022-01-01T00:00:00Z", "2022-12-31T23:59:59Z"},
        {"date:2022..", "2022-01-01T00:00:00Z", ""},
        {"date:..2022", "", "2022-12-31T23:59:59Z"},
        {"date:2023-W20..today", "2023-05-15T00:00:00Z", "2023-06-15T23:59:59Z"},
        {"date:last-month..yesterday", "2023-05-01T00:00:00Z", "2023-06-14T23:59:59Z"},
    };
    EXPECT_INTERVALS(rows, 0);
}

static void test_words(void **state)
{
    (void)state;
    static const row rows[] = {
        {"date:today", "2023-06-15T00:00:00Z", "2023-06-15T23:59:59Z"},
        {"date:Yesterday", "2023-06-14T00:00:00Z", "2023-06-14T23:59:59Z"},
        {"date:this-week", "2023-06-12T00:00:00Z", "2023-06-18T23:59:59Z"},
        {"date:last-week", "2023-06-05T00:00:00Z", "2023-06-11T23:59:59Z"},
        {"date:this-month", "2023-06-01T00:00:00Z", "2023-06-30T23:59:59Z"},
        {"date:last-month", "2023-05-01T00:00:00Z", "2023-05-31T23:59:59Z"},
        {"date:this-year", "2023-01-01T00:00:00Z", "2023-12-31T23:59:59Z"},
        {"date:last-year", "2022-01-01T00:00:00Z", "2022-12-31T23:59:59Z"},
        {"after:last-week", "2023-06-05T00:00:00Z", ""},
        {"before:this-year", "", "2022-12-31T23:59:59Z"},
        {"until:yesterday", "", "2023-06-14T23:59:59Z"},
    };
    EXPECT_INTERVALS(rows, 0);
    /* 2024-01-01T00:30:00Z: month and year change at once. */
    static const row january[] = {
        {"date:last-month", "2023-12-01T00:00:00Z", "2023-12-31T23:59:59Z"},
        {"date:this-week", "2024-01-01T00:00:00Z", "2024-01-07T23:59:59Z"},
        {"date:yesterday", "2023-12-31T00:00:00Z", "2023-12-31T23:59:59Z"},
    };
    for (size_t i = 0; i < 3; i++)
        expect_interval(&january[i], INT64_C(1704069000), 0);
}

static void test_lengths(void **state)
{
    (void)state;
    static const row rows[] = {
        {"newer:12h", "2023-06-15T00:30:00Z", ""}, {"newer:30d", "2023-05-16T12:30:00Z", ""},
        {"newer:2w", "2023-06-01T12:30:00Z", ""},  {"newer:3m", "2023-03-15T12:30:00Z", ""},
        {"newer:1Y", "2022-06-15T12:30:00Z", ""},  {"older:1y", "", "2022-06-15T12:29:59Z"},
        {"older:6m", "", "2022-12-15T12:29:59Z"},  {"older:1h", "", "2023-06-15T11:29:59Z"},
    };
    EXPECT_INTERVALS(rows, 0);
    /* 2024-03-31T12:00:00Z: February has no 31st. */
    static const row march[] = {
        {"newer:1m", "2024-02-29T12:00:00Z", ""},
        {"newer:13m", "2023-02-28T12:00:00Z", ""},
    };
    for (size_t i = 0; i < 2; i++)
        expect_interval(&march[i], INT64_C(1711886400), 0);
}

static void test_offsets(void **state)
{
    (void)state;
    /* At 12:30 UTC it is 01:30 of the 16th thirteen hours east. */
    static const row east[] = {
        {"date:today", "2023-06-15T11:00:00Z", "2023-06-16T10:59:59Z"},
        {"date:2023-05", "2023-04-30T11:00:00Z", "2023-05-31T10:59:59Z"},
        {"date:2023-W21", "2023-05-21T11:00:00Z", "2023-05-28T10:59:59Z"},
        {"date:2023-Q2", "2023-03-31T11:00:00Z", "2023-06-30T10:59:59Z"},
        {"date:2023-05-21T16:00", "2023-05-21T03:00:00Z", "2023-05-21T03:00:59Z"},
        {"date:2023-05-21T16:00Z", "2023-05-21T16:00:00Z", "2023-05-21T16:00:59Z"},
        {"date:last-month", "2023-04-30T11:00:00Z", "2023-05-31T10:59:59Z"},
        {"newer:1d", "2023-06-14T12:30:00Z", ""},
        {"newer:1m", "2023-05-15T12:30:00Z", ""},
    };
    EXPECT_INTERVALS(east, 13 * 3600);
    static const row west[] = {
        {"date:today", "2023-06-14T13:00:00Z", "2023-06-15T12:59:59Z"},
        {"before:2023", "", "2023-01-01T12:59:59Z"},
    };
    EXPECT_INTERVALS(west, -13 * 3600);
}

/* Bounds just outside of the years 1 to 9999 still survive the canonical text. */
static void test_extremes(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "after:0001-01-01T00:00+23:59",
        "before:0001-01-01T00:00+23:59",
        "date:9999-12-31T23:59-23:59",
        "until:9999-W52",
        "newer:999999y",
        "older:999999y",
        "newer:999999w",
        "before:0001",
        "date:0001..9999",
        "date:last-year",
    };
    static const int64_t nows[] = {INT64_MIN, -62135596800, 0, 253402300799, INT64_MAX};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (size_t j = 0; j < 5; j++) {
            for (int offset = -86340; offset <= 86340; offset += 86340) {
                morgue_query *q = NULL;
                assert_int_equal(
                    morgue_query_parse(&q, texts[i], strlen(texts[i]), nows[j], offset, NULL),
                    MORGUE_OK);
                assert_true(q->root->first <= q->root->last);
                check_round_trip(q);
                morgue_query_free(q);
            }
        }
    }
}

static void test_nesting(void **state)
{
    (void)state;
    expect_tree("date:1970 OR -(x after:1970)", "(or date[0..31535999] (not (and x date[0..])))");
    expect_tree("date:1970-01-01,1970-01-02", "(or date[0..86399] date[86400..172799])");
    expect_tree("-date:*", "(not date:<any>)");
    morgue_query *q = parse_ok("x -date:*", 9);
    assert_false(q->dated);
    morgue_query_free(q);
}

static void test_bad_offset(void **state)
{
    (void)state;
    morgue_query *q = NULL;
    assert_int_equal(morgue_query_parse(&q, "x", 1, 0, 86341, NULL), MORGUE_INVALID);
    assert_int_equal(morgue_query_parse(&q, "x", 1, 0, -86341, NULL), MORGUE_INVALID);
    assert_int_equal(morgue_query_parse(&q, NULL, 1, 0, 0, NULL), MORGUE_INVALID);
    assert_null(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_partial_dates), cmocka_unit_test(test_instants),
        cmocka_unit_test(test_clauses),       cmocka_unit_test(test_words),
        cmocka_unit_test(test_lengths),       cmocka_unit_test(test_offsets),
        cmocka_unit_test(test_extremes),      cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_bad_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
