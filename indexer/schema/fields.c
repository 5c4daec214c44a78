/* The fields: part of a configuration: fields of the user's own, and where fields come from. */
#include "schema_internal.h"

#include "error.h"

/* Words before a colon in a question that a declared field must not take. */
static const char *const reserved[] = {
    "headline", "title",  "lede",  "body",  "byline", "author", "source", "site",
    "section",  "lang",   "url",   "id",    "tag",    "person", "org",    "place",
    "entity",   "ticker", "about", "wc",    "date",   "after",  "since",  "before",
    "until",    "newer",  "older", "query", "has",    "within", "first",  "atleast",
    "near",     "words",  "text",  "path",  "story",  "word",   "all",    "any",
};

static bool builtin(morgue_str name)
{
    for (int id = 0; id < FIELD_BUILTIN_COUNT; id++)
        if (str_is(name, field_name((field_id)id)))
            return true;
    return false;
}

static morgue_status check_name(schema_reader *r, const yaml_node *key)
{
    morgue_str name = key->text;
    bool good = name.len > 0 && name.len <= 64 && name.ptr[0] >= 'a' && name.ptr[0] <= 'z';
    for (size_t i = 0; good && i < name.len; i++) {
        char c = name.ptr[i];
        good = (c >= 'a' && c <= 'z') || ascii_digit(c) || c == '_' || c == '-';
    }
    if (!good)
        return schema__fail(r, key,
                            "\"%.*s\" is no name of a field: small letters, digits, _ and - after "
                            "a letter, at most 64",
                            STR_ARGS(name));
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (str_is(name, reserved[i]))
            return schema__fail(r, key, "\"%s\" has a meaning in questions; choose another name",
                                reserved[i]);
    return MORGUE_OK;
}

static morgue_status check_paths(schema_reader *r, const yaml_node *from, const morgue_str *paths,
                                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        morgue_str path = paths[i];
        bool hole = path.ptr[0] == '.' || path.ptr[path.len - 1] == '.' ||
                    str_search(path, 0, STR("..")) < path.len;
        if (hole || path.len > MORGUE_MAX_ID)
            return schema__fail(r, from->kind == YAML_LIST ? &from->children[i] : from,
                                "\"%.*s\" is no path: names with one dot between, as in "
                                "meta.title",
                                STR_ARGS(path));
    }
    return MORGUE_OK;
}

static morgue_status read_type(schema_reader *r, const yaml_node *node, declared_field *field)
{
    if (node->kind == YAML_SCALAR && str_is(node->text, "text"))
        field->text = true;
    else if (node->kind != YAML_SCALAR || !str_is(node->text, "keyword"))
        return schema__fail(r, node, "type must be text or keyword");
    return MORGUE_OK;
}

static morgue_status read_source(schema_reader *r, morgue_str name, const yaml_node *from,
                                 field_source *source)
{
    *source = (field_source){.field = name};
    morgue_status status = schema__texts(r, from, "from", &source->paths, &source->path_count);
    return status ? status : check_paths(r, from, source->paths, source->path_count);
}

/* Without from: a declared field is looked for under its own name. */
static morgue_status read_own_name(schema_reader *r, morgue_str name, field_source *source)
{
    morgue_str *path = arena_alloc(r->memory, sizeof *path);
    if (!path)
        return fail_nomem(r->err);
    *path = name;
    *source = (field_source){name, path, 1};
    return MORGUE_OK;
}

static morgue_status read_declared(schema_reader *r, const yaml_node *key, const yaml_node *value,
                                   declared_field *field)
{
    *field = (declared_field){.name = key->text};
    const yaml_node *type = yaml_get(value, "type"), *facet = yaml_get(value, "facet");
    morgue_status status = check_name(r, key);
    if (!status && type)
        status = read_type(r, type, field);
    if (!status && facet)
        status = schema__bool(r, facet, "facet", &field->facet);
    return status;
}

static morgue_status read_field(schema_reader *r, const yaml_node *key, const yaml_node *value,
                                declared_field *fields, field_source *map)
{
    static const char *const own_keys[] = {"type", "facet", "from", NULL};
    static const char *const builtin_keys[] = {"from", NULL};
    bool known = builtin(key->text);
    morgue_status status = yaml_check_keys(value, known ? builtin_keys : own_keys, r->name, r->err);
    const yaml_node *from = yaml_get(value, "from");
    if (!status && !known) {
        status = read_declared(r, key, value, &fields[r->config->field_count]);
        r->config->field_count += !status;
    }
    if (!status && from)
        status = read_source(r, key->text, from, &map[r->config->map_count]);
    else if (!status && !known)
        status = read_own_name(r, key->text, &map[r->config->map_count]);
    r->config->map_count += !status && (from || !known);
    return status;
}

morgue_status schema__fields(schema_reader *r, const yaml_node *node)
{
    if (node->kind != YAML_MAP)
        return schema__fail(r, node, "fields holds names, each with type, facet or from");
    size_t count = node->count / 2;
    if (count > MORGUE_MAX_FIELDS)
        return fail_at(r->err, MORGUE_LIMIT, node->line, node->column,
                       "%s: %zu fields; at most %d (MORGUE_MAX_FIELDS)", r->name, count,
                       MORGUE_MAX_FIELDS);
    declared_field *fields = arena_alloc(r->memory, (count + 1) * sizeof *fields);
    field_source *map = arena_alloc(r->memory, (count + 1) * sizeof *map);
    if (!fields || !map)
        return fail_nomem(r->err);
    r->config->fields = fields;
    r->config->map = map;
    for (size_t i = 0; i + 1 < node->count; i += 2) {
        morgue_status status =
            read_field(r, &node->children[i], &node->children[i + 1], fields, map);
        if (status)
            return status;
    }
    return MORGUE_OK;
}
