/* The table of postings being written: metadata, statistics of the dates, dates,
 * document lengths, posting lists, in this order. Private. */
#ifndef POSTLIST_TABLE_H
#define POSTLIST_TABLE_H

#include "glass_btree.h"
#include "glass_code.h"
#include "runs.h"

/* A chunk that has so many bytes is closed: what libxapian does, too. */
#define CHUNK      2000u
#define CHUNK_HEAD (5 * GLASS_UINT_MAX)

/* What is known of the dates of a segment's documents. */
typedef struct date_bounds {
    uint32_t count; /* of documents that have one */
    int64_t low, high;
} date_bounds;

static inline void date_bounds_add(date_bounds *b, int64_t from)
{
    b->low = b->count == 0 || from < b->low ? from : b->low;
    b->high = b->count == 0 || from > b->high ? from : b->high;
    b->count++;
}

/* Failures go to the file. */
typedef struct postlist {
    glass_table table;
    unsigned char key[GLASS_KEY + 8]; /* of the open list; what a later chunk adds comes behind */
    size_t key_len;
    uint64_t count, sum; /* of the open list */
    /* The open chunk: its body lies behind room for the head. */
    unsigned char chunk[CHUNK_HEAD + CHUNK + 2 * GLASS_UINT_MAX];
    size_t body;          /* bytes */
    uint32_t first, last; /* documents of the chunk */
    bool begun;           /* a chunk of the list has been written */
    strbuf values;        /* the open chunk of dates */
} postlist;

/* NULL when out of memory. */
postlist *segment__postlist_open(glass_file *file);

/* Writes what is open; the table can only be freed afterwards. */
void segment__postlist_finish(postlist *p, glass_root *root);

/* NULL is allowed. */
void segment__postlist_free(postlist *p);

/* User metadata; keys come in byte order, an empty value is left out. */
void segment__postlist_metadata(postlist *p, morgue_str key, morgue_str value);

void segment__postlist_bounds(postlist *p, const date_bounds *bounds);

/* The date of a document; ids ascend. segment__postlist_dated() ends them. */
void segment__postlist_date(postlist *p, uint32_t id, morgue_str value);
void segment__postlist_dated(postlist *p);

/*
 * Begins the list of a term, or of KEY_LENGTHS_PREFIX.
 *
 * count  documents that it will have, at least 1
 * sum    of their counts
 */
void segment__postlist_begin(postlist *p, morgue_str key, uint64_t count, uint64_t sum);
void segment__postlist_end(postlist *p);

/* Closes the open chunk. */
void segment__postlist_flush(postlist *p, bool last);

/* A document of the open list; ids ascend. */
static inline void postlist_add(postlist *p, uint32_t id, uint64_t count)
{
    if (p->body >= CHUNK)
        segment__postlist_flush(p, false);
    unsigned char *start = p->chunk + CHUNK_HEAD, *end = start + p->body;
    if (p->body == 0)
        p->first = id;
    else
        end = glass_uint(end, id - p->last - 1);
    p->body = (size_t)(glass_uint(end, count) - start);
    p->last = id;
}

#endif
