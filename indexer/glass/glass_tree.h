/* An open database, and finding items in its tables. Private. */
#ifndef GLASS_TREE_H
#define GLASS_TREE_H

#include "glass_reader.h"

struct glass_reader {
    const unsigned char *map;
    size_t bytes;
    uint32_t blocks; /* whole ones in the file */
    glass_root roots[GLASS_TABLE_COUNT];
    glass_statistics statistics;
    unsigned char uuid[16];
    strbuf sums;       /* empty: nothing is compared */
    uint8_t *compared; /* a bit a checksum: its block was found right */
    char *name;        /* for messages */
    morgue_status status;
    morgue_error error;
};

/* Compares the checksum of what a glass block belongs to, once. False, after
 * glass__damaged(), when it is wrong. */
bool glass__compare_sum(glass_reader *r, uint32_t block);

/* Reads the version record of what is mapped: map, bytes, blocks and name are set. */
morgue_status glass__read_record(glass_reader *r, morgue_error *err);

/* One item of a leaf: an entry, or a part of one that is cut in several. */
typedef struct glass_item {
    const unsigned char *key, *tag;
    unsigned key_len, tag_len;
    unsigned part; /* from 1 */
    bool last;     /* part of its entry */
    bool deflated;
} glass_item;

/* Notes damage in a block; the first failure stays. Returns false. */
bool glass__damaged(glass_reader *r, uint32_t block, const char *what);

/* Sets the place at the first item at or after the first part of a key: perhaps
 * behind the last item of a leaf. False when the table is empty, and after a failure. */
bool glass__find(glass_reader *r, glass_table_id table, const unsigned char *key, unsigned n,
                 glass_place *at);

/* The same, at or after the place and only within its leaf; false when that is
 * not known to be the answer, and nothing has changed then. */
bool glass__find_near(glass_reader *r, const unsigned char *key, unsigned n, glass_place *at);

/* The item at the place, which moves to the next leaf where its own has no more.
 * False at the end of the table, and after a failure. */
bool glass__item(glass_reader *r, glass_place *at, glass_item *out);

/* Moves to the item before; false at the start, and after a failure. */
bool glass__back(glass_reader *r, glass_place *at);

/* Order of two items, as memcmp(). */
int glass__compare(const unsigned char *a, unsigned a_len, unsigned a_part, const unsigned char *b,
                   unsigned b_len, unsigned b_part);

#endif
