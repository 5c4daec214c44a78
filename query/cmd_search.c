/* morgue search: hits, and facets and a timeline if asked for. */
#include "commands.h"
#include "topics.h"

#include <getopt.h>
#include <stdio.h>

/* One of many questions; what is wrong with it is told, and the rest goes on. */
static int ask_topic(session *s, const topic *t)
{
    strbuf question = {0};
    morgue_query *query = NULL;
    topic_question(t, &question);
    s->render.topic = t->id;
    int code = session_parse(s, strbuf_view(&question), &query);
    if (code < 0)
        code = session_answer(s, strbuf_view(&question), query);
    if (code == EXIT_ERROR)
        fprintf(stderr, "%s: that was the topic %.*s\n", NAME, STR_ARGS(t->id));
    morgue_query_free(query);
    strbuf_free(&question);
    return code;
}

static int ask_topics(session *s)
{
    topics list = {0};
    morgue_error error;
    int code = EXIT_NOTHING;
    if (topics_read(&list, s->topics, &error))
        code = program_fail(NAME, &error);
    for (size_t i = 0; i < list.count && !ferror(stdout); i++) {
        int one = ask_topic(s, &list.items[i]);
        if (one != EXIT_FOUND && one != EXIT_NOTHING)
            code = one;
        else if (one == EXIT_FOUND && code == EXIT_NOTHING)
            code = EXIT_FOUND;
        if (one > EXIT_ERROR)
            break;
    }
    topics_free(&list);
    return code;
}

int command_search(int argc, char **argv)
{
    session s;
    strbuf question = {0};
    morgue_query *query = NULL;
    int code = session_options(&s, "search",
                               TAKES_FORMAT | TAKES_FIELDS | TAKES_PAGE | TAKES_FACETS |
                                   TAKES_TIMELINE | TAKES_QUESTION | TAKES_PARTIAL | TAKES_TOPICS,
                               argc, argv);
    if (code < 0)
        code = session_check(&s);
    if (code < 0 && s.topics)
        code = session_no_arguments(&s, argc, argv);
    if (code < 0 && s.topics)
        code = session_open(&s);
    if (code < 0 && s.topics)
        code = ask_topics(&s);
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
