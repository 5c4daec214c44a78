/* The bulk builder makes the same segment as libxapian: drafts by hand and
 * drafts of hostile sizes, in memory and through many runs on disk. */
#include "twins.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ENOUGH (UINT64_C(64) << 20)

static void add(twins *t, sketch *s)
{
    twins_add(t, sketch_draft(s));
    sketch_free(s);
}

static void test_by_hand(void **state)
{
    (void)state;
    twins *t = twins_start(ENOUGH);
    sketch *s = sketch_new("one");
    sketch_word(s, "oil", 2, (uint32_t[]){3, 7, 0});
    sketch_word(s, "price", 1, (uint32_t[]){4, 0});
    sketch_word(s, "S", 0, (uint32_t[]){0});
    sketch_word(s, "Zoil", 4, (uint32_t[]){0});
    sketch_facet(s, FACET_ORG, "opec", 4, 2);
    sketch_facet(s, FACET_ORG, "eu", 2, 1);
    sketch_stem(s, "oil", "oils");
    sketch_stem(s, "oil", "oiled");
    sketch_stem(s, "oil", "oils");
    sketch_stem(s, "o", "os");
    sketch_date(s, 1300000000, 1300086399);
    sketch_record(s, "record one", 10);
    add(t, s);
    s = sketch_new("two, which is empty");
    add(t, s);
    s = sketch_new("three");
    sketch_word(s, "oil", 9, (uint32_t[]){1, 2, 3, 100, 5000, 0});
    sketch_word(s, "price", 1, (uint32_t[]){8, 0});
    sketch_facet(s, FACET_ORG, "eu", 2, 1);
    sketch_facet(s, FACET_BYLINE, "x", 1, 1);
    sketch_stem(s, "oil", "oil's");
    sketch_date(s, -86400, -1);
    sketch_record(s, "", 0);
    add(t, s);
    twins_compare(t);
}

static void test_nothing(void **state)
{
    (void)state;
    twins_compare(twins_start(ENOUGH));
}

static void test_only_empty_documents(void **state)
{
    (void)state;
    twins *t = twins_start(ENOUGH);
    for (int i = 0; i < 3; i++)
        add(t, sketch_new("nothing in it"));
    twins_compare(t);
}

/* ---- hostile sizes ---- */

static void random_text(chance *c, char *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(33 + chance_below(c, 94));
}

/* Terms up to the longest, many of which share their first 220 bytes. */
static void add_long_terms(sketch *s, chance *c)
{
    char text[XC_MAX_TERM];
    memset(text, 'w', sizeof text);
    for (int i = 0; i < 20; i++) {
        random_text(c, text + 220, sizeof text - 220);
        size_t len = 200 + chance_below(c, sizeof text - 199);
        sketch_term(s, text, len, chance_below(c, 5), (uint32_t[]){1 + chance_below(c, 9)}, 1);
    }
}

static void add_words(sketch *s, chance *c, uint32_t count, uint32_t vocabulary)
{
    char text[32];
    uint32_t positions[64];
    for (uint32_t i = 0; i < count; i++) {
        size_t n = chance_skewed(c, 64);
        uint32_t at = 1 + chance_skewed(c, 4000);
        for (size_t k = 0; k < n; k++) {
            positions[k] = at;
            at += 1 + (chance_below(c, 50) ? chance_skewed(c, 30) : chance_skewed(c, 60000000));
        }
        uint32_t word = chance_skewed(c, vocabulary);
        int len = snprintf(text, sizeof text, "%s%x", word % 7 ? "" : "XH", word);
        sketch_term(s, text, (size_t)len, chance_skewed(c, word % 97 ? 30 : 4000000), positions, n);
    }
}

static void add_values(sketch *s, chance *c, size_t count)
{
    char key[1024];
    for (size_t i = 0; i < count; i++) {
        size_t n = 1 + chance_skewed(c, sizeof key);
        memset(key, 'k', sizeof key);
        snprintf(key, sizeof key, "%x", chance_skewed(c, 100000));
        key[strlen(key)] = 'k';
        sketch_facet(s, chance_below(c, FACET_BUILTIN_COUNT), key, n < 9 ? 9 : n,
                     1 + chance_skewed(c, 1000));
    }
}

static sketch *hostile(chance *c, int number)
{
    char id[32], record[65536];
    snprintf(id, sizeof id, "hostile %d", number);
    sketch *s = sketch_new(id);
    sketch_word(s, "everywhere", 1 + chance_below(c, 3), (uint32_t[]){1, 0});
    sketch_term(s, id, strlen(id), 1, NULL, 0);
    add_long_terms(s, c);
    add_words(s, c, chance_skewed(c, 3000), 20000);
    add_values(s, c, number % 10 == 9 ? 12000 : chance_below(c, 6));
    if (number % 3) {
        int64_t from = (int64_t)chance_below(c, 1700000000);
        sketch_date(s, from, from + chance_below(c, 86400));
    }
    for (int i = 0; i < 20; i++) {
        char stem[200], surface[200];
        size_t n = 1 + chance_skewed(c, 190);
        memset(stem, 's', n);
        stem[n] = '\0';
        snprintf(surface, sizeof surface, "%x", chance_skewed(c, 100000));
        sketch_stem(s, stem, surface);
    }
    /* Random bytes, or the same byte over and over; around a block's size. */
    size_t n = number % 4 ? chance_below(c, sizeof record) : 8160 + chance_below(c, 60);
    if (number % 2)
        memset(record, 'r', n);
    else
        random_text(c, record, n);
    sketch_record(s, record, n);
    return s;
}

static void build_hostile(uint64_t memory)
{
    twins *t = twins_start(memory);
    chance c = {0x9E3779B97F4A7C15u};
    for (int i = 0; i < 60; i++) {
        if (i % 13 == 5)
            add(t, sketch_new("empty"));
        add(t, hostile(&c, i));
    }
    twins_compare(t);
}

static void test_hostile(void **state)
{
    (void)state;
    build_hostile(ENOUGH);
}

/* So little that nearly every document is a run of its own, and runs of runs
 * are merged. */
static void test_hostile_in_runs(void **state)
{
    (void)state;
    build_hostile(0);
}

/* A document of 200 KB in 20,000 words, and records beyond one component. */
static void test_giants(void **state)
{
    (void)state;
    twins *t = twins_start(UINT64_C(4) << 20);
    chance c = {42};
    static uint32_t positions[40000];
    char *record = malloc(5000000);
    assert_non_null(record);
    for (int round = 0; round < 3; round++) {
        sketch *s = sketch_new(round ? "giant" : "first giant");
        for (uint32_t i = 0; i < 40000; i++)
            positions[i] = i * 5 + 1 + i % 5;
        sketch_term(s, "the", 3, 40000, positions, 40000);
        for (uint32_t i = 0; i < 40000; i++)
            positions[i] = i ? positions[i - 1] + 1 + chance_below(&c, 100000) : 0;
        sketch_term(s, "far", 3, 1, positions, 40000);
        sketch_term(s, "edge", 4, 1, (uint32_t[]){0, 4294967294u, 4294967295u}, 3);
        sketch_term(s, "last", 4, 1, (uint32_t[]){4294967295u}, 1);
        sketch_term(s, "zero", 4, round ? 1 : 4000000000u, (uint32_t[]){0}, 1);
        add_words(s, &c, 15000, 200000);
        random_text(&c, record, 5000000);
        sketch_record(s, record, round == 0 ? 5000000 : 70000);
        add(t, s);
    }
    free(record);
    twins_compare(t);
}

/* Over 32,768 documents, where document ids take three bytes; chunks and
 * branches on more than one level. */
static void test_many_documents(void **state)
{
    (void)state;
    twins *t = twins_start(UINT64_C(6) << 20);
    sketch *s = sketch_new("one of many");
    sketch_word(s, "always", 1, (uint32_t[]){1, 0});
    sketch_facet(s, FACET_TAG, "same", 4, 1);
    sketch_record(s, "r", 1);
    sketch_draft(s);
    for (uint32_t i = 0; i < 33500; i++) {
        char text[8];
        snprintf(text, sizeof text, "y%u", i % 911);
        draft_term both[] = {s->terms[0], {str_of(text), i % 5, NULL, 0}};
        draft d = s->draft;
        d.terms = both;
        d.term_count = i % 3 ? 2 : 1;
        twins_add(t, &d);
    }
    sketch_free(s);
    twins_compare(t);
}

/* ---- alone ---- */

static segment_builder *start(const char *directory, const morgue_config *config, uint64_t memory)
{
    segment_builder *b;
    assert_int_equal(
        segment_builder_new(&b, directory, "seg-000007", config, memory, SEGMENT_BULK, NULL),
        MORGUE_OK);
    return b;
}

/* The same drafts give the same bytes, however little memory there was. */
static void test_same_bytes(void **state)
{
    (void)state;
    static const uint64_t memories[] = {0, UINT64_C(4) << 20, ENOUGH};
    segment_summary summaries[3];
    morgue_config *config;
    assert_int_equal(morgue_config_load(&config, NULL, NULL), MORGUE_OK);
    for (size_t i = 0; i < 3; i++) {
        char directory[TWIN_PATH];
        chance c = {7};
        twins_directory(directory);
        segment_builder *b = start(directory, config, memories[i]);
        for (int n = 0; n < 50; n++) {
            uint32_t id;
            sketch *s = hostile(&c, n);
            assert_int_equal(segment_builder_add(b, sketch_draft(s), &id, NULL), MORGUE_OK);
            sketch_free(s);
        }
        assert_int_equal(segment_builder_finish(b, &summaries[i], NULL), MORGUE_OK);
        segment_builder_free(b);
        twins_remove(directory);
    }
    for (size_t i = 1; i < 3; i++) {
        assert_int_equal(summaries[i].bytes, summaries[0].bytes);
        assert_int_equal(summaries[i].sums_crc, summaries[0].sums_crc);
    }
    morgue_config_free(config);
}

/* The identity of a database of one draft with this fingerprint. */
static void identity(const char *content, unsigned char uuid[16])
{
    char directory[TWIN_PATH], path[TWIN_PATH + 32];
    morgue_config *config;
    segment_summary summary;
    uint32_t id;
    twins_directory(directory);
    assert_int_equal(morgue_config_load(&config, NULL, NULL), MORGUE_OK);
    segment_builder *b = start(directory, config, ENOUGH);
    draft d = {.print = fingerprint_of(str_of(content))};
    assert_int_equal(segment_builder_add(b, &d, &id, NULL), MORGUE_OK);
    assert_int_equal(segment_builder_finish(b, &summary, NULL), MORGUE_OK);
    segment_builder_free(b);
    morgue_config_free(config);
    snprintf(path, sizeof path, "%s/seg-000007.glass", directory);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, uuid, 16, 16), 16);
    close(fd);
    twins_remove(directory);
}

static void test_identity(void **state)
{
    (void)state;
    unsigned char one[16], again[16], other[16];
    identity("one", one);
    identity("one", again);
    identity("other", other);
    assert_memory_equal(one, again, 16);
    assert_memory_not_equal(one, other, 16);
    assert_int_equal(one[6] >> 4, 8);      /* version */
    assert_int_equal(one[8] & 0xc0, 0x80); /* variant */
}

static morgue_status try_draft(segment_builder *b, const draft *d)
{
    uint32_t id;
    morgue_error error = {0};
    morgue_status status = segment_builder_add(b, d, &id, &error);
    assert_true(status == MORGUE_OK || error.message[0]);
    return status;
}

static morgue_status try_term(segment_builder *b, size_t len, uint32_t wdf,
                              const uint32_t *positions, size_t count)
{
    char text[XC_MAX_TERM + 1];
    memset(text, 'w', sizeof text);
    draft_term term = {{text, len}, wdf, positions, count};
    return try_draft(b, &(draft){.terms = &term, .term_count = 1});
}

/* What cannot be stored is refused and everything else is still there. */
static void test_refusals(void **state)
{
    (void)state;
    char directory[TWIN_PATH];
    morgue_config *config;
    segment_summary summary;
    twins_directory(directory);
    assert_int_equal(morgue_config_load(&config, NULL, NULL), MORGUE_OK);
    segment_builder *b = start(directory, config, ENOUGH);
    assert_int_equal(try_term(b, XC_MAX_TERM, 1, NULL, 0), MORGUE_OK);
    assert_int_equal(try_term(b, XC_MAX_TERM + 1, 1, NULL, 0), MORGUE_INVALID);
    assert_int_equal(try_term(b, 0, 1, NULL, 0), MORGUE_INVALID);
    assert_int_equal(try_term(b, 3, 1, (uint32_t[]){4, 4}, 2), MORGUE_INVALID);
    assert_int_equal(try_term(b, 3, 1, (uint32_t[]){4, 5}, 2), MORGUE_OK);
    draft_term nul = {{"a\0b", 3}, 1, NULL, 0};
    assert_int_equal(try_draft(b, &(draft){.terms = &nul, .term_count = 1}), MORGUE_INVALID);
    draft_term heavy[] = {{{"a", 1}, UINT32_MAX, NULL, 0}, {{"b", 1}, 1, NULL, 0}};
    assert_int_equal(try_draft(b, &(draft){.terms = heavy, .term_count = 2}), MORGUE_LIMIT);
    assert_int_equal(try_draft(b, &(draft){.terms = heavy, .term_count = 1}), MORGUE_OK);
    /* Never read: it is the length that is refused. */
    assert_int_equal(try_draft(b, &(draft){.record = {"", (64u << 20) + 1}}), MORGUE_LIMIT);
    assert_int_equal(segment_builder_count(b), 3);
    assert_int_equal(segment_builder_finish(b, &summary, NULL), MORGUE_OK);
    assert_int_equal(summary.documents, 3);
    segment_builder_free(b);
    morgue_config_free(config);
    twins_remove(directory);
}

/* A builder that is given up leaves nothing. */
static void test_given_up(void **state)
{
    (void)state;
    char directory[TWIN_PATH];
    morgue_config *config;
    twins_directory(directory);
    assert_int_equal(morgue_config_load(&config, NULL, NULL), MORGUE_OK);
    segment_builder *b = start(directory, config, 0);
    chance c = {3};
    for (int i = 0; i < 3; i++) {
        uint32_t id;
        sketch *s = hostile(&c, i);
        assert_int_equal(segment_builder_add(b, sketch_draft(s), &id, NULL), MORGUE_OK);
        sketch_free(s);
    }
    segment_builder_free(b);
    morgue_config_free(config);
    assert_int_equal(rmdir(directory), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_only_empty_documents),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_hostile_in_runs),
        cmocka_unit_test(test_giants),
        cmocka_unit_test(test_many_documents),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
