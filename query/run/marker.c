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
    pattern p = {arena_copy(&m->memory, first), form, arena_copy(&m->memory, rest), 0};
    char tag = form == FORM_STEM ? 'z' : form == FORM_PREFIX ? 'p' : 's';
    strbuf key = {0};
    strbuf_char(&key, tag);
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

/* A phrase: norms joined by spaces. */
static void add_phrase(void *context, morgue_str surface)
{
    morgue_str rest = surface;
    morgue_str first = str_split(&rest, ' ');
    add_pattern(context, first, FORM_SURFACE, rest);
}

static void add_word(marker *m, const plan_node *n)
{
    if (n->kind == PLAN_WORD)
        add_pattern(m, n->text, n->stemmed ? FORM_STEM : FORM_SURFACE, (morgue_str){NULL, 0});
    else if (n->kind == PLAN_PREFIX && n->scope < SCOPE_TAG)
        add_pattern(m, n->text, FORM_PREFIX, (morgue_str){NULL, 0});
    for (size_t i = 0; n->kind == PLAN_OR && i < n->count; i++)
        add_word(m, n->children[i]);
}

static void add_near(marker *m, const plan_node *n)
{
    bool phrase = n->ordered && n->distance == n->count;
    strbuf text = {0};
    for (size_t i = 0; i < n->count; i++) {
        const plan_node *child = n->children[i];
        phrase = phrase && child->kind == PLAN_WORD && !child->stemmed;
        if (i)
            strbuf_char(&text, ' ');
        strbuf_str(&text, child->text);
    }
    if (phrase && !text.failed)
        add_phrase(m, strbuf_view(&text));
    else
        for (size_t i = 0; i < n->count; i++)
            add_word(m, n->children[i]);
    m->failed |= text.failed;
    strbuf_free(&text);
}

static morgue_status add_entity(marker *m, morgue_archive *a, const plan_node *n, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (unsigned kind = 0; !status && kind < ENTITY_KINDS; kind++) {
        if (n->kind == PLAN_ENTITY && !(n->kinds >> kind & 1))
            continue;
        if (n->kind == PLAN_TICKER && kind != ENTITY_ORG)
            continue;
        word_list words = {0};
        status = run__entity_words(a, n, (entity_kind)kind, &words, err);
        for (size_t i = 0; !status && i < words.count; i++)
            add_phrase(m, words.words[i]);
        run__words_free(&words);
    }
    return status;
}

/* What a NOT forbids is not looked for. */
static morgue_status gather(marker *m, morgue_archive *a, const plan_node *n, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    switch (n->kind) {
    case PLAN_AND:
    case PLAN_OR:
        for (size_t i = 0; !status && i < n->count; i++)
            status = gather(m, a, n->children[i], err);
        return status;
    case PLAN_WORD:
    case PLAN_PREFIX:
        add_word(m, n);
        return MORGUE_OK;
    case PLAN_NEAR:
        add_near(m, n);
        return MORGUE_OK;
    case PLAN_ENTITY:
    case PLAN_TICKER:
        return add_entity(m, a, n, err);
    default:
        return MORGUE_OK;
    }
}

morgue_status run__marker_new(marker **out, morgue_archive *a, const plan_node *root,
                              morgue_error *err)
{
    *out = NULL;
    marker *m = calloc(1, sizeof *m);
    if (!m)
        return fail_nomem(err);
    morgue_status status = gather(m, a, root, err);
    if (!status && m->failed)
        status = fail_nomem(err);
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
    free(m->patterns);
    map_free(&m->index);
    arena_free(&m->memory);
    free(m);
}

/* ---- matching ---- */

static bool token_is(const token *t, morgue_str word)
{
    return str_equal(t->norm, word) || (t->exact.len && str_equal(t->exact, word));
}

/* The token after i that stands at position and is the word; SIZE_MAX if none. */
static size_t token_at(const token_list *list, size_t i, uint32_t position, morgue_str word)
{
    for (; i < list->count && list->tokens[i].position <= position; i++)
        if (list->tokens[i].position == position && token_is(&list->tokens[i], word))
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

static bool lookup(const marker *m, char tag, morgue_str form, const token_list *list, size_t i,
                   marked *out)
{
    char key[MORGUE_MAX_TERM + 2];
    if (form.len == 0 || form.len > MORGUE_MAX_TERM)
        return false;
    key[0] = tag;
    memcpy(key + 1, form.ptr, form.len);
    const uint64_t *head = map_get(&m->index, (morgue_str){key, form.len + 1});
    bool found = false;
    for (uint64_t next = head ? *head : 0; next; next = m->patterns[next - 1].next) {
        const pattern *p = &m->patterns[next - 1];
        uint32_t to = list->tokens[i].to;
        if (p->form == FORM_PREFIX && !str_starts(list->tokens[i].norm, p->first))
            continue;
        if (!rest_follows(p, list, i, &to) || (found && to <= out->to))
            continue;
        *out = (marked){list->tokens[i].from, to, (uint32_t)next};
        found = true;
    }
    return found;
}

bool run__marker_match(const marker *m, const token_list *list, size_t i, marked *out)
{
    const token *t = &list->tokens[i];
    return lookup(m, 's', t->norm, list, i, out) || lookup(m, 's', t->exact, list, i, out) ||
           lookup(m, 'z', t->stem, list, i, out) ||
           (t->norm.len >= MARKER_PREFIX &&
            lookup(m, 'p', str_range(t->norm, 0, MARKER_PREFIX), list, i, out));
}
