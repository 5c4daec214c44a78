/* Which words of a text a question looks for: patterns made from its plan. */
#include "marker.h"

#include "error.h"

#include <stdlib.h>

static void add_pattern(marker *m, morgue_str first, pattern_form form, morgue_str rest)
{
    if (m->failed)
        return;
    if (m->count == m->capacity) {
        size_t capacity = m->capacity ? m->capacity * 2 : 64;
        pattern *grown = realloc(m->patterns, capacity * sizeof *grown);
        if (!grown) {
            m->failed = true;
            return;
        }
        m->patterns = grown;
        m->capacity = capacity;
    }
    pattern p = {arena_copy(&m->memory, first),     form,    arena_copy(&m->memory, rest), 0,
                 m->group ? m->group : ++m->groups, m->bound};
    strbuf key = {0};
    strbuf_char(&key, (char)form);
    /* Prefixes are found by their first three letters. */
    strbuf_str(&key, form == FORM_PREFIX ? str_range(first, 0, MARKER_PREFIX) : first);
    uint64_t *head = key.failed ? NULL : map_put(&m->index, strbuf_view(&key), NULL);
    strbuf_free(&key);
    if (!head || !p.first.ptr || !p.rest.ptr) {
        m->failed = true;
        return;
    }
    p.next = *head;
    m->patterns[m->count++] = p;
    *head = m->count;
}

/* Surfaces joined by spaces, as the alias table has them. */
static void add_name(marker *m, morgue_str name)
{
    strbuf text = {0};
    morgue_str rest = name, first = str_split(&rest, ' ');
    while (rest.len) {
        if (text.len)
            strbuf_char(&text, ' ');
        strbuf_char(&text, FORM_SURFACE);
        strbuf_str(&text, str_split(&rest, ' '));
    }
    m->failed |= text.failed;
    add_pattern(m, first, FORM_SURFACE, strbuf_view(&text));
    strbuf_free(&text);
}

/* Only the article's text is shown: that a source or a byline has a word says
 * nothing about the word there. */
static bool in_text(const plan_node *n)
{
    return n->scope <= SCOPE_BODY;
}

static pattern_form form_of(const plan_node *n)
{
    if (n->kind == PLAN_PREFIX)
        return FORM_PREFIX;
    return n->stemmed ? FORM_STEM : FORM_SURFACE;
}

static void add_word(marker *m, const plan_node *n)
{
    if (in_text(n))
        add_pattern(m, n->text, form_of(n), (morgue_str){NULL, 0});
}

/* What a wildcard inside of a word, or a spelling, stands for in the archive. */
static morgue_status add_like(marker *m, morgue_archive *a, const plan_node *n, morgue_error *err)
{
    if (!in_text(n))
        return MORGUE_OK;
    word_list words = {.stop = m->stop};
    morgue_status status = run__like_words(a, n, "", true, &words, err);
    uint32_t outer = m->group;
    m->group = outer ? outer : ++m->groups;
    for (size_t i = 0; !status && i < words.count; i++)
        add_pattern(m, words.words[i], FORM_SURFACE, (morgue_str){NULL, 0});
    m->group = outer;
    run__words_free(&words);
    return status;
}

bool run__is_run(const plan_node *n)
{
    if (n->kind != PLAN_PHRASE || n->distance)
        return false;
    for (size_t i = 0; i < n->count; i++)
        if (n->children[i]->kind != PLAN_WORD && n->children[i]->kind != PLAN_PREFIX)
            return false;
    return true;
}

static void add_run(marker *m, const plan_node *n)
{
    if (!in_text(n))
        return;
    strbuf rest = {0};
    for (size_t i = 1; i < n->count; i++) {
        if (i > 1)
            strbuf_char(&rest, ' ');
        strbuf_char(&rest, (char)form_of(n->children[i]));
        strbuf_str(&rest, n->children[i]->text);
    }
    m->failed |= rest.failed;
    add_pattern(m, n->children[0]->text, form_of(n->children[0]), strbuf_view(&rest));
    strbuf_free(&rest);
}

static void add_symbol(marker *m, morgue_str ticker)
{
    strbuf symbol = {0};
    strbuf_char(&symbol, '$');
    for (size_t i = 0; i < ticker.len; i++)
        strbuf_char(&symbol, ascii_lower(ticker.ptr[i]));
    m->failed |= symbol.failed;
    add_pattern(m, strbuf_view(&symbol), FORM_SURFACE, (morgue_str){NULL, 0});
    strbuf_free(&symbol);
}

static morgue_status add_entity(marker *m, morgue_archive *a, const plan_node *n, morgue_error *err)
{
    bool ticker = n->kind == PLAN_TICKER;
    morgue_status status = MORGUE_OK;
    uint32_t outer = m->group;
    m->group = outer ? outer : ++m->groups; /* whatever it is called */
    for (unsigned kind = 0; !status && kind < ENTITY_KINDS; kind++) {
        if (ticker ? kind != ENTITY_ORG : !(n->kinds >> kind & 1))
            continue;
        word_list words = {.stop = m->stop};
        status = run__entity_words(a, n, (entity_kind)kind, true, &words, err);
        for (size_t i = 0; !status && i < words.count; i++)
            add_name(m, words.words[i]);
        run__words_free(&words);
    }
    if (ticker)
        add_symbol(m, n->text);
    m->group = outer;
    return status;
}

static morgue_status gather(marker *m, morgue_archive *a, const plan_node *n, morgue_error *err);

static morgue_status gather_all(marker *m, morgue_archive *a, const plan_node *n, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < n->count; i++)
        status = gather(m, a, n->children[i], err);
    return status;
}

/* The operands of an operator about the order of words, each one thing to show; the
 * deepest operators matter. What a NOT NEAR forbids is not looked for. Words that are
 * counted, or names, are something to show wherever they stand. */
static morgue_status gather_operands(marker *m, morgue_archive *a, const plan_node *n,
                                     morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    size_t count = n->kind == PLAN_NOT_NEAR ? 1 : n->count;
    uint32_t outer = m->group;
    bool bound = m->bound;
    m->bound |= n->kind != PLAN_ATLEAST && n->kind != PLAN_NAMES;
    for (size_t i = 0; !status && i < count; i++) {
        if (count > 1)
            m->group = ++m->groups;
        status = gather(m, a, n->children[i], err);
    }
    m->group = outer;
    m->bound = bound;
    return status;
}

/* What a NOT forbids is not looked for. */
static morgue_status gather(marker *m, morgue_archive *a, const plan_node *n, morgue_error *err)
{
    if (n->kind == PLAN_ENTITY || n->kind == PLAN_TICKER ||
        (n->kind == PLAN_PREFIX && n->scope == SCOPE_ENTITY))
        return add_entity(m, a, n, err);
    switch (n->kind) {
    case PLAN_AND:
    case PLAN_OR:
        return gather_all(m, a, n, err);
    case PLAN_PATTERN:
    case PLAN_FUZZY:
        return add_like(m, a, n, err);
    case PLAN_PREFIX:
    case PLAN_WORD:
        add_word(m, n);
        return MORGUE_OK;
    default:
        if (!plan_is_positional(n->kind))
            return MORGUE_OK;
        if (!run__is_run(n))
            return gather_operands(m, a, n, err);
        add_run(m, n);
        return MORGUE_OK;
    }
}

morgue_status run__marker_new(marker **out, asking *q, const plan_node *root, morgue_error *err)
{
    *out = NULL;
    marker *m = calloc(1, sizeof *m);
    if (!m)
        return fail_nomem(err);
    m->stop = &q->stop;
    m->archive = q->archive;
    morgue_status status = gather(m, q->archive, root, err);
    if (!status && m->failed)
        status = fail_nomem(err);
    if (!status)
        status = run__proofs_new(&m->proofs, q, root, err);
    if (status)
        run__marker_free(m);
    else
        *out = m;
    return status;
}

void run__marker_free(marker *m)
{
    if (!m)
        return;
    run__proofs_free(m->proofs);
    free(m->patterns);
    map_free(&m->index);
    arena_free(&m->memory);
    free(m);
}

/* ---- matching ---- */

static bool token_is(const token *t, pattern_form form, morgue_str word)
{
    if (form == FORM_STEM)
        return str_equal(t->stem, word);
    if (form == FORM_PREFIX)
        return str_starts(t->norm, word);
    return str_equal(t->norm, word) || (t->exact.len && str_equal(t->exact, word));
}

/* The token after i that stands at position and is the word, which has its form
 * before it; SIZE_MAX if none. */
static size_t token_at(const token_list *list, size_t i, uint32_t position, morgue_str word)
{
    pattern_form form = word.len ? (pattern_form)word.ptr[0] : FORM_SURFACE;
    for (; i < list->count && list->tokens[i].position <= position; i++)
        if (list->tokens[i].position == position &&
            token_is(&list->tokens[i], form, str_range(word, 1, word.len)))
            return i;
    return SIZE_MAX;
}

static bool rest_follows(const pattern *p, const token_list *list, size_t i, uint32_t *to)
{
    morgue_str rest = p->rest;
    uint32_t position = list->tokens[i].position;
    while (rest.len) {
        i = token_at(list, i, ++position, str_split(&rest, ' '));
        if (i == SIZE_MAX)
            return false;
        if (list->tokens[i].to > *to)
            *to = list->tokens[i].to;
    }
    return true;
}

/* Of matches as long one that shows something by itself. */
static bool is_better(const marked *a, const marked *b)
{
    return a->to > b->to || (a->to == b->to && b->bound && !a->bound);
}

/* Takes the best match of the patterns whose key is form and head. */
static void lookup(const marker *m, pattern_form form, morgue_str head, const token_list *list,
                   size_t i, marked *best)
{
    char key[MORGUE_MAX_TERM + 2];
    if (head.len == 0 || head.len > MORGUE_MAX_TERM)
        return;
    key[0] = (char)form;
    memcpy(key + 1, head.ptr, head.len);
    const uint64_t *first = map_get(&m->index, (morgue_str){key, head.len + 1});
    for (uint64_t next = first ? *first : 0; next; next = m->patterns[next - 1].next) {
        const pattern *p = &m->patterns[next - 1];
        uint32_t to = list->tokens[i].to;
        if (!run__step(m->stop, 1))
            return;
        if (!token_is(&list->tokens[i], form, p->first) || !rest_follows(p, list, i, &to))
            continue;
        marked found = {list->tokens[i].from, to, p->group, p->bound};
        if (is_better(&found, best))
            *best = found;
    }
}

bool run__marker_match(const marker *m, const token_list *list, size_t i, marked *out)
{
    const token *t = &list->tokens[i];
    *out = (marked){0};
    lookup(m, FORM_SURFACE, t->norm, list, i, out);
    lookup(m, FORM_SURFACE, t->exact, list, i, out);
    lookup(m, FORM_STEM, t->stem, list, i, out);
    if (t->norm.len >= MARKER_PREFIX)
        lookup(m, FORM_PREFIX, str_range(t->norm, 0, MARKER_PREFIX), list, i, out);
    return out->to > 0;
}
