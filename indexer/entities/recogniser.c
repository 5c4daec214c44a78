/* The matching structure: a vocabulary and a trie of word sequences in one hash table. */
#include "entities_internal.h"

#include "error.h"

#include <stdlib.h>

void recogniser_free(recogniser *r)
{
    if (!r)
        return;
    map_free(&r->words);
    free(r->word_flags);
    free(r->nodes);
    free(r->edges);
    free(r->names);
    free(r->shorts);
    free(r);
}

static size_t edge_place(const recogniser *r, uint64_t key)
{
    size_t i = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20);
    while (r->edges[i & r->edge_mask].key && r->edges[i & r->edge_mask].key != key)
        i++;
    return i & r->edge_mask;
}

uint32_t recogniser__step(const recogniser *r, uint32_t node, uint32_t word)
{
    const trie_edge *edge = &r->edges[edge_place(r, (uint64_t)node << 32 | word)];
    return edge->key ? edge->node : 0;
}

/* The number of a word, made if it is new; 0 without memory. */
static uint32_t add_word(recogniser *r, morgue_str norm)
{
    bool added;
    uint64_t *word = map_put(&r->words, norm, &added);
    if (!word)
        return 0;
    if (added)
        *word = r->words.count;
    if (*word >= r->word_capacity) {
        size_t capacity = r->word_capacity ? r->word_capacity * 2 : 1024;
        uint16_t *grown = realloc(r->word_flags, capacity * sizeof *grown);
        if (!grown)
            return 0;
        memset(grown + r->word_capacity, 0, (capacity - r->word_capacity) * sizeof *grown);
        r->word_flags = grown;
        r->word_capacity = capacity;
    }
    return (uint32_t)*word;
}

static morgue_status add_word_lists(recogniser *r, morgue_error *err)
{
    static const struct {
        const char *const *words;
        uint16_t flag;
    } lists[] = {
        {words__suffixes, WORD_SUFFIX},        {words__titles, WORD_TITLE},
        {words__families, WORD_FAMILY},        {words__prepositions, WORD_PREPOSITION},
        {words__ordinary, WORD_ORDINARY},      {words__not_given, WORD_NOT_GIVEN},
        {words__generations, WORD_GENERATION}, {words__doubtful, WORD_DOUBTFUL},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const char *const *at = lists[i].words; *at; at++) {
            uint32_t word = add_word(r, str_of(*at));
            if (!word)
                return fail_nomem(err);
            r->word_flags[word] |= lists[i].flag;
        }
    return MORGUE_OK;
}

static uint32_t add_edge(recogniser *r, uint32_t node, uint32_t word)
{
    uint64_t key = (uint64_t)node << 32 | word;
    trie_edge *edge = &r->edges[edge_place(r, key)];
    if (!edge->key) {
        *edge = (trie_edge){key, (uint32_t)r->node_count};
        r->nodes[r->node_count++] = (trie_node){NONE, false};
        r->nodes[node].inner = true;
    }
    return edge->node;
}

static void add_name(recogniser *r, uint32_t node, const surface *s)
{
    trie_node *end = &r->nodes[node];
    if (end->name == NONE) {
        end->name = (uint32_t)r->name_count;
        r->names[r->name_count++] = (trie_name){{NONE, NONE, NONE}};
    }
    r->names[end->name].surfaces[s->kind] = (uint32_t)(s - r->table->surfaces);
}

static morgue_status add_surface(recogniser *r, const surface *s, morgue_error *err)
{
    uint32_t node = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t word = add_word(r, s->words[i]);
        if (!word)
            return fail_nomem(err);
        node = add_edge(r, node, word);
        if (i == 0 && s->kind == ENTITY_PERSON && s->count > 1 && (s->capitals & 1) &&
            !(s->flags & SURFACE_CJK))
            r->word_flags[word] |= WORD_GIVEN;
    }
    if (!(s->capitals & 1)) {
        unsigned head = recogniser__head(s->words[0]);
        r->lower_heads[head / 64] |= (uint64_t)1 << (head % 64);
    }
    add_name(r, node, s);
    return MORGUE_OK;
}

/* Sizes are known beforehand: at most one node for each word of each surface. */
static morgue_status reserve(recogniser *r, morgue_error *err)
{
    const alias_table *t = r->table;
    size_t words = 0, capacity = 64;
    for (size_t i = 0; i < t->surface_count; i++)
        words += t->surfaces[i].count;
    while (capacity < words * 2)
        capacity *= 2;
    r->edge_mask = capacity - 1;
    r->edges = calloc(capacity, sizeof *r->edges);
    r->nodes = calloc(words + 1, sizeof *r->nodes);
    r->names = calloc(t->surface_count + 1, sizeof *r->names);
    r->shorts = calloc(t->surface_count + 1, sizeof *r->shorts);
    if (!r->edges || !r->nodes || !r->names || !r->shorts || words >= UINT32_MAX)
        return fail_nomem(err);
    r->nodes[r->node_count++] = (trie_node){NONE, false};
    return MORGUE_OK;
}

morgue_status recogniser_new(recogniser **out, const alias_table *table, morgue_error *err)
{
    *out = NULL;
    recogniser *r = calloc(1, sizeof *r);
    if (!r)
        return fail_nomem(err);
    r->table = table;
    morgue_status status = reserve(r, err);
    if (!status)
        status = add_word_lists(r, err);
    for (size_t i = 0; !status && i < table->surface_count; i++)
        if (!table->surfaces[i].gone)
            status = add_surface(r, &table->surfaces[i], err);
    if (!status && !shortname__prepare(r))
        status = fail_nomem(err);
    if (status) {
        recogniser_free(r);
        return status;
    }
    *out = r;
    return MORGUE_OK;
}
