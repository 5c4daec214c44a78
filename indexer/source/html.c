/* HTML pages: metadata, and the main text without what surrounds it. */
#include "charset.h"
#include "html_meta.h"
#include "html_text.h"
#include "source_internal.h"

static const char *const html_suffixes[] = {".html", ".htm", ".xhtml", NULL};

static bool contains(morgue_str head, morgue_str word)
{
    for (size_t i = str_find(head, 0, '<'); i < head.len; i = str_find(head, i + 1, '<'))
        if (str_equal_nocase(str_range(head, i, i + word.len), word))
            return true;
    return false;
}

static int detect(morgue_str head, morgue_str path)
{
    bool named = source__suffixed(path, html_suffixes);
    head = str_trim(head);
    if (!str_starts(head, STR("<")))
        return named ? 1 : 0;
    if (str_equal_nocase(str_range(head, 0, 14), STR("<!doctype html")) ||
        str_equal_nocase(str_range(head, 0, 5), STR("<html")))
        return 3;
    if (contains(head, STR("<html")) || contains(head, STR("<body")))
        return 2;
    return named ? 2 : 0;
}

/* JSON-LD's own text is taken when the page's cannot be found. */
static morgue_status fill(reading *r, strbuf *date, const html_tree *tree, morgue_error *err)
{
    strbuf body = {0}, said = {0};
    morgue_status status = html_meta_read(tree, r, date, &said, err);
    if (status == MORGUE_OK)
        status = html_main_text(tree, r->article.title, &body, err);
    bool weak = said.len > 500 && body.len < said.len / 2;
    if (status == MORGUE_OK)
        reading_set(r, &r->article.body, strbuf_view(weak ? &said : &body));
    strbuf_free(&body);
    strbuf_free(&said);
    return status;
}

static morgue_status read_html(struct source_stream *in, const source_file *file,
                               const source_options *options, morgue_error *err)
{
    reading r = {0};
    html_tree tree = {0};
    strbuf page = {0}, decoded = {0}, date = {0};
    morgue_status status = source__whole(in, &page, err);
    if (status == MORGUE_OK)
        status = charset_decode(&decoded, strbuf_view(&page), err);
    strbuf_free(&page);
    if (status == MORGUE_OK)
        status = html_tree_parse(&tree, strbuf_view(&decoded), err);
    if (status == MORGUE_OK)
        status = fill(&r, &date, &tree, err);
    if (status == MORGUE_OK)
        status = source__emit(&r, strbuf_view(&date), file, options, 0, err);
    html_tree_free(&tree);
    strbuf_free(&decoded);
    strbuf_free(&date);
    reading_free(&r);
    return status;
}

const source_reader source__html = {"html", "HTML: the main text and the metadata of a page",
                                    html_suffixes, detect, read_html};
