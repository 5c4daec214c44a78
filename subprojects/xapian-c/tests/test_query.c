/*
 * Making questions: arguments that break a rule, the depth limit, weights, and
 * arguments of a search that must be refused.
 */
#include "testlib.h"

#include <math.h>

static void fill(void *context, uint32_t number, xc_builder *builder)
{
    static const char *const words[] = {"all rare", "all common", "all common", "all common"};
    (void)context;
    add_words(builder, words[number - 1], NULL);
}

static xc_database *open_one(void)
{
    xc_error err;
    xc_database *db;
    make_segment(scratch("seg"), 4, fill, NULL);
    const char *path = scratch("seg");
    OK(xc_database_open(&db, &path, 1, &err));
    return db;
}

static xc_query *term(const char *text)
{
    xc_error err;
    xc_query *query;
    OK(xc_query_term(&query, str(text), &err));
    return query;
}

/* Combines and frees two parts. */
static xc_query *pair(xc_op op, xc_query *left, xc_query *right)
{
    xc_error err;
    xc_query *query;
    const xc_query *const parts[] = {left, right};
    OK(xc_query_combine(&query, op, parts, 2, 0, &err));
    xc_query_free(left);
    xc_query_free(right);
    return query;
}

static xc_query *scaled(xc_query *inner, double factor)
{
    xc_error err;
    xc_query *query;
    OK(xc_query_scale(&query, inner, factor, &err));
    xc_query_free(inner);
    return query;
}

/* Runs and frees a query; the first hit's weight, or -1 without hits. */
static double best(xc_database *db, xc_query *query, uint64_t *total)
{
    xc_error err;
    xc_hit hit;
    size_t count;
    const xc_search search = {.query = query, .limit = 1};
    OK(xc_search_run(db, &search, &hit, &count, total, &err));
    xc_query_free(query);
    return count == 1 ? hit.weight : -1;
}

static void test_weights(void **state)
{
    (void)state;
    xc_database *db = open_one();
    uint64_t total;
    double rare = best(db, term("rare"), &total);
    assert_true(total == 1 && rare > 0);
    assert_true(best(db, term("common"), &total) < rare);
    assert_true(fabs(best(db, scaled(term("rare"), 2), &total) - 2 * rare) < 1e-9);
    assert_true(best(db, scaled(term("rare"), 0), &total) == 0);
    assert_true(fabs(best(db, pair(XC_FILTER, term("rare"), term("all")), &total) - rare) < 1e-9);
    assert_true(best(db, pair(XC_AND, term("rare"), term("all")), &total) > rare);
    assert_int_equal(total, 1);
    assert_true(best(db, pair(XC_SYNONYM, term("rare"), term("common")), &total) < rare);
    assert_int_equal(total, 4);
    xc_database_free(db);
}

static void test_few_parts(void **state)
{
    (void)state;
    static const xc_op ops[] = {XC_AND,     XC_OR,     XC_AND_NOT, XC_FILTER,
                                XC_SYNONYM, XC_PHRASE, XC_NEAR};
    xc_error err;
    xc_database *db = open_one();
    xc_query *rare = term("rare"), *query;
    const xc_query *const parts[] = {rare};
    uint64_t total;
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        OK(xc_query_combine(&query, ops[i], NULL, 0, 0, &err));
        best(db, query, &total);
        assert_int_equal(total, 0);
        OK(xc_query_combine(&query, ops[i], parts, 1, 0, &err));
        best(db, query, &total);
        assert_int_equal(total, 1);
    }
    xc_query_free(rare);
    xc_database_free(db);
}

static void test_many_parts(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db = open_one();
    xc_query *all = term("all"), *rare = term("rare"), *other = term("other"), *query;
    const xc_query *const parts[] = {all, other, rare};
    uint64_t total;
    OK(xc_query_combine(&query, XC_AND_NOT, parts, 3, 0, &err));
    best(db, query, &total);
    assert_int_equal(total, 3); /* without other OR rare */
    OK(xc_query_combine(&query, XC_FILTER, parts, 3, 0, &err));
    best(db, query, &total);
    assert_int_equal(total, 0); /* both restrict */
    xc_query_free(all);
    xc_query_free(rare);
    xc_query_free(other);
    xc_database_free(db);
}

static void test_refusals(void **state)
{
    (void)state;
    xc_error err;
    xc_query *all, *query, *word = term("word");
    OK(xc_query_all(&all, &err));
    const xc_query *const hole[] = {all, NULL};
    const xc_query *const phrase[] = {word, all};
    FAILS(XC_INVALID, xc_query_combine(&query, XC_AND, hole, 2, 0, &err));
    assert_null(query);
    FAILS(XC_INVALID, xc_query_combine(&query, XC_AND, NULL, 2, 0, &err));
    FAILS(XC_INVALID, xc_query_combine(&query, XC_PHRASE, phrase, 2, 0, &err));
    FAILS(XC_INVALID, xc_query_combine(&query, XC_NEAR, phrase, 2, 0, &err));
    FAILS(XC_INVALID, xc_query_combine(&query, (xc_op)99, phrase, 2, 0, &err));
    FAILS(XC_INVALID, xc_query_scale(&query, word, -1, &err));
    FAILS(XC_INVALID, xc_query_scale(&query, word, (double)NAN, &err));
    FAILS(XC_INVALID, xc_query_scale(&query, word, (double)INFINITY, &err));
    FAILS(XC_INVALID, xc_query_value_range(&query, UINT32_MAX, STR("a"), STR("b"), &err));
    FAILS(XC_INVALID, xc_query_value_range(&query, 0, (xc_str){NULL, 1}, STR("b"), &err));
    assert_null(query);
    xc_query_free(all);
    xc_query_free(word);
    xc_query_free(NULL);
}

/* 200 operators above one another are allowed, 201 are not. */
static void test_depth(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db = open_one();
    xc_query *query = term("common");
    uint64_t total;
    for (int depth = 2; depth <= 200; depth++)
        query = depth % 2 == 0 ? pair(XC_AND_NOT, term("all"), query)
                               : pair(XC_OR, term("rare"), query);
    xc_query *deeper;
    const xc_query *const parts[] = {query};
    FAILS(XC_INVALID, xc_query_combine(&deeper, XC_OR, parts, 1, 0, &err));
    FAILS(XC_INVALID, xc_query_scale(&deeper, query, 2, &err));
    best(db, query, &total);
    /* From level 5 on the answers go round: all 4, all - 4 = 0, rare 1, all - rare = 3. */
    assert_int_equal(total, 3);
    xc_database_free(db);
}

static void refused(xc_database *db, const xc_search *search, xc_hit *hits)
{
    xc_error err;
    size_t count = 9;
    uint64_t total = 9;
    FAILS(XC_INVALID, xc_search_run(db, search, hits, &count, &total, &err));
    assert_true(count == 0 && total == 0);
}

static void test_search_arguments(void **state)
{
    (void)state;
    static const uint32_t bad_slot = UINT32_MAX;
    xc_database *db = open_one();
    xc_query *all = term("all");
    xc_hit hit;
    refused(db, NULL, &hit);
    refused(db, &(xc_search){.limit = 1}, &hit);
    refused(db, &(xc_search){.query = all, .limit = 1}, NULL);
    refused(db, &(xc_search){.query = all, .sort = (xc_sort)7}, &hit);
    refused(db, &(xc_search){.query = all, .sort_slot = UINT32_MAX}, &hit);
    refused(db, &(xc_search){.query = all, .slot_count = 1}, &hit);
    refused(db, &(xc_search){.query = all, .slots = &bad_slot, .slot_count = 1}, &hit);
    xc_query_free(all);
    xc_database_free(db);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH(test_weights),  SCRATCH(test_few_parts), SCRATCH(test_many_parts),
        SCRATCH(test_refusals), SCRATCH(test_depth),     SCRATCH(test_search_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
