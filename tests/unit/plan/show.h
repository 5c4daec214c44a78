/* For tests of query/plan: a plan as one line, and what a question must become. */
#ifndef SHOW_H
#define SHOW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan.h"

/* 2023-06-15T12:30:00Z, a Thursday. */
#define NOW INT64_C(1686832200)

/* Appends a node and all below it:
 *
 *     micron            the surface word     ~micron         the stem
 *     mic*              a wildcard           (near<6 a b)    within a window of 6 words
 *     (seq<2 a b)       the same in order    (and a b)  (or a b)  (not a)
 *     headline:a        in a scope           tag='oil prices'     a whole value
 *     org'micron'       an entity            about'micron'        a salient one
 *     ticker'MU'        has(date)            date[1..2]  wc[1..2]  *
 *     a^2               a weight
 */
void show_plan(const plan_node *n, strbuf *out);

/* Settings with the declared fields desk (words), ref (a value), priority (a
 * value), and the saved queries of the table in show.c. */
const morgue_config *show_config(void);

/* Plans text with those settings. */
morgue_status show_make(plan **out, const char *text, morgue_error *err);

/* The question becomes exactly this plan. */
void expect_plan(const char *text, const char *expected);

typedef struct plan_row {
    const char *text, *expected;
} plan_row;

void expect_plans(const plan_row *rows, size_t count);

#define EXPECT_PLANS(rows) expect_plans(rows, sizeof(rows) / sizeof *(rows))

/* The question is refused so, with these bytes to blame and this in the message. */
void expect_refusal(const char *text, morgue_status status, size_t from, size_t to,
                    const char *message);

#endif
