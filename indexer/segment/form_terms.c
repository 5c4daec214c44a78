/* Takes forms apart: each norm and each exact of a form is a term. */
#include "form_terms.h"

#include "xapian_c.h"

#include <stdlib.h>

/* Components that a key of FORM_LONGEST bytes can have, two terms each. */
#define MOST_TERMS (FORM_LONGEST + 2)

void segment__form_terms_free(form_terms *f)
{
    free(f->items);
    free(f->others);
    *f = (form_terms){0};
}

void segment__form_terms_clear(form_terms *f)
{
    f->count = 0;
    f->other_count = 0;
}

static bool reserve(void **array, size_t need, size_t *capacity, size_t element)
{
    if (need <= *capacity)
        return true;
    size_t grown = *capacity + *capacity / 2;
    grown = grown < need ? need : grown;
    grown = grown < 1024 ? 1024 : grown;
    void *bytes = realloc(*array, grown * element);
    if (!bytes)
        return false;
    *array = bytes;
    *capacity = grown;
    return true;
}

/* The entries of one form while they are gathered. */
typedef struct gathering {
    uint32_t entries[MOST_TERMS];
    size_t count;
    bool bad, failed;
} gathering;

static void gather(gathering *g, inversion *v, morgue_str term)
{
    if (term.len == 0 || term.len > XC_MAX_TERM || memchr(term.ptr, '\0', term.len) ||
        g->count == MOST_TERMS) {
        g->bad = true;
        return;
    }
    inversion_entry *e = NULL;
    if (segment__inversion_reserve(v, 1))
        e = segment__inversion_entry(v, term, segment__inversion_hash(v, term));
    if (!e) {
        g->failed = true;
        return;
    }
    uint32_t entry = (uint32_t)(e - v->entries);
    for (size_t i = 0; i < g->count; i++)
        if (g->entries[i] == entry)
            return;
    g->entries[g->count++] = entry;
}

static bool put_others(form_terms *f, const gathering *g, form_terms_item *item)
{
    size_t start = f->other_count ? f->other_count : 1;
    if (!reserve((void **)&f->others, start + g->count, &f->other_capacity, sizeof *f->others))
        return false;
    item->more = (uint32_t)start;
    f->others[start] = (uint32_t)(g->count - 1);
    memcpy(f->others + start + 1, g->entries + 1, (g->count - 1) * sizeof *f->others);
    f->other_count = start + g->count;
    return true;
}

bool segment__form_terms_extend(form_terms *f, uint32_t count)
{
    if (!reserve((void **)&f->items, count, &f->capacity, sizeof *f->items))
        return false;
    for (; f->count < count; f->count++)
        f->items[f->count] = (form_terms_item){0, FORM_BAD};
    return true;
}

bool segment__form_terms_learn(form_terms *f, inversion *v, uint32_t number, morgue_str key)
{
    gathering g;
    g.count = 0;
    g.failed = false;
    g.bad = key.len == 0 || key.len > FORM_LONGEST;
    while (key.len && !g.bad) {
        form_part part;
        if (!form_next(&key, &part)) {
            g.bad = true;
            break;
        }
        gather(&g, v, part.norm);
        if (part.exact.len)
            gather(&g, v, part.exact);
    }
    form_terms_item item = {0, FORM_ONE};
    if (g.bad)
        item.more = FORM_BAD;
    else if (g.count == 0)
        item.more = FORM_NONE;
    else
        item.first = g.entries[0];
    if (g.failed || (!g.bad && g.count > 1 && !put_others(f, &g, &item)))
        return false;
    f->items[number] = item;
    return true;
}
