/* The oracle's articles: analysed once, their words and names numbered. */
#include "oracle_internal.h"

#include "article_copy.h"

#include <stdlib.h>

void *oracle__must(void *p)
{
    assert_non_null(p);
    return p;
}

oracle *oracle_new(const morgue_config *config)
{
    oracle *o = oracle__must(calloc(1, sizeof *o));
    o->config = config;
    o->cap = MORGUE_MAX_EXPANSION;
    assert_int_equal(analyzer_new(&o->analyzer, config->language, NULL), MORGUE_OK);
    assert_int_equal(alias_table_new(&o->aliases, NULL), MORGUE_OK);
    if (config->shipped_entities)
        assert_int_equal(alias_table_add_shipped(o->aliases, NULL), MORGUE_OK);
    for (size_t i = 0; i < config->entity_count; i++)
        assert_int_equal(alias_table_add(o->aliases, o->analyzer, config->entities[i].path,
                                         config->entities[i].content, NULL),
                         MORGUE_OK);
    assert_int_equal(recogniser_new(&o->recogniser, o->aliases, NULL), MORGUE_OK);
    return o;
}

static void forget(known *k)
{
    for (int i = 0; i < TEXTS; i++) {
        token_list_free(&k->texts[i].list);
        free(k->texts[i].forms);
        free(k->texts[i].primary);
    }
    free(k->has);
    free(k->mentions);
    arena_free(&k->memory);
    morgue_article_free(k->article);
    free(k);
}

void oracle_free(oracle *o)
{
    if (!o)
        return;
    for (size_t i = 0; i < o->count; i++)
        forget(o->articles[i]);
    recogniser_free(o->recogniser);
    alias_table_free(o->aliases);
    analyzer_free(o->analyzer);
    token_list_free(&o->tokens);
    strbuf_free(&o->folded);
    strbuf_free(&o->key);
    free(o->forms);
    free(o->surfaces);
    map_free(&o->form_numbers);
    map_free(&o->surface_numbers);
    arena_free(&o->texts);
    arena_free(&o->question);
    free(o);
}

size_t oracle_count(const oracle *o)
{
    return o->count;
}

const morgue_article *oracle_article(const oracle *o, size_t i)
{
    return o->articles[i]->article;
}

uint64_t oracle_length(const oracle *o, size_t i)
{
    const numbered_text *t = o->articles[i]->texts;
    return (uint64_t)t[TITLE].list.positions + t[STANDFIRST].list.positions +
           t[BODY].list.positions;
}

morgue_str oracle__declared(const morgue_article *a, const char *name)
{
    for (size_t i = 0; i < a->field_count; i++)
        if (str_is(a->fields[i].name, name))
            return a->fields[i].value;
    return (morgue_str){NULL, 0};
}

/* ---- numbers ---- */

static morgue_str keep_text(oracle *o, morgue_str s)
{
    morgue_str copy = arena_copy(&o->texts, s);
    assert_non_null(copy.ptr);
    return copy;
}

/* Room for one more item of size bytes. */
static void *grown(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity * 2 + 64;
    return oracle__must(realloc(items, *capacity * size));
}

static uint32_t number_form(oracle *o, const token *t)
{
    bool added;
    strbuf_clear(&o->key);
    strbuf_sized(&o->key, t->norm);
    strbuf_sized(&o->key, t->exact);
    strbuf_sized(&o->key, t->stem);
    uint64_t *number = oracle__must(map_put(&o->form_numbers, strbuf_view(&o->key), &added));
    if (added) {
        *number = o->form_count;
        o->forms = grown(o->forms, o->form_count, &o->form_capacity, sizeof *o->forms);
        o->forms[o->form_count++] =
            (word_form){keep_text(o, t->norm), keep_text(o, t->exact), keep_text(o, t->stem)};
    }
    return (uint32_t)*number;
}

static uint32_t number_surface(oracle *o, const mention *m)
{
    bool added;
    strbuf_clear(&o->key);
    strbuf_char(&o->key, (char)m->kind);
    strbuf_str(&o->key, m->surface);
    uint64_t *number = oracle__must(map_put(&o->surface_numbers, strbuf_view(&o->key), &added));
    if (added) {
        *number = o->surface_count;
        o->surfaces =
            grown(o->surfaces, o->surface_count, &o->surface_capacity, sizeof *o->surfaces);
        o->surfaces[o->surface_count++] =
            (known_surface){m->kind, keep_text(o, m->surface),
                            alias_table_of_surface(o->aliases, m->kind, m->surface)};
    }
    return (uint32_t)*number;
}

static void number_words(oracle *o, known *k, numbered_text *t)
{
    const token_list *list = &t->list;
    t->forms = oracle__must(calloc(list->count + 1, sizeof *t->forms));
    t->primary = oracle__must(calloc(list->positions + 1, sizeof *t->primary));
    for (size_t i = 0; i < list->count; i++) {
        const token *one = &list->tokens[i];
        t->forms[i] = number_form(o, one);
        k->tickers |= one->kind == TOKEN_TICKER;
        if (!one->alternate)
            t->primary[one->position] = (uint32_t)i;
        /* the alternates of a position follow its primary token */
        assert_int_equal(list->tokens[t->primary[one->position]].position, one->position);
    }
}

static void note_words(oracle *o, known *k)
{
    k->has_forms = o->form_count;
    k->has = oracle__must(calloc(k->has_forms / 8 + 1, 1));
    for (int i = 0; i < TEXTS; i++)
        for (size_t j = 0; j < k->texts[i].list.count; j++) {
            uint32_t number = k->texts[i].forms[j];
            k->has[number / 8] |= (unsigned char)(1u << number % 8);
        }
}

static void note_mentions(oracle *o, known *k)
{
    mention_list lists[2] = {{0}, {0}};
    const token_list *body = &k->texts[BODY].list;
    assert_int_equal(recognise(o->recogniser, k->article->title, &k->texts[TITLE].list,
                               k->article->body, body, &lists[0], &lists[1], NULL),
                     MORGUE_OK);
    k->mentions = oracle__must(calloc(lists[0].count + lists[1].count + 1, sizeof *k->mentions));
    size_t lede = oracle__lede(body);
    for (int i = 0; i < 2; i++)
        for (size_t j = 0; j < lists[i].count; j++) {
            const mention *m = &lists[i].mentions[j];
            k->mentions[k->mention_count++] =
                (mentioned){number_surface(o, m), m->nationality, i == 0 || m->first < lede};
        }
    mention_list_free(&lists[0]);
    mention_list_free(&lists[1]);
}

/* ---- articles come and go ---- */

void oracle_remove(oracle *o, morgue_str id)
{
    for (size_t i = 0; i < o->count; i++)
        if (str_equal(o->articles[i]->article->id, id)) {
            forget(o->articles[i]);
            o->articles[i] = o->articles[--o->count];
            return;
        }
}

void oracle_put(oracle *o, const morgue_article *from)
{
    oracle_remove(o, from->id);
    assert_true(o->count < ORACLE_MAX);
    known *k = oracle__must(calloc(1, sizeof *k));
    assert_int_equal(article_copy(&k->article, from, NULL), MORGUE_OK);
    const morgue_article *a = k->article;
    const morgue_str texts[TEXTS] = {a->title,
                                     a->standfirst,
                                     a->body,
                                     a->byline,
                                     a->source,
                                     a->section,
                                     oracle__declared(a, "desk")};
    for (int i = 0; i < TEXTS; i++) {
        assert_int_equal(analyze(o->analyzer, texts[i], &k->texts[i].list, NULL), MORGUE_OK);
        number_words(o, k, &k->texts[i]);
    }
    note_words(o, k);
    note_mentions(o, k);
    o->articles[o->count++] = k;
}
