/* A real segment: documents, weights and counts as libxapian has them. */
#define _GNU_SOURCE /* mkdtemp */
#include "match.h"
#include "schema.h"
#include "sketch.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DOCUMENTS 5000u
#define WORDS     60u
#define TREES     600

static struct {
    char path[64];
    int fd;
    morgue_config *config;
    segment *segment;
    xc_database *xapian;
    match_statistics statistics;
    double weights[WORDS + 1]; /* of each word; the last one is nowhere */
    uint8_t dead[DOCUMENTS / 8 + 1];
    bool some_dead;
} rig;

#define OK(call)                                                                                   \
    do {                                                                                           \
        if (call)                                                                                  \
            fail_msg("%s", error.message);                                                         \
    } while (0)

static morgue_str word(unsigned number)
{
    static char text[8][8];
    static unsigned turn;
    char *at = text[turn++ % 8];
    int n = snprintf(at, sizeof text[0], "w%u", number);
    return (morgue_str){at, (size_t)n};
}

/* Word n is in about one of n / 2 articles; an article has 3 to 200 words. */
static void add_article(segment_builder *b, unsigned number, chance *c)
{
    char id[16], text[2048];
    size_t used = 0;
    snprintf(id, sizeof id, "a%u", number);
    for (uint32_t left = 3 + chance_skewed(c, 198); left; left--) {
        morgue_str w = word(chance_skewed(c, WORDS));
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? " " : "", w.ptr);
    }
    sketch *s = sketch_new(id);
    sketch_words(s, number % 3 ? TEXT_BODY : TEXT_HEADLINE, text);
    sketch_date(s, number * 1000, number * 1000 + 500);
    morgue_error error;
    OK(segment_builder_add(b, sketch_draft(s), &(uint32_t){0}, &error));
    sketch_free(s);
}

static int build(void **state)
{
    (void)state;
    const char *tmp = getenv("TMPDIR");
    snprintf(rig.path, sizeof rig.path, "%.40s/match.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(rig.path));
    rig.fd = open(rig.path, O_RDONLY | O_DIRECTORY);
    morgue_error error;
    OK(morgue_config_load(&rig.config, NULL, &error));
    segment_builder *b;
    OK(segment_builder_new(&b, rig.path, "seg", rig.config, 1 << 24, SEGMENT_BULK, &error));
    chance c = {77};
    for (unsigned i = 0; i < DOCUMENTS; i++)
        add_article(b, i, &c);
    segment_summary summary;
    OK(segment_builder_finish(b, &summary, &error));
    segment_builder_free(b);
    OK(segment_open(&rig.segment, rig.fd, "seg", &summary, &error));
    char file[96];
    snprintf(file, sizeof file, "%s/seg.glass", rig.path);
    xc_error bad;
    assert_int_equal(xc_database_open(&rig.xapian, &(const char *){file}, 1, &bad), XC_OK);
    for (size_t i = 0; i < sizeof rig.dead; i++)
        rig.dead[i] = (uint8_t)(chance_next(&c) & chance_next(&c));
    const glass_statistics *s = glass_statistics_of(rig.segment->glass);
    rig.statistics = (match_statistics){s->documents, s->total_length, MATCH_RANKING};
    for (unsigned i = 0; i <= WORDS; i++) {
        uint64_t documents;
        morgue_str w = word(i);
        xc_term_documents(rig.xapian, (xc_str){w.ptr, w.len}, &documents, &bad);
        rig.weights[i] = match_weight(&rig.statistics, documents);
    }
    return 0;
}

static int clear(void **state)
{
    (void)state;
    segment_free(rig.segment);
    xc_database_free(rig.xapian);
    morgue_config_free(rig.config);
    unlinkat(rig.fd, "seg.glass", 0);
    unlinkat(rig.fd, "seg.stream", 0);
    unlinkat(rig.fd, "seg.sums", 0);
    close(rig.fd);
    return rmdir(rig.path);
}

/* ---- one question in two languages ---- */

typedef struct question {
    match_node *ours;
    xc_query *theirs;
} question;

static question ask_word(match *m, chance *c)
{
    unsigned number = chance_below(c, 4) ? chance_skewed(c, WORDS) : chance_below(c, WORDS + 1);
    morgue_str w = word(number);
    question q = {match_term(m, w, rig.weights[number]), NULL};
    assert_int_equal(xc_query_term(&q.theirs, (xc_str){w.ptr, w.len}, NULL), XC_OK);
    return q;
}

static question ask(match *m, chance *c, unsigned depth)
{
    if (!depth || chance_below(c, 4) == 0)
        return ask_word(m, c);
    match_node *ours[4];
    xc_query *theirs[4];
    unsigned kind = chance_below(c, 7), count = kind == 6 ? 2 : 2 + chance_below(c, 3);
    for (unsigned i = 0; i < count; i++) {
        question part = ask(m, c, depth - 1);
        ours[i] = part.ours;
        theirs[i] = part.theirs;
    }
    question q;
    q.ours = kind < 3   ? match_all(m, ours, count)
             : kind < 6 ? match_any(m, ours, count)
                        : match_without(m, ours[0], ours[1]);
    xc_op op = kind < 3 ? XC_AND : kind < 6 ? XC_OR : XC_AND_NOT;
    assert_int_equal(
        xc_query_combine(&q.theirs, op, (const xc_query *const *)theirs, count, 0, NULL), XC_OK);
    for (unsigned i = 0; i < count; i++)
        xc_query_free(theirs[i]);
    return q;
}

static match *begin(chance *c, unsigned depth, xc_query **theirs)
{
    match *m;
    morgue_error error;
    OK(match_new(&m, rig.segment, rig.some_dead ? rig.dead : NULL, sizeof rig.dead, &rig.statistics,
                 NULL, NULL, &error));
    question q = ask(m, c, depth);
    OK(match_start(m, q.ours, &error));
    *theirs = q.theirs;
    return m;
}

/* Their weights by id, below 0 for what does not match; returns their total. */
static uint64_t their_answer(const xc_query *query, double weights[DOCUMENTS + 1])
{
    static xc_hit hits[DOCUMENTS];
    size_t count;
    uint64_t total;
    xc_error error;
    xc_search search = {.query = query, .limit = DOCUMENTS};
    const uint8_t *dead = rig.dead;
    uint32_t bytes = sizeof rig.dead;
    if (rig.some_dead) {
        search.dead = &dead;
        search.dead_bytes = &bytes;
    }
    OK(xc_search_run(rig.xapian, &search, hits, &count, &total, &error));
    assert_int_equal(count, total);
    for (uint32_t i = 0; i <= DOCUMENTS; i++)
        weights[i] = -1;
    for (size_t i = 0; i < count; i++)
        weights[hits[i].docid] = hits[i].weight;
    return total;
}

static void test_random_questions(void **state)
{
    (void)state;
    static double weights[DOCUMENTS + 1];
    uint64_t matches = 0;
    for (unsigned i = 0; i < TREES; i++) {
        chance c = {i + 1}, again = c;
        unsigned depth = i % 4;
        uint64_t total, given = 0;
        uint32_t docid;
        xc_query *theirs;
        rig.some_dead = i % 8 >= 4;
        match *m = begin(&c, depth, &theirs);
        uint64_t wanted = their_answer(theirs, weights);
        xc_query_free(theirs);
        for (; match_next(m, &docid); given++)
            if (!(fabs(match_score(m) - weights[docid]) < 1e-9))
                fail_msg("tree %u: document %u weighs %.12g, not %.12g", i, docid, match_score(m),
                         weights[docid]);
        assert_int_equal(match_status(m, NULL), MORGUE_OK);
        match_free(m);
        assert_int_equal(given, wanted);
        m = begin(&again, depth, &theirs);
        xc_query_free(theirs);
        assert_int_equal(match_count(m, &total, NULL), MORGUE_OK);
        match_free(m);
        assert_int_equal(total, wanted);
        matches += wanted;
    }
    assert_true(matches > 100 * TREES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_questions),
    };
    return cmocka_run_group_tests(tests, build, clear);
}
