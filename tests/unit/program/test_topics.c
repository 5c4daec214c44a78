/* Topics of an evaluation: both forms of file, the questions they ask, and bad files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse.h"
#include "topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static morgue_status find(topics *t, const char *text, morgue_error *err)
{
    *t = (topics){0};
    strbuf_text(&t->bytes, text);
    return topics_find(t, err);
}

/* Each topic as "id=question; ". */
static void expect(const char *text, const char *expected)
{
    topics t;
    morgue_error err;
    strbuf got = {0};
    if (find(&t, text, &err))
        fail_msg("%s", err.message);
    for (size_t i = 0; i < t.count; i++) {
        strbuf_printf(&got, "%.*s=", STR_ARGS(t.items[i].id));
        topic_question(&t.items[i], &got);
        strbuf_text(&got, "; ");
    }
    assert_string_equal(got.ptr, expected);
    strbuf_free(&got);
    topics_free(&t);
}

static void test_lines(void **state)
{
    (void)state;
    expect("1\tMicron China\n", "1=Micron China; ");
    expect("\n q7 \t a OR b \r\n\nx\t(y\n", "q7=a OR b; x=(y; ");
    expect("1\ta\tb", "1=a\tb; ");
}

static void test_tags(void **state)
{
    (void)state;
    expect("<top>\n<num> Number: 301\n<title> Organized Crime\n<desc> x\n</top>\n"
           "<top><num>302</num><title>Topic: polio</title></top>",
           "301=\\Organized OR \\Crime; 302=\\polio; ");
    expect("<num> 1 <title> U.S. AND -- (NOT) caf\xc3\xa9",
           "1=\\U\\.S\\. OR \\AND OR \\(NOT\\) OR \\caf\xc3\xa9; ");
}

/* Words of a title mean nothing but themselves. */
static void test_titles_parse(void **state)
{
    (void)state;
    topics t;
    morgue_error err;
    strbuf question = {0};
    assert_int_equal(find(&t, "<num> 1 <title> a^2 AND b* \"c d:e ~f ( OR -g h,i \\", &err),
                     MORGUE_OK);
    topic_question(&t.items[0], &question);
    morgue_query *q;
    if (morgue_query_parse(&q, question.ptr, question.len, 0, 0, &err))
        fail_msg("%s: %s", question.ptr, err.message);
    morgue_query_free(q);
    strbuf_free(&question);
    topics_free(&t);
}

static void refused(const char *text, unsigned line, const char *message)
{
    topics t;
    morgue_error err;
    assert_int_equal(find(&t, text, &err), MORGUE_FORMAT);
    assert_int_equal(err.line, line);
    assert_non_null(strstr(err.message, message));
    topics_free(&t);
}

static void test_refused(void **state)
{
    (void)state;
    refused("", 0, "no topics");
    refused("1\tx\nquestion without a tab\n", 2, "one word");
    refused("\tx", 1, "one word");
    refused("1\t \n", 1, "asks nothing");
    refused("\n<num> 1 <num> 2 <title> x", 2, "asks nothing");
    refused("<num> 1 2 <title> x", 1, "one word");
}

static morgue_status read_bytes(size_t n, morgue_error *err)
{
    char path[] = "/tmp/morgue-topics-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    fputs("1\t", file);
    for (size_t i = 2; i < n; i++)
        fputc('x', file);
    fclose(file);
    topics t = {0};
    morgue_status status = topics_read(&t, path, err);
    topics_free(&t);
    unlink(path);
    return status;
}

static void test_limit(void **state)
{
    (void)state;
    morgue_error err;
    topics t = {0};
    assert_int_equal(read_bytes(MORGUE_MAX_TOPICS_BYTES, &err), MORGUE_OK);
    assert_int_equal(read_bytes(MORGUE_MAX_TOPICS_BYTES + 1, &err), MORGUE_LIMIT);
    assert_non_null(strstr(err.message, "MORGUE_MAX_TOPICS_BYTES"));
    assert_int_not_equal(topics_read(&t, "/nonexistent/topics", &err), MORGUE_OK);
    topics_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_titles_parse), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
