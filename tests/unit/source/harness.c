/* For the tests of source: a temporary directory, files in it, articles out of them. */
#include "harness.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define NOW 1700000000 /* 2023-11-14 */

static char *copy(morgue_str s)
{
    char *text = calloc(1, s.len + 1);
    assert_non_null(text);
    if (s.len)
        memcpy(text, s.ptr, s.len);
    return text;
}

static char *joined_tags(const morgue_article *a)
{
    strbuf all = {0};
    strbuf_text(&all, "");
    for (size_t i = 0; i < a->tag_count; i++)
        strbuf_printf(&all, "%s%.*s", i ? "|" : "", STR_ARGS(a->tags[i]));
    char *text = copy(strbuf_view(&all));
    strbuf_free(&all);
    return text;
}

static morgue_status keep(void *context, const reading *r, morgue_error *err)
{
    harness *h = context;
    const morgue_article *a = &r->article;
    (void)err;
    if (h->articles++ < KEPT) {
        char date[CALENDAR_TEXT];
        calendar_format(a->date, date);
        h->article[h->articles - 1] = (kept_article){
            copy(a->id),     copy(a->title),     copy(a->standfirst), copy(a->body),
            copy(a->byline), copy(str_of(date)), copy(a->section),    copy(a->url),
            copy(a->lang),   copy(a->source),    copy(a->path),       joined_tags(a),
            a->date,
        };
    }
    return h->stop_with;
}

static void refuse(void *context, morgue_str path, morgue_status status, const char *why)
{
    harness *h = context;
    strbuf line = {0};
    size_t skip = strlen(h->directory) + 1;
    (void)status;
    path = str_starts(path, str_of(h->directory)) ? str_range(path, skip, path.len) : path;
    strbuf_printf(&line, "%.*s: %s", STR_ARGS(path), why);
    if (h->refusals++ < KEPT)
        h->refused[h->refusals - 1] = copy(strbuf_view(&line));
    strbuf_free(&line);
}

static morgue_status visit(void *context, int dir_fd, const char *name, const source_file *file,
                           morgue_error *err)
{
    harness *h = context;
    (void)err;
    assert_int_equal(faccessat(dir_fd, name, F_OK, 0), 0);
    if (h->visits++ < KEPT)
        h->visited[h->visits - 1] =
            copy(str_range(file->path, strlen(h->directory) + 1, file->path.len));
    return h->stop_with;
}

static void forget(harness *h)
{
    for (size_t i = 0; i < KEPT; i++) {
        kept_article *a = &h->article[i];
        char *all[] = {a->id,      a->title, a->standfirst, a->body,   a->byline, a->date,
                       a->section, a->url,   a->lang,       a->source, a->path,   a->tags};
        for (size_t j = 0; j < sizeof all / sizeof *all; j++)
            free(all[j]);
        free(h->refused[i]);
        free(h->visited[i]);
        *a = (kept_article){0};
        h->refused[i] = h->visited[i] = NULL;
    }
    h->articles = h->refusals = h->visits = 0;
    h->error = (morgue_error){0};
}

int harness_setup(void **state)
{
    harness *h = calloc(1, sizeof *h);
    assert_non_null(h);
    strcpy(h->directory, "/tmp/morgue-source-XXXXXX");
    assert_non_null(mkdtemp(h->directory));
    h->dir_fd = open(h->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(h->dir_fd >= 0);
    assert_int_equal(morgue_config_load(&h->config, NULL, &h->error), MORGUE_OK);
    *state = h;
    return 0;
}

/* Depth first, by names; links are removed, not followed. */
static void remove_tree(int dir_fd, const char *name)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;
    while (dir && (entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlinkat(fd, entry->d_name, 0) < 0)
            remove_tree(fd, entry->d_name);
    if (dir)
        closedir(dir);
    unlinkat(dir_fd, name, AT_REMOVEDIR);
}

int harness_teardown(void **state)
{
    harness *h = *state;
    forget(h);
    morgue_config_free(h->config);
    close(h->dir_fd);
    remove_tree(AT_FDCWD, h->directory);
    free(h);
    return 0;
}

void harness_write(harness *h, const char *name, const void *bytes, size_t n)
{
    int fd = openat(h->dir_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), (ssize_t)n);
    close(fd);
}

void harness_text(harness *h, const char *name, const char *text)
{
    harness_write(h, name, text, strlen(text));
}

void harness_gzip(harness *h, const char *name, const void *bytes, size_t n, bool append)
{
    int fd = openat(h->dir_fd, name, O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC), 0600);
    assert_true(fd >= 0);
    gzFile out = gzdopen(fd, "wb");
    assert_non_null(out);
    assert_int_equal(gzwrite(out, bytes, (unsigned)n), (int)n);
    assert_int_equal(gzclose(out), Z_OK);
}

morgue_status harness_read(harness *h, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", h->directory, name);
    forget(h);
    int fd = openat(h->dir_fd, name, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    source_file file = {.path = str_of(path)};
    source_options options = {.config = h->config,
                              .now = NOW,
                              .format = h->format,
                              .article = keep,
                              .refuse = refuse,
                              .context = h};
    morgue_status status = source_read(fd, &file, &options, &h->error);
    close(fd);
    return status;
}

morgue_status harness_read_text(harness *h, const char *name, const char *text)
{
    harness_text(h, name, text);
    return harness_read(h, name);
}

morgue_status harness_walk(harness *h)
{
    source_walk walk = {.visit = visit, .refuse = refuse, .context = h};
    forget(h);
    return source_walk_root(h->directory, &walk, &h->error);
}
