/* The articles of the pending segment, by document number and by id. Private. */
#ifndef PENDING_H
#define PENDING_H

#include "map.h"

#include <morgue/status.h>

/* About 50 bytes an article, however long its id: a first run can bring millions. */
typedef struct pending_article {
    fingerprint id;    /* fingerprint_of() its id; as its content, it is told by that alone */
    fingerprint print; /* of its content */
    uint32_t file;     /* the file's number in this batch; 0: from memory */
} pending_article;

/* All zero is an empty table. */
typedef struct pending {
    pending_article *list; /* element document number - 1 */
    uint32_t count, capacity;
    uint32_t *places; /* document numbers by hash of the id, 0 for none */
    uint32_t place_count;
} pending;

/* Makes room for one more; until it is added nothing has changed. */
morgue_status archive__pending_reserve(pending *p, morgue_error *err);

/* Adds an article under the next document number, after archive__pending_reserve().
 * One of the same id is found no more. */
void archive__pending_add(pending *p, morgue_str id, const fingerprint *print, uint32_t file);

/* The document number that has an id; 0 when there is none. */
uint32_t archive__pending_find(const pending *p, morgue_str id);

/* Of all articles in their order, what they were replaced by included. */
fingerprint archive__pending_print(const pending *p);

/* Empties it and gives its memory back. */
void archive__pending_clear(pending *p);

#endif
