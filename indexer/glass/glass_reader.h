/*
 * Reading the posting table of a single-file glass database that glass_file
 * wrote: posting lists in blocks, for matching; all entries in order, for
 * merging. The file is mapped and nothing in it is trusted.
 */
#ifndef GLASS_READER_H
#define GLASS_READER_H

#include "glass_file.h"

typedef struct glass_reader glass_reader;

/*
 * Maps the file, which nobody may shorten as long as it is open, and looks at its
 * head alone. Serves one thread at a time.
 *
 * sums  the content of its file of sums, see sums.h: each of its blocks is compared
 *       when it is first touched. ptr NULL: nothing is compared. Copied.
 *
 * Expected errors: MORGUE_CORRUPT, MORGUE_VERSION (not this format).
 */
morgue_status glass_open(glass_reader **out, int dir_fd, const char *file, morgue_str sums,
                         morgue_error *err);
void glass_free(glass_reader *r);

/* Says that what was read so far will not be read again soon: its pages no longer
 * count as this program's memory. Everything borrowed stays valid. */
void glass_forget(const glass_reader *r);

/* Damage met by the calls below sticks; ask before an answer is believed. */
morgue_status glass_status(const glass_reader *r, morgue_error *err);

const glass_statistics *glass_statistics_of(const glass_reader *r);

/* Bytes of the file. */
uint64_t glass_bytes(const glass_reader *r);

/* The 16 bytes of the database's UUID. */
const unsigned char *glass_uuid(const glass_reader *r);

/* ---- posting lists ---- */

#define GLASS_POSTINGS 128

/* A place in a table. The reader's own. */
typedef struct glass_place {
    uint32_t blocks[GLASS_LEVELS]; /* from the leaf, [0], up to the root */
    uint16_t items[GLASS_LEVELS];
    unsigned level; /* of the root */
} glass_place;

/* A posting list and its open block of postings. Nothing in it needs freeing,
 * and a copy is a posting list of its own. */
typedef struct glass_postings {
    uint32_t documents;           /* that have the term */
    uint64_t occurrences;         /* sum of their wdf */
    uint32_t count;               /* of the block; 0 before the first and at the end */
    uint32_t ids[GLASS_POSTINGS]; /* ascending, 1 to the number of documents */
    uint32_t wdfs[GLASS_POSTINGS];
    /* The rest is the reader's. */
    glass_reader *reader;
    glass_place next;              /* what follows the open part of the open chunk */
    const unsigned char *at, *end; /* what is unread of that part */
    const unsigned char *key;      /* of the open chunk */
    uint32_t last;                 /* id that at follows */
    uint32_t first;                /* id of the chunk's first posting while that is unread, or 0 */
    uint32_t chunk_last;
    unsigned near_misses; /* seeks in a row to just after the block */
    uint16_t part;
    bool parts_follow, chunks_follow;
    unsigned char key_length, term_length;
    unsigned char term[245];
} glass_postings;

/* Opens the list of a term, before its first block. False when there is none. */
bool glass_postings_open(glass_reader *r, morgue_str term, glass_postings *out);

/* The next block; false at the end. */
bool glass_postings_next(glass_postings *p);

/* The block of the first posting at or after id, which becomes ids[0]. Goes
 * forward only, and over chunks that do not matter. False at the end. */
bool glass_postings_seek(glass_postings *p, uint32_t id);

/* ---- all entries ---- */

/* Walks a table from the first key at or after a key (empty: all). */
typedef struct glass_cursor glass_cursor;

morgue_status glass_cursor_open(glass_cursor **out, glass_reader *r, glass_table_id table,
                                morgue_str from, morgue_error *err);
void glass_cursor_free(glass_cursor *c);

/* The next entry; slices live until the next call. False at the end. */
bool glass_cursor_next(glass_cursor *c, morgue_str *key, morgue_str *tag);

#endif
