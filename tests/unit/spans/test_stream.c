/* Questions put to a stream file, against the documents that it was written of. */
#include "sketch.h"

#include "spans.h"

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
        if (t->field == TEXT_HEADLINE || t->field == TEXT_BODY)
            total += want;
    }
    assert_int_equal(spans_match(s, docid), total > 0);
    assert_int_equal(spans_status(s, NULL), MORGUE_OK);
    assert_int_equal(stream_status(r, NULL), MORGUE_OK);
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
    spans_free(s);
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
