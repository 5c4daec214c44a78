/* Questions put to a stream file, against the documents that it was written of. */
#include "sketch.h"

#include "spans_internal.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DOCUMENTS 60
#define FORMS     300
#define QUESTIONS 200

static sketch *documents[DOCUMENTS];
static uint32_t ranks[FORMS]; /* by number of the form; UINT32_MAX when it stands nowhere */
static const spans_scope scope = {.fields = {TEXT_HEADLINE, TEXT_BODY}, .field_count = 2};

static void find_ranks(stream_reader *r)
{
    for (uint32_t i = 0; i < FORMS; i++) {
        char key[96];
        morgue_str wanted = sketch_key(i, key);
        ranks[i] = UINT32_MAX;
        for (uint32_t rank = 0; rank < stream_forms(r); rank++)
            if (str_equal(stream_form(r, rank), wanted))
                ranks[i] = rank;
    }
}

/* Places of a before b, side by side, in one text. */
static size_t count_pairs(const sketch_text *t, uint32_t limit, uint32_t a, uint32_t b)
{
    size_t count = 0;
    for (uint32_t i = 0; i + 1 < limit; i++)
        count += t->words[i] == a && t->words[i + 1] == b;
    return count;
}

static void check_document(stream_reader *r, spans *s, bool lede, uint32_t docid, uint32_t a,
                           uint32_t b)
{
    const sketch *d = documents[docid - 1];
    size_t total = 0;
    for (unsigned i = 0; i < d->text_count; i++) {
        const sketch_text *t = &d->texts[i];
        size_t want = count_pairs(t, lede ? t->lede : t->count, a, b), count;
        spans_list(s, docid, t->field, &count);
        assert_int_equal(count, want);
        /* Those that are side by side contain none; the scope has two fields. */
        bool inside = t->field == TEXT_HEADLINE || t->field == TEXT_BODY;
        spans_shortest(s, docid, t->field, &count);
        assert_int_equal(count, inside ? want : 0);
        if (t->field == TEXT_HEADLINE || t->field == TEXT_BODY)
            total += want;
    }
    assert_int_equal(spans_match(s, docid), total > 0);
    assert_int_equal(spans_status(s, NULL), MORGUE_OK);
    assert_int_equal(stream_status(r, NULL), MORGUE_OK);
}

/* With answers kept it says the same, twice; of documents that there are not, which the
 * posting lists of another file may name, nothing is kept. */
static void check_recalled(spans *s)
{
    bool answers[DOCUMENTS];
    memo *m = memo_new(1 << 20);
    memo_answers *kept = memo_hold(m, STR("x"), DOCUMENTS + 1);
    for (uint32_t i = 0; i < DOCUMENTS; i++)
        answers[i] = spans_match(s, i + 1);
    spans_recall_from(s, kept);
    for (unsigned round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < DOCUMENTS; i++) {
            assert_int_equal(memo_knows(kept, i + 1), round);
            assert_int_equal(spans_match(s, i + 1), answers[i]);
        }
        spans_expect(s, UINT32_MAX);
        assert_false(spans_match(s, UINT32_MAX));
        assert_false(spans_match(s, 1u << 24));
    }
    spans_recall_from(s, NULL);
    memo_release(kept);
    memo_free(m);
}

static void ask(stream_reader *r, uint32_t *seed)
{
    const sketch *d = documents[sketch_random(seed) % DOCUMENTS];
    if (d->text_count == 0 || d->texts[0].count < 2)
        return;
    uint32_t at = sketch_random(seed) % (d->texts[0].count - 1);
    uint32_t a = d->texts[0].words[at], b = d->texts[0].words[at + 1];
    spans_scope where = scope;
    where.lede = sketch_random(seed) % 2;
    spans *s;
    assert_int_equal(spans_new(&s, r, &where, NULL), MORGUE_OK);
    spans_node *pair[] = {spans_words(s, &ranks[a], 1), spans_words(s, &ranks[b], 1)};
    assert_int_equal(spans_finish(s, spans_ordered(s, pair, 2, 0), NULL), MORGUE_OK);
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++)
        check_document(r, s, where.lede, docid, a, b);
    assert_false(spans_match(s, DOCUMENTS + 1));
    check_recalled(s);
    spans_free(s);
}

/* ---- descriptions ---- */

/* So many operands, each of every form that there is. */
static spans *broad_question(stream_reader *r, size_t count, unsigned distance)
{
    uint32_t all[FORMS], there = 0;
    spans_node **nodes = calloc(count, sizeof *nodes);
    spans *s;
    assert_non_null(nodes);
    for (uint32_t i = 0; i < FORMS; i++)
        if (ranks[i] != UINT32_MAX)
            all[there++] = ranks[i];
    assert_int_equal(spans_new(&s, r, &scope, NULL), MORGUE_OK);
    for (size_t i = 0; i < count; i++)
        nodes[i] = spans_words(s, all, there);
    spans_node *row = spans_ordered(s, nodes, count, 0);
    spans_node *root = spans_near(s, row, spans_words(s, all, 1), distance, false);
    assert_int_equal(spans_finish(s, root, NULL), MORGUE_OK);
    free(nodes);
    return s;
}

static bool describe_broad(stream_reader *r, size_t count, unsigned distance, strbuf *out)
{
    spans *s = broad_question(r, count, distance);
    out->len = 0;
    bool described = spans_describe(s, out);
    spans_free(s);
    return described;
}

static void check_descriptions(stream_reader *r)
{
    strbuf one = {0}, other = {0};
    assert_true(describe_broad(r, 2, 5, &one) && describe_broad(r, 2, 5, &other));
    assert_true(str_equal(strbuf_view(&one), strbuf_view(&other)));
    assert_true(describe_broad(r, 2, 6, &other));
    assert_false(str_equal(strbuf_view(&one), strbuf_view(&other)));
    /* Of hundreds of wildcards it is not made to its end. */
    assert_false(describe_broad(r, 500, 5, &one));
    assert_true(one.len > SPANS_DESCRIBED && one.len < SPANS_DESCRIBED + 100);
    strbuf_free(&one);
    strbuf_free(&other);
}

/* ---- rare forms ---- */

/* The documents that have the form, and some that have not. */
static bool locate(const void *context, uint32_t rank, spans_places *places)
{
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++) {
        const sketch *d = documents[docid - 1];
        bool has = rank % 5 == docid % 5;
        for (unsigned i = 0; i < d->text_count && !has; i++)
            for (uint32_t j = 0; j < d->texts[i].count && !has; j++)
                has = ranks[d->texts[i].words[j]] == rank;
        if (has && !spans_found(places, &docid, 1))
            return false;
    }
    return rank != *(const uint32_t *)context;
}

static spans_node *draw_words(spans *s, uint32_t *seed, bool many)
{
    uint32_t all[12], count = many ? 12 : 1 + sketch_random(seed) % 5;
    for (uint32_t i = 0; i < count; i++)
        all[i] = ranks[sketch_random(seed) % FORMS];
    return spans_words(s, all, count);
}

static spans *draw_question(stream_reader *r, uint32_t seed)
{
    spans *s;
    uint32_t kind = sketch_random(&seed) % 6, n = 1 + sketch_random(&seed) % 12;
    bool many = sketch_random(&seed) % 4 == 0;
    assert_int_equal(spans_new(&s, r, &scope, NULL), MORGUE_OK);
    /* Now and then the same words twice. */
    uint32_t same = seed;
    bool twice = n % 4 == 0;
    spans_node *a = draw_words(s, &seed, many), *root;
    spans_node *b = draw_words(s, twice ? &same : &seed, twice && many);
    if (kind == 0)
        root = spans_near(s, a, b, n, n & 1);
    else if (kind == 1)
        root = spans_together(s, (spans_node *[]){a, b}, 2, n & 1);
    else if (kind == 2)
        root = spans_ordered(s, (spans_node *[]){a, b}, 2, n & 1 ? 0 : n);
    else if (kind == 3)
        root = spans_not_near(s, a, b, n);
    else if (kind == 4)
        root = spans_first(s, spans_near(s, a, b, n, false), 4 * n);
    else
        root = spans_at_least(s, spans_any(s, (spans_node *[]){a, b}, 2), 1 + n / 2);
    assert_int_equal(spans_finish(s, root, NULL), MORGUE_OK);
    return s;
}

static unsigned count_located(const spans *s)
{
    unsigned count = 0;
    for (const spans_node *n = s->nodes; n; n = n->older)
        count += n->rest != NULL;
    return count;
}

/* Operands of the same words, which have their places once. */
static unsigned count_shared(const spans *s)
{
    unsigned count = 0;
    for (const spans_node *n = s->nodes; n; n = n->older)
        for (const spans_node *other = n->older; n->rest && other; other = other->older)
            count += n->rest == other->rest;
    return count;
}

/* Who is told where rare forms stand gives what one gives that looks for all of them. */
static void compare_with_located(stream_reader *r, unsigned number, unsigned *located,
                                 unsigned *shared)
{
    uint32_t nobody = number % 8 ? UINT32_MAX : ranks[number % FORMS];
    spans *plain = draw_question(r, number), *told = draw_question(r, number);
    told->rare = 1 + number % 60;
    spans_locate_by(told, locate, &nobody);
    spans_prepare(told, UINT32_MAX);
    *located += count_located(told);
    *shared += count_shared(told);
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++)
        assert_int_equal(spans_match(told, docid), spans_match(plain, docid));
    for (uint32_t docid = 1; docid <= DOCUMENTS; docid++) {
        size_t a, b;
        const span *x = spans_list(plain, docid, TEXT_BODY, &a);
        const span *y = spans_list(told, docid, TEXT_BODY, &b);
        assert_int_equal(a, b);
        assert_true(a == 0 || memcmp(x, y, a * sizeof *x) == 0);
    }
    assert_int_equal(spans_status(told, NULL), MORGUE_OK);
    spans_free(plain);
    spans_free(told);
}

static void test_file(void **state)
{
    (void)state;
    uint32_t seed = 5;
    folder f = folder_new();
    stream_reader *r;
    for (uint32_t i = 0; i < DOCUMENTS; i++)
        documents[i] = sketch_new(&seed, i, 200, FORMS);
    uint64_t size = sketch_write(f.fd, "a", documents, DOCUMENTS, 0);
    assert_int_equal(stream_open(&r, f.fd, "a", sketch_id, size, NULL), MORGUE_OK);
    find_ranks(r);
    for (unsigned i = 0; i < QUESTIONS; i++)
        ask(r, &seed);
    unsigned located = 0, shared = 0;
    for (unsigned i = 1; i <= QUESTIONS; i++)
        compare_with_located(r, i, &located, &shared);
    assert_true(located > QUESTIONS / 2);
    assert_true(shared > QUESTIONS / 20);
    check_descriptions(r);
    stream_free(r);
    for (uint32_t i = 0; i < DOCUMENTS; i++)
        sketch_free(documents[i]);
    folder_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_file)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
