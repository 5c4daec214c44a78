/* One surface, several kinds: which is meant where. */
#include "entities_help.h"

static const char list[] = "  - {kind: place, name: Washington}\n"
                           "  - {kind: person, name: Denzel Washington, aliases: [Washington]}\n"
                           "  - {kind: person, name: George Clooney}\n"
                           "  - {kind: place, name: Jordan}\n"
                           "  - {kind: person, name: Michael Jordan}\n"
                           "  - {kind: person, name: Paris Jackson}\n"
                           "  - {kind: place, name: Paris}\n"
                           "  - {kind: place, name: Amazon}\n"
                           "  - {kind: org, name: Amazon.com, aliases: [Amazon]}\n";

static void a_place_is_the_usual_meaning(void **state)
{
    (void)state;
    expect(list, "Talks in Washington failed, Washington said.",
           "place:washington=Washington; place:washington=Washington");
}

static void a_title_makes_a_person(void **state)
{
    (void)state;
    expect(list, "So Mr. Washington left.", "person:washington=Washington");
}

static void a_long_name_makes_a_person(void **state)
{
    (void)state;
    expect(list, "Denzel Washington came. Then Washington went back to Washington.",
           "person:denzel washington=Denzel Washington; person:washington=Washington; "
           "place:washington=Washington");
    expect(list, "Michael Jordan came. Then Jordan left. He lives in Jordan.",
           "person:michael jordan=Michael Jordan; person:michael jordan=Jordan; "
           "place:jordan=Jordan");
    expect(list, "Officials of Jordan came.", "place:jordan=Jordan");
}

static void a_first_name_before_it_makes_no_place(void **state)
{
    (void)state;
    expect(list, "The artist George Jordan came.", "");
    expect(list, "He met Paris Hilton there.", "");
    expect(list, "He met her in Paris Tuesday.", "place:paris=Paris");
}

static void a_suffix_makes_an_organisation(void **state)
{
    (void)state;
    expect(list, "Shares of Amazon Inc rose by the Amazon.",
           "org:amazon=Amazon Inc; "
           "place:amazon=Amazon");
}

static void a_dateline_is_a_place(void **state)
{
    (void)state;
    expect(list, "WASHINGTON, May 21 (Agency) - Denzel Washington came.",
           "place:washington=WASHINGTON; person:denzel washington=Denzel Washington");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_the_usual_meaning),
        cmocka_unit_test(a_title_makes_a_person),
        cmocka_unit_test(a_long_name_makes_a_person),
        cmocka_unit_test(a_first_name_before_it_makes_no_place),
        cmocka_unit_test(a_suffix_makes_an_organisation),
        cmocka_unit_test(a_dateline_is_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
