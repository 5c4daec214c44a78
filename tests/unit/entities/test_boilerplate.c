/* What is printed around news names nobody in it. */
#include "entities_help.h"

#include <time.h>

static const char list[] = "  - {kind: place, name: Beijing}\n"
                           "  - {kind: place, name: China}\n"
                           "  - {kind: org, name: Reuters}\n"
                           "  - {kind: person, name: Jane Doe}\n"
                           "  - {kind: person, name: John Roe}\n";

static void credits_are_skipped(void **state)
{
    (void)state;
    const char *const texts[] = {
        "It rose in China.\n\n(Reporting by Jane Doe; Editing by John Roe)",
        "It rose in China. (Writing by Jane Doe)",
        "It rose in China. (Additional reporting by Jane Doe and\nJohn Roe in Beijing)",
        "It rose in China. (Reporting and writing by Jane Doe in Beijing",
        "It rose in China. [Compiled by Jane Doe in Beijing]",
        "It rose in China.\nReporting by Jane Doe; editing by\nJohn Roe",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect(list, texts[i], "place:china=China");
}

static void what_follows_a_credit_counts(void **state)
{
    (void)state;
    expect(list, "(Reporting by Jane Doe) Then John Roe spoke.", "person:john roe=John Roe");
    expect(list, "(Editing by Jane Doe\n\nThen John Roe spoke.", "person:john roe=John Roe");
}

static void other_brackets_count(void **state)
{
    (void)state;
    expect(list, "It rose (in China) and (as reported by Jane Doe) fell.",
           "place:china=China; person:jane doe=Jane Doe");
}

static void datelines_count_but_not_their_agency(void **state)
{
    (void)state;
    expect(list, "BEIJING, Nov 1 (Reuters) - China said so. It told Reuters (Reuters) so.",
           "place:beijing=BEIJING; place:china=China; org:reuters=Reuters; org:reuters=Reuters");
    expect(list, "BEIJING (Reuters) \xe2\x80\x94 China said so.",
           "place:beijing=BEIJING; "
           "place:china=China");
}

static void bylines_and_rights_are_skipped(void **state)
{
    (void)state;
    expect(list, "By Jane Doe\n\nIt rose in China.", "place:china=China");
    expect(list, "It rose in China.\n\n\xc2\xa9 2023 Reuters\n", "place:china=China");
    expect(list, "It rose in China.\nCopyright 2023 Reuters. All rights reserved.\nBeijing too.",
           "place:china=China; place:beijing=Beijing");
    expect(list, "By China standards it rose in Beijing.",
           "place:china=China; "
           "place:beijing=Beijing");
    expect(list, "Human rights in China", "place:china=China");
}

static void hostile_brackets_take_no_time(void **state)
{
    (void)state;
    alias_table *t = TABLE(list);
    const char *const pieces[] = {"(",
                                  "[",
                                  "(Reporting by ",
                                  "(additional ",
                                  "reporting and ",
                                  "\xc2\xa9\n",
                                  "(Reporting by\n"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        strbuf text = {0};
        while (text.len < 500000)
            strbuf_text(&text, pieces[i]);
        clock_t start = clock();
        strbuf found = mentions_in(t, "", text.ptr);
        assert_true(clock() - start < 3 * CLOCKS_PER_SEC);
        strbuf_free(&found);
        strbuf_free(&text);
    }
    alias_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credits_are_skipped),
        cmocka_unit_test(what_follows_a_credit_counts),
        cmocka_unit_test(other_brackets_count),
        cmocka_unit_test(datelines_count_but_not_their_agency),
        cmocka_unit_test(bylines_and_rights_are_skipped),
        cmocka_unit_test(hostile_brackets_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
