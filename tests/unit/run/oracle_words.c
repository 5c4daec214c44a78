/* Looking for words in a text: form by form what a question asks for, then token by
 * token where it stands. */
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
    if (a.len > b.len + 4 * wrong || b.len > a.len + 4 * wrong) /* a letter is 4 bytes at most */
        return false;
    if (a.len == 0 || b.len == 0)
        return utf8_count(a) + utf8_count(b) <= wrong;
    bool same = utf8_next(a, &x) == utf8_next(b, &y);
    morgue_str next_a = str_range(a, x, a.len), next_b = str_range(b, y, b.len);
    if (same && is_spelt_like(next_a, next_b, wrong))
        return true;
    return wrong && (is_spelt_like(next_a, next_b, wrong - 1) ||
                     is_spelt_like(next_a, b, wrong - 1) || is_spelt_like(a, next_b, wrong - 1));
}

bool oracle__is_like(morgue_str word, const pattern *p)
{
    switch (p->shape) {
    case SHAPE_START:
        return str_starts(word, p->text);
    case SHAPE_PATTERN:
        return is_like(p->text, word);
    case SHAPE_ONE_WRONG:
        return is_spelt_like(p->text, word, 1);
    case SHAPE_TWO_WRONG:
        return is_spelt_like(p->text, word, 2);
    default:
        return str_equal(word, p->text);
    }
}

static bool is_fit(const word_form *f, const pattern *p)
{
    if (p->shape == SHAPE_STEM)
        return str_equal(f->stem, p->text);
    return oracle__is_like(f->norm, p) || (f->exact.len && oracle__is_like(f->exact, p));
}

/* Looks at all the forms that there are. */
static void choose(oracle *o, pattern *p)
{
    p->fits = oracle__room(o, o->form_count + 1);
    for (size_t i = 0; i < o->form_count; i++)
        p->fits[i] = is_fit(&o->forms[i], p);
    if (o->bound != EXACTLY && p->shape >= SHAPE_START)
        oracle__cap_words(o, p);
    for (size_t i = 0; i < o->form_count; i++)
        p->which_count += p->fits[i];
    p->which = oracle__room(o, (p->which_count + 1) * sizeof *p->which);
    for (size_t i = 0, at = 0; i < o->form_count; i++)
        if (p->fits[i])
            p->which[at++] = (uint32_t)i;
}

static void choose_all(oracle *o, sought *s)
{
    for (size_t i = 0; i < s->count; i++)
        choose(o, &s->words[i]);
    if (s->compound.text.len)
        choose(o, &s->compound);
}

static bool has_any(const known *k, const pattern *p)
{
    for (size_t i = 0; i < p->which_count && p->which[i] < k->has_forms; i++)
        if (k->has[p->which[i] / 8] >> p->which[i] % 8 & 1)
            return true;
    return false;
}

bool oracle__may_have(const known *k, const sought *s)
{
    if (s->compound.text.len && has_any(k, &s->compound))
        return true;
    for (size_t i = 0; i < s->count; i++)
        if (!has_any(k, &s->words[i]))
            return false;
    return s->count > 0;
}

/* ---- where it stands ---- */

static bool fits_at(passage p, uint32_t position, const pattern *wanted)
{
    if (position >= p.text->list.positions)
        return false;
    for (size_t i = p.text->primary[position];
         i < p.count && p.text->list.tokens[i].position == position; i++)
        if (wanted->fits[p.text->forms[i]])
            return true;
    return false;
}

/* Nothing lies between the words at two positions. */
static bool touching(passage p, uint32_t position)
{
    const numbered_text *t = p.text;
    if (position + 1 >= t->list.positions || t->primary[position + 1] >= p.count)
        return false;
    return t->list.tokens[t->primary[position]].to == t->list.tokens[t->primary[position + 1]].from;
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

void oracle__find(const sought *s, passage p, bool one, stretches *out)
{
    const bool *compound = s->compound.text.len ? s->compound.fits : NULL;
    const bool *first = s->count ? s->words[0].fits : NULL;
    for (size_t i = 0; i < p.count && !(one && out->count); i++) {
        uint32_t number = p.text->forms[i];
        bool whole = compound && compound[number], begins = first && first[number];
        if (!whole && !begins)
            continue;
        uint32_t at = p.text->list.tokens[i].position;
        if (whole)
            oracle__add_stretch(out, at, at);
        if (begins)
            go_on(s, 1, p, at, at, at + (uint32_t)s->count - 1 + s->slop, out);
    }
}

/* ---- what a question asks for ---- */

void oracle__seek_name(oracle *o, morgue_str name, sought *out)
{
    morgue_str rest = oracle__keep(o, name);
    *out = (sought){0};
    while (rest.len) {
        assert_true(out->count < PATTERNS);
        out->words[out->count++] = (pattern){.text = str_split(&rest, ' '), .shape = SHAPE_SURFACE};
    }
    choose_all(o, out);
}

static const token *primary_at(const token_list *list, uint32_t position)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->tokens[i].position == position && !list->tokens[i].alternate)
            return &list->tokens[i];
    return NULL;
}

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
    const token *next = primary_at(list, t->position + 1);
    return n->distance == 0 && t->kind == TOKEN_IDEOGRAPH && next &&
           next->kind == TOKEN_IDEOGRAPH && t->to == next->from;
}

static pattern pattern_of(oracle *o, const token *t, bool quoted, bool stems)
{
    bool stem = !quoted && stems && t->stem.len;
    morgue_str form = quoted && t->exact.len ? t->exact : t->norm;
    return (pattern){.text = oracle__keep(o, stem ? t->stem : form),
                     .shape = stem ? SHAPE_STEM : SHAPE_SURFACE};
}

/* Only the last word goes on at the star, and ideographs end where they are. */
static void open_end(oracle *o, sought *s)
{
    const token *last = primary_at(&o->tokens, o->tokens.positions - 1);
    if (last->kind == TOKEN_IDEOGRAPH)
        return;
    if (s->compound.text.len)
        s->compound.shape = SHAPE_START;
    s->words[s->count - 1] = (pattern){.text = oracle__keep(o, last->norm), .shape = SHAPE_START};
    if (utf8_count(last->norm) < MORGUE_MIN_WILDCARD_FIXED)
        s->count = 0;
}

/* The plain form of a part of a word: letters of ASCII, or with an accent. In lower
 * case, for a part that is "US" is no country. */
static void add_part(oracle *o, morgue_str part, strbuf *out)
{
    strbuf lower = {0};
    for (size_t i = 0; i < part.len; i++)
        strbuf_char(&lower, ascii_lower(part.ptr[i]));
    assert_int_equal(analyze_question(o->analyzer, strbuf_view(&lower), &o->tokens, NULL),
                     MORGUE_OK);
    if (o->tokens.count)
        strbuf_str(out, o->tokens.tokens[0].norm);
    strbuf_free(&lower);
}

static void seek_like(oracle *o, const node *n, sought *out)
{
    static const shape shapes[] = {SHAPE_PATTERN, SHAPE_ONE_WRONG, SHAPE_TWO_WRONG};
    strbuf like = {0};
    for (size_t at = 0, to; at < n->text.len; at = to) {
        for (to = at; to < n->text.len && n->text.ptr[to] != '?' && n->text.ptr[to] != '*';)
            to++;
        add_part(o, str_range(n->text, at, to), &like);
        if (to < n->text.len)
            strbuf_char(&like, n->text.ptr[to++]);
    }
    out->words[out->count++] =
        (pattern){.text = oracle__keep(o, strbuf_view(&like)), .shape = shapes[n->distance]};
    strbuf_free(&like);
}

static void seek_words(oracle *o, const node *n, bool stems, sought *out)
{
    const token_list *list = &o->tokens;
    out->slop = n->kind == NODE_PHRASE ? n->distance : 0;
    assert_int_equal(analyze_question(o->analyzer, n->text, &o->tokens, NULL), MORGUE_OK);
    assert_true(list->positions <= PATTERNS);
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        if (t->alternate)
            continue;
        out->words[out->count] = pattern_of(o, t, n->kind == NODE_PHRASE, stems);
        out->words[out->count++].touches = keeps_touch(list, t, n);
    }
    const token *compound = n->kind == NODE_PHRASE ? NULL : compound_of(list);
    if (compound)
        out->compound = (pattern){.text = oracle__keep(o, compound->norm), .shape = SHAPE_SURFACE};
    if (n->kind == NODE_PREFIX)
        open_end(o, out);
}

const sought *oracle__seek(oracle *o, const node *n, bool stems)
{
    bool made;
    sought *s = oracle__recall(o, n, FOR_WORDS, sizeof *s, &made);
    if (!made)
        return s;
    if (n->kind == NODE_PATTERN || n->kind == NODE_FUZZY)
        seek_like(o, n, s);
    else
        seek_words(o, n, stems, s);
    choose_all(o, s);
    return s;
}
