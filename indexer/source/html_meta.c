/* What a page says about itself: JSON-LD, meta elements, and its own markup. */
#include "html_meta.h"

#include "html_text.h"

typedef enum fact { TITLE, BYLINE, DATE, SECTION, URL, LANG, SOURCE, TAGS } fact;

typedef struct meta_name {
    const char *name;
    fact fact;
    int rank; /* lower is believed first */
} meta_name;

static const meta_name meta_names[] = {
    {"og:title", TITLE, 0},
    {"twitter:title", TITLE, 2},
    {"dc.title", TITLE, 2},
    {"headline", TITLE, 1},
    {"sailthru.title", TITLE, 2},
    {"article:published_time", DATE, 0},
    {"datepublished", DATE, 1},
    {"og:published_time", DATE, 1},
    {"article:published", DATE, 1},
    {"parsely-pub-date", DATE, 2},
    {"sailthru.date", DATE, 3},
    {"pubdate", DATE, 2},
    {"publishdate", DATE, 2},
    {"publish-date", DATE, 2},
    {"publication_date", DATE, 2},
    {"ptime", DATE, 3},
    {"date", DATE, 3},
    {"dc.date", DATE, 3},
    {"dc.date.issued", DATE, 2},
    {"dcterms.created", DATE, 3},
    {"dcterms.date", DATE, 3},
    {"dcterms.issued", DATE, 2},
    {"cxenseparse:recs:publishtime", DATE, 3},
    {"originalpublicationdate", DATE, 2},
    {"author", BYLINE, 1},
    {"article:author", BYLINE, 2},
    {"byl", BYLINE, 0},
    {"parsely-author", BYLINE, 1},
    {"sailthru.author", BYLINE, 1},
    {"dc.creator", BYLINE, 2},
    {"article:section", SECTION, 0},
    {"section", SECTION, 1},
    {"parsely-section", SECTION, 1},
    {"og:url", URL, 1},
    {"og:locale", LANG, 1},
    {"dc.language", LANG, 2},
    {"og:site_name", SOURCE, 0},
    {"dc.publisher", SOURCE, 1},
    {"publisher", SOURCE, 1},
    {"application-name", SOURCE, 2},
    {"article:tag", TAGS, 0},
    {"news_keywords", TAGS, 1},
    {"keywords", TAGS, 2},
};

#define NO_RANK 99

typedef struct collector {
    const html_tree *tree;
    page_facts ld, page;
    strbuf heading, document_title;
    int rank[TAGS + 1];
    uint32_t time_node; /* the first <time> with a date */
} collector;

static strbuf *place(page_facts *f, fact which)
{
    strbuf *const places[] = {&f->title, &f->byline, &f->date,   &f->section,
                              &f->url,   &f->lang,   &f->source, &f->tags};
    return places[which];
}

static void offer(collector *c, fact which, int rank, morgue_str value)
{
    strbuf *to = place(&c->page, which);
    value = str_trim(value);
    if (value.len == 0 || rank > c->rank[which])
        return;
    if (rank < c->rank[which])
        strbuf_clear(to);
    else if (which == TAGS || which == BYLINE)
        strbuf_text(to, ", "); /* some pages give one element a tag */
    else
        return;
    strbuf_str(to, value);
    c->rank[which] = rank;
}

static bool is_url(morgue_str s)
{
    return str_starts(s, STR("http://")) || str_starts(s, STR("https://"));
}

static void read_meta(collector *c, uint32_t node)
{
    static const html_attribute naming[] = {ATTR_PROPERTY, ATTR_NAME, ATTR_ITEMPROP};
    morgue_str value = html_attr(c->tree, node, ATTR_CONTENT);
    for (size_t i = 0; i < sizeof naming / sizeof *naming; i++) {
        morgue_str name = html_attr(c->tree, node, naming[i]);
        for (size_t j = 0; name.len && j < sizeof meta_names / sizeof *meta_names; j++) {
            const meta_name *m = &meta_names[j];
            if (str_equal_nocase(name, str_of(m->name)) &&
                !(m->fact == BYLINE && is_url(str_trim(value)))) {
                offer(c, m->fact, m->rank, value);
                return;
            }
        }
    }
}

static void first_text(collector *c, strbuf *out, uint32_t node)
{
    if (out->len == 0)
        html_flat_text(c->tree, node, out);
}

static void read_time(collector *c, uint32_t node)
{
    morgue_str when = html_attr(c->tree, node, ATTR_DATETIME);
    bool published =
        str_equal_nocase(html_attr(c->tree, node, ATTR_ITEMPROP), STR("datepublished"));
    partial_date ignored;
    if (when.len && date_parse(when, &ignored))
        offer(c, DATE, published ? 1 : 5, when);
}

/* Elements that name the writer: rel="author", itemprop="author". */
static void read_author(collector *c, uint32_t node)
{
    strbuf text = {0};
    if (str_equal_nocase(html_attr(c->tree, node, ATTR_REL), STR("author")) ||
        str_equal_nocase(html_attr(c->tree, node, ATTR_ITEMPROP), STR("author"))) {
        html_flat_text(c->tree, node, &text);
        if (text.len && text.len < 120 && c->rank[BYLINE] > 5)
            offer(c, BYLINE, 5, strbuf_view(&text));
    }
    c->page.byline.failed = c->page.byline.failed || text.failed;
    strbuf_free(&text);
}

static void read_script(collector *c, uint32_t node)
{
    morgue_str type = html_attr(c->tree, node, ATTR_TYPE);
    strbuf text = {0};
    if (!str_starts(type, STR("application/ld+json")))
        return;
    for (uint32_t i = node + 1; i < c->tree->nodes[node].end; i++)
        strbuf_str(&text, html_text_of(c->tree, i));
    html_ld_read(&c->ld, strbuf_view(&text));
    c->ld.title.failed = c->ld.title.failed || text.failed;
    strbuf_free(&text);
}

static void read_node(collector *c, uint32_t node)
{
    switch ((html_tag)c->tree->nodes[node].tag) {
    case TAG_META:
        read_meta(c, node);
        break;
    case TAG_LINK:
        if (str_equal_nocase(html_attr(c->tree, node, ATTR_REL), STR("canonical")))
            offer(c, URL, 0, html_attr(c->tree, node, ATTR_HREF));
        break;
    case TAG_HTML:
        offer(c, LANG, 0, html_attr(c->tree, node, ATTR_LANG));
        break;
    case TAG_TITLE:
        first_text(c, &c->document_title, node);
        break;
    case TAG_H1:
        first_text(c, &c->heading, node);
        break;
    case TAG_TIME:
        read_time(c, node);
        break;
    case TAG_SCRIPT:
        read_script(c, node);
        break;
    case TAG_A:
    case TAG_SPAN:
    case TAG_DIV:
        read_author(c, node);
        break;
    default:
        break;
    }
}

static morgue_str prefer(const strbuf *first, const strbuf *second)
{
    return strbuf_view(first->len ? first : second);
}

/* "Headline | The Paper" without the paper. */
static morgue_str without_site(morgue_str title, morgue_str site)
{
    static const char *const joints[] = {" | ",        " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ",
                                         " \xc2\xb7 ", NULL};
    for (size_t i = 0; joints[i]; i++) {
        morgue_str joint = str_of(joints[i]);
        size_t at = title.len;
        for (size_t next = 0; (next = str_search(title, next, joint)) < title.len; next++)
            at = next;
        morgue_str tail = str_range(title, at + joint.len, title.len);
        bool is_site = site.len && str_equal_nocase(tail, site);
        if (at > 0 && tail.len && (is_site || (i == 0 && tail.len < at)))
            return str_trim(str_range(title, 0, at));
    }
    return title;
}

static morgue_str page_title(const collector *c, morgue_str site)
{
    if (c->ld.title.len)
        return strbuf_view(&c->ld.title);
    if (c->page.title.len)
        return without_site(strbuf_view(&c->page.title), site);
    morgue_str heading = strbuf_view(&c->heading);
    return heading.len ? heading : without_site(strbuf_view(&c->document_title), site);
}

/* BCP 47: "en_US" is written "en-US". */
static void set_lang(reading *r, morgue_str lang)
{
    char text[36];
    size_t n = 0;
    for (; n < lang.len && n < sizeof text; n++) {
        text[n] = lang.ptr[n] == '_' ? '-' : lang.ptr[n];
        if (!ascii_alpha(text[n]) && !ascii_digit(text[n]) && text[n] != '-')
            return;
    }
    if (n == lang.len)
        reading_set(r, &r->article.lang, (morgue_str){text, n});
}

static void fill(const collector *c, reading *r, strbuf *date)
{
    morgue_article *a = &r->article;
    morgue_str site = prefer(&c->ld.source, &c->page.source);
    reading_set(r, &a->title, page_title(c, prefer(&c->page.source, &c->ld.source)));
    source__set_byline(r, prefer(&c->ld.byline, &c->page.byline));
    reading_set(r, &a->section, prefer(&c->ld.section, &c->page.section));
    reading_set(r, &a->url, prefer(&c->page.url, &c->ld.url));
    reading_set(r, &a->source, site);
    set_lang(r, prefer(&c->ld.lang, &c->page.lang));
    if (a->lang.len == 0)
        set_lang(r, strbuf_view(&c->page.lang));
    source__set_tags(r, prefer(&c->ld.tags, &c->page.tags));
    strbuf_str(date, prefer(&c->ld.date, &c->page.date));
}

static bool facts_free(page_facts *f)
{
    strbuf *const all[] = {&f->title, &f->byline, &f->date, &f->section, &f->url,
                           &f->lang,  &f->source, &f->tags, &f->body};
    bool failed = false;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        failed = failed || all[i]->failed;
        strbuf_free(all[i]);
    }
    return failed;
}

morgue_status html_meta_read(const html_tree *tree, reading *r, strbuf *date, strbuf *body,
                             morgue_error *err)
{
    collector c = {.tree = tree};
    for (size_t i = 0; i <= TAGS; i++)
        c.rank[i] = NO_RANK;
    for (uint32_t i = 1; i < tree->count; i++)
        read_node(&c, i);
    fill(&c, r, date);
    strbuf_str(body, strbuf_view(&c.ld.body));
    bool failed = facts_free(&c.ld);
    failed = facts_free(&c.page) || failed;
    failed = failed || c.heading.failed || c.document_title.failed || date->failed || body->failed;
    strbuf_free(&c.heading);
    strbuf_free(&c.document_title);
    return failed ? fail_nomem(err) : MORGUE_OK;
}
