/* Nodes of the tree: making them, writing them as a question, listing them. */
#include "parse_internal.h"

#include "utf8.h"

morgue_status ast__node(builder *b, node_kind kind, size_t from, size_t to, node **out)
{
    *out = NULL;
    if (b->nodes == MORGUE_MAX_QUERY_NODES)
        return fail_range(b->err, MORGUE_LIMIT, from, to,
                          "the question has more than %d words and operators "
                          "(MORGUE_MAX_QUERY_NODES); ask it in parts",
                          MORGUE_MAX_QUERY_NODES);
    node *n = arena_alloc(&b->query->memory, sizeof *n);
    if (!n)
        return fail_nomem(b->err);
    b->nodes++;
    n->kind = kind;
    n->from = (uint32_t)from;
    n->to = (uint32_t)to;
    *out = n;
    return MORGUE_OK;
}

morgue_status ast__adopt(builder *b, node *parent, node *const *children, size_t count)
{
    parent->children = arena_alloc(&b->query->memory, count * sizeof *children);
    if (!parent->children)
        return fail_nomem(b->err);
    memcpy(parent->children, children, count * sizeof *children);
    parent->count = count;
    return MORGUE_OK;
}

/* Does n lie deeper than the limit, or anything under it? */
static const node *too_deep(const node *n, unsigned depth)
{
    if (n->count == 0)
        return NULL;
    if (depth > MORGUE_MAX_QUERY_DEPTH)
        return n;
    for (size_t i = 0; i < n->count; i++) {
        const node *found = too_deep(n->children[i], depth + 1);
        if (found)
            return found;
    }
    return NULL;
}

morgue_status ast__check_depth(const node *root, morgue_error *err)
{
    const node *n = too_deep(root, 1);
    if (!n)
        return MORGUE_OK;
    return fail_range(err, MORGUE_LIMIT, n->from, n->to,
                      "operators nest deeper than %d here (MORGUE_MAX_QUERY_DEPTH); ask it in "
                      "parts",
                      MORGUE_MAX_QUERY_DEPTH);
}

/* ---- canonical text ---- */

/* Would c, met inside a bare word, end it or mean something? */
static bool special(uint32_t c, bool value)
{
    return lexer__space(c) || lexer__quote(c) || (c == ',' && value) ||
           (c < 0x80 && strchr("\\()*?~^", (int)c));
}

static void write_word(morgue_str text, bool value, strbuf *out)
{
    bool escape = lexer__reserved(text);
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t c = utf8_next(text, &at);
        if (escape || special(c, value))
            strbuf_char(out, '\\');
        strbuf_str(out, str_range(text, from, at));
        escape = false;
    }
}

static void write_quoted(morgue_str text, strbuf *out)
{
    strbuf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            strbuf_char(out, '\\');
        strbuf_char(out, text.ptr[i]);
    }
    strbuf_char(out, '"');
}

static void write_date(const node *n, strbuf *out)
{
    if (n->first != INT64_MIN)
        dates__write(n->first, out);
    strbuf_text(out, "..");
    if (n->last != INT64_MAX)
        dates__write(n->last, out);
}

static void write_range(const node *n, strbuf *out)
{
    if (n->first != INT64_MIN)
        strbuf_printf(out, "%lld", (long long)n->first);
    strbuf_text(out, "..");
    if (n->last != INT64_MAX)
        strbuf_printf(out, "%lld", (long long)n->last);
}

static void write_leaf(const node *n, bool value, strbuf *out)
{
    switch (n->kind) {
    case NODE_WORD:
    case NODE_PREFIX:
        write_word(n->text, value, out);
        strbuf_text(out, n->kind == NODE_PREFIX ? "*" : "");
        break;
    case NODE_PATTERN:
        strbuf_str(out, n->text);
        break;
    case NODE_FUZZY:
        write_word(n->text, value, out);
        strbuf_printf(out, "~%u", n->distance);
        break;
    case NODE_PHRASE:
        write_quoted(n->text, out);
        if (n->distance)
            strbuf_printf(out, "~%u", n->distance);
        break;
    case NODE_DATE:
        strbuf_text(out, "date:");
        write_date(n, out);
        break;
    case NODE_RANGE:
        strbuf_str(out, n->text);
        strbuf_char(out, ':');
        write_range(n, out);
        break;
    case NODE_SAVED:
        strbuf_text(out, "query:");
        write_word(n->text, true, out);
        break;
    default:
        strbuf_char(out, '*');
        break;
    }
}

static void write_node(const node *n, strbuf *out);

/* The child of an operator: in parentheses unless it cannot be misread. A NOT
 * binds tightest, so that it goes without; this keeps the nesting of the text
 * within that of the tree. */
static void write_operand(const node *n, strbuf *out)
{
    bool bare = n->count == 0 || n->kind == NODE_NOT || n->kind == NODE_FIELD ||
                n->kind == NODE_ATLEAST || n->kind == NODE_FIRST || n->kind == NODE_WEIGHT;
    strbuf_text(out, bare ? "" : "(");
    write_node(n, out);
    strbuf_text(out, bare ? "" : ")");
}

/* What a weight stands behind without parentheses. URLs take every character in. */
static bool weighs_bare(const node *n)
{
    bool url = n->kind == NODE_WORD && fields__url(n->text);
    return (n->count == 0 && !url) || n->kind == NODE_ATLEAST || n->kind == NODE_FIRST;
}

static void write_weighed(const node *n, bool value, strbuf *out)
{
    const node *child = n->children[0];
    bool bare = weighs_bare(child);
    strbuf_text(out, bare ? "" : "(");
    if (bare && child->count == 0)
        write_leaf(child, value, out);
    else
        write_node(child, out);
    strbuf_printf(out, "%s^%.*s", bare ? "" : ")", STR_ARGS(n->text));
}

static void write_field(const node *n, strbuf *out)
{
    const node *child = n->children[0];
    bool heavy = child->kind == NODE_WEIGHT;
    strbuf_str(out, n->text);
    strbuf_char(out, ':');
    if (child->count == 0) {
        write_leaf(child, true, out);
    } else if (heavy && (!weighs_bare(child->children[0]) || child->children[0]->count == 0)) {
        write_weighed(child, true, out);
    } else {
        strbuf_char(out, '(');
        write_node(child, out);
        strbuf_char(out, ')');
    }
}

static void write_operator(const node *n, strbuf *out)
{
    switch (n->kind) {
    case NODE_AND:
        strbuf_text(out, " AND ");
        break;
    case NODE_OR:
        strbuf_text(out, " OR ");
        break;
    case NODE_SENTENCE:
        strbuf_text(out, " SENTENCE ");
        break;
    case NODE_PARA:
        strbuf_text(out, " PARA ");
        break;
    case NODE_NOT_NEAR:
        strbuf_printf(out, " NOT NEAR/%u ", n->distance);
        break;
    default:
        strbuf_printf(out, n->kind == NODE_NEAR ? " NEAR/%u " : " ADJ/%u ", n->distance);
        break;
    }
}

/* The depth was checked by ast__check_depth(). */
static void write_node(const node *n, strbuf *out)
{
    if (n->count == 0) {
        write_leaf(n, false, out);
    } else if (n->kind == NODE_FIELD) {
        write_field(n, out);
    } else if (n->kind == NODE_WEIGHT) {
        write_weighed(n, false, out);
    } else if (n->kind == NODE_ATLEAST || n->kind == NODE_FIRST) {
        strbuf_printf(out, n->kind == NODE_FIRST ? "first/%u(" : "atleast/%u(", n->distance);
        write_node(n->children[0], out);
        strbuf_char(out, ')');
    } else if (n->kind == NODE_NOT) {
        strbuf_text(out, "NOT ");
        write_operand(n->children[0], out);
    } else {
        for (size_t i = 0; i < n->count; i++) {
            if (i)
                write_operator(n, out);
            write_operand(n->children[i], out);
        }
    }
}

void ast__write(const node *n, strbuf *out)
{
    write_node(n, out);
}

/* ---- listing ---- */

static const char *const kind_names[] = {
    [NODE_AND] = "AND",           [NODE_OR] = "OR",
    [NODE_NOT] = "NOT",           [NODE_NEAR] = "NEAR",
    [NODE_ADJ] = "ADJ",           [NODE_FIELD] = "FIELD",
    [NODE_NOT_NEAR] = "NOT NEAR", [NODE_SENTENCE] = "SENTENCE",
    [NODE_PARA] = "PARA",         [NODE_ATLEAST] = "ATLEAST",
    [NODE_FIRST] = "FIRST",       [NODE_WEIGHT] = "WEIGHT",
    [NODE_WORD] = "WORD",         [NODE_PHRASE] = "PHRASE",
    [NODE_PREFIX] = "PREFIX",     [NODE_PATTERN] = "PATTERN",
    [NODE_FUZZY] = "FUZZY",       [NODE_DATE] = "DATE",
    [NODE_RANGE] = "RANGE",       [NODE_ANY] = "ANY",
    [NODE_SAVED] = "SAVED",
};

static void dump_node(const node *n, size_t indent, strbuf *out)
{
    for (size_t i = 0; i < indent; i++)
        strbuf_text(out, "  ");
    strbuf_text(out, kind_names[n->kind]);
    if (n->kind != NODE_PHRASE && n->distance)
        strbuf_printf(out, "/%u", n->distance);
    strbuf_printf(out, " [%u,%u)", (unsigned)n->from, (unsigned)n->to);
    if (n->text.len) {
        strbuf_char(out, ' ');
        write_quoted(n->text, out);
    }
    if (n->kind == NODE_PHRASE && n->distance)
        strbuf_printf(out, "~%u", n->distance);
    if (n->kind == NODE_DATE || n->kind == NODE_RANGE)
        strbuf_char(out, ' ');
    if (n->kind == NODE_DATE)
        write_date(n, out);
    if (n->kind == NODE_RANGE)
        write_range(n, out);
    strbuf_char(out, '\n');
    for (size_t i = 0; i < n->count; i++)
        dump_node(n->children[i], indent + 1, out);
}

void query_dump(const morgue_query *query, strbuf *out)
{
    dump_node(query->root, 0, out);
}
