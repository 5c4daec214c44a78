/* One JSON value, parsed within bounds on depth and size. */
#include "source_internal.h"

static morgue_status too_deep(morgue_error *err)
{
    return fail(err, MORGUE_LIMIT, "JSON nested deeper than MORGUE_MAX_JSON_DEPTH (%d)",
                MORGUE_MAX_JSON_DEPTH);
}

/* Outside of strings; every value but the first follows one of these. */
static void structural(json_gauge *g, char c)
{
    bool opens = c == '{' || c == '[';
    if (c == '"')
        g->in_string = true;
    else if (opens)
        g->depth++;
    else if ((c == '}' || c == ']') && g->depth > 0)
        g->depth--;
    g->deepest = g->depth > g->deepest ? g->depth : g->deepest;
    g->values += opens || c == ',' || c == ':';
}

/* The high bit of each byte that is zero, and of some behind one. */
static uint64_t zero_bytes(uint64_t eight)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return (eight - ones) & ~eight & ones << 7;
}

/* How many bytes at the head, eight at a time, neither end a string nor escape. */
static size_t string_run(morgue_str bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t at = 0;
    for (uint64_t eight; bytes.len - at >= 8; at += 8) {
        memcpy(&eight, bytes.ptr + at, 8);
        if (zero_bytes(eight ^ ones * '"') | zero_bytes(eight ^ ones * '\\'))
            break;
    }
    return at;
}

size_t source__gauge(json_gauge *g, morgue_str bytes, bool one_value)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (g->in_string && !g->escaped)
            i += string_run(str_range(bytes, i, bytes.len));
        if (i == bytes.len)
            break;
        char c = bytes.ptr[i];
        if (!g->in_string)
            structural(g, c);
        else if (g->escaped)
            g->escaped = false;
        else if (c == '\\')
            g->escaped = true;
        else if (c == '"')
            g->in_string = false;
        if (one_value && g->depth == 0 && !g->in_string)
            return i + 1;
    }
    return one_value ? 0 : bytes.len;
}

morgue_status source__gauge_check(const json_gauge *g, morgue_error *err)
{
    if (g->deepest > MORGUE_MAX_JSON_DEPTH)
        return too_deep(err);
    if (g->values > SOURCE_MAX_JSON_VALUES)
        return fail(err, MORGUE_LIMIT, "JSON of more than %d values in one article",
                    SOURCE_MAX_JSON_VALUES);
    return MORGUE_OK;
}

morgue_status source__json_fault(enum json_tokener_error fault, morgue_error *err)
{
    if (fault == json_tokener_error_depth)
        return too_deep(err);
    if (fault == json_tokener_continue)
        return fail(err, MORGUE_FORMAT, "not JSON: it ends too early");
    return fail(err, MORGUE_FORMAT, "not JSON: %s", json_tokener_error_desc(fault));
}

/* A longer text leaves nothing behind. */
#define KEPT ((size_t)1 << 20)

void source__json_parser_free(json_parser *parser)
{
    if (parser->tokener)
        json_tokener_free(parser->tokener);
    parser->tokener = NULL;
}

bool source__json_ready(json_parser *parser)
{
    if (parser->tokener) {
        json_tokener_reset(parser->tokener);
        return true;
    }
    parser->tokener = json_tokener_new_ex(MORGUE_MAX_JSON_DEPTH + 2);
    /* Strict: comments and single quotes would escape the gauge. */
    if (parser->tokener)
        json_tokener_set_flags(parser->tokener,
                               JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
    return parser->tokener;
}

morgue_status source__json_parse(json_parser *parser, json_object **out, morgue_str text,
                                 morgue_error *err)
{
    *out = NULL;
    json_gauge gauge = {0};
    text = str_trim(text);
    source__gauge(&gauge, text, false);
    morgue_status status = source__gauge_check(&gauge, err);
    if (status != MORGUE_OK)
        return status;
    if (text.len == 0 || text.len > MORGUE_MAX_FILE)
        return fail(err, MORGUE_FORMAT, "not JSON: %s", text.len ? "too long" : "no text");
    if (!source__json_ready(parser))
        return fail_nomem(err);
    json_object *value = json_tokener_parse_ex(parser->tokener, text.ptr, (int)text.len);
    enum json_tokener_error fault = json_tokener_get_error(parser->tokener);
    size_t used = json_tokener_get_parse_end(parser->tokener);
    if (text.len > KEPT)
        source__json_parser_free(parser);
    if (fault != json_tokener_success)
        status = source__json_fault(fault, err);
    else if (used < text.len)
        status = fail(err, MORGUE_FORMAT, "not JSON: more text behind the value");
    if (status == MORGUE_OK)
        *out = value;
    else
        json_object_put(value);
    return status;
}

morgue_str source__json_str(json_object *value)
{
    if (!json_object_is_type(value, json_type_string))
        return (morgue_str){0};
    return (morgue_str){json_object_get_string(value), (size_t)json_object_get_string_len(value)};
}
