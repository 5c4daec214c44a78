/* What the files of the room share. Private. */
#ifndef DRAFT_INTERNAL_H
#define DRAFT_INTERNAL_H

#include "draft.h"
#include "forms.h"

#include <morgue/limits.h>

/* A text of the article at hand: ranges of the drafter's arrays. */
typedef struct text_place {
    unsigned field;
    size_t words, count;
    size_t sentences, sentence_count;
    size_t format, format_bytes;
    uint32_t lede;
    bool rebuilt;
} text_place;

struct drafter {
    const morgue_config *config;
    const recogniser *names;
    analyzer *analyzer;
    token_list title, standfirst, body, field;
    mention_list in_title, in_body;
    forms forms;
    text_place texts[TEXT_MAX];
    unsigned text_count;
    uint32_t *words; /* forms of all texts, one a position */
    size_t word_count, word_capacity;
    uint32_t *sentences;
    size_t sentence_count, sentence_capacity;
    strbuf formats;
    intern terms;
    uint32_t *wdf; /* by number of the term */
    size_t wdf_capacity;
    bool failed;     /* sticky: a term or a word found no memory */
    map facet_index; /* facet number and key -> index into facets, plus 1 */
    draft_facet *facets;
    size_t facet_count, facet_capacity;
    strbuf term, folded, record;
};

/* Words that a lede has at most, for texts without sentences or paragraphs. */
#define LEDE_LONGEST 1000

/* A token of the lede: standfirst, or the head of the body's first paragraph. */
static inline bool draft__in_lede(const token *t)
{
    return t->paragraph == 0 && t->sentence < 4 && t->position < LEDE_LONGEST;
}

/* ---- words.c ---- */

/* Headline, standfirst and body: tokens alone. */
morgue_status draft__analyze(drafter *d, const morgue_article *a, morgue_error *err);

/* Their tokens and their texts. */
morgue_status draft__add_words(drafter *d, const morgue_article *a, morgue_error *err);

/*
 * Adds a text by its tokens, which the last call of analyze() made. Of a field
 * that the last text was of too, its words follow that one's, and neither is
 * rebuilt. Fields come in ascending order.
 */
void draft__add_text(drafter *d, unsigned field, morgue_str text, const token_list *list);

/* The text of a field, if there is one that draft_text_read() gives back. */
bool draft__is_rebuilt(const drafter *d, unsigned field);

/* ---- fields.c: byline, source, tags, identifiers, the file's path … ---- */

morgue_status draft__add_fields(drafter *d, const morgue_article *a, morgue_str file,
                                morgue_error *err);

/* Adds wdf to the term of a prefix and a text. */
void draft__add_term(drafter *d, const char *prefix, morgue_str text, uint32_t wdf);

/* Likewise for the norm and the exact of each token. */
void draft__add_token_terms(drafter *d, const char *prefix, const token_list *list, uint32_t wdf);

/* ---- names.c ---- */

/* Facets of the names in the article and their terms. */
morgue_status draft__add_entities(drafter *d, const morgue_article *a, morgue_error *err);

/* Adds one value to a facet of the article, or counts it again. */
morgue_status draft__add_facet(drafter *d, unsigned facet, morgue_str key, morgue_str display,
                               uint8_t salience, morgue_error *err);

/* ---- pack.c ---- */

/* Everything gathered as one draft, in memory, or NULL for its own. What only gathering
 * needed is free to go. */
morgue_status draft__pack(drafter *from, const morgue_article *a, arena *memory, draft **out,
                          morgue_error *err);

#endif
