/* json and jsonl: the contract, and that any text stays inside its string. */
#include "fake.h"

#include "json_string.h"

#include <json-c/json.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>

static const render_options asked = {
    .query = {"micron \"ban\"", 12}, .parsed = {"(micron AND \"ban\")", 18}, .color = true};

#define HIT_1                                                                                      \
    "{\"rank\":2,\"id\":\"a/1\",\"score\":12.3457,\"date\":\"2023-05-21\","                        \
    "\"date_precision\":\"day\",\"date_provenance\":\"metadata\","                                 \
    "\"headline\":\"China bans Micron\",\"source\":\"Xinhua\",\"path\":\"/news/2023/a.html\","     \
    "\"url\":\"https://x.example/a?b=\\\"c\\\"\","                                                 \
    "\"snippet\":{\"text\":\"The Micron ban by China …\",\"marks\":[[4,10],[18,23]]},"           \
    "\"entities\":{\"person\":[\"Xi Jinping\",\"Joe Biden\"],\"org\":[],\"place\":[\"China\"]},"   \
    "\"section\":\"world\",\"lang\":\"en\",\"byline\":\"By A, B\",\"words\":321}"
#define HIT_2                                                                                      \
    "{\"rank\":3,\"id\":\"b\",\"score\":0,\"date\":null,\"date_precision\":\"none\","              \
    "\"date_provenance\":\"none\",\"headline\":\"\",\"source\":\"\",\"path\":\"\",\"url\":\"\","   \
    "\"snippet\":{\"text\":\"\",\"marks\":[]},\"entities\":{},\"section\":\"\",\"lang\":\"\","     \
    "\"byline\":\"\",\"words\":0}"
#define HEAD                                                                                       \
    "{\"format_version\":1,\"query\":\"micron \\\"ban\\\"\","                                      \
    "\"parsed\":\"(micron AND \\\"ban\\\")\",\"total\":3,\"undated\":1,"
#define FACETS                                                                                     \
    "\"facets\":{\"person\":{\"values\":[{\"value\":\"Xi Jinping\",\"count\":2},"                  \
    "{\"value\":\"Joe Biden\",\"count\":1}],\"distinct\":14,\"shown\":2,\"missing\":1}},"
#define TIMELINE                                                                                   \
    "\"timeline\":{\"unit\":\"month\",\"buckets\":["                                               \
    "{\"start\":\"2023-05\",\"count\":2,\"share\":0.250000,\"all\":8},"                            \
    "{\"start\":\"2023-06\",\"count\":0,\"share\":0.000000,\"all\":0}],\"undated\":1},"
#define TAIL "\"notes\":[\"AND and OR were mixed\"],\"elapsed_ms\":1.5}\n"

static void test_whole(void **state)
{
    (void)state;
    strbuf out = {0};
    render_format_named("json")->results(&fake_results, &asked, &out);
    fake_expect(&out, HEAD "\"hits\":[" HIT_1 "," HIT_2 "]," FACETS TIMELINE TAIL);
}

/* facets and timeline are there when they were asked for, and only then. */
static void test_bare(void **state)
{
    (void)state;
    morgue_results r = {0};
    render_options o = {0};
    strbuf out = {0};
    render_format_named("json")->results(&r, &o, &out);
    fake_expect(&out, "{\"format_version\":1,\"query\":\"\",\"parsed\":\"\",\"total\":0,"
                      "\"undated\":0,\"hits\":[],\"notes\":[],\"elapsed_ms\":0}\n");
}

/* Only where it is not the usual one; a half life only where it had a say. */
static void test_ranking(void **state)
{
    (void)state;
    static const char whole[] =
        "{\"format_version\":1,\"query\":\"\",\"parsed\":\"\",\"total\":0,"
        "\"undated\":0,\"hits\":[],\"ranking\":{\"k1\":1.25,\"b\":0.000000001,"
        "\"headline\":100%s},\"notes\":[],\"elapsed_ms\":0}\n";
    for (int recent = 0; recent < 2; recent++) {
        morgue_ranking ranking = {1.25, 1e-9, 100, recent ? 86400 : 0};
        morgue_results r = {.ranking = &ranking};
        render_options o = {0};
        strbuf out = {0};
        char wanted[256];
        snprintf(wanted, sizeof wanted, whole, recent ? ",\"half_life\":86400" : "");
        render_format_named("json")->results(&r, &o, &out);
        fake_expect(&out, wanted);
    }
}

static void test_parts(void **state)
{
    (void)state;
    strbuf out = {0};
    render_facets(&fake_results, render_format_named("json"), &asked, &out);
    fake_expect(&out, HEAD FACETS TAIL);
    render_timeline(&fake_results, render_format_named("json"), &asked, &out);
    fake_expect(&out, HEAD TIMELINE TAIL);
}

static void test_lines(void **state)
{
    (void)state;
    strbuf out = {0};
    const render_format *jsonl = render_format_named("jsonl");
    jsonl->results(&fake_results, &asked, &out);
    fake_expect(&out, HIT_1 "\n" HIT_2 "\n");
    render_facets(&fake_results, jsonl, &asked, &out);
    fake_expect(&out, "{\"kind\":\"person\",\"value\":\"Xi Jinping\",\"count\":2}\n"
                      "{\"kind\":\"person\",\"value\":\"Joe Biden\",\"count\":1}\n");
    render_timeline(&fake_results, jsonl, &asked, &out);
    fake_expect(&out, "{\"start\":\"2023-05\",\"count\":2,\"all\":8,\"share\":0.250000}\n"
                      "{\"start\":\"2023-06\",\"count\":0,\"all\":0,\"share\":0.000000}\n");
}

static void test_chosen_fields(void **state)
{
    (void)state;
    static const char *const fields[] = {"place", "id", "nonesuch", "id", "words"};
    render_options o = {.fields = fields, .field_count = 5};
    strbuf out = {0};
    render_format_named("jsonl")->results(&fake_results, &o, &out);
    fake_expect(&out, "{\"place\":[\"China\"],\"id\":\"a/1\",\"words\":321}\n"
                      "{\"place\":[],\"id\":\"b\",\"words\":0}\n");
    o.fields = &fields[2]; /* a name of no field, alone */
    o.field_count = 1;
    render_format_named("jsonl")->results(&fake_results, &o, &out);
    fake_expect(&out, "{}\n{}\n");
}

static void expect_score(double score, const char *expected)
{
    static const char *const fields[] = {"score"};
    render_options o = {.fields = fields, .field_count = 1};
    morgue_hit h = {.score = score};
    morgue_results r = {.hits = &h, .hit_count = 1};
    strbuf out = {0}, whole = {0};
    render_format_named("jsonl")->results(&r, &o, &out);
    strbuf_printf(&whole, "{\"score\":%s}\n", expected);
    fake_expect(&out, whole.ptr);
    strbuf_free(&whole);
}

/* Also in a locale with a decimal comma, where the system has one. */
static void test_numbers(void **state)
{
    (void)state;
    setlocale(LC_ALL, "de_DE.UTF-8");
    expect_score(0, "0");
    expect_score(10, "10");
    expect_score(0.5, "0.5");
    expect_score(0.00004, "0");
    expect_score(0.00006, "0.0001");
    expect_score(1.99996, "2");
    expect_score(3.0501, "3.0501");
    expect_score(-0.25, "-0.25");
    expect_score(-0.00001, "0");
    expect_score((double)NAN, "0");
    expect_score((double)INFINITY, "0");
    setlocale(LC_ALL, "C");
}

static void expect_member(json_object *object, const char *name, const char *value)
{
    json_object *member;
    assert_true(json_object_object_get_ex(object, name, &member));
    assert_string_equal(json_object_get_string(member), value);
}

/* What a strict parser reads is what was there, byte for byte. */
static void test_hostile(void **state)
{
    (void)state;
    static const char evil[] = "\"},{\\ \x01\x1b[2J\x7f\n\r\t\b\f</script> é中😀 \xc2\x9b"
                               "\xe2\x80\xa8\xe2\x80\xae\xe2\x81\xa6\\u0041";
    morgue_str s = {evil, sizeof evil - 1};
    morgue_hit h = {.rank = 1, .id = s, .title = s, .snippet = s};
    morgue_results r = {.total = 1, .hits = &h, .hit_count = 1, .notes = &s, .note_count = 1};
    render_options o = {.query = s, .parsed = s};
    strbuf out = {0};
    render_format_named("json")->results(&r, &o, &out);
    fake_expect_harmless(&out);
    json_tokener *tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    json_object *object = json_tokener_parse_ex(tokener, out.ptr, (int)out.len);
    assert_non_null(object);
    expect_member(object, "query", evil);
    expect_member(object, "parsed", evil);
    json_object *hits, *hit;
    assert_true(json_object_object_get_ex(object, "hits", &hits));
    assert_int_equal(json_object_array_length(hits), 1);
    hit = json_object_array_get_idx(hits, 0);
    expect_member(hit, "id", evil);
    expect_member(hit, "headline", evil);
    json_object_put(object);
    json_tokener_free(tokener);
    strbuf_free(&out);
}

static void test_article(void **state)
{
    (void)state;
    morgue_str tag = STR("chips");
    morgue_field fields[] = {
        {STR("desk"), STR("Asia")}, {STR("page"), STR("1")}, {STR("desk"), STR("Europe")}};
    morgue_article a = {.id = STR("1"),
                        .title = STR("T"),
                        .standfirst = STR("S"),
                        .body = STR("a\n\nb"),
                        .byline = STR("B"),
                        .source = STR("X"),
                        .section = STR("N"),
                        .url = STR("U"),
                        .lang = STR("en"),
                        .path = STR("P"),
                        .date = fake_day(2023, 5, 21, MORGUE_PROVENANCE_PATH),
                        .tags = &tag,
                        .tag_count = 1,
                        .fields = fields,
                        .field_count = 3};
    strbuf out = {0};
    render_article_json(&a, &out);
    fake_expect(&out, "{\"id\":\"1\",\"headline\":\"T\",\"standfirst\":\"S\",\"body\":\"a\\n\\nb\","
                      "\"byline\":\"B\",\"date\":\"2023-05-21\",\"date_precision\":\"day\","
                      "\"date_provenance\":\"path\",\"source\":\"X\",\"section\":\"N\","
                      "\"url\":\"U\",\"lang\":\"en\",\"tags\":[\"chips\"],\"path\":\"P\","
                      "\"fields\":{\"desk\":[\"Asia\",\"Europe\"],\"page\":\"1\"}}\n");
}

/* One past each end of what is escaped, and the ends. */
static void test_escapes(void **state)
{
    (void)state;
    strbuf out = {0};
    json_string(&out, STR("\x1f ~\x7f\xc2\x9f\xc2\xa0"));
    fake_expect(&out, "\"\\u001f ~\\u007f\\u009f\xc2\xa0\"");
    json_string(&out, STR("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xae\xe2\x80\xaf"));
    fake_expect(&out, "\"\xe2\x80\xa7\\u2028\\u202e\xe2\x80\xaf\"");
    json_string(&out, STR("\xe2\x81\xa5\xe2\x81\xa6\xe2\x81\xa9\xe2\x81\xaa"));
    fake_expect(&out, "\"\xe2\x81\xa5\\u2066\\u2069\xe2\x81\xaa\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),   cmocka_unit_test(test_bare),
        cmocka_unit_test(test_ranking), cmocka_unit_test(test_parts),
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_chosen_fields),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_article), cmocka_unit_test(test_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
