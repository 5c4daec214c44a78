/* Texts from words and formats: what people write, what nobody writes, and damage. */
#include "draft_text.h"
#include "text_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static analyzer *words;

static int setup(void **state)
{
    (void)state;
    return analyzer_new(&words, STR("en"), NULL);
}

static int teardown(void **state)
{
    (void)state;
    analyzer_free(words);
    return 0;
}

static morgue_str norm_at(void *context, uint32_t position)
{
    const token_list *list = context;
    for (size_t i = position; i < list->count; i++)
        if (!list->tokens[i].alternate && list->tokens[i].position == position)
            return list->tokens[i].norm;
    return (morgue_str){NULL, 0};
}

/* Bytes of the format of a text, which must come back from it. */
static size_t round_trip(morgue_str text)
{
    token_list list = {0};
    strbuf format = {0}, out = {0};
    morgue_error error;
    assert_int_equal(analyze(words, text, &list, NULL), MORGUE_OK);
    assert_true(draft_text_write(text, &list, &format));
    strbuf_text(&out, "before");
    if (draft_text_read(strbuf_view(&format), list.positions, norm_at, &list, text.len, &out,
                        &error))
        fail_msg("%s: %.*s", error.message, STR_ARGS(text));
    assert_true(str_equal(str_range(strbuf_view(&out), 6, out.len), text));
    /* One byte less is too few. */
    if (text.len)
        assert_int_equal(draft_text_read(strbuf_view(&format), list.positions, norm_at, &list,
                                         text.len - 1, &out, NULL),
                         MORGUE_CORRUPT);
    assert_int_equal(out.len, 6 + text.len);
    size_t bytes = format.len;
    strbuf_free(&format);
    strbuf_free(&out);
    token_list_free(&list);
    return bytes;
}

static void test_round_trips(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "...",
        "a",
        "A",
        " a ",
        "\n\na\n",
        "Micron Technology said on Monday. It fell 3.5%, to $10,000 a share.",
        "U.S. and US and u.s. and U.S.'s, AT&T and at&t, $MU and $GOOG.L",
        "JPMorgan met JPMorgan and jpmorgan; iPhone, eBay. EBay fell.",
        "Réunion, réunion, RÉUNION, cœur, Œuvre, straße, STRASSE, ŁÓDŹ",
        "10000 10,000 010000 1,000,000 1000000 1,50,000 12345.67 12,345.67%",
        "Москва и МОСКВА, Ёлка; Ελλάδα ΕΛΛΆΔΑ, σας",
        "中国经济。増加した、한국은행은 ไทยรัฐ ។",
        "COVID-19 well-known Jean-Luc's O'Brien's l'Oréal ’tis “Yes,” he said.",
        "\"Yes.\" \"No,\" she said ... (Reporting by A. B. Smith; Editing by C. Doe)",
        "a  b   c    d\te\r\nf\u00a0g",
        "THE WHOLE TITLE IS SHOUTED, AGAIN AND AGAIN, THE WHOLE TITLE",
        "x\xcc\x81y \xd8\xa7\xd9\x84\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\xa9. "
        "\xd9\x85\xd8\xb5\xd8\xb1",
        "ﷺ ﬁne ２０２３年 Ⅳ ½ x² ™ 🙂 a🙂b",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        round_trip(str_of(texts[i]));
}

/* What is as expected costs one byte, the length of nothing. */
static void test_nothing_to_say(void **state)
{
    (void)state;
    assert_int_equal(round_trip(STR("The price of wheat went up and down and up again")), 1);
    assert_int_equal(round_trip(STR("价格上涨")), 1);
}

/* Runs around the lengths that one byte holds, and texts that outgrow the model. */
static void test_runs(void **state)
{
    (void)state;
    for (size_t n = 0; n < 100; n++) {
        strbuf text = {0};
        strbuf_text(&text, "Go");
        for (size_t i = 0; i < n; i++)
            strbuf_text(&text, " on");
        strbuf_text(&text, ", Bob");
        round_trip(strbuf_view(&text));
        strbuf_free(&text);
    }
    strbuf text = {0};
    for (unsigned i = 0; i < 20000; i++)
        strbuf_printf(&text, "%s%c%x%s", i % 3 ? "w" : "W", 'a' + (int)(i % 26), i * 7 % 5000,
                      i % 11 ? " " : ". ");
    round_trip(strbuf_view(&text));
    strbuf_free(&text);
}

/* Every gap that has a number, and one that has none, behind every run that fits
 * into one byte or is longer; and every spelling behind such runs. */
static void test_every_surprise(void **state)
{
    (void)state;
    static const char *const surprises[] = {"X",   "XYZ",      "U.S.", "123456", "123,456",
                                            "xYz", "\xc3\x89", "12.5", "AT&T",   "O'Neil's"};
    for (size_t n = 0; n < 90; n += n < 45 ? 1 : 9) {
        strbuf run = {0};
        for (size_t i = 0; i < n; i++)
            strbuf_text(&run, " go");
        for (unsigned number = 2; number <= GAP_LITERAL; number++) {
            morgue_str gap = draft__gap_text(number);
            if (!gap.ptr && number < GAP_LITERAL)
                continue;
            strbuf text = {0};
            strbuf_printf(&text, "go%.*s%.*sgo%.*sgo", STR_ARGS(strbuf_view(&run)),
                          STR_ARGS(gap.ptr ? gap : STR("<~>")), STR_ARGS(strbuf_view(&run)));
            round_trip(strbuf_view(&text));
            strbuf_free(&text);
        }
        for (size_t i = 0; i < sizeof surprises / sizeof *surprises; i++) {
            strbuf text = {0};
            strbuf_printf(&text, "go%.*s %s%.*s %s go", STR_ARGS(strbuf_view(&run)), surprises[i],
                          STR_ARGS(strbuf_view(&run)), surprises[i]);
            round_trip(strbuf_view(&text));
            strbuf_free(&text);
        }
        strbuf_free(&run);
    }
}

/* Tokens that do not cover the text in order give no format to rely on. */
static void test_foreign_tokens(void **state)
{
    (void)state;
    token_list list = {0};
    strbuf format = {0};
    morgue_str text = STR("one two three");
    assert_int_equal(analyze(words, text, &list, NULL), MORGUE_OK);
    assert_true(draft_text_write(text, &list, &format));
    assert_false(draft_text_write(str_range(text, 0, 9), &list, &format));
    token kept = list.tokens[1];
    list.tokens[1].from = 2;
    assert_false(draft_text_write(text, &list, &format));
    list.tokens[1] = kept;
    list.tokens[1].to = list.tokens[1].from - 1;
    assert_false(draft_text_write(text, &list, &format));
    list.tokens[1] = kept;
    list.tokens[1].norm.len = 0;
    assert_false(draft_text_write(text, &list, &format));
    list.tokens[1] = kept;
    list.positions = 2;
    assert_false(draft_text_write(text, &list, &format));
    strbuf_free(&format);
    token_list_free(&list);
}

static uint64_t random_state = 88172645463325252u;

static uint32_t draw(uint32_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)((random_state >> 20) % below);
}

static void test_random_texts(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "the",  "The", "THE", "Bank", "iPad",     "U.S.",   "US", "10,000", "10000",
        "3.5%", "$MU", "é",   "É",    "e",        "中",     "国", "-",      "'s",
        "’s",   ".",   ". ",  ",",    " ",        "  ",     "\n", "\n\n",   "\"",
        "(",    ")",   "ß",   "SS",   "\xcc\x81", "\u200d", "_",  "#",      "&"};
    for (unsigned round = 0; round < 2000; round++) {
        strbuf text = {0};
        for (unsigned n = draw(60); n > 0; n--) {
            strbuf_text(&text, pieces[draw(sizeof pieces / sizeof *pieces)]);
            if (draw(2))
                strbuf_char(&text, ' ');
        }
        round_trip(strbuf_view(&text));
        strbuf_free(&text);
    }
}

static morgue_str one_norm(void *context, uint32_t position)
{
    (void)position;
    return *(const morgue_str *)context;
}

/* Random formats over odd norms: a status, and never more than the limit. */
static void test_hostile_formats(void **state)
{
    (void)state;
    static const morgue_str norms[] = {{"a", 1},
                                       {"micron", 6},
                                       {"10000000", 8},
                                       {"\xd0", 1},
                                       {"\xc3", 1},
                                       {"\xe4\xb8\xad", 3},
                                       {"u.s.", 4},
                                       {"\0\0", 2},
                                       {"\xff\xfe\xfd", 3},
                                       {"................................................", 48}};
    for (unsigned round = 0; round < 20000; round++) {
        size_t len = draw(24), limit = draw(200);
        char *bytes = malloc(len ? len : 1); /* so that a byte too many is noticed */
        for (size_t i = 0; i < len; i++)
            bytes[i] = (char)(draw(3) ? draw(256) : draw(8));
        strbuf out = {0};
        morgue_error error = {0};
        morgue_str norm = norms[draw(sizeof norms / sizeof *norms)];
        morgue_status status = draft_text_read((morgue_str){bytes, len}, draw(20), one_norm, &norm,
                                               limit, &out, &error);
        assert_true(status == MORGUE_OK || (status == MORGUE_CORRUPT && error.message[0]));
        assert_true(out.len <= limit);
        assert_true(status == MORGUE_OK || out.len == 0);
        strbuf_free(&out);
        free(bytes);
    }
}

/* A reader that has lost a word says so; so does one whose format was cut. */
static void test_damage(void **state)
{
    (void)state;
    strbuf out = {0};
    morgue_str none = {NULL, 0}, word = STR("word");
    morgue_error error = {0};
    assert_int_equal(draft_text_read(STR("\0"), 3, one_norm, &none, 100, &out, &error),
                     MORGUE_CORRUPT);
    assert_int_equal(draft_text_read(STR(""), 3, one_norm, &word, 100, &out, &error),
                     MORGUE_CORRUPT);
    assert_int_equal(draft_text_read(STR("\005ab"), 3, one_norm, &word, 100, &out, &error),
                     MORGUE_CORRUPT);
    /* A surprise that never comes. */
    assert_int_equal(
        draft_text_read((morgue_str){"\001\020", 2}, 3, one_norm, &word, 100, &out, &error),
        MORGUE_CORRUPT);
    assert_int_equal(out.len, 0);
    /* Four thousand million words are not waited for. */
    assert_int_equal(
        draft_text_read((morgue_str){"", 1}, UINT32_MAX, one_norm, &word, 1000, &out, &error),
        MORGUE_CORRUPT);
    strbuf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_nothing_to_say),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_every_surprise),
        cmocka_unit_test(test_foreign_tokens),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_hostile_formats),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
