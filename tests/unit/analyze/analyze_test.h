/* Tokens as one line of text, for tables of examples. */
#ifndef ANALYZE_TEST_H
#define ANALYZE_TEST_H

#include "analyze.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct example {
    const char *text;
    const char *tokens;
} example;

/* Letters for the kinds, in the order of token_kind. */
static const char kind_letters[] = "wnatcji";

/*
 * "norm/kind" a token, a space between; an alternate has "+" in front; then
 * ":exact" if there is one, and "'" if a possessive was taken off.
 */
static inline void show_tokens(const token_list *list, strbuf *out)
{
    strbuf_clear(out);
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        strbuf_text(out, i ? t->alternate ? " +" : " " : "");
        strbuf_str(out, t->norm);
        strbuf_char(out, '/');
        strbuf_char(out, kind_letters[t->kind]);
        if (t->exact.len) {
            strbuf_char(out, ':');
            strbuf_str(out, t->exact);
        }
        if (t->possessive && !t->alternate)
            strbuf_char(out, '\'');
    }
    strbuf_char(out, '\0');
}

static inline void check_examples(const example *examples, size_t count, const char *language)
{
    analyzer *a = NULL;
    token_list list = {0};
    strbuf shown = {0};
    assert_int_equal(analyzer_new(&a, str_of(language), NULL), MORGUE_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(analyze(a, str_of(examples[i].text), &list, NULL), MORGUE_OK);
        show_tokens(&list, &shown);
        if (strcmp(shown.ptr, examples[i].tokens) != 0)
            print_error("text: %s\n", examples[i].text);
        assert_string_equal(shown.ptr, examples[i].tokens);
    }
    strbuf_free(&shown);
    token_list_free(&list);
    analyzer_free(a);
}

#define CHECK_EXAMPLES(examples, language)                                                         \
    check_examples(examples, sizeof(examples) / sizeof *(examples), language)

#endif
