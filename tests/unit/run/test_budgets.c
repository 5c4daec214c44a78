/* What a question may take: a deadline, a caller's patience, and words. That it ends in
 * time no test of this kind can tell; that it looks often, and what it says then, it can. */
#include "fixture.h"

#include "strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static morgue_config *config;

/* Counts how often it is asked; stops at the last-th time, 0 for never; slow lets two
 * milliseconds pass each time. */
typedef struct patience {
    unsigned asked, last;
    int slow;
} patience;

static int ask(void *context)
{
    patience *p = context;
    if (p->slow)
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    return ++p->asked == p->last;
}

static morgue_search_options everything(patience *p)
{
    static const char *const kinds[] = {"person", "org", "place", "source"};
    morgue_search_options o;
    morgue_search_options_init(&o);
    o.facets = kinds;
    o.facet_count = 4;
    o.timeline = MORGUE_UNIT_DAY;
    o.cancel = ask;
    o.context = p;
    return o;
}

static morgue_status search(morgue_archive *a, const char *text, const morgue_search_options *o,
                            morgue_error *err)
{
    morgue_results *r;
    morgue_query *q = fixture_query(text);
    *err = (morgue_error){0};
    morgue_status status = morgue_search(&r, a, q, o, err);
    assert_true(!status == (r != NULL));
    morgue_results_free(r);
    morgue_query_free(q);
    return status;
}

static morgue_status explain(morgue_archive *a, const char *text, const morgue_search_options *o,
                             morgue_error *err)
{
    char *out;
    morgue_query *q = fixture_query(text);
    *err = (morgue_error){0};
    morgue_status status = morgue_explain_within(&out, a, q, o, err);
    assert_true(!status == (out != NULL));
    morgue_text_free(out);
    morgue_query_free(q);
    return status;
}

typedef morgue_status asked(morgue_archive *a, const char *text, const morgue_search_options *o,
                            morgue_error *err);

static morgue_status suggest(morgue_archive *a, const char *text, const morgue_search_options *o,
                             morgue_error *err)
{
    morgue_suggestions *s;
    *err = (morgue_error){0};
    morgue_status status = morgue_suggest_within(&s, a, text, strlen(text), 10, o, err);
    assert_true(!status == (s != NULL));
    morgue_suggestions_free(s);
    return status;
}

static morgue_status similar(morgue_archive *a, const char *id, const morgue_search_options *o,
                             morgue_error *err)
{
    morgue_query *q;
    *err = (morgue_error){0};
    morgue_status status = morgue_query_similar_within(&q, a, id, strlen(id), o, err);
    assert_true(!status == (q != NULL));
    morgue_query_free(q);
    return status;
}

static const char *const questions[] = {
    "said",
    "said OR -market",
    "market after:2023",
    "mark* company~ AND said",
    "headline:oth* OR org:Lond* OR place:*",
    "(said OR market) NEAR/5 \"company of\"",
    "atleast/2(said SENTENCE market) wc:>2",
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *const beginnings[] = {"o", "lon", "market", "london of"};
static const char *const ids[] = {"a", "b", "c"};

/* Whatever can be stopped, with what it is asked. */
static const struct way {
    asked *ask;
    const char *const *texts;
    size_t count;
} ways[] = {{search, questions, COUNT(questions)},
            {explain, questions, COUNT(questions)},
            {suggest, beginnings, COUNT(beginnings)},
            {similar, ids, COUNT(ids)}};

static morgue_archive *usual(void)
{
    static const brief articles[] = {
        {.id = "a",
         .title = "One",
         .body = "A market said. The company of London said no.",
         .date = "2023-05-01",
         .source = "Reuters"},
        {.id = "b", .title = "Other", .body = "Markets said: the company of it.", .date = "2022"},
        {.id = "c", .title = "Third", .body = "Nothing was said of a market.", .source = "Dow"},
    };
    morgue_archive *a = fixture_archive("usual", config, articles, COUNT(articles));
    morgue_archive_remember(a, 0); /* each time is to be like the first */
    return a;
}

/* Wherever it is stopped it says so, and gives nothing. */
static void test_cancelled(void **state)
{
    (void)state;
    morgue_archive *a = usual();
    morgue_error err;
    for (size_t w = 0; w < COUNT(ways); w++)
        for (size_t i = 0; i < ways[w].count; i++) {
            patience p = {0};
            morgue_search_options o = everything(&p);
            assert_int_equal(ways[w].ask(a, ways[w].texts[i], &o, &err), MORGUE_OK);
            unsigned most = p.asked;
            assert_true(most >= 2);
            for (unsigned last = 1; last <= most; last++) {
                p = (patience){.last = last};
                assert_int_equal(ways[w].ask(a, ways[w].texts[i], &o, &err), MORGUE_CANCELLED);
                assert_int_equal(p.asked, last); /* and it is not asked again */
                assert_int_equal(err.status, MORGUE_CANCELLED);
            }
        }
    morgue_archive_free(a);
}

/* A deadline that has passed is an error that names it, with no place in the question. */
static void test_deadline(void **state)
{
    (void)state;
    morgue_archive *a = usual();
    morgue_error err;
    for (size_t w = 0; w < COUNT(ways); w++)
        for (size_t i = 0; i < ways[w].count; i++) {
            patience p = {.slow = 1};
            morgue_search_options o = everything(&p);
            o.timeout = 1;
            assert_int_equal(ways[w].ask(a, ways[w].texts[i], &o, &err), MORGUE_LIMIT);
            assert_non_null(strstr(err.message, "deadline, 1 ms (timeout)"));
            assert_int_equal(err.from, 0);
            assert_int_equal(err.to, 0);
            assert_int_equal(p.asked, 1);
            o.timeout = 3600000;
            o.cancel = NULL;
            assert_int_equal(ways[w].ask(a, ways[w].texts[i], &o, &err), MORGUE_OK);
        }
    morgue_archive_free(a);
}

/* ---- looking often enough ---- */

static unsigned looks(asked *way, morgue_archive *a, const char *text, morgue_status expected)
{
    patience p = {0};
    morgue_search_options o;
    morgue_error err;
    morgue_search_options_init(&o);
    o.cancel = ask;
    o.context = &p;
    assert_int_equal(way(a, text, &o, &err), expected);
    return p.asked;
}

/* Inside of one article. */
static void test_looks_among_positions(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 4000; i++)
        strbuf_text(&body, i % 3 ? "the " : "oil ");
    brief b = {.id = "x", .title = "X", .body = body.ptr};
    morgue_archive *a = fixture_archive("positions", config, &b, 1);
    morgue_archive_remember(a, 0);
    assert_true(looks(search, a, "the oil", MORGUE_OK) < 20);
    const char *dear = "the NOT NEAR/1 (the NEAR/1000 oil)";
    assert_true(looks(search, a, dear, MORGUE_OK) > 100);
    assert_true(looks(explain, a, dear, MORGUE_OK) > 100);
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* While words are compared with all that there are. */
static void test_looks_among_words(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 20000; i++)
        strbuf_printf(&body, "w%dx ", i);
    brief b = {.id = "x", .title = "X", .body = body.ptr};
    morgue_archive *a = fixture_archive("words", config, &b, 1);
    unsigned few = looks(search, a, "tag:x", MORGUE_OK);
    assert_true(looks(search, a, "*19*99x", MORGUE_OK) > few + 20);
    assert_true(looks(search, a, "w123y~", MORGUE_OK) > few + 20);
    assert_true(looks(search, a, "w1999* OR w19*x", MORGUE_OK) > few + 1);
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* An operand of many words has all their forms looked up: two million steps, of which
 * two thousand looks would be made, and a few without them. */
static void test_looks_among_forms(void **state)
{
    (void)state;
    strbuf body = {0}, question = {0};
    for (int i = 0; i < 2000; i++)
        strbuf_printf(&body, "word%d ", i);
    strbuf_text(&question, "(word*");
    for (int i = 1; i < 60; i++)
        strbuf_text(&question, " OR word*");
    strbuf_text(&question, ") NEAR/2 zinc");
    strbuf_text(&body, "zinc");
    brief b = {.id = "x", .title = "X", .body = body.ptr};
    morgue_archive *a = fixture_archive("forms", config, &b, 1);
    assert_true(looks(search, a, question.ptr, MORGUE_OK) > 1000);
    morgue_archive_free(a);
    strbuf_free(&question);
    strbuf_free(&body);
}

enum { MANY = 3000 };

/* A configuration that knows so many companies. */
static morgue_config *companies(void)
{
    strbuf text = {0};
    morgue_config *known;
    strbuf_text(&text, "version: 1\nentities:\n");
    for (int i = 0; i < MANY; i++)
        strbuf_printf(&text, "  - {kind: org, name: Quill%c%c%c}\n", 'a' + i / 676,
                      'a' + i / 26 % 26, 'a' + i % 26);
    fixture_write("companies.yaml", text.ptr);
    fixture_write("known.yaml", "version: 1\nshipped_entities: false\nentities: companies.yaml\n");
    assert_int_equal(morgue_config_load(&known, fixture_path("known.yaml"), NULL), MORGUE_OK);
    strbuf_free(&text);
    return known;
}

/* Many words of headlines, of which ten are frequent, and many names. */
static morgue_archive *completions(const morgue_config *known)
{
    arena memory = {0};
    strbuf once = {0}, often = {0};
    morgue_writer *w = fixture_writer("completions", known);
    for (int i = 0; i < MANY; i++) {
        char id[16], title[48], body[32];
        snprintf(id, sizeof id, "n%d", i);
        snprintf(title, sizeof title, "wor%d wor%d", i, i % 10);
        snprintf(body, sizeof body, "Quill%c%c%c rose.", 'a' + i / 676, 'a' + i / 26 % 26,
                 'a' + i % 26);
        brief b = {.id = id, .title = title, .body = body};
        morgue_article article = fixture_article(&b, &memory);
        fixture_add(w, &article);
        strbuf_printf(&once, "wor%d ", i);
    }
    for (int i = 0; i < 100000; i++)
        strbuf_text(&often, "rose ");
    brief many[] = {{.id = "once", .body = once.ptr}, {.id = "often", .body = often.ptr}};
    for (size_t i = 0; i < COUNT(many); i++) {
        morgue_article article = fixture_article(&many[i], &memory);
        fixture_add(w, &article);
    }
    fixture_commit(w);
    morgue_writer_free(w);
    arena_free(&memory);
    strbuf_free(&once);
    strbuf_free(&often);
    return fixture_open("completions", known);
}

/* Among names, among words of headlines, and among those of one article. */
static void test_looks_without_a_question(void **state)
{
    (void)state;
    morgue_config *known = companies();
    morgue_archive *a = completions(known);
    unsigned names = looks(suggest, a, "quill and", MORGUE_OK);
    assert_true(names > 40);
    assert_true(looks(suggest, a, "wor", MORGUE_OK) > names + 40);
    unsigned few = looks(similar, a, "n1", MORGUE_OK);
    assert_true(few < 10);
    assert_true(looks(similar, a, "once", MORGUE_OK) > few + 40);
    assert_true(looks(similar, a, "often", MORGUE_OK) > few + 90);
    morgue_archive_free(a);
    morgue_config_free(known);
}

/* While the text of an article is read for its snippet. */
static void test_looks_inside_of_a_snippet(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 200000; i++)
        strbuf_text(&body, i % 50 ? "word " : "word\n\n");
    strbuf_text(&body, "tungsten");
    brief b = {.id = "x", .title = "X", .body = body.ptr};
    morgue_archive *a = fixture_archive("snippet", config, &b, 1);
    unsigned few = looks(explain, a, "tungsten", MORGUE_OK);
    assert_true(looks(search, a, "tungsten", MORGUE_OK) > few + 100);
    morgue_archive_free(a);
    strbuf_free(&body);
}

static unsigned looks_with(morgue_archive *a, const char *text, size_t snippet_bytes)
{
    patience p = {0};
    morgue_search_options o;
    morgue_error err;
    morgue_search_options_init(&o);
    o.snippet_bytes = snippet_bytes;
    o.cancel = ask;
    o.context = &p;
    assert_int_equal(search(a, text, &o, &err), MORGUE_OK);
    return p.asked;
}

/* While it is looked where in an article an operator is true, which was not needed to
 * find it. */
static void test_looks_for_proofs(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 4000; i++)
        strbuf_text(&body, i % 3 ? "the " : "oil ");
    brief b = {.id = "x", .title = "X", .body = body.ptr};
    morgue_archive *a = fixture_archive("proofs", config, &b, 1);
    const char *text = "atleast/1(oil OR (the NOT NEAR/1 (the NEAR/1000 oil)))";
    unsigned few = looks_with(a, text, 0);
    assert_true(few < 50);
    assert_true(looks_with(a, text, 240) > few + 100);
    patience p = {.last = few + 60};
    morgue_search_options o = everything(&p);
    morgue_error err;
    assert_int_equal(search(a, text, &o, &err), MORGUE_CANCELLED);
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* What was used of the budgets is told when it is worth telling. */
static void test_told(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 4000; i++)
        strbuf_printf(&body, "the wxy%d ", i % 400);
    brief b = {.id = "x", .title = "X", .body = body.ptr};
    morgue_archive *a = fixture_archive("told", config, &b, 1);
    morgue_query *q = fixture_query("wxy* OR (the NOT NEAR/1 (the NEAR/1000 the))");
    morgue_search_options o = {.size = sizeof o, .timeout = 3600000};
    char *text;
    assert_int_equal(morgue_explain_within(&text, a, q, &o, NULL), MORGUE_OK);
    assert_non_null(strstr(text, "budget    words of all wildcards: 400 of 16384\n"));
    assert_non_null(strstr(text, "budget    steps in one article: "));
    assert_non_null(strstr(text, "budget    milliseconds: "));
    morgue_text_free(text);
    morgue_query_free(q);
    q = fixture_query("the AND wxy1");
    assert_int_equal(morgue_explain(&text, a, q, NULL), MORGUE_OK);
    assert_null(strstr(text, "budget"));
    morgue_text_free(text);
    morgue_query_free(q);
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* ---- expansions ---- */

/* Four wildcards in each of two scopes, each for all words. */
static void many_wildcards(strbuf *text, const char *more)
{
    static const char *const wild[] = {"wxy?*", "wxy??*", "wxy???*", "wxy????"};
    for (size_t i = 0; i < COUNT(wild); i++)
        strbuf_printf(text, "%s OR body:%s OR ", wild[i], wild[i]);
    strbuf_text(text, more);
}

static morgue_status ask_many(morgue_archive *a, const char *more, morgue_error *err)
{
    strbuf text = {0};
    many_wildcards(&text, more);
    morgue_status status = search(a, text.ptr, NULL, err);
    strbuf_free(&text);
    return status;
}

/* All wildcards together, at their limit and one above. What is written the same counts
 * once. */
static void test_expansions(void **state)
{
    (void)state;
    strbuf body = {0};
    morgue_error err;
    assert_int_equal(MORGUE_MAX_EXPANSIONS, 8 * MORGUE_MAX_EXPANSION);
    for (int i = 0; i < MORGUE_MAX_EXPANSION; i++)
        strbuf_printf(&body, "wxy%04d ", i);
    brief b = {.id = "x", .title = "X", .body = body.ptr};
    morgue_archive *a = fixture_archive("expansions", config, &b, 1);
    assert_int_equal(ask_many(a, "oil", &err), MORGUE_OK);
    assert_int_equal(ask_many(a, "body:wxy?* OR (wxy??* NEAR/3 wxy???*)", &err), MORGUE_OK);
    assert_int_equal(ask_many(a, "wxy0000*", &err), MORGUE_LIMIT);
    assert_non_null(strstr(err.message, "MORGUE_MAX_EXPANSIONS"));
    assert_int_equal(err.to - err.from, 8);
    morgue_archive_free(a);
    strbuf_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cancelled),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_looks_among_positions),
        cmocka_unit_test(test_looks_among_words),
        cmocka_unit_test(test_looks_among_forms),
        cmocka_unit_test(test_looks_without_a_question),
        cmocka_unit_test(test_looks_inside_of_a_snippet),
        cmocka_unit_test(test_looks_for_proofs),
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_expansions),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
