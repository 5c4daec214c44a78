/* morgue count: how many articles match; --batch for many questions. */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The number, or an exit code above -1. */
static int count_one(session *s, morgue_str question, uint64_t *total, morgue_error *error)
{
    morgue_query *query = NULL;
    morgue_results *results = NULL;
    morgue_status status =
        morgue_query_parse(&query, question.ptr, question.len, s->now, s->tz, error);
    if (!status)
        status = morgue_search(&results, s->archive, query, &s->search, error);
    if (!status)
        *total = morgue_results_total(results);
    morgue_results_free(results);
    morgue_query_free(query);
    return status ? EXIT_ERROR : -1;
}

/* A question a line in, a number a line out; a line that is no question gives
 * "error", a tab and why, and the rest goes on. */
static int count_batch(session *s)
{
    char *line = NULL;
    size_t room = 0;
    bool any = false;
    for (ssize_t n; (n = getline(&line, &room, stdin)) >= 0;) {
        morgue_str question = str_trim((morgue_str){line, (size_t)n});
        uint64_t total = 0;
        morgue_error error;
        if (count_one(s, question, &total, &error) < 0)
            printf("%" PRIu64 "\n", total);
        else
            printf("error\t%s\n", error.message);
        fflush(stdout); /* whoever feeds us line by line waits for it */
        any |= total > 0;
    }
    free(line);
    return any ? EXIT_FOUND : EXIT_NOTHING;
}

int command_count(int argc, char **argv)
{
    session s;
    strbuf question = {0};
    int code =
        session_options(&s, "count", TAKES_BATCH | TAKES_QUESTION | TAKES_PARTIAL, argc, argv);
    s.search.limit = 0;
    if (code < 0 && !s.batch)
        code = session_question(&s, argc, argv, &question);
    if (code < 0 && s.batch && optind < argc)
        code = program_usage(s.title, "--batch reads its questions from standard input");
    morgue_query *query = NULL;
    if (code < 0 && !s.batch)
        code = session_parse(&s, strbuf_view(&question), &query);
    morgue_query_free(query);
    if (code < 0)
        code = session_open(&s);
    if (code < 0 && s.batch) {
        code = count_batch(&s);
    } else if (code < 0) {
        uint64_t total = 0;
        morgue_error error;
        code = count_one(&s, strbuf_view(&question), &total, &error);
        if (code >= 0)
            code = session_fail(strbuf_view(&question), &error);
        else {
            if (!s.quiet)
                printf("%" PRIu64 "\n", total);
            code = total ? EXIT_FOUND : EXIT_NOTHING;
        }
    }
    session_close(&s);
    strbuf_free(&question);
    return code;
}
