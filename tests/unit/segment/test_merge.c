/* Merged segments are what building their living articles anew gives. */
#include "twins.h"

#include "io.h"
#include "schema.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENOUGH  (UINT64_C(64) << 20)
#define SOURCES 5
#define MOST    60 /* articles of one source */

static const declared_field fields[] = {{STR("desk"), false, true}, {STR("kicker"), true, true}};

/* ---- articles ---- */

/* The article of a number, always the same. */
static sketch *article(uint32_t number)
{
    chance c = {number * UINT64_C(0x9E3779B97F4A7C15) + 1};
    char text[64];
    snprintf(text, sizeof text, "article %u", number);
    sketch *s = sketch_new(text);
    snprintf(text, sizeof text, "Q%u", number);
    sketch_term(s, text, strlen(text), 0);
    for (uint32_t n = number % 9 ? chance_skewed(&c, 200) : 0; n > 0; n--) {
        uint32_t word = chance_skewed(&c, 3000), field = chance_below(&c, 12);
        int len = snprintf(text, sizeof text, word % 4 ? "w%x\x02" : "w%x\x01W%x\x02", word, word);
        sketch_form(s, field > TEXT_SECTION ? TEXT_BODY : field, text, (size_t)len);
        if (word % 5 == 0)
            sketch_form(s, TEXT_DECLARED + 1, text, (size_t)len);
        if (word % 3 == 0) {
            len = snprintf(text, sizeof text, "XE%x", word);
            sketch_term(s, text, (size_t)len, word % 4);
        }
        if (word % 7 == 0)
            sketch_facet(s, word % (FACET_BUILTIN_COUNT + 2), text, (size_t)len, 1 + word % 200);
    }
    int64_t day = ((int64_t)chance_below(&c, 9000) - 100) * 86400;
    if (chance_below(&c, 4))
        sketch_date(s, day, day + 86399);
    return s;
}

/* ---- segments ---- */

typedef struct source {
    char directory[TWIN_PATH + 32];
    segment_summary summary;
    segment *segment;
    uint32_t numbers[MOST * SOURCES]; /* of the articles, by id - 1 */
    uint8_t dead[MOST * SOURCES / 8 + 1];
} source;

static void open_source(source *s)
{
    morgue_error error;
    int fd = open(s->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(fd >= 0);
    if (segment_open(&s->segment, fd, TWIN_NAME, &s->summary, &error))
        fail_msg("%s", error.message);
    close(fd);
}

static void build(const char *directory, const morgue_config *config, uint64_t memory,
                  const uint32_t *numbers, uint32_t count, segment_summary *out)
{
    segment_builder *b;
    morgue_error error;
    uint32_t id;
    if (segment_builder_new(&b, directory, TWIN_NAME, config, memory, SEGMENT_BULK, &error))
        fail_msg("%s", error.message);
    for (uint32_t i = 0; i < count; i++) {
        sketch *s = article(numbers[i]);
        if (segment_builder_add(b, sketch_draft(s), &id, &error))
            fail_msg("%s", error.message);
        sketch_free(s);
    }
    if (segment_builder_finish(b, out, &error))
        fail_msg("%s", error.message);
    segment_builder_free(b);
}

static source *source_new(const twins *t, const char *name)
{
    source *s = calloc(1, sizeof *s);
    assert_non_null(s);
    snprintf(s->directory, sizeof s->directory, "%s/%s", t->directory, name);
    assert_int_equal(mkdir(s->directory, 0700), 0);
    return s;
}

static source *build_source(const twins *t, const char *name, uint32_t first, uint32_t count)
{
    source *s = source_new(t, name);
    for (uint32_t i = 0; i < count; i++)
        s->numbers[i] = first + i;
    build(s->directory, t->config, ENOUGH, s->numbers, count, &s->summary);
    open_source(s);
    return s;
}

/* None, all, or some in so many. */
static void kill_some(source *s, chance *c)
{
    uint32_t often = 1 + chance_below(c, 6);
    memset(s->dead, 0, sizeof s->dead);
    for (uint32_t id = 1; id <= s->segment->documents; id++)
        if (often < 6 && chance_below(c, often) == 0)
            s->dead[id >> 3] |= (uint8_t)(1 << (id & 7));
}

static uint32_t living(source *const *sources, size_t count, uint32_t *numbers)
{
    uint32_t n = 0;
    for (size_t i = 0; i < count; i++)
        for (uint32_t id = 1; id <= sources[i]->segment->documents; id++)
            if (!(sources[i]->dead[id >> 3] >> (id & 7) & 1))
                numbers[n++] = sources[i]->numbers[id - 1];
    return n;
}

static morgue_status merge(const char *directory, const morgue_config *config,
                           source *const *sources, size_t count, uint64_t memory,
                           int (*cancel)(void *), void *context, segment_summary *out,
                           morgue_error *err)
{
    segment_source list[SOURCES] = {{0}};
    for (size_t i = 0; i < count; i++)
        list[i] = (segment_source){sources[i]->segment, sources[i]->dead, sizeof sources[i]->dead};
    return segment_merge(directory, TWIN_NAME, config, list, count, memory, cancel, context, out,
                         err);
}

static void merge_well(const char *directory, const morgue_config *config, source *const *sources,
                       size_t count, uint64_t memory, segment_summary *out)
{
    morgue_error error;
    if (merge(directory, config, sources, count, memory, NULL, NULL, out, &error))
        fail_msg("%s", error.message);
}

static void source_free(source *s)
{
    segment_free(s->segment);
    twins_remove(s->directory);
    free(s);
}

static void read_whole(const twins *t, int i, const char *suffix, strbuf *out)
{
    char path[TWIN_PATH + 64];
    snprintf(path, sizeof path, "%s/" TWIN_NAME ".%s", t->folders[i], suffix);
    assert_int_equal(io_read_file(AT_FDCWD, path, 1u << 30, out, NULL), MORGUE_OK);
}

/* The files of both folders are the same, byte by byte. */
static void expect_same_files(const twins *t)
{
    static const char *const suffixes[] = {"glass", "sums", "stream"};
    for (int k = 0; k < 3; k++) {
        strbuf files[2] = {0};
        for (int i = 0; i < 2; i++)
            read_whole(t, i, suffixes[k], &files[i]);
        if (!str_equal(strbuf_view(&files[0]), strbuf_view(&files[1])))
            fail_msg("the two .%s files differ", suffixes[k]);
        strbuf_free(&files[0]);
        strbuf_free(&files[1]);
    }
}

static twins *start(bool positions)
{
    twins *t = twins_new(positions);
    t->config->fields = fields;
    t->config->field_count = 2;
    return t;
}

/* ---- differential ---- */

static void merge_round(chance *c, size_t count, uint64_t memory, bool positions)
{
    source *sources[SOURCES];
    static uint32_t numbers[MOST * SOURCES];
    twins *t = start(positions);
    for (size_t i = 0; i < count; i++) {
        char name[16];
        snprintf(name, sizeof name, "source%zu", i);
        sources[i] =
            build_source(t, name, (uint32_t)i * MOST, i % 3 == 2 ? 0 : chance_below(c, MOST));
        kill_some(sources[i], c);
    }
    uint32_t n = living(sources, count, numbers);
    merge_well(t->folders[0], t->config, sources, count, memory, &t->summaries[0]);
    build(t->folders[1], t->config, memory, numbers, n, &t->summaries[1]);
    expect_same_files(t);
    for (size_t i = 0; i < count; i++)
        source_free(sources[i]);
    twins_examine(t);
}

static void test_merge(void **state)
{
    (void)state;
    chance c = {2024};
    for (size_t count = 1; count <= SOURCES; count++) {
        merge_round(&c, count, ENOUGH, false);
        merge_round(&c, count, ENOUGH, true);
    }
}

/* So little memory that whatever is sorted is sorted in runs. */
static void test_merge_in_runs(void **state)
{
    (void)state;
    chance c = {77};
    merge_round(&c, 3, 0, false);
    merge_round(&c, SOURCES, 0, true);
}

static void test_nothing_to_merge(void **state)
{
    (void)state;
    twins *t = start(false);
    build(t->folders[0], t->config, ENOUGH, NULL, 0, &t->summaries[0]);
    source *one = build_source(t, "one", 0, 9);
    memset(one->dead, 0xff, sizeof one->dead);
    merge_well(t->folders[1], t->config, &one, 1, ENOUGH, &t->summaries[1]);
    assert_int_equal(t->summaries[1].documents, 0);
    assert_int_equal(t->summaries[1].text_bytes, 0);
    assert_false(t->summaries[1].dated);
    expect_same_files(t);
    source *none = source_new(t, "none");
    merge_well(none->directory, t->config, NULL, 0, ENOUGH, &none->summary);
    assert_int_equal(none->summary.documents, 0);
    open_source(none);
    source_free(none);
    source_free(one);
    twins_examine(t);
}

/* Merged two by two, and those merged again. */
static void test_merge_of_merges(void **state)
{
    (void)state;
    chance c = {5};
    twins *t = start(true);
    source *leaves[4], *halves[2];
    static uint32_t numbers[MOST * SOURCES];
    for (uint32_t i = 0; i < 4; i++) {
        char name[16];
        snprintf(name, sizeof name, "leaf%u", i);
        leaves[i] = build_source(t, name, i * MOST, 20 + 10 * i);
        kill_some(leaves[i], &c);
    }
    for (int i = 0; i < 2; i++) {
        halves[i] = source_new(t, i ? "right" : "left");
        living(leaves + 2 * i, 2, halves[i]->numbers);
        merge_well(halves[i]->directory, t->config, leaves + 2 * i, 2, ENOUGH, &halves[i]->summary);
        open_source(halves[i]);
        kill_some(halves[i], &c);
    }
    uint32_t n = living(halves, 2, numbers);
    merge_well(t->folders[0], t->config, halves, 2, ENOUGH, &t->summaries[0]);
    build(t->folders[1], t->config, ENOUGH, numbers, n, &t->summaries[1]);
    expect_same_files(t);
    for (int i = 0; i < 4; i++)
        source_free(leaves[i]);
    for (int i = 0; i < 2; i++)
        source_free(halves[i]);
    twins_examine(t);
}

/* Thousands of articles, so that lists have many chunks. */
static void test_many_documents(void **state)
{
    (void)state;
    enum { EACH = 9000 };
    twins *t = twins_new(false);
    source *sources[2];
    segment_builder *anew;
    morgue_error error;
    uint32_t id;
    assert_int_equal(segment_builder_new(&anew, t->folders[1], TWIN_NAME, t->config, ENOUGH,
                                         SEGMENT_BULK, &error),
                     MORGUE_OK);
    sketch *s = sketch_new("one of many");
    sketch_words(s, TEXT_BODY, "always and always the same");
    sketch_draft(s);
    segment_source list[2];
    for (uint32_t k = 0; k < 2; k++) {
        segment_builder *b;
        sources[k] = source_new(t, k ? "second" : "first");
        uint8_t *dead = calloc(1, EACH / 8 + 1);
        assert_non_null(dead);
        assert_int_equal(segment_builder_new(&b, sources[k]->directory, TWIN_NAME, t->config,
                                             ENOUGH, SEGMENT_BULK, &error),
                         MORGUE_OK);
        for (uint32_t i = 1; i <= EACH; i++) {
            char text[8];
            snprintf(text, sizeof text, "Y%u", i % 911);
            draft_term one = {str_of(text), i % 5};
            draft d = s->draft;
            d.terms = &one;
            d.term_count = 1;
            assert_int_equal(segment_builder_add(b, &d, &id, &error), MORGUE_OK);
            if (i % 10 == k)
                dead[i >> 3] |= (uint8_t)(1 << (i & 7));
            else
                assert_int_equal(segment_builder_add(anew, &d, &id, &error), MORGUE_OK);
        }
        assert_int_equal(segment_builder_finish(b, &sources[k]->summary, &error), MORGUE_OK);
        segment_builder_free(b);
        open_source(sources[k]);
        list[k] = (segment_source){sources[k]->segment, dead, EACH / 8 + 1};
    }
    sketch_free(s);
    assert_int_equal(segment_builder_finish(anew, &t->summaries[1], &error), MORGUE_OK);
    segment_builder_free(anew);
    if (segment_merge(t->folders[0], TWIN_NAME, t->config, list, 2, ENOUGH, NULL, NULL,
                      &t->summaries[0], &error))
        fail_msg("%s", error.message);
    expect_same_files(t);
    for (int k = 0; k < 2; k++) {
        free((void *)list[k].dead);
        source_free(sources[k]);
    }
    twins_examine(t);
}

/* ---- changed configurations ---- */

static morgue_str only_value(const segment *s, const char *facet, arena *memory)
{
    segment_value *values;
    size_t count;
    assert_int_equal(segment_dictionary(s, str_of(facet), memory, &values, &count, NULL),
                     MORGUE_OK);
    assert_int_equal(count, 1);
    return values[0].key;
}

static source *build_declared(twins *t, const char *name, const declared_field *list, size_t count)
{
    source *s = source_new(t, name);
    segment_builder *b;
    uint32_t id;
    t->config->fields = list;
    t->config->field_count = count;
    assert_int_equal(
        segment_builder_new(&b, s->directory, TWIN_NAME, t->config, ENOUGH, SEGMENT_BULK, NULL),
        MORGUE_OK);
    sketch *k = sketch_new(name);
    for (unsigned i = 0; i < count; i++) {
        char value[32];
        int len = snprintf(value, sizeof value, "%s of %.*s", name, STR_ARGS(list[i].name));
        sketch_facet(k, FACET_BUILTIN_COUNT + i, value, (size_t)len, 1 + i);
    }
    assert_int_equal(segment_builder_add(b, sketch_draft(k), &id, NULL), MORGUE_OK);
    sketch_free(k);
    assert_int_equal(segment_builder_finish(b, &s->summary, NULL), MORGUE_OK);
    segment_builder_free(b);
    open_source(s);
    return s;
}

/* Slots go by name: those of the configuration first, then what it had once. */
static void test_facets_by_name(void **state)
{
    (void)state;
    static const declared_field first[] = {{STR("a"), false, true}, {STR("b"), false, true}};
    static const declared_field second[] = {
        {STR("a"), false, true}, {STR("b"), false, true}, {STR("c"), false, true}};
    static const declared_field last[] = {{STR("c"), false, true}, {STR("d"), false, true}};
    twins *t = twins_new(false);
    source *sources[] = {build_declared(t, "one", first, 2), build_declared(t, "two", second, 3)};
    source *merged = source_new(t, "merged");
    assert_true(segment_mergeable(sources[0]->segment, sources[1]->segment));
    t->config->fields = last;
    t->config->field_count = 2;
    merge_well(merged->directory, t->config, sources, 2, ENOUGH, &merged->summary);
    open_source(merged);
    static const char *const names[] = {"c", "d", "a", "b"};
    const segment *m = merged->segment;
    assert_int_equal(m->facet_count, FACET_BUILTIN_COUNT + 4);
    for (unsigned i = 0; i < 4; i++)
        assert_true(str_is(m->facet_names[FACET_BUILTIN_COUNT + i], names[i]));
    arena memory = {0};
    assert_true(str_is(only_value(m, "c", &memory), "two of c"));
    segment_value *values;
    size_t count;
    assert_int_equal(segment_dictionary(m, STR("b"), &memory, &values, &count, NULL), MORGUE_OK);
    assert_int_equal(count, 2);
    assert_true(str_is(values[0].key, "one of b"));
    assert_true(str_is(values[1].key, "two of b"));
    unsigned slot;
    assert_true(segment_facet_slot(m, STR("b"), &slot));
    assert_true(str_equal(stream_facet(m->stream, 2, slot), STR("\x01\x23")));
    /* The words of declared fields keep the numbers that they have. */
    assert_true(segment_declared_field(m, STR("b"), &slot));
    assert_int_equal(slot, TEXT_DECLARED + 1);
    assert_false(segment_declared_field(m, STR("d"), &slot));
    arena_free(&memory);
    source_free(sources[0]);
    source_free(sources[1]);
    source_free(merged);
    t->config->field_count = 0;
    twins_remove(t->directory);
    morgue_config_free(t->config);
    free(t);
}

static void test_not_mergeable(void **state)
{
    (void)state;
    static const declared_field first[] = {{STR("a"), true, true}, {STR("b"), true, true}};
    static const declared_field second[] = {{STR("b"), true, true}};
    twins *t = twins_new(false);
    segment_summary summary;
    morgue_error error;
    source *sources[] = {build_declared(t, "one", first, 2), build_declared(t, "two", second, 1)};
    assert_false(segment_mergeable(sources[0]->segment, sources[1]->segment));
    assert_int_equal(
        merge(t->folders[0], t->config, sources, 2, ENOUGH, NULL, NULL, &summary, &error),
        MORGUE_INVALID);
    assert_int_equal(rmdir(t->folders[0]), 0); /* nothing was left there */
    source_free(sources[0]);
    source_free(sources[1]);
    t->config->field_count = 0;
    twins_remove(t->directory);
    morgue_config_free(t->config);
    free(t);
}

/* ---- failures ---- */

static int after_some(void *context)
{
    return --*(int *)context < 0;
}

/* Stopped wherever that may be, a merge leaves nothing. */
static void test_cancel(void **state)
{
    (void)state;
    twins *t = start(true);
    source *one = build_source(t, "one", 0, MOST);
    segment_summary summary;
    morgue_status status = MORGUE_CANCELLED;
    int polls = 0;
    for (; status == MORGUE_CANCELLED; polls++) {
        int left = polls;
        status =
            merge(t->folders[0], t->config, &one, 1, ENOUGH, after_some, &left, &summary, NULL);
        assert_true(status == MORGUE_OK || status == MORGUE_CANCELLED);
        if (status)
            assert_int_equal(rmdir(t->folders[0]), 0);
        if (status)
            assert_int_equal(mkdir(t->folders[0], 0700), 0);
    }
    assert_true(polls > 3);
    source_free(one);
    t->config->field_count = 0;
    twins_remove(t->directory);
    morgue_config_free(t->config);
    free(t);
}

/* Whatever a flipped bit makes of a source, the merge ends, and either tells or
 * gives a sound segment. */
static void test_flipped_bits(void **state)
{
    (void)state;
    static const char *const suffixes[] = {"glass", "stream"};
    chance c = {9};
    twins *t = start(true);
    source *one = build_source(t, "one", 0, MOST);
    kill_some(one, &c);
    segment_free(one->segment);
    int dir_fd = open(one->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), told = 0;
    for (int round = 0; round < 80; round++) {
        char name[32], byte, flipped;
        snprintf(name, sizeof name, TWIN_NAME ".%s", suffixes[round % 2]);
        uint64_t size = round % 2 ? one->summary.stream_bytes : one->summary.bytes;
        off_t at = (off_t)(chance_next(&c) % size);
        int fd = openat(dir_fd, name, O_RDWR | O_CLOEXEC);
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        flipped = (char)(byte ^ 1 << chance_below(&c, 8));
        assert_int_equal(pwrite(fd, &flipped, 1, at), 1);
        morgue_error error;
        segment_summary summary;
        if (segment_open(&one->segment, dir_fd, TWIN_NAME, &one->summary, &error)) {
            told++;
        } else {
            morgue_status status =
                merge(t->folders[0], t->config, &one, 1, ENOUGH, NULL, NULL, &summary, &error);
            told += status != MORGUE_OK;
            if (status && status != MORGUE_CORRUPT && status != MORGUE_VERSION)
                fail_msg("status %d: %s", (int)status, error.message);
            segment_free(one->segment);
        }
        twins_remove(t->folders[0]);
        assert_int_equal(mkdir(t->folders[0], 0700), 0);
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        close(fd);
    }
    assert_true(told > 10);
    close(dir_fd);
    open_source(one);
    source_free(one);
    t->config->field_count = 0;
    twins_remove(t->directory);
    morgue_config_free(t->config);
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_merge_in_runs),
        cmocka_unit_test(test_nothing_to_merge),
        cmocka_unit_test(test_merge_of_merges),
        cmocka_unit_test(test_many_documents),
        cmocka_unit_test(test_facets_by_name),
        cmocka_unit_test(test_not_mergeable),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_flipped_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
