/* The lists that ship: they load, they agree with each other, and they find the usual names. */
#include "entities_help.h"

#include <time.h>

static alias_table *shipped(void)
{
    alias_table *t;
    morgue_error err = {0};
    assert_int_equal(alias_table_new(&t, NULL), MORGUE_OK);
    if (alias_table_add_shipped(t, &err))
        fail_msg("%s", err.message);
    return t;
}

static void the_lists_load(void **state)
{
    (void)state;
    alias_table *t = shipped();
    assert_true(alias_table_count(t) > 100);
    const entity *china = alias_table_of_surface(t, ENTITY_PLACE, STR("china"));
    assert_non_null(china);
    assert_ptr_equal(alias_table_of_surface(t, ENTITY_PLACE, STR("chinese")), china);
    const entity *us = alias_table_of_surface(t, ENTITY_PLACE, STR("u.s."));
    assert_non_null(us);
    assert_ptr_equal(alias_table_of_surface(t, ENTITY_PLACE, STR("united states")), us);
    alias_table_free(t);
}

static void the_usual_names_are_found(void **state)
{
    (void)state;
    alias_table *t = shipped();
    expect_in(t, "",
              "BEIJING, May 21 (Reuters) - China said on Sunday that products of U.S. chip "
              "maker Micron Technology Inc had failed a review. (Reporting by Jane Doe)",
              "place:beijing=BEIJING; place:china=China; place:u.s.=U.S.; "
              "org:micron technology=Micron Technology Inc");
    alias_table_free(t);
}

static void remember(void *context, const entity *e, morgue_str surface)
{
    strbuf *seen = context;
    (void)e;
    strbuf_str(seen, surface);
    strbuf_char(seen, ';');
}

static bool has_surface(const alias_table *t, morgue_str name, const char *surface)
{
    strbuf seen = {0};
    alias_table_visit(t, ENTITY_ORG, name, remember, &seen);
    bool has = seen.ptr && strstr(seen.ptr, surface);
    strbuf_free(&seen);
    return has;
}

/* Files of the user come behind the constants: they add to their records, take
 * surfaces from them and are found beside them. */
static void files_go_on_from_there(void **state)
{
    (void)state;
    static const char yaml[] = "version: 1\n"
                               "entities:\n"
                               "  - {kind: org, name: Apple, aliases: [Fruit Grower]}\n"
                               "  - {kind: org, name: Orchard Records, aliases: [AAPL]}\n"
                               "  - {kind: place, name: China, not: [chinese]}\n"
                               "  - {kind: org, name: Nowhere Works, id: nw, tickers: [NWW]}\n";
    alias_table *t = shipped();
    analyzer *a;
    size_t before = alias_table_count(t);
    const entity *apple = alias_table_of_surface(t, ENTITY_ORG, STR("apple"));
    assert_non_null(apple);
    assert_true(has_surface(t, STR("apple"), "$aapl;"));
    assert_true(has_surface(t, apple->id, "apple;"));
    assert_int_equal(analyzer_new(&a, STR("none"), NULL), MORGUE_OK);
    assert_int_equal(alias_table_add(t, a, "user", str_of(yaml), NULL), MORGUE_OK);
    assert_int_equal(alias_table_count(t), before + 2);
    assert_ptr_equal(alias_table_of_surface(t, ENTITY_ORG, STR("fruit grower")), apple);
    assert_true(has_surface(t, STR("apple"), "fruit grower;"));
    assert_true(has_surface(t, STR("nw"), "nowhere works;"));
    assert_true(has_surface(t, STR("orchard records"), "aapl;"));
    assert_null(alias_table_of_surface(t, ENTITY_PLACE, STR("chinese")));
    assert_non_null(alias_table_of_surface(t, ENTITY_PLACE, STR("china")));
    assert_int_equal(alias_table_add_shipped(t, NULL), MORGUE_INTERNAL);
    analyzer_free(a);
    alias_table_free(t);
}

static void ordinary_prose_names_nobody(void **state)
{
    (void)state;
    alias_table *t = shipped();
    expect_in(t, "",
              "It was late. He said that prices may rise, and we will see who pays for us. They "
              "met on Monday in May to mark the day. Target prices rose. Who knows?",
              "");
    alias_table_free(t);
}

static void large_tables_stay_fast(void **state)
{
    (void)state;
    strbuf yaml = {0}, text = {0};
    for (int i = 0; i < 20000; i++)
        strbuf_printf(&yaml, "  - {kind: person, name: Name%d Family%d}\n", i, i % 5000);
    while (text.len < 200000)
        strbuf_printf(&text, "So Name%zu Family%zu met Name7 and Family%zu again. ",
                      text.len % 20000, text.len % 5000, text.len % 5000);
    alias_table *t = TABLE(yaml.ptr);
    assert_int_equal(alias_table_count(t), 20000);
    clock_t start = clock();
    strbuf found = mentions_in(t, "", text.ptr);
    assert_true(clock() - start < 3 * CLOCKS_PER_SEC);
    assert_non_null(strstr(found.ptr, "person:name"));
    strbuf_free(&found);
    strbuf_free(&yaml);
    strbuf_free(&text);
    alias_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lists_load),         cmocka_unit_test(the_usual_names_are_found),
        cmocka_unit_test(files_go_on_from_there), cmocka_unit_test(ordinary_prose_names_nobody),
        cmocka_unit_test(large_tables_stay_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
