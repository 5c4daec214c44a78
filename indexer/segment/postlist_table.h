/* The two tables made of sorted runs. Private. */
#ifndef POSTLIST_TABLE_H
#define POSTLIST_TABLE_H

#include "glass_btree.h"
#include "method.h"
#include "runs.h"

/* What a segment knows of the values of a slot. */
typedef struct value_bounds {
    uint32_t count;
    strbuf low, high;
} value_bounds;

/* Metadata, statistics of values, values, document lengths and postings, from
 * the runs' postings. bounds: one a slot of SEGMENT_SLOTS. */
morgue_status segment__write_postlist(glass_file *file, run_store *runs,
                                      const segment_metadata *metadata, size_t count,
                                      const value_bounds *bounds, uint64_t memory, glass_root *root,
                                      morgue_error *err);

/* Position tags by term and document, from the runs' positions. */
morgue_status segment__write_positions(glass_file *file, run_store *runs, uint64_t memory,
                                       glass_root *root, morgue_error *err);

#endif
