/* Articles for the differential test: some by hand, some by chance, put into an
 * archive and into an oracle alike, in three commits. */
#ifndef CORPUS_H
#define CORPUS_H

#include "fixture.h"
#include "oracle.h"

/* Numbers by chance (xorshift64*, G. Marsaglia 2003; S. Vigna 2016). */
typedef struct chance {
    uint64_t state;
} chance;

/* 0 to below - 1. */
unsigned chance_below(chance *c, unsigned below);
const char *chance_of(chance *c, const char *const *list, size_t count);

#define CHANCE_OF(c, list) chance_of(c, list, sizeof(list) / sizeof *(list))

/* Words that occur in the articles, and some that do not. */
extern const char *const corpus_words[];
extern const size_t corpus_word_count;

/* Makes the archive name and fills the oracle with what must be in it. */
void corpus_build(const char *name, const morgue_config *config, oracle *o, chance *c);

#endif
