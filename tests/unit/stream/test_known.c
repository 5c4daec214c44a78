/* Numbers of forms by the drafter's own: the same that their keys give. */
#include "stream_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define KEYS 5003 /* a prime */
#define MOST 60   /* forms of a draft */

static uint32_t draw(uint32_t below)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 20) % below);
}

typedef struct pair {
    known_forms known;
    vocabulary quick, plain;
    char keys[KEYS][8];
    draft_form forms[MOST];
    arena memory;
} pair;

static pair *pair_new(void)
{
    pair *p = calloc(1, sizeof *p);
    assert_non_null(p);
    for (uint32_t i = 0; i < KEYS; i++)
        snprintf(p->keys[i], sizeof p->keys[i], "k%lu", (unsigned long)i);
    return p;
}

static void pair_free(pair *p)
{
    stream__known_free(&p->known);
    stream__vocabulary_free(&p->quick);
    stream__vocabulary_free(&p->plain);
    arena_free(&p->memory);
    free(p);
}

/* Forms without one twice. Each origin has numbers of its own for two keys in
 * three, among them the greatest that there is. */
static uint32_t make_forms(pair *p, uint32_t origin)
{
    uint32_t count = draw(MOST), step = 1 + draw(50), key = draw(KEYS);
    for (uint32_t i = 0; i < count; i++, key = (key + step) % KEYS) {
        morgue_str text = str_of(p->keys[key]);
        uint32_t word = key % 3 ? ANALYZER_WORDS - (key * 7 + origin * 13) % KEYS : 0;
        p->forms[i] = (draft_form){form_key_new(&p->memory, text), 1, word};
    }
    return count;
}

static void add(pair *p, uint32_t origin)
{
    arena_clear(&p->memory);
    uint32_t quick[MOST], plain[MOST], count = make_forms(p, origin);
    draft d = {.forms = p->forms, .form_count = count, .form_origin = origin};
    assert_int_equal(stream__known_add(&p->known, &p->quick, &d, quick, NULL), MORGUE_OK);
    assert_int_equal(stream__vocabulary_add(&p->plain, p->forms, count, plain, NULL), MORGUE_OK);
    assert_memory_equal(quick, plain, count * sizeof *quick);
    assert_int_equal(p->quick.count, p->plain.count);
}

static void test_one_origin(void **state)
{
    (void)state;
    pair *p = pair_new();
    for (unsigned i = 0; i < 1000; i++)
        add(p, 5);
    pair_free(p);
}

/* More than have a table at a time, and drafts without numbers in between. */
static void test_many_origins(void **state)
{
    (void)state;
    pair *p = pair_new();
    for (unsigned i = 0; i < 5000; i++)
        add(p, draw(KNOWN_ORIGINS + 20));
    assert_int_equal(p->known.count, KNOWN_ORIGINS);
    pair_free(p);
}

/* Origins that have gone make room for new ones, whose numbers mean other forms. */
static void test_stale_origins(void **state)
{
    (void)state;
    pair *p = pair_new();
    for (uint32_t origin = 1; origin <= KNOWN_ORIGINS; origin++)
        add(p, origin);
    for (unsigned i = 0; i < 10000; i++)
        add(p, KNOWN_ORIGINS + 1 + i / 5000);
    bool there = false;
    for (unsigned i = 0; i < p->known.count; i++)
        there |= p->known.tables[i].origin == KNOWN_ORIGINS + 2;
    assert_true(there);
    assert_int_equal(p->known.count, KNOWN_ORIGINS);
    pair_free(p);
}

/* Numbers begin at 0 again: nothing of before is remembered. */
static void test_forgotten(void **state)
{
    (void)state;
    pair *p = pair_new();
    for (unsigned i = 0; i < 600; i++) {
        if (i % 50 == 49) {
            stream__known_free(&p->known);
            stream__vocabulary_free(&p->quick);
            stream__vocabulary_free(&p->plain);
            arena_free(&p->memory);
        }
        add(p, 1 + i % 3);
    }
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_origin),
        cmocka_unit_test(test_many_origins),
        cmocka_unit_test(test_stale_origins),
        cmocka_unit_test(test_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
