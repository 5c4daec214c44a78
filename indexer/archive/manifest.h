/* The MANIFEST: the commit point of an archive, as text with its own checksum. */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "segment.h"

#define MANIFEST_FORMAT 2
#define MANIFEST_TEXT   96 /* bytes of a short text, with the NUL */

/* A file that belongs to a commit: NAME-REVISION, its size and crc32. */
typedef struct manifest_file {
    uint64_t revision; /* 0: there is none */
    uint64_t bytes;
    uint32_t crc;
} manifest_file;

typedef struct manifest_segment {
    char name[SEGMENT_NAME];
    segment_summary summary;
    uint32_t dead;            /* documents that are replaced or gone */
    manifest_file tombstones; /* NAME.dead-REVISION: a bitmap of them by id */
} manifest_segment;

/* All zero is the manifest of no archive. */
typedef struct manifest {
    char uuid[37];
    uint64_t revision;     /* counts commits from 1 */
    uint64_t next_segment; /* number of the next new segment */
    char analyzer[MANIFEST_TEXT];
    char language[MANIFEST_TEXT];
    manifest_file inputs; /* inputs-REVISION: which files were read */
    manifest_segment *segments;
    size_t count;
} manifest;

/*
 * Expected errors: MORGUE_CORRUPT, MORGUE_VERSION (format 1, or a format or
 * feature of a newer morgue).
 */
morgue_status manifest_parse(manifest *out, morgue_str text, morgue_error *err);

void manifest_format(const manifest *m, strbuf *out);

/* Adds a segment, with its summary still to be filled in. */
manifest_segment *manifest_add(manifest *m);

morgue_status manifest_copy(manifest *out, const manifest *from, morgue_error *err);

void manifest_free(manifest *m);

#endif
