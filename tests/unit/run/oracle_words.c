/* Looking for words in a text: token by token. */
#include "oracle_internal.h"

#include "utf8.h"

static bool fits(const token *t, const pattern *p)
{
    switch (p->shape) {
    case SHAPE_STEM:
        return str_equal(t->stem, p->text);
    case SHAPE_START:
        return str_starts(t->norm, p->text) || str_starts(t->exact, p->text);
    case SHAPE_SURFACE:
        break;
    }
    return str_equal(t->norm, p->text) || (t->exact.len && str_equal(t->exact, p->text));
}

static bool fits_at(passage p, uint32_t position, const pattern *wanted)
{
    for (size_t i = 0; i < p.count; i++)
        if (p.list->tokens[i].position == position && fits(&p.list->tokens[i], wanted))
            return true;
    return false;
}

static const token *primary_at(passage p, uint32_t position)
{
    for (size_t i = 0; i < p.count; i++)
        if (p.list->tokens[i].position == position && !p.list->tokens[i].alternate)
            return &p.list->tokens[i];
    return NULL;
}

/* Nothing lies between the words at two positions. */
static bool touching(passage p, uint32_t position)
{
    const token *a = primary_at(p, position), *b = primary_at(p, position + 1);
    return a && b && a->to == b->from;
}

/* Do the words from number k on stand behind position at, the last of them not
 * after position last? */
static bool goes_on(const sought *s, size_t k, passage p, uint32_t at, uint32_t last)
{
    if (k == s->count)
        return true;
    for (uint32_t next = at + 1; next <= last; next++) {
        if (s->words[k - 1].touches && !(next == at + 1 && touching(p, at)))
            return false;
        if (fits_at(p, next, &s->words[k]) && goes_on(s, k + 1, p, next, last))
            return true;
    }
    return false;
}

bool oracle__found(const sought *s, passage p)
{
    for (size_t i = 0; i < p.count; i++) {
        const token *t = &p.list->tokens[i];
        if (s->compound.text.len && fits(t, &s->compound))
            return true;
        uint32_t last = t->position + (uint32_t)s->count - 1 + s->slop;
        if (s->count && fits(t, &s->words[0]) && goes_on(s, 1, p, t->position, last))
            return true;
    }
    return false;
}

static bool fits_any(const token *t, const pattern *patterns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fits(t, &patterns[i]))
            return true;
    return false;
}

bool oracle__near(const pattern *a, size_t a_count, const pattern *b, size_t b_count,
                  unsigned distance, bool ordered, passage p)
{
    for (size_t i = 0; i < p.count; i++) {
        if (!fits_any(&p.list->tokens[i], a, a_count))
            continue;
        for (size_t k = 0; k < p.count; k++) {
            int64_t apart = (int64_t)p.list->tokens[k].position - p.list->tokens[i].position;
            if (apart == 0 || apart > (int64_t)distance || (ordered && apart < 0) ||
                apart < -(int64_t)distance)
                continue;
            if (fits_any(&p.list->tokens[k], b, b_count))
                return true;
        }
    }
    return false;
}

/* ---- what a question asks for ---- */

/* The token that stands for all of what was asked: "covid19" of "COVID-19". */
static const token *compound_of(const token_list *list)
{
    uint32_t end = 0;
    for (size_t i = 0; i < list->count; i++)
        end = list->tokens[i].to > end ? list->tokens[i].to : end;
    for (size_t i = 0; i < list->count; i++)
        if (list->tokens[i].kind == TOKEN_COMPOUND && list->tokens[i].position == 0 &&
            list->tokens[i].to == end)
            return &list->tokens[i];
    return NULL;
}

/* Ideographs that were asked without anything between stand so in the text. */
static bool keeps_touch(const token_list *list, const token *t, const node *n)
{
    passage all = {list, list->count};
    const token *next = primary_at(all, t->position + 1);
    return n->distance == 0 && t->kind == TOKEN_IDEOGRAPH && next &&
           next->kind == TOKEN_IDEOGRAPH && touching(all, t->position);
}

static pattern pattern_of(const token *t, bool quoted, bool stems)
{
    if (quoted)
        return (pattern){t->exact.len ? t->exact : t->norm, SHAPE_SURFACE, false};
    if (stems && t->stem.len)
        return (pattern){t->stem, SHAPE_STEM, false};
    return (pattern){t->norm, SHAPE_SURFACE, false};
}

/* Only the last word goes on at the star, and ideographs end where they are. */
static void open_end(sought *s, const token_list *list)
{
    const token *last = primary_at((passage){list, list->count}, list->positions - 1);
    if (last->kind == TOKEN_IDEOGRAPH)
        return;
    if (s->compound.text.len)
        s->compound.shape = SHAPE_START;
    s->words[s->count - 1] = (pattern){last->norm, SHAPE_START, false};
    if (utf8_count(last->norm) < MORGUE_MIN_WILDCARD_FIXED)
        s->count = 0;
}

void oracle__seek(oracle *o, const node *n, bool stems, token_list *list, sought *out)
{
    *out = (sought){.slop = n->kind == NODE_PHRASE ? n->distance : 0};
    assert_int_equal(analyze_question(o->analyzer, n->text, list, NULL), MORGUE_OK);
    assert_true(list->positions <= PATTERNS);
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        if (t->alternate)
            continue;
        out->words[out->count] = pattern_of(t, n->kind == NODE_PHRASE, stems);
        out->words[out->count++].touches = keeps_touch(list, t, n);
    }
    const token *compound = n->kind == NODE_PHRASE ? NULL : compound_of(list);
    if (compound)
        out->compound = (pattern){compound->norm, SHAPE_SURFACE, false};
    if (n->kind == NODE_PREFIX)
        open_end(out, list);
}
