/* Articles come back byte by byte from words and formats, in any order; what is
 * stored wrongly is told. */
#include "sketch.h"

#include "article_record.h"
#include "draft_text.h"
#include "form.h"

#include <morgue/limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const bodies[] = {
    "NEW YORK (Reuters) - Micron's COVID-19 shot, \"a well-known one\", rose 3.5% to $1.2 "
    "billion.\n\n"
    "The U.S. Treasury said so. AT&T did NOT.",
    "Caf\xc3\xa9 caf\xc3\xa9 CAFE \xe2\x80\x94 na\xc3\xafve  double  spaces\ttabs\r\n\r\n\r\nend",
    "\xe5\x8c\x97\xe4\xba\xac\xe5\xa4\xa7\xe5\xad\xa6\xe3\x80\x82\xe6\x96\xb0\xe9\x97\xbb ABC123",
    "\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0, "
    "\xd0\x9c\xd0\x9e\xd0\xa1\xd0\x9a\xd0\x92\xd0\x90!",
    "one",
    "...",
    "",
    "  x  ",
};

enum { BODIES = sizeof bodies / sizeof *bodies };

typedef struct desk {
    analyzer *analyzer;
    token_list list;
    map seen; /* key -> index into forms */
    draft_form forms[4096];
    uint32_t words[2][8192], sentence[2];
    strbuf formats[2], record;
    draft_text texts[2];
    arena memory;
} desk;

/* One text of a draft that is rebuilt, unless it has no words. */
static bool add_text(desk *k, draft *d, unsigned field, morgue_str text)
{
    unsigned n = d->text_count;
    strbuf key = {0};
    assert_int_equal(analyze(k->analyzer, text, &k->list, NULL), MORGUE_OK);
    if (k->list.positions == 0)
        return false;
    uint32_t count = 0;
    for (size_t i = 0, next; i < k->list.count; i = next) {
        for (next = i + 1; next < k->list.count && k->list.tokens[next].alternate;)
            next++;
        bool added;
        strbuf_clear(&key);
        form_write(&k->list.tokens[i], next - i, &key);
        uint64_t *number = map_put(&k->seen, strbuf_view(&key), &added);
        if (added) {
            *number = d->form_count++;
            k->forms[*number] =
                (draft_form){.key = form_key_new(&k->memory, strbuf_view(&key)), .wdf = 1};
        }
        k->words[n][count++] = (uint32_t)*number;
    }
    strbuf_clear(&k->formats[n]);
    draft_text_write(text, &k->list, &k->formats[n]);
    k->sentence[n] = count << 1 | 1;
    k->texts[n] = (draft_text){field, k->words[n], count, &k->sentence[n],
                               1,     0,           true,  strbuf_view(&k->formats[n])};
    d->text_count++;
    strbuf_free(&key);
    return true;
}

static draft make(desk *k, const morgue_article *a)
{
    draft d = {.forms = k->forms, .texts = k->texts};
    morgue_article left = *a;
    map_clear(&k->seen);
    if (add_text(k, &d, TEXT_HEADLINE, a->title))
        left.title.len = 0;
    if (add_text(k, &d, TEXT_BODY, a->body))
        left.body.len = 0;
    strbuf_clear(&k->record);
    article_encode(&left, &k->record);
    d.record = strbuf_view(&k->record);
    return d;
}

static void add(stream_writer *w, const draft *d)
{
    uint32_t numbers[4096], count;
    morgue_error err;
    stream_document document = {d, 0, NULL, 0};
    if (stream_writer_forms(w, d, numbers, &count, &err) ||
        stream_writer_add(w, &document, numbers, &err))
        fail_msg("%s", err.message);
}

static desk *desk_new(void)
{
    desk *k = calloc(1, sizeof *k);
    assert_non_null(k);
    assert_int_equal(analyzer_new(&k->analyzer, STR("en"), NULL), MORGUE_OK);
    return k;
}

static void desk_free(desk *k)
{
    analyzer_free(k->analyzer);
    token_list_free(&k->list);
    map_free(&k->seen);
    strbuf_free(&k->formats[0]);
    strbuf_free(&k->formats[1]);
    strbuf_free(&k->record);
    arena_free(&k->memory);
    free(k);
}

static morgue_article article(uint32_t i, char id[16])
{
    snprintf(id, 16, "%lu", (unsigned long)i);
    return (morgue_article){.id = str_of(id),
                            .title = str_of(bodies[i / BODIES % BODIES]),
                            .body = str_of(bodies[i % BODIES]),
                            .url = STR("https://example.org/")};
}

static void expect(stream_reader *r, uint32_t i)
{
    char id[16];
    arena memory = {0};
    morgue_article got, wanted = article(i, id);
    morgue_error err;
    if (stream_article(r, i + 1, &memory, &got, &err))
        fail_msg("%lu: %s", (unsigned long)i, err.message);
    assert_true(str_equal(got.id, wanted.id));
    assert_true(str_equal(got.title, wanted.title));
    assert_true(str_equal(got.body, wanted.body));
    assert_true(str_equal(got.url, wanted.url));
    assert_int_equal(stream_article_with(r, i + 1, 1u << TEXT_HEADLINE, &memory, &got, NULL),
                     MORGUE_OK);
    assert_true(str_equal(got.title, wanted.title));
    assert_true(got.body.len == 0 || str_equal(got.body, wanted.body));
    assert_true(str_equal(got.url, wanted.url));
    arena_free(&memory);
}

static void test_articles(void **state)
{
    (void)state;
    enum { COUNT = 3 * BODIES * BODIES };
    desk *k = desk_new();
    folder f = folder_new();
    stream_writer *w;
    stream_reader *r;
    morgue_error err;
    uint64_t bytes;
    uint32_t seed = 4;
    assert_int_equal(stream_writer_open(&w, f.fd, "a", 1 << 20, NULL), MORGUE_OK);
    for (uint32_t i = 0; i < COUNT; i++) {
        char id[16];
        morgue_article a = article(i, id);
        draft d = make(k, &a);
        add(w, &d);
        if (i % 50 == 20)
            assert_int_equal(stream_writer_spill(w, NULL), MORGUE_OK);
    }
    assert_int_equal(stream_writer_finish(w, sketch_id, &bytes, NULL), MORGUE_OK);
    stream_writer_free(w);
    assert_int_equal(stream_open(&r, f.fd, "a", NULL, bytes, NULL), MORGUE_OK);
    for (uint32_t i = 0; i < COUNT; i++)
        expect(r, i);
    for (uint32_t i = 0; i < 2 * COUNT; i++)
        expect(r, sketch_random(&seed) % COUNT);
    if (stream_verify(r, &err))
        fail_msg("%s", err.message);
    stream_free(r);
    desk_free(k);
    folder_free(&f);
}

/* The record with other bytes behind its texts, without which no writer takes it. */
static morgue_str damage_end(uint32_t *seed, morgue_str record, char out[4096])
{
    assert_true(record.len <= 4096);
    memcpy(out, record.ptr, record.len);
    for (size_t i = 1; i <= 6; i++)
        out[record.len - i] = (char)sketch_random(seed);
    return (morgue_str){out, record.len};
}

/* Records and formats of anything: an article, or MORGUE_CORRUPT. */
static void test_hostile(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    desk *k = desk_new();
    folder f = folder_new();
    stream_writer *w;
    stream_reader *r;
    uint64_t bytes;
    uint32_t seed = 8, sound = 0;
    char noise[200], id[16], damaged[4096];
    assert_int_equal(stream_writer_open(&w, f.fd, "a", 1 << 20, NULL), MORGUE_OK);
    for (uint32_t i = 0; i < COUNT; i++) {
        morgue_article a = article(i % 6, id);
        draft d = make(k, &a);
        for (size_t j = 0; j < sizeof noise; j++)
            noise[j] =
                (char)(sketch_random(&seed) % 3 ? sketch_random(&seed) % 8 : sketch_random(&seed));
        morgue_str any = {noise, sketch_random(&seed) % sizeof noise};
        if (i % 3 == 0)
            k->texts[sketch_random(&seed) % d.text_count].format = any;
        else if (i % 3 == 1)
            d.record = damage_end(&seed, d.record, damaged);
        else
            k->texts[0].field = TEXT_SOURCE;
        add(w, &d);
    }
    assert_int_equal(stream_writer_finish(w, sketch_id, &bytes, NULL), MORGUE_OK);
    stream_writer_free(w);
    assert_int_equal(stream_open(&r, f.fd, "a", NULL, bytes, NULL), MORGUE_OK);
    for (uint32_t i = 0; i < COUNT; i++) {
        arena memory = {0};
        morgue_article a;
        morgue_error err = {0};
        morgue_status status = stream_article(r, i + 1, &memory, &a, &err);
        assert_true(status == MORGUE_OK || (status == MORGUE_CORRUPT && err.message[0]));
        sound += status == MORGUE_OK;
        arena_free(&memory);
    }
    assert_true(sound >= COUNT / 3 && sound < COUNT);
    assert_int_equal(stream_status(r, NULL), MORGUE_OK); /* the words are not damaged */
    stream_free(r);
    desk_free(k);
    folder_free(&f);
}

/* A text of a declared field stays in the record. */
static void test_declared(void **state)
{
    (void)state;
    char id[16];
    desk *k = desk_new();
    folder f = folder_new();
    stream_writer *w;
    morgue_article a = article(0, id);
    draft d = make(k, &a);
    uint32_t numbers[4096], count;
    stream_document document = {&d, 0, NULL, 0};
    k->texts[1].field = TEXT_DECLARED;
    assert_int_equal(stream_writer_open(&w, f.fd, "a", 1 << 20, NULL), MORGUE_OK);
    assert_int_equal(stream_writer_forms(w, &d, numbers, &count, NULL), MORGUE_OK);
    assert_int_equal(stream_writer_add(w, &document, numbers, NULL), MORGUE_INVALID);
    stream_writer_free(w);
    desk_free(k);
    folder_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_articles),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_declared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
