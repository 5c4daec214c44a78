/* What the files of the writer share. Private. */
#ifndef STORE_WRITER_INTERNAL_H
#define STORE_WRITER_INTERNAL_H

#include "inputs.h"
#include "pending.h"

struct store_writer {
    char *path;
    const morgue_config *config;
    uint64_t memory;
    int dir_fd, lock_fd;
    manifest manifest;    /* as committed */
    morgue_archive *view; /* as committed */
    tombstones *dead;     /* of the view's shards, with what is pending */
    bool dead_changed;
    bool commit_failed;       /* files that no MANIFEST names may lie about */
    bool stub_behind;         /* the stub still names files of the MANIFEST before */
    segment_builder *builder; /* NULL until something is added */
    tombstones pending_dead;  /* of the builder's documents */
    pending pending;          /* what they are */
    inputs inputs;
    map files;      /* paths begun since the last commit -> number from 1 */
    uint32_t file;  /* the number of the file whose bracket is open */
    bool from_file; /* articles of a file are being added, not of memory */
    map old;        /* shard and docid of what the file had -> 1 when seen again */
    strbuf scratch;
};

/* Opens the view of the MANIFEST on disk. */
morgue_status archive__writer_open_view(store_writer *w, morgue_error *err);
void archive__writer_close_view(store_writer *w);

/* "seg-000001". MORGUE_LIMIT when the numbers are used up. */
morgue_status archive__segment_name(uint64_t number, char out[SEGMENT_NAME], morgue_error *err);

/* Removes what a commit or a merge wrote before it failed: it must not go on
 * filling the disk. Whether its MANIFEST took effect, only the disk knows. */
void archive__writer_clean(const store_writer *w);

/* Gives up what is pending. */
void archive__writer_forget(store_writer *w);

/* Writes MANIFEST, then the stub that is derived from it. */
morgue_status archive__publish(store_writer *w, const manifest *m, morgue_error *err);

#endif
