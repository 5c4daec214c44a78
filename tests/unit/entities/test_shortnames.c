/* Inside one article a short name follows its long one. */
#include "entities_help.h"

static const char list[] = "  - {kind: person, name: Wang Wentao}\n"
                           "  - {kind: person, name: Wang Yi, country: China}\n"
                           "  - {kind: person, name: Janet Yellen}\n"
                           "  - {kind: person, name: Barack Obama, aliases: [Obama]}\n"
                           "  - {kind: person, name: Michelle Obama}\n"
                           "  - {kind: person, name: Robert Downey Jr.}\n"
                           "  - {kind: org, name: Micron Technology}\n"
                           "  - {kind: org, name: Bank of America}\n"
                           "  - {kind: org, name: China Mobile}\n"
                           "  - {kind: org, name: Applied Materials}\n"
                           "  - {kind: org, name: Orange Telecom}\n"
                           "  - {kind: org, name: Western Digital}\n"
                           "  - {kind: org, name: Western Union}\n"
                           "  - {kind: place, name: China}\n";

static void the_family_name_follows_a_person(void **state)
{
    (void)state;
    expect(list, "Janet Yellen spoke. Then Yellen left, Ms Yellen's aide said.",
           "person:janet yellen=Janet Yellen; person:janet yellen=Yellen; "
           "person:janet yellen=Yellen");
    expect(list, "Robert Downey Jr. came and Downey left.",
           "person:robert downey jr=Robert Downey Jr; person:robert downey jr=Downey");
    expect(list, "Only Yellen spoke.", "");
}

static void a_family_name_may_come_first(void **state)
{
    (void)state;
    expect(list, "Wang Wentao met them. Minister Wang said so, and Wang repeated it.",
           "person:wang wentao=Wang Wentao; person:wang wentao=Wang; person:wang wentao=Wang");
}

static void competing_long_names_leave_the_short_one_out(void **state)
{
    (void)state;
    expect(list, "Wang Wentao met Wang Yi. Later Wang left.",
           "person:wang wentao=Wang Wentao; "
           "person:wang yi=Wang Yi");
    expect(list, "Wang Wentao met Janet Wang. Later Wang Xiaoming left.",
           "person:wang wentao=Wang Wentao");
}

static void an_alias_gives_way_to_the_one_named_here(void **state)
{
    (void)state;
    expect(list, "Barack Obama spoke. Obama left.",
           "person:barack obama=Barack Obama; "
           "person:obama=Obama");
    expect(list, "Michelle Obama spoke. Obama left.",
           "person:michelle obama=Michelle Obama; "
           "person:michelle obama=Obama");
    expect(list, "Michelle Obama and Barack Obama spoke. Obama left.",
           "person:michelle obama=Michelle Obama; person:barack obama=Barack Obama; "
           "person:obama=Obama");
}

static void the_first_word_follows_an_organisation(void **state)
{
    (void)state;
    expect(list, "Micron Technology rose. But Micron Inc fell after Micron spoke.",
           "org:micron technology=Micron Technology; org:micron technology=Micron Inc; "
           "org:micron technology=Micron");
}

static void words_that_say_nothing_alone_do_not(void **state)
{
    (void)state;
    expect(list, "The Bank of America is a bank. Bank, he said.",
           "org:bank of america=Bank of "
           "America");
    expect(list, "After China Mobile rose in China, he left.",
           "org:china mobile=China Mobile; "
           "place:china=China");
    expect(list, "Here Applied Materials rose. Applied science too.",
           "org:applied materials=Applied Materials");
    expect(list, "The Western Digital drive. A Western.", "org:western digital=Western Digital");
}

static void a_word_in_use_is_no_short_name(void **state)
{
    (void)state;
    expect(list, "Orange Telecom rose. Later Orange fell.",
           "org:orange telecom=Orange Telecom; "
           "org:orange telecom=Orange");
    expect(list, "Orange Telecom has an orange sign. Orange is bright.",
           "org:orange telecom=Orange Telecom");
}

static void double_names_are_others(void **state)
{
    (void)state;
    expect(list, "Janet Yellen met Mr. Smith-Yellen.", "person:janet yellen=Janet Yellen");
}

static void a_headline_may_be_short(void **state)
{
    (void)state;
    alias_table *t = TABLE(list);
    expect_in(t, "Yellen warns of risk", "WASHINGTON - Janet Yellen warned.",
              "person:janet yellen=Yellen; person:janet yellen=Janet Yellen");
    alias_table_free(t);
}

static void ordinary_words_need_a_title(void **state)
{
    (void)state;
    const char *two =
        "  - {kind: person, name: He Lifeng}\n  - {kind: person, name: Theresa May}\n";
    expect(two, "He Lifeng spoke. He left in the night. Vice Premier He said so.",
           "person:he lifeng=He Lifeng; person:he lifeng=He");
    expect(two, "Theresa May came in May. Mrs May left. May she return.",
           "person:theresa may=Theresa May; person:theresa may=May");
}

static void denied_words_stay_out(void **state)
{
    (void)state;
    expect("  - {kind: person, name: Janet Yellen, not: [Yellen]}\n",
           "Janet Yellen spoke and Yellen left.", "person:janet yellen=Janet Yellen");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_family_name_follows_a_person),
        cmocka_unit_test(a_family_name_may_come_first),
        cmocka_unit_test(competing_long_names_leave_the_short_one_out),
        cmocka_unit_test(an_alias_gives_way_to_the_one_named_here),
        cmocka_unit_test(the_first_word_follows_an_organisation),
        cmocka_unit_test(words_that_say_nothing_alone_do_not),
        cmocka_unit_test(a_word_in_use_is_no_short_name),
        cmocka_unit_test(double_names_are_others),
        cmocka_unit_test(a_headline_may_be_short),
        cmocka_unit_test(ordinary_words_need_a_title),
        cmocka_unit_test(denied_words_stay_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
