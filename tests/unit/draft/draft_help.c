/* For the tests of draft: a drafter over a small alias table, and looking into drafts. */
#include "draft_help.h"
#include "draft_text.h"
#include "form.h"

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

int draft_word(const draft *d, const char *word)
{
    int wdf = -1;
    for (uint32_t i = 0; i < d->form_count; i++) {
        morgue_str key = form_key_text(d->forms[i].key);
        form_part part;
        bool has = false;
        while (form_next(&key, &part))
            has |= str_is(part.norm, word) || str_is(part.exact, word);
        if (has && d->forms[i].wdf)
            wdf = (wdf < 0 ? 0 : wdf) + (int)d->forms[i].wdf;
    }
    return wdf;
}

const draft_text *draft_find_text(const draft *d, unsigned field)
{
    for (unsigned i = 0; i < d->text_count; i++)
        if (d->texts[i].field == field)
            return &d->texts[i];
    return NULL;
}

/* As draft_text_read() asks. */
typedef struct words_of {
    const draft *d;
    const draft_text *t;
} words_of;

static morgue_str norm_at(void *context, uint32_t position)
{
    const words_of *w = context;
    morgue_str key = form_key_text(w->d->forms[w->t->words[position]].key);
    form_part part;
    assert_true(form_next(&key, &part));
    return part.norm;
}

const char *draft_show(const draft *d, unsigned field)
{
    static char text[1024];
    const draft_text *t = draft_find_text(d, field);
    size_t n = 0;
    uint32_t sentence = 0, next = 0;
    if (!t)
        return "absent";
    for (uint32_t i = 0; i < t->count && n < sizeof text - 300; i++) {
        const char *mark = " ";
        if (i == next) {
            assert_true(sentence < t->sentence_count);
            assert_true(t->sentences[sentence] >> 1 > 0);
            mark = t->sentences[sentence] & 1 ? " // " : " / ";
            next += t->sentences[sentence++] >> 1;
        }
        morgue_str norm = norm_at(&(words_of){d, t}, i);
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", i ? mark : "", STR_ARGS(norm));
    }
    return text;
}

strbuf draft_rebuild(const draft *d, const draft_text *t)
{
    strbuf out = {0};
    morgue_error error;
    words_of context = {d, t};
    if (draft_text_read(t->format, t->count, norm_at, &context, SIZE_MAX / 2, &out, &error))
        fail_msg("%s", error.message);
    return out;
}

const draft_facet *draft_find_facet(const draft *d, unsigned facet, const char *key)
{
    for (size_t i = 0; i < d->facet_count; i++)
        if (d->facets[i].facet == facet && str_is(d->facets[i].key, key))
            return &d->facets[i];
    return NULL;
}
