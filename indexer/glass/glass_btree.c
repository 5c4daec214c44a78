/* Builds a glass B-tree from sorted entries: leaves are filled one after the
 * other, and each finished block becomes an item of the level above. */
#include "glass_btree.h"
#include "glass_code.h"

#include "error.h"

#include <stdlib.h>

#define HEADER    11u
#define REVISION  1u
#define LAST      0x4000u
#define FIRST     0x2000u
#define MAX_PARTS 65535u
/* A tag begun at the end of a leaf repeats its key in the next one: less than
 * this many of its bytes, beside the key's length, do not pay for that. */
#define WORTHWHILE 34u

static void clear(glass_level *l)
{
    l->dir_end = HEADER;
    l->top = GLASS_BLOCK;
}

/* Bytes that an item may have; its place in the directory is allowed for. */
static unsigned room(const glass_level *l)
{
    unsigned gap = l->top - l->dir_end;
    return gap < 2 ? 0 : gap - 2;
}

/* A place for an item of n bytes, n <= room(). */
static unsigned char *place(glass_level *l, unsigned n)
{
    l->top -= n;
    glass_big_endian(l->bytes + l->dir_end, l->top, 2);
    l->dir_end += 2;
    return l->bytes + l->top;
}

static glass_level *level_of(glass_table *t, unsigned level)
{
    if (level >= GLASS_LEVELS) {
        glass_file_fail(t->file, MORGUE_LIMIT, "a table of over 10 levels");
        return NULL;
    }
    if (!t->levels[level] && (t->levels[level] = malloc(sizeof *t->levels[level]))) {
        t->levels[level]->children = 0;
        t->levels[level]->divider_len = t->levels[level]->divider_part = 0;
        clear(t->levels[level]);
    }
    if (!t->levels[level])
        glass_file_fail(t->file, MORGUE_NOMEM, "out of memory");
    return t->levels[level];
}

static void flush(glass_table *t, unsigned level);

static void set_divider(glass_level *l, const unsigned char *key, unsigned n, unsigned part)
{
    if (n)
        memcpy(l->divider, key, n);
    l->divider_len = n;
    l->divider_part = part;
}

/* Adds the finished block number child, all of whose items are at or after
 * (key, part), to a level of branches. Recursion ends at GLASS_LEVELS. */
static void add_child(glass_table *t, unsigned level, const glass_level *from, uint32_t child)
{
    glass_level *l = level_of(t, level);
    if (!l)
        return;
    unsigned n = from->divider_len;
    if (room(l) < 7 + n)
        flush(t, level);
    bool first = l->dir_end == HEADER;
    if (first) {
        /* The key of a block's first item is never compared: it moves up. */
        set_divider(l, from->divider, n, from->divider_part);
        n = 0;
    }
    unsigned char *p = glass_big_endian(place(l, 7 + n), child, 4);
    *p++ = (unsigned char)n;
    if (n)
        memcpy(p, from->divider, n);
    glass_big_endian(p + n, first ? 0 : from->divider_part, 2);
    l->children++;
    l->child = child;
}

static uint32_t write_block(glass_table *t, unsigned level)
{
    glass_level *l = t->levels[level];
    unsigned gap = l->top - l->dir_end;
    glass_big_endian(l->bytes, REVISION, 4);
    l->bytes[4] = (unsigned char)level;
    glass_big_endian(l->bytes + 5, gap, 2);
    glass_big_endian(l->bytes + 7, gap, 2);
    glass_big_endian(l->bytes + 9, l->dir_end, 2);
    memset(l->bytes + l->dir_end, 0, gap);
    uint32_t number = glass_file_append(t->file, l->bytes);
    clear(l);
    return number;
}

static void flush(glass_table *t, unsigned level)
{
    uint32_t number = write_block(t, level);
    if (number)
        add_child(t, level + 1, t->levels[level], number);
}

/* What separates the new leaf from the one before: the shortest head of its
 * first key that is greater than the last key there. */
static void divide_leaf(glass_table *t, const unsigned char *key, unsigned n, unsigned part)
{
    unsigned shared = 0;
    if (part == 1) {
        while (shared < n && shared < t->last_len && key[shared] == t->last[shared])
            shared++;
        n = shared < n ? shared + 1 : n;
    }
    set_divider(t->levels[0], key, n, part);
}

void glass_table_open(glass_table *t, glass_file *file)
{
    *t = (glass_table){.file = file};
    glass_level *leaf = level_of(t, 0);
    /* The null item, on which cursors start. */
    if (leaf)
        memcpy(place(leaf, 3), "\x60\0\0", 3);
}

/* Puts one component of n tag bytes into the open leaf, where it fits. */
static void put_part(glass_table *t, const unsigned char *key, unsigned key_len, unsigned part,
                     const unsigned char *tag, unsigned n, bool last)
{
    glass_level *leaf = t->levels[0];
    if (leaf->dir_end == HEADER)
        divide_leaf(t, key, key_len, part);
    unsigned size = 3 + key_len + (part > 1 ? 2 : 0) + n;
    unsigned flags = (part == 1 ? FIRST : 0) | (last ? LAST : 0);
    unsigned char *p = glass_big_endian(place(leaf, size), (size - 3) | flags, 2);
    *p++ = (unsigned char)key_len;
    memcpy(p, key, key_len);
    p += key_len;
    if (part > 1)
        p = glass_big_endian(p, part, 2);
    if (n)
        memcpy(p, tag, n);
    memcpy(t->last, key, key_len);
    t->last_len = key_len;
}

static bool ascends(const glass_table *t, const unsigned char *key, size_t n)
{
    size_t shared = n < t->last_len ? n : t->last_len;
    int order = memcmp(key, t->last, shared);
    return order > 0 || (order == 0 && n > t->last_len);
}

static bool admissible(glass_table *t, const unsigned char *key, size_t n)
{
    if (t->file->status)
        return false;
    if (n == 0 || n > GLASS_KEY)
        glass_file_fail(t->file, MORGUE_INTERNAL, "a key is too long");
    else if (!ascends(t, key, n))
        glass_file_fail(t->file, MORGUE_INTERNAL, "keys do not ascend");
    return !t->file->status;
}

void glass_table_put(glass_table *t, const unsigned char *key, size_t key_len, const void *tag,
                     size_t tag_len)
{
    if (!admissible(t, key, key_len))
        return;
    const unsigned char *rest = tag;
    unsigned klen = (unsigned)key_len;
    for (unsigned part = 1;; part++) {
        unsigned head = 3 + klen + (part > 1 ? 2 : 0);
        unsigned space = room(t->levels[0]);
        if (space < head + tag_len && space < head + klen + WORTHWHILE) {
            flush(t, 0);
            space = room(t->levels[0]);
        }
        if (t->file->status)
            return;
        bool last = head + tag_len <= space;
        unsigned n = last ? (unsigned)tag_len : space - head;
        put_part(t, key, klen, part, rest, n, last);
        if (last)
            break;
        rest += n;
        tag_len -= n;
        if (part == MAX_PARTS) {
            glass_file_fail(t->file, MORGUE_LIMIT, "an entry of over 65535 parts");
            return;
        }
    }
    t->entries++;
}

void glass_table_finish(glass_table *t, glass_root *root)
{
    *root = (glass_root){0};
    if (t->entries == 0 || t->file->status)
        return;
    flush(t, 0);
    /* A level that has had one child in all is not needed: that child is the
     * root. */
    unsigned level = 1;
    while (!t->file->status && t->levels[level] && t->levels[level]->children > 1)
        flush(t, level++);
    if (t->file->status || !t->levels[level])
        return;
    *root = (glass_root){t->entries, t->levels[level]->child, t->file->blocks, level - 1};
}

void glass_table_free(glass_table *t)
{
    for (unsigned i = 0; i < GLASS_LEVELS; i++)
        free(t->levels[i]);
    *t = (glass_table){0};
}
