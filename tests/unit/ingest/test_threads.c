/* The bytes of an archive depend on its inputs, never on the number of threads. */
#include "desk.h"

#include "io.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *corpus; /* a folder of articles; from the command line */

/* The lock names a process; the ledger says when. */
static bool compared(const char *name)
{
    return name[0] != '.' && strcmp(name, "lock") && strcmp(name, "failed.jsonl");
}

static void read_bytes(const char *path, strbuf *out)
{
    morgue_error error;
    if (io_read_file(AT_FDCWD, path, 256u << 20, out, &error))
        fail_msg("%s", error.message);
}

/* Compares a file of two archives. */
static void compare(const char *first, const char *second, const char *name)
{
    char paths[2][400];
    strbuf one = {0}, two = {0};
    snprintf(paths[0], sizeof paths[0], "%s/%s", first, name);
    snprintf(paths[1], sizeof paths[1], "%s/%s", second, name);
    read_bytes(paths[0], &one);
    read_bytes(paths[1], &two);
    if (!str_equal(strbuf_view(&one), strbuf_view(&two)))
        fail_msg("%s differs: %zu bytes and %zu", name, one.len, two.len);
    strbuf_free(&one);
    strbuf_free(&two);
}

static size_t compare_all(const char *first, const char *second)
{
    size_t count = 0;
    DIR *dir = opendir(first);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        if (compared(e->d_name)) {
            compare(first, second, e->d_name);
            count++;
        }
    closedir(dir);
    return count;
}

/* All of the corpus and of the desk, then twice more with a changed file, the last
 * time merged into one segment. */
static void run_steps(desk *d, unsigned threads, const char *archive)
{
    const char *roots[] = {corpus, desk_path(d, "in")};
    ingest_options options = d->options;
    options.threads = threads;
    options.roots = roots;
    options.root_count = 2;
    options.cancel = NULL;
    options.failed = NULL;
    for (int step = 0; step < 3; step++) {
        char text[60];
        snprintf(text, sizeof text, "A headline\n\nVersion %d of this text.\n", step);
        desk_write(d, "in/changing.txt", text);
        options.optimize = step == 2;
        if (ingest_run(archive, &options, &d->report, &d->error))
            fail_msg("%s", d->error.message);
    }
}

static void write_articles(desk *d)
{
    strbuf text = {0};
    unsigned chance = 7;
    for (unsigned i = 0; i < 400; i++) {
        strbuf_printf(&text, "{\"id\":\"n%u\",\"title\":\"Story %u\",\"body\":\"", i % 390, i);
        for (unsigned w = 0; w < 60; w++) {
            chance = chance * 1664525 + 1013904223;
            strbuf_printf(&text, "w%x ", (chance >> 16) % (1 + (chance >> 8) % 5000));
        }
        strbuf_text(&text, "\"}\n");
    }
    desk_write(d, "in/many.jsonl", text.ptr);
    strbuf_free(&text);
}

static void test_threads(void **state)
{
    desk *d = *state;
    char archives[3][300];
    static const unsigned threads[] = {1, 2, 4};
    write_articles(d);
    for (size_t i = 0; i < 3; i++) {
        char name[20];
        snprintf(name, sizeof name, "archive%u", threads[i]);
        snprintf(archives[i], sizeof archives[i], "%s", desk_path(d, name));
        run_steps(d, threads[i], archives[i]);
    }
    size_t count = compare_all(archives[0], archives[1]);
    assert_true(count >= 6); /* MANIFEST XAPIANDB inputs .glass .stream .sums */
    assert_int_equal(compare_all(archives[1], archives[0]), count);
    assert_int_equal(compare_all(archives[0], archives[2]), count);
    assert_int_equal(compare_all(archives[2], archives[0]), count);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_threads, desk_setup, desk_teardown),
    };
    if (argc != 2)
        return 2;
    corpus = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
