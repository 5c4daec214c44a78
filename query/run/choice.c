/* Which part of a text shows best why it matches: first where operators are true, then
 * many different words, then near each other. */
#include "told.h"

#include "error.h"

#include <stdlib.h>

/* Of a candidate so many marks, and so many places, are looked at. */
#define LOOK 64

/* What a passage shows that begins somewhere. */
typedef struct worth {
    unsigned new_true; /* operators that no passage shows yet; one shown whole counts 2, by its
                          ends 1 */
    unsigned new_words;
    unsigned is_true;
    unsigned different; /* words and operands */
    size_t lag;         /* bytes to where the last of the operators begins to be true */
    size_t reach;       /* to where the last of all these ends */
    unsigned again;
    bool speaks; /* has what shows something without its operator */
} worth;

/* Operators and words are worth more than one again, and more if they stand near each
 * other. */
static bool is_better(const worth *a, const worth *b)
{
    if (a->new_true != b->new_true)
        return a->new_true > b->new_true;
    if (a->new_words != b->new_words)
        return a->new_words > b->new_words;
    if (a->is_true != b->is_true)
        return a->is_true > b->is_true;
    if (a->different != b->different)
        return a->different > b->different;
    if (a->is_true && a->lag != b->lag)
        return a->lag < b->lag;
    if (a->different > 1 && a->reach != b->reach)
        return a->reach < b->reach;
    return a->again > b->again;
}

/* A candidate begins with a mark or a place. */
typedef struct candidate {
    stretch core;       /* what must be shown of it */
    size_t mark, place; /* the first from there on */
    size_t limit;       /* the passage shows nothing behind it */
} candidate;

morgue_status run__choice_new(choice *c, const marker *m, morgue_error *err)
{
    size_t count = (size_t)m->groups + 1 + run__proofs_count(m->proofs);
    *c = (choice){.marker = m, .groups = (size_t)m->groups + 1};
    c->shown = calloc(count, sizeof *c->shown);
    c->seen = calloc(count, sizeof *c->seen);
    return c->shown && c->seen ? MORGUE_OK : fail_nomem(err);
}

void run__choice_free(choice *c)
{
    free(c->shown);
    free(c->seen);
}

/* ---- what a candidate is worth ---- */

/* Whether the candidate at hand has it for the first time. */
static bool is_new(choice *c, size_t group)
{
    bool fresh = c->seen[group] != c->candidate;
    c->seen[group] = c->candidate;
    return fresh;
}

static size_t most_of(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void add_place(choice *c, worth *w, const candidate *at, const marked *p)
{
    unsigned points = at->core.ends ? 1 : 2;
    if (!is_new(c, c->groups + p->group))
        return;
    w->is_true += points;
    w->new_true += c->shown[c->groups + p->group] ? 0 : points;
    w->lag = most_of(w->lag, p->from - at->core.from);
    w->reach = most_of(w->reach, p->to - at->core.from);
}

static void add_places(choice *c, const findings *f, const candidate *at, worth *w)
{
    for (size_t i = at->place; i < f->place_count && i < at->place + LOOK; i++) {
        const marked *p = &f->places[i];
        if (p->from >= at->limit)
            break;
        if (p->to <= at->limit)
            add_place(c, w, at, p);
    }
}

static void add_words(choice *c, const findings *f, const candidate *at, worth *w)
{
    for (size_t i = at->mark; i < f->mark_count && i < at->mark + LOOK; i++) {
        const marked *m = &f->marks[i];
        if (m->to > at->limit)
            break;
        w->speaks |= !m->bound;
        if (!is_new(c, m->group)) {
            w->again++;
            continue;
        }
        w->different++;
        w->new_words += !c->shown[m->group];
        w->reach = most_of(w->reach, m->to - at->core.from);
    }
}

static worth worth_of(choice *c, const findings *f, const candidate *at)
{
    worth w = {0};
    c->candidate++;
    if (at->core.ends)
        add_place(c, &w, at, &f->places[at->place]);
    else
        add_places(c, f, at, &w);
    add_words(c, f, at, &w);
    return w;
}

/* ---- candidates ---- */

/* Nothing of it is taken; what is taken behind it limits it. */
static bool is_free(candidate *at, const stretch *taken, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (taken[i].from < at->core.to && taken[i].to > at->core.from)
            return false;
        if (taken[i].from >= at->core.to) {
            at->limit = at->limit < taken[i].from ? at->limit : taken[i].from;
            break;
        }
    }
    return true;
}

typedef struct choosing {
    choice *choice;
    const findings *f;
    const stretch *taken;
    size_t taken_count, bytes;
    candidate best;
    worth most;
    bool any;
} choosing;

static void consider(choosing *x, candidate *at)
{
    if (!is_free(at, x->taken, x->taken_count))
        return;
    worth w = worth_of(x->choice, x->f, at);
    if (x->choice->proved && !w.is_true && !w.speaks)
        return;
    if (x->any && !is_better(&w, &x->most))
        return;
    x->any = true;
    x->most = w;
    x->best = *at;
}

/* What is before a candidate takes a third of the passage, unless a place needs it. */
static void consider_place(choosing *x, size_t i, size_t mark)
{
    const marked *p = &x->f->places[i];
    candidate at = {
        {p->from, p->to, p->to - p->from > x->bytes}, mark, i, p->from + x->bytes * 2 / 3};
    if (!at.core.ends && at.limit < p->to)
        at.limit = p->to;
    consider(x, &at);
}

static void consider_mark(choosing *x, size_t i, size_t first)
{
    const marked *m = &x->f->marks[i];
    candidate at = {{m->from, m->to, false}, i, first, m->from + x->bytes * 2 / 3};
    consider(x, &at);
}

/* In the order of the text; false to stop. */
static bool consider_all(choosing *x)
{
    const findings *f = x->f;
    size_t mark = 0, next = 0;
    while (mark < f->mark_count || next < f->place_count) {
        if (!run__step(x->choice->marker->stop, 1))
            return false;
        bool is_mark = next == f->place_count ||
                       (mark < f->mark_count && f->marks[mark].from < f->places[next].from);
        if (is_mark)
            consider_mark(x, mark++, next);
        else {
            consider_place(x, next, mark);
            next++;
        }
    }
    return true;
}

/* What it shows is no longer new. */
static void show(choosing *x)
{
    choice *c = x->choice;
    c->proved |= worth_of(c, x->f, &x->best).is_true > 0;
    for (size_t i = 0; i < c->groups + run__proofs_count(c->marker->proofs); i++)
        c->shown[i] |= c->seen[i] == c->candidate;
}

bool run__choose(choice *c, const findings *f, const stretch *taken, size_t taken_count,
                 size_t bytes, stretch *out)
{
    choosing x = {.choice = c, .f = f, .taken = taken, .taken_count = taken_count, .bytes = bytes};
    if (!consider_all(&x) || !x.any)
        return false;
    show(&x);
    *out = x.best.core;
    return true;
}
