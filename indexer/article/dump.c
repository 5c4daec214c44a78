/* An article as one JSON object, for --dump=article and golden files. */
#include "article_internal.h"
#include "reading.h"

static void key(strbuf *out, const char *name)
{
    strbuf_printf(out, ",\"%s\":", name);
}

static void dump_text(strbuf *out, const char *name, morgue_str text)
{
    key(out, name);
    json_string(out, text);
}

static void dump_date(strbuf *out, morgue_date date)
{
    static const char *const precisions[] = {"none", "year", "month", "day", "instant"};
    static const char *const provenances[] = {"none", "metadata", "path", "dateline", "inferred"};
    char text[CALENDAR_TEXT];
    calendar_format(date, text);
    key(out, "date");
    if (date.precision == MORGUE_PRECISION_NONE)
        strbuf_text(out, "null");
    else
        json_string(out, str_of(text));
    unsigned precision = (unsigned)date.precision, provenance = (unsigned)date.provenance;
    dump_text(out, "date_precision", str_of(precisions[precision < 5 ? precision : 0]));
    dump_text(out, "date_provenance", str_of(provenances[provenance < 5 ? provenance : 0]));
}

static void dump_tags(strbuf *out, const morgue_article *a)
{
    key(out, "tags");
    for (size_t i = 0; i < a->tag_count; i++) {
        strbuf_char(out, i ? ',' : '[');
        json_string(out, a->tags[i]);
    }
    strbuf_text(out, a->tag_count ? "]" : "[]");
}

static size_t find_name(const morgue_article *a, size_t from, morgue_str name)
{
    while (from < a->field_count && !str_equal(a->fields[from].name, name))
        from++;
    return from;
}

/* A name that comes more than once has an array of its values. */
static void dump_field(strbuf *out, const morgue_article *a, size_t i)
{
    morgue_str name = a->fields[i].name;
    size_t next = find_name(a, i + 1, name);
    bool many = next < a->field_count;
    json_string(out, name);
    strbuf_text(out, many ? ":[" : ":");
    json_string(out, a->fields[i].value);
    for (; next < a->field_count; next = find_name(a, next + 1, name)) {
        strbuf_char(out, ',');
        json_string(out, a->fields[next].value);
    }
    strbuf_text(out, many ? "]" : "");
}

static void dump_fields(strbuf *out, const morgue_article *a)
{
    bool any = false;
    key(out, "fields");
    strbuf_char(out, '{');
    for (size_t i = 0; i < a->field_count; i++) {
        if (find_name(a, 0, a->fields[i].name) < i)
            continue;
        if (any)
            strbuf_char(out, ',');
        dump_field(out, a, i);
        any = true;
    }
    strbuf_char(out, '}');
}

void article_dump(const morgue_article *a, strbuf *out)
{
    strbuf_text(out, "{\"id\":");
    json_string(out, a->id);
    dump_text(out, "title", a->title);
    dump_text(out, "standfirst", a->standfirst);
    dump_text(out, "body", a->body);
    dump_text(out, "byline", a->byline);
    dump_date(out, a->date);
    dump_text(out, "source", a->source);
    dump_text(out, "section", a->section);
    dump_text(out, "url", a->url);
    dump_text(out, "lang", a->lang);
    dump_tags(out, a);
    dump_text(out, "path", a->path);
    dump_fields(out, a);
    strbuf_char(out, '}');
}
