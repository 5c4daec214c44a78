/*
 * Callbacks that stop a search: every way must come back as XC_CANCELLED, and
 * leave the database usable.
 */
#include "testlib.h"

#define DOCUMENTS 10000 /* more than twice the candidates between two polls */

static void fill(void *context, uint32_t number, xc_builder *builder)
{
    (void)context;
    add_words(builder, number % 2 == 0 ? "all even" : "all odd", number % 3 == 0 ? "3" : NULL);
}

struct calls {
    int polls, matches;
    int poll_limit, match_limit; /* the call that stops; 0 for none */
};

static int poll(void *context)
{
    struct calls *calls = context;
    return ++calls->polls == calls->poll_limit;
}

static int match(void *context, size_t shard, uint32_t docid, const xc_str *values)
{
    struct calls *calls = context;
    (void)shard, (void)docid, (void)values;
    return ++calls->matches == calls->match_limit ? -1 : 0;
}

static xc_database *open_two(void)
{
    xc_error err;
    xc_database *db;
    make_segment(scratch("one"), DOCUMENTS, fill, NULL);
    const char *const paths[] = {scratch("one"), scratch("one")};
    OK(xc_database_open(&db, paths, 2, &err));
    return db;
}

static xc_query *either(void)
{
    xc_error err;
    xc_query *parts[2], *query;
    OK(xc_query_term(&parts[0], STR("even"), &err));
    OK(xc_query_term(&parts[1], STR("odd"), &err));
    OK(xc_query_combine(&query, XC_OR, (const xc_query *const *)parts, 2, 0, &err));
    xc_query_free(parts[0]);
    xc_query_free(parts[1]);
    return query;
}

static void expect_cancelled(xc_database *db, const xc_search *search)
{
    xc_error err;
    xc_hit hits[4];
    size_t count = 9;
    uint64_t total = 9;
    FAILS(XC_CANCELLED, xc_search_run(db, search, hits, &count, &total, &err));
    assert_true(count == 0 && total == 0);
}

static void test_stops(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db = open_two();
    xc_query *query = either();
    struct calls calls = {0, 0, 1, 0};
    xc_search search = {.query = query, .limit = 4, .poll = poll, .context = &calls};
    expect_cancelled(db, &search); /* at once */
    assert_int_equal(calls.polls, 1);
    calls = (struct calls){0, 0, 3, 0};
    expect_cancelled(db, &search); /* in the middle */
    assert_int_equal(calls.polls, 3);
    calls = (struct calls){0, 0, 3, 0};
    search.limit = 0;
    expect_cancelled(db, &search);
    calls = (struct calls){0, 0, 0, 777};
    search.match = match;
    expect_cancelled(db, &search);
    assert_int_equal(calls.matches, 777);

    size_t count;
    uint64_t total;
    calls = (struct calls){0, 0, 0, 0};
    OK(xc_search_run(db, &search, NULL, &count, &total, &err));
    assert_int_equal(total, 2 * DOCUMENTS);
    assert_int_equal(calls.matches, 2 * DOCUMENTS);
    assert_true(calls.polls >= 1 + 2 * DOCUMENTS / 4096);
    xc_query_free(query);
    xc_database_free(db);
}

/* Candidates count as well as matches where dead documents are left out. */
static void test_all_dead(void **state)
{
    (void)state;
    static uint8_t bytes[DOCUMENTS / 8 + 1];
    xc_database *db = open_two();
    xc_query *query = either();
    memset(bytes, 0xff, sizeof bytes);
    const uint8_t *const dead[] = {bytes, bytes};
    const uint32_t lengths[] = {sizeof bytes, sizeof bytes};
    struct calls calls = {0, 0, 0, 0};
    xc_search search = {.query = query, .limit = 4, .dead = dead, .dead_bytes = lengths};
    search.poll = poll;
    search.context = &calls;
    xc_error err;
    xc_hit hits[4];
    size_t count;
    uint64_t total;
    OK(xc_search_run(db, &search, hits, &count, &total, &err));
    assert_true(count == 0 && total == 0);
    xc_query_free(query);
    xc_database_free(db);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {SCRATCH(test_stops), SCRATCH(test_all_dead)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
