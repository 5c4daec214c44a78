/* Block checksums of a segment file. Private. */
#ifndef SUMS_H
#define SUMS_H

#include "strbuf.h"

#include <morgue/status.h>

#define SUMS_BLOCK 65536u
#define SUMS_MAGIC "morgue sums 1\n"

/* Reads the file dir_fd/name and appends the content of its sums file. */
morgue_status segment__sums_make(int dir_fd, const char *name, strbuf *out, uint64_t *file_bytes,
                                 morgue_error *err);

/* Compares blocks [0, blocks) of the file with its sums; SIZE_MAX for all. */
morgue_status segment__sums_compare(int dir_fd, const char *name, morgue_str sums, size_t blocks,
                                    morgue_error *err);

#endif
