/* The oracle: articles in memory, and the walk over the tree of a question. */
#include "oracle_internal.h"

#include "article_copy.h"

#include <stdlib.h>

static void *must(void *p)
{
    assert_non_null(p);
    return p;
}

oracle *oracle_new(const morgue_config *config)
{
    oracle *o = must(calloc(1, sizeof *o));
    o->config = config;
    assert_int_equal(analyzer_new(&o->analyzer, config->language, NULL), MORGUE_OK);
    assert_int_equal(alias_table_new(&o->aliases, NULL), MORGUE_OK);
    for (size_t i = 0; i < config->entity_count; i++)
        assert_int_equal(alias_table_add(o->aliases, o->analyzer, config->entities[i].path,
                                         config->entities[i].content, NULL),
                         MORGUE_OK);
    assert_int_equal(recogniser_new(&o->recogniser, o->aliases, NULL), MORGUE_OK);
    return o;
}

static void forget(known *k)
{
    for (int i = 0; i < TEXTS; i++)
        token_list_free(&k->texts[i]);
    mention_list_free(&k->in_title);
    mention_list_free(&k->in_body);
    arena_free(&k->facets);
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
    free(o);
}

static morgue_str declared_value(const morgue_article *a, const char *name)
{
    for (size_t i = 0; i < a->field_count; i++)
        if (str_is(a->fields[i].name, name))
            return a->fields[i].value;
    return (morgue_str){NULL, 0};
}

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
    known *k = must(calloc(1, sizeof *k));
    assert_int_equal(article_copy(&k->article, from, NULL), MORGUE_OK);
    const morgue_article *a = k->article;
    const morgue_str texts[TEXTS] = {a->title,
                                     a->standfirst,
                                     a->body,
                                     a->byline,
                                     a->source,
                                     a->section,
                                     declared_value(a, "desk")};
    for (int i = 0; i < TEXTS; i++)
        assert_int_equal(analyze(o->analyzer, texts[i], &k->texts[i], NULL), MORGUE_OK);
    assert_int_equal(recognise(o->recogniser, a->title, &k->texts[TITLE], a->body, &k->texts[BODY],
                               &k->in_title, &k->in_body, NULL),
                     MORGUE_OK);
    o->articles[o->count++] = k;
}

size_t oracle_count(const oracle *o)
{
    return o->count;
}

const morgue_article *oracle_article(const oracle *o, size_t i)
{
    return o->articles[i]->article;
}

morgue_str oracle_fold(oracle *o, morgue_str text)
{
    assert_int_equal(analyze(o->analyzer, text, &o->tokens, NULL), MORGUE_OK);
    strbuf_clear(&o->folded);
    tokens_join(o->tokens.tokens, o->tokens.count, &o->folded);
    if (o->folded.len == 0)
        strbuf_str(&o->folded, text);
    return strbuf_view(&o->folded);
}

/* ---- fields ---- */

static size_t passages_of(const known *k, morgue_str field, passage out[PASSAGES])
{
    static const struct {
        const char *name;
        int texts[3];
        size_t count;
    } fields[] = {
        {"", {TITLE, STANDFIRST, BODY}, 3},
        {"headline", {TITLE}, 1},
        {"lede", {STANDFIRST, BODY}, 2},
        {"body", {STANDFIRST, BODY}, 2},
        {"byline", {BYLINE}, 1},
        {"source", {SOURCE}, 1},
        {"section", {SECTION}, 1},
        {"desk", {DESK}, 1},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!str_is(field, fields[i].name))
            continue;
        for (size_t j = 0; j < fields[i].count; j++) {
            const token_list *list = &k->texts[fields[i].texts[j]];
            bool lede = str_is(field, "lede") && fields[i].texts[j] == BODY;
            out[j] = (passage){list, lede ? oracle__lede(list) : list->count};
        }
        return fields[i].count;
    }
    return 0;
}

static bool has_stems(morgue_str field)
{
    return field.len == 0 || str_is(field, "headline") || str_is(field, "lede") ||
           str_is(field, "body");
}

static bool value_is(const node *n, morgue_str wanted, morgue_str value)
{
    return n->kind == NODE_PREFIX ? str_starts(value, wanted) : str_equal(value, wanted);
}

static bool tag_matches(oracle *o, const morgue_article *a, const node *n)
{
    char wanted[256];
    morgue_str folded = oracle_fold(o, n->text);
    assert_true(folded.len < sizeof wanted);
    memcpy(wanted, folded.ptr, folded.len);
    for (size_t i = 0; i < a->tag_count; i++)
        if (value_is(n, (morgue_str){wanted, folded.len}, oracle_fold(o, a->tags[i])))
            return true;
    return false;
}

static bool priority_matches(oracle *o, const morgue_article *a, const node *n)
{
    morgue_str value = declared_value(a, "priority");
    return value.len && str_equal_nocase(value, n->text) && oracle_fold(o, value).len;
}

/* "zh-Hant" is zh-hant, and zh. */
static bool lang_matches(const morgue_article *a, const node *n)
{
    char lower[64];
    size_t len = a->lang.len;
    assert_true(len < sizeof lower);
    for (size_t i = 0; i < len; i++)
        lower[i] = a->lang.ptr[i] == '_' ? '-' : ascii_lower(a->lang.ptr[i]);
    morgue_str whole = {lower, len}, primary = str_range(whole, 0, str_find(whole, 0, '-'));
    return len && (str_equal_nocase(n->text, whole) || str_equal_nocase(n->text, primary));
}

/* http://www.news.example.org/x is of news.example.org, example.org and org. */
static bool host_matches(const morgue_article *a, const node *n)
{
    size_t at = str_search(a->url, 0, STR("://"));
    if (at == a->url.len)
        return false;
    morgue_str host = str_range(a->url, at + 3, a->url.len);
    host = str_range(host, 0, str_find(host, 0, '/'));
    if (str_starts(host, STR("www.")))
        host = str_range(host, 4, host.len);
    for (; host.len; str_split(&host, '.')) {
        bool star = n->kind == NODE_PREFIX;
        if (str_equal_nocase(star ? str_range(host, 0, n->text.len) : host, n->text))
            return true;
    }
    return false;
}

static bool words_match(oracle *o, const known *k, const node *n, morgue_str field)
{
    passage passages[PASSAGES];
    size_t count = passages_of(k, field, passages);
    return oracle__positions(o, n, has_stems(field), passages, count);
}

static bool leaf_matches(oracle *o, const known *k, const node *n, morgue_str field)
{
    const morgue_article *a = k->article;
    if (str_is(field, "tag"))
        return tag_matches(o, a, n);
    if (str_is(field, "lang"))
        return lang_matches(a, n);
    if (str_is(field, "id") || str_is(field, "url"))
        return value_is(n, n->text, str_is(field, "id") ? a->id : a->url);
    if (str_is(field, "priority"))
        return priority_matches(o, a, n);
    if (str_is(field, "person"))
        return oracle__names(o, k, n, 1, false);
    if (str_is(field, "org"))
        return oracle__names(o, k, n, 2, false);
    if (str_is(field, "place"))
        return oracle__names(o, k, n, 4, false);
    if (str_is(field, "entity") || str_is(field, "about"))
        return oracle__names(o, k, n, 7, str_is(field, "about"));
    if (str_is(field, "ticker"))
        return oracle__ticker(o, k, n);
    if (str_is(field, "source") && host_matches(a, n))
        return true;
    return words_match(o, k, n, field);
}

static bool has_value(const known *k, morgue_str field)
{
    const morgue_article *a = k->article;
    if (field.len == 0 || str_is(field, "wc"))
        return true;
    if (str_is(field, "date"))
        return a->date.precision != MORGUE_PRECISION_NONE;
    if (str_is(field, "lede"))
        return a->standfirst.len || a->body.len;
    if (str_is(field, "tag"))
        return a->tag_count > 0;
    if (str_is(field, "desk") || str_is(field, "priority"))
        return declared_value(a, field.ptr).len > 0;
    for (int kind = 0; kind < ENTITY_KINDS; kind++)
        if (str_is(field, entity_kind_name((entity_kind)kind)))
            return oracle__has_kind(k, (entity_kind)kind);
    if (str_is(field, "entity"))
        return k->in_title.count + k->in_body.count > 0;
    const struct {
        const char *name;
        morgue_str value;
    } texts[] = {{"headline", a->title},  {"body", a->body}, {"byline", a->byline},
                 {"source", a->source},   {"url", a->url},   {"id", a->id},
                 {"section", a->section}, {"lang", a->lang}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (str_is(field, texts[i].name))
            return texts[i].value.len > 0;
    fail_msg("the oracle does not know the field %.*s", STR_ARGS(field));
    return false;
}

/* ---- the tree ---- */

/* What a date clause is worth for an article that has no date. */
typedef enum benefit { NO_BENEFIT, OF_THE_DOUBT } benefit;

typedef struct walk {
    oracle *o;
    const known *article;
    const morgue_query *query;
    benefit benefit;
} walk;

static bool matches(const walk *w, const node *n, morgue_str field, bool positive);

static bool saved_matches(const walk *w, const node *n, bool positive)
{
    const morgue_config *config = w->o->config;
    for (size_t i = 0; i < config->query_count; i++) {
        if (!str_equal(config->queries[i].name, n->text))
            continue;
        morgue_query *q;
        assert_int_equal(morgue_query_parse(&q, config->queries[i].text.ptr,
                                            config->queries[i].text.len, w->query->now,
                                            w->query->offset, NULL),
                         MORGUE_OK);
        walk inside = *w;
        inside.query = q;
        bool result = matches(&inside, q->root, (morgue_str){NULL, 0}, positive);
        morgue_query_free(q);
        return result;
    }
    fail_msg("no saved query %.*s", STR_ARGS(n->text));
    return false;
}

/* The intervals have a moment in common. */
static bool date_matches(const walk *w, const node *n, bool positive)
{
    morgue_date d = w->article->article->date;
    if (d.precision == MORGUE_PRECISION_NONE)
        return w->benefit == OF_THE_DOUBT && positive;
    return d.from <= n->last && d.last >= n->first;
}

static bool length_matches(const known *k, const node *n)
{
    int64_t words = (int64_t)k->texts[TITLE].positions + k->texts[STANDFIRST].positions +
                    k->texts[BODY].positions;
    return words >= n->first && words <= n->last;
}

static bool matches(const walk *w, const node *n, morgue_str field, bool positive)
{
    bool any = false, every = true;
    switch (n->kind) {
    case NODE_AND:
    case NODE_OR:
        for (size_t i = 0; i < n->count; i++) {
            bool one = matches(w, n->children[i], field, positive);
            any |= one;
            every &= one;
        }
        return n->kind == NODE_AND ? every : any;
    case NODE_WEIGHT: /* what matches does not depend on it */
        return matches(w, n->children[0], field, positive);
    case NODE_NOT:
        return !matches(w, n->children[0], field, !positive);
    case NODE_NEAR:
    case NODE_ADJ:
    case NODE_NOT_NEAR:
    case NODE_SENTENCE:
    case NODE_PARA:
    case NODE_ATLEAST:
    case NODE_FIRST:
        return words_match(w->o, w->article, n, field);
    case NODE_FIELD:
        return matches(w, n->children[0], n->text, positive);
    case NODE_WORD:
    case NODE_PHRASE:
    case NODE_PREFIX:
    case NODE_PATTERN:
    case NODE_FUZZY:
        return leaf_matches(w->o, w->article, n, field);
    case NODE_DATE:
        return date_matches(w, n, positive);
    case NODE_RANGE:
        return length_matches(w->article, n);
    case NODE_ANY:
        return has_value(w->article, field);
    case NODE_SAVED:
        return saved_matches(w, n, positive);
    }
    return false;
}

void oracle_answer(oracle *o, const morgue_query *q, oracle_set *out)
{
    *out = (oracle_set){0};
    for (size_t i = 0; i < o->count; i++) {
        walk w = {o, o->articles[i], q, NO_BENEFIT};
        out->in[i] = matches(&w, q->root, (morgue_str){NULL, 0}, true);
    }
}

void oracle_undated(oracle *o, const morgue_query *q, oracle_set *out)
{
    *out = (oracle_set){0};
    for (size_t i = 0; i < o->count; i++) {
        if (o->articles[i]->article->date.precision != MORGUE_PRECISION_NONE)
            continue;
        walk as_asked = {o, o->articles[i], q, NO_BENEFIT};
        walk met = {o, o->articles[i], q, OF_THE_DOUBT};
        out->in[i] = matches(&met, q->root, (morgue_str){NULL, 0}, true) &&
                     !matches(&as_asked, q->root, (morgue_str){NULL, 0}, true);
    }
}

/* ---- facets ---- */

static size_t add_value(morgue_str out[ORACLE_VALUES], size_t count, morgue_str value)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(out[i], value))
            return count;
    assert_true(count < ORACLE_VALUES);
    out[count] = value;
    return count + 1;
}

static size_t entity_values(oracle *o, const known *k, entity_kind kind, morgue_str *out)
{
    const mention_list *lists[] = {&k->in_title, &k->in_body};
    size_t count = 0;
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < lists[i]->count; j++) {
            const mention *m = &lists[i]->mentions[j];
            if (m->kind != kind)
                continue;
            const entity *e = alias_table_of_surface(o->aliases, kind, m->surface);
            assert_non_null(e);
            if (!e->ignore)
                count = add_value(out, count, e->name);
        }
    return count;
}

static size_t folded_value(oracle *o, known *k, morgue_str value, morgue_str *out, size_t count)
{
    if (value.len == 0)
        return count;
    morgue_str copy = arena_copy(&k->facets, oracle_fold(o, value));
    assert_non_null(copy.ptr);
    return add_value(out, count, copy);
}

size_t oracle_values(oracle *o, size_t i, const char *facet, morgue_str out[ORACLE_VALUES])
{
    known *k = o->articles[i];
    const morgue_article *a = k->article;
    arena_clear(&k->facets);
    for (int kind = 0; kind < ENTITY_KINDS; kind++)
        if (!strcmp(facet, entity_kind_name((entity_kind)kind)))
            return entity_values(o, k, (entity_kind)kind, out);
    size_t count = 0;
    for (size_t t = 0; !strcmp(facet, "tag") && t < a->tag_count; t++)
        count = folded_value(o, k, a->tags[t], out, count);
    if (!strcmp(facet, "tag"))
        return count;
    size_t primary = 0;
    while (primary < a->lang.len && ascii_alpha(a->lang.ptr[primary]))
        primary++;
    if (!strcmp(facet, "lang"))
        return folded_value(o, k, str_range(a->lang, 0, primary), out, 0);
    const struct {
        const char *name;
        morgue_str value;
    } texts[] = {{"source", a->source},
                 {"section", a->section},
                 {"byline", a->byline},
                 {"desk", declared_value(a, "desk")},
                 {"priority", declared_value(a, "priority")}};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        if (!strcmp(facet, texts[t].name))
            return folded_value(o, k, texts[t].value, out, 0);
    fail_msg("the oracle does not know the facet %s", facet);
    return 0;
}
