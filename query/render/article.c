/* One article, whole: for eyes, and as JSON. */
#include "render_internal.h"

static void add_wrapped(const render_page *p, morgue_str text, const char *code)
{
    render__wrap(p, &(render_block){.text = text, .style = render__style(p, code)});
}

/* Line by line; empty lines in a row count as one. */
static void add_lines(const render_page *p, morgue_str text)
{
    bool owed = true; /* an empty line, before the next text */
    while (text.len) {
        morgue_str line = str_trim(str_split(&text, '\n'));
        if (!line.len) {
            owed = true;
            continue;
        }
        if (owed)
            render__gap(p);
        owed = false;
        add_wrapped(p, line, NULL);
    }
}

static void add_named(const render_page *p, morgue_str name, morgue_str value)
{
    if (!value.len)
        return;
    strbuf_text(p->out, p->o->color ? RENDER_DIM : "");
    render__line(p->out, name);
    strbuf_text(p->out, p->o->color ? ":" RENDER_RESET " " : ": ");
    render__line(p->out, value);
    strbuf_char(p->out, '\n');
}

static void add_tags(const render_page *p, const morgue_article *a)
{
    strbuf list = {0};
    for (size_t i = 0; i < a->tag_count; i++) {
        strbuf_text(&list, i ? ", " : "");
        strbuf_str(&list, a->tags[i]);
    }
    if (list.failed)
        p->out->failed = true;
    add_named(p, STR("tags"), strbuf_view(&list));
    strbuf_free(&list);
}

/* What is seldom read comes last, where it does not stand before the text. */
static void add_details(const render_page *p, const morgue_article *a)
{
    render__gap(p);
    add_named(p, STR("id"), a->id);
    add_named(p, STR("path"), render__relative(p->o, a->path));
    add_named(p, STR("url"), a->url);
    add_named(p, STR("section"), a->section);
    add_named(p, STR("language"), a->lang);
    add_tags(p, a);
    for (size_t i = 0; i < a->field_count; i++)
        add_named(p, a->fields[i].name, a->fields[i].value);
}

void render_article_text(const morgue_article *a, const render_options *o, strbuf *out)
{
    render_page p = render__page(o, out);
    add_wrapped(&p, a->title.len ? a->title : STR("(no headline)"), RENDER_BOLD);
    render__credits(&p, a->date, a->source, a->byline, 0);
    add_lines(&p, a->standfirst);
    add_lines(&p, a->body);
    add_details(&p, a);
}

static void json_text(strbuf *out, const char *name, morgue_str text)
{
    render__json_key(out, name);
    json_string(out, text);
}

static bool named_before(const morgue_article *a, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (str_equal(a->fields[j].name, a->fields[i].name))
            return true;
    return false;
}

/* The values of the name that field i is the first to have: a string, or an
 * array when there are several. */
static void json_values(const morgue_article *a, size_t i, strbuf *out)
{
    size_t count = 0;
    for (size_t j = i; j < a->field_count; j++)
        count += str_equal(a->fields[j].name, a->fields[i].name);
    strbuf_text(out, count > 1 ? "[" : "");
    for (size_t j = i; j < a->field_count; j++)
        if (str_equal(a->fields[j].name, a->fields[i].name)) {
            strbuf_text(out, j > i ? "," : "");
            json_string(out, a->fields[j].value);
        }
    strbuf_text(out, count > 1 ? "]" : "");
}

static void json_fields(const morgue_article *a, strbuf *out)
{
    render__json_key(out, "fields");
    strbuf_char(out, '{');
    for (size_t i = 0; i < a->field_count; i++) {
        if (named_before(a, i))
            continue;
        strbuf_text(out, i ? "," : "");
        json_string(out, a->fields[i].name);
        strbuf_char(out, ':');
        json_values(a, i, out);
    }
    strbuf_char(out, '}');
}

void render_article_json(const morgue_article *a, strbuf *out)
{
    strbuf_text(out, "{\"id\":");
    json_string(out, a->id);
    json_text(out, "headline", a->title);
    json_text(out, "standfirst", a->standfirst);
    json_text(out, "body", a->body);
    json_text(out, "byline", a->byline);
    render__json_key(out, "date");
    render__json_date(out, a->date);
    json_text(out, "date_precision", str_of(render__precision(a->date)));
    json_text(out, "date_provenance", str_of(render__provenance(a->date)));
    json_text(out, "source", a->source);
    json_text(out, "section", a->section);
    json_text(out, "url", a->url);
    json_text(out, "lang", a->lang);
    render__json_key(out, "tags");
    render__json_strings(out, a->tags, a->tag_count);
    json_text(out, "path", a->path);
    json_fields(a, out);
    strbuf_text(out, "}\n");
}
