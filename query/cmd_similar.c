/* morgue similar: articles like one, by its most telling words. */
#include "commands.h"

#include <getopt.h>

static int answer(session *s, const morgue_article *like)
{
    morgue_query *query;
    morgue_error error;
    if (morgue_query_similar(&query, s->archive, like->id.ptr, like->id.len, &error))
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
    int code = session_options(
        &s, "similar", TAKES_FORMAT | TAKES_FIELDS | TAKES_PAGE | TAKES_FACETS | TAKES_TIMELINE,
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
