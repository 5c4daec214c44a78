/* A page cut into blocks of text, with what is no article text marked. */
#include "html_text.h"

#include "str.h"

#include <stdlib.h>

/* Never article text, whatever is inside. */
static bool is_furniture(html_tag tag)
{
    switch (tag) {
    case TAG_ASIDE:
    case TAG_AUDIO:
    case TAG_BUTTON:
    case TAG_CANVAS:
    case TAG_DIALOG:
    case TAG_FIGCAPTION:
    case TAG_FIGURE:
    case TAG_FOOTER:
    case TAG_HEAD:
    case TAG_IFRAME:
    case TAG_INPUT:
    case TAG_NAV:
    case TAG_NOSCRIPT:
    case TAG_OBJECT:
    case TAG_OPTION:
    case TAG_SCRIPT:
    case TAG_SELECT:
    case TAG_STYLE:
    case TAG_SVG:
    case TAG_TEMPLATE:
    case TAG_TEXTAREA:
    case TAG_VIDEO:
    case TAG_LABEL:
        return true;
    default:
        return false;
    }
}

static bool is_block(html_tag tag)
{
    switch (tag) {
    case TAG_ADDRESS:
    case TAG_ARTICLE:
    case TAG_ASIDE:
    case TAG_BLOCKQUOTE:
    case TAG_BODY:
    case TAG_DD:
    case TAG_DIV:
    case TAG_DL:
    case TAG_DT:
    case TAG_FIGCAPTION:
    case TAG_FIGURE:
    case TAG_FOOTER:
    case TAG_FORM:
    case TAG_H1:
    case TAG_H2:
    case TAG_H3:
    case TAG_H4:
    case TAG_H5:
    case TAG_H6:
    case TAG_HEADER:
    case TAG_HR:
    case TAG_HTML:
    case TAG_LI:
    case TAG_MAIN:
    case TAG_NAV:
    case TAG_OL:
    case TAG_P:
    case TAG_PRE:
    case TAG_SECTION:
    case TAG_TABLE:
    case TAG_TBODY:
    case TAG_TD:
    case TAG_TH:
    case TAG_TR:
    case TAG_UL:
        return true;
    default:
        return false;
    }
}

/* Words of class and id names that mark boxes around an article. */
static const char *const box_words[] = {
    "ad",         "ads",         "advert",       "advertisement",   "advertising",
    "author-bio", "authorbio",   "banner",       "breadcrumb",      "breadcrumbs",
    "byline",     "caption",     "comment",      "comments",        "cookie",
    "credit",     "dateline",    "disclaimer",   "disqus",          "footer",
    "gallery",    "hidden",      "infobox",      "masthead",        "menu",
    "meta",       "metadata",    "modal",        "more-on",         "most-popular",
    "most-read",  "nav",         "navbar",       "navigation",      "newsletter",
    "outbrain",   "pager",       "pagination",   "paywall",         "popup",
    "promo",      "promoted",    "pullquote",    "read-more",       "readmore",
    "recirc",     "recommended", "related",      "recommendations", "share",
    "sharing",    "sidebar",     "signup",       "social",          "sponsor",
    "sponsored",  "subscribe",   "subscription", "taboola",         "tags",
    "timestamp",  "toolbar",     "tooltip",      "trending",        "widget",
};

static bool is_box_word(morgue_str word)
{
    for (size_t i = 0; i < sizeof box_words / sizeof *box_words; i++)
        if (str_equal_nocase(word, str_of(box_words[i])))
            return true;
    return false;
}

/* The end of the word at at: "-", "_" and small-to-capital divide words. */
static size_t word_end(morgue_str name, size_t at)
{
    size_t end = at + 1;
    while (end < name.len && (ascii_alpha(name.ptr[end]) || ascii_digit(name.ptr[end])) &&
           !(ascii_upper(name.ptr[end]) && !ascii_upper(name.ptr[end - 1])))
        end++;
    return end;
}

/* Also tries each pair of neighbouring words ("most-read"). */
static bool has_box_word(morgue_str names)
{
    morgue_str before = {0};
    for (size_t at = 0; at < names.len;) {
        if (!ascii_alpha(names.ptr[at])) {
            if (ascii_space(names.ptr[at]))
                before = (morgue_str){0};
            at++;
            continue;
        }
        morgue_str word = str_range(names, at, word_end(names, at));
        morgue_str pair = before.ptr
                              ? (morgue_str){before.ptr, (size_t)(word.ptr - before.ptr) + word.len}
                              : word;
        if (is_box_word(word) || is_box_word(pair))
            return true;
        before = word;
        at += word.len;
    }
    return false;
}

static bool is_hidden(const html_tree *tree, uint32_t node)
{
    morgue_str style = html_attr(tree, node, ATTR_STYLE);
    return html_has_attr(tree, node, ATTR_HIDDEN) ||
           str_is(html_attr(tree, node, ATTR_ARIA_HIDDEN), "true") ||
           str_search(style, 0, STR("display:none")) < style.len ||
           str_search(style, 0, STR("display: none")) < style.len;
}

static bool is_box(const html_tree *tree, uint32_t node)
{
    html_tag tag = (html_tag)tree->nodes[node].tag;
    if (tag == TAG_TEXT || tag == TAG_HTML || tag == TAG_BODY || tag == TAG_ARTICLE ||
        tag == TAG_MAIN)
        return false;
    morgue_str role = html_attr(tree, node, ATTR_ROLE);
    return is_hidden(tree, node) || has_box_word(html_attr(tree, node, ATTR_CLASS)) ||
           has_box_word(html_attr(tree, node, ATTR_ID)) || str_is(role, "navigation") ||
           str_is(role, "complementary") || str_is(role, "banner") || str_is(role, "contentinfo");
}

/* Bytes of paragraph text (not links) inside each node, furniture not counted. */
static void weigh(const html_tree *tree, const unsigned char *drop, uint32_t *weight)
{
    for (size_t i = tree->count; i-- > 1;) {
        const html_node *n = &tree->nodes[i];
        html_tag up = (html_tag)tree->nodes[n->parent].tag;
        if (drop[i] || n->tag == TAG_A || n->tag == TAG_LI)
            continue;
        if (n->tag == TAG_TEXT && n->text_len > 20 && up != TAG_H1 && up != TAG_H2)
            weight[i] += n->text_len;
        weight[n->parent] += weight[i];
    }
}

/* A box that holds the better part of a page's text is the article after all. */
static void mark(html_blocks *b, const html_tree *tree)
{
    uint32_t *weight = calloc(tree->count, sizeof *weight);
    b->drop = calloc(tree->count, 1);
    if (!weight || !b->drop) {
        b->failed = true;
        free(weight);
        return;
    }
    for (uint32_t i = 1; i < tree->count; i++)
        b->drop[i] = b->drop[tree->nodes[i].parent] || is_furniture((html_tag)tree->nodes[i].tag);
    weigh(tree, b->drop, weight);
    for (uint32_t i = 1; i < tree->count; i++) {
        if (b->drop[tree->nodes[i].parent])
            b->drop[i] = 1;
        else if (!b->drop[i] && is_box(tree, i) && weight[i] < weight[0] / 10 * 4)
            b->drop[i] = 1;
    }
    free(weight);
}

/* ---- cutting ---- */

typedef struct cutter {
    html_blocks *b;
    const html_tree *tree;
    html_block open;
    bool space; /* white space waits for a word behind it */
} cutter;

static void close_block(cutter *c)
{
    html_blocks *b = c->b;
    c->space = false;
    if (b->text.len == c->open.text)
        return;
    if (b->count == b->capacity) {
        size_t capacity = b->capacity ? b->capacity * 2 : 128;
        html_block *grown = realloc(b->list, capacity * sizeof *grown);
        if (!grown) {
            b->failed = true;
            return;
        }
        b->list = grown;
        b->capacity = capacity;
    }
    c->open.len = b->text.len - c->open.text;
    b->list[b->count++] = c->open;
}

static void open_block(cutter *c, uint32_t node)
{
    close_block(c);
    c->open = (html_block){.node = node, .text = c->b->text.len};
}

/* A no-break space is a space like any other. */
static size_t space_at(morgue_str s, size_t at)
{
    if (ascii_space(s.ptr[at]))
        return 1;
    return s.len - at >= 2 && s.ptr[at] == '\xc2' && s.ptr[at + 1] == '\xa0' ? 2 : 0;
}

static void add_text(cutter *c, morgue_str s, bool in_link)
{
    strbuf *text = &c->b->text;
    size_t before = text->len;
    for (size_t at = 0; at < s.len;) {
        size_t space = space_at(s, at);
        if (space) {
            c->space = true;
            at += space;
            continue;
        }
        size_t end = at;
        while (end < s.len && !space_at(s, end))
            end++;
        if (c->space && text->len > c->open.text)
            strbuf_char(text, ' ');
        strbuf_add(text, s.ptr + at, end - at);
        c->space = false;
        at = end;
    }
    if (in_link)
        c->open.link_len += text->len - before;
}

static uint32_t block_above(const html_tree *tree, uint32_t node)
{
    while (node && !is_block((html_tag)tree->nodes[node].tag))
        node = tree->nodes[node].parent;
    return node;
}

/* Links do not nest: an open one is told by where it ends. */
static void cut(cutter *c)
{
    const html_tree *tree = c->tree;
    uint32_t link_end = 0;
    for (uint32_t i = 1; i < tree->count; i++) {
        const html_node *n = &tree->nodes[i];
        html_tag tag = (html_tag)n->tag;
        if (is_block(tag)) {
            open_block(c, i);
        } else if (tag == TAG_TEXT && !c->b->drop[i]) {
            uint32_t block = block_above(tree, n->parent);
            if (block != c->open.node)
                open_block(c, block);
            add_text(c, html_text_of(tree, i), i < link_end);
        } else if (tag == TAG_A && i >= link_end) {
            link_end = n->end;
        } else if (tag == TAG_BR) {
            open_block(c, c->open.node);
        }
    }
    close_block(c);
}

void html_blocks_make(html_blocks *b, const html_tree *tree)
{
    mark(b, tree);
    if (b->failed)
        return;
    cutter c = {.b = b, .tree = tree};
    cut(&c);
    b->failed = b->failed || b->text.failed;
}

void html_blocks_free(html_blocks *b)
{
    free(b->list);
    free(b->drop);
    strbuf_free(&b->text);
    *b = (html_blocks){0};
}
