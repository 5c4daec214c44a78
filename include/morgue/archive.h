/* An archive opened for reading. */
#ifndef MORGUE_ARCHIVE_H
#define MORGUE_ARCHIVE_H

#include <morgue/article.h>
#include <morgue/config.h>
#include <morgue/status.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct morgue_archive morgue_archive;

/*
 * Open an archive for reading. The view is that of the last commit and stays
 * so until the archive is opened anew, whatever a writer does meanwhile.
 *
 * out     receives the archive; free it with morgue_archive_free()
 * path    directory that holds a MANIFEST
 * config  settings (aliases, fields, saved queries); NULL for the defaults.
 *         Must outlive the archive.
 * err     may be NULL
 *
 * Expected errors: MORGUE_NOTFOUND (no archive there), MORGUE_VERSION (a newer
 * format), MORGUE_CORRUPT (a checksum does not match).
 */
MORGUE_API morgue_status morgue_archive_open(morgue_archive **out, const char *path,
                                             const morgue_config *config, morgue_error *err);

MORGUE_API void morgue_archive_free(morgue_archive *archive);

/*
 * How many bytes of answers the archive keeps: which articles a clause about the order of words
 * is true of, so that the next page of a search, or its count by month, need not read them
 * again. 16 MiB until it is called; what is too much is forgotten at once. 0: none.
 */
MORGUE_API void morgue_archive_remember(morgue_archive *archive, size_t bytes);

typedef struct morgue_archive_info {
    const char *uuid;  /* 36 characters, borrowed from the archive */
    uint64_t revision; /* counts commits */
    uint64_t articles; /* live ones */
    uint64_t dead;     /* replaced or vanished ones that a merge will drop */
    uint64_t undated;  /* of the live ones, as far as segments count them */
    uint64_t segments;
    uint64_t bytes;       /* of all files that the MANIFEST names */
    uint64_t text_bytes;  /* of the live and dead articles' text */
    morgue_date earliest; /* precision NONE when no article is dated */
    morgue_date latest;
} morgue_archive_info;

MORGUE_API void morgue_archive_describe(const morgue_archive *archive, morgue_archive_info *out);

/*
 * Fetch one article by its id.
 *
 * out  receives the article; free it with morgue_article_free()
 *
 * Expected errors: MORGUE_NOTFOUND (no such id), MORGUE_CORRUPT.
 */
MORGUE_API morgue_status morgue_archive_article(morgue_archive *archive, const char *id,
                                                size_t id_len, morgue_article **out,
                                                morgue_error *err);

/* Told of each fault that a check finds: the file's name, the fault in a line. */
typedef void morgue_check_report(void *context, const char *file, const char *fault);

/*
 * Verify every checksum of every file of the archive at path, and that the
 * counts agree. All faults are reported; the first one is also returned.
 *
 * report  may be NULL
 *
 * Expected errors: MORGUE_NOTFOUND, MORGUE_VERSION, MORGUE_CORRUPT.
 */
MORGUE_API morgue_status morgue_archive_check(const char *path, morgue_check_report *report,
                                              void *context, morgue_error *err);

#ifdef __cplusplus
}
#endif

#endif
