/* Dates as metadata writes them, and dates in paths. */
#include "date_internal.h"
#include "reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct row {
    const char *text;
    const char *expected; /* as calendar_format() writes it; NULL: no date */
} row;

static const row metadata[] = {
    /* ISO 8601 and RFC 3339 */
    {"2023", "2023"},
    {"2023-05", "2023-05"},
    {"2023-05-21", "2023-05-21"},
    {" 2023-05-21\n", "2023-05-21"},
    {"2023-5-1", "2023-05-01"},
    {"2023/05/21", "2023-05-21"},
    {"2023.05.21", "2023-05-21"},
    {"2023-05-21T16:00:00Z", "2023-05-21T16:00:00Z"},
    {"2023-05-21t16:00:00z", "2023-05-21T16:00:00Z"},
    {"2023-05-21T16:00:00", "2023-05-21T16:00:00Z"},
    {"2023-05-21T16:00", "2023-05-21T16:00:00Z"},
    {"2023-05-21T16", "2023-05-21"},
    {"2023-05-21 16:00:00", "2023-05-21T16:00:00Z"},
    {"2009-01-01T10:15:00-05:00", "2009-01-01T15:15:00Z"},
    {"2019-11-19T10:00:00+0100", "2019-11-19T09:00:00Z"},
    {"2019-11-19T10:00:00 +0100", "2019-11-19T09:00:00Z"},
    {"2019-11-19T10:00-05:00", "2019-11-19T15:00:00Z"},
    {"2009-12-08T16:59:02.544-08:00", "2009-12-09T00:59:02Z"},
    {"2019-11-19T10:14:55.123456Z", "2019-11-19T10:14:55Z"},
    {"20230521", "2023-05-21"},
    {"20230521T160000Z", "2023-05-21T16:00:00Z"},
    {"20230521T160000+0200", "2023-05-21T14:00:00Z"},
    {"20230521160000", "2023-05-21T16:00:00Z"},
    {"202305211600", "2023-05-21T16:00:00Z"},
    {"2023-141", "2023-05-21"},   /* 31+28+31+30 = 120, + 21 */
    {"2023-W20-7", "2023-05-21"}, /* the Sunday before Monday May 22 */
    {"2023W20", "2023-05"},
    {"2023-12-31T24:00:00Z", "2024-01-01T00:00:00Z"},
    {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
    {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
    {"1969-07-20", "1969-07-20"},
    {"2024-02-29", "2024-02-29"},
    /* RFC 2822 and kin */
    {"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
    {"Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z"},
    {"Fri, 25 Dec 2009 03:30:22 +0000", "2009-12-25T03:30:22Z"},
    {"Thu, 30 Apr 2015 08:57:00 MET", "2015-04-30T07:57:00Z"},
    {"Thu,  5 Apr 2012 10:00:00 GMT", "2012-04-05T10:00:00Z"},
    {"Wed, 19 Feb 2012 22:40:00 GMT-01:01", "2012-02-19T23:41:00Z"},
    {"Sat, 01 Jan 2010 19:48:21 GMT", "2010-01-01T19:48:21Z"}, /* it was a Friday */
    {"26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01Z"},
    {"27-MAR-1987 11:51:33.23\x05\x05\x05"
     "C T",
     "1987-03-27T11:51:33Z"},
    {"Tue Nov 19 15:07:22 UTC 2019", "2019-11-19T15:07:22Z"},
    {"Wed Mar 13 2019 11:02:03 GMT+0000 (UTC)", "2019-03-13T11:02:03Z"},
    {"Tue Nov 19 2019 10:00:00 GMT+0100 (Central European Standard Time)", "2019-11-19T09:00:00Z"},
    {"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"},
    /* printed */
    {"Mon Feb 21, 2011 10:37am EST", "2011-02-21T15:37:00Z"},
    {"May 21, 2023", "2023-05-21"},
    {"21 May 2023", "2023-05-21"},
    {"21st of May, 2023", "2023-05-21"},
    {"May 21st, 2023", "2023-05-21"},
    {"Nov. 1, 2023", "2023-11-01"},
    {"May 2023", "2023-05"},
    {"November 19, 2019 at 9:05 pm", "2019-11-19T21:05:00Z"},
    {"November 19, 2019, 10:30 PM EST", "2019-11-20T03:30:00Z"},
    {"Nov 19, 2019 @12:05 AM", "2019-11-19T00:05:00Z"},
    {"Nov. 19, 2019, 9:05 a.m. UTC", "2019-11-19T09:05:00Z"},
    {"November 19, 2019 -- 14:02 GMT (06:02 PST)", "2019-11-19T14:02:00Z"},
    {"July 4, 2019 5:00 PM ET", "2019-07-04T21:00:00Z"},
    {"January 4, 2019 5:00 PM ET", "2019-01-04T22:00:00Z"},
    {"Nov 19, 2019 5:00 PM IST", "2019-11-19"}, /* India, Ireland or Israel */
    {"Published Wed, Nov 20 2019", "2019-11-20"},
    {"Dienstag, 21. Mai 2019, 10:30 Uhr", "2019-05-21T10:30:00Z"},
    {"1er novembre 2023", "2023-11-01"},
    {"1 de noviembre de 2023", "2023-11-01"},
    {"21 мая 2023", "2023-05-21"},
    {"2023年5月21日", "2023-05-21"},
    {"2023년 5월 21일 16:00", "2023-05-21T16:00:00Z"},
    {"2019-nov-19", "2019-11-19"},
    /* numbers with an order to find out */
    {"05/21/2023", "2023-05-21"},
    {"21/05/2023", "2023-05-21"},
    {"05/05/2023", "2023-05-05"},
    {"05/06/2023", "2023"},
    {"05/06/2023 10:00", "2023"},
    {"Friday, 05/12/2023", "2023-05-12"}, /* December 5 was a Tuesday */
    {"Wednesday, 11/01/2023", "2023"},    /* and so was January 11 */
    {"05.06.2023", "2023-06-05"},
    {"05.06.2023 10:00 AM", "2023"},
    {"11.19.2019 07:00 AM", "2019-11-19T07:00:00Z"},
    {"05/2023", "2023-05"},
    /* Unix time */
    {"1684684800", "2023-05-21T16:00:00Z"},
    {"1684684800000", "2023-05-21T16:00:00Z"},
    {"1684684800.25", "2023-05-21T16:00:00Z"},
    /* none */
    {"", NULL},
    {"   ", NULL},
    {"1234567", NULL},
    {"0", NULL},
    {"0000", NULL},
    {"0000-01-01", NULL},
    {"2023-13-01", NULL},
    {"2023-00-01", NULL},
    {"2023-05-00", NULL},
    {"2023-02-30", NULL},
    {"2023-02-29", NULL},
    {"30 February 2023", NULL},
    {"2023-366", NULL},
    {"2023-000", NULL},
    {"2023-W53-1", NULL},
    {"20231301", NULL},
    {"22013", NULL},
    {"2013-01-27-01", NULL},
    {"2013-01-28T11:30:00-06:00Textra", NULL},
    {"2013-xx-27", NULL},
    {"2013-01-28T09:xx:00Z", NULL},
    {"2003-12-31T25:14:55Z", NULL},
    {"2003-12-31T10:61:55Z", NULL},
    {"9999-12-31T23:59:59-01:00", NULL}, /* year 10000 in UTC */
    {"0001-01-01T00:00:00+01:00", NULL},
    {"Sun, 16 zzz 2012 11:47:32 GMT", NULL},
    {"Sun, 99 Jun 2009 12:00:00 GMT", NULL},
    {"13:45", NULL},
    {"Monday", NULL},
    {"May 21", NULL},
    {"32/13/2023", NULL},
    {"13/13/2023", NULL},
    {"yesterday", NULL},
    {"2 hours ago", NULL},
    {"2023-05-21/2023-05-22", NULL},
    {"May 21, 2023 - May 23, 2023", NULL},
    {"99999999999999999999999999", NULL},
};

static void check(const row *r, bool found, const partial_date *d)
{
    char text[CALENDAR_TEXT] = "";
    if (found)
        calendar_format(calendar_interval(d), text);
    if (found != (r->expected != NULL) || (found && strcmp(text, r->expected) != 0))
        fail_msg("\"%s\" gave \"%s\", not \"%s\"", r->text, found ? text : "no date",
                 r->expected ? r->expected : "no date");
}

static void test_metadata(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof metadata / sizeof *metadata; i++) {
        partial_date d;
        bool found = date_parse(str_of(metadata[i].text), &d);
        if (found)
            assert_true(calendar_valid(&d));
        check(&metadata[i], found, &d);
    }
}

static void test_longest(void **state)
{
    (void)state;
    char text[200];
    partial_date d;
    memset(text, ' ', sizeof text);
    memcpy(text, "2023", 4);
    text[127] = ',';
    assert_true(date_parse((morgue_str){text, 128}, &d));
    text[127] = ' ';
    text[128] = ',';
    assert_false(date_parse((morgue_str){text, 129}, &d));
}

/* Every day of some years in several forms comes back as itself. */
static void test_all_days(void **state)
{
    (void)state;
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (int64_t day = calendar_days(2023, 1, 1); day < calendar_days(2025, 1, 1); day++) {
        int y, m, n;
        char forms[4][32];
        calendar_civil(day, &y, &m, &n);
        snprintf(forms[0], 32, "%04d-%02d-%02d", y, m, n);
        snprintf(forms[1], 32, "%s %d, %d", months[m - 1], n, y);
        snprintf(forms[2], 32, "%d %s %d 10:20", n, months[m - 1], y);
        snprintf(forms[3], 32, "%04d%02d%02d", y, m, n);
        for (int i = 0; i < 4; i++) {
            partial_date d;
            assert_true(date_parse(str_of(forms[i]), &d));
            assert_int_equal(calendar_days(d.year, d.month, d.day), day);
        }
    }
}

static const row paths[] = {
    {"http://www.reuters.com/article/2011/02/01/us-ups-idUSTRE71012W20110201", "2011-02-01"},
    {"20110201/us-ups-idUSTRE71012W20110202", "2011-02-01"},
    {"archive/2023-05-21-slug.md", "2023-05-21"},
    {"a/2023_05_21.txt", "2023-05-21"},
    {"a/2023.05.21.txt", "2023-05-21"},
    {"https://x.test/world/2019/nov/19/slug", "2019-11-19"},
    {"http://x.test/n1/2019/1119/c1024-31462.html", "2019-11-19"},
    {"http://x.test/2019-11/19/c_1125.htm", "2019-11-19"},
    {"http://x.test/201911/19/a.html", "2019-11-19"},
    {"https://x.test/2023/05/slug", "2023-05"},
    {"2023-05/slug.txt", "2023-05"},
    {"2023/slug.txt", "2023"},
    {"2022/2023-05-21.txt", "2023-05-21"},
    {"2023-05-21/2023-05-22.txt", "2023-05-22"},
    {"2023-05-21/2024/x.txt", "2023-05-21"},
    {"https://x.test/2023/5/1/x", "2023-05-01"},
    {"20230521T1000.txt", "2023-05-21"},
    /* none */
    {"nba-2010-11-preview.txt", NULL},
    {"1984.txt", NULL},
    {"https://20230521.test/x", NULL},
    {"https://x.test/a?d=20230521", NULL},
    {"a.jsonl.gz#20230521", NULL},
    {"web/20191120093455/x", NULL},
    {"idUSN20110201", NULL},
    {"2023/13/45/x", "2023"},
    {"20231345/x", NULL},
    {"2023-02-30-x", NULL},
    {"0000/00/00/", NULL},
    {"9999/12/31/", NULL},
    {"", NULL},
};

static void test_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        partial_date d;
        bool found = date_in_path(str_of(paths[i].text), &d);
        check(&paths[i], found, &d);
    }
}

/* The table of names is searched by halving, so every name must be found. */
static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        date_kind kind;
        unsigned value;
    } names[] = {
        {"January", DATE_MONTH, 1},   {"DECEMBER", DATE_MONTH, 12}, {"août", DATE_MONTH, 8},
        {"März", DATE_MONTH, 3},      {"ЯНВАРЯ", DATE_MONTH, 1},    {"мая", DATE_MONTH, 5},
        {"viernes", DATE_WEEKDAY, 4}, {"Sunday", DATE_WEEKDAY, 6},  {"abril", DATE_MONTH, 4},
        {"четверг", DATE_WEEKDAY, 3}, {"zondag", DATE_WEEKDAY, 6},  {"Sept", DATE_MONTH, 9},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        date_token t = {.kind = DATE_WORD};
        assert_true(date__name(str_of(names[i].word), true, &t));
        assert_int_equal(t.kind, names[i].kind);
        assert_int_equal(t.value, names[i].value);
    }
    date_token t = {.kind = DATE_WORD};
    assert_false(date__name(STR("may"), true, &t));
    assert_true(date__name(STR("may"), false, &t));
    assert_false(date__name(STR("marco"), false, &t));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_metadata), cmocka_unit_test(test_longest),
        cmocka_unit_test(test_all_days), cmocka_unit_test(test_paths),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
