/* What the files of the room share. Private. */
#ifndef DRAFT_INTERNAL_H
#define DRAFT_INTERNAL_H

#include "postings.h"

struct drafter {
    const morgue_config *config;
    const recogniser *names;
    analyzer *analyzer;
    postings postings;
    token_list title, standfirst, body, field;
    mention_list in_title, in_body;
    map facet_index; /* facet number and key -> index into facets, plus 1 */
    draft_facet *facets;
    size_t facet_count, facet_capacity;
    draft_stem *stems;
    size_t stem_count, stem_capacity;
    strbuf term, folded, record;
};

/* Words that a lede has at most, for texts without sentences or paragraphs. */
#define LEDE_LONGEST 1000

/* A token of the lede: standfirst, or the head of the body's first paragraph. */
static inline bool draft__in_lede(const token *t)
{
    return t->paragraph == 0 && t->sentence < 4 && t->position < LEDE_LONGEST;
}

/* Headline, standfirst and body are tokenised: their postings and stems. */
morgue_status draft__add_words(drafter *d, const morgue_article *a, morgue_error *err);

/* All other fields: byline, source, tags, identifiers, the file's path … */
morgue_status draft__add_fields(drafter *d, const morgue_article *a, morgue_str file,
                                morgue_error *err);

/* Facets of the names in the article and their terms. */
morgue_status draft__add_entities(drafter *d, const morgue_article *a, morgue_error *err);

/* Adds one value to a facet of the article, or counts it again. */
morgue_status draft__add_facet(drafter *d, unsigned facet, morgue_str key, morgue_str display,
                               uint8_t salience, morgue_error *err);

/* Tokenises headline, standfirst and body. */
morgue_status draft__analyze(drafter *d, const morgue_article *a, morgue_error *err);

/* The folded form of a value, for keys: its words joined by one space, or the
 * value itself when it has no words. In d->folded. */
morgue_status draft__fold(drafter *d, morgue_str value, morgue_error *err);

#endif
