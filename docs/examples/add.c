/* Adds one article to an archive, which is created when there is none. */
#include <morgue/morgue.h>
#include <stdio.h>
#include <string.h>

static morgue_str text(const char *s)
{
    return (morgue_str){s, strlen(s)};
}

int main(int argc, char **argv)
{
    morgue_writer *writer = NULL;
    morgue_article article = {0};
    morgue_error error = {.message = "usage: add ARCHIVE ID HEADLINE TEXT"};
    if (argc == 5) {
        article.id = text(argv[2]);
        article.title = text(argv[3]);
        article.body = text(argv[4]);
    }
    int bad = argc != 5 || morgue_writer_open(&writer, argv[1], NULL, 0, &error) ||
              morgue_writer_add(writer, &article, &error) || morgue_writer_commit(writer, &error);
    if (bad)
        fprintf(stderr, "%s\n", error.message);
    morgue_writer_free(writer);
    return bad ? 2 : 0;
}
