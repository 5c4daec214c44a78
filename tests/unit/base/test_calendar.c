/* The calendar: days, weeks, intervals, names, at the ends of what it covers. */
#include "calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define DAY INT64_C(86400)

static void test_known_days(void **state)
{
    (void)state;
    assert_int_equal(calendar_days(1970, 1, 1), 0);
    assert_int_equal(calendar_days(1969, 12, 31), -1);
    assert_int_equal(calendar_days(2000, 3, 1), 11017);
    assert_int_equal(calendar_days(1, 1, 1), -719162);
    assert_int_equal(calendar_days(9999, 12, 31), 2932896);
}

/* Every day of years 0 to 10000 follows the day before it. */
static void test_every_day(void **state)
{
    (void)state;
    int year = 0, month = 1, day = 1;
    int64_t first = calendar_days(0, 1, 1), last = calendar_days(10000, 12, 31);
    for (int64_t n = first; n <= last; n++) {
        int y, m, d;
        calendar_civil(n, &y, &m, &d);
        if (y != year || m != month || d != day || calendar_days(y, m, d) != n)
            fail_msg("day %lld came out as %d-%d-%d", (long long)n, y, m, d);
        if (++day > calendar_month_days(year, month)) {
            day = 1;
            month = month % 12 + 1;
            year += month == 1;
        }
    }
    assert_int_equal(year, 10001);
}

static void test_leap_years(void **state)
{
    (void)state;
    assert_int_equal(calendar_month_days(1900, 2), 28);
    assert_int_equal(calendar_month_days(2000, 2), 29);
    assert_int_equal(calendar_month_days(2023, 2), 28);
    assert_int_equal(calendar_month_days(2024, 2), 29);
    assert_int_equal(calendar_month_days(2023, 4), 30);
}

static void test_weekdays(void **state)
{
    (void)state;
    assert_int_equal(calendar_weekday(0), 3); /* Thursday */
    assert_int_equal(calendar_weekday(calendar_days(2023, 5, 21)), 6);
    assert_int_equal(calendar_weekday(calendar_days(1, 1, 1)), 0);
    assert_int_equal(calendar_weekday(-1), 2);
    assert_int_equal(calendar_weekday(-4), 6);
}

static void test_iso_weeks(void **state)
{
    (void)state;
    int64_t monday;
    /* 1 January 2021 was a Friday of week 53 of 2020. */
    assert_true(calendar_iso_week(2020, 53, &monday));
    assert_int_equal(monday, calendar_days(2020, 12, 28));
    assert_false(calendar_iso_week(2021, 53, &monday));
    assert_true(calendar_iso_week(2021, 1, &monday));
    assert_int_equal(monday, calendar_days(2021, 1, 4));
    /* 31 December 2018 was a Monday of week 1 of 2019. */
    assert_true(calendar_iso_week(2019, 1, &monday));
    assert_int_equal(monday, calendar_days(2018, 12, 31));
    assert_true(calendar_iso_week(1, 1, &monday));
    assert_int_equal(monday, calendar_days(1, 1, 1));
    assert_true(calendar_iso_week(9999, 52, &monday));
    assert_int_equal(monday, calendar_days(9999, 12, 27));
    assert_false(calendar_iso_week(9999, 53, &monday));
    assert_false(calendar_iso_week(2023, 0, &monday));
    assert_false(calendar_iso_week(2023, -1, &monday));
}

/* In 400 years 71 have 53 weeks. */
static void test_long_years(void **state)
{
    (void)state;
    int count = 0;
    int64_t monday;
    for (int year = 2000; year < 2400; year++)
        count += calendar_iso_week(year, 53, &monday);
    assert_int_equal(count, 71);
}

static void test_valid(void **state)
{
    (void)state;
    static const struct {
        partial_date date;
        bool valid;
    } cases[] = {
        {{MORGUE_PRECISION_NONE, 2023, 1, 1, 0, 0, 0, 0}, false},
        {{MORGUE_PRECISION_YEAR, 1, 0, 0, 0, 0, 0, 0}, true},
        {{MORGUE_PRECISION_YEAR, 0, 0, 0, 0, 0, 0, 0}, false},
        {{MORGUE_PRECISION_YEAR, 9999, 0, 0, 0, 0, 0, 0}, true},
        {{MORGUE_PRECISION_YEAR, 10000, 0, 0, 0, 0, 0, 0}, false},
        {{MORGUE_PRECISION_MONTH, 2023, 12, 0, 0, 0, 0, 0}, true},
        {{MORGUE_PRECISION_MONTH, 2023, 13, 0, 0, 0, 0, 0}, false},
        {{MORGUE_PRECISION_MONTH, 2023, 0, 0, 0, 0, 0, 0}, false},
        {{MORGUE_PRECISION_DAY, 2024, 2, 29, 0, 0, 0, 0}, true},
        {{MORGUE_PRECISION_DAY, 2023, 2, 29, 0, 0, 0, 0}, false},
        {{MORGUE_PRECISION_DAY, 2023, 4, 0, 0, 0, 0, 0}, false},
        {{MORGUE_PRECISION_INSTANT, 2023, 4, 1, 23, 59, 59, 86399}, true},
        {{MORGUE_PRECISION_INSTANT, 2023, 4, 1, 24, 0, 0, 0}, false},
        {{MORGUE_PRECISION_INSTANT, 2023, 4, 1, 0, 60, 0, 0}, false},
        {{MORGUE_PRECISION_INSTANT, 2023, 4, 1, 0, 0, 60, 0}, false},
        {{MORGUE_PRECISION_INSTANT, 2023, 4, 1, 0, 0, 0, 86400}, false},
        {{MORGUE_PRECISION_INSTANT, 2023, 4, 1, -1, 0, 0, 0}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(calendar_valid(&cases[i].date), cases[i].valid);
}

static void assert_interval(partial_date d, int64_t from, int64_t last, const char *text)
{
    char shown[CALENDAR_TEXT];
    morgue_date date = calendar_interval(&d);
    assert_int_equal(date.from, from);
    assert_int_equal(date.last, last);
    assert_int_equal(date.precision, d.precision);
    calendar_format(date, shown);
    assert_string_equal(shown, text);
}

static void test_intervals(void **state)
{
    (void)state;
    int64_t may = calendar_days(2023, 5, 1) * DAY, year = calendar_days(2023, 1, 1) * DAY;
    assert_interval((partial_date){.precision = MORGUE_PRECISION_YEAR, .year = 2023}, year,
                    year + 365 * DAY - 1, "2023");
    assert_interval((partial_date){.precision = MORGUE_PRECISION_MONTH, .year = 2023, .month = 5},
                    may, may + 31 * DAY - 1, "2023-05");
    assert_interval((partial_date){MORGUE_PRECISION_DAY, 2023, 5, 1, 0, 0, 0, 0}, may,
                    may + DAY - 1, "2023-05-01");
    /* 08:00 in Beijing is midnight in Greenwich. */
    assert_interval((partial_date){MORGUE_PRECISION_INSTANT, 2023, 5, 1, 8, 0, 0, 8 * 3600}, may,
                    may, "2023-05-01T00:00:00Z");
    /* A day in a zone is shown as the day that was meant. */
    assert_interval((partial_date){MORGUE_PRECISION_DAY, 2023, 5, 1, 0, 0, 0, -10 * 3600},
                    may + 10 * 3600, may + DAY + 10 * 3600 - 1, "2023-05-01");
    assert_interval((partial_date){MORGUE_PRECISION_DAY, 2023, 5, 1, 0, 0, 0, 8 * 3600},
                    may - 8 * 3600, may + DAY - 8 * 3600 - 1, "2023-05-01");
    assert_interval((partial_date){.precision = MORGUE_PRECISION_YEAR, .year = 1},
                    calendar_days(1, 1, 1) * DAY, calendar_days(2, 1, 1) * DAY - 1, "0001");
    assert_interval((partial_date){MORGUE_PRECISION_INSTANT, 9999, 12, 31, 23, 59, 59, 0},
                    calendar_days(10000, 1, 1) * DAY - 1, calendar_days(10000, 1, 1) * DAY - 1,
                    "9999-12-31T23:59:59Z");
    char none[CALENDAR_TEXT] = "x";
    calendar_format((morgue_date){0}, none);
    assert_string_equal(none, "");
}

static void test_instants_before_1970(void **state)
{
    (void)state;
    partial_date d = calendar_instant(-1);
    assert_int_equal(d.year, 1969);
    assert_int_equal(d.day, 31);
    assert_int_equal(d.hour * 10000 + d.minute * 100 + d.second, 235959);
    d = calendar_instant(-DAY);
    assert_int_equal(d.day, 31);
    assert_int_equal(d.hour, 0);
    for (int64_t s = -3 * DAY; s < 3 * DAY; s += 613) {
        partial_date each = calendar_instant(s);
        assert_true(calendar_valid(&each));
        assert_int_equal(calendar_interval(&each).from, s);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_int_equal(calendar_month_named(STR("january")), 1);
    assert_int_equal(calendar_month_named(STR("SEPT.")), 9);
    assert_int_equal(calendar_month_named(STR("May")), 5);
    assert_int_equal(calendar_month_named(STR("Dec")), 12);
    assert_int_equal(calendar_month_named(STR("Ma")), 0);
    assert_int_equal(calendar_month_named(STR("Mayor")), 0);
    assert_int_equal(calendar_month_named(STR("")), 0);
    assert_int_equal(calendar_month_named(STR(".")), 0);
    assert_int_equal(calendar_weekday_named(STR("Monday")), 0);
    assert_int_equal(calendar_weekday_named(STR("Thurs.")), 3);
    assert_int_equal(calendar_weekday_named(STR("sun")), 6);
    assert_int_equal(calendar_weekday_named(STR("Sundays")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_leap_years),
        cmocka_unit_test(test_weekdays),
        cmocka_unit_test(test_iso_weeks),
        cmocka_unit_test(test_long_years),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_instants_before_1970),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
