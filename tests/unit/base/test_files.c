/* Checked file access: whole reads, atomic writes. */
#define _GNU_SOURCE /* mkdtemp */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct place {
    char path[64];
    int fd;
} place;

static int setup(void **state)
{
    place *p = calloc(1, sizeof *p);
    const char *tmp = getenv("TMPDIR");
    snprintf(p->path, sizeof p->path, "%.40s/base.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(p->path));
    p->fd = open(p->path, O_RDONLY | O_DIRECTORY);
    assert_true(p->fd >= 0);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a", "a.tmp", "fifo", "link", "target"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlinkat(p->fd, names[i], 0);
    close(p->fd);
    assert_int_equal(rmdir(p->path), 0); /* nothing else was left */
    free(p);
    return 0;
}

static void test_replace_and_read(void **state)
{
    place *p = *state;
    strbuf out = {0};
    assert_int_equal(io_replace_file(p->fd, "a", STR("first"), NULL), MORGUE_OK);
    assert_int_equal(io_replace_file(p->fd, "a", STR("the \0second"), NULL), MORGUE_OK);
    assert_int_equal(faccessat(p->fd, "a.tmp", F_OK, 0), -1);
    assert_int_equal(io_read_file(p->fd, "a", 100, &out, NULL), MORGUE_OK);
    assert_int_equal(out.len, 11);
    assert_memory_equal(out.ptr, "the \0second", 12);
    /* Reading appends. */
    assert_int_equal(io_read_file(p->fd, "a", 100, &out, NULL), MORGUE_OK);
    assert_int_equal(out.len, 22);
    strbuf_free(&out);
    assert_int_equal(io_replace_file(p->fd, "a", STR(""), NULL), MORGUE_OK);
    assert_int_equal(io_read_file(p->fd, "a", 0, &out, NULL), MORGUE_OK);
    assert_string_equal(out.ptr, "");
    strbuf_free(&out);
    assert_int_equal(io_sync_file(p->fd, "a", NULL), MORGUE_OK);
    assert_int_equal(io_sync_dir(p->fd, "x", NULL), MORGUE_OK);
}

static void test_read_limit(void **state)
{
    place *p = *state;
    strbuf out = {0};
    morgue_error error;
    assert_int_equal(io_replace_file(p->fd, "a", STR("12345"), NULL), MORGUE_OK);
    assert_int_equal(io_read_file(p->fd, "a", 5, &out, &error), MORGUE_OK);
    assert_int_equal(io_read_file(p->fd, "a", 4, &out, &error), MORGUE_LIMIT);
    assert_non_null(strstr(error.message, "4 bytes"));
    strbuf_free(&out);
}

/* A pipe has no size to ask for, and gives its bytes in drops. */
static void test_read_pipe(void **state)
{
    (void)state;
    int ends[2];
    strbuf out = {0};
    for (size_t limit = 8; limit <= 9; limit++) {
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(io_write_fd(ends[1], "pipe", "123456789", 9, NULL), MORGUE_OK);
        close(ends[1]);
        strbuf_clear(&out);
        assert_int_equal(io_read_fd(ends[0], "pipe", limit, &out, NULL),
                         limit == 9 ? MORGUE_OK : MORGUE_LIMIT);
        close(ends[0]);
    }
    assert_string_equal(out.ptr, "123456789");
    strbuf_free(&out);
}

static void test_refusals(void **state)
{
    place *p = *state;
    strbuf out = {0};
    morgue_error error;
    assert_int_equal(io_read_file(p->fd, "a", 9, &out, &error), MORGUE_NOTFOUND);
    assert_int_equal(io_sync_file(p->fd, "a", &error), MORGUE_NOTFOUND);
    assert_int_equal(mkfifoat(p->fd, "fifo", 0600), 0);
    assert_int_equal(io_read_file(p->fd, "fifo", 9, &out, &error), MORGUE_IO); /* and no waiting */
    assert_int_equal(io_read_file(p->fd, ".", 9, &out, &error), MORGUE_IO);
    assert_int_equal(io_read_fd(-1, "nothing", 9, &out, &error), MORGUE_IO);
    assert_int_equal(io_write_fd(-1, "nothing", "x", 1, &error), MORGUE_IO);
    strbuf_free(&out);
}

/* What is in the way is not written through, and nothing is left behind. */
static void test_replace_through_a_link(void **state)
{
    place *p = *state;
    strbuf out = {0};
    assert_int_equal(io_replace_file(p->fd, "target", STR("precious"), NULL), MORGUE_OK);
    assert_int_equal(symlinkat("target", p->fd, "a.tmp"), 0);
    assert_int_not_equal(io_replace_file(p->fd, "a", STR("x"), NULL), MORGUE_OK);
    assert_int_equal(io_read_file(p->fd, "target", 99, &out, NULL), MORGUE_OK);
    assert_string_equal(out.ptr, "precious");
    strbuf_free(&out);
}

/* /dev/full answers every write with "no space left on device". */
static void test_full_disk(void **state)
{
    (void)state;
    morgue_error error;
    int fd = open("/dev/full", O_WRONLY);
    if (fd < 0)
        skip();
    assert_int_equal(io_write_fd(fd, "full", "x", 1, &error), MORGUE_NOSPACE);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_replace_and_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read_pipe, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
        cmocka_unit_test_setup_teardown(test_replace_through_a_link, setup, teardown),
        cmocka_unit_test(test_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
