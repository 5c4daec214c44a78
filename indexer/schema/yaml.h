/* A YAML document as a tree with places in it. The only room that knows libyaml. */
#ifndef YAML_H_
#define YAML_H_

#include "strbuf.h"

typedef enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP } yaml_kind;

/* Children of a map alternate key, value, key, value … Keys are scalars. */
typedef struct yaml_node {
    yaml_kind kind;
    bool plain;            /* a scalar written without quotes: may be a number, bool or null */
    unsigned line, column; /* 1-based */
    morgue_str text;       /* of a scalar */
    struct yaml_node *children;
    size_t count;
} yaml_node;

typedef struct yaml_document yaml_document;

/*
 * Parses the first document of text. Anchors may stand, aliases are refused;
 * depth and nodes are limited (MORGUE_MAX_YAML_DEPTH, MORGUE_MAX_YAML_NODES).
 * An empty text gives an empty map. A key that occurs twice is an error.
 *
 * out  owned by the caller; free it with yaml_free()
 *
 * Expected errors: MORGUE_FORMAT and MORGUE_LIMIT, with line and column.
 */
morgue_status yaml_parse(yaml_document **out, morgue_str text, morgue_error *err);

/* libyaml exports a yaml_free of its own, which this one must never stand in for. */
#define yaml_free yaml_tree_free
void yaml_free(yaml_document *document);

const yaml_node *yaml_root(const yaml_document *document);

/* The value of a key of a map; NULL when absent or node is no map. */
const yaml_node *yaml_get(const yaml_node *node, const char *key);

/* A plain scalar that is empty, ~ or null. */
bool yaml_is_null(const yaml_node *node);

/*
 * Refuses what is no map, and a key that is not among known (NULL behind the
 * last one); the message begins with name and gives the nearest known key.
 *
 * Expected errors: MORGUE_CONFIG with line and column.
 */
morgue_status yaml_check_keys(const yaml_node *node, const char *const *known, const char *name,
                              morgue_error *err);

#endif
