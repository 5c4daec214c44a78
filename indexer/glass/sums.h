/* Block checksums of a file: the magic, then hash_bytes() of each block, 8 bytes
 * little-endian. */
#ifndef SUMS_H
#define SUMS_H

#include "strbuf.h"

#include <morgue/status.h>

#define SUMS_BLOCK 65536u
#define SUMS_MAGIC "morgue sums 2\n"
#define SUMS_BYTES 8u /* of one checksum */

/* Appends the checksum of a block. */
void sums_add(strbuf *sums, const void *block, size_t n);

/* Does a block have its checksum? sums: the content of a file of sums. */
bool sums_right(morgue_str sums, size_t number, const void *block, size_t n);

/* Reads the file dir_fd/name and appends the content of its sums file. */
morgue_status sums_make(int dir_fd, const char *name, strbuf *out, uint64_t *file_bytes,
                        morgue_error *err);

/* What is known elsewhere of a file and of its file of sums. */
typedef struct sums_expected {
    uint64_t bytes;      /* of the file */
    uint64_t sums_bytes; /* of the file of sums */
    uint32_t sums_crc;   /* crc32 of the file of sums */
} sums_expected;

/* Reads a file of sums and compares its length and crc, and that it has one
 * checksum a block. */
morgue_status sums_load(int dir_fd, const char *sums_file, const sums_expected *expected,
                        strbuf *out, morgue_error *err);

/* The lengths, the crc of sums_file, and blocks [0, blocks) of file; SIZE_MAX for
 * all of them. */
morgue_status sums_check(int dir_fd, const char *file, const char *sums_file,
                         const sums_expected *expected, size_t blocks, morgue_error *err);

/* Compares blocks [0, blocks) of the file with its sums; SIZE_MAX for all. */
morgue_status sums_compare(int dir_fd, const char *name, morgue_str sums, size_t blocks,
                           morgue_error *err);

#endif
