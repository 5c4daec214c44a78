/* A way to build a segment, of which there are two. Private. */
#ifndef METHOD_H
#define METHOD_H

#include "segment.h"

/* A document on its way into a segment. */
typedef struct segment_value_put {
    uint32_t slot;
    morgue_str bytes; /* never empty */
} segment_value_put;

typedef struct segment_document {
    const draft *draft;
    const segment_value_put *values; /* by ascending slot, none twice */
    size_t value_count;
    uint64_t held; /* bytes of memory that the caller keeps for the segment */
} segment_document;

/* User metadata of a segment. */
typedef struct segment_metadata {
    morgue_str key, value;
} segment_metadata;

/* Where a segment goes. Outlives what is built there. */
typedef struct segment_place {
    const char *dir, *name;
    int dir_fd;
    uint64_t memory;
} segment_place;

/* Slots are one byte long wherever glass codes them. */
#define SEGMENT_SLOTS (SLOT_FACET + FACET_MAX)
_Static_assert(SEGMENT_SLOTS <= 128, "a slot must fit one byte of the varint code");

/* No longer word is asked by stem; metadata keys are bounded. */
#define SEGMENT_LONGEST_STEM 180
#define SEGMENT_STEM         "stem:"

/*
 * One way to build. After any failure only free() helps.
 *
 * add     what it is given has been checked: term lengths, sizes, wdf
 * finish  writes NAME.glass, which does not exist before, and syncs it; metadata
 *         comes in byte order, all of it before the stems; appends to sums what
 *         belongs into NAME.sums
 */
typedef struct segment_method_table {
    morgue_status (*open)(void **out, const segment_place *place, morgue_error *err);
    morgue_status (*add)(void *self, const segment_document *document, morgue_error *err);
    morgue_status (*finish)(void *self, const segment_metadata *metadata, size_t count,
                            strbuf *sums, uint64_t *bytes, morgue_error *err);
    void (*free)(void *self);
} segment_method_table;

extern const segment_method_table segment__bulk, segment__reference;

#endif
