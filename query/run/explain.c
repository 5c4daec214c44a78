/* How the archive understands a question: the plan, with exact counts. */
#include "advice.h"
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
    arena memory;
    size_t expanded; /* words that wildcards and spellings stand for */
    size_t widest;   /* of one of them */
    uint64_t total;  /* articles that match all of it */
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

/* A number from 0 to 10000, to at most so many decimals. Not printf's %g: the decimal
 * point is the same in every locale. */
static void add_decimal(strbuf *out, double number, unsigned decimals)
{
    uint64_t scale = 1;
    for (unsigned i = 0; i < decimals; i++)
        scale *= 10;
    uint64_t n = (uint64_t)(number * (double)scale + 0.5);
    for (; decimals && n % 10 == 0; decimals--) {
        n /= 10;
        scale /= 10;
    }
    strbuf_printf(out, "%" PRIu64, n / scale);
    if (decimals)
        strbuf_printf(out, ".%0*" PRIu64, (int)decimals, n % scale);
}

static void add_factor(explaining *x, double factor)
{
    if ((unsigned)(factor * 10000 + 0.5) == 10000)
        return;
    strbuf_text(&x->out, "  (weight ");
    add_decimal(&x->out, factor, 4);
    strbuf_char(&x->out, ')');
}

/* Depth was bounded when the question was parsed. */
static morgue_status explain_node(explaining *x, const plan_node *n, unsigned depth)
{
    uint64_t total = 0;
    morgue_status status = run__count(&x->asking, n, AS_ASKED, &total, x->err);
    if (status)
        return status;
    x->total = depth ? x->total : total;
    strbuf_printf(&x->out, "%8" PRIu64 "  %*s", total, (int)depth * 2, "");
    status = describe(x, n);
    add_factor(x, n->factor);
    strbuf_char(&x->out, '\n');
    for (size_t i = 0; !status && i < n->count; i++)
        status = explain_node(x, n->children[i], depth + 1);
    return status;
}

/* A clause, what it finds alone, and what the others find without it. */
static void add_clause(explaining *x, const morgue_clause *c, bool only)
{
    strbuf_printf(&x->out, "  %.*s: %" PRIu64 " alone", STR_ARGS(c->text), c->alone);
    if (!only)
        strbuf_printf(&x->out, ", %" PRIu64 " without it", c->without);
    if (c->missing.len)
        strbuf_printf(&x->out, "; '%.*s' stands nowhere", STR_ARGS(c->missing));
    if (c->instead.len)
        strbuf_printf(&x->out, ", did you mean '%.*s' (%" PRIu64 ")?", STR_ARGS(c->instead),
                      c->instead_alone);
    strbuf_char(&x->out, '\n');
}

static morgue_status explain_nothing(explaining *x, const morgue_query *query, const plan *p)
{
    advice found;
    morgue_status status = run__advise(&x->asking, p, query, &x->memory, &found, x->err);
    if (status)
        return status;
    strbuf_text(&x->out, "nothing matches:\n");
    for (size_t i = 0; i < found.count; i++)
        add_clause(x, &found.clauses[i], found.count + found.more == 1);
    if (found.more)
        strbuf_printf(&x->out, "  and %zu more clauses (MORGUE_MAX_CLAUSES)\n", found.more);
    return MORGUE_OK;
}

/* How the configuration weighs the hits, where it is not the usual way. */
static void add_ranking(explaining *x)
{
    const ranking_settings usual = RANKING_DEFAULT, *used = &x->asking.archive->config->ranking;
    if (used->k1 == usual.k1 && used->b == usual.b && used->headline == usual.headline &&
        used->half_life == usual.half_life)
        return;
    strbuf_text(&x->out, "ranking   k1 ");
    add_decimal(&x->out, used->k1, 9);
    strbuf_text(&x->out, ", b ");
    add_decimal(&x->out, used->b, 9);
    strbuf_printf(&x->out, ", headline %u, half life %" PRId64 "h\n", used->headline,
                  used->half_life / 3600);
}

/* What it took. */
static void add_costs(explaining *x, const plan *p, double start)
{
    size_t segments = x->asking.archive->manifest.count, read = 0;
    for (size_t i = 0; i < segments; i++)
        read += run__may_match(&x->asking, i, p->root, AS_ASKED);
    add_ranking(x);
    strbuf_printf(&x->out, "segments  %zu of %zu can match\n", read, segments);
    words_text number;
    if (x->expanded)
        strbuf_printf(&x->out, "wildcards %s, at most %zu of %d for one\n",
                      words_of((unsigned)x->expanded, number), x->widest, MORGUE_MAX_EXPANSION);
    uint64_t us = (uint64_t)((run__clock() - start) * 1000);
    strbuf_printf(&x->out, "time      %" PRIu64 ".%03u ms\n", us / 1000, (unsigned)(us % 1000));
}

static morgue_status explain_plan(explaining *x, const morgue_query *query, const plan *p)
{
    strbuf_printf(&x->out, "question  %s\n", query->text.ptr);
    strbuf_printf(&x->out, "read as   %s\n", query->canonical);
    for (size_t i = 0; i < query->note_count; i++)
        strbuf_printf(&x->out, "note      %s\n", query->notes[i]);
    for (size_t i = 0; i < p->note_count; i++)
        strbuf_printf(&x->out, "note      %s\n", p->notes[i]);
    strbuf_text(&x->out, "articles  clause\n");
    morgue_status status = explain_node(x, p->root, 0);
    uint64_t undated = 0;
    if (!status && p->dated) {
        status = run__count(&x->asking, p->root, BUT_FOR_DATES, &undated, x->err);
        strbuf_printf(&x->out, "%8" PRIu64 "  undated articles match but for the dates\n", undated);
    }
    if (!status && !x->total)
        status = explain_nothing(x, query, p);
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
    double start = run__clock();
    explaining x = {.err = err};
    plan *p;
    morgue_search_options own;
    morgue_status status = run__options(&own, options, err);
    if (status)
        return status;
    run__asking_start(&x.asking, archive, &own);
    status = plan_make(&p, query, archive->config, archive->analyzer, err);
    if (!status)
        status = explain_plan(&x, query, p);
    if (!status)
        add_costs(&x, p, start);
    if (!status)
        run__budgets(&x.asking, &x.out);
    status = run__stop_reason(&x.asking.stop, status, err);
    run__asking_end(&x.asking);
    arena_free(&x.memory);
    plan_free(p);
    if (!status)
        status = strbuf_check(&x.out, err);
    if (status)
        strbuf_free(&x.out);
    else
        *out = x.out.ptr;
    return status;
}
