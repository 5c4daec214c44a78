/* An archive as the rooms above see it: what the public handle is made of. */
#ifndef STORE_H
#define STORE_H

#include "manifest.h"

#include <morgue/archive.h>

/* The documents of a shard that are dead: bit id & 7 of byte id >> 3. */
typedef struct tombstones {
    uint8_t *bits; /* NULL when none is dead */
    uint32_t bytes;
    uint32_t dead;
} tombstones;

bool tombstones_has(const tombstones *t, uint32_t docid);

/* Marks a document; *fresh tells whether it was alive. */
morgue_status tombstones_add(tombstones *t, uint32_t docid, bool *fresh, morgue_error *err);

struct morgue_archive {
    const morgue_config *config;
    morgue_config *own_config; /* when the caller gave none */
    char *path;
    int dir_fd;
    manifest manifest;
    xc_database *db;      /* one shard a segment, in the manifest's order */
    tombstones *dead;     /* one a segment */
    analyzer *analyzer;   /* of the archive's language */
    alias_table *aliases; /* read when first asked for */
};

/* Where a document is. */
typedef struct location {
    size_t shard;
    uint32_t docid;
} location;

/* The live document with an id. MORGUE_NOTFOUND when there is none. */
morgue_status archive_find(morgue_archive *archive, morgue_str id, location *out,
                           morgue_error *err);

/* The article at a place; its texts lie in memory. print may be NULL. */
morgue_status archive_load(morgue_archive *archive, location at, arena *memory, morgue_article *out,
                           fingerprint *print, morgue_error *err);

/* The fingerprint of the article at a place, without unpacking it. */
morgue_status archive_fingerprint(morgue_archive *archive, location at, fingerprint *out,
                                  morgue_error *err);

/* The alias table: shipped lists, then the configuration's files. Borrowed. */
morgue_status archive_aliases(morgue_archive *archive, const alias_table **out, morgue_error *err);

/* Articles that are not dead. */
uint64_t archive_live(const morgue_archive *archive);

/* The shipped lists and the configuration's entity files as one table. */
morgue_status archive_load_aliases(alias_table **out, const morgue_config *config, analyzer *a,
                                   morgue_error *err);

#endif
