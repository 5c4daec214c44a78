/* Which names an article mentions, and whether a question means one of them. */
#include "oracle_internal.h"

size_t oracle__lede(const token_list *body)
{
    size_t count = 0;
    while (count < body->count && body->tokens[count].paragraph == 0 &&
           body->tokens[count].sentence < 4)
        count++;
    return count;
}

static void add_surface(void *context, const entity *e, morgue_str surface)
{
    meant *m = context;
    assert_true(m->count < 64);
    if (!e->ignore)
        m->surfaces[m->count++] = surface;
}

static bool is_meant(const meant *m, morgue_str surface)
{
    for (size_t i = 0; i < m->count; i++)
        if (str_equal(m->surfaces[i], surface))
            return true;
    return false;
}

/* In the headline, in the lede, or three times; and not by nationality alone. */
static bool salient(const known *k, entity_kind kind, morgue_str surface)
{
    unsigned mentions = 0, plain = 0;
    bool prominent = false;
    const mention_list *lists[] = {&k->in_title, &k->in_body};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < lists[i]->count; j++) {
            const mention *m = &lists[i]->mentions[j];
            if (m->kind != kind || !str_equal(m->surface, surface))
                continue;
            mentions++;
            plain += !m->nationality;
            prominent |= i == 0 || m->first < oracle__lede(&k->texts[BODY]);
        }
    return plain && (prominent || mentions >= 3);
}

typedef bool surface_test(const void *context, morgue_str surface);

/* Is there a mention of the kind whose surface passes? */
static bool any_mention(const known *k, entity_kind kind, bool about, surface_test *test,
                        const void *context)
{
    const mention_list *lists[] = {&k->in_title, &k->in_body};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < lists[i]->count; j++) {
            const mention *m = &lists[i]->mentions[j];
            if (m->kind == kind && test(context, m->surface) &&
                (!about || salient(k, kind, m->surface)))
                return true;
        }
    return false;
}

static bool test_meant(const void *context, morgue_str surface)
{
    return is_meant(context, surface);
}

static bool test_any(const void *context, morgue_str surface)
{
    (void)context;
    (void)surface;
    return true;
}

bool oracle__has_kind(const known *k, entity_kind kind)
{
    return any_mention(k, kind, false, test_any, NULL);
}

typedef struct starting {
    const oracle *o;
    entity_kind kind;
    morgue_str head;
} starting;

static bool test_start(const void *context, morgue_str surface)
{
    const starting *s = context;
    const entity *e = alias_table_of_surface(s->o->aliases, s->kind, surface);
    return str_starts(surface, s->head) && !(e && e->ignore);
}

static morgue_str fold_name(oracle *o, morgue_str name)
{
    assert_int_equal(analyze_question(o->analyzer, name, &o->tokens, NULL), MORGUE_OK);
    strbuf_clear(&o->folded);
    tokens_join(o->tokens.tokens, o->tokens.count, &o->folded);
    if (o->folded.len == 0)
        strbuf_str(&o->folded, name);
    return strbuf_view(&o->folded);
}

static morgue_str symbol_of(const node *n)
{
    bool dollar = n->text.len && n->text.ptr[0] == '$';
    return str_range(n->text, dollar, n->text.len);
}

void oracle__meant(oracle *o, const node *n, entity_kind kind, bool ticker, meant *out)
{
    *out = (meant){0};
    if (ticker) {
        alias_table_visit_ticker(o->aliases, symbol_of(n), add_surface, out);
        return;
    }
    morgue_str folded = fold_name(o, n->text);
    alias_table_visit(o->aliases, kind, folded, add_surface, out);
    if (!alias_table_of_surface(o->aliases, kind, folded))
        out->surfaces[out->count++] = folded;
}

static void add_begun(const mention_list *list, const starting *start, meant *out)
{
    for (size_t i = 0; i < list->count; i++) {
        const mention *m = &list->mentions[i];
        if (m->kind != start->kind || !test_start(start, m->surface) || is_meant(out, m->surface))
            continue;
        assert_true(out->count < sizeof out->surfaces / sizeof *out->surfaces);
        out->surfaces[out->count++] = m->surface;
    }
}

void oracle__begun(oracle *o, const node *n, entity_kind kind, meant *out)
{
    starting start = {o, kind, fold_name(o, n->text)};
    *out = (meant){0};
    for (size_t i = 0; i < o->count; i++) {
        add_begun(&o->articles[i]->in_title, &start, out);
        add_begun(&o->articles[i]->in_body, &start, out);
    }
}

bool oracle__names(oracle *o, const known *k, const node *n, unsigned kinds, bool about)
{
    morgue_str folded = fold_name(o, n->text);
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++) {
        if (!(kinds >> kind & 1))
            continue;
        starting start = {o, (entity_kind)kind, folded};
        if (n->kind == NODE_PREFIX && any_mention(k, (entity_kind)kind, about, test_start, &start))
            return true;
        meant m;
        oracle__meant(o, n, (entity_kind)kind, false, &m);
        if (n->kind != NODE_PREFIX && any_mention(k, (entity_kind)kind, about, test_meant, &m))
            return true;
    }
    return false;
}

bool oracle__ticker(oracle *o, const known *k, const node *n)
{
    morgue_str symbol = symbol_of(n);
    meant m;
    oracle__meant(o, n, ENTITY_ORG, true, &m);
    if (any_mention(k, ENTITY_ORG, false, test_meant, &m))
        return true;
    for (int i = TITLE; i <= BODY; i++)
        for (size_t j = 0; j < k->texts[i].count; j++) {
            const token *t = &k->texts[i].tokens[j];
            if (t->kind == TOKEN_TICKER &&
                str_equal_nocase(str_range(t->norm, 1, t->norm.len), symbol))
                return true;
        }
    return false;
}
