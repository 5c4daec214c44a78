/* Results that a test fills by hand. */
#include "fake.h"

#include "calendar.h"
#include "utf8.h"

static const morgue_str people[] = {{"Xi Jinping", 10}, {"Joe Biden", 9}};
static const morgue_str places[] = {{"China", 5}};
static const morgue_entity_list entities[] = {
    {{"person", 6}, people, 2}, {{"org", 3}, NULL, 0}, {{"place", 5}, places, 1}};
static const morgue_mark marks[] = {{4, 10}, {18, 23}};

const morgue_hit fake_hits[2] = {
    {
        .rank = 2,
        .score = 12.34567,
        .id = {"a/1", 3},
        .title = {"China bans Micron", 17},
        .source = {"Xinhua", 6},
        .path = {"/news/2023/a.html", 17},
        .url = {"https://x.example/a?b=\"c\"", 25},
        .section = {"world", 5},
        .lang = {"en", 2},
        .byline = {"By A, B", 7},
        .date = {1684627200, 1684713599, MORGUE_PRECISION_DAY, MORGUE_PROVENANCE_METADATA},
        .words = 321,
        .snippet = {"The Micron ban by China …", 27},
        .marks = marks,
        .mark_count = 2,
        .entities = entities,
        .entity_count = 3,
    },
    {.rank = 3, .id = {"b", 1}},
};

static const morgue_facet_value values[] = {{{"Xi Jinping", 10}, 2}, {{"Joe Biden", 9}, 1}};
static const morgue_facet facet = {{"person", 6}, values, 2, 14, 1, 14, 0, 3};

/* May and June of 2023 */
static const morgue_bucket buckets[] = {{1682899200, 2, 8}, {1685577600, 0, 0}};
static const morgue_timeline timeline = {MORGUE_UNIT_MONTH, buckets, 2, 1};

static const morgue_str notes[] = {{"AND and OR were mixed", 21}};

const morgue_results fake_results = {
    .total = 3,
    .undated = 1,
    .dated = 1,
    .notes = notes,
    .note_count = 1,
    .elapsed = 1.5,
    .hits = fake_hits,
    .hit_count = 2,
    .facets = &facet,
    .facet_count = 1,
    .timeline = &timeline,
};

uint64_t morgue_results_total(const morgue_results *r)
{
    return r->total;
}

uint64_t morgue_results_undated(const morgue_results *r, int *asked)
{
    if (asked)
        *asked = r->dated;
    return r->undated;
}

size_t morgue_results_note_count(const morgue_results *r)
{
    return r->note_count;
}

morgue_str morgue_results_note(const morgue_results *r, size_t i)
{
    return r->notes[i];
}

size_t morgue_results_clause_count(const morgue_results *r)
{
    return r->clause_count;
}

const morgue_clause *morgue_results_clause(const morgue_results *r, size_t i)
{
    return &r->clauses[i];
}

double morgue_results_elapsed(const morgue_results *r)
{
    return r->elapsed;
}

const morgue_ranking *morgue_results_ranking(const morgue_results *r)
{
    return r->ranking;
}

size_t morgue_results_hit_count(const morgue_results *r)
{
    return r->hit_count;
}

const morgue_hit *morgue_results_hit(const morgue_results *r, size_t i)
{
    return &r->hits[i];
}

size_t morgue_results_facet_count(const morgue_results *r)
{
    return r->facet_count;
}

const morgue_facet *morgue_results_facet(const morgue_results *r, size_t i)
{
    return &r->facets[i];
}

const morgue_timeline *morgue_results_timeline(const morgue_results *r)
{
    return r->timeline;
}

size_t morgue_suggestions_count(const morgue_suggestions *s)
{
    return s->count;
}

const morgue_suggestion *morgue_suggestions_at(const morgue_suggestions *s, size_t i)
{
    return &s->items[i];
}

morgue_date fake_day(int year, int month, int day, morgue_provenance provenance)
{
    partial_date d = {.precision = MORGUE_PRECISION_DAY, .year = year, .month = month, .day = day};
    morgue_date date = calendar_interval(&d);
    date.provenance = provenance;
    return date;
}

void fake_expect(strbuf *out, const char *expected)
{
    assert_false(out->failed);
    assert_string_equal(out->ptr ? out->ptr : "", expected);
    assert_int_equal(out->len, strlen(expected));
    strbuf_free(out);
}

void fake_expect_harmless(const strbuf *out)
{
    morgue_str text = strbuf_view(out);
    assert_true(utf8_valid(text));
    for (size_t at = 0; at < text.len;) {
        uint32_t c = utf8_next(text, &at);
        assert_true(c == '\n' || c >= 0x20);
        assert_false(c >= 0x7f && c <= 0x9f);
        assert_false((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
    }
}
