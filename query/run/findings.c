/* What there is to show in a text: words of the question, and where its operators are
 * true. */
#include "told.h"

#include "error.h"

#include <stdlib.h>

/* The places of one operator while the text is read: positions become bytes. */
typedef struct placing {
    const span *spans;
    size_t count;
    marked *places; /* one a span */
    size_t begun;   /* spans whose beginning was read */
    size_t ended;   /* whose end was, too */
    size_t near;    /* the first that does not end before the mark at hand */
} placing;

typedef struct finding {
    const marker *marker;
    told *told;
    findings *out;
    placing *operators;
    size_t count;
} finding;

/* ---- operators ---- */

/* The word at a position of the part at hand; NULL when there is none. */
static const token *word_at(const token_list *list, uint64_t position)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->tokens[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low < list->count && list->tokens[low].position == position ? &list->tokens[low] : NULL;
}

static void place_spans(placing *p, uint32_t group, const told *t)
{
    uint64_t end = t->positions + t->tokens.positions;
    for (; p->begun < p->count && p->spans[p->begun].first < end; p->begun++) {
        const token *word = word_at(&t->tokens, p->spans[p->begun].first - t->positions);
        uint32_t from = (uint32_t)t->from + (word ? word->from : 0);
        p->places[p->begun] = (marked){from, UINT32_MAX, group, false};
    }
    for (; p->ended < p->begun && p->spans[p->ended].last < end; p->ended++) {
        const token *word = word_at(&t->tokens, p->spans[p->ended].last - t->positions);
        p->places[p->ended].to = (uint32_t)t->from + (word ? word->to : 0);
    }
}

static bool all_placed(const finding *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->operators[i].ended < f->operators[i].count)
            return false;
    return true;
}

/* Whether a byte lies in a place of some operator. Asked for bytes that ascend. */
static bool in_place(finding *f, size_t at)
{
    bool inside = false;
    for (size_t i = 0; i < f->count; i++) {
        placing *p = &f->operators[i];
        while (p->near < p->begun && p->places[p->near].to <= at)
            p->near++;
        inside |= p->near < p->begun && p->places[p->near].from <= at;
    }
    return inside;
}

static morgue_status begin(finding *f, location at, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    size_t count = run__proofs_count(f->marker->proofs), room = 0;
    size_t most = count ? MAX_PLACES / count + 1 : 0;
    f->operators = calloc(count + 1, sizeof *f->operators);
    if (!f->operators)
        return fail_nomem(err);
    for (; !status && f->count < count; f->count++) {
        placing *p = &f->operators[f->count];
        status = run__proofs_of(f->marker->proofs, f->count, at, f->told->field, &p->spans,
                                &p->count, err);
        p->count = p->count < most ? p->count : most;
        room += p->count;
    }
    if (status)
        return status;
    f->out->marks = malloc(2 * MAX_MARKS * sizeof *f->out->marks);
    f->out->places = malloc((room + 1) * sizeof *f->out->places);
    if (!f->out->marks || !f->out->places)
        return fail_nomem(err);
    for (size_t i = 0, used = 0; i < count; i++) {
        f->operators[i].places = f->out->places + used;
        used += f->operators[i].count;
    }
    return MORGUE_OK;
}

static int by_place(const void *a, const void *b)
{
    const marked *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->group > y->group) - (x->group < y->group);
}

/* Leaves those places alone that have both ends. */
static void finish(finding *f)
{
    marked *all = f->out->places;
    size_t kept = 0;
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < f->operators[i].ended; k++)
            if (f->operators[i].places[k].from < f->operators[i].places[k].to)
                all[kept++] = f->operators[i].places[k];
    if (kept)
        qsort(all, kept, sizeof *all, by_place);
    f->out->place_count = kept;
}

/* ---- words ---- */

/* Marks do not overlap: the earlier and longer one stays. */
static void add_mark(findings *out, marked found)
{
    marked *last = out->mark_count ? &out->marks[out->mark_count - 1] : NULL;
    if (!last || found.from >= last->to)
        out->marks[out->mark_count++] = found;
    else if (found.from == last->from && found.to > last->to)
        *last = found;
}

/* Those of the part at hand. */
static morgue_status add_marks(finding *f, morgue_error *err)
{
    const marker *m = f->marker;
    const token_list *tokens = &f->told->tokens;
    uint32_t start = (uint32_t)f->told->from;
    for (size_t i = 0; i < tokens->count && f->out->mark_count < 2 * MAX_MARKS; i++) {
        marked found;
        if (!run__step(m->stop, 1))
            return run__stop(m->stop, err);
        if (f->out->mark_count >= MAX_MARKS && !in_place(f, start + tokens->tokens[i].from))
            continue;
        if (run__marker_match(m, tokens, i, &found))
            add_mark(f->out,
                     (marked){start + found.from, start + found.to, found.group, found.bound});
    }
    return MORGUE_OK;
}

static bool done(const finding *f)
{
    size_t marks = f->out->mark_count;
    return f->told->to >= f->told->text.len || marks >= 2 * MAX_MARKS ||
           (marks >= MAX_MARKS && all_placed(f));
}

static morgue_status read_all(finding *f, morgue_error *err)
{
    morgue_status status;
    do {
        status = run__told_next(f->told, err);
        for (size_t i = 0; !status && i < f->count; i++)
            place_spans(&f->operators[i], (uint32_t)i, f->told);
        if (!status)
            status = add_marks(f, err);
        if (!status && !done(f))
            status = run__stop(f->marker->stop, err);
    } while (!status && !done(f));
    return status;
}

morgue_status run__find(const marker *m, location at, told *t, findings *out, morgue_error *err)
{
    finding f = {.marker = m, .told = t, .out = out};
    morgue_status status = begin(&f, at, err);
    if (!status)
        status = read_all(&f, err);
    if (!status)
        finish(&f);
    free(f.operators);
    return status;
}

void run__findings_free(findings *f)
{
    free(f->marks);
    free(f->places);
}
