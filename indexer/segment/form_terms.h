/* The terms of each form, as entries of an inversion: found once for a form
 * instead of once for a word. Private. */
#ifndef FORM_TERMS_H
#define FORM_TERMS_H

#include "form.h"
#include "inversion.h"

/* One form. */
typedef struct form_terms_item {
    uint32_t first; /* index into the inversion's entries */
    uint32_t more;  /* FORM_ONE, FORM_NONE, FORM_BAD, or where the others are */
} form_terms_item;

#define FORM_ONE  UINT32_C(0)
#define FORM_NONE (UINT32_MAX - 1)
#define FORM_BAD  UINT32_MAX /* holds what cannot be a term */

/* All zero is a valid empty one. */
typedef struct form_terms {
    form_terms_item *items; /* by number of the form */
    uint32_t count;
    size_t capacity;
    uint32_t *others; /* runs of a count and that many entries; [0] is not used */
    size_t other_count, other_capacity;
} form_terms;

void segment__form_terms_free(form_terms *f);

/* Forgets all forms, keeps the memory. */
void segment__form_terms_clear(form_terms *f);

/* Makes numbers below count known; nothing can be a term of the new ones yet.
 * False when out of memory. */
bool segment__form_terms_extend(form_terms *f, uint32_t count);

/* Finds the entries of a form. False when out of memory. */
bool segment__form_terms_learn(form_terms *f, inversion *v, uint32_t number, morgue_str key);

static inline uint64_t form_terms_memory(const form_terms *f)
{
    return f->count * sizeof *f->items + f->other_count * sizeof *f->others;
}

#endif
