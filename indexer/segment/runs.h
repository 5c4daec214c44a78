/* Sorted runs of an inversion, on disk, and their merge. Private. */
#ifndef RUNS_H
#define RUNS_H

#include "inversion.h"
#include "spool.h"

/*
 * A run is what an inversion held, in byte order of its keys: key, number of
 * documents, sum of their counts, then what the entry's bytes are. Those are for
 * each document: id less the one before, then a number; a number that is a
 * length is followed by so many bytes. Later runs hold later documents.
 */
typedef struct run {
    spool_extent extent;
    unsigned level; /* how often it has been merged */
} run;

/* What follows a document's id in a store. */
typedef enum run_content {
    RUN_POSTINGS, /* a count; under a value slot the value, a document's length under lengths */
    RUN_TAGS      /* bytes, under every key */
} run_content;

typedef struct run_store {
    run_content content;
    spool spool;
    run *list;
    size_t count, capacity;
} run_store;

/* What a key of postings is, by its first bytes: those of the glass keys it
 * becomes. */
typedef enum key_kind { KEY_VALUES, KEY_LENGTHS, KEY_TERM } key_kind;

#define KEY_METADATA_PREFIX "\0\xC0"
#define KEY_BOUNDS_PREFIX   "\0\xD0"
#define KEY_VALUES_PREFIX   "\0\xD8"
#define KEY_LENGTHS_PREFIX  "\0\xE0"

static inline key_kind key_kind_of(morgue_str key)
{
    if (key.len < 2 || key.ptr[0] != '\0')
        return KEY_TERM;
    return key.ptr[1] == '\xD8' ? KEY_VALUES : KEY_LENGTHS;
}

/* suffix: of the name that the store's file has for a moment. */
void segment__runs_open(run_store *s, run_content content, int dir_fd, const char *name,
                        const char *suffix);
void segment__runs_close(run_store *s);

/* Writes out an inversion as a run, without the entries that no document was
 * counted in; merges runs when there are many. */
morgue_status segment__runs_add(run_store *s, const inversion *v, morgue_error *err);

/* The first failure. */
morgue_status segment__runs_check(const run_store *s, morgue_error *err);

/* ---- the merge: key after key of all runs ---- */

typedef struct merge_source {
    spool_reader reader;
    strbuf key;
    uint64_t count, sum; /* of the key */
} merge_source;

typedef struct merge {
    spool *spool;
    merge_source *sources;
    size_t source_count;
    size_t *heap, heap_count;
    size_t *group, group_count; /* the sources that have the key, in order */
    strbuf key;
    uint64_t count, sum;
} merge;

/* Merges runs [first, first + count) with buffers of so many bytes in all. */
morgue_status segment__merge_open(merge *m, run_store *s, size_t first, size_t count,
                                  uint64_t memory, morgue_error *err);
void segment__merge_close(merge *m);

/* The next key, or false. Everything that the sources of the group have of the
 * key before must have been read. */
bool segment__merge_next(merge *m);

#endif
