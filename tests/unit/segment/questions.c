/* Asks both segments the same questions of every kind: the hits, their order
 * and the weights, bit by bit, have to be the same. */
#include "twins.h"

#include "terms.h"

#include <stdlib.h>

#define PARTS 4
#define HITS  200

static xc_query *combine(xc_op op, xc_query **parts, size_t count, uint32_t parameter)
{
    xc_query *made;
    xc_error error;
    assert_int_equal(
        xc_query_combine(&made, op, (const xc_query *const *)parts, count, parameter, &error),
        XC_OK);
    for (size_t i = 0; i < count; i++)
        xc_query_free(parts[i]);
    return made;
}

static xc_query *term(morgue_str text)
{
    xc_query *made;
    xc_error error;
    assert_int_equal(xc_query_term(&made, (xc_str){text.ptr, text.len}, &error), XC_OK);
    return made;
}

/* Half of the words come from a small part of the list, so that some meet. */
static xc_query *some_word(twins *t)
{
    if (t->pair_count && chance_below(&t->chance, 2))
        return term(t->pairs[chance_below(&t->chance, (uint32_t)t->pair_count)][0]);
    return term(t->words[chance_below(&t->chance, (uint32_t)t->word_count)]);
}

static xc_query *words(twins *t, xc_op op, uint32_t parameter)
{
    xc_query *parts[PARTS];
    size_t count = 2 + chance_below(&t->chance, PARTS - 1);
    for (size_t i = 0; i < count; i++)
        parts[i] = some_word(t);
    return combine(op, parts, count, parameter);
}

static xc_query *pair(twins *t, xc_op op, uint32_t window)
{
    if (t->pair_count == 0)
        return words(t, op, PARTS);
    const morgue_str *p = t->pairs[chance_below(&t->chance, (uint32_t)t->pair_count)];
    bool turned = chance_below(&t->chance, 4) == 0;
    if (str_equal(p[0], p[1]))
        return term(p[0]);
    return combine(op, (xc_query *[]){term(p[turned]), term(p[!turned])}, 2, window);
}

static xc_query *dates(twins *t)
{
    char low[DATE_VALUE_BYTES], high[DATE_VALUE_BYTES];
    xc_query *made;
    xc_error error;
    int64_t from = (int64_t)chance_below(&t->chance, 1700000000);
    date_value_put(from, low);
    date_value_put(from + 300000000, high);
    bool open = chance_below(&t->chance, 3) == 0;
    assert_int_equal(xc_query_value_range(&made, SLOT_DATE_FROM, (xc_str){low, sizeof low},
                                          (xc_str){open ? NULL : high, open ? 0 : sizeof high},
                                          &error),
                     XC_OK);
    return made;
}

typedef enum question_kind {
    ASK_WORD,
    ASK_AND,
    ASK_OR,
    ASK_NOT,
    ASK_SYNONYM,
    ASK_PHRASE,
    ASK_NEAR,
    ASK_DATES,
    ASK_FILTERED,
    ASK_ALL,
    ASK_COUNT
} question_kind;

static xc_query *make(twins *t, question_kind kind)
{
    xc_query *all;
    xc_error error;
    switch (kind) {
    case ASK_AND:
        return pair(t, XC_AND, 0);
    case ASK_OR:
        return words(t, XC_OR, 0);
    case ASK_NOT:
        return words(t, XC_AND_NOT, 0);
    case ASK_SYNONYM:
        return words(t, XC_SYNONYM, 0);
    case ASK_PHRASE:
        return pair(t, XC_PHRASE, 2 + chance_below(&t->chance, 3));
    case ASK_NEAR:
        return pair(t, XC_NEAR, 2 + chance_below(&t->chance, 30));
    case ASK_DATES:
        return dates(t);
    case ASK_FILTERED:
        return combine(XC_FILTER, (xc_query *[]){words(t, XC_OR, 0), dates(t)}, 2, 0);
    case ASK_ALL:
        assert_int_equal(xc_query_all(&all, &error), XC_OK);
        return all;
    default:
        return some_word(t);
    }
}

static size_t ask(twins *t, const xc_query *query, xc_sort sort, question_kind kind)
{
    xc_hit *hits[2];
    size_t counts[2];
    uint64_t totals[2];
    xc_error error;
    xc_search search = {.query = query, .sort = sort, .sort_slot = SLOT_DATE_FROM, .limit = HITS};
    for (int i = 0; i < 2; i++) {
        hits[i] = calloc(HITS, sizeof *hits[i]);
        assert_non_null(hits[i]);
        assert_int_equal(
            xc_search_run(t->databases[i], &search, hits[i], &counts[i], &totals[i], &error),
            XC_OK);
    }
    if (counts[0] != counts[1] || totals[0] != totals[1])
        fail_msg("a question of kind %d: %llu and %llu documents", (int)kind,
                 (unsigned long long)totals[0], (unsigned long long)totals[1]);
    for (size_t i = 0; i < counts[0]; i++)
        if (hits[0][i].docid != hits[1][i].docid ||
            memcmp(&hits[0][i].weight, &hits[1][i].weight, sizeof(double)) != 0)
            fail_msg("a question of kind %d: hit %zu is %u (%.17g) and %u (%.17g)", (int)kind, i,
                     hits[0][i].docid, hits[0][i].weight, hits[1][i].docid, hits[1][i].weight);
    size_t found = counts[0];
    free(hits[0]);
    free(hits[1]);
    return found;
}

void twins_ask(twins *t, size_t questions)
{
    size_t found = 0;
    if (t->word_count == 0)
        return;
    for (int kind = 0; kind < ASK_COUNT; kind++)
        for (size_t i = 0; i < questions; i++) {
            xc_query *query = make(t, (question_kind)kind);
            xc_sort sort = (xc_sort)(i % 4 == 3 ? 1 + chance_below(&t->chance, 2) : 0);
            found += ask(t, query, sort, (question_kind)kind);
            xc_query_free(query);
        }
    /* Each word's weights tell its counts and the documents' lengths. */
    size_t step = t->word_count / 3000 + 1;
    for (size_t i = 0; i < t->word_count; i += step) {
        xc_query *query = term(t->words[i]);
        found += ask(t, query, XC_SORT_RELEVANCE, ASK_WORD);
        xc_query_free(query);
    }
    assert_true(found > 0);
}
