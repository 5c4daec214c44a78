/* The main text of a page: the element that holds it, then its paragraphs. */
#include "html_text.h"

#include "error.h"
#include "source_internal.h"

#include <stdlib.h>

#define GOOD_LENGTH    80 /* bytes from which a block is surely running text */
#define OPENING_LENGTH 50 /* bytes from which a sentence may open the text */

typedef struct chooser {
    const html_tree *tree;
    html_blocks blocks;
    uint32_t *good; /* bytes of running text in each node */
    uint32_t node;  /* the one chosen */
} chooser;

static html_tag tag_of(const chooser *c, const html_block *block)
{
    return (html_tag)c->tree->nodes[block->node].tag;
}

static bool is_heading(html_tag tag)
{
    return tag >= TAG_H1 && tag <= TAG_H6;
}

static morgue_str block_text(const chooser *c, const html_block *block)
{
    return str_range(strbuf_view(&c->blocks.text), block->text, block->text + block->len);
}

static bool is_good(const chooser *c, const html_block *block)
{
    return block->len >= GOOD_LENGTH && block->link_len * 3 < block->len &&
           !is_heading(tag_of(c, block));
}

static bool weigh(chooser *c)
{
    c->good = calloc(c->tree->count, sizeof *c->good);
    if (!c->good)
        return false;
    for (size_t i = 0; i < c->blocks.count; i++)
        if (is_good(c, &c->blocks.list[i]))
            c->good[c->blocks.list[i].node] += (uint32_t)c->blocks.list[i].len;
    for (size_t i = c->tree->count; i-- > 1;)
        c->good[c->tree->nodes[i].parent] += c->good[i];
    return true;
}

/* ---- which element ---- */

static bool contains_nocase(morgue_str s, morgue_str word)
{
    for (size_t i = 0; i + word.len <= s.len; i++)
        if (str_equal_nocase(str_range(s, i, i + word.len), word))
            return true;
    return false;
}

/* How plainly the page says that this element is the article: 0 to 3. */
static int announced(const html_tree *tree, uint32_t node)
{
    static const char *const names[] = {"article-body",  "articlebody",     "article__body",
                                        "story-body",    "storybody",       "entry-content",
                                        "post-content",  "article-content", "article_body",
                                        "story-content", "article-text",    NULL};
    html_tag tag = (html_tag)tree->nodes[node].tag;
    if (tag == TAG_TEXT)
        return 0;
    morgue_str prop = html_attr(tree, node, ATTR_ITEMPROP);
    if (contains_nocase(prop, STR("articlebody")))
        return 3;
    for (size_t i = 0; names[i]; i++)
        if (contains_nocase(html_attr(tree, node, ATTR_CLASS), str_of(names[i])) ||
            contains_nocase(html_attr(tree, node, ATTR_ID), str_of(names[i])))
            return 2;
    return tag == TAG_ARTICLE ? 1 : 0;
}

/* Where to start looking: an announced element with enough of the page's text. */
static uint32_t announced_element(const chooser *c)
{
    static const uint32_t least_percent[] = {0, 50, 40, 30};
    uint32_t best = 0;
    int best_rank = 0;
    for (uint32_t i = 1; i < c->tree->count; i++) {
        if (c->good[i] == 0)
            continue;
        int rank = announced(c->tree, i);
        bool enough = (uint64_t)c->good[i] * 100 >= (uint64_t)c->good[0] * least_percent[rank];
        if (rank == 0 || !enough || rank < best_rank)
            continue;
        if (rank > best_rank || c->good[i] > c->good[best]) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

/* Down to the smallest element that still holds nearly all of the text. */
static uint32_t descend(const chooser *c, uint32_t node)
{
    for (;;) {
        uint32_t next = 0, end = c->tree->nodes[node].end;
        for (uint32_t i = node + 1; i < end && !next; i = c->tree->nodes[i].end)
            if ((uint64_t)c->good[i] * 100 >= (uint64_t)c->good[node] * 75 && c->good[i])
                next = i;
        if (!next || c->tree->nodes[next].tag == TAG_P)
            return node;
        node = next;
    }
}

/* ---- which of its blocks ---- */

static bool ends_sentence(morgue_str s)
{
    static const char *const ends[] = {".",
                                       "!",
                                       "?",
                                       ":",
                                       "\"",
                                       "\xe2\x80\x9d",
                                       "\xe2\x80\x99",
                                       "\xe2\x80\xa6",
                                       ")",
                                       "\xe3\x80\x82",
                                       NULL};
    for (size_t i = 0; ends[i]; i++)
        if (str_ends(s, str_of(ends[i])))
            return true;
    return false;
}

typedef enum verdict { DROP, KEEP_BETWEEN, KEEP } verdict;

/* KEEP_BETWEEN: kept when running text follows. */
static verdict judge(const chooser *c, const html_block *block)
{
    html_tag tag = tag_of(c, block);
    if (tag == TAG_H1 || block->link_len * 2 > block->len)
        return DROP;
    if (is_heading(tag))
        return KEEP_BETWEEN;
    if (is_good(c, block))
        return KEEP;
    bool paragraph = tag == TAG_P || tag == TAG_BLOCKQUOTE || tag == TAG_PRE;
    bool sentence = ends_sentence(block_text(c, block));
    if (paragraph && sentence)
        return KEEP;
    return paragraph || tag == TAG_LI || sentence ? KEEP_BETWEEN : DROP;
}

static void append(const chooser *c, const html_block *block, strbuf *out)
{
    if (out->len)
        strbuf_text(out, "\n\n");
    strbuf_str(out, block_text(c, block));
}

/* Blocks that wait for running text are written when it comes. */
static void write_blocks(const chooser *c, morgue_str title, strbuf *out)
{
    size_t waiting = 0;
    bool begun = false;
    uint32_t end = c->tree->nodes[c->node].end;
    for (size_t i = 0; i < c->blocks.count; i++) {
        const html_block *block = &c->blocks.list[i];
        if (block->node < c->node || block->node >= end)
            continue;
        verdict v = judge(c, block);
        if (!begun && str_equal(block_text(c, block), title))
            v = DROP;
        bool opens = is_good(c, block) || (v == KEEP && block->len >= OPENING_LENGTH);
        if (v != KEEP || (!begun && !opens))
            continue;
        for (size_t j = begun ? waiting : i; j < i; j++)
            if (judge(c, &c->blocks.list[j]) == KEEP_BETWEEN)
                append(c, &c->blocks.list[j], out);
        append(c, block, out);
        begun = true;
        waiting = i + 1;
    }
}

morgue_status html_main_text(const html_tree *tree, morgue_str title, strbuf *out,
                             morgue_error *err)
{
    chooser c = {.tree = tree};
    html_blocks_make(&c.blocks, tree);
    bool failed = c.blocks.failed || !weigh(&c);
    if (!failed) {
        c.node = descend(&c, announced_element(&c));
        write_blocks(&c, title, out);
    }
    html_blocks_free(&c.blocks);
    free(c.good);
    return failed ? fail_nomem(err) : strbuf_check(out, err);
}

void html_flat_text(const html_tree *tree, uint32_t node, strbuf *out)
{
    bool space = false;
    size_t start = out->len;
    for (uint32_t i = node; i < tree->nodes[node].end; i++) {
        if (tree->nodes[i].tag != TAG_TEXT)
            continue;
        morgue_str s = html_text_of(tree, i);
        for (size_t at = 0; at < s.len; at++) {
            bool blank = ascii_space(s.ptr[at]);
            if (!blank && space && out->len > start)
                strbuf_char(out, ' ');
            if (!blank)
                strbuf_char(out, s.ptr[at]);
            space = blank;
        }
    }
}
