/* What the files of the room share. Private. */
#ifndef PLAN_INTERNAL_H
#define PLAN_INTERNAL_H

#include "plan.h"

/* What a name before a colon means. */
typedef enum field_meaning {
    MEANS_WORDS,    /* words and phrases in scope; stems if stemmed */
    MEANS_VALUE,    /* a whole value in scope */
    MEANS_SOURCE,   /* words of the outlet's name, or the URL's host */
    MEANS_ENTITY,
    MEANS_TICKER
} field_meaning;

typedef struct field_plan {
    field_meaning meaning;
    plan_scope scope;
    morgue_str name; /* as asked; of declared fields as declared */
    bool stemmed, about;
    unsigned kinds;
} field_plan;

typedef struct planner {
    plan *plan;
    const morgue_query *query; /* the one being walked: a saved one may be inside */
    const morgue_config *config;
    analyzer *analyzer;
    token_list tokens;
    strbuf scratch;
    morgue_error *err;
    morgue_status status; /* sticky */
    size_t nodes;
    unsigned saved_depth;
} planner;

/* NULL and p->status set when out of memory or over the limit of nodes. */
plan_node *plan__node(planner *p, plan_kind kind, const node *from, size_t children);

/* Resolves a field name; false when it is unknown (p->status is set). */
bool plan__field(planner *p, const node *field, field_plan *out);

/* A word, phrase or prefix of the question in a field. */
plan_node *plan__leaf(planner *p, const node *n, const field_plan *field);

/* An operand of a proximity operator: one word, or an OR of them. */
plan_node *plan__operand(planner *p, const node *n, const field_plan *field);

morgue_str plan__copy(planner *p, morgue_str s);

#endif
