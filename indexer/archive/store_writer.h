/* The one writer of an archive: tombstones, new segments, commits. */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "store.h"

/* The size of an input that must be read again, whatever it looks like. */
#define INPUT_DOUBTED UINT64_MAX

/* What the archive knows of a file that it read. */
typedef struct input {
    morgue_str path; /* owned by the table */
    uint64_t size;
    int64_t ctime, ctime_ns; /* of its last change; 0 when too young to trust */
    fingerprint print;       /* of the file's bytes */
    uint32_t articles;
    bool had_copies; /* articles were skipped because another file has them */
} input;

typedef struct store_writer store_writer;

/*
 * Locks the archive at path, creating it when the directory is absent or empty,
 * and removes what an interrupted run left.
 *
 * memory  bytes for the pending segment, or for a merge
 *
 * Expected errors: MORGUE_LOCKED (names the holder), MORGUE_VERSION,
 * MORGUE_CORRUPT, MORGUE_INVALID (the directory holds other things).
 */
morgue_status store_writer_open(store_writer **out, const char *path, const morgue_config *config,
                                uint64_t memory, morgue_error *err);

/* Only the inputs of the archive at path, for a look at what a run would do: no
 * lock is taken, nothing is written, and an absent archive has none. Inputs and
 * free() are all that may be called. Errors as above. */
morgue_status store_writer_peek(store_writer **out, const char *path, const morgue_config *config,
                                morgue_error *err);

/* Gives up what is not committed. NULL is allowed. */
void store_writer_free(store_writer *w);

/* The archive as last committed, without what is pending. Borrowed; replaced
 * by each commit; NULL when it could not be opened again after one. */
morgue_archive *store_writer_view(store_writer *w);

typedef enum put_result {
    PUT_ADDED,    /* a new article */
    PUT_REPLACED, /* its id was there with other content, from the same file */
    PUT_SAME,     /* it is there already, from the same file */
    PUT_COPY,     /* the same id and content is there from another file */
    PUT_CLASH     /* the id has other content, of another file or seen in this one: not added */
} put_result;

/* Brackets the articles of one file, to tell what a file that changed no longer
 * holds. begin() notes all that the archive has of the path, committed or not;
 * end() removes what was not put again, or keeps it when the file could not be
 * read (keep). removed may be NULL. No commit may fall inside a bracket.
 * Outside the bracket, or with an empty path, articles come
 * from memory: one of a known id then replaces it. */
morgue_status store_writer_begin(store_writer *w, morgue_str path, morgue_error *err);
morgue_status store_writer_put(store_writer *w, const draft *d, put_result *result,
                               morgue_error *err);
morgue_status store_writer_end(store_writer *w, bool keep, uint64_t *removed, morgue_error *err);

/* What a put of an article with this id and content would come to. */
morgue_status store_writer_judge(store_writer *w, morgue_str id, const fingerprint *print,
                                 put_result *result, morgue_error *err);

/* Removes the article with this id. MORGUE_NOTFOUND when there is none. */
morgue_status store_writer_remove(store_writer *w, morgue_str id, morgue_error *err);

/* Removes all articles of a path and forgets the input. */
morgue_status store_writer_remove_path(store_writer *w, morgue_str path, uint64_t *removed,
                                       morgue_error *err);

/* Pending text in bytes: when to commit. */
uint64_t store_writer_pending(const store_writer *w);

/* Is there anything to commit? */
bool store_writer_dirty(const store_writer *w);

/* Everything since the last commit becomes durable. After a failure only
 * store_writer_free() helps. */
morgue_status store_writer_commit(store_writer *w, morgue_error *err);

/*
 * Merges segments, when nothing is pending: the newest ones when they have grown
 * to the size of those before them, or all into one. Articles are carried over as
 * they are, the dead dropped. Committed when it returns MORGUE_OK; otherwise the
 * archive is as it was, and the writer good while store_writer_view() is not NULL.
 *
 * cancel  non-zero stops the merge with MORGUE_CANCELLED; may be NULL
 */
morgue_status store_writer_merge(store_writer *w, bool all, int (*cancel)(void *), void *context,
                                 morgue_error *err);

/* ---- inputs ---- */

/* NULL when the path is unknown. Valid until the next change of the table. */
const input *store_writer_input(const store_writer *w, morgue_str path);

/* Remembers or updates an input; it is saved by the next commit. */
morgue_status store_writer_set_input(store_writer *w, const input *in, morgue_error *err);

/* Marks all inputs with copies as INPUT_DOUBTED: what they repeat may be gone. */
morgue_status store_writer_doubt_copies(store_writer *w, morgue_error *err);

/* Walks all inputs in no order: start with *at = 0; NULL at the end. The table
 * must not change meanwhile. */
const input *store_writer_next_input(const store_writer *w, size_t *at);

#endif
