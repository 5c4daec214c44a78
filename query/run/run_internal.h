/* What the files of the room share. Private. */
#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

#include "match.h"
#include "plan.h"
#include "stopping.h"
#include "store.h"
#include "terms.h"

#include <morgue/search.h>

/* ---- words of the archive ---- */

/* Words without prefix, none twice. */
typedef struct word_list {
    morgue_str *words;
    uint64_t *documents; /* of the whole archive, the dead included; 0 where nobody asked */
    size_t count, capacity;
    arena memory;
    map seen; /* word -> its index, plus 1 */
    bool failed;
    stopping *stop; /* asked while words are looked for; may be NULL */
} word_list;

/* The index of the word, which is added if it is new; SIZE_MAX when out of memory. */
size_t run__words_add(word_list *list, morgue_str word, uint64_t documents);
void run__words_free(word_list *list);

/* The prefix of terms in a scope, into out. */
void run__prefix(plan_scope scope, morgue_str name, char out[TERM_DECLARED_PREFIX]);

/* Documents of all segments that have the word with a prefix. */
uint64_t run__documents(morgue_archive *a, const char *prefix, morgue_str word, strbuf *term);

/* The words with a stem that stand in the archive, in a scope's terms. */
morgue_status run__stem_words(morgue_archive *a, const char *prefix, morgue_str stem,
                              word_list *out, morgue_error *err);

/* The words, in a scope, that begin with a node's text. Over the cap: an error,
 * or the most frequent ones if partial; *whole tells that none is missing. */
morgue_status run__prefix_words(morgue_archive *a, const plan_node *n, const char *prefix,
                                bool partial, word_list *out, bool *whole, morgue_error *err);

/* Those like a pattern, or spelt like a word; likewise. */
morgue_status run__like_words(morgue_archive *a, const plan_node *n, const char *prefix,
                              bool partial, word_list *out, morgue_error *err);

/* Values or names of a prefix that are spelt like a node's text; they are added, by
 * falling number of documents and within a bounded look. */
morgue_status run__spelt_values(morgue_archive *a, const plan_node *n, const char *prefix,
                                word_list *out, morgue_error *err);

/* The prefix of the terms of one kind of entity, all mentions or the salient. */
void run__entity_prefix(const plan_node *n, entity_kind kind, char out[4]);

/* The surfaces of one kind that an entity, a ticker or the beginning of a name
 * stands for, without those that the alias table ignores. */
morgue_status run__entity_words(morgue_archive *a, const plan_node *n, entity_kind kind,
                                bool partial, word_list *out, morgue_error *err);

/* ---- one question, asked segment by segment ---- */

/* What a leaf stands for in the whole archive. */
typedef struct leaf {
    word_list words;
    morgue_str *terms;    /* one a word: with the prefix of the scope */
    morgue_str *headline; /* likewise, with that of the headline, where it is needed; else NULL */
    double weight;        /* of all of them together; 0 where words weigh nothing */
    bool whole;           /* of a wildcard: no word is missing */
} leaf;

typedef struct asking {
    morgue_archive *archive;
    bool partial; /* a wildcard over its cap uses its most frequent words */
    stopping stop;
    size_t expanded; /* words that its wildcards stand for */
    uint64_t steps;  /* the most that a question about positions took in one article */
    match_statistics statistics;
    struct held *held; /* answers of the archive's memo */
    map leaves;        /* plan node and part -> address of the leaf */
    arena memory;
    strbuf term;
} asking;

/* The time that the options allow begins here. */
void run__asking_start(asking *q, morgue_archive *a, const morgue_search_options *o);
void run__asking_end(asking *q);

/* Has a finished question about positions recall what it was answered in a segment. */
void run__recall(asking *q, size_t shard, spans *question);

/* The part of a node that is not one of the kinds of an entity. */
#define LEAF_SELF ENTITY_KINDS

/* The leaf of a word, value, wildcard or OR of them (part LEAF_SELF), of one kind of
 * an entity (part: the kind), the symbol of a ticker (LEAF_SELF), or the names of
 * PLAN_NAMES (LEAF_SELF), whose terms mean nothing. Made when first asked for; lives
 * as long as q. */
morgue_status run__leaf(asking *q, const plan_node *n, unsigned part, const leaf **out,
                        morgue_error *err);

typedef enum reading {
    AS_ASKED,
    /* Undated articles that match when each date clause counts as met where it is
     * asked for and as not met where it is excluded, but that do not match as asked. */
    BUT_FOR_DATES
} reading;

/* A started match of a plan's node in one segment. q must outlive it. */
morgue_status run__match(asking *q, size_t shard, const plan_node *n, reading how, match **out,
                         morgue_error *err);

/* False when no document of the segment can match, by what its summary says. */
bool run__may_match(const asking *q, size_t shard, const plan_node *n, reading how);

/* Exact number of live articles that match a plan's node. */
morgue_status run__count(asking *q, const plan_node *n, reading how, uint64_t *total,
                         morgue_error *err);

/* A line for each budget of which a hundredth or more was used, and for a deadline. */
void run__budgets(const asking *q, strbuf *out);

/* What the forms of a word are in one segment: ranks, ascending, none twice. */
typedef struct rank_list {
    uint32_t *ranks;
    size_t count, capacity;
    stopping *stop; /* asked while they are gathered; may be NULL */
    bool failed;
} rank_list;

/* Adds the ranks of a leaf, or of the leaves of an operand; leaves them in order. */
morgue_status run__ranks(asking *q, stream_reader *stream, const plan_node *n, rank_list *out,
                         morgue_error *err);

/* Those of any of the words, by their norms or with their accents. */
morgue_status run__ranks_of_words(stream_reader *stream, const morgue_str *words, size_t count,
                                  rank_list *out, morgue_error *err);

/* The documents of a segment that may have a form in headline, standfirst or body:
 * a spans_locate. */
bool run__locate_form(const void *segment, uint32_t rank, spans_places *places);

/* Every form that has one of the leaf's words is in the list: a document that has
 * a word as a term then has it by one of these forms. */
bool run__ranks_cover(const rank_list *list, stream_reader *stream, const leaf *words);
void run__ranks_free(rank_list *list);

/* The question of a node about the order of words, put to the documents of one segment;
 * *out = NULL where that has no such field. */
morgue_status run__spans_of(asking *q, size_t shard, const plan_node *n, spans **out,
                            morgue_error *err);

/* ---- options ---- */

/* Takes what the caller's struct has, whichever version it was built against. */
morgue_status run__options(morgue_search_options *out, const morgue_search_options *from,
                           morgue_error *err);

morgue_status run__check_options(const morgue_search_options *o, morgue_error *err);

/* ---- results ---- */

struct morgue_results {
    uint64_t total, undated;
    int dated;
    morgue_str *notes;
    size_t note_count;
    morgue_clause *clauses;
    size_t clause_count;
    double elapsed;
    morgue_ranking ranking;
    bool ranked; /* the ranking is none by default */
    morgue_hit *hits;
    size_t hit_count;
    morgue_facet *facets;
    size_t facet_count;
    morgue_timeline timeline;
    bool has_timeline;
    arena memory;
};

/* ---- the best hits, gathered while the matches pass by ---- */

typedef struct place {
    double score;
    int64_t order; /* of those with one score the greater comes first: by date, INT64_MIN for the
                      undated; with MORGUE_SORT_RECENT these are in an order of their own */
    uint32_t shard;
    uint32_t docid;
} place;

/* All zero but for most is an empty one. */
typedef struct page {
    place *places; /* a heap with the last of them on top, until run__page_sort() */
    size_t count, capacity;
    size_t most;
} page;

/* False when out of memory. */
bool run__page_add(page *p, place at);
void run__page_sort(page *p);
void run__page_free(page *p);

/* ---- facets: counted while the matches pass by ---- */

typedef struct facet_counter facet_counter;

/* MORGUE_INVALID when there is no facet of that name, or no name. */
morgue_status run__facet_new(facet_counter **out, morgue_archive *a, const char *name,
                             morgue_error *err);
/* The facet's slot in a segment; STREAM_NO_SLOT where it has none. */
unsigned run__facet_slot(const facet_counter *f, size_t shard);
/* Counts one matching article, of which these are the packed values. The segment's
 * dictionary and the alias table are read when first needed, so all their errors can
 * come here. */
morgue_status run__facet_count(facet_counter *f, size_t shard, morgue_str packed,
                               morgue_error *err);
/* Which values to write. */
typedef struct facet_page {
    size_t offset, limit; /* limit 0 for all */
    const char *prefix;   /* NULL for all */
    stopping *stop;       /* asked while they are looked through; may be NULL */
} facet_page;

morgue_status run__facet_finish(facet_counter *f, const facet_page *asked, arena *memory,
                                morgue_facet *out, morgue_error *err);
void run__facet_free(facet_counter *f);

/* *out = the question without the clauses at its top that are about a facet's values
 * alone; NULL when there are none. It lives as long as q. */
morgue_status run__without_filters(asking *q, const plan_node *root, const char *facet,
                                   const plan_node **out, morgue_error *err);

/* ---- timeline ---- */

/* Dates of matching articles, gathered. All zero is empty. */
typedef struct date_list {
    int64_t *dates;
    size_t count, capacity;
    uint64_t undated;
} date_list;

/* What an undated document has in its column. */
#define NO_DATE INT64_MAX

/* False when out of memory. */
bool run__date_add(date_list *list, int64_t from);
morgue_status run__timeline(morgue_archive *a, morgue_unit unit, const date_list *dates,
                            arena *memory, morgue_timeline *out, morgue_error *err);

/* ---- snippets ---- */

/* Knows the words that a question looks for, and its operators. */
typedef struct marker marker;

/* q must outlive it; its stop is asked by run__snippet() too. */
morgue_status run__marker_new(marker **out, asking *q, const plan_node *root, morgue_error *err);
void run__marker_free(marker *m);

/* What to show of an article. */
typedef struct snippet_size {
    size_t bytes; /* of a passage, about; 0 for none at all */
    size_t most;  /* passages */
} snippet_size;

/* The passage of the article that shows best why it matches, with marks; and others
 * that do not overlap it, if more than one is asked for. */
morgue_status run__snippet(marker *m, location at, const morgue_article *article,
                           const snippet_size *size, arena *memory, morgue_hit *out,
                           morgue_error *err);

/* ---- hits ---- */

/* Fills the parts of a hit that are wanted, but for rank and score. parts: of
 * morgue_part; m: NULL without snippets. */
morgue_status run__hit(morgue_archive *a, location at, unsigned parts, marker *m,
                       const snippet_size *size, arena *memory, morgue_hit *out, morgue_error *err);

/* Likewise what the columns alone tell. */
morgue_status run__bare_hit(morgue_archive *a, location at, morgue_hit *out, morgue_error *err);

#endif
