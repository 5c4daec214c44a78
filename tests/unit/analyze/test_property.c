/* Random texts through the fuzz target: half noise, half what the rules look for. */
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROUNDS      6000
#define MOST_PIECES 60

/* xorshift64 (Marsaglia 2003): the same texts in every run. */
static uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void test_noise(void **unused)
{
    (void)unused;
    uint64_t state = 0x9e3779b97f4a7c15u;
    uint8_t bytes[200];
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t n = draw(&state) % sizeof bytes;
        for (size_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)(draw(&state) >> 24);
        LLVMFuzzerTestOneInput(bytes, n);
    }
}

static void test_characters(void **unused)
{
    (void)unused;
    uint64_t state = 88172645463325252u;
    strbuf text = {0};
    for (unsigned round = 0; round < ROUNDS; round++) {
        strbuf_clear(&text);
        strbuf_char(&text, (char)('a' + draw(&state) % 6));
        uint64_t pieces = draw(&state) % MOST_PIECES;
        for (uint64_t i = 0; i < pieces; i++) {
            uint32_t limit = draw(&state) % 4 ? 0x3400 : 0x20000;
            uint32_t c = (uint32_t)(draw(&state) >> 20) % limit;
            char bytes[4];
            if (c < 0xd800 || c > 0xdfff)
                strbuf_add(&text, bytes, utf8_put(c, bytes));
        }
        LLVMFuzzerTestOneInput((const uint8_t *)text.ptr, text.len);
    }
    strbuf_free(&text);
}

static const char *const pieces[] = {
    "a",        "b",    "S",          "U.S.", "US",   "us", "'s",       "’s",       "'",
    "’",        ".",    "..",         ". ",   ",",    "-",  "‐",        "--",       "%",
    "$",        "$MU",  "&",          "+",    "++",   "#",  "_",        " ",        "\n",
    "\n\n",     "1",    "23",         "000",  ",000", ".5", "Ü",        "ß",        "ﬁ",
    "ŉ",        "ŀ",    "l·l",        "İ",    "ı",    "ǅ",  "\xcc\x81", "\xcc\x88", "\xe2\x80\x8d",
    "\xc2\xad", "é",    "Ё",          "й",    "σς",   "أ",  "ـ",        "ً",         "٣",
    "ﷺ",        "ש",    "״",          "क",    "्",     "ि",  "中",       "国",       "が",
    "ｶ",        "ﾞ",    "한",         "ᄒ",   "ᅡ",   "ก",  "ำ",        "。",       "！",
    "”",        "(",    ")",          "!",    "?",    "…",  "AT&T",     "Mr.",      "Inc.",
    "No.",      "l'",   "qu’",        "d'",   "The",  "x²", "₂",        "½",        "Ⅷ",
    "ﬀ",        "ＵＳ", "１，０００", "ª",    "ʼ",    "ſ",
};

static void test_mixes(void **unused)
{
    (void)unused;
    uint64_t state = 42;
    strbuf text = {0};
    for (unsigned round = 0; round < 5 * ROUNDS; round++) {
        strbuf_clear(&text);
        uint64_t n = 1 + draw(&state) % 16;
        for (uint64_t i = 0; i < n; i++)
            strbuf_text(&text, pieces[draw(&state) % (sizeof pieces / sizeof *pieces)]);
        LLVMFuzzerTestOneInput((const uint8_t *)text.ptr, text.len);
    }
    strbuf_free(&text);
}

/* Mixes repeated until words pass MORGUE_MAX_TERM. */
static void test_long_mixes(void **unused)
{
    (void)unused;
    uint64_t state = 4711;
    strbuf text = {0};
    for (unsigned round = 0; round < ROUNDS / 10; round++) {
        strbuf_clear(&text);
        const char *one = pieces[draw(&state) % (sizeof pieces / sizeof *pieces)];
        const char *two = pieces[draw(&state) % (sizeof pieces / sizeof *pieces)];
        uint64_t n = 50 + draw(&state) % 200;
        for (uint64_t i = 0; i < n; i++)
            strbuf_text(&text, draw(&state) % 8 ? one : two);
        LLVMFuzzerTestOneInput((const uint8_t *)text.ptr, text.len);
    }
    strbuf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_mixes),
        cmocka_unit_test(test_long_mixes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
