/* What is refused, what is given up, and that neither is silent. */
#include "pages.h"
#include "twin.h"

#include <stdlib.h>
#include <string.h>

static const spans_scope one_field = {.field_count = 1};

static spans *begin(void)
{
    spans *s;
    assert_int_equal(spans__new(&s, &one_field, NULL), MORGUE_OK);
    return s;
}

static spans_node *word(spans *s, uint32_t rank)
{
    return spans_words(s, &rank, 1);
}

static void expect_refused(spans *s, spans_node *root, morgue_status status, const char *names)
{
    morgue_error err = {0};
    assert_int_equal(spans_finish(s, root, &err), status);
    assert_non_null(strstr(err.message, names));
    const stream_view *none = NULL;
    assert_false(spans__match_views(s, &none));
    assert_int_equal(spans_status(s, NULL), status);
    spans_free(s);
}

static void test_refused(void **state)
{
    (void)state;
    spans *s = begin();
    expect_refused(s, NULL, MORGUE_INTERNAL, "no root");

    s = begin();
    spans_node *missing[2] = {word(s, 1), NULL};
    assert_null(spans_any(s, missing, 2));
    assert_null(word(s, 2)); /* sticky */
    expect_refused(s, missing[0], MORGUE_INTERNAL, "operand");

    s = begin();
    spans_node *twice = word(s, 1);
    expect_refused(s, spans_near(s, twice, twice, 1, false), MORGUE_INTERNAL, "cannot");

    s = begin();
    spans_node *count = spans_at_least(s, word(s, 1), 2);
    expect_refused(s, spans_first(s, count, 5), MORGUE_INTERNAL, "cannot");

    spans_scope wide = {.field_count = TEXT_MAX + 1};
    assert_int_equal(spans__new(&s, &wide, NULL), MORGUE_INVALID);
    assert_null(s);
    spans_free(NULL);
}

static spans *nested(unsigned depth, spans_node **root)
{
    spans *s = begin();
    *root = word(s, 1);
    for (unsigned i = 1; i < depth; i++)
        *root = spans_first(s, *root, 9);
    return s;
}

static void test_depth(void **state)
{
    (void)state;
    spans_node *root;
    spans *s = nested(SPANS_MAX_DEPTH, &root);
    assert_int_equal(spans_finish(s, root, NULL), MORGUE_OK);
    spans_free(s);
    s = nested(SPANS_MAX_DEPTH + 1, &root);
    expect_refused(s, root, MORGUE_LIMIT, "SPANS_MAX_DEPTH");
}

/* Operands that share a word. */
static spans *clashing(unsigned count, spans_node **root)
{
    spans_node *nodes[SPANS_MAX_CLASHING + 1];
    spans *s = begin();
    for (unsigned i = 0; i < count; i++)
        nodes[i] = word(s, i ? i : count - 1);
    *root = spans_window(s, nodes, count, 100);
    return s;
}

static void test_clashes(void **state)
{
    (void)state;
    spans_node *root;
    spans *s = clashing(SPANS_MAX_CLASHING, &root);
    assert_int_equal(spans_finish(s, root, NULL), MORGUE_OK);
    spans_free(s);
    s = clashing(SPANS_MAX_CLASHING + 1, &root);
    expect_refused(s, root, MORGUE_LIMIT, "SPANS_MAX_CLASHING");

    /* Any number that cannot overlap. */
    spans_node *apart[100];
    s = begin();
    for (uint32_t i = 0; i < 100; i++)
        apart[i] = word(s, i);
    assert_int_equal(spans_finish(s, spans_window(s, apart, 100, 500), NULL), MORGUE_OK);
    field f = {.count = 101};
    for (uint32_t i = 0; i < 101; i++)
        f.ranks[i] = 100 - i;
    dice d = {1};
    field_encode(&f, &d);
    const stream_view *view = &f.view;
    size_t count;
    assert_true(spans__match_views(s, &view));
    const span *l = spans__list_view(s, view, &count);
    assert_int_equal(count, 1);
    assert_int_equal(l->first, 1);
    assert_int_equal(l->last, 100);
    spans_free(s);
}

/* One word, over and over. */
static stream_view monotone(unsigned char **memory, uint32_t words)
{
    *memory = malloc(words + 96u);
    assert_non_null(*memory);
    memset(*memory, 0x81, words + 96u);
    return (stream_view){.bytes = *memory + 32, .size = words, .words = words};
}

static int lose_patience(void *context)
{
    unsigned *left = context;
    return *left == 0 || --*left == 0;
}

/* It is asked inside of one document, as often as there are steps, and among documents
 * that are quick. */
static void test_cancelled(void **state)
{
    (void)state;
    unsigned char *memory;
    stream_view view = monotone(&memory, 20000);
    const stream_view *there = &view;
    for (unsigned left = 1; left < 4; left++) {
        unsigned patience = left;
        size_t count;
        spans *s = begin();
        spans_poll_by(s, lose_patience, &patience);
        spans_node *near = spans_near(s, word(s, 1), word(s, 1), 50, false);
        assert_int_equal(spans_finish(s, near, NULL), MORGUE_OK);
        assert_null(spans__list_view(s, &view, &count));
        assert_int_equal(spans_status(s, NULL), MORGUE_CANCELLED);
        assert_int_equal(patience, 0);
        spans_free(s);
    }
    unsigned patience = 2;
    spans *s = begin();
    spans_poll_by(s, lose_patience, &patience);
    assert_int_equal(spans_finish(s, word(s, 2), NULL), MORGUE_OK);
    for (int i = 0; i < 100000 && !spans_status(s, NULL); i++)
        spans__match_views(s, &there);
    assert_int_equal(spans_status(s, NULL), MORGUE_CANCELLED);
    spans_free(s);
    free(memory);
}

static void test_steps(void **state)
{
    (void)state;
    unsigned char *memory;
    stream_view view = monotone(&memory, 100000);
    const stream_view *there = &view;
    morgue_error err = {0};
    size_t count;
    spans *s = begin();
    spans_node *near = spans_near(s, word(s, 1), word(s, 1), 90000, false);
    assert_int_equal(spans_finish(s, near, NULL), MORGUE_OK);
    assert_true(spans__match_views(s, &there)); /* one is enough */
    assert_int_equal(spans_status(s, NULL), MORGUE_OK);
    assert_null(spans__list_view(s, &view, &count));
    assert_int_equal(spans_status(s, &err), MORGUE_LIMIT);
    assert_non_null(strstr(err.message, "SPANS_MAX_STEPS"));
    assert_false(spans__match_views(s, &there)); /* sticky */
    spans_free(s);

    s = begin();
    spans_node *wide = spans_near(s, word(s, 1), word(s, 1), 90000, false);
    assert_int_equal(spans_finish(s, spans_not_near(s, word(s, 1), wide, 1), NULL), MORGUE_OK);
    assert_false(spans__match_views(s, &there));
    assert_int_equal(spans_status(s, NULL), MORGUE_LIMIT);
    spans_free(s);
    free(memory);
}

static void expect_count(spans *s, spans_node *root, const stream_view *view, size_t want)
{
    size_t count;
    assert_int_equal(spans_finish(s, root, NULL), MORGUE_OK);
    bool matches = spans__match_views(s, &view);
    spans__list_view(s, view, &count);
    assert_int_equal(count, want);
    assert_int_equal(matches, want > 0);
    assert_int_equal(spans_status(s, NULL), MORGUE_OK);
    spans_free(s);
}

/* Numbers at their ends wrap nowhere. */
static int count_looks(void *context)
{
    unsigned *looks = context;
    ++*looks;
    return 0;
}

/* A list is put in order by the second: eight million steps, of which each 65536 are a look. */
static void test_long_lists(void **state)
{
    (void)state;
    enum { ITEMS = 400000 };
    unsigned looks = 0;
    uint32_t chance = 1;
    spans *s = begin();
    span_list list = {0};
    spans_poll_by(s, count_looks, &looks);
    for (uint32_t i = 0; i < ITEMS; i++) {
        chance = chance * 1664525u + 1013904223u;
        assert_true(spans__push(s, &list, chance >> 15, (chance >> 15) + (chance >> 5) % 4));
    }
    looks = 0;
    assert_true(spans__tidy(s, &list));
    assert_true(looks > 50);
    assert_true(list.count > ITEMS / 8 && list.count < ITEMS); /* some are there twice */
    for (size_t i = 1; i < list.count; i++) {
        span x = list.items[i - 1], y = list.items[i];
        assert_true(x.first < y.first || (x.first == y.first && x.last < y.last));
    }
    pages_free(list.items, list.capacity * sizeof *list.items);
    spans_free(s);
}

static void test_extremes(void **state)
{
    (void)state;
    unsigned char *memory;
    stream_view view = monotone(&memory, 70);
    spans *s = begin();
    expect_count(s, spans_near(s, word(s, 1), word(s, 1), UINT32_MAX, true), &view, 70 * 69 / 2);
    s = begin();
    expect_count(s, spans_near(s, word(s, 1), word(s, 1), 0, false), &view, 0);
    s = begin();
    spans_node *two[] = {word(s, 1), word(s, 1)};
    expect_count(s, spans_ordered(s, two, 2, UINT32_MAX), &view, 70 * 69 / 2);
    s = begin();
    spans_node *pair[] = {word(s, 1), word(s, 1)};
    expect_count(s, spans_window(s, pair, 2, UINT32_MAX), &view, 70 * 69 / 2);
    s = begin();
    expect_count(s, spans_not_near(s, word(s, 1), word(s, 1), UINT32_MAX), &view, 0);
    s = begin();
    expect_count(s, spans_not_near(s, word(s, 1), word(s, 2), UINT32_MAX), &view, 70);
    s = begin();
    expect_count(s, spans_first(s, word(s, 1), 0), &view, 0);
    s = begin();
    expect_count(s, spans_words(s, NULL, 0), &view, 0);
    s = begin();
    expect_count(s, spans_any(s, NULL, 0), &view, 0);
    s = begin();
    expect_count(s, spans_ordered(s, NULL, 0, 1), &view, 0);
    s = begin();
    expect_count(s, spans_together(s, NULL, 0, true), &view, 0);
    s = begin();
    expect_count(s, spans_window(s, NULL, 0, 9), &view, 0);
    s = begin();
    expect_count(s, word(s, UINT32_MAX), &view, 0); /* no rank */
    free(memory);
}

static void test_no_sentences(void **state)
{
    (void)state;
    unsigned char *memory;
    static const unsigned char huge[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1};
    static const unsigned char cut[] = {0x80};
    stream_view view = monotone(&memory, 70);
    spans *s = begin();
    spans_node *one = word(s, 1);
    expect_count(s, spans_together(s, &one, 1, false), &view, 0);
    view.sentences = huge;
    view.sentence_bytes = sizeof huge;
    s = begin();
    one = word(s, 1);
    expect_count(s, spans_together(s, &one, 1, true), &view, 0);
    view.sentences = cut;
    view.sentence_bytes = sizeof cut;
    s = begin();
    one = word(s, 1);
    expect_count(s, spans_together(s, &one, 1, false), &view, 0);
    free(memory);
}

/* "ban" and "banned" may be one position for both: they want two. */
static void test_shared_words(void **state)
{
    (void)state;
    field f = {.count = 3, .ranks = {7, 9, 8}};
    dice d = {3};
    field_encode(&f, &d);
    uint32_t both[] = {7, 8};
    spans *s = begin();
    spans_node *ordered[] = {spans_words(s, both, 2), word(s, 7)};
    expect_count(s, spans_ordered(s, ordered, 2, 5), &f.view, 0); /* 8 comes after 7 */
    s = begin();
    spans_node *window[] = {spans_words(s, both, 2), word(s, 7)};
    expect_count(s, spans_window(s, window, 2, 3), &f.view, 1);
    s = begin();
    spans_node *close[] = {spans_words(s, both, 2), word(s, 7)};
    expect_count(s, spans_window(s, close, 2, 2), &f.view, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),      cmocka_unit_test(test_depth),
        cmocka_unit_test(test_clashes),      cmocka_unit_test(test_steps),
        cmocka_unit_test(test_cancelled),    cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_no_sentences), cmocka_unit_test(test_shared_words),
        cmocka_unit_test(test_long_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
