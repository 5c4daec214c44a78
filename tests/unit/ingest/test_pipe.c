/* The ordered pipe by itself: order, faults of articles, faults of the consumer. */
#include "error.h" /* before cmocka, which has a macro called fail */

#include "article_copy.h"
#include "desk.h"
#include "pipe.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct sink {
    uint64_t seen, articles, faulty;
    uint64_t stop_at; /* the item whose consuming fails */
} sink;

static morgue_status consume(void *context, pipe_item *item, morgue_error *err)
{
    sink *s = context;
    char want[20];
    snprintf(want, sizeof want, "%llu", (unsigned long long)s->seen);
    assert_true(str_is(item->path, want)); /* in the order in which they went in */
    if (item->kind == PIPE_ARTICLE) {
        s->articles++;
        s->faulty += item->status != MORGUE_OK;
        assert_int_equal(item->status == MORGUE_OK, item->draft != NULL);
        if (item->draft)
            assert_true(str_equal(item->draft->id, item->article->id));
    }
    return s->seen++ == s->stop_at ? (fail)(err, MORGUE_NOSPACE, "full at last") : MORGUE_OK;
}

typedef struct works {
    morgue_config *config;
    alias_table *table;
    recogniser *names;
    sink sink;
    ingest_pipe *pipe;
} works;

static void prepare(works *w, unsigned threads, size_t budget, pipe_consume *consumer)
{
    assert_int_equal(morgue_config_load(&w->config, NULL, NULL), MORGUE_OK);
    assert_int_equal(alias_table_new(&w->table, NULL), MORGUE_OK);
    assert_int_equal(recogniser_new(&w->names, w->table, NULL), MORGUE_OK);
    assert_int_equal(
        ingest__pipe_new(&w->pipe, w->config, w->names, threads, budget, consumer, &w->sink, NULL),
        MORGUE_OK);
}

static void start(works *w, unsigned threads, size_t budget)
{
    prepare(w, threads, budget, consume);
}

static void finish(works *w)
{
    ingest__pipe_free(w->pipe);
    recogniser_free(w->names);
    alias_table_free(w->table);
    morgue_config_free(w->config);
}

static morgue_status push(works *w, uint64_t number, size_t bytes, morgue_error *err)
{
    char text[20];
    snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    pipe_item item = {.kind = number % 5 ? PIPE_ARTICLE : PIPE_END, .bytes = bytes};
    arena *memory;
    morgue_status status = ingest__pipe_memory(w->pipe, bytes, &memory, err);
    if (status)
        return status;
    item.path = arena_copy(memory, str_of(text));
    /* Every seventh has no id, which its drafting finds out. */
    morgue_article a = {.id = str_of(number % 7 ? text : ""), .body = STR("some words in a row")};
    if (item.kind == PIPE_ARTICLE)
        assert_non_null(item.article = article_copy_in(memory, &a));
    ingest__pipe_push(w->pipe, &item);
    return MORGUE_OK;
}

static void run(unsigned threads, size_t budget)
{
    works w = {.sink.stop_at = UINT64_MAX};
    start(&w, threads, budget);
    for (uint64_t i = 0; i < 2000; i++)
        assert_int_equal(push(&w, i, 100, NULL), MORGUE_OK);
    assert_int_equal(ingest__pipe_drain(w.pipe, NULL), MORGUE_OK);
    assert_false(ingest__pipe_failed(w.pipe));
    assert_int_equal(w.sink.seen, 2000);
    assert_int_equal(w.sink.articles, 1600);
    assert_int_equal(w.sink.faulty, 286 - 58); /* multiples of 7, but not of 35 */
    finish(&w);
}

static void test_order(void **state)
{
    (void)state;
    run(1, SIZE_MAX);
    run(8, SIZE_MAX);
    run(3, 250);
    run(2, 0); /* nothing fits; one item at a time passes all the same */
}

static morgue_status count_marks(void *context, pipe_item *item, morgue_error *err)
{
    sink *s = context;
    (void)err;
    assert_int_equal(item->kind, s->seen % 2 ? PIPE_END : PIPE_BEGIN);
    s->seen++;
    return MORGUE_OK;
}

/* Files without articles: nothing for the workers to do, and everything in order. */
static void test_marks_alone(void **state)
{
    (void)state;
    works w = {.sink.stop_at = UINT64_MAX};
    prepare(&w, 2, SIZE_MAX, count_marks);
    for (uint64_t i = 0; i < 3000; i++) {
        arena *memory;
        assert_int_equal(ingest__pipe_memory(w.pipe, 0, &memory, NULL), MORGUE_OK);
        pipe_item item = {.kind = i % 2 ? PIPE_END : PIPE_BEGIN,
                          .path = arena_copy(memory, STR("p"))};
        ingest__pipe_push(w.pipe, &item);
        if (i % 7 == 0)
            assert_int_equal(ingest__pipe_drain(w.pipe, NULL), MORGUE_OK);
        if (i % 7 == 0)
            assert_int_equal(w.sink.seen, i + 1);
    }
    assert_int_equal(ingest__pipe_drain(w.pipe, NULL), MORGUE_OK);
    assert_int_equal(w.sink.seen, 3000);
    finish(&w);
}

static void test_consumer_fails(void **state)
{
    (void)state;
    for (uint64_t at = 0; at < 40; at += 13) {
        works w = {.sink.stop_at = at};
        morgue_error error = {0};
        start(&w, 3, SIZE_MAX);
        morgue_status status = MORGUE_OK;
        for (uint64_t i = 0; i < 5000 && !status; i++)
            status = push(&w, i, 1, &error);
        if (!status) /* all of it may be in the ring before any is consumed */
            status = ingest__pipe_drain(w.pipe, &error);
        assert_int_equal(status, MORGUE_NOSPACE);
        assert_string_equal(error.message, "full at last");
        assert_true(ingest__pipe_failed(w.pipe));
        error.message[0] = '\0';
        assert_int_equal(ingest__pipe_drain(w.pipe, &error), MORGUE_NOSPACE);
        assert_string_equal(error.message, "full at last");
        assert_int_equal(w.sink.seen, at + 1); /* nothing is consumed behind it */
        finish(&w);
    }
}

/* Freed with items inside: nothing hangs, nothing leaks. */
static void test_free_when_full(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads < 5; threads++) {
        works w = {.sink.stop_at = UINT64_MAX};
        start(&w, threads, SIZE_MAX);
        for (uint64_t i = 0; i < 300; i++)
            assert_int_equal(push(&w, i, 1, NULL), MORGUE_OK);
        finish(&w);
    }
    ingest__pipe_free(NULL);
}

static void test_bad_language(void **state)
{
    (void)state;
    works w = {0};
    ingest_pipe *pipe = (ingest_pipe *)&w;
    assert_int_equal(morgue_config_load(&w.config, NULL, NULL), MORGUE_OK);
    w.config->language = STR("xx");
    assert_int_equal(ingest__pipe_new(&pipe, w.config, NULL, 2, 1, consume, NULL, NULL),
                     MORGUE_INVALID);
    assert_null(pipe);
    morgue_config_free(w.config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),          cmocka_unit_test(test_marks_alone),
        cmocka_unit_test(test_consumer_fails), cmocka_unit_test(test_free_when_full),
        cmocka_unit_test(test_bad_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
