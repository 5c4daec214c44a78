/*
 * Looks for questions that hurt: worst ARCHIVE CONFIG SECONDS [SEED [DEADLINE]].
 *
 * Asks questions made by chance for so long, each for its count, its hits, and what it
 * means, with a deadline (500 ms) and with 256 MiB of memory beyond the archive's mapping.
 * Prints those that went on longest without asking whether to stop, and each that took
 * over 50 ms more than the deadline, did not ask for so long, or ran out of memory, and did
 * so again twice when nothing was remembered of it: a machine that is shared stands still
 * for a tenth of a second now and then, and charges for it. Exit 1 if there was one. For a plain
 * build: sanitizers take time and memory of their own.
 */
#include "ask.h"

#include <morgue/morgue.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MEMORY (256u << 20)
#define LATE   50
#define SLOW   5 /* shown */
#define AGAIN  2
#define BYTES  600

typedef struct slow {
    double ms;
    double gap; /* the longest that nobody asked whether to stop */
    uint64_t seed;
    const char *how;
    morgue_status status;
} slow;

static slow slowest[SLOW];
static double last_asked, longest_gap;
static uint64_t asked, answered, limited, deadlines, again, findings;
static double budget = 500;

static double milliseconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* What the program itself took, however busy the machine is. The deadline is one of
 * time that passes, which is never less. */
static double own_time(void)
{
    return milliseconds(CLOCK_PROCESS_CPUTIME_ID);
}

/* A cancel callback that never stops anything, but knows when it is forgotten. */
static int watch(void *unused)
{
    (void)unused;
    double now = own_time(), gap = now - last_asked;
    longest_gap = gap > longest_gap ? gap : longest_gap;
    last_asked = now;
    return 0;
}

/* splitmix64 (G. L. Steele, D. Lea and C. H. Flood, 2014) */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static size_t make(uint64_t seed, char text[ASK_ROOM])
{
    uint8_t bytes[BYTES];
    for (size_t i = 0; i < BYTES; i++)
        bytes[i] = (uint8_t)next(&seed);
    return ask_question(bytes, BYTES, text);
}

static void remember(slow s)
{
    for (size_t i = 0; i < SLOW; i++)
        if (s.gap > slowest[i].gap) {
            memmove(slowest + i + 1, slowest + i, (SLOW - 1 - i) * sizeof *slowest);
            slowest[i] = s;
            return;
        }
}

static bool hurts(const slow *s)
{
    bool told = s->status == MORGUE_OK || s->status == MORGUE_QUERY || s->status == MORGUE_LIMIT;
    return !told || s->ms > budget + LATE || s->gap > LATE;
}

static void judge(slow s, const morgue_error *err)
{
    asked++;
    answered += s.status == MORGUE_OK;
    bool late = strstr(err->message, "deadline") != NULL;
    limited += s.status == MORGUE_LIMIT && !late;
    deadlines += s.status == MORGUE_LIMIT && late;
    remember(s);
    if (!hurts(&s))
        return;
    findings++;
    printf("FOUND seed %" PRIu64 " %s: %.1f ms, %.1f ms without a look, %s: %s\n", s.seed, s.how,
           s.ms, s.gap, morgue_status_name(s.status), err->message);
}

typedef morgue_status way(morgue_archive *a, const morgue_query *q, morgue_error *err);

static morgue_search_options options_of(void)
{
    morgue_search_options o;
    morgue_search_options_init(&o);
    o.timeout = (uint64_t)budget;
    o.cancel = watch;
    return o;
}

static morgue_status count(morgue_archive *a, const morgue_query *q, morgue_error *err)
{
    morgue_results *r;
    morgue_search_options o = options_of();
    o.limit = 0;
    morgue_status status = morgue_search(&r, a, q, &o, err);
    morgue_results_free(r);
    return status;
}

static morgue_status page(morgue_archive *a, const morgue_query *q, morgue_error *err)
{
    static const char *const kinds[] = {"person", "org", "place"};
    morgue_results *r;
    morgue_search_options o = options_of();
    o.facets = kinds;
    o.facet_count = 3;
    o.timeline = MORGUE_UNIT_DAY;
    o.partial = 1;
    morgue_status status = morgue_search(&r, a, q, &o, err);
    morgue_results_free(r);
    return status;
}

static morgue_status explain(morgue_archive *a, const morgue_query *q, morgue_error *err)
{
    char *text;
    morgue_search_options o = options_of();
    morgue_status status = morgue_explain_within(&text, a, q, &o, err);
    morgue_text_free(text);
    return status;
}

static slow take_time(way *asks, morgue_archive *a, const morgue_query *q, morgue_error *err)
{
    slow s = {0};
    double start = last_asked = own_time();
    longest_gap = 0;
    *err = (morgue_error){0};
    s.status = asks(a, q, err);
    watch(NULL);
    s.ms = own_time() - start;
    s.gap = longest_gap;
    return s;
}

static void ask(morgue_archive *a, uint64_t seed)
{
    static const struct {
        const char *how;
        way *way;
    } ways[] = {{"count", count}, {"page", page}, {"explain", explain}};
    char text[ASK_ROOM];
    size_t len = make(seed, text);
    morgue_query *q;
    morgue_error err = {0};
    double start = own_time();
    morgue_status status = morgue_query_parse(&q, text, len, 0, 0, &err);
    start = own_time() - start;
    judge((slow){start, start, seed, "parse", status}, &err);
    for (size_t i = 0; !status && i < sizeof ways / sizeof *ways; i++) {
        slow s = take_time(ways[i].way, a, q, &err);
        for (int times = 0; times < AGAIN && hurts(&s); times++, again++) {
            morgue_archive_remember(a, 0);
            morgue_archive_remember(a, MORGUE_MAX_REMEMBERED);
            s = take_time(ways[i].way, a, q, &err);
        }
        s.seed = seed;
        s.how = ways[i].how;
        judge(s, &err);
    }
    morgue_query_free(q);
}

static long pages_of_data(void)
{
    long size, resident, shared, text, lib, data = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f &&
        fscanf(f, "%ld %ld %ld %ld %ld %ld", &size, &resident, &shared, &text, &lib, &data) != 6)
        data = 0;
    if (f)
        fclose(f);
    return data;
}

static void limit_memory(void)
{
    rlim_t now = (rlim_t)pages_of_data() * (rlim_t)sysconf(_SC_PAGESIZE);
    struct rlimit limit = {now + MEMORY, now + MEMORY};
    setrlimit(RLIMIT_DATA, &limit);
}

static void show_slowest(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%" PRIu64 " asked, %" PRIu64 " answered, %" PRIu64 " over a limit, %" PRIu64
           " over the deadline, %" PRIu64 " asked again, %" PRIu64
           " findings; peak %ld MB, the archive's mapping included\n",
           asked, answered, limited, deadlines, again, findings, usage.ru_maxrss / 1024);
    for (size_t i = 0; i < SLOW && slowest[i].gap > 0; i++) {
        char text[ASK_ROOM];
        int len = (int)make(slowest[i].seed, text);
        printf("%8.1f ms without a look of %8.1f ms, %-7s %-6s seed %" PRIu64 ", %d bytes: %.*s\n",
               slowest[i].gap, slowest[i].ms, slowest[i].how, morgue_status_name(slowest[i].status),
               slowest[i].seed, len, len < 160 ? len : 160, text);
    }
}

int main(int argc, char **argv)
{
    morgue_config *config = NULL;
    morgue_archive *archive = NULL;
    morgue_error err = {0};
    if (argc < 4) {
        fputs("usage: worst ARCHIVE CONFIG SECONDS [SEED [DEADLINE]]\n", stderr);
        return 2;
    }
    uint64_t seed = argc > 4 ? strtoull(argv[4], NULL, 10) : (uint64_t)time(NULL) << 20;
    budget = argc > 5 ? atof(argv[5]) : budget;
    if (morgue_config_load(&config, argv[2], &err) ||
        morgue_archive_open(&archive, argv[1], config, &err)) {
        fprintf(stderr, "worst: %s\n", err.message);
        return 2;
    }
    limit_memory();
    double end = milliseconds(CLOCK_MONOTONIC) + atof(argv[3]) * 1e3;
    do
        ask(archive, seed++);
    while (milliseconds(CLOCK_MONOTONIC) < end);
    show_slowest();
    morgue_archive_free(archive);
    morgue_config_free(config);
    return findings ? 1 : 0;
}
