/* The fields of a hit: one row each, shared by jsonl, json, csv and tsv. */
#include "render_internal.h"

#include <stddef.h>

static void add_text(strbuf *out, bool json, morgue_str text)
{
    if (json)
        json_string(out, text);
    else
        strbuf_str(out, text);
}

static void write_rank(const morgue_hit *h, bool json, strbuf *out)
{
    (void)json;
    strbuf_printf(out, "%llu", (unsigned long long)h->rank);
}

static void write_score(const morgue_hit *h, bool json, strbuf *out)
{
    (void)json;
    render__decimal(out, h->score, 0, 4);
}

static void write_date(const morgue_hit *h, bool json, strbuf *out)
{
    char text[CALENDAR_TEXT];
    if (json) {
        render__json_date(out, h->date);
        return;
    }
    calendar_format(h->date, text);
    strbuf_text(out, text);
}

static void write_precision(const morgue_hit *h, bool json, strbuf *out)
{
    add_text(out, json, str_of(render__precision(h->date)));
}

static void write_provenance(const morgue_hit *h, bool json, strbuf *out)
{
    add_text(out, json, str_of(render__provenance(h->date)));
}

size_t render__passages(const morgue_hit *h, const morgue_passage **list, morgue_passage *only)
{
    *only = (morgue_passage){h->snippet, h->marks, h->mark_count};
    *list = h->passages ? h->passages : only;
    return h->passages ? h->passage_count : 1;
}

#define ELLIPSIS "…"

/* In a cell: one behind the other, each cut once. */
static void join_passages(const morgue_hit *h, strbuf *out)
{
    const morgue_passage *list;
    morgue_passage only;
    size_t count = render__passages(h, &list, &only);
    for (size_t i = 0; i < count; i++) {
        morgue_str text = list[i].text;
        if (i && str_starts(text, STR(ELLIPSIS)))
            text = str_range(text, sizeof ELLIPSIS - 1, text.len);
        if (i + 1 < count && str_ends(text, STR(ELLIPSIS)))
            text = str_range(text, 0, text.len - (sizeof ELLIPSIS - 1));
        strbuf_text(out, i ? " " ELLIPSIS " " : "");
        strbuf_str(out, text);
    }
}

static void json_passage(const morgue_passage *p, strbuf *out)
{
    strbuf_text(out, "{\"text\":");
    json_string(out, p->text);
    strbuf_text(out, ",\"marks\":[");
    for (size_t i = 0; i < p->mark_count; i++)
        strbuf_printf(out, "%s[%u,%u]", i ? "," : "", (unsigned)p->marks[i].from,
                      (unsigned)p->marks[i].to);
    strbuf_text(out, "]}");
}

static void write_snippet(const morgue_hit *h, bool json, strbuf *out)
{
    if (json)
        json_passage(&(morgue_passage){h->snippet, h->marks, h->mark_count}, out);
    else
        join_passages(h, out);
}

static void write_snippets(const morgue_hit *h, bool json, strbuf *out)
{
    const morgue_passage *list;
    morgue_passage only;
    size_t count = render__passages(h, &list, &only);
    if (!json) {
        join_passages(h, out);
        return;
    }
    strbuf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        strbuf_text(out, i ? "," : "");
        json_passage(&list[i], out);
    }
    strbuf_char(out, ']');
}

static void join_names(const morgue_entity_list *list, strbuf *out)
{
    for (size_t i = 0; i < list->count; i++) {
        strbuf_text(out, i ? "; " : "");
        strbuf_str(out, list->names[i]);
    }
}

/* In a cell: "person: A; B | org: C". */
static void write_entities(const morgue_hit *h, bool json, strbuf *out)
{
    bool any = false;
    strbuf_text(out, json ? "{" : "");
    for (size_t i = 0; i < h->entity_count; i++) {
        const morgue_entity_list *list = &h->entities[i];
        if (!json && !list->count)
            continue;
        strbuf_text(out, !any ? "" : json ? "," : " | ");
        any = true;
        add_text(out, json, list->kind);
        strbuf_text(out, json ? ":" : ": ");
        if (json)
            render__json_strings(out, list->names, list->count);
        else
            join_names(list, out);
    }
    strbuf_text(out, json ? "}" : "");
}

static void write_kind(const morgue_hit *h, const char *kind, bool json, strbuf *out)
{
    morgue_entity_list found = {0};
    for (size_t i = 0; i < h->entity_count; i++)
        if (str_is(h->entities[i].kind, kind))
            found = h->entities[i];
    if (json)
        render__json_strings(out, found.names, found.count);
    else
        join_names(&found, out);
}

static void write_person(const morgue_hit *h, bool json, strbuf *out)
{
    write_kind(h, "person", json, out);
}

static void write_org(const morgue_hit *h, bool json, strbuf *out)
{
    write_kind(h, "org", json, out);
}

static void write_place(const morgue_hit *h, bool json, strbuf *out)
{
    write_kind(h, "place", json, out);
}

static void write_words(const morgue_hit *h, bool json, strbuf *out)
{
    (void)json;
    strbuf_printf(out, "%llu", (unsigned long long)h->words);
}

/* The order is that of the JSON contract. */
static const render_field fields[] = {
    {"rank", true, true, MORGUE_PART_ID, 0, write_rank},
    {"id", true, true, MORGUE_PART_ID, offsetof(morgue_hit, id), NULL},
    {"score", true, true, MORGUE_PART_ID, 0, write_score},
    {"date", true, true, MORGUE_PART_ID, 0, write_date},
    {"date_precision", true, true, MORGUE_PART_ID, 0, write_precision},
    {"date_provenance", true, true, MORGUE_PART_ID, 0, write_provenance},
    {"headline", true, true, MORGUE_PART_TITLE, offsetof(morgue_hit, title), NULL},
    {"source", true, true, MORGUE_PART_SOURCE, offsetof(morgue_hit, source), NULL},
    {"path", true, true, MORGUE_PART_ID, offsetof(morgue_hit, path), NULL},
    {"url", true, true, MORGUE_PART_ID, offsetof(morgue_hit, url), NULL},
    {"snippet", true, true, MORGUE_PART_SNIPPET, 0, write_snippet},
    {"snippets", true, false, MORGUE_PART_SNIPPET, 0, write_snippets},
    {"entities", true, false, MORGUE_PART_ENTITIES, 0, write_entities},
    {"section", true, true, MORGUE_PART_SECTION, offsetof(morgue_hit, section), NULL},
    {"lang", true, true, MORGUE_PART_ID, offsetof(morgue_hit, lang), NULL},
    {"byline", true, true, MORGUE_PART_BYLINE, offsetof(morgue_hit, byline), NULL},
    {"words", true, true, MORGUE_PART_ID, 0, write_words},
    {"person", false, true, MORGUE_PART_ENTITIES, 0, write_person},
    {"org", false, true, MORGUE_PART_ENTITIES, 0, write_org},
    {"place", false, true, MORGUE_PART_ENTITIES, 0, write_place},
};
#define FIELDS (sizeof fields / sizeof *fields)

const char *render_field_at(size_t i)
{
    return i < FIELDS ? fields[i].name : NULL;
}

static const render_field *named(const char *name)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (!strcmp(fields[i].name, name))
            return &fields[i];
    return NULL;
}

static bool asked_before(const render_options *o, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (!strcmp(o->fields[j], o->fields[i]))
            return true;
    return false;
}

const render_field *render__next_field(const render_options *o, bool json, size_t *at)
{
    if (!o->fields || !o->field_count) {
        while (*at < FIELDS) {
            const render_field *f = &fields[(*at)++];
            if (json ? f->in_json : f->in_table)
                return f;
        }
        return NULL;
    }
    while (*at < o->field_count) {
        size_t i = (*at)++;
        const render_field *f = named(o->fields[i]);
        if (f && !(json && asked_before(o, i)))
            return f;
    }
    return NULL;
}

static unsigned parts_of(const render_options *o, bool json)
{
    unsigned parts = MORGUE_PART_ID;
    size_t at = 0;
    for (const render_field *f; (f = render__next_field(o, json, &at));)
        parts |= (unsigned)f->part;
    return parts;
}

unsigned render__line_parts(const render_options *o)
{
    return parts_of(o, true);
}

unsigned render__row_parts(const render_options *o)
{
    return parts_of(o, false);
}

unsigned render__id_part(const render_options *o)
{
    (void)o;
    return MORGUE_PART_ID;
}

bool render__has(const render_field *f, const morgue_hit *h, const render_options *o)
{
    return f->write != write_snippets || h->passages || o->field_count;
}

void render__field(const render_field *f, const morgue_hit *h, bool json, strbuf *out)
{
    if (f->write)
        f->write(h, json, out);
    else
        add_text(out, json, *(const morgue_str *)(const void *)((const char *)h + f->text));
}
