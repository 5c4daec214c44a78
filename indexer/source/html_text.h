/* The main text of a page. */
#ifndef HTML_TEXT_H
#define HTML_TEXT_H

#include "html_tree.h"

/* Appends the article's paragraphs, an empty line between them; title is left
 * out when it begins the text. */
morgue_status html_main_text(const html_tree *tree, morgue_str title, strbuf *out,
                             morgue_error *err);

/* All text of the node, white space collapsed, appended to out. */
void html_flat_text(const html_tree *tree, uint32_t node, strbuf *out);

/* ---- between html_text.c and html_blocks.c ---- */

/* A run of text without block elements inside. */
typedef struct html_block {
    uint32_t node;              /* the block element it stands in */
    size_t text, len, link_len; /* in the text of html_blocks */
} html_block;

typedef struct html_blocks {
    html_block *list;
    size_t count, capacity;
    strbuf text;
    unsigned char *drop; /* a flag a node */
    bool failed;
} html_blocks;

/* Marks what is not article text and cuts the rest into blocks. */
void html_blocks_make(html_blocks *b, const html_tree *tree);
void html_blocks_free(html_blocks *b);

#endif
