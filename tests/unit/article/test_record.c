/* Records: round trips, and bytes that nobody wrote. */
#include "article_copy.h"
#include "article_record.h"
#include "reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static morgue_str random_text(reading *r, uint64_t *state)
{
    static const char *const pieces[] = {"fox", " ", "é", "狐狸", "\n\n", "😀", "\t", "A"};
    char bytes[256];
    size_t len = 0;
    for (uint64_t n = next_random(state) % 40; n; n--) {
        const char *piece = pieces[next_random(state) % 8];
        memcpy(bytes + len, piece, strlen(piece));
        len += strlen(piece);
    }
    morgue_str out;
    reading_set(r, &out, (morgue_str){bytes, len});
    return out;
}

static morgue_date random_date(uint64_t *state)
{
    partial_date d = {.precision = (morgue_precision)(1 + next_random(state) % 4),
                      .year = (int)(1 + next_random(state) % 9999),
                      .month = (int)(1 + next_random(state) % 12),
                      .day = (int)(1 + next_random(state) % 28),
                      .offset = (int)(next_random(state) % 100000) - 50000};
    morgue_date date = calendar_interval(&d);
    date.provenance = (morgue_provenance)(1 + next_random(state) % 4);
    return next_random(state) % 5 ? date : (morgue_date){0};
}

static void fill(reading *r, uint64_t *state)
{
    morgue_article *a = &r->article;
    morgue_str *texts[] = {&a->id,     &a->title,   &a->standfirst, &a->body, &a->byline,
                           &a->source, &a->section, &a->url,        &a->lang, &a->path};
    for (size_t i = 0; i < 10; i++)
        *texts[i] = random_text(r, state);
    for (uint64_t n = next_random(state) % 6; n; n--)
        reading_tag(r, random_text(r, state));
    for (uint64_t n = next_random(state) % 4; n; n--)
        reading_field(r, random_text(r, state), random_text(r, state));
    a->date = random_date(state);
    assert_int_equal(reading_check(r, NULL), MORGUE_OK);
}

/* Field by field, not by the functions under test. */
static void same(const morgue_article *a, const morgue_article *b)
{
    assert_true(str_equal(a->id, b->id));
    assert_true(str_equal(a->title, b->title));
    assert_true(str_equal(a->standfirst, b->standfirst));
    assert_true(str_equal(a->body, b->body));
    assert_true(str_equal(a->byline, b->byline));
    assert_true(str_equal(a->source, b->source));
    assert_true(str_equal(a->section, b->section));
    assert_true(str_equal(a->url, b->url));
    assert_true(str_equal(a->lang, b->lang));
    assert_true(str_equal(a->path, b->path));
    assert_true(a->date.from == b->date.from && a->date.last == b->date.last);
    assert_int_equal(a->date.precision, b->date.precision);
    assert_int_equal(a->date.provenance, b->date.provenance);
    assert_int_equal(a->tag_count, b->tag_count);
    assert_int_equal(a->field_count, b->field_count);
    for (size_t i = 0; i < a->tag_count; i++)
        assert_true(str_equal(a->tags[i], b->tags[i]));
    for (size_t i = 0; i < a->field_count; i++)
        assert_true(str_equal(a->fields[i].name, b->fields[i].name) &&
                    str_equal(a->fields[i].value, b->fields[i].value));
}

static void test_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 20230521;
    reading r = {0};
    strbuf record = {0};
    for (int i = 0; i < 500; i++) {
        morgue_article *decoded, *copy;
        morgue_article view;
        arena memory = {0};
        reading_clear(&r);
        strbuf_clear(&record);
        fill(&r, &seed);
        article_encode(&r.article, &record);
        assert_int_equal(article_decode(&decoded, strbuf_view(&record), NULL), MORGUE_OK);
        same(&r.article, decoded);
        assert_int_equal(decoded->body.ptr[decoded->body.len], 0);
        assert_int_equal(article_decode_view(&memory, strbuf_view(&record), &view, NULL),
                         MORGUE_OK);
        same(&r.article, &view);
        assert_int_equal(article_copy(&copy, decoded, NULL), MORGUE_OK);
        morgue_article_free(decoded);
        same(&r.article, copy);
        morgue_article_free(copy);
        arena_free(&memory);
    }
    strbuf_free(&record);
    reading_free(&r);
}

/* The layout is a promise to archives that exist: byte for byte. */
static void test_layout(void **state)
{
    (void)state;
    morgue_str tag = STR("t");
    morgue_field field = {STR("k"), STR("vv")};
    morgue_article a = {.id = STR("i"),
                        .body = STR("bo"),
                        .date = {-1, -1, MORGUE_PRECISION_INSTANT, MORGUE_PROVENANCE_PATH},
                        .tags = &tag,
                        .tag_count = 1,
                        .fields = &field,
                        .field_count = 1};
    static const char expected[] = "\x01"
                                   "\x01i"
                                   "\0\0"
                                   "\x02"
                                   "bo"
                                   "\0\0\0\0\0\0"
                                   "\x04\x02\x01\0"
                                   "\x01\x01t"
                                   "\x01\x01k\x02vv";
    strbuf record = {0};
    article_encode(&a, &record);
    assert_int_equal(record.len, sizeof expected - 1);
    assert_memory_equal(record.ptr, expected, record.len);
    strbuf_free(&record);
}

/* Decodes from a block of exactly the record's size, so that ASan sees a step over. */
static morgue_status decode(const char *bytes, size_t len, morgue_error *err)
{
    char *exact = malloc(len ? len : 1);
    morgue_article *out;
    assert_non_null(exact);
    memcpy(exact, bytes, len);
    morgue_status status = article_decode(&out, (morgue_str){exact, len}, err);
    assert_true((status == MORGUE_OK) == (out != NULL));
    morgue_article_free(out);
    free(exact);
    return status;
}

static void test_damage(void **state)
{
    (void)state;
    uint64_t seed = 7;
    reading r = {0};
    strbuf record = {0};
    morgue_error err;
    fill(&r, &seed);
    article_encode(&r.article, &record);
    for (size_t len = 0; len < record.len; len++)
        assert_int_equal(decode(record.ptr, len, &err), MORGUE_CORRUPT);
    strbuf_char(&record, '\0');
    assert_int_equal(decode(record.ptr, record.len, &err), MORGUE_CORRUPT);
    record.len--;
    record.ptr[0] = 2;
    assert_int_equal(decode(record.ptr, record.len, &err), MORGUE_CORRUPT);
    record.ptr[0] = 1;
    for (int i = 0; i < 10000; i++) {
        size_t at = (size_t)(next_random(&seed) % record.len);
        char before = record.ptr[at];
        record.ptr[at] = (char)(before ^ (1 << next_random(&seed) % 8));
        morgue_status status = decode(record.ptr, record.len, NULL);
        assert_true(status == MORGUE_OK || status == MORGUE_CORRUPT);
        record.ptr[at] = before;
    }
    assert_int_equal(decode(record.ptr, record.len, NULL), MORGUE_OK);
    strbuf_free(&record);
    reading_free(&r);
}

static void expect_corrupt(const morgue_article *a)
{
    strbuf record = {0};
    article_encode(a, &record);
    assert_int_equal(decode(record.ptr, record.len, NULL), MORGUE_CORRUPT);
    strbuf_free(&record);
}

static void test_lies(void **state)
{
    (void)state;
    static char long_id[MORGUE_MAX_ID + 1];
    memset(long_id, 'x', sizeof long_id);
    expect_corrupt(&(morgue_article){.title = STR("\xff")});
    expect_corrupt(&(morgue_article){.title = {"a\0b", 3}});
    expect_corrupt(&(morgue_article){.id = {long_id, sizeof long_id}});
    expect_corrupt(&(morgue_article){.date = {5, 5, MORGUE_PRECISION_NONE, 0}});
    expect_corrupt(&(morgue_article){.date = {0, 1, MORGUE_PRECISION_INSTANT, 1}});
    expect_corrupt(&(morgue_article){.date = {0, 86400, MORGUE_PRECISION_DAY, 1}});
    expect_corrupt(&(morgue_article){.date = {INT64_MIN, INT64_MIN, MORGUE_PRECISION_INSTANT, 1}});
    expect_corrupt(&(morgue_article){.date = {INT64_MAX, INT64_MAX, MORGUE_PRECISION_INSTANT, 1}});
    morgue_article whole = {.id = {long_id, MORGUE_MAX_ID}};
    assert_int_equal(article_check(&whole, NULL), MORGUE_OK);
    whole.id.len++;
    assert_int_equal(article_check(&whole, NULL), MORGUE_LIMIT);
    whole.id.len = 0;
    assert_int_equal(article_check(&whole, NULL), MORGUE_INVALID);
    morgue_article_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_lies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
