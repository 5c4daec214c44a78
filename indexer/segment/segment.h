/* An immutable segment: many drafts in one single-file glass database. */
#ifndef SEGMENT_H
#define SEGMENT_H

#include "draft.h"
#include "xapian_c.h"

/* A segment called NAME is NAME.glass and NAME.sums in the archive's directory. */
#define SEGMENT_NAME 16 /* bytes, with the NUL: "seg-000001" */

typedef struct segment_summary {
    uint32_t documents;
    uint32_t undated;
    bool dated;               /* earliest and latest mean something */
    int64_t earliest, latest; /* first and last second of the documents' dates */
    uint64_t text_bytes;      /* of the articles' texts */
    uint64_t bytes;           /* of NAME.glass */
    uint64_t sums_bytes;      /* of NAME.sums */
    uint32_t sums_crc;        /* crc32 of NAME.sums */
} segment_summary;

/* The status and message of an xc_error as ours. */
morgue_status segment_fail(morgue_error *err, const char *what, const xc_error *error);

/* ---- building ---- */

typedef struct segment_builder segment_builder;

typedef enum segment_method {
    SEGMENT_BULK,     /* writes the file itself; the same drafts give the same bytes */
    SEGMENT_REFERENCE /* through libxapian: slow, for comparison */
} segment_method;

/*
 * Starts the segment name in directory dir.
 *
 * config  names the declared facets; must outlive the builder
 * memory  bytes to stay within; SEGMENT_REFERENCE bounds the postings alone
 */
morgue_status segment_builder_new(segment_builder **out, const char *dir, const char *name,
                                  const morgue_config *config, uint64_t memory,
                                  segment_method method, morgue_error *err);

/*
 * Adds a document; ids count from 1.
 *
 * Expected errors: MORGUE_INVALID and MORGUE_LIMIT (the draft cannot be stored;
 * others still can). After any other only segment_builder_free() helps.
 */
morgue_status segment_builder_add(segment_builder *b, const draft *d, uint32_t *docid,
                                  morgue_error *err);

uint32_t segment_builder_count(const segment_builder *b);

/* Bytes of text added so far. */
uint64_t segment_builder_text(const segment_builder *b);

/* Writes and syncs both files. The builder can only be freed afterwards. */
morgue_status segment_builder_finish(segment_builder *b, segment_summary *out, morgue_error *err);

/* Frees it and removes what is unfinished. NULL is allowed. */
void segment_builder_free(segment_builder *b);

/* ---- checksums ---- */

/* A quick look when an archive is opened: both files there, of the right size,
 * and the head intact. */
morgue_status segment_glance(int dir_fd, const char *name, const segment_summary *expected,
                             morgue_error *err);

/* Reads every byte and compares every checksum. */
morgue_status segment_verify(int dir_fd, const char *name, const segment_summary *expected,
                             morgue_error *err);

/* ---- reading ---- */

/* The slot of a facet in a shard, by name; false when the segment has none. */
bool segment_facet_slot(xc_database *db, size_t shard, morgue_str name, uint32_t *slot);

/* One entry of a facet's dictionary, in the order of its numbers. */
typedef struct segment_value {
    morgue_str key, display;
} segment_value;

/* The dictionary of a facet. values and texts lie in memory. */
morgue_status segment_dictionary(xc_database *db, size_t shard, morgue_str name, arena *memory,
                                 segment_value **values, size_t *count, morgue_error *err);

/* Told of a surface. */
typedef void segment_surface(void *context, morgue_str surface);

/* The surfaces of a shard that have this stem and differ from it. */
morgue_status segment_surfaces(xc_database *db, size_t shard, morgue_str stem,
                               segment_surface *visit, void *context, morgue_error *err);

#endif
