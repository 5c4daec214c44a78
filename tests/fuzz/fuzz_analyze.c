/* Any bytes, made UTF-8, through the analyzer: what its header promises must hold. */
#include "analyze.h"
#include "utf8.h"

#include <morgue/limits.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition) require(condition, #condition, __LINE__)

static void require(bool holds, const char *condition, int line)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_analyze.c:%d: does not hold: %s\n", line, condition);
    abort();
}

static bool boundary(morgue_str text, size_t at)
{
    return at == text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
}

static void check_texts(const token *t)
{
    REQUIRE(t->norm.len > 0 && t->norm.len <= MORGUE_MAX_TERM && utf8_valid(t->norm));
    REQUIRE(t->exact.len <= MORGUE_MAX_TERM && (t->exact.len == 0 || utf8_valid(t->exact)));
    REQUIRE(!str_equal(t->exact, t->norm));
    REQUIRE(t->stem.len <= MORGUE_MAX_TERM && (t->stem.len == 0 || utf8_valid(t->stem)));
    REQUIRE(t->stem.len == 0 || t->kind == TOKEN_WORD || t->kind == TOKEN_COMPOUND);
    REQUIRE(t->kind != TOKEN_COMPOUND || t->alternate);
}

static void check_primary(const token *t, const token *before)
{
    REQUIRE(t->position == (before ? before->position + 1 : 0));
    REQUIRE(t->from >= (before ? before->to : 0));
    uint32_t sentence = before ? before->sentence : 0, paragraph = before ? before->paragraph : 0;
    REQUIRE(t->sentence == sentence || t->sentence == sentence + 1);
    REQUIRE(t->paragraph == paragraph || t->paragraph == paragraph + 1);
    REQUIRE(t->paragraph == paragraph || t->sentence == sentence + 1);
}

/* A plain word's norm is its own norm. */
static void check_again(analyzer *a, const token *t, token_list *again)
{
    REQUIRE(analyze(a, t->norm, again, NULL) == MORGUE_OK);
    if (again->positions != 1 || again->tokens[0].kind != TOKEN_WORD ||
        !str_equal(again->tokens[0].norm, t->norm))
        fprintf(stderr, "norm: \"%.*s\"\n", STR_ARGS(t->norm));
    REQUIRE(again->positions == 1);
    REQUIRE(again->tokens[0].kind == TOKEN_WORD);
    REQUIRE(str_equal(again->tokens[0].norm, t->norm));
    REQUIRE(str_equal(again->tokens[0].stem, t->stem));
}

static void check(analyzer *a, morgue_str text, const token_list *list)
{
    token_list again = {0};
    const token *before = NULL;
    uint32_t positions = 0;
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        REQUIRE(t->from < t->to && t->to <= text.len);
        REQUIRE(boundary(text, t->from) && boundary(text, t->to));
        check_texts(t);
        if (t->alternate) {
            REQUIRE(before && t->position == before->position && t->from == before->from);
            continue;
        }
        check_primary(t, before);
        if (t->kind == TOKEN_WORD && text.len < 4096)
            check_again(a, t, &again);
        before = t;
        positions++;
    }
    REQUIRE(list->positions == positions);
    REQUIRE(list->sentences == (before ? before->sentence + 1 : 0));
    REQUIRE(list->paragraphs == (before ? before->paragraph + 1 : 0));
    token_list_free(&again);
}

/* Bytes that are not UTF-8 become question marks. */
static morgue_str make_valid(const uint8_t *data, size_t size, strbuf *out)
{
    morgue_str rest = {(const char *)data, size};
    while (rest.len) {
        size_t good = utf8_first_bad(rest);
        strbuf_add(out, rest.ptr, good);
        if (good < rest.len)
            strbuf_char(out, '?');
        rest = str_range(rest, good + 1, rest.len);
    }
    return strbuf_view(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = {"en", "fr", "de", "tr", "none", "ru"};
    analyzer *a = NULL;
    strbuf valid = {0};
    token_list list = {0};
    morgue_str text = make_valid(data, size, &valid);
    morgue_str language = str_of(languages[size ? data[0] % 6 : 0]);
    REQUIRE(analyzer_new(&a, language, NULL) == MORGUE_OK);
    REQUIRE(analyze(a, text, &list, NULL) == MORGUE_OK);
    check(a, text, &list);
    REQUIRE(analyze_question(a, text, &list, NULL) == MORGUE_OK);
    check(a, text, &list);
    token_list_free(&list);
    strbuf_free(&valid);
    analyzer_free(a);
    return 0;
}
