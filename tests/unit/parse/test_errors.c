/* What is refused, which bytes are blamed, and what the message offers. */
#include "sexpr.h"

typedef struct row {
    const char *text;
    size_t from, to;
    const char *message;
} row;

static void check_rows(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_error(rows[i].text, strlen(rows[i].text), MORGUE_QUERY, rows[i].from, rows[i].to,
                     rows[i].message);
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

static void test_operators(void **state)
{
    (void)state;
    static const row rows[] = {
        {"", 0, 0, "empty"},
        {"  \t\n", 0, 4, "empty"},
        {"AND", 0, 3, "nothing to its left"},
        {"AND b", 0, 3, "nothing to its left"},
        {"a AND", 2, 5, "nothing to its right"},
        {"a OR", 2, 4, "nothing to its right"},
        {"a AND OR b", 6, 8, "nothing to its left"},
        {"a OR AND b", 5, 8, "nothing to its left"},
        {"a NOT", 2, 5, "nothing to its right"},
        {"NOT", 0, 3, "nothing to its right"},
        {"NOT AND b", 4, 7, "nothing to its left"},
        {"NEAR/5 b", 0, 6, "nothing to its left"},
        {"a NEAR/5", 2, 8, "nothing to its right"},
        {"a NEAR/5 NEAR/5 b", 9, 15, "nothing to its left"},
        {"a (b OR )", 5, 7, "nothing to its right"},
        {"a (OR b)", 3, 5, "nothing to its left"},
        {"a - b", 2, 3, "\\-"},
        {"a -", 2, 3, "\\-"},
        {"(-)", 1, 2, "\\-"},
        {"a && b", 2, 4, "write AND"},
        {"a || b", 2, 4, "write OR"},
        {"a | b", 2, 3, "write OR"},
        {"!a", 0, 1, "write -"},
        {"a NEAR/ b", 2, 7, "NEAR/5"},
        {"a W/s b", 2, 5, "NEAR/5"},
        {"a NEAR/0 b", 2, 8, "1 or more"},
    };
    CHECK_ROWS(rows);
}

static void test_groups_and_quotes(void **state)
{
    (void)state;
    static const row rows[] = {
        {"()", 0, 2, "empty"},
        {"a ( ) b", 2, 5, "empty"},
        {"(a", 0, 1, "not closed"},
        {"a (b (c)", 2, 3, "not closed"},
        {"a)", 1, 2, "closes no group"},
        {")", 0, 1, "closes no group"},
        {"(a)) b", 3, 4, "closes no group"},
        {"\"", 0, 1, "not closed"},
        {"a \"b c", 2, 3, "not closed"},
        {"“a b\"", 0, 3, "not closed"},
        {"\"a b”", 0, 1, "not closed"},
        {"«a", 0, 2, "not closed"},
        {"\"a\\\"", 0, 1, "not closed"},
        {"\"\"", 0, 2, "empty"},
        {"a \"  \" b", 2, 6, "empty"},
        {"a \"\\ \"", 2, 6, "empty"},
        {"\"a\"~", 3, 4, "needs a number"},
        {"\"a\"~x", 3, 4, "needs a number"},
        {"\"a\"~5x", 3, 5, "needs a number"},
        {"(a)~5", 3, 4, "only a phrase"},
        {"\"a\"-b", 3, 4, "space in front"},
        {"\"a\"*", 3, 4, "only a word"},
        {"a\\", 1, 2, "backslash"},
        {"\"a\\", 2, 3, "backslash"},
    };
    CHECK_ROWS(rows);
}

static void test_fields(void **state)
{
    (void)state;
    static const row rows[] = {
        {"foo:", 0, 4, "no value"},
        {"foo: bar", 0, 4, "no value"},
        {"foo:)", 0, 4, "no value"},
        {"foo:()", 4, 6, "empty"},
        {"foo:(a", 4, 5, "not closed"},
        {"foo:\"\"", 4, 6, "empty"},
        {"foo:a,", 5, 6, "no value"},
        {"foo:a, b", 5, 6, "no value"},
        {"foo:,a", 0, 4, "no value"},
        {"foo:a,,b", 5, 6, "no value"},
        {"foo:-a", 4, 5, "-field:value"},
        {"foo:>5", 4, 6, "only wc:"},
        {"foo:(a bar:b)", 7, 11, "inside another field"},
        {"foo:(a date:2023)", 7, 12, "inside another field"},
        {"foo:\"a\"b", 7, 8, "right behind"},
        {"foo:a(b)", 5, 6, "right behind"},
        {"date:(2023)", 0, 5, "no parentheses"},
        {"wc:(5)", 0, 3, "no parentheses"},
        {"query:(a)", 0, 6, "no parentheses"},
        {"query:*", 6, 7, "saved query"},
        {"query:abc*", 6, 10, "saved query"},
        {"after:*", 6, 7, "date:*"},
        {"wc:x", 3, 4, "wc:>500"},
        {"wc:5 wc:>", 8, 9, "wc:>500"},
        {"wc:..", 3, 5, "wc:>500"},
        {"wc:1..2..3", 3, 10, "wc:>500"},
        {"wc:9..5", 3, 7, "smaller one first"},
        {"wc:<0", 3, 5, "from 0 on"},
        {"wc:1234567890123456", 3, 19, "wc:>500"},
    };
    CHECK_ROWS(rows);
}

static void test_dates(void **state)
{
    (void)state;
    static const row rows[] = {
        {"date:2023-13", 5, 12, "not in the calendar"},
        {"date:2023-00", 5, 12, "not in the calendar"},
        {"x after:2023-02-29", 8, 18, "not in the calendar"},
        {"date:0000", 5, 9, "not in the calendar"},
        {"date:2023-W53", 5, 13, "not in the calendar"},
        {"date:2023-W00", 5, 13, "not in the calendar"},
        {"date:2023-Q5", 5, 12, "not in the calendar"},
        {"date:2023-05-21T24:00", 5, 21, "not in the calendar"},
        {"date:2023-05-21T12:60", 5, 21, "not in the calendar"},
        {"date:2023-05-21T12:00+24:00", 5, 27, "not in the calendar"},
        {"date:23", 5, 7, "is not a date"},
        {"date:10000", 5, 10, "is not a date"},
        {"date:20230521", 5, 13, "is not a date"},
        {"date:2023-5", 5, 11, "is not a date"},
        {"date:2023-05/21", 5, 15, "is not a date"},
        {"date:2023-05-21T", 5, 16, "is not a date"},
        {"date:2023-05-21T16:", 5, 19, "is not a date"},
        {"date:2023-05-21T16:00X", 5, 22, "is not a date"},
        {"date:2023-05-21T16:00:00.Z", 5, 26, "is not a date"},
        {"date:2023-05-21T16:00Zx", 5, 23, "is not a date"},
        {"date:May", 5, 8, "is not a date"},
        {"date:next-week", 5, 14, "is not a date"},
        {"after:30d", 6, 9, "newer:30d"},
        {"newer:2023", 6, 10, "after: and a date"},
        {"newer:d", 6, 7, "30d"},
        {"newer:0d", 6, 8, "30d"},
        {"newer:5x", 6, 8, "30d"},
        {"newer:1234567d", 6, 14, "30d"},
        {"after:2022..2023", 6, 16, "date:"},
        {"date:..", 5, 7, "either side"},
        {"date:2023..2022", 5, 15, "earlier date first"},
        {"date:2023..x", 11, 12, "is not a date"},
        {"date:x..2023", 5, 6, "is not a date"},
        {"date:2022...2023", 11, 16, "is not a date"},
        {"date:\"2023-99\"", 6, 13, "not in the calendar"},
        {"date:\"2023\"~5", 5, 13, "cannot be a date"},
        {"date:2023*", 5, 10, "cannot be a date"},
        {"date:2022,x", 10, 11, "is not a date"},
    };
    CHECK_ROWS(rows);
}

static void test_not_built(void **state)
{
    (void)state;
    static const row rows[] = {
        {"atleast/3 (x)", 0, 9, "right behind it"},
        {"y first/50", 2, 10, "right behind it"},
        {"first/0(x)", 0, 7, "1 or more"},
        {"a NOT ADJ/2 b", 2, 11, "is no operator"},
        {"a NOT SENTENCE b", 2, 14, "is no operator"},
        {"is?", 0, 3, "at least 3 letters"},
        {"*on", 0, 3, "at least 3 letters"},
        {"wom?n\\*", 0, 7, "letters and digits"},
        {"a well-kn?wn", 2, 12, "letters and digits"},
        {"headline:!a?bc,d", 9, 14, "letters and digits"},
        {"wom?n~", 0, 6, "beside ? or *"},
        {"elec*~", 0, 6, "beside ? or *"},
        {"x raimundo~0.8", 10, 14, "~1 or ~2"},
        {"raimundo~3", 8, 10, "~1 or ~2"},
        {"it~", 0, 3, "at least 3 letters"},
        {"el*", 0, 3, "at least 3 letters"},
        {"org:$MU*", 4, 8, "at least 3 letters"},
        {"中国*", 0, 7, "at least 3 letters"},
        {"--.*", 2, 4, "at least 3 letters"},
    };
    CHECK_ROWS(rows);
}

static void test_weights(void **state)
{
    (void)state;
    static const row rows[] = {
        {"x^", 1, 2, "is no weight"},
        {"x^2^3", 1, 5, "is no weight"},
        {"x^two", 1, 5, "is no weight"},
        {"x^-2", 1, 4, "is no weight"},
        {"x^1e2", 1, 5, "is no weight"},
        {"x^inf", 1, 5, "is no weight"},
        {"x^nan", 1, 5, "is no weight"},
        {"x^1.2.3", 1, 7, "is no weight"},
        {"x^.", 1, 3, "is no weight"},
        {"x^2, y", 1, 4, "is no weight"},
        {"x^\xd9\xa2", 1, 4, "is no weight"},
        {"org:Micron^3x", 10, 13, "is no weight"},
        {"\"a b\"^2-c", 5, 9, "is no weight"},
        {"a OR^2 b", 2, 4, "has nothing to its right"},
        {"NOT^2", 0, 3, "has nothing to its right"},
        {"headline:\"a\"^2b", 12, 15, "is no weight"},
        {"headline:a^2(b)", 12, 13, "right behind the value"},
    };
    CHECK_ROWS(rows);
}

static void test_bytes(void **state)
{
    (void)state;
    expect_error("ab\xff", 3, MORGUE_QUERY, 2, 3, "byte 2 is not UTF-8");
    expect_error("a\xc3", 2, MORGUE_QUERY, 1, 2, "not UTF-8");
    expect_error("\"a\xed\xa0\x80\"", 6, MORGUE_QUERY, 2, 3, "not UTF-8");
    expect_error("a\0b", 3, MORGUE_QUERY, 1, 2, "U+0000");
    expect_error("a\x1b[31m", 6, MORGUE_QUERY, 1, 2, "U+001B");
    expect_error("a \x7f", 3, MORGUE_QUERY, 2, 3, "U+007F");
    expect_error("a\xc2\x85", 3, MORGUE_QUERY, 1, 3, "U+0085");
}

/* A long culprit is shown by its head, so that the advice is not cut off. */
static void test_long_culprit(void **state)
{
    (void)state;
    char text[6000];
    memset(text, 'x', sizeof text);
    memcpy(text, "date:", 5);
    expect_error(text, sizeof text, MORGUE_QUERY, 5, sizeof text, "last-week");
    for (size_t i = 5; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "é", 2);
    morgue_query *q;
    morgue_error err;
    assert_int_equal(morgue_query_parse(&q, text, sizeof text - 1, NOW, 0, &err), MORGUE_QUERY);
    assert_non_null(strstr(err.message, "éé' is not a date"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators),    cmocka_unit_test(test_groups_and_quotes),
        cmocka_unit_test(test_fields),       cmocka_unit_test(test_dates),
        cmocka_unit_test(test_not_built),    cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_long_culprit), cmocka_unit_test(test_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
