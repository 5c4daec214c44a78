/* Dates concluded from text, and the order of belief. */
#include "reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DAY INT64_C(86400)

static int64_t at(const char *date)
{
    partial_date d;
    assert_true(date_parse(str_of(date), &d));
    return calendar_interval(&d).from;
}

typedef struct row {
    const char *saved, *body;
    const char *expected; /* "" for undated */
    morgue_provenance provenance;
} row;

static const row rows[] = {
    /* 2017, 2023 and 2028 have a Wednesday November 1; 2022 and 2024 have not. */
    {"2024-06-15", "On Wednesday (November 1) police in Lyon freed a fox.", "2023-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2026-11-23", "On Wednesday (November 1) police in Lyon freed a fox.", "2023-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2019-03-01", "On Wednesday (November 1) police in Lyon freed a fox.", "2017-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2023-11-01", "On Wednesday (November 1) police in Lyon freed a fox.", "2023-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2023-10-31", "On Wednesday (November 1) police in Lyon freed a fox.", "2017-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15", "Founded in 1978, the zoo lost a fox on Wednesday (November 1).", "2023-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15", "On Wednesday (November 1) in 2017 the zoo lost a fox.", "2017-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15",
     "The fox escaped on Wednesday (November 1). On Friday it came back, a keeper said.",
     "2023-11-03", MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15",
     "The fox escaped on Wednesday (November 1). A day earlier, on Tuesday, it was fed.",
     "2023-11-01", MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15", "A court will hear the case on Wednesday (November 1).", "",
     MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "Le mercredi (1er novembre) un renard est sorti.", "2023-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15", "В среду (1 ноября) лиса сбежала.", "2023-11-01", MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15", "Am Mittwoch (1. November) entkam ein Fuchs.", "2023-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15", "El zorro escapó el miércoles (1 de noviembre).", "2023-11-01",
     MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15", "11月1日(水)、キツネが逃げた。", "2023-11-01", MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15", "11月1日（星期三），一只狐狸逃走了。", "2023-11-01", MORGUE_PROVENANCE_INFERRED},
    {"2024-06-15", "11월 1일(수) 여우가 달아났다.", "2023-11-01", MORGUE_PROVENANCE_INFERRED},
    {"2023-11-20", "11月1日，一只狐狸逃走了。", "", MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "11月1日，一只狐狸逃走了。", "", MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "On Wednesday, November 1, the fox escaped.", "2023-11-01",
     MORGUE_PROVENANCE_INFERRED},
    /* no two weekdays can disagree */
    {"2024-06-15", "On Wednesday (November 1) it went. On Wednesday (November 2) it came.", "",
     MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "On Sunday (December 31) it went, on Monday (January 1) it came.", "2024-01-01",
     MORGUE_PROVENANCE_INFERRED},
    /* what must not date an article */
    {"2024-06-15", "The firm was founded on May 21, 1978 and again in 2001.", "",
     MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "Profit for the quarter ended June 1 rose 5 percent.", "",
     MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "Police may march 5 miles on Friday.", "", MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "", "", MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "On Wednesday (February 30) nothing was.", "", MORGUE_PROVENANCE_NONE},
    /* printed datelines */
    {"2023-06-10", "WASHINGTON, May 21 (Agency) - The fox escaped.", "", MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "WASHINGTON, Sunday, May 21 (Agency) - The fox escaped.", "2023-05-21",
     MORGUE_PROVENANCE_DATELINE},
    {"2026-11-23", "BEIJING, Nov 1, 2023 — The fox escaped.", "2023-11-01",
     MORGUE_PROVENANCE_DATELINE},
    {"2026-11-23", "PORTLAND, Ore., Nov. 1, 2023 - The fox escaped.", "2023-11-01",
     MORGUE_PROVENANCE_DATELINE},
    {"2026-11-23", "WASHINGTON, May 21 (Agency) - The fox escaped.", "", MORGUE_PROVENANCE_NONE},
    {"2023-06-10", "LONDON (Agency) - The fox escaped.", "", MORGUE_PROVENANCE_NONE},
    {"2024-06-15", "Friday, January 4, 2019\n\nA fox escaped.", "2019-01-04",
     MORGUE_PROVENANCE_DATELINE},
    {"2024-06-15", "Published: 21 May 2023\n\nA fox escaped.", "2023-05-21",
     MORGUE_PROVENANCE_DATELINE},
    {"2023-11-20", "新华社北京11月1日电 一只狐狸逃走了。", "", MORGUE_PROVENANCE_NONE},
    {"2022-01-01", "BEIJING, Nov 1, 2023 — The fox escaped.", "", MORGUE_PROVENANCE_NONE},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[CALENDAR_TEXT];
        morgue_date d = date_infer(STR("A fox"), str_of(rows[i].body), at(rows[i].saved) + DAY / 2);
        calendar_format(d, text);
        if (strcmp(text, rows[i].expected) != 0 || d.provenance != rows[i].provenance)
            fail_msg("\"%s\" saved %s gave \"%s\" (%d), not \"%s\"", rows[i].body, rows[i].saved,
                     text, d.provenance, rows[i].expected);
    }
}

static void test_hostile(void **state)
{
    (void)state;
    static char body[200000];
    static const char *const pieces[] = {
        "Wednesday (November 1) ", "11月1日(水)", "2017 ", "1", "((((", "\xff\xe6\x9c"};
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        size_t n = strlen(pieces[p]);
        for (size_t i = 0; i + n <= sizeof body; i += n)
            memcpy(body + i, pieces[p], n);
        date_infer(STR(""), (morgue_str){body, sizeof body}, at("2024-06-15"));
    }
    morgue_str text = STR("On Wednesday (November 1) it went.");
    assert_int_equal(date_infer(STR(""), text, INT64_MAX).precision, MORGUE_PRECISION_NONE);
    assert_int_equal(date_infer(STR(""), text, INT64_MIN).precision, MORGUE_PRECISION_NONE);
}

/* ---- order of belief ---- */

typedef struct belief {
    const char *metadata, *url, *path, *body;
    const char *expected;
    morgue_provenance provenance;
    bool doubted; /* the metadata is kept as text */
} belief;

/* now is 2024-06-20 and the file was saved on 2024-06-15 */
static const belief beliefs[] = {
    {"2023-05-21", "http://x.test/2022/01/02/a", "20210203/a", "", "2023-05-21",
     MORGUE_PROVENANCE_METADATA, false},
    {"", "http://x.test/2022/01/02/a", "20210203/a", "", "2022-01-02", MORGUE_PROVENANCE_PATH,
     false},
    {"", "http://x.test/a", "20210203/a", "PARIS, May 1, 2020 - Hm.", "2021-02-03",
     MORGUE_PROVENANCE_PATH, false},
    {"", "", "a", "PARIS, May 1, 2020 - Hm.", "2020-05-01", MORGUE_PROVENANCE_DATELINE, false},
    {"2025-01-01", "http://x.test/2022/01/02/a", "", "", "2022-01-02", MORGUE_PROVENANCE_PATH,
     true},
    {"2024-06-21T00:00:00Z", "", "", "", "2024-06-21T00:00:00Z", MORGUE_PROVENANCE_METADATA,
     false}, /* a day of grace */
    {"2024-06-21T00:00:01Z", "", "", "", "", MORGUE_PROVENANCE_NONE, true},
    {"", "http://x.test/2024/06/17/a", "", "", "", MORGUE_PROVENANCE_NONE, false},
    {"31-NOV-1987", "", "", "", "", MORGUE_PROVENANCE_NONE, true},
    {"0001-01-01T00:00:00Z", "", "", "", "", MORGUE_PROVENANCE_NONE, true},
    {"1970-01-01T00:00:00Z", "", "", "", "", MORGUE_PROVENANCE_NONE, true},
    {"1970-01-01", "", "", "", "1970-01-01", MORGUE_PROVENANCE_METADATA, false},
    {"05/06/2023", "http://x.test/2023/06/05/a", "", "", "2023-06-05", MORGUE_PROVENANCE_PATH,
     false},
    {"05/06/2023", "http://x.test/2022/06/05/a", "", "", "2023", MORGUE_PROVENANCE_METADATA, false},
    {"", "http://x.test/2017/11/a", "", "On Wednesday (November 1) it went.", "2017-11-01",
     MORGUE_PROVENANCE_INFERRED, false},
};

static void test_beliefs(void **state)
{
    (void)state;
    reading r = {0};
    for (size_t i = 0; i < sizeof beliefs / sizeof *beliefs; i++) {
        const belief *b = &beliefs[i];
        char text[CALENDAR_TEXT];
        reading_clear(&r);
        reading_set(&r, &r.article.url, str_of(b->url));
        reading_set(&r, &r.article.path, str_of(b->path));
        reading_set(&r, &r.article.body, str_of(b->body));
        reading_date(&r, str_of(b->metadata), at("2024-06-20"), at("2024-06-15"));
        calendar_format(r.article.date, text);
        if (strcmp(text, b->expected) != 0 || r.article.date.provenance != b->provenance)
            fail_msg("row %zu gave \"%s\" (%d)", i, text, r.article.date.provenance);
        assert_string_equal(r.date_text.len ? r.date_text.ptr : "", b->doubted ? b->metadata : "");
    }
    reading_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_beliefs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
