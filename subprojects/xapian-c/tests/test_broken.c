/*
 * Files that are no segment, or no longer one: each must give a clean error, and
 * none may be taken for something else that libxapian knows how to open.
 */
#include "testlib.h"

#include <sys/stat.h>
#include <unistd.h>

static void fill(void *context, uint32_t number, xc_builder *builder)
{
    (void)context;
    char value[16];
    snprintf(value, sizeof value, "%08u", number);
    add_words(builder, number % 2 == 0 ? "all even" : "all odd", value);
}

static xc_status open_one(const char *path, xc_error *err)
{
    xc_database *db = (xc_database *)err;
    xc_status status = xc_database_open(&db, &path, 1, err);
    assert_true(status == XC_OK || db == NULL);
    xc_database_free(db);
    return status;
}

static void test_no_file(void **state)
{
    (void)state;
    xc_error err;
    FAILS(XC_NOTFOUND, open_one(scratch("none"), &err));
    FAILS(XC_NOTFOUND, open_one("", &err));
    mkdir(scratch("dir"), 0777);
    FAILS(XC_INVALID, open_one(scratch("dir"), &err));
    mkfifo(scratch("fifo"), 0666);
    FAILS(XC_INVALID, open_one(scratch("fifo"), &err)); /* and does not wait for a writer */
    assert_int_equal(open_one(scratch("none"), NULL), XC_NOTFOUND);
}

/* libxapian would take a text file for a stub, which may run a program. */
static void test_stub(void **state)
{
    (void)state;
    xc_error err;
    char stub[512];
    snprintf(stub, sizeof stub, "remote :/usr/bin/touch %s\n", scratch("touched"));
    write_file(scratch("stub"), stub, strlen(stub));
    FAILS(XC_CORRUPT, open_one(scratch("stub"), &err));
    assert_false(exists(scratch("touched")));
}

static void test_garbage(void **state)
{
    (void)state;
    xc_error err;
    char bytes[65536];
    write_file(scratch("empty"), "", 0);
    FAILS(XC_CORRUPT, open_one(scratch("empty"), &err));
    memset(bytes, 0xa5, sizeof bytes);
    write_file(scratch("noise"), bytes, sizeof bytes);
    FAILS(XC_CORRUPT, open_one(scratch("noise"), &err));
    memcpy(bytes, "\x0f\x0dXapian Glass", 14);
    write_file(scratch("magic"), bytes, 14);
    FAILS(XC_CORRUPT, open_one(scratch("magic"), &err));
}

static void test_version(void **state)
{
    (void)state;
    xc_error err;
    size_t length;
    make_segment(scratch("seg"), 5, fill, NULL);
    char *bytes = read_file(scratch("seg"), &length);
    bytes[14] ^= 1; /* the version word follows the magic */
    write_file(scratch("future"), bytes, length);
    free(bytes);
    FAILS(XC_VERSION, open_one(scratch("future"), &err));
}

static int ignore_term(void *context, xc_str term, uint32_t documents)
{
    (void)context, (void)term, (void)documents;
    return 0;
}

static int ignore_bytes(void *context, xc_str bytes)
{
    (void)context, (void)bytes;
    return 0;
}

static int ignore_value(void *context, uint32_t docid, xc_str value)
{
    (void)context, (void)docid, (void)value;
    return 0;
}

static xc_status search_all(xc_database *db, xc_error *err)
{
    xc_query *all;
    size_t count;
    uint64_t total;
    xc_hit hits[10];
    if (xc_query_term(&all, STR("all"), err) != XC_OK)
        return XC_INTERNAL;
    const xc_search search = {.query = all, .limit = 10};
    xc_status status = xc_search_run(db, &search, hits, &count, &total, err);
    xc_query_free(all);
    return status;
}

/* Reads a little of everything; returns the first failure. */
static xc_status read_all(const char *path, xc_error *err)
{
    xc_database *db;
    xc_status status = xc_database_open(&db, &path, 1, err);
    if (status != XC_OK)
        return status;
    status = xc_visit_terms(db, STR(""), ignore_term, NULL, err);
    if (status == XC_OK)
        status = search_all(db, err);
    if (status == XC_OK)
        status = xc_shard_values(db, 0, 0, ignore_value, NULL, err);
    for (uint32_t i = 1; i <= 400 && status == XC_OK; i += 57)
        status = xc_document_data(db, 0, i, ignore_bytes, NULL, err);
    xc_database_free(db);
    return status;
}

/* A file cut short must never look whole, and never end the program. */
static void test_truncated(void **state)
{
    (void)state;
    xc_error err;
    size_t length;
    make_segment(scratch("seg"), 400, fill, NULL);
    OK(read_all(scratch("seg"), &err));
    char *bytes = read_file(scratch("seg"), &length);
    for (size_t kept = 0; kept <= 16384; kept += 1024) {
        write_file(scratch("cut"), bytes, kept);
        FAILS(XC_CORRUPT, read_all(scratch("cut"), &err));
    }
    free(bytes);
}

/* One bad segment among good ones: no descriptor of the others may leak. */
static void test_one_of_three(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db;
    make_segment(scratch("seg"), 10, fill, NULL);
    size_t length;
    char *bytes = read_file(scratch("seg"), &length);
    memset(bytes + 16, 0xff, 200);
    write_file(scratch("bad"), bytes, length);
    free(bytes);
    const char *const paths[] = {scratch("seg"), scratch("bad"), scratch("seg")};
    for (int i = 0; i < 20; i++) {
        assert_int_not_equal(xc_database_open(&db, paths, 3, &err), XC_OK);
        assert_null(db);
    }
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH(test_no_file), SCRATCH(test_stub),      SCRATCH(test_garbage),
        SCRATCH(test_version), SCRATCH(test_truncated), SCRATCH(test_one_of_three),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
