/* For the tests of draft: a drafter over a small alias table, and looking into drafts. */
#include "draft_help.h"

#include <stdio.h>
#include <stdlib.h>

static const char names[] = "version: 1\nentities:\n"
                            "- {kind: org, name: Micron, aliases: [Micron Technology]}\n"
                            "- {kind: place, name: China, nationality: [Chinese]}\n"
                            "- {kind: person, name: Wang Wentao}\n";

int workshop_setup(void **state)
{
    workshop *w = calloc(1, sizeof *w);
    morgue_error error = {0};
    assert_non_null(w);
    assert_int_equal(morgue_config_load(&w->config, NULL, &error), MORGUE_OK);
    assert_int_equal(analyzer_new(&w->analyzer, STR("en"), &error), MORGUE_OK);
    assert_int_equal(alias_table_new(&w->table, &error), MORGUE_OK);
    if (alias_table_add(w->table, w->analyzer, "names", str_of(names), &error))
        fail_msg("%u:%u %s", error.line, error.column, error.message);
    assert_int_equal(recogniser_new(&w->names, w->table, &error), MORGUE_OK);
    assert_int_equal(drafter_new(&w->drafter, w->config, w->names, &error), MORGUE_OK);
    *state = w;
    return 0;
}

int workshop_teardown(void **state)
{
    workshop *w = *state;
    drafter_free(w->drafter);
    recogniser_free(w->names);
    alias_table_free(w->table);
    analyzer_free(w->analyzer);
    morgue_config_free(w->config);
    free(w);
    return 0;
}

draft *workshop_draft(workshop *w, const morgue_article *a)
{
    draft *d;
    morgue_error error;
    if (drafter_make(w->drafter, a, &d, &error))
        fail_msg("%s", error.message);
    return d;
}

const draft_term *draft_find(const draft *d, const char *term)
{
    for (size_t i = 0; i < d->term_count; i++)
        if (str_is(d->terms[i].text, term))
            return &d->terms[i];
    return NULL;
}

const char *draft_show(const draft *d, const char *term)
{
    static char text[256];
    const draft_term *t = draft_find(d, term);
    if (!t)
        return "absent";
    int n = snprintf(text, sizeof text, "%u:", t->wdf);
    for (size_t i = 0; i < t->position_count && n < 240; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, " %u", t->positions[i]);
    return text;
}

const draft_facet *draft_find_facet(const draft *d, unsigned facet, const char *key)
{
    for (size_t i = 0; i < d->facet_count; i++)
        if (d->facets[i].facet == facet && str_is(d->facets[i].key, key))
            return &d->facets[i];
    return NULL;
}
