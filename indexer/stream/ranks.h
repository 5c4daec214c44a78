/* Forms from epochs to ranks. Private. */
#ifndef RANKS_H
#define RANKS_H

#include "stream_internal.h"

/* The forms of documents [document, next epoch's document). */
typedef struct epoch {
    stream_extent forms; /* in the spool of forms: key sized, count, number; by key */
    uint32_t numbers;    /* they are below it */
    uint32_t document;   /* its first, counted from 0 */
} epoch;

/* All forms of a file, in the spool of forms. */
typedef struct ranking {
    uint32_t count;
    stream_extent by_key;  /* key sized, count, 0 */
    stream_extent by_rank; /* likewise */
    stream_extent codes;   /* a u32 a form, by key: the packed code of its rank */
} ranking;

/* Bytes of memory that one of the things may take which finishing needs at a time,
 * of which there are four at most. */
size_t stream__ranks_share(uint64_t memory);

#define LEAST_SHARE ((size_t)32 << 10)
#define MOST_SHARE  ((size_t)32 << 20)

/* Merges the epochs of a writer, all of which are on disk, and ranks all forms. */
morgue_status stream__rank(stream_writer *w, ranking *out, morgue_error *err);

/* Epochs whose codes are known. */
typedef struct epoch_codes {
    uint32_t *codes; /* of all of them, one epoch's numbers behind another's */
    size_t epochs;   /* how many */
} epoch_codes;

/* The packed code of each number of some epochs from first on, as many as there is
 * memory for; 0 for a number that no document uses. free() the codes. */
morgue_status stream__epoch_codes(stream_writer *w, const ranking *r, size_t first,
                                  epoch_codes *out, morgue_error *err);

/* Everything between the articles and the forms (finish.c). */
morgue_status stream__write_documents(stream_writer *w, const ranking *ranked, morgue_error *err);

/* Writes the sections of the forms (form_tables.c). */
morgue_status stream__write_forms(stream_writer *w, const ranking *r, morgue_error *err);

#endif
