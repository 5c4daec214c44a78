/* Random patterns and words of few letters: what the automaton takes, and that nothing
 * lies where it leaps. */
#include "automaton.h"
#include "corpus.h"
#include "utf8.h"

#include <stdlib.h>

#define WORDS  400
#define LONG   205
#define ROUNDS 600

typedef struct text {
    char bytes[LONG * 4];
    size_t len;
    uint32_t letters[LONG];
    size_t count;
} text;

static morgue_str view(const text *t)
{
    return (morgue_str){t->bytes, t->len};
}

/* One to four bytes each; some lie beside the surrogates, some at the end of all. */
static const uint32_t alphabet[] = {'a', 'b', 'c', 0xe9, 0xd7ff, 0xe000, 0x4e2d, 0x10ffff};

static void add_letter(text *t, uint32_t c)
{
    t->letters[t->count++] = c;
    t->len += utf8_put(c, t->bytes + t->len);
}

static text random_text(chance *c, size_t most, unsigned letters, bool wild)
{
    text t = {.len = 0};
    for (size_t n = 1 + chance_below(c, (unsigned)most); t.count < n;) {
        unsigned kind = wild ? chance_below(c, 4) : 3;
        add_letter(&t, kind == 0 ? '?' : kind == 1 ? '*' : alphabet[chance_below(c, letters)]);
    }
    return t;
}

static bool matches(const uint32_t *p, size_t m, const uint32_t *w, size_t n)
{
    if (m == 0)
        return n == 0;
    if (*p == '*')
        return matches(p + 1, m - 1, w, n) || (n && matches(p, m, w + 1, n - 1));
    return n && (*p == '?' || *p == *w) && matches(p + 1, m - 1, w + 1, n - 1);
}

static unsigned distance(const text *x, const text *y)
{
    static unsigned table[LONG + 1][LONG + 1];
    for (size_t i = 0; i <= x->count; i++)
        for (size_t j = 0; j <= y->count; j++) {
            unsigned least = i && j ? table[i - 1][j - 1] + (x->letters[i - 1] != y->letters[j - 1])
                                    : (unsigned)(i + j);
            if (i && table[i - 1][j] + 1 < least)
                least = table[i - 1][j] + 1;
            if (j && table[i][j - 1] + 1 < least)
                least = table[i][j - 1] + 1;
            table[i][j] = least;
        }
    return table[x->count][y->count];
}

static bool expected(const plan_node *n, const text *pattern, const text *word)
{
    if (n->kind == PLAN_FUZZY)
        return distance(pattern, word) <= n->distance;
    return matches(pattern->letters, pattern->count, word->letters, word->count);
}

static int by_bytes(const void *a, const void *b)
{
    return str_compare(view(a), view(b));
}

/* Through the words as a sorted vocabulary has them; how many were read. */
static size_t walk(const plan_node *n, const text *pattern, const text *words)
{
    automaton *a = automaton_new(n);
    size_t read = 0;
    assert_non_null(a);
    for (size_t i = 0; i < WORDS; read++) {
        automaton_answer answer = automaton_read(a, view(&words[i]));
        bool want = expected(n, pattern, &words[i]);
        assert_int_equal(answer == AUTOMATON_TAKES, want);
        i++;
        if (answer == AUTOMATON_LEAPS)
            assert_true(str_compare(automaton_next(a), view(&words[i - 1])) > 0);
        bool leaps = answer == AUTOMATON_LEAPS || answer == AUTOMATON_ENDS;
        for (; leaps && i < WORDS; i++) {
            if (answer == AUTOMATON_LEAPS && str_compare(view(&words[i]), automaton_next(a)) >= 0)
                break;
            if (expected(n, pattern, &words[i]))
                fail_msg("'%.*s' lies behind a leap", STR_ARGS(view(&words[i])));
        }
    }
    automaton_free(a);
    return read;
}

static void test_walks(void **state)
{
    (void)state;
    static text words[WORDS];
    size_t read = 0;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        chance c = {seed};
        bool fuzzy = chance_below(&c, 2);
        unsigned letters = 2 + chance_below(&c, sizeof alphabet / sizeof *alphabet - 1);
        text pattern = random_text(&c, 7, letters, !fuzzy);
        plan_node n = {.kind = fuzzy ? PLAN_FUZZY : PLAN_PATTERN,
                       .text = view(&pattern),
                       .distance = fuzzy ? 1 + chance_below(&c, 2) : 0};
        for (size_t i = 0; i < WORDS; i++)
            words[i] = random_text(&c, 7, letters, false);
        qsort(words, WORDS, sizeof *words, by_bytes);
        read += walk(&n, &pattern, words);
    }
    assert_true(read < ROUNDS * WORDS / 4 * 3); /* it does leap */
}

/* As long as words get, over the borders of 64 bits. */
static void test_long(void **state)
{
    (void)state;
    for (size_t length = 60; length <= 200; length += 4) {
        text pattern = {.len = 0}, word, wild;
        for (size_t i = 0; i < length; i++)
            add_letter(&pattern, 'a' + (uint32_t)(i % 3));
        plan_node n = {.kind = PLAN_FUZZY, .text = view(&pattern), .distance = 2};
        for (size_t edits = 0; edits <= 3; edits++) {
            word = pattern;
            for (size_t i = 0; i < edits; i++)
                word.bytes[length / 4 * (i + 1)] = 'x';
            automaton *a = automaton_new(&n);
            assert_int_equal(automaton_read(a, view(&word)) == AUTOMATON_TAKES, edits <= 2);
            automaton_free(a);
        }
        wild = pattern;
        wild.bytes[length - 2] = '?';
        wild.bytes[1] = '*';
        n = (plan_node){.kind = PLAN_PATTERN, .text = view(&wild)};
        automaton *a = automaton_new(&n);
        assert_int_equal(automaton_read(a, view(&pattern)), AUTOMATON_TAKES);
        word.bytes[length - 1] = 'x';
        assert_int_not_equal(automaton_read(a, view(&word)), AUTOMATON_TAKES);
        automaton_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_walks), cmocka_unit_test(test_long)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
