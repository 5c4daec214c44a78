/* What the two programs share and the library must not do: the environment,
 * standard error, signals, exit codes. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "schema.h"

#include <morgue/status.h>

enum exit_code {
    EXIT_FOUND = 0,     /* matches, or success */
    EXIT_NOTHING = 1,   /* no match */
    EXIT_ERROR = 2,     /* usage, question, I/O */
    EXIT_NOARCHIVE = 3, /* none there, or one of an incompatible format */
    EXIT_PARTLY = 4,    /* finished, but some inputs failed */
    EXIT_LOCKED = 5,    /* another writer has the archive */
    EXIT_INTERRUPTED = 130
};

/* "morgue: message" and, for some statuses, a line on what to do; on standard
 * error. Returns the exit code of the status. */
int program_fail(const char *program, const morgue_error *err);

/* "morgue: message" and "try 'morgue … --help'"; EXIT_ERROR. */
int program_usage(const char *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The configuration: option (may be NULL; "" means none) > $MORGUE_CONFIG >
 * $XDG_CONFIG_HOME/morgue/config.yaml > /etc/xdg/morgue/config.yaml > defaults. */
morgue_status program_config(morgue_config **out, const char *option, morgue_error *err);

/* The archive's directory: option > $MORGUE_ARCHIVE > the configuration >
 * $XDG_DATA_HOME/morgue/default. Appended to out. */
morgue_status program_archive(const morgue_config *config, const char *option, strbuf *out,
                              morgue_error *err);

/* Creates the directories above path, mode 0700. */
morgue_status program_make_parents(const char *path, morgue_error *err);

/* --color: "auto", "always" or "never"; then NO_COLOR and whether fd is a
 * terminal decide. -1 for any other word. */
int program_color(const char *option, int fd);

/* Columns of the terminal on fd; 80 when unknown. */
unsigned program_width(int fd);

/* From here on SIGINT and SIGTERM set a flag instead of ending the program. */
void program_catch_interrupts(void);
int program_interrupted(void *unused);

/* "512M", "2G", "65536": bytes. */
bool program_size(const char *text, uint64_t *out);

/* For a program that takes much memory, before it has threads: the first bytes of
 * the heap come in large pages, a fault for each 2 MiB instead of each 4 KiB, and
 * what was freed is kept. All threads share that heap. Costs nothing until memory is
 * used. A wish, nothing depends on it. */
void program_enlarge_heap(size_t bytes);

/* Flushes standard output; a closed pipe is a quiet end, a full disk is not.
 * Returns code, or EXIT_ERROR. */
int program_finish(const char *program, int code);

#endif
