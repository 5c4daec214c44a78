/* An entity file from any bytes: its names are found again in a text of them. */
#include "entities.h"
#include "utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_mentions(const mention_list *list, const token_list *tokens, morgue_str text)
{
    for (size_t i = 0; i < list->count; i++) {
        const mention *m = &list->mentions[i];
        require(m->from < m->to && m->to <= text.len);
        require(m->count > 0 && m->first + m->count <= tokens->count);
        require((unsigned)m->kind < ENTITY_KINDS && m->surface.len > 0);
        require(i == 0 || m->from >= list->mentions[i - 1].from);
    }
}

/* The file itself is the text to search: its own names stand in it. */
static void search(const alias_table *table, analyzer *a, morgue_str text)
{
    recogniser *r = NULL;
    token_list title = {0}, body = {0};
    mention_list in_title = {0}, in_body = {0};
    morgue_str head = str_range(text, 0, utf8_complete_prefix(str_range(text, 0, 40)));
    require(recogniser_new(&r, table, NULL) == MORGUE_OK);
    require(analyze(a, head, &title, NULL) == MORGUE_OK);
    require(analyze(a, text, &body, NULL) == MORGUE_OK);
    require(recognise(r, head, &title, text, &body, &in_title, &in_body, NULL) == MORGUE_OK);
    check_mentions(&in_title, &title, head);
    check_mentions(&in_body, &body, text);
    mention_list_free(&in_title);
    mention_list_free(&in_body);
    token_list_free(&title);
    token_list_free(&body);
    recogniser_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static analyzer *a;
    alias_table *table = NULL;
    morgue_error err = {0};
    morgue_str text = {(const char *)data, size};
    if (!a)
        require(analyzer_new(&a, STR("en"), NULL) == MORGUE_OK);
    require(alias_table_new(&table, NULL) == MORGUE_OK);
    morgue_status status = alias_table_add(table, a, "fuzz.yaml", text, &err);
    require(status == MORGUE_OK || err.message[0]);
    for (size_t i = 0; i < alias_table_count(table); i++)
        require(alias_table_entity(table, i)->name.len > 0);
    if (status == MORGUE_OK && utf8_valid(text))
        search(table, a, text);
    alias_table_free(table);
    return 0;
}
