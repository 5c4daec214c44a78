/* The configuration file: reading it, its defaults, and what it owns. */
#include "schema_internal.h"

#include "error.h"
#include "io.h"

#include <fcntl.h>
#include <stdlib.h>

/* Behind morgue_config.owned. */
typedef struct owned_parts {
    arena memory;
    yaml_document *document;
} owned_parts;

static const char *const top_keys[] = {"version",  "archive", "language", "shipped_entities",
                                       "entities", "fields",  "queries",  "positions",
                                       "ranking",  NULL};

void morgue_config_free(morgue_config *config)
{
    if (!config)
        return;
    owned_parts *owned = config->owned;
    if (owned) {
        arena_free(&owned->memory);
        yaml_free(owned->document);
    }
    free(owned);
    free(config);
}

const char *morgue_config_archive(const morgue_config *config)
{
    return config->archive;
}

/* The length of the directory part of the configuration's path, slash included. */
static size_t directory_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* A path of the file, taken relative to the file's own directory. */
static morgue_status resolve(schema_reader *r, morgue_str path, const char **out)
{
    strbuf joined = {0};
    if (path.ptr[0] != '/')
        strbuf_add(&joined, r->name, directory_length(r->name));
    strbuf_str(&joined, path);
    morgue_str copy = joined.failed ? (morgue_str){0} : arena_copy(r->memory, strbuf_view(&joined));
    strbuf_free(&joined);
    *out = copy.ptr;
    return copy.ptr ? MORGUE_OK : fail_nomem(r->err);
}

static morgue_status read_version(schema_reader *r, const yaml_node *root)
{
    const yaml_node *version = yaml_get(root, "version");
    if (!version)
        return schema__fail(r, root, "the first key must be \"version: 1\"");
    if (version != &root->children[1])
        return schema__fail(r, version, "\"version: 1\" must be the first key");
    if (version->kind != YAML_SCALAR || !str_is(version->text, "1"))
        return schema__fail(r, version, "this morgue reads version 1 of the configuration");
    return MORGUE_OK;
}

static morgue_status read_archive(schema_reader *r, const yaml_node *node)
{
    morgue_str path;
    morgue_status status = schema__text(r, node, "archive", &path);
    return status ? status : resolve(r, path, &r->config->archive);
}

static morgue_status read_language(schema_reader *r, const yaml_node *node)
{
    morgue_str language;
    morgue_status status = schema__text(r, node, "language", &language);
    if (status)
        return status;
    bool good = language.len == 2 || str_is(language, "none");
    for (size_t i = 0; i < language.len; i++)
        good = good && language.ptr[i] >= 'a' && language.ptr[i] <= 'z';
    if (!good)
        return schema__fail(r, node, "language must be a code of two letters, as in en, or none");
    r->config->language = language;
    return MORGUE_OK;
}

static morgue_status load_entity_file(schema_reader *r, const yaml_node *node, morgue_str path,
                                      entity_file *file)
{
    morgue_error fault = {0};
    strbuf content = {0};
    morgue_status status = resolve(r, path, &file->path);
    if (status)
        return status;
    status = io_read_file(AT_FDCWD, file->path, MORGUE_MAX_FILE, &content, &fault);
    if (status == MORGUE_NOMEM)
        status = fail_nomem(r->err);
    else if (status)
        status = schema__fail(r, node, "%s", fault.message);
    else
        file->content = arena_copy(r->memory, strbuf_view(&content));
    strbuf_free(&content);
    return status || file->content.ptr ? status : fail_nomem(r->err);
}

static morgue_status read_entities(schema_reader *r, const yaml_node *node)
{
    const morgue_str *paths;
    size_t count;
    morgue_status status = schema__texts(r, node, "entities", &paths, &count);
    if (status)
        return status;
    entity_file *files = arena_alloc(r->memory, (count + 1) * sizeof *files);
    if (!files)
        return fail_nomem(r->err);
    r->config->entities = files;
    for (size_t i = 0; !status && i < count; i++) {
        const yaml_node *item = node->kind == YAML_LIST ? &node->children[i] : node;
        status = load_entity_file(r, item, paths[i], &files[i]);
    }
    r->config->entity_count = status ? 0 : count;
    return status;
}

static morgue_status read_query(schema_reader *r, const yaml_node *key, const yaml_node *value,
                                saved_query *query)
{
    query->name = key->text;
    bool good = key->text.len > 0 && key->text.len <= 64;
    for (size_t i = 0; good && i < key->text.len; i++) {
        char c = key->text.ptr[i];
        good = ascii_alpha(c) || ascii_digit(c) || c == '_' || (c == '-' && i > 0);
    }
    if (!good)
        return schema__fail(r, key,
                            "\"%.*s\" is no name of a query: letters, digits, _ and -, at most 64",
                            STR_ARGS(key->text));
    morgue_status status = schema__text(r, value, "a saved query", &query->text);
    if (!status && query->text.len > MORGUE_MAX_QUERY_BYTES)
        status = fail_at(r->err, MORGUE_LIMIT, value->line, value->column,
                         "%s: a query of %zu bytes; at most %d (MORGUE_MAX_QUERY_BYTES)", r->name,
                         query->text.len, MORGUE_MAX_QUERY_BYTES);
    return status;
}

static morgue_status read_queries(schema_reader *r, const yaml_node *node)
{
    if (node->kind != YAML_MAP)
        return schema__fail(r, node, "queries holds names, each with the text of a query");
    size_t count = node->count / 2;
    saved_query *queries = arena_alloc(r->memory, (count + 1) * sizeof *queries);
    if (!queries)
        return fail_nomem(r->err);
    r->config->queries = queries;
    for (size_t i = 0; i < count; i++) {
        morgue_status status =
            read_query(r, &node->children[2 * i], &node->children[2 * i + 1], &queries[i]);
        if (status)
            return status;
        r->config->query_count++;
    }
    return MORGUE_OK;
}

static morgue_status read_shipped(schema_reader *r, const yaml_node *node)
{
    return schema__bool(r, node, "shipped_entities", &r->config->shipped_entities);
}

/* Phrases are always answered from the streams; stock tools need more. */
static morgue_status read_positions(schema_reader *r, const yaml_node *node)
{
    morgue_str where;
    morgue_status status = schema__text(r, node, "positions", &where);
    if (status)
        return status;
    if (!str_is(where, "stream") && !str_is(where, "xapian"))
        return schema__fail(r, node,
                            "positions must be stream or xapian, the latter to keep them for "
                            "phrases of stock Xapian tools, too");
    r->config->stock_positions = str_is(where, "xapian");
    return MORGUE_OK;
}

typedef morgue_status read_value(schema_reader *r, const yaml_node *node);

/* A key without a value ("entities:") leaves the default. */
static morgue_status read_keys(schema_reader *r, const yaml_node *root)
{
    static const struct {
        const char *key;
        read_value *read;
    } rows[] = {
        {"archive", read_archive},          {"language", read_language},
        {"shipped_entities", read_shipped}, {"entities", read_entities},
        {"fields", schema__fields},         {"queries", read_queries},
        {"positions", read_positions},      {"ranking", schema__ranking},
    };
    if (root->kind == YAML_MAP && root->count == 0)
        return MORGUE_OK;
    morgue_status status = yaml_check_keys(root, top_keys, r->name, r->err);
    if (!status)
        status = read_version(r, root);
    for (size_t i = 0; !status && i < sizeof rows / sizeof *rows; i++) {
        const yaml_node *node = yaml_get(root, rows[i].key);
        if (node && !yaml_is_null(node))
            status = rows[i].read(r, node);
    }
    return status;
}

/* YAML that does not parse is a wrong configuration, not a wrong input. */
static morgue_status parse(schema_reader *r, morgue_str text, yaml_document **document)
{
    morgue_error fault = {0};
    morgue_status status = yaml_parse(document, text, &fault);
    if (status == MORGUE_NOMEM)
        return fail_nomem(r->err);
    if (status)
        return fail_at(r->err, status == MORGUE_LIMIT ? status : MORGUE_CONFIG, fault.line,
                       fault.column, "%s: %s", r->name, fault.message);
    return MORGUE_OK;
}

static morgue_status load_file(morgue_config *config, owned_parts *owned, const char *path,
                               morgue_error *err)
{
    strbuf text = {0};
    config->path = arena_copy(&owned->memory, str_of(path)).ptr;
    if (!config->path)
        return fail_nomem(err);
    schema_reader r = {config, &owned->memory, config->path, err};
    morgue_status status = io_read_file(AT_FDCWD, path, MORGUE_MAX_FILE, &text, err);
    if (!status)
        status = parse(&r, strbuf_view(&text), &owned->document);
    if (!status)
        status = read_keys(&r, yaml_root(owned->document));
    strbuf_free(&text);
    return status;
}

morgue_status morgue_config_load(morgue_config **out, const char *path, morgue_error *err)
{
    *out = NULL;
    morgue_config *config = calloc(1, sizeof *config);
    owned_parts *owned = calloc(1, sizeof *owned);
    if (!config || !owned) {
        free(config);
        free(owned);
        return fail_nomem(err);
    }
    config->language = STR("en");
    config->shipped_entities = true;
    config->ranking = RANKING_DEFAULT;
    config->owned = owned;
    morgue_status status = path && *path ? load_file(config, owned, path, err) : MORGUE_OK;
    if (status)
        morgue_config_free(config);
    else
        *out = config;
    return status;
}
