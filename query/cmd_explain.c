/* morgue explain: how a question is understood, with counts. */
#include "commands.h"

#include "parse.h"

#include <getopt.h>

static int explain(session *s, morgue_str question, const morgue_query *query, strbuf *out)
{
    if (s->ast) {
        query_dump(query, out);
        return EXIT_FOUND;
    }
    int code = session_open(s);
    if (code >= 0)
        return code;
    char *text;
    morgue_error error;
    bool json = s->format != render_format_at(0);
    if ((json ? morgue_explain_json : morgue_explain_within)(&text, s->archive, query, &s->search,
                                                             &error))
        return session_fail(question, &error);
    strbuf_text(out, text);
    morgue_text_free(text);
    return EXIT_FOUND;
}

int command_explain(int argc, char **argv)
{
    session s;
    strbuf question = {0}, out = {0};
    morgue_query *query = NULL;
    int code =
        session_options(&s, "explain", TAKES_QUESTION | TAKES_AST | TAKES_TEXT_OR_JSON, argc, argv);
    if (code < 0 && s.format != render_format_at(0) && s.format != render_format_named("json"))
        code = program_usage(s.title, "explanations are written as text or json");
    if (code < 0 && s.ast && s.format != render_format_at(0))
        code = program_usage(s.title, "--ast is written as text");
    if (code < 0)
        code = session_question(&s, argc, argv, &question);
    if (code < 0)
        code = session_parse(&s, strbuf_view(&question), &query);
    if (code < 0) {
        code = explain(&s, strbuf_view(&question), query, &out);
        if (!s.quiet)
            session_print(&out);
    }
    morgue_query_free(query);
    session_close(&s);
    strbuf_free(&question);
    strbuf_free(&out);
    return code;
}
