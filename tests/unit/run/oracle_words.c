/* Looking for words in a text: token by token. */
#include "oracle_internal.h"

#include "utf8.h"

/* Letter by letter. */
static bool is_like(morgue_str like, morgue_str word)
{
    if (like.len == 0)
        return word.len == 0;
    size_t letter = 0;
    if (word.len)
        utf8_next(word, &letter);
    morgue_str next = str_range(word, letter, word.len), rest = str_range(like, 1, like.len);
    if (like.ptr[0] == '*')
        return is_like(rest, word) || (word.len && is_like(like, next));
    if (like.ptr[0] == '?')
        return word.len && is_like(rest, next);
    return word.len && like.ptr[0] == word.ptr[0] && is_like(rest, str_range(word, 1, word.len));
}

/* One becomes the other when at most wrong letters are changed, left out or put in. */
static bool is_spelt_like(morgue_str a, morgue_str b, unsigned wrong)
{
    size_t x = 0, y = 0;
    if (a.len == 0 || b.len == 0)
        return utf8_count(a) + utf8_count(b) <= wrong;
    bool same = utf8_next(a, &x) == utf8_next(b, &y);
    morgue_str next_a = str_range(a, x, a.len), next_b = str_range(b, y, b.len);
    if (same && is_spelt_like(next_a, next_b, wrong))
        return true;
    return wrong && (is_spelt_like(next_a, next_b, wrong - 1) ||
                     is_spelt_like(next_a, b, wrong - 1) || is_spelt_like(a, next_b, wrong - 1));
}

static bool fits(const token *t, const pattern *p)
{
    unsigned wrong = p->shape == SHAPE_TWO_WRONG ? 2 : 1;
    switch (p->shape) {
    case SHAPE_STEM:
        return str_equal(t->stem, p->text);
    case SHAPE_START:
        return str_starts(t->norm, p->text) || str_starts(t->exact, p->text);
    case SHAPE_PATTERN:
        return is_like(p->text, t->norm) || (t->exact.len && is_like(p->text, t->exact));
    case SHAPE_ONE_WRONG:
    case SHAPE_TWO_WRONG:
        return is_spelt_like(p->text, t->norm, wrong) ||
               (t->exact.len && is_spelt_like(p->text, t->exact, wrong));
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

/* Adds the stretches from first on whose words from number k on stand behind position
 * at, the last of them not after position last. */
static void go_on(const sought *s, size_t k, passage p, uint32_t first, uint32_t at, uint32_t last,
                  stretches *out)
{
    if (k == s->count) {
        oracle__add_stretch(out, first, at);
        return;
    }
    for (uint32_t next = at + 1; next <= last; next++) {
        if (s->words[k - 1].touches && !(next == at + 1 && touching(p, at)))
            return;
        if (fits_at(p, next, &s->words[k]))
            go_on(s, k + 1, p, first, next, last, out);
    }
}

void oracle__find(const sought *s, passage p, stretches *out)
{
    for (size_t i = 0; i < p.count; i++) {
        const token *t = &p.list->tokens[i];
        if (s->compound.text.len && fits(t, &s->compound))
            oracle__add_stretch(out, t->position, t->position);
        uint32_t last = t->position + (uint32_t)s->count - 1 + s->slop;
        if (s->count && fits(t, &s->words[0]))
            go_on(s, 1, p, t->position, t->position, last, out);
    }
}

void oracle__seek_name(morgue_str name, sought *out)
{
    *out = (sought){0};
    while (name.len) {
        assert_true(out->count < PATTERNS);
        out->words[out->count++] = (pattern){str_split(&name, ' '), SHAPE_SURFACE, false};
    }
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

/* The letters of the questions' patterns are ASCII or have one accent. */
static void seek_like(oracle *o, const node *n, token_list *list, sought *out)
{
    static const shape shapes[] = {SHAPE_PATTERN, SHAPE_ONE_WRONG, SHAPE_TWO_WRONG};
    size_t len = 0;
    *out = (sought){.count = 1};
    for (size_t at = 0, to; at < n->text.len; at = to) {
        for (to = at; to < n->text.len && n->text.ptr[to] != '?' && n->text.ptr[to] != '*';)
            to++;
        assert_int_equal(analyze_question(o->analyzer, str_range(n->text, at, to), list, NULL),
                         MORGUE_OK);
        morgue_str norm = list->count ? list->tokens[0].norm : (morgue_str){NULL, 0};
        assert_true(len + norm.len + 1 < sizeof out->text);
        if (norm.len)
            memcpy(out->text + len, norm.ptr, norm.len);
        len += norm.len;
        if (to < n->text.len)
            out->text[len++] = n->text.ptr[to++];
    }
    out->words[0] = (pattern){{out->text, len}, shapes[n->distance], false};
}

void oracle__seek(oracle *o, const node *n, bool stems, token_list *list, sought *out)
{
    if (n->kind == NODE_PATTERN || n->kind == NODE_FUZZY) {
        seek_like(o, n, list, out);
        return;
    }
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
