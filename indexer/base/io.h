/* Checked file access: whole reads, atomic writes, directory syncs. */
#ifndef IO_H
#define IO_H

#include "strbuf.h"

#include <stdio.h>

/* Appends all of the open file fd to out; more than limit bytes is
 * MORGUE_LIMIT. name is for messages. EINTR and short reads are handled. */
morgue_status io_read_fd(int fd, const char *name, size_t limit, strbuf *out, morgue_error *err);

/* As io_read_fd() for the regular file dir_fd/name (dir_fd may be AT_FDCWD).
 * MORGUE_NOTFOUND when there is none; a FIFO or device is MORGUE_IO. */
morgue_status io_read_file(int dir_fd, const char *name, size_t limit, strbuf *out,
                           morgue_error *err);

/* Writes all n bytes to fd. */
morgue_status io_write_fd(int fd, const char *name, const void *bytes, size_t n, morgue_error *err);

/* Creates or replaces dir_fd/name durably: writes name.tmp, fsync, rename. The
 * caller calls io_sync_dir() when the name itself must survive a power cut. */
morgue_status io_replace_file(int dir_fd, const char *name, morgue_str content, morgue_error *err);

/* fsync of a directory. */
morgue_status io_sync_dir(int dir_fd, const char *name, morgue_error *err);

/* fsync of dir_fd/name. */
morgue_status io_sync_file(int dir_fd, const char *name, morgue_error *err);

#endif
