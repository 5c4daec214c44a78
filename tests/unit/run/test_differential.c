/* The engine against the oracle: questions by chance, identical answers. */
#include "questions.h"

#include "calendar.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const facets[] = {"person", "org",    "place", "source",  "lang",
                                     "tag",    "byline", "desk",  "section", "priority"};
enum { FACETS = sizeof facets / sizeof *facets };

typedef struct bench {
    oracle *oracle;
    morgue_archive *archive;
    const char *question;
    chance chance;
    unsigned telling; /* questions that some articles match, and some do not */
} bench;

/* The article of a hit, by its number in the oracle. */
static size_t number_of(const bench *b, morgue_str id)
{
    for (size_t i = 0; i < oracle_count(b->oracle); i++)
        if (str_equal(oracle_article(b->oracle, i)->id, id))
            return i;
    fail_msg("'%s' finds %.*s, which is not in the archive", b->question, STR_ARGS(id));
    return 0;
}

static void check_hits(const bench *b, const morgue_results *r, const oracle_set *expected)
{
    bool found[ORACLE_MAX] = {false};
    size_t count = 0;
    for (size_t i = 0; i < morgue_results_hit_count(r); i++) {
        morgue_str id = morgue_results_hit(r, i)->id;
        size_t number = number_of(b, id);
        if (found[number])
            fail_msg("'%s' finds %.*s twice", b->question, STR_ARGS(id));
        found[number] = true;
    }
    for (size_t i = 0; i < oracle_count(b->oracle); i++) {
        morgue_str id = oracle_article(b->oracle, i)->id;
        if (found[i] != expected->in[i])
            fail_msg("'%s' %s %.*s", b->question, found[i] ? "wrongly finds" : "misses",
                     STR_ARGS(id));
        count += expected->in[i];
    }
    assert_int_equal(morgue_results_total(r), count);
    assert_int_equal(morgue_results_hit_count(r), count);
}

/* Undated last; else by date, and by score before that when that was asked. */
static void check_order(const bench *b, const morgue_results *r, morgue_sort sort)
{
    for (size_t i = 1; i < morgue_results_hit_count(r); i++) {
        const morgue_hit *x = morgue_results_hit(r, i - 1), *y = morgue_results_hit(r, i);
        bool relevance = sort == MORGUE_SORT_RELEVANCE;
        bool x_dated = x->date.precision != MORGUE_PRECISION_NONE;
        bool y_dated = y->date.precision != MORGUE_PRECISION_NONE;
        bool good = x->score >= y->score;
        if (sort == MORGUE_SORT_ARCHIVE)
            good = x->score == 0;
        else if (!relevance || x->score == y->score)
            good = !y_dated ||
                   (x_dated && (sort == MORGUE_SORT_OLDEST ? x->date.from <= y->date.from
                                                           : x->date.from >= y->date.from));
        if (!good)
            fail_msg("'%s' has %.*s before %.*s", b->question, STR_ARGS(x->id), STR_ARGS(y->id));
        assert_int_equal(y->rank, x->rank + 1);
    }
}

typedef struct tally {
    char value[128];
    uint64_t count;
} tally;

static void count_value(tally *tallies, size_t *count, morgue_str value)
{
    size_t i = 0;
    while (i < *count && !str_is(value, tallies[i].value))
        i++;
    if (i == *count) {
        assert_true(*count < ORACLE_MAX && value.len < sizeof tallies->value);
        snprintf(tallies[i].value, sizeof tallies[i].value, "%.*s", STR_ARGS(value));
        tallies[i].count = 0;
        ++*count;
    }
    tallies[i].count++;
}

static uint64_t tally_of(const tally *tallies, size_t count, morgue_str value)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(value, tallies[i].value))
            return tallies[i].count;
    return 0;
}

static void check_facet(const bench *b, const morgue_facet *f, const oracle_set *expected)
{
    tally tallies[ORACLE_MAX];
    size_t count = 0;
    uint64_t missing = 0;
    char kind[32];
    snprintf(kind, sizeof kind, "%.*s", STR_ARGS(f->kind));
    for (size_t i = 0; i < oracle_count(b->oracle); i++) {
        morgue_str values[ORACLE_VALUES];
        size_t n = expected->in[i] ? oracle_values(b->oracle, i, kind, values) : 0;
        missing += expected->in[i] && n == 0;
        for (size_t k = 0; k < n; k++)
            count_value(tallies, &count, values[k]);
    }
    assert_int_equal(f->distinct, count);
    assert_int_equal(f->shown, count);
    assert_int_equal(f->missing, missing);
    bool named = !strcmp(kind, "person") || !strcmp(kind, "org") || !strcmp(kind, "place");
    for (size_t i = 0; i < f->shown; i++) {
        const morgue_facet_value *v = &f->values[i];
        morgue_str value = named ? v->value : oracle_fold(b->oracle, v->value);
        if (v->count != tally_of(tallies, count, value))
            fail_msg("'%s' counts %" PRIu64 " of %s %.*s", b->question, v->count, kind,
                     STR_ARGS(v->value));
        if (i && (f->values[i - 1].count < v->count ||
                  (f->values[i - 1].count == v->count &&
                   str_compare(f->values[i - 1].value, v->value) > 0)))
            fail_msg("'%s' has values of %s out of order", b->question, kind);
    }
}

/* The bucket behind the one that starts at start. */
static int64_t next_start(morgue_unit unit, int64_t start)
{
    partial_date d = calendar_instant(start);
    switch (unit) {
    case MORGUE_UNIT_YEAR:
        return calendar_days(d.year + 1, 1, 1) * 86400;
    case MORGUE_UNIT_MONTH:
        return start + calendar_month_days(d.year, d.month) * INT64_C(86400);
    case MORGUE_UNIT_WEEK:
        return start + 7 * INT64_C(86400);
    default:
        return start + 86400;
    }
}

static void check_start(morgue_unit unit, int64_t start)
{
    partial_date d = calendar_instant(start);
    assert_int_equal(d.hour + d.minute + d.second, 0);
    if (unit == MORGUE_UNIT_WEEK)
        assert_int_equal(calendar_weekday(start / 86400), 0);
    if (unit == MORGUE_UNIT_YEAR)
        assert_int_equal(d.month, 1);
    if (unit <= MORGUE_UNIT_MONTH)
        assert_int_equal(d.day, 1);
}

static void check_bucket(const bench *b, const morgue_bucket *bucket, int64_t end,
                         const oracle_set *expected)
{
    uint64_t count = 0, all = 0;
    for (size_t i = 0; i < oracle_count(b->oracle); i++) {
        morgue_date d = oracle_article(b->oracle, i)->date;
        bool inside = d.precision && d.from >= bucket->start && d.from < end;
        all += inside;
        count += inside && expected->in[i];
    }
    if (count != bucket->count || all != bucket->all)
        fail_msg("'%s' counts %" PRIu64 " of %" PRIu64 " from %" PRId64, b->question, bucket->count,
                 bucket->all, bucket->start);
}

static void check_timeline(const bench *b, const morgue_timeline *t, const oracle_set *expected)
{
    uint64_t undated = 0, sum = 0, dated = 0;
    for (size_t i = 0; i < oracle_count(b->oracle); i++) {
        bool none = oracle_article(b->oracle, i)->date.precision == MORGUE_PRECISION_NONE;
        undated += expected->in[i] && none;
        dated += expected->in[i] && !none;
    }
    assert_int_equal(t->undated, undated);
    for (size_t i = 0; i < t->count; i++) {
        int64_t end = next_start(t->unit, t->buckets[i].start);
        if (t->buckets[i].count || i % 37 == 0) {
            check_start(t->unit, t->buckets[i].start);
            check_bucket(b, &t->buckets[i], end, expected);
        }
        if (i + 1 < t->count)
            assert_int_equal(t->buckets[i + 1].start, end);
        sum += t->buckets[i].count;
    }
    assert_int_equal(sum, dated);
    assert_true(t->count == 0 || (t->buckets[0].count && t->buckets[t->count - 1].count));
}

static void check_undated(const bench *b, const morgue_query *q, const morgue_results *r)
{
    oracle_set undated;
    int asked;
    uint64_t got = morgue_results_undated(r, &asked), count = 0;
    oracle_undated(b->oracle, q, &undated);
    for (size_t i = 0; i < oracle_count(b->oracle); i++)
        count += undated.in[i];
    bool saved = strstr(b->question, "query:bans") != NULL;
    assert_int_equal(asked, q->dated || saved);
    if (got != (asked ? count : 0))
        fail_msg("'%s' leaves %" PRIu64 " undated instead of %" PRIu64, b->question, got, count);
}

/* The first hits alone are the first of all hits. */
static void check_hits_alone(bench *b, const morgue_results *all)
{
    morgue_search_options options = fixture_options();
    options.no_total = 1;
    options.offset = chance_below(&b->chance, 3);
    options.limit = 1 + chance_below(&b->chance, 5);
    uint64_t total = morgue_results_total(all);
    uint64_t left = options.offset < total ? total - options.offset : 0;
    morgue_results *r = fixture_search(b->archive, b->question, &options);
    assert_int_equal(morgue_results_hit_count(r), options.limit < left ? options.limit : left);
    assert_in_range(morgue_results_total(r), morgue_results_hit_count(r), total);
    for (size_t i = 0; i < morgue_results_hit_count(r); i++) {
        const morgue_hit *x = morgue_results_hit(r, i);
        const morgue_hit *y = morgue_results_hit(all, options.offset + i);
        if (!str_equal(x->id, y->id) || x->score != y->score || x->rank != y->rank)
            fail_msg("'%s' has %.*s for %.*s when no total is asked for", b->question,
                     STR_ARGS(x->id), STR_ARGS(y->id));
    }
    morgue_results_free(r);
}

/* The score of a hit by its id; 0 for what is not among the hits. */
static double score_of(const morgue_results *r, morgue_str id)
{
    for (size_t i = 0; i < morgue_results_hit_count(r); i++)
        if (str_equal(morgue_results_hit(r, i)->id, id))
            return morgue_results_hit(r, i)->score;
    return 0;
}

/* (a)^2 OR (b)^0.5 weighs twice what a weighs and half of what b does. */
static void check_weights(bench *b, const char *one, const char *other)
{
    morgue_search_options options = fixture_options();
    strbuf joined = {0};
    if (strchr(one, '^') || strchr(other, '^')) /* the product could be over the limit */
        return;
    strbuf_printf(&joined, "(%s)^2 OR (%s)^0.5", one, other);
    morgue_results *x = fixture_search(b->archive, one, &options);
    morgue_results *y = fixture_search(b->archive, other, &options);
    morgue_results *both = fixture_search(b->archive, joined.ptr, &options);
    b->question = joined.ptr;
    check_order(b, both, MORGUE_SORT_RELEVANCE);
    for (size_t i = 0; i < morgue_results_hit_count(both); i++) {
        const morgue_hit *h = morgue_results_hit(both, i);
        double expected = 2 * score_of(x, h->id) + 0.5 * score_of(y, h->id);
        double off = h->score > expected ? h->score - expected : expected - h->score;
        if (off > 1e-9 * (1 + expected))
            fail_msg("'%s' weighs %.*s %g instead of %g", joined.ptr, STR_ARGS(h->id), h->score,
                     expected);
    }
    morgue_results_free(both);
    morgue_results_free(y);
    morgue_results_free(x);
    strbuf_free(&joined);
}

static void check_question(bench *b)
{
    static const morgue_unit units[] = {MORGUE_UNIT_YEAR, MORGUE_UNIT_MONTH, MORGUE_UNIT_WEEK,
                                        MORGUE_UNIT_MONTH, MORGUE_UNIT_DAY};
    morgue_search_options options = fixture_options();
    options.sort = (morgue_sort)chance_below(&b->chance, 4);
    options.timeline = units[chance_below(&b->chance, chance_below(&b->chance, 8) ? 4 : 5)];
    options.facets = facets + chance_below(&b->chance, FACETS - 3);
    options.facet_count = 3;
    morgue_query *q = fixture_query(b->question);
    morgue_results *r = fixture_search(b->archive, b->question, &options);
    oracle_set expected;
    oracle_answer(b->oracle, q, &expected);
    check_hits(b, r, &expected);
    b->telling += morgue_results_total(r) > 0 && morgue_results_total(r) < oracle_count(b->oracle);
    check_order(b, r, options.sort);
    check_undated(b, q, r);
    for (size_t i = 0; i < morgue_results_facet_count(r); i++)
        check_facet(b, morgue_results_facet(r, i), &expected);
    check_timeline(b, morgue_results_timeline(r), &expected);
    if (options.sort == MORGUE_SORT_RELEVANCE)
        check_hits_alone(b, r);
    morgue_results_free(r);
    morgue_query_free(q);
}

/* With a filter on its kind a facet that is open counts what it counts without. */
static void check_open(bench *b, const char *question)
{
    static const char *const filters[][2] = {
        {"org:Micron", "org"},        {"-person:Xi", "person"},      {"place:China,US", "place"},
        {"tag:economy", "tag"},       {"lang:en", "lang"},           {"byline:smith", "byline"},
        {"desk:*", "desk"},           {"priority:high", "priority"}, {"source:reut*", "source"},
        {"section:world", "section"},
    };
    const char *const *filter = filters[chance_below(&b->chance, 10)];
    const char *kind = filter[1];
    strbuf whole = {0}, filtered = {0};
    /* not about the kind alone, whatever the question is */
    strbuf_printf(&whole, "((%s) OR id:none)", question);
    strbuf_printf(&filtered, "%s %s", whole.ptr, filter[0]);
    b->question = filtered.ptr;
    morgue_search_options options = fixture_options();
    options.facets = &kind;
    options.facet_count = 1;
    options.facets_open = 1;
    morgue_results *x = fixture_search(b->archive, filtered.ptr, &options);
    morgue_query *q = fixture_query(whole.ptr), *asked = fixture_query(filtered.ptr);
    oracle_set unfiltered, expected;
    oracle_answer(b->oracle, q, &unfiltered);
    oracle_answer(b->oracle, asked, &expected);
    check_facet(b, morgue_results_facet(x, 0), &unfiltered);
    check_hits(b, x, &expected);
    morgue_query_free(asked);
    morgue_query_free(q);
    morgue_results_free(x);
    strbuf_free(&filtered);
    strbuf_free(&whole);
}

static uint64_t seed = 20230521;
static unsigned questions = 3000;

static void test_differential(void **state)
{
    (void)state;
    print_message("seed %" PRIu64 ", %u questions\n", seed, questions);
    morgue_config *config = fixture_config(questions_saved);
    bench b = {.oracle = oracle_new(config), .chance = {seed}};
    corpus_build("archive", config, b.oracle, &b.chance);
    b.archive = fixture_open("archive", config);
    strbuf question = {0};
    for (unsigned i = 0; i < questions; i++) {
        questions_next(&b.chance, &question);
        b.question = question.ptr;
        check_question(&b);
    }
    strbuf other = {0};
    for (unsigned i = 0; i < questions / 10; i++) {
        questions_next(&b.chance, &question);
        questions_next(&b.chance, &other);
        check_weights(&b, question.ptr, other.ptr);
        check_open(&b, question.ptr);
    }
    strbuf_free(&other);
    assert_true(b.telling > questions / 2);
    strbuf_free(&question);
    morgue_archive_free(b.archive);
    oracle_free(b.oracle);
    morgue_config_free(config);
}

/* Arguments: number of questions, seed. */
int main(int argc, char **argv)
{
    if (argc > 1)
        questions = (unsigned)strtoul(argv[1], NULL, 10);
    if (argc > 2)
        seed = strtoull(argv[2], NULL, 10);
    fixture_start();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_differential)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fixture_end();
    return failed;
}
