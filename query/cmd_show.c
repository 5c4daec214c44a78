/* morgue show: one article, by its id. */
#define _DEFAULT_SOURCE /* realpath */
#include "commands.h"

#include <getopt.h>
#include <stdlib.h>

/* The ids of files are absolute paths; what is typed may be relative. */
static morgue_status fetch(session *s, const char *id, morgue_article **out, morgue_error *error)
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

static void print(const session *s, const morgue_article *article, strbuf *out)
{
    if (!strcmp(s->format->name, "json") || !strcmp(s->format->name, "jsonl"))
        render_article_json(article, out);
    else
        render_article_text(article, &s->render, out);
}

int command_show(int argc, char **argv)
{
    session s;
    strbuf out = {0};
    int code = session_options(&s, "show", TAKES_FORMAT, argc, argv);
    if (code < 0 && optind == argc)
        code = program_usage(s.title, "the id of an article is missing");
    if (code < 0)
        code = session_open(&s);
    bool missing = false;
    for (int i = optind; code < 0 && i < argc; i++) {
        morgue_article *article;
        morgue_error error;
        morgue_status status = fetch(&s, argv[i], &article, &error);
        if (status == MORGUE_NOTFOUND) {
            program_fail(NAME, &error);
            missing = true;
        } else if (status) {
            code = program_fail(NAME, &error);
        } else {
            if (!s.quiet)
                print(&s, article, &out);
            session_print(&out);
            morgue_article_free(article);
        }
    }
    session_close(&s);
    strbuf_free(&out);
    return code >= 0 ? code : missing ? EXIT_NOTHING : EXIT_FOUND;
}
