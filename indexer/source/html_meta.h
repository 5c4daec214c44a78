/* What a page says about itself. */
#ifndef HTML_META_H
#define HTML_META_H

#include "html_tree.h"
#include "source_internal.h"

/* Facts from one kind of place; texts may be empty. */
typedef struct page_facts {
    strbuf title, byline, date, section, url, lang, source, tags, body;
} page_facts;

/* Fills r and date: JSON-LD first, then OpenGraph and article: properties, then
 * other meta names, then the page's own elements. body is JSON-LD's articleBody. */
morgue_status html_meta_read(const html_tree *tree, reading *r, strbuf *date, strbuf *body,
                             morgue_error *err);

/* JSON-LD: fills what is empty in facts from an Article object in text. A text
 * that is not JSON is passed over. */
void html_ld_read(page_facts *facts, morgue_str text);

#endif
