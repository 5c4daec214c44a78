/* One article as postings: what a segment stores of it, and nothing else. */
#ifndef DRAFT_H
#define DRAFT_H

#include "entities.h"
#include "map.h"
#include "schema.h"

#include <morgue/article.h>

/* Value slots of a document. */
enum {
    SLOT_DATE_FROM = 0, /* 8 bytes, order-preserving; absent when undated */
    SLOT_DATE_LAST = 1, /* likewise; absent when equal to from */
    SLOT_WORDS = 2,     /* 4 bytes big-endian: words of headline, standfirst and body */
    SLOT_FACET = 8      /* + facet number: packed, see draft_facet */
};

/* Facets in the order of their slots. */
typedef enum facet_id {
    FACET_PERSON = ENTITY_PERSON,
    FACET_ORG = ENTITY_ORG,
    FACET_PLACE = ENTITY_PLACE,
    FACET_SOURCE,
    FACET_SECTION,
    FACET_LANG,
    FACET_TAG,
    FACET_BYLINE,
    FACET_BUILTIN_COUNT /* declared facets of the configuration follow */
} facet_id;

#define FACET_MAX (FACET_BUILTIN_COUNT + 64)

/* "person" … "byline". Static. */
const char *facet_name(facet_id id);

typedef struct draft_term {
    morgue_str text;
    uint32_t wdf;
    const uint32_t *positions; /* ascending from 1; NULL when the term keeps none */
    size_t position_count;
} draft_term;

/* Bytes of a facet's key and of its display. A longer value keeps its head; its
 * key ends in a hash of the whole, its display in an ellipsis. */
#define FACET_LONGEST 1024

/* One value of one facet. The slot of a facet holds, for each value of the
 * article, varint(number in the segment's dictionary) and
 * varint(mentions << 4 | salience). */
typedef struct draft_facet {
    unsigned facet;     /* facet_id, or FACET_BUILTIN_COUNT + index of a declared field */
    morgue_str key;     /* folded: what makes two values one */
    morgue_str display; /* as first written */
    uint32_t mentions;  /* at least 1 */
    uint8_t salience;   /* SALIENT_ bits */
} draft_facet;

/* A stem and one of the surfaces that have it. */
typedef struct draft_stem {
    morgue_str stem, surface;
} draft_stem;

typedef struct draft {
    morgue_str id;
    morgue_str path;
    fingerprint print;
    morgue_date date;
    uint32_t words;
    uint64_t text_bytes;     /* of headline, standfirst and body */
    const draft_term *terms; /* in byte order, none twice */
    size_t term_count;
    const draft_facet *facets; /* by facet, then by key */
    size_t facet_count;
    const draft_stem *stems; /* pairs where stem and surface differ; may repeat */
    size_t stem_count;
    morgue_str record; /* fingerprint, then the stored article, see draft_record.h */
    arena memory;      /* owns all of it, and the draft itself */
} draft;

void draft_free(draft *d);

/* Gives a draft, and its record, the fingerprint of the content that it was made
 * of, when the article was drafted under another id or anew. */
void draft_set_print(draft *d, const fingerprint *print);

/* Makes drafts. One serves one thread; the recogniser is shared and must
 * outlive it, as must the configuration. */
typedef struct drafter drafter;

/* Expected errors: MORGUE_INVALID (unknown language of the configuration). */
morgue_status drafter_new(drafter **out, const morgue_config *config, const recogniser *names,
                          morgue_error *err);
void drafter_free(drafter *d);

/*
 * The draft of an article, which may be freed at once.
 *
 * Expected errors: MORGUE_INVALID (no id, text that is not UTF-8),
 * MORGUE_LIMIT.
 */
morgue_status drafter_make(drafter *d, const morgue_article *article, draft **out,
                           morgue_error *err);

/* Likewise, for an article of a file: by that path, whole, the archive finds it
 * again. drafter_make() takes the article's path without a last "#17". */
morgue_status drafter_make_from(drafter *d, const morgue_article *article, morgue_str file,
                                draft **out, morgue_error *err);

/* Lines for --dump=tokens and --dump=entities: article id, field, first byte,
 * end byte, kind, normal form, text as written; tab-separated. */
morgue_status drafter_dump_tokens(drafter *d, const morgue_article *article, strbuf *out,
                                  morgue_error *err);
morgue_status drafter_dump_entities(drafter *d, const morgue_article *article, strbuf *out,
                                    morgue_error *err);

/* Lines for --dump=draft: terms with wdf and positions, facets, values. */
void draft_dump(const draft *d, strbuf *out);

#endif
