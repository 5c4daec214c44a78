/* Each limit at N and at N + 1, and that hostile questions are read quickly. */
#include "sexpr.h"

#include <time.h>

/* count times the text piece. */
static void repeat(strbuf *out, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        strbuf_text(out, piece);
}

static void expect_ok(strbuf *text)
{
    morgue_query *q = parse_ok(text->ptr, text->len);
    check_round_trip(q);
    morgue_query_free(q);
    strbuf_clear(text);
}

static void expect_limit(strbuf *text, size_t from, size_t to, const char *message)
{
    expect_error(text->ptr, text->len, MORGUE_LIMIT, from, to, message);
    strbuf_clear(text);
}

static void test_bytes(void **state)
{
    (void)state;
    strbuf text = {0};
    repeat(&text, "x", MORGUE_MAX_QUERY_BYTES);
    expect_ok(&text);
    repeat(&text, "x", MORGUE_MAX_QUERY_BYTES + 1);
    expect_limit(&text, MORGUE_MAX_QUERY_BYTES, MORGUE_MAX_QUERY_BYTES + 1,
                 "8193 bytes long, over the limit of 8192 (MORGUE_MAX_QUERY_BYTES)");
    strbuf_free(&text);
}

static void test_weights(void **state)
{
    (void)state;
    strbuf text = {0};
    static const char *const good[] = {"x^0.01", "x^0.01000000", "x^100", "x^100.00000"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        strbuf_text(&text, good[i]);
        expect_ok(&text);
    }
    strbuf_text(&text, "x^0.00999");
    expect_limit(&text, 1, 9, "0.00999 is not between 0.01 and 100 (MORGUE_MIN_WEIGHT");
    strbuf_text(&text, "x^0");
    expect_limit(&text, 1, 3, "not between 0.01 and 100");
    strbuf_text(&text, "x^100.000001");
    expect_limit(&text, 1, 12, "not between 0.01 and 100");
    strbuf_text(&text, "x^1.");
    repeat(&text, "0", MORGUE_MAX_WEIGHT_DIGITS - 1);
    expect_ok(&text);
    strbuf_text(&text, "x^1.");
    repeat(&text, "0", MORGUE_MAX_WEIGHT_DIGITS);
    expect_error(text.ptr, text.len, MORGUE_QUERY, 1, text.len, "up to 9 digits");
    strbuf_clear(&text);
    repeat(&text, "x^2 ", (MORGUE_MAX_QUERY_NODES - 1) / 2);
    expect_ok(&text);
    strbuf_free(&text);
}

static void test_parentheses(void **state)
{
    (void)state;
    const size_t n = MORGUE_MAX_QUERY_DEPTH;
    strbuf text = {0};
    repeat(&text, "(", n);
    strbuf_text(&text, "a b");
    repeat(&text, ")", n);
    expect_ok(&text);
    repeat(&text, "(", n + 1);
    strbuf_text(&text, "a b");
    repeat(&text, ")", n + 1);
    expect_limit(&text, n, n + 1, "deeper than 64 here (MORGUE_MAX_QUERY_DEPTH)");
    repeat(&text, "(", 70);
    strbuf_text(&text, "a");
    repeat(&text, ")", 70);
    expect_limit(&text, n, n + 1, "MORGUE_MAX_QUERY_DEPTH");
    repeat(&text, "(", MORGUE_MAX_QUERY_BYTES);
    expect_limit(&text, n, n + 1, "MORGUE_MAX_QUERY_DEPTH");
    strbuf_text(&text, "body:");
    repeat(&text, "(", n + 1);
    expect_limit(&text, n + 5, n + 6, "MORGUE_MAX_QUERY_DEPTH");
    /* One after another they do not add up. */
    repeat(&text, "((a)) ", 100);
    expect_ok(&text);
    strbuf_free(&text);
}

static void test_not(void **state)
{
    (void)state;
    const size_t n = MORGUE_MAX_QUERY_DEPTH;
    strbuf text = {0};
    repeat(&text, "NOT ", n);
    strbuf_text(&text, "a");
    expect_ok(&text);
    repeat(&text, "-", n + 1);
    strbuf_text(&text, "a");
    expect_limit(&text, n, n + 1, "MORGUE_MAX_QUERY_DEPTH");
    repeat(&text, "-(", n / 2);
    strbuf_text(&text, "a");
    repeat(&text, ")", n / 2);
    expect_ok(&text);
    repeat(&text, "-(", n / 2);
    strbuf_text(&text, "-a");
    repeat(&text, ")", n / 2);
    expect_limit(&text, n, n + 1, "MORGUE_MAX_QUERY_DEPTH");
    repeat(&text, "-a ", 200);
    expect_ok(&text);
    strbuf_free(&text);
}

/* The tree may be deeper than the parentheses: here by chains of proximity, and
 * by AND in OR in every group. */
static void test_tree(void **state)
{
    (void)state;
    const size_t n = MORGUE_MAX_QUERY_DEPTH;
    strbuf text = {0};
    strbuf_text(&text, "a");
    repeat(&text, " NEAR a", n);
    expect_ok(&text);
    strbuf_text(&text, "a");
    repeat(&text, " NEAR a", n + 1);
    expect_limit(&text, 0, 8, "MORGUE_MAX_QUERY_DEPTH");
    repeat(&text, "a OR b (", n / 2);
    strbuf_text(&text, "c");
    repeat(&text, ")", n / 2);
    expect_ok(&text);
    repeat(&text, "a OR b (", n / 2);
    strbuf_text(&text, "c d");
    repeat(&text, ")", n / 2);
    expect_limit(&text, 8 * n / 2, 8 * n / 2 + 3, "MORGUE_MAX_QUERY_DEPTH");
    strbuf_free(&text);
}

static void test_nodes(void **state)
{
    (void)state;
    const size_t n = MORGUE_MAX_QUERY_NODES;
    strbuf text = {0};
    repeat(&text, "a ", n - 1); /* and the AND */
    expect_ok(&text);
    repeat(&text, "a ", n);
    expect_limit(&text, 0, 2 * n - 1, "512 words and operators (MORGUE_MAX_QUERY_NODES)");
    repeat(&text, "a ", n + 1);
    expect_limit(&text, 2 * n, 2 * n + 1, "MORGUE_MAX_QUERY_NODES");
    strbuf_text(&text, "tag:a");
    repeat(&text, ",a", n - 3); /* the OR and the field */
    expect_ok(&text);
    strbuf_text(&text, "tag:a");
    repeat(&text, ",a", n - 2);
    expect_limit(&text, 0, 5 + 2 * (n - 2), "MORGUE_MAX_QUERY_NODES");
    strbuf_free(&text);
}

static void test_distances(void **state)
{
    (void)state;
    strbuf text = {0};
    strbuf_text(&text, "a NEAR/1000 \"b c\"~1000");
    expect_ok(&text);
    expect_error("a NEAR/1001 b", 13, MORGUE_LIMIT, 2, 11,
                 "1001 words is over the limit of 1000 (MORGUE_MAX_NEAR_DISTANCE)");
    expect_error("\"a b\"~1001", 10, MORGUE_LIMIT, 5, 10, "MORGUE_MAX_NEAR_DISTANCE");
    expect_error("a W/99999999999999999999 b", 26, MORGUE_LIMIT, 2, 24, "MORGUE_MAX_NEAR_DISTANCE");
    expect_error("a ADJ/18446744073709551621 b", 28, MORGUE_LIMIT, 2, 26,
                 "MORGUE_MAX_NEAR_DISTANCE");
    strbuf_free(&text);
}

static void test_letters(void **state)
{
    (void)state;
    strbuf text = {0};
    strbuf_text(&text, "ele* été* 中国人* a-bc*");
    expect_ok(&text);
    expect_error("el*", 3, MORGUE_QUERY, 0, 3, "at least 3 letters");
    strbuf_free(&text);
}

static double milliseconds(const strbuf *text)
{
    struct timespec begin, end;
    morgue_query *q;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    morgue_query_parse(&q, text->ptr, text->len, NOW, 0, NULL);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    morgue_query_free(q);
    return (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
}

static void test_speed(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "(",       ")",  "\"",      "\\",     "-",    "a",      "a ",   "1,",      "\"a\" ", "“",
        "~",       "^",  "*",       "a:",     "a:b,", "NOT ",   "(a",   "a OR ",   "~5",     "..",
        "a NEAR ", "!",  "http://", "date:1", "wc:",  "a-b_c-", "中",   "\\\"",    "( ",     " ",
        "AND ",    "x|", "\"a",     "1,234",  "?",    "(a)",    "-(a ", "a b OR ", "a^",     "a~",
    };
    strbuf text = {0};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        for (unsigned head = 0; head < 2; head++) {
            strbuf_clear(&text);
            strbuf_text(&text, head ? "tag:" : "");
            repeat(&text, pieces[i], (MORGUE_MAX_QUERY_BYTES - 4) / strlen(pieces[i]));
            double took = milliseconds(&text);
            if (took > 10)
                fail_msg("8 KB of '%s' took %.1f ms", pieces[i], took);
        }
    }
    strbuf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),       cmocka_unit_test(test_weights),
        cmocka_unit_test(test_parentheses), cmocka_unit_test(test_not),
        cmocka_unit_test(test_tree),        cmocka_unit_test(test_nodes),
        cmocka_unit_test(test_distances),   cmocka_unit_test(test_letters),
        cmocka_unit_test(test_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
