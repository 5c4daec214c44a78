/* Writing plans and comparing them with what they must be. */
#include "show.h"

static const char *const scopes[] = {
    [SCOPE_TEXT] = "",           [SCOPE_HEADLINE] = "headline", [SCOPE_LEDE] = "lede",
    [SCOPE_BODY] = "body",       [SCOPE_BYLINE] = "byline",     [SCOPE_SOURCE] = "source",
    [SCOPE_SECTION] = "section", [SCOPE_TAG] = "tag",           [SCOPE_LANG] = "lang",
    [SCOPE_URL] = "url",         [SCOPE_HOST] = "host",         [SCOPE_ID] = "id",
    [SCOPE_ENTITY] = "entity",
};

static void show_scope(const plan_node *n, const char *mark, strbuf *out)
{
    bool declared = n->scope == SCOPE_DECLARED || n->scope == SCOPE_KEYWORD;
    morgue_str name = declared ? n->name : str_of(scopes[n->scope]);
    strbuf_str(out, name);
    if (name.len)
        strbuf_text(out, mark);
}

static void show_kinds(const plan_node *n, strbuf *out)
{
    static const char *const names[] = {"person", "org", "place"};
    if (n->about)
        strbuf_text(out, "about");
    else if (n->kinds == 7)
        strbuf_text(out, "entity");
    for (unsigned k = 0; n->kinds != 7 && k < 3; k++)
        if (n->kinds >> k & 1)
            strbuf_text(out, names[k]);
}

static void show_bounds(const plan_node *n, const char *name, strbuf *out)
{
    strbuf_printf(out, "%s[", name);
    if (n->first != INT64_MIN)
        strbuf_printf(out, "%lld", (long long)n->first);
    strbuf_text(out, "..");
    if (n->last != INT64_MAX)
        strbuf_printf(out, "%lld", (long long)n->last);
    strbuf_char(out, ']');
}

static void show_children(const plan_node *n, strbuf *out)
{
    if (plan_is_positional(n->kind))
        show_scope(n, ":", out);
    strbuf_printf(out, "(%s", n->ordered ? "adj" : plan_kind_name(n->kind));
    if (n->distance)
        strbuf_printf(out, "/%u", n->distance);
    for (size_t i = 0; i < n->count; i++) {
        strbuf_char(out, ' ');
        show_plan(n->children[i], out);
    }
    strbuf_char(out, ')');
}

static void show_clause(const plan_node *n, strbuf *out)
{
    switch (n->kind) {
    case PLAN_ALL:
        strbuf_char(out, '*');
        return;
    case PLAN_WORD:
        show_scope(n, ":", out);
        strbuf_text(out, n->stemmed ? "~" : "");
        strbuf_str(out, n->text);
        return;
    case PLAN_PREFIX:
        if (n->scope == SCOPE_ENTITY)
            show_kinds(n, out);
        show_scope(n, n->scope >= SCOPE_TAG ? "=" : ":", out);
        strbuf_printf(out, "%.*s*", STR_ARGS(n->text));
        return;
    case PLAN_PATTERN:
    case PLAN_FUZZY:
        show_scope(n, ":", out);
        strbuf_str(out, n->text);
        if (n->kind == PLAN_FUZZY)
            strbuf_printf(out, "~%u", n->distance);
        return;
    case PLAN_DATE:
        show_bounds(n, "date", out);
        return;
    case PLAN_LENGTH:
        show_bounds(n, "wc", out);
        return;
    case PLAN_KEYWORD:
        show_scope(n, "=", out);
        strbuf_printf(out, "'%.*s'", STR_ARGS(n->text));
        return;
    case PLAN_ENTITY:
        show_kinds(n, out);
        strbuf_printf(out, "'%.*s'", STR_ARGS(n->text));
        return;
    case PLAN_TICKER:
        strbuf_printf(out, "ticker'%.*s'", STR_ARGS(n->text));
        return;
    case PLAN_HAS:
        strbuf_printf(out, "has(%.*s)", STR_ARGS(n->text));
        return;
    case PLAN_AND:
    case PLAN_OR:
    case PLAN_NOT:
    case PLAN_PHRASE:
    case PLAN_NEAR:
    case PLAN_NOT_NEAR:
    case PLAN_SENTENCE:
    case PLAN_PARA:
    case PLAN_ATLEAST:
    case PLAN_FIRST:
    case PLAN_NAMES:
        show_children(n, out);
        return;
    }
    fail_msg("a plan with a node of kind %d", (int)n->kind);
}

void show_plan(const plan_node *n, strbuf *out)
{
    show_clause(n, out);
    if (n->factor != 1)
        strbuf_printf(out, "^%g", n->factor);
}

const morgue_config *show_config(void)
{
    static const char *const queries[][2] = {
        {"chips", "micron OR samsung"},
        {"recent", "query:chips after:2023-05"},
        {"both", "query:recent query:recent"},
        {"loop", "china query:pool"},
        {"pool", "query:loop OR japan"},
        {"broken", "a AND ("},
        {"unknown", "headlin:china"},
        {"outer", "china query:unknown"},
        {"wild", "electr*"},
        {"titled", "headline:china"},
    };
    enum { QUERIES = sizeof queries / sizeof *queries };
    static saved_query saved[QUERIES];
    static declared_field fields[3];
    static morgue_config config;
    for (size_t i = 0; i < QUERIES; i++)
        saved[i] = (saved_query){str_of(queries[i][0]), str_of(queries[i][1])};
    fields[0] = (declared_field){STR("desk"), true, true};
    fields[1] = (declared_field){STR("ref"), false, false};
    fields[2] = (declared_field){STR("priority"), false, true};
    config = (morgue_config){.language = STR("en"),
                             .fields = fields,
                             .field_count = 3,
                             .queries = saved,
                             .query_count = QUERIES};
    return &config;
}

morgue_status show_make(plan **out, const char *text, morgue_error *err)
{
    morgue_query *q = NULL;
    analyzer *a = NULL;
    morgue_error error = {0};
    *out = NULL;
    if (morgue_query_parse(&q, text, strlen(text), NOW, 0, &error) ||
        analyzer_new(&a, STR("en"), &error))
        fail_msg("'%s': %s", text, error.message);
    morgue_status status = plan_make(out, q, show_config(), a, err);
    /* A plan borrows nothing from the question. */
    morgue_query_free(q);
    analyzer_free(a);
    return status;
}

/* Every clause names bytes of the question. */
static void check_places(const plan_node *n, size_t len)
{
    assert_true(n->from < n->to && n->to <= len);
    for (size_t i = 0; i < n->count; i++)
        check_places(n->children[i], len);
}

void expect_plan(const char *text, const char *expected)
{
    plan *p;
    morgue_error err = {0};
    strbuf out = {0};
    if (show_make(&p, text, &err))
        fail_msg("'%s': %s", text, err.message);
    check_places(p->root, strlen(text));
    show_plan(p->root, &out);
    if (strcmp(out.ptr, expected) != 0)
        fail_msg("%s\n  is planned as %s\n  instead of %s", text, out.ptr, expected);
    strbuf_free(&out);
    plan_free(p);
}

void expect_plans(const plan_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_plan(rows[i].text, rows[i].expected);
}

void expect_refusal(const char *text, morgue_status status, size_t from, size_t to,
                    const char *message)
{
    plan *p;
    morgue_error err = {0};
    morgue_status got = show_make(&p, text, &err);
    if (got != status)
        fail_msg("'%s': status %d instead of %d: %s", text, got, status, err.message);
    assert_null(p);
    assert_int_equal(err.status, status);
    if (err.from != from || err.to != to || !strstr(err.message, message))
        fail_msg("'%s': [%zu,%zu) instead of [%zu,%zu): %s", text, err.from, err.to, from, to,
                 err.message);
    assert_int_equal(show_make(&p, text, NULL), status);
}
