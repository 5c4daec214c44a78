/* For the tests of draft: a drafter over a small alias table, and looking into drafts. */
#ifndef DRAFT_HELP_H
#define DRAFT_HELP_H

#include "draft.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct workshop {
    morgue_config *config;
    analyzer *analyzer;
    alias_table *table;
    recogniser *names;
    drafter *drafter;
} workshop;

int workshop_setup(void **state);
int workshop_teardown(void **state);

/* Drafts an article, which must succeed. */
draft *workshop_draft(workshop *w, const morgue_article *a);

/* NULL when the draft has no such term. */
const draft_term *draft_find(const draft *d, const char *term);

/* The wdf of an unprefixed term: a norm or an exact of forms with a wdf; -1 when
 * the index has none. */
int draft_word(const draft *d, const char *word);

/* NULL when the draft has no such text. */
const draft_text *draft_find_text(const draft *d, unsigned field);

/* The norms of a text: "one two / three // four" with / before a sentence and //
 * before a paragraph; "absent" without the text. */
const char *draft_show(const draft *d, unsigned field);

/* The text as the draft gives it back. The caller frees it. */
strbuf draft_rebuild(const draft *d, const draft_text *t);

const draft_facet *draft_find_facet(const draft *d, unsigned facet, const char *key);

#endif
