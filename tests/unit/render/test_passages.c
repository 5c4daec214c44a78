/* Several passages of a hit, in every format that shows them. */
#include "fake.h"

static const morgue_mark first_marks[] = {{3, 6}}, second_marks[] = {{0, 3}};
static const morgue_passage passages[] = {{{"…Tin came…", 14}, first_marks, 1},
                                          {{"Tin went…", 11}, second_marks, 1},
                                          {{"End", 3}, NULL, 0}};

/* The second passage is the best. */
static morgue_hit hit_of(size_t count)
{
    return (morgue_hit){.rank = 1,
                        .title = STR("T"),
                        .snippet = passages[1].text,
                        .marks = second_marks,
                        .mark_count = 1,
                        .passages = count ? passages : NULL,
                        .passage_count = count};
}

static void expect(const char *format, size_t count, const char *const *fields, size_t field_count,
                   const char *expected)
{
    morgue_hit h = hit_of(count);
    morgue_results r = {.total = 1, .hits = &h, .hit_count = 1};
    render_options o = {.width = 20, .fields = fields, .field_count = field_count};
    strbuf out = {0};
    render_format_named(format)->results(&r, &o, &out);
    fake_expect(&out, expected);
}

static void test_text(void **state)
{
    (void)state;
    expect("text", 3, NULL, 0,
           "1. T\n   undated\n   …Tin came…\n   Tin went…\n   End\n\n1 article\n");
    expect("text", 0, NULL, 0, "1. T\n   undated\n   Tin went…\n\n1 article\n");
}

/* Between two passages "…" stands once. */
static void test_cells(void **state)
{
    (void)state;
    static const char *const fields[] = {"snippet"};
    expect("csv", 3, fields, 1, "snippet\r\n…Tin came … Tin went … End\r\n");
    expect("tsv", 1, fields, 1, "snippet\n…Tin came…\n");
    expect("tsv", 0, fields, 1, "snippet\nTin went…\n");
}

#define FIRST  "{\"text\":\"…Tin came…\",\"marks\":[[3,6]]}"
#define SECOND "{\"text\":\"Tin went…\",\"marks\":[[0,3]]}"

static void test_objects(void **state)
{
    (void)state;
    static const char *const fields[] = {"snippet", "snippets", "rank"};
    expect("jsonl", 2, fields, 3,
           "{\"snippet\":" SECOND ",\"snippets\":[" FIRST "," SECOND "],\"rank\":1}\n");
    /* who names the field gets it */
    expect("jsonl", 0, fields, 3,
           "{\"snippet\":" SECOND ",\"snippets\":[" SECOND "],\"rank\":1}\n");
    expect("jsonl", 2, fields, 1, "{\"snippet\":" SECOND "}\n");
}

/* Without a list of fields only who asked for several has them, behind the snippet. */
static void test_default(void **state)
{
    (void)state;
    for (size_t count = 0; count <= 1; count++) {
        morgue_hit h = hit_of(count);
        morgue_results r = {.total = 1, .hits = &h, .hit_count = 1};
        render_options o = {0};
        strbuf out = {0};
        render_format_named("json")->results(&r, &o, &out);
        assert_false(out.failed);
        strbuf_char(&out, '\0');
        const char *behind =
            count ? SECOND ",\"snippets\":[" FIRST "],\"entities\":" : SECOND ",\"entities\":";
        assert_non_null(strstr(out.ptr, behind));
        strbuf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
