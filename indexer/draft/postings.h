/* Gathering terms of one article: occurrences in, sorted terms out. Private. */
#ifndef POSTINGS_H
#define POSTINGS_H

#include "draft.h"

typedef struct postings_entry {
    uint32_t wdf;
    uint32_t occurrences; /* positions gathered */
    morgue_str text;
} postings_entry;

typedef struct occurrence {
    uint32_t entry, position;
} occurrence;

/* All zero is empty; errors are sticky. */
typedef struct postings {
    map ids; /* term -> index into entries, plus 1 */
    postings_entry *entries;
    size_t entry_count, entry_capacity;
    occurrence *occurrences;
    size_t occurrence_count, occurrence_capacity;
    bool failed;
} postings;

void draft__postings_clear(postings *p);
void draft__postings_free(postings *p);

/* Adds wdf to a term; position 0 means none. Positions of one term must come
 * in ascending order; a repeated one counts once. */
void draft__postings_add(postings *p, morgue_str term, uint32_t wdf, uint32_t position);

bool draft__postings_has(const postings *p, morgue_str term);

/* Moves everything into d->terms, in byte order, copied into d->memory. */
morgue_status draft__postings_finish(postings *p, draft *d, morgue_error *err);

/* Makes room for one more element of an array that doubles; false when out of
 * memory. */
bool draft__grow(void **array, size_t count, size_t *capacity, size_t element);

#endif
