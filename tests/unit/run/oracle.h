/*
 * A second opinion: answers a question by walking parsed articles in memory, in
 * the plainest way that comes to mind. It shares with the engine the parser, the
 * analyzer, the recogniser and the alias table, and nothing else: of a date clause it
 * takes the bytes, not what the parser makes of them.
 */
#ifndef ORACLE_H
#define ORACLE_H

#include "entities.h"
#include "parse.h"
#include "schema.h"

#include <morgue/article.h>

#define ORACLE_MAX 2048 /* articles */

typedef struct oracle oracle;

oracle *oracle_new(const morgue_config *config);
void oracle_free(oracle *o);

/* Adds a copy of the article, in place of one of the same id. */
void oracle_put(oracle *o, const morgue_article *a);
void oracle_remove(oracle *o, morgue_str id);

/* Articles are numbered without gaps; none is dead. */
size_t oracle_count(const oracle *o);
const morgue_article *oracle_article(const oracle *o, size_t i);

/* Words of headline, standfirst and body. */
uint64_t oracle_length(const oracle *o, size_t i);

/* Which articles, by number. */
typedef struct oracle_set {
    bool in[ORACLE_MAX];
} oracle_set;

/* Who matches. undated (may be NULL): undated articles that match when each date
 * clause counts as met where it is asked for and as not met where it is excluded, and
 * that do not match as it stands. */
void oracle_answer(oracle *o, const morgue_query *q, oracle_set *out, oracle_set *undated);

/* Of a wildcard that stands for more words than the cap the most frequent ones alone may
 * count. What matches then at least, when of those that are equally frequent and do not
 * all have room none counts, or at most, when all do. */
typedef enum oracle_bound { EXACTLY, AT_LEAST, AT_MOST } oracle_bound;

void oracle_answer_partial(oracle *o, const morgue_query *q, oracle_bound bound, oracle_set *out,
                           oracle_set *undated);

/* Another cap than MORGUE_MAX_EXPANSION. */
void oracle_set_cap(oracle *o, size_t cap);

/* Another answer to the same, without the short cuts that spare the reading of
 * articles: the cuts must not change it. */
void oracle_read_all(oracle *o, bool all);

/* The different values that an article has of a facet: folded, but for the names
 * of entities. They live as long as the article is known. */
const morgue_str *oracle_values(oracle *o, size_t i, const char *facet, size_t *count);

/* The words of text with one space between, or text itself. Lives until the next
 * call. */
morgue_str oracle_fold(oracle *o, morgue_str text);

#endif
