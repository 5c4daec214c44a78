/* Questions by chance, from a grammar over words that occur. */
#ifndef QUESTIONS_H
#define QUESTIONS_H

#include "corpus.h"
#include "strbuf.h"

/* A question that the parser and the planner take, into out. */
void questions_next(chance *c, strbuf *out);

/* The saved query that questions may name, as YAML for the configuration. */
extern const char questions_saved[];

#endif
