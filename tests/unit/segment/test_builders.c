/* The bulk builder makes the same segment as libxapian: drafts by hand and
 * drafts of hostile sizes, in memory and through many runs on disk. */
#include "twins.h"

#include "article_record.h"
#include "io.h"
#include "schema.h"

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

/* Each of the following runs with positions for stock Xapian and without. */
static bool with_positions(void **state)
{
    return *state != NULL;
}

static void test_by_hand(void **state)
{
    twins *t = twins_start(ENOUGH, with_positions(state));
    sketch *s = sketch_new("one");
    sketch_words(s, TEXT_HEADLINE, "oil price falls");
    sketch_words(s, TEXT_STANDFIRST, "oil oil price");
    sketch_words(s, TEXT_BODY, "the price of oil fell as the price did");
    sketch_words(s, TEXT_SOURCE, "only elsewhere");
    sketch_term(s, "XRonly", 6, 0);
    sketch_term(s, "XHdate", 6, 4);
    sketch_facet(s, FACET_ORG, "opec", 4, 2);
    sketch_facet(s, FACET_ORG, "eu", 2, 1);
    sketch_date(s, 1300000000, 1300086399);
    add(t, s);
    s = sketch_new("two, which is empty");
    add(t, s);
    s = sketch_new("three");
    /* Alternates, an exact form, one that repeats its own norm, no stem. */
    sketch_form(s, TEXT_BODY,
                "covid\x02\x04"
                "covid19",
                14);
    sketch_form(s, TEXT_BODY, "zurich\x01z\xc3\xbcrich\x02", 15);
    sketch_form(s, TEXT_BODY, "oil\x01price\x04price\x01oil", 19);
    sketch_form(s, TEXT_HEADLINE, "oil\x02", 4);
    sketch_words(s, TEXT_BODY, "elsewhere oil");
    sketch_facet(s, FACET_ORG, "eu", 2, 1);
    sketch_facet(s, FACET_BYLINE, "x", 1, 1);
    sketch_date(s, -86400, -1);
    add(t, s);
    twins_compare(t);
}

static void test_nothing(void **state)
{
    twins_compare(twins_start(ENOUGH, with_positions(state)));
}

static void test_only_empty_documents(void **state)
{
    twins *t = twins_start(ENOUGH, with_positions(state));
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

/* Terms and words up to the longest, many of which share their first 220 bytes. */
static void add_long_terms(sketch *s, chance *c)
{
    char text[XC_MAX_TERM];
    for (int i = 0; i < 20; i++) {
        memset(text, i % 2 ? 'w' : 'X', sizeof text);
        random_text(c, text + 220, sizeof text - 220);
        size_t len = 200 + chance_below(c, sizeof text - 199);
        if (i % 2)
            sketch_form(s, TEXT_BODY, text, len);
        else
            sketch_term(s, text, len, chance_below(c, 5));
    }
}

/* The key of a word: alone, stemmed, with an exact form, with alternates. */
static size_t key_of(chance *c, uint32_t word, char *out, size_t size)
{
    static const char *const shapes[] = {"%x", "%x\x02", "%x\x01%x", "%x\x02\x04%x\x01%xe"};
    const char *shape = shapes[word % 11 < 8 ? 1 : chance_below(c, 4)];
    uint32_t a = word + word % 5, b = word / 3;
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"") int n =
        snprintf(out, size, shape, word, a, b);
    _Pragma("GCC diagnostic pop") return (size_t)n;
}

static void add_words(sketch *s, chance *c, uint32_t count, uint32_t vocabulary)
{
    static const unsigned fields[] = {TEXT_BODY,     TEXT_BODY,   TEXT_BODY,   TEXT_STANDFIRST,
                                      TEXT_HEADLINE, TEXT_SOURCE, TEXT_BYLINE, TEXT_SECTION};
    char text[64];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t word = chance_skewed(c, vocabulary);
        if (word % 7 == 3) {
            int len = snprintf(text, sizeof text, "XH%x", word);
            sketch_term(s, text, (size_t)len, chance_skewed(c, word % 97 ? 30 : 4000000));
            continue;
        }
        unsigned field = fields[i < 40 ? i % 8 : 0];
        sketch_form(s, field, text, key_of(c, word, text, sizeof text));
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
    sketch_words(s, TEXT_BODY, "everywhere");
    int term = snprintf(record, sizeof record, "Q%s", id);
    sketch_term(s, record, (size_t)term, 1);
    add_long_terms(s, c);
    add_words(s, c, chance_skewed(c, 3000), 20000);
    add_values(s, c, number % 10 == 9 ? 12000 : chance_below(c, 6));
    if (number % 3) {
        int64_t from = (int64_t)chance_below(c, 1700000000);
        sketch_date(s, from, from + chance_below(c, 86400));
    }
    /* Random bytes, or the same byte over and over; around a block's size. */
    size_t n = number % 4 ? chance_below(c, sizeof record) : 8160 + chance_below(c, 60);
    if (number % 2)
        memset(record, 'r', n);
    else
        random_text(c, record, n);
    sketch_body(s, record, n);
    return s;
}

static void build_hostile(uint64_t memory, bool positions)
{
    twins *t = twins_start(memory, positions);
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
    build_hostile(ENOUGH, with_positions(state));
}

/* So little that nearly every document is a run of its own, and runs of runs
 * are merged. */
static void test_hostile_in_runs(void **state)
{
    build_hostile(0, with_positions(state));
}

/* Documents of many words, one of them over and over, and large records. */
static void test_giants(void **state)
{
    twins *t = twins_start(UINT64_C(4) << 20, with_positions(state));
    chance c = {42};
    char *record = malloc(2000000);
    assert_non_null(record);
    for (int round = 0; round < 2; round++) {
        sketch *s = sketch_new(round ? "giant" : "first giant");
        for (uint32_t i = 0; i < 20000; i++)
            sketch_form(s, TEXT_BODY, "the\x02", 4);
        sketch_term(s, "XHeavy", 6, round ? 1 : 4000000000u);
        add_words(s, &c, 30000, 200000);
        random_text(&c, record, 2000000);
        sketch_body(s, record, round == 0 ? 2000000 : 70000);
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
    twins *t = twins_start(UINT64_C(6) << 20, false);
    sketch *s = sketch_new("one of many");
    sketch_words(s, TEXT_BODY, "always");
    sketch_facet(s, FACET_TAG, "same", 4, 1);
    sketch_body(s, "r", 1);
    sketch_draft(s);
    for (uint32_t i = 0; i < 33500; i++) {
        char text[8];
        snprintf(text, sizeof text, "Y%u", i % 911);
        draft_term one = {str_of(text), i % 5};
        draft d = s->draft;
        d.terms = &one;
        d.term_count = i % 3 ? 1 : 0;
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

/* The bytes of a file of the segment. */
static void read_whole(const char *directory, const char *suffix, strbuf *out)
{
    char path[TWIN_PATH + 32];
    snprintf(path, sizeof path, "%s/seg-000007.%s", directory, suffix);
    if (io_read_file(AT_FDCWD, path, 1u << 30, out, NULL))
        fail_msg("cannot read %s", path);
}

/* The same drafts give the same files, however little memory there was. */
static void test_same_bytes(void **state)
{
    static const uint64_t memories[] = {0, UINT64_C(4) << 20, ENOUGH, 0};
    strbuf glass[4] = {0}, stream[4] = {0};
    morgue_config *config;
    assert_int_equal(morgue_config_load(&config, NULL, NULL), MORGUE_OK);
    config->stock_positions = with_positions(state);
    for (size_t i = 0; i < 4; i++) {
        char directory[TWIN_PATH];
        segment_summary summary;
        chance c = {7};
        twins_directory(directory);
        segment_builder *b = start(directory, config, memories[i]);
        for (int n = 0; n < 50; n++) {
            uint32_t id;
            sketch *s = hostile(&c, n);
            assert_int_equal(segment_builder_add(b, sketch_draft(s), &id, NULL), MORGUE_OK);
            sketch_free(s);
        }
        assert_int_equal(segment_builder_finish(b, &summary, NULL), MORGUE_OK);
        segment_builder_free(b);
        read_whole(directory, "glass", &glass[i]);
        read_whole(directory, "stream", &stream[i]);
        assert_int_equal(summary.bytes, glass[i].len);
        assert_int_equal(summary.stream_bytes, stream[i].len);
        twins_remove(directory);
    }
    for (size_t i = 1; i < 4; i++) {
        assert_true(str_equal(strbuf_view(&glass[i]), strbuf_view(&glass[0])));
        assert_true(str_equal(strbuf_view(&stream[i]), strbuf_view(&stream[0])));
    }
    for (size_t i = 0; i < 4; i++) {
        strbuf_free(&glass[i]);
        strbuf_free(&stream[i]);
    }
    morgue_config_free(config);
}

/* The record of an article that has an id, and nothing else. */
static morgue_str bare_record(char out[64])
{
    strbuf record = {0};
    morgue_article a = {.id = STR("x")};
    article_encode(&a, &record);
    assert_true(!record.failed && record.len <= 64);
    memcpy(out, record.ptr, record.len);
    size_t len = record.len;
    strbuf_free(&record);
    return (morgue_str){out, len};
}

/* The identity of a database of one draft with this fingerprint. */
static void identity(const char *content, unsigned char uuid[16])
{
    char directory[TWIN_PATH], path[TWIN_PATH + 32], record[64];
    morgue_config *config;
    segment_summary summary;
    uint32_t id;
    twins_directory(directory);
    assert_int_equal(morgue_config_load(&config, NULL, NULL), MORGUE_OK);
    segment_builder *b = start(directory, config, ENOUGH);
    draft d = {.print = fingerprint_of(str_of(content)), .record = bare_record(record)};
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
    char record[64];
    draft whole = *d;
    morgue_error error = {0};
    if (!whole.record.ptr)
        whole.record = bare_record(record);
    morgue_status status = segment_builder_add(b, &whole, &id, &error);
    assert_true(status == MORGUE_OK || error.message[0]);
    return status;
}

static morgue_status try_term(segment_builder *b, size_t len)
{
    char text[XC_MAX_TERM + 1];
    memset(text, 'w', sizeof text);
    draft_term term = {{text, len}, 1};
    return try_draft(b, &(draft){.terms = &term, .term_count = 1});
}

/* A draft of two words of the body, so and so often; the first is sound. */
static morgue_status try_forms(segment_builder *b, const char *key, size_t len, uint32_t wdf)
{
    arena memory = {0};
    draft_form forms[] = {{.key = form_key_new(&memory, STR("sound")), .wdf = 1},
                          {.key = form_key_new(&memory, (morgue_str){key, len}), .wdf = wdf}};
    const uint32_t words[] = {0, 1}, sentences[] = {2 << 1};
    const draft_text text = {.field = TEXT_BODY,
                             .words = words,
                             .count = 2,
                             .sentences = sentences,
                             .sentence_count = 1};
    draft d = {.forms = forms, .form_count = 2, .texts = &text, .text_count = 1};
    morgue_status status = try_draft(b, &d);
    arena_free(&memory);
    return status;
}

static void check_refusals(segment_method method, bool positions)
{
    char directory[TWIN_PATH], word[XC_MAX_TERM + 1];
    morgue_config *config;
    segment_builder *b;
    segment_summary summary;
    memset(word, 'v', sizeof word);
    twins_directory(directory);
    assert_int_equal(morgue_config_load(&config, NULL, NULL), MORGUE_OK);
    config->stock_positions = positions;
    assert_int_equal(segment_builder_new(&b, directory, "seg-000007", config, ENOUGH, method, NULL),
                     MORGUE_OK);
    assert_int_equal(try_term(b, XC_MAX_TERM), MORGUE_OK);
    assert_int_equal(try_term(b, XC_MAX_TERM + 1), MORGUE_INVALID);
    assert_int_equal(try_term(b, 0), MORGUE_INVALID);
    draft_term nul = {{"a\0b", 3}, 1};
    assert_int_equal(try_draft(b, &(draft){.terms = &nul, .term_count = 1}), MORGUE_INVALID);
    assert_int_equal(try_forms(b, word, XC_MAX_TERM, 1), MORGUE_OK);
    assert_int_equal(try_forms(b, word, XC_MAX_TERM + 1, 1), MORGUE_INVALID);
    assert_int_equal(try_forms(b, word, XC_MAX_TERM + 1, 1), MORGUE_INVALID); /* known by now */
    assert_int_equal(try_forms(b, "a\0b", 3, 1), MORGUE_INVALID);
    assert_int_equal(try_forms(b, "a\x01", 2, 1), MORGUE_INVALID);
    assert_int_equal(try_forms(b, "a\x04", 2, 1), MORGUE_INVALID);
    assert_int_equal(try_forms(b, "heavy", 5, UINT32_MAX), MORGUE_LIMIT);
    assert_int_equal(try_forms(b,
                               "heavy\x04"
                               "heavier",
                               13, UINT32_MAX),
                     MORGUE_LIMIT);
    assert_int_equal(try_forms(b, "heavy", 5, UINT32_MAX - 1), MORGUE_OK);
    draft_term heavy[] = {{{"A", 1}, UINT32_MAX}, {{"B", 1}, 1}};
    assert_int_equal(try_draft(b, &(draft){.terms = heavy, .term_count = 2}), MORGUE_LIMIT);
    assert_int_equal(try_draft(b, &(draft){.terms = heavy, .term_count = 1}), MORGUE_OK);
    /* Never read: it is the length that is refused. */
    assert_int_equal(try_draft(b, &(draft){.record = {"", (64u << 20) + 1}}), MORGUE_LIMIT);
    draft_facet beyond = {FACET_BUILTIN_COUNT, STR("k"), STR("k"), 1, 0};
    assert_int_equal(try_draft(b, &(draft){.facets = &beyond, .facet_count = 1}), MORGUE_INVALID);
    assert_int_equal(segment_builder_count(b), 4);
    assert_int_equal(segment_builder_finish(b, &summary, NULL), MORGUE_OK);
    assert_int_equal(summary.documents, 4);
    segment_builder_free(b);
    morgue_config_free(config);
    twins_remove(directory);
}

/* What cannot be stored is refused and everything else is still there. */
static void test_refusals(void **state)
{
    check_refusals(SEGMENT_BULK, with_positions(state));
}

static void test_refusals_of_reference(void **state)
{
    check_refusals(SEGMENT_REFERENCE, with_positions(state));
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

#define BOTH(name)                                                                                 \
    {#name, name, NULL, NULL, NULL},                                                               \
    {                                                                                              \
#name " with positions", name, NULL, NULL, (void *)"positions"                             \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_by_hand),
        BOTH(test_nothing),
        BOTH(test_only_empty_documents),
        BOTH(test_hostile),
        BOTH(test_hostile_in_runs),
        BOTH(test_giants),
        cmocka_unit_test(test_many_documents),
        BOTH(test_same_bytes),
        cmocka_unit_test(test_identity),
        BOTH(test_refusals),
        BOTH(test_refusals_of_reference),
        cmocka_unit_test(test_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
