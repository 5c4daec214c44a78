/* What articles may send to a terminal. */
#include "fake.h"

#define BAD "\xef\xbf\xbd"

static void expect_plain(morgue_str s, const char *expected)
{
    strbuf out = {0};
    render_plain(&out, s);
    fake_expect(&out, expected);
}

static void test_controls(void **state)
{
    (void)state;
    expect_plain(STR("plain, é 中 😀"), "plain, é 中 😀");
    expect_plain(STR(""), "");
    expect_plain((morgue_str){NULL, 0}, "");
    expect_plain(STR("\x1b[31mred\x1b[0m"), BAD "[31mred" BAD "[0m");
    expect_plain(STR("a\tb\nc\rd\be\x07"), "a" BAD "b" BAD "c" BAD "d" BAD "e" BAD);
    expect_plain((morgue_str){"a\0b", 3}, "a" BAD "b");
    expect_plain(STR("\x1f \x7e\x7f"), BAD " ~" BAD);
}

/* C1 as UTF-8: U+0080, U+009B (a control sequence to some terminals), U+009F. */
static void test_upper_controls(void **state)
{
    (void)state;
    expect_plain(STR("\xc2\x80\xc2\x9b"
                     "2J\xc2\x9f\xc2\xa0"),
                 BAD BAD "2J" BAD "\xc2\xa0");
}

static void test_directions(void **state)
{
    (void)state;
    /* U+2029 202A 202E 202F */
    expect_plain(STR("\xe2\x80\xa9\xe2\x80\xaa\xe2\x80\xae\xe2\x80\xaf"),
                 "\xe2\x80\xa9" BAD BAD "\xe2\x80\xaf");
    /* U+2065 2066 2069 206A */
    expect_plain(STR("\xe2\x81\xa5\xe2\x81\xa6\xe2\x81\xa9\xe2\x81\xaa"),
                 "\xe2\x81\xa5" BAD BAD "\xe2\x81\xaa");
    expect_plain(STR("שלום مرحبا"), "שלום مرحبا");
}

static void test_ill_formed(void **state)
{
    (void)state;
    expect_plain(STR("a\xff"
                     "b\xe4\xb8"),
                 "a" BAD "b" BAD BAD);
}

/* Random bytes in every text, in every format for eyes. */
static void test_any_bytes(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (unsigned round = 0; round < 300; round++) {
        char bytes[64];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = (char)(seed >> 24);
        }
        morgue_str s = {bytes, sizeof bytes};
        morgue_mark marks[] = {{9, 3}, {5, 900}, {2, 4}, {0, 64}};
        morgue_hit h = {.rank = 1, .id = s, .title = s, .source = s, .byline = s, .snippet = s};
        h.path = s;
        h.marks = marks;
        h.mark_count = 4;
        morgue_facet_value value = {s, 3};
        morgue_facet facet = {s, &value, 1, 2, 4, 2, 0, 0};
        morgue_results r = {.total = 1, .hits = &h, .hit_count = 1, .notes = &s, .note_count = 1};
        r.facets = &facet;
        r.facet_count = 1;
        morgue_field field = {s, s};
        morgue_article a = {.id = s, .title = s, .standfirst = s, .body = s, .source = s};
        a.tags = &s;
        a.fields = &field;
        a.tag_count = a.field_count = 1;
        strbuf out = {0};
        render_options o = {.width = 20 + round % 9};
        render_format_named("text")->results(&r, &o, &out);
        render_format_named("ids")->results(&r, &o, &out);
        render_facets(&r, render_format_named("text"), &o, &out);
        render_article_text(&a, &o, &out);
        fake_expect_harmless(&out);
        strbuf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_controls),   cmocka_unit_test(test_upper_controls),
        cmocka_unit_test(test_directions), cmocka_unit_test(test_ill_formed),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
