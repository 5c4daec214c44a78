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

static void shuffle(table *t, uint64_t seed)
{
    t->d.state = seed;
    t->f.count = 1 + roll(&t->d, FIELD_WORDS);
    field_write(&t->f, &t->d, forms, 2 + roll(&t->d, FORMS - 1));
    uint32_t at = 0;
    for (uint32_t i = 0; i < t->f.count; i++) {
        unsigned char code[STREAM_CODE_MAX];
        at += stream_code(t->f.ranks[i], code);
        t->ends[i] = at - 1;
    }
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
    scan_code codes[FORMS];
    scan_set set;
    uint32_t limit = roll(&t->d, 2) ? UINT32_MAX : roll(&t->d, FIELD_WORDS);
    scan s = scan_begin(t->f.view.bytes, t->f.view.size, limit);
    s.out = out;
    assert_true(spans__set_size(count) <= 128);
    spans__set_make(&set, memory, ranks, count);
    for (size_t i = 0; i < count; i++)
        codes[i].size = stream_code(ranks[i], codes[i].bytes);
    while (!scan_done(&s)) {
        s.wanted = s.count + 1 + roll(&t->d, 50);
        if (by_set)
            k->set(&s, &set);
        else
            k->codes(&s, codes, count);
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

static void test_passes(void **state)
{
    (void)state;
    static table t;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        for (unsigned i = 0; spans__kernels[i]; i++) {
            uint32_t ranks[FORMS];
            size_t count = 0;
            shuffle(&t, seed);
            for (size_t j = 0, n = roll(&t.d, 4) ? 1 : 1 + roll(&t.d, SPANS_FEW_WORDS); j < n; j++)
                ranks[count++] = forms[roll(&t.d, FORMS)];
            if (!spans__kernels[i]->usable())
                continue;
            check_pass(&t, spans__kernels[i], ranks, count, false);
            check_pass(&t, spans__kernels[i], ranks, count, true);
        }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passes),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_codes_backwards),
        cmocka_unit_test(test_long_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
