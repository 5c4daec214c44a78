/* Words, phrases and the beginnings of words, analysed as the articles were. */
#include "plan_internal.h"

#include "error.h"
#include "utf8.h"

/* The form of a token that a question asks for. exactly: the surface, with its
 * accents if it was written with any. */
static plan_node *word_of(planner *p, const node *n, const field_plan *field, const token *t,
                          bool exactly)
{
    plan_node *out = plan__node(p, PLAN_WORD, n, 0);
    if (!out)
        return NULL;
    out->scope = field->scope;
    out->name = field->name;
    out->stemmed = field->stemmed && !exactly && t->stem.len > 0;
    morgue_str form = out->stemmed ? t->stem : exactly && t->exact.len ? t->exact : t->norm;
    out->text = plan__copy(p, form);
    if (out->stemmed)
        out->surface = plan__copy(p, t->norm);
    return out;
}

/* Two ideographs side by side, one term of the index. */
static bool is_pair(const token_list *list, size_t i)
{
    return i < list->count && list->tokens[i].alternate && list->tokens[i].kind == TOKEN_IDEOGRAPH;
}

/* Does the token belong to the sequence that a question asks for? There is one
 * for each position. pairs: where two ideographs touch, their pair stands for
 * the first; the last ideograph of all is then part of the pair before it, and is
 * only named where the sequence must cover it. */
static bool wanted(const token_list *list, size_t i, bool pairs, bool cover)
{
    const token *t = &list->tokens[i];
    if (t->alternate)
        return pairs && is_pair(list, i);
    if (!pairs)
        return true;
    bool last = !cover && t->position + 1 == list->positions;
    return !is_pair(list, i + 1) && !(last && i > 0 && is_pair(list, i - 1));
}

/* An ordered run of operands, without gaps but for slop words in all. */
static plan_node *run_of(planner *p, const node *n, const field_plan *field, size_t count,
                         unsigned slop)
{
    plan_node *out = plan__node(p, PLAN_PHRASE, n, count);
    if (!out)
        return NULL;
    out->scope = field->scope;
    out->name = field->name;
    out->distance = slop;
    return out;
}

/* The tokens one after the other; a single one is a word. */
static plan_node *sequence(planner *p, const node *n, const field_plan *field, bool exactly,
                           unsigned slop)
{
    const token_list *list = &p->tokens;
    bool pairs = slop == 0; /* a pair has no room for words between */
    bool cover = p->operator!= NULL;
    size_t count = 0, filled = 0;
    for (size_t i = 0; i < list->count; i++)
        count += wanted(list, i, pairs, cover);
    plan_node *out = count > 1 ? run_of(p, n, field, count, slop) : NULL;
    if (count > 1 && !out)
        return NULL;
    for (size_t i = 0; i < list->count; i++) {
        if (!wanted(list, i, pairs, cover))
            continue;
        plan_node *word = word_of(p, n, field, &list->tokens[i], exactly);
        if (!word || count == 1)
            return word;
        out->children[filled++] = word;
    }
    return out;
}

/* The compound that the whole text is: "covid19" of "COVID-19". NULL if none. */
static const token *whole_compound(const token_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        if (t->kind == TOKEN_COMPOUND && t->position == 0 &&
            t->to == list->tokens[list->count - 1].to)
            return t;
    }
    return NULL;
}

static plan_node *either(planner *p, const node *n, plan_node *a, plan_node *b)
{
    plan_node *out = a && b ? plan__node(p, PLAN_OR, n, 2) : NULL;
    if (!out)
        return NULL;
    out->children[0] = a;
    out->children[1] = b;
    return out;
}

bool plan__analyse(planner *p, const node *n)
{
    p->status = analyze_question(p->analyzer, n->text, &p->tokens, p->err);
    if (!p->status && p->tokens.count == 0)
        p->status = fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                               "'%.*s' has no letters or digits to search for", STR_ARGS(n->text));
    return !p->status;
}

/* "well-known" unquoted is the compound or its parts in a row. */
plan_node *plan__words(planner *p, const node *n, const field_plan *field)
{
    if (!plan__analyse(p, n))
        return NULL;
    if (n->kind == NODE_PHRASE)
        return sequence(p, n, field, true, n->distance);
    const token *compound = whole_compound(&p->tokens);
    plan_node *parts = sequence(p, n, field, false, 0);
    return compound && parts ? either(p, n, word_of(p, n, field, compound, true), parts) : parts;
}

/* ---- wildcards ---- */

/* For a message, cut between characters. */
static morgue_str shown(morgue_str text)
{
    text = str_range(text, 0, 80);
    text.len = utf8_complete_prefix(text);
    return text;
}

static bool too_short(morgue_str text)
{
    return utf8_count(text) < MORGUE_MIN_WILDCARD_FIXED;
}

plan_node *plan__prefix_node(planner *p, const node *n, const field_plan *field, morgue_str text)
{
    if (too_short(text)) {
        p->status = fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                               "'%.*s*' is too short; write at least %d letters of the last word "
                               "before the star",
                               STR_ARGS(shown(n->text)), MORGUE_MIN_WILDCARD_FIXED);
        return NULL;
    }
    plan_node *out = plan__node(p, PLAN_PREFIX, n, 0);
    if (!out)
        return NULL;
    out->scope = field->scope;
    out->name = field->name;
    out->kinds = field->kinds;
    out->about = field->about;
    out->text = plan__copy(p, text);
    return out;
}

/* The words before the last one as they are, and what the last one begins. */
static plan_node *parts_prefix(planner *p, const node *n, const field_plan *field, morgue_str last)
{
    const token_list *list = &p->tokens;
    if (list->positions == 1)
        return plan__prefix_node(p, n, field, last);
    plan_node *out = run_of(p, n, field, list->positions, 0);
    for (size_t i = 0; out && i < list->count; i++) {
        const token *t = &list->tokens[i];
        if (t->alternate)
            continue;
        plan_node *part = t->position + 1 == list->positions ? plan__prefix_node(p, n, field, last)
                                                             : word_of(p, n, field, t, false);
        if (!part)
            return NULL;
        out->children[t->position] = part;
    }
    return out;
}

/* Only the last word goes on at the star. Ideographs are words of one character:
 * what is written of them is all that a star can stand behind. */
plan_node *plan__word_prefix(planner *p, const node *n, const field_plan *field)
{
    if (!plan__analyse(p, n))
        return NULL;
    const token_list *list = &p->tokens;
    size_t i = list->count - 1;
    while (list->tokens[i].alternate)
        i--;
    const token *last = &list->tokens[i];
    if (last->kind == TOKEN_IDEOGRAPH)
        return sequence(p, n, field, false, 0);
    const token *compound = whole_compound(list);
    if (!compound)
        return parts_prefix(p, n, field, last->norm);
    plan_node *whole = plan__prefix_node(p, n, field, compound->norm);
    if (!whole || too_short(last->norm))
        return whole;
    return either(p, n, whole, parts_prefix(p, n, field, last->norm));
}

/* ---- words like others ---- */

/* The norm of a part of a word; false when it is more or less than one word. A part
 * in capitals is no abbreviation. */
static bool part_norm(planner *p, const node *n, morgue_str part, strbuf *out)
{
    strbuf_clear(&p->scratch);
    for (size_t i = 0; i < part.len; i++)
        strbuf_char(&p->scratch, ascii_lower(part.ptr[i]));
    p->status = strbuf_check(&p->scratch, p->err);
    if (!p->status)
        p->status = analyze_question(p->analyzer, strbuf_view(&p->scratch), &p->tokens, p->err);
    const token *t = p->tokens.tokens;
    if (!p->status && (p->tokens.positions != 1 || t->from > 0 || t->to < part.len))
        p->status = fail_range(p->err, MORGUE_QUERY, n->from, n->to,
                               "'%.*s' is no part of one word: only letters and digits can stand "
                               "beside ~, ? and *",
                               STR_ARGS(shown(part)));
    if (!p->status)
        strbuf_str(out, t->norm);
    return !p->status;
}

static void pattern_norm(planner *p, const node *n, strbuf *out)
{
    morgue_str text = n->text;
    for (size_t at = 0, to; !p->status && at < text.len; at = to) {
        for (to = at; to < text.len && text.ptr[to] != '?' && text.ptr[to] != '*';)
            to++;
        if (to > at && !part_norm(p, n, str_range(text, at, to), out))
            return;
        if (to < text.len)
            strbuf_char(out, text.ptr[to++]);
    }
}

plan_node *plan__word_like(planner *p, const node *n, const field_plan *field)
{
    bool fuzzy = n->kind == NODE_FUZZY;
    plan_node *out = plan__node(p, fuzzy ? PLAN_FUZZY : PLAN_PATTERN, n, 0);
    strbuf text = {0};
    if (!out)
        return NULL;
    if (fuzzy)
        part_norm(p, n, n->text, &text);
    else
        pattern_norm(p, n, &text);
    if (!p->status)
        p->status = strbuf_check(&text, p->err);
    if (!p->status) {
        out->scope = field->scope;
        out->name = field->name;
        out->distance = n->distance;
        out->text = plan__copy(p, strbuf_view(&text));
    }
    strbuf_free(&text);
    return p->status ? NULL : out;
}
