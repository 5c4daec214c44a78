/* The values that articles have of facets. */
#include "oracle_internal.h"

const char *const oracle__facets[FACETS] = {"person", "org",     "place",  "source", "lang",
                                            "tag",    "section", "byline", "desk",   "priority"};

morgue_str oracle_fold(oracle *o, morgue_str text)
{
    assert_int_equal(analyze(o->analyzer, text, &o->tokens, NULL), MORGUE_OK);
    strbuf_clear(&o->folded);
    tokens_join(o->tokens.tokens, o->tokens.count, &o->folded);
    if (o->folded.len == 0)
        strbuf_str(&o->folded, text);
    return strbuf_view(&o->folded);
}

static void add_value(morgue_str *items, size_t *count, morgue_str value)
{
    for (size_t i = 0; i < *count; i++)
        if (str_equal(items[i], value))
            return;
    items[(*count)++] = value;
}

static void add_folded(oracle *o, known *k, morgue_str value, morgue_str *items, size_t *count)
{
    if (value.len == 0)
        return;
    morgue_str copy = arena_copy(&k->memory, oracle_fold(o, value));
    assert_non_null(copy.ptr);
    add_value(items, count, copy);
}

static void add_names(const oracle *o, const known *k, entity_kind kind, morgue_str *items,
                      size_t *count)
{
    for (size_t i = 0; i < k->mention_count; i++) {
        const known_surface *s = &o->surfaces[k->mentions[i].surface];
        if (s->kind != kind)
            continue;
        assert_non_null(s->entity);
        if (!s->entity->ignore)
            add_value(items, count, s->entity->name);
    }
}

/* The language without its script or country. */
static morgue_str primary_language(const morgue_article *a)
{
    size_t letters = 0;
    while (letters < a->lang.len && ascii_alpha(a->lang.ptr[letters]))
        letters++;
    return str_range(a->lang, 0, letters);
}

static morgue_str text_of(const morgue_article *a, const char *facet)
{
    if (!strcmp(facet, "lang"))
        return primary_language(a);
    if (!strcmp(facet, "source"))
        return a->source;
    if (!strcmp(facet, "section"))
        return a->section;
    return strcmp(facet, "byline") ? oracle__declared(a, facet) : a->byline;
}

static void collect(oracle *o, known *k, size_t facet)
{
    const morgue_article *a = k->article;
    values *v = &k->facets[facet];
    morgue_str *items = oracle__must(
        arena_alloc(&k->memory, (k->mention_count + a->tag_count + 1) * sizeof *items));
    if (facet < ENTITY_KINDS)
        add_names(o, k, (entity_kind)facet, items, &v->count);
    else if (!strcmp(oracle__facets[facet], "tag"))
        for (size_t i = 0; i < a->tag_count; i++)
            add_folded(o, k, a->tags[i], items, &v->count);
    else
        add_folded(o, k, text_of(a, oracle__facets[facet]), items, &v->count);
    v->items = items;
    v->known = true;
}

const morgue_str *oracle_values(oracle *o, size_t i, const char *facet, size_t *count)
{
    known *k = o->articles[i];
    for (size_t f = 0; f < FACETS; f++) {
        if (strcmp(facet, oracle__facets[f]) != 0)
            continue;
        if (!k->facets[f].known)
            collect(o, k, f);
        *count = k->facets[f].count;
        return k->facets[f].items;
    }
    fail_msg("the oracle does not know the facet %s", facet);
    return NULL;
}
