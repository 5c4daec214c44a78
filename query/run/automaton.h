/*
 * Words like a pattern, or spelt like a word, as an automaton that reads words in byte
 * order. Of a word that it cannot take it tells from where on there may be others, so that
 * a sorted vocabulary is not read but where something can match.
 */
#ifndef AUTOMATON_H
#define AUTOMATON_H

#include "plan.h"
#include "strbuf.h"

typedef struct automaton automaton;

typedef enum automaton_answer {
    AUTOMATON_TAKES,  /* the word is one */
    AUTOMATON_PASSES, /* it is not; what comes next may be */
    AUTOMATON_LEAPS,  /* nor is any below automaton_next() */
    AUTOMATON_ENDS    /* nor is any behind it */
} automaton_answer;

/* n must outlive it. Of PLAN_PATTERN: ? stands for one character, * for any number of them. Of
 * PLAN_FUZZY: at most n->distance edits (V. I. Levenshtein, 1966), in characters. NULL: out of
 * memory. */
automaton *automaton_new(const plan_node *n);
void automaton_free(automaton *a); /* NULL is allowed */

/* Words may come in any order; those that share a beginning with the one before are read
 * from there on. */
automaton_answer automaton_read(automaton *a, morgue_str word);

/* After AUTOMATON_LEAPS: above the word that was read. Valid until the next one is. */
morgue_str automaton_next(const automaton *a);

#endif
