/* What a stream file takes in memory does not grow with what is written into it. */
#include "sketch.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* ---- bytes that the program holds: the linker sends its calls here ---- */

static size_t held, highest;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t n);
void __real_free(void *old);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t n);
void __wrap_free(void *old);

static void *got(void *bytes)
{
    held += bytes ? malloc_usable_size(bytes) : 0;
    highest = held > highest ? held : highest;
    return bytes;
}

void *__wrap_malloc(size_t n)
{
    return got(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return got(__real_calloc(n, size));
}

void *__wrap_realloc(void *old, size_t n)
{
    size_t before = old ? malloc_usable_size(old) : 0;
    void *bytes = __real_realloc(old, n);
    held -= bytes ? before : 0;
    return got(bytes);
}

void __wrap_free(void *old)
{
    held -= old ? malloc_usable_size(old) : 0;
    __real_free(old);
}

/* ---- finishing ---- */

#define MEMORY ((uint64_t)1 << 20)

/* The most that finishing holds beside what was there before it. Each document is
 * an epoch of its own, and the words of each are new: the form of a document is
 * its number. */
static size_t most_for(uint32_t documents)
{
    folder f = folder_new();
    stream_writer *w;
    uint64_t bytes;
    assert_int_equal(stream_writer_open(&w, f.fd, "a", MEMORY, NULL), MORGUE_OK);
    for (uint32_t i = 0; i < documents; i++) {
        uint32_t seed = i;
        sketch *s = sketch_new(&seed, i, 40, 2 * documents);
        sketch_add(w, s);
        sketch_free(s);
        assert_int_equal(stream_writer_spill(w, NULL), MORGUE_OK);
    }
    size_t before = held;
    highest = held;
    assert_int_equal(stream_writer_finish(w, sketch_id, &bytes, NULL), MORGUE_OK);
    size_t most = highest - before;
    stream_writer_free(w);
    folder_free(&f);
    return most;
}

/* Eight times the documents, words and epochs. What grows all the same is a
 * checksum a block and half a byte a form; an array of anything else would take
 * megabytes. */
static void test_finishing(void **state)
{
    (void)state;
    size_t few = most_for(1000), many = most_for(8000);
    assert_true(few < 2 * MEMORY);
    assert_true(many < few + MEMORY / 8);
}

/* ---- merging ---- */

/* The most that copying all of a file holds beside what was there before it, and
 * how many forms the file has. */
static size_t most_for_copying(uint32_t documents, uint32_t *forms)
{
    folder f = folder_new();
    stream_writer *w;
    stream_reader *r;
    sketch **sketches = calloc(documents, sizeof *sketches);
    assert_non_null(sketches);
    for (uint32_t i = 0; i < documents; i++) {
        uint32_t seed = i;
        sketches[i] = sketch_new(&seed, i, 40, 2 * documents);
    }
    uint64_t bytes = sketch_write(f.fd, "a", sketches, documents, 0);
    for (uint32_t i = 0; i < documents; i++)
        sketch_free(sketches[i]);
    free(sketches);
    assert_int_equal(stream_open(&r, f.fd, "a", sketch_id, bytes, NULL), MORGUE_OK);
    *forms = stream_forms(r);
    size_t before = held;
    highest = held;
    assert_int_equal(stream_writer_open(&w, f.fd, "b", MEMORY, NULL), MORGUE_OK);
    assert_int_equal(stream_writer_adopt(w, r, NULL), MORGUE_OK);
    for (uint32_t i = 0; i < documents; i++)
        assert_int_equal(stream_writer_copy(w, i + 1, NULL, 0, NULL), MORGUE_OK);
    assert_int_equal(stream_writer_finish(w, sketch_id, &bytes, NULL), MORGUE_OK);
    size_t most = highest - before;
    stream_writer_free(w);
    stream_free(r);
    folder_free(&f);
    return most;
}

/* Eight times the documents and words cost four bytes a form, half a byte for the
 * groups of forms in the file, and some checksums. */
static void test_merging(void **state)
{
    (void)state;
    uint32_t few_forms, many_forms;
    size_t few = most_for_copying(2000, &few_forms), many = most_for_copying(16000, &many_forms);
    assert_true(many_forms > few_forms + 15000);
    assert_true(many < few + (size_t)(many_forms - few_forms) * 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finishing),
        cmocka_unit_test(test_merging),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
