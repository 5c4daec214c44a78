/* One article as the index takes it: forms, texts, terms, values; nothing else. */
#ifndef DRAFT_H
#define DRAFT_H

#include "entities.h"
#include "form_key.h"
#include "map.h"
#include "schema.h"

#include <morgue/article.h>

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

/* The texts of an article that keep the order of their words. */
typedef enum text_field {
    TEXT_HEADLINE,
    TEXT_STANDFIRST,
    TEXT_BODY,
    TEXT_BYLINE,
    TEXT_SOURCE,
    TEXT_SECTION,
    TEXT_DECLARED /* + index among all declared fields of the configuration */
} text_field;

#define TEXT_MAX (TEXT_DECLARED + 64)

/* What one position of a text can hold, see form.h and form_key.h. */
typedef struct draft_form {
    const form_key *key;
    uint32_t wdf; /* of its unprefixed terms: HEADLINE_WDF an occurrence in the headline, in the
                     lede as the configuration's ranking has it, 1 in the rest of the body; 0
                     when it stands in other fields alone */
    /* For quick tables: in drafts of one origin a number is always the same form;
     * at most ANALYZER_WORDS, 0: it has none. */
    uint32_t word;
} draft_form;

#define HEADLINE_WDF 3

/* The words of one field. */
typedef struct draft_text {
    unsigned field;        /* text_field */
    const uint32_t *words; /* one a position: index into the draft's forms */
    uint32_t count;        /* at least 1 */
    /* One a sentence, in order: positions << 1 | begins a paragraph. They sum up
     * to count; none is empty. */
    const uint32_t *sentences;
    uint32_t sentence_count;
    uint32_t lede;     /* positions at the head that are lede: all of the standfirst, the
                          head of the body, 0 elsewhere */
    bool rebuilt;      /* the text is not in the record: draft_text_read() gives it back */
    morgue_str format; /* what that needs beside the words' norms */
} draft_text;

/* A term without positions: of a field, a name, an identifier. */
typedef struct draft_term {
    morgue_str text;
    uint32_t wdf; /* 0 for a boolean term */
} draft_term;

/* Bytes of a facet's key and of its display. A longer value keeps its head; its
 * key ends in a hash of the whole, its display in an ellipsis. */
#define FACET_LONGEST 1024

/* One value of one facet. */
typedef struct draft_facet {
    unsigned facet;     /* facet_id, or FACET_BUILTIN_COUNT + index of a declared field */
    morgue_str key;     /* folded: what makes two values one */
    morgue_str display; /* as first written */
    uint32_t mentions;  /* at least 1 */
    uint8_t salience;   /* SALIENT_ bits */
} draft_facet;

/*
 * The index has of an article: each norm and each exact of a form with a wdf as
 * an unprefixed term, whose wdf is the sum over the forms that have it (once a
 * form); and the terms below, none of which is unprefixed.
 */
typedef struct draft {
    morgue_str id;
    morgue_str path;
    fingerprint print;
    morgue_date date;
    uint32_t words;          /* of headline, standfirst and body */
    uint64_t text_bytes;     /* likewise */
    const draft_form *forms; /* in the order in which they first occur, none twice */
    uint32_t form_count;
    uint32_t form_origin;    /* 0: none of them has a number */
    const draft_text *texts; /* by field; none that is empty */
    unsigned text_count;
    const draft_term *terms; /* none twice, in no order */
    size_t term_count;
    const draft_facet *facets; /* by facet, then by key */
    size_t facet_count;
    morgue_str record; /* article_encode() of the article, rebuilt texts left out */
    form_keys *keys;   /* owns keys of forms, with other drafts; NULL: all are in memory */
    arena memory;      /* owns the rest, and the draft itself, unless they lie in a caller's */
} draft;

/* NULL is allowed. Of a draft in a caller's memory it must come before that is freed. */
void draft_free(draft *d);

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
 * again. drafter_make() takes the article's path without a last "#17". The draft lies
 * in memory; NULL for its own. */
morgue_status drafter_make_from(drafter *d, const morgue_article *article, morgue_str file,
                                arena *memory, draft **out, morgue_error *err);

/* Lines for --dump=tokens and --dump=entities: article id, field, first byte,
 * end byte, kind, normal form, text as written; tab-separated. */
morgue_status drafter_dump_tokens(drafter *d, const morgue_article *article, strbuf *out,
                                  morgue_error *err);
morgue_status drafter_dump_entities(drafter *d, const morgue_article *article, strbuf *out,
                                    morgue_error *err);

/* Lines for --dump=draft: words by field, terms with wdf, facets, values. */
void draft_dump(const draft *d, strbuf *out);

#endif
