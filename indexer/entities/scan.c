/* One pass over the tokens of a text: names of the trie, leftmost and longest. */
#include "entities_internal.h"

#include "error.h"
#include "utf8.h"

/* Corporate suffixes behind one name: "Pty. Ltd." */
#define MOST_SUFFIXES 3
/* In a text whose capitals say nothing, a word shorter than this is no name. */
#define LEAST_WITHOUT_CASE 4
/* Words from which on many capitals are a habit of the text: in a headline they
 * soon are, while a short body may just name many. */
#define LEAST_HEADLINE 3
#define LEAST_BODY     30
/* The word before a full stop inside a name is not longer: "St. Louis". */
#define LONGEST_ABBREVIATION 4

morgue_str scan__gap(const text_scan *s, uint32_t left, uint32_t right)
{
    return str_range(s->text, s->tokens->tokens[left].to, s->tokens->tokens[right].from);
}

static text_case find_case(const token_list *list, size_t least)
{
    size_t words = 0, capitals = 0, shouted = 0, longer = 0;
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        if (t->alternate || (t->kind != TOKEN_WORD && t->kind != TOKEN_JOINED))
            continue;
        words++;
        capitals += t->capital;
        longer += t->norm.len > 1;
        shouted += t->allcaps;
    }
    if (words >= 4 && (capitals == 0 || shouted * 10 >= longer * 8))
        return CASE_NONE;
    return words >= least && capitals * 10 > words * 6 ? CASE_TITLE : CASE_NORMAL;
}

/* Characters that may stand between two words of one name. */
static bool joins(uint32_t c)
{
    static const uint32_t others[] = {0xa0, 0xb7, 0x2010, 0x2011, 0x2019, 0x202f, 0x30fb};
    if (c < 0x80)
        return strchr(" \t\r\n.-'&/,", (int)c) != NULL && c != 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (c == others[i])
            return true;
    return false;
}

/* The two tokens may belong to one name; *comma is set by a comma between. */
static bool adjacent(const text_scan *s, uint32_t left, uint32_t right, bool *comma)
{
    const token *a = &s->tokens->tokens[left], *b = &s->tokens->tokens[right];
    if (a->paragraph != b->paragraph ||
        (a->sentence != b->sentence && a->norm.len > LONGEST_ABBREVIATION))
        return false;
    morgue_str gap = scan__gap(s, left, right);
    if (gap.len == 1 && gap.ptr[0] == ' ')
        return true;
    if (gap.len > 16)
        return false;
    for (size_t at = 0; at < gap.len;) {
        uint32_t c = utf8_next(gap, &at);
        *comma |= c == ',';
        if (!joins(c) && !(a->possessive && (c == 's' || c == 'S')))
            return false;
    }
    return true;
}

typedef struct walk {
    uint32_t first, last;
    uint32_t count; /* words */
    bool comma;
} walk;

static bool fits(const text_scan *s, const surface *f, const walk *w)
{
    const token *first = &s->tokens->tokens[w->first], *last = &s->tokens->tokens[w->last];
    if (w->comma && !(f->flags & SURFACE_COMMA))
        return false;
    if (s->letters == CASE_NONE)
        return true;
    if ((f->capitals & 1) && !first->capital)
        return false;
    if ((f->capitals >> (f->count - 1) & 1) && !last->capital)
        return false;
    return !(f->flags & SURFACE_SHOUTED) || first->allcaps;
}

/* The kinds as which the name that ends here fits; 0 when it does not. */
static uint8_t fitting_kinds(const text_scan *s, uint32_t name, const walk *w)
{
    unsigned kinds = 0;
    for (unsigned k = 0; k < ENTITY_KINDS; k++) {
        uint32_t number = s->r->names[name].surfaces[k];
        if (number != NONE && fits(s, &s->r->table->surfaces[number], w))
            kinds |= 1u << k;
    }
    return (uint8_t)kinds;
}

/* The longest name that starts at h->first, whose word is known. */
static bool longest_name(const text_scan *s, hit *h)
{
    const recogniser *r = s->r;
    walk w = {h->first, h->first, 1, false};
    uint32_t node = recogniser__step(r, 0, h->word);
    while (node) {
        const trie_node *at = &r->nodes[node];
        uint8_t kinds = at->name != NONE ? fitting_kinds(s, at->name, &w) : 0;
        if (kinds) {
            h->name = at->name;
            h->last = w.last;
            h->kinds = kinds;
        }
        uint32_t next = scan__next(s->tokens, w.last);
        if (!at->inner || next >= s->tokens->count || !adjacent(s, w.last, next, &w.comma))
            break;
        uint32_t word = recogniser__word(r, s->tokens->tokens[next].norm);
        node = word ? recogniser__step(r, node, word) : 0;
        w.last = next;
        w.count++;
    }
    return h->name != NONE;
}

static bool suffix_gap(morgue_str gap)
{
    if (gap.len == 0 || gap.len > 4)
        return false;
    for (size_t i = 0; i < gap.len; i++)
        if (!ascii_space(gap.ptr[i]) && gap.ptr[i] != '.' && gap.ptr[i] != ',' && gap.ptr[i] != '&')
            return false;
    return true;
}

/* "AG" is a suffix and "as", "co" in lower case are words; "plc", "gmbh" are not. */
static bool is_suffix(const text_scan *s, const token *t)
{
    return names__suffix(t->norm) &&
           (t->capital || s->letters == CASE_NONE || t->kind == TOKEN_ACRONYM ||
            str_is(t->norm, "plc") || str_is(t->norm, "gmbh"));
}

static uint32_t skip_suffixes(const text_scan *s, uint32_t last)
{
    for (unsigned n = 0; n < MOST_SUFFIXES; n++) {
        uint32_t next = scan__next(s->tokens, last);
        if (next >= s->tokens->count || !suffix_gap(scan__gap(s, last, next)) ||
            s->tokens->tokens[next].paragraph != s->tokens->tokens[last].paragraph ||
            !is_suffix(s, &s->tokens->tokens[next]))
            break;
        last = next;
    }
    return last;
}

static bool add_hit(text_scan *s, hit h, arena *memory)
{
    if (s->count == s->capacity) {
        size_t capacity = s->capacity ? s->capacity * 2 : 32;
        hit *grown = arena_alloc(memory, capacity * sizeof *grown);
        if (!grown)
            return false;
        if (s->count)
            memcpy(grown, s->hits, s->count * sizeof *grown);
        s->hits = grown;
        s->capacity = capacity;
    }
    s->hits[s->count++] = h;
    return true;
}

/* A name can start here: it has a capital, or some name begins without one. */
static inline bool may_start(const text_scan *s, const token *t)
{
    if (t->capital || s->letters == CASE_NONE)
        return true;
    unsigned head = recogniser__head(t->norm);
    return s->r->lower_heads[head / 64] >> (head % 64) & 1;
}

/* Looks at one token; *last moves to the end of what was found there. */
static bool look_at(text_scan *s, uint32_t i, uint32_t *last, arena *memory)
{
    const token *t = &s->tokens->tokens[i];
    hit h = {.first = i, .last = i, .name = NONE, .word = recogniser__word(s->r, t->norm)};
    if (!h.word)
        return true;
    if (longest_name(s, &h)) {
        h.suffix_last = h.kinds & 1u << ENTITY_ORG ? skip_suffixes(s, h.last) : h.last;
        h.weak = s->letters == CASE_NONE && h.first == h.last && t->norm.len < LEAST_WITHOUT_CASE;
        *last = h.suffix_last;
        return add_hit(s, h, memory);
    }
    if (!t->capital || !(s->r->word_flags[h.word] & WORD_SHORT))
        return true;
    h.suffix_last = skip_suffixes(s, i);
    *last = h.suffix_last;
    return add_hit(s, h, memory);
}

morgue_status scan__text(text_scan *s, bool body, arena *memory, morgue_error *err)
{
    span_list skip = {0};
    size_t span = 0;
    if (s->tokens->count == 0)
        return MORGUE_OK;
    s->letters = find_case(s->tokens, body ? LEAST_BODY : LEAST_HEADLINE);
    morgue_status status = body ? boilerplate__find(s->text, memory, &skip, err) : MORGUE_OK;
    for (uint32_t i = 0; !status && i < s->tokens->count; i++) {
        const token *t = &s->tokens->tokens[i];
        if (t->alternate || !may_start(s, t))
            continue;
        while (span < skip.count && skip.spans[span].to <= t->from)
            span++;
        if (span < skip.count && skip.spans[span].from <= t->from)
            continue;
        if (!look_at(s, i, &i, memory))
            status = fail_nomem(err);
    }
    return status;
}
