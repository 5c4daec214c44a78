/* The articles of the corpus, given as first argument, through both builders. */
#include "twins.h"

#include "source.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static const char *corpus;

typedef struct reading_in {
    twins *twins;
    drafter *drafter;
    source_options options;
    size_t articles;
} reading_in;

static morgue_status on_article(void *context, const reading *r, morgue_error *err)
{
    reading_in *in = context;
    draft *d;
    morgue_status status = drafter_make(in->drafter, &r->article, &d, err);
    if (status)
        return status;
    twins_add(in->twins, d);
    draft_free(d);
    in->articles++;
    return MORGUE_OK;
}

static void refuse(void *context, morgue_str path, morgue_status status, const char *why)
{
    (void)context;
    fail_msg("%.*s: status %d: %s", STR_ARGS(path), (int)status, why);
}

static morgue_status on_file(void *context, int dir_fd, const char *name, const source_file *file,
                             morgue_error *err)
{
    reading_in *in = context;
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    morgue_status status = source_read(fd, file, &in->options, err);
    close(fd);
    return status;
}

static void build(uint64_t memory, bool positions)
{
    reading_in in = {.twins = twins_start(memory, positions)};
    alias_table *table;
    recogniser *names;
    morgue_error error = {0};
    assert_int_equal(alias_table_new(&table, &error), MORGUE_OK);
    assert_int_equal(alias_table_add_shipped(table, &error), MORGUE_OK);
    assert_int_equal(recogniser_new(&names, table, &error), MORGUE_OK);
    assert_int_equal(drafter_new(&in.drafter, in.twins->config, names, &error), MORGUE_OK);
    in.options =
        (source_options){in.twins->config, 1730000000, NULL, on_article, refuse, NULL, &in};
    source_walk walk = {on_file, refuse, &in};
    if (source_walk_root(corpus, &walk, &error))
        fail_msg("%s", error.message);
    assert_true(in.articles >= 150);
    drafter_free(in.drafter);
    recogniser_free(names);
    alias_table_free(table);
    twins_compare(in.twins);
}

static void test_in_memory(void **state)
{
    (void)state;
    build(UINT64_C(64) << 20, true);
}

static void test_in_runs(void **state)
{
    (void)state;
    build(0, false);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
        return 2;
    }
    corpus = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_memory),
        cmocka_unit_test(test_in_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
