/* NAME.glass while it is being written, and what is counted for its head.
 * Private. */
#ifndef GLASS_OUTPUT_H
#define GLASS_OUTPUT_H

#include "method.h"

typedef struct glass_output {
    const segment_place *place;
    char temporary[SEGMENT_NAME + 8];
    bool created;
    glass_file file;
    glass_statistics statistics;
} glass_output;

/* Creates a temporary file. */
morgue_status segment__output_open(glass_output *o, const segment_place *place, morgue_error *err);

/* Removes what is unfinished. */
void segment__output_close(glass_output *o);

/* Counts a document of a length. */
static inline void output_count(glass_output *o, uint32_t length)
{
    glass_statistics *s = &o->statistics;
    if (length && (s->length_low == 0 || length < s->length_low))
        s->length_low = length;
    s->length_high = length > s->length_high ? length : s->length_high;
    s->total_length += length;
    s->documents++;
}

/* Notes the wdf of a term in a document. */
static inline void output_wdf(glass_output *o, uint32_t wdf)
{
    o->statistics.wdf_high = wdf > o->statistics.wdf_high ? wdf : o->statistics.wdf_high;
}

/* What the file has failed with, or status. */
morgue_status segment__output_status(const glass_output *o, morgue_status status,
                                     morgue_error *err);

/* Writes the head, syncs the file and gives it its name. */
morgue_status segment__output_finish(glass_output *o, const unsigned char *id,
                                     const glass_root roots[GLASS_TABLE_COUNT], strbuf *sums,
                                     uint64_t *bytes, morgue_error *err);

#endif
