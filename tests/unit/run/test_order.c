/* Sorting, paging, options, cancelling, and archives with nothing in them. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static morgue_config *config;

/* Alike for BM25, so that only dates tell them apart. */
static const brief alike[] = {
    {.id = "none-1", .body = "one bank"},
    {.id = "y2022", .body = "one bank", .date = "2022"},
    {.id = "d2023", .body = "one bank", .date = "2023-05-21"},
    {.id = "y1899", .body = "one bank", .date = "1899"},
    {.id = "none-2", .body = "two banks bank"},
    {.id = "d1969", .body = "one bank", .date = "1969-12-31"},
};

static void test_sorting(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("sorting", config, alike, 6);
    morgue_search_options options = fixture_options();
    options.sort = MORGUE_SORT_NEWEST;
    expect_ids(a, "one", &options, "d2023 y2022 d1969 y1899 none-1");
    options.sort = MORGUE_SORT_OLDEST;
    expect_ids(a, "one", &options, "y1899 d1969 y2022 d2023 none-1");
    options.sort = MORGUE_SORT_RELEVANCE;
    expect_ids(a, "one", &options, "d2023 y2022 d1969 y1899 none-1");
    /* a better match comes before a newer one */
    expect_ids(a, "bank", &options, "none-2 d2023 y2022 d1969 y1899 none-1");
    /* what has no weight is in order of time too */
    expect_ids(a, "date:*", &options, "d2023 y2022 d1969 y1899");
    options.sort = (morgue_sort)5;
    fixture_refused(a, "one", &options, MORGUE_INVALID, "sort order");
    options = fixture_options();
    options.timeline = (morgue_unit)5;
    fixture_refused(a, "one", &options, MORGUE_INVALID, "timeline unit");
    morgue_archive_free(a);
}

/* Scores belong to relevance. */
static void test_scores(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("scores", config, alike, 6);
    morgue_search_options options = fixture_options();
    for (int sort = MORGUE_SORT_RELEVANCE; sort <= MORGUE_SORT_ARCHIVE; sort++) {
        options.sort = (morgue_sort)sort;
        morgue_results *r = fixture_search(a, "bank", &options);
        assert_int_equal(morgue_results_hit_count(r), 6);
        assert_true((morgue_results_hit(r, 0)->score > 0) == (sort == MORGUE_SORT_RELEVANCE));
        assert_null(morgue_results_hit(r, 6));
        morgue_results_free(r);
    }
    morgue_archive_free(a);
}

/* Relevance is halved with every half life. */
static void test_recent(void **state)
{
    (void)state;
    /* "two" has twice the words, at most twice the score */
    static const brief articles[] = {
        {.id = "undated-2", .body = "oil oil field"},
        {.id = "undated-1", .body = "oil sand field"},
        {.id = "old", .body = "oil oil field", .date = "2023-03-01"},
        {.id = "older", .body = "oil sand field", .date = "1999"},
        {.id = "new", .body = "oil sand field", .date = "2023-06-01"},
        {.id = "later", .body = "oil sand field", .date = "2030"},
        {.id = "gas", .body = "gas", .date = "2020"},
    };
    morgue_archive *a = fixture_archive("recent", config, articles, 7);
    morgue_search_options options = fixture_options();
    options.sort = MORGUE_SORT_RECENT;
    expect_ids(a, "oil", &options, "later new old older undated-2 undated-1");
    options.half_life = INT64_C(86400) * 10000;
    expect_ids(a, "oil", &options, "old later new older undated-2 undated-1");
    /* seen from the past, what came after is new, and alike but for its date */
    options.half_life = INT64_C(86400) * 30;
    options.now = INT64_C(1672531200); /* 2023 */
    expect_ids(a, "oil", &options, "old later new older undated-2 undated-1");
    /* without a score: in order of time */
    expect_ids(a, "gas OR date:*", &options, "gas later new old older");
    expect_ids(a, "date:*", &options, "later new old gas older");
    options.half_life = -1;
    fixture_refused(a, "oil", &options, MORGUE_INVALID, "half life");
    morgue_archive_free(a);
}

/* However little their relevance differs, and behind what is dated and has none. */
static void test_recent_undated(void **state)
{
    (void)state;
    static const brief articles[] = {
        {.id = "12", .body = "oil 2 3 4 5 6 7 8 9 10 11 12"},
        {.id = "10", .body = "oil 2 3 4 5 6 7 8 9 10"},
        {.id = "13", .body = "oil 2 3 4 5 6 7 8 9 10 11 12 13"},
        {.id = "11", .body = "oil 2 3 4 5 6 7 8 9 10 11"},
        {.id = "tagged", .body = "gas", .tags = "energy"},
        {.id = "old", .body = "gas", .date = "1950", .tags = "energy"},
        {.id = "dated", .body = "oil", .date = "1950"},
    };
    morgue_archive *a = fixture_archive("undated", config, articles, 7);
    morgue_search_options options = fixture_options();
    options.sort = MORGUE_SORT_RECENT;
    expect_ids(a, "oil OR tag:energy", &options, "dated old 10 11 12 13 tagged");
    options.limit = 3;
    expect_ids(a, "oil OR tag:energy", &options, "dated old 10");
    morgue_archive_free(a);
}

/* A day of age halves the score of the same article. */
static void test_half_life(void **state)
{
    (void)state;
    static const brief one[] = {{.id = "a", .body = "oil", .date = "2023-06-01"}};
    morgue_archive *a = fixture_archive("half-life", config, one, 1);
    morgue_search_options options = fixture_options();
    morgue_results *r = fixture_search(a, "oil", &options);
    double whole = morgue_results_hit(r, 0)->score;
    morgue_results_free(r);
    options.sort = MORGUE_SORT_RECENT;
    options.half_life = 86400;
    for (int days = 0; days < 4; days++) {
        options.now = INT64_C(1685577600) + days * INT64_C(86400);
        r = fixture_search(a, "oil", &options);
        double off = morgue_results_hit(r, 0)->score * (1 << days) - whole;
        assert_true(off < 1e-9 && off > -1e-9);
        morgue_results_free(r);
    }
    morgue_archive_free(a);
}

/* A weight turns the order of relevance, and finds nothing more or less. */
static void test_weights(void **state)
{
    (void)state;
    static const brief articles[] = {
        {.id = "oil", .body = "oil field"},
        {.id = "gas", .body = "gas field"},
        {.id = "sun", .body = "solar field", .tags = "gas"},
    };
    morgue_archive *a = fixture_archive("weights", config, articles, 3);
    expect_ids(a, "oil^2 OR gas", NULL, "oil gas");
    expect_ids(a, "oil OR gas^2", NULL, "gas oil");
    expect_ids(a, "oil^0.5 OR (gas OR nothing)", NULL, "gas oil");
    expect_ids(a, "(oil^2 OR gas^3)^0.1", NULL, "gas oil");
    expect_ids(a, "oil OR \"gas field\"^2", NULL, "gas oil");
    expect_ids(a, "oil OR (gas NEAR/3 field)^2", NULL, "gas oil");
    /* a value has no score that a weight could raise */
    expect_ids(a, "oil OR tag:gas^100", NULL, "oil sun");
    assert_int_equal(fixture_count(a, "(oil^100 OR gas^0.01) -solar^5"), 2);
    morgue_archive_free(a);
}

#define MANY 23

static morgue_archive *many(const char *name)
{
    static char ids[MANY][8], dates[MANY][12];
    brief articles[MANY];
    for (int i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "n%02d", i);
        snprintf(dates[i], sizeof dates[i], "2023-01-%02d", 1 + i * 7 % 28);
        articles[i] = (brief){.id = ids[i], .body = "oil", .date = i % 5 ? dates[i] : ""};
    }
    return fixture_archive(name, config, articles, MANY);
}

static void check_page(morgue_archive *a, const morgue_results *full, uint64_t offset,
                       uint64_t limit)
{
    morgue_search_options options = fixture_options();
    options.offset = offset;
    options.limit = limit;
    morgue_results *page = fixture_search(a, "oil", &options);
    uint64_t left = offset < MANY ? MANY - offset : 0;
    assert_int_equal(morgue_results_total(page), MANY);
    assert_int_equal(morgue_results_hit_count(page), limit < left ? limit : left);
    for (size_t i = 0; i < morgue_results_hit_count(page); i++) {
        const morgue_hit *hit = morgue_results_hit(page, i);
        assert_int_equal(hit->rank, offset + i + 1);
        assert_true(str_equal(hit->id, morgue_results_hit(full, offset + i)->id));
    }
    morgue_results_free(page);
}

static void test_paging(void **state)
{
    (void)state;
    morgue_archive *a = many("paging");
    morgue_search_options options = fixture_options();
    morgue_results *full = fixture_search(a, "oil", &options);
    assert_int_equal(morgue_results_hit_count(full), MANY);
    for (uint64_t offset = 0; offset <= MANY + 2; offset++)
        for (uint64_t limit = 0; limit <= MANY + 2; limit += 3)
            check_page(a, full, offset, limit);
    morgue_results_free(full);
    morgue_archive_free(a);
}

static void test_limits(void **state)
{
    (void)state;
    morgue_archive *a = many("limits");
    morgue_search_options options = fixture_options();
    options.offset = MORGUE_MAX_RESULTS - 10;
    options.limit = 10;
    expect_ids(a, "oil", &options, "");
    options.limit = 11;
    fixture_refused(a, "oil", &options, MORGUE_LIMIT, "1000000");
    options.offset = 0;
    options.limit = MORGUE_MAX_RESULTS;
    morgue_results *r = fixture_search(a, "oil", &options);
    assert_int_equal(morgue_results_hit_count(r), MANY);
    morgue_results_free(r);
    options.limit++;
    fixture_refused(a, "oil", &options, MORGUE_LIMIT, "1000000");
    options.offset = options.limit = UINT64_MAX;
    fixture_refused(a, "oil", &options, MORGUE_LIMIT, "1000000");
    options.offset = UINT64_MAX;
    options.limit = 1;
    fixture_refused(a, "oil", &options, MORGUE_LIMIT, "1000000");
    morgue_archive_free(a);
}

static void test_options(void **state)
{
    (void)state;
    morgue_archive *a = many("options");
    morgue_search_options options;
    morgue_search_options_init(&options);
    assert_int_equal(options.size, sizeof options);
    assert_int_equal(options.limit, 10);
    /* those of the first version end with context */
    options.size = offsetof(morgue_search_options, context) + sizeof options.context;
    options.no_total = 1;
    options.limit = 2;
    morgue_results *old = fixture_search(a, "oil", &options);
    assert_int_equal(morgue_results_hit_count(old), 2);
    assert_int_equal(morgue_results_total(old), MANY);
    morgue_results_free(old);
    options.size--;
    fixture_refused(a, "oil", &options, MORGUE_INVALID, "morgue_search_options_init");
    options.size = 0;
    fixture_refused(a, "oil", &options, MORGUE_INVALID, "morgue_search_options_init");
    /* none are the defaults */
    morgue_results *r = fixture_search(a, "oil", NULL);
    assert_int_equal(morgue_results_hit_count(r), 10);
    assert_int_equal(morgue_results_facet_count(r), 0);
    assert_null(morgue_results_timeline(r));
    assert_true(morgue_results_elapsed(r) > 0);
    morgue_results_free(r);
    morgue_archive_free(a);
}

static void compare_bare(const morgue_hit *bare, const morgue_hit *whole)
{
    assert_int_equal(bare->rank, whole->rank);
    assert_true(bare->score == whole->score);
    assert_int_equal(bare->words, whole->words);
    assert_int_equal(bare->date.from, whole->date.from);
    assert_int_equal(bare->date.last, whole->date.last);
    assert_int_equal(bare->date.precision, whole->date.precision);
    assert_int_equal(bare->date.provenance, MORGUE_PROVENANCE_NONE);
    assert_int_equal(bare->id.len + bare->title.len + bare->snippet.len, 0);
    assert_int_equal(bare->entity_count, 0);
}

/* The same hits in the same order, told by the columns. */
static void test_bare(void **state)
{
    (void)state;
    static const brief dates[] = {
        {.id = "1", .body = "one bank", .date = "2022"},
        {.id = "2", .body = "one bank or two", .date = "2024"},
        {.id = "3", .body = "one bank", .date = "2023-02"},
        {.id = "4", .body = "one bank", .date = "2023-01"},
        {.id = "5", .body = "one bank", .date = "2023-05-21"},
        {.id = "6", .body = "one bank", .date = "2023-05-21T10:00:00Z"},
        {.id = "7", .title = "One", .body = "one bank"},
    };
    enum { COUNT = sizeof dates / sizeof *dates };
    morgue_archive *a = fixture_archive("bare", config, dates, COUNT);
    morgue_search_options options = fixture_options();
    options.snippet_bytes = 100;
    morgue_results *whole = fixture_search(a, "one", &options);
    options.bare = 1;
    morgue_results *bare = fixture_search(a, "one", &options);
    assert_int_equal(morgue_results_hit_count(bare), COUNT);
    for (size_t i = 0; i < COUNT; i++)
        compare_bare(morgue_results_hit(bare, i), morgue_results_hit(whole, i));
    morgue_results_free(bare);
    morgue_results_free(whole);
    morgue_archive_free(a);
}

/* Options of a later version: fine as long as they ask for nothing new. */
static void test_later_options(void **state)
{
    (void)state;
    struct later {
        morgue_search_options known;
        uint64_t added[2];
    } options;
    memset(&options, 0, sizeof options);
    morgue_archive *a = many("later");
    morgue_search_options_init(&options.known);
    options.known.size = sizeof options;
    options.known.limit = 3;
    morgue_results *r = fixture_search(a, "oil", &options.known);
    assert_int_equal(morgue_results_hit_count(r), 3);
    morgue_results_free(r);
    options.added[1] = UINT64_C(1) << 56;
    fixture_refused(a, "oil", &options.known, MORGUE_INVALID, "newer morgue");
    morgue_archive_free(a);
}

/* Every segment gives its own best: the page is the best of all, in one order. */
static void test_segments(void **state)
{
    (void)state;
    static const brief first[] = {{.id = "a", .body = "bank", .date = "2023-05-01"},
                                  {.id = "b", .body = "bank"},
                                  {.id = "c", .body = "bank", .date = "2020"},
                                  {.id = "d", .body = "bank", .date = "2023-04"},
                                  {.id = "e", .body = "bank", .date = "2023-05-03"}};
    static const brief second[] = {{.id = "f", .body = "bank", .date = "2023-05-01"},
                                   {.id = "g", .body = "bank"}};
    morgue_archive *a = fixture_archive("segments", config, first, 5);
    morgue_archive_free(a);
    a = fixture_archive("segments", config, second, 2);
    morgue_archive_info info;
    morgue_archive_describe(a, &info);
    assert_int_equal(info.segments, 2);
    morgue_search_options options = fixture_options();
    expect_ids(a, "bank", &options, "e a f d c b g");
    expect_ids(a, "*", &options, "e a f d c b g");
    options.limit = 2;
    expect_ids(a, "bank", &options, "e a");
    options.offset = 2;
    expect_ids(a, "bank", &options, "f d");
    options.offset = 6;
    expect_ids(a, "bank", &options, "g");
    options = fixture_options();
    options.sort = MORGUE_SORT_OLDEST;
    expect_ids(a, "bank", &options, "c d a f e b g");
    options.sort = MORGUE_SORT_NEWEST;
    expect_ids(a, "bank", &options, "e a f d c b g");
    /* dates that only one of the segments can have */
    expect_ids(a, "date:2020", &options, "c");
    expect_ids(a, "bank before:2021", &options, "c");
    expect_ids(a, "date:2020 OR date:2023-05-03", &options, "e c");
    expect_ids(a, "bank -date:2020", &options, "e a f d b g");
    expect_ids(a, "-after:2023-05-02", &options, "a f d c b g");
    expect_ids(a, "after:2030", &options, "");
    expect_ids(a, "date:2020 date:2023", &options, "");
    morgue_archive_free(a);
}

static void test_notes(void **state)
{
    (void)state;
    morgue_archive *a = many("notes");
    int asked = 1;
    morgue_results *r = fixture_search(a, "oil gas OR coal", NULL);
    assert_int_equal(morgue_results_note_count(r), 1);
    morgue_str note = morgue_results_note(r, 0);
    assert_true(str_search(note, 0, STR("binds tighter")) < note.len);
    assert_int_equal(morgue_results_note(r, 1).len, 0);
    assert_int_equal(morgue_results_undated(r, &asked), 0);
    assert_false(asked);
    morgue_results_free(r);
    r = fixture_search(a, "oil after:2023", NULL);
    assert_int_equal(morgue_results_undated(r, &asked), 5);
    assert_true(asked);
    assert_int_equal(morgue_results_undated(r, NULL), 5);
    assert_int_equal(morgue_results_note_count(r), 0);
    morgue_results_free(r);
    morgue_archive_free(a);
}

/* ---- cancelling ---- */

typedef struct polls {
    unsigned seen, stop_at;
} polls;

static int poll_until(void *context)
{
    polls *p = context;
    return ++p->seen == p->stop_at;
}

static morgue_status search_with(morgue_archive *a, polls *p)
{
    morgue_search_options options;
    morgue_search_options_init(&options);
    options.cancel = poll_until;
    options.context = p;
    morgue_query *q = fixture_query("oil after:2000");
    morgue_results *r;
    morgue_error err = {0};
    p->seen = 0;
    morgue_status status = morgue_search(&r, a, q, &options, &err);
    assert_true((status == MORGUE_OK) == (r != NULL));
    assert_int_equal(err.status, status);
    morgue_results_free(r);
    morgue_query_free(q);
    return status;
}

/* The match, each hit and the count of undated articles can all take long. */
static void test_cancel(void **state)
{
    (void)state;
    morgue_archive *a = many("cancel");
    polls p = {0, 0};
    assert_int_equal(search_with(a, &p), MORGUE_OK);
    unsigned all = p.seen;
    assert_true(all >= 1 + 10 + 1);
    for (unsigned i = 1; i <= all; i++) {
        p.stop_at = i;
        assert_int_equal(search_with(a, &p), MORGUE_CANCELLED);
        assert_int_equal(p.seen, i);
    }
    p.stop_at = all + 1;
    assert_int_equal(search_with(a, &p), MORGUE_OK);
    morgue_archive_free(a);
}

/* ---- nothing there ---- */

static void check_nothing(morgue_archive *a)
{
    static const char *const questions[] = {
        "*",
        "oil",
        "\"a b\"",
        "a NEAR/5 b",
        "elec*",
        "-oil",
        "after:2023",
        "-after:2023",
        "tag:x",
        "org:Micron",
        "ticker:MU",
        "source:x",
        "headline:*",
        "body:oil",
        "wc:>3",
        "NOT (a OR b)",
        "date:*",
        "-date:*",
        "lede:(a ADJ/2 b)",
        "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba",
        "id:x",
    };
    static const char *const facets[] = {"person", "source", "tag"};
    morgue_search_options options = fixture_options();
    options.facets = facets;
    options.facet_count = 3;
    options.timeline = MORGUE_UNIT_DAY;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        morgue_results *r = fixture_search(a, questions[i], &options);
        assert_int_equal(morgue_results_total(r), 0);
        assert_int_equal(morgue_results_hit_count(r), 0);
        assert_int_equal(morgue_results_undated(r, NULL), 0);
        assert_int_equal(morgue_results_facet_count(r), 3);
        assert_int_equal(morgue_results_facet(r, 0)->distinct, 0);
        assert_int_equal(morgue_results_facet(r, 0)->missing, 0);
        assert_int_equal(morgue_results_timeline(r)->count, 0);
        morgue_results_free(r);
        morgue_query *q = fixture_query(questions[i]);
        char *text;
        assert_int_equal(morgue_explain(&text, a, q, NULL), MORGUE_OK);
        morgue_text_free(text);
        morgue_query_free(q);
    }
    fixture_refused(a, "foo:bar", NULL, MORGUE_QUERY, "unknown field");
}

static void test_empty(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("empty", config, NULL, 0);
    check_nothing(a);
    morgue_archive_free(a);
}

static void test_all_removed(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("removed", config, alike, 6);
    assert_int_equal(fixture_count(a, "*"), 6);
    morgue_archive_free(a);
    morgue_writer *w = fixture_writer("removed", config);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(morgue_writer_remove(w, alike[i].id, strlen(alike[i].id), NULL),
                         MORGUE_OK);
    fixture_commit(w);
    morgue_writer_free(w);
    a = fixture_open("removed", config);
    check_nothing(a);
    morgue_archive_free(a);
}

/* ---- long questions ---- */

static void check_fast(morgue_archive *a, const char *text)
{
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    fixture_count(a, text);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds =
        (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    if (seconds > 5)
        fail_msg("%.1f s for %.40s…", seconds, text);
}

static void test_long_questions(void **state)
{
    (void)state;
    static const char *const parts[] = {
        " oil",     " OR oil",        " -oil",          " \"oil oil oil\"", " OR oil*",
        " oil-gas", " OR after:2023", " OR org:Micron", " OR NOT tag:x",
    };
    morgue_archive *a = many("long");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char text[MORGUE_MAX_QUERY_BYTES + 1] = "oil";
        size_t len = 3;
        while (len + strlen(parts[i]) < sizeof text && len / strlen(parts[i]) < 160)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s", parts[i]);
        check_fast(a, text);
    }
    char deep[512] = "";
    for (int i = 0; i < 40; i++)
        strcat(deep, i % 2 ? "-(oil " : "(gas OR ");
    strcat(deep, "oil");
    for (int i = 0; i < 40; i++)
        strcat(deep, ")");
    /* there is no gas, and two of the twenty NOTs make a yes */
    assert_int_equal(fixture_count(a, deep), MANY);
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorting),        cmocka_unit_test(test_scores),
        cmocka_unit_test(test_paging),         cmocka_unit_test(test_limits),
        cmocka_unit_test(test_options),        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_later_options),  cmocka_unit_test(test_segments),
        cmocka_unit_test(test_cancel),         cmocka_unit_test(test_empty),
        cmocka_unit_test(test_bare),           cmocka_unit_test(test_all_removed),
        cmocka_unit_test(test_long_questions), cmocka_unit_test(test_weights),
        cmocka_unit_test(test_recent),         cmocka_unit_test(test_recent_undated),
        cmocka_unit_test(test_half_life),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
