/* Questions by chance, from a grammar over words that occur. */
#ifndef QUESTIONS_H
#define QUESTIONS_H

#include "corpus.h"
#include "strbuf.h"

typedef struct choices {
    const char *const *items;
    size_t count;
} choices;

/* What the questions are made of. */
typedef struct question_words {
    choices words;    /* two in one go in quotes */
    choices phrases;  /* rows of words that stand so in articles; there may be none */
    choices operands; /* simple operands of operators over the order of words */
    choices names;    /* fields of entities, as such operands */
    choices likes;    /* wildcards inside of words, and spellings */
    choices starts;   /* wildcards at the end */
    choices dates;    /* clauses */
    choices values;   /* clauses of any other fields */
} question_words;

/* Those of the articles of corpus_build(). */
question_words questions_of_corpus(void);

/* A question that the parser and the planner take, into out. */
void questions_next(chance *c, const question_words *words, strbuf *out);

/* The saved queries that questions may name, as YAML for the configuration. */
extern const char questions_saved[];

#endif
