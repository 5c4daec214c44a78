/* A way to build a segment, of which there are two. Private. */
#ifndef METHOD_H
#define METHOD_H

#include "segment.h"

/* User metadata of a segment. */
typedef struct segment_metadata {
    morgue_str key, value;
} segment_metadata;

/* Where a segment goes. Outlives what is built there. */
typedef struct segment_place {
    const char *dir, *name;
    int dir_fd;
    uint64_t memory;
    bool positions; /* write those of words for stock Xapian */
} segment_place;

/* A document on its way into a segment. */
typedef struct segment_document {
    const draft *draft;
    const uint32_t *numbers; /* of its forms, by the stream writer */
    uint32_t forms;          /* numbers are below it */
    uint64_t wdf;            /* sum over the draft's terms */
} segment_document;

/* What finishing writes. */
typedef struct segment_last {
    const segment_metadata *metadata; /* in byte order */
    size_t metadata_count;
    const unsigned char *id; /* 16 bytes, the database's UUID */
} segment_last;

/*
 * One way to build the glass file.
 *
 * add     what it is given has been checked: the sizes of terms and their wdf.
 *         *length receives the document's length. MORGUE_INVALID and
 *         MORGUE_LIMIT leave all as it was.
 * memory  bytes that it holds of what a spill would put on disk
 * spill   numbers of forms begin at 0 again afterwards
 * finish  writes NAME.glass, which does not exist before, and syncs it; appends
 *         to sums what belongs into NAME.sums
 *
 * After any other failure only free() helps.
 */
typedef struct segment_method_table {
    morgue_status (*open)(void **out, const segment_place *place, morgue_error *err);
    morgue_status (*add)(void *self, const segment_document *document, uint32_t *length,
                         morgue_error *err);
    uint64_t (*memory)(const void *self);
    morgue_status (*spill)(void *self, morgue_error *err);
    morgue_status (*finish)(void *self, const segment_last *last, strbuf *sums, uint64_t *bytes,
                            morgue_error *err);
    void (*free)(void *self);
} segment_method_table;

extern const segment_method_table segment__bulk, segment__reference;

#endif
