/* What the files of the room share. Private. */
#ifndef PLAN_INTERNAL_H
#define PLAN_INTERNAL_H

#include "plan.h"

/* What a name before a colon means. */
typedef enum field_meaning {
    MEANS_WORDS,  /* words and phrases in scope; stems if stemmed */
    MEANS_VALUE,  /* a whole value in scope */
    MEANS_SOURCE, /* words of the outlet's name, or the URL's host */
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
    const morgue_query *question; /* as asked */
    const morgue_query *query;    /* the one being walked: a saved one may be inside */
    const morgue_config *config;
    analyzer *analyzer;
    token_list tokens;
    strbuf scratch;
    morgue_error *err;
    morgue_status status; /* sticky */
    size_t nodes;
    unsigned depth;           /* operators above the node at hand */
    unsigned excluded;        /* NOTs among them */
    double factor;            /* of the weights among them; 1 without any */
    unsigned idle;            /* weights without effect */
    const node *labelled;     /* the field whose value is the weight at hand; else NULL */
    const node *outer;        /* the clause of the question whose saved query is being walked */
    const node *operator;     /* whose operands are being planned; NULL outside of any */
    const field_plan *around; /* the field that the operator looks into */
    unsigned saved_depth;
    bool blamed; /* the error names the saved query that it is in */
} planner;

/* NULL and p->status set when out of memory or over the limit of nodes. */
plan_node *plan__node(planner *p, plan_kind kind, const node *from, size_t children);

/* What names without a field before them mean: words anywhere in the text. */
extern const field_plan plan__everywhere;

/* Resolves a field name; false when it is unknown (p->status is set). */
bool plan__field(planner *p, const node *field, field_plan *out);

/* field:*, or a star alone. */
plan_node *plan__has(planner *p, const node *n, const field_plan *field);

/* A word, phrase or prefix of the question in a field. */
plan_node *plan__leaf(planner *p, const node *n, const field_plan *field);

/* NEAR, ADJ, NOT NEAR, SENTENCE, PARA, atleast/n or first/n. */
plan_node *plan__positional(planner *p, const node *n, const field_plan *field);

morgue_str plan__copy(planner *p, morgue_str s);

/* ---- weights.c ---- */

typedef plan_node *plan_visit(planner *p, const node *n, const field_plan *field);

/* NODE_WEIGHT: what visit makes of its child, with the weight. */
plan_node *plan__weight(planner *p, const node *n, const field_plan *field, plan_visit *visit);

/* A weight on something that has no score. */
void plan__idle_weight(planner *p, const node *n);

/* ---- words.c ---- */

/* The words of n as the articles' were analysed, into p->tokens; false when
 * there are none. */
bool plan__analyse(planner *p, const node *n);

/* A word, or the words of a phrase one after the other. */
plan_node *plan__words(planner *p, const node *n, const field_plan *field);

/* Words that begin with what stands before a star. */
plan_node *plan__word_prefix(planner *p, const node *n, const field_plan *field);

/* Words like a pattern, or spelt like a word. */
plan_node *plan__word_like(planner *p, const node *n, const field_plan *field);

/* A wildcard over the text in p->scratch; refused when that is too short. */
plan_node *plan__prefix_node(planner *p, const node *n, const field_plan *field, morgue_str text);

#endif
