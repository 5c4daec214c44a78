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
    map seen;        /* paths of this run -> 1 */
    map kept;        /* refused folders: what lies below has not vanished */
    uint64_t walked; /* files of the root being walked */
    int64_t started;
    uint64_t file_articles; /* of the file being read */
    bool from_stdin;
    bool reread; /* files with copies are read though they have not changed */
    bool cancelled;
    /* the writing half's, of the file that is being written */
    uint32_t articles;
    bool had_copies;
} ingest;

/* The consumer: puts drafts into the archive. context is the ingest. */
morgue_status ingest__write(void *context, pipe_item *item, morgue_error *err);

/* Notes a failure in the ledger and tells the caller. Thread-safe. */
void ingest__failed(ingest *g, morgue_str path, morgue_status status, const char *why);

/* Reads one root into the pipe. */
morgue_status ingest__read_root(ingest *g, const char *root, morgue_error *err);

/* Has the writing half failed? Then an error is not one of the file being read. */
bool ingest__broken(ingest *g);

/* Asks the caller whether to stop; sticky. */
bool ingest__cancelled(ingest *g);

#endif
