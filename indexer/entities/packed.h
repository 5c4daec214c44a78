/*
 * An alias table as constants of the program: what pack_lists makes of the shipped
 * lists when the project is built. Its keys are looked up where they lie, so that a
 * program that starts neither parses nor folds nor hashes thousands of names.
 */
#ifndef PACKED_H
#define PACKED_H

#include "entities_internal.h"

/* A slice of the table's text. */
typedef struct packed_text {
    uint32_t at, len;
} packed_text;

typedef struct packed_surface {
    packed_text key; /* letter of the kind, then the surface */
    uint32_t words;  /* its first; they end where those of the next begin */
    uint32_t capitals;
    uint32_t flags;
} packed_surface;

typedef struct packed_record {
    packed_text id, display, country, ticker;
    packed_text id_key, name_key; /* under which the record is found */
    uint32_t kind;
    uint32_t ignore, given_id;
    uint32_t surfaces;  /* its first, the oldest; they end where those of the next begin */
    uint32_t same_name; /* as in record */
} packed_record;

/* Open addressing: record or surface plus 1, 0 for an empty place. */
typedef struct packed_index {
    const uint32_t *slots;
    uint32_t mask;
} packed_index;

struct packed_table {
    const packed_record *records;   /* and one behind the last */
    const packed_surface *surfaces; /* likewise */
    const packed_text *words;
    const char *text;
    uint32_t record_count, surface_count, word_count;
    packed_index indexes[PACKED_KEYS];
};

/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), which the build and the program share. */
static inline uint32_t packed_hash(morgue_str key)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.ptr[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* The shipped lists; written by pack_lists. */
extern const packed_table entities__shipped;

#endif
