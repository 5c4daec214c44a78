/* An ordered pipe: articles go in, threads draft them, drafts come out in the
 * order in which the articles went in. Private. */
#ifndef PIPE_H
#define PIPE_H

#include "draft.h"

typedef enum pipe_kind {
    PIPE_BEGIN, /* a file starts */
    PIPE_ARTICLE,
    PIPE_END /* a file ended */
} pipe_kind;

/* What a file ended with. */
typedef struct pipe_end {
    uint64_t size;
    int64_t ctime, ctime_ns;
    fingerprint print;
    bool printed; /* print is known */
    bool failed;  /* the file could not be read to its end: what was known of it stays */
    bool input;   /* a file that a later run can compare; standard input is none */
} pipe_end;

typedef struct pipe_item {
    pipe_kind kind;
    morgue_str path;         /* of the file, empty for standard input */
    morgue_article *article; /* ARTICLE */
    draft *draft;            /* made by a worker */
    morgue_status status;    /* of making it */
    morgue_error error;
    pipe_end end;
    size_t bytes; /* what the item holds, for the budget */
} pipe_item;

typedef struct ingest_pipe ingest_pipe;

/* Consumes an item, in order, on a thread of its own; anything but MORGUE_OK
 * stops the pipe. What the item points to may go afterwards. */
typedef morgue_status pipe_consume(void *context, pipe_item *item, morgue_error *err);

/* threads workers with a drafter each; at most budget bytes wait inside. */
morgue_status ingest__pipe_new(ingest_pipe **out, const morgue_config *config,
                               const recogniser *names, unsigned threads, size_t budget,
                               pipe_consume *consume, void *context, morgue_error *err);

/* Where that lies to which the next item points, an item of so many bytes; waits for
 * room. A failure of any stage comes back here, if not at once. */
morgue_status ingest__pipe_memory(ingest_pipe *pipe, size_t bytes, arena **out, morgue_error *err);

/* Puts that item into the pipe. It may stay with the producer until more have come or
 * the pipe is drained. */
void ingest__pipe_push(ingest_pipe *pipe, const pipe_item *item);

/* Hands over what is left and waits until everything is consumed; the first
 * error of any stage. */
morgue_status ingest__pipe_drain(ingest_pipe *pipe, morgue_error *err);

/* Has any stage failed? */
bool ingest__pipe_failed(ingest_pipe *pipe);

/* Stops the threads and frees everything; NULL is allowed. */
void ingest__pipe_free(ingest_pipe *pipe);

#endif
