/* The articles of the pending segment by id. Private. */
#ifndef PENDING_H
#define PENDING_H

#include "map.h"

#include <morgue/status.h>

/* 32 bytes an article, however long its id: a first run can bring millions. */
typedef struct pending_article {
    fingerprint id;    /* fingerprint_of() its id; as its content, it is told by that alone */
    uint64_t print;    /* the head of its content's */
    uint32_t document; /* its number, from 1; 0: an empty place */
    uint32_t file;     /* the file's number in this batch; 0: from memory */
} pending_article;

#define PENDING_PAGE 128 /* articles that are read or written at a time */

typedef struct pending_table {
    pending_article *places; /* NULL: they are in the file */
    int fd;                  /* of the file; -1: there is none */
    unsigned bits;           /* there are 1 << bits places */
    uint64_t page;           /* which page of the file is in the buffer, counted from 1; 0: none */
    bool changed;            /* it has to be written */
    pending_article *buffer; /* PENDING_PAGE places */
} pending_table;

typedef struct pending {
    int dir_fd;        /* borrowed; where the file is, without a name */
    uint64_t most;     /* bytes in memory: a larger table is in a file */
    uint32_t count;    /* articles that were added */
    uint32_t taken;    /* places: ids */
    fingerprint print; /* of the content of all, in their order */
    pending_table table;
    morgue_status status; /* sticky: the file failed */
    morgue_error error;
} pending;

void archive__pending_open(pending *p, int dir_fd, uint64_t most);

/* Makes room for one more; until it is added nothing has changed. */
morgue_status archive__pending_reserve(pending *p, morgue_error *err);

/* Adds an article under the next document number, after archive__pending_reserve().
 * One of the same id is found no more. */
morgue_status archive__pending_add(pending *p, morgue_str id, const fingerprint *print,
                                   uint32_t file, morgue_error *err);

/* The article that has an id; *found is false when there is none. */
morgue_status archive__pending_find(pending *p, morgue_str id, pending_article *out, bool *found,
                                    morgue_error *err);

/* Walks those that can be found, in no order: start with *at = 0; false at the end
 * and when the file fails, which p->status tells. */
bool archive__pending_next(pending *p, uint64_t *at, pending_article *out);

/* Empties it and gives its memory back; it stays open. */
void archive__pending_clear(pending *p);

#endif
