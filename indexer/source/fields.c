/* A JSON object to an article's fields, by the dotted paths of the configuration. */
#include "source_internal.h"

#define MAX_PATH_PARTS 16

typedef void visit_value(void *context, json_object *value);

/* One step down: a member of an object (name in any case), an element by number. */
static json_object *step_into(json_object *value, morgue_str part)
{
    uint64_t index;
    if (json_object_is_type(value, json_type_array))
        return str_to_u64(part, &index) && index < json_object_array_length(value)
                   ? json_object_array_get_idx(value, (size_t)index)
                   : NULL;
    if (!json_object_is_type(value, json_type_object))
        return NULL;
    json_object *other = NULL;
    json_object_object_foreach(value, key, member)
    {
        if (str_is(part, key))
            return member;
        if (!other && str_equal_nocase(part, str_of(key)))
            other = member;
    }
    return other;
}

/* Calls visit for what path leads to; a path through a list goes through each
 * element. Depth is bounded by the parts of the path. */
static void follow(json_object *value, morgue_str path, unsigned parts, visit_value *visit,
                   void *context)
{
    if (!value || parts > MAX_PATH_PARTS)
        return;
    if (path.len == 0) {
        visit(context, value);
        return;
    }
    json_object *whole = step_into(value, path); /* a key may itself contain dots */
    if (whole) {
        visit(context, whole);
        return;
    }
    morgue_str rest = path;
    morgue_str part = str_split(&rest, '.');
    uint64_t index;
    if (json_object_is_type(value, json_type_array) && !str_to_u64(part, &index)) {
        for (size_t i = 0; i < json_object_array_length(value); i++) {
            json_object *element = json_object_array_get_idx(value, i);
            if (!json_object_is_type(element, json_type_array))
                follow(element, path, parts + 1, visit, context);
        }
        return;
    }
    if (part.len < path.len) /* else it was tried above */
        follow(step_into(value, part), rest, parts + 1, visit, context);
}

/* The member of an object that names it, e.g. an author's "name". */
static json_object *naming_member(json_object *object)
{
    static const char *const names[] = {"name",   "text",  "value", "#text",
                                        "@value", "title", "label", NULL};
    json_object *member = NULL;
    for (size_t i = 0; names[i] && !member; i++)
        if (!json_object_object_get_ex(object, names[i], &member))
            member = NULL;
    return member;
}

/* The text of a value that is not made of others; it belongs to the value. */
static morgue_str scalar_text(json_object *value)
{
    if (json_object_is_type(value, json_type_string))
        return source__json_str(value);
    bool plain = json_object_is_type(value, json_type_int) ||
                 json_object_is_type(value, json_type_double) ||
                 json_object_is_type(value, json_type_boolean);
    const char *text = plain ? json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN) : NULL;
    return text ? str_of(text) : (morgue_str){NULL, 0};
}

static void one_text(strbuf *out, json_object *value, const char *joint)
{
    if (json_object_is_type(value, json_type_object))
        value = naming_member(value);
    morgue_str text = str_trim(scalar_text(value));
    if (text.len && out->len)
        strbuf_text(out, joint);
    strbuf_str(out, text);
}

void source__value_text(strbuf *out, json_object *value, const char *joint)
{
    if (!json_object_is_type(value, json_type_array)) {
        one_text(out, value, joint);
        return;
    }
    for (size_t i = 0; i < json_object_array_length(value); i++)
        one_text(out, json_object_array_get_idx(value, i), joint);
}

typedef struct gather {
    strbuf *text;
    const char *joint;
    reading *tags; /* set: values are tags of this reading */
    /* A bit for each letter that a member's name begins with: some hundred names are
     * tried on each article, of which most have no chance. */
    uint32_t initials;
} gather;

static uint32_t initial(const char *name)
{
    return UINT32_C(1) << ((unsigned char)*name & 31);
}

static uint32_t initials_of(json_object *object)
{
    uint32_t all = 0;
    if (!json_object_is_type(object, json_type_object))
        return UINT32_MAX;
    json_object_object_foreach(object, key, member)
    {
        (void)member;
        all |= initial(key);
    }
    return all;
}

static void gather_tag(gather *g, json_object *value)
{
    morgue_str list = source__json_str(value);
    if (list.ptr) {
        source__set_tags(g->tags, list);
        return;
    }
    strbuf_clear(g->text);
    one_text(g->text, value, "");
    if (g->text->len)
        reading_tag(g->tags, strbuf_view(g->text));
}

/* In a list each element is one tag, whatever commas it has. */
static void gather_tags(gather *g, json_object *value)
{
    if (!json_object_is_type(value, json_type_array)) {
        gather_tag(g, value);
        return;
    }
    for (size_t i = 0; i < json_object_array_length(value); i++) {
        strbuf_clear(g->text);
        one_text(g->text, json_object_array_get_idx(value, i), "");
        if (g->text->len)
            reading_tag(g->tags, strbuf_view(g->text));
    }
}

static void gather_value(void *context, json_object *value)
{
    gather *g = context;
    if (g->tags)
        gather_tags(g, value);
    else
        source__value_text(g->text, value, g->joint);
}

static bool found(const gather *g)
{
    return g->text->failed || (g->tags ? g->tags->article.tag_count > 0 : g->text->len > 0);
}

/* The first path that leads to something wins. */
static void gather_field(gather *g, json_object *object, const morgue_config *config,
                         morgue_str field)
{
    const morgue_str *user = NULL;
    const char *const *builtin = NULL;
    size_t user_count = 0;
    strbuf_clear(g->text);
    size_t count = schema_paths(config, field, &user, &user_count, &builtin);
    for (size_t i = 0; i < count && !found(g); i++) {
        morgue_str path = i < user_count ? user[i] : str_of(builtin[i - user_count]);
        if (path.len == 0 || initial(path.ptr) & g->initials)
            follow(object, path, 0, gather_value, g);
    }
    if (count == 0)
        follow(object, field, 0, gather_value, g);
}

static void store(reading *r, field_id id, morgue_str text, strbuf *date)
{
    morgue_article *a = &r->article;
    morgue_str *const places[FIELD_BUILTIN_COUNT] = {
        [FIELD_ID] = &a->id,     [FIELD_TITLE] = &a->title,   [FIELD_STANDFIRST] = &a->standfirst,
        [FIELD_BODY] = &a->body, [FIELD_SOURCE] = &a->source, [FIELD_SECTION] = &a->section,
        [FIELD_URL] = &a->url,   [FIELD_LANG] = &a->lang,
    };
    if (id == FIELD_BYLINE)
        source__set_byline(r, text);
    else if (id == FIELD_DATE)
        strbuf_str(date, text);
    else if (places[id])
        reading_set(r, places[id], text);
}

static void store_body(reading *r, morgue_str text, strbuf *body)
{
    strbuf_clear(body);
    source__paragraphs(body, text);
    if (body->failed)
        r->failed = true;
    else
        reading_set(r, &r->article.body, strbuf_view(body));
}

static void map_declared(reading *r, gather *g, json_object *object, const morgue_config *config)
{
    g->joint = ", ";
    g->tags = NULL;
    for (size_t i = 0; config && i < config->field_count; i++) {
        gather_field(g, object, config, config->fields[i].name);
        if (g->text->len)
            reading_field(r, config->fields[i].name, strbuf_view(g->text));
    }
}

/* A longer text leaves nothing behind. */
#define KEPT ((size_t)1 << 20)

static void shrink(strbuf *b)
{
    if (b->cap > KEPT)
        strbuf_free(b);
}

void source__field_texts_free(field_texts *texts)
{
    strbuf_free(&texts->date);
    strbuf_free(&texts->found);
    strbuf_free(&texts->body);
}

morgue_status source__map_fields(reading *r, json_object *object, const morgue_config *config,
                                 field_texts *texts, morgue_error *err)
{
    strbuf *text = &texts->found;
    gather g = {.text = text, .initials = initials_of(object)};
    strbuf_clear(text);
    for (int id = 0; id < FIELD_BUILTIN_COUNT && !text->failed; id++) {
        g.joint = id == FIELD_BODY ? "\n\n" : ", ";
        g.tags = id == FIELD_TAGS ? r : NULL;
        gather_field(&g, object, config, str_of(field_name((field_id)id)));
        if (g.tags || text->len == 0)
            continue;
        if (id == FIELD_BODY)
            store_body(r, strbuf_view(text), &texts->body);
        else
            store(r, (field_id)id, strbuf_view(text), &texts->date);
    }
    map_declared(r, &g, object, config);
    bool failed = text->failed || texts->date.failed;
    shrink(text);
    shrink(&texts->body);
    return failed ? fail_nomem(err) : MORGUE_OK;
}
