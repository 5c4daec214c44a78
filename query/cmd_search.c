/* morgue search: hits, and facets and a timeline if asked for. */
#include "commands.h"

#include <getopt.h>

int command_search(int argc, char **argv)
{
    session s;
    strbuf question = {0};
    morgue_query *query = NULL;
    int code = session_options(&s, "search",
                               TAKES_FORMAT | TAKES_FIELDS | TAKES_PAGE | TAKES_FACETS |
                                   TAKES_TIMELINE | TAKES_QUESTION | TAKES_PARTIAL,
                               argc, argv);
    if (code < 0)
        code = session_check(&s);
    if (code < 0)
        code = session_question(&s, argc, argv, &question);
    if (code < 0)
        code = session_parse(&s, strbuf_view(&question), &query);
    if (code < 0)
        code = session_open(&s);
    if (code < 0)
        code = session_answer(&s, strbuf_view(&question), query);
    morgue_query_free(query);
    session_close(&s);
    strbuf_free(&question);
    return code;
}
