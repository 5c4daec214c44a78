/* A merge says what a file of the surviving documents says, byte by byte. */
#include "sketch.h"

#include "io.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define EACH 60

typedef struct part {
    sketch *sketches[EACH];
    stream_reader *reader;
} part;

static void open_part(part *p, const folder *f, const char *name, uint32_t seed, uint32_t forms)
{
    for (uint32_t i = 0; i < EACH; i++)
        p->sketches[i] = sketch_new(&seed, seed % 1000 + i, 80, forms);
    uint64_t bytes = sketch_write(f->fd, name, p->sketches, EACH, 25);
    assert_int_equal(stream_open(&p->reader, f->fd, name, sketch_id, bytes, NULL), MORGUE_OK);
}

static void close_part(part *p)
{
    for (uint32_t i = 0; i < EACH; i++)
        sketch_free(p->sketches[i]);
    stream_free(p->reader);
}

static void copy(stream_writer *w, part *p, uint32_t i)
{
    morgue_str facets[SKETCH_SLOTS];
    morgue_error err;
    for (unsigned slot = 0; slot < SKETCH_SLOTS; slot++)
        facets[slot] = str_of(p->sketches[i]->facets[slot]);
    if (stream_writer_copy(w, i + 1, facets, SKETCH_SLOTS, &err))
        fail_msg("%s", err.message);
}

static uint64_t merge(const folder *f, part *parts, size_t count, bool (*lives)(uint32_t),
                      sketch **left, size_t *left_count)
{
    stream_writer *w;
    morgue_error err;
    uint64_t bytes;
    assert_int_equal(stream_writer_open(&w, f->fd, "merged", 1 << 20, &err), MORGUE_OK);
    *left_count = 0;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(stream_writer_adopt(w, parts[i].reader, &err), MORGUE_OK);
        for (uint32_t j = 0; j < EACH; j++)
            if (lives(j)) {
                copy(w, &parts[i], j);
                left[(*left_count)++] = parts[i].sketches[j];
            }
    }
    assert_int_equal(stream_writer_finish(w, sketch_id, &bytes, &err), MORGUE_OK);
    stream_writer_free(w);
    return bytes;
}

static bool some(uint32_t i)
{
    return i % 3 != 1 && i > 10;
}

static bool all(uint32_t i)
{
    (void)i;
    return true;
}

static bool none(uint32_t i)
{
    (void)i;
    return false;
}

static void try_merge(bool (*lives)(uint32_t))
{
    part parts[3] = {0};
    sketch *left[3 * EACH];
    size_t count;
    folder f = folder_new();
    open_part(&parts[0], &f, "a", 1, 5000);
    open_part(&parts[1], &f, "b", 2, 300);
    open_part(&parts[2], &f, "c", 3, 9000);
    uint64_t bytes = merge(&f, parts, 3, lives, left, &count);
    stream_reader *r;
    assert_int_equal(stream_open(&r, f.fd, "merged", sketch_id, bytes, NULL), MORGUE_OK);
    sketch_compare(r, left, count);
    stream_free(r);

    strbuf merged = {0}, fresh = {0};
    assert_int_equal(sketch_write(f.fd, "fresh", left, count, 0), bytes);
    assert_int_equal(io_read_file(f.fd, "merged.stream", 1 << 28, &merged, NULL), MORGUE_OK);
    assert_int_equal(io_read_file(f.fd, "fresh.stream", 1 << 28, &fresh, NULL), MORGUE_OK);
    assert_true(str_equal(strbuf_view(&merged), strbuf_view(&fresh)));
    strbuf_free(&merged);
    strbuf_free(&fresh);
    for (unsigned i = 0; i < 3; i++)
        close_part(&parts[i]);
    folder_free(&f);
}

static void test_merges(void **state)
{
    (void)state;
    try_merge(some);
    try_merge(all);
    try_merge(none);
}

/* No such document: an error, and the writer goes on. */
static void test_absent(void **state)
{
    (void)state;
    part p = {0};
    folder f = folder_new();
    stream_writer *w;
    morgue_error err = {0};
    uint64_t bytes;
    open_part(&p, &f, "a", 7, 50);
    assert_int_equal(stream_writer_open(&w, f.fd, "merged", 1 << 20, &err), MORGUE_OK);
    assert_int_not_equal(stream_writer_copy(w, 1, NULL, 0, &err), MORGUE_OK);
    assert_int_equal(stream_writer_adopt(w, p.reader, &err), MORGUE_OK);
    assert_int_not_equal(stream_writer_copy(w, 0, NULL, 0, &err), MORGUE_OK);
    assert_int_not_equal(stream_writer_copy(w, EACH + 1, NULL, 0, &err), MORGUE_OK);
    copy(w, &p, 4);
    assert_int_equal(stream_writer_finish(w, sketch_id, &bytes, &err), MORGUE_OK);
    stream_writer_free(w);
    stream_reader *r;
    assert_int_equal(stream_open(&r, f.fd, "merged", NULL, bytes, NULL), MORGUE_OK);
    sketch_compare(r, &p.sketches[4], 1);
    stream_free(r);
    close_part(&p);
    folder_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merges),
        cmocka_unit_test(test_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
