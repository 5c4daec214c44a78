/*
 * An immutable segment: many drafts as a glass database that stock Xapian reads
 * (terms, document lengths, dates, dictionaries) and a stream file (the words in
 * their order, columns, the articles themselves).
 */
#ifndef SEGMENT_H
#define SEGMENT_H

#include "draft.h"
#include "glass_reader.h"
#include "stream.h"
#include "xapian_c.h"

/* A segment called NAME is NAME.glass, NAME.stream and NAME.sums (the block
 * checksums of NAME.glass) in the archive's directory. */
#define SEGMENT_NAME 16 /* bytes, with the NUL: "seg-000001" */

/* Value slots of a document in the glass file. Facets are in the stream file. */
enum { SLOT_DATE_FROM = 0 /* 8 bytes, order-preserving; absent when undated */ };

typedef struct segment_summary {
    uint32_t documents;
    uint32_t undated;
    bool dated;               /* earliest and latest mean something */
    int64_t earliest, latest; /* first and last second of the documents' dates */
    uint64_t text_bytes;      /* of the articles' texts */
    uint64_t bytes;           /* of NAME.glass */
    uint64_t stream_bytes;    /* of NAME.stream */
    uint64_t sums_bytes;      /* of NAME.sums */
    uint32_t sums_crc;        /* crc32 of NAME.sums */
} segment_summary;

/* The status and message of an xc_error as ours. */
morgue_status segment_fail(morgue_error *err, const char *what, const xc_error *error);

/* ---- building ---- */

typedef struct segment_builder segment_builder;

typedef enum segment_method {
    SEGMENT_BULK,     /* writes the glass file itself; the same drafts give the same bytes */
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

/* Writes and syncs all files. The builder can only be freed afterwards. */
morgue_status segment_builder_finish(segment_builder *b, segment_summary *out, morgue_error *err);

/* Frees it and removes what is unfinished. NULL is allowed. */
void segment_builder_free(segment_builder *b);

/* ---- checksums ---- */

/* Reads every byte and compares every checksum. */
morgue_status segment_verify(int dir_fd, const char *name, const segment_summary *expected,
                             morgue_error *err);

/* ---- reading ---- */

/* One entry of a facet's dictionary, in the order of its numbers. */
typedef struct segment_value {
    morgue_str key, display;
} segment_value;

typedef struct segment_values {
    segment_value *items; /* NULL: not read yet */
    size_t count;
} segment_values;

/* An open segment. Serves one thread at a time. */
typedef struct segment {
    glass_reader *glass;
    stream_reader *stream;
    uint32_t documents;
    morgue_str *facet_names; /* by slot; as the configuration was when it was built */
    unsigned facet_count;
    morgue_str *field_names; /* of declared fields, by text_field - TEXT_DECLARED */
    unsigned field_count;
    uint64_t text_bytes;    /* of all its articles, as when it was built */
    segment_values *values; /* by slot, as far as segment_facet_values() was asked */
    arena memory;
} segment;

/* Compares sizes and heads at once, and every block when it is first touched.
 * Expected errors: MORGUE_CORRUPT, MORGUE_VERSION. */
morgue_status segment_open(segment **out, int dir_fd, const char *name,
                           const segment_summary *expected, morgue_error *err);
void segment_free(segment *s);

/* Damage that reading has met; ask before an answer is believed. */
morgue_status segment_status(const segment *s, morgue_error *err);

/* The slot of a facet, by name; false when the segment has none. */
bool segment_facet_slot(const segment *s, morgue_str name, unsigned *slot);

/* The number (text_field) of a field that the words of a declared text field
 * have here; false when there is none. */
bool segment_declared_field(const segment *s, morgue_str name, unsigned *field);

/* The dictionary of a facet: values packed in stream_facet() are, for each value
 * of the article, varint(number here) and varint(mentions << 4 | salience).
 * values and texts lie in memory. */
morgue_status segment_dictionary(const segment *s, morgue_str name, arena *memory,
                                 segment_value **values, size_t *count, morgue_error *err);

/* Likewise of a slot, read once and kept: *out is borrowed. */
morgue_status segment_facet_values(segment *s, unsigned slot, const segment_values **out,
                                   morgue_error *err);

/* ---- merging ---- */

typedef struct segment_source {
    segment *segment;
    /* Documents that are left out: bit id & 7 of byte id >> 3; NULL for none.
     * Ids beyond dead_bytes live. */
    const uint8_t *dead;
    uint32_t dead_bytes;
} segment_source;

/* Whether two segments can be merged: as far as both declare text fields, these
 * have the same numbers. They do not when the configuration was reordered. */
bool segment_mergeable(const segment *a, const segment *b);

/*
 * Writes one segment of the live documents of several, in their order, reading
 * each of them front to back: nothing is analysed again. Needs memory for the
 * dictionaries, four bytes a form of one source, one posting list as it is stored,
 * and some buffers. Facets get the slots of config by name; those that it no longer
 * declares keep their values and names behind them. A value's display stays that
 * of the first document that had it, though this one may be left out by now.
 *
 * cancel  non-zero stops it with MORGUE_CANCELLED; may be NULL
 *
 * Expected errors: MORGUE_CORRUPT, MORGUE_NOSPACE, MORGUE_CANCELLED,
 * MORGUE_INVALID (two are not mergeable).
 */
morgue_status segment_merge(const char *dir, const char *name, const morgue_config *config,
                            const segment_source *sources, size_t count, uint64_t memory,
                            int (*cancel)(void *), void *context, segment_summary *out,
                            morgue_error *err);

#endif
