/*
 * Positional questions about one document: phrases, proximity, sentences, counts.
 * A tree of operators is made once a segment and asked document by document,
 * on the compressed words of its stream.
 *
 * A span is a stretch of positions [first, last] of one field. Words give spans
 * of one position; each operator makes spans of those of its operands (the
 * algebra of C. L. A. Clarke, G. V. Cormack and F. J. Burkowski, 1995, in the
 * form that news databases give it). No operator reaches over the end of a field.
 */
#ifndef SPANS_H
#define SPANS_H

#include "memo.h"
#include "stream.h"

/* Elementary steps that one question may take in one document: about a tenth of
 * a second. A span that an operator makes counts as several, which bounds memory. */
#define SPANS_MAX_STEPS (1 << 26)

typedef struct spans spans;           /* a whole question about documents of one file */
typedef struct spans_node spans_node; /* owned by its spans */

/* Where the question looks. */
typedef struct spans_scope {
    unsigned fields[TEXT_MAX]; /* text_field */
    unsigned field_count;
    bool lede; /* the lede of each field alone */
} spans_scope;

/* stream must outlive it. Errors of the calls below are sticky: they return
 * NULL, take NULL for an operand, and spans_finish() tells. Each node serves one
 * parent. An operator of no operands gives nothing. */
morgue_status spans_new(spans **out, stream_reader *stream, const spans_scope *scope,
                        morgue_error *err);
void spans_free(spans *s);

/* Any of these forms. ranks may repeat, in any order; copied. */
spans_node *spans_words(spans *s, const uint32_t *ranks, size_t count);

/* What any of the operands gives. */
spans_node *spans_any(spans *s, spans_node *const *nodes, size_t count);

/*
 * One span of each operand, none overlapping another, each after the one before
 * it, with at most slop positions between them in all. slop 0: a phrase.
 */
spans_node *spans_ordered(spans *s, spans_node *const *nodes, size_t count, uint32_t slop);

/*
 * A span of a and one of b that do not overlap, at most distance apart: 1 is side
 * by side. Gives the stretch that both cover. ordered: a first.
 */
spans_node *spans_near(spans *s, spans_node *a, spans_node *b, uint32_t distance, bool ordered);

/* Likewise, for any number of operands in any order: one span of each, no two
 * overlapping, all inside of `window` positions. */
spans_node *spans_window(spans *s, spans_node *const *nodes, size_t count, uint32_t window);

/* Those of a that no span of b lies near: neither overlapping nor at most
 * distance apart. */
spans_node *spans_not_near(spans *s, spans_node *a, spans_node *b, uint32_t distance);

/* One span of each inside of one sentence (or paragraph), which may be the same
 * position; gives the stretch that covers them. A span over the end of a sentence
 * is in none. */
spans_node *spans_together(spans *s, spans_node *const *nodes, size_t count, bool paragraph);

/* Those that end among the first n positions of the document: of the last field of
 * the scope that has words. */
spans_node *spans_first(spans *s, spans_node *node, uint32_t n);

/* For the root alone: at least n spans in all fields of the scope together,
 * where those that overlap count once: n of which no two overlap. spans_list()
 * gives those of the operand. */
spans_node *spans_at_least(spans *s, spans_node *node, uint32_t n);

/* Gives every document that may have the form to spans_found(), each once; false when
 * it cannot tell, or when that is false. */
typedef struct spans_places spans_places;
typedef bool spans_locate(const void *context, uint32_t rank, spans_places *places);
bool spans_found(spans_places *places, const uint32_t *docids, size_t count);

/* Who knows where forms stand. A frequent word has many rare forms: once it is clear
 * that many documents are asked about, these are looked for only in documents that
 * may have one. context must outlive s. */
void spans_locate_by(spans *s, spans_locate *locate, const void *context);

/* Asked from time to time while documents are looked through, also inside of one; non-zero
 * ends the question with MORGUE_CANCELLED, which sticks. poll may be NULL. */
void spans_poll_by(spans *s, int (*poll)(void *), void *context);

/* The most steps that one document took, of which there are SPANS_MAX_STEPS. */
uint64_t spans_most_steps(const spans *s);

/* The root; NULL is a failure of a call before. Nothing can be added behind it.
 * Expected errors: MORGUE_LIMIT, MORGUE_NOMEM. */
morgue_status spans_finish(spans *s, spans_node *root, morgue_error *err);

/* Whether the document has a span of the root. False when memory runs out, when one
 * document takes too many steps (MORGUE_LIMIT), or when the file is damaged, which
 * spans_status() and stream_status() tell. The first two stick. */
bool spans_match(spans *s, uint32_t docid);

/* Bytes that out has at most when a question was described. */
#define SPANS_DESCRIBED ((size_t)64 << 10)

/* Appends bytes that stand for the question: two of them mean the same to one file if
 * theirs are the same. False when there are too many: what was appended stands for nothing
 * then. After spans_finish(). */
bool spans_describe(const spans *s, strbuf *out);

/* From now on it looks at no document whose answer is known already, and adds to what is
 * known, by docid: answers for those of the file. Borrowed; NULL for none. */
void spans_recall_from(spans *s, memo_answers *answers);

/* Of the documents from base on (a multiple of 64), a bit each in so many words, takes
 * away those that are known not to match; how many others it has to look at. */
uint32_t spans_recall(const spans *s, uint32_t base, uint64_t *documents, size_t words);

/* Says that about so many documents will be asked about. */
void spans_prepare(spans *s, uint32_t documents);

/* Says that a document will be asked about soon, so that its words come nearer. */
void spans_expect(const spans *s, uint32_t docid);

/* All spans of the root in one field of the document, by first, then last, as if
 * that were the scope; borrowed until the next call. For snippets and explanations. */
typedef struct span {
    uint32_t first, last;
} span;

const span *spans_list(spans *s, uint32_t docid, unsigned field, size_t *count);

/* Those of them alone that contain no other, so that first and last both ascend, of the
 * field as part of the scope: where spans_first() counts, where the scope does not reach.
 * Fails as spans_match() does, which spans_status() and stream_status() tell. */
const span *spans_shortest(spans *s, uint32_t docid, unsigned field, size_t *count);

morgue_status spans_status(const spans *s, morgue_error *err);

#endif
