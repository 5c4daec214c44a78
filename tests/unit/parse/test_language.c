/* Every form of the language and the tree that it stands for. */
#include "sexpr.h"

typedef struct row {
    const char *text, *tree;
} row;

static void check_rows(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_tree(rows[i].text, rows[i].tree);
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

static void test_operators(void **state)
{
    (void)state;
    static const row rows[] = {
        {"micron", "micron"},
        {"micron china", "(and micron china)"},
        {"micron AND china", "(and micron china)"},
        {"a AND b c AND d", "(and a b c d)"},
        {"micron OR samsung", "(or micron samsung)"},
        {"a OR b OR c", "(or a b c)"},
        {"NOT x", "(not x)"},
        {"-x", "(not x)"},
        {"-x y", "(and (not x) y)"},
        {"a -x", "(and a (not x))"},
        {"a NOT x", "(and a (not x))"},
        {"a AND NOT x", "(and a (not x))"},
        {"a OR -x", "(or a (not x))"},
        {"NOT NOT x", "(not (not x))"},
        {"--x", "(not (not x))"},
        {"NOT -x", "(not (not x))"},
        {"-(a b)", "(not (and a b))"},
        {"-\"a b\"", "(not \"a b\")"},
        {"-headline:x", "(not headline:x)"},
        {"*", "<any>"},
        {"-*", "(not <any>)"},
    };
    CHECK_ROWS(rows);
}

static void test_precedence(void **state)
{
    (void)state;
    static const row rows[] = {
        {"a b OR c", "(or (and a b) c)"},
        {"a OR b c", "(or a (and b c))"},
        {"a OR b AND c OR d", "(or a (and b c) d)"},
        {"(a OR b) c", "(and (or a b) c)"},
        {"a (b c)", "(and a (and b c))"},
        {"((a))", "a"},
        {"(a b)", "(and a b)"},
        {"a NEAR/5 b c", "(and (near/5 a b) c)"},
        {"a b NEAR/5 c", "(and a (near/5 b c))"},
        {"NOT a NEAR/5 b", "(near/5 (not a) b)"},
        {"NOT (a NEAR/5 b)", "(not (near/5 a b))"},
        {"a NEAR/5 NOT b", "(near/5 a (not b))"},
        {"headline:a NEAR/5 b", "(near/5 headline:a b)"},
        {"a NEAR/2 b ADJ/3 c", "(adj/3 (near/2 a b) c)"},
        {"a NEAR/2 (b ADJ/3 c)", "(near/2 a (adj/3 b c))"},
        {"a(b)c", "(and a b c)"},
    };
    CHECK_ROWS(rows);
}

static void test_proximity(void **state)
{
    (void)state;
    static const row rows[] = {
        {"a NEAR/5 b", "(near/5 a b)"},
        {"a W/5 b", "(near/5 a b)"},
        {"a ADJ/5 b", "(adj/5 a b)"},
        {"a PRE/5 b", "(adj/5 a b)"},
        {"a NEAR b", "(near/10 a b)"},
        {"a ADJ b", "(adj/10 a b)"},
        {"\"a b\" NEAR/3 c", "(near/3 \"a b\" c)"},
        {"(a OR b) NEAR/3 org:c", "(near/3 (or a b) org:c)"},
        {"electr* NEAR/1000 car", "(near/1000 electr<star> car)"},
        {"a NEAR/007 b", "(near/7 a b)"},
        {"a SENTENCE b", "(sentence a b)"},
        {"a PARA (b OR c)", "(para a (or b c))"},
        {"a SENTENCE b NEAR/3 c", "(near/3 (sentence a b) c)"},
        {"a NOT NEAR/5 b", "(not-near/5 a b)"},
        {"a NOT  W/5 b", "(not-near/5 a b)"},
        {"a NOT NEAR b c", "(and (not-near/10 a b) c)"},
        {"a NOT (NEARBY) b", "(and a (not NEARBY) b)"},
        {"a NOT b", "(and a (not b))"},
        {"a sentence b para", "(and a sentence b para)"},
        {"atleast/3(x)", "(atleast/3 x)"},
        {"y ATLEAST/3(x OR z)", "(and y (atleast/3 (or x z)))"},
        {"first/50(\"a b\") NEAR/3 c", "(near/3 (first/50 \"a b\") c)"},
        {"atleast/x(y)", "(and atleast/x y)"},
        {"headline:first/2", "headline:first/2"},
        {"headline:(first/2(x))", "headline:(first/2 x)"},
    };
    CHECK_ROWS(rows);
}

static void test_phrases(void **state)
{
    (void)state;
    static const row rows[] = {
        {"\"critical infrastructure\"", "\"critical infrastructure\""},
        {"\"a b\"~5", "\"a b\"~5"},
        {"\"a b\"~0", "\"a b\""},
        {"\"a b\"~1000 c", "(and \"a b\"~1000 c)"},
        {"“a b”", "\"a b\""},
        {"„a b“", "\"a b\""},
        {"„a b”", "\"a b\""},
        {"«a b»", "\"a b\""},
        {"»a b«", "\"a b\""},
        {"\"a “b” c\"", "\"a “b” c\""},
        {"“a \"b c”", "\"a \"b c\""},
        {"\"say \\\"no\\\" \\\\ now\"", "\"say \"no\" \\ now\""},
        {"\"AND ( OR x: * ?\"", "\"AND ( OR x: * ?\""},
        {"\"a\"\"b\"", "(and \"a\" \"b\")"},
        {"a\"b\"", "(and a \"b\")"},
        {"(\"a b\")", "\"a b\""},
    };
    CHECK_ROWS(rows);
}

static void test_words(void **state)
{
    (void)state;
    static const row same[] = {
        {"AT&T", "AT&T"},
        {"U.S.", "U.S."},
        {"$MU", "$MU"},
        {"COVID-19", "COVID-19"},
        {"3.5%", "3.5%"},
        {"10,000", "10,000"},
        {"a,b", "a,b"},
        {"o'brien", "o'brien"},
        {"o’brien", "o’brien"},
        {"12:30", "12:30"},
        {"Zürich", "Zürich"},
        {"美光科技", "美光科技"},
        {"（中国）：x", "（中国）：x"},
        {"http://x.org/y?a=1,2&b=~u^2", "http://x.org/y?a=1,2&b=~u^2"},
        {"HTTPS://x/~5", "HTTPS://x/~5"},
        {"c++", "c++"},
        {"a~b", "a~b"},
        {"~5", "~5"},
        {"\\AND", "AND"},
        {"\\-x", "-x"},
        {"\\(a\\)", "(a)"},
        {"a\\ b", "a b"},
        {"what\\?", "what?"},
        {"\\*", "*"},
        {"foo\\:bar", "foo:bar"},
        {"x\\^2", "x^2"},
        {"x\\~2", "x~2"},
        {"\\\"x\\\"", "\"x\""},
        {"\\\\", "\\"},
        {"\\!x", "!x"},
        {"\\NEAR/x", "NEAR/x"},
        {"\\atleast/3", "atleast/3"},
        {"a\\“b", "a“b"},
        {"\\é", "é"},
    };
    CHECK_ROWS(same);
    static const row rows[] = {
        {"and or not near", "(and and or not near)"},
        {"And Or Not", "(and And Or Not)"},
        {"George W Bush", "(and George W Bush)"},
        {"PRE x", "(and PRE x)"},
        {"w/5", "w/5"},
        {"中国\u3000经济", "(and 中国 经济)"},
        {"a\u00a0b", "(and a b)"},
        {" a\t\r\nb ", "(and a b)"},
        {"electr*", "electr<star>"},
        {"ele\\**", "ele*<star>"},
        {"été*", "été<star>"},
        {"http://x/y*", "http://x/y<star>"},
    };
    CHECK_ROWS(rows);
}

static void test_weights(void **state)
{
    (void)state;
    static const row rows[] = {
        {"x^2", "(^2 x)"},
        {"x^.5", "(^.5 x)"},
        {"x^1.50", "(^1.50 x)"},
        {"a x^2 b", "(and a (^2 x) b)"},
        {"-x^2", "(not (^2 x))"},
        {"\"a b\"^3", "(^3 \"a b\")"},
        {"\"a b\"~5^3", "(^3 \"a b\"~5)"},
        {"(a OR b)^0.5 c", "(and (^0.5 (or a b)) c)"},
        {"((a^2)^3)^4", "(^4 (^3 (^2 a)))"},
        {"electr*^2", "(^2 electr<star>)"},
        {"*^2", "(^2 <any>)"},
        {"headline:x^2", "headline:(^2 x)"},
        {"(headline:x)^2", "(^2 headline:x)"},
        {"headline:a^2,b^3", "headline:(or (^2 a) (^3 b))"},
        {"headline:(a b)^2", "headline:(^2 (and a b))"},
        {"headline:(a^2 b)", "headline:(and (^2 a) b)"},
        {"headline:(atleast/2(a)^3)", "headline:(^3 (atleast/2 a))"},
        {"headline:((a^2)^3)", "headline:(^3 (^2 a))"},
        {"url:(http://x)^2", "url:(^2 http://x)"},
        {"atleast/3(x)^2", "(^2 (atleast/3 x))"},
        {"(a NEAR/5 b)^2", "(^2 (near/5 a b))"},
        {"query:name^2", "(^2 <saved name>)"},
        {"wc:1..2^3", "(^3 wc[1..2])"},
        {"x^2\"a\"", "(and (^2 x) \"a\")"},
        {"^2", "^2"},
        {"(^2)", "^2"},
        {"a ^2", "(and a ^2)"},
        {"a\\^b^2", "(^2 a^b)"},
    };
    CHECK_ROWS(rows);
}

static void test_fields(void **state)
{
    (void)state;
    static const row rows[] = {
        {"headline:x", "headline:x"},
        {"title:x", "headline:x"},
        {"TITLE:X", "headline:X"},
        {"author:x site:y", "(and byline:x source:y)"},
        {"headline:(a OR b)", "headline:(or a b)"},
        {"headline:(a b) c", "(and headline:(and a b) c)"},
        {"headline:(NOT (a b))", "headline:(not (and a b))"},
        {"headline:\"a b\"", "headline:\"a b\""},
        {"headline:\"a b\"~3", "headline:\"a b\"~3"},
        {"headline:a,b", "headline:(or a b)"},
        {"org:Micron,\"SK Hynix\",Samsu* x", "(and org:(or Micron \"SK Hynix\" Samsu<star>) x)"},
        {"headline:*", "headline:<any>"},
        {"-tag:*", "(not tag:<any>)"},
        {"headline:elec*", "headline:elec<star>"},
        {"headline:10,000", "headline:10,000"},
        {"headline:1,000,000", "headline:1,000,000"},
        {"tag:1,2", "tag:(or 1 2)"},
        {"tag:2020,123", "tag:(or 2020 123)"},
        {"tag:2022,2023", "tag:(or 2022 2023)"},
        {"headline:a\\,b", "headline:a,b"},
        {"place:OR", "place:OR"},
        {"desk:x", "desk:x"},
        {"My_desk-2:x", "my_desk-2:x"},
        {"url:http://x.org/y", "url:http://x.org/y"},
        {"url:x:y", "url:x:y"},
        {"ticker:$MU", "ticker:$MU"},
        {"query:micron", "<saved micron>"},
        {"query:\"my query\"", "<saved my query>"},
        {"query:\\ ", "<saved  >"},
        {"query:a,b", "(or <saved a> <saved b>)"},
        {"ftp:x", "ftp:x"},
        {"and:x", "and:x"},
    };
    CHECK_ROWS(rows);
}

static void test_word_count(void **state)
{
    (void)state;
    static const row rows[] = {
        {"wc:>500", "wc[501..]"},
        {"wc:>=500", "wc[500..]"},
        {"wc:<500", "wc[..499]"},
        {"wc:<=500", "wc[..500]"},
        {"wc:200..800", "wc[200..800]"},
        {"wc:200..", "wc[200..]"},
        {"wc:..800", "wc[..800]"},
        {"wc:500", "wc[500..500]"},
        {"wc:>10,000", "wc[10001..]"},
        {"wc:1,000,000..2,000,000", "wc[1000000..2000000]"},
        {"wc:0", "wc[0..0]"},
        {"wc:*", "wc:<any>"},
        {"wc:<100,>900", "(or wc[..99] wc[901..])"},
        {"-wc:>5 x", "(and (not wc[6..]) x)"},
    };
    CHECK_ROWS(rows);
}

static void expect_notes(const char *text, size_t count)
{
    morgue_query *q = parse_ok(text, strlen(text));
    assert_int_equal(q->note_count, count);
    morgue_query_free(q);
}

static void test_notes(void **state)
{
    (void)state;
    expect_notes("a b", 0);
    expect_notes("a OR b", 0);
    expect_notes("(a b) OR c", 0);
    expect_notes("a (b OR c)", 0);
    expect_notes("a NEAR b OR c", 0);
    expect_notes("a b OR c", 1);
    expect_notes("a OR b AND c", 1);
    expect_notes("x (a OR b c)", 1);
    expect_notes("x (a OR b c) OR y z", 1);
    expect_notes("headline:(a b OR c)", 1);
    morgue_query *q = parse_ok("a b OR c", 8);
    assert_non_null(strstr(q->notes[0], "(a AND b) OR c"));
    morgue_query_free(q);
}

static void test_canonical(void **state)
{
    (void)state;
    static const row rows[] = {
        {"micron china", "micron AND china"},
        {"a b OR -(c d)", "(a AND b) OR NOT (c AND d)"},
        {"\"a b\"~5 W/3 title:x,y", "\"a b\"~5 NEAR/3 headline:(x OR y)"},
        {"a W/3 b SENTENCE c", "(a NEAR/3 b) SENTENCE c"},
        {"-(a PARA b)", "NOT (a PARA b)"},
        {"a NOT NEAR/2 (b OR c)", "a NOT NEAR/2 (b OR c)"},
        {"Atleast/2(a b) first/9(c)", "atleast/2(a AND b) AND first/9(c)"},
        {"\\SENTENCE \\first/2(x)", "\\SENTENCE AND \\first/2 AND x"},
        {"after:2023-05", "date:2023-05-01T00:00:00Z.."},
        {"wc:>500", "wc:501.."},
        {"\\AND foo\\:bar a,b", "\\AND AND \\foo:bar AND a,b"},
        {"query:x", "query:x"},
        {"query:\"my, own\"", "query:my\\,\\ own"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        morgue_query *q = parse_ok(rows[i].text, strlen(rows[i].text));
        assert_string_equal(morgue_query_text(q), rows[i].tree);
        assert_string_equal(q->text.ptr, rows[i].text);
        morgue_query_free(q);
    }
}

static void test_places(void **state)
{
    (void)state;
    /*                           012345678901234567890123456789 */
    static const char text[] = "(a b) OR title:\"c d\"~2 -date:*";
    static const char expected[] = "OR [0,30)\n"
                                   "  AND [1,4)\n"
                                   "    WORD [1,2) \"a\"\n"
                                   "    WORD [3,4) \"b\"\n"
                                   "  AND [9,30)\n"
                                   "    FIELD [9,22) \"headline\"\n"
                                   "      PHRASE [15,22) \"c d\"~2\n"
                                   "    NOT [23,30)\n"
                                   "      FIELD [24,30) \"date\"\n"
                                   "        ANY [29,30)\n";
    morgue_query *q = parse_ok(text, strlen(text));
    strbuf dump = {0};
    query_dump(q, &dump);
    assert_string_equal(dump.ptr, expected);
    strbuf_free(&dump);
    morgue_query_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators), cmocka_unit_test(test_precedence),
        cmocka_unit_test(test_proximity), cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_words),     cmocka_unit_test(test_fields),
        cmocka_unit_test(test_weights),   cmocka_unit_test(test_word_count),
        cmocka_unit_test(test_notes),     cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
