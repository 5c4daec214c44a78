/* The alias table: from surfaces to entities and back, over several files. */
#include "entities_help.h"

static const char micron[] =
    "  - {kind: org, name: Micron Technology, aliases: [Micron, 美光科技], "
    "tickers: [mu, MUX], country: United States}\n";

static const entity *of(const alias_table *t, entity_kind kind, const char *text)
{
    return alias_table_of_surface(t, kind, str_of(text));
}

static void add_surface(void *context, const entity *e, morgue_str text)
{
    (void)e;
    strbuf_str(context, text);
    strbuf_char(context, '|');
}

/* All surfaces of the entities of a name; they come in any order, so that the
 * test looks for each. */
static void expect_surfaces(const alias_table *t, entity_kind kind, const char *name, size_t count,
                            const char *const *texts)
{
    strbuf all = {0};
    strbuf_char(&all, '|');
    assert_int_equal(alias_table_visit(t, kind, str_of(name), add_surface, &all), count);
    size_t length = 1;
    for (; *texts; texts++) {
        char wanted[128];
        snprintf(wanted, sizeof wanted, "|%s|", *texts);
        if (!strstr(all.ptr, wanted))
            fail_msg("%s lacks %s", all.ptr, *texts);
        length += strlen(*texts) + 1;
    }
    assert_int_equal(all.len, length);
    strbuf_free(&all);
}

#define EXPECT_SURFACES(t, kind, name, count, ...)                                                 \
    expect_surfaces(t, kind, name, count, (const char *const[]){__VA_ARGS__, NULL})

static void a_record_is_read(void **state)
{
    (void)state;
    alias_table *t = TABLE(micron);
    assert_int_equal(alias_table_count(t), 1);
    const entity *e = alias_table_entity(t, 0);
    assert_null(alias_table_entity(t, 1));
    assert_int_equal(e->kind, ENTITY_ORG);
    assert_false(e->ignore);
    assert_true(str_is(e->name, "Micron Technology"));
    assert_true(str_is(e->id, "org:micron technology"));
    assert_true(str_is(e->country, "United States"));
    assert_true(str_is(e->ticker, "MU"));
    alias_table_free(t);
    alias_table_free(NULL);
}

static void every_surface_leads_to_the_entity(void **state)
{
    (void)state;
    alias_table *t = TABLE(micron);
    const entity *e = alias_table_entity(t, 0);
    const char *const texts[] = {"micron technology", "micron", "美 光 科 技", "$mu", "$mux"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_ptr_equal(of(t, ENTITY_ORG, texts[i]), e);
    assert_null(of(t, ENTITY_PLACE, "micron"));
    assert_null(of(t, ENTITY_ORG, "technology"));
    assert_null(of(t, ENTITY_ORG, ""));
    assert_null(of(t, ENTITY_KINDS, "micron"));
    alias_table_free(t);
}

static void a_visit_by_any_name_gives_all_surfaces(void **state)
{
    (void)state;
    alias_table *t = TABLE(micron, "  - {kind: place, name: Micron}\n");
    const char *const names[] = {
        "micron technology",     "micron",       "mu", "org:micron technology",
        "micron technology inc", "micron co ltd"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        EXPECT_SURFACES(t, ENTITY_ORG, names[i], 1, "micron technology", "micron", "美 光 科 技",
                        "$mu", "$mux");
    EXPECT_SURFACES(t, ENTITY_PLACE, "micron", 1, "micron");
    assert_int_equal(alias_table_visit(t, ENTITY_ORG, STR("inc"), add_surface, NULL), 0);
    assert_int_equal(alias_table_visit(t, ENTITY_ORG, STR(""), add_surface, NULL), 0);
    alias_table_free(t);
}

static void a_visit_by_ticker_takes_any_case(void **state)
{
    (void)state;
    alias_table *t = TABLE(micron);
    strbuf all = {0};
    assert_int_equal(alias_table_visit_ticker(t, STR("Mu"), add_surface, &all), 1);
    assert_non_null(strstr(all.ptr, "micron technology|"));
    assert_int_equal(alias_table_visit_ticker(t, STR("MICRON"), add_surface, &all), 0);
    assert_int_equal(alias_table_visit_ticker(t, STR(""), add_surface, &all), 0);
    strbuf_free(&all);
    alias_table_free(t);
}

static void corporate_suffixes_are_no_part_of_a_surface(void **state)
{
    (void)state;
    alias_table *t = TABLE("  - {kind: org, name: \"Acme Widgets Co., Ltd.\"}\n"
                           "  - {kind: org, name: Nordic Foods S.A.}\n"
                           "  - {kind: org, name: The Daily Planet}\n"
                           "  - {kind: place, name: Corp}\n");
    assert_non_null(of(t, ENTITY_ORG, "acme widgets"));
    assert_non_null(of(t, ENTITY_ORG, "nordic foods"));
    assert_non_null(of(t, ENTITY_ORG, "daily planet"));
    assert_non_null(of(t, ENTITY_PLACE, "corp"));
    alias_table_free(t);
}

static void a_later_record_of_the_same_name_adds(void **state)
{
    (void)state;
    alias_table *t = TABLE(micron, "  - {kind: org, name: MICRON technology, aliases: [Crucial], "
                                   "country: USA}\n");
    assert_int_equal(alias_table_count(t), 1);
    assert_true(str_is(of(t, ENTITY_ORG, "crucial")->country, "USA"));
    EXPECT_SURFACES(t, ENTITY_ORG, "crucial", 1, "micron technology", "micron", "crucial",
                    "美 光 科 技", "$mu", "$mux");
    alias_table_free(t);
}

static void a_later_record_of_the_same_id_adds(void **state)
{
    (void)state;
    alias_table *t = TABLE("  - {kind: person, id: q1, name: Wang Wei, aliases: [Vincent Wang]}\n",
                           "  - {kind: person, id: Q1, name: W. Wang}\n");
    assert_int_equal(alias_table_count(t), 1);
    EXPECT_SURFACES(t, ENTITY_PERSON, "q1", 1, "wang wei", "vincent wang", "w wang");
    alias_table_free(t);
}

static void an_id_can_be_given_later(void **state)
{
    (void)state;
    alias_table *t = TABLE("  - {kind: person, name: Jane Doe}\n",
                           "  - {kind: person, id: jd, name: Jane Doe, aliases: [J. D.]}\n",
                           "  - {kind: person, id: jd, name: Jane D. Doe}\n");
    assert_int_equal(alias_table_count(t), 1);
    assert_true(str_is(alias_table_entity(t, 0)->id, "jd"));
    alias_table_free(t);
}

static void two_ids_of_one_name_are_two_people(void **state)
{
    (void)state;
    alias_table *t =
        TABLE("  - {kind: person, id: a, name: Wang Wei, aliases: [Wang Wei of Beijing]}\n"
              "  - {kind: person, id: b, name: Wang Wei, aliases: [Vincent Wang]}\n");
    assert_int_equal(alias_table_count(t), 2);
    assert_true(str_is(of(t, ENTITY_PERSON, "wang wei")->id, "a"));
    assert_true(str_is(of(t, ENTITY_PERSON, "vincent wang")->id, "b"));
    EXPECT_SURFACES(t, ENTITY_PERSON, "wang wei", 2, "wang wei", "wang wei of beijing",
                    "vincent wang");
    alias_table_free(t);
}

static void a_later_file_takes_a_surface(void **state)
{
    (void)state;
    const char *first = "  - {kind: org, name: Apple Records, aliases: [Apple]}\n"
                        "  - {kind: place, name: Apple}\n";
    const char *second = "  - {kind: org, name: Apple Computer, aliases: [Apple]}\n";
    alias_table *t = TABLE(first, second);
    assert_true(str_is(of(t, ENTITY_ORG, "apple")->name, "Apple Computer"));
    assert_true(str_is(of(t, ENTITY_PLACE, "apple")->name, "Apple"));
    EXPECT_SURFACES(t, ENTITY_ORG, "apple records", 1, "apple records");
    EXPECT_SURFACES(t, ENTITY_ORG, "apple", 1, "apple computer", "apple");
    alias_table_free(t);
}

static void within_a_file_the_first_keeps_a_surface(void **state)
{
    (void)state;
    alias_table *t = TABLE("  - {kind: org, name: Apple Records, aliases: [Apple]}\n"
                           "  - {kind: org, name: Apple Computer, aliases: [Apple]}\n");
    assert_true(str_is(of(t, ENTITY_ORG, "apple")->name, "Apple Records"));
    alias_table_free(t);
}

static void not_takes_surfaces_away(void **state)
{
    (void)state;
    alias_table *t = TABLE(micron, "  - {kind: org, name: Micron Technology, not: [Micron]}\n"
                                   "  - {kind: org, name: Micron Solutions, not: 美光科技}\n");
    assert_null(of(t, ENTITY_ORG, "micron"));
    assert_non_null(of(t, ENTITY_ORG, "美 光 科 技"));
    EXPECT_SURFACES(t, ENTITY_ORG, "micron technology", 1, "micron technology", "美 光 科 技",
                    "$mu", "$mux");
    assert_int_equal(alias_table_visit(t, ENTITY_ORG, STR("micron"), add_surface, NULL), 0);
    alias_table_free(t);
}

static void a_surface_taken_away_can_be_given_again(void **state)
{
    (void)state;
    alias_table *t = TABLE(micron, "  - {kind: org, name: Micron Technology, not: [Micron]}\n",
                           "  - {kind: org, name: Micron Solutions, aliases: [Micron]}\n");
    assert_true(str_is(of(t, ENTITY_ORG, "micron")->name, "Micron Solutions"));
    EXPECT_SURFACES(t, ENTITY_ORG, "micron solutions", 1, "micron solutions", "micron");
    alias_table_free(t);
}

static void ignore_is_kept(void **state)
{
    (void)state;
    alias_table *t = TABLE(micron, "  - {kind: org, name: Micron Technology, ignore: true}\n");
    assert_true(of(t, ENTITY_ORG, "micron")->ignore);
    alias_table_free(t);
}

static void nationalities_have_their_plural(void **state)
{
    (void)state;
    alias_table *t = TABLE("  - {kind: place, name: Germany, nationality: [German]}\n"
                           "  - {kind: place, name: China, nationality: Chinese}\n");
    EXPECT_SURFACES(t, ENTITY_PLACE, "germany", 1, "germany", "german", "germans");
    EXPECT_SURFACES(t, ENTITY_PLACE, "china", 1, "china", "chinese");
    alias_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_read),
        cmocka_unit_test(every_surface_leads_to_the_entity),
        cmocka_unit_test(a_visit_by_any_name_gives_all_surfaces),
        cmocka_unit_test(a_visit_by_ticker_takes_any_case),
        cmocka_unit_test(corporate_suffixes_are_no_part_of_a_surface),
        cmocka_unit_test(a_later_record_of_the_same_name_adds),
        cmocka_unit_test(a_later_record_of_the_same_id_adds),
        cmocka_unit_test(an_id_can_be_given_later),
        cmocka_unit_test(two_ids_of_one_name_are_two_people),
        cmocka_unit_test(a_later_file_takes_a_surface),
        cmocka_unit_test(within_a_file_the_first_keeps_a_surface),
        cmocka_unit_test(not_takes_surfaces_away),
        cmocka_unit_test(a_surface_taken_away_can_be_given_again),
        cmocka_unit_test(ignore_is_kept),
        cmocka_unit_test(nationalities_have_their_plural),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
