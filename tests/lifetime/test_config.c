/* A configuration outlives what was opened with it, and serves several at once. */
#include "scratch.h"

#include <string.h>

static morgue_config *load(const scratch *s)
{
    char names[PATH_SIZE * 2], path[PATH_SIZE * 2];
    write_file(s, "names.yaml",
               "version: 1\nentities:\n  - {kind: org, name: Micron Works, aliases: [Micron]}\n",
               names);
    write_file(s, "config.yaml",
               "version: 1\nshipped_entities: false\nentities: [names.yaml]\narchive: there\n"
               "queries:\n  both: chips grain\n",
               path);
    morgue_config *config;
    morgue_error error;
    assert_ok(morgue_config_load(&config, path, &error), &error);
    return config;
}

static void it_is_freed_last(void **state)
{
    scratch *s = *state;
    morgue_config *config = load(s);
    morgue_writer *writer = open_writer(s->missing, config);
    add_article(writer, "one", "Micron", "Chips and grain of Micron.");
    morgue_error error;
    assert_ok(morgue_writer_commit(writer, &error), &error);
    morgue_writer_free(writer);
    morgue_archive *archive = open_archive(s->missing, config);
    morgue_query *query = parse("org:\"Micron Works\" query:both");
    morgue_results *results = search(archive, query);
    morgue_archive_free(archive);
    morgue_query_free(query);
    morgue_config_free(config);
    assert_int_equal(morgue_results_total(results), 1);
    assert_text(morgue_results_facet(results, 1)->values[0].value, "Micron Works");
    morgue_results_free(results);
}

static void two_archives_share_it(void **state)
{
    scratch *s = *state;
    morgue_config *config = load(s);
    morgue_archive *first = open_archive(s->archive, config);
    morgue_archive *second = open_archive(s->archive, config);
    assert_int_equal(count(first, "org:\"Micron Works\""), count(second, "org:\"Micron Works\""));
    assert_int_equal(count(first, "query:both"), 1);
    morgue_archive_free(first);
    assert_int_equal(count(second, "query:both"), 1);
    morgue_archive_free(second);
    morgue_config_free(config);
}

/* Files are read when it is loaded, not when it is used. */
static void it_does_not_need_its_files(void **state)
{
    scratch *s = *state;
    morgue_config *config = load(s);
    char names[PATH_SIZE * 2];
    write_file(s, "names.yaml", "no longer YAML: [", names);
    morgue_archive *archive = open_archive(s->archive, config);
    assert_int_equal(count(archive, "org:\"Micron Works\""), 2);
    morgue_archive_free(archive);
    assert_non_null(strstr(morgue_config_archive(config), "/there"));
    morgue_config_free(config);
}

static void the_defaults(void **state)
{
    scratch *s = *state;
    morgue_config *config, *again;
    morgue_error error;
    assert_ok(morgue_config_load(&config, NULL, &error), &error);
    assert_ok(morgue_config_load(&again, "", &error), &error);
    assert_null(morgue_config_archive(config));
    morgue_config_free(again);
    morgue_archive *archive = open_archive(s->archive, config);
    assert_int_equal(count(archive, "org:Micron"), 2);
    morgue_archive_free(archive);
    morgue_config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(it_is_freed_last),
        SCRATCH_TEST(two_archives_share_it),
        SCRATCH_TEST(it_does_not_need_its_files),
        SCRATCH_TEST(the_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
