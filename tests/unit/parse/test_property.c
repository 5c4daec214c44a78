/* What holds for every question: the canonical text means the same, and what
 * does not parse is blamed on bytes that are there. The random numbers are the
 * same on every run. */
#include "sexpr.h"

static uint64_t seed;

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t random_bits(void)
{
    uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static size_t below(size_t n)
{
    return (size_t)(random_bits() % n);
}

static const char *pick(const char *const *choices, size_t count)
{
    return choices[below(count)];
}

#define PICK(choices) pick(choices, sizeof(choices) / sizeof *(choices))

static const char *const weights[] = {"^2", "^0.5", "^.25", "^100", "^1.0"};

static void random_leaf(strbuf *out, bool value)
{
    static const char *const leaves[] = {
        "wom?n",   "*el*tric",    "raimundo~2",   "\\*xyz\\?~1", "micron",      "AT&T",
        "U.S.",    "10,000",      "3.5%",         "\\AND",       "foo\\:bar",   "a\\ b",
        "\\-x",    "\"a b\"",     "\"a \\\" b\"", "“x y”~7",     "«x»",         "electr*",
        "ele\\**", "*",           "Zürich",       "美光",        "http://x/?y", "\\(\\)",
        "12:30",   "\\atleast/3", "x\\~2",        "\\\\",        "a\\,b",       "a\\“b",
        "\\>5",    "\\!",         "and",          "\\W/5",       "\\|\\|",      "\"\\\\\"",
        "o’brien", "\"b\"~0",     "x\\\u3000y",   "\\\\AND",
    };
    static const char *const clauses[] = {
        "after:2023-05",  "date:2022..2023-W05", "-date:*",         "newer:30d",
        "wc:>500",        "wc:1..2,>9",          "query:name",      "query:\"a b\"",
        "date:2021,2022", "tag:a,\"b c\",del*",  "headline:*",      "desk:x",
        "before:0001",    "until:9999-12",       "url:http://x/,y", "org:10,000",
        "older:3m",       "title:\"a b\"~3",     "place:OR",        "wc:*",
    };
    strbuf_text(out, value || below(4) ? PICK(leaves) : PICK(clauses));
    if (below(12) == 0) /* behind a URL it is a part of it */
        strbuf_text(out, PICK(weights));
}

static void random_query(strbuf *out, unsigned depth, bool in_field)
{
    static const char *const joints[] = {
        " ", " AND ", " OR ", " NEAR/3 ", " SENTENCE ", " NOT NEAR/2 ", " ADJ ", " W/12 ", " "};
    static const char *const heads[] = {"headline:(", "Desk-1:(", "about:("};
    size_t terms = 1 + below(3);
    for (size_t i = 0; i < terms; i++) {
        if (i)
            strbuf_text(out, PICK(joints));
        if (below(5) == 0)
            strbuf_text(out, below(2) ? "-" : "NOT ");
        bool field = !in_field && below(6) == 0;
        if (depth == 0 || below(2)) {
            random_leaf(out, in_field);
            continue;
        }
        strbuf_text(out, field ? PICK(heads) : "(");
        random_query(out, depth - 1, in_field || field);
        strbuf_text(out, ")");
        if (below(8) == 0)
            strbuf_text(out, PICK(weights));
    }
}

/* Parses, or fails with a range inside the text and a message. */
static bool check_any(const char *text, size_t len)
{
    morgue_query *q = NULL;
    morgue_error err = {0};
    morgue_status status = morgue_query_parse(&q, text, len, NOW, 3600, &err);
    if (status == MORGUE_OK) {
        check_places(q->root, len);
        check_round_trip(q);
        morgue_query_free(q);
        return true;
    }
    assert_null(q);
    assert_true(status == MORGUE_QUERY || status == MORGUE_LIMIT);
    assert_int_equal(err.status, status);
    assert_true(err.from <= err.to && err.to <= len);
    assert_true(strlen(err.message) > 10);
    return false;
}

static void test_grammar(void **state)
{
    (void)state;
    size_t parsed = 0;
    strbuf text = {0};
    for (seed = 1; seed < 4000 * UINT64_C(1000003); seed += 1000003) {
        uint64_t start = seed;
        strbuf_clear(&text);
        random_query(&text, (unsigned)below(6), false);
        parsed += check_any(text.ptr, text.len);
        seed = start;
    }
    /* Only limits may refuse what the grammar makes. */
    assert_true(parsed > 3900);
    strbuf_free(&text);
}

static void test_truncation(void **state)
{
    (void)state;
    strbuf text = {0};
    for (uint64_t round = 0; round < 60; round++) {
        seed = round * 7919 + 5;
        strbuf_clear(&text);
        random_query(&text, 3, false);
        for (size_t len = 0; len < text.len; len++)
            check_any(text.ptr, len);
    }
    strbuf_free(&text);
}

/* Pieces of the language in no order: most of it is wrong. */
static void test_soup(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "(",    ")",  "\"",     "“",     "”",    "«",      "\\",     "-",      "*",
        "?",    "~",  "^",      ":",     ",",    "..",     ">",      " ",      " ",
        " ",    "a",  "b",      "abc",   "2023", "5",      "AND",    "OR",     "NOT",
        "NEAR", "W/", "/",      "date:", "wc:",  "x:",     "!",      "^2",     "http://",
        "中",   "é",  "\u3000", "\xff",  "\t",   "newer:", "query:", "first/", "|",
    };
    strbuf text = {0};
    for (uint64_t round = 0; round < 20000; round++) {
        seed = round;
        strbuf_clear(&text);
        for (size_t n = 1 + below(12); n > 0; n--)
            strbuf_text(&text, PICK(pieces));
        check_any(text.ptr, text.len);
    }
    strbuf_free(&text);
}

static void test_bytes(void **state)
{
    (void)state;
    char text[16];
    for (uint64_t round = 0; round < 20000; round++) {
        seed = round;
        size_t len = below(sizeof text + 1);
        for (size_t i = 0; i < len; i++)
            text[i] = (char)(below(3) ? 0x20 + below(0x60) : below(256));
        check_any(text, len);
    }
    for (unsigned i = 0; i < 0x10000; i++) {
        text[0] = (char)(i >> 8);
        text[1] = (char)i;
        check_any(text, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grammar),
        cmocka_unit_test(test_truncation),
        cmocka_unit_test(test_soup),
        cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
