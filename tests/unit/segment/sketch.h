/* For the tests of segment: drafts made by hand, and chance. */
#ifndef SKETCH_H
#define SKETCH_H

#include "draft.h"

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
    draft_stem *stems;
} sketch;

sketch *sketch_new(const char *id);
void sketch_term(sketch *s, const char *text, size_t len, uint32_t wdf, const uint32_t *positions,
                 size_t count);
/* A word at ascending positions, the last of which is followed by 0. */
void sketch_word(sketch *s, const char *text, uint32_t wdf, const uint32_t *positions);
void sketch_facet(sketch *s, unsigned facet, const char *key, size_t len, uint32_t mentions);
void sketch_stem(sketch *s, const char *stem, const char *surface);
void sketch_date(sketch *s, int64_t from, int64_t last);
void sketch_record(sketch *s, const void *bytes, size_t n);

/* Sorted, each term once; lives until sketch_free(). */
const draft *sketch_draft(sketch *s);
void sketch_free(sketch *s);

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
