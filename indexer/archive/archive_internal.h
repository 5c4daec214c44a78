/* What the files of the room share. Private. */
#ifndef ARCHIVE_INTERNAL_H
#define ARCHIVE_INTERNAL_H

#include "store.h"

#define ARCHIVE_FILE_NAME 48

/* "seg-000001.dead-000007" */
void archive__tombstones_name(const char *name, uint64_t revision, char out[ARCHIVE_FILE_NAME]);

/* "inputs-000007" */
void archive__inputs_name(uint64_t revision, char out[ARCHIVE_FILE_NAME]);

/* MORGUE_NOTFOUND when there is no MANIFEST; path is for messages. */
morgue_status archive__read_manifest(int dir_fd, const char *path, manifest *out,
                                     morgue_error *err);

/* A side file that a MANIFEST names, its checksum verified. */
morgue_status archive__read_file(int dir_fd, const char *name, const manifest_file *file,
                                 strbuf *out, morgue_error *err);

morgue_status archive__load_tombstones(int dir_fd, const manifest_segment *s, tombstones *out,
                                       morgue_error *err);

#endif
