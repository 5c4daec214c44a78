/* Hits one by one: as many as the total, in the order of the pages, until someone stops. */
#include "fixture.h"

#include <stdio.h>

static morgue_config *config;

#define MANY 40

/* In two segments, of which one article was replaced. */
static morgue_archive *many(const char *name)
{
    static char ids[MANY][8], dates[MANY][12], bodies[MANY][40];
    morgue_writer *w = fixture_writer(name, config);
    arena memory = {0};
    for (int i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "n%02d", i);
        snprintf(dates[i], sizeof dates[i], "2023-01-%02d", 1 + i * 7 % 28);
        snprintf(bodies[i], sizeof bodies[i], "oil %s from Micron", i % 3 ? "oil" : "gas");
        brief b = {.id = ids[i],
                   .title = i % 2 ? dates[i] : "",
                   .body = bodies[i],
                   .source = ids[i],
                   .date = i % 5 ? dates[i] : ""};
        morgue_article a = fixture_article(&b, &memory);
        fixture_add(w, &a);
        if (i == MANY / 2)
            fixture_commit(w);
    }
    brief again = {.id = "n00", .body = "oil oil oil"};
    morgue_article a = fixture_article(&again, &memory);
    fixture_add(w, &a);
    fixture_commit(w);
    morgue_writer_free(w);
    arena_free(&memory);
    return fixture_open(name, config);
}

typedef struct seen {
    strbuf lines;
    uint64_t count;
    uint64_t most; /* calls until it stops; 0: never */
} seen;

static void add(strbuf *out, const morgue_hit *h)
{
    strbuf_printf(out, "%d %.*s %g %d %.*s %.*s %.*s\n", (int)h->rank, STR_ARGS(h->id), h->score,
                  (int)h->entity_count, STR_ARGS(h->title), STR_ARGS(h->source),
                  STR_ARGS(h->snippet));
}

static int see(void *context, const morgue_hit *h)
{
    seen *s = context;
    s->count++;
    add(&s->lines, h);
    return s->count == s->most;
}

static morgue_status each(morgue_archive *a, const char *question,
                          const morgue_search_options *options, seen *s, morgue_results **out)
{
    morgue_query *q = fixture_query(question);
    morgue_status status = morgue_search_each(out, a, q, options, see, s, NULL);
    morgue_query_free(q);
    return status;
}

static void check(morgue_archive *a, const char *question, morgue_sort sort, unsigned parts)
{
    static const char *const facets[] = {"org"};
    morgue_search_options options = fixture_options();
    options.sort = sort;
    options.snippet_bytes = 40;
    options.parts = parts;
    options.facets = facets;
    options.facet_count = 1;
    options.timeline = MORGUE_UNIT_DAY;
    morgue_results *all = fixture_search(a, question, &options), *r;
    /* without effect there */
    options.limit = 1;
    options.offset = 3;
    options.no_total = 1;
    seen s = {.count = 0};
    strbuf expected = {0};
    assert_int_equal(each(a, question, &options, &s, &r), MORGUE_OK);
    for (size_t i = 0; i < morgue_results_hit_count(all); i++)
        add(&expected, morgue_results_hit(all, i));
    assert_int_equal(s.count, morgue_results_total(r));
    assert_int_equal(s.count, morgue_results_hit_count(all));
    assert_string_equal(s.lines.ptr ? s.lines.ptr : "", expected.ptr ? expected.ptr : "");
    assert_int_equal(morgue_results_hit_count(r), 0);
    assert_int_equal(morgue_results_facet(r, 0)->missing, morgue_results_facet(all, 0)->missing);
    assert_int_equal(morgue_results_timeline(r)->count, morgue_results_timeline(all)->count);
    strbuf_free(&expected);
    strbuf_free(&s.lines);
    morgue_results_free(all);
    morgue_results_free(r);
}

static void test_same_as_pages(void **state)
{
    (void)state;
    static const char *const questions[] = {
        "oil",   "*", "\"oil from micron\"", "gas OR (oil NEAR/2 micron)", "oil -gas date:2023-01",
        "absent"};
    morgue_archive *a = many("each");
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        for (int sort = MORGUE_SORT_RELEVANCE; sort <= MORGUE_SORT_RECENT; sort++) {
            check(a, questions[i], (morgue_sort)sort, 0);
            check(a, questions[i], (morgue_sort)sort, MORGUE_PART_ID);
            check(a, questions[i], (morgue_sort)sort, MORGUE_PART_TITLE | MORGUE_PART_SOURCE);
            check(a, questions[i], (morgue_sort)sort, MORGUE_PART_SNIPPET);
        }
    morgue_archive_free(a);
}

static int look(void *context, const morgue_hit *h)
{
    unsigned parts = *(const unsigned *)context;
    assert_true(str_is(h->id, "x"));
    assert_true(str_is(h->url, "https://a.example/x"));
    assert_true(str_is(h->lang, "en"));
    assert_int_equal(h->date.precision, MORGUE_PRECISION_DAY);
    assert_int_equal(h->words, 9);
    assert_int_equal(h->score > 0, 1);
    assert_true(!(parts & MORGUE_PART_TITLE) || str_is(h->title, "Micron talks"));
    assert_true(!(parts & MORGUE_PART_SOURCE) || str_is(h->source, "The Wire"));
    assert_true(!(parts & MORGUE_PART_SECTION) || str_is(h->section, "World"));
    assert_true(!(parts & MORGUE_PART_BYLINE) || str_is(h->byline, "Ann Bee"));
    assert_int_equal(h->entity_count > 0, (parts & MORGUE_PART_ENTITIES) != 0);
    assert_int_equal(h->snippet.len > 0, (parts & MORGUE_PART_SNIPPET) != 0);
    assert_int_equal(h->mark_count > 0, (parts & MORGUE_PART_SNIPPET) != 0);
    return 0;
}

/* What is asked for is there, whatever else is; names and snippets only then. */
static void test_parts(void **state)
{
    (void)state;
    static const brief articles[] = {{.id = "x",
                                      .title = "Micron talks",
                                      .body = "Oil was not what they spoke about",
                                      .byline = "Ann Bee",
                                      .source = "The Wire",
                                      .section = "World",
                                      .url = "https://a.example/x",
                                      .lang = "en",
                                      .date = "2023-05-01"}};
    morgue_archive *a = fixture_archive("parts", config, articles, 1);
    morgue_query *q = fixture_query("oil");
    for (unsigned parts = 1; parts < 128; parts += 2) {
        morgue_search_options options = fixture_options();
        options.snippet_bytes = 100;
        options.parts = parts;
        unsigned wanted = parts;
        morgue_results *r = fixture_search(a, "oil", &options);
        look(&wanted, morgue_results_hit(r, 0));
        morgue_results_free(r);
        assert_int_equal(morgue_search_each(&r, a, q, &options, look, &wanted, NULL), MORGUE_OK);
        morgue_results_free(r);
    }
    morgue_query_free(q);
    morgue_search_options options = fixture_options();
    options.parts = 128;
    fixture_refused(a, "oil", &options, MORGUE_INVALID, "parts of a hit");
    morgue_archive_free(a);
}

static void test_archive_order(void **state)
{
    (void)state;
    static const brief articles[] = {{.id = "c", .body = "one", .date = "2021"},
                                     {.id = "a", .body = "one one", .date = "2023"},
                                     {.id = "b", .body = "one", .date = "2022"}};
    morgue_archive *a = fixture_archive("archive-order", config, articles, 3);
    morgue_search_options options = fixture_options();
    options.sort = MORGUE_SORT_ARCHIVE;
    expect_ids(a, "one", &options, "c a b");
    options.offset = 1;
    options.limit = 1;
    expect_ids(a, "one", &options, "a");
    morgue_archive_free(a);
}

static void test_stopped(void **state)
{
    (void)state;
    morgue_archive *a = many("stopped");
    for (int sort = MORGUE_SORT_RELEVANCE; sort <= MORGUE_SORT_RECENT; sort++) {
        morgue_search_options options = fixture_options();
        options.sort = (morgue_sort)sort;
        seen s = {.most = 3};
        morgue_results *r = (morgue_results *)&s;
        assert_int_equal(each(a, "oil", &options, &s, &r), MORGUE_CANCELLED);
        assert_null(r);
        assert_int_equal(s.count, 3);
        strbuf_free(&s.lines);
    }
    morgue_archive_free(a);
}

static void test_nobody(void **state)
{
    (void)state;
    morgue_archive *a = many("nobody");
    morgue_query *q = fixture_query("oil");
    morgue_results *r = (morgue_results *)q;
    morgue_error err;
    assert_int_equal(morgue_search_each(&r, a, q, NULL, NULL, NULL, &err), MORGUE_INVALID);
    assert_null(r);
    morgue_query_free(q);
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_pages), cmocka_unit_test(test_parts),
        cmocka_unit_test(test_archive_order), cmocka_unit_test(test_stopped),
        cmocka_unit_test(test_nobody),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
