/* Entity files that are wrong, or mean harm. */
#include "entities_help.h"

#include <morgue/limits.h>
#include <time.h>

static morgue_error refuse_all(morgue_str yaml, morgue_status expected)
{
    analyzer *a = english();
    alias_table *t;
    morgue_error err = {0};
    assert_int_equal(alias_table_new(&t, NULL), MORGUE_OK);
    assert_int_equal(alias_table_add(t, a, "bad.yaml", yaml, &err), expected);
    assert_int_equal(alias_table_add(t, a, "bad.yaml", yaml, NULL), expected);
    assert_non_null(strstr(err.message, "bad.yaml: "));
    alias_table_free(t);
    analyzer_free(a);
    return err;
}

/* record stands on line 3 from column 5 on */
static void refuse(const char *record, unsigned column, const char *part)
{
    strbuf yaml = {0};
    strbuf_printf(&yaml, "version: 1\nentities:\n  - %s\n", record);
    morgue_error err = refuse_all(strbuf_view(&yaml), MORGUE_CONFIG);
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, column);
    if (!strstr(err.message, part))
        fail_msg("\"%s\" lacks \"%s\"", err.message, part);
    strbuf_free(&yaml);
}

static void unknown_keys_are_told_with_the_nearest(void **state)
{
    (void)state;
    refuse("{kind: org, name: A, alias: [B]}", 26, "did you mean \"aliases\"?");
    refuse("{kind: org, nmae: A}", 17, "did you mean \"name\"?");
    morgue_error err = refuse_all(STR("version: 1\nentitys: []\n"), MORGUE_CONFIG);
    assert_int_equal(err.line, 2);
    assert_non_null(strstr(err.message, "\"entities\""));
}

static void kind_and_name_are_needed(void **state)
{
    (void)state;
    refuse("{name: A}", 5, "kind");
    refuse("{kind: org}", 5, "name");
    refuse("{kind: planet, name: A}", 12, "person, org or place");
    refuse("{kind: org, name: [A]}", 23, "text");
    refuse("{kind: org, name: ''}", 23, "text");
    refuse("{kind: org, name: '***'}", 23, "no word");
    refuse("just a name", 5, "keys");
}

static void values_are_checked(void **state)
{
    (void)state;
    refuse("{kind: org, name: A, aliases: [B, [C]]}", 39, "aliases");
    refuse("{kind: org, name: A, aliases: {B: C}}", 35, "aliases");
    refuse("{kind: org, name: A, aliases: [\"--\"]}", 36, "no word");
    refuse("{kind: org, name: A, ignore: maybe}", 34, "true or false");
    refuse("{kind: org, name: A, tickers: [\"A B\"]}", 36, "ticker");
    refuse("{kind: org, name: A, tickers: [$]}", 36, "ticker");
    refuse("{kind: org, name: A, id: [1]}", 30, "text");
}

static void the_version_is_checked(void **state)
{
    (void)state;
    assert_int_equal(refuse_all(STR("version: 2\nentities: []\n"), MORGUE_CONFIG).line, 1);
    refuse_all(STR("entities: []\n"), MORGUE_CONFIG);
    refuse_all(STR("version: 1\nentities: {}\n"), MORGUE_CONFIG);
    refuse_all(STR("- a\n"), MORGUE_CONFIG);
}

static void an_id_has_one_kind(void **state)
{
    (void)state;
    morgue_error err = refuse_all(STR("version: 1\nentities:\n  - {kind: org, id: x, name: A}\n"
                                      "  - {kind: place, id: x, name: B}\n"),
                                  MORGUE_CONFIG);
    assert_int_equal(err.line, 4);
    assert_int_equal(err.column, 23);
}

static void broken_yaml_is_refused_with_its_place(void **state)
{
    (void)state;
    assert_int_equal(refuse_all(STR("version: 1\nentities: [\n"), MORGUE_CONFIG).line, 3);
    refuse_all(STR("a: &a [x]\nb: *a\n"), MORGUE_CONFIG);
    refuse_all(STR("version: 1\nversion: 1\n"), MORGUE_CONFIG);
    refuse_all(STR("version: \xff\n"), MORGUE_CONFIG);
    strbuf deep = {0};
    for (int i = 0; i < 100000; i++)
        strbuf_char(&deep, '[');
    refuse_all(strbuf_view(&deep), MORGUE_LIMIT);
    strbuf_free(&deep);
}

static strbuf long_name(int words)
{
    strbuf name = {0};
    strbuf_text(&name, "{kind: place, name: Long");
    for (int i = 1; i < words; i++)
        strbuf_text(&name, " word");
    strbuf_text(&name, "}");
    return name;
}

static void names_are_limited(void **state)
{
    (void)state;
    strbuf name = long_name(32), yaml = {0};
    strbuf_printf(&yaml, "  - %s\n", name.ptr);
    alias_table *t = TABLE(yaml.ptr);
    assert_int_equal(alias_table_count(t), 1);
    alias_table_free(t);
    strbuf_free(&name);
    strbuf_free(&yaml);
    name = long_name(33);
    refuse(name.ptr, 25, "32");
    strbuf_free(&name);
}

static void nothing_is_a_file_without_records(void **state)
{
    (void)state;
    analyzer *a = english();
    alias_table *t;
    assert_int_equal(alias_table_new(&t, NULL), MORGUE_OK);
    const char *const texts[] = {"", "# later\n", "version: 1\n", "version: 1\nentities:\n",
                                 "version: 1\nentities: []\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(alias_table_add(t, a, "x", str_of(texts[i]), NULL), MORGUE_OK);
    assert_int_equal(alias_table_count(t), 0);
    alias_table_free(t);
    analyzer_free(a);
}

/* One owner of very many surfaces, each of which a second file takes, and many
 * records of one name: both would be quadratic with plain lists. */
static void many_surfaces_change_hands_quickly(void **state)
{
    (void)state;
    analyzer *a = english();
    alias_table *t;
    strbuf one = {0}, two = {0};
    strbuf_text(&one, "version: 1\nentities:\n  - kind: org\n    name: First\n    aliases:\n");
    strbuf_text(&two, "version: 1\nentities:\n  - kind: org\n    name: Second\n    aliases:\n");
    for (int i = 0; i < 20000; i++) {
        strbuf_printf(&one, "      - Xa%d\n", i);
        strbuf_printf(&two, "      - Xa%d\n", 19999 - i);
    }
    strbuf_text(&two, "  - {kind: org, name: Third}\n");
    for (int i = 0; i < 2000; i++)
        strbuf_printf(&two, "  - {kind: org, id: i%d, name: Third}\n", i);
    assert_int_equal(alias_table_new(&t, NULL), MORGUE_OK);
    clock_t start = clock();
    assert_int_equal(alias_table_add(t, a, "one", strbuf_view(&one), NULL), MORGUE_OK);
    assert_int_equal(alias_table_add(t, a, "two", strbuf_view(&two), NULL), MORGUE_OK);
    assert_true(clock() - start < 3 * CLOCKS_PER_SEC);
    const entity *owner = alias_table_of_surface(t, ENTITY_ORG, STR("xa77"));
    assert_true(str_is(owner->name, "Second"));
    alias_table_free(t);
    analyzer_free(a);
    strbuf_free(&one);
    strbuf_free(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_keys_are_told_with_the_nearest),
        cmocka_unit_test(kind_and_name_are_needed),
        cmocka_unit_test(values_are_checked),
        cmocka_unit_test(the_version_is_checked),
        cmocka_unit_test(an_id_has_one_kind),
        cmocka_unit_test(broken_yaml_is_refused_with_its_place),
        cmocka_unit_test(names_are_limited),
        cmocka_unit_test(nothing_is_a_file_without_records),
        cmocka_unit_test(many_surfaces_change_hands_quickly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
