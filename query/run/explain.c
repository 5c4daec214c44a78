/* How the archive understands a question: the plan, with exact counts. */
#include "compile.h"

#include "calendar.h"
#include "error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SHOWN_WORDS 12 /* of a leaf */

typedef struct explaining {
    asking asking;
    strbuf out;
    morgue_error *err;
} explaining;

static const char *const scope_names[] = {
    [SCOPE_TEXT] = "text",       [SCOPE_HEADLINE] = "headline", [SCOPE_LEDE] = "lede",
    [SCOPE_BODY] = "body",       [SCOPE_BYLINE] = "byline",     [SCOPE_SOURCE] = "source",
    [SCOPE_SECTION] = "section", [SCOPE_TAG] = "tag",           [SCOPE_LANG] = "lang",
    [SCOPE_URL] = "url",         [SCOPE_HOST] = "host",         [SCOPE_ID] = "id",
    [SCOPE_ENTITY] = "entity",
};

static void show_words(explaining *x, const word_list *words)
{
    for (size_t i = 0; i < words->count && i < SHOWN_WORDS; i++) {
        strbuf_text(&x->out, i ? ", " : ": ");
        strbuf_str(&x->out, words->words[i]);
    }
    if (words->count > SHOWN_WORDS)
        strbuf_printf(&x->out, " and %zu more", words->count - SHOWN_WORDS);
}

static morgue_status add_words(explaining *x, const plan_node *n, unsigned part)
{
    const leaf *words;
    morgue_status status = run__leaf(&x->asking, n, part, &words, x->err);
    if (!status)
        show_words(x, &words->words);
    return status;
}

static void add_scope(explaining *x, const plan_node *n)
{
    bool declared = n->scope == SCOPE_DECLARED || n->scope == SCOPE_KEYWORD;
    morgue_str name = declared ? n->name : str_of(scope_names[n->scope]);
    strbuf_printf(&x->out, " %.*s", STR_ARGS(name));
}

static void add_instant(explaining *x, int64_t seconds)
{
    if (seconds == INT64_MIN || seconds == INT64_MAX) {
        strbuf_text(&x->out, seconds == INT64_MIN ? "the beginning" : "the end");
        return;
    }
    char text[CALENDAR_TEXT];
    calendar_format(
        (morgue_date){seconds, seconds, MORGUE_PRECISION_INSTANT, MORGUE_PROVENANCE_NONE}, text);
    strbuf_text(&x->out, text);
}

static morgue_status add_entity(explaining *x, const plan_node *n)
{
    morgue_status status = MORGUE_OK;
    strbuf_printf(&x->out, "%s '%.*s%s'", n->about ? " (salient)" : "", STR_ARGS(n->text),
                  n->kind == PLAN_PREFIX ? "*" : "");
    for (unsigned kind = 0; !status && kind < ENTITY_KINDS; kind++) {
        bool asked = n->kind == PLAN_TICKER ? kind == ENTITY_ORG : (n->kinds >> kind & 1);
        if (!asked)
            continue;
        strbuf_printf(&x->out, " %s", entity_kind_name((entity_kind)kind));
        status = add_words(x, n, kind);
    }
    return status;
}

typedef char words_text[32];

static const char *words_of(unsigned count, words_text out)
{
    snprintf(out, sizeof(words_text), "%u word%s", count, count == 1 ? "" : "s");
    return out;
}

static morgue_status describe(explaining *x, const plan_node *n)
{
    words_text number;
    strbuf_text(&x->out, plan_kind_name(n->kind));
    switch (n->kind) {
    case PLAN_WORD:
        add_scope(x, n);
        strbuf_printf(&x->out, "%s %.*s", n->stemmed ? " stem" : "", STR_ARGS(n->text));
        return n->stemmed ? add_words(x, n, LEAF_SELF) : MORGUE_OK;
    case PLAN_KEYWORD:
        add_scope(x, n);
        strbuf_printf(&x->out, " '%.*s'", STR_ARGS(n->text));
        return MORGUE_OK;
    case PLAN_HAS:
        strbuf_printf(&x->out, " %.*s", STR_ARGS(n->text));
        return MORGUE_OK;
    case PLAN_PHRASE:
        add_scope(x, n);
        if (n->distance)
            strbuf_printf(&x->out, " with up to %s between", words_of(n->distance, number));
        return MORGUE_OK;
    case PLAN_NEAR:
    case PLAN_NOT_NEAR:
        add_scope(x, n);
        strbuf_printf(&x->out, " within %s%s", words_of(n->distance, number),
                      n->ordered ? ", in order" : "");
        return MORGUE_OK;
    case PLAN_SENTENCE:
    case PLAN_PARA:
        add_scope(x, n);
        return MORGUE_OK;
    case PLAN_ATLEAST:
        add_scope(x, n);
        strbuf_printf(&x->out, " %u time%s", n->distance, n->distance == 1 ? "" : "s");
        return MORGUE_OK;
    case PLAN_FIRST:
        add_scope(x, n);
        strbuf_printf(&x->out, " %s", words_of(n->distance, number));
        return MORGUE_OK;
    case PLAN_NAMES:
        add_scope(x, n);
        return add_words(x, n, LEAF_SELF);
    case PLAN_PREFIX:
        add_scope(x, n);
        if (n->scope == SCOPE_ENTITY)
            return add_entity(x, n);
        strbuf_printf(&x->out, " %.*s*", STR_ARGS(n->text));
        return run__is_stored(n) ? MORGUE_OK : add_words(x, n, LEAF_SELF);
    case PLAN_PATTERN:
        add_scope(x, n);
        strbuf_printf(&x->out, " %.*s", STR_ARGS(n->text));
        return add_words(x, n, LEAF_SELF);
    case PLAN_FUZZY:
        add_scope(x, n);
        strbuf_printf(&x->out, " %.*s~%u", STR_ARGS(n->text), n->distance);
        return add_words(x, n, LEAF_SELF);
    case PLAN_DATE:
        strbuf_text(&x->out, " from ");
        add_instant(x, n->first);
        strbuf_text(&x->out, " to ");
        add_instant(x, n->last);
        return MORGUE_OK;
    case PLAN_LENGTH:
        strbuf_printf(&x->out, " %" PRId64 " to ", n->first < 0 ? 0 : n->first);
        if (n->last == INT64_MAX)
            strbuf_text(&x->out, "any number of words");
        else
            strbuf_printf(&x->out, "%" PRId64 " words", n->last);
        return MORGUE_OK;
    case PLAN_ENTITY:
    case PLAN_TICKER:
        return add_entity(x, n);
    default:
        return MORGUE_OK;
    }
}

/* Depth was bounded when the question was parsed. */
static morgue_status explain_node(explaining *x, const plan_node *n, unsigned depth)
{
    uint64_t total = 0;
    morgue_status status = run__count(&x->asking, n, AS_ASKED, &total, x->err);
    if (status)
        return status;
    strbuf_printf(&x->out, "%8" PRIu64 "  %*s", total, (int)depth * 2, "");
    status = describe(x, n);
    strbuf_char(&x->out, '\n');
    for (size_t i = 0; !status && i < n->count; i++)
        status = explain_node(x, n->children[i], depth + 1);
    return status;
}

static morgue_status explain_plan(explaining *x, const morgue_query *query, const plan *p)
{
    strbuf_printf(&x->out, "question  %s\n", query->text.ptr);
    strbuf_printf(&x->out, "read as   %s\n", query->canonical);
    for (size_t i = 0; i < query->note_count; i++)
        strbuf_printf(&x->out, "note      %s\n", query->notes[i]);
    strbuf_text(&x->out, "articles  clause\n");
    morgue_status status = explain_node(x, p->root, 0);
    if (status || !p->dated)
        return status;
    uint64_t undated = 0;
    status = run__count(&x->asking, p->root, BUT_FOR_DATES, &undated, x->err);
    strbuf_printf(&x->out, "%8" PRIu64 "  undated articles match but for the dates\n", undated);
    return status;
}

morgue_status morgue_explain(char **out, morgue_archive *archive, const morgue_query *query,
                             morgue_error *err)
{
    return morgue_explain_within(out, archive, query, NULL, err);
}

morgue_status morgue_explain_within(char **out, morgue_archive *archive, const morgue_query *query,
                                    const morgue_search_options *options, morgue_error *err)
{
    *out = NULL;
    explaining x = {.err = err};
    plan *p;
    morgue_search_options own;
    morgue_status status = run__options(&own, options, err);
    if (status)
        return status;
    run__asking_start(&x.asking, archive, own.partial,
                      &(stopping){own.cancel, own.context, .timeout = own.timeout});
    status = plan_make(&p, query, archive->config, archive->analyzer, err);
    if (!status)
        status = explain_plan(&x, query, p);
    status = run__stop_reason(&x.asking.stop, status, err);
    if (!status)
        run__budgets(&x.asking, &x.out);
    run__asking_end(&x.asking);
    plan_free(p);
    if (!status)
        status = strbuf_check(&x.out, err);
    if (status)
        strbuf_free(&x.out);
    else
        *out = x.out.ptr;
    return status;
}
