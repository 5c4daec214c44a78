/*
 * The engine against the oracle on real articles: questions made of their own words,
 * among them words of many forms, phrases as they stand and compounds. The articles
 * are the first of reuters-2009-2011.jsonl.gz in $MORGUE_DATA; without it the test is
 * skipped.
 */
#include "corpus.h"

#include "map.h"
#include "source.h"
#include "strbuf.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SOURCE      "reuters-2009-2011.jsonl.gz"
#define ARTICLES    2000
#define MOST_PARTS  4
#define SKIP_STATUS 77

static uint64_t seed = 20230521;
static unsigned questions = 2000;
static char source_path[4096];

typedef struct bench {
    oracle *oracle;
    morgue_writer *writer;
    morgue_archive *archive;
    map numbers; /* id -> number in the oracle */
    chance chance;
    unsigned telling; /* questions that some articles match, and some do not */
} bench;

/* ---- the articles ---- */

static morgue_status take(void *context, const reading *r, morgue_error *err)
{
    bench *b = context;
    bool added;
    (void)err;
    uint64_t *number = map_put(&b->numbers, r->article.id, &added);
    assert_non_null(number);
    if (!added) /* an id that comes again replaces an article: there are tests of that */
        return MORGUE_OK;
    *number = oracle_count(b->oracle);
    fixture_add(b->writer, &r->article);
    oracle_put(b->oracle, &r->article);
    if (oracle_count(b->oracle) == ARTICLES / 2)
        fixture_commit(b->writer);
    return oracle_count(b->oracle) == ARTICLES ? MORGUE_CANCELLED : MORGUE_OK;
}

static void refuse(void *context, morgue_str path, morgue_status status, const char *why)
{
    (void)context, (void)status;
    fail_msg("%.*s: %s", STR_ARGS(path), why);
}

static void read_articles(bench *b, const morgue_config *config)
{
    source_options options = {.config = config,
                              .now = INT64_C(1730000000),
                              .article = take,
                              .refuse = refuse,
                              .context = b};
    source_file file = {.path = STR(SOURCE)};
    int fd = open(source_path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    b->writer = fixture_writer("real", config);
    assert_int_equal(source_read(fd, &file, &options, NULL), MORGUE_CANCELLED);
    close(fd);
    fixture_commit(b->writer);
    morgue_writer_free(b->writer);
    b->archive = fixture_open("real", config);
}

/* ---- questions ---- */

/* Letters, and what joins them, from somewhere in some article: as many words as asked,
 * in lower case, one space or hyphen between; fewer where the text has something else. */
static void add_words(bench *b, unsigned words, strbuf *out)
{
    morgue_str text;
    size_t at;
    do {
        size_t i = chance_below(&b->chance, (unsigned)oracle_count(b->oracle));
        text = oracle_article(b->oracle, i)->body;
        at = text.len ? chance_below(&b->chance, (unsigned)text.len) : 0;
        while (at > 0 && at < text.len && ascii_alpha(text.ptr[at]))
            at--;
        while (at < text.len && !ascii_alpha(text.ptr[at]))
            at++;
    } while (at + 3 > text.len || !ascii_alpha(text.ptr[at + 1]));
    for (size_t from = at; at < text.len; at++) {
        char c = text.ptr[at];
        bool inside = at + 1 < text.len && ascii_alpha(text.ptr[at + 1]);
        if (!ascii_alpha(c) && ((c != ' ' && c != '-') || !inside || (c == ' ' && --words == 0)))
            break;
        if (at - from > 60)
            break;
        strbuf_char(out, ascii_lower(c));
    }
}

static void add_leaf(bench *b, strbuf *out)
{
    unsigned kind = chance_below(&b->chance, 12);
    size_t from = out->len;
    if (kind < 3) {
        strbuf_char(out, '"');
        add_words(b, 2 + chance_below(&b->chance, 2), out);
        strbuf_text(out, kind ? "\"" : "\"~3");
        return;
    }
    add_words(b, 1, out);
    size_t letters = 0;
    while (from + letters < out->len && ascii_alpha(out->ptr[from + letters]))
        letters++;
    if (kind == 3 && letters >= 5) {
        out->len = from + 4 + chance_below(&b->chance, (unsigned)letters - 3);
        strbuf_char(out, '*');
    } else if (kind == 4 && letters >= 6 && from + letters == out->len) {
        strbuf_char(out, '~');
    }
}

static void add_operand(bench *b, strbuf *out)
{
    unsigned more = chance_below(&b->chance, 4) ? 0 : 1 + chance_below(&b->chance, 2);
    if (more)
        strbuf_char(out, '(');
    add_leaf(b, out);
    for (unsigned i = 0; i < more; i++) {
        strbuf_text(out, " OR ");
        add_leaf(b, out);
    }
    if (more)
        strbuf_char(out, ')');
}

static void add_order(bench *b, strbuf *out)
{
    static const char *const operators[] = {"NEAR", "NEAR", "ADJ", "NOT NEAR", "SENTENCE", "PARA"};
    unsigned kind = chance_below(&b->chance, 10);
    strbuf_char(out, '(');
    if (kind < 2)
        strbuf_printf(out, kind ? "atleast/%u(" : "first/%u(", 1 + chance_below(&b->chance, 50));
    add_operand(b, out);
    if (kind < 2) {
        strbuf_text(out, "))");
        return;
    }
    const char *operator= CHANCE_OF(&b->chance, operators);
    strbuf_printf(out, " %s", operator);
    if (operator[0] != 'S' && operator[0] != 'P')
        strbuf_printf(out, "/%u", 1 + chance_below(&b->chance, kind < 6 ? 6 : 60));
    strbuf_char(out, ' ');
    add_operand(b, out);
    strbuf_char(out, ')');
}

static void add_part(bench *b, strbuf *out)
{
    static const char *const heads[] = {"", "", "", "", "headline:", "lede:", "body:", "-"};
    static const char *const dates[] = {"after:2009-03", "before:2009-02-10", "date:2009-Q1",
                                        "-date:*"};
    unsigned kind = chance_below(&b->chance, 10);
    if (kind == 9) {
        strbuf_text(out, CHANCE_OF(&b->chance, dates));
        return;
    }
    const char *head = CHANCE_OF(&b->chance, heads);
    strbuf_text(out, head);
    if (kind < 6)
        add_order(b, out);
    else
        add_operand(b, out);
}

typedef struct question {
    strbuf parts[MOST_PARTS];
    bool left_out[MOST_PARTS];
    const char *join;
    unsigned count;
} question;

static void make(bench *b, question *q)
{
    static const char *const joins[] = {" ", " ", " AND ", " OR "};
    q->count = 1 + chance_below(&b->chance, MOST_PARTS - 1);
    q->join = CHANCE_OF(&b->chance, joins);
    for (unsigned i = 0; i < q->count; i++) {
        strbuf_clear(&q->parts[i]);
        add_part(b, &q->parts[i]);
        q->left_out[i] = false;
    }
}

static void put_text(const question *q, strbuf *out)
{
    strbuf_clear(out);
    for (unsigned i = 0; i < q->count; i++)
        if (!q->left_out[i])
            strbuf_printf(out, "%s%s", out->len ? q->join : "", q->parts[i].ptr);
}

/* ---- answers ---- */

/* The first difference in words; NULL when there is none. */
static const char *difference(bench *b, const char *text, char why[200])
{
    morgue_search_options options = fixture_options();
    static oracle_set expected;
    static bool found[ORACLE_MAX];
    options.limit = ORACLE_MAX;
    options.sort = MORGUE_SORT_ARCHIVE;
    morgue_query *q = fixture_query(text);
    morgue_results *r = fixture_search(b->archive, text, &options);
    oracle_answer(b->oracle, q, &expected, NULL);
    memset(found, 0, sizeof found);
    uint64_t count = 0, total = morgue_results_total(r);
    why[0] = '\0';
    for (size_t i = 0; i < morgue_results_hit_count(r); i++)
        found[*map_get(&b->numbers, morgue_results_hit(r, i)->id)] = true;
    for (size_t i = 0; i < oracle_count(b->oracle); i++) {
        count += expected.in[i];
        if (found[i] != expected.in[i] && !why[0])
            snprintf(why, 200, "%s %.*s", found[i] ? "wrongly finds" : "misses",
                     STR_ARGS(oracle_article(b->oracle, i)->id));
    }
    if (!why[0] && (total != count || total != morgue_results_hit_count(r)))
        snprintf(why, 200, "totals %" PRIu64 ", not %" PRIu64, total, count);
    b->telling += total > 0 && total < oracle_count(b->oracle);
    morgue_results_free(r);
    morgue_query_free(q);
    return why[0] ? why : NULL;
}

/* A question that fails, made as short as leaving out parts makes it. */
static void shrink(bench *b, question *q)
{
    char why[200];
    strbuf text = {0};
    unsigned left = q->count;
    for (unsigned i = 0; i < q->count && left > 1; i++) {
        q->left_out[i] = true;
        put_text(q, &text);
        if (difference(b, text.ptr, why))
            left--;
        else
            q->left_out[i] = false;
    }
    put_text(q, &text);
    const char *still = difference(b, text.ptr, why);
    fail_msg("'%s' %s", text.ptr, still ? still : "fails now and then");
}

static void test_real(void **state)
{
    (void)state;
    print_message("seed %" PRIu64 ", %u questions\n", seed, questions);
    morgue_config *config = fixture_config("");
    bench b = {.oracle = oracle_new(config), .chance = {seed}};
    question q = {.count = 0};
    strbuf text = {0};
    char why[200];
    read_articles(&b, config);
    for (unsigned i = 0; i < questions; i++) {
        make(&b, &q);
        put_text(&q, &text);
        if (difference(&b, text.ptr, why))
            shrink(&b, &q);
    }
    assert_true(b.telling > questions / 5);
    for (unsigned i = 0; i < MOST_PARTS; i++)
        strbuf_free(&q.parts[i]);
    strbuf_free(&text);
    map_free(&b.numbers);
    morgue_archive_free(b.archive);
    oracle_free(b.oracle);
    morgue_config_free(config);
}

/* Arguments: number of questions, seed. */
int main(int argc, char **argv)
{
    const char *data = getenv("MORGUE_DATA");
    snprintf(source_path, sizeof source_path, "%s/" SOURCE, data ? data : "");
    if (!data || access(source_path, R_OK)) {
        printf("skipped: $MORGUE_DATA holds no " SOURCE "\n");
        return SKIP_STATUS;
    }
    if (argc > 1)
        questions = (unsigned)strtoul(argv[1], NULL, 10);
    if (argc > 2)
        seed = strtoull(argv[2], NULL, 10);
    fixture_start();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_real)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fixture_end();
    return failed;
}
