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

/* The term's wdf and positions as "wdf: p p p"; "absent" without the term. */
const char *draft_show(const draft *d, const char *term);

const draft_facet *draft_find_facet(const draft *d, unsigned facet, const char *key);

#endif
