/* Damage is found or does no harm: each bit of a small file turned, each cut,
 * and the same with checksums that fit the damage. */
#include "sketch.h"
#include "stream_walk.h"

#include "io.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT 5

/* A small file in memory, on a block of its exact size. */
static void *make_file(size_t *size)
{
    uint32_t seed = 3;
    sketch *sketches[COUNT];
    folder f = folder_new();
    strbuf bytes = {0};
    for (uint32_t i = 0; i < COUNT; i++)
        sketches[i] = sketch_new(&seed, i, 12, 20);
    sketch_write(f.fd, "a", sketches, COUNT, 2);
    assert_int_equal(io_read_file(f.fd, "a.stream", 1 << 20, &bytes, NULL), MORGUE_OK);
    for (uint32_t i = 0; i < COUNT; i++)
        sketch_free(sketches[i]);
    folder_free(&f);
    void *exact = malloc(bytes.len);
    assert_non_null(exact);
    memcpy(exact, bytes.ptr, bytes.len);
    *size = bytes.len;
    strbuf_free(&bytes);
    return exact;
}

/* True when the damage is told; else *sum receives what the file said. */
static bool found(const void *bytes, size_t size, uint64_t *sum)
{
    stream_reader *r;
    morgue_error err = {0};
    morgue_status status = stream__open_bytes(&r, bytes, size, "a", sketch_id, &err);
    if (!status) {
        *sum = walk_everything(r);
        status = stream_status(r, &err);
        stream_free(r);
    }
    if (status) {
        assert_int_equal(status, MORGUE_CORRUPT);
        assert_true(err.message[0]);
    }
    return status != MORGUE_OK;
}

static void test_flips(void **state)
{
    (void)state;
    size_t size, harmless = 0;
    unsigned char *bytes = make_file(&size);
    uint64_t whole, sum;
    assert_false(found(bytes, size, &whole));
    for (size_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        if (!found(bytes, size, &sum)) {
            assert_true(sum == whole);
            harmless++;
        }
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    assert_int_equal(harmless, 0); /* all of a file this small is in blocks that are touched */
    free(bytes);
}

static void test_cuts(void **state)
{
    (void)state;
    size_t size;
    uint64_t sum;
    unsigned char *bytes = make_file(&size);
    for (size_t cut = 0; cut < size; cut++) {
        uint64_t *part = malloc(cut ? cut : 1);
        assert_non_null(part);
        memcpy(part, bytes, cut);
        assert_true(found(part, cut, &sum));
        free(part);
    }
    free(bytes);
}

/* Opens damaged content under checksums that fit, and looks at all of it. */
static void look(const unsigned char *bytes, size_t size)
{
    strbuf image = {0};
    uint64_t sum;
    stream_reader *r;
    strbuf_add(&image, bytes, size);
    stream__seal(&image);
    assert_false(image.failed);
    unsigned char *exact = malloc(image.len);
    assert_non_null(exact);
    memcpy(exact, image.ptr, image.len);
    found(exact, image.len, &sum);
    if (!stream__open_bytes(&r, exact, image.len, "a", NULL, NULL)) {
        morgue_error err = {0};
        morgue_status status = stream_verify(r, &err);
        assert_true(status == MORGUE_OK || (status == MORGUE_CORRUPT && err.message[0]));
        stream_free(r);
    }
    free(exact);
    strbuf_free(&image);
}

static void test_sealed_flips(void **state)
{
    (void)state;
    size_t size;
    unsigned char *bytes = make_file(&size);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        look(bytes, size);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    free(bytes);
}

/* Under sums that fit, verifying must tell. */
static void expect_corrupt(const unsigned char *bytes, size_t size)
{
    strbuf image = {0};
    stream_reader *r;
    strbuf_add(&image, bytes, size);
    stream__seal(&image);
    assert_false(image.failed);
    assert_int_equal(stream__open_bytes(&r, image.ptr, image.len, "a", NULL, NULL), MORGUE_OK);
    assert_int_equal(stream_verify(r, NULL), MORGUE_CORRUPT);
    stream_free(r);
    strbuf_free(&image);
}

/* Entries of the tables of names that have changed places, or stand there twice. */
static void test_names(void **state)
{
    (void)state;
    static const struct {
        stream_section section;
        size_t width;
    } tables[] = {{SECTION_ID_HASHES, 5}, {SECTION_ID_ORDER, 1}, {SECTION_URL_ORDER, 1}};
    size_t size;
    unsigned char *bytes = make_file(&size), *copy = malloc(size);
    stream_head head;
    assert_non_null(copy);
    memcpy(&head, bytes, sizeof head);
    for (unsigned i = 0; i < 3; i++) {
        size_t at = (size_t)head.sections[tables[i].section].offset, width = tables[i].width;
        assert_true(head.sections[tables[i].section].length >= 2 * width);
        memcpy(copy, bytes, size);
        memcpy(copy + at, bytes + at + width, width);
        expect_corrupt(copy, size);
        memcpy(copy + at + width, bytes + at, width);
        expect_corrupt(copy, size);
    }
    free(copy);
    free(bytes);
}

/* Bytes and numbers at the edges, anywhere. */
static void test_sealed_extremes(void **state)
{
    (void)state;
    static const uint64_t numbers[] = {
        0, 1, 0x7f, 0x80, 0xff, UINT32_MAX, UINT64_MAX, INT64_MAX, UINT64_C(1) << 31};
    size_t size;
    unsigned char *bytes = make_file(&size);
    unsigned char *copy = malloc(size);
    assert_non_null(copy);
    for (size_t at = 0; at + 8 <= size; at++)
        for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            size_t width = at % 8 == 0 && i % 2 ? 8 : at % 4 == 0 ? 4 : 1;
            memcpy(copy, bytes, size);
            memcpy(copy + at, &numbers[i], width);
            look(copy, size);
        }
    free(copy);
    free(bytes);
}

/* Documents of a damaged file cannot be copied, or can; nothing else. */
static void test_sealed_copies(void **state)
{
    (void)state;
    size_t size;
    unsigned char *bytes = make_file(&size);
    folder f = folder_new();
    for (size_t byte = 0; byte < size; byte += 7) {
        strbuf image = {0};
        stream_reader *r;
        stream_writer *w = NULL;
        strbuf_add(&image, bytes, size);
        image.ptr[byte] = (char)(image.ptr[byte] ^ 0x91);
        stream__seal(&image);
        if (!stream__open_bytes(&r, image.ptr, image.len, "a", NULL, NULL)) {
            uint64_t written;
            assert_int_equal(stream_writer_open(&w, f.fd, "b", 1 << 20, NULL), MORGUE_OK);
            morgue_status status = stream_writer_adopt(w, r, NULL);
            for (uint32_t docid = 1; docid <= COUNT && !status; docid++)
                status = stream_writer_copy(w, docid, NULL, 0, NULL);
            if (!status)
                status = stream_writer_finish(w, sketch_id, &written, NULL);
            assert_int_not_equal(status, MORGUE_INTERNAL);
            stream_writer_free(w);
            stream_free(r);
        }
        strbuf_free(&image);
    }
    free(bytes);
    folder_free(&f);
}

/* What a file is not: too short, another's, not there, not a file. */
static void test_strangers(void **state)
{
    (void)state;
    folder f = folder_new();
    stream_reader *r;
    morgue_error err;
    static const unsigned char other[16] = "another segment";
    uint64_t bytes = sketch_write(f.fd, "a", NULL, 0, 0);
    assert_int_equal(stream_open(&r, f.fd, "a", other, bytes, &err), MORGUE_CORRUPT);
    assert_null(r);
    assert_int_equal(stream_open(&r, f.fd, "a", NULL, bytes + 1, &err), MORGUE_CORRUPT);
    assert_int_equal(stream_open(&r, f.fd, "b", NULL, bytes, &err), MORGUE_CORRUPT);
    assert_int_equal(mkdirat(f.fd, "c.stream", 0700), 0);
    assert_int_equal(stream_open(&r, f.fd, "c", NULL, bytes, &err), MORGUE_CORRUPT);
    assert_int_equal(unlinkat(f.fd, "c.stream", AT_REMOVEDIR), 0);
    assert_int_equal(symlinkat("a.stream", f.fd, "d.stream"), 0);
    assert_int_equal(stream_open(&r, f.fd, "d", NULL, bytes, &err), MORGUE_IO);
    assert_int_equal(stream_open(&r, f.fd, "a", NULL, bytes, &err), MORGUE_OK);
    stream_free(r);
    folder_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flips),           cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_names),           cmocka_unit_test(test_sealed_flips),
        cmocka_unit_test(test_sealed_extremes), cmocka_unit_test(test_sealed_copies),
        cmocka_unit_test(test_strangers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
