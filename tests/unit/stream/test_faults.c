/* A disk that is full or breaks, at every call that changes a file: a status, no
 * half file, no descriptor left. */
#include "sketch.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static unsigned open_files(void)
{
    unsigned n = 0;
    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

static morgue_status write_some(const folder *f, sketch **sketches, size_t count, uint64_t *bytes)
{
    stream_writer *w;
    morgue_error err = {0};
    morgue_status status = stream_writer_open(&w, f->fd, "a", 1 << 20, &err);
    for (size_t i = 0; i < count && !status; i++) {
        draft *d = sketch_draft(sketches[i]);
        uint32_t *numbers = calloc(d->form_count + (size_t)1, sizeof *numbers), forms;
        stream_document document = {d, 1, NULL, 0};
        status = stream_writer_forms(w, d, numbers, &forms, &err);
        if (!status)
            status = stream_writer_add(w, &document, numbers, &err);
        if (!status && i % 16 == 15)
            status = stream_writer_spill(w, &err);
        free(numbers);
        arena memory = d->memory; /* the draft lies in it */
        arena_free(&memory);
    }
    if (!status)
        status = stream_writer_finish(w, sketch_id, bytes, &err);
    stream_writer_free(w);
    assert_true(!status || err.message[0]);
    return status;
}

/* Files may not grow beyond a limit, which stands for a full disk: every limit
 * from nothing to enough. */
static void test_limits(void **state)
{
    (void)state;
    enum { COUNT = 20 };
    sketch *sketches[COUNT];
    uint32_t seed = 6;
    uint64_t bytes = 0;
    struct rlimit all, limit;
    for (uint32_t i = 0; i < COUNT; i++)
        sketches[i] = sketch_new(&seed, i, 9000, 5000);
    folder f = folder_new();
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(write_some(&f, sketches, COUNT, &bytes), MORGUE_OK);
    assert_int_equal(unlinkat(f.fd, "a.stream", 0), 0);
    unsigned before = open_files();
    bool enough = false;
    for (uint64_t most = 0; !enough; most += bytes / 16) {
        limit = (struct rlimit){most, all.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        uint64_t got = 0;
        morgue_status status = write_some(&f, sketches, COUNT, &got);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
        enough = most >= bytes;
        assert_int_equal(status, enough ? MORGUE_OK : MORGUE_IO); /* EFBIG */
        assert_int_equal(folder_count(&f), enough ? 1 : 0);
        assert_int_equal(open_files(), before);
    }
    for (uint32_t i = 0; i < COUNT; i++)
        sketch_free(sketches[i]);
    folder_free(&f);
}

/* A writer that is given up leaves nothing, nor does one without a folder. */
static void test_given_up(void **state)
{
    (void)state;
    uint32_t seed = 1;
    folder f = folder_new();
    stream_writer *w;
    morgue_error err = {0};
    unsigned before = open_files();
    sketch *s = sketch_new(&seed, 1, 3000, 9000);
    assert_int_equal(stream_writer_open(&w, f.fd, "a", 1 << 20, NULL), MORGUE_OK);
    sketch_add(w, s);
    stream_writer_free(w);
    assert_int_equal(folder_count(&f), 0);
    assert_int_equal(open_files(), before);
    assert_int_equal(stream_writer_open(&w, -1, "a", 1 << 20, &err), MORGUE_IO);
    assert_null(w);
    assert_true(err.message[0]);
    assert_int_equal(stream_writer_open(&w, f.fd, "no/such/place", 1 << 20, &err), MORGUE_IO);
    stream_writer_free(NULL);
    sketch_free(s);
    folder_free(&f);
}

/* What an earlier writer left, dead in the middle of its work, is in no way. */
static void test_leftovers(void **state)
{
    (void)state;
    uint32_t seed = 1;
    uint64_t bytes;
    folder f = folder_new();
    static const char *const names[] = {"a.stream.tmp", "a.words.tmp", "a.rows.tmp",
                                        "a.facets.tmp", "a.forms.tmp", "a.sorted.tmp"};
    for (unsigned i = 0; i < 6; i++)
        close(openat(f.fd, names[i], O_WRONLY | O_CREAT, 0600));
    sketch *s = sketch_new(&seed, 1, 3000, 9000);
    assert_int_equal(write_some(&f, &s, 1, &bytes), MORGUE_OK);
    assert_int_equal(folder_count(&f), 1);
    sketch_free(s);
    folder_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_given_up),
        cmocka_unit_test(test_leftovers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
