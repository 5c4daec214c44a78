/* An HTML page as a flat tree: nodes in document order, numbers for links. */
#ifndef HTML_TREE_H
#define HTML_TREE_H

#include "strbuf.h"

#include <morgue/limits.h>

#define HTML_MAX_NODES 2000000u /* of one page */
#define HTML_NONE      UINT32_MAX

typedef enum html_tag {
    TAG_OTHER, /* elements of no interest */
    TAG_TEXT,  /* not an element */
    TAG_A,
    TAG_ABBR,
    TAG_ADDRESS,
    TAG_ARTICLE,
    TAG_ASIDE,
    TAG_AUDIO,
    TAG_B,
    TAG_BLOCKQUOTE,
    TAG_BODY,
    TAG_BR,
    TAG_BUTTON,
    TAG_CANVAS,
    TAG_CITE,
    TAG_CODE,
    TAG_DD,
    TAG_DIALOG,
    TAG_DIV,
    TAG_DL,
    TAG_DT,
    TAG_EM,
    TAG_FIGCAPTION,
    TAG_FIGURE,
    TAG_FONT,
    TAG_FOOTER,
    TAG_FORM,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_H5,
    TAG_H6,
    TAG_HEAD,
    TAG_HEADER,
    TAG_HR,
    TAG_HTML,
    TAG_I,
    TAG_IFRAME,
    TAG_INPUT,
    TAG_LABEL,
    TAG_LI,
    TAG_LINK,
    TAG_MAIN,
    TAG_META,
    TAG_NAV,
    TAG_NOSCRIPT,
    TAG_OBJECT,
    TAG_OL,
    TAG_OPTION,
    TAG_P,
    TAG_PRE,
    TAG_Q,
    TAG_SCRIPT,
    TAG_SECTION,
    TAG_SELECT,
    TAG_SMALL,
    TAG_SPAN,
    TAG_STRONG,
    TAG_STYLE,
    TAG_SUB,
    TAG_SUP,
    TAG_SVG,
    TAG_TABLE,
    TAG_TBODY,
    TAG_TD,
    TAG_TEMPLATE,
    TAG_TEXTAREA,
    TAG_TH,
    TAG_TIME,
    TAG_TITLE,
    TAG_TR,
    TAG_U,
    TAG_UL,
    TAG_VIDEO,
    TAG_COUNT
} html_tag;

typedef enum html_attribute {
    ATTR_ARIA_HIDDEN,
    ATTR_CHARSET,
    ATTR_CLASS,
    ATTR_CONTENT,
    ATTR_DATETIME,
    ATTR_HIDDEN,
    ATTR_HREF,
    ATTR_ID,
    ATTR_ITEMPROP,
    ATTR_LANG,
    ATTR_NAME,
    ATTR_PROPERTY,
    ATTR_REL,
    ATTR_ROLE,
    ATTR_STYLE,
    ATTR_TYPE,
    ATTR_COUNT
} html_attribute;

/* A parent comes before its children; end is the number behind the last node
 * inside. */
typedef struct html_node {
    uint32_t parent, end;
    uint32_t text, text_len; /* of TAG_TEXT: in html_tree.text */
    uint32_t attribute;      /* the first one, in html_tree.attributes */
    uint16_t attribute_count;
    uint16_t tag;
} html_node;

typedef struct html_value {
    html_attribute name;
    uint32_t text, text_len;
} html_value;

typedef struct html_tree {
    html_node *nodes; /* nodes[0] stands for the document */
    size_t count, capacity;
    html_value *attributes;
    size_t attribute_count, attribute_capacity;
    strbuf text;
} html_tree;

/*
 * Parses a page that is UTF-8 (ill-formed bytes are tolerated).
 *
 * Expected errors: MORGUE_LIMIT (MORGUE_MAX_HTML_DEPTH, HTML_MAX_NODES).
 */
morgue_status html_tree_parse(html_tree *tree, morgue_str page, morgue_error *err);
void html_tree_free(html_tree *tree);

/* For parsers: opens, closes, adds text. False once something failed. */
uint32_t html_tree_add(html_tree *tree, uint32_t parent, html_tag tag);
bool html_tree_attribute(html_tree *tree, uint32_t node, morgue_str name, morgue_str value);
bool html_tree_text(html_tree *tree, uint32_t parent, morgue_str text);
html_tag html_tag_named(const char *name);

/* Empty when the node has none of that name. */
morgue_str html_attr(const html_tree *tree, uint32_t node, html_attribute name);
bool html_has_attr(const html_tree *tree, uint32_t node, html_attribute name);
morgue_str html_text_of(const html_tree *tree, uint32_t node);

#endif
