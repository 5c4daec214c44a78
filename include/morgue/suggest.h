/* Completing what someone begins to type: words of headlines, and names. */
#ifndef MORGUE_SUGGEST_H
#define MORGUE_SUGGEST_H

#include <morgue/search.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct morgue_suggestion {
    morgue_str text; /* a word as it is compared, or a name as it is written */
    morgue_str kind; /* the field that finds it: "headline", "person", "org" or "place" */
    uint64_t count;  /* articles that have it, exactly: what KIND:"TEXT" finds */
} morgue_suggestion;

typedef struct morgue_suggestions morgue_suggestions;

/*
 * Words of headlines and names that begin with a text, whatever its capitals and
 * accents: those of most articles first, ties by text. A text of several words begins
 * names alone.
 *
 * out    receives the suggestions; free them with morgue_suggestions_free(). They do not
 *        refer to the archive afterwards.
 * text   UTF-8 of at most MORGUE_MAX_TERM bytes
 * limit  suggestions at most, up to MORGUE_MAX_SUGGESTIONS
 *
 * It goes once over the names of all articles, and looks at no more than 200000 words.
 *
 * Expected errors: MORGUE_QUERY (no letter or digit, or not UTF-8), MORGUE_LIMIT,
 * MORGUE_CORRUPT.
 */
MORGUE_API morgue_status morgue_suggest(morgue_suggestions **out, morgue_archive *archive,
                                        const char *text, size_t len, size_t limit,
                                        morgue_error *err);

/* Likewise, stopped as a search is: of the options cancel, context and timeout matter.
 * They may be NULL. */
MORGUE_API morgue_status morgue_suggest_within(morgue_suggestions **out, morgue_archive *archive,
                                               const char *text, size_t len, size_t limit,
                                               const morgue_search_options *options,
                                               morgue_error *err);

MORGUE_API void morgue_suggestions_free(morgue_suggestions *suggestions);

MORGUE_API size_t morgue_suggestions_count(const morgue_suggestions *suggestions);

/* Borrowed; NULL beyond the last. */
MORGUE_API const morgue_suggestion *morgue_suggestions_at(const morgue_suggestions *suggestions,
                                                          size_t i);

#ifdef __cplusplus
}
#endif

#endif
