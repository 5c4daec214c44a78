/* What the tests of the entities room share: tables from YAML, mentions as text. */
#ifndef ENTITIES_HELP_H
#define ENTITIES_HELP_H

#include "entities.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static inline analyzer *english(void)
{
    analyzer *a;
    assert_int_equal(analyzer_new(&a, STR("en"), NULL), MORGUE_OK);
    return a;
}

/* A table from entity files, each without its "version: 1"; NULL behind the last. */
static inline alias_table *table_of(const char *const *files)
{
    analyzer *a = english();
    alias_table *table;
    assert_int_equal(alias_table_new(&table, NULL), MORGUE_OK);
    for (; *files; files++) {
        strbuf yaml = {0};
        strbuf_printf(&yaml, "version: 1\nentities:\n%s", *files);
        morgue_error err = {0};
        if (alias_table_add(table, a, "test.yaml", strbuf_view(&yaml), &err))
            fail_msg("%u:%u: %s", err.line, err.column, err.message);
        strbuf_free(&yaml);
    }
    analyzer_free(a);
    return table;
}

#define TABLE(...) table_of((const char *const[]){__VA_ARGS__, NULL})

/* "place:china~=Chinese", "~" for nationality. */
static inline void write_mentions(strbuf *out, const mention_list *list, morgue_str text)
{
    for (size_t i = 0; i < list->count; i++) {
        const mention *m = &list->mentions[i];
        morgue_str written = str_range(text, m->from, m->to);
        strbuf_printf(out, "%s%s:%.*s%s=%.*s", out->len ? "; " : "", entity_kind_name(m->kind),
                      STR_ARGS(m->surface), m->nationality ? "~" : "", STR_ARGS(written));
    }
}

/* The mentions of title and body; the caller frees the text. */
static inline strbuf mentions_in(const alias_table *table, const char *title, const char *body)
{
    analyzer *a = english();
    recogniser *r;
    token_list tokens[2] = {{0}, {0}};
    mention_list lists[2] = {{0}, {0}};
    morgue_str texts[2] = {str_of(title), str_of(body)};
    assert_int_equal(recogniser_new(&r, table, NULL), MORGUE_OK);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(analyze(a, texts[i], &tokens[i], NULL), MORGUE_OK);
    assert_int_equal(
        recognise(r, texts[0], &tokens[0], texts[1], &tokens[1], &lists[0], &lists[1], NULL),
        MORGUE_OK);
    strbuf out = {0};
    strbuf_text(&out, "");
    for (size_t i = 0; i < 2; i++) {
        write_mentions(&out, &lists[i], texts[i]);
        mention_list_free(&lists[i]);
        token_list_free(&tokens[i]);
    }
    recogniser_free(r);
    analyzer_free(a);
    return out;
}

static inline void expect_in(const alias_table *table, const char *title, const char *body,
                             const char *expected)
{
    strbuf found = mentions_in(table, title, body);
    if (strcmp(found.ptr, expected) != 0)
        fail_msg("\"%s\"\n  gives    %s\n  expected %s", body, found.ptr, expected);
    strbuf_free(&found);
}

/* The mentions of a body by a table of one file. */
static inline void expect(const char *yaml, const char *body, const char *expected)
{
    alias_table *table = TABLE(yaml);
    expect_in(table, "", body, expected);
    alias_table_free(table);
}

#endif
