/* The paths under which a field is looked for, and the names of the fields. */
#include "schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void fields_have_the_names_of_the_dump(void **state)
{
    (void)state;
    static const char *const names[] = {"id",     "title",  "standfirst", "body",
                                        "byline", "source", "section",    "url",
                                        "lang",   "date",   "tags"};
    assert_int_equal(sizeof names / sizeof *names, FIELD_BUILTIN_COUNT);
    for (int id = 0; id < FIELD_BUILTIN_COUNT; id++)
        assert_string_equal(field_name((field_id)id), names[id]);
}

static size_t find(const char *field, const char *path)
{
    const morgue_str *user;
    const char *const *paths;
    size_t user_count;
    size_t count = schema_paths(NULL, str_of(field), &user, &user_count, &paths);
    assert_int_equal(user_count, 0);
    for (size_t i = 0; i < count; i++)
        if (strcmp(paths[i], path) == 0)
            return i;
    return (size_t)-1;
}

static void common_names_are_known(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"title", "headline"},
        {"body", "articleBody"},
        {"date", "datePublished"},
        {"byline", "author.name"},
        {"source", "publisher.name"},
        {"standfirst", "dek"},
        {"tags", "keywords"},
        {"lang", "inLanguage"},
        {"section", "articleSection"},
        {"url", "canonical_url"},
        {"id", "guid"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_true(find(pairs[i][0], pairs[i][1]) != (size_t)-1);
    for (int id = 0; id < FIELD_BUILTIN_COUNT; id++)
        assert_int_equal(find(field_name((field_id)id), field_name((field_id)id)), 0);
}

static void the_more_telling_name_comes_first(void **state)
{
    (void)state;
    assert_true(find("title", "headline") < find("title", "name"));
    assert_true(find("date", "published") < find("date", "updated"));
}

static void unknown_fields_have_no_paths(void **state)
{
    (void)state;
    const morgue_str *user;
    const char *const *paths;
    size_t user_count;
    assert_int_equal(schema_paths(NULL, STR("desk"), &user, &user_count, &paths), 0);
    assert_int_equal(user_count, 0);
    assert_null(paths);
    assert_null(schema_field(NULL, STR("desk")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_have_the_names_of_the_dump),
        cmocka_unit_test(common_names_are_known),
        cmocka_unit_test(the_more_telling_name_comes_first),
        cmocka_unit_test(unknown_fields_have_no_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
