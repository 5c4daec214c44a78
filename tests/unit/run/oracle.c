/* The oracle: the walk over the tree of a question, for each article. */
#include "oracle_internal.h"

/* ---- what was found out about a question ---- */

typedef struct recalled {
    struct recalled *next;
    const node *node;
    purpose why;
    void *what;
} recalled;

void *oracle__room(oracle *o, size_t size)
{
    return oracle__must(arena_alloc(&o->question, size));
}

morgue_str oracle__keep(oracle *o, morgue_str s)
{
    morgue_str copy = arena_copy(&o->question, s);
    assert_non_null(copy.ptr);
    return copy;
}

void *oracle__recall(oracle *o, const node *n, purpose why, size_t size, bool *made)
{
    recalled *r = o->recalled;
    while (r && (r->node != n || r->why != why))
        r = r->next;
    *made = !r;
    if (*made) {
        r = oracle__room(o, sizeof *r);
        *r = (recalled){o->recalled, n, why, oracle__room(o, size)};
        o->recalled = r;
    }
    return r->what;
}

static void forget_question(oracle *o)
{
    for (const recalled *r = o->recalled; r; r = r->next)
        if (r->why == FOR_SAVED)
            morgue_query_free(*(morgue_query **)r->what);
    o->recalled = NULL;
    arena_clear(&o->question);
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
            const numbered_text *t = &k->texts[fields[i].texts[j]];
            bool lede = str_is(field, "lede") && fields[i].texts[j] == BODY;
            out[j] = (passage){t, lede ? oracle__lede(&t->list) : t->list.count};
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

static bool tag_matches(oracle *o, size_t article, const node *n)
{
    bool made;
    morgue_str *wanted = oracle__recall(o, n, FOR_VALUE, sizeof *wanted, &made);
    if (made)
        *wanted = oracle__keep(o, oracle_fold(o, n->text));
    size_t count;
    const morgue_str *tags = oracle_values(o, article, "tag", &count);
    for (size_t i = 0; i < count; i++)
        if (value_is(n, *wanted, tags[i]))
            return true;
    return false;
}

static bool priority_matches(oracle *o, const morgue_article *a, const node *n)
{
    morgue_str value = oracle__declared(a, "priority");
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
    o->whole_text = field.len == 0;
    return oracle__positions(o, k, n, has_stems(field), passages, count);
}

static bool leaf_matches(oracle *o, size_t article, const node *n, morgue_str field)
{
    const known *k = o->articles[article];
    const morgue_article *a = k->article;
    if (field.len == 0)
        return words_match(o, k, n, field);
    if (n->kind == NODE_PREFIX && o->bound == AT_LEAST) /* other values may be over the cap */
        return words_match(o, k, n, field);
    if (str_is(field, "tag"))
        return tag_matches(o, article, n);
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

static bool has_value(const oracle *o, const known *k, morgue_str field)
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
        return oracle__declared(a, field.ptr).len > 0;
    for (int kind = 0; kind < ENTITY_KINDS; kind++)
        if (str_is(field, entity_kind_name((entity_kind)kind)))
            return oracle__has_kind(o, k, (entity_kind)kind);
    if (str_is(field, "entity"))
        return k->mention_count > 0;
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
    size_t article;
    const morgue_query *query;
    benefit benefit;
} walk;

static bool matches(const walk *w, const node *n, morgue_str field, bool positive);

static morgue_query *parse_saved(const walk *w, const node *n)
{
    const morgue_config *config = w->o->config;
    for (size_t i = 0; i < config->query_count; i++) {
        morgue_query *q;
        if (!str_equal(config->queries[i].name, n->text))
            continue;
        assert_int_equal(morgue_query_parse(&q, config->queries[i].text.ptr,
                                            config->queries[i].text.len, w->query->now,
                                            w->query->offset, NULL),
                         MORGUE_OK);
        return q;
    }
    fail_msg("no saved query %.*s", STR_ARGS(n->text));
    return NULL;
}

static bool saved_matches(const walk *w, const node *n, bool positive)
{
    bool made;
    const morgue_query **saved = oracle__recall(w->o, n, FOR_SAVED, sizeof *saved, &made);
    if (made)
        *saved = parse_saved(w, n);
    walk inside = *w;
    inside.query = *saved;
    return matches(&inside, (*saved)->root, (morgue_str){NULL, 0}, positive);
}

/* The intervals have a moment in common. */
static bool date_matches(const walk *w, const node *n, bool positive)
{
    morgue_date d = oracle_article(w->o, w->article)->date;
    if (d.precision == MORGUE_PRECISION_NONE)
        return w->benefit == OF_THE_DOUBT && positive;
    bool made;
    stretch_of_time *asked = oracle__recall(w->o, n, FOR_DATE, sizeof *asked, &made);
    if (made)
        *asked = oracle__when(w->query, n);
    return d.from <= asked->last && d.last >= asked->first;
}

static bool length_matches(const walk *w, const node *n)
{
    int64_t words = (int64_t)oracle_length(w->o, w->article);
    return words >= n->first && words <= n->last;
}

static bool matches_turned(const walk *w, const node *n, morgue_str field, bool positive)
{
    oracle_bound bound = oracle__turn(w->o);
    bool found = matches(w, n, field, positive);
    w->o->bound = bound;
    return found;
}

static bool matches(const walk *w, const node *n, morgue_str field, bool positive)
{
    const known *k = w->o->articles[w->article];
    switch (n->kind) {
    case NODE_AND:
    case NODE_OR:
        for (size_t i = 0; i < n->count; i++)
            if (matches(w, n->children[i], field, positive) == (n->kind == NODE_OR))
                return n->kind == NODE_OR;
        return n->kind == NODE_AND;
    case NODE_WEIGHT: /* what matches does not depend on it */
        return matches(w, n->children[0], field, positive);
    case NODE_NOT:
        return !matches_turned(w, n->children[0], field, !positive);
    case NODE_NEAR:
    case NODE_ADJ:
    case NODE_NOT_NEAR:
    case NODE_SENTENCE:
    case NODE_PARA:
    case NODE_ATLEAST:
    case NODE_FIRST:
        return words_match(w->o, k, n, field);
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
        return length_matches(w, n);
    case NODE_ANY:
        return has_value(w->o, k, field);
    case NODE_SAVED:
        return saved_matches(w, n, positive);
    }
    return false;
}

void oracle_read_all(oracle *o, bool all)
{
    o->read_all = all;
}

void oracle_set_cap(oracle *o, size_t cap)
{
    o->cap = cap;
}

void oracle_answer_partial(oracle *o, const morgue_query *q, oracle_bound bound, oracle_set *out,
                           oracle_set *undated)
{
    o->bound = bound;
    oracle_answer(o, q, out, undated);
    o->bound = EXACTLY;
}

void oracle_answer(oracle *o, const morgue_query *q, oracle_set *out, oracle_set *undated)
{
    const morgue_str all_text = {NULL, 0};
    for (size_t i = 0; i < o->count; i++) {
        walk w = {o, i, q, NO_BENEFIT};
        out->in[i] = matches(&w, q->root, all_text, true);
        if (!undated)
            continue;
        w.benefit = OF_THE_DOUBT;
        undated->in[i] = !out->in[i] &&
                         oracle_article(o, i)->date.precision == MORGUE_PRECISION_NONE &&
                         matches(&w, q->root, all_text, true);
    }
    forget_question(o);
}
