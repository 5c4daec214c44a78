/* What the two programs share: the environment, standard error, signals. */
#define _DEFAULT_SOURCE /* ioctl's TIOCGWINSZ */
#include "program.h"

#include "error.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    morgue_status status;
    int code;
    const char *hint;
} statuses[] = {
    {MORGUE_NOTFOUND, EXIT_NOARCHIVE, NULL},
    {MORGUE_VERSION, EXIT_NOARCHIVE, NULL},
    {MORGUE_CORRUPT, EXIT_NOARCHIVE,
     "run 'morgue check' for the extent of the damage; a damaged archive is mended by indexing "
     "anew"},
    {MORGUE_LOCKED, EXIT_LOCKED, NULL},
    {MORGUE_NOSPACE, EXIT_ERROR, "free some space and run the same command again"},
    {MORGUE_NOMEM, EXIT_ERROR, "lower --memory or close other programs"},
    {MORGUE_CANCELLED, EXIT_INTERRUPTED, NULL},
};

int program_fail(const char *program, const morgue_error *err)
{
    fflush(stdout);
    if (err->line)
        fprintf(stderr, "%s: line %u, column %u: %s\n", program, err->line, err->column,
                err->message);
    else
        fprintf(stderr, "%s: %s\n", program, err->message);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i].status == err->status) {
            if (statuses[i].hint)
                fprintf(stderr, "%s: %s\n", program, statuses[i].hint);
            return statuses[i].code;
        }
    return EXIT_ERROR;
}

int program_usage(const char *program, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, args);
    fprintf(stderr, "; '%s --help' tells more\n", program);
    va_end(args);
    return EXIT_ERROR;
}

/* $NAME, unless it is empty. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* $XDG_NAME or ~/fallback, then "/morgue/" and the file. */
static bool xdg(const char *variable, const char *fallback, const char *file, strbuf *out)
{
    const char *base = environment(variable), *home = environment("HOME");
    if (!base && !home)
        return false;
    if (base)
        strbuf_printf(out, "%s/morgue/%s", base, file);
    else
        strbuf_printf(out, "%s/%s/morgue/%s", home, fallback, file);
    return !out->failed;
}

morgue_status program_config(morgue_config **out, const char *option, morgue_error *err)
{
    const char *named = option ? option : environment("MORGUE_CONFIG");
    if (named)
        return morgue_config_load(out, named, err);
    strbuf path = {0};
    morgue_status status = MORGUE_OK;
    bool user = xdg("XDG_CONFIG_HOME", ".config", "config.yaml", &path);
    if (user && access(path.ptr, F_OK) == 0)
        status = morgue_config_load(out, path.ptr, err);
    else if (access("/etc/xdg/morgue/config.yaml", F_OK) == 0)
        status = morgue_config_load(out, "/etc/xdg/morgue/config.yaml", err);
    else
        status = morgue_config_load(out, NULL, err);
    strbuf_free(&path);
    return status;
}

morgue_status program_archive(const morgue_config *config, const char *option, strbuf *out,
                              morgue_error *err)
{
    const char *named = option ? option : environment("MORGUE_ARCHIVE");
    if (!named)
        named = morgue_config_archive(config);
    if (named)
        strbuf_text(out, named);
    else if (!xdg("XDG_DATA_HOME", ".local/share", "default", out))
        return fail(err, MORGUE_INVALID,
                    "no archive is named: use -a DIR, or set MORGUE_ARCHIVE or HOME");
    return strbuf_check(out, err);
}

morgue_status program_make_parents(const char *path, morgue_error *err)
{
    char *copy = strdup(path);
    if (!copy)
        return fail_nomem(err);
    morgue_status status = MORGUE_OK;
    for (char *at = copy + 1; !status && *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (mkdir(copy, 0700) < 0 && errno != EEXIST)
            status = fail_errno(err, MORGUE_IO, errno, "cannot create %s", copy);
        *at = '/';
    }
    free(copy);
    return status;
}

int program_color(const char *option, int fd)
{
    if (!strcmp(option, "always"))
        return 1;
    if (!strcmp(option, "never"))
        return 0;
    if (strcmp(option, "auto"))
        return -1;
    const char *term = environment("TERM");
    return !environment("NO_COLOR") && isatty(fd) && term && strcmp(term, "dumb");
}

unsigned program_width(int fd)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return 80;
}

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

void program_catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int program_interrupted(void *unused)
{
    (void)unused;
    return interrupted;
}

bool program_size(const char *text, uint64_t *out)
{
    static const char units[] = "KMGT";
    morgue_str s = str_of(text);
    unsigned shift = 0;
    if (s.len && (s.ptr[s.len - 1] == 'B' || s.ptr[s.len - 1] == 'b'))
        s.len--;
    const char *unit = s.len ? strchr(units, s.ptr[s.len - 1] & ~0x20) : NULL;
    if (unit && *unit) {
        shift = 10 * (unsigned)(unit - units + 1);
        s.len--;
    }
    if (!str_to_u64(s, out) || *out > UINT64_MAX >> shift)
        return false;
    *out <<= shift;
    return true;
}

int program_finish(const char *program, int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    if (errno == EPIPE)
        return code;
    fprintf(stderr, "%s: cannot write the output: %s\n", program, strerror(errno));
    return EXIT_ERROR;
}
