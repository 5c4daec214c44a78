/* How a call went: a status to switch on, and an error to show a person. */
#ifndef MORGUE_STATUS_H
#define MORGUE_STATUS_H

#include <morgue/export.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Values are stable; new ones are added at the end. */
typedef enum morgue_status {
    MORGUE_OK = 0,
    MORGUE_NOMEM = 1,      /* out of memory */
    MORGUE_IO = 2,         /* a file could not be read or written */
    MORGUE_NOSPACE = 3,    /* the disk or a quota is full */
    MORGUE_NOTFOUND = 4,   /* no such archive, article or file */
    MORGUE_INVALID = 5,    /* an argument breaks a rule of the call */
    MORGUE_QUERY = 6,      /* the question is not in the language; from/to say where */
    MORGUE_LIMIT = 7,      /* a named limit was passed; the message has name and value */
    MORGUE_FORMAT = 8,     /* an input is not what its format promises */
    MORGUE_CONFIG = 9,     /* the configuration is wrong; line/column say where */
    MORGUE_VERSION = 10,   /* an archive of a format that this library does not know */
    MORGUE_CORRUPT = 11,   /* a checksum or an invariant of the archive does not hold */
    MORGUE_LOCKED = 12,    /* another writer has the archive; the message names it */
    MORGUE_STALE = 13,     /* the archive changed underneath: open it anew */
    MORGUE_CANCELLED = 14, /* the caller's callback or a signal asked to stop */
    MORGUE_INTERNAL = 15   /* a bug in this library */
} morgue_status;

#define MORGUE_ERROR_MESSAGE_SIZE 512

/*
 * Filled by a call that fails, untouched by one that succeeds. Owned by the
 * caller, of fixed size, so that running out of memory can be reported too.
 * Every function accepts NULL in its place.
 */
typedef struct morgue_error {
    morgue_status status;
    size_t from, to;       /* MORGUE_QUERY, MORGUE_LIMIT: bytes of the question, from <= to */
    unsigned line, column; /* MORGUE_CONFIG, MORGUE_FORMAT: 1-based, 0 when unknown */
    char message[MORGUE_ERROR_MESSAGE_SIZE]; /* one line, UTF-8, ends in NUL */
} morgue_error;

/* The name of a status, e.g. "corrupt". Static; never NULL. */
MORGUE_API const char *morgue_status_name(morgue_status status);

#ifdef __cplusplus
}
#endif

#endif
