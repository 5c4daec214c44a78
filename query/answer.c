/* How search and its kin answer: a page of hits, or every hit as it comes. */
#include "commands.h"

#include <stdio.h>

/* ---- a page of hits ---- */

static int answer_page(session *s, morgue_str question, const morgue_query *query,
                       morgue_results **results)
{
    int code = session_search(s, question, query, results);
    if (code >= 0)
        return code;
    strbuf out = {0};
    if (!s->quiet)
        s->format->results(*results, &s->render, &out);
    session_print(&out);
    strbuf_free(&out);
    return -1;
}

/* ---- every hit, as it comes ---- */

typedef struct writing {
    session *session;
    strbuf out;
    bool failed; /* what is written goes nowhere any more */
} writing;

static void flush(writing *w)
{
    w->failed |= w->out.failed;
    session_print(&w->out);
    w->failed |= ferror(stdout) != 0;
}

static int write_hit(void *context, const morgue_hit *hit)
{
    writing *w = context;
    if (w->session->quiet)
        return 0;
    w->session->format->stream->hit(hit, &w->session->render, &w->out);
    flush(w);
    return w->failed;
}

static int answer_all(session *s, morgue_str question, const morgue_query *query,
                      morgue_results **results)
{
    const render_stream *stream = s->format->stream;
    writing w = {.session = s};
    morgue_error error;
    session_prepare(s);
    if (stream->begin && !s->quiet)
        stream->begin(&s->render, &w.out);
    flush(&w);
    morgue_status status =
        morgue_search_each(results, s->archive, query, &s->search, write_hit, &w, &error);
    if (!status && stream->end && !s->quiet)
        stream->end(*results, &s->render, &w.out);
    flush(&w);
    strbuf_free(&w.out);
    if (status && w.failed) /* whoever ends the program tells about standard output */
        return EXIT_FOUND;
    return status ? session_fail(question, &error) : -1;
}

int session_check(const session *s)
{
    if (s->aged && s->search.sort != MORGUE_SORT_RECENT)
        return program_usage(s->title, "--half-life goes with --sort=recent");
    bool trec = !strcmp(s->format->name, "trec");
    if (s->topics && !trec)
        return program_usage(s->title, "--topics goes with --format=trec");
    if (trec && s->search.sort != MORGUE_SORT_RELEVANCE && s->search.sort != MORGUE_SORT_RECENT)
        return program_usage(s->title, "--format=trec goes with an order that has scores");
    if (!s->all)
        return -1;
    if (s->paged)
        return program_usage(s->title, "--all goes without --limit and --offset");
    if (!s->format->stream)
        return program_usage(s->title,
                             "--all goes with --format=jsonl, json, csv, tsv or ids, not with %s",
                             s->format->name);
    return -1;
}

int session_answer(session *s, morgue_str question, const morgue_query *query)
{
    morgue_results *results = NULL;
    int code = (s->all ? answer_all : answer_page)(s, question, query, &results);
    if (code < 0 && !morgue_results_total(results))
        session_nothing(s, results);
    if (code < 0)
        code = morgue_results_total(results) ? EXIT_FOUND : EXIT_NOTHING;
    morgue_results_free(results);
    return code;
}
