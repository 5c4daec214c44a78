/*
 * Building segments: what goes in comes out, stock tools accept the file, and
 * nothing is left behind.
 */
#include "testlib.h"

#include <sys/stat.h>
#include <unistd.h>

static void fill_letters(void *context, uint32_t number, xc_builder *builder)
{
    (void)context;
    add_words(builder, number % 2 == 0 ? "all even" : "all odd", number % 3 == 0 ? NULL : "v");
}

static void test_round_trip(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    const uint32_t at[] = {3, 9, 70000};
    const xc_term terms[] = {{STR("China"), 3, at, 3}, {STR("Kboolean"), 0, NULL, 0}};
    const xc_value values[] = {{7, STR("2023")}, {0, STR("a\0b")}};
    const xc_document document = {terms, 2, values, 2, STR("da\0ta")};
    uint32_t docid = 99;
    OK(xc_builder_open(&builder, scratch("build"), &err));
    OK(xc_builder_add(builder, &document, &docid, &err));
    assert_int_equal(docid, 1);
    OK(xc_builder_flush(builder, &err));
    OK(xc_builder_add(builder, &document, &docid, &err));
    assert_int_equal(docid, 2);
    OK(xc_builder_metadata(builder, STR("key"), STR("value"), &err));
    OK(xc_builder_finish(builder, scratch("seg"), &err));
    xc_builder_free(builder);
    assert_false(exists(scratch("build")));

    xc_database *db;
    const char *path = scratch("seg");
    char bytes[256] = "untouched";
    uint32_t documents, last;
    uint64_t length;
    OK(xc_database_open(&db, &path, 1, &err));
    OK(xc_shard_counts(db, 0, &documents, &last, &length, &err));
    assert_int_equal(documents, 2);
    assert_int_equal(last, 2);
    assert_int_equal(length, 6);
    OK(xc_document_data(db, 0, 2, keep_bytes, bytes, &err));
    assert_memory_equal(bytes, "da\0ta", 6);
    OK(xc_document_value(db, 0, 1, 0, keep_bytes, bytes, &err));
    assert_memory_equal(bytes, "a\0b", 4);
    OK(xc_document_value(db, 0, 1, 7, keep_bytes, bytes, &err));
    assert_string_equal(bytes, "2023");
    OK(xc_shard_metadata(db, 0, STR("key"), keep_bytes, bytes, &err));
    assert_string_equal(bytes, "value");
    xc_database_free(db);
}

/* Runs a program on a segment; as good as success where it is not installed. */
static int run_tool(const char *program, const char *path)
{
    char command[1024];
    snprintf(command, sizeof command, "! command -v %s >/dev/null || %s %s >/dev/null 2>&1",
             program, program, path);
    return system(command);
}

static void test_stock_tools(void **state)
{
    (void)state;
    static const uint32_t counts[] = {0, 1, 500};
    for (size_t i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "seg%zu", i);
        make_segment(scratch(name), counts[i], fill_letters, NULL);
        assert_int_equal(run_tool("xapian-check", scratch(name)), 0);
        assert_int_equal(run_tool("xapian-delve", scratch(name)), 0);
    }
}

static void test_empty_documents(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    uint32_t docid;
    const xc_document empty = {NULL, 0, NULL, 0, {NULL, 0}};
    OK(xc_builder_open(&builder, scratch("build"), &err));
    for (uint32_t i = 1; i <= 3; i++) {
        OK(xc_builder_add(builder, &empty, &docid, &err));
        assert_int_equal(docid, i);
    }
    OK(xc_builder_finish(builder, scratch("seg"), &err));
    xc_builder_free(builder);

    xc_database *db;
    const char *path = scratch("seg");
    char bytes[256] = "untouched";
    uint32_t documents;
    OK(xc_database_open(&db, &path, 1, &err));
    OK(xc_shard_counts(db, 0, &documents, NULL, NULL, &err));
    assert_int_equal(documents, 3);
    OK(xc_document_data(db, 0, 3, keep_bytes, bytes, &err));
    assert_string_equal(bytes, "");
    xc_database_free(db);
}

static void test_metadata_removal(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    OK(xc_builder_open(&builder, scratch("build"), &err));
    OK(xc_builder_metadata(builder, STR("gone"), STR("value"), &err));
    OK(xc_builder_metadata(builder, STR("gone"), STR(""), &err));
    OK(xc_builder_finish(builder, scratch("seg"), &err));
    xc_builder_free(builder);

    xc_database *db;
    const char *path = scratch("seg");
    char bytes[256] = "untouched";
    OK(xc_database_open(&db, &path, 1, &err));
    OK(xc_shard_metadata(db, 0, STR("gone"), keep_bytes, bytes, &err));
    assert_string_equal(bytes, "untouched");
    xc_database_free(db);
}

static void test_freed_half_way(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    OK(xc_builder_open(&builder, scratch("build"), &err));
    assert_true(exists(scratch("build")));
    for (int i = 0; i < 100; i++)
        add_words(builder, "some words", NULL);
    OK(xc_builder_flush(builder, &err));
    add_words(builder, "pending", NULL);
    xc_builder_free(builder);
    assert_false(exists(scratch("build")));
    xc_builder_free(NULL);
}

static void test_taken_paths(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder = (xc_builder *)&err;
    mkdir(scratch("taken"), 0777);
    FAILS(XC_INVALID, xc_builder_open(&builder, scratch("taken"), &err));
    assert_null(builder);
    assert_true(exists(scratch("taken")));
    FAILS(XC_NOTFOUND, xc_builder_open(&builder, scratch("no/such"), &err));
    FAILS(XC_INVALID, xc_builder_open(&builder, "", &err));
    assert_int_equal(xc_builder_open(&builder, NULL, NULL), XC_INVALID);
}

static void test_taken_target(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    char bytes[256];
    write_file(scratch("seg"), "mine", 4);
    OK(xc_builder_open(&builder, scratch("build"), &err));
    FAILS(XC_INVALID, xc_builder_finish(builder, scratch("seg"), &err));
    size_t length;
    char *kept = read_file(scratch("seg"), &length);
    snprintf(bytes, sizeof bytes, "%.*s", (int)length, kept);
    free(kept);
    assert_string_equal(bytes, "mine");
    FAILS(XC_INVALID, xc_builder_flush(builder, &err)); /* it has failed before */
    xc_builder_free(builder);

    OK(xc_builder_open(&builder, scratch("build"), &err));
    FAILS(XC_NOTFOUND, xc_builder_finish(builder, scratch("no/seg"), &err));
    xc_builder_free(builder);
}

static void test_after_finish(void **state)
{
    (void)state;
    xc_error err;
    xc_builder *builder;
    const xc_document empty = {NULL, 0, NULL, 0, {NULL, 0}};
    uint32_t docid = 7;
    OK(xc_builder_open(&builder, scratch("build"), &err));
    OK(xc_builder_finish(builder, scratch("seg"), &err));
    FAILS(XC_INVALID, xc_builder_add(builder, &empty, &docid, &err));
    assert_int_equal(docid, 0);
    FAILS(XC_INVALID, xc_builder_metadata(builder, STR("k"), STR("v"), &err));
    FAILS(XC_INVALID, xc_builder_flush(builder, &err));
    FAILS(XC_INVALID, xc_builder_finish(builder, scratch("other"), &err));
    assert_false(exists(scratch("other")));
    assert_true(exists(scratch("seg")));
    xc_builder_free(builder);
    assert_true(exists(scratch("seg")));
}

static void test_version(void **state)
{
    (void)state;
    assert_memory_equal(xc_xapian_version(), "1.4.", 4);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH(test_round_trip),       SCRATCH(test_stock_tools),
        SCRATCH(test_empty_documents),  SCRATCH(test_metadata_removal),
        SCRATCH(test_freed_half_way),   SCRATCH(test_taken_paths),
        SCRATCH(test_taken_target),     SCRATCH(test_after_finish),
        cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
