/* Drafts made by hand, and chance. */
#include "sketch.h"

#include <stdio.h>
#include <stdlib.h>

sketch *sketch_new(const char *id)
{
    sketch *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->terms = calloc(SKETCH_TERMS, sizeof *s->terms);
    s->facets = calloc(SKETCH_TERMS, sizeof *s->facets);
    s->stems = calloc(SKETCH_TERMS, sizeof *s->stems);
    assert_non_null(s->terms);
    assert_non_null(s->facets);
    assert_non_null(s->stems);
    s->draft.id = arena_copy(&s->draft.memory, str_of(id));
    s->draft.path = s->draft.id;
    s->draft.print = fingerprint_of(s->draft.id);
    return s;
}

static morgue_str keep(sketch *s, const void *bytes, size_t n)
{
    return arena_copy(&s->draft.memory, (morgue_str){bytes, n});
}

void sketch_term(sketch *s, const char *text, size_t len, uint32_t wdf, const uint32_t *positions,
                 size_t count)
{
    assert_true(s->draft.term_count < SKETCH_TERMS);
    uint32_t *copy = arena_alloc(&s->draft.memory, (count + 1) * sizeof *copy);
    assert_non_null(copy);
    if (count)
        memcpy(copy, positions, count * sizeof *copy);
    s->terms[s->draft.term_count++] =
        (draft_term){keep(s, text, len), wdf, count ? copy : NULL, count};
}

void sketch_word(sketch *s, const char *text, uint32_t wdf, const uint32_t *positions)
{
    size_t count = 0;
    while (positions[count])
        count++;
    sketch_term(s, text, strlen(text), wdf, positions, count);
}

void sketch_facet(sketch *s, unsigned facet, const char *key, size_t len, uint32_t mentions)
{
    assert_true(s->draft.facet_count < SKETCH_TERMS);
    morgue_str text = keep(s, key, len);
    s->facets[s->draft.facet_count++] = (draft_facet){facet, text, text, mentions, 3};
}

void sketch_stem(sketch *s, const char *stem, const char *surface)
{
    assert_true(s->draft.stem_count < SKETCH_TERMS);
    s->stems[s->draft.stem_count++] =
        (draft_stem){keep(s, stem, strlen(stem)), keep(s, surface, strlen(surface))};
}

void sketch_date(sketch *s, int64_t from, int64_t last)
{
    s->draft.date = (morgue_date){from, last, MORGUE_PRECISION_DAY, MORGUE_PROVENANCE_METADATA};
}

void sketch_record(sketch *s, const void *bytes, size_t n)
{
    s->draft.record = keep(s, bytes, n);
}

static int by_text(const void *a, const void *b)
{
    return str_compare(((const draft_term *)a)->text, ((const draft_term *)b)->text);
}

const draft *sketch_draft(sketch *s)
{
    size_t kept = 0;
    qsort(s->terms, s->draft.term_count, sizeof *s->terms, by_text);
    for (size_t i = 0; i < s->draft.term_count; i++)
        if (i == 0 || !str_equal(s->terms[i].text, s->terms[kept - 1].text))
            s->terms[kept++] = s->terms[i];
    s->draft.term_count = kept;
    s->draft.terms = s->terms;
    s->draft.facets = s->facets;
    s->draft.stems = s->stems;
    s->draft.words = (uint32_t)kept;
    s->draft.text_bytes = 7 * kept;
    return &s->draft;
}

void sketch_free(sketch *s)
{
    arena_free(&s->draft.memory);
    free(s->terms);
    free(s->facets);
    free(s->stems);
    free(s);
}

uint64_t chance_next(chance *c)
{
    c->state ^= c->state << 13;
    c->state ^= c->state >> 7;
    c->state ^= c->state << 17;
    return c->state;
}

uint32_t chance_below(chance *c, uint32_t n)
{
    return (uint32_t)((chance_next(c) >> 20) % n);
}

uint32_t chance_skewed(chance *c, uint32_t n)
{
    uint32_t limit = n >> chance_below(c, 12);
    return chance_below(c, limit ? limit : 1);
}
