/* What random trees do not show: cancelling, damage, memory, floors, edges. */
#include "match_internal.h"
#include "tree.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define DOCUMENTS 40000u

/* What stands in the headline counts two more each. */
#define RANKING ((match_ranking){1, 0.5, 2})

/* Calls of the allocator until one fails; below 0: none does. Linked by --wrap. */
static long allocations_left = -1;
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

static bool out_of_memory(void)
{
    return allocations_left == 0 || (allocations_left > 0 && --allocations_left == 0);
}

void *__wrap_malloc(size_t size)
{
    return out_of_memory() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return out_of_memory() ? NULL : __real_calloc(count, size);
}

static fake world;

/* Lists: half, a third, a tenth, one of 400, all, none but the last document; and the
 * headlines of the first. */
static int make_world(void **state)
{
    (void)state;
    static const uint32_t every[] = {2, 3, 10, 400, 1};
    dice d = {42};
    fake_init(&world, DOCUMENTS, 1000);
    for (unsigned i = 0; i < 5; i++)
        fake_fill(fake_add(&world), DOCUMENTS, every[i], &d);
    fake_list *l = fake_add(&world);
    *l = (fake_list){1, l->ids, l->wdfs};
    l->ids[0] = DOCUMENTS;
    l->wdfs[0] = 2;
    fake_list *headline = fake_add(&world);
    for (uint32_t i = 0; i < world.lists[0].count; i++)
        if (world.lists[0].wdfs[i] >= 7) {
            headline->ids[headline->count] = world.lists[0].ids[i];
            headline->wdfs[headline->count++] = world.lists[0].wdfs[i] - 6;
        }
    for (uint32_t i = 1; i <= DOCUMENTS; i++) {
        world.lengths[i] = 100 + roll(&d, 900);
        world.total_length += world.lengths[i];
        world.words[i] = i;
        world.from[i] = world.last[i] = i;
    }
    return 0;
}

static int free_world(void **state)
{
    (void)state;
    fake_free(&world);
    return fake_questions != 0;
}

static int heal(void **state)
{
    (void)state;
    world.damaged = world.no_columns = false;
    world.blocks_left = -1;
    fake_close(&world);
    return 0;
}

/* ---- questions about all of it ---- */

typedef match_node *maker(match *m);

static match_node *term(match *m, const char *name)
{
    return match_term(m, str_of(name), 1.5);
}

static match_node *make_term(match *m)
{
    return term(m, "t0");
}

static match_node *make_all(match *m)
{
    return match_all(m, (match_node *[]){term(m, "t0"), term(m, "t1")}, 2);
}

static match_node *make_any(match *m)
{
    return match_any(m, (match_node *[]){term(m, "t0"), term(m, "t1"), term(m, "t3")}, 3);
}

static match_node *make_terms(match *m)
{
    return match_terms(m, (morgue_str[]){STR("t0"), STR("t2")}, 2, 1);
}

/* The first two words, of which one stands in headlines. */
static match_node *make_words(match *m)
{
    morgue_str terms[] = {STR("t0"), STR("t2")}, headline[] = {STR("t6"), STR("t99")};
    return match_words(m, terms, headline, 2, 1);
}

static match_node *make_headed(match *m)
{
    match_node *one = match_words(m, &STR("t0"), &STR("t6"), 1, 1.5);
    return match_all(m, (match_node *[]){one, make_words(m), term(m, "t4")}, 3);
}

static match_node *make_pool(match *m)
{
    morgue_str terms[20];
    for (unsigned i = 0; i < 20; i++)
        terms[i] = i % 2 ? STR("t1") : STR("t3");
    return match_terms(m, terms, 20, 1);
}

static match_node *make_without(match *m)
{
    return match_without(m, match_everything(m), term(m, "t1"));
}

/* Matches the last document alone, after a long way. */
static match_node *make_far(match *m)
{
    return match_all(
        m, (match_node *[]){term(m, "t0"), term(m, "t1"), match_sized(m, 39999, 39999)}, 3);
}

static match_node *make_nested(match *m)
{
    match_node *some = match_any(m, (match_node *[]){make_all(m), term(m, "t3")}, 2);
    return match_all(m, (match_node *[]){some, make_terms(m), match_dated(m, 5, 39000)}, 3);
}

static match_node *make_groups(match *m)
{
    return match_any(m, (match_node *[]){make_terms(m), make_pool(m), term(m, "t1")}, 3);
}

static match_node *make_joined(match *m)
{
    return match_all(m, (match_node *[]){make_terms(m), term(m, "t1"), term(m, "t4")}, 3);
}

static maker *const makers[] = {make_term,   make_all,     make_any,   make_terms,
                                make_pool,   make_without, make_far,   make_nested,
                                make_groups, make_joined,  make_words, make_headed};
#define MAKERS (sizeof makers / sizeof *makers)

static match *start_polled(maker *make, int (*poll)(void *), void *context, morgue_status *status)
{
    match_statistics statistics = {DOCUMENTS, world.total_length, RANKING};
    match *m;
    *status = match_new(&m, &world.segment, NULL, 0, &statistics, poll, context, NULL);
    if (!*status)
        *status = match_start(m, make(m), NULL);
    return m;
}

static uint64_t walk(match *m)
{
    uint64_t n = 0;
    double weight = 0;
    for (uint32_t docid, last = 0; match_next(m, &docid); n++, last = docid) {
        assert_true(docid > last);
        weight += match_score(m);
    }
    assert_true(weight >= 0);
    assert_true(match_score(m) == 0);
    return n;
}

/* ---- cancelling ---- */

typedef struct patience {
    long left, asked;
} patience;

static int lose_patience(void *context)
{
    patience *p = context;
    p->asked++;
    return p->left-- <= 0;
}

static void test_cancelled(void **state)
{
    (void)state;
    for (size_t i = 0; i < MAKERS; i++)
        for (int counting = 0; counting < 2; counting++) {
            patience p = {1000000, 0};
            morgue_status status;
            uint64_t total = 7;
            match *m = start_polled(makers[i], lose_patience, &p, &status);
            assert_int_equal(status, MORGUE_OK);
            if (counting)
                assert_int_equal(match_count(m, &total, NULL), MORGUE_OK);
            else
                walk(m);
            match_free(m);
            long asked = p.asked;
            for (long left = 0; left < asked; left++) {
                p = (patience){left, 0};
                morgue_error err = {0};
                m = start_polled(makers[i], lose_patience, &p, &status);
                if (!status && counting)
                    status = match_count(m, &total, NULL);
                else if (!status)
                    walk(m);
                assert_int_equal(match_status(m, &err), MORGUE_CANCELLED);
                assert_int_equal(err.status, MORGUE_CANCELLED);
                match_free(m);
            }
        }
}

/* A walk that goes far without a match asks on its way. */
static void test_asks_on_the_way(void **state)
{
    (void)state;
    patience p = {1000000, 0};
    morgue_status status;
    match *m = start_polled(make_far, lose_patience, &p, &status);
    walk(m);
    assert_true(p.asked >= 2);
    match_free(m);
}

/* ---- damage ---- */

static void test_damaged_postings(void **state)
{
    (void)state;
    for (size_t i = 0; i < MAKERS; i++)
        for (int counting = 0; counting < 2; counting++)
            for (long blocks = 0;; blocks += 1 + blocks / 8) {
                heal(NULL);
                world.blocks_left = blocks;
                morgue_status status;
                uint64_t total = 7;
                match *m = start_polled(makers[i], NULL, NULL, &status);
                if (!status && counting)
                    status = match_count(m, &total, NULL);
                else if (!status)
                    walk(m);
                morgue_error err = {0};
                bool damaged = world.damaged;
                if (damaged) {
                    assert_int_equal(match_status(m, &err), MORGUE_CORRUPT);
                    assert_string_equal(err.message, "block 7 is damaged");
                    assert_true(!counting || total == 0 || total == 7);
                } else {
                    assert_int_equal(match_status(m, &err), MORGUE_OK);
                }
                match_free(m);
                if (!damaged)
                    break;
            }
}

/* Ids that fall, repeat, are 0 or beyond the documents: a status, no more. */
static void test_wild_postings(void **state)
{
    (void)state;
    static const struct {
        uint32_t at, id;
    } wild[] = {{0, 0}, {128, 1}, {1000, 5}, {127, DOCUMENTS + 1}, {255, UINT32_MAX}, {256, 3}};
    fake_list *l = &world.lists[0];
    for (size_t k = 0; k < sizeof wild / sizeof *wild; k++)
        for (size_t i = 0; i < MAKERS; i++) {
            uint32_t was = l->ids[wild[k].at];
            l->ids[wild[k].at] = wild[k].id;
            morgue_status status;
            uint64_t total;
            match *m = start_polled(makers[i], NULL, NULL, &status);
            for (uint32_t docid; match_next(m, &docid);) {
                assert_in_range(docid, 1, DOCUMENTS);
                assert_true(match_score(m) >= 0);
            }
            match_free(m);
            m = start_polled(makers[i], NULL, NULL, &status);
            match_count(m, &total, NULL);
            match_free(m);
            l->ids[wild[k].at] = was;
            heal(NULL);
        }
}

static void test_damaged_columns(void **state)
{
    (void)state;
    world.no_columns = true;
    morgue_status status;
    match_free(start_polled(make_far, NULL, NULL, &status));
    assert_int_equal(status, MORGUE_CORRUPT);
    match_free(start_polled(make_term, NULL, NULL, &status));
    assert_int_equal(status, MORGUE_CORRUPT);
}

/* ---- memory ---- */

static unsigned long asked_of_where;
static uint8_t yes[DOCUMENTS + 1];

static match_node *make_where(match *m)
{
    return match_where(m, make_nested(m), fake_question(yes, &asked_of_where));
}

static void test_no_memory(void **state)
{
    (void)state;
    maker *const some[] = {make_all, make_any, make_pool, make_nested, make_where};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        for (long n = 1;; n++) {
            heal(NULL);
            allocations_left = -1;
            morgue_status status;
            match *m = NULL;
            match_statistics statistics = {DOCUMENTS, world.total_length, RANKING};
            allocations_left = n;
            status = match_new(&m, &world.segment, NULL, 0, &statistics, NULL, NULL, NULL);
            if (!status)
                status = match_start(m, some[i](m), NULL);
            if (!status) {
                walk(m);
                status = match_status(m, NULL);
            }
            bool failed = allocations_left == 0;
            allocations_left = -1;
            match_free(m);
            if (!failed)
                break;
            assert_int_equal(status, MORGUE_NOMEM);
        }
}

/* ---- floors ---- */

/* Keeps the eight greatest, greatest first. */
static void keep(double best[8], double weight)
{
    for (int k = 0; k < 8; k++)
        if (weight > best[k]) {
            double lower = best[k];
            best[k] = weight;
            weight = lower;
        }
}

static uint64_t best_of(maker *make, bool floored, double best[8])
{
    morgue_status status;
    uint64_t given = 0;
    memset(best, 0, 8 * sizeof *best);
    match *m = start_polled(make, NULL, NULL, &status);
    for (uint32_t docid; match_next(m, &docid); given++) {
        keep(best, match_score(m));
        if (floored)
            match_floor(m, best[7]);
    }
    assert_int_equal(match_status(m, NULL), MORGUE_OK);
    match_free(m);
    return given;
}

static match_node *make_mixed(match *m)
{
    match_node *parts[] = {make_terms(m), term(m, "t3"), make_all(m), match_sized(m, 1, 900),
                           match_scaled(m, term(m, "t1"), 0.01)};
    return match_any(m, parts, 5);
}

/* The best are the same to the last bit, whatever was left out. */
static void test_floor(void **state)
{
    (void)state;
    dice d = {9};
    for (uint32_t i = 0; i <= DOCUMENTS; i++)
        yes[i] = roll(&d, 3) != 0;
    double all[8], some[8];
    for (size_t i = 0; i < MAKERS; i++) {
        best_of(makers[i], false, all);
        best_of(makers[i], true, some);
        assert_memory_equal(all, some, sizeof all);
    }
    maker *const skipping[] = {make_mixed, make_terms, make_pool, make_words};
    for (size_t i = 0; i < sizeof skipping / sizeof *skipping; i++) {
        uint64_t given = best_of(skipping[i], false, all);
        assert_true(best_of(skipping[i], true, some) * 2 < given);
        assert_memory_equal(all, some, sizeof all);
    }
    asked_of_where = 0;
    best_of(make_where, false, all);
    unsigned long asked = asked_of_where;
    asked_of_where = 0;
    best_of(make_where, true, some);
    assert_true(asked_of_where * 4 < asked);
    assert_memory_equal(all, some, sizeof all);
}

/* ---- edges ---- */

static void test_wrong_calls(void **state)
{
    (void)state;
    match_statistics statistics = {DOCUMENTS, world.total_length, RANKING};
    match *m;
    uint64_t total = 3;
    uint32_t docid;
    assert_int_equal(match_new(&m, &world.segment, NULL, 0, &statistics, NULL, NULL, NULL), 0);
    assert_false(match_next(m, &docid));
    assert_int_equal(match_start(m, NULL, NULL), MORGUE_INVALID);
    assert_null(match_term(m, STR("t0"), 1));
    assert_null(match_where(m, NULL, fake_question(yes, &asked_of_where)));
    assert_int_equal(match_count(m, &total, NULL), MORGUE_INVALID);
    assert_int_equal(total, 0);
    match_free(m);
    match_free(NULL);
}

/* A segment so large that one list of documents is over the limit. */
static void test_memory_limit(void **state)
{
    (void)state;
    fake large;
    morgue_error err = {0};
    match *m;
    match_statistics statistics = {0, 0, RANKING};
    fake_init(&large, 0, 100);
    large.segment.documents = 8 * (uint32_t)MATCH_MAX_MEMORY;
    assert_int_equal(match_new(&m, &large.segment, NULL, 0, &statistics, NULL, NULL, NULL), 0);
    assert_null(match_documents(m, &(uint32_t){1}, 1));
    assert_int_equal(match_start(m, match_everything(m), &err), MORGUE_LIMIT);
    assert_non_null(strstr(err.message, "MATCH_MAX_MEMORY"));
    match_free(m);
    fake_free(&large);
}

/* Many terms that come again are one list in memory, and find the same. */
static void test_same_terms(void **state)
{
    (void)state;
    match_statistics statistics = {DOCUMENTS, world.total_length, RANKING};
    uint64_t one = 0, both = 1;
    for (int twice = 0; twice < 2; twice++) {
        match *m;
        match_new(&m, &world.segment, NULL, 0, &statistics, NULL, NULL, NULL);
        match_node *nodes[2] = {make_pool(m), twice ? make_pool(m) : match_everything(m)};
        size_t bytes = m->bytes;
        match_start(m, match_all(m, nodes, 2), NULL);
        assert_int_equal(match_count(m, twice ? &both : &one, NULL), MORGUE_OK);
        assert_true(bytes < 2 * DOCUMENTS * 4);
        match_free(m);
    }
    assert_int_equal(one, both);
}

static match_node *make_headed_pool(match *m)
{
    morgue_str terms[20], headline[20];
    for (unsigned i = 0; i < 20; i++) {
        terms[i] = i % 2 ? STR("t1") : STR("t3");
        headline[i] = STR("t6");
    }
    return match_words(m, terms, headline, 20, 1);
}

static match_node *make_both_pools(match *m)
{
    return match_all(m, (match_node *[]){make_pool(m), make_headed_pool(m)}, 2);
}

/* The same terms with headlines and without are not the same. */
static void test_same_words(void **state)
{
    (void)state;
    static maker *const three[] = {make_pool, make_headed_pool, make_both_pools};
    match *m[3];
    uint32_t docid[3];
    unsigned apart = 0;
    morgue_status status;
    for (unsigned i = 0; i < 3; i++)
        m[i] = start_polled(three[i], NULL, NULL, &status);
    while (match_next(m[0], &docid[0]) & match_next(m[1], &docid[1]) &
           match_next(m[2], &docid[2])) {
        double plain = match_score(m[0]), headed = match_score(m[1]);
        assert_true(docid[0] == docid[1] && docid[0] == docid[2]);
        assert_true(headed >= plain);
        assert_true(fabs(match_score(m[2]) - plain - headed) < 1e-9);
        apart += headed > plain;
    }
    assert_true(apart > 100);
    for (unsigned i = 0; i < 3; i++)
        match_free(m[i]);
}

static void test_no_documents(void **state)
{
    (void)state;
    fake empty;
    fake_init(&empty, 0, 100);
    match_statistics statistics = {0, 0, RANKING};
    for (int i = 0; i < 3; i++) {
        match *m;
        uint64_t total = 3;
        uint32_t docid;
        assert_int_equal(match_new(&m, &empty.segment, NULL, 0, &statistics, NULL, NULL, NULL), 0);
        match_node *root = i == 0   ? match_everything(m)
                           : i == 1 ? match_sized(m, 0, UINT32_MAX)
                                    : match_term(m, STR("t0"), 1);
        assert_int_equal(match_start(m, root, NULL), MORGUE_OK);
        assert_false(match_next(m, &docid));
        match_free(m);
        match_new(&m, &empty.segment, NULL, 0, &statistics, NULL, NULL, NULL);
        match_start(m, match_everything(m), NULL);
        assert_int_equal(match_count(m, &total, NULL), MORGUE_OK);
        assert_int_equal(total, 0);
        match_free(m);
    }
    fake_free(&empty);
}

/* Depth 64, which the caller promises, and a hundred thousand nodes. */
static void test_big_trees(void **state)
{
    (void)state;
    match_statistics statistics = {DOCUMENTS, world.total_length, RANKING};
    match *m;
    uint64_t total;
    assert_int_equal(match_new(&m, &world.segment, NULL, 0, &statistics, NULL, NULL, NULL), 0);
    match_node *n = term(m, "t3");
    for (unsigned i = 0; i < 64; i++) {
        match_node *other = i % 2 ? term(m, "t4") : term(m, "t5");
        match_node *both[] = {n, other};
        n = i % 2 ? match_all(m, both, 2) : match_any(m, both, 2);
    }
    assert_int_equal(match_start(m, n, NULL), MORGUE_OK);
    assert_int_equal(walk(m), world.lists[3].count + 1);
    match_free(m);
    static match_node *nodes[100000];
    assert_int_equal(match_new(&m, &world.segment, NULL, 0, &statistics, NULL, NULL, NULL), 0);
    for (unsigned i = 0; i < 100000; i++)
        nodes[i] = i % 2 ? match_sized(m, i, i) : match_nothing(m);
    match_node *some[2] = {match_any(m, nodes, 100000), match_sized(m, 1, 20)};
    assert_int_equal(match_start(m, match_all(m, some, 2), NULL), MORGUE_OK);
    assert_int_equal(match_count(m, &total, NULL), MORGUE_OK);
    assert_int_equal(total, 10);
    match_free(m);
}

/* All of time holds the dated alone, and a stretch that ends before it begins none. */
static void test_undated(void **state)
{
    (void)state;
    static const struct {
        int64_t first, last;
        uint64_t total;
    } cases[] = {{INT64_MIN, INT64_MAX, DOCUMENTS - 1}, {20, 10, 0}, {7, 7, 0}, {6, 8, 2}};
    match_statistics statistics = {DOCUMENTS, world.total_length, RANKING};
    int64_t from = world.from[7], last = world.last[7];
    world.from[7] = INT64_MAX;
    world.last[7] = INT64_MIN;
    for (unsigned i = 0; i < 5; i++) {
        match *m;
        uint64_t total;
        match_new(&m, &world.segment, NULL, 0, &statistics, NULL, NULL, NULL);
        match_start(m, i < 4 ? match_dated(m, cases[i].first, cases[i].last) : match_undated(m),
                    NULL);
        assert_int_equal(match_count(m, &total, NULL), MORGUE_OK);
        assert_int_equal(total, i < 4 ? cases[i].total : 1);
        match_free(m);
    }
    world.from[7] = from;
    world.last[7] = last;
}

/* The weights of libxapian's formula, by hand: 1,000 documents. */
static void test_weights(void **state)
{
    (void)state;
    match_statistics s = {1000, 50000, RANKING};
    assert_true(fabs(match_weight(&s, 10) - 2 * log(990.5 / 10.5)) < 1e-12);
    assert_true(fabs(match_weight(&s, 600) - 2 * log(1 + 400.5 / 600.5 / 2)) < 1e-12);
    s.ranking.k1 = 1.5;
    assert_true(fabs(match_weight(&s, 10) - 2.5 * log(990.5 / 10.5)) < 1e-12);
    assert_true(match_weight(&s, 1000) > 0);
    assert_true(match_weight(&s, 5000) > 0);
    s = (match_statistics){0, 0, RANKING};
    assert_true(match_weight(&s, 0) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_cancelled, heal),
        cmocka_unit_test_teardown(test_asks_on_the_way, heal),
        cmocka_unit_test_teardown(test_damaged_postings, heal),
        cmocka_unit_test_teardown(test_wild_postings, heal),
        cmocka_unit_test_teardown(test_damaged_columns, heal),
        cmocka_unit_test_teardown(test_no_memory, heal),
        cmocka_unit_test_teardown(test_floor, heal),
        cmocka_unit_test_teardown(test_wrong_calls, heal),
        cmocka_unit_test_teardown(test_memory_limit, heal),
        cmocka_unit_test_teardown(test_same_terms, heal),
        cmocka_unit_test_teardown(test_same_words, heal),
        cmocka_unit_test_teardown(test_no_documents, heal),
        cmocka_unit_test_teardown(test_big_trees, heal),
        cmocka_unit_test_teardown(test_undated, heal),
        cmocka_unit_test_teardown(test_weights, heal),
    };
    return cmocka_run_group_tests(tests, make_world, free_world);
}
