/* Random trees against a plain evaluation: documents, weights, counts. */
#include "tree.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define WORLDS 250
static unsigned trees_a_world = 80;

/* Lengths of lists at which blocks end and begin, and sparse and dense ones. */
static void fill_world(fake *f, dice *d)
{
    static const uint32_t exact[] = {1, 2, 127, 128, 129, 255, 256, 257, 8};
    for (unsigned i = 0; i < 21; i++) {
        fake_list *l = fake_add(f);
        uint32_t want = i < 9 ? exact[i] : f->documents;
        fake_fill(l, f->documents, i < 9 ? 1 + roll(d, 3) : 1 + roll(d, 1u << roll(d, 9)), d);
        l->count = l->count < want ? l->count : want;
    }
    for (uint32_t i = 1; i <= f->documents; i++) {
        f->lengths[i] = roll(d, 900);
        f->total_length += f->lengths[i];
        f->words[i] = roll(d, 1000);
        f->from[i] = roll(d, 1000);
        f->last[i] = f->from[i] + roll(d, 100);
        if (roll(d, 10) == 0) {
            f->from[i] = INT64_MAX;
            f->last[i] = INT64_MIN;
        }
    }
}

/* Headlines have a word at most a third as often as it was indexed for them. */
static void fill_headlines(fake *f, dice *d)
{
    for (unsigned i = 0; i < HEADLINE_OF; i++) {
        const fake_list *words = &f->lists[i];
        fake_list *l = fake_add(f);
        for (uint32_t k = 0, every = 1 + roll(d, 6); k < words->count; k++)
            if (words->wdfs[k] >= 3 && roll(d, every) == 0) {
                l->ids[l->count] = words->ids[k];
                l->wdfs[l->count++] = 1 + roll(d, words->wdfs[k] / 3);
            }
    }
}

/* Of some worlds that of libxapian. */
static void choose_ranking(fake *f, dice *d)
{
    static const double k1[] = {0, 0.4, 1, 1.2, 7.5}, b[] = {0, 0.3, 0.5, 0.75, 1};
    f->ranking = MATCH_RANKING;
    if (roll(d, 3) == 0)
        return;
    f->ranking = (match_ranking){k1[roll(d, 5)], b[roll(d, 5)], (int32_t)roll(d, 11) - 3};
}

static bool is_dead(const uint8_t *dead, uint32_t bytes, uint32_t docid)
{
    return docid / 8 < bytes && (dead[docid / 8] >> (docid & 7) & 1);
}

static match *start(const tree *t, fake *f, const uint8_t *dead, uint32_t bytes)
{
    static unsigned long asked;
    match_statistics statistics = {f->documents, f->total_length, f->ranking};
    match *m;
    morgue_error err;
    assert_int_equal(match_new(&m, &f->segment, dead, bytes, &statistics, NULL, NULL, &err), 0);
    assert_int_equal(match_start(m, tree_build(t, m, &asked), &err), MORGUE_OK);
    return m;
}

static void compare(const tree *t, fake *f, const uint8_t *dead, uint32_t bytes, bool scored,
                    arena *memory)
{
    answer want = tree_answer(t, f, scored, memory);
    uint64_t total = 0, counted;
    uint32_t docid = 0;
    match *m = start(t, f, dead, bytes);
    for (uint32_t i = 1; i <= f->documents; i++) {
        if (!want.has[i] || is_dead(dead, bytes, i))
            continue;
        total++;
        if (!match_next(m, &docid) || docid != i)
            fail_msg("gives %u where %u is next", docid, i);
        double score = match_score(m), wanted = scored ? want.score[i] : 0;
        if (!(fabs(score - wanted) < 1e-9))
            fail_msg("document %u weighs %.12g, not %.12g", i, score, wanted);
    }
    assert_false(match_next(m, &docid));
    assert_false(match_next(m, &docid));
    assert_int_equal(match_status(m, NULL), MORGUE_OK);
    match_free(m);
    m = start(t, f, dead, bytes);
    assert_int_equal(match_count(m, &counted, NULL), MORGUE_OK);
    assert_int_equal(counted, total);
    match_free(m);
}

static void run_world(unsigned seed, uint32_t documents, unsigned trees)
{
    static const uint32_t chunks[] = {127, 128, 129, 50, 1000};
    dice d = {seed};
    fake f;
    arena memory = {0};
    uint8_t dead[512] = {0};
    fake_init(&f, documents, chunks[seed % 5]);
    fill_world(&f, &d);
    fill_headlines(&f, &d);
    choose_ranking(&f, &d);
    for (unsigned i = 0; i < sizeof dead; i++)
        dead[i] = (uint8_t)(roll(&d, 256) & roll(&d, 256));
    for (unsigned i = 0; i < trees; i++) {
        bool scored = roll(&d, 2);
        uint32_t bytes = roll(&d, 2) ? 0 : roll(&d, documents / 8 + 4);
        tree *t = tree_make(&d, &f, 1 + roll(&d, 4), scored, &memory);
        compare(t, &f, bytes ? dead : NULL, bytes, scored, &memory);
        arena_clear(&memory);
        fake_close(&f);
    }
    arena_free(&memory);
    fake_free(&f);
}

static void test_random_trees(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < WORLDS; seed++)
        run_world(seed, 100 + seed % 3 * 100 + seed % 64, trees_a_world);
    for (unsigned seed = 0; seed < WORLDS / 10; seed++)
        run_world(1000 + seed, 2000 + seed % 8 * 11, trees_a_world);
    assert_int_equal(fake_questions, 0);
}

int main(int count, char **arguments)
{
    if (count > 1)
        trees_a_world = (unsigned)atoi(arguments[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_trees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
