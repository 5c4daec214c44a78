/* What is told about a question that finds nothing. */
#include "fixture.h"

#include <stdio.h>

static morgue_config *config;

static const brief articles[] = {
    {.id = "a", .body = "Electricity prices rise.", .byline = "Ann Smith", .tags = "energy"},
    {.id = "b", .body = "Electricity is electric.", .byline = "Ann Smith", .date = "2023-05-21"},
    {.id = "c", .body = "Oil prices fall, says Micron.", .source = "Reuters", .tags = "energy|oil"},
};

static morgue_results *ask(morgue_archive *a, const char *question)
{
    morgue_search_options options = fixture_options();
    options.advise = 1;
    return fixture_search(a, question, &options);
}

typedef struct row {
    const char *text;
    uint64_t alone, without;
    const char *missing, *instead;
    uint64_t instead_alone;
} row;

static void expect(morgue_archive *a, const char *question, const row *rows, size_t count)
{
    morgue_results *r = ask(a, question);
    assert_int_equal(morgue_results_total(r), 0);
    assert_int_equal(morgue_results_clause_count(r), count);
    assert_null(morgue_results_clause(r, count));
    for (size_t i = 0; i < count; i++) {
        const morgue_clause *c = morgue_results_clause(r, i);
        char got[300], wanted[300];
        snprintf(got, sizeof got, "%.*s %d %d '%.*s' '%.*s' %d", STR_ARGS(c->text), (int)c->alone,
                 (int)c->without, STR_ARGS(c->missing), STR_ARGS(c->instead),
                 (int)c->instead_alone);
        snprintf(wanted, sizeof wanted, "%s %d %d '%s' '%s' %d", rows[i].text, (int)rows[i].alone,
                 (int)rows[i].without, rows[i].missing, rows[i].instead,
                 (int)rows[i].instead_alone);
        assert_string_equal(got, wanted);
        assert_memory_equal(question + c->from, c->text.ptr, c->to - c->from);
    }
    morgue_results_free(r);
}

#define EXPECT(a, question, ...)                                                                   \
    do {                                                                                           \
        const row rows[] = {__VA_ARGS__};                                                          \
        expect(a, question, rows, sizeof rows / sizeof *rows);                                     \
    } while (0)

static void test_clauses(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("clauses", config, articles, 3);
    EXPECT(a, "electricity oil", {"electricity", 2, 1, "", "", 0}, {"oil", 1, 2, "", "", 0});
    EXPECT(a, "prices -prices tag:energy", {"prices", 2, 0, "", "", 0},
           {"-prices", 1, 2, "", "", 0}, {"tag:energy", 2, 0, "", "", 0});
    EXPECT(a, "oil after:2023", {"oil", 1, 1, "", "", 0}, {"after:2023", 1, 1, "", "", 0});
    EXPECT(a, "(electricity oil)^2", {"electricity", 2, 1, "", "", 0}, {"oil", 1, 2, "", "", 0});
    /* one clause: without it there is everything */
    EXPECT(a, "NOT *", {"NOT *", 0, 3, "", "", 0});
    EXPECT(a, "absent OR nothing", {"absent OR nothing", 0, 3, "absent", "", 0});
    morgue_archive_free(a);
}

static void test_spelling(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("spelling", config, articles, 3);
    EXPECT(a, "elecricity", {"elecricity", 0, 3, "elecricity", "electricity", 2});
    EXPECT(a, "author:Smth oil", {"author:Smth", 0, 1, "smth", "smith", 2},
           {"oil", 1, 0, "", "", 0});
    EXPECT(a, "tag:enrgy", {"tag:enrgy", 0, 3, "enrgy", "energy", 2});
    EXPECT(a, "source:Reutrs", {"source:Reutrs", 0, 3, "reutrs", "reuters", 1});
    EXPECT(a, "org:Micorn", {"org:Micorn", 0, 3, "micorn", "micron", 1});
    EXPECT(a, "\"oil pricse\"", {"\"oil pricse\"", 0, 3, "pricse", "prices", 2});
    EXPECT(a, "id:z", {"id:z", 0, 3, "z", "", 0});
    /* words stand side by side, but each of them is there */
    EXPECT(a, "\"fall oil\"", {"\"fall oil\"", 0, 3, "", "", 0});
    /* what is excluded may be absent */
    EXPECT(a, "oil -oil -absnt", {"oil", 1, 2, "", "", 0}, {"-oil", 2, 1, "", "", 0},
           {"-absnt", 3, 0, "", "", 0});
    morgue_archive_free(a);
}

/* Letters that changed places tell more than what is frequent. */
static void test_swap(void **state)
{
    (void)state;
    static const brief some[] = {
        {.id = "a", .body = "A minor matter."},
        {.id = "b", .body = "Minor too, and a mirror."},
        {.id = "c", .body = "Micron."},
    };
    morgue_archive *a = fixture_archive("swap", config, some, 3);
    EXPECT(a, "micorn", {"micorn", 0, 3, "micorn", "micron", 1});
    EXPECT(a, "minopr", {"minopr", 0, 3, "minopr", "minor", 2});
    morgue_archive_free(a);
}

static void test_not_asked(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("not-asked", config, articles, 3);
    morgue_results *r = fixture_search(a, "absent", NULL);
    assert_int_equal(morgue_results_clause_count(r), 0);
    morgue_results_free(r);
    r = ask(a, "oil");
    assert_int_equal(morgue_results_clause_count(r), 0);
    morgue_results_free(r);
    morgue_archive_free(a);
}

/* n clauses, of which the first MORGUE_MAX_CLAUSES are told. */
static void check_many(morgue_archive *a, size_t n)
{
    strbuf text = {0};
    for (size_t i = 0; i < n; i++)
        strbuf_printf(&text, "absent%zu ", i);
    morgue_results *r = ask(a, text.ptr);
    bool over = n > MORGUE_MAX_CLAUSES;
    assert_int_equal(morgue_results_clause_count(r), over ? MORGUE_MAX_CLAUSES : n);
    assert_int_equal(morgue_results_note_count(r), over);
    morgue_results_free(r);
    strbuf_free(&text);
}

static void test_limit(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("many-clauses", config, articles, 3);
    check_many(a, MORGUE_MAX_CLAUSES);
    check_many(a, MORGUE_MAX_CLAUSES + 1);
    morgue_archive_free(a);
}

static void test_empty(void **state)
{
    (void)state;
    morgue_archive *a = fixture_archive("nothing", config, NULL, 0);
    EXPECT(a, "oil", {"oil", 0, 0, "oil", "", 0});
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clauses),   cmocka_unit_test(test_spelling),
        cmocka_unit_test(test_not_asked), cmocka_unit_test(test_limit),
        cmocka_unit_test(test_empty),     cmocka_unit_test(test_swap),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
