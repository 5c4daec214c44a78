/*
 * Reading over three segments, one of them empty: terms, postings, values, data.
 */
#include "testlib.h"

#include <unistd.h>

static void fill_first(void *context, uint32_t number, xc_builder *builder)
{
    (void)context;
    static const char *const words[] = {"apple pear", "apple", "pear plum"};
    static const char *const values[] = {"2001", NULL, "1999"};
    add_words(builder, words[number - 1], values[number - 1]);
}

static void fill_third(void *context, uint32_t number, xc_builder *builder)
{
    (void)context;
    add_words(builder, number == 1 ? "apple apricot" : "zebra", NULL);
}

static xc_database *open_three(void)
{
    xc_error err;
    xc_database *db;
    make_segment(scratch("one"), 3, fill_first, NULL);
    make_segment(scratch("two"), 0, fill_first, NULL);
    make_segment(scratch("three"), 2, fill_third, NULL);
    const char *const paths[] = {scratch("one"), scratch("two"), scratch("three")};
    OK(xc_database_open(&db, paths, 3, &err));
    return db;
}

struct log {
    char text[512];
    int left; /* visits until it stops */
};

static int note(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int note(struct log *log, const char *format, ...)
{
    size_t used = strlen(log->text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(log->text + used, sizeof log->text - used, format, arguments);
    va_end(arguments);
    return --log->left == 0;
}

static int note_term(void *context, xc_str term, uint32_t documents)
{
    return note(context, "%.*s:%u ", (int)term.len, term.ptr, documents);
}

static int note_id(void *context, uint32_t docid)
{
    return note(context, "%u ", docid);
}

static int note_value(void *context, uint32_t docid, xc_str value)
{
    return note(context, "%u=%.*s ", docid, (int)value.len, value.ptr);
}

static int note_bytes(void *context, xc_str bytes)
{
    return note(context, "<%.*s>", (int)bytes.len, bytes.ptr);
}

static void test_terms(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db = open_three();
    struct log log = {"", 0};
    OK(xc_visit_terms(db, STR(""), note_term, &log, &err));
    assert_string_equal(log.text, "apple:3 apricot:1 pear:2 plum:1 zebra:1 ");
    log = (struct log){"", 0};
    OK(xc_visit_terms(db, STR("ap"), note_term, &log, &err));
    assert_string_equal(log.text, "apple:3 apricot:1 ");
    log = (struct log){"", 0};
    OK(xc_visit_terms(db, STR("q"), note_term, &log, &err));
    assert_string_equal(log.text, "");
    log = (struct log){"", 2};
    FAILS(XC_CANCELLED, xc_visit_terms(db, (xc_str){NULL, 0}, note_term, &log, &err));
    assert_string_equal(log.text, "apple:3 apricot:1 ");
    FAILS(XC_INVALID, xc_visit_terms(db, STR("a\0"), note_term, &log, &err));
    uint64_t documents;
    OK(xc_term_documents(db, STR("apple"), &documents, &err));
    assert_int_equal(documents, 3);
    OK(xc_term_documents(db, STR("app"), &documents, &err));
    assert_int_equal(documents, 0);
    FAILS(XC_INVALID, xc_term_documents(db, STR(""), &documents, &err));
    xc_database_free(db);
}

static void test_postings(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db = open_three();
    struct log log = {"", 0};
    OK(xc_shard_postings(db, 0, STR("pear"), note_id, &log, &err));
    OK(xc_shard_postings(db, 1, STR("pear"), note_id, &log, &err));
    OK(xc_shard_postings(db, 2, STR("zebra"), note_id, &log, &err));
    assert_string_equal(log.text, "1 3 2 ");
    log = (struct log){"", 1};
    FAILS(XC_CANCELLED, xc_shard_postings(db, 0, STR("apple"), note_id, &log, &err));
    FAILS(XC_INVALID, xc_shard_postings(db, 3, STR("apple"), note_id, &log, &err));
    xc_database_free(db);
}

static void test_values(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db = open_three();
    struct log log = {"", 0};
    OK(xc_shard_values(db, 0, 0, note_value, &log, &err));
    assert_string_equal(log.text, "1=2001 3=1999 ");
    OK(xc_shard_values(db, 0, 1, note_value, &log, &err));
    OK(xc_shard_values(db, 1, 0, note_value, &log, &err));
    OK(xc_shard_values(db, 2, 0, note_value, &log, &err));
    assert_string_equal(log.text, "1=2001 3=1999 ");
    FAILS(XC_INVALID, xc_shard_values(db, 0, UINT32_MAX, note_value, &log, &err));
    FAILS(XC_INVALID, xc_shard_values(db, 3, 0, note_value, &log, &err));
    log = (struct log){"", 1};
    FAILS(XC_CANCELLED, xc_shard_values(db, 0, 0, note_value, &log, &err));
    xc_database_free(db);
}

static void test_documents(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db = open_three();
    struct log log = {"", 0};
    OK(xc_document_value(db, 0, 3, 0, note_bytes, &log, &err));
    OK(xc_document_value(db, 0, 2, 0, note_bytes, &log, &err));
    assert_string_equal(log.text, "<1999>");
    OK(xc_document_data(db, 0, 2, note_bytes, &log, &err));
    assert_string_equal(log.text, "<1999><>");
    FAILS(XC_NOTFOUND, xc_document_data(db, 0, 4, note_bytes, &log, &err));
    FAILS(XC_NOTFOUND, xc_document_value(db, 1, 1, 0, note_bytes, &log, &err));
    FAILS(XC_INVALID, xc_document_data(db, 0, 0, note_bytes, &log, &err));
    FAILS(XC_INVALID, xc_document_data(db, 7, 1, note_bytes, &log, &err));
    log.left = 1;
    FAILS(XC_CANCELLED, xc_document_data(db, 0, 1, note_bytes, &log, &err));
    uint32_t documents = 9, last = 9;
    uint64_t length = 9;
    OK(xc_shard_counts(db, 1, &documents, &last, &length, &err));
    assert_true(documents == 0 && last == 0 && length == 0);
    FAILS(XC_INVALID, xc_shard_counts(db, 3, NULL, NULL, NULL, &err));
    xc_database_free(db);
}

static void test_no_segments(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db;
    struct log log = {"", 0};
    uint64_t documents = 9;
    uint64_t total = 9;
    size_t hit_count = 9;
    xc_hit hits[2];
    OK(xc_database_open(&db, NULL, 0, &err));
    OK(xc_visit_terms(db, STR(""), note_term, &log, &err));
    assert_string_equal(log.text, "");
    OK(xc_term_documents(db, STR("apple"), &documents, &err));
    assert_int_equal(documents, 0);
    FAILS(XC_INVALID, xc_shard_counts(db, 0, NULL, NULL, NULL, &err));
    xc_query *all;
    OK(xc_query_all(&all, &err));
    const xc_search search = {.query = all, .limit = 2};
    OK(xc_search_run(db, &search, hits, &hit_count, &total, &err));
    assert_int_equal(hit_count, 0);
    assert_int_equal(total, 0);
    xc_query_free(all);
    xc_database_free(db);
    xc_database_free(NULL);
}

/* An open database does not need its files' names any more. */
static void test_unlinked(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db = open_three();
    struct log log = {"", 0};
    unlink(scratch("one"));
    OK(xc_document_value(db, 0, 1, 0, note_bytes, &log, &err));
    assert_string_equal(log.text, "<2001>");
    xc_database_free(db);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH(test_terms),     SCRATCH(test_postings),    SCRATCH(test_values),
        SCRATCH(test_documents), SCRATCH(test_no_segments), SCRATCH(test_unlinked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
