/* For the tests of segment: drafts made by hand, and chance. */
#ifndef SKETCH_H
#define SKETCH_H

#include "segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SKETCH_TERMS 20000

/* A draft in the making; every call copies what it is given. */
typedef struct sketch {
    draft draft;
    draft_term *terms;
    draft_facet *facets;
    map forms; /* key -> index */
    draft_form *form_list;
    size_t form_capacity;
    struct sketch_text {
        morgue_str *keys; /* one a position */
        uint32_t count, capacity, lede;
    } fields[TEXT_MAX];
    draft_text texts[TEXT_MAX];
    morgue_str body; /* ptr NULL: its words */
} sketch;

sketch *sketch_new(const char *id);
/* A boolean or weighted term without positions. */
void sketch_term(sketch *s, const char *text, size_t len, uint32_t wdf);
/* One more position of a field, whose form has this key. */
void sketch_form(sketch *s, unsigned field, const char *key, size_t len);
/* Positions of words between spaces, each stemmed to itself. */
void sketch_words(sketch *s, unsigned field, const char *words);
void sketch_facet(sketch *s, unsigned facet, const char *key, size_t len, uint32_t mentions);
void sketch_date(sketch *s, int64_t from, int64_t last);
/* What the body is in the record, instead of its words. */
void sketch_body(sketch *s, const void *bytes, size_t n);

/* With the S terms that the headline needs, sorted, each term once; lives until
 * sketch_free(). */
const draft *sketch_draft(sketch *s);
void sketch_free(sketch *s);

/* What opening a segment, and nothing more, comes to. */
morgue_status opens(int dir_fd, const char *name, const segment_summary *expected,
                    morgue_error *err);

/* Numbers that look random and are always the same (xorshift, Marsaglia 2003). */
typedef struct chance {
    uint64_t state; /* not 0 */
} chance;

uint64_t chance_next(chance *c);
/* 0 to n - 1. */
uint32_t chance_below(chance *c, uint32_t n);
/* 0 to n - 1, the small ones far more often. */
uint32_t chance_skewed(chance *c, uint32_t n);

#endif
