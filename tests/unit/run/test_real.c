/* The engine against the oracle on real articles, asked in the whole language with
 * their own words, names, labels and dates. Without the articles the test is skipped. */
#include "real.h"
#include "referee.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SKIP_STATUS 77

static uint64_t seed = 20230521;
static unsigned questions = 1000;
static const char *root; /* NULL: the real ones */

static morgue_config *real_config(void)
{
    static const char text[] = "version: 1\n"
                               "fields:\n"
                               "  desk: {type: text, facet: true}\n"
                               "  priority: {type: keyword, facet: true}\n"
                               "queries:\n  banks: '(bank OR \"banks\") -after:2010-05'\n"
                               "  late: '(said OR the) after:today'\n";
    morgue_config *config;
    morgue_error err = {0};
    fixture_write("real.yaml", text);
    if (morgue_config_load(&config, fixture_path("real.yaml"), &err))
        fail_msg("%s", err.message);
    return config;
}

/* About these the two differed once. */
static const char *const kept[] = {
    "STIMU?US", /* the oracle took the end of it for the country */
};

static void ask_open(referee *r, const question_words *words, const char *question)
{
    static const char *const kinds[] = {"person", "org",     "place",  "tag",
                                        "desk",   "section", "source", "lang"};
    for (unsigned i = 0; i < 1000; i++) {
        const char *filter = chance_of(&r->chance, words->values.items, words->values.count);
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            size_t length = strlen(kinds[k]);
            if (strncmp(filter, kinds[k], length) != 0 || filter[length] != ':')
                continue;
            referee_ask_open(r, question, filter, kinds[k]);
            return;
        }
    }
    fail_msg("no value is of a facet");
}

static void test_real(void **state)
{
    (void)state;
    print_message("seed %" PRIu64 ", %u questions\n", seed, questions);
    morgue_config *config = real_config();
    oracle *o = oracle_new(config);
    oracle_set_cap(o, MORGUE_MAX_EXPANSION);
    if (root)
        real_build_from(root, "real", config, o);
    else
        real_build("real", config, o);
    morgue_archive *archive = fixture_open("real", config);
    referee r;
    arena memory = {0};
    strbuf question = {0};
    referee_start(&r, o, archive, seed);
    r.saved_dated = true;
    question_words words = real_words(o, &r.chance, &memory);
    for (unsigned i = 0; i < questions; i++) {
        questions_next(&r.chance, &words, &question);
        oracle_read_all(o, i % 64 == 0);
        referee_ask(&r, question.ptr);
        if (i % 10 == 0)
            ask_open(&r, &words, question.ptr);
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        referee_ask(&r, kept[i]);
    print_message("%u questions, %u with some articles but not all, %u with partial answers, %u "
                  "stopped, %u over a limit\n",
                  r.asked, r.telling, r.over_cap, r.stopped, r.refused);
    assert_true(r.telling > questions / 2);
#ifdef CAP
    assert_true(r.over_cap > questions / 16);
#endif
    assert_true(r.stopped > 0);
    assert_true(r.refused <= questions / 50);
    strbuf_free(&question);
    arena_free(&memory);
    referee_end(&r);
    morgue_archive_free(archive);
    oracle_free(o);
    morgue_config_free(config);
}

/* Arguments: number of questions, seed, directory of other articles. */
int main(int argc, char **argv)
{
    root = argc > 3 ? argv[3] : NULL;
    if (!root && !real_available())
        return SKIP_STATUS;
    if (argc > 1)
        questions = (unsigned)strtoul(argv[1], NULL, 10);
    if (argc > 2)
        seed = strtoull(argv[2], NULL, 10);
    fixture_start();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_real)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fixture_end();
    return failed;
}
