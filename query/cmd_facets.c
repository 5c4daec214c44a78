/* morgue facets and morgue timeline: the counts without the hits. */
#include "commands.h"

#include <getopt.h>

typedef void print_counts(const morgue_results *r, const render_format *format,
                          const render_options *o, strbuf *out);

static int count(session *s, int argc, char **argv, print_counts *print)
{
    strbuf question = {0}, out = {0};
    morgue_query *query = NULL;
    morgue_results *results = NULL;
    s->search.limit = 0;
    int code = -1;
    if (!render_counts(s->format))
        code = program_usage(s->title, "counts are written as text, json, jsonl, csv or tsv");
    if (code < 0)
        code = session_question(s, argc, argv, &question);
    if (code < 0)
        code = session_parse(s, strbuf_view(&question), &query);
    if (code < 0)
        code = session_open(s);
    if (code < 0)
        code = session_search(s, strbuf_view(&question), query, &results);
    if (code < 0) {
        if (!s->quiet)
            print(results, s->format, &s->render, &out);
        session_print(&out);
        if (!morgue_results_total(results))
            session_nothing(s, results);
        code = morgue_results_total(results) ? EXIT_FOUND : EXIT_NOTHING;
    }
    morgue_results_free(results);
    morgue_query_free(query);
    strbuf_free(&question);
    strbuf_free(&out);
    return code;
}

int command_facets(int argc, char **argv)
{
    static const char *const usual[] = {"person", "org", "place"};
    session s;
    int code = session_options(
        &s, "facets", TAKES_FORMAT | TAKES_FACETS | TAKES_QUESTION | TAKES_PARTIAL, argc, argv);
    if (code < 0 && s.search.facet_count == 0) {
        s.search.facets = usual;
        s.search.facet_count = 3;
    }
    if (code < 0)
        code = count(&s, argc, argv, render_facets);
    session_close(&s);
    return code;
}

int command_timeline(int argc, char **argv)
{
    session s;
    int code = session_options(
        &s, "timeline", TAKES_FORMAT | TAKES_TIMELINE | TAKES_QUESTION | TAKES_PARTIAL, argc, argv);
    if (code < 0 && s.search.timeline == MORGUE_UNIT_NONE)
        s.search.timeline = MORGUE_UNIT_MONTH;
    if (code < 0)
        code = count(&s, argc, argv, render_timeline);
    session_close(&s);
    return code;
}
