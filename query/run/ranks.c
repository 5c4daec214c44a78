/* The forms of words in one segment, as ranks. */
#include "run_internal.h"

#include "error.h"
#include "form.h"

#include <stdlib.h>

/* What it costs to find a rank. */
#define RANK_STEPS 16

static int add_rank(void *context, morgue_str word, uint32_t rank)
{
    rank_list *list = context;
    (void)word;
    if (!run__step(list->stop, RANK_STEPS))
        return 1;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        uint32_t *grown = realloc(list->ranks, capacity * sizeof *grown);
        if (!grown) {
            list->failed = true;
            return 1;
        }
        list->ranks = grown;
        list->capacity = capacity;
    }
    list->ranks[list->count++] = rank;
    return 0;
}

static int by_rank(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* So many of all forms are better marked than compared. */
#define MANY 64

static void sort_many(rank_list *list, uint32_t forms)
{
    uint64_t *marks = calloc((size_t)forms / 64 + 1, sizeof *marks);
    if (!marks) {
        list->failed = true;
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        marks[list->ranks[i] / 64] |= UINT64_C(1) << (list->ranks[i] % 64);
    list->count = 0;
    for (size_t i = 0; i <= (size_t)forms / 64; i++)
        for (uint64_t left = marks[i]; left; left &= left - 1)
            list->ranks[list->count++] = (uint32_t)(i * 64) + (unsigned)__builtin_ctzll(left);
    free(marks);
}

/* All are below forms. */
static void sort(rank_list *list, uint32_t forms)
{
    size_t kept = 0;
    if (list->count > forms / MANY) {
        sort_many(list, forms);
        return;
    }
    if (list->count)
        qsort(list->ranks, list->count, sizeof *list->ranks, by_rank);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || list->ranks[kept - 1] != list->ranks[i])
            list->ranks[kept++] = list->ranks[i];
    list->count = kept;
}

static morgue_status gather(asking *q, stream_reader *stream, const plan_node *n, rank_list *out,
                            morgue_error *err)
{
    const leaf *words;
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; n->kind == PLAN_OR && !status && i < n->count; i++)
        status = gather(q, stream, n->children[i], out, err);
    if (n->kind == PLAN_OR)
        return status;
    status = run__leaf(q, n, LEAF_SELF, &words, err);
    if (status)
        return status;
    if (n->kind == PLAN_WORD && n->stemmed)
        stream_find_stem(stream, n->text, add_rank, out);
    else if (n->kind == PLAN_PREFIX && words->whole)
        stream_find_prefix(stream, n->text, add_rank, out);
    else
        for (size_t i = 0; i < words->words.count; i++)
            stream_find_word(stream, words->words.words[i], add_rank, out);
    if (out->failed)
        return fail_nomem(err);
    return run__step(&q->stop, 1) ? stream_status(stream, err) : run__stop(&q->stop, err);
}

morgue_status run__ranks(asking *q, stream_reader *stream, const plan_node *n, rank_list *out,
                         morgue_error *err)
{
    out->stop = &q->stop;
    morgue_status status = gather(q, stream, n, out, err);
    sort(out, stream_forms(stream));
    return status || !out->failed ? status : fail_nomem(err);
}

morgue_status run__ranks_of_words(stream_reader *stream, const morgue_str *words, size_t count,
                                  rank_list *out, morgue_error *err)
{
    for (size_t i = 0; i < count; i++)
        stream_find_word(stream, words[i], add_rank, out);
    sort(out, stream_forms(stream));
    return out->failed ? fail_nomem(err) : stream_status(stream, err);
}

/* Of the words of a form the last is the one that fewest have: "oilproducing" of
 * "oil-producing", and what a word is with its accents. */
static morgue_str rarest_word(morgue_str key)
{
    form_part part = {0};
    while (form_next(&key, &part))
        ;
    return part.exact.len ? part.exact : part.norm;
}

bool run__locate_form(const void *context, uint32_t rank, spans_places *places)
{
    const segment *s = context;
    glass_postings p;
    morgue_str word = rarest_word(stream_form(s->stream, rank));
    if (!word.len || word.len > XC_MAX_TERM)
        return false;
    if (!glass_postings_open(s->glass, word, &p))
        return true; /* only in other fields */
    while (glass_postings_next(&p))
        if (p.count > GLASS_POSTINGS || !spans_found(places, p.ids, p.count))
            return false;
    return true;
}

typedef struct covering {
    const rank_list *list;
    bool whole;
} covering;

static int is_listed(void *context, morgue_str word, uint32_t rank)
{
    covering *c = context;
    (void)word;
    c->whole = c->list->count &&
               bsearch(&rank, c->list->ranks, c->list->count, sizeof rank, by_rank) != NULL;
    return !c->whole;
}

bool run__ranks_cover(const rank_list *list, stream_reader *stream, const leaf *words)
{
    covering c = {list, true};
    for (size_t i = 0; c.whole && i < words->words.count; i++)
        stream_find_word(stream, words->words.words[i], is_listed, &c);
    return c.whole;
}

void run__ranks_free(rank_list *list)
{
    free(list->ranks);
    *list = (rank_list){0};
}
