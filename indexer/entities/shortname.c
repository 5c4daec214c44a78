/* Which words of a long name may stand for it alone later in the same article. */
#include "entities_internal.h"

#include <stdlib.h>

/* Letters, by bytes, that a short name needs. */
#define LEAST_PERSON 2
#define LEAST_GIVEN  3 /* behind a family name */
#define LEAST_DOUBT  4 /* either word may be the family name */
#define LEAST_ORG    3

static uint32_t usable(const recogniser *r, const surface *s, uint32_t i, size_t least)
{
    bool capital = s->capitals >> i & 1;
    if (!capital || s->words[i].len < least || table__denied(r->table, s->entity, s->words[i]))
        return 0;
    return recogniser__word(r, s->words[i]);
}

/* The last word, before "Jr" and the like; 0 stands for none, since a short
 * name needs another word before it. */
static uint32_t last_word(const recogniser *r, const surface *s)
{
    uint32_t i = s->count - 1;
    while (i > 0 && r->word_flags[recogniser__word(r, s->words[i])] & WORD_GENERATION)
        i--;
    return i;
}

/* Letters that the last word needs: a short one in a name whose first word may
 * be the family's is no name alone, least of all "Yi" of "Wang Yi". */
static size_t least_of_last(unsigned first_flags, unsigned last_flags)
{
    if (!(first_flags & WORD_FAMILY))
        return LEAST_PERSON;
    return last_flags & WORD_FAMILY ? LEAST_DOUBT : LEAST_GIVEN;
}

/* "Obama" of "Barack Obama"; "Wang" of "Wang Wentao", and "Wentao". */
static void prepare_person(recogniser *r, const surface *s, short_names *out)
{
    uint32_t last = last_word(r, s);
    unsigned first_flags = r->word_flags[recogniser__word(r, s->words[0])];
    unsigned last_flags = r->word_flags[recogniser__word(r, s->words[last])];
    if (last > 0)
        out->words[0] = usable(r, s, last, least_of_last(first_flags, last_flags));
    if (first_flags & WORD_FAMILY)
        out->words[1] = usable(r, s, 0, LEAST_PERSON);
}

static bool name_of_other(const recogniser *r, const surface *s, morgue_str word)
{
    for (int kind = 0; kind < ENTITY_KINDS; kind++) {
        const surface *other = table__surface(r->table, (entity_kind)kind, word);
        if (other && other->entity != s->entity)
            return true;
    }
    return false;
}

/* "Micron" of "Micron Technology", but not "Bank" of "Bank of America" or
 * "China" of "China Mobile". */
static void prepare_org(recogniser *r, const surface *s, short_names *out)
{
    uint32_t word = usable(r, s, 0, LEAST_ORG);
    if (!word || name_of_other(r, s, s->words[0]))
        return;
    unsigned not_these = WORD_ORDINARY | WORD_TITLE | WORD_GIVEN | WORD_PREPOSITION;
    if (!(r->word_flags[word] & not_these))
        out->words[0] = word;
}

/* A first word that two organisations share tells neither. */
static void drop_shared(recogniser *r, uint32_t *owners)
{
    const alias_table *t = r->table;
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < t->surface_count; i++) {
            const surface *s = &t->surfaces[i];
            uint32_t word = s->kind == ENTITY_ORG ? r->shorts[i].words[0] : 0;
            if (!word)
                continue;
            if (pass == 1 && owners[word] == NONE)
                r->shorts[i].words[0] = 0;
            else if (pass == 0)
                owners[word] =
                    owners[word] == 0 || owners[word] == s->entity + 1 ? s->entity + 1 : NONE;
        }
}

bool shortname__prepare(recogniser *r)
{
    const alias_table *t = r->table;
    uint32_t *owners = calloc(r->words.count + 1, sizeof *owners);
    if (!owners)
        return false;
    for (size_t i = 0; i < t->surface_count; i++) {
        const surface *s = &t->surfaces[i];
        unsigned no = SURFACE_CJK | SURFACE_NATIONALITY | SURFACE_TICKER;
        if (s->gone || s->count < 2 || (s->flags & no))
            continue;
        if (s->kind == ENTITY_PERSON)
            prepare_person(r, s, &r->shorts[i]);
        else if (s->kind == ENTITY_ORG)
            prepare_org(r, s, &r->shorts[i]);
    }
    drop_shared(r, owners);
    for (size_t i = 0; i < t->surface_count; i++)
        for (size_t k = 0; k < 2; k++)
            if (r->shorts[i].words[k])
                r->word_flags[r->shorts[i].words[k]] |= WORD_SHORT;
    free(owners);
    return true;
}
