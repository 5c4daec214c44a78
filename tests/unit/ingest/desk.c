/* For the tests of ingest: files in a directory, runs over them, the archive after. */
#define _GNU_SOURCE /* mkdtemp */
#include "desk.h"

#include "io.h"
#include "ledger.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define NOW 1700000000 /* 2023-11-14 */

/* The name below the directory. */
static morgue_str local(const desk *d, morgue_str path)
{
    size_t skip = strlen(d->path) + 1;
    return str_starts(path, str_of(d->path)) ? str_range(path, skip, path.len) : path;
}

static void failed(void *context, morgue_str path, const char *text)
{
    desk *d = context;
    size_t n = strlen(d->told);
    (void)text;
    snprintf(d->told + n, sizeof d->told - n, "%s%.*s", n ? "," : "", STR_ARGS(local(d, path)));
}

static int cancel(void *context)
{
    desk *d = context;
    return ++d->cancel_calls == d->cancel_at;
}

int desk_setup(void **state)
{
    desk *d = calloc(1, sizeof *d);
    char *real;
    const char *tmp = getenv("TMPDIR");
    real = realpath(tmp && *tmp ? tmp : "/tmp", NULL);
    assert_non_null(real);
    snprintf(d->path, sizeof d->path, "%.40s/ingest.XXXXXX", real);
    free(real);
    assert_non_null(mkdtemp(d->path));
    assert_int_equal(morgue_config_load(&d->config, NULL, &d->error), MORGUE_OK);
    d->config->shipped_entities = false; /* faster, and not what is tested here */
    d->options = (ingest_options){.config = d->config,
                                  .now = NOW,
                                  .threads = 2,
                                  .failed = failed,
                                  .cancel = cancel,
                                  .context = d};
    *state = d;
    return 0;
}

static void remove_all(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        char name[600];
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        snprintf(name, sizeof name, "%s/%s", path, e->d_name);
        if (unlink(name) < 0)
            remove_all(name);
    }
    if (dir)
        closedir(dir);
    rmdir(path);
}

int desk_teardown(void **state)
{
    desk *d = *state;
    remove_all(d->path);
    morgue_config_free(d->config);
    free(d);
    return 0;
}

const char *desk_path(desk *d, const char *name)
{
    static char paths[8][300];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s%s%s", d->path, *name ? "/" : "", name);
    return path;
}

static void write_bytes(desk *d, const char *name, const void *bytes, size_t n)
{
    char path[300];
    snprintf(path, sizeof path, "%s", desk_path(d, name));
    for (char *slash = path + strlen(d->path) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(io_write_fd(fd, name, bytes, n, NULL), MORGUE_OK);
    close(fd);
}

void desk_write(desk *d, const char *name, const char *text)
{
    write_bytes(d, name, text, strlen(text));
}

void desk_gzip(desk *d, const char *name, const char *text, size_t keep)
{
    gzFile out = gzopen(desk_path(d, name), "wb");
    assert_non_null(out);
    assert_true(gzwrite(out, text, (unsigned)strlen(text)) > 0);
    assert_int_equal(gzclose(out), Z_OK);
    if (keep)
        assert_int_equal(truncate(desk_path(d, name), (off_t)keep), 0);
}

void desk_remove(desk *d, const char *name)
{
    assert_int_equal(unlink(desk_path(d, name)), 0);
}

morgue_status desk_run(desk *d, const char *const *roots)
{
    const char *paths[8];
    size_t count = 0;
    for (; roots[count]; count++)
        paths[count] = strcmp(roots[count], "-") ? strdup(desk_path(d, roots[count])) : "-";
    d->options.roots = paths;
    d->options.root_count = count;
    d->told[0] = '\0';
    d->cancel_calls = 0;
    char archive[300];
    snprintf(archive, sizeof archive, "%s", desk_path(d, "archive"));
    morgue_status status = ingest_run(archive, &d->options, &d->report, &d->error);
    for (size_t i = 0; i < count; i++)
        if (strcmp(paths[i], "-"))
            free((char *)paths[i]);
    /* Whatever came of it, the archive is sound. */
    morgue_error error;
    morgue_status sound = morgue_archive_check(archive, NULL, NULL, &error);
    if (sound && sound != MORGUE_NOTFOUND)
        fail_msg("%s", error.message);
    return status;
}

void desk_must(desk *d, morgue_status status)
{
    if (status)
        fail_msg("%s", d->error.message);
}

const char *desk_report(desk *d)
{
    static char text[200];
    const ingest_report *r = &d->report;
    snprintf(text, sizeof text,
             "f%" PRIu64 " n%" PRIu64 " c%" PRIu64 " u%" PRIu64 " v%" PRIu64 " x%" PRIu64
             " | a%" PRIu64 " r%" PRIu64 " d%" PRIu64 " s%" PRIu64 " p%" PRIu64 " t%" PRIu64,
             r->files, r->fresh, r->changed, r->unchanged, r->vanished, r->failed, r->added,
             r->replaced, r->removed, r->same, r->copies, r->clashes);
    return text;
}

static morgue_archive *open_archive(desk *d)
{
    morgue_archive *archive;
    if (morgue_archive_open(&archive, desk_path(d, "archive"), d->config, &d->error))
        fail_msg("%s", d->error.message);
    return archive;
}

const char *desk_see(desk *d, const char *const *ids)
{
    static char text[1024];
    morgue_archive *archive = open_archive(d);
    size_t n = 0;
    for (; *ids; ids++) {
        morgue_article *a = NULL;
        const char *id = **ids == '@' ? desk_path(d, *ids + 1) : *ids;
        morgue_status status = morgue_archive_article(archive, id, strlen(id), &a, &d->error);
        if (status && status != MORGUE_NOTFOUND)
            fail_msg("%s", d->error.message);
        morgue_str body = a ? str_trim(a->body) : STR("-");
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s=%.*s", n ? " " : "", *ids,
                              STR_ARGS(body));
        morgue_article_free(a);
    }
    morgue_archive_free(archive);
    return text;
}

uint64_t desk_articles(desk *d)
{
    morgue_archive *archive = open_archive(d);
    morgue_archive_info info;
    morgue_archive_describe(archive, &info);
    morgue_archive_free(archive);
    return info.articles;
}

const char *desk_ledger(desk *d)
{
    static char text[1000];
    ledger l;
    size_t n = 0;
    text[0] = '\0';
    int fd = open(desk_path(d, "archive"), O_RDONLY | O_DIRECTORY);
    assert_true(fd >= 0);
    assert_int_equal(ledger_load(&l, fd, &d->error), MORGUE_OK);
    close(fd);
    for (size_t i = 0; i < l.count && n < sizeof text; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", n ? "," : "",
                              STR_ARGS(local(d, l.entries[i].path)));
    ledger_free(&l);
    return text;
}
