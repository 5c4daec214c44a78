/* Segments that are passed over: none of them has a match, and each says why. */
#include "explain.h"
#include "fixture.h"

#include <stdio.h>

static morgue_config *config;

/* In every question something is in one segment alone; words are of the text, of
 * headlines, of fields, names, and of none. */
static const char *const questions[] = {
    "zinc",
    "zinc AND tin",
    "zinc OR tin",
    "tin -zinc",
    "NOT zinc",
    "*",
    "\"zinc mine\"",
    "(zinc OR iron) NEAR/3 mine",
    "zinc NOT NEAR/2 mine",
    "mine NOT NEAR/2 zinc",
    "atleast/2(mine)",
    "first/3(tin)",
    "zinc SENTENCE mine",
    "tin PARA mine",
    "zin*",
    "iro? AND mine",
    "zinq~",
    "headline:mine",
    "body:zinc",
    "lede:iron",
    "org:Micron",
    "org:Micron OR zinc",
    "person:\"Jane Doe\"",
    "ticker:MU",
    "place:*",
    "source:wire",
    "tag:metals",
    "lang:en",
    "desk:world",
    "desk:*",
    "date:*",
    "-date:*",
    "id:b1",
    "url:https*",
    "wc:>2",
    "after:2022",
    "before:2021 zinc",
    "date:2020",
    "date:2019..2020 OR tin",
    "\"micron zinc\"",
    "first/4(org:Micron)",
    "zinc^2 OR tin^0.5",
    "query:metals after:2023",
};

static morgue_archive *three_segments(void)
{
    static const char *const words[] = {"zinc", "tin", "iron", "mine", "gold", "ore"};
    morgue_writer *w = fixture_writer("explain", config);
    arena memory = {0};
    unsigned dice = 3;
    for (int shard = 0; shard < 3; shard++) {
        for (int i = 0; i < 64 >> 2 * shard; i++) {
            char id[16], body[128] = "";
            snprintf(id, sizeof id, "%c%d", 'a' + shard, i);
            for (int k = 0; k < 9; k++) {
                dice = dice * 1664525 + 1013904223;
                /* the second segment has no zinc, the third no tin */
                unsigned word = (dice >> 24) % 6;
                word = shard == 1 && word == 0 ? 3 : shard == 2 && word == 1 ? 3 : word;
                snprintf(body + strlen(body), sizeof body - strlen(body), "%s%s", words[word],
                         k == 4 ? ". " : " ");
            }
            brief b = {.id = id, .body = body};
            if (shard == 0) {
                b.title = "The mine";
                b.date = i % 2 ? "2020-05-01" : "2020-07-01";
                b.source = "The Wire";
                b.desk = "World";
            } else if (shard == 1) {
                b.title = "Micron";
                b.date = "2023-05-01";
                b.tags = "metals";
                b.url = "https://a.example/x";
            }
            morgue_article article = fixture_article(&b, &memory);
            fixture_add(w, &article);
        }
        fixture_commit(w);
    }
    morgue_writer_free(w);
    arena_free(&memory);
    return fixture_open("explain", config);
}

/* What is skipped, as a digit a segment: 0 for not, else the reason. Each skipped one
 * has no match. */
static unsigned skipped(morgue_archive *a, const char *text)
{
    morgue_query *query = fixture_query(text);
    plan *p;
    morgue_error err = {0};
    explaining x = {.query = query, .err = &err};
    morgue_search_options options = fixture_options();
    unsigned out = 0;
    if (plan_make(&p, query, config, a->analyzer, &err)) {
        morgue_query_free(query);
        fail_msg("'%s': %s", text, err.message);
    }
    x.plan = p;
    run__asking_start(&x.asking, a, &options);
    assert_int_equal(run__explain_segments(&x), MORGUE_OK);
    assert_int_equal(x.segment_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const explained_segment *s = &x.segments[i];
        match *m;
        uint64_t total;
        assert_int_equal(run__match(&x.asking, i, p->root, AS_ASKED, &m, &err), MORGUE_OK);
        assert_int_equal(match_count(m, &total, &err), MORGUE_OK);
        match_free(m);
        if (s->why && total)
            fail_msg("'%s' skips %s for '%.*s', with %d matches", text, s->name,
                     STR_ARGS(s->clause), (int)total);
        assert_int_equal(s->clause.len > 0, s->why != SKIP_NOT);
        out = out * 10 + s->why;
    }
    run__asking_end(&x.asking);
    arena_free(&x.memory);
    plan_free(p);
    morgue_query_free(query);
    return out;
}

static void test_skipped_ones_have_no_match(void **state)
{
    (void)state;
    morgue_archive *a = three_segments();
    unsigned some = 0;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        some += skipped(a, questions[i]) != 0;
    assert_true(some > 20);
    morgue_archive_free(a);
}

/* Of the first segment all are of 2020, of the second of 2023; of the third none is dated. */
static void test_reasons(void **state)
{
    (void)state;
    enum { D = SKIP_DATES, U = SKIP_UNDATED, W = SKIP_WORDS };
    static const struct {
        const char *question;
        unsigned skipped;
    } cases[] = {
        {"mine", 0},
        {"zinc", W * 10},
        {"tin", W},
        {"zinc AND tin", W * 10 + W},
        {"zinc OR tin", 0},
        {"NOT zinc", 0},
        {"tungsten", W * 100 + W * 10 + W},
        {"after:2021", D * 100 + U},
        {"date:2020", D * 10 + U},
        {"date:2020 OR zinc", D * 10},
        {"date:2020 OR date:2022", D * 10 + U},
        {"after:2021 zinc", D * 100 + W * 10 + U},
        {"\"zinc mine\"", W * 10},
        {"zinc NOT NEAR/2 mine", W * 10},
        {"mine NOT NEAR/2 zinc", 0},
        {"zin*", W * 10},
        {"org:Micron", W * 100 + W},
        {"headline:mine", W * 10 + W},
        {"tag:metals", W * 100 + W},
        {"desk:*", W * 10 + W},
        {"id:b1", 0}, /* not known without looking */
    };
    morgue_archive *a = three_segments();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned found = skipped(a, cases[i].question);
        if (found != cases[i].skipped)
            fail_msg("'%s' skips %03u, not %03u", cases[i].question, found, cases[i].skipped);
    }
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_skipped_ones_have_no_match),
        cmocka_unit_test(test_reasons),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "queries: {metals: zinc OR tin}\n",
                       &config);
}
