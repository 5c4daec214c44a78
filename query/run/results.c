/* Reading results: getters over what a search filled. */
#include "run_internal.h"

#include <stdlib.h>

void morgue_results_free(morgue_results *r)
{
    if (!r)
        return;
    arena_free(&r->memory);
    free(r);
}

uint64_t morgue_results_total(const morgue_results *r)
{
    return r->total;
}

uint64_t morgue_results_undated(const morgue_results *r, int *asked)
{
    if (asked)
        *asked = r->dated;
    return r->undated;
}

size_t morgue_results_note_count(const morgue_results *r)
{
    return r->note_count;
}

morgue_str morgue_results_note(const morgue_results *r, size_t i)
{
    return i < r->note_count ? r->notes[i] : (morgue_str){NULL, 0};
}

size_t morgue_results_clause_count(const morgue_results *r)
{
    return r->clause_count;
}

const morgue_clause *morgue_results_clause(const morgue_results *r, size_t i)
{
    return i < r->clause_count ? &r->clauses[i] : NULL;
}

const morgue_ranking *morgue_results_ranking(const morgue_results *r)
{
    return r->ranked ? &r->ranking : NULL;
}

double morgue_results_elapsed(const morgue_results *r)
{
    return r->elapsed;
}

size_t morgue_results_hit_count(const morgue_results *r)
{
    return r->hit_count;
}

const morgue_hit *morgue_results_hit(const morgue_results *r, size_t i)
{
    return i < r->hit_count ? &r->hits[i] : NULL;
}

size_t morgue_results_facet_count(const morgue_results *r)
{
    return r->facet_count;
}

const morgue_facet *morgue_results_facet(const morgue_results *r, size_t i)
{
    return i < r->facet_count ? &r->facets[i] : NULL;
}

const morgue_timeline *morgue_results_timeline(const morgue_results *r)
{
    return r->has_timeline ? &r->timeline : NULL;
}

void morgue_text_free(char *text)
{
    free(text);
}
