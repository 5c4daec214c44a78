/* Entity files: YAML records into the alias table. */
#include "entities_internal.h"

#include "error.h"
#include "yaml.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const record_keys[] = {"kind",    "name",        "aliases", "tickers",
                                          "country", "id",          "common",  "not",
                                          "ignore",  "nationality", NULL};

typedef struct file_reader {
    alias_table *table;
    name_folder folder;
    const char *name;
    morgue_error *err;
} file_reader;

static morgue_status fail_node(file_reader *f, const yaml_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static morgue_status fail_node(file_reader *f, const yaml_node *node, const char *format, ...)
{
    char what[MORGUE_ERROR_MESSAGE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return fail_at(f->err, MORGUE_CONFIG, node->line, node->column, "%s: %s", f->name, what);
}

static bool is_text(const yaml_node *node)
{
    return node->kind == YAML_SCALAR && str_trim(node->text).len > 0;
}

/* Lists may be written as one text. */
static morgue_status check_texts(file_reader *f, const yaml_node *node, const char *key)
{
    if (!node || yaml_is_null(node) || is_text(node))
        return MORGUE_OK;
    if (node->kind != YAML_LIST)
        return fail_node(f, node, "%s must be a text or a list of texts", key);
    for (size_t i = 0; i < node->count; i++)
        if (!is_text(&node->children[i]))
            return fail_node(f, &node->children[i], "each of %s must be a text", key);
    return MORGUE_OK;
}

static morgue_status check_scalars(file_reader *f, const yaml_node *node)
{
    static const char *const keys[] = {"kind", "name", "id", "country"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const yaml_node *value = yaml_get(node, keys[i]);
        if (!value && i < 2)
            return fail_node(f, node, "an entity needs %s", keys[i]);
        if (value && !is_text(value))
            return fail_node(f, value, "%s must be a text", keys[i]);
    }
    return MORGUE_OK;
}

static morgue_status check_record(file_reader *f, const yaml_node *node)
{
    static const char *const lists[] = {"aliases", "tickers", "common", "not", "nationality"};
    morgue_status status = yaml_check_keys(node, record_keys, f->name, f->err);
    if (!status)
        status = check_scalars(f, node);
    for (size_t i = 0; !status && i < sizeof lists / sizeof *lists; i++)
        status = check_texts(f, yaml_get(node, lists[i]), lists[i]);
    const yaml_node *ignore = yaml_get(node, "ignore");
    if (!status && ignore &&
        (ignore->kind != YAML_SCALAR ||
         (!str_is(ignore->text, "true") && !str_is(ignore->text, "false"))))
        status = fail_node(f, ignore, "ignore must be true or false");
    return status;
}

static morgue_status read_kind(file_reader *f, const yaml_node *node, entity_kind *out)
{
    for (int kind = 0; kind < ENTITY_KINDS; kind++)
        if (str_is(node->text, entity_kind_name((entity_kind)kind))) {
            *out = (entity_kind)kind;
            return MORGUE_OK;
        }
    return fail_node(f, node, "kind must be person, org or place");
}

static morgue_status fold(file_reader *f, entity_kind kind, const yaml_node *node, folded_name *out)
{
    morgue_status status = names__fold(&f->folder, kind, node->text, out, f->err);
    if (status)
        return status;
    if (out->too_long)
        return fail_node(f, node, "a name of more than %d words", ENTITIES_MAX_WORDS);
    if (out->count == 0)
        return fail_node(f, node, "\"%.*s\" has no word", STR_ARGS(node->text));
    return MORGUE_OK;
}

typedef morgue_status add_text(file_reader *f, record *r, const yaml_node *node);

static morgue_status each_text(file_reader *f, record *r, const yaml_node *node, add_text *add)
{
    if (!node || yaml_is_null(node))
        return MORGUE_OK;
    if (node->kind == YAML_SCALAR)
        return add(f, r, node);
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < node->count; i++)
        status = add(f, r, &node->children[i]);
    return status;
}

static morgue_status add_name(file_reader *f, record *r, const yaml_node *node, unsigned flags)
{
    folded_name name;
    morgue_status status = fold(f, r->public.kind, node, &name);
    if (status)
        return status;
    /* One word that a suffix leaves over is not by itself a name as given. */
    if (name.flags & SURFACE_STRIPPED)
        flags &= ~(unsigned)SURFACE_PLAIN;
    return table__add_surface(f->table, r, &name, flags, f->err);
}

static morgue_status add_alias(file_reader *f, record *r, const yaml_node *node)
{
    return add_name(f, r, node, SURFACE_PLAIN);
}

static morgue_status add_common(file_reader *f, record *r, const yaml_node *node)
{
    return add_name(f, r, node, SURFACE_COMMON);
}

/* "German" brings "Germans", "Iraqi" "Iraqis". */
static morgue_status add_nationality(file_reader *f, record *r, const yaml_node *node)
{
    morgue_status status = add_name(f, r, node, SURFACE_NATIONALITY);
    bool regular = str_ends(node->text, STR("an")) || str_ends(node->text, STR("i"));
    if (status || !regular)
        return status;
    strbuf plural = {0};
    strbuf_str(&plural, node->text);
    strbuf_char(&plural, 's');
    yaml_node inhabitants = *node;
    inhabitants.text = strbuf_view(&plural);
    status = strbuf_check(&plural, f->err);
    if (!status)
        status = add_name(f, r, &inhabitants, SURFACE_NATIONALITY);
    strbuf_free(&plural);
    return status;
}

/* A ticker is the surface "$mu", as the analyzer gives it. */
static morgue_status add_ticker(file_reader *f, record *r, const yaml_node *node)
{
    char text[32] = "$";
    morgue_str ticker = node->text;
    if (ticker.len && ticker.ptr[0] == '$')
        ticker = str_range(ticker, 1, ticker.len);
    if (ticker.len == 0 || ticker.len > sizeof text - 1)
        return fail_node(f, node, "a ticker has 1 to %zu letters", sizeof text - 1);
    char upper[32];
    for (size_t i = 0; i < ticker.len; i++) {
        char c = ticker.ptr[i];
        if (!ascii_alpha(c) && !ascii_digit(c) && c != '.' && c != '-' && c != '^')
            return fail_node(f, node, "\"%.*s\" is no ticker", STR_ARGS(ticker));
        text[i + 1] = ascii_lower(c);
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c & ~0x20) : c;
    }
    if (r->public.ticker.len == 0) {
        r->public.ticker = arena_copy(&f->table->memory, (morgue_str){upper, ticker.len});
        if (!r->public.ticker.ptr)
            return fail_nomem(f->err);
    }
    folded_name name = {.text = {text, ticker.len + 1}, .count = 1};
    name.words[0] = name.text;
    return table__add_surface(f->table, r, &name, SURFACE_PLAIN | SURFACE_TICKER, f->err);
}

static morgue_status add_denied(file_reader *f, record *r, const yaml_node *node)
{
    folded_name name;
    morgue_status status = fold(f, r->public.kind, node, &name);
    return status ? status : table__deny(f->table, r, name.text, f->err);
}

/* An id names one record. Without one, or when it is new, kind and name do;
 * but two ids of one name are two records. */
static morgue_status find_record(file_reader *f, const yaml_node *node, entity_kind kind,
                                 morgue_str folded, record **out)
{
    const yaml_node *id = yaml_get(node, "id"), *name = yaml_get(node, "name");
    morgue_str given = id ? str_trim(id->text) : (morgue_str){NULL, 0};
    record *found = id ? table__by_id(f->table, given) : NULL;
    if (found && found->public.kind != kind)
        return fail_node(f, id, "the id \"%.*s\" is that of a record of kind %s", STR_ARGS(given),
                         entity_kind_name(found->public.kind));
    if (!found) {
        found = table__by_name(f->table, kind, folded);
        if (found && id && found->given_id)
            found = NULL;
        else if (found && id) {
            found->given_id = true;
            *out = found;
            return table__set_id(f->table, found, given, f->err);
        }
    }
    *out = found;
    return found ? MORGUE_OK
                 : table__add_record(f->table, kind, given, str_trim(name->text), folded, out,
                                     f->err);
}

static morgue_status set_facts(file_reader *f, record *r, const yaml_node *node)
{
    const yaml_node *country = yaml_get(node, "country"), *ignore = yaml_get(node, "ignore");
    if (country) {
        morgue_str copy = arena_copy(&f->table->memory, str_trim(country->text));
        if (!copy.ptr)
            return fail_nomem(f->err);
        r->public.country = copy;
    }
    if (ignore)
        r->public.ignore = str_is(ignore->text, "true");
    return MORGUE_OK;
}

static morgue_status add_record(file_reader *f, const yaml_node *node)
{
    const yaml_node *name = yaml_get(node, "name");
    entity_kind kind = ENTITY_PERSON;
    folded_name folded;
    record *r = NULL;
    morgue_status status = read_kind(f, yaml_get(node, "kind"), &kind);
    if (!status)
        status = fold(f, kind, name, &folded);
    if (!status)
        status = find_record(f, node, kind, folded.text, &r);
    if (!status)
        status = set_facts(f, r, node);
    if (!status)
        status = add_alias(f, r, name);
    if (!status)
        status = each_text(f, r, yaml_get(node, "aliases"), add_alias);
    if (!status)
        status = each_text(f, r, yaml_get(node, "common"), add_common);
    if (!status)
        status = each_text(f, r, yaml_get(node, "nationality"), add_nationality);
    if (!status)
        status = each_text(f, r, yaml_get(node, "tickers"), add_ticker);
    return status ? status : each_text(f, r, yaml_get(node, "not"), add_denied);
}

static morgue_status check_file(file_reader *f, const yaml_node *root, const yaml_node **entities)
{
    static const char *const keys[] = {"version", "entities", NULL};
    *entities = NULL;
    morgue_status status = yaml_check_keys(root, keys, f->name, f->err);
    if (status || root->count == 0)
        return status;
    const yaml_node *version = yaml_get(root, "version");
    if (!version || version->kind != YAML_SCALAR || !str_is(version->text, "1"))
        return fail_node(f, version ? version : root, "an entity file begins with \"version: 1\"");
    const yaml_node *list = yaml_get(root, "entities");
    if (!list || yaml_is_null(list))
        return MORGUE_OK;
    if (list->kind != YAML_LIST)
        return fail_node(f, list, "entities must be a list");
    for (size_t i = 0; !status && i < list->count; i++)
        status = check_record(f, &list->children[i]);
    *entities = list;
    return status;
}

morgue_status alias_table_add(alias_table *table, analyzer *a, const char *name, morgue_str yaml,
                              morgue_error *err)
{
    file_reader f = {.table = table, .folder = {.analyzer = a}, .name = name, .err = err};
    morgue_error fault = {0};
    yaml_document *document = NULL;
    const yaml_node *entities = NULL;
    morgue_status status = yaml_parse(&document, yaml, &fault);
    if (status == MORGUE_NOMEM)
        return fail_nomem(err);
    if (status)
        return fail_at(err, status == MORGUE_LIMIT ? status : MORGUE_CONFIG, fault.line,
                       fault.column, "%s: %s", name, fault.message);
    table->files++;
    status = check_file(&f, yaml_root(document), &entities);
    for (size_t i = 0; !status && entities && i < entities->count; i++)
        status = add_record(&f, &entities->children[i]);
    names__free(&f.folder);
    yaml_free(document);
    return status;
}
