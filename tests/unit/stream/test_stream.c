/* What a file says is what its documents said; the same documents give the same
 * bytes; what is unfinished leaves nothing. */
#include "sketch.h"

#include "article_record.h"
#include "io.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define MOST   400
#define EPOCHS 1100

static void write_and_compare(sketch **sketches, size_t count, size_t spill)
{
    folder f = folder_new();
    stream_reader *r;
    morgue_error err;
    uint64_t bytes = sketch_write(f.fd, "a", sketches, count, spill);
    assert_int_equal(folder_count(&f), 1);
    assert_int_equal(stream_open(&r, f.fd, "a", sketch_id, bytes, &err), MORGUE_OK);
    sketch_compare(r, sketches, count);
    stream_free(r);
    folder_free(&f);
}

static void try_many(uint32_t seed, size_t count, uint32_t most, uint32_t forms, size_t spill)
{
    sketch *sketches[EPOCHS] = {0};
    for (uint32_t i = 0; i < count; i++)
        sketches[i] = sketch_new(&seed, i, most, forms);
    write_and_compare(sketches, count, spill);
    for (uint32_t i = 0; i < count; i++)
        sketch_free(sketches[i]);
}

static void test_codes(void **state)
{
    (void)state;
    uint32_t last = 0;
    for (uint64_t rank = 0; rank < STREAM_RANKS; rank += 1 + rank / 97) {
        unsigned char code[STREAM_CODE_MAX + 4] = {0};
        const unsigned char *at = code;
        unsigned n = stream_code((uint32_t)rank, code);
        uint32_t packed = stream__packed((uint32_t)rank);
        assert_memory_equal(&packed, code, 4);
        assert_int_equal(stream__code_bytes(packed), n);
        assert_true(code[n - 1] & 0x80);
        for (unsigned i = 0; i + 1 < n; i++)
            assert_false(code[i] & 0x80);
        assert_int_equal(stream_rank(&at, code + n), rank);
        assert_ptr_equal(at, code + n);
        at = code;
        assert_int_equal(stream__get(&at), rank);
        assert_ptr_equal(at, code + n);
        last = (uint32_t)rank;
    }
    assert_true(last > STREAM_RANKS / 2);
    for (unsigned cut = 0; cut < STREAM_CODE_MAX; cut++) {
        unsigned char open[8] = {1, 2, 3, 4, 0x85};
        const unsigned char *at = open;
        assert_int_equal(cut ? stream_rank(&at, open + cut) : UINT32_MAX, UINT32_MAX);
        at = open;
        assert_int_equal(stream__get(&at), UINT32_MAX);
    }
}

static void test_nothing(void **state)
{
    (void)state;
    try_many(1, 0, 0, 1, 0);
    try_many(2, 1, 0, 1, 0);
    try_many(3, 100, 0, 1, 7);
}

static void test_small(void **state)
{
    (void)state;
    for (uint32_t seed = 10; seed < 60; seed++)
        try_many(seed, 1 + seed % 40, 1 + seed % 13, 1 + seed * 5 % 100, seed % 4);
}

static void test_many(void **state)
{
    (void)state;
    try_many(100, MOST, 300, 30000, 0);
}

static void test_epochs(void **state)
{
    (void)state;
    try_many(101, MOST, 60, 5000, 1);
    try_many(102, MOST, 120, 20000, 90);
}

/* More epochs than are read at a time, and more lists of them than that: 32 lists
 * become one, and EPOCHS is over 32 times 32. */
static void test_many_epochs(void **state)
{
    (void)state;
    try_many(103, 33, 30, 900, 1);
    try_many(104, EPOCHS, 20, 900, 1);
}

/* The memory that forms take grows with them and goes when they are spilt. */
static void test_memory(void **state)
{
    (void)state;
    uint32_t seed = 5;
    folder f = folder_new();
    stream_writer *w;
    assert_int_equal(stream_writer_open(&w, f.fd, "a", 1 << 20, NULL), MORGUE_OK);
    assert_int_equal(stream_writer_memory(w), 0);
    sketch *s = sketch_new(&seed, 1, 5000, 40000);
    sketch_add(w, s);
    assert_true(stream_writer_memory(w) > 20000);
    assert_int_equal(stream_writer_spill(w, NULL), MORGUE_OK);
    assert_int_equal(stream_writer_memory(w), 0);
    sketch_free(s);
    stream_writer_free(w);
    assert_int_equal(folder_count(&f), 0);
    folder_free(&f);
}

static void read_all(const folder *f, const char *name, strbuf *out)
{
    strbuf_clear(out);
    assert_int_equal(io_read_file(f->fd, name, 1 << 28, out, NULL), MORGUE_OK);
}

/* In so little memory that every name is a run of its own. */
static void write_in_runs(const folder *f, const char *name, sketch **sketches, size_t count)
{
    stream_writer *w;
    uint64_t bytes;
    assert_int_equal(stream_writer_open(&w, f->fd, name, 1 << 10, NULL), MORGUE_OK);
    for (size_t i = 0; i < count; i++)
        sketch_add(w, sketches[i]);
    assert_int_equal(stream_writer_finish(w, sketch_id, &bytes, NULL), MORGUE_OK);
    stream_writer_free(w);
}

static void test_same_bytes(void **state)
{
    (void)state;
    uint32_t seed = 77;
    sketch *sketches[50];
    folder f = folder_new();
    strbuf a = {0}, b = {0}, c = {0}, d = {0};
    for (uint32_t i = 0; i < 50; i++)
        sketches[i] = sketch_new(&seed, i, 100, 1000);
    sketch_write(f.fd, "a", sketches, 50, 0);
    sketch_write(f.fd, "b", sketches, 50, 0);
    sketch_write(f.fd, "c", sketches, 50, 6);
    write_in_runs(&f, "d", sketches, 50);
    read_all(&f, "a.stream", &a);
    read_all(&f, "b.stream", &b);
    read_all(&f, "c.stream", &c);
    read_all(&f, "d.stream", &d);
    assert_true(str_equal(strbuf_view(&a), strbuf_view(&b)));
    assert_true(str_equal(strbuf_view(&a), strbuf_view(&c)));
    assert_true(str_equal(strbuf_view(&a), strbuf_view(&d)));
    for (uint32_t i = 0; i < 50; i++)
        sketch_free(sketches[i]);
    strbuf_free(&a);
    strbuf_free(&b);
    strbuf_free(&c);
    strbuf_free(&d);
    folder_free(&f);
}

/* Half a million different words, two million positions of one document. */
static void test_giant(void **state)
{
    (void)state;
    enum { FORMS = 500000, WORDS = 2000000 };
    arena memory = {0};
    draft_form *forms = calloc(FORMS, sizeof *forms);
    uint32_t *words = calloc(WORDS, sizeof *words), *numbers = calloc(FORMS, sizeof *numbers);
    assert_true(forms && words && numbers);
    for (uint32_t i = 0; i < FORMS; i++) {
        char key[16];
        snprintf(key, sizeof key, "%lu", (unsigned long)i);
        forms[i].key = form_key_new(&memory, str_of(key));
        assert_non_null(forms[i].key);
    }
    for (uint32_t i = 0; i < WORDS; i++)
        words[i] = (uint32_t)((uint64_t)i * i % FORMS) / (1 + i % 7);
    uint32_t sentence = WORDS << 1, count;
    draft_text text = {.field = TEXT_BODY,
                       .words = words,
                       .count = WORDS,
                       .sentences = &sentence,
                       .sentence_count = 1,
                       .lede = WORDS};
    strbuf record = {0};
    morgue_article article = {.id = STR("giant")};
    article_encode(&article, &record);
    draft d = {.record = strbuf_view(&record),
               .forms = forms,
               .form_count = FORMS,
               .texts = &text,
               .text_count = 1};
    stream_document document = {&d, 1, NULL, 0};
    folder f = folder_new();
    stream_writer *w;
    uint64_t bytes;
    assert_int_equal(stream_writer_open(&w, f.fd, "a", 1 << 20, NULL), MORGUE_OK);
    assert_int_equal(stream_writer_forms(w, &d, numbers, &count, NULL), MORGUE_OK);
    assert_int_equal(count, FORMS);
    assert_int_equal(stream_writer_add(w, &document, numbers, NULL), MORGUE_OK);
    assert_int_equal(stream_writer_finish(w, sketch_id, &bytes, NULL), MORGUE_OK);
    stream_writer_free(w);

    stream_reader *r;
    stream_view view;
    assert_int_equal(stream_open(&r, f.fd, "a", sketch_id, bytes, NULL), MORGUE_OK);
    assert_true(stream_view_of(r, 1, TEXT_BODY, &view));
    assert_int_equal(view.words, WORDS);
    const unsigned char *at = view.bytes, *end = at + view.size;
    for (uint32_t i = 0; i < WORDS; i++) {
        morgue_str key = i % 1000 ? (morgue_str){0} : stream_form(r, stream_rank(&at, end));
        if (i % 1000)
            stream_rank(&at, end);
        else
            assert_true(str_equal(key, form_key_text(forms[words[i]].key)));
    }
    assert_ptr_equal(at, end);
    stream_free(r);
    folder_free(&f);
    strbuf_free(&record);
    free(forms);
    arena_free(&memory);
    free(words);
    free(numbers);
}

/* A draft that cannot be stored leaves the writer as it was. */
static void test_refused(void **state)
{
    (void)state;
    uint32_t seed = 9, number, count;
    char longest[5000];
    folder f = folder_new();
    stream_writer *w;
    memset(longest, 'x', sizeof longest);
    sketch *s = sketch_new(&seed, 0, 50, 100);
    arena memory = {0};
    draft_form form = {.key = form_key_new(&memory, (morgue_str){longest, sizeof longest})};
    draft d = {.forms = &form, .form_count = 1};
    morgue_error err;
    assert_int_equal(stream_writer_open(&w, f.fd, "a", 1 << 20, NULL), MORGUE_OK);
    assert_int_equal(stream_writer_forms(w, &d, &number, &count, &err), MORGUE_LIMIT);
    form.key = form_key_new(&memory, STR("a\0b"));
    assert_int_equal(stream_writer_forms(w, &d, &number, &count, &err), MORGUE_INVALID);
    form.key = form_key_new(&memory, STR(""));
    assert_int_equal(stream_writer_forms(w, &d, &number, &count, &err), MORGUE_INVALID);
    /* A form that is known, and in no document, is not in the file. */
    form.key = form_key_new(&memory, STR("unused"));
    assert_int_equal(stream_writer_forms(w, &d, &number, &count, &err), MORGUE_OK);
    char *record = calloc(1, (size_t)65 << 20);
    assert_non_null(record);
    draft large = {.record = {record, (size_t)65 << 20}};
    stream_document document = {&large, 1, NULL, 0};
    assert_int_equal(stream_writer_add(w, &document, &number, &err), MORGUE_LIMIT);
    free(record);
    sketch_add(w, s);
    uint64_t bytes;
    assert_int_equal(stream_writer_finish(w, sketch_id, &bytes, NULL), MORGUE_OK);
    stream_writer_free(w);
    stream_reader *r;
    assert_int_equal(stream_open(&r, f.fd, "a", sketch_id, bytes, NULL), MORGUE_OK);
    sketch_compare(r, &s, 1);
    stream_free(r);
    sketch_free(s);
    arena_free(&memory);
    folder_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),      cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_small),      cmocka_unit_test(test_many),
        cmocka_unit_test(test_epochs),     cmocka_unit_test(test_many_epochs),
        cmocka_unit_test(test_memory),     cmocka_unit_test(test_giant),
        cmocka_unit_test(test_same_bytes), cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
