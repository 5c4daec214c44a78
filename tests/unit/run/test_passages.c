/* Snippets: the passage in which an operator is true, and several of one article. */
#include "fixture.h"

#include "strbuf.h"
#include "utf8.h"

#include <stdio.h>

static morgue_config *config;

/* About 60 bytes that no question asks for. */
static const char filler[] = "Nothing of note was said about it in the town that week. ";

static void fill(strbuf *out, unsigned times)
{
    while (times--)
        strbuf_text(out, filler);
}

static bool has(morgue_str text, const char *part)
{
    return !*part || str_search(text, 0, str_of(part)) < text.len;
}

/* Whatever is shown, it is sound. */
static void check_marks(morgue_str text, const morgue_mark *marks, size_t count)
{
    assert_true(utf8_valid(text));
    for (size_t i = 0; i < count; i++) {
        assert_true(marks[i].from < marks[i].to && marks[i].to <= text.len);
        assert_true(i == 0 || marks[i - 1].to <= marks[i].from);
    }
}

static morgue_results *search(morgue_archive *a, const char *question, size_t bytes, size_t most)
{
    morgue_search_options options = fixture_options();
    options.snippet_bytes = bytes;
    options.snippets = most;
    morgue_results *r = fixture_search(a, question, &options);
    for (size_t i = 0; i < morgue_results_hit_count(r); i++) {
        const morgue_hit *h = morgue_results_hit(r, i);
        check_marks(h->snippet, h->marks, h->mark_count);
        for (size_t k = 0; k < h->passage_count; k++)
            check_marks(h->passages[k].text, h->passages[k].marks, h->passages[k].mark_count);
    }
    return r;
}

static void make_name(char name[16])
{
    static unsigned number;
    snprintf(name, 16, "passages-%u", number++);
}

static morgue_archive *archive_of(const brief *b)
{
    char name[16];
    make_name(name);
    return fixture_archive(name, config, b, 1);
}

/* The snippet of the only article has the text. */
static void expect_shown(morgue_archive *a, const char *question, size_t bytes, const char *shown)
{
    morgue_results *r = search(a, question, bytes, 1);
    assert_int_equal(morgue_results_hit_count(r), 1);
    const morgue_hit *h = morgue_results_hit(r, 0);
    if (!has(h->snippet, shown))
        fail_msg("'%s' shows %.*s", question, STR_ARGS(h->snippet));
    if (h->snippet.len > bytes + 64)
        fail_msg("'%s' shows %zu bytes", question, h->snippet.len);
    assert_null(h->passages);
    morgue_results_free(r);
}

/* ---- where operators are true ---- */

/* What looks like it stands first and closer; what is true stands at the end. */
static void expect_last(const char *question, const char *looks, const char *is_true)
{
    strbuf body = {0};
    strbuf_text(&body, looks);
    strbuf_char(&body, ' ');
    fill(&body, 8);
    strbuf_text(&body, is_true);
    strbuf_char(&body, ' ');
    fill(&body, 8);
    morgue_archive *a = archive_of(&(brief){.id = "x", .body = body.ptr});
    expect_shown(a, question, 120, is_true);
    morgue_archive_free(a);
    strbuf_free(&body);
}

static void test_operators(void **state)
{
    (void)state;
    /* in order */
    expect_last("iron ADJ/2 tin", "Tin met iron.", "There iron met tin.");
    expect_last("\"iron\" PRE/2 \"tin\"", "Tin met iron.", "There iron met tin.");
    /* words count, not bytes */
    expect_last("iron NEAR/3 tin", "Iron as it is tin.", "Iron notwithstanding multitudinous tin.");
    expect_last("\"iron tin\"~2", "Iron as it is tin.", "Iron notwithstanding multitudinous tin.");
    /* one sentence, one paragraph */
    expect_last("copper SENTENCE lead", "They sold copper. Lead was dear.",
                "Copper came with the autumn ships, and as everybody knew so did lead.");
    expect_last("zinc PARA nickel", "Zinc sold.\n\nNickel sold.\n\n",
                "Zinc was wanted by all who had asked. Then came nickel.");
    expect_last("(tin NEAR/3 iron) SENTENCE lead", "Tin and iron. Lead and tin.",
                "Tin and iron were never brought without some lead.");
    /* Where there is no iron, though there is more tin elsewhere. */
    expect_last("tin NOT NEAR/5 iron", "Tin and iron, tin, iron and tin.", "Only tin came by sea.");
    expect_last("org:Micron ADJ/2 tin", "Tin made Micron rich.", "There Micron sold tin.");
    expect_last("(gold OR iron) ADJ/2 copp?r", "Copper met iron.", "There iron met copper.");
    /* A condition beside it does not change what is shown. */
    expect_last("(iron ADJ/2 tin) -id:y wc:>3", "Tin met iron.", "There iron met tin.");
    expect_last("(iron ADJ/2 tin) OR platinum", "Tin met iron.", "There iron met tin.");
    expect_last("NOT (tin ADJ/1 iron) AND (iron ADJ/2 tin)", "Tin met iron.",
                "There iron met tin.");
    /* the most of them */
    expect_last("atleast/3(tin)", "There was tin.", "Tin, more tin and again tin.");
}

/* Two operators are shown together where both are true. */
static void test_both(void **state)
{
    (void)state;
    expect_last("(iron ADJ/2 tin) (gold ADJ/2 lead)", "Iron met tin; lead met gold.",
                "Iron met tin in May; gold met lead in June.");
    expect_last("(iron ADJ/2 tin) lead", "Lead, tin, iron.", "Iron met tin; lead stayed away.");
    /* The words of the rest of the question decide between places that are as true. */
    expect_last("(iron ADJ/2 tin) lead", "Iron met tin.", "Iron met tin; lead stayed away.");
}

/* What is true at the beginning, though there is more of it at the end. */
static void expect_head(const char *question, const brief *b, const char *shown)
{
    strbuf body = {0};
    strbuf_text(&body, b->body);
    strbuf_char(&body, ' ');
    fill(&body, 8);
    strbuf_text(&body, "\n\nTin met iron; tin, iron, tin.");
    brief whole = *b;
    whole.body = body.ptr;
    morgue_archive *a = archive_of(&whole);
    expect_shown(a, question, 60, shown);
    morgue_archive_free(a);
    strbuf_free(&body);
}

static void test_beginnings(void **state)
{
    (void)state;
    expect_head("first/4(tin)", &(brief){.id = "x", .body = "There was tin."}, "There was tin.");
    expect_head("first/9(tin NEAR/3 iron)", &(brief){.id = "x", .body = "Tin was called iron."},
                "Tin was called iron.");
    expect_head("lede:(tin NEAR/9 iron)",
                &(brief){.id = "x", .body = "Tin and whatever goes with iron."},
                "Tin and whatever goes with iron.");
    /* It counts in the body where there is one: what stands above is none of it. */
    expect_head("first/4(tin)",
                &(brief){.id = "x", .standfirst = "Tin, tin.", .body = "There was tin."},
                "There was tin.");
}

/* True in one text alone. */
static void test_texts(void **state)
{
    (void)state;
    static const brief above = {.id = "x",
                                .title = "Tin",
                                .standfirst = "Here tin met iron.",
                                .body = "Iron is no tin. Tin is dear, and nobody knows iron."};
    morgue_archive *a = archive_of(&above);
    expect_shown(a, "tin ADJ/2 iron", 120, "Here tin met iron.");
    expect_shown(a, "body:(tin ADJ/2 iron)", 120, "Here tin met iron.");
    expect_shown(a, "iron ADJ/3 tin", 120, "Iron is no tin.");
    morgue_archive_free(a);
    /* The headline is shown anyway: of the text, what has the words. */
    static const brief headline = {
        .id = "x", .title = "Tin met iron", .body = "Gold is not. Iron and then again tin are."};
    a = archive_of(&headline);
    expect_shown(a, "tin ADJ/2 iron", 120, "Iron and then again tin are.");
    expect_shown(a, "headline:(tin ADJ/2 iron)", 120, "Iron and then again tin are.");
    morgue_archive_free(a);
}

/* ---- by chance ---- */

enum { ARTICLES = 40, WORDS = 150, QUESTIONS = 200 };

static const char *const metals[] = {"tin", "iron", "lead", "gold", "zinc", "nickel"};

static unsigned roll(uint64_t *seed, unsigned below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*seed >> 33) % below;
}

static void write_body(uint64_t *seed, strbuf *out)
{
    for (unsigned i = 0; i < WORDS; i++) {
        strbuf_text(out, roll(seed, 4) ? "some" : metals[roll(seed, 6)]);
        strbuf_text(out, roll(seed, 9) ? " " : roll(seed, 3) ? ". " : ".\n\n");
    }
}

/* The number of the metal that a text has next; 6 for another word, 7 at the end. */
static unsigned next_metal(morgue_str text, size_t *at)
{
    while (*at < text.len && !ascii_alpha(text.ptr[*at]))
        ++*at;
    size_t from = *at;
    while (*at < text.len && ascii_alpha(text.ptr[*at]))
        ++*at;
    morgue_str word = str_range(text, from, *at);
    unsigned i = 0;
    while (i < 6 && !str_is(word, metals[i]))
        i++;
    return word.len ? i : 7;
}

/* a before b (or, unless ordered, behind it) and at most distance apart. */
static bool has_pair(morgue_str text, unsigned a, unsigned b, unsigned distance, bool ordered)
{
    unsigned words[WORDS + 1], count = 0;
    for (size_t at = 0; (words[count] = next_metal(text, &at)) < 7; count++)
        assert_true(count < WORDS);
    for (unsigned i = 0; i < count; i++)
        for (unsigned k = i + 1; k < count && k - i <= distance; k++)
            if ((words[i] == a && words[k] == b) || (!ordered && words[i] == b && words[k] == a))
                return true;
    return false;
}

/* How many passages were looked at. */
static size_t ask_of_pair(morgue_archive *a, uint64_t *seed)
{
    char question[64];
    unsigned first = roll(seed, 6), second = (first + 1 + roll(seed, 5)) % 6;
    unsigned distance = 1 + roll(seed, 6);
    bool ordered = roll(seed, 2);
    snprintf(question, sizeof question, "\"%s\" %s/%u \"%s\"", metals[first],
             ordered ? "ADJ" : "NEAR", distance, metals[second]);
    morgue_results *r = search(a, question, 80, 4);
    size_t count = 0;
    for (size_t i = 0; i < morgue_results_hit_count(r); i++) {
        const morgue_hit *h = morgue_results_hit(r, i);
        for (size_t k = 0; k < h->passage_count; k++, count++)
            if (!has_pair(h->passages[k].text, first, second, distance, ordered))
                fail_msg("'%s' shows %.*s", question, STR_ARGS(h->passages[k].text));
    }
    morgue_results_free(r);
    return count;
}

/* Whatever pair is asked for, each passage has one of which the question is true. */
static void test_chance(void **state)
{
    (void)state;
    brief articles[ARTICLES];
    strbuf bodies[ARTICLES] = {{0}};
    char ids[ARTICLES][8];
    uint64_t seed = 7;
    size_t hits = 0;
    for (unsigned i = 0; i < ARTICLES; i++) {
        write_body(&seed, &bodies[i]);
        snprintf(ids[i], sizeof ids[i], "%u", i);
        articles[i] = (brief){.id = ids[i], .body = bodies[i].ptr};
    }
    morgue_archive *a = fixture_archive("chance", config, articles, ARTICLES);
    for (unsigned i = 0; i < QUESTIONS; i++)
        hits += ask_of_pair(a, &seed);
    assert_true(hits > QUESTIONS);
    morgue_archive_free(a);
    for (unsigned i = 0; i < ARTICLES; i++)
        strbuf_free(&bodies[i]);
}

/* ---- too long for a passage ---- */

static morgue_results *search_ends(const char *question, size_t bytes)
{
    strbuf body = {0};
    fill(&body, 3);
    strbuf_text(&body, "There was copper that had come ");
    for (int i = 0; i < 60; i++)
        strbuf_text(&body, "by one ship or another ");
    strbuf_text(&body, "with all of the lead in the yard. ");
    fill(&body, 3);
    morgue_archive *a = archive_of(&(brief){.id = "x", .body = body.ptr});
    morgue_results *r = search(a, question, bytes, 1);
    assert_int_equal(morgue_results_hit_count(r), 1);
    morgue_archive_free(a);
    strbuf_free(&body);
    return r;
}

/* Both ends of a sentence, marked, with "…" between. */
static void test_both_ends(void **state)
{
    (void)state;
    morgue_results *r = search_ends("copper SENTENCE lead", 200);
    const morgue_hit *h = morgue_results_hit(r, 0);
    size_t gap = str_search(h->snippet, 0, STR(" \xe2\x80\xa6 "));
    assert_true(gap < h->snippet.len);
    assert_true(has(str_range(h->snippet, 0, gap), "There was copper that had come by one ship"));
    assert_true(has(str_range(h->snippet, gap, h->snippet.len), "with all of the lead"));
    assert_true(h->snippet.len < 200 + 64);
    assert_int_equal(h->mark_count, 2);
    assert_memory_equal(h->snippet.ptr + h->marks[0].from, "copper", 6);
    assert_memory_equal(h->snippet.ptr + h->marks[1].from, "lead", 4);
    morgue_results_free(r);
    /* Where a half would be little more than a word, the first end alone. */
    r = search_ends("copper SENTENCE lead", 60);
    h = morgue_results_hit(r, 0);
    assert_true(has(h->snippet, "There was copper that"));
    assert_false(has(h->snippet, " \xe2\x80\xa6 "));
    morgue_results_free(r);
    /* Even one word would be more than is asked for. */
    r = search_ends("copper SENTENCE lead", 1);
    assert_true(morgue_results_hit(r, 0)->mark_count >= 1);
    morgue_results_free(r);
}

/* Where nothing parts the words, what is shown of either end has a bound too. */
static void test_ends_without_spaces(void **state)
{
    (void)state;
    strbuf body = {0};
    strbuf_text(&body, "铜");
    for (int i = 0; i < 200; i++)
        strbuf_text(&body, "不知道");
    strbuf_text(&body, "铅");
    morgue_archive *a = archive_of(&(brief){.id = "x", .body = body.ptr});
    for (size_t bytes = 100; bytes < 240; bytes++) {
        morgue_results *r = search(a, "铜 SENTENCE 铅", bytes, 1);
        const morgue_hit *h = morgue_results_hit(r, 0);
        assert_int_equal(h->mark_count, bytes < 162 ? 1 : 2);
        assert_true(h->snippet.len < bytes + 64);
        morgue_results_free(r);
    }
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* ---- long texts ---- */

/* Far behind as many words as are marked of a text. */
static void test_far_behind(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 6000; i++)
        strbuf_text(&body, "Tin is sold. Iron is.\n\n");
    strbuf_text(&body, "Here tin met iron.\n\n");
    for (int i = 0; i < 6000; i++)
        strbuf_text(&body, "Tin is sold. Iron is.\n\n");
    morgue_archive *a = archive_of(&(brief){.id = "x", .body = body.ptr});
    morgue_results *r = search(a, "tin ADJ/2 iron", 60, 1);
    const morgue_hit *h = morgue_results_hit(r, 0);
    assert_true(has(h->snippet, "Here tin met iron."));
    size_t at = str_search(h->snippet, 0, STR("tin met"));
    assert_true(h->mark_count >= 2);
    bool marked = false;
    for (size_t i = 0; i < h->mark_count; i++)
        marked |= h->marks[i].from == at && h->marks[i].to == at + 3;
    assert_true(marked);
    morgue_results_free(r);
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* One word is the last of a part that the text is read in, the other is in the next. */
static void test_over_a_border(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 26213; i++) /* 131065 bytes, of 131072 */
        strbuf_text(&body, "word ");
    strbuf_text(&body, "tin met iron ");
    for (int i = 0; i < 100; i++)
        strbuf_text(&body, "word ");
    strbuf_text(&body, "iron tin");
    morgue_archive *a = archive_of(&(brief){.id = "x", .body = body.ptr});
    expect_shown(a, "tin ADJ/2 iron", 60, "tin met iron");
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* It matches by the first of two operands; to look for the other would take too long. The
 * hit is shown by its words, and so is one behind it. */
static void test_too_many_steps(void **state)
{
    (void)state;
    strbuf body = {0};
    strbuf_text(&body, "Tin came. ");
    for (int i = 0; i < 20000; i++)
        strbuf_text(&body, "iron lead zinc ");
    const brief both[] = {{.id = "x", .body = body.ptr},
                          {.id = "y", .body = "Gold. Tin came; lead and zinc and iron did."}};
    morgue_archive *a = fixture_archive("steps", config, both, 2);
    morgue_results *r =
        search(a, "atleast/1(tin OR ((iron NEAR/1000 lead) NEAR/1000 zinc))", 100, 1);
    assert_int_equal(morgue_results_hit_count(r), 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(has(morgue_results_hit(r, i)->snippet, "Tin came"));
    morgue_results_free(r);
    fixture_refused(a, "atleast/1((iron NEAR/1000 lead) NEAR/1000 zinc)", NULL, MORGUE_LIMIT,
                    "SPANS_MAX_STEPS");
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* ---- several ---- */

static morgue_archive *three_places(void)
{
    strbuf body = {0};
    strbuf_text(&body, "First came tin. ");
    fill(&body, 4);
    strbuf_text(&body, "Then tin met iron. ");
    fill(&body, 4);
    strbuf_text(&body, "Iron came last. ");
    fill(&body, 4);
    morgue_archive *a = archive_of(&(brief){.id = "x", .body = body.ptr});
    strbuf_free(&body);
    return a;
}

static void expect_passages(morgue_archive *a, const char *question, size_t bytes, size_t most,
                            const char *const *parts)
{
    morgue_results *r = search(a, question, bytes, most);
    const morgue_hit *h = morgue_results_hit(r, 0);
    size_t count = 0;
    bool best = false;
    while (parts[count])
        count++;
    if (h->passage_count != count)
        fail_msg("'%s' gives %zu passages", question, h->passage_count);
    for (size_t i = 0; i < count; i++) {
        morgue_str text = h->passages[i].text;
        if (!has(text, parts[i]))
            fail_msg("'%s' shows %.*s instead of %s", question, STR_ARGS(text), parts[i]);
        best |= str_equal(text, h->snippet);
    }
    assert_true(best);
    morgue_results_free(r);
}

/* In the order of the text; the best is the snippet, and of the others what is not
 * shown yet comes before what is. */
static void test_several(void **state)
{
    (void)state;
    morgue_archive *a = three_places();
    const char *const all[] = {"First came tin.", "Then tin met iron.", "Iron came last.", NULL};
    expect_passages(a, "tin iron", 40, 3, all);
    expect_passages(a, "tin iron", 40, MORGUE_MAX_SNIPPETS, all);
    expect_passages(a, "tin iron", 40, 2, (const char *const[]){all[0], all[1], NULL});
    expect_passages(a, "(tin NEAR/2 iron) \"last\"", 40, 2,
                    (const char *const[]){all[1], all[2], NULL});
    expect_passages(a, "tin \"last\"", 40, 2, (const char *const[]){all[0], all[2], NULL});
    morgue_results *r = search(a, "tin iron", 40, 3);
    assert_true(has(morgue_results_hit(r, 0)->snippet, all[1]));
    morgue_results_free(r);
    /* Nothing of the text matches: its beginning alone. */
    expect_passages(a, "id:x", 40, 3, (const char *const[]){all[0], NULL});
    /* All of it is one passage. */
    expect_passages(a, "tin iron", 4000, 3, (const char *const[]){all[0], NULL});
    morgue_archive_free(a);
}

/* Nothing is shown twice: each word is marked, and each once. */
static void test_apart(void **state)
{
    (void)state;
    strbuf body = {0};
    for (int i = 0; i < 12; i++)
        strbuf_printf(&body, "Ship number%02d brought tin to the yard again. ", i);
    morgue_archive *a = archive_of(&(brief){.id = "x", .body = body.ptr});
    for (size_t bytes = 1; bytes < 300; bytes += 7) {
        morgue_results *r = search(a, "number* tin", bytes, MORGUE_MAX_SNIPPETS);
        const morgue_hit *h = morgue_results_hit(r, 0);
        size_t marks = 0, numbers = 0;
        for (size_t i = 0; i < h->passage_count; i++)
            marks += h->passages[i].mark_count;
        for (int n = 0; n < 12; n++) {
            char number[16];
            size_t times = 0;
            snprintf(number, sizeof number, "number%02d", n);
            for (size_t i = 0; i < h->passage_count; i++)
                times += has(h->passages[i].text, number);
            numbers += times > 0;
            assert_true(times <= 1);
        }
        if (marks != 24 || (bytes > 20 && numbers != 12))
            fail_msg("%zu bytes: %zu marks in %zu passages", bytes, marks, h->passage_count);
        morgue_results_free(r);
    }
    morgue_archive_free(a);
    strbuf_free(&body);
}

/* A passage beyond the first shows no word that only an operator asks for where that is
 * not true. */
static void test_several_places(void **state)
{
    (void)state;
    morgue_archive *a = three_places();
    const char *const all[] = {"First came tin.", "Then tin met iron.", "Iron came last.", NULL};
    const char *const *middle = (const char *const[]){all[1], NULL};
    expect_passages(a, "tin NEAR/2 iron", 40, 3, middle);
    expect_passages(a, "tin SENTENCE iron", 40, 3, middle);
    expect_passages(a, "tin NOT NEAR/2 iron", 40, 3, (const char *const[]){all[0], NULL});
    expect_passages(a, "first/4(tin)", 40, 3, (const char *const[]){all[0], NULL});
    /* Another operator of the question, or its words, are something to show. */
    expect_passages(a, "(tin NEAR/2 iron) (came NEAR/1 last)", 40, 3, &all[1]);
    expect_passages(a, "(tin NEAR/2 iron) tin", 40, 3, (const char *const[]){all[0], all[1], NULL});
    expect_passages(a, "iron (tin NEAR/2 iron)", 40, 3, &all[1]);
    expect_passages(a, "(tin NEAR/2 iron) ir?n", 40, 3, &all[1]);
    /* What is counted is shown wherever it stands. */
    expect_passages(a, "atleast/2(tin OR iron)", 40, 3, all);
    expect_passages(a, "atleast/2((first NEAR/2 tin) OR (tin NEAR/2 met) OR (iron NEAR/2 last))",
                    40, MORGUE_MAX_SNIPPETS, all);
    /* True of the headline alone: words decide. */
    morgue_archive_free(a);
    a = archive_of(&(brief){.id = "x", .title = "Tin met iron", .body = "Iron. No gold. Tin."});
    expect_passages(a, "tin NEAR/2 iron", 5, 3, (const char *const[]){"Iron", "Tin", NULL});
    morgue_archive_free(a);
}

static void test_several_texts(void **state)
{
    (void)state;
    static const brief b = {
        .id = "x", .standfirst = "Some tin came.", .body = "No other tin was seen."};
    morgue_archive *a = archive_of(&b);
    expect_passages(a, "tin", 40, 3,
                    (const char *const[]){"Some tin came.", "No other tin was seen.", NULL});
    morgue_archive_free(a);
    a = archive_of(&(brief){.id = "x", .title = "Tin"});
    expect_passages(a, "tin", 40, 3, (const char *const[]){"", NULL});
    morgue_archive_free(a);
}

static void test_limit(void **state)
{
    (void)state;
    morgue_archive *a = three_places();
    morgue_search_options options = fixture_options();
    options.snippets = MORGUE_MAX_SNIPPETS;
    morgue_results_free(fixture_search(a, "tin", &options));
    options.snippets++;
    fixture_refused(a, "tin", &options, MORGUE_LIMIT, "MORGUE_MAX_SNIPPETS");
    morgue_archive_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators),
        cmocka_unit_test(test_both),
        cmocka_unit_test(test_beginnings),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_chance),
        cmocka_unit_test(test_both_ends),
        cmocka_unit_test(test_ends_without_spaces),
        cmocka_unit_test(test_far_behind),
        cmocka_unit_test(test_over_a_border),
        cmocka_unit_test(test_too_many_steps),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_apart),
        cmocka_unit_test(test_several_places),
        cmocka_unit_test(test_several_texts),
        cmocka_unit_test(test_limit),
    };
    return fixture_run(tests, sizeof tests / sizeof *tests, "", &config);
}
