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
    assert_true(m->count < sizeof m->surfaces / sizeof *m->surfaces);
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
static bool salient(const known *k, uint32_t number)
{
    unsigned mentions = 0, plain = 0;
    bool prominent = false;
    for (size_t i = 0; i < k->mention_count; i++) {
        const mentioned *m = &k->mentions[i];
        if (m->surface != number)
            continue;
        mentions++;
        plain += !m->nationality;
        prominent |= m->prominent;
    }
    return plain && (prominent || mentions >= 3);
}

/* Is there a mention of a surface that is asked for? */
static bool any_mention(const known *k, const bool *asked, bool about)
{
    for (size_t i = 0; i < k->mention_count; i++) {
        uint32_t number = k->mentions[i].surface;
        if (asked[number] && (!about || salient(k, number)))
            return true;
    }
    return false;
}

bool oracle__has_kind(const oracle *o, const known *k, entity_kind kind)
{
    for (size_t i = 0; i < k->mention_count; i++)
        if (o->surfaces[k->mentions[i].surface].kind == kind)
            return true;
    return false;
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

static bool starts_so(const known_surface *s, morgue_str head)
{
    return str_starts(s->text, head) && !(s->entity && s->entity->ignore);
}

void oracle__begun(oracle *o, const node *n, entity_kind kind, meant *out)
{
    morgue_str head = oracle__keep(o, fold_name(o, n->text));
    *out = (meant){0};
    /* at least none: they may be over the cap */
    for (size_t i = 0; o->bound != AT_LEAST && i < o->surface_count; i++) {
        const known_surface *s = &o->surfaces[i];
        if (s->kind != kind || !starts_so(s, head))
            continue;
        assert_true(out->count < sizeof out->surfaces / sizeof *out->surfaces);
        out->surfaces[out->count++] = s->text;
    }
}

/* Marks the surfaces of one kind that n asks for. */
static void ask_for(oracle *o, const node *n, entity_kind kind, bool ticker, bool *asked)
{
    meant m;
    morgue_str head = oracle__keep(o, fold_name(o, n->text));
    bool prefix = n->kind == NODE_PREFIX;
    if (!prefix)
        oracle__meant(o, n, kind, ticker, &m);
    for (size_t i = 0; i < o->surface_count; i++) {
        const known_surface *s = &o->surfaces[i];
        if (s->kind == kind)
            asked[i] = prefix ? starts_so(s, head) : is_meant(&m, s->text);
    }
}

/* By number of surface. */
static const bool *asked_for(oracle *o, const node *n, unsigned kinds, bool ticker)
{
    bool made, *asked = oracle__recall(o, n, FOR_MENTIONS, o->surface_count + 1, &made);
    for (unsigned kind = 0; made && kind < ENTITY_KINDS; kind++)
        if (kinds >> kind & 1)
            ask_for(o, n, (entity_kind)kind, ticker, asked);
    return asked;
}

bool oracle__names(oracle *o, const known *k, const node *n, unsigned kinds, bool about)
{
    return any_mention(k, asked_for(o, n, kinds, false), about);
}

bool oracle__ticker(oracle *o, const known *k, const node *n)
{
    morgue_str symbol = symbol_of(n);
    if (any_mention(k, asked_for(o, n, 1u << ENTITY_ORG, true), false))
        return true;
    for (int i = TITLE; k->tickers && i <= BODY; i++)
        for (size_t j = 0; j < k->texts[i].list.count; j++) {
            const token *t = &k->texts[i].list.tokens[j];
            if (t->kind == TOKEN_TICKER &&
                str_equal_nocase(str_range(t->norm, 1, t->norm.len), symbol))
                return true;
        }
    return false;
}
