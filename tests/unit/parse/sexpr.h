/* For tests of query/parse: a tree as one line, equality of trees, shorthands. */
#ifndef SEXPR_H
#define SEXPR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse.h"

/* 2023-06-15T12:30:00Z, a Thursday. */
#define NOW INT64_C(1686832200)

static inline void sexpr_bounds(const node *n, strbuf *out)
{
    strbuf_text(out, n->kind == NODE_DATE ? "date[" : "wc[");
    if (n->first != INT64_MIN)
        strbuf_printf(out, "%lld", (long long)n->first);
    strbuf_text(out, "..");
    if (n->last != INT64_MAX)
        strbuf_printf(out, "%lld", (long long)n->last);
    strbuf_text(out, "]");
}

/* The tree in Lisp's manner: (and micron (near/5 "a b"~2 org:MU)). */
static inline void sexpr(const node *n, strbuf *out)
{
    static const char *const heads[] = {"(and",     "(or",       "(not",      "(near",
                                        "(adj",     "(not-near", "(sentence", "(para",
                                        "(atleast", "(first",    "(^"};
    switch (n->kind) {
    case NODE_WORD:
    case NODE_PREFIX:
        strbuf_printf(out, "%.*s%s", STR_ARGS(n->text), n->kind == NODE_PREFIX ? "<star>" : "");
        return;
    case NODE_PHRASE:
        strbuf_printf(out, "\"%.*s\"", STR_ARGS(n->text));
        if (n->distance)
            strbuf_printf(out, "~%u", n->distance);
        return;
    case NODE_ANY:
        strbuf_text(out, "<any>");
        return;
    case NODE_SAVED:
        strbuf_printf(out, "<saved %.*s>", STR_ARGS(n->text));
        return;
    case NODE_FIELD:
        strbuf_printf(out, "%.*s:", STR_ARGS(n->text));
        sexpr(n->children[0], out);
        return;
    case NODE_DATE:
    case NODE_RANGE:
        sexpr_bounds(n, out);
        return;
    default:
        strbuf_text(out, heads[n->kind]);
        if (n->kind == NODE_WEIGHT)
            strbuf_str(out, n->text);
        if (n->distance)
            strbuf_printf(out, "/%u", n->distance);
        for (size_t i = 0; i < n->count; i++) {
            strbuf_char(out, ' ');
            sexpr(n->children[i], out);
        }
        strbuf_char(out, ')');
    }
}

/* Equal in all but where in the question they stand. */
static inline bool trees_equal(const node *a, const node *b)
{
    if (a->kind != b->kind || !str_equal(a->text, b->text) || a->distance != b->distance ||
        a->weight != b->weight || a->first != b->first || a->last != b->last ||
        a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!trees_equal(a->children[i], b->children[i]))
            return false;
    return true;
}

/* Every node lies within the question and children within their parents. */
static inline void check_places(const node *n, size_t len)
{
    assert_true(n->from < n->to && n->to <= len);
    for (size_t i = 0; i < n->count; i++) {
        assert_true(n->children[i]->from >= n->from && n->children[i]->to <= n->to);
        check_places(n->children[i], len);
    }
}

static inline morgue_query *parse_ok(const char *text, size_t len)
{
    morgue_query *q = NULL;
    morgue_error err = {0};
    if (morgue_query_parse(&q, text, len, NOW, 0, &err) != MORGUE_OK)
        fail_msg("'%.*s': %s", (int)(len < 400 ? len : 400), text, err.message);
    check_places(q->root, len);
    return q;
}

/* The canonical text of q parses to the same tree, whose text is the same. */
static inline void check_round_trip(const morgue_query *q)
{
    size_t len = strlen(q->canonical);
    if (len > MORGUE_MAX_QUERY_BYTES)
        return;
    morgue_query *again = parse_ok(q->canonical, len);
    if (!trees_equal(q->root, again->root) || strcmp(q->canonical, again->canonical) != 0)
        fail_msg("'%s'\nis written as '%s'\nis read as '%s'", q->text.ptr, q->canonical,
                 again->canonical);
    morgue_query_free(again);
}

/* text parses to the tree that is written as expected. */
static inline void expect_tree(const char *text, const char *expected)
{
    morgue_query *q = parse_ok(text, strlen(text));
    strbuf tree = {0};
    sexpr(q->root, &tree);
    if (strcmp(tree.ptr, expected) != 0)
        fail_msg("%s\n  is read as %s\n  instead of %s", text, tree.ptr, expected);
    check_round_trip(q);
    strbuf_free(&tree);
    morgue_query_free(q);
}

/* text fails so, at these bytes, with this in the message. */
static inline void expect_error(const char *text, size_t len, morgue_status status, size_t from,
                                size_t to, const char *message)
{
    morgue_query *q = (morgue_query *)&status;
    morgue_error err = {0};
    morgue_status got = morgue_query_parse(&q, text, len, NOW, 0, &err);
    int shown = (int)(len < 60 ? len : 60);
    if (got != status)
        fail_msg("'%.*s': status %d instead of %d: %s", shown, text, got, status, err.message);
    assert_null(q);
    assert_int_equal(err.status, status);
    if (err.from != from || err.to != to || !strstr(err.message, message))
        fail_msg("'%.*s': [%zu,%zu) instead of [%zu,%zu): %s", shown, text, err.from, err.to, from,
                 to, err.message);
    assert_int_equal(morgue_query_parse(&q, text, len, NOW, 0, NULL), status);
}

#endif
