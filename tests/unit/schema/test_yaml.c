/* The YAML tree: shapes, places, and input that means harm. */
#include "yaml.h"

#include <morgue/limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static yaml_document *parse(const char *text)
{
    yaml_document *document;
    morgue_error err = {0};
    morgue_status status = yaml_parse(&document, str_of(text), &err);
    if (status)
        print_error("%s\n", err.message);
    assert_int_equal(status, MORGUE_OK);
    return document;
}

static morgue_error refuse(morgue_str text, morgue_status expected)
{
    yaml_document *document = (yaml_document *)&text;
    morgue_error err = {0};
    assert_int_equal(yaml_parse(&document, text, &err), expected);
    assert_null(document);
    assert_int_equal(err.status, expected);
    assert_true(err.message[0] != '\0');
    assert_int_equal(yaml_parse(&document, text, NULL), expected);
    return err;
}

static void assert_text(const yaml_node *node, const char *text)
{
    assert_non_null(node);
    assert_int_equal(node->kind, YAML_SCALAR);
    assert_int_equal(node->text.len, strlen(text));
    assert_memory_equal(node->text.ptr, text, node->text.len + 1);
}

static void maps_lists_and_scalars_nest(void **state)
{
    (void)state;
    yaml_document *document = parse("a: 1\nb: [x, 'y z', {k: v}]\nc:\n  - p\n  - q: r\n");
    const yaml_node *root = yaml_root(document);
    assert_int_equal(root->kind, YAML_MAP);
    assert_int_equal(root->count, 6);
    assert_text(yaml_get(root, "a"), "1");
    const yaml_node *b = yaml_get(root, "b");
    assert_int_equal(b->kind, YAML_LIST);
    assert_int_equal(b->count, 3);
    assert_true(b->children[0].plain);
    assert_false(b->children[1].plain);
    assert_text(&b->children[1], "y z");
    assert_text(yaml_get(&b->children[2], "k"), "v");
    const yaml_node *c = yaml_get(root, "c");
    assert_text(yaml_get(&c->children[1], "q"), "r");
    assert_null(yaml_get(root, "d"));
    assert_null(yaml_get(b, "k"));
    yaml_free(document);
}

static void places_count_characters_from_one(void **state)
{
    (void)state;
    yaml_document *document = parse("# head\nzürich: [é, b]\n");
    const yaml_node *root = yaml_root(document), *list = yaml_get(root, "zürich");
    assert_int_equal(root->children[0].line, 2);
    assert_int_equal(root->children[0].column, 1);
    assert_int_equal(list->column, 9);
    assert_int_equal(list->children[1].line, 2);
    assert_int_equal(list->children[1].column, 13);
    yaml_free(document);
}

static void nothing_is_an_empty_map(void **state)
{
    (void)state;
    const char *const texts[] = {"", "\n\n", "# only a comment\n", "---\n", "--- \n...\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        yaml_document *document = parse(texts[i]);
        assert_int_equal(yaml_root(document)->kind, YAML_MAP);
        assert_int_equal(yaml_root(document)->count, 0);
        yaml_free(document);
    }
    yaml_document *document;
    assert_int_equal(yaml_parse(&document, (morgue_str){NULL, 0}, NULL), MORGUE_OK);
    yaml_free(document);
    yaml_free(NULL);
}

static void only_the_first_document_is_read(void **state)
{
    (void)state;
    yaml_document *document = parse("---\ntitle: x\n---\nA body: with [ anything *at all\n");
    assert_text(yaml_get(yaml_root(document), "title"), "x");
    assert_int_equal(yaml_root(document)->count, 2);
    yaml_free(document);
}

static void null_is_plain_and_empty_or_named(void **state)
{
    (void)state;
    yaml_document *document = parse("a:\nb: ~\nc: null\nd: ''\ne: 'null'\nf: []\ng: nil\n");
    const yaml_node *root = yaml_root(document);
    const char *const yes[] = {"a", "b", "c"}, *const no[] = {"d", "e", "f", "g"};
    for (size_t i = 0; i < 3; i++)
        assert_true(yaml_is_null(yaml_get(root, yes[i])));
    for (size_t i = 0; i < 4; i++)
        assert_false(yaml_is_null(yaml_get(root, no[i])));
    assert_false(yaml_is_null(NULL));
    yaml_free(document);
}

static void a_byte_order_mark_is_no_part_of_the_first_key(void **state)
{
    (void)state;
    yaml_document *document = parse("\xef\xbb\xbf"
                                    "a: b\n");
    assert_text(yaml_get(yaml_root(document), "a"), "b");
    yaml_free(document);
}

static void a_key_occurs_once(void **state)
{
    (void)state;
    morgue_error err = refuse(STR("a: 1\nb: 2\n  \na: 3\n"), MORGUE_FORMAT);
    assert_int_equal(err.line, 4);
    assert_int_equal(err.column, 1);
    assert_non_null(strstr(err.message, "\"a\""));
    yaml_free(parse("a: {a: {a: 1}}\n"));
    strbuf text = {0};
    for (int i = 0; i < 100; i++)
        strbuf_printf(&text, "k%d: v\n", i);
    yaml_free(parse(text.ptr));
    strbuf_text(&text, "k57: v\n");
    assert_int_equal(refuse(strbuf_view(&text), MORGUE_FORMAT).line, 101);
    strbuf_free(&text);
}

static void anchors_stand_and_aliases_do_not(void **state)
{
    (void)state;
    yaml_document *document = parse("a: &x 1\nb: &x [2]\n");
    assert_text(yaml_get(yaml_root(document), "a"), "1");
    yaml_free(document);
    morgue_error err = refuse(STR("a: &x 1\nb: *x\n"), MORGUE_FORMAT);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 4);
    refuse(STR("a: *nowhere\n"), MORGUE_FORMAT);
    refuse(STR("*x : 1\n"), MORGUE_FORMAT);
}

static void tags_beyond_the_standard_ones_are_refused(void **state)
{
    (void)state;
    yaml_document *document = parse("a: !!str 5\nb: !!seq [1]\nc: ! 6\n");
    assert_text(yaml_get(yaml_root(document), "a"), "5");
    assert_false(yaml_get(yaml_root(document), "a")->plain);
    yaml_free(document);
    refuse(STR("a: !include secrets.yaml\n"), MORGUE_FORMAT);
    refuse(STR("a: !!python/object:os.system x\n"), MORGUE_FORMAT);
    refuse(STR("!map {a: 1}\n"), MORGUE_FORMAT);
}

static void keys_are_texts(void **state)
{
    (void)state;
    refuse(STR("? [a, b]\n: c\n"), MORGUE_FORMAT);
    refuse(STR("{{a: b}: c}\n"), MORGUE_FORMAT);
    yaml_free(parse("{a: {b: c}, d: [e]}\n"));
}

static void what_is_not_yaml_is_refused_with_its_place(void **state)
{
    (void)state;
    assert_int_equal(refuse(STR("a: 1\nb: [1, 2\n"), MORGUE_FORMAT).line, 3);
    refuse(STR("a: b: c\n"), MORGUE_FORMAT);
    refuse(STR("\ta: 1\n"), MORGUE_FORMAT);
    refuse(STR("a: \"\\0\"\n"), MORGUE_FORMAT);
    morgue_error err = refuse(STR("ab: 1\nc: \x01\n"), MORGUE_FORMAT);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 4);
    refuse(STR("a: \xff\n"), MORGUE_FORMAT);
    refuse(STR("a: \xc3"), MORGUE_FORMAT);
    refuse(STR("a\0b: 1\n"), MORGUE_FORMAT);
    refuse(STR("\xff\xfe"
               "a\0:\0 \0b\0"),
           MORGUE_FORMAT);
}

static strbuf nested(size_t depth, const char *open, const char *close)
{
    strbuf text = {0};
    for (size_t i = 0; i < depth; i++)
        strbuf_text(&text, open);
    strbuf_text(&text, "x");
    for (size_t i = 0; i < depth; i++)
        strbuf_text(&text, close);
    return text;
}

static void depth_is_limited(void **state)
{
    (void)state;
    strbuf text = nested(MORGUE_MAX_YAML_DEPTH, "[", "]");
    yaml_free(parse(text.ptr));
    strbuf_free(&text);
    text = nested(MORGUE_MAX_YAML_DEPTH + 1, "[", "]");
    morgue_error err = refuse(strbuf_view(&text), MORGUE_LIMIT);
    assert_int_equal(err.line, 1);
    assert_int_equal(err.column, MORGUE_MAX_YAML_DEPTH + 1);
    assert_non_null(strstr(err.message, "MORGUE_MAX_YAML_DEPTH"));
    strbuf_free(&text);
}

static void deep_nesting_is_refused_at_once(void **state)
{
    (void)state;
    const char *const opens[] = {"[", "{", "- ", "? ", "[\n", "{a: ", "[[ ", "- - ", "{? "};
    for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
        strbuf text = nested(100000, opens[i], "");
        clock_t start = clock();
        morgue_error err = {0};
        yaml_document *document;
        assert_true(yaml_parse(&document, strbuf_view(&text), &err) != MORGUE_OK);
        double ms = (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
        if (ms > 250)
            fail_msg("100,000 of \"%s\" took %.0f ms", opens[i], ms);
        strbuf_free(&text);
    }
}

static void repeated_directives_are_refused_at_once(void **state)
{
    (void)state;
    strbuf text = {0};
    for (int i = 0; i < 100000; i++)
        strbuf_printf(&text, "%%TAG !t%d! tag:x,1:\n", i);
    strbuf_text(&text, "---\na: 1\n");
    clock_t start = clock();
    refuse(strbuf_view(&text), MORGUE_FORMAT);
    assert_true(clock() - start < CLOCKS_PER_SEC / 4);
    strbuf_free(&text);
    yaml_free(parse("%YAML 1.1\n---\na: 1\n"));
}

static void nodes_are_limited(void **state)
{
    (void)state;
    strbuf text = {0};
    strbuf_text(&text, "[x");
    /* the list itself is one, and x is one */
    for (int i = 2; i < MORGUE_MAX_YAML_NODES; i++)
        strbuf_text(&text, ",x");
    size_t len = text.len;
    strbuf_text(&text, "]");
    yaml_document *document;
    assert_int_equal(yaml_parse(&document, strbuf_view(&text), NULL), MORGUE_OK);
    assert_int_equal(yaml_root(document)->count, MORGUE_MAX_YAML_NODES - 1);
    yaml_free(document);
    text.len = len;
    strbuf_text(&text, ",x]");
    assert_non_null(
        strstr(refuse(strbuf_view(&text), MORGUE_LIMIT).message, "MORGUE_MAX_YAML_NODES"));
    strbuf_free(&text);
}

static void unknown_keys_are_told_with_the_nearest(void **state)
{
    (void)state;
    static const char *const known[] = {"archive", "fields", "id", NULL};
    yaml_document *document = parse("archive: x\n  \nfeilds: y\n");
    morgue_error err = {0};
    assert_int_equal(yaml_check_keys(yaml_root(document), known, "c.yaml", &err), MORGUE_CONFIG);
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 1);
    assert_string_equal(err.message, "c.yaml: unknown key \"feilds\"; did you mean \"fields\"?");
    yaml_free(document);
    document = parse("something: y\n");
    assert_int_equal(yaml_check_keys(yaml_root(document), known, "c.yaml", &err), MORGUE_CONFIG);
    assert_null(strstr(err.message, "did you mean"));
    yaml_free(document);
    document = parse("id: 1\nfields: 2\n");
    assert_int_equal(yaml_check_keys(yaml_root(document), known, "c.yaml", &err), MORGUE_OK);
    assert_int_equal(yaml_check_keys(&yaml_root(document)->children[0], known, "c.yaml", &err),
                     MORGUE_CONFIG);
    yaml_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_lists_and_scalars_nest),
        cmocka_unit_test(places_count_characters_from_one),
        cmocka_unit_test(nothing_is_an_empty_map),
        cmocka_unit_test(only_the_first_document_is_read),
        cmocka_unit_test(null_is_plain_and_empty_or_named),
        cmocka_unit_test(a_byte_order_mark_is_no_part_of_the_first_key),
        cmocka_unit_test(a_key_occurs_once),
        cmocka_unit_test(anchors_stand_and_aliases_do_not),
        cmocka_unit_test(tags_beyond_the_standard_ones_are_refused),
        cmocka_unit_test(keys_are_texts),
        cmocka_unit_test(what_is_not_yaml_is_refused_with_its_place),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(deep_nesting_is_refused_at_once),
        cmocka_unit_test(repeated_directives_are_refused_at_once),
        cmocka_unit_test(nodes_are_limited),
        cmocka_unit_test(unknown_keys_are_told_with_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
