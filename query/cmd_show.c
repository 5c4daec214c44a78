/* morgue show: one article, by its id. */
#include "commands.h"

#include <getopt.h>

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
        morgue_status status = session_article(&s, argv[i], &article, &error);
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
