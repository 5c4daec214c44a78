/* One run of the indexer: what its two halves share. Private. */
#ifndef RUN_INTERNAL_H
#define RUN_INTERNAL_H

#include "ingest.h"
#include "ledger.h"
#include "pipe.h"

#include <pthread.h>

/* The reading half walks and reads on the caller's thread; the writing half is
 * the pipe's consumer. Counts and the ledger are shared under the mutex. */
typedef struct ingest {
    const ingest_options *options;
    store_writer *writer;
    alias_table *aliases;
    recogniser *names;
    analyzer *analyzer;
    drafter *redrafter; /* of the writing half, for articles whose id clashes */
    ingest_pipe *pipe;
    pthread_mutex_t mutex;
    ingest_report *report;
    ledger failures;
    map reported; /* printable paths in failures */
    /* the reading half's */
    char *own;                 /* where the archive is, to pass it over; NULL when unknown */
    map seen;                  /* paths of this run -> SEEN_… */
    map kept;                  /* refused files and folders: what lies there has not vanished */
    uint64_t walked;           /* files of the root being walked */
    morgue_str file;           /* path of the file being read; empty for standard input */
    struct XXH3_state_s *hash; /* of the file being read; NULL: nobody asks */
    uint64_t file_articles;    /* of the file being read */
    uint64_t file_failures;    /* of its members */
    bool from_stdin;
    bool reread; /* files with copies are read though they have not changed */
    bool cancelled;
    /* the writing half's, of the file that is being written */
    uint32_t articles;
    uint64_t draft_failures;
    bool had_copies;
    map crowded; /* ids that have no number left */
} ingest;

/* Values in seen. */
enum { SEEN_UNCHANGED, SEEN_READ };

/* Failed members of one file that the ledger lists; the others are counted. */
#define MOST_FAILURES 1000

/* The consumer: puts drafts into the archive. context is the ingest. */
morgue_status ingest__write(void *context, pipe_item *item, morgue_error *err);

/* Notes a failure in the ledger, once a path, and tells the caller. Thread-safe. */
void ingest__failed(ingest *g, morgue_str path, morgue_status status, const char *why);

/* Likewise for one of many in a file; *count is how many of that file there
 * were, 0 at its start. */
void ingest__failed_member(ingest *g, morgue_str path, morgue_status status, const char *why,
                           uint64_t *count);

/* At the end of a file: says in the ledger how many it does not list. */
void ingest__failed_rest(ingest *g, morgue_str file, uint64_t count);

/* Makes all so far durable, in the middle of a run. */
morgue_status ingest__commit(ingest *g, morgue_error *err);

/* What an archive has of a path, copied out of its table. Thread-safe. */
bool ingest__input(ingest *g, morgue_str path, input *out);
morgue_status ingest__set_input(ingest *g, const input *in, morgue_error *err);

/* Waits for the writing half. */
morgue_status ingest__settle(ingest *g, morgue_error *err);

/* Did a refused folder hide this path from the walk? */
bool ingest__hidden(const ingest *g, morgue_str path);

/* Reads one root into the pipe. */
morgue_status ingest__read_root(ingest *g, const char *root, morgue_error *err);

/* MORGUE_NOTFOUND when a root is not there: known before anything is done. */
morgue_status ingest__find_root(const char *root, morgue_error *err);

/* Adds the files below a root to the report's total, for an estimate of time. */
void ingest__count_root(ingest *g, const char *root);

/* Reads one file again, whatever its state; one that has gone is passed over. */
morgue_status ingest__read_again(ingest *g, const char *path, morgue_error *err);

/* Has the writing half failed? Then an error is not one of the file being read. */
bool ingest__broken(ingest *g);

/* Asks the caller whether to stop; sticky. */
bool ingest__cancelled(ingest *g);

#endif
