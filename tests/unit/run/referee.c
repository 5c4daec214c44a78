/* Engine and oracle about one question: hits, order, totals, the undated. */
#include "referee_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define LONGEST_PAGE 8

void referee_start(referee *r, oracle *o, morgue_archive *a, uint64_t seed)
{
    *r = (referee){.oracle = o, .archive = a, .chance = {seed}};
    for (size_t i = 0; i < oracle_count(o); i++) {
        uint64_t *number = map_put(&r->numbers, oracle_article(o, i)->id, NULL);
        assert_non_null(number);
        *number = i;
    }
}

void referee_end(referee *r)
{
    map_free(&r->numbers);
}

bool referee__differ(referee *r, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(r->why, sizeof r->why, format, list);
    va_end(list);
    return true;
}

/* ---- hits ---- */

static size_t count_of(const referee *r, const oracle_set *set)
{
    size_t count = 0;
    for (size_t i = 0; i < oracle_count(r->oracle); i++)
        count += set->in[i];
    return count;
}

static bool ids_differ(referee *r, const morgue_results *results, const oracle_set *expected)
{
    static bool found[ORACLE_MAX];
    memset(found, 0, sizeof found);
    for (size_t i = 0; i < morgue_results_hit_count(results); i++) {
        morgue_str id = morgue_results_hit(results, i)->id;
        const uint64_t *number = map_get(&r->numbers, id);
        if (!number)
            return referee__differ(r, "finds %.*s, which is not in the archive", STR_ARGS(id));
        if (found[*number])
            return referee__differ(r, "finds %.*s twice", STR_ARGS(id));
        found[*number] = true;
    }
    for (size_t i = 0; i < oracle_count(r->oracle); i++)
        if (found[i] != expected->in[i])
            return referee__differ(r, "%s %.*s", found[i] ? "wrongly finds" : "misses",
                                   STR_ARGS(oracle_article(r->oracle, i)->id));
    return false;
}

/* By which a hit without an id is told apart from others: few articles share both. */
typedef struct mark {
    uint64_t words;
    int64_t from;
} mark;

static int compare_marks(const void *a, const void *b)
{
    const mark *x = a, *y = b;
    if (x->words != y->words)
        return x->words < y->words ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static bool marks_differ(referee *r, const morgue_results *results, const oracle_set *expected)
{
    static mark found[ORACLE_MAX], wanted[ORACLE_MAX];
    size_t count = morgue_results_hit_count(results), n = 0;
    for (size_t i = 0; i < count; i++) {
        const morgue_hit *h = morgue_results_hit(results, i);
        found[i] = (mark){h->words, h->date.precision ? h->date.from : INT64_MIN};
    }
    for (size_t i = 0; i < oracle_count(r->oracle); i++) {
        const morgue_date *d = &oracle_article(r->oracle, i)->date;
        if (expected->in[i])
            wanted[n++] = (mark){oracle_length(r->oracle, i), d->precision ? d->from : INT64_MIN};
    }
    qsort(found, count, sizeof *found, compare_marks);
    qsort(wanted, n, sizeof *wanted, compare_marks);
    for (size_t i = 0; i < count; i++)
        if (compare_marks(&found[i], &wanted[i]) != 0)
            return referee__differ(r, "finds articles of other lengths or dates");
    return false;
}

/* Undated last; else by date, and by score before that when that was asked. Recency is
 * judged more closely elsewhere. */
static bool in_order(const morgue_hit *x, const morgue_hit *y, morgue_sort sort)
{
    bool x_dated = x->date.precision != MORGUE_PRECISION_NONE;
    bool y_dated = y->date.precision != MORGUE_PRECISION_NONE;
    if (y->rank != x->rank + 1)
        return false;
    if (sort == MORGUE_SORT_ARCHIVE)
        return x->score == 0;
    if (sort == MORGUE_SORT_RECENT)
        return x->score >= y->score;
    if (sort == MORGUE_SORT_RELEVANCE && x->score != y->score)
        return x->score > y->score;
    return !y_dated || (x_dated && (sort == MORGUE_SORT_OLDEST ? x->date.from <= y->date.from
                                                               : x->date.from >= y->date.from));
}

static bool order_differs(referee *r, const morgue_results *results, morgue_sort sort)
{
    for (size_t i = 1; i < morgue_results_hit_count(results); i++) {
        const morgue_hit *x = morgue_results_hit(results, i - 1);
        const morgue_hit *y = morgue_results_hit(results, i);
        if (!in_order(x, y, sort))
            return referee__differ(r, "has hit %" PRIu64 " (%.*s) before hit %" PRIu64 " (%.*s)",
                                   x->rank, STR_ARGS(x->id), y->rank, STR_ARGS(y->id));
    }
    return false;
}

void referee_check_order(referee *r, const char *question, const morgue_results *results,
                         morgue_sort sort)
{
    if (order_differs(r, results, sort))
        fail_msg("'%s' %s", question, r->why);
}

/* The article of a hit is among those expected and is what a hit without id, or found
 * among all, says of it. */
static bool hit_differs(referee *r, const morgue_hit *alone, const morgue_hit *among,
                        const oracle_set *expected)
{
    const uint64_t *number = map_get(&r->numbers, alone->id);
    if (!number || !expected->in[*number])
        return referee__differ(r, "wrongly finds %.*s", STR_ARGS(alone->id));
    if ((among->id.len && !str_equal(alone->id, among->id)) || alone->score != among->score ||
        alone->rank != among->rank || alone->words != among->words ||
        alone->date.from != among->date.from)
        return referee__differ(r, "has %.*s in a page for %.*s, hit %" PRIu64 " of all",
                               STR_ARGS(alone->id), STR_ARGS(among->id), among->rank);
    return false;
}

/* The hits of a page are those of the same ranks among all hits. */
static bool page_differs(referee *r, const morgue_query *q, const manner *m,
                         const morgue_results *all, const oracle_set *expected)
{
    morgue_search_options options = referee__options(m);
    uint64_t total = morgue_results_total(all), left;
    options.no_total = m->sort == MORGUE_SORT_RELEVANCE;
    options.offset = m->offset % (total + 2);
    options.limit = m->limit;
    left = options.offset < total ? total - options.offset : 0;
    morgue_results *page = referee__search(r, q, &options);
    size_t count = morgue_results_hit_count(page);
    bool differs = false;
    if (count != (m->limit < left ? m->limit : left) || morgue_results_total(page) > total ||
        morgue_results_total(page) < count ||
        (!options.no_total && morgue_results_total(page) != total))
        differs = referee__differ(r, "has %zu hits behind hit %" PRIu64 " and a total of %" PRIu64,
                                  count, options.offset, morgue_results_total(page));
    for (size_t i = 0; i < count && !differs; i++)
        differs = hit_differs(r, morgue_results_hit(page, i),
                              morgue_results_hit(all, options.offset + i), expected);
    morgue_results_free(page);
    return differs;
}

static bool undated_differs(referee *r, const morgue_results *results, const oracle_set *undated)
{
    int asked;
    uint64_t got = morgue_results_undated(results, &asked), count = count_of(r, undated);
    if (got != (asked ? count : 0))
        return referee__differ(r, "leaves %" PRIu64 " undated instead of %" PRIu64, got, count);
    return false;
}

static bool dating_differs(referee *r, const morgue_query *q, const morgue_results *results)
{
    int asked;
    morgue_results_undated(results, &asked);
    bool dated = q->dated || (r->saved_dated && strstr(q->text.ptr, "query:"));
    if (dated != (bool)asked)
        return referee__differ(r, "is taken for a question %s dates", dated ? "without" : "about");
    return false;
}

/* ---- one question ---- */

/* What a question is judged by. */
typedef struct answer {
    const morgue_results *first; /* hits up to IDS_UP_TO, facets, timeline */
    const morgue_results *all;   /* all hits: the same, or without ids */
    bool over_cap;               /* partial: first are all hits, but not all articles that match */
    oracle_set expected, undated;
} answer;

static bool hits_differ(referee *r, const answer *a)
{
    const morgue_results *first = a->first, *all = a->all;
    size_t count = count_of(r, &a->expected);
    if (morgue_results_total(first) != count || morgue_results_hit_count(all) != count) {
        referee__differ(r, "has %zu hits and a total of %" PRIu64 " instead of %zu",
                        morgue_results_hit_count(all), morgue_results_total(first), count);
        if (all == first)
            ids_differ(r, first, &a->expected); /* says more */
        return true;
    }
    if (all == first)
        return ids_differ(r, first, &a->expected);
    for (size_t i = 0; i < morgue_results_hit_count(first); i++)
        if (hit_differs(r, morgue_results_hit(first, i), morgue_results_hit(all, i), &a->expected))
            return true;
    return marks_differ(r, all, &a->expected);
}

static bool order_of_all_differs(referee *r, const morgue_query *q, const manner *m,
                                 const morgue_results *all)
{
    return order_differs(r, all, m->sort) ||
           (m->sort == MORGUE_SORT_RECENT && referee__recency_differs(r, q, m, all));
}

/* Fills expected. */
static bool matches_differ(referee *r, const morgue_query *q, answer *a)
{
    if (a->over_cap && referee__partial_differs(r, q, a->first, &a->expected))
        return true;
    if (!a->over_cap)
        oracle_answer(r->oracle, q, &a->expected, &a->undated);
    return hits_differ(r, a) || dating_differs(r, q, a->first) ||
           (!a->over_cap && undated_differs(r, a->first, &a->undated));
}

static bool answers_differ(referee *r, const morgue_query *q, const manner *m, answer *a)
{
    if (matches_differ(r, q, a) || order_of_all_differs(r, q, m, a->all))
        return true;
    for (size_t i = 0; i < morgue_results_facet_count(a->first); i++)
        if (referee__facet_differs(r, morgue_results_facet(a->first, i), &a->expected))
            return true;
    return referee__timeline_differs(r, morgue_results_timeline(a->first), &a->expected) ||
           (m->limit && m->limit <= LONGEST_PAGE && page_differs(r, q, m, a->all, &a->expected));
}

static morgue_results *search_all(referee *r, const morgue_query *q, const manner *m)
{
    morgue_search_options options = referee__options(m);
    options.limit = ORACLE_MAX;
    options.bare = 1;
    return referee__search(r, q, &options);
}

/* Without --partial at first: what is over the cap then is asked again with it, and else
 * it must make no difference. */
static morgue_status search_first(referee *r, const morgue_query *q, manner *m,
                                  morgue_results **out, bool *over_cap, morgue_error *err)
{
    bool partial = m->partial;
    m->partial = false;
    morgue_search_options options = referee__options(m);
    options.limit = IDS_UP_TO;
    options.timeline = m->unit;
    options.facets = m->facets;
    options.facet_count = m->facet_count;
    morgue_status status = morgue_search(out, r->archive, q, &options, err);
    *over_cap = status == MORGUE_LIMIT;
    m->partial = *over_cap || (!status && partial);
    if (!m->partial)
        return status;
    morgue_results_free(*out);
    options.partial = 1;
    options.limit = *over_cap ? ORACLE_MAX : IDS_UP_TO;
    return morgue_search(out, r->archive, q, &options, err);
}

static verdict judge(referee *r, const morgue_query *q, const manner *asked)
{
    static answer a;
    manner own = *asked;
    morgue_results *first, *all = NULL;
    morgue_error err = {0};
    if (own.stopped && referee__stopped_differs(r, q, &own))
        return DIFFERENT;
    /* the engine first: what it refuses the oracle need not understand */
    if (search_first(r, q, &own, &first, &a.over_cap, &err)) {
        referee__differ(r, "is refused: %s", err.message);
        r->refused += err.status == MORGUE_LIMIT;
        return REFUSED;
    }
    uint64_t total = morgue_results_total(first);
    if (total > IDS_UP_TO && !a.over_cap)
        all = search_all(r, q, &own);
    a.first = first;
    a.all = all ? all : first;
    r->telling += total > 0 && total < oracle_count(r->oracle);
    r->over_cap += a.over_cap;
    bool differ = answers_differ(r, q, &own, &a);
    morgue_results_free(all);
    morgue_results_free(first);
    return differ ? DIFFERENT : SAME;
}

verdict referee__judge(referee *r, const char *question, const manner *m)
{
    morgue_query *q;
    morgue_error err = {0};
    r->why[0] = '\0';
    if (morgue_query_parse(&q, question, strlen(question), m->now, m->east, &err)) {
        referee__differ(r, "is refused: %s", err.message);
        return REFUSED;
    }
    verdict v = judge(r, q, m);
    morgue_query_free(q);
    return v;
}

void referee_ask(referee *r, const char *question)
{
    char asked[400];
    manner m = referee__some_manner(r);
    unsigned refused = r->refused;
    verdict v = referee__judge(r, question, &m);
    r->asked++;
    bool capped = strstr(r->why, "(MORGUE_MAX_EXPANSION)"); /* though it might be partial */
    if (v == SAME || (r->refused > refused && !capped))
        return;
    if (v == REFUSED)
        fail_msg("'%s' %s", question, r->why);
    strbuf text = {0};
    strbuf_text(&text, question);
    referee__shrink(r, &m, &text);
    referee__make_plain(r, &m, text.ptr);
    v = referee__judge(r, text.ptr, &m);
    referee__describe(&m, asked, sizeof asked);
    fail_msg("'%s' %s (%s); it was '%s'", text.ptr, v == DIFFERENT ? r->why : "fails now and then",
             asked, question);
}

void referee_ask_open(referee *r, const char *question, const char *filter, const char *kind)
{
    static oracle_set unfiltered, expected;
    strbuf whole = {0}, filtered = {0};
    /* not about the kind alone, whatever the question is */
    strbuf_printf(&whole, "((%s) OR id:none)", question);
    strbuf_printf(&filtered, "%s %s", whole.ptr, filter);
    morgue_search_options options = fixture_options();
    options.limit = 0;
    options.facets = &kind;
    options.facet_count = 1;
    options.facets_open = 1;
    morgue_query *q = fixture_query(whole.ptr), *asked = fixture_query(filtered.ptr);
    morgue_results *x;
    morgue_error err = {0};
    morgue_status status = morgue_search(&x, r->archive, asked, &options, &err);
    if (status == MORGUE_OK) {
        oracle_answer(r->oracle, q, &unfiltered, NULL);
        oracle_answer(r->oracle, asked, &expected, NULL);
        if (referee__facet_differs(r, morgue_results_facet(x, 0), &unfiltered))
            fail_msg("'%s' %s, when open", filtered.ptr, r->why);
        if (morgue_results_total(x) != count_of(r, &expected))
            fail_msg("'%s' has another total when facets are open", filtered.ptr);
        morgue_results_free(x);
    } else if (status != MORGUE_LIMIT) {
        fail_msg("'%s' is refused: %s", filtered.ptr, err.message);
    }
    morgue_query_free(asked);
    morgue_query_free(q);
    strbuf_free(&filtered);
    strbuf_free(&whole);
}
