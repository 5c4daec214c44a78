/* AST to plan: fields resolved, words analysed as indexing analysed them. Knows
 * no archive. */
#ifndef PLAN_H
#define PLAN_H

#include "analyze.h"
#include "parse.h"
#include "schema.h"

/* Clauses of one plan. No question that the parser admits has so many; those that
 * saved queries stand for could. */
#define PLAN_MAX_NODES (16 * MORGUE_MAX_QUERY_NODES)

typedef enum plan_kind {
    PLAN_ALL,     /* every article */
    PLAN_AND,     /* two or more children */
    PLAN_OR,      /* two or more children */
    PLAN_NOT,     /* one child */
    PLAN_WORD,    /* text in scope; stemmed: text is a stem */
    PLAN_PREFIX,  /* words in scope that begin with text */
    PLAN_PATTERN, /* words in scope like text, where ? is one letter and * any number */
    PLAN_FUZZY,   /* words in scope of which at most distance letters differ from text */

    /* About the order of words: children are words, wildcards, PLAN_OR of operands,
     * or one another; PLAN_ATLEAST only outermost. All are of one scope. */
    PLAN_PHRASE,   /* each child behind the one before it, at most distance words between
                      them in all */
    PLAN_NEAR,     /* two children at most distance apart (1: side by side), in order if
                      ordered */
    PLAN_NOT_NEAR, /* the first child where the second is not within distance */
    PLAN_SENTENCE, /* two children in one sentence */
    PLAN_PARA,     /* two children in one paragraph */
    PLAN_ATLEAST,  /* one child, distance times or more without overlaps */
    PLAN_FIRST,    /* one child that ends among the first distance words */
    PLAN_NAMES,    /* the names of its child as phrases: PLAN_ENTITY, PLAN_TICKER, or
                      PLAN_PREFIX of SCOPE_ENTITY */

    PLAN_DATE,    /* first..last, seconds, inclusive */
    PLAN_LENGTH,  /* first..last, words, inclusive */
    PLAN_KEYWORD, /* the whole value of a field: scope.keyword, text folded */
    PLAN_ENTITY,  /* text folded; kinds; about */
    PLAN_TICKER,  /* text without "$" */
    PLAN_HAS      /* text: a field that has a value */
} plan_kind;

typedef enum plan_scope {
    SCOPE_TEXT, /* headline, standfirst and body */
    SCOPE_HEADLINE,
    SCOPE_LEDE,
    SCOPE_BODY,
    SCOPE_BYLINE,
    SCOPE_SOURCE,
    SCOPE_SECTION,
    SCOPE_DECLARED, /* a declared text field: name */
    /* whole values */
    SCOPE_TAG,
    SCOPE_LANG,
    SCOPE_URL,
    SCOPE_HOST,
    SCOPE_ID,
    SCOPE_KEYWORD, /* a declared keyword field: name */
    SCOPE_ENTITY   /* of PLAN_ENTITY and its prefixes */
} plan_scope;

typedef struct plan_node {
    plan_kind kind;
    plan_scope scope;
    uint32_t from, to; /* bytes of the question */
    morgue_str text;
    morgue_str name;    /* of a declared field */
    morgue_str surface; /* of a stem: the word that was asked for; else empty */
    bool stemmed;
    bool ordered;
    bool about;        /* salient mentions alone */
    unsigned kinds;    /* bit a kind of entity: 1 person, 2 org, 4 place */
    unsigned distance; /* words, times or letters */
    double factor;     /* of its weight: 1 unless the question says otherwise */
    int64_t first, last;
    struct plan_node **children;
    size_t count;
} plan_node;

typedef struct plan {
    const plan_node *root;
    bool dated;
    const char *notes[1]; /* remarks for the reader */
    size_t note_count;
    arena memory;
} plan;

/*
 * Plans a question.
 *
 * a  an analyzer of the archive's language
 *
 * Expected errors: MORGUE_QUERY (unknown field, with the nearest name; an
 * operand that a proximity operator cannot take), MORGUE_LIMIT.
 */
morgue_status plan_make(plan **out, const morgue_query *query, const morgue_config *config,
                        analyzer *a, morgue_error *err);

void plan_free(plan *p);

/* "word", "near" … Static. */
const char *plan_kind_name(plan_kind kind);

/* Whether articles that match it differ in how well they do: it has words of the text
 * that are not excluded. */
bool plan_has_score(const plan_node *n);

/* PLAN_PHRASE to PLAN_NAMES. */
bool plan_is_positional(plan_kind kind);

#endif
