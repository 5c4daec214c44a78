/* Merging segments: what its files share. Private. */
#ifndef SEGMENTS_MERGE_H
#define SEGMENTS_MERGE_H

#include "assembly.h"
#include "glass_output.h"
#include "renumber.h"

typedef struct segments_merge {
    assembly assembly;
    const segment_source *sources;
    renumber *numbers; /* one a source */
    size_t count;
    morgue_str fields[FACET_MAX]; /* of the merged segment, by number */
    size_t field_count;
    int (*cancel)(void *);
    void *context;
    uint32_t polls;
} segments_merge;

/* MORGUE_CANCELLED when that is wished; asks now and then. */
morgue_status segment__merge_poll(segments_merge *m, morgue_error *err);

/* Copies the documents into the stream file; dictionaries, summary and the
 * merged segment's identity come out of it. */
morgue_status segment__merge_documents(segments_merge *m, const morgue_config *config,
                                       morgue_error *err);

/* Writes NAME.glass. */
morgue_status segment__merge_glass(segments_merge *m, strbuf *sums, morgue_error *err);

#endif
