/* Every kernel on long fields, against plain loops over the words. */
#include "twin.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS 300
#define FORMS  16

/* Ranks that share bytes: low seven bits 0 and 1, in codes of one to four bytes. */
static const uint32_t forms[FORMS] = {
    0,
    1,
    127,
    128,
    129,
    128 + 128,
    128 + 129,
    128 + 16383,
    128 + 16384,
    128 + 16384 + 1,
    128 + 16384 + 128,
    128 + 16384 + 16384 + 1,
    128 + 16384 + (1u << 21),
    128 + 16384 + (1u << 21) + 129,
    5,
    STREAM_RANKS - 1,
};

typedef struct table {
    field f;
    uint32_t ends[FIELD_WORDS]; /* offset of each word's last byte */
    dice d;
} table;

static void find_ends(table *t)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < t->f.count; i++) {
        unsigned char code[STREAM_CODE_MAX];
        at += stream_code(t->f.ranks[i], code);
        t->ends[i] = at - 1;
    }
}

static void shuffle(table *t, uint64_t seed)
{
    t->d.state = seed;
    t->f.count = 1 + roll(&t->d, FIELD_WORDS);
    field_write(&t->f, &t->d, forms, 2 + roll(&t->d, FORMS - 1));
    find_ends(t);
}

/* Leaves one word of so many: not everything is to match at once. */
static void thin_out(table *t, uint32_t share)
{
    for (uint32_t i = 0; i < t->f.count; i++)
        if (roll(&t->d, share))
            t->f.ranks[i] = 2000 + roll(&t->d, 40000);
    field_encode(&t->f, &t->d);
    find_ends(t);
}

static bool among(uint32_t rank, const uint32_t *ranks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ranks[i] == rank)
            return true;
    return false;
}

/* A pass that stops often finds what one that does not finds: every word of the
 * set, up to the limit at least. */
static void check_pass(table *t, const scan_kernel *k, const uint32_t *ranks, size_t count,
                       bool by_set)
{
    static span out[FIELD_WORDS + SCAN_BLOCK];
    uint32_t memory[128];
    scan_words words = {.upto = {0}};
    scan_set set;
    uint32_t limit = roll(&t->d, 2) ? UINT32_MAX : roll(&t->d, FIELD_WORDS);
    scan s = scan_begin(t->f.view.bytes, t->f.view.size, limit);
    s.out = out;
    assert_true(spans__set_size(count) <= 128);
    spans__set_make(&set, memory, ranks, count);
    spans__words_add(&words, ranks, count);
    while (!scan_done(&s)) {
        s.wanted = s.count + 1 + roll(&t->d, 50);
        if (by_set)
            k->set(&s, &set);
        else
            k->codes(&s, &words);
    }
    size_t at = 0;
    for (uint32_t i = 0; i < t->f.count; i++) {
        if (!among(t->f.ranks[i], ranks, count))
            continue;
        if (i >= limit && at == s.count)
            return;
        assert_true(at < s.count);
        assert_int_equal(out[at].first, t->ends[i]);
        assert_int_equal(out[at].last, i);
        at++;
    }
    assert_int_equal(at, s.count);
}

/* At most SCAN_WORDS of the forms, ascending; how many. */
static size_t draw(dice *d, uint32_t ranks[SCAN_WORDS])
{
    size_t count = 0, most = roll(d, 4) ? 1 : 1 + roll(d, SCAN_WORDS);
    for (uint32_t i = 0; i < most; i++) {
        uint32_t rank = forms[roll(d, FORMS)];
        size_t at = count;
        if (among(rank, ranks, count))
            continue;
        for (; at > 0 && ranks[at - 1] > rank; at--)
            ranks[at] = ranks[at - 1];
        ranks[at] = rank;
        count++;
    }
    return count;
}

static void test_passes(void **state)
{
    (void)state;
    static table t;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        for (unsigned i = 0; spans__kernels[i]; i++) {
            uint32_t ranks[SCAN_WORDS];
            shuffle(&t, seed);
            size_t count = draw(&t.d, ranks);
            if (!spans__kernels[i]->usable())
                continue;
            check_pass(&t, spans__kernels[i], ranks, count, false);
            check_pass(&t, spans__kernels[i], ranks, count, true);
        }
}

/* Whether a word of the other kind ends at most so many blocks away. */
static bool has_near(const table *t, uint32_t at, uint32_t blocks, const uint32_t *ranks,
                     size_t count)
{
    for (uint32_t i = 0; i < t->f.count; i++) {
        uint32_t x = t->ends[i] / SCAN_BLOCK, y = t->ends[at] / SCAN_BLOCK;
        if (among(t->f.ranks[i], ranks, count) && (x > y ? x - y : y - x) <= blocks)
            return true;
    }
    return false;
}

/* However many blocks are taken at a time: nothing but hits, in order, and none left
 * out that has one of the other near. */
static void check_pair(table *t, const scan_kernel *k, const uint32_t *a, size_t a_count,
                       const uint32_t *b, size_t b_count)
{
    static span out[SCAN_PAIR_HITS];
    scan_words words_a = {.upto = {0}}, words_b = words_a;
    uint32_t limit = roll(&t->d, 2) ? UINT32_MAX : roll(&t->d, FIELD_WORDS), at = 0;
    uint32_t most = roll(&t->d, 2) ? 4 : SCAN_PAIR_BLOCKS;
    unsigned reach = roll(&t->d, 4) ? 1 + roll(&t->d, 10) : SCAN_PAIR_BLOCKS;
    scan s = scan_begin(t->f.view.bytes, t->f.view.size, limit);
    spans__words_add(&words_a, a, a_count);
    spans__words_add(&words_b, b, b_count);
    s.out = out;
    while (!scan_done(&s)) {
        k->pair(&s, &words_a, &words_b, 1 + roll(&t->d, most), reach);
        for (size_t i = 0; i < s.count; i++, at++) {
            for (; at < out[i].last && at < limit; at++) {
                bool is_a = among(t->f.ranks[at], a, a_count);
                bool is_b = among(t->f.ranks[at], b, b_count);
                assert_false(is_a && is_b);
                assert_false(is_a && has_near(t, at, reach, b, b_count));
                assert_false(is_b && has_near(t, at, reach, a, a_count));
            }
            assert_true(out[i].last < t->f.count);
            at = out[i].last;
            unsigned is_a = among(t->f.ranks[at], a, a_count);
            unsigned is_b = among(t->f.ranks[at], b, b_count);
            assert_int_equal(out[i].first, is_a | is_b << 1);
            assert_true(out[i].first);
        }
    }
    for (; at < t->f.count && at < limit; at++)
        if (among(t->f.ranks[at], a, a_count))
            assert_false(has_near(t, at, reach, b, b_count));
}

static void test_pairs(void **state)
{
    (void)state;
    static table t;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        for (unsigned i = 0; spans__kernels[i]; i++) {
            uint32_t a[SCAN_WORDS], b[SCAN_WORDS];
            shuffle(&t, seed);
            thin_out(&t, 1 + roll(&t.d, 100));
            size_t a_count = draw(&t.d, a), b_count = draw(&t.d, b);
            if (spans__kernels[i]->usable())
                check_pair(&t, spans__kernels[i], a, a_count, b, b_count);
        }
}

/* By twins: nothing but hits, in order, and none left out if there are some of both. Returns
 * whether there are. */
static bool check_twins(table *t, const scan_kernel *k, const scan_twins *twins, const uint32_t *a,
                        size_t a_count, const uint32_t *b, size_t b_count)
{
    static span out[SCAN_PAIR_HITS];
    scan s = scan_begin(t->f.view.bytes, t->f.view.size, UINT32_MAX);
    size_t at = 0, left_out = 0;
    unsigned some = 0;
    s.out = out;
    k->twins(&s, twins);
    assert_true(scan_done(&s));
    for (uint32_t i = 0; i < t->f.count; i++) {
        unsigned is_a = among(t->f.ranks[i], a, a_count), is_b = among(t->f.ranks[i], b, b_count);
        bool found = at < s.count && out[at].last == i;
        some |= is_a | is_b << 1;
        left_out += (is_a || is_b) && !found;
        if (found)
            assert_int_equal(out[at++].first, is_a | is_b << 1);
        assert_true(!found || is_a || is_b);
    }
    assert_int_equal(at, s.count);
    assert_true(some != 3 || left_out == 0);
    return some == 3;
}

static bool naive_near(const table *t, const uint32_t *a, size_t a_count, const uint32_t *b,
                       size_t b_count, uint32_t distance, bool ordered)
{
    for (uint32_t i = 0; i < t->f.count; i++)
        for (uint32_t j = 0; j < t->f.count; j++) {
            uint32_t apart = i < j ? j - i : i - j;
            if (apart && apart <= distance && (i < j || !ordered) &&
                among(t->f.ranks[i], a, a_count) && among(t->f.ranks[j], b, b_count))
                return true;
        }
    return false;
}

static void test_near(void **state)
{
    (void)state;
    static table t;
    unsigned answers[2] = {0, 0}, whole[2] = {0, 0};
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        uint32_t a[SCAN_WORDS], b[SCAN_WORDS];
        scan_twins twins;
        shuffle(&t, seed);
        thin_out(&t, 1 + roll(&t.d, 100));
        size_t a_count = draw(&t.d, a), b_count = draw(&t.d, b);
        uint32_t distance = 1 + roll(&t.d, roll(&t.d, 2) ? 8 : 200);
        bool ordered = roll(&t.d, 2);
        bool want = naive_near(&t, a, a_count, b, b_count, distance, ordered);
        answers[want]++;
        spans__twins_begin(&twins);
        spans__twins_add(&twins, 0, a, a_count);
        spans__twins_add(&twins, 1, b, b_count);
        for (unsigned i = 0; spans__kernels[i]; i++) {
            const scan_kernel *k = spans__kernels[i];
            if (k->near && k->usable())
                assert_int_equal(k->near(t.f.view.bytes, t.f.view.size, &twins, distance, ordered),
                                 want);
            if (k->twins && k->usable() && t.f.view.size <= SCAN_TWIN_BYTES)
                whole[check_twins(&t, k, &twins, a, a_count, b, b_count)]++;
        }
    }
    assert_true(answers[0] > ROUNDS / 10 && answers[1] > ROUNDS / 10);
    assert_true(!spans__best_kernel()->twins || (whole[0] > ROUNDS / 10 && whole[1] > ROUNDS / 10));
}

/* The next place at or after word `from` of so many words side by side. */
static uint32_t place(const field *f, uint32_t from, const uint32_t *words, uint32_t count)
{
    for (uint32_t i = from; i + count <= f->count; i++)
        if (memcmp(f->ranks + i, words, count * sizeof *words) == 0)
            return i;
    return UINT32_MAX;
}

static void check_pattern(table *t, const scan_kernel *k)
{
    uint32_t words[3], count = 1 + roll(&t->d, 3);
    unsigned char bytes[3 * STREAM_CODE_MAX];
    scan_pattern p = {.bytes = bytes};
    for (uint32_t i = 0; i < count; i++) {
        words[i] = t->f.ranks[roll(&t->d, t->f.count)];
        p.size += stream_code(words[i], bytes + p.size);
    }
    spans__pattern_choose(&p);
    size_t size = t->f.view.size, from = 0;
    for (uint32_t want = place(&t->f, 0, words, count);;
         want = place(&t->f, want + 1, words, count)) {
        size_t at = k->pattern(t->f.view.bytes, size, &p, from);
        if (want == UINT32_MAX) {
            assert_int_equal(at, size);
            return;
        }
        assert_int_equal(at, want ? t->ends[want - 1] + 1 : 0);
        assert_int_equal(k->ends(t->f.view.bytes, 0, at), want);
        from = at + 1;
    }
}

static void test_patterns(void **state)
{
    (void)state;
    static table t;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        for (unsigned i = 0; spans__kernels[i]; i++) {
            shuffle(&t, seed);
            if (spans__kernels[i]->usable())
                check_pattern(&t, spans__kernels[i]);
        }
}

static void test_codes_backwards(void **state)
{
    (void)state;
    static table t;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        shuffle(&t, seed);
        for (uint32_t i = 0; i < t.f.count; i++) {
            assert_int_equal(scan_rank(t.f.view.bytes, t.ends[i]), t.f.ranks[i]);
            assert_int_equal(scan_code_start(t.f.view.bytes, t.ends[i]), i ? t.ends[i - 1] + 1 : 0);
        }
    }
    const unsigned char none[] = {1, 1, 1, 1, 0x81};
    assert_int_equal(scan_rank(none, 4), UINT32_MAX);
}

/* Long fields and pairs of words: the galloping that short ones never reach. */
static void test_long_pairs(void **state)
{
    (void)state;
    static table t;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        shuffle(&t, seed);
        uint32_t a = forms[roll(&t.d, FORMS)], b = forms[roll(&t.d, FORMS)];
        uint32_t distance = 1 + roll(&t.d, 40);
        spans *s;
        size_t count, at = 0;
        assert_int_equal(spans__new(&s, &(spans_scope){.field_count = 1}, NULL), MORGUE_OK);
        spans_node *root =
            spans_near(s, spans_words(s, &a, 1), spans_words(s, &b, 1), distance, true);
        assert_int_equal(spans_finish(s, root, NULL), MORGUE_OK);
        const span *got = spans__list_view(s, &t.f.view, &count);
        for (uint32_t i = 0; i < t.f.count; i++)
            for (uint32_t j = i + 1; j < t.f.count && j <= i + distance; j++)
                if (t.f.ranks[i] == a && t.f.ranks[j] == b) {
                    assert_true(at < count && got[at].first == i && got[at].last == j);
                    at++;
                }
        assert_int_equal(at, count);
        spans_free(s);
    }
}

/* Whether words of a and b are so near, or in one sentence. */
static bool meet(const field *f, const uint32_t *a, size_t a_count, const uint32_t *b,
                 size_t b_count, uint32_t distance, bool ordered, bool sentence)
{
    uint32_t of[FIELD_WORDS], at = 0;
    for (uint32_t i = 0; i < f->sentence_count; i++)
        for (uint32_t j = 0; j < f->sentences[i] >> 1; j++)
            of[at++] = i;
    for (uint32_t i = 0; i < f->count; i++)
        for (uint32_t j = 0; among(f->ranks[i], a, a_count) && j < f->count; j++) {
            if (!among(f->ranks[j], b, b_count))
                continue;
            uint32_t apart = i < j ? j - i : i - j;
            if (sentence ? of[i] == of[j] : apart && apart <= distance && (!ordered || i < j))
                return true;
        }
    return false;
}

/* Two operands in long fields, by every kernel: hits in one block, in several and in
 * more than are gone over at a time. */
static void test_long_fields(void **state)
{
    (void)state;
    static table t;
    for (uint64_t seed = 1; seed <= 4 * ROUNDS; seed++) {
        uint32_t a[SCAN_WORDS], b[SCAN_WORDS];
        shuffle(&t, seed);
        thin_out(&t, 1 + roll(&t.d, 200));
        size_t a_count = draw(&t.d, a), b_count = draw(&t.d, b);
        uint32_t distance = 1 + roll(&t.d, roll(&t.d, 2) ? 8 : 400);
        bool ordered = roll(&t.d, 2), sentence = roll(&t.d, 3) == 0;
        spans *s;
        assert_int_equal(spans__new(&s, &(spans_scope){.field_count = 1}, NULL), MORGUE_OK);
        spans_node *both[2] = {spans_words(s, a, a_count), spans_words(s, b, b_count)};
        spans_node *root = sentence ? spans_together(s, both, 2, false)
                                    : spans_near(s, both[0], both[1], distance, ordered);
        assert_int_equal(spans_finish(s, root, NULL), MORGUE_OK);
        const stream_view *view = &t.f.view;
        bool want = meet(&t.f, a, a_count, b, b_count, distance, ordered, sentence);
        for (unsigned i = 0; spans__kernels[i]; i++) {
            s->kernel = spans__kernels[i];
            if (s->kernel->usable())
                assert_int_equal(spans__match_views(s, &view), want);
        }
        spans_free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passes),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_codes_backwards),
        cmocka_unit_test(test_long_pairs),
        cmocka_unit_test(test_long_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
