/* Snippets: where the marks lie, how long the passage is, odd texts. */
#include "fixture.h"

#include "strbuf.h"
#include "utf8.h"

#include <stdio.h>

static morgue_config *config;

static const brief articles[] = {
    {.id = "ban",
     .title = "A ban",
     .source = "Reuters",
     .byline = "Jane Smith",
     .body =
         "Oil was not touched. China banned Micron's chips on Sunday, the cyberspace office said. "
         "Reuters and Jane saw it.\n\nShares of $MU fell. Chinese buyers of Micron Technology "
         "chips "
         "worry about the bans; electricity and electronics do not."},
    {.id = "accents",
     .body = "Un caf\xc3\xa9 \xc3\xa0 Z\xc3\xbcrich, deux cafes \xc3\xa0 Zurich. R\xc3\xa9union."},
    {.id = "chinese",
     .body = "\xe6\x96\xb0\xe5\x8d\x8e\xe7\xa4\xbe\xe3\x80\x82\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba"
             "\xe6\xb0\x91\xe8\xaf\xb4\xe4\xb8\xad\xe5\x9b\xbd\xe3\x80\x82"},
    {.id = "compound",
     .body = "The well-known COVID-19 virus. It is well known that covid19 and oil prices rise, "
             "oil's price too."},
    {.id = "title", .title = "Nothing below"},
    {.id = "standfirst", .title = "x", .standfirst = "A standfirst on tungsten"},
    {.id = "both",
     .standfirst = "A standfirst on tantalum",
     .body = "The body is about other metals."},
};
enum { ARTICLES = sizeof articles / sizeof *articles };

/* Whatever was found, it is sound. */
static void check_sound(const morgue_hit *hit)
{
    assert_true(utf8_valid(hit->snippet));
    for (size_t i = 0; i < hit->mark_count; i++) {
        const morgue_mark *m = &hit->marks[i];
        assert_true(m->from < m->to && m->to <= hit->snippet.len);
        assert_true(i == 0 || hit->marks[i - 1].to <= m->from);
        assert_true(((unsigned char)hit->snippet.ptr[m->from] & 0xc0) != 0x80);
        assert_true(m->to == hit->snippet.len ||
                    ((unsigned char)hit->snippet.ptr[m->to] & 0xc0) != 0x80);
    }
}

static morgue_results *with_snippets(morgue_archive *a, const char *text, size_t bytes)
{
    morgue_search_options options = fixture_options();
    options.snippet_bytes = bytes;
    morgue_results *r = fixture_search(a, text, &options);
    for (size_t i = 0; i < morgue_results_hit_count(r); i++)
        check_sound(morgue_results_hit(r, i));
    return r;
}

/* The words that are marked in the article of that id, parted by |. */
static void expect_marks(morgue_archive *a, const char *text, const char *id, const char *marks)
{
    char question[512];
    snprintf(question, sizeof question, "(%s) id:%s", text, id);
    morgue_results *r = with_snippets(a, question, 1000);
    if (morgue_results_hit_count(r) != 1)
        fail_msg("'%s' does not find %s", text, id);
    const morgue_hit *hit = morgue_results_hit(r, 0);
    strbuf got = {0};
    strbuf_text(&got, "");
    for (size_t i = 0; i < hit->mark_count; i++) {
        if (i)
            strbuf_char(&got, '|');
        strbuf_str(&got, str_range(hit->snippet, hit->marks[i].from, hit->marks[i].to));
    }
    strbuf_char(&got, '\0');
    if (strcmp(got.ptr, marks) != 0)
        fail_msg("'%s' marks %s instead of %s", text, got.ptr, marks);
    strbuf_free(&got);
    morgue_results_free(r);
}

static morgue_archive *archive;

static void test_marks(void **state)
{
    (void)state;
    /* stems */
    expect_marks(archive, "bans", "ban", "banned|bans");
    expect_marks(archive, "chip", "ban", "chips|chips");
    /* surfaces */
    expect_marks(archive, "\"bans\"", "ban", "bans");
    expect_marks(archive, "\"Micron's chips\"", "ban", "Micron's chips");
    /* within a phrase only the phrase */
    expect_marks(archive, "\"micron technology\"", "ban", "Micron Technology");
    expect_marks(archive, "electr*", "ban", "electricity|electronics");
    expect_marks(archive, "electri*", "ban", "electricity");
    expect_marks(archive, "china NEAR/3 chips", "ban", "China|chips|chips");
    expect_marks(archive, "\"china micron\"~2", "ban", "China|Micron|Micron");
    expect_marks(archive, "\"micron technology\" SENTENCE (bans OR fell)", "ban",
                 "banned|fell|Micron Technology|bans");
    expect_marks(archive, "atleast/1(chips PARA electr*)", "ban",
                 "chips|chips|electricity|electronics");
    expect_marks(archive, "first/5(oil) PARA org:micron", "ban",
                 "Oil|Micron|$MU|Micron Technology");
    /* what is excluded is not marked */
    expect_marks(archive, "chips NOT NEAR/1 micron", "ban", "chips|chips");
    expect_marks(archive, "chips -tungsten -oilwell", "ban", "chips|chips");
    expect_marks(archive, "oil OR (sunday NOT iron)", "ban", "Oil|Sunday");
}

static void test_marks_of_fields(void **state)
{
    (void)state;
    expect_marks(archive, "body:bans", "ban", "banned|bans");
    expect_marks(archive, "headline:ban", "ban", "banned|bans");
    /* that the outlet is called so says nothing about the text */
    expect_marks(archive, "source:reuters chips", "ban", "chips|chips");
    expect_marks(archive, "byline:jane chips", "ban", "chips|chips");
    expect_marks(archive, "id:ban", "ban", "");
}

static void test_marks_of_entities(void **state)
{
    (void)state;
    expect_marks(archive, "org:Micron", "ban", "Micron|$MU|Micron Technology");
    expect_marks(archive, "ticker:MU", "ban", "Micron|$MU|Micron Technology");
    expect_marks(archive, "place:china", "ban", "China|Chinese");
    expect_marks(archive, "org:micr*", "ban", "Micron|Micron Technology");
    expect_marks(archive, "entity:china chips", "ban", "China|chips|Chinese|chips");
}

static void test_marks_of_folding(void **state)
{
    (void)state;
    expect_marks(archive, "caf\xc3\xa9", "accents", "caf\xc3\xa9|cafes");
    expect_marks(archive, "\"caf\xc3\xa9\"", "accents", "caf\xc3\xa9");
    expect_marks(archive, "zurich", "accents", "Z\xc3\xbcrich|Zurich");
    expect_marks(archive, "\"z\xc3\xbcrich\"", "accents", "Z\xc3\xbcrich");
    expect_marks(archive, "z\xc3\xbcr*", "accents", "Z\xc3\xbcrich|Zurich");
    expect_marks(archive, "reunion", "accents", "R\xc3\xa9union");
}

static void test_marks_of_ideographs(void **state)
{
    (void)state;
    expect_marks(archive, "\xe4\xb8\xad\xe5\x9b\xbd", "chinese",
                 "\xe4\xb8\xad\xe5\x9b\xbd|\xe4\xb8\xad\xe5\x9b\xbd");
    expect_marks(archive, "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba", "chinese",
                 "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba");
    expect_marks(archive, "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba\xe6\xb0\x91", "chinese",
                 "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba\xe6\xb0\x91");
    expect_marks(archive, "\xe4\xba\xba", "chinese", "\xe4\xba\xba");
    expect_marks(archive, "place:China", "chinese",
                 "\xe4\xb8\xad\xe5\x9b\xbd|\xe4\xb8\xad\xe5\x9b\xbd");
}

static void test_marks_of_compounds(void **state)
{
    (void)state;
    expect_marks(archive, "well-known", "compound", "well-known|well known");
    expect_marks(archive, "COVID-19", "compound", "COVID-19|covid19");
    /* parts by their stems, but only one behind the other */
    expect_marks(archive, "oil-price", "compound", "oil prices|oil's price");
    expect_marks(archive, "covid-1*", "compound", "COVID-19|covid19");
    expect_marks(archive, "well-know*", "compound", "well-known|well known");
}

static void expect_snippet(morgue_archive *a, const char *text, const char *expected)
{
    morgue_results *r = with_snippets(a, text, 240);
    assert_int_equal(morgue_results_hit_count(r), 1);
    morgue_str snippet = morgue_results_hit(r, 0)->snippet;
    if (!str_is(snippet, expected))
        fail_msg("'%.*s' instead of '%s'", STR_ARGS(snippet), expected);
    morgue_results_free(r);
}

static void test_which_text(void **state)
{
    (void)state;
    expect_snippet(archive, "nothing", "");
    expect_marks(archive, "nothing", "title", "");
    expect_snippet(archive, "tungsten", "A standfirst on tungsten");
    expect_marks(archive, "tungsten", "standfirst", "tungsten");
    expect_marks(archive, "tantalum", "both", "tantalum");
    /* nothing of the text was asked for: its beginning */
    expect_snippet(archive, "id:both", "The body is about other metals.");
    /* none asked for */
    morgue_search_options options = fixture_options();
    morgue_results *r = fixture_search(archive, "chips", &options);
    assert_int_equal(morgue_results_hit(r, 0)->snippet.len, 0);
    assert_int_equal(morgue_results_hit(r, 0)->mark_count, 0);
    morgue_results_free(r);
}

/* ---- lengths ---- */

static const char ellipsis[] = "\xe2\x80\xa6";

static bool cut_at(morgue_str s, bool start)
{
    return start ? str_starts(s, str_of(ellipsis)) : str_ends(s, str_of(ellipsis));
}

/* The target stands between much text of one kind, of separators or without. */
static void check_lengths(const char *filler, size_t before, size_t after)
{
    static unsigned number;
    char name[16];
    strbuf body = {0};
    for (size_t i = 0; i < before; i++)
        strbuf_text(&body, filler);
    strbuf_text(&body, " target ");
    for (size_t i = 0; i < after; i++)
        strbuf_text(&body, filler);
    snprintf(name, sizeof name, "lengths-%u", number++);
    brief b = {.id = "x", .body = body.ptr};
    morgue_archive *a = fixture_archive(name, config, &b, 1);
    for (size_t bytes = 1; bytes <= 400; bytes += bytes < 20 ? 1 : 19) {
        morgue_results *r = with_snippets(a, "target", bytes);
        const morgue_hit *hit = morgue_results_hit(r, 0);
        assert_int_equal(hit->mark_count, 1);
        assert_true(
            str_is(str_range(hit->snippet, hit->marks[0].from, hit->marks[0].to), "target"));
        if (hit->snippet.len > bytes + 64)
            fail_msg("%zu bytes where %zu were asked for", hit->snippet.len, bytes);
        bool room = body.len > 2 * bytes + 100;
        assert_true(!room || bytes < 60 || hit->snippet.len >= bytes / 2);
        assert_true(!room || cut_at(hit->snippet, true) || cut_at(hit->snippet, false));
        morgue_results_free(r);
    }
    morgue_archive_free(a);
    strbuf_free(&body);
}

static void test_lengths(void **state)
{
    (void)state;
    check_lengths("several words. ", 100, 100);
    check_lengths("several words ", 0, 100);
    check_lengths("several words ", 100, 0);
    check_lengths("", 0, 0);
    check_lengths("w", 2000, 2000);
    check_lengths("\xe4\xb8\xad", 2000, 2000);
    check_lengths("e\xcc\x81", 1000, 1000);
    check_lengths("\xf0\x9f\x98\x80", 500, 500);
    check_lengths("\n\n", 500, 500);
    check_lengths("...", 500, 500);
}

/* Two words asked for, close together once: that is the passage. */
static void test_best_passage(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 100; i++)
        strbuf_text(&body, "A tin mine opened somewhere. ");
    strbuf_text(&body, "Then tin met copper. ");
    for (int i = 0; i < 100; i++)
        strbuf_text(&body, "A tin mine closed somewhere. ");
    brief b = {.id = "x", .body = body.ptr};
    morgue_archive *a = fixture_archive("passage", config, &b, 1);
    morgue_results *r = with_snippets(a, "tin copper", 120);
    morgue_str snippet = morgue_results_hit(r, 0)->snippet;
    assert_true(str_search(snippet, 0, STR("tin met copper")) < snippet.len);
    assert_true(cut_at(snippet, true) && cut_at(snippet, false));
    morgue_results_free(r);
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* The pair that an operator found is shown, not another that stands further apart. */
static void test_pairs(void **state)
{
    (void)state;
    static const brief b = {
        .id = "x",
        .body = "Iron is mined far from where tin and also other metals and more of them come "
                "from, iron too. Copper is not. Much later and elsewhere, tin met iron. Nothing "
                "else happened there, as far as anybody knows, for many years to come."};
    static const char *const questions[] = {"tin NEAR/2 iron", "iron SENTENCE (tin OR lead)",
                                            "\"tin\" ADJ/2 iron"};
    morgue_archive *a = fixture_archive("pairs", config, &b, 1);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        morgue_results *r = with_snippets(a, questions[i], 60);
        morgue_str snippet = morgue_results_hit(r, 0)->snippet;
        if (str_search(snippet, 0, STR("tin met iron")) == snippet.len)
            fail_msg("'%s' shows %.*s", questions[i], STR_ARGS(snippet));
        morgue_results_free(r);
    }
    morgue_archive_free(a);
}

/* Line ends would break the lines of who prints it. */
static void test_one_line(void **state)
{
    (void)state;
    static const brief b = {.id = "x", .body = "One\nline.\r\n\r\nTwo\tlines target"};
    morgue_archive *a = fixture_archive("line", config, &b, 1);
    morgue_results *r = with_snippets(a, "target", 240);
    morgue_str snippet = morgue_results_hit(r, 0)->snippet;
    for (size_t i = 0; i < snippet.len; i++)
        assert_true((unsigned char)snippet.ptr[i] >= 0x20);
    morgue_results_free(r);
    morgue_archive_free(a);
}

/* A text that is read in parts: what is looked for is in the last of them alone, in two,
 * or over the border of a part that has no paragraphs. */
static void test_long_text(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 60000; i++)
        strbuf_text(&body, i % 100 ? "word " : i == 30000 ? "tin and tungsten. \n\n" : "stop.\n\n");
    strbuf_text(&body, "Now the tungsten is here.");
    brief b = {.id = "x", .title = "X", .body = body.ptr};
    morgue_archive *a = fixture_archive("long", config, &b, 1);
    static const char *const questions[] = {"now", "tungsten AND tin", "tungsten"};
    static const char *const marked[] = {"Now", "tin", "tungsten"};
    for (size_t i = 0; i < 3; i++) {
        morgue_results *r = with_snippets(a, questions[i], 100);
        const morgue_hit *hit = morgue_results_hit(r, 0);
        check_sound(hit);
        assert_true(hit->mark_count >= 1 && hit->snippet.len < 200);
        morgue_mark m = hit->marks[0];
        assert_memory_equal(hit->snippet.ptr + m.from, marked[i], m.to - m.from);
        morgue_results_free(r);
    }
    morgue_archive_free(a);
    strbuf_free(&body);
}

static int start(void **state)
{
    (void)state;
    fixture_start();
    config = fixture_config("");
    archive = fixture_archive("archive", config, articles, ARTICLES);
    return 0;
}

static int end(void **state)
{
    (void)state;
    morgue_archive_free(archive);
    morgue_config_free(config);
    fixture_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_marks_of_fields),
        cmocka_unit_test(test_marks_of_entities),
        cmocka_unit_test(test_marks_of_folding),
        cmocka_unit_test(test_marks_of_ideographs),
        cmocka_unit_test(test_marks_of_compounds),
        cmocka_unit_test(test_which_text),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_best_passage),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_one_line),
        cmocka_unit_test(test_long_text),
    };
    return cmocka_run_group_tests(tests, start, end);
}
