/* A segment as a whole: what its summary, checksums and dictionaries say. */
#define _GNU_SOURCE /* mkdtemp */
#include "schema.h"
#include "segment.h"
#include "sketch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define DAY INT64_C(86400)

typedef struct place {
    segment_method method;
    char path[64];
    int fd;
    morgue_config *config;
    segment_summary summary;
} place;

static place *place_new(segment_method method)
{
    place *p = calloc(1, sizeof *p);
    const char *tmp = getenv("TMPDIR");
    p->method = method;
    snprintf(p->path, sizeof p->path, "%.40s/segment.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(p->path));
    p->fd = open(p->path, O_RDONLY | O_DIRECTORY);
    assert_true(p->fd >= 0);
    assert_int_equal(morgue_config_load(&p->config, NULL, NULL), MORGUE_OK);
    return p;
}

static size_t count_files(place *p)
{
    size_t n = 0;
    DIR *dir = opendir(p->path);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += e->d_name[0] != '.';
    closedir(dir);
    return n;
}

static int setup_bulk(void **state)
{
    *state = place_new(SEGMENT_BULK);
    return 0;
}

static int setup_reference(void **state)
{
    *state = place_new(SEGMENT_REFERENCE);
    return 0;
}

static int teardown(void **state)
{
    place *p = *state;
    unlinkat(p->fd, "seg-000001.glass", 0);
    unlinkat(p->fd, "seg-000001.stream", 0);
    unlinkat(p->fd, "seg-000001.sums", 0);
    close(p->fd);
    assert_int_equal(rmdir(p->path), 0); /* and no file beside those three */
    morgue_config_free(p->config);
    free(p);
    return 0;
}

static segment_builder *start(place *p)
{
    segment_builder *b;
    morgue_error error;
    if (segment_builder_new(&b, p->path, "seg-000001", p->config, 1 << 24, p->method, &error))
        fail_msg("%s", error.message);
    return b;
}

static void add(segment_builder *b, sketch *s, uint32_t want)
{
    uint32_t docid = 0;
    morgue_error error;
    if (segment_builder_add(b, sketch_draft(s), &docid, &error))
        fail_msg("%s", error.message);
    assert_int_equal(docid, want);
    assert_int_equal(segment_builder_count(b), want);
    sketch_free(s);
}

static void finish(place *p, segment_builder *b)
{
    morgue_error error;
    if (segment_builder_finish(b, &p->summary, &error))
        fail_msg("%s", error.message);
    segment_builder_free(b);
}

static sketch *article(const char *id, const char *words)
{
    sketch *s = sketch_new(id);
    sketch_words(s, TEXT_BODY, words);
    return s;
}

static void build_three(place *p)
{
    segment_builder *b = start(p);
    sketch *s = article("one", "banned banned");
    sketch_date(s, 5 * DAY, 6 * DAY - 1);
    sketch_facet(s, FACET_ORG, "micron", 6, 3);
    sketch_facet(s, FACET_ORG, "intel", 5, 1);
    add(b, s, 1);
    s = article("two", "bans");
    sketch_date(s, -7 * DAY, -7 * DAY);
    sketch_facet(s, FACET_ORG, "intel", 5, 2);
    sketch_facet(s, FACET_PLACE, "china", 5, 1);
    add(b, s, 2);
    add(b, article("three", "ban"), 3);
    finish(p, b);
}

static void test_summary(void **state)
{
    place *p = *state;
    build_three(p);
    const segment_summary *s = &p->summary;
    assert_int_equal(s->documents, 3);
    assert_int_equal(s->undated, 1);
    assert_true(s->dated);
    assert_int_equal(s->earliest, -7 * DAY);
    assert_int_equal(s->latest, 6 * DAY - 1);
    assert_int_equal(s->text_bytes, 14 + 5 + 4);       /* a sketch's words have a space behind */
    assert_true(s->bytes > 0 && s->bytes % 8192 == 0); /* whole blocks of glass */
    assert_int_equal(s->sums_bytes, 14 + 8 * ((s->bytes + 65535) / 65536));
    assert_int_equal(count_files(p), 3);
    assert_true(s->stream_bytes > 0);
}

static xc_database *open_segment(place *p)
{
    char path[100];
    const char *one = path;
    xc_database *db;
    xc_error error;
    snprintf(path, sizeof path, "%s/seg-000001.glass", p->path);
    if (xc_database_open(&db, &one, 1, &error))
        fail_msg("%s", error.message);
    return db;
}

static segment *open_whole(place *p)
{
    segment *s;
    morgue_error error;
    if (segment_open(&s, p->fd, "seg-000001", &p->summary, &error))
        fail_msg("%s", error.message);
    return s;
}

static void test_dictionaries(void **state)
{
    place *p = *state;
    build_three(p);
    segment *s = open_whole(p);
    arena memory = {0};
    segment_value *values;
    size_t count;
    unsigned slot = 0;
    assert_int_equal(s->documents, 3);
    assert_true(segment_facet_slot(s, STR("org"), &slot));
    assert_int_equal(slot, FACET_ORG);
    assert_true(segment_facet_slot(s, STR("byline"), &slot)); /* named, though empty */
    assert_false(segment_facet_slot(s, STR("desk"), &slot));
    assert_int_equal(segment_dictionary(s, STR("org"), &memory, &values, &count, NULL), MORGUE_OK);
    assert_int_equal(count, 2); /* each once, whoever has it */
    assert_true(str_is(values[0].key, "intel"));
    assert_true(str_is(values[1].key, "micron"));
    assert_true(str_equal(stream_facet(s->stream, 1, FACET_ORG), STR("\x00\x13\x01\x33")));
    assert_true(str_equal(stream_facet(s->stream, 2, FACET_ORG), STR("\x00\x23")));
    assert_int_equal(stream_facet(s->stream, 3, FACET_ORG).len, 0);
    assert_int_equal(segment_dictionary(s, STR("tag"), &memory, &values, &count, NULL), MORGUE_OK);
    assert_int_equal(count, 0);
    const segment_values *kept, *again;
    assert_int_equal(segment_facet_values(s, FACET_ORG, &kept, NULL), MORGUE_OK);
    assert_int_equal(segment_facet_values(s, FACET_ORG, &again, NULL), MORGUE_OK);
    assert_ptr_equal(kept, again);
    assert_int_equal(kept->count, 2);
    assert_true(str_is(kept->items[1].key, "micron"));
    assert_int_equal(segment_status(s, NULL), MORGUE_OK);
    arena_free(&memory);
    segment_free(s);
}

/* Declared fields: facets behind the built-in ones, texts by their own numbers. */
static void test_declared(void **state)
{
    place *p = *state;
    static const declared_field fields[] = {{STR("desk"), false, true},
                                            {STR("kicker"), true, true}};
    p->config->fields = fields;
    p->config->field_count = 2;
    segment_builder *b = start(p);
    sketch *s = article("one", "word");
    sketch_words(s, TEXT_DECLARED + 1, "exclusive");
    sketch_facet(s, FACET_BUILTIN_COUNT + 1, "exclusive", 9, 1);
    add(b, s, 1);
    finish(p, b);
    segment *open = open_whole(p);
    unsigned at;
    stream_view view;
    assert_true(segment_facet_slot(open, STR("kicker"), &at));
    assert_int_equal(at, FACET_BUILTIN_COUNT + 1);
    assert_int_equal(stream_facet(open->stream, 1, at).len, 2);
    assert_true(segment_declared_field(open, STR("kicker"), &at));
    assert_int_equal(at, TEXT_DECLARED + 1);
    assert_true(stream_view_of(open->stream, 1, at, &view));
    assert_int_equal(view.words, 1);
    assert_false(segment_declared_field(open, STR("section"), &at));
    segment_free(open);
}

static size_t count_postings(segment *s, const char *term)
{
    glass_postings list;
    size_t count = 0;
    if (!glass_postings_open(s->glass, str_of(term), &list))
        return 0;
    while (glass_postings_next(&list))
        count += list.count;
    assert_int_equal(count, list.documents);
    return count;
}

/* What the segment's own readers see of terms and words. */
static void test_reading(void **state)
{
    place *p = *state;
    build_three(p);
    segment *s = open_whole(p);
    glass_postings list;
    assert_true(glass_postings_open(s->glass, STR("banned"), &list));
    assert_int_equal(list.documents, 1);
    assert_int_equal(list.occurrences, 2);
    assert_int_equal(count_postings(s, "bans"), 1);
    assert_int_equal(count_postings(s, "bann"), 0);
    assert_int_equal(stream_words(s->stream), 4);
    stream_facts facts;
    assert_true(stream_facts_of(s->stream, 1, &facts));
    assert_int_equal(facts.length, 2);
    assert_true(stream_facts_of(s->stream, 2, &facts));
    assert_int_equal(facts.from, -7 * DAY);
    assert_true(stream_facts_of(s->stream, 3, &facts));
    assert_int_equal(facts.from, INT64_MAX);
    segment_free(s);
}

/* The files of two segments do not go together. */
static void test_mixed_files(void **state)
{
    place *p = *state;
    build_three(p);
    segment_summary first = p->summary;
    assert_int_equal(renameat(p->fd, "seg-000001.stream", p->fd, "kept"), 0);
    unlinkat(p->fd, "seg-000001.glass", 0);
    segment_builder *b = start(p);
    add(b, article("other", "banned banned"), 1);
    finish(p, b);
    assert_int_equal(renameat(p->fd, "kept", p->fd, "seg-000001.stream"), 0);
    segment *s;
    p->summary.stream_bytes = first.stream_bytes;
    assert_int_equal(opens(p->fd, "seg-000001", &p->summary, NULL), MORGUE_CORRUPT);
    assert_int_equal(segment_verify(p->fd, "seg-000001", &p->summary, NULL), MORGUE_CORRUPT);
    assert_int_equal(segment_open(&s, p->fd, "seg-000001", &p->summary, NULL), MORGUE_CORRUPT);
    assert_null(s);
}

static void flip(place *p, const char *name, off_t at, int bit)
{
    char byte;
    int fd = openat(p->fd, name, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= (char)(1 << bit);
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

/* Each byte of all files counts. */
static void test_every_byte(void **state)
{
    place *p = *state;
    static const char *const names[] = {"seg-000001.glass", "seg-000001.sums", "seg-000001.stream"};
    build_three(p);
    const uint64_t lengths[] = {p->summary.bytes, p->summary.sums_bytes, p->summary.stream_bytes};
    assert_int_equal(segment_verify(p->fd, "seg-000001", &p->summary, NULL), MORGUE_OK);
    assert_int_equal(opens(p->fd, "seg-000001", &p->summary, NULL), MORGUE_OK);
    for (int file = 0; file < 3; file++)
        /* Verifying reads everything each time: every byte of a large file is too slow. */
        for (uint64_t i = 0; i<lengths[file]; i += lengths[file]> 40000 ? 13 : 1) {
            flip(p, names[file], (off_t)i, (int)(i % 8));
            if (segment_verify(p->fd, "seg-000001", &p->summary, NULL) != MORGUE_CORRUPT)
                fail_msg("byte %llu of %s", (unsigned long long)i, names[file]);
            flip(p, names[file], (off_t)i, (int)(i % 8));
        }
    assert_int_equal(segment_verify(p->fd, "seg-000001", &p->summary, NULL), MORGUE_OK);
}

/* Sums of fewer blocks than the file has, as a faulty writer could leave them. */
static void test_sums_of_too_few_blocks(void **state)
{
    place *p = *state;
    build_three(p);
    static const char magic[] = "morgue sums 2\n";
    int fd = openat(p->fd, "seg-000001.sums", O_WRONLY | O_TRUNC);
    assert_int_equal(write(fd, magic, sizeof magic - 1), sizeof magic - 1);
    close(fd);
    segment_summary s = p->summary;
    s.sums_bytes = sizeof magic - 1;
    s.sums_crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)magic, sizeof magic - 1);
    assert_int_equal(segment_verify(p->fd, "seg-000001", &s, NULL), MORGUE_CORRUPT);
}

static void test_missing_and_cut(void **state)
{
    place *p = *state;
    build_three(p);
    assert_int_equal(opens(p->fd, "seg-000002", &p->summary, NULL), MORGUE_CORRUPT);
    int fd = openat(p->fd, "seg-000001.glass", O_WRONLY);
    assert_int_equal(ftruncate(fd, (off_t)p->summary.bytes - 1), 0);
    close(fd);
    assert_int_equal(opens(p->fd, "seg-000001", &p->summary, NULL), MORGUE_CORRUPT);
    assert_int_equal(unlinkat(p->fd, "seg-000001.glass", 0), 0);
    assert_int_equal(symlinkat("/dev/zero", p->fd, "seg-000001.glass"), 0);
    assert_int_not_equal(opens(p->fd, "seg-000001", &p->summary, NULL), MORGUE_OK);
    assert_int_not_equal(segment_verify(p->fd, "seg-000001", &p->summary, NULL), MORGUE_OK);
}

static void test_missing_stream(void **state)
{
    place *p = *state;
    segment *s;
    build_three(p);
    int fd = openat(p->fd, "seg-000001.stream", O_WRONLY);
    assert_int_equal(ftruncate(fd, (off_t)p->summary.stream_bytes - 1), 0);
    close(fd);
    assert_int_equal(opens(p->fd, "seg-000001", &p->summary, NULL), MORGUE_CORRUPT);
    assert_int_equal(segment_open(&s, p->fd, "seg-000001", &p->summary, NULL), MORGUE_CORRUPT);
    assert_int_equal(unlinkat(p->fd, "seg-000001.stream", 0), 0);
    assert_int_equal(opens(p->fd, "seg-000001", &p->summary, NULL), MORGUE_CORRUPT);
    assert_int_equal(segment_verify(p->fd, "seg-000001", &p->summary, NULL), MORGUE_CORRUPT);
    assert_int_equal(segment_open(&s, p->fd, "seg-000001", &p->summary, NULL), MORGUE_CORRUPT);
}

/* A draft that cannot be stored costs itself alone. */
static void test_refused_draft(void **state)
{
    place *p = *state;
    segment_builder *b = start(p);
    add(b, article("one", "word"), 1);
    sketch *bad = article("two", "word");
    char term[300];
    uint32_t docid;
    memset(term, 'x', sizeof term);
    sketch_term(bad, term, sizeof term, 1); /* libxapian takes 245 bytes */
    morgue_error error;
    morgue_status status = segment_builder_add(b, sketch_draft(bad), &docid, &error);
    assert_true(status == MORGUE_INVALID || status == MORGUE_LIMIT);
    sketch_free(bad);
    add(b, article("three", "word"), 2);
    finish(p, b);
    assert_int_equal(p->summary.documents, 2);
    xc_database *db = open_segment(p);
    uint64_t documents;
    assert_int_equal(xc_term_documents(db, (xc_str){"word", 4}, &documents, NULL), XC_OK);
    assert_int_equal(documents, 2);
    xc_database_free(db);
}

static void test_no_documents(void **state)
{
    place *p = *state;
    finish(p, start(p));
    assert_int_equal(p->summary.documents, 0);
    assert_false(p->summary.dated);
    assert_int_equal(segment_verify(p->fd, "seg-000001", &p->summary, NULL), MORGUE_OK);
    xc_database_free(open_segment(p));
}

/* Given up half-way, in every state, it leaves nothing. */
static void test_given_up(void **state)
{
    place *p = *state;
    segment_builder_free(NULL);
    segment_builder_free(start(p));
    assert_int_equal(count_files(p), 0);
    segment_builder *b = start(p);
    add(b, article("one", "word"), 1);
    segment_builder_free(b);
    assert_int_equal(count_files(p), 0);
    assert_int_equal(
        segment_builder_new(&b, "/nonexistent", "seg-000001", p->config, 1 << 24, p->method, NULL),
        MORGUE_IO);
    assert_null(b);
}

/* One of the two files cannot get its name: then neither is there, and what stood
 * in the way is not touched. */
static void test_half(void **state)
{
    static const char *const files[] = {"seg-000001.stream", "seg-000001.glass"};
    place *p = *state;
    for (int i = 0; i < 2; i++) {
        segment_summary summary;
        morgue_error error = {0};
        segment_builder *b = start(p);
        add(b, article("one", "word"), 1);
        assert_int_equal(mkdirat(p->fd, files[i], 0700), 0);
        assert_int_not_equal(segment_builder_finish(b, &summary, &error), MORGUE_OK);
        assert_true(error.message[0]);
        segment_builder_free(b);
        assert_int_equal(count_files(p), 1);
        assert_int_equal(unlinkat(p->fd, files[i], AT_REMOVEDIR), 0);
    }
}

#define BOTH(name)                                                                                 \
    cmocka_unit_test_setup_teardown(name, setup_bulk, teardown),                                   \
        cmocka_unit_test_setup_teardown(name, setup_reference, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_summary),
        BOTH(test_dictionaries),
        BOTH(test_declared),
        BOTH(test_reading),
        BOTH(test_mixed_files),
        BOTH(test_every_byte),
        BOTH(test_sums_of_too_few_blocks),
        BOTH(test_missing_and_cut),
        BOTH(test_missing_stream),
        BOTH(test_refused_draft),
        BOTH(test_no_documents),
        BOTH(test_given_up),
        cmocka_unit_test_setup_teardown(test_half, setup_bulk, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
