/*
 * Finding items in the tables of a mapped database. This is where blocks are
 * looked at: nothing of a block is used before block_of() and the readers of an
 * item have found it to lie inside the file and the block.
 */
#include "glass_tree.h"
#include "glass_code.h"

#include "error.h"

#define HEADER   11u
#define DEFLATED 0x8000u
#define LAST     0x4000u
#define FIRST    0x2000u
#define SIZE     0x1FFFu

bool glass__damaged(glass_reader *r, uint32_t block, const char *what)
{
    if (!r->status)
        r->status = fail(&r->error, MORGUE_CORRUPT, "%s is damaged in block %lu: %s", r->name,
                         (unsigned long)block, what);
    return false;
}

/* The one way to a block's bytes; NULL when it is damaged. It has one item at
 * least. */
static const unsigned char *block_of(glass_reader *r, uint32_t number, unsigned level)
{
    const unsigned char *b = r->map + (size_t)number * GLASS_BLOCK;
    if (number == 0 || number >= r->blocks) {
        glass__damaged(r, number, "it lies outside the file");
        return NULL;
    }
    if (!glass__compare_sum(r, number))
        return NULL;
    unsigned end = glass_two_bytes(b + 9);
    if (b[4] != level || end <= HEADER || end > GLASS_BLOCK || !(end & 1)) {
        glass__damaged(r, number, b[4] != level ? "it is of another level" : "its directory");
        return NULL;
    }
    return b;
}

static unsigned items_of(const unsigned char *block)
{
    return (glass_two_bytes(block + 9) - HEADER) / 2;
}

/* Offset of an item, with at least so many bytes in the block from there. */
static bool offset_of(glass_reader *r, uint32_t number, const unsigned char *block, unsigned i,
                      unsigned bytes, unsigned *out)
{
    *out = glass_two_bytes(block + HEADER + 2 * i);
    if (*out < glass_two_bytes(block + 9) || *out + bytes > GLASS_BLOCK)
        return glass__damaged(r, number, "an item lies outside of it");
    return true;
}

/* tag is NULL in a branch. */
static bool read_leaf_item(glass_reader *r, uint32_t number, const unsigned char *block, unsigned i,
                           glass_item *out)
{
    unsigned offset;
    if (!offset_of(r, number, block, i, 3, &offset))
        return false;
    const unsigned char *p = block + offset;
    unsigned flags = glass_two_bytes(p), size = (flags & SIZE) + 3, head = 3 + p[2];
    head += flags & FIRST ? 0 : 2;
    if (offset + size > GLASS_BLOCK || head > size)
        return glass__damaged(r, number, "an item is longer than its room");
    *out = (glass_item){.key = p + 3,
                        .key_len = p[2],
                        .tag = p + head,
                        .tag_len = size - head,
                        .part = flags & FIRST ? 1 : glass_two_bytes(p + head - 2),
                        .last = flags & LAST,
                        .deflated = flags & DEFLATED};
    return true;
}

static bool read_branch_item(glass_reader *r, uint32_t number, const unsigned char *block,
                             unsigned i, glass_item *out, uint32_t *child)
{
    unsigned offset;
    if (!offset_of(r, number, block, i, 7, &offset))
        return false;
    const unsigned char *p = block + offset;
    if (offset + 7 + p[4] > GLASS_BLOCK)
        return glass__damaged(r, number, "an item is longer than its room");
    *out = (glass_item){.key = p + 5, .key_len = p[4], .part = glass_two_bytes(p + 5 + p[4])};
    *child = (uint32_t)glass_two_bytes(p) << 16 | glass_two_bytes(p + 2);
    return true;
}

int glass__compare(const unsigned char *a, unsigned a_len, unsigned a_part, const unsigned char *b,
                   unsigned b_len, unsigned b_part)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    if (order)
        return order;
    if (a_len != b_len)
        return a_len < b_len ? -1 : 1;
    return a_part < b_part ? -1 : a_part > b_part;
}

/* The first item of [low, high) in a leaf that is at or after (key, 1). */
static bool search_leaf(glass_reader *r, uint32_t number, const unsigned char *block, unsigned low,
                        unsigned high, const unsigned char *key, unsigned n, unsigned *out)
{
    while (low < high) {
        unsigned middle = (low + high) / 2;
        glass_item item;
        if (!read_leaf_item(r, number, block, middle, &item))
            return false;
        if (glass__compare(item.key, item.key_len, item.part, key, n, 1) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *out = low;
    return true;
}

/* The last item of a branch that is at or before (key, 1); the first one counts
 * as before everything. */
static bool search_branch(glass_reader *r, uint32_t number, const unsigned char *block,
                          const unsigned char *key, unsigned n, unsigned *out)
{
    unsigned low = 0, high = items_of(block);
    while (high - low > 1) {
        unsigned middle = (low + high) / 2;
        glass_item item;
        uint32_t child;
        if (!read_branch_item(r, number, block, middle, &item, &child))
            return false;
        if (glass__compare(item.key, item.key_len, item.part, key, n, 1) <= 0)
            low = middle;
        else
            high = middle;
    }
    *out = low;
    return true;
}

/* Goes from the item of a branch that the place names into the child. */
static bool enter(glass_reader *r, glass_place *at, unsigned level)
{
    const unsigned char *block = block_of(r, at->blocks[level], level);
    glass_item item;
    return block && read_branch_item(r, at->blocks[level], block, at->items[level], &item,
                                     &at->blocks[level - 1]);
}

bool glass__find(glass_reader *r, glass_table_id table, const unsigned char *key, unsigned n,
                 glass_place *at)
{
    const glass_root *root = &r->roots[table];
    if (r->status || root->entries == 0)
        return false;
    at->level = root->level;
    at->blocks[root->level] = root->block;
    for (unsigned level = root->level;; level--) {
        uint32_t number = at->blocks[level];
        const unsigned char *block = block_of(r, number, level);
        unsigned i = 0;
        if (!block || !(level ? search_branch(r, number, block, key, n, &i)
                              : search_leaf(r, number, block, 0, items_of(block), key, n, &i)))
            return false;
        at->items[level] = (uint16_t)i;
        if (level == 0)
            return true;
        if (!enter(r, at, level))
            return false;
    }
}

bool glass__find_near(glass_reader *r, const unsigned char *key, unsigned n, glass_place *at)
{
    const unsigned char *block = r->status ? NULL : block_of(r, at->blocks[0], 0);
    unsigned i = 0;
    if (!block || !search_leaf(r, at->blocks[0], block, at->items[0], items_of(block), key, n, &i))
        return false;
    if (i == items_of(block))
        return false;
    at->items[0] = (uint16_t)i;
    return true;
}

/* Moves to the first item of the next leaf, or to the last item of the one
 * before; false at the table's end. */
static bool turn(glass_reader *r, glass_place *at, bool forward)
{
    unsigned level = 1;
    for (; level <= at->level; level++) {
        const unsigned char *block = block_of(r, at->blocks[level], level);
        if (!block)
            return false;
        if (forward ? at->items[level] + 1u < items_of(block) : at->items[level] > 0)
            break;
    }
    if (level > at->level)
        return false;
    at->items[level] = (uint16_t)(at->items[level] + (forward ? 1 : -1));
    while (level > 0) {
        if (!enter(r, at, level))
            return false;
        level--;
        const unsigned char *block = block_of(r, at->blocks[level], level);
        if (!block)
            return false;
        at->items[level] = (uint16_t)(forward ? 0 : items_of(block) - 1);
    }
    return true;
}

bool glass__item(glass_reader *r, glass_place *at, glass_item *out)
{
    const unsigned char *block = r->status ? NULL : block_of(r, at->blocks[0], 0);
    if (!block)
        return false;
    if (at->items[0] >= items_of(block)) {
        if (!turn(r, at, true))
            return false;
        block = block_of(r, at->blocks[0], 0);
    }
    return block && read_leaf_item(r, at->blocks[0], block, at->items[0], out);
}

bool glass__back(glass_reader *r, glass_place *at)
{
    if (r->status)
        return false;
    if (at->items[0] == 0)
        return turn(r, at, false);
    at->items[0]--;
    return true;
}
