/* Header lines at the top of plain text: "-- " lines and "Key: value" lines. */
#include "text_head.h"

#include "source_internal.h"

#define MAX_KEY 24

/* ---- "-- " lines ---- */

static bool is_dashed(morgue_str line, morgue_str *content)
{
    if (!str_starts(line, STR("--")) || (line.len > 2 && !ascii_space(line.ptr[2])))
        return false;
    *content = str_trim(str_range(line, 2, line.len));
    return true;
}

static bool is_url(morgue_str s)
{
    return str_starts(s, STR("http://")) || str_starts(s, STR("https://"));
}

/* An empty line behind the headline is an empty byline. */
static void dashed_line(reading *r, strbuf *date, morgue_str content, bool *byline_seen)
{
    morgue_article *a = &r->article;
    partial_date ignored;
    if (is_url(content)) {
        reading_set(r, &a->url, content);
    } else if (content.len && date->len == 0 && date_parse(content, &ignored)) {
        strbuf_str(date, content);
    } else if (a->title.len == 0) {
        reading_set(r, &a->title, content);
    } else if (!*byline_seen) {
        *byline_seen = true;
        source__set_byline(r, content);
    } else if (content.len && a->standfirst.len == 0) {
        reading_set(r, &a->standfirst, content);
    }
}

static bool dashed_head(reading *r, strbuf *date, morgue_str *text)
{
    morgue_str after = *text, line, content;
    bool byline_seen = false, any = false;
    while (source__next_line(&after, &line) && is_dashed(line, &content)) {
        dashed_line(r, date, content, &byline_seen);
        any = true;
        *text = after;
    }
    return any;
}

/* ---- "Key: value" lines ---- */

typedef struct head_key {
    const char *name;
    field_id field;
} head_key;

static const head_key keys[] = {
    {"title", FIELD_TITLE},
    {"headline", FIELD_TITLE},
    {"date", FIELD_DATE},
    {"author", FIELD_BYLINE},
    {"authors", FIELD_BYLINE},
    {"by", FIELD_BYLINE},
    {"byline", FIELD_BYLINE},
    {"source", FIELD_SOURCE},
    {"section", FIELD_SECTION},
    {"url", FIELD_URL},
    {"lang", FIELD_LANG},
    {"language", FIELD_LANG},
    {"tags", FIELD_TAGS},
    {"keywords", FIELD_TAGS},
    {"id", FIELD_ID},
    {"standfirst", FIELD_STANDFIRST},
    {"summary", FIELD_STANDFIRST},
};

static const head_key *known_key(morgue_str name)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_equal_nocase(name, str_of(keys[i].name)))
            return &keys[i];
    return NULL;
}

static bool is_pair(morgue_str line, morgue_str *key, morgue_str *value)
{
    size_t colon = str_find(line, 0, ':');
    if (colon == 0 || colon > MAX_KEY || colon + 1 >= line.len || line.ptr[colon + 1] != ' ')
        return false;
    for (size_t i = 0; i < colon; i++)
        if (!ascii_alpha(line.ptr[i]) && line.ptr[i] != '-' && line.ptr[i] != '_')
            return false;
    *key = str_range(line, 0, colon);
    *value = str_trim(str_range(line, colon + 1, line.len));
    return true;
}

static const declared_field *declared(const morgue_config *config, morgue_str key)
{
    char lower[MAX_KEY];
    if (!config || key.len > sizeof lower)
        return NULL;
    for (size_t i = 0; i < key.len; i++)
        lower[i] = ascii_lower(key.ptr[i]);
    return schema_field(config, (morgue_str){lower, key.len});
}

static void store(reading *r, strbuf *date, field_id field, morgue_str value)
{
    morgue_article *a = &r->article;
    morgue_str *const places[FIELD_BUILTIN_COUNT] = {
        [FIELD_ID] = &a->id,
        [FIELD_TITLE] = &a->title,
        [FIELD_STANDFIRST] = &a->standfirst,
        [FIELD_SOURCE] = &a->source,
        [FIELD_SECTION] = &a->section,
        [FIELD_URL] = &a->url,
        [FIELD_LANG] = &a->lang,
    };
    if (field == FIELD_BYLINE)
        source__set_byline(r, value);
    else if (field == FIELD_TAGS)
        source__set_tags(r, value);
    else if (field == FIELD_DATE && date->len == 0)
        strbuf_str(date, value);
    else if (places[field])
        reading_set(r, places[field], value);
}

static bool has_known_key(morgue_str text)
{
    morgue_str line, key, value;
    while (source__next_line(&text, &line) && is_pair(line, &key, &value))
        if (known_key(key))
            return true;
    return false;
}

static void keep_line(strbuf *body, morgue_str line)
{
    if (body->len)
        strbuf_char(body, '\n');
    strbuf_str(body, line);
}

static void paired_head(reading *r, strbuf *date, morgue_str *text, strbuf *body,
                        const morgue_config *config)
{
    morgue_str after = *text, line, key, value;
    while (source__next_line(&after, &line) && is_pair(line, &key, &value)) {
        const head_key *known = known_key(key);
        const declared_field *own = known ? NULL : declared(config, key);
        if (known)
            store(r, date, known->field, value);
        else if (own)
            reading_field(r, own->name, value);
        else
            keep_line(body, line);
        *text = after;
    }
}

void text_head(reading *r, strbuf *date, morgue_str *text, strbuf *body,
               const morgue_config *config)
{
    morgue_str after = *text, line;
    while (source__next_line(&after, &line) && source__blank(line))
        *text = after;
    if (!dashed_head(r, date, text) && has_known_key(*text))
        paired_head(r, date, text, body, config);
}
