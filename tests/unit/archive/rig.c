/* For the tests of archive: a directory of its own, and articles put into it. */
#define _GNU_SOURCE /* mkdtemp */
#include "rig.h"

#include "io.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int rig_setup(void **state)
{
    rig *r = calloc(1, sizeof *r);
    const char *tmp = getenv("TMPDIR");
    snprintf(r->path, sizeof r->path, "%.40s/archive.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(r->path));
    assert_int_equal(rmdir(r->path), 0);
    assert_int_equal(morgue_config_load(&r->config, NULL, &r->error), MORGUE_OK);
    assert_int_equal(analyzer_new(&r->analyzer, STR("en"), &r->error), MORGUE_OK);
    assert_int_equal(alias_table_new(&r->table, &r->error), MORGUE_OK);
    assert_int_equal(recogniser_new(&r->names, r->table, &r->error), MORGUE_OK);
    assert_int_equal(drafter_new(&r->drafter, r->config, r->names, &r->error), MORGUE_OK);
    *state = r;
    return 0;
}

static void remove_all(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        char name[400];
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

int rig_teardown(void **state)
{
    rig *r = *state;
    remove_all(r->path);
    drafter_free(r->drafter);
    recogniser_free(r->names);
    alias_table_free(r->table);
    analyzer_free(r->analyzer);
    morgue_config_free(r->config);
    free(r);
    return 0;
}

store_writer *rig_open(rig *r)
{
    store_writer *w;
    if (store_writer_open(&w, r->path, r->config, 64u << 20, &r->error))
        fail_msg("%s", r->error.message);
    return w;
}

void rig_close(store_writer *w)
{
    morgue_error error;
    if (store_writer_commit(w, &error))
        fail_msg("%s", error.message);
    store_writer_free(w);
}

put_result rig_put(rig *r, store_writer *w, const char *file, const char *id, const char *body)
{
    morgue_article a = {.id = str_of(id), .body = str_of(body), .path = str_of(file)};
    draft *d;
    put_result result = PUT_CLASH;
    if (drafter_make_from(r->drafter, &a, str_of(file), NULL, &d, &r->error) ||
        store_writer_put(w, d, &result, &r->error))
        fail_msg("%s", r->error.message);
    draft_free(d);
    return result;
}

const char *rig_see(rig *r, const char *const *ids)
{
    static char text[1024];
    morgue_archive *archive;
    size_t n = 0;
    if (morgue_archive_open(&archive, r->path, r->config, &r->error))
        fail_msg("%s", r->error.message);
    for (; *ids; ids++) {
        morgue_article *a = NULL;
        morgue_status status = morgue_archive_article(archive, *ids, strlen(*ids), &a, &r->error);
        if (status && status != MORGUE_NOTFOUND)
            fail_msg("%s", r->error.message);
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s=%.*s", n ? " " : "", *ids,
                              a ? (int)a->body.len : 1, a ? a->body.ptr : "-");
        morgue_article_free(a);
    }
    morgue_archive_free(archive);
    return text;
}

morgue_archive_info rig_info(rig *r)
{
    morgue_archive *archive;
    morgue_archive_info info;
    if (morgue_archive_open(&archive, r->path, r->config, &r->error))
        fail_msg("%s", r->error.message);
    morgue_archive_describe(archive, &info);
    info.uuid = NULL; /* dies with the archive */
    morgue_archive_free(archive);
    return info;
}

const char *rig_file(rig *r, const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", r->path, name);
    return path;
}

bool rig_there(rig *r, const char *name)
{
    return access(rig_file(r, name), F_OK) == 0;
}

strbuf rig_read(rig *r, const char *name)
{
    strbuf out = {0};
    if (io_read_file(AT_FDCWD, rig_file(r, name), 64u << 20, &out, &r->error))
        fail_msg("%s", r->error.message);
    return out;
}

/* Without a temporary file: what is damaged is damaged in place. */
void rig_write(rig *r, const char *name, morgue_str bytes)
{
    int fd = open(rig_file(r, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(io_write_fd(fd, name, bytes.ptr, bytes.len, NULL), MORGUE_OK);
    close(fd);
}

size_t rig_count(rig *r, const char *head)
{
    size_t n = 0;
    DIR *dir = opendir(r->path);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += !strncmp(e->d_name, head, strlen(head));
    closedir(dir);
    return n;
}
