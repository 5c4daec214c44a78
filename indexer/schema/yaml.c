/* YAML text to a tree: libyaml's events, counted and put together without recursion. */
#include "yaml.h"

#include "arena.h"
#include "error.h"
#include "map.h"

#include <morgue/limits.h>
#include <stdlib.h>
#include <yaml.h>

struct yaml_document {
    yaml_node *root;
    arena memory;
};

/* A list or map that is still open; its children lie on the stack from first on. */
typedef struct open_node {
    yaml_node node;
    size_t first;
} open_node;

typedef struct builder {
    yaml_parser_t parser;
    yaml_document *document;
    yaml_node *stack;
    size_t count, capacity;
    size_t nodes;
    open_node open[MORGUE_MAX_YAML_DEPTH];
    size_t depth;
    map keys; /* of the map that is being closed */
    morgue_error *err;
} builder;

static unsigned place(size_t zero_based)
{
    return zero_based < UINT32_MAX ? (unsigned)zero_based + 1 : UINT32_MAX;
}

static morgue_status fail_mark(builder *b, morgue_status status, yaml_mark_t mark, const char *what)
{
    return fail_at(b->err, status, place(mark.line), place(mark.column), "YAML: %s", what);
}

/* libyaml names a byte, not a line, for characters that YAML forbids. */
static morgue_status fail_character(builder *b, morgue_str text)
{
    size_t bad = b->parser.problem_offset;
    unsigned line = 1, column = 1;
    for (size_t i = 0; i < bad && i < text.len; i++) {
        bool feed = text.ptr[i] == '\n';
        line += feed;
        column = feed ? 1 : column + (((unsigned char)text.ptr[i] & 0xc0) != 0x80);
    }
    return fail_at(b->err, MORGUE_FORMAT, line, column, "YAML: %s",
                   b->parser.problem ? b->parser.problem : "bad character");
}

static morgue_status fail_parser(builder *b, morgue_str text)
{
    if (b->parser.error == YAML_MEMORY_ERROR)
        return fail_nomem(b->err);
    if (b->parser.error == YAML_READER_ERROR)
        return fail_character(b, text);
    return fail_mark(b, MORGUE_FORMAT, b->parser.problem_mark,
                     b->parser.problem ? b->parser.problem : "not well-formed");
}

/* The standard tags say what the text shows anyway; any other asks for something that is not done.
 */
static morgue_status check_tag(builder *b, const yaml_char_t *tag, yaml_mark_t mark)
{
    static const char core[] = "tag:yaml.org,2002:";
    const char *text = (const char *)tag;
    if (!tag || strcmp(text, "!") == 0)
        return MORGUE_OK;
    if (strncmp(text, core, sizeof core - 1) == 0 && !strpbrk(text + sizeof core - 1, "/:."))
        return MORGUE_OK;
    return fail_mark(b, MORGUE_FORMAT, mark, "tags (!name) have no meaning here");
}

static bool at_key(const builder *b)
{
    const open_node *open = b->depth ? &b->open[b->depth - 1] : NULL;
    return open && open->node.kind == YAML_MAP && (b->count - open->first) % 2 == 0;
}

static morgue_status count_node(builder *b, yaml_mark_t mark)
{
    if (++b->nodes <= MORGUE_MAX_YAML_NODES)
        return MORGUE_OK;
    return fail_at(b->err, MORGUE_LIMIT, place(mark.line), place(mark.column),
                   "YAML: more than %d nodes (MORGUE_MAX_YAML_NODES)", MORGUE_MAX_YAML_NODES);
}

static morgue_status push(builder *b, yaml_node node)
{
    if (b->count == b->capacity) {
        size_t capacity = b->capacity ? b->capacity * 2 : 64;
        yaml_node *grown = realloc(b->stack, capacity * sizeof *grown);
        if (!grown)
            return fail_nomem(b->err);
        b->stack = grown;
        b->capacity = capacity;
    }
    b->stack[b->count++] = node;
    return MORGUE_OK;
}

static morgue_status add_scalar(builder *b, const yaml_event_t *event)
{
    morgue_str value = {(const char *)event->data.scalar.value, event->data.scalar.length};
    morgue_status status = count_node(b, event->start_mark);
    if (!status)
        status = check_tag(b, event->data.scalar.tag, event->start_mark);
    if (!status && str_find(value, 0, '\0') < value.len)
        status = fail_mark(b, MORGUE_FORMAT, event->start_mark, "a text with a NUL character");
    if (status)
        return status;
    yaml_node node = {.kind = YAML_SCALAR,
                      .plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                               !event->data.scalar.tag,
                      .line = place(event->start_mark.line),
                      .column = place(event->start_mark.column),
                      .text = arena_copy(&b->document->memory, value)};
    return node.text.ptr ? push(b, node) : fail_nomem(b->err);
}

static morgue_status open_collection(builder *b, yaml_kind kind, const yaml_char_t *tag,
                                     const yaml_event_t *event)
{
    if (b->depth == MORGUE_MAX_YAML_DEPTH)
        return fail_at(
            b->err, MORGUE_LIMIT, place(event->start_mark.line), place(event->start_mark.column),
            "YAML: nested deeper than %d (MORGUE_MAX_YAML_DEPTH)", MORGUE_MAX_YAML_DEPTH);
    if (at_key(b))
        return fail_mark(b, MORGUE_FORMAT, event->start_mark, "a key must be a text");
    morgue_status status = count_node(b, event->start_mark);
    if (!status)
        status = check_tag(b, tag, event->start_mark);
    if (status)
        return status;
    b->open[b->depth++] = (open_node){{.kind = kind,
                                       .line = place(event->start_mark.line),
                                       .column = place(event->start_mark.column)},
                                      b->count};
    return MORGUE_OK;
}

static morgue_status fail_duplicate(builder *b, const yaml_node *key)
{
    return fail_at(b->err, MORGUE_FORMAT, key->line, key->column,
                   "YAML: the key \"%.*s\" occurs twice", STR_ARGS(key->text));
}

/* Small maps, nearly all, are compared pair by pair; large ones by hash. */
static morgue_status check_duplicates(builder *b, const yaml_node *map_node)
{
    const yaml_node *keys = map_node->children;
    if (map_node->count <= 32) {
        for (size_t i = 2; i < map_node->count; i += 2)
            for (size_t j = 0; j < i; j += 2)
                if (str_equal(keys[i].text, keys[j].text))
                    return fail_duplicate(b, &keys[i]);
        return MORGUE_OK;
    }
    map_clear(&b->keys);
    for (size_t i = 0; i < map_node->count; i += 2) {
        bool added;
        if (!map_put(&b->keys, keys[i].text, &added))
            return fail_nomem(b->err);
        if (!added)
            return fail_duplicate(b, &keys[i]);
    }
    return MORGUE_OK;
}

static morgue_status close_collection(builder *b)
{
    open_node *open = &b->open[--b->depth];
    yaml_node node = open->node;
    node.count = b->count - open->first;
    if (node.count) {
        node.children = arena_alloc(&b->document->memory, node.count * sizeof *node.children);
        if (!node.children)
            return fail_nomem(b->err);
        memcpy(node.children, b->stack + open->first, node.count * sizeof *node.children);
        b->count = open->first;
    }
    morgue_status status = node.kind == YAML_MAP ? check_duplicates(b, &node) : MORGUE_OK;
    return status ? status : push(b, node);
}

static morgue_status take_event(builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return add_scalar(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(b, YAML_LIST, event->data.sequence_start.tag, event);
    case YAML_MAPPING_START_EVENT:
        return open_collection(b, YAML_MAP, event->data.mapping_start.tag, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_collection(b);
    case YAML_ALIAS_EVENT:
        return fail_mark(b, MORGUE_FORMAT, event->start_mark, "aliases (*name) are not read");
    default:
        return MORGUE_OK;
    }
}

/* libyaml compares each %TAG line with all before it; nothing here needs one. */
static morgue_status check_directives(builder *b, morgue_str text)
{
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_range(text, 3, text.len);
    for (unsigned line = 1; text.len; line++) {
        morgue_str rest = text;
        morgue_str content = str_trim(str_split(&rest, '\n'));
        if (str_starts(content, STR("%TAG")))
            return fail_at(b->err, MORGUE_FORMAT, line, 1, "YAML: %%TAG lines are not read");
        if (content.len && content.ptr[0] != '#' && content.ptr[0] != '%')
            break;
        text = rest;
    }
    return MORGUE_OK;
}

/* Up to the end of the first document; what follows is not looked at. */
static morgue_status read_events(builder *b, morgue_str text)
{
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&b->parser, &event))
            return fail_parser(b, text);
        more = event.type != YAML_DOCUMENT_END_EVENT && event.type != YAML_STREAM_END_EVENT;
        morgue_status status = take_event(b, &event);
        yaml_event_delete(&event);
        if (status)
            return status;
    }
    return MORGUE_OK;
}

static morgue_status finish(builder *b)
{
    yaml_node *root = arena_alloc(&b->document->memory, sizeof *root);
    if (!root)
        return fail_nomem(b->err);
    *root = b->count ? b->stack[0] : (yaml_node){.kind = YAML_MAP, .line = 1, .column = 1};
    if (root->kind == YAML_SCALAR && root->plain && root->text.len == 0)
        root->kind = YAML_MAP;
    b->document->root = root;
    return MORGUE_OK;
}

static morgue_status build(builder *b, morgue_str text)
{
    if (!yaml_parser_initialize(&b->parser))
        return fail_nomem(b->err);
    yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b->parser, (const unsigned char *)(text.ptr ? text.ptr : ""),
                                 text.len);
    morgue_status status = check_directives(b, text);
    if (!status)
        status = read_events(b, text);
    if (!status)
        status = finish(b);
    yaml_parser_delete(&b->parser);
    return status;
}

morgue_status yaml_parse(yaml_document **out, morgue_str text, morgue_error *err)
{
    *out = NULL;
    builder *b = calloc(1, sizeof *b);
    yaml_document *document = calloc(1, sizeof *document);
    morgue_status status = MORGUE_OK;
    if (b && document) {
        b->document = document;
        b->err = err;
        status = build(b, text);
    } else {
        status = fail_nomem(err);
    }
    if (b) {
        free(b->stack);
        map_free(&b->keys);
    }
    free(b);
    if (status)
        yaml_free(document);
    else
        *out = document;
    return status;
}

void yaml_free(yaml_document *document)
{
    if (document)
        arena_free(&document->memory);
    free(document);
}

const yaml_node *yaml_root(const yaml_document *document)
{
    return document->root;
}

const yaml_node *yaml_get(const yaml_node *node, const char *key)
{
    if (!node || node->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i + 1 < node->count; i += 2)
        if (str_is(node->children[i].text, key))
            return &node->children[i + 1];
    return NULL;
}

bool yaml_is_null(const yaml_node *node)
{
    return node && node->kind == YAML_SCALAR && node->plain &&
           (node->text.len == 0 || str_is(node->text, "~") || str_is(node->text, "null") ||
            str_is(node->text, "Null") || str_is(node->text, "NULL"));
}
