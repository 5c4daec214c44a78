/* All entries of a table in the order of their keys, parts put together. */
#include "glass_tree.h"

#include "error.h"

#include <stdlib.h>

struct glass_cursor {
    glass_reader *reader;
    glass_place at;
    glass_item item; /* the one read last: in the map, thus always valid */
    bool begun;      /* item means something */
    bool open;       /* the table exists */
    strbuf whole;    /* a tag put together of parts */
};

morgue_status glass_cursor_open(glass_cursor **out, glass_reader *r, glass_table_id table,
                                morgue_str from, morgue_error *err)
{
    *out = NULL;
    /* No key is longer than GLASS_KEY: one byte more decides like all of it. */
    unsigned n = from.len <= GLASS_KEY ? (unsigned)from.len : GLASS_KEY + 1;
    glass_cursor *c = calloc(1, sizeof *c);
    if (!c)
        return fail_nomem(err);
    c->reader = r;
    c->open = glass__find(r, table, (const unsigned char *)(n ? from.ptr : ""), n, &c->at);
    morgue_status status = glass_status(r, err);
    if (status)
        glass_cursor_free(c);
    else
        *out = c;
    return status;
}

void glass_cursor_free(glass_cursor *c)
{
    if (!c)
        return;
    strbuf_free(&c->whole);
    free(c);
}

/* Reads one item into c->item. That items ascend is checked because blocks that
 * point at each other could keep a walk going for ever. */
static bool step(glass_cursor *c)
{
    glass_item before = c->item;
    if (!glass__item(c->reader, &c->at, &c->item))
        return false;
    c->at.items[0]++;
    if (c->begun && glass__compare(before.key, before.key_len, before.part, c->item.key,
                                   c->item.key_len, c->item.part) >= 0)
        return glass__damaged(c->reader, c->at.blocks[0], "its keys do not ascend");
    c->begun = true;
    return true;
}

static bool fail_cursor(glass_reader *r, morgue_status status, const char *what)
{
    if (!r->status)
        r->status = fail(&r->error, status, "cannot read %s: %s", r->name, what);
    return false;
}

/* Appends the parts that follow the first one. */
static bool gather(glass_cursor *c)
{
    const glass_item first = c->item;
    strbuf_clear(&c->whole);
    strbuf_add(&c->whole, first.tag, first.tag_len);
    for (unsigned part = 2; !c->item.last; part++) {
        if (!step(c))
            return glass__damaged(c->reader, c->at.blocks[0], "an entry lacks its end");
        if (c->item.part != part || c->item.key_len != first.key_len ||
            memcmp(c->item.key, first.key, first.key_len) != 0)
            return glass__damaged(c->reader, c->at.blocks[0], "parts of an entry do not follow");
        strbuf_add(&c->whole, c->item.tag, c->item.tag_len);
    }
    return !c->whole.failed || fail_cursor(c->reader, MORGUE_NOMEM, "out of memory");
}

bool glass_cursor_next(glass_cursor *c, morgue_str *key, morgue_str *tag)
{
    if (!c->open || !step(c))
        return false;
    if (c->item.key_len == 0 && !step(c)) /* the null item */
        return false;
    const glass_item first = c->item;
    if (first.part != 1)
        return glass__damaged(c->reader, c->at.blocks[0], "an entry lacks its beginning");
    if (first.deflated)
        return fail_cursor(c->reader, MORGUE_VERSION, "it has deflated entries");
    *key = (morgue_str){(const char *)first.key, first.key_len};
    *tag = (morgue_str){(const char *)first.tag, first.tag_len};
    if (first.last)
        return true;
    if (!gather(c))
        return false;
    *tag = strbuf_view(&c->whole);
    return true;
}
