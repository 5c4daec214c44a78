/* What the files of the room share. Private. */
#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

#include "plan.h"
#include "store.h"
#include "terms.h"

#include <morgue/search.h>

/* ---- compiling a plan for libxapian ---- */

typedef struct compiler {
    morgue_archive *archive;
    bool could;   /* date clauses count as met: what an undated article could match */
    bool partial; /* a wildcard over its cap uses its most frequent words */
    morgue_error *err;
    morgue_status status; /* sticky */
    strbuf term;
} compiler;

/* The query of a plan's node. positive: not below an odd number of NOTs. NULL
 * and c->status set on failure. */
xc_query *run__compile(compiler *c, const plan_node *n, bool positive);

/* The prefix of terms in a scope, into out. */
void run__prefix(plan_scope scope, morgue_str name, char out[TERM_DECLARED_PREFIX]);

/* What a leaf stands for: words, without prefix, deduplicated. */
typedef struct word_list {
    morgue_str *words;
    uint64_t *documents; /* of each, for prefixes; 0 else */
    size_t count, capacity;
    arena memory;
    map seen;
    bool failed;
} word_list;

void run__words_add(word_list *list, morgue_str word, uint64_t documents);
void run__words_free(word_list *list);

/* The surfaces of a stem in the archive, itself included if it is a word. */
morgue_status run__stem_words(morgue_archive *a, morgue_str stem, word_list *out,
                              morgue_error *err);

/* The words, in a scope, that begin with a node's text. Over the cap: an error,
 * or the most frequent ones if partial. None begins with more than a term holds. */
morgue_status run__prefix_words(morgue_archive *a, const plan_node *n, const char *prefix,
                                bool partial, word_list *out, morgue_error *err);

/* The prefix of the terms of one kind of entity, all mentions or the salient. */
void run__entity_prefix(const plan_node *n, entity_kind kind, char out[4]);

/* The surfaces of one kind that an entity, a ticker or the beginning of a name
 * stands for, without those that the alias table ignores. */
morgue_status run__entity_words(morgue_archive *a, const plan_node *n, entity_kind kind,
                                bool partial, word_list *out, morgue_error *err);

/* Whether a caller wants to stop; all zero never does. */
typedef struct stopping {
    morgue_cancel *cancel;
    void *context;
} stopping;

/* Non-zero to stop. */
int run__stop(const stopping *stop);

/* Exact number of live articles that match a query. */
morgue_status run__count(morgue_archive *a, const xc_query *query, const stopping *stop,
                         uint64_t *total, morgue_error *err);

/* Undated articles that match when each date clause counts as met where it is
 * asked for and as not met where it is excluded, but that do not match as asked. */
morgue_status run__count_undated(morgue_archive *a, const plan_node *root, bool partial,
                                 const stopping *stop, uint64_t *total, morgue_error *err);

/* ---- results ---- */

struct morgue_results {
    uint64_t total, undated;
    int dated;
    morgue_str *notes;
    size_t note_count;
    double elapsed;
    morgue_hit *hits;
    size_t hit_count;
    morgue_facet *facets;
    size_t facet_count;
    morgue_timeline timeline;
    bool has_timeline;
    arena memory;
};

/* ---- facets: counted while the matches pass by ---- */

typedef struct facet_counter facet_counter;

/* MORGUE_INVALID when there is no facet of that name, or no name. */
morgue_status run__facet_new(facet_counter **out, morgue_archive *a, const char *name,
                             morgue_error *err);
/* The value slot of the facet in a shard; UINT32_MAX when it has none. */
uint32_t run__facet_slot(const facet_counter *f, size_t shard);
/* Counts one matching article. The shard's dictionary and the alias table are
 * read when first needed, so all their errors can come here. */
morgue_status run__facet_count(facet_counter *f, size_t shard, morgue_str value, morgue_error *err);
/* Writes the counts; limit 0 for all values. */
morgue_status run__facet_finish(facet_counter *f, size_t limit, arena *memory, morgue_facet *out,
                                morgue_error *err);
void run__facet_free(facet_counter *f);

/* ---- timeline ---- */

/* Dates of matching articles, gathered. All zero is empty. */
typedef struct date_list {
    int64_t *dates;
    size_t count, capacity;
    uint64_t undated;
} date_list;

bool run__date_add(date_list *list, morgue_str value);
morgue_status run__timeline(morgue_archive *a, morgue_unit unit, const date_list *dates,
                            arena *memory, morgue_timeline *out, morgue_error *err);

/* ---- snippets ---- */

/* Knows the words that a question looks for. */
typedef struct marker marker;

morgue_status run__marker_new(marker **out, morgue_archive *a, const plan_node *root,
                              morgue_error *err);
void run__marker_free(marker *m);

/* The passage of the article that shows best why it matches, with marks. */
morgue_status run__snippet(const marker *m, analyzer *a, const morgue_article *article,
                           size_t bytes, arena *memory, morgue_hit *out, morgue_error *err);

/* ---- hits ---- */

/* The names of one kind in one segment, for reading packed values. */
typedef struct hit_dictionary {
    bool loaded;
    uint32_t slot; /* UINT32_MAX: the segment has none */
    segment_value *values;
    size_t count;
} hit_dictionary;

typedef struct hit_dictionaries {
    hit_dictionary *shards; /* ENTITY_KINDS a shard */
    arena memory;
} hit_dictionaries;

morgue_status run__dictionaries(morgue_archive *a, hit_dictionaries *out, morgue_error *err);

/* Fills what a hit shows, but for rank and score. */
morgue_status run__hit(morgue_archive *a, location at, const marker *m, size_t snippet_bytes,
                       hit_dictionaries *d, arena *memory, morgue_hit *out, morgue_error *err);

#endif
