/* YAML from any bytes: a tree within its limits, or an error with a place. */
#include "yaml.h"

#include <morgue/limits.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* Depth is bounded by the parser, which is what the first line checks. */
static size_t check_node(const yaml_node *node, size_t depth)
{
    size_t nodes = 1;
    require(depth <= MORGUE_MAX_YAML_DEPTH);
    require(node->line > 0 && node->column > 0);
    require(node->kind == YAML_SCALAR || node->text.len == 0);
    require(node->kind != YAML_SCALAR || node->count == 0);
    require(node->kind != YAML_MAP || node->count % 2 == 0);
    require(str_find(node->text, 0, '\0') == node->text.len);
    for (size_t i = 0; i < node->count; i++) {
        const yaml_node *child = &node->children[i];
        require(node->kind != YAML_MAP || i % 2 || child->kind == YAML_SCALAR);
        nodes += check_node(child, depth + 1);
    }
    return nodes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    yaml_document *document = NULL;
    morgue_error err = {0};
    morgue_status status = yaml_parse(&document, (morgue_str){(const char *)data, size}, &err);
    if (status) {
        require(!document && err.message[0]);
        require(status == MORGUE_FORMAT || status == MORGUE_LIMIT);
        return 0;
    }
    require(check_node(yaml_root(document), 0) <= MORGUE_MAX_YAML_NODES + 1);
    yaml_free(document);
    return 0;
}
