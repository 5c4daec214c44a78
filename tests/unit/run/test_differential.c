/* The engine against the oracle: questions by chance, identical answers. */
#include "questions.h"
#include "referee.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The score of a hit by its id; 0 for what is not among the hits. */
static double score_of(const morgue_results *r, morgue_str id)
{
    for (size_t i = 0; i < morgue_results_hit_count(r); i++)
        if (str_equal(morgue_results_hit(r, i)->id, id))
            return morgue_results_hit(r, i)->score;
    return 0;
}

/* (a)^2 OR (b)^0.5 weighs twice what a weighs and half of what b does. */
static void check_weights(referee *r, const char *one, const char *other)
{
    morgue_search_options options = fixture_options();
    strbuf joined = {0};
    if (strchr(one, '^') || strchr(other, '^')) /* the product could be over the limit */
        return;
    strbuf_printf(&joined, "(%s)^2 OR (%s)^0.5", one, other);
    morgue_results *x = fixture_search(r->archive, one, &options);
    morgue_results *y = fixture_search(r->archive, other, &options);
    morgue_results *both = fixture_search(r->archive, joined.ptr, &options);
    referee_check_order(r, joined.ptr, both, MORGUE_SORT_RELEVANCE);
    for (size_t i = 0; i < morgue_results_hit_count(both); i++) {
        const morgue_hit *h = morgue_results_hit(both, i);
        double expected = 2 * score_of(x, h->id) + 0.5 * score_of(y, h->id);
        double off = h->score > expected ? h->score - expected : expected - h->score;
        if (off > 1e-9 * (1 + expected))
            fail_msg("'%s' weighs %.*s %g instead of %g", joined.ptr, STR_ARGS(h->id), h->score,
                     expected);
    }
    morgue_results_free(both);
    morgue_results_free(y);
    morgue_results_free(x);
    strbuf_free(&joined);
}

static void check_open(referee *r, const char *question)
{
    static const char *const filters[][2] = {
        {"org:Micron", "org"},        {"-person:Xi", "person"},      {"place:China,US", "place"},
        {"tag:economy", "tag"},       {"lang:en", "lang"},           {"byline:smith", "byline"},
        {"desk:*", "desk"},           {"priority:high", "priority"}, {"source:reut*", "source"},
        {"section:world", "section"},
    };
    const char *const *filter = filters[chance_below(&r->chance, 10)];
    referee_ask_open(r, question, filter[0], filter[1]);
}

static uint64_t seed = 20230521;
static unsigned questions = 3000;

static void test_differential(void **state)
{
    (void)state;
    print_message("seed %" PRIu64 ", %u questions\n", seed, questions);
    morgue_config *config = fixture_config(questions_saved);
    oracle *o = oracle_new(config);
    chance made_with = {seed};
    corpus_build("archive", config, o, &made_with);
    morgue_archive *archive = fixture_open("archive", config);
    const question_words words = questions_of_corpus();
    referee r;
    referee_start(&r, o, archive, seed);
    r.saved_dated = true;
    strbuf question = {0}, other = {0};
    for (unsigned i = 0; i < questions; i++) {
        questions_next(&r.chance, &words, &question);
        oracle_read_all(o, i % 16 == 0);
        referee_ask(&r, question.ptr);
    }
    for (unsigned i = 0; i < questions / 10; i++) {
        questions_next(&r.chance, &words, &question);
        questions_next(&r.chance, &words, &other);
        check_weights(&r, question.ptr, other.ptr);
        check_open(&r, question.ptr);
    }
    assert_true(r.telling > questions / 2);
    assert_int_equal(r.refused, 0);
    strbuf_free(&other);
    strbuf_free(&question);
    referee_end(&r);
    morgue_archive_free(archive);
    oracle_free(o);
    morgue_config_free(config);
}

/* Arguments: number of questions, seed. */
int main(int argc, char **argv)
{
    if (argc > 1)
        questions = (unsigned)strtoul(argv[1], NULL, 10);
    if (argc > 2)
        seed = strtoull(argv[2], NULL, 10);
    fixture_start();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_differential)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fixture_end();
    return failed;
}
