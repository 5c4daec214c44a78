/* The facets of a segment in the making: their names, their dictionaries, and
 * the packed values of one document. Private. */
#ifndef DICTIONARIES_H
#define DICTIONARIES_H

#include "method.h"

/* All zero is a valid empty one. */
typedef struct dictionary {
    morgue_str name; /* borrowed */
    map numbers;     /* key -> number */
    strbuf bytes;    /* as the segment stores it: for each value the sized key and display */
    strbuf packed;   /* of the document */
} dictionary;

/* By slot. Slots that have no name take no values. */
typedef struct dictionaries {
    dictionary slots[FACET_MAX];
    unsigned count;
    uint64_t held; /* bytes in memory, about */
} dictionaries;

#define SEGMENT_MOST_VALUE (1u << 20) /* packed bytes of a slot of one document */

/* The built-in facets, and the fields that the configuration declares. */
void segment__dictionaries_name(dictionaries *d, const morgue_config *config);
void segment__dictionaries_free(dictionaries *d);

/* Begins a document. */
void segment__dictionaries_clear(dictionaries *d);

/* The number of a value of a slot below count; a new one gets the next.
 * UINT32_MAX when out of memory. */
uint32_t segment__dictionaries_number(dictionaries *d, unsigned slot, morgue_str key,
                                      morgue_str display);

/* Adds a value to the document. */
void segment__dictionaries_pack(dictionaries *d, unsigned slot, uint32_t number, uint64_t rest);

/*
 * The packed values of the document by slot, d->count of them.
 *
 * Expected errors: MORGUE_LIMIT (too many values).
 */
morgue_status segment__dictionaries_view(const dictionaries *d, morgue_str out[FACET_MAX],
                                         morgue_error *err);

/* Metadata of a segment: "facets" has the names by slot, "facet:NAME" the
 * dictionaries, "fields" the names of the declared text fields by number,
 * "text" the bytes of text. */
#define METADATA_FACETS "facets"
#define METADATA_FACET  "facet:"
#define METADATA_FIELDS "fields"
#define METADATA_TEXT   "text"
#define MOST_METADATA   (FACET_MAX + 3)

/* Appends the first two; names and memory own what they need. Returns the
 * number of all. */
size_t segment__dictionaries_metadata(const dictionaries *d, arena *memory, strbuf *names,
                                      segment_metadata *out, size_t count);

#endif
