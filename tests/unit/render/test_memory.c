/* Out of memory at any point: the buffer says so, nothing is half there unseen. */
#include "fake.h"

#include <stdlib.h>

void *__real_realloc(void *old, size_t n);
void *__wrap_realloc(void *old, size_t n);

static size_t left; /* allocations until the one that fails */

void *__wrap_realloc(void *old, size_t n)
{
    return left-- ? __real_realloc(old, n) : NULL;
}

typedef void writer(strbuf *out);

static void write_format(strbuf *out, const char *name)
{
    render_options o = {.width = 40, .color = true};
    const render_format *f = render_format_named(name);
    f->results(&fake_results, &o, out);
    render_facets(&fake_results, f, &o, out);
    render_timeline(&fake_results, f, &o, out);
}

static void write_text(strbuf *out)
{
    write_format(out, "text");
}

static void write_json(strbuf *out)
{
    write_format(out, "json");
}

static void write_csv(strbuf *out)
{
    write_format(out, "csv");
}

static void write_article(strbuf *out)
{
    morgue_str tag = STR("a tag");
    morgue_article a = {.title = STR("T"), .tags = &tag, .tag_count = 1};
    render_options o = {0};
    render_article_text(&a, &o, out);
    render_article_json(&a, out);
}

/* Fails each allocation in turn, until one run needs no more. */
static void expect_said(writer *write)
{
    size_t k = 0;
    bool failed = true;
    for (; failed; k++) {
        strbuf out = {0};
        left = k;
        write(&out);
        bool all_made = left <= k; /* a failure leaves it far above */
        failed = out.failed;
        assert_true(failed != all_made);
        left = SIZE_MAX;
        strbuf_free(&out);
        assert_true(k < 1000);
    }
    assert_true(k > 2);
}

static void test_each(void **state)
{
    (void)state;
    expect_said(write_text);
    expect_said(write_json);
    expect_said(write_csv);
    expect_said(write_article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
