/* What one clause of a plan is, in words. */
#include "explain.h"

#include "calendar.h"
#include "compile.h"

#include <inttypes.h>
#include <stdio.h>

#define SHOWN_WORDS 12 /* of a leaf */

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
        strbuf_text(&x->line, i ? ", " : ": ");
        strbuf_str(&x->line, words->words[i]);
    }
    if (words->count > SHOWN_WORDS)
        strbuf_printf(&x->line, " and %zu more", words->count - SHOWN_WORDS);
}

static morgue_status add_words(explaining *x, const plan_node *n, unsigned part)
{
    const leaf *words;
    morgue_status status = run__leaf(&x->asking, n, part, &words, x->err);
    if (!status)
        show_words(x, &words->words);
    if (!status && (n->kind == PLAN_PREFIX || n->kind == PLAN_PATTERN || n->kind == PLAN_FUZZY)) {
        x->expanded += words->words.count;
        x->widest = words->words.count > x->widest ? words->words.count : x->widest;
    }
    return status;
}

static void add_scope(explaining *x, const plan_node *n)
{
    bool declared = n->scope == SCOPE_DECLARED || n->scope == SCOPE_KEYWORD;
    morgue_str name = declared ? n->name : str_of(scope_names[n->scope]);
    strbuf_printf(&x->line, " %.*s", STR_ARGS(name));
}

static void add_instant(explaining *x, int64_t seconds)
{
    if (seconds == INT64_MIN || seconds == INT64_MAX) {
        strbuf_text(&x->line, seconds == INT64_MIN ? "the beginning" : "the end");
        return;
    }
    char text[CALENDAR_TEXT];
    calendar_format(
        (morgue_date){seconds, seconds, MORGUE_PRECISION_INSTANT, MORGUE_PROVENANCE_NONE}, text);
    strbuf_text(&x->line, text);
}

static morgue_status add_entity(explaining *x, const plan_node *n)
{
    morgue_status status = MORGUE_OK;
    strbuf_printf(&x->line, "%s '%.*s%s'", n->about ? " (salient)" : "", STR_ARGS(n->text),
                  n->kind == PLAN_PREFIX ? "*" : "");
    for (unsigned kind = 0; !status && kind < ENTITY_KINDS; kind++) {
        bool asked = n->kind == PLAN_TICKER ? kind == ENTITY_ORG : (n->kinds >> kind & 1);
        if (!asked)
            continue;
        strbuf_printf(&x->line, " %s", entity_kind_name((entity_kind)kind));
        status = add_words(x, n, kind);
    }
    return status;
}

const char *run__words_of(unsigned count, words_text out)
{
    snprintf(out, sizeof(words_text), "%u word%s", count, count == 1 ? "" : "s");
    return out;
}

morgue_status run__describe(explaining *x, const plan_node *n)
{
    words_text number;
    strbuf_clear(&x->line);
    strbuf_text(&x->line, plan_kind_name(n->kind));
    switch (n->kind) {
    case PLAN_WORD:
        add_scope(x, n);
        strbuf_printf(&x->line, "%s %.*s", n->stemmed ? " stem" : "", STR_ARGS(n->text));
        return n->stemmed ? add_words(x, n, LEAF_SELF) : MORGUE_OK;
    case PLAN_KEYWORD:
        add_scope(x, n);
        strbuf_printf(&x->line, " '%.*s'", STR_ARGS(n->text));
        return MORGUE_OK;
    case PLAN_HAS:
        strbuf_printf(&x->line, " %.*s", STR_ARGS(n->text));
        return MORGUE_OK;
    case PLAN_PHRASE:
        add_scope(x, n);
        if (n->distance)
            strbuf_printf(&x->line, " with up to %s between", run__words_of(n->distance, number));
        return MORGUE_OK;
    case PLAN_NEAR:
    case PLAN_NOT_NEAR:
        add_scope(x, n);
        strbuf_printf(&x->line, " within %s%s", run__words_of(n->distance, number),
                      n->ordered ? ", in order" : "");
        return MORGUE_OK;
    case PLAN_SENTENCE:
    case PLAN_PARA:
        add_scope(x, n);
        return MORGUE_OK;
    case PLAN_ATLEAST:
        add_scope(x, n);
        strbuf_printf(&x->line, " %u time%s", n->distance, n->distance == 1 ? "" : "s");
        return MORGUE_OK;
    case PLAN_FIRST:
        add_scope(x, n);
        strbuf_printf(&x->line, " %s", run__words_of(n->distance, number));
        return MORGUE_OK;
    case PLAN_NAMES:
        add_scope(x, n);
        return add_words(x, n, LEAF_SELF);
    case PLAN_PREFIX:
        add_scope(x, n);
        if (n->scope == SCOPE_ENTITY)
            return add_entity(x, n);
        strbuf_printf(&x->line, " %.*s*", STR_ARGS(n->text));
        return run__is_stored(n) ? MORGUE_OK : add_words(x, n, LEAF_SELF);
    case PLAN_PATTERN:
        add_scope(x, n);
        strbuf_printf(&x->line, " %.*s", STR_ARGS(n->text));
        return add_words(x, n, LEAF_SELF);
    case PLAN_FUZZY:
        add_scope(x, n);
        strbuf_printf(&x->line, " %.*s~%u", STR_ARGS(n->text), n->distance);
        return add_words(x, n, LEAF_SELF);
    case PLAN_DATE:
        strbuf_text(&x->line, " from ");
        add_instant(x, n->first);
        strbuf_text(&x->line, " to ");
        add_instant(x, n->last);
        return MORGUE_OK;
    case PLAN_LENGTH:
        strbuf_printf(&x->line, " %" PRId64 " to ", n->first < 0 ? 0 : n->first);
        if (n->last == INT64_MAX)
            strbuf_text(&x->line, "any number of words");
        else
            strbuf_printf(&x->line, "%" PRId64 " words", n->last);
        return MORGUE_OK;
    case PLAN_ENTITY:
    case PLAN_TICKER:
        return add_entity(x, n);
    default:
        return MORGUE_OK;
    }
}
