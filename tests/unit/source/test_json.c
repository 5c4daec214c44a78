/* JSON, JSON Lines, and the field map. */
#include "source_internal.h"

#include "harness.h"

#include <stdio.h>

static void one_object(void **state)
{
    harness *h = *state;
    assert_int_equal(
        harness_read_text(h, "a.json",
                          "{\"id\": 17, \"title\": \"Rain\", \"date\": 1684627200,\n"
                          "\"authors\": [\"Ann Lee\", {\"name\": \"Bo Ray\"}],\n"
                          "\"tags\": \"wet, cold\", \"body\": [\"One.\", \"Two.\"]}\n"),
        MORGUE_OK);
    const kept_article *a = &h->article[0];
    assert_int_equal(h->articles, 1);
    assert_string_equal(a->id, "17");
    assert_string_equal(a->title, "Rain");
    assert_string_equal(a->date, "2023-05-21T00:00:00Z");
    assert_string_equal(a->byline, "Ann Lee, Bo Ray");
    assert_string_equal(a->tags, "wet|cold");
    assert_string_equal(a->body, "One.\n\nTwo.");
    assert_true(str_ends(str_of(a->path), STR("/a.json")));
}

static void list(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.json",
                                       "[{\"title\":\"A\"}, 7, \"x,]\", {\"title\":\"B\",}, [1],\n"
                                       "{\"other\":1}, {\"title\":\"C\"}]"),
                     MORGUE_OK);
    assert_int_equal(h->articles, 2);
    assert_true(str_ends(str_of(h->article[0].id), STR("/a.json#1")));
    assert_string_equal(h->article[1].title, "C");
    assert_true(str_ends(str_of(h->article[1].path), STR("/a.json#7")));
    assert_int_equal(h->refusals, 5);
    assert_string_equal(h->refused[0], "a.json#2: not a JSON object");
    assert_non_null(strstr(h->refused[2], "a.json#4: not JSON"));
    assert_non_null(strstr(h->refused[4], "a.json#6: empty"));
}

static void empty_list(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.json", "[ ]\n"), MORGUE_OK);
    assert_int_equal(h->articles, 0);
    assert_int_equal(harness_read_text(h, "a.json", "[{\"title\":\"A\"}"), MORGUE_FORMAT);
    assert_int_equal(h->articles, 1);
    assert_int_equal(harness_read_text(h, "a.json", "[] x"), MORGUE_FORMAT);
    assert_int_equal(harness_read_text(h, "a.json", "{\"title\":\"A\"} x"), MORGUE_FORMAT);
}

static void objects_in_a_row(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.json", "{\n\"title\":\"A\"}\n{\n\"title\":\"B\"}"),
                     MORGUE_OK);
    assert_int_equal(h->articles, 2);
    assert_true(str_ends(str_of(h->article[1].id), STR("#2")));
}

static void lines(void **state)
{
    harness *h = *state;
    assert_int_equal(
        harness_read_text(h, "a.jsonl",
                          "{\"title\":\"A\"}\n\n{\"title\":\n[]\n{\"id\":\"x\",\"title\":"
                          "\"D\\u0000\\ud83d\\ude00\"}"),
        MORGUE_OK);
    assert_int_equal(h->articles, 2);
    assert_true(str_ends(str_of(h->article[0].id), STR("/a.jsonl#1")));
    assert_string_equal(h->article[1].id, "x");
    assert_string_equal(h->article[1].title, "D \xf0\x9f\x98\x80");
    assert_true(str_ends(str_of(h->article[1].path), STR("/a.jsonl#5")));
    assert_int_equal(h->refusals, 2);
    assert_non_null(strstr(h->refused[0], "a.jsonl#3: "));
    assert_string_equal(h->refused[1], "a.jsonl#4: not a JSON object");
}

static void a_callback_that_stops(void **state)
{
    harness *h = *state;
    h->stop_with = MORGUE_CANCELLED;
    assert_int_equal(harness_read_text(h, "a.jsonl", "{\"title\":\"A\"}\n{\"title\":\"B\"}\n"),
                     MORGUE_CANCELLED);
    assert_int_equal(h->articles, 1);
}

/* {"title":"A","x":[[…7…]]}: the object is one level, n - 1 lists the others. */
static void nested(strbuf *out, size_t n)
{
    strbuf_text(out, "{\"title\":\"A\",\"x\":");
    for (size_t i = 1; i < n; i++)
        strbuf_char(out, '[');
    strbuf_char(out, '7');
    for (size_t i = 1; i < n; i++)
        strbuf_char(out, ']');
    strbuf_char(out, '}');
}

static void depth(void **state)
{
    harness *h = *state;
    static const size_t depths[] = {MORGUE_MAX_JSON_DEPTH, MORGUE_MAX_JSON_DEPTH + 1, 100000};
    for (size_t i = 0; i < 3; i++) {
        strbuf text = {0};
        nested(&text, depths[i]);
        assert_int_equal(harness_read_text(h, "a.json", text.ptr), i ? MORGUE_LIMIT : MORGUE_OK);
        assert_int_equal(h->articles, i ? 0 : 1);
        if (i)
            assert_non_null(strstr(h->error.message, "MORGUE_MAX_JSON_DEPTH"));
        strbuf_text(&text, "\n{\"title\":\"B\"}\n");
        assert_int_equal(harness_read_text(h, "a.jsonl", text.ptr), MORGUE_OK);
        assert_int_equal(h->articles, i ? 1 : 2);
        strbuf_free(&text);
    }
}

/* Empty objects cost the parser hundreds of bytes each. */
static void too_many_values(void **state)
{
    harness *h = *state;
    strbuf text = {0};
    strbuf_text(&text, "{\"title\":\"A\",\"x\":[{}");
    for (int i = 0; i < 1000000; i++)
        strbuf_text(&text, ",{}");
    strbuf_text(&text, "]}");
    assert_int_equal(harness_read_text(h, "a.json", text.ptr), MORGUE_LIMIT);
    strbuf_free(&text);
}

static void long_line(void **state)
{
    harness *h = *state;
    strbuf text = {0};
    strbuf_text(&text, "{\"title\":\"A\"}\n{\"title\":\"");
    char *at = strbuf_reserve(&text, MORGUE_MAX_LINE);
    assert_non_null(at);
    memset(at, 'x', MORGUE_MAX_LINE);
    text.len += MORGUE_MAX_LINE;
    strbuf_text(&text, "\"}\n{\"title\":\"C\"}\n");
    assert_int_equal(harness_read_text(h, "a.jsonl", text.ptr), MORGUE_OK);
    strbuf_free(&text);
    assert_int_equal(h->articles, 2);
    assert_string_equal(h->article[1].title, "C");
    assert_int_equal(h->refusals, 1);
    assert_non_null(strstr(h->refused[0], "a.jsonl#2: "));
    assert_non_null(strstr(h->refused[0], "MORGUE_MAX_LINE"));
}

/* What is kept from line to line is nothing of an article: not behind one of many bytes
 * (twice, and the last line of the file), nor behind a fault. */
static void lines_apart(void **state)
{
    harness *h = *state;
    strbuf text = {0};
    for (int i = 0; i < 2; i++) {
        strbuf_text(&text, "{\"date\":\"2023-05-21\",\"title\":\"A\",\"body\":\"");
        for (int k = 0; k < 150000; k++)
            strbuf_text(&text, "of words ");
        strbuf_text(&text, i ? "\"}"
                             : "\"}\n{\"title\":\"B\"}\n{\"title\":\"x\",\"body\":\"lost\n"
                               "{\"body\":\"C\"}\n");
    }
    assert_int_equal(harness_read_text(h, "a.jsonl", text.ptr), MORGUE_OK);
    strbuf_free(&text);
    assert_int_equal(h->articles, 4);
    assert_int_equal(h->refusals, 1);
    assert_string_equal(h->article[1].title, "B");
    assert_string_equal(h->article[1].body, "");
    assert_int_equal(h->article[1].when.precision, MORGUE_PRECISION_NONE);
    assert_string_equal(h->article[2].title, "");
    assert_string_equal(h->article[2].body, "C");
    assert_string_equal(h->article[3].body, h->article[0].body);
}

/* Of members whose names differ in case the one as asked for counts, then the
 * first; of one name twice, the last. */
static void names_of_members(void **state)
{
    static const struct {
        const char *json, *title, *body;
    } rows[] = {
        {"{\"TITLE\":\"A\",\"title\":\"B\"}", "B", ""},
        {"{\"title\":\"B\",\"Title\":\"A\"}", "B", ""},
        {"{\"TITLE\":\"A\",\"Title\":\"B\"}", "A", ""},
        {"{\"title\":\"A\",\"title\":\"B\"}", "B", ""},
        {"{\"\":\"A\",\"t\":\"B\",\"titles\":\"C\",\"tiTle\":\"D\"}", "D", ""},
        {"{\"x\":{\"title\":\"A\"},\"BODY\":[\"B\"],\"title\":\"C\"}", "C", "B"},
    };
    harness *h = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(harness_read_text(h, "a.json", rows[i].json), MORGUE_OK);
        assert_int_equal(h->articles, 1);
        assert_string_equal(h->article[0].title, rows[i].title);
        assert_string_equal(h->article[0].body, rows[i].body);
    }
}

/* A path through objects, a name that holds a dot, and elements of a list. */
static void paths(void **state)
{
    static const struct {
        const char *json, *title;
    } rows[] = {
        {"{\"a\":{\"b\":\"1\"}}", "1"},
        {"{\"a\":{\"b\":\"1\"},\"a.b\":\"2\"}", "2"},
        {"{\"A\":{\"B\":\"1\"}}", "1"},
        {"{\"a\":[{\"b\":\"1\"},{\"c\":0},{\"b\":\"2\"}]}", "1, 2"},
        {"{\"a\":\"b\",\"z\":[7,{\"y\":\"3\"}]}", "3"},
        {"{\"a\":{\"\":\"1\"},\"title\":\"T\"}", "T"},
    };
    harness *h = *state;
    morgue_config_free(h->config);
    harness_text(h, "paths.yaml", "version: 1\nfields:\n  title: {from: [a.b, z.1.y]}\n");
    char file[128];
    snprintf(file, sizeof file, "%s/paths.yaml", h->directory);
    assert_int_equal(morgue_config_load(&h->config, file, &h->error), MORGUE_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(harness_read_text(h, "a.json", rows[i].json), MORGUE_OK);
        assert_string_equal(h->article[0].title, rows[i].title);
    }
}

/* The gauge as plain as can be: one byte after the other. */
static size_t plain_gauge(json_gauge *g, morgue_str bytes, bool one_value)
{
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.ptr[i];
        if (g->in_string) {
            bool was = g->escaped;
            g->escaped = !was && c == '\\';
            g->in_string = was || c != '"';
        } else {
            g->in_string = c == '"';
            g->depth += c == '{' || c == '[';
            g->depth -= (c == '}' || c == ']') && g->depth > 0;
            g->deepest = g->depth > g->deepest ? g->depth : g->deepest;
            g->values += strchr("{[,:", c) != NULL;
        }
        if (one_value && g->depth == 0 && !g->in_string)
            return i + 1;
    }
    return one_value ? 0 : bytes.len;
}

/* Text between quotes is passed over eight bytes at a time: quotes and escapes at
 * every place of these, in one piece and in two. */
static void gauges(void **state)
{
    (void)state;
    static const char alphabet[] = "abcdefghijk\xe9\xff\x01 \"\"\\\\[]{},:";
    uint32_t seed = 1;
    for (unsigned round = 0; round < 20000; round++) {
        char bytes[64];
        size_t len = 1 + round % sizeof bytes, cut = round / 7 % (len + 1);
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525 + 1013904223;
            size_t among = i % 3 ? sizeof alphabet - 1 : 11;
            bytes[i] = alphabet[(seed >> 16) % among];
        }
        bytes[0] = round % 2 ? '"' : '[';
        for (int one = 0; one < 2; one++) {
            json_gauge quick = {0}, plain = {0};
            morgue_str all = {bytes, len};
            size_t at = source__gauge(&quick, str_range(all, 0, cut), one);
            assert_int_equal(at, plain_gauge(&plain, str_range(all, 0, cut), one));
            assert_int_equal(source__gauge(&quick, str_range(all, cut, len), one),
                             plain_gauge(&plain, str_range(all, cut, len), one));
            assert_int_equal(quick.in_string, plain.in_string);
            assert_int_equal(quick.escaped, plain.escaped);
            assert_int_equal(quick.depth, plain.depth);
            assert_int_equal(quick.deepest, plain.deepest);
            assert_int_equal(quick.values, plain.values);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_of_members, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(paths, harness_setup, harness_teardown),
        cmocka_unit_test(gauges),
        cmocka_unit_test_setup_teardown(one_object, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(list, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(empty_list, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(objects_in_a_row, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(lines, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(a_callback_that_stops, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(depth, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(too_many_values, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(long_line, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(lines_apart, harness_setup, harness_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
