/* Single values of a configuration: texts, lists of texts, yes and no. */
#include "schema_internal.h"

#include "error.h"

#include <stdarg.h>
#include <stdio.h>

morgue_status schema__fail(schema_reader *r, const yaml_node *node, const char *format, ...)
{
    char what[MORGUE_ERROR_MESSAGE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return fail_at(r->err, MORGUE_CONFIG, node->line, node->column, "%s: %s", r->name, what);
}

morgue_status schema__text(schema_reader *r, const yaml_node *node, const char *what,
                           morgue_str *out)
{
    if (node->kind != YAML_SCALAR || yaml_is_null(node) || str_trim(node->text).len == 0)
        return schema__fail(r, node, "%s must be a text", what);
    *out = node->text;
    return MORGUE_OK;
}

morgue_status schema__bool(schema_reader *r, const yaml_node *node, const char *what, bool *out)
{
    bool yes = str_is(node->text, "true") || str_is(node->text, "yes");
    bool no = str_is(node->text, "false") || str_is(node->text, "no");
    if (node->kind != YAML_SCALAR || !node->plain || (!yes && !no))
        return schema__fail(r, node, "%s must be true or false", what);
    *out = yes;
    return MORGUE_OK;
}

morgue_status schema__texts(schema_reader *r, const yaml_node *node, const char *what,
                            const morgue_str **out, size_t *count)
{
    bool list = node->kind == YAML_LIST;
    const yaml_node *items = list ? node->children : node;
    size_t n = list ? node->count : 1;
    morgue_str *texts = arena_alloc(r->memory, (n ? n : 1) * sizeof *texts);
    if (!texts)
        return fail_nomem(r->err);
    for (size_t i = 0; i < n; i++) {
        morgue_status status = schema__text(r, &items[i], what, &texts[i]);
        if (status)
            return status;
    }
    *out = texts;
    *count = n;
    return MORGUE_OK;
}
