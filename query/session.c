/* What the commands that ask questions share: opening, asking, errors, printing. */
#define _DEFAULT_SOURCE
#include "commands.h"

#include "error.h"
#include "interrupt.h"
#include "parse.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int session_no_arguments(const session *s, int argc, char **argv)
{
    if (optind == argc)
        return -1;
    return program_usage(s->title, "there is nothing to do with '%.80s'", argv[optind]);
}

int session_open(session *s)
{
    morgue_error error;
    if (!s->config && program_config(&s->config, s->config_option, &error)) {
        program_fail(NAME, &error);
        return EXIT_ERROR;
    }
    if (program_archive(s->config, s->archive_option, &s->path, &error))
        return program_fail(NAME, &error);
    morgue_status status = morgue_archive_open(&s->archive, s->path.ptr, s->config, &error);
    if (!status)
        return -1;
    int code = program_fail(NAME, &error);
    if (status == MORGUE_NOTFOUND)
        fprintf(stderr,
                "%s: 'morgue index PATH' makes one; -a DIR or $MORGUE_ARCHIVE names another\n",
                NAME);
    return code;
}

int session_question(session *s, int argc, char **argv, strbuf *question)
{
    if (optind == argc)
        return program_usage(s->title, "a question is missing");
    for (int i = optind; i < argc; i++) {
        if (i > optind)
            strbuf_char(question, ' ');
        strbuf_text(question, argv[i]);
    }
    morgue_error error;
    if (strbuf_check(question, &error))
        return program_fail(NAME, &error);
    s->render.query = strbuf_view(question);
    return -1;
}

int session_fail(morgue_str question, const morgue_error *error)
{
    int code = program_fail(NAME, error);
    bool placed = error->status == MORGUE_QUERY || error->status == MORGUE_LIMIT;
    if (!placed || error->to > question.len || (error->from == 0 && error->to == 0))
        return code;
    strbuf caret = {0};
    query_caret(question, error->from, error->to, &caret);
    if (caret.ptr)
        fputs(caret.ptr, stderr);
    strbuf_free(&caret);
    return code;
}

int session_parse(session *s, morgue_str question, morgue_query **out)
{
    morgue_error error;
    if (morgue_query_parse(out, question.ptr, question.len, s->now, s->tz, &error))
        return session_fail(question, &error);
    s->render.parsed = str_of(morgue_query_text(*out));
    return -1;
}

/* Of many questions a run has some that find nothing: that is what it is for. */
static bool tells(const session *s)
{
    return !s->quiet && !s->format->advises && strcmp(s->format->name, "trec") != 0 &&
           isatty(STDERR_FILENO);
}

void session_nothing(const session *s, const morgue_results *r)
{
    strbuf out = {0};
    render_options plain = s->render;
    if (!tells(s))
        return;
    plain.color = false;
    plain.width = program_width(STDERR_FILENO);
    fflush(stdout);
    if (r)
        render_nothing(r, &plain, &out);
    else
        strbuf_text(&out, "nothing begins so\n");
    if (out.len && !out.failed)
        fprintf(stderr, "%s", out.ptr);
    strbuf_free(&out);
}

void session_prepare(session *s)
{
    s->search.cancel = interrupt_came;
    s->search.now = s->now;
    s->search.advise = !s->quiet && (s->format->advises || tells(s));
    s->search.bare = s->quiet;
    s->search.parts = s->format->parts ? s->format->parts(&s->render) : 0;
}

int session_search(session *s, morgue_str question, const morgue_query *query, morgue_results **out)
{
    morgue_error error;
    session_prepare(s);
    if (morgue_search(out, s->archive, query, &s->search, &error))
        return session_fail(question, &error);
    return -1;
}

morgue_status session_article(session *s, const char *id, morgue_article **out, morgue_error *error)
{
    morgue_status status = morgue_archive_article(s->archive, id, strlen(id), out, error);
    if (status != MORGUE_NOTFOUND)
        return status;
    strbuf path = {0};
    strbuf_printf(&path, "%s/%s", s->directory, id);
    if (!path.failed && !morgue_archive_article(s->archive, path.ptr, path.len, out, NULL))
        status = MORGUE_OK;
    strbuf_free(&path);
    char *real = status ? realpath(id, NULL) : NULL;
    if (real && !morgue_archive_article(s->archive, real, strlen(real), out, NULL))
        status = MORGUE_OK;
    free(real);
    return status;
}

void session_close(session *s)
{
    morgue_archive_free(s->archive);
    morgue_config_free(s->config);
    strbuf_free(&s->path);
}

/* Something could not be made for printing. */
static bool lost;

int session_finish(int code)
{
    if (!lost)
        return code;
    fputs(NAME ": out of memory; the output is not whole\n", stderr);
    return EXIT_ERROR;
}

void session_print(strbuf *out)
{
    lost |= out->failed;
    if (!out->failed && out->len) {
        interrupt_printing();
        fwrite(out->ptr, 1, out->len, stdout);
        interrupt_printed();
    }
    strbuf_clear(out);
}
