/* Forms of a draft that were met before, by the drafter's own number: one look
 * into a table instead of a hash, an entry and a key. */
#include "stream_internal.h"

#include "error.h"

#include <stdlib.h>

/* A table that so many drafts did not need is given to another origin. */
#define STALE_DRAFTS 4096

/* Forms between asking for something in memory and looking at it. */
#define AHEAD 24

/* Unknown forms looked up at a time. */
#define TOGETHER 32

static known_table *least_used(known_forms *k)
{
    known_table *least = &k->tables[0];
    for (unsigned i = 1; i < k->count; i++)
        if (k->tables[i].used < least->used)
            least = &k->tables[i];
    return least;
}

/* An empty table; NULL without memory, or when all are in use. */
static known_table *claim(known_forms *k)
{
    if (k->count < KNOWN_ORIGINS) {
        known_table *t = &k->tables[k->count];
        t->numbers = calloc(ANALYZER_WORDS + 1, sizeof *t->numbers);
        k->count += t->numbers != NULL;
        return t->numbers ? t : NULL;
    }
    known_table *t = least_used(k);
    if (k->drafts - t->used < STALE_DRAFTS)
        return NULL;
    memset(t->numbers, 0, (ANALYZER_WORDS + 1) * sizeof *t->numbers);
    return t;
}

/* The numbers of an origin's words; NULL when it gets no table. */
static uint32_t *table_of(known_forms *k, uint32_t origin)
{
    known_table *t = NULL;
    k->drafts++;
    for (unsigned i = 0; i < k->count && !t; i++)
        if (k->tables[i].origin == origin)
            t = &k->tables[i];
    if (!t && !(t = claim(k)))
        return NULL;
    t->origin = origin;
    t->used = k->drafts;
    return t->numbers;
}

/* Forms that the table does not have: looked up together, so that the memory of
 * all is on its way at once. */
typedef struct unknown {
    draft_form forms[TOGETHER];
    uint32_t at[TOGETHER]; /* in the draft */
    uint32_t numbers[TOGETHER];
    uint32_t count;
} unknown;

static morgue_status look_up(unknown *u, vocabulary *v, const draft *d, uint32_t *table,
                             uint32_t *numbers, morgue_error *err)
{
    morgue_status status = stream__vocabulary_add(v, u->forms, u->count, u->numbers, err);
    for (uint32_t i = 0; i < u->count && !status; i++) {
        uint32_t at = u->at[i];
        numbers[at] = u->numbers[i];
        if (d->forms[at].word)
            table[d->forms[at].word] = u->numbers[i] + 1;
    }
    u->count = 0;
    return status;
}

morgue_status stream__known_add(known_forms *k, vocabulary *v, const draft *d, uint32_t *numbers,
                                morgue_error *err)
{
    uint32_t *table = d->form_origin ? table_of(k, d->form_origin) : NULL;
    if (!table)
        return stream__vocabulary_add(v, d->forms, d->form_count, numbers, err);
    unknown u;
    u.count = 0;
    morgue_status status = MORGUE_OK;
    for (uint32_t i = 0; i < d->form_count && !status; i++) {
        if (i + AHEAD < d->form_count)
            __builtin_prefetch(&table[d->forms[i + AHEAD].word]);
        uint32_t word = d->forms[i].word;
        if (word && table[word]) {
            numbers[i] = table[word] - 1;
            continue;
        }
        u.forms[u.count] = d->forms[i];
        u.at[u.count++] = i;
        if (u.count == TOGETHER)
            status = look_up(&u, v, d, table, numbers, err);
    }
    return status ? status : look_up(&u, v, d, table, numbers, err);
}

void stream__known_free(known_forms *k)
{
    for (unsigned i = 0; i < k->count; i++)
        free(k->tables[i].numbers);
    *k = (known_forms){0};
}
