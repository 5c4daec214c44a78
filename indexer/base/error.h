/* Filling a morgue_error: one call, which returns the status it was given. */
#ifndef ERROR_H
#define ERROR_H

#include <morgue/status.h>

/* Writes the message (printf style, cut at the buffer's end on a character
 * boundary) and clears the positions. err may be NULL. Returns status. */
morgue_status fail(morgue_error *err, morgue_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As fail(), appending ": " and the text of errno value code; ENOSPC and EDQUOT
 * turn the status into MORGUE_NOSPACE, ENOMEM into MORGUE_NOMEM. */
morgue_status fail_errno(morgue_error *err, morgue_status status, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* As fail(), with the place in a file (1-based, 0 = unknown). */
morgue_status fail_at(morgue_error *err, morgue_status status, unsigned line, unsigned column,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));

/* As fail(), with the bytes [from, to) of the question that are to blame. */
morgue_status fail_range(morgue_error *err, morgue_status status, size_t from, size_t to,
                         const char *format, ...) __attribute__((format(printf, 5, 6)));

/* "out of memory", with nothing allocated. */
morgue_status fail_nomem(morgue_error *err);

#endif
