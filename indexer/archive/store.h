/* An archive as the rooms above see it: what the public handle is made of. */
#ifndef STORE_H
#define STORE_H

#include "manifest.h"
#include "memo.h"

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
    segment **segments;   /* in the manifest's order */
    tombstones *dead;     /* one a segment */
    int *glass;           /* descriptors of the glass files, for db */
    xc_database *db;      /* opened when archive_database() is first called */
    analyzer *analyzer;   /* of the archive's language */
    alias_table *aliases; /* read when first asked for */
    memo *answers;        /* to positional questions, by segment and question; never NULL */
};

/*
 * libxapian's view of the archive, one shard a segment, in the manifest's order:
 * dictionaries of terms and statistics. Borrowed.
 */
morgue_status archive_database(morgue_archive *archive, xc_database **out, morgue_error *err);

/* Where a document is. */
typedef struct location {
    size_t shard;
    uint32_t docid;
} location;

/* The live document with an id. MORGUE_NOTFOUND when there is none. */
morgue_status archive_find(morgue_archive *archive, morgue_str id, location *out,
                           morgue_error *err);

/* The article at a place, at least with these texts (see stream_article_with()); they
 * lie in memory. */
morgue_status archive_load(morgue_archive *archive, location at, unsigned texts, arena *memory,
                           morgue_article *out, morgue_error *err);

/* stream_print() of the article at a place. */
morgue_status archive_print(morgue_archive *archive, location at, uint64_t *out, morgue_error *err);

/* The alias table: shipped lists, then the configuration's files. Borrowed. */
morgue_status archive_aliases(morgue_archive *archive, const alias_table **out, morgue_error *err);

/* Articles that are not dead. */
uint64_t archive_live(const morgue_archive *archive);

/* The shipped lists and the configuration's entity files as one table. */
morgue_status archive_load_aliases(alias_table **out, const morgue_config *config, analyzer *a,
                                   morgue_error *err);

#endif
