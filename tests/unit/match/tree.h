/* Random questions, evaluated plainly beside the nodes that they are made of. */
#ifndef MATCH_TREE_H
#define MATCH_TREE_H

#include "fake.h"

typedef enum tree_kind {
    TREE_TERM,
    TREE_TERMS,
    TREE_POOL, /* match_terms() of many */
    TREE_ALL,
    TREE_ANY,
    TREE_WITHOUT,
    TREE_WHERE,
    TREE_SCALED,
    TREE_EVERYTHING,
    TREE_NOTHING,
    TREE_DATED,
    TREE_UNDATED,
    TREE_SIZED,
    TREE_DOCUMENTS,
    TREE_KINDS
} tree_kind;

#define TREE_PARTS 24

typedef struct tree {
    tree_kind kind;
    unsigned terms[TREE_PARTS]; /* numbers of lists; beyond the last: unknown ones */
    unsigned count;             /* of terms, or of parts */
    bool words;                 /* the terms are words, which headlines have too */
    struct tree *parts[6];
    double weight, factor;
    int64_t first, last;
    uint8_t *answers; /* element docid, of TREE_WHERE and TREE_DOCUMENTS */
    uint32_t *ids;    /* of TREE_DOCUMENTS: in no order, some twice, one of no document */
    uint32_t id_count;
} tree;

/* What a tree is evaluated to: element docid, of documents + 1. */
typedef struct answer {
    uint8_t *has;
    double *score;
} answer;

/* The list of what headlines have of a list's word. */
#define HEADLINE_OF 21

/* A tree that lies in memory. */
tree *tree_make(dice *d, const fake *f, unsigned depth, bool weighted, arena *memory);

/* Its nodes. */
match_node *tree_build(const tree *t, match *m, unsigned long *asked);

/* Its documents, one by one from the definitions. scored: their weights too. */
answer tree_answer(const tree *t, const fake *f, bool scored, arena *memory);

#endif
