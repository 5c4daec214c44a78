/* The flat tree of a page: adding nodes, finding names and attributes. */
#include "html_tree.h"

#include "str.h"

#include <stdlib.h>

/* In byte order, for a binary search. */
static const char *const tag_names[TAG_COUNT] = {
    "",      "",           "a",        "abbr",     "address", "article", "aside",      "audio",
    "b",     "blockquote", "body",     "br",       "button",  "canvas",  "cite",       "code",
    "dd",    "dialog",     "div",      "dl",       "dt",      "em",      "figcaption", "figure",
    "font",  "footer",     "form",     "h1",       "h2",      "h3",      "h4",         "h5",
    "h6",    "head",       "header",   "hr",       "html",    "i",       "iframe",     "input",
    "label", "li",         "link",     "main",     "meta",    "nav",     "noscript",   "object",
    "ol",    "option",     "p",        "pre",      "q",       "script",  "section",    "select",
    "small", "span",       "strong",   "style",    "sub",     "sup",     "svg",        "table",
    "tbody", "td",         "template", "textarea", "th",      "time",    "title",      "tr",
    "u",     "ul",         "video",
};

static const char *const attribute_names[ATTR_COUNT] = {
    "aria-hidden", "charset", "class", "content",  "datetime", "hidden", "href",  "id",
    "itemprop",    "lang",    "name",  "property", "rel",      "role",   "style", "type",
};

html_tag html_tag_named(const char *name)
{
    size_t low = TAG_A, high = TAG_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, tag_names[middle]);
        if (order == 0)
            return (html_tag)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return TAG_OTHER;
}

/* Room for one more element of size bytes. */
static bool grow(void **array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t more = *capacity ? *capacity * 2 : 256;
    void *grown = realloc(*array, more * size);
    if (!grown)
        return false;
    *array = grown;
    *capacity = more;
    return true;
}

uint32_t html_tree_add(html_tree *tree, uint32_t parent, html_tag tag)
{
    void *nodes = tree->nodes;
    if (tree->count >= HTML_MAX_NODES ||
        !grow(&nodes, tree->count, &tree->capacity, sizeof *tree->nodes))
        return HTML_NONE;
    tree->nodes = nodes;
    uint32_t id = (uint32_t)tree->count++;
    tree->nodes[id] = (html_node){
        .parent = parent,
        .end = id + 1,
        .tag = (uint16_t)tag,
        .attribute = (uint32_t)tree->attribute_count,
    };
    return id;
}

bool html_tree_attribute(html_tree *tree, uint32_t node, morgue_str name, morgue_str value)
{
    void *attributes = tree->attributes;
    size_t which = 0;
    while (which < ATTR_COUNT && !str_is(name, attribute_names[which]))
        which++;
    if (which == ATTR_COUNT || tree->nodes[node].attribute_count >= ATTR_COUNT)
        return true;
    if (!grow(&attributes, tree->attribute_count, &tree->attribute_capacity,
              sizeof *tree->attributes))
        return false;
    tree->attributes = attributes;
    tree->attributes[tree->attribute_count++] =
        (html_value){(html_attribute)which, (uint32_t)tree->text.len, (uint32_t)value.len};
    tree->nodes[node].attribute_count++;
    strbuf_str(&tree->text, value);
    return !tree->text.failed;
}

/* Pieces that follow each other become one node. */
bool html_tree_text(html_tree *tree, uint32_t parent, morgue_str text)
{
    html_node *last = tree->count ? &tree->nodes[tree->count - 1] : NULL;
    if (last && last->tag == TAG_TEXT && last->parent == parent &&
        last->text + last->text_len == tree->text.len) {
        last->text_len += (uint32_t)text.len;
    } else {
        uint32_t id = html_tree_add(tree, parent, TAG_TEXT);
        if (id == HTML_NONE)
            return false;
        tree->nodes[id].text = (uint32_t)tree->text.len;
        tree->nodes[id].text_len = (uint32_t)text.len;
    }
    strbuf_str(&tree->text, text);
    return !tree->text.failed;
}

void html_tree_free(html_tree *tree)
{
    free(tree->nodes);
    free(tree->attributes);
    strbuf_free(&tree->text);
    *tree = (html_tree){0};
}

static const html_value *find_attr(const html_tree *tree, uint32_t node, html_attribute name)
{
    const html_node *n = &tree->nodes[node];
    for (uint32_t i = 0; i < n->attribute_count; i++)
        if (tree->attributes[n->attribute + i].name == name)
            return &tree->attributes[n->attribute + i];
    return NULL;
}

bool html_has_attr(const html_tree *tree, uint32_t node, html_attribute name)
{
    return find_attr(tree, node, name) != NULL;
}

morgue_str html_attr(const html_tree *tree, uint32_t node, html_attribute name)
{
    const html_value *value = find_attr(tree, node, name);
    return value ? str_range(strbuf_view(&tree->text), value->text,
                             (size_t)value->text + value->text_len)
                 : (morgue_str){0};
}

morgue_str html_text_of(const html_tree *tree, uint32_t node)
{
    const html_node *n = &tree->nodes[node];
    return str_range(strbuf_view(&tree->text), n->text, (size_t)n->text + n->text_len);
}
