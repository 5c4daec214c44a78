/* csv, tsv and ids, and the table of formats. */
#include "fake.h"

static void expect_cell(const char *format, morgue_str title, const char *expected)
{
    static const char *const fields[] = {"headline"};
    render_options o = {.fields = fields, .field_count = 1};
    morgue_hit h = {.title = title};
    morgue_results r = {.hits = &h, .hit_count = 1};
    bool tabs = !strcmp(format, "tsv");
    strbuf out = {0}, whole = {0};
    render_format_named(format)->results(&r, &o, &out);
    strbuf_printf(&whole, tabs ? "headline\n%s\n" : "headline\r\n%s\r\n", expected);
    fake_expect(&out, whole.ptr);
    strbuf_free(&whole);
}

static void test_rows(void **state)
{
    (void)state;
    render_options o = {0};
    strbuf out = {0};
    render_format_named("csv")->results(&fake_results, &o, &out);
    fake_expect(&out, "rank,id,score,date,date_precision,date_provenance,headline,source,path,url,"
                      "snippet,section,lang,byline,words,person,org,place\r\n"
                      "2,a/1,12.3457,2023-05-21,day,metadata,China bans Micron,Xinhua,"
                      "/news/2023/a.html,\"https://x.example/a?b=\"\"c\"\"\","
                      "The Micron ban by China …,world,en,\"By A, B\",321,"
                      "Xi Jinping; Joe Biden,,China\r\n"
                      "3,b,0,,none,none,,,,,,,,,0,,,\r\n");
}

static void test_tab_rows(void **state)
{
    (void)state;
    static const char *const fields[] = {"words", "entities", "byline", "nonesuch", "url"};
    render_options o = {.fields = fields, .field_count = 5};
    strbuf out = {0};
    render_format_named("tsv")->results(&fake_results, &o, &out);
    fake_expect(&out, "words\tentities\tbyline\turl\n"
                      "321\tperson: Xi Jinping; Joe Biden | place: China\tBy A, B\t"
                      "https://x.example/a?b=\"c\"\n"
                      "0\t\t\t\n");
}

/* Hit by hit comes out what comes out at once. */
static void test_streams(void **state)
{
    (void)state;
    static const char *const formats[] = {"csv", "tsv", "jsonl", "ids", "trec"};
    render_options o = {0};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const render_format *format = render_format_named(formats[i]);
        strbuf whole = {0}, parts = {0};
        format->results(&fake_results, &o, &whole);
        if (format->stream->begin)
            format->stream->begin(&o, &parts);
        for (size_t k = 0; k < fake_results.hit_count; k++)
            format->stream->hit(&fake_hits[k], &o, &parts);
        assert_null(format->stream->end);
        fake_expect(&parts, whole.ptr);
        strbuf_free(&whole);
    }
    assert_null(render_format_named("text")->stream);
}

static void test_suggestions(void **state)
{
    (void)state;
    static const morgue_suggestion items[] = {{{"AT&T, Inc", 9}, {"org", 3}, 12},
                                              {{"=at\x1b", 4}, {"headline", 8}, 3}};
    const morgue_suggestions s = {items, 2}, none = {NULL, 0};
    render_options o = {.query = STR("at")};
    strbuf out = {0};
    render_suggestions(&s, render_format_named("csv"), &o, &out);
    fake_expect(&out,
                "text,kind,count\r\n\"AT&T, Inc\",org,12\r\n\"'=at\xef\xbf\xbd\",headline,3\r\n");
    render_suggestions(&s, render_format_named("tsv"), &o, &out);
    fake_expect(&out, "text\tkind\tcount\nAT&T, Inc\torg\t12\n=at\xef\xbf\xbd\theadline\t3\n");
    render_suggestions(&s, render_format_named("text"), &o, &out);
    fake_expect(&out, "12  AT&T, Inc  (org)\n 3  =at\xef\xbf\xbd  (headline)\n");
    render_suggestions(&s, render_format_named("jsonl"), &o, &out);
    fake_expect(&out, "{\"text\":\"AT&T, Inc\",\"kind\":\"org\",\"count\":12}\n"
                      "{\"text\":\"=at\\u001b\",\"kind\":\"headline\",\"count\":3}\n");
    render_suggestions(&none, render_format_named("json"), &o, &out);
    fake_expect(&out, "{\"format_version\":1,\"begun\":\"at\",\"suggestions\":[]}\n");
    render_suggestions(&none, render_format_named("text"), &o, &out);
    fake_expect(&out, "nothing begins so\n");
}

static void test_trec(void **state)
{
    (void)state;
    render_options o = {.topic = STR("301")};
    strbuf out = {0};
    render_format_named("trec")->results(&fake_results, &o, &out);
    fake_expect(&out, "301 Q0 a/1 2 12.34567 morgue\n301 Q0 b 3 0.0 morgue\n");
    morgue_hit h = {.rank = 1, .id = STR("a b\t100%\xc3\xa9")};
    morgue_results r = {.hits = &h, .hit_count = 1};
    o.topic = STR("");
    render_format_named("trec")->results(&r, &o, &out);
    fake_expect(&out, "1 Q0 a%20b%09100%25\xc3\xa9 1 0.0 morgue\n");
    assert_false(render_counts(render_format_named("trec")));
    assert_true(render_counts(render_format_named("csv")));
}

static void test_quoting(void **state)
{
    (void)state;
    expect_cell("csv", STR("plain"), "plain");
    expect_cell("csv", STR("a,b"), "\"a,b\"");
    expect_cell("csv", STR("say \"hi\""), "\"say \"\"hi\"\"\"");
    expect_cell("csv", STR("a\nb"), "\"a\nb\"");
    expect_cell("csv", STR("a;b'c"), "a;b'c");
    expect_cell("csv", STR(""), "");
}

/* A spreadsheet would run these. */
static void test_formulas(void **state)
{
    (void)state;
    expect_cell("csv", STR("=1+1"), "\"'=1+1\"");
    expect_cell("csv", STR("+1"), "\"'+1\"");
    expect_cell("csv", STR("-1"), "\"'-1\"");
    expect_cell("csv", STR("@SUM(A1)"), "\"'@SUM(A1)\"");
    expect_cell("csv", STR("\t=1"), "\"'\t=1\"");
    expect_cell("csv", STR("\r=1"), "\"'\xef\xbf\xbd=1\"");
    expect_cell("csv", STR("\n=1"), "\"'\n=1\"");
    expect_cell("csv", STR("=A1,\"b\""), "\"'=A1,\"\"b\"\"\"");
    expect_cell("csv", STR("1=1 -2"), "1=1 -2");
    expect_cell("csv", STR("'quoted'"), "'quoted'");
}

static void test_tabs(void **state)
{
    (void)state;
    expect_cell("tsv", STR("a\tb\nc\\d\re"), "a\\tb\\nc\\\\d\\re");
    expect_cell("tsv", STR("\\n is not a line feed"), "\\\\n is not a line feed");
    expect_cell("tsv", STR("say \"hi\", =1"), "say \"hi\", =1");
}

static void test_controls(void **state)
{
    (void)state;
    expect_cell("csv", STR("a\x1b[2J"), "a\xef\xbf\xbd[2J");
    expect_cell("tsv", STR("a\x1b[2J\xc2\x9b"), "a\xef\xbf\xbd[2J\xef\xbf\xbd");
    expect_cell("csv", (morgue_str){"\0", 1}, "\xef\xbf\xbd");
    expect_cell("tsv", (morgue_str){"\0", 1}, "\xef\xbf\xbd");
}

static void test_facets(void **state)
{
    (void)state;
    morgue_facet_value values[] = {{STR("A, \"B\""), 7}, {STR("=x\ty"), 1}};
    morgue_facet facet = {STR("org"), values, 2, 2, 0, 2, 0, 0};
    morgue_results r = {.facets = &facet, .facet_count = 1};
    render_options o = {0};
    strbuf out = {0};
    render_facets(&r, render_format_named("csv"), &o, &out);
    fake_expect(&out, "kind,value,count\r\norg,\"A, \"\"B\"\"\",7\r\norg,\"'=x\ty\",1\r\n");
    render_facets(&r, render_format_named("tsv"), &o, &out);
    fake_expect(&out, "kind\tvalue\tcount\norg\tA, \"B\"\t7\norg\t=x\\ty\t1\n");
}

static void test_timeline(void **state)
{
    (void)state;
    render_options o = {0};
    morgue_results none = {0};
    strbuf out = {0};
    render_timeline(&fake_results, render_format_named("csv"), &o, &out);
    fake_expect(&out, "start,count,all,share\r\n2023-05,2,8,0.250000\r\n2023-06,0,0,0.000000\r\n");
    render_timeline(&fake_results, render_format_named("tsv"), &o, &out);
    fake_expect(&out,
                "start\tcount\tall\tshare\n2023-05\t2\t8\t0.250000\n2023-06\t0\t0\t0.000000\n");
    render_timeline(&none, render_format_named("csv"), &o, &out);
    fake_expect(&out, "start,count,all,share\r\n");
}

static void test_ids(void **state)
{
    (void)state;
    render_options o = {0};
    strbuf out = {0};
    render_format_named("ids")->results(&fake_results, &o, &out);
    fake_expect(&out, "a/1\nb\n");
}

static void test_formats(void **state)
{
    (void)state;
    static const char *const names[] = {"text", "json", "jsonl", "csv", "tsv", "ids", "trec"};
    for (size_t i = 0; i < 7; i++) {
        const render_format *f = render_format_at(i);
        assert_string_equal(f->name, names[i]);
        assert_ptr_equal(render_format_named(names[i]), f);
        assert_true(strlen(f->explanation) > 0);
    }
    assert_null(render_format_at(7));
    assert_null(render_format_named("xml"));
    assert_null(render_format_named("TEXT"));
    assert_null(render_format_named(NULL));
}

static void test_fields(void **state)
{
    (void)state;
    size_t count = 0;
    while (render_field_at(count))
        count++;
    assert_int_equal(count, 20);
    assert_string_equal(render_field_at(0), "rank");
    assert_null(render_field_at(count + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),     cmocka_unit_test(test_streams),
        cmocka_unit_test(test_trec),     cmocka_unit_test(test_suggestions),
        cmocka_unit_test(test_tab_rows), cmocka_unit_test(test_quoting),
        cmocka_unit_test(test_formulas), cmocka_unit_test(test_tabs),
        cmocka_unit_test(test_controls), cmocka_unit_test(test_facets),
        cmocka_unit_test(test_timeline), cmocka_unit_test(test_ids),
        cmocka_unit_test(test_formats),  cmocka_unit_test(test_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
