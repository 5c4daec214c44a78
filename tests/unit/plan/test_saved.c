/* Saved queries: nested, circular, wrong; and the limits of a plan. */
#include "show.h"

#include <stdio.h>

static void test_nested(void **state)
{
    (void)state;
    static const plan_row rows[] = {
        {"query:chips", "(or ~micron ~samsung)"},
        {"-query:chips x", "(and (not (or ~micron ~samsung)) ~x)"},
        {"query:recent", "(and (or ~micron ~samsung) date[1682899200..])"},
        {"query:both", "(and (and (or ~micron ~samsung) date[1682899200..]) "
                       "(and (or ~micron ~samsung) date[1682899200..]))"},
    };
    EXPECT_PLANS(rows);
}

static void check_blame(const plan_node *n, size_t from, size_t to)
{
    assert_int_equal(n->from, from);
    assert_int_equal(n->to, to);
    for (size_t i = 0; i < n->count; i++)
        check_blame(n->children[i], from, to);
}

/* Whatever goes wrong later inside of a saved query, its name is to blame: the
 * bytes of its own text mean nothing to who asks. */
static void test_places(void **state)
{
    (void)state;
    plan *p;
    morgue_error err = {0};
    if (show_make(&p, "x query:both", &err))
        fail_msg("%s", err.message);
    assert_int_equal(p->root->count, 2);
    check_blame(p->root->children[1], 2, 12);
    plan_free(p);
}

static void test_wrong(void **state)
{
    (void)state;
    expect_refusal("x query:nowhere", MORGUE_QUERY, 2, 15, "no saved query");
    expect_refusal("x query:nowhere", MORGUE_QUERY, 2, 15, "'nowhere'");
    expect_refusal("query:loop", MORGUE_QUERY, 0, 10, "more than 8 deep");
    expect_refusal("x query:broken", MORGUE_QUERY, 2, 14, "in the saved query 'broken': ");
    expect_refusal("x query:unknown", MORGUE_QUERY, 2, 15,
                   "in the saved query 'unknown': unknown field");
    /* the innermost is named: that is where to mend it */
    expect_refusal("xy query:outer", MORGUE_QUERY, 3, 14, "in the saved query 'unknown': ");
}

/* A question of the longest kind is planned in full. */
static void test_limit_of_question(void **state)
{
    (void)state;
    char text[MORGUE_MAX_QUERY_BYTES + 1] = "a";
    size_t len = 1;
    for (int i = 0; i < MORGUE_MAX_QUERY_NODES - 2; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, " b-c");
    plan *p;
    morgue_error err = {0};
    morgue_status status = show_make(&p, text, &err);
    if (status)
        fail_msg("%s", err.message);
    assert_int_equal(p->root->count, MORGUE_MAX_QUERY_NODES - 1);
    plan_free(p);
}

static saved_query doubling[6];
static char doubled[6][4096];

/* query:d5 stands for 100 times query:d4, that for 100 times query:d3 … */
static void test_limit_of_saved(void **state)
{
    (void)state;
    morgue_config config = *show_config();
    config.queries = doubling;
    config.query_count = 6;
    static const char *const names[] = {"d0", "d1", "d2", "d3", "d4", "d5"};
    for (size_t i = 0; i < 6; i++) {
        size_t len = 0;
        for (int k = 0; k < 100; k++)
            len += (size_t)snprintf(doubled[i] + len, sizeof doubled[i] - len,
                                    i ? "query:%s " : "%s ", i ? names[i - 1] : "x");
        doubling[i] = (saved_query){str_of(names[i]), {doubled[i], len}};
    }
    morgue_query *q;
    analyzer *a;
    plan *p;
    morgue_error err = {0};
    assert_int_equal(morgue_query_parse(&q, "query:d5", 8, NOW, 0, &err), MORGUE_OK);
    assert_int_equal(analyzer_new(&a, STR("en"), &err), MORGUE_OK);
    assert_int_equal(plan_make(&p, q, &config, a, &err), MORGUE_LIMIT);
    assert_null(p);
    assert_int_equal(err.from, 0);
    assert_int_equal(err.to, 8);
    morgue_query_free(q);
    analyzer_free(a);
}

/* -(a -(a … inside … )), that many deep. */
static void nest(strbuf *out, int depth, const char *inside)
{
    for (int i = 0; i < depth; i++)
        strbuf_text(out, "-(a ");
    strbuf_text(out, inside);
    for (int i = 0; i < depth; i++)
        strbuf_char(out, ')');
}

static morgue_status plan_deep(int saved, int asked, morgue_error *err)
{
    strbuf inner = {0}, outer = {0};
    nest(&inner, saved, "b");
    nest(&outer, asked, "query:deep");
    saved_query deep = {STR("deep"), strbuf_view(&inner)};
    morgue_config config = *show_config();
    config.queries = &deep;
    config.query_count = 1;
    morgue_query *q;
    analyzer *a;
    plan *p;
    assert_int_equal(morgue_query_parse(&q, outer.ptr, outer.len, NOW, 0, err), MORGUE_OK);
    assert_int_equal(analyzer_new(&a, STR("en"), err), MORGUE_OK);
    morgue_status status = plan_make(&p, q, &config, a, err);
    plan_free(p);
    morgue_query_free(q);
    analyzer_free(a);
    strbuf_free(&inner);
    strbuf_free(&outer);
    return status;
}

/* A saved query does not get a question past the limit of depth. Each -(a …) is
 * two operators. */
static void test_limit_of_depth(void **state)
{
    (void)state;
    morgue_error err = {0};
    assert_int_equal(plan_deep(16, 16, &err), MORGUE_OK);
    assert_int_equal(plan_deep(17, 16, &err), MORGUE_LIMIT);
    assert_non_null(strstr(err.message, "MORGUE_MAX_QUERY_DEPTH"));
    assert_int_equal(err.from, 64);
    assert_int_equal(err.to, 74);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nested),         cmocka_unit_test(test_places),
        cmocka_unit_test(test_wrong),          cmocka_unit_test(test_limit_of_question),
        cmocka_unit_test(test_limit_of_saved), cmocka_unit_test(test_limit_of_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
