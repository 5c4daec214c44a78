/* The configuration file: defaults, every key, and every kind of mistake. */
#include "schema.h"

#include <morgue/limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/morgue-test-config-XXXXXX";

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static const char *put(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    return path_of(name);
}

static morgue_config *load(const char *text)
{
    morgue_config *config;
    morgue_error err = {0};
    morgue_status status = morgue_config_load(&config, put("c.yaml", text), &err);
    if (status)
        print_error("%u:%u %s\n", err.line, err.column, err.message);
    assert_int_equal(status, MORGUE_OK);
    return config;
}

static morgue_error refuse_as(morgue_status expected, const char *text)
{
    morgue_config *config = (morgue_config *)&directory;
    morgue_error err = {0};
    assert_int_equal(morgue_config_load(&config, put("c.yaml", text), &err), expected);
    assert_null(config);
    return err;
}

static void refuse(const char *text, unsigned line, unsigned column, const char *part)
{
    morgue_error err = refuse_as(MORGUE_CONFIG, text);
    assert_int_equal(err.line, line);
    assert_int_equal(err.column, column);
    assert_non_null(strstr(err.message, "c.yaml: "));
    if (!strstr(err.message, part))
        fail_msg("\"%s\" lacks \"%s\"", err.message, part);
}

static void assert_str(morgue_str s, const char *text)
{
    assert_true(str_is(s, text));
}

static void without_a_file_everything_has_its_default(void **state)
{
    (void)state;
    const char *const paths[] = {NULL, ""};
    for (size_t i = 0; i < 2; i++) {
        morgue_config *config;
        assert_int_equal(morgue_config_load(&config, paths[i], NULL), MORGUE_OK);
        assert_null(config->path);
        assert_null(morgue_config_archive(config));
        assert_str(config->language, "en");
        assert_true(config->shipped_entities);
        assert_false(config->stock_positions);
        assert_int_equal(config->field_count + config->map_count + config->entity_count +
                             config->query_count,
                         0);
        morgue_config_free(config);
    }
    morgue_config_free(NULL);
    morgue_config *config = load("version: 1\n");
    assert_str(config->language, "en");
    assert_true(config->shipped_entities);
    morgue_config_free(config);
    config = load("version: 1\npositions: stream\n");
    assert_false(config->stock_positions);
    morgue_config_free(config);
    morgue_config_free(load("# nothing yet\n"));
}

static void every_key_is_read(void **state)
{
    (void)state;
    put("people.yaml", "version: 1\n");
    morgue_config *config = load("version: 1\n"
                                 "archive: the/archive\n"
                                 "language: de\n"
                                 "shipped_entities: no\n"
                                 "positions: xapian\n"
                                 "entities: [people.yaml]\n"
                                 "fields:\n"
                                 "  desk: {type: keyword, facet: true, from: [meta.desk, desk]}\n"
                                 "  notes: {type: text}\n"
                                 "  title: {from: meta.title}\n"
                                 "queries:\n"
                                 "  chips: Micron AND China\n"
                                 "  New-1: \"a OR b\"\n");
    char expected[128];
    snprintf(expected, sizeof expected, "%s/the/archive", directory);
    assert_string_equal(morgue_config_archive(config), expected);
    assert_str(config->language, "de");
    assert_false(config->shipped_entities);
    assert_true(config->stock_positions);
    assert_int_equal(config->entity_count, 1);
    assert_str(config->entities[0].content, "version: 1\n");
    assert_string_equal(config->entities[0].path, path_of("people.yaml"));
    assert_int_equal(config->field_count, 2);
    assert_int_equal(config->query_count, 2);
    assert_str(config->queries[0].name, "chips");
    assert_str(config->queries[0].text, "Micron AND China");
    morgue_config_free(config);
}

static void expect_ranking(const char *text, double k1, double b, unsigned headline, unsigned lede,
                           int64_t half_life)
{
    char whole[256];
    snprintf(whole, sizeof whole, "version: 1\nranking:%s\n", text);
    morgue_config *config = load(whole);
    assert_true(config->ranking.k1 == k1);
    assert_true(config->ranking.b == b);
    assert_int_equal(config->ranking.headline, headline);
    assert_int_equal(config->ranking.lede, lede);
    assert_int_equal(config->ranking.half_life, half_life);
    morgue_config_free(config);
}

static void the_ranking_is_read(void **state)
{
    (void)state;
    const int64_t hour = 3600, month = 30 * 24 * hour;
    expect_ranking("", 1, 0.5, 3, 2, month);
    expect_ranking(" {}", 1, 0.5, 3, 2, month);
    expect_ranking(" {k1: 1.2}", 1.2, 0.5, 3, 2, month);
    expect_ranking(" {b: 0.75, k1: }", 1, 0.75, 3, 2, month);
    expect_ranking("\n  headline: 12\n  lede: 1", 1, 0.5, 12, 1, month);
    expect_ranking(" {k1: 0, b: 0, headline: 0, half_life: 1h}", 0, 0, 0, 2, hour);
    expect_ranking(" {k1: 10, b: 1, headline: 100, lede: 100, half_life: 10000y}", 10, 1, 100, 100,
                   10000 * 365 * 24 * hour);
    expect_ranking(" {k1: 10.0000000, b: 0.00000001, half_life: 2w}", 10, 1e-8, 3, 2,
                   14 * 24 * hour);
    expect_ranking(" {half_life: 3m}", 1, 0.5, 3, 2, 3 * month);
    expect_ranking(" {half_life: 45d}", 1, 0.5, 3, 2, 45 * 24 * hour);
}

static void a_wrong_ranking_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned column;
        const char *part;
    } cases[] = {
        {"3", 10, "keys"},
        {"[k1]", 10, "keys"},
        {"{k2: 1}", 11, "did you mean \"k1\"?"},
        {"{lead: 2}", 11, "\"lead\""},
        {"{lede: 0}", 17, "lede must be a whole number from 1 to 100"},
        {"{lede: 101}", 17, "lede must be a whole number from 1 to 100"},
        {"{k1: -1}", 15, "k1 must be a number from 0 to 10"},
        {"{k1: 10.0000001}", 15, "k1 must be a number from 0 to 10"},
        {"{k1: '1'}", 15, "number"},
        {"{k1: 1e0}", 15, "number"},
        {"{k1: \"1,2\"}", 15, "number"},
        {"{k1: 1.}", 15, "number"},
        {"{k1: .5}", 15, "number"},
        {"{k1: 1.2.3}", 15, "number"},
        {"{k1: 0.123456789}", 15, "at most 9 digits"},
        {"{k1: nan}", 15, "number"},
        {"{k1: [1]}", 15, "number"},
        {"{b: 1.01}", 14, "b must be a number from 0 to 1"},
        {"{headline: 101}", 21, "headline must be a whole number from 0 to 100"},
        {"{headline: 2.5}", 21, "whole"},
        {"{headline: -1}", 21, "whole"},
        {"{headline: 99999999999999999999}", 21, "whole"},
        {"{half_life: 30}", 22, "length of time"},
        {"{half_life: d}", 22, "length of time"},
        {"{half_life: 0d}", 22, "length of time"},
        {"{half_life: 10001d}", 22, "length of time"},
        {"{half_life: 5s}", 22, "length of time"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        snprintf(text, sizeof text, "version: 1\nranking: %s\n", cases[i].text);
        refuse(text, 2, cases[i].column, cases[i].part);
    }
}

static void declared_fields_have_type_facet_and_paths(void **state)
{
    (void)state;
    morgue_config *config = load("version: 1\nfields:\n  desk: {facet: yes, from: [meta.desk, d]}\n"
                                 "  notes: {type: text}\n  title: {from: [meta.title]}\n");
    const declared_field *desk = schema_field(config, STR("desk"));
    const declared_field *notes = schema_field(config, STR("notes"));
    assert_true(desk->facet && !desk->text);
    assert_true(!notes->facet && notes->text);
    assert_null(schema_field(config, STR("title")));
    const morgue_str *user;
    const char *const *builtin;
    size_t user_count;
    assert_int_equal(schema_paths(config, STR("desk"), &user, &user_count, &builtin), 2);
    assert_int_equal(user_count, 2);
    assert_str(user[0], "meta.desk");
    assert_str(user[1], "d");
    assert_null(builtin);
    assert_int_equal(schema_paths(config, STR("notes"), &user, &user_count, &builtin), 1);
    assert_str(user[0], "notes");
    assert_true(schema_paths(config, STR("title"), &user, &user_count, &builtin) > 2);
    assert_int_equal(user_count, 1);
    assert_str(user[0], "meta.title");
    assert_string_equal(builtin[0], "title");
    morgue_config_free(config);
}

static void an_absolute_path_stays(void **state)
{
    (void)state;
    morgue_config *config = load("version: 1\narchive: /srv/news\n");
    assert_string_equal(config->archive, "/srv/news");
    morgue_config_free(config);
}

static void a_path_without_directory_is_relative_to_here(void **state)
{
    (void)state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    put("c.yaml", "version: 1\narchive: a\n");
    assert_int_equal(chdir(directory), 0);
    morgue_config *config;
    morgue_status status = morgue_config_load(&config, "c.yaml", NULL);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(status, MORGUE_OK);
    assert_string_equal(config->archive, "a");
    morgue_config_free(config);
}

static void a_key_without_value_leaves_the_default(void **state)
{
    (void)state;
    morgue_config *config = load("version: 1\nentities:\nlanguage: ~\nfields:\nqueries: null\n");
    assert_str(config->language, "en");
    assert_int_equal(config->entity_count, 0);
    morgue_config_free(config);
}

static void version_comes_first(void **state)
{
    (void)state;
    refuse("language: en\n", 1, 1, "version: 1");
    refuse("language: en\nversion: 1\n", 2, 10, "first key");
    refuse("version: 2\n", 1, 10, "version 1");
    refuse("- a\n", 1, 1, "keys");
    refuse("just words\n", 1, 1, "keys");
}

static void unknown_keys_are_errors(void **state)
{
    (void)state;
    refuse("version: 1\nlangauge: en\n", 2, 1, "\"langauge\"; did you mean \"language\"?");
    refuse("version: 1\nfields:\n  desk: {tipe: text}\n", 3, 10, "did you mean \"type\"?");
    refuse("version: 1\nfields:\n  title: {type: text}\n", 3, 11, "\"type\"");
}

static void wrong_values_are_errors(void **state)
{
    (void)state;
    refuse("version: 1\nlanguage: english\n", 2, 11, "two letters");
    refuse("version: 1\nlanguage: [en]\n", 2, 11, "text");
    refuse("version: 1\nshipped_entities: maybe\n", 2, 19, "true or false");
    refuse("version: 1\nshipped_entities: 'true'\n", 2, 19, "true or false");
    refuse("version: 1\narchive: ' '\n", 2, 10, "text");
    refuse("version: 1\npositions: glass\n", 2, 12, "stream or xapian");
    refuse("version: 1\npositions: [stream]\n", 2, 12, "text");
    refuse("version: 1\nfields: [a]\n", 2, 9, "fields");
    refuse("version: 1\nfields:\n  desk: {type: number}\n", 3, 16, "text or keyword");
    refuse("version: 1\nfields:\n  desk: {facet: 1}\n", 3, 17, "true or false");
    refuse("version: 1\nfields:\n  desk: {from: [a, b..c]}\n", 3, 20, "b..c");
    refuse("version: 1\nfields:\n  desk: {from: .a}\n", 3, 16, ".a");
    refuse("version: 1\nqueries: [a]\n", 2, 10, "queries");
    refuse("version: 1\nqueries: {a: }\n", 2, 14, "text");
    refuse("version: 1\nqueries: {'a b': x}\n", 2, 11, "a b");
}

static void names_of_fields_are_checked(void **state)
{
    (void)state;
    refuse("version: 1\nfields:\n  Desk: {}\n", 3, 3, "Desk");
    refuse("version: 1\nfields:\n  1st: {}\n", 3, 3, "1st");
    refuse("version: 1\nfields:\n  \"a b\": {}\n", 3, 3, "a b");
    refuse("version: 1\nfields:\n  person: {}\n", 3, 3, "person");
    refuse("version: 1\nfields:\n  after: {type: text}\n", 3, 3, "after");
}

static void broken_yaml_is_a_wrong_configuration(void **state)
{
    (void)state;
    refuse("version: 1\nversion: 1\n", 2, 1, "twice");
    refuse("version: 1\nfields: {a: *b}\n", 2, 13, "alias");
    assert_int_equal(refuse_as(MORGUE_CONFIG, "version: 1\na: [\n").line, 3);
}

static void missing_files_are_named(void **state)
{
    (void)state;
    morgue_config *config;
    morgue_error err = {0};
    assert_int_equal(morgue_config_load(&config, path_of("nowhere.yaml"), &err), MORGUE_NOTFOUND);
    assert_null(config);
    assert_non_null(strstr(err.message, "nowhere.yaml"));
    refuse("version: 1\nentities:\n  - gone.yaml\n", 3, 5, "gone.yaml");
    assert_int_equal(morgue_config_load(&config, directory, NULL), MORGUE_IO);
}

static strbuf many_fields(int count)
{
    strbuf text = {0};
    strbuf_text(&text, "version: 1\nfields:\n");
    for (int i = 0; i < count; i++)
        strbuf_printf(&text, "  f%d: {}\n", i);
    return text;
}

static void fields_are_limited(void **state)
{
    (void)state;
    strbuf text = many_fields(MORGUE_MAX_FIELDS);
    morgue_config *config = load(text.ptr);
    assert_int_equal(config->field_count, MORGUE_MAX_FIELDS);
    morgue_config_free(config);
    strbuf_free(&text);
    text = many_fields(MORGUE_MAX_FIELDS + 1);
    assert_non_null(strstr(refuse_as(MORGUE_LIMIT, text.ptr).message, "MORGUE_MAX_FIELDS"));
    strbuf_free(&text);
}

static strbuf long_query(size_t length)
{
    strbuf text = {0};
    strbuf_text(&text, "version: 1\nqueries:\n  q: ");
    for (size_t i = 0; i < length; i++)
        strbuf_char(&text, 'a');
    return text;
}

static void queries_are_limited(void **state)
{
    (void)state;
    strbuf text = long_query(MORGUE_MAX_QUERY_BYTES);
    morgue_config_free(load(text.ptr));
    strbuf_free(&text);
    text = long_query(MORGUE_MAX_QUERY_BYTES + 1);
    assert_non_null(strstr(refuse_as(MORGUE_LIMIT, text.ptr).message, "MORGUE_MAX_QUERY_BYTES"));
    strbuf_free(&text);
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    unlink(path_of("c.yaml"));
    unlink(path_of("people.yaml"));
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_everything_has_its_default),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(the_ranking_is_read),
        cmocka_unit_test(a_wrong_ranking_is_an_error),
        cmocka_unit_test(declared_fields_have_type_facet_and_paths),
        cmocka_unit_test(an_absolute_path_stays),
        cmocka_unit_test(a_path_without_directory_is_relative_to_here),
        cmocka_unit_test(a_key_without_value_leaves_the_default),
        cmocka_unit_test(version_comes_first),
        cmocka_unit_test(unknown_keys_are_errors),
        cmocka_unit_test(wrong_values_are_errors),
        cmocka_unit_test(names_of_fields_are_checked),
        cmocka_unit_test(broken_yaml_is_a_wrong_configuration),
        cmocka_unit_test(missing_files_are_named),
        cmocka_unit_test(fields_are_limited),
        cmocka_unit_test(queries_are_limited),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
