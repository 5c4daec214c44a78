/* The MANIFEST: written, read, refused when damaged or from the future. */
#include "manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

static void fill(manifest *m)
{
    *m = (manifest){.revision = UINT64_MAX, .next_segment = 4, .inputs = {3, 99, 0xdeadbeef}};
    snprintf(m->uuid, sizeof m->uuid, "01234567-89ab-4cde-8f01-23456789abcd");
    snprintf(m->analyzer, sizeof m->analyzer, "words 1, with blanks");
    snprintf(m->language, sizeof m->language, "en");
    manifest_segment *s = manifest_add(m);
    assert_non_null(s);
    snprintf(s->name, sizeof s->name, "seg-000001");
    s->summary =
        (segment_summary){UINT32_MAX, 7, true, INT64_MIN, INT64_MAX, 11, 12, UINT64_MAX, 13, 14};
    s->dead = 5;
    s->tombstones = (manifest_file){2, 6, 1};
    s = manifest_add(m);
    assert_non_null(s);
    snprintf(s->name, sizeof s->name, "seg-4294967294");
    s->summary = (segment_summary){.documents = 1, .undated = 1};
}

static void assert_same(const manifest *a, const manifest *b)
{
    assert_string_equal(a->uuid, b->uuid);
    assert_string_equal(a->analyzer, b->analyzer);
    assert_string_equal(a->language, b->language);
    assert_true(a->revision == b->revision && a->next_segment == b->next_segment);
    assert_memory_equal(&a->inputs, &b->inputs, sizeof a->inputs);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const manifest_segment *x = &a->segments[i], *y = &b->segments[i];
        assert_string_equal(x->name, y->name);
        assert_memory_equal(&x->summary, &y->summary, sizeof x->summary);
        assert_int_equal(x->dead, y->dead);
        assert_memory_equal(&x->tombstones, &y->tombstones, sizeof x->tombstones);
    }
}

static void test_round_trip(void **state)
{
    (void)state;
    manifest m, got, copy;
    strbuf text = {0};
    fill(&m);
    manifest_format(&m, &text);
    morgue_error error;
    if (manifest_parse(&got, strbuf_view(&text), &error))
        fail_msg("%s", error.message);
    assert_same(&m, &got);
    assert_int_equal(manifest_copy(&copy, &got, NULL), MORGUE_OK);
    manifest_free(&got);
    assert_same(&m, &copy);
    manifest_free(&copy);
    manifest_free(&m);
    strbuf_free(&text);
}

/* Each bit of each byte counts. */
static void test_flips(void **state)
{
    (void)state;
    manifest m, got;
    strbuf text = {0};
    fill(&m);
    manifest_format(&m, &text);
    for (size_t i = 0; i < text.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            text.ptr[i] ^= (char)(1 << bit);
            if (manifest_parse(&got, strbuf_view(&text), NULL) != MORGUE_CORRUPT)
                fail_msg("bit %d of byte %zu", bit, i);
            assert_null(got.segments);
            text.ptr[i] ^= (char)(1 << bit);
        }
    for (size_t n = 0; n < text.len; n++)
        assert_int_equal(manifest_parse(&got, (morgue_str){text.ptr, n}, NULL), MORGUE_CORRUPT);
    strbuf_char(&text, '\n');
    assert_int_equal(manifest_parse(&got, strbuf_view(&text), NULL), MORGUE_CORRUPT);
    manifest_free(&m);
    strbuf_free(&text);
}

#define HEAD "morgue archive 2\nuuid u\nrevision 1\nnext 2\nanalyzer a\nlanguage en\n"
#define SEGMENT                                                                                    \
    "segment seg-000001 documents 9 undated 0 dates 0 0 0 text 1 bytes 1 stream 1 sums 1 "         \
    "00000000 dead 0 "                                                                             \
    "0 0 00000000"

/* The verdict on a text whose checksum is right. */
static morgue_status parse(const char *lines)
{
    strbuf text = {0};
    manifest m;
    morgue_error error;
    strbuf_text(&text, lines);
    uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)text.ptr, (uInt)text.len);
    strbuf_printf(&text, "crc32 %08x\n", (unsigned)crc);
    morgue_status status = manifest_parse(&m, strbuf_view(&text), &error);
    if (status)
        assert_int_equal(error.status, status);
    manifest_free(&m);
    strbuf_free(&text);
    return status;
}

static void test_from_the_future(void **state)
{
    (void)state;
    assert_int_equal(parse(HEAD), MORGUE_OK);
    assert_int_equal(parse(HEAD SEGMENT "\n"), MORGUE_OK);
    assert_int_equal(parse(HEAD "merging leveled\n"), MORGUE_VERSION);
    assert_int_equal(parse(HEAD "segmented 1\n"), MORGUE_VERSION);
    /* More on a line than this program knows of. */
    assert_int_equal(parse(HEAD SEGMENT " positions 1\n"), MORGUE_VERSION);
    assert_int_equal(parse(HEAD "inputs 1 1 00000000 zstd\n"), MORGUE_VERSION);
    assert_int_equal(parse("morgue archive 2\nuuid u\nrevision 1 x\n"), MORGUE_VERSION);
    assert_int_equal(parse("morgue archive 3\nuuid u\nrevision 1\n"), MORGUE_VERSION);
    assert_int_equal(parse("morgue archive 20\nuuid u\nrevision 1\n"), MORGUE_VERSION);
}

/* Each is told what to do about it. */
static void test_other_formats(void **state)
{
    (void)state;
    static const char *const texts[] = {"morgue archive 1\n", "morgue archive 3\n"};
    static const char *const advice[] = {"again, into a new directory", "a newer one"};
    for (size_t i = 0; i < 2; i++) {
        strbuf text = {0};
        manifest m;
        morgue_error error;
        strbuf_text(&text, texts[i]);
        uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)text.ptr, (uInt)text.len);
        strbuf_printf(&text, "crc32 %08x\n", (unsigned)crc);
        assert_int_equal(manifest_parse(&m, strbuf_view(&text), &error), MORGUE_VERSION);
        assert_non_null(strstr(error.message, advice[i]));
        strbuf_free(&text);
    }
}

static void test_nonsense(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "\n",
        "morgue archive x\n",
        "another archive 1\n",
        "morgue archive 2\n",
        "morgue archive 2\nuuid u\n",
        "morgue archive 2\nuuid u\nrevision 0\n",
        "morgue archive 2\nuuid u\nrevision one\n",
        "morgue archive 2\nrevision 1\n",
        "morgue archive 2\nuuid 0123456789012345678901234567890123456\nrevision 1\n",
        HEAD "segment ../../etc documents 9 undated 0 dates 0 0 0 text 1 bytes 1 stream 1 sums 1 "
             "00000000 "
             "dead 0 0 0 00000000\n",
        HEAD "segment seg- documents 9 undated 0 dates 0 0 0 text 1 bytes 1 stream 1 sums 1 "
             "00000000 dead 0 "
             "0 0 00000000\n",
        HEAD "segment seg-000001 documents 1 undated 0 dates 0 0 0 text 1 bytes 1 stream 1 sums 1 "
             "00000000 "
             "dead 2 0 0 00000000\n",
        HEAD "segment seg-000001 documents 1\n",
        HEAD "segment seg-000001 documents 9 undated 0 dates 0 0 0 text 1 bytes 1 sums 1 00000000 "
             "dead 0 0 0 00000000\n",
        HEAD "language \n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (parse(texts[i]) != MORGUE_CORRUPT)
            fail_msg("accepted: %s", texts[i]);
    manifest m;
    assert_int_equal(manifest_parse(&m, (morgue_str){NULL, 0}, NULL), MORGUE_CORRUPT);
    strbuf line = {0};
    strbuf_text(&line, HEAD "analyzer ");
    for (int i = 0; i < 600; i++)
        strbuf_char(&line, 'a');
    strbuf_char(&line, '\n');
    assert_int_equal(parse(line.ptr), MORGUE_CORRUPT);
    strbuf_free(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),      cmocka_unit_test(test_flips),
        cmocka_unit_test(test_from_the_future), cmocka_unit_test(test_other_formats),
        cmocka_unit_test(test_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
