/* The ranking of the configuration, against the formula and between archives. */
#include "fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Words that no stemmer changes. */
static const brief articles[] = {
    {.id = "a", .title = "zinc", .body = "tin tin iron", .date = "2023-01-05"},
    {.id = "b", .title = "iron", .body = "zinc zinc tin", .date = "2023-01-04"},
    {.id = "c", .title = "tin zinc tin", .body = "iron", .date = "2023-01-03"},
    {.id = "d",
     .body = "zinc iron\n\nzinc zinc iron iron iron iron iron iron iron iron iron iron iron "
             "iron iron iron iron iron",
     .date = "2023-01-02"},
    {.id = "e", .body = "tin", .date = "2023-01-01"},
    {.id = "f", .body = "gold gold iron iron iron", .date = "2022-12-31"},
};
#define ARTICLES (sizeof articles / sizeof *articles)

/* Indexed so, under another ranking than those that it is asked under. */
#define INDEXED "{headline: 7, lede: 3, k1: 3}"
#define LEDE    3

/* Four a word of the headline, since those are terms of their own too and are counted
 * thrice, LEDE a word of the first paragraph, and one a word of the rest. */
static const double lengths[ARTICLES] = {4 + 3 * LEDE,  4 + 3 * LEDE, 12 + LEDE,
                                         2 * LEDE + 18, LEDE,         5 * LEDE};

/* How often each article has a word: in the headline, in the first paragraph, below. */
static const struct word {
    const char *text;
    double headline[ARTICLES], lede[ARTICLES], rest[ARTICLES];
} zinc = {"zinc", {1, 0, 1, 0, 0, 0}, {0, 2, 0, 1, 0, 0}, {0, 0, 0, 2, 0, 0}},
  tin = {"tin", {0, 0, 2, 0, 0, 0}, {2, 1, 0, 0, 1, 0}, {0, 0, 0, 0, 0, 0}};

static bool has(const struct word *w, size_t i)
{
    return w->headline[i] + w->lede[i] + w->rest[i] > 0;
}

typedef struct setting {
    const char *text; /* as the configuration has it */
    double k1, b, headline;
} setting;

static const setting settings[] = {
    {"{}", 1, 0.5, 3},
    {"{k1: 1.2, b: 0.75}", 1.2, 0.75, 3},
    {"{headline: 0}", 1, 0.5, 0},
    {"{headline: 1, b: 1}", 1, 1, 1},
    {"{headline: 100, k1: 10, b: 0}", 10, 0, 100},
    {"{headline: 0, k1: 0}", 0, 0.5, 0},
    {"{lede: 9}", 1, 0.5, 3}, /* for what will be indexed */
};
#define SETTINGS (sizeof settings / sizeof *settings)

static morgue_config *configured(const char *ranking)
{
    char extra[128];
    snprintf(extra, sizeof extra, "ranking: %s\n", ranking);
    return fixture_config(extra);
}

/* The formula, plainly. */
static double weigh(const setting *s, const struct word *w, size_t i)
{
    double total = 0, documents = 0;
    for (size_t k = 0; k < ARTICLES; k++) {
        total += lengths[k];
        documents += has(w, k);
    }
    double length = lengths[i] / (total / ARTICLES);
    double odds = (ARTICLES - documents + 0.5) / (documents + 0.5);
    odds = odds < 2 ? odds / 2 + 1 : odds;
    double times = w->rest[i] + LEDE * w->lede[i] + s->headline * w->headline[i];
    double k = s->k1 * (1 - s->b + s->b * (length < 0.5 ? 0.5 : length));
    return times > 0 ? log(odds) * (s->k1 + 1) * times / (times + k) : 0;
}

static double score_of(const morgue_results *r, const char *id)
{
    for (size_t i = 0; i < morgue_results_hit_count(r); i++)
        if (!strncmp(morgue_results_hit(r, i)->id.ptr, id, 1))
            return morgue_results_hit(r, i)->score;
    return -1;
}

static void check(morgue_archive *a, const setting *s, const char *text, const struct word *one,
                  const struct word *other)
{
    morgue_search_options options = fixture_options();
    morgue_results *r = fixture_search(a, text, &options);
    for (size_t i = 0; i < ARTICLES; i++) {
        bool found = has(one, i) || (other && has(other, i));
        double wanted = found ? weigh(s, one, i) + (other ? weigh(s, other, i) : 0) : -1;
        double score = score_of(r, articles[i].id);
        if (!(fabs(score - wanted) < 1e-12))
            fail_msg("%s of %s under %s: %.15g instead of %.15g", text, articles[i].id, s->text,
                     score, wanted);
    }
    morgue_results_free(r);
}

static void test_formula(void **state)
{
    (void)state;
    morgue_config *config = configured(INDEXED);
    morgue_archive_free(fixture_archive("formula", config, articles, ARTICLES));
    morgue_config_free(config);
    for (size_t i = 0; i < SETTINGS; i++) {
        config = configured(settings[i].text);
        morgue_archive *a = fixture_open("formula", config);
        check(a, &settings[i], "zinc", &zinc, NULL);
        check(a, &settings[i], "\"tin\"", &tin, NULL);
        check(a, &settings[i], "zinc OR tin", &zinc, &tin);
        morgue_archive_free(a);
        morgue_config_free(config);
    }
}

static void expect_order(const char *ranking, const char *question, const char *ids)
{
    morgue_config *config = configured(ranking);
    morgue_archive *a = fixture_open("formula", config);
    expect_ids(a, question, NULL, ids);
    morgue_archive_free(a);
    morgue_config_free(config);
}

/* What is only in the headline is found whatever that counts, behind all else when it
 * counts nothing; ties are by date. */
static void test_headline(void **state)
{
    (void)state;
    expect_order("{headline: 0}", "zinc", "b d a c");
    expect_order("{headline: 100}", "zinc", "a c b d");
    expect_order("{headline: 0, k1: 0}", "zinc", "b d a c");
    /* of the whole text alone: a headline is itself */
    expect_order("{headline: 0}", "headline:zinc", "a c");
    expect_order("{headline: 100}", "body:zinc", "b d");
    expect_order("{headline: 0}", "lede:(zinc OR tin)", "b a e d");
    expect_order("{headline: 0}", "zinc AND NOT iron", "");
    expect_order("{headline: 0}", "zinc NEAR/3 tin", "b c");
}

/* The same articles in one segment, in many, and with none but the best wanted. */
static void test_segments(void **state)
{
    (void)state;
    static const char *const questions[] = {"wor*",
                                            "wor0 OR wor1",
                                            "wor0 AND wor1",
                                            "wor1 OR wor2 OR wor7",
                                            "(wor0 OR wor3) wor5",
                                            "wor4 AND \"wor1 wor2\"",
                                            "wor?",
                                            "wor1^2 OR wor9^0.25",
                                            "body:wor3 OR wor5"};
    enum { MANY = 400 };
    morgue_config *config = configured("{headline: 5, k1: 1.5, b: 0.3}");
    morgue_writer *one = fixture_writer("one", config), *many = fixture_writer("many", config);
    uint32_t dice = 5;
    for (unsigned i = 0; i < MANY; i++) {
        char id[16], title[64] = "", body[512] = "";
        arena memory = {0};
        snprintf(id, sizeof id, "%03u", i);
        for (unsigned k = 0; k < 4 + i % 20; k++) {
            dice = dice * 1664525 + 1013904223;
            unsigned roll = dice >> 24, word = roll * roll / 3000;
            char *to = k < 3 ? title : body;
            sprintf(to + strlen(to), "wor%u ", word);
        }
        brief b = {.id = id, .title = title, .body = body};
        morgue_article article = fixture_article(&b, &memory);
        fixture_add(one, &article);
        fixture_add(many, &article);
        if (i % 100 == 99)
            fixture_commit(many);
        arena_free(&memory);
    }
    fixture_commit(one);
    morgue_writer_free(one);
    morgue_writer_free(many);
    morgue_archive *x = fixture_open("one", config), *y = fixture_open("many", config);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        morgue_search_options all = fixture_options(), best = all;
        best.limit = 10;
        best.no_total = 1;
        morgue_results *r = fixture_search(x, questions[i], &all);
        morgue_results *s = fixture_search(y, questions[i], &all);
        morgue_results *t = fixture_search(y, questions[i], &best);
        size_t count = morgue_results_hit_count(r);
        assert_int_equal(count, morgue_results_hit_count(s));
        assert_int_equal(count < 10 ? count : 10, morgue_results_hit_count(t));
        assert_true(count > 0);
        for (size_t k = 0; k < count; k++) {
            const morgue_hit *h = morgue_results_hit(s, k);
            assert_true(fabs(morgue_results_hit(r, k)->score - h->score) < 1e-12);
            if (k < 10)
                assert_true(str_equal(morgue_results_hit(t, k)->id, h->id));
            if (k < 10)
                assert_true(morgue_results_hit(t, k)->score == h->score);
        }
        morgue_results_free(r);
        morgue_results_free(s);
        morgue_results_free(t);
    }
    morgue_archive_free(x);
    morgue_archive_free(y);
    morgue_config_free(config);
}

/* Half of the relevance with every half life: the configuration's, unless asked. */
static void test_half_life(void **state)
{
    (void)state;
    static const brief alike[] = {{.id = "new", .body = "zinc", .date = "2023-05-03T00:00:00Z"},
                                  {.id = "old", .body = "zinc", .date = "2023-05-01T00:00:00Z"}};
    morgue_config *config = configured("{half_life: 1d}");
    morgue_archive *a = fixture_archive("half-life", config, alike, 2);
    morgue_search_options options = fixture_options();
    options.sort = MORGUE_SORT_RECENT;
    options.now = 1683072000; /* 2023-05-03 */
    for (int own = 0; own < 2; own++) {
        options.half_life = own ? INT64_C(2) * 86400 : 0;
        morgue_results *r = fixture_search(a, "zinc", &options);
        double share = morgue_results_hit(r, 1)->score / morgue_results_hit(r, 0)->score;
        assert_true(fabs(share - (own ? 0.5 : 0.25)) < 1e-12);
        assert_int_equal(morgue_results_ranking(r)->half_life, own ? 172800 : 86400);
        morgue_results_free(r);
    }
    options.half_life = INT64_C(30) * 86400;
    morgue_results *r = fixture_search(a, "zinc", &options);
    assert_null(morgue_results_ranking(r));
    morgue_results_free(r);
    morgue_archive_free(a);
    morgue_config_free(config);
}

static void expect_told(const char *ranking, morgue_sort sort, const morgue_ranking *wanted,
                        const char *line)
{
    morgue_config *config = configured(ranking);
    morgue_archive *a = fixture_open("formula", config);
    morgue_search_options options = fixture_options();
    morgue_query *query = fixture_query("zinc");
    char *text;
    options.sort = sort;
    morgue_results *r = fixture_search(a, "zinc", &options);
    const morgue_ranking *told = morgue_results_ranking(r);
    assert_true((told != NULL) == (wanted != NULL));
    if (wanted)
        assert_true(told->k1 == wanted->k1 && told->b == wanted->b &&
                    told->headline == wanted->headline && told->half_life == wanted->half_life);
    assert_int_equal(morgue_explain(&text, a, query, NULL), MORGUE_OK);
    const char *at = strstr(text, "\nranking");
    if (line)
        assert_true(at && !strncmp(at + 1, line, strlen(line)));
    else
        assert_null(at);
    morgue_text_free(text);
    morgue_query_free(query);
    morgue_results_free(r);
    morgue_archive_free(a);
    morgue_config_free(config);
}

static void test_told(void **state)
{
    (void)state;
    const morgue_ranking sharp = {1.25, 0.5, 3, 0}, recent = {1.25, 0.5, 3, 2592000};
    const char *line = "ranking   k1 1.25, b 0.5, headline 3, half life 720h\n";
    expect_told("{}", MORGUE_SORT_RELEVANCE, NULL, NULL);
    expect_told("{k1: 1.0, b: 0.50, headline: 3, half_life: 30d}", MORGUE_SORT_RECENT, NULL, NULL);
    expect_told("{k1: 1.25}", MORGUE_SORT_RELEVANCE, &sharp, line);
    expect_told("{k1: 1.25}", MORGUE_SORT_RECENT, &recent, line);
    expect_told("{k1: 1.25}", MORGUE_SORT_NEWEST, NULL, line);
    expect_told("{headline: 12}", MORGUE_SORT_RELEVANCE, &(morgue_ranking){1, 0.5, 12, 0},
                "ranking   k1 1, b 0.5, headline 12, half life 720h\n");
    /* a half life has no say in relevance alone */
    expect_told("{half_life: 7d}", MORGUE_SORT_RELEVANCE, NULL,
                "ranking   k1 1, b 0.5, headline 3, half life 168h\n");
}

static int start(void **state)
{
    (void)state;
    return fixture_start() ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    fixture_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formula),  cmocka_unit_test(test_headline),
        cmocka_unit_test(test_segments), cmocka_unit_test(test_half_life),
        cmocka_unit_test(test_told),
    };
    return cmocka_run_group_tests(tests, start, end);
}
