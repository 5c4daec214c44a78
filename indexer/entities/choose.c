/* What one hit stands for, by the words around it and by the whole article. */
#include "entities_internal.h"

typedef struct around {
    const story *d;
    const text_scan *s;
    const hit *h;
    const hit *before_hit; /* NULL: none before */
    uint32_t before;       /* token; NONE */
    uint32_t after;        /* token; NONE */
    unsigned before_flags; /* WORD_ of the word before, when it adjoins */
    bool before_adjoins;   /* only white space between, same sentence */
    bool after_adjoins;
} around;

static bool adjoin(const text_scan *s, uint32_t left, uint32_t right)
{
    const token *a = &s->tokens->tokens[left], *b = &s->tokens->tokens[right];
    morgue_str gap = scan__gap(s, left, right);
    if (a->paragraph != b->paragraph || gap.len == 0 || gap.len > 4)
        return false;
    bool abbreviated = gap.ptr[0] == '.' && a->norm.len <= 4;
    return str_trim(str_range(gap, abbreviated, gap.len)).len == 0 &&
           (abbreviated || a->sentence == b->sentence);
}

static around look_around(const story *d, const text_scan *s, size_t index)
{
    const hit *h = &s->hits[index];
    around a = {.d = d, .s = s, .h = h, .before_hit = index ? h - 1 : NULL};
    a.before = scan__before(s->tokens, h->first);
    a.after = scan__next(s->tokens, h->last);
    if (a.after >= s->tokens->count)
        a.after = NONE;
    a.before_adjoins = a.before != NONE && adjoin(s, a.before, h->first);
    a.after_adjoins = a.after != NONE && adjoin(s, h->last, a.after);
    if (a.before_adjoins) {
        uint32_t word = recogniser__word(d->r, s->tokens->tokens[a.before].norm);
        a.before_flags = word ? d->r->word_flags[word] : 0;
    }
    return a;
}

static unsigned evidence(const story *d, uint32_t record_number)
{
    const uint32_t *seen = numbers__get(&d->evidence, record_number);
    return seen ? *seen : 0;
}

static bool capital(const around *a, uint32_t i)
{
    return a->s->tokens->tokens[i].capital;
}

static bool given_before(const around *a)
{
    return a->before_adjoins && capital(a, a->before) && a->s->letters == CASE_NORMAL &&
           (a->before_flags & WORD_GIVEN) && !(a->before_flags & WORD_NOT_GIVEN);
}

static bool title_before(const around *a)
{
    return a->before_adjoins && (a->before_flags & WORD_TITLE) &&
           (capital(a, a->before) || a->s->letters == CASE_NONE);
}

/* An unlisted first name or another word with a capital belongs to this one:
 * "Janet Wang", "Applied Micron". */
static bool strange_before(const around *a)
{
    if (!a->before_adjoins || !capital(a, a->before) || a->s->letters != CASE_NORMAL ||
        (a->before_flags & (WORD_TITLE | WORD_PREPOSITION)))
        return false;
    if (a->before_hit && a->before_hit->name != NONE && a->before_hit->suffix_last >= a->before)
        return false;
    uint32_t earlier = scan__before(a->s->tokens, a->before);
    const token *t = a->s->tokens->tokens;
    bool starts = earlier == NONE || t[earlier].sentence != t[a->before].sentence;
    return !starts || (a->before_flags & WORD_GIVEN);
}

/* A hyphen joins the token to a word with a capital: a double name. */
static bool double_name(const around *a)
{
    const token *t = a->s->tokens->tokens;
    if (a->before != NONE && str_is(scan__gap(a->s, a->before, a->h->first), "-") &&
        t[a->before].capital)
        return true;
    return a->after != NONE && str_is(scan__gap(a->s, a->h->last, a->after), "-") &&
           t[a->after].capital;
}

/* "Wang Xiaoming", another person of the family name. */
static bool given_after(const around *a)
{
    if (!a->after_adjoins || !capital(a, a->after) || a->s->letters != CASE_NORMAL)
        return false;
    uint32_t word = recogniser__word(a->d->r, a->s->tokens->tokens[a->after].norm);
    return !word || !(a->d->r->word_flags[word] & (WORD_TITLE | WORD_SUFFIX));
}

/* The long name that the hit's one word is short for in this article; NONE. */
static uint32_t short_for(const around *a)
{
    if (a->h->first != a->h->last)
        return NONE;
    const uint32_t *known = numbers__get(&a->d->shorts, a->h->word);
    if (!known || *known == NONE || double_name(a) || strange_before(a))
        return NONE;
    if ((a->d->r->word_flags[a->h->word] & (WORD_DOUBTFUL | WORD_TITLE)) && !title_before(a))
        return NONE;
    const surface *s = &a->d->r->table->surfaces[*known];
    bool family =
        s->kind == ENTITY_PERSON && str_equal(s->words[0], a->s->tokens->tokens[a->h->first].norm);
    return family && given_after(a) ? NONE : *known;
}

static bool allowed(const around *a, const surface *f)
{
    if (!a->h->weak && !surface_common(f))
        return true;
    return (f->kind == ENTITY_ORG && a->h->suffix_last > a->h->last) ||
           (evidence(a->d, f->entity) & EVIDENCE_NAMED);
}

/* "BEIJING, Nov 1" at the head of a body. */
static bool dateline(const around *a)
{
    const token *first = &a->s->tokens->tokens[a->h->first];
    return a->s == &a->d->texts[1] && first->from < 100 && first->allcaps && a->before == NONE;
}

/* Another name swallows a place: "George Washington", "Paris Hilton". */
static bool part_of_person(const around *a)
{
    if (a->h->first != a->h->last)
        return false;
    if (given_before(a) && !(a->before_hit && a->before_hit->suffix_last >= a->before))
        return true;
    unsigned own = a->d->r->word_flags[a->h->word];
    if (!(own & WORD_GIVEN) || (own & (WORD_NOT_GIVEN | WORD_FAMILY)) ||
        (a->before_flags & WORD_PREPOSITION))
        return false;
    if (!a->after_adjoins || !capital(a, a->after) || a->s->letters != CASE_NORMAL)
        return false;
    const token *after = &a->s->tokens->tokens[a->after];
    return recogniser__word(a->d->r, after->norm) == 0 && after->kind == TOKEN_WORD;
}

/* Of several kinds, by evidence first, then by the neighbours, then the usual. */
static entity_kind pick_kind(const around *a, unsigned kinds, const uint32_t surfaces[ENTITY_KINDS])
{
    const surface *all = a->d->r->table->surfaces;
    unsigned long_named = 0;
    for (unsigned k = 0; k < ENTITY_KINDS; k++)
        if (kinds & 1u << k && (evidence(a->d, all[surfaces[k]].entity) & EVIDENCE_LONG))
            long_named |= 1u << k;
    bool person = kinds & 1u << ENTITY_PERSON, org = kinds & 1u << ENTITY_ORG,
         place = kinds & 1u << ENTITY_PLACE;
    if (org && a->h->suffix_last > a->h->last)
        return ENTITY_ORG;
    if (person && (title_before(a) || given_before(a)))
        return ENTITY_PERSON;
    if (place && (dateline(a) || (a->before_flags & WORD_PREPOSITION)))
        return ENTITY_PLACE;
    for (unsigned k = 0; k < ENTITY_KINDS; k++)
        if (long_named == 1u << k)
            return (entity_kind)k;
    return place ? ENTITY_PLACE : org ? ENTITY_ORG : ENTITY_PERSON;
}

/* A person of this article is meant rather than what the table has: "Jordan"
 * after "Michael Jordan", but not "in Jordan". */
static bool person_instead(const around *a, const surface *listed, const surface *meant)
{
    if (meant->kind != ENTITY_PERSON || listed->entity == meant->entity)
        return false;
    if (listed->kind == ENTITY_PLACE)
        return !(listed->flags & SURFACE_NATIONALITY) && !dateline(a) &&
               !(a->before_flags & WORD_PREPOSITION);
    return !(evidence(a->d, listed->entity) & EVIDENCE_LONG);
}

static uint32_t choose_listed(const around *a)
{
    const trie_name *name = &a->d->r->names[a->h->name];
    const surface *all = a->d->r->table->surfaces;
    unsigned kinds = 0;
    for (unsigned k = 0; k < ENTITY_KINDS; k++)
        if (a->h->kinds & 1u << k && allowed(a, &all[name->surfaces[k]]))
            kinds |= 1u << k;
    uint32_t meant = short_for(a);
    if (!kinds)
        return NONE;
    uint32_t listed = name->surfaces[pick_kind(a, kinds, name->surfaces)];
    if (meant != NONE && person_instead(a, &all[listed], &all[meant]))
        return meant;
    if (all[listed].kind == ENTITY_PLACE && !(all[listed].flags & SURFACE_NATIONALITY) &&
        part_of_person(a))
        return NONE;
    return listed;
}

uint32_t choose__surface(const story *d, const text_scan *s, size_t hit_index, bool *whole)
{
    around a = look_around(d, s, hit_index);
    uint32_t found = a.h->name == NONE ? short_for(&a) : choose_listed(&a);
    *whole = found != NONE && d->r->table->surfaces[found].kind == ENTITY_ORG;
    return found;
}
