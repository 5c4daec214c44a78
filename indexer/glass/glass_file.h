/* One single-file glass database: its shape, and writing it from front to back. */
#ifndef GLASS_FILE_H
#define GLASS_FILE_H

#include "strbuf.h"

#define GLASS_MAGIC       "\x0f\x0dXapian Glass\x04\x6e" /* format of 2016-03-14 */
#define GLASS_MAGIC_BYTES 16u

#define GLASS_BLOCK  8192u
#define GLASS_KEY    255 /* bytes of the longest key */
#define GLASS_LEVELS 10

/* Tables in the order of the version record. */
typedef enum glass_table_id {
    GLASS_POSTLIST,
    GLASS_DOCDATA,
    GLASS_TERMLIST,
    GLASS_POSITION,
    GLASS_SPELLING,
    GLASS_SYNONYM,
    GLASS_TABLE_COUNT
} glass_table_id;

/* Where a table is. All zero: an empty one. */
typedef struct glass_root {
    uint64_t entries; /* keys; 0: there is no such table */
    uint32_t block;
    uint32_t first_unused; /* one more than the table's greatest block number */
    unsigned level;
} glass_root;

typedef struct glass_statistics {
    uint32_t documents;  /* their ids are 1 to this */
    uint32_t length_low; /* of all documents that are not empty; 0 when there is none */
    uint32_t length_high;
    uint32_t wdf_high;
    uint64_t total_length;
} glass_statistics;

/* Errors are sticky: the first one stays in status and error. */
typedef struct glass_file {
    int fd;
    const char *name;      /* for messages; borrowed */
    unsigned char *head;   /* the first SUMS_BLOCK bytes, which are written last */
    unsigned char *buffer; /* what follows them, in part */
    size_t used;           /* of buffer */
    uint32_t blocks;       /* so far, block 0 for the version record included */
    strbuf sums;           /* as they belong into the file of sums */
    morgue_status status;
    morgue_error error;
} glass_file;

/* fd is an empty file; the glass_file closes it. */
void glass_file_open(glass_file *f, int fd, const char *name);

/* Appends a block and returns its number; 0 after a failure. */
uint32_t glass_file_append(glass_file *f, const unsigned char block[GLASS_BLOCK]);

/* Writes the version record, then syncs; f->sums is complete afterwards.
 * uuid has 16 bytes. */
morgue_status glass_file_finish(glass_file *f, const unsigned char *uuid,
                                const glass_root roots[GLASS_TABLE_COUNT],
                                const glass_statistics *statistics, morgue_error *err);

void glass_file_close(glass_file *f);

/* Notes a failure; the first one stays. */
void glass_file_fail(glass_file *f, morgue_status status, const char *message);

#endif
