/* morgue: the program that asks. Finds the sub-command, or morgue-NAME. */
#define _DEFAULT_SOURCE /* readlink */
#include "commands.h"
#include "interrupt.h"

#include <morgue/version.h>

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const command commands[] = {
    {"search", "QUESTION", "list the articles that match", command_search},
    {"count", "QUESTION", "print how many articles match", command_count},
    {"facets", "QUESTION", "count people, organisations, places … in them", command_facets},
    {"timeline", "QUESTION", "count them by year, month, week or day", command_timeline},
    {"similar", "ID", "list the articles that are like one", command_similar},
    {"suggest", "PREFIX", "words of headlines and names that begin so", command_suggest},
    {"show", "ID…", "print articles whole", command_show},
    {"explain", "QUESTION", "show how a question is understood", command_explain},
    {"check", "", "verify every checksum of the archive", command_check},
    {"info", "", "what the archive holds", command_info},
    {"help", "[COMMAND]", "this, a command's manual, or 'query'", command_help},
};

const command *command_at(size_t i)
{
    return i < sizeof commands / sizeof *commands ? &commands[i] : NULL;
}

void command_external(char **argv)
{
    char own[PATH_MAX], path[PATH_MAX + 128], name[128];
    if (strchr(argv[0], '/') ||
        snprintf(name, sizeof name, "morgue-%s", argv[0]) >= (int)sizeof name)
        return;
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
    char *called = argv[0];
    argv[0] = name;
    if (n > 0) {
        own[n] = '\0';
        char *slash = strrchr(own, '/');
        if (slash)
            *slash = '\0';
        snprintf(path, sizeof path, "%s/%s", own, name);
        execv(path, argv);
    }
    execvp(name, argv);
    argv[0] = called;
}

static int unknown(const char *name)
{
    const char *best = NULL;
    unsigned least = 3;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        unsigned distance = str_distance(str_of(name), str_of(commands[i].name), 3);
        if (distance < least) {
            least = distance;
            best = commands[i].name;
        }
    }
    if (str_distance(str_of(name), STR("index"), 3) < least)
        best = "index";
    if (best)
        return program_usage(NAME, "there is no command '%.80s': did you mean '%s'?", name, best);
    return program_usage(NAME, "there is no command '%.80s'", name);
}

/* The exit code, once all is printed. */
static int finish(int code)
{
    code = program_finish(NAME, session_finish(code));
    return interrupt_came(NULL) ? EXIT_INTERRUPTED : code;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    interrupt_ends();
    if (argc < 2) {
        command_help(1, argv);
        return EXIT_ERROR;
    }
    if (!strcmp(argv[1], "--version")) {
        printf("morgue %s\n", morgue_version());
        return program_finish(NAME, EXIT_FOUND);
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
        return program_finish(NAME, command_help(1, argv));
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(argv[1], commands[i].name))
            return finish(commands[i].run(argc - 1, argv + 1));
    command_external(argv + 1);
    return unknown(argv[1]);
}
