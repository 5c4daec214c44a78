/* The stored article: round trips, limits, and records that are damaged. */
#include "draft_help.h"
#include "draft_record.h"

#include "reading.h"

#include <morgue/limits.h>

#include <stdlib.h>

static const morgue_str tags[] = {{"one", 3}, {"zwei", 4}};
static const morgue_field fields[] = {{{"desk", 4}, {"foreign", 7}}};
static const morgue_article whole = {
    .id = {"id", 2},
    .title = {"A headline", 10},
    .standfirst = {"sf", 2},
    .body = {"The body, the body, the body.\n\nIt ends.", 39},
    .byline = {"by", 2},
    .source = {"src", 3},
    .section = {"sec", 3},
    .url = {"http://x", 8},
    .lang = {"en", 2},
    .path = {"/p#1", 4},
    .date = {86400, 172799, MORGUE_PRECISION_DAY, MORGUE_PROVENANCE_METADATA},
    .tags = tags,
    .tag_count = 2,
    .fields = fields,
    .field_count = 1,
};

static strbuf pack(const morgue_article *a)
{
    strbuf scratch = {0}, record = {0};
    fingerprint print = article_fingerprint(a);
    assert_int_equal(record_pack(a, &print, &scratch, &record, NULL), MORGUE_OK);
    strbuf_free(&scratch);
    return record;
}

static void test_round_trip(void **state)
{
    (void)state;
    strbuf record = pack(&whole);
    arena memory = {0};
    morgue_article got;
    fingerprint print, want = article_fingerprint(&whole);
    assert_true(record_fingerprint(strbuf_view(&record), &print));
    assert_memory_equal(&print, &want, sizeof print);
    assert_int_equal(record_unpack(strbuf_view(&record), &memory, &got, NULL), MORGUE_OK);
    print = article_fingerprint(&got); /* of all fields but the path */
    assert_memory_equal(&print, &want, sizeof print);
    assert_true(str_equal(got.path, whole.path));
    assert_true(str_equal(got.body, whole.body));
    assert_true(str_is(got.tags[1], "zwei"));
    arena_free(&memory);
    strbuf_free(&record);
}

/* Whatever bit turns, unpacking ends, and gives valid text or MORGUE_CORRUPT. */
static void test_flips(void **state)
{
    (void)state;
    strbuf record = pack(&whole);
    size_t refused = 0, bits = 0;
    for (size_t i = sizeof(fingerprint); i < record.len; i++)
        for (int bit = 0; bit < 8; bit++, bits++) {
            arena memory = {0};
            morgue_article got;
            record.ptr[i] ^= (char)(1 << bit);
            morgue_status status = record_unpack(strbuf_view(&record), &memory, &got, NULL);
            assert_true(status == MORGUE_OK || status == MORGUE_CORRUPT);
            refused += status != MORGUE_OK;
            record.ptr[i] ^= (char)(1 << bit);
            arena_free(&memory);
        }
    /* The Adler-32 behind the zlib stream finds what deflate lets pass. */
    assert_true(refused >= bits - 8);
    strbuf_free(&record);
}

static void test_cut_off(void **state)
{
    (void)state;
    strbuf record = pack(&whole);
    fingerprint print;
    for (size_t n = 0; n < record.len; n++) {
        arena memory = {0};
        morgue_article got;
        char *exact = malloc(n ? n : 1); /* so that a byte too many is noticed */
        memcpy(exact, record.ptr, n);
        assert_int_equal(record_unpack((morgue_str){exact, n}, &memory, &got, NULL),
                         MORGUE_CORRUPT);
        assert_int_equal(record_fingerprint((morgue_str){exact, n}, &print), n >= sizeof print);
        free(exact);
        arena_free(&memory);
    }
    strbuf_free(&record);
}

/* The largest article that the limits admit can be stored, and read again. */
static void test_largest(void **state)
{
    (void)state;
    char *text = malloc(MORGUE_MAX_ARTICLE);
    uint64_t random = 88172645463325252u;
    for (size_t i = 0; i < MORGUE_MAX_ARTICLE; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        text[i] = (char)(0x20 + random % 95);
    }
    static morgue_str many[MORGUE_MAX_TAGS];
    static morgue_field values[MORGUE_MAX_FIELDS];
    morgue_str field = {text, MORGUE_MAX_FIELD};
    for (size_t i = 0; i < MORGUE_MAX_TAGS; i++)
        many[i] = field;
    for (size_t i = 0; i < MORGUE_MAX_FIELDS; i++)
        values[i] = (morgue_field){field, field};
    morgue_article a = {.id = {text, MORGUE_MAX_ID},
                        .body = {text, MORGUE_MAX_ARTICLE},
                        .standfirst = field,
                        .byline = field,
                        .source = field,
                        .section = field,
                        .url = field,
                        .lang = field,
                        .path = field,
                        .tags = many,
                        .tag_count = MORGUE_MAX_TAGS,
                        .fields = values,
                        .field_count = MORGUE_MAX_FIELDS};
    strbuf record = pack(&a);
    arena memory = {0};
    morgue_article got;
    assert_int_equal(record_unpack(strbuf_view(&record), &memory, &got, NULL), MORGUE_OK);
    assert_true(str_equal(got.body, a.body));
    assert_int_equal(got.field_count, MORGUE_MAX_FIELDS);
    arena_free(&memory);
    strbuf_free(&record);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_flips),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_largest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
