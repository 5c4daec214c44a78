/* Leaves of a plan over the whole archive: their words as terms, and what they
 * weigh. Made once a question, for all segments. */
#include "run_internal.h"

#include "error.h"

#include <stdio.h>

void run__asking_start(asking *q, morgue_archive *a, const morgue_search_options *o)
{
    *q = (asking){.archive = a,
                  .partial = o->partial,
                  .stop = {o->cancel, o->context, .timeout = o->timeout}};
    run__stop_start(&q->stop);
    const ranking_settings *r = &a->config->ranking;
    q->statistics.ranking =
        (match_ranking){r->k1, r->b, (int32_t)r->headline - (int32_t)HEADLINE_WDF};
    for (size_t i = 0; i < a->manifest.count; i++) {
        q->statistics.documents += a->segments[i]->documents;
        q->statistics.total_length += glass_statistics_of(a->segments[i]->glass)->total_length;
    }
}

/* Answers that stay as long as a question is asked. */
typedef struct held {
    struct held *next;
    memo_answers *answers;
} held;

/* Answers are kept by segment, whose name is never given again. To do without some is no
 * failure. */
void run__recall(asking *q, size_t shard, spans *question)
{
    memo *m = q->archive->answers;
    const char *name = q->archive->manifest.segments[shard].name;
    held *h = arena_alloc(&q->memory, sizeof *h);
    strbuf key = {0};
    strbuf_sized(&key, str_of(name));
    if (spans_describe(question, &key) && h && !key.failed)
        h->answers = memo_hold(m, strbuf_view(&key),
                               (size_t)stream_documents(q->archive->segments[shard]->stream) + 1);
    strbuf_free(&key);
    if (!h || !h->answers)
        return;
    h->next = q->held;
    q->held = h;
    spans_recall_from(question, h->answers);
}

static leaf *leaf_at(uint64_t address)
{
    return (leaf *)(uintptr_t)address;
}

void run__asking_end(asking *q)
{
    size_t at = 0;
    for (const map_entry *e; (e = map_next(&q->leaves, &at));)
        if (e->value)
            run__words_free(&leaf_at(e->value)->words);
    map_free(&q->leaves);
    for (const held *h = q->held; h; h = h->next)
        memo_release(h->answers);
    arena_free(&q->memory);
    strbuf_free(&q->term);
    *q = (asking){0};
}

/* Words of the text are asked for in the headline too, to leave it out or to weigh what
 * stands there. */
static bool needs_headline(const asking *q, plan_scope scope)
{
    return scope == SCOPE_BODY ||
           ((scope == SCOPE_TEXT || scope == SCOPE_LEDE) && q->statistics.ranking.headline != 0);
}

/* Words of the text weigh; those of other fields, values and names only restrict. */
static bool weighs(plan_scope scope)
{
    return scope <= SCOPE_BODY;
}

/* How many documents have any of the words, were they independent of each other. */
static uint64_t any_documents(const word_list *words, uint64_t all)
{
    double none = 1, most = 0;
    for (size_t i = 0; i < words->count && all; i++) {
        double documents = (double)words->documents[i];
        none *= documents < (double)all ? 1 - documents / (double)all : 0;
        most = documents > most ? documents : most;
    }
    double any = (double)all * (1 - none);
    return (uint64_t)((any > most ? any : most) + 0.5);
}

static morgue_str *make_terms(asking *q, const char *prefix, const word_list *words)
{
    morgue_str *terms = arena_alloc(&q->memory, (words->count + 1) * sizeof *terms);
    for (size_t i = 0; terms && i < words->count; i++) {
        term_make(&q->term, prefix, words->words[i]);
        terms[i] =
            q->term.failed ? (morgue_str){NULL, 0} : arena_copy(&q->memory, strbuf_view(&q->term));
        if (!terms[i].ptr)
            return NULL;
    }
    return terms;
}

static morgue_status add_one(asking *q, const char *prefix, morgue_str word, bool weighed,
                             leaf *out, morgue_error *err)
{
    uint64_t documents = weighed ? run__documents(q->archive, prefix, word, &q->term) : 0;
    run__words_add(&out->words, word, documents);
    return out->words.failed || q->term.failed ? fail_nomem(err) : MORGUE_OK;
}

/* ticker:MU is the company by any of its names, or "$MU" itself. */
static morgue_status add_symbol(asking *q, const plan_node *n, leaf *out, morgue_error *err)
{
    char symbol[MORGUE_MAX_TERM + 2] = "$";
    size_t len = n->text.len < MORGUE_MAX_TERM ? n->text.len : MORGUE_MAX_TERM;
    for (size_t i = 0; i < len; i++)
        symbol[i + 1] = ascii_lower(n->text.ptr[i]);
    return add_one(q, "", (morgue_str){symbol, len + 1}, true, out, err);
}

/* The words of all parts of an operand of proximity. */
static morgue_status add_operand(asking *q, const plan_node *n, leaf *out, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < n->count; i++) {
        const leaf *part;
        status = run__leaf(q, n->children[i], LEAF_SELF, &part, err);
        for (size_t k = 0; !status && k < part->words.count; k++)
            run__words_add(&out->words, part->words.words[k], part->words.documents[k]);
    }
    return !status && out->words.failed ? fail_nomem(err) : status;
}

/* The names of an entity of every kind that is asked; a ticker has one, and its
 * symbol. */
static morgue_status add_names(asking *q, const plan_node *of, leaf *out, morgue_error *err)
{
    bool ticker = of->kind == PLAN_TICKER;
    unsigned parts = ticker ? 1u << ENTITY_ORG | 1u << LEAF_SELF : of->kinds;
    morgue_status status = MORGUE_OK;
    for (unsigned part = 0; !status && part <= LEAF_SELF; part++) {
        const leaf *names;
        if (!(parts >> part & 1))
            continue;
        status = run__leaf(q, of, part, &names, err);
        for (size_t i = 0; !status && i < names->words.count; i++)
            run__words_add(&out->words, names->words.words[i], 0);
    }
    return !status && out->words.failed ? fail_nomem(err) : status;
}

/* An operand is of the scope that its first word has. */
static const plan_node *first_word(const plan_node *n)
{
    while (n->kind == PLAN_OR && n->count)
        n = n->children[0];
    return n;
}

static morgue_status add_words(asking *q, const plan_node *n, unsigned part, const char *prefix,
                               bool weighed, leaf *out, morgue_error *err)
{
    if (part != LEAF_SELF)
        return run__entity_words(q->archive, n, (entity_kind)part, q->partial, &out->words, err);
    if (n->kind == PLAN_TICKER)
        return add_symbol(q, n, out, err);
    if (n->kind == PLAN_OR)
        return add_operand(q, n, out, err);
    if (n->kind == PLAN_NAMES)
        return add_names(q, n->children[0], out, err);
    if (n->kind == PLAN_PREFIX)
        return run__prefix_words(q->archive, n, prefix, q->partial, &out->words, &out->whole, err);
    if (n->kind == PLAN_PATTERN || n->kind == PLAN_FUZZY)
        return run__like_words(q->archive, n, prefix, q->partial, &out->words, err);
    if (n->kind == PLAN_WORD && n->stemmed)
        return run__stem_words(q->archive, prefix, n->text, &out->words, err);
    return add_one(q, prefix, n->text, weighed, out, err);
}

/* The prefix of a leaf's terms, and their scope: one of the text's for words of the
 * text alone. */
static void leaf_prefix(const plan_node *n, unsigned part, plan_scope *scope,
                        char out[TERM_DECLARED_PREFIX])
{
    const plan_node *word = first_word(n);
    *scope = part == LEAF_SELF ? word->scope : SCOPE_ENTITY;
    if (part != LEAF_SELF) {
        run__entity_prefix(n, (entity_kind)part, out);
    } else if (n->kind == PLAN_HAS) {
        *scope = SCOPE_KEYWORD;
        snprintf(out, TERM_DECLARED_PREFIX, "%s", TERM_HAS);
    } else if (n->kind == PLAN_TICKER) {
        *scope = SCOPE_TEXT;
        *out = '\0';
    } else {
        run__prefix(word->scope, word->name, out);
    }
}

static bool is_wildcard(const plan_node *n)
{
    return n->kind == PLAN_PREFIX || n->kind == PLAN_PATTERN || n->kind == PLAN_FUZZY;
}

/* Each wildcard has its cap; many of them together have this one. */
static morgue_status count_expanded(asking *q, const plan_node *n, const word_list *words,
                                    morgue_error *err)
{
    if (!is_wildcard(n))
        return MORGUE_OK;
    q->expanded += words->count;
    if (q->expanded <= MORGUE_MAX_EXPANSIONS)
        return MORGUE_OK;
    return fail_range(err, MORGUE_LIMIT, n->from, n->to,
                      "up to here the wildcards of the question stand for more than %d words "
                      "together (MORGUE_MAX_EXPANSIONS): write more letters, or ask in parts",
                      MORGUE_MAX_EXPANSIONS);
}

static morgue_status make_leaf(asking *q, const plan_node *n, unsigned part, leaf *out,
                               morgue_error *err)
{
    char prefix[TERM_DECLARED_PREFIX];
    plan_scope scope;
    leaf_prefix(n, part, &scope, prefix);
    out->words.stop = &q->stop;
    morgue_status status = run__stop(&q->stop, err);
    if (!status)
        status = add_words(q, n, part, prefix, weighs(scope), out, err);
    if (!status)
        status = count_expanded(q, n, &out->words, err);
    if (status)
        return status;
    out->terms = make_terms(q, prefix, &out->words);
    if (needs_headline(q, scope))
        out->headline = make_terms(q, TERM_HEADLINE, &out->words);
    if (!out->terms || (needs_headline(q, scope) && !out->headline))
        return fail_nomem(err);
    if (weighs(scope) && out->words.count)
        out->weight =
            match_weight(&q->statistics, any_documents(&out->words, q->statistics.documents));
    return MORGUE_OK;
}

/* Wildcards that are written the same are the same, so that each is expanded once;
 * of all else a node is its own. */
static void add_key(strbuf *key, const plan_node *n, unsigned part)
{
    unsigned what[] = {part, n->kind, n->scope, n->about, n->distance, (unsigned)n->name.len};
    if (!is_wildcard(n)) {
        strbuf_char(key, (char)part);
        strbuf_add(key, (const char *)&n, sizeof n);
        return;
    }
    strbuf_add(key, (const char *)what, sizeof what);
    strbuf_str(key, n->name);
    strbuf_str(key, n->text);
}

morgue_status run__leaf(asking *q, const plan_node *n, unsigned part, const leaf **out,
                        morgue_error *err)
{
    strbuf key = {0};
    *out = NULL;
    add_key(&key, n, part);
    const uint64_t *known = key.failed ? NULL : map_get(&q->leaves, strbuf_view(&key));
    if (known && *known) {
        *out = leaf_at(*known);
        strbuf_free(&key);
        return MORGUE_OK;
    }
    leaf *made = key.failed ? NULL : arena_alloc(&q->memory, sizeof *made);
    morgue_status status = made ? make_leaf(q, n, part, made, err) : fail_nomem(err);
    /* Parts of an operand were put there meanwhile: only now the entry stays. */
    uint64_t *address = status ? NULL : map_put(&q->leaves, strbuf_view(&key), NULL);
    strbuf_free(&key);
    if (!made)
        return status;
    if (!address) {
        run__words_free(&made->words);
        return status ? status : fail_nomem(err);
    }
    *address = (uint64_t)(uintptr_t)made;
    *out = made;
    return MORGUE_OK;
}
