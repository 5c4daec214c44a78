/*
 * Limits at N and N + 1, and every rule of a document. A refused document must
 * leave what is pending untouched.
 */
#include "testlib.h"

static char long_text[4096];

/* Adds one document of one term of length bytes. */
static xc_status add_term(xc_builder *builder, xc_str text, xc_error *err)
{
    const xc_term term = {text, 1, NULL, 0};
    const xc_document document = {&term, 1, NULL, 0, {NULL, 0}};
    return xc_builder_add(builder, &document, NULL, err);
}

static void test_term_length(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    memset(long_text, 0xff, sizeof long_text); /* the worst bytes for a key */
    OK(xc_builder_open(&builder, scratch("build"), &err));
    OK(add_term(builder, (xc_str){long_text, 245}, &err));
    FAILS(XC_INVALID, add_term(builder, (xc_str){long_text, 246}, &err));
    FAILS(XC_INVALID, add_term(builder, (xc_str){long_text, 0}, &err));
    FAILS(XC_INVALID, add_term(builder, (xc_str){NULL, 5}, &err));
    FAILS(XC_INVALID, add_term(builder, STR("a\0b"), &err));
    OK(add_term(builder, STR("x"), &err));
    OK(xc_builder_finish(builder, scratch("seg"), &err));
    xc_builder_free(builder);

    xc_database *db;
    uint64_t documents = 9;
    const char *path = scratch("seg");
    OK(xc_database_open(&db, &path, 1, &err));
    OK(xc_term_documents(db, (xc_str){long_text, 245}, &documents, &err));
    assert_int_equal(documents, 1);
    FAILS(XC_INVALID, xc_term_documents(db, (xc_str){long_text, 246}, &documents, &err));
    uint32_t in_shard;
    OK(xc_shard_counts(db, 0, &in_shard, NULL, NULL, &err));
    assert_int_equal(in_shard, 2); /* refusals lost nothing */
    xc_query *query;
    OK(xc_query_term(&query, (xc_str){long_text, 245}, &err));
    xc_query_free(query);
    FAILS(XC_INVALID, xc_query_term(&query, (xc_str){long_text, 246}, &err));
    assert_null(query);
    FAILS(XC_INVALID, xc_query_term(&query, STR(""), &err));
    FAILS(XC_INVALID, xc_query_term(&query, STR("a\0b"), &err));
    xc_database_free(db);
}

static void refuse(xc_builder *builder, xc_document document)
{
    xc_error err;
    uint32_t docid = 5;
    FAILS(XC_INVALID, xc_builder_add(builder, &document, &docid, &err));
    assert_int_equal(docid, 0);
}

static void test_document_rules(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    const uint32_t falling[] = {4, 4};
    const xc_term twice[] = {{STR("a"), 1, NULL, 0}, {STR("a"), 1, NULL, 0}};
    const xc_term descending[] = {{STR("b"), 1, NULL, 0}, {STR("a"), 1, NULL, 0}};
    const xc_term prefix[] = {{STR("ab"), 1, NULL, 0}, {STR("a"), 1, NULL, 0}};
    const xc_term heavy[] = {{STR("a"), UINT32_MAX, NULL, 0}, {STR("b"), 1, NULL, 0}};
    const xc_term positions = {STR("a"), 1, falling, 2};
    const xc_term missing = {STR("a"), 1, NULL, 2};
    const xc_value same_slot[] = {{3, STR("x")}, {1, STR("y")}, {3, STR("z")}};
    const xc_value bad_slot = {UINT32_MAX, STR("x")};
    const xc_value bad_value = {3, {NULL, 1}};
    OK(xc_builder_open(&builder, scratch("build"), &err));
    refuse(builder, (xc_document){twice, 2, NULL, 0, {NULL, 0}});
    refuse(builder, (xc_document){descending, 2, NULL, 0, {NULL, 0}});
    refuse(builder, (xc_document){prefix, 2, NULL, 0, {NULL, 0}});
    refuse(builder, (xc_document){heavy, 2, NULL, 0, {NULL, 0}});
    refuse(builder, (xc_document){&positions, 1, NULL, 0, {NULL, 0}});
    refuse(builder, (xc_document){&missing, 1, NULL, 0, {NULL, 0}});
    refuse(builder, (xc_document){NULL, 1, NULL, 0, {NULL, 0}});
    refuse(builder, (xc_document){NULL, 0, same_slot, 3, {NULL, 0}});
    refuse(builder, (xc_document){NULL, 0, &bad_slot, 1, {NULL, 0}});
    refuse(builder, (xc_document){NULL, 0, &bad_value, 1, {NULL, 0}});
    refuse(builder, (xc_document){NULL, 0, NULL, 1, {NULL, 0}});
    refuse(builder, (xc_document){NULL, 0, NULL, 0, {NULL, 1}});
    const xc_document heaviest = {heavy, 1, same_slot, 2, {NULL, 0}};
    uint32_t docid;
    OK(xc_builder_add(builder, &heaviest, &docid, &err));
    assert_int_equal(docid, 1);
    xc_builder_free(builder);
}

static void test_metadata_keys(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    char bytes[256];
    memset(long_text, 'k', sizeof long_text);
    OK(xc_builder_open(&builder, scratch("build"), &err));
    OK(xc_builder_metadata(builder, (xc_str){long_text, 200}, STR("v"), &err));
    FAILS(XC_INVALID, xc_builder_metadata(builder, (xc_str){long_text, 201}, STR("v"), &err));
    FAILS(XC_INVALID, xc_builder_metadata(builder, STR(""), STR("v"), &err));
    FAILS(XC_INVALID, xc_builder_metadata(builder, STR("a\0"), STR("v"), &err));
    FAILS(XC_INVALID, xc_builder_metadata(builder, STR("a"), (xc_str){NULL, 1}, &err));
    OK(xc_builder_finish(builder, scratch("seg"), &err));
    xc_builder_free(builder);

    xc_database *db;
    const char *path = scratch("seg");
    OK(xc_database_open(&db, &path, 1, &err));
    OK(xc_shard_metadata(db, 0, (xc_str){long_text, 200}, keep_bytes, bytes, &err));
    assert_string_equal(bytes, "v");
    xc_database_free(db);
}

struct big {
    const char *bytes;
    size_t length;
    int same;
};

static int compare_big(void *context, xc_str value)
{
    struct big *big = context;
    big->same = value.len == big->length && memcmp(value.ptr, big->bytes, value.len) == 0;
    return 0;
}

/* Values and data far larger than a block of the file. */
static void test_big_values(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    struct big value = {NULL, 60u << 10, 0}, data = {NULL, 3u << 20, 0};
    char *bytes = malloc((1u << 20) + 1 > data.length ? (1u << 20) + 1 : data.length);
    assert_non_null(bytes);
    uint32_t random = 1;
    for (size_t i = 0; i < data.length; i++)
        bytes[i] = (char)((random = random * 1664525u + 1013904223u) >> 24);
    value.bytes = data.bytes = bytes;
    xc_value in_slot = {5, {bytes, value.length}};
    const xc_document document = {NULL, 0, &in_slot, 1, {bytes, data.length}};
    OK(xc_builder_open(&builder, scratch("build"), &err));
    for (int i = 0; i < 3; i++)
        OK(xc_builder_add(builder, &document, NULL, &err));
    in_slot.value.len = 1u << 20;
    OK(xc_builder_add(builder, &document, NULL, &err));
    in_slot.value.len++;
    refuse(builder, document);
    OK(xc_builder_finish(builder, scratch("seg"), &err));
    xc_builder_free(builder);

    xc_database *db;
    const char *path = scratch("seg");
    OK(xc_database_open(&db, &path, 1, &err));
    OK(xc_document_value(db, 0, 3, 5, compare_big, &value, &err));
    assert_true(value.same);
    OK(xc_document_data(db, 0, 2, compare_big, &data, &err));
    assert_true(data.same);
    value.length = 1u << 20;
    OK(xc_document_value(db, 0, 4, 5, compare_big, &value, &err));
    assert_true(value.same);
    xc_database_free(db);
    free(bytes);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH(test_term_length),
        SCRATCH(test_document_rules),
        SCRATCH(test_metadata_keys),
        SCRATCH(test_big_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
