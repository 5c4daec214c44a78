/*
 * Times questions through libmorgue, warm: latency ARCHIVE QUESTIONS [ROUNDS].
 *
 * One line a question of the file QUESTIONS, tab-separated: "query", the
 * question, and the best of ROUNDS (10) in milliseconds of the first ten hits
 * with their headlines and names, of the bare hits, of those with snippets, and
 * of the exact count, all of them as if never asked before, and of the exact count asked
 * again; then the count. The broad questions that follow are timed
 * with facets and a timeline: "broad", the question, the best milliseconds, the
 * count; then "facet" with facets alone, a later page of them, those that begin
 * so, and open ones. Last comes "fetch": ten articles by id. What is parsed once by the
 * caller is parsed once here; a search itself is timed whole.
 */
#include <morgue/morgue.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_QUESTIONS 1000
#define MAX_LINE      1024
#define REMEMBERED    (16u << 20)

typedef struct question {
    char text[MAX_LINE];
    morgue_query *query;
} question;

static const char *const kinds[] = {"person", "org", "place"};

static double milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The program measures: what fails makes its figures worthless, so it ends. */
static void require(morgue_status status, const char *what, const morgue_error *error)
{
    if (status == MORGUE_OK)
        return;
    fprintf(stderr, "latency: %s: %s\n", what, error->message);
    exit(2);
}

/* The best of some rounds. */
static double time_search(morgue_archive *archive, const question *q,
                          const morgue_search_options *options, int rounds, uint64_t *total)
{
    double best = 1e12;
    for (int i = 0; i < rounds; i++) {
        morgue_results *results;
        morgue_error error;
        double start = milliseconds();
        require(morgue_search(&results, archive, q->query, options, &error), q->text, &error);
        double took = milliseconds() - start;
        best = took < best ? took : best;
        *total = morgue_results_total(results);
        morgue_results_free(results);
    }
    return best;
}

static void parse(question *q)
{
    morgue_error error;
    require(morgue_query_parse(&q->query, q->text, strlen(q->text), 0, 0, &error), q->text, &error);
}

static size_t read_questions(const char *path, question *questions)
{
    FILE *file = fopen(path, "r");
    size_t count = 0;
    if (!file) {
        fprintf(stderr, "latency: cannot read %s\n", path);
        exit(2);
    }
    while (count < MAX_QUESTIONS && fgets(questions[count].text, MAX_LINE, file)) {
        questions[count].text[strcspn(questions[count].text, "\n")] = '\0';
        if (questions[count].text[0])
            parse(&questions[count++]);
    }
    fclose(file);
    return count;
}

static void time_question(morgue_archive *archive, const question *q, int rounds)
{
    morgue_search_options page, hits, bare, count;
    uint64_t total = 0;
    morgue_search_options_init(&page);
    hits = bare = count = page;
    hits.snippet_bytes = bare.snippet_bytes = 0;
    bare.bare = bare.no_total = 1;
    count.limit = 0;
    morgue_archive_remember(archive, 0);
    double hits_ms = time_search(archive, q, &hits, rounds, &total);
    double bare_ms = time_search(archive, q, &bare, rounds, &total);
    double page_ms = time_search(archive, q, &page, rounds, &total);
    double count_ms = time_search(archive, q, &count, rounds, &total);
    morgue_archive_remember(archive, REMEMBERED);
    double again_ms = time_search(archive, q, &count, rounds + 1, &total);
    printf("query\t%s\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%" PRIu64 "\n", q->text, hits_ms, bare_ms,
           page_ms, count_ms, again_ms, total);
}

static void time_broad(morgue_archive *archive, const char *text, int rounds)
{
    question q = {.query = NULL};
    morgue_search_options options;
    uint64_t total = 0;
    snprintf(q.text, sizeof q.text, "%s", text);
    parse(&q);
    morgue_search_options_init(&options);
    options.limit = 0;
    options.facets = kinds;
    options.facet_count = sizeof kinds / sizeof *kinds;
    options.timeline = MORGUE_UNIT_MONTH;
    double ms = time_search(archive, &q, &options, rounds, &total);
    printf("broad\t%s\t%.3f\t%" PRIu64 "\n", q.text, ms, total);
    morgue_query_free(q.query);
}

/* Facets as a reader looks through them. */
static const struct facet_case {
    const char *question;
    size_t offset;
    const char *prefix;
    int open;
} facet_cases[] = {
    {"*", 0, NULL, 0},
    {"*", 200, NULL, 0},
    {"*", 0, "b", 0},
    {"company", 200, "b", 0},
    {"company place:China", 0, NULL, 0},
    {"company place:China", 0, NULL, 1},
    {"company place:China org:Reuters", 0, NULL, 1},
};

static void time_facets(morgue_archive *archive, const struct facet_case *f, int rounds)
{
    question q = {.query = NULL};
    morgue_search_options options;
    uint64_t total = 0;
    snprintf(q.text, sizeof q.text, "%s", f->question);
    parse(&q);
    morgue_search_options_init(&options);
    options.limit = 0;
    options.facets = kinds;
    options.facet_count = sizeof kinds / sizeof *kinds;
    options.facet_limit = 20;
    options.facet_offset = f->offset;
    options.facet_prefix = f->prefix;
    options.facets_open = f->open;
    double ms = time_search(archive, &q, &options, rounds, &total);
    printf("facet\t%s", q.text);
    if (f->offset)
        printf(", from %zu on", f->offset + 1);
    if (f->prefix)
        printf(", %s...", f->prefix);
    printf("%s\t%.3f\t%" PRIu64 "\n", f->open ? ", open" : "", ms, total);
    morgue_query_free(q.query);
}

/* Ten articles that lie apart, by id. */
static void time_fetch(morgue_archive *archive, int rounds)
{
    question q = {.text = "*"};
    morgue_search_options options;
    morgue_results *results;
    morgue_error error;
    parse(&q);
    morgue_search_options_init(&options);
    options.limit = 1000;
    options.snippet_bytes = 0;
    require(morgue_search(&results, archive, q.query, &options, &error), q.text, &error);
    size_t found = morgue_results_hit_count(results), step = found > 10 ? found / 10 : 1;
    double best = 1e12;
    uint64_t fetched = 0;
    for (int i = 0; i < rounds; i++) {
        double start = milliseconds();
        fetched = 0;
        for (size_t at = 0; at < found && fetched < 10; at += step, fetched++) {
            morgue_str id = morgue_results_hit(results, at)->id;
            morgue_article *article;
            require(morgue_archive_article(archive, id.ptr, id.len, &article, &error), "fetch",
                    &error);
            morgue_article_free(article);
        }
        double took = milliseconds() - start;
        best = took < best ? took : best;
    }
    printf("fetch\tarticles\t%.3f\t%" PRIu64 "\n", best, fetched);
    morgue_results_free(results);
    morgue_query_free(q.query);
}

int main(int argc, char **argv)
{
    static const char *const broad[] = {"*", "said", "company OR market"};
    int rounds = argc > 3 ? atoi(argv[3]) : 10;
    morgue_archive *archive;
    morgue_error error;
    if (argc < 3 || rounds < 1) {
        fputs("usage: latency ARCHIVE QUESTIONS [ROUNDS]\n", stderr);
        return 2;
    }
    question *questions = calloc(MAX_QUESTIONS, sizeof *questions);
    if (!questions)
        return 2;
    size_t count = read_questions(argv[2], questions);
    require(morgue_archive_open(&archive, argv[1], NULL, &error), argv[1], &error);
    for (size_t i = 0; i < count; i++)
        time_question(archive, &questions[i], rounds);
    for (size_t i = 0; i < sizeof broad / sizeof *broad; i++)
        time_broad(archive, broad[i], rounds);
    for (size_t i = 0; i < sizeof facet_cases / sizeof *facet_cases; i++)
        time_facets(archive, &facet_cases[i], rounds);
    time_fetch(archive, rounds);
    morgue_archive_free(archive);
    for (size_t i = 0; i < count; i++)
        morgue_query_free(questions[i].query);
    free(questions);
    return 0;
}
