/* libxml2's HTML parser, event by event, into a flat tree. */
#include "error.h"
#include "html_tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

typedef struct builder {
    html_tree *tree;
    htmlParserCtxtPtr context;
    uint32_t open[MORGUE_MAX_HTML_DEPTH + 1]; /* open[0]: the document */
    unsigned depth;
    morgue_status status;
    morgue_error *err;
} builder;

static void stop(builder *b, morgue_status status)
{
    if (b->status != MORGUE_OK)
        return;
    if (status == MORGUE_NOMEM)
        b->status = fail_nomem(b->err);
    else if (b->tree->count >= HTML_MAX_NODES)
        b->status = fail(b->err, MORGUE_LIMIT, "HTML of more than %u nodes", HTML_MAX_NODES);
    else
        b->status = fail(b->err, MORGUE_LIMIT, "HTML nested deeper than MORGUE_MAX_HTML_DEPTH (%d)",
                         MORGUE_MAX_HTML_DEPTH);
    xmlStopParser(b->context);
}

static void add_attributes(builder *b, uint32_t node, const xmlChar **attributes)
{
    for (; attributes && attributes[0]; attributes += 2)
        if (!html_tree_attribute(b->tree, node, str_of((const char *)attributes[0]),
                                 str_of((const char *)attributes[1]))) {
            stop(b, MORGUE_NOMEM);
            return;
        }
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    builder *b = context;
    if (b->status != MORGUE_OK)
        return;
    if (b->depth >= MORGUE_MAX_HTML_DEPTH) {
        stop(b, MORGUE_LIMIT);
        return;
    }
    uint32_t id = html_tree_add(b->tree, b->open[b->depth], html_tag_named((const char *)name));
    if (id == HTML_NONE) {
        stop(b, b->tree->count >= HTML_MAX_NODES ? MORGUE_LIMIT : MORGUE_NOMEM);
        return;
    }
    b->open[++b->depth] = id;
    add_attributes(b, id, attributes);
}

static void on_end(void *context, const xmlChar *name)
{
    builder *b = context;
    (void)name; /* the parser closes in order */
    if (b->depth > 0 && b->status == MORGUE_OK) {
        b->tree->nodes[b->open[b->depth]].end = (uint32_t)b->tree->count;
        b->depth--;
    }
}

static void on_text(void *context, const xmlChar *bytes, int len)
{
    builder *b = context;
    morgue_str text = {(const char *)bytes, (size_t)len};
    if (b->status == MORGUE_OK && !html_tree_text(b->tree, b->open[b->depth], text))
        stop(b, b->tree->count >= HTML_MAX_NODES ? MORGUE_LIMIT : MORGUE_NOMEM);
}

static morgue_status run(builder *b, morgue_str page, morgue_error *err)
{
    htmlSAXHandler sax = {
        .startElement = on_start,
        .endElement = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
    };
    b->context = htmlCreateMemoryParserCtxt(page.ptr, (int)page.len);
    if (!b->context)
        return fail_nomem(err);
    /* The parser allocates its handler table; ours is put into it and it stays
     * the parser's to free. */
    *b->context->sax = sax;
    b->context->userData = b;
    htmlCtxtUseOptions(b->context, HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
    xmlCharEncodingHandlerPtr utf8 = xmlFindCharEncodingHandler("UTF-8");
    if (utf8)
        xmlSwitchToEncoding(b->context, utf8);
    htmlParseDocument(b->context);
    bool nomem = b->context->errNo == XML_ERR_NO_MEMORY;
    htmlFreeParserCtxt(b->context);
    if (b->status == MORGUE_OK && nomem)
        return fail_nomem(err);
    return b->status;
}

morgue_status html_tree_parse(html_tree *tree, morgue_str page, morgue_error *err)
{
    builder b = {.tree = tree, .err = err};
    if (html_tree_add(tree, HTML_NONE, TAG_OTHER) == HTML_NONE)
        return fail_nomem(err);
    morgue_status status = page.len ? run(&b, page, err) : MORGUE_OK;
    for (; status == MORGUE_OK && b.depth > 0; b.depth--)
        tree->nodes[b.open[b.depth]].end = (uint32_t)tree->count;
    tree->nodes[0].end = (uint32_t)tree->count;
    return status;
}
