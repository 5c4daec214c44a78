/* Articles for the test against the oracle: news of three years, every twentieth of
 * reuters-2009-2011.jsonl.gz in $MORGUE_DATA, with values of all fields; or those of
 * files. */
#ifndef REAL_H
#define REAL_H

#include "questions.h"

#define REAL_ARTICLES 2000

/* Whether they are there. */
bool real_available(void);

/* Makes the archive name and fills the oracle with what must be in it. */
void real_build(const char *name, const morgue_config *config, oracle *o);

/* Likewise from all files below a directory, as they are. */
void real_build_from(const char *root, const char *name, const morgue_config *config, oracle *o);

/* What questions about the articles are made of, taken from them by chance; it lives
 * in memory. */
question_words real_words(oracle *o, chance *c, arena *memory);

#endif
