/*
 * What libmorgue says of an archive: opened ARCHIVE [ID TEXT]. One line a call:
 * its name, its status and, when it failed, its message, tab-separated. With ID
 * and TEXT an article of these is added and committed.
 */
#include <morgue/morgue.h>

#include <stdio.h>
#include <string.h>

static void say(const char *call, morgue_status status, const morgue_error *error)
{
    printf("%s\t%s\t%s\n", call, morgue_status_name(status), status ? error->message : "");
}

static void add(morgue_writer *writer, const char *id, const char *text)
{
    morgue_error error = {0};
    morgue_article article = {.id = {id, strlen(id)}, .body = {text, strlen(text)}};
    say("add", morgue_writer_add(writer, &article, &error), &error);
    say("commit", morgue_writer_commit(writer, &error), &error);
}

int main(int argc, char **argv)
{
    morgue_archive *archive = NULL;
    morgue_writer *writer = NULL;
    morgue_error error = {0};
    if (argc != 2 && argc != 4)
        return 2;
    say("open", morgue_archive_open(&archive, argv[1], NULL, &error), &error);
    say("check", morgue_archive_check(argv[1], NULL, NULL, &error), &error);
    say("write", morgue_writer_open(&writer, argv[1], NULL, 0, &error), &error);
    if (argc == 4 && writer)
        add(writer, argv[2], argv[3]);
    morgue_archive_free(archive);
    morgue_writer_free(writer);
    return 0;
}
