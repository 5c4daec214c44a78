/* The sub-commands of morgue: one file and one row each. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "program.h"
#include "render.h"

#include <morgue/search.h>

#define NAME "morgue"

typedef struct command {
    const char *name;
    const char *arguments;             /* for the usage line */
    const char *summary;               /* one line */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
} command;

/* NULL behind the last one. */
const command *command_at(size_t i);

/* Runs morgue-NAME from this program's own directory, else from the PATH. Comes
 * back only when there is none. */
void command_external(char **argv);

int command_search(int argc, char **argv);
int command_count(int argc, char **argv);
int command_facets(int argc, char **argv);
int command_timeline(int argc, char **argv);
int command_similar(int argc, char **argv);
int command_suggest(int argc, char **argv);
int command_show(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_check(int argc, char **argv);
int command_info(int argc, char **argv);
int command_help(int argc, char **argv);

/* ---- what the commands share (options.c, session.c, answer.c) ---- */

#define SESSION_LIST 64 /* words in an option's list */

/* What the options of a command said, and what they opened. */
typedef struct session {
    const command *command;
    unsigned takes; /* its options */
    char title[40]; /* "morgue search" */
    const char *archive_option, *config_option, *color;
    const render_format *format;
    morgue_search_options search;
    const char *kinds[SESSION_LIST]; /* of facets */
    const char *fields[SESSION_LIST];
    render_options render;
    int tz; /* seconds east of UTC */
    int64_t now;
    bool batch, quiet, ast;
    bool all;           /* every hit, as it comes */
    const char *topics; /* a file of questions; NULL for none */
    bool aged;          /* a half life was given */
    bool paged;         /* a limit or an offset was given */
    char directory[4096];
    /* opened */
    strbuf path;
    morgue_config *config;
    morgue_archive *archive;
} session;

/* Which options a command takes; bits. */
enum {
    TAKES_FORMAT = 1,
    TAKES_PAGE = 2, /* --limit --offset --sort --snippet --snippets */
    TAKES_FACETS = 4,
    TAKES_TIMELINE = 8,
    TAKES_BATCH = 16,
    TAKES_QUESTION = 32, /* --tz --now --timeout */
    TAKES_AST = 64,
    TAKES_FIELDS = 128,
    TAKES_PARTIAL = 256,
    TAKES_LIMIT = 512, /* --limit alone */
    TAKES_TOPICS = 1024,
    TAKES_TIMEOUT = 2048, /* without a question */
    TAKES_TEXT_OR_JSON = 4096
};

/* Reads options; optind is then the first argument. -1 to go on, else an exit
 * code. */
int session_options(session *s, const char *name, unsigned takes, int argc, char **argv);

/* -1 when no argument is left over, else an exit code. */
int session_no_arguments(const session *s, int argc, char **argv);

/* Opens configuration and archive. -1 to go on, else an exit code. */
int session_open(session *s);

/* The arguments as one question, in s->render.query; -1, else an exit code. */
int session_question(session *s, int argc, char **argv, strbuf *question);

/* Parses; prints the error with a caret. -1, else an exit code. */
int session_parse(session *s, morgue_str question, morgue_query **out);

/* What is left to say in s->search before a search. */
void session_prepare(session *s);

/* Runs; prints the error with a caret where it has a place. */
int session_search(session *s, morgue_str question, const morgue_query *query,
                   morgue_results **out);

/* Prints an error about a question, with a caret; an exit code. */
int session_fail(morgue_str question, const morgue_error *error);

/* An article by its id. The ids of files are absolute paths; what is typed may be
 * relative. */
morgue_status session_article(session *s, const char *id, morgue_article **out,
                              morgue_error *error);

/* -1 when the options of a search go with each other, else an exit code. */
int session_check(const session *s);

/* Says on a terminal that nothing was found, and why, where the format does not. r is a
 * search's results, or NULL for completions. */
void session_nothing(const session *s, const morgue_results *r);

/* Searches and writes what was found (answer.c); an exit code. */
int session_answer(session *s, morgue_str question, const morgue_query *query);

void session_close(session *s);

/* Writes the buffer to standard output and empties it. */
void session_print(strbuf *out);

/* The exit code of a program that ends with this one: an error, and a line about it, if a
 * buffer had failed. */
int session_finish(int code);

#endif
