/* JSON-LD: the NewsArticle or Article object of a page. */
#include "html_meta.h"

#include "utf8.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>

#define MAX_LOOK 10000 /* objects looked at in one page */

/* "NewsArticle", "https://schema.org/Article", "BlogPosting" … */
static bool is_article_name(morgue_str type)
{
    return str_ends(type, STR("Article")) || str_ends(type, STR("BlogPosting")) ||
           str_ends(type, STR("Report"));
}

static bool is_article(json_object *object)
{
    json_object *type;
    if (!json_object_object_get_ex(object, "@type", &type))
        return false;
    if (!json_object_is_type(type, json_type_array))
        return is_article_name(source__json_str(type));
    for (size_t i = 0; i < json_object_array_length(type); i++)
        if (is_article_name(source__json_str(json_object_array_get_idx(type, i))))
            return true;
    return false;
}

/* The depth of parsed JSON is bounded by MORGUE_MAX_JSON_DEPTH. */
static json_object *find_article(json_object *value, unsigned *looks)
{
    json_object *found = NULL;
    if (++*looks > MAX_LOOK)
        return NULL;
    if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value) && !found; i++)
            found = find_article(json_object_array_get_idx(value, i), looks);
    } else if (json_object_is_type(value, json_type_object)) {
        static const char *const inside[] = {"@graph", "mainEntity", "mainEntityOfPage", NULL};
        if (is_article(value))
            return value;
        for (size_t i = 0; inside[i] && !found; i++) {
            json_object *member;
            if (json_object_object_get_ex(value, inside[i], &member))
                found = find_article(member, looks);
        }
    }
    return found;
}

/* The character of "amp", "#39" or "#x27"; 0 when it is none. */
static uint32_t reference_value(morgue_str name)
{
    char text[32];
    if (name.len < 2 || name.len >= sizeof text)
        return 0;
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    if (text[0] != '#') {
        const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)text);
        return entity ? entity->value : 0;
    }
    bool hex = (text[1] | 0x20) == 'x';
    char *end;
    unsigned long c = strtoul(text + 1 + hex, &end, hex ? 16 : 10);
    bool scalar = c >= 0x20 && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
    return *end == '\0' && scalar ? (uint32_t)c : 0;
}

/* Scripts are no HTML, but many pages escape what they put there as if they
 * were: a headline with "&amp;" in it means "&". */
static void unescape(strbuf *text)
{
    size_t to = 0;
    for (size_t at = 0; at < text->len;) {
        size_t end = text->ptr[at] == '&' ? str_find(strbuf_view(text), at, ';') : text->len;
        uint32_t c = end < text->len && end - at < 32
                         ? reference_value(str_range(strbuf_view(text), at + 1, end))
                         : 0;
        if (c) {
            /* No reference is shorter than its character. */
            to += utf8_put(c, text->ptr + to);
            at = end + 1;
        } else {
            text->ptr[to++] = text->ptr[at++];
        }
    }
    text->len = to;
}

static void take(strbuf *out, json_object *article, const char *name, const char *joint)
{
    json_object *value;
    if (out->len == 0 && json_object_object_get_ex(article, name, &value))
        source__value_text(out, value, joint);
    if (!out->failed)
        unescape(out);
}

static void take_url(strbuf *out, json_object *article)
{
    json_object *page, *id;
    take(out, article, "url", "");
    if (out->len == 0 && json_object_object_get_ex(article, "mainEntityOfPage", &page) &&
        json_object_is_type(page, json_type_object) && json_object_object_get_ex(page, "@id", &id))
        page = id;
    else if (out->len || !json_object_object_get_ex(article, "mainEntityOfPage", &page))
        return;
    source__value_text(out, page, "");
}

static morgue_str without_wrapping(morgue_str text)
{
    text = str_trim(text);
    if (str_starts(text, STR("<!--")))
        text = str_range(text, 4, str_ends(text, STR("-->")) ? text.len - 3 : text.len);
    if (str_starts(text, STR("//<![CDATA[")))
        text = str_range(text, 11, str_ends(text, STR("//]]>")) ? text.len - 5 : text.len);
    text = str_trim(text);
    if (str_ends(text, STR(";")))
        text.len--;
    return text;
}

/* Line ends inside strings are a common fault; JSON takes a space just as well. */
static void tame(strbuf *out, morgue_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        strbuf_char(out, (unsigned char)c < 0x20 ? ' ' : c);
    }
}

void html_ld_read(page_facts *facts, morgue_str text)
{
    strbuf tamed = {0};
    json_parser parser = {0};
    json_object *root = NULL;
    unsigned looks = 0;
    tame(&tamed, without_wrapping(text));
    if (!tamed.failed)
        source__json_parse(&parser, &root, strbuf_view(&tamed), NULL);
    source__json_parser_free(&parser);
    json_object *article = find_article(root, &looks);
    if (article) {
        take(&facts->title, article, "headline", " ");
        take(&facts->date, article, "datePublished", "");
        take(&facts->date, article, "dateCreated", "");
        take(&facts->byline, article, "author", ", ");
        take(&facts->byline, article, "creator", ", ");
        take(&facts->section, article, "articleSection", ", ");
        take(&facts->source, article, "publisher", ", ");
        take(&facts->lang, article, "inLanguage", "");
        take(&facts->tags, article, "keywords", ", ");
        take(&facts->body, article, "articleBody", "\n\n");
        take_url(&facts->url, article);
    }
    json_object_put(root);
    strbuf_free(&tamed);
}
