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

/* Up to nine digits, with or without a point among them: a whole number over a power of
 * ten, so that the quotient is the nearest there is, whatever the locale. */
static bool decimal(morgue_str text, double *out)
{
    uint64_t digits = 0, scale = 1;
    size_t count = 0, point = str_find(text, 0, '.');
    for (size_t i = 0; i < text.len; i++) {
        if (i == point)
            continue;
        if (!ascii_digit(text.ptr[i]) || ++count > 9)
            return false;
        digits = digits * 10 + (uint64_t)(text.ptr[i] - '0');
        scale *= i > point ? 10 : 1;
    }
    *out = (double)digits / (double)scale;
    return count > 0 && text.ptr[0] != '.' && text.ptr[text.len - 1] != '.';
}

morgue_status schema__number(schema_reader *r, const yaml_node *node, const char *what,
                             unsigned most, double *out)
{
    double number;
    if (node->kind != YAML_SCALAR || !node->plain || !decimal(node->text, &number) || number > most)
        return schema__fail(r, node, "%s must be a number from 0 to %u, of at most 9 digits", what,
                            most);
    *out = number;
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
