/* morgue similar: articles like one, by its most telling words. */
#include "commands.h"

#include <getopt.h>
#include <time.h>

static double milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* One deadline for the question that is made and the search: what the first took is off
 * the second's time. */
static morgue_status make_question(session *s, morgue_str id, morgue_query **out,
                                   morgue_error *error)
{
    double start = milliseconds();
    session_prepare(s);
    morgue_status status =
        morgue_query_similar_within(out, s->archive, id.ptr, id.len, &s->search, error);
    uint64_t took = (uint64_t)(milliseconds() - start);
    if (s->search.timeout)
        s->search.timeout = took < s->search.timeout ? s->search.timeout - took : 1;
    return status;
}

static int answer(session *s, const morgue_article *like)
{
    morgue_query *query;
    morgue_error error;
    if (make_question(s, like->id, &query, &error))
        return program_fail(NAME, &error);
    s->render.query = like->id;
    s->render.parsed = str_of(morgue_query_text(query));
    int code = session_answer(s, s->render.parsed, query);
    morgue_query_free(query);
    return code;
}

int command_similar(int argc, char **argv)
{
    session s;
    morgue_article *like = NULL;
    morgue_error error;
    int code = session_options(&s, "similar",
                               TAKES_FORMAT | TAKES_FIELDS | TAKES_PAGE | TAKES_FACETS |
                                   TAKES_TIMELINE | TAKES_TIMEOUT,
                               argc, argv);
    if (code < 0)
        code = session_check(&s);
    if (code < 0 && optind + 1 != argc)
        code = program_usage(s.title, "it takes the id of one article");
    if (code < 0)
        code = session_open(&s);
    if (code < 0) {
        morgue_status status = session_article(&s, argv[optind], &like, &error);
        if (status)
            code = program_fail(NAME, &error);
        if (status == MORGUE_NOTFOUND)
            code = EXIT_NOTHING;
    }
    if (code < 0)
        code = answer(&s, like);
    morgue_article_free(like);
    session_close(&s);
    return code;
}
