/* Results that a test fills by hand: the room needs no search to be tried. */
#ifndef FAKE_H
#define FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "render.h"

struct morgue_results {
    uint64_t total, undated;
    int dated;
    const morgue_str *notes;
    size_t note_count;
    const morgue_clause *clauses;
    size_t clause_count;
    double elapsed;
    const morgue_hit *hits;
    size_t hit_count;
    const morgue_facet *facets;
    size_t facet_count;
    const morgue_timeline *timeline;
    const morgue_ranking *ranking;
};

struct morgue_suggestions {
    const morgue_suggestion *items;
    size_t count;
};

/* A search with two hits of three, a facet and a timeline. */
extern const morgue_results fake_results;
extern const morgue_hit fake_hits[2];

morgue_date fake_day(int year, int month, int day, morgue_provenance provenance);

/* Asserts that out is expected, frees it. */
void fake_expect(strbuf *out, const char *expected);

/* Asserts that no control but line feeds gets through. */
void fake_expect_harmless(const strbuf *out);

#endif
