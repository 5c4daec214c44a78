/* Sorted runs of an inversion, on disk, and their merge. Private. */
#ifndef RUNS_H
#define RUNS_H

#include "inversion.h"
#include "spool.h"

/*
 * A run is what an inversion held, in byte order of its keys, in two streams:
 *
 * postings   key, number of documents, sum of their counts, then for each
 *            document: id less the one before, count; for a value slot: length
 *            and bytes of the value after it
 * positions  keys that have any: key, then for each document: id less the one
 *            before, length and bytes of the tag; 0 ends them
 *
 * Later runs hold later documents.
 */
typedef struct run {
    spool_extent postings, positions;
    unsigned level; /* how often its postings have been merged */
} run;

typedef struct run_store {
    spool postings, positions;
    run *list;
    size_t count, capacity;
} run_store;

/* What a key is, by its first bytes: those of the glass keys it becomes. */
typedef enum key_kind { KEY_STEM, KEY_VALUES, KEY_LENGTHS, KEY_TERM } key_kind;

#define KEY_STEM_PREFIX    "\0\xC0"
#define KEY_VALUES_PREFIX  "\0\xD8"
#define KEY_LENGTHS_PREFIX "\0\xE0"

static inline key_kind key_kind_of(morgue_str key)
{
    if (key.len < 2 || key.ptr[0] != '\0')
        return KEY_TERM;
    return key.ptr[1] == '\xC0' ? KEY_STEM : key.ptr[1] == '\xD8' ? KEY_VALUES : KEY_LENGTHS;
}

/* An entry's bytes are, per document: id less the one before, then
 * KEY_TERM     count << 1 | has a tag, then length and bytes of the tag if so
 * KEY_LENGTHS  the length
 * KEY_VALUES   length and bytes of the value */

void segment__runs_open(run_store *s, int dir_fd, const char *name);
void segment__runs_close(run_store *s);

/* Writes out an inversion as a run; merges runs when there are many. */
morgue_status segment__runs_add(run_store *s, const inversion *v, morgue_error *err);

/* The first failure of either stream. */
morgue_status segment__runs_check(const run_store *s, morgue_error *err);

/* ---- the merge: key after key of all runs ---- */

typedef struct merge_source {
    spool_reader reader;
    strbuf key;
    uint64_t count, sum; /* of the key; postings only */
    bool done;
} merge_source;

typedef struct merge {
    run_store *store;
    spool *spool;
    bool positions; /* of the two streams */
    merge_source *sources;
    size_t source_count;
    size_t *heap, heap_count;
    size_t *group, group_count; /* the sources that have the key, in order */
    strbuf key;
    uint64_t count, sum;
} merge;

/* Merges runs [first, first + count) with buffers of so many bytes in all. */
morgue_status segment__merge_open(merge *m, run_store *s, bool positions, size_t first,
                                  size_t count, uint64_t memory, morgue_error *err);
void segment__merge_close(merge *m);

/* The next key, or false. Everything that the sources of the group have of the
 * key before must have been read. */
bool segment__merge_next(merge *m);

#endif
