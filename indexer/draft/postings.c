/* Gathering terms of one article: a map to entries, a list of occurrences. */
#include "postings.h"

#include "error.h"

#include <stdlib.h>

bool draft__grow(void **array, size_t count, size_t *capacity, size_t element)
{
    if (count < *capacity)
        return true;
    size_t bigger = *capacity ? *capacity * 2 : 256;
    void *grown = realloc(*array, bigger * element);
    if (!grown)
        return false;
    *array = grown;
    *capacity = bigger;
    return true;
}

void draft__postings_clear(postings *p)
{
    map_clear(&p->ids);
    p->entry_count = 0;
    p->occurrence_count = 0;
    p->failed = false;
}

void draft__postings_free(postings *p)
{
    map_free(&p->ids);
    free(p->entries);
    free(p->occurrences);
    *p = (postings){0};
}

static postings_entry *entry_of(postings *p, morgue_str term)
{
    bool added;
    uint64_t *id = map_put(&p->ids, term, &added);
    if (!id)
        return NULL;
    if (added) {
        if (!draft__grow((void **)&p->entries, p->entry_count, &p->entry_capacity,
                         sizeof *p->entries))
            return NULL;
        p->entries[p->entry_count] = (postings_entry){0};
        *id = ++p->entry_count;
    }
    return &p->entries[*id - 1];
}

void draft__postings_add(postings *p, morgue_str term, uint32_t wdf, uint32_t position)
{
    postings_entry *entry = p->failed ? NULL : entry_of(p, term);
    if (!entry) {
        p->failed = true;
        return;
    }
    entry->wdf += wdf;
    if (position == 0)
        return;
    if (!draft__grow((void **)&p->occurrences, p->occurrence_count, &p->occurrence_capacity,
                     sizeof *p->occurrences)) {
        p->failed = true;
        return;
    }
    p->occurrences[p->occurrence_count++] = (occurrence){(uint32_t)(entry - p->entries), position};
    entry->occurrences++;
}

bool draft__postings_has(const postings *p, morgue_str term)
{
    return map_get(&p->ids, term) != NULL;
}

static int by_text(const void *a, const void *b)
{
    return str_compare(((const draft_term *)a)->text, ((const draft_term *)b)->text);
}

/* One array for the positions of all terms; starts[i] is where entry i's begin.
 * A counting scatter keeps them ascending. */
static uint32_t *scatter(const postings *p, draft *d, size_t *starts)
{
    uint32_t *positions = arena_alloc(&d->memory, (p->occurrence_count + 1) * sizeof *positions);
    if (!positions)
        return NULL;
    size_t at = 0;
    for (size_t i = 0; i < p->entry_count; i++) {
        starts[i] = at;
        at += p->entries[i].occurrences;
    }
    for (size_t i = 0; i < p->entry_count; i++)
        p->entries[i].occurrences = 0;
    for (size_t i = 0; i < p->occurrence_count; i++) {
        occurrence o = p->occurrences[i];
        postings_entry *entry = &p->entries[o.entry];
        uint32_t *to = positions + starts[o.entry];
        if (entry->occurrences == 0 || to[entry->occurrences - 1] != o.position)
            to[entry->occurrences++] = o.position;
    }
    return positions;
}

morgue_status draft__postings_finish(postings *p, draft *d, morgue_error *err)
{
    if (p->failed)
        return fail_nomem(err);
    size_t at = 0;
    for (const map_entry *e; (e = map_next(&p->ids, &at));)
        p->entries[e->value - 1].text = e->key;
    size_t *starts = malloc((p->entry_count + 1) * sizeof *starts);
    draft_term *terms = arena_alloc(&d->memory, (p->entry_count + 1) * sizeof *terms);
    uint32_t *positions = starts ? scatter(p, d, starts) : NULL;
    morgue_status status = MORGUE_OK;
    if (!starts || !terms || !positions) {
        status = fail_nomem(err);
        goto done;
    }
    for (size_t i = 0; i < p->entry_count; i++) {
        const postings_entry *entry = &p->entries[i];
        terms[i] =
            (draft_term){arena_copy(&d->memory, entry->text), entry->wdf,
                         entry->occurrences ? positions + starts[i] : NULL, entry->occurrences};
        if (!terms[i].text.ptr)
            status = fail_nomem(err);
    }
    qsort(terms, p->entry_count, sizeof *terms, by_text);
    d->terms = terms;
    d->term_count = p->entry_count;
done:
    free(starts);
    return status;
}
