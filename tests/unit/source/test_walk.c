/* The walk: order, what is skipped, what is refused. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void assert_visited(const harness *h, const char *const *paths)
{
    size_t n = 0;
    for (; paths[n]; n++) {
        assert_true(n < h->visits);
        assert_string_equal(h->visited[n], paths[n]);
    }
    assert_int_equal(h->visits, n);
}

static void in_byte_order(void **state)
{
    harness *h = *state;
    assert_int_equal(mkdirat(h->dir_fd, "b", 0700), 0);
    harness_text(h, "b/z.txt", "z");
    harness_text(h, "a.txt", "a");
    harness_text(h, "Z.txt", "Z");
    harness_text(h, "c.txt", "c");
    harness_text(h, ".hidden", "h");
    harness_text(h, "old.txt~", "o");
    assert_int_equal(harness_walk(h), MORGUE_OK);
    const char *const expected[] = {"Z.txt", "a.txt", "b/z.txt", "c.txt", NULL};
    assert_visited(h, expected);
    assert_int_equal(h->refusals, 0);
}

static void ignored_names(void **state)
{
    harness *h = *state;
    assert_int_equal(mkdirat(h->dir_fd, "drafts", 0700), 0);
    assert_int_equal(mkdirat(h->dir_fd, "news", 0700), 0);
    harness_text(h, "drafts/a.txt", "a");
    harness_text(h, "news/drafts", "a file of that name stays");
    harness_text(h, "news/a.log", "a");
    harness_text(h, "news/b1.txt", "b");
    harness_text(h, "news/b2.txt", "b");
    harness_text(h, "b1.txt", "b");
    harness_text(h, ".morgueignore", "# comment\n*.log\ndrafts/\n/news/b[13].txt\n");
    assert_int_equal(harness_walk(h), MORGUE_OK);
    const char *const expected[] = {"b1.txt", "news/b2.txt", "news/drafts", NULL};
    assert_visited(h, expected);
}

static void special_files(void **state)
{
    harness *h = *state;
    char fifo[128];
    snprintf(fifo, sizeof fifo, "%s/fifo", h->directory);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(symlinkat("nowhere", h->dir_fd, "dangling"), 0);
    harness_text(h, "bad\xff.txt", "x");
    harness_text(h, "good.txt", "x");
    assert_int_equal(symlinkat("good.txt", h->dir_fd, "link.txt"), 0);
    assert_int_equal(harness_walk(h), MORGUE_OK);
    const char *const expected[] = {"good.txt", "link.txt", NULL};
    assert_visited(h, expected);
    assert_int_equal(h->refusals, 3);
    assert_string_equal(h->refused[0], "bad\xff.txt: its name is not UTF-8");
    assert_non_null(strstr(h->refused[1], "dangling: a symbolic link to nothing"));
    assert_string_equal(h->refused[2], "fifo: a FIFO, not a file");
}

static void loops(void **state)
{
    harness *h = *state;
    assert_int_equal(mkdirat(h->dir_fd, "a", 0700), 0);
    harness_text(h, "a/x.txt", "x");
    assert_int_equal(symlinkat("..", h->dir_fd, "a/up"), 0);
    assert_int_equal(symlinkat("a", h->dir_fd, "b"), 0);
    assert_int_equal(symlinkat("a", h->dir_fd, "c"), 0);
    assert_int_equal(symlinkat("self", h->dir_fd, "self"), 0);
    assert_int_equal(harness_walk(h), MORGUE_OK);
    const char *const expected[] = {"a/x.txt", "b/x.txt", NULL};
    assert_visited(h, expected);
    assert_int_equal(h->refusals, 4);
    assert_string_equal(h->refused[0], "a/up: a loop: it leads back into the walk");
    assert_string_equal(h->refused[1], "b/up: a loop: it leads back into the walk");
    assert_string_equal(h->refused[2], "c: a directory that another link has led to already");
}

static void unreadable(void **state)
{
    harness *h = *state;
    if (geteuid() == 0) {
        print_message("skipped: root reads everything\n");
        skip();
    }
    harness_text(h, "secret.txt", "x");
    assert_int_equal(fchmodat(h->dir_fd, "secret.txt", 0, 0), 0);
    assert_int_equal(harness_walk(h), MORGUE_OK);
    assert_int_equal(h->visits, 0);
    assert_int_equal(h->refusals, 1);
}

/* The root is the first of MORGUE_MAX_DIRECTORY_DEPTH + 1 directories. */
static void depth(void **state)
{
    harness *h = *state;
    char path[512] = "";
    for (int i = 0; i < MORGUE_MAX_DIRECTORY_DEPTH + 1; i++) {
        strcat(path, i ? "/d" : "d");
        assert_int_equal(mkdirat(h->dir_fd, path, 0700), 0);
        if (i >= MORGUE_MAX_DIRECTORY_DEPTH - 1) {
            char file[520];
            snprintf(file, sizeof file, "%s/x.txt", path);
            harness_text(h, file, "x");
        }
    }
    assert_int_equal(harness_walk(h), MORGUE_OK);
    assert_int_equal(h->visits, 1);
    assert_int_equal(h->refusals, 1);
    assert_non_null(strstr(h->refused[0], "MORGUE_MAX_DIRECTORY_DEPTH"));
}

static void roots(void **state)
{
    harness *h = *state;
    source_walk walk = {.visit = NULL};
    assert_int_equal(source_walk_root("/nonexistent/morgue", &walk, &h->error), MORGUE_NOTFOUND);
    assert_int_equal(source_walk_root("/nonexistent/morgue", &walk, NULL), MORGUE_NOTFOUND);
    harness_text(h, "a.txt", "a");
    harness_text(h, "b.txt", "b");
    h->stop_with = MORGUE_CANCELLED;
    assert_int_equal(harness_walk(h), MORGUE_CANCELLED);
    assert_int_equal(h->visits, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(in_byte_order, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(ignored_names, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(special_files, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(loops, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(unreadable, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(depth, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(roots, harness_setup, harness_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
