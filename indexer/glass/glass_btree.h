/* One table of a glass database, built from the bottom up. */
#ifndef GLASS_BTREE_H
#define GLASS_BTREE_H

#include "glass_file.h"

/* The open block of one level. */
typedef struct glass_level {
    unsigned char bytes[GLASS_BLOCK];
    unsigned dir_end, top;            /* the items lie from top to the end */
    unsigned char divider[GLASS_KEY]; /* separates the block from the one before it */
    unsigned divider_len, divider_part;
    uint64_t children; /* that this level has had */
    uint32_t child;    /* the last of them */
} glass_level;

typedef struct glass_table {
    glass_file *file;
    glass_level *levels[GLASS_LEVELS]; /* [0] holds the leaves */
    unsigned char last[GLASS_KEY];     /* key of the last item */
    unsigned last_len;
    uint64_t entries;
} glass_table;

/* Errors go to the file. */
void glass_table_open(glass_table *t, glass_file *file);

/* Adds an entry; keys come in ascending byte order, 1 to GLASS_KEY bytes long. */
void glass_table_put(glass_table *t, const unsigned char *key, size_t key_len, const void *tag,
                     size_t tag_len);

/* Writes what is open. Nothing is written of a table without entries. */
void glass_table_finish(glass_table *t, glass_root *root);

void glass_table_free(glass_table *t);

#endif
