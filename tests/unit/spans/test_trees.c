/*
 * Any question on any document, by every kernel, against the twin.
 *
 * A failure prints the seed of its round, the question and the document; given as
 * an argument that seed is the only round.
 */
#include "twin.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOW
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SLOW
#endif

#ifdef SLOW
#define ROUNDS 2000
#else
#define ROUNDS 20000
#endif
#define DOCUMENTS 10 /* a round */
#define FIELDS    2
#define DEPTH     4

static uint64_t only_seed;
static uint64_t documents, matches;

/* Ranks at the edges of the codes, and those that share bytes with them. */
static const uint32_t edges[] = {
    0,
    1,
    127,
    128,
    129,
    128 + 127,
    128 + 128,
    128 + 129,
    128 + 16383,
    128 + 16384,
    128 + 16385,
    128 + 16384 + 128,
    128 + 16384 + 16384,
    128 + 16384 + (1u << 21) - 1,
    128 + 16384 + (1u << 21),
    128 + 16384 + (1u << 21) + 129,
    STREAM_RANKS - 1,
};

typedef struct round_of {
    uint64_t seed;
    plant *p;
    spans *s;
    spans_scope scope;
    uint32_t times; /* 0: no at_least above it */
    field fields[FIELDS];
    const stream_view *views[FIELDS];
} round_of;

static void complain(const round_of *r, const char *what)
{
    fprintf(stderr, "seed %llu, kernel %s: %s\n", (unsigned long long)r->seed, r->s->kernel->name,
            what);
    fprintf(stderr, "%s, at least %u: ", r->scope.lede ? "lede" : "whole", r->times);
    plant_print(r->p);
    fputc('\n', stderr);
    for (unsigned i = 0; i < r->scope.field_count; i++)
        if (r->views[i])
            field_print(&r->fields[i]);
    fail();
}

static uint32_t extent(const round_of *r, unsigned i)
{
    return r->scope.lede ? r->fields[i].lede : r->fields[i].count;
}

static void check_list(const round_of *r, unsigned i, const twin_set *want)
{
    size_t count, at = 0;
    const span *got = spans__list_view(r->s, r->views[i], &count);
    for (uint32_t first = 0; first < TWIN_WORDS; first++)
        for (uint32_t last = first; last < TWIN_WORDS; last++) {
            bool there = at < count && got[at].first == first && got[at].last == last;
            if (there != (want->rows[first] >> last & 1))
                complain(r, there ? "a span that is none" : "a span is missing");
            at += there;
        }
    if (at != count)
        complain(r, "more spans than there are, or out of order");
}

/* Whether the set has a span inside of this one that is not the same. */
static bool contains_other(const twin_set *set, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last; i++)
        for (uint32_t k = i; k <= last; k++)
            if ((i != first || k != last) && set->rows[i] >> k & 1)
                return true;
    return false;
}

static void check_shortest(const round_of *r, unsigned i, const twin_set *set)
{
    size_t count, at = 0;
    const span *got = spans__shortest_view(r->s, r->views, i, &count);
    for (uint32_t first = 0; first < TWIN_WORDS; first++)
        for (uint32_t last = first; last < TWIN_WORDS; last++) {
            bool want = set->rows[first] >> last & 1 && !contains_other(set, first, last);
            bool there = at < count && got[at].first == first && got[at].last == last;
            if (there != want)
                complain(r, there ? "a span that contains another" : "a shortest span is missing");
            at += there;
        }
    if (at != count)
        complain(r, "more shortest spans than there are, or out of order");
}

/* The last field that has words. */
static unsigned opening(const round_of *r)
{
    unsigned last = 0;
    for (unsigned i = 0; i < r->scope.field_count; i++)
        if (r->views[i] && extent(r, i))
            last = i;
    return last;
}

static void check_document(const round_of *r)
{
    uint32_t times = 0;
    for (unsigned i = 0; i < r->scope.field_count; i++) {
        twin_set want;
        if (!r->views[i])
            continue;
        twin_eval(r->p, &r->fields[i], extent(r, i), true, &want);
        check_list(r, i, &want);
        twin_eval(r->p, &r->fields[i], extent(r, i), i == opening(r), &want);
        check_shortest(r, i, &want);
        times += twin_times(&want);
    }
    bool want = times >= (r->times ? r->times : 1);
    if (spans__match_views(r->s, r->views) != want)
        complain(r, "matches wrongly");
    documents++;
    matches += want;
    morgue_error err = {0};
    if (spans_status(r->s, &err))
        complain(r, err.message);
}

static void write_document(round_of *r, dice *d, const uint32_t *vocabulary, uint32_t size)
{
    for (unsigned i = 0; i < FIELDS; i++) {
        r->fields[i].count = 1 + roll(d, i == 0 ? 12 : 5);
        if (i == 0 && roll(d, 8) == 0)
            r->fields[i].count = 1 + roll(d, TWIN_WORDS);
        field_write(&r->fields[i], d, vocabulary, size);
        r->views[i] = roll(d, 16) ? &r->fields[i].view : NULL;
    }
}

static void set_kernel(spans *s, unsigned which)
{
    unsigned usable = 0;
    for (unsigned i = 0; spans__kernels[i]; i++)
        usable += spans__kernels[i]->usable();
    for (unsigned i = 0, at = which % usable; spans__kernels[i]; i++)
        if (spans__kernels[i]->usable() && at-- == 0)
            s->kernel = spans__kernels[i];
}

static void play(uint64_t seed)
{
    static round_of r;
    dice d = {seed};
    arena memory = {0};
    uint32_t vocabulary[8], size = 2 + roll(&d, 7);
    for (uint32_t i = 0; i < size; i++)
        vocabulary[i] = edges[roll(&d, sizeof edges / sizeof *edges)];
    r.seed = seed;
    r.p = plant_grow(&memory, &d, vocabulary, size, roll(&d, DEPTH + 1));
    r.times = roll(&d, 4) ? 0 : 1 + roll(&d, 4);
    r.scope = (spans_scope){.fields = {0, 1}, .field_count = 1 + roll(&d, FIELDS)};
    r.scope.lede = roll(&d, 4) == 0;
    assert_int_equal(spans__new(&r.s, &r.scope, NULL), MORGUE_OK);
    spans_node *root = plant_build(r.p, r.s);
    if (r.times)
        root = spans_at_least(r.s, root, r.times);
    assert_int_equal(spans_finish(r.s, root, NULL), MORGUE_OK);
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        set_kernel(r.s, i);
        write_document(&r, &d, vocabulary, size);
        check_document(&r);
    }
    spans_free(r.s);
    arena_free(&memory);
}

static void test_trees(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS && !only_seed; seed++)
        play(seed);
    if (only_seed)
        play(only_seed);
    else /* chance asked neither too much nor too little */
        assert_true(matches > documents / 5 && matches < documents / 5 * 4);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_trees)};
    only_seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
