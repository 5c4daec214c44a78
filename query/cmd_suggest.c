/* morgue suggest: how what was begun may go on. */
#include "commands.h"

#include <getopt.h>

static int suggest(session *s, morgue_str begun)
{
    morgue_suggestions *found;
    morgue_error error;
    strbuf out = {0};
    session_prepare(s);
    if (morgue_suggest_within(&found, s->archive, begun.ptr, begun.len, (size_t)s->search.limit,
                              &s->search, &error))
        return program_fail(NAME, &error);
    if (!s->quiet)
        render_suggestions(found, s->format, &s->render, &out);
    session_print(&out);
    strbuf_free(&out);
    if (!morgue_suggestions_count(found))
        session_nothing(s, NULL);
    int code = morgue_suggestions_count(found) ? EXIT_FOUND : EXIT_NOTHING;
    morgue_suggestions_free(found);
    return code;
}

int command_suggest(int argc, char **argv)
{
    session s;
    strbuf begun = {0};
    int code =
        session_options(&s, "suggest", TAKES_FORMAT | TAKES_LIMIT | TAKES_TIMEOUT, argc, argv);
    if (code < 0 && !render_counts(s.format))
        code = program_usage(s.title, "suggestions are written as text, json, jsonl, csv or tsv");
    if (code < 0 && optind == argc)
        code = program_usage(s.title, "the beginning of a word or name is missing");
    if (code < 0)
        code = session_question(&s, argc, argv, &begun);
    if (code < 0)
        code = session_open(&s);
    if (code < 0)
        code = suggest(&s, strbuf_view(&begun));
    session_close(&s);
    strbuf_free(&begun);
    return code;
}
