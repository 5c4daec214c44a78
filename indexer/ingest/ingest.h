/* The pipeline: from roots on a disk to a committed archive. */
#ifndef INGEST_H
#define INGEST_H

#include "source.h"
#include "store_writer.h"

#include <morgue/writer.h>

/* Counts of a run; read while it runs for a progress display. */
typedef struct ingest_report {
    uint64_t files;       /* looked at */
    uint64_t unchanged;   /* of them: skipped */
    uint64_t fresh;       /* of them: not known before */
    uint64_t changed;     /* of them: read again */
    uint64_t vanished;    /* known before and gone */
    uint64_t failed;      /* inputs, or members of inputs, in the ledger */
    uint64_t bytes;       /* of the files that were read */
    uint64_t total_files; /* below the roots, for an estimate; counted when progress is told */
    uint64_t articles;    /* read */
    uint64_t added;
    uint64_t replaced;
    uint64_t removed;
    uint64_t same;        /* read again and found unchanged */
    uint64_t copies;      /* the same id and content as an article of another file */
    uint64_t clashes;     /* an id of another article: "~2" was put behind it */
    uint64_t undated;     /* of the articles read */
    uint64_t segments;    /* of the archive when the run ended */
    bool kept_empty_root; /* a root without a single file removed nothing */
} ingest_report;

/* Told of an input that cannot be indexed, or of each file and what becomes of it. */
typedef void ingest_note(void *context, morgue_str path, const char *text);
/* Told from time to time how far a run is. */
typedef void ingest_progress(void *context, const ingest_report *report);

typedef struct ingest_options {
    const char *const *roots; /* files, directories, "-" for standard input */
    size_t root_count;
    const morgue_config *config;
    const char *format;  /* a reader's name; NULL to detect */
    uint64_t memory;     /* bytes to stay within */
    unsigned threads;    /* that analyse; 0: one a processor */
    int64_t now;         /* seconds since 1970, when the run starts */
    bool optimize;       /* afterwards, merge everything into one segment */
    bool dry_run;        /* nothing is written; note tells what would be */
    ingest_note *failed; /* may be NULL, as may all below */
    ingest_note *note;
    ingest_progress *progress;
    int (*cancel)(void *context); /* non-zero: stop, and commit the articles that are whole */
    void *context;
} ingest_options;

/*
 * Brings an archive up to date with its roots.
 *
 * Expected errors: those of store_writer_open(), MORGUE_NOTFOUND (no such
 * root), MORGUE_CANCELLED (after a commit), MORGUE_NOSPACE.
 */
morgue_status ingest_run(const char *archive, const ingest_options *options, ingest_report *report,
                         morgue_error *err);

#endif
