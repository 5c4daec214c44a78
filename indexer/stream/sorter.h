/* Sorting more records than there is memory for: sorted runs on disk, merged when
 * they are read. Private. */
#ifndef SORTER_H
#define SORTER_H

#include "arena.h"

#include <morgue/status.h>

struct stream_spool;

/* Records are in order of their heads, then of the bytes of their keys, then of
 * their tails. */
typedef struct sort_record {
    uint64_t head;
    morgue_str key;
    uint64_t tail;
} sort_record;

/* Raw bytes as a number that orders as they do, as far as eight tell: a head for
 * records that are in order of their keys alone. */
static inline uint64_t stream__head(morgue_str key)
{
    uint64_t head = 0;
    for (unsigned i = 0; i < 8; i++)
        head = head << 8 | (i < key.len ? (unsigned char)key.ptr[i] : 0);
    return head;
}

/* A record in memory. */
typedef struct sorter_entry {
    uint64_t head; /* first: sort_by_head() looks at it */
    const char *key;
    uint64_t tail;
    uint32_t length;
} sorter_entry;

/* Records on disk, in order. */
typedef struct sorter_run {
    uint64_t from, to; /* bytes of the spool */
    unsigned level;    /* how often it has been merged */
} sorter_run;

typedef struct sorter {
    struct stream_spool *spool; /* borrowed; its status tells of failures */
    size_t most;                /* bytes in memory, about */
    arena keys;
    sorter_entry *entries;
    size_t count, capacity, bytes;
    sorter_run *runs;
    size_t run_count, run_capacity;
    size_t at;                    /* of entries: the next to be read */
    struct sorter_merge *reading; /* of the runs, when there are some */
} sorter;

/* The spool may be shared: whatever is written at a time lies together. */
void stream__sorter_open(sorter *s, struct stream_spool *spool, size_t most);
void stream__sorter_free(sorter *s);

morgue_status stream__sorter_add(sorter *s, sort_record record, morgue_error *err);

/* Nothing is added any more: the records are in order. */
morgue_status stream__sorter_sort(sorter *s, morgue_error *err);

/* The next record, whose key lives until the next call; false at the end or when
 * the spool fails. */
bool stream__sorter_next(sorter *s, sort_record *out);

#endif
