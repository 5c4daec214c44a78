/* The directory of an archive. */
#define _GNU_SOURCE /* getrandom */
#include "layout.h"
#include "archive_internal.h"

#include "error.h"
#include "io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

morgue_status archive__open_directory(const char *path, int *dir_fd, morgue_error *err)
{
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return fail_errno(err, MORGUE_IO, errno, "cannot create %s", path);
    *dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *dir_fd < 0 ? fail_errno(err, MORGUE_IO, errno, "cannot open %s", path) : MORGUE_OK;
}

static bool ours(morgue_str name)
{
    static const char *const heads[] = {"seg-", "inputs-"};
    static const char *const names[] = {"MANIFEST",     "MANIFEST.tmp",     "XAPIANDB", "XAPIANDB.tmp",
                                        "failed.jsonl", "failed.jsonl.tmp", "lock"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (str_starts(name, str_of(heads[i])))
            return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(name, names[i]))
            return true;
    return false;
}

/* A stream over a directory that leaves dir_fd open. */
static DIR *open_stream(int dir_fd)
{
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir && fd >= 0)
        close(fd);
    return dir;
}

morgue_status archive__check_foreign(int dir_fd, const char *path, morgue_error *err)
{
    DIR *dir = open_stream(dir_fd);
    if (!dir)
        return fail_errno(err, MORGUE_IO, errno, "cannot list %s", path);
    morgue_status status = MORGUE_OK;
    for (struct dirent *e; !status && (e = readdir(dir));)
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..") && !ours(str_of(e->d_name)))
            status = fail(err, MORGUE_INVALID,
                          "%s is not an archive and holds '%.80s': name an empty or new directory",
                          path, e->d_name);
    closedir(dir);
    return status;
}

static bool named(const manifest *m, morgue_str name)
{
    char file[ARCHIVE_FILE_NAME];
    archive__inputs_name(m->inputs.revision, file);
    if (m->inputs.revision && str_is(name, file))
        return true;
    for (size_t i = 0; i < m->count; i++) {
        const manifest_segment *s = &m->segments[i];
        morgue_str segment = str_of(s->name);
        if (!str_starts(name, segment))
            continue;
        morgue_str rest = str_range(name, segment.len, name.len);
        if (str_is(rest, ".glass") || str_is(rest, ".sums"))
            return true;
        archive__tombstones_name(s->name, s->tombstones.revision, file);
        return s->tombstones.revision && str_is(name, file);
    }
    return false;
}

/* A builder's directory: a flat folder of files. */
static void remove_tree(int dir_fd, const char *name)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *e; (e = readdir(dir));)
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
            unlinkat(fd, e->d_name, 0);
    closedir(dir);
    unlinkat(dir_fd, name, AT_REMOVEDIR);
}

void archive__clean(int dir_fd, const manifest *m)
{
    DIR *dir = open_stream(dir_fd);
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir));) {
        morgue_str name = str_of(e->d_name);
        bool numbered = str_starts(name, STR("seg-")) || str_starts(name, STR("inputs-"));
        bool temporary = ours(name) && str_ends(name, STR(".tmp"));
        if (!(numbered && !named(m, name)) && !temporary)
            continue;
        if (unlinkat(dir_fd, e->d_name, 0) < 0)
            remove_tree(dir_fd, e->d_name);
    }
    closedir(dir);
}

morgue_status archive__new_manifest(manifest *out, const char *language, morgue_error *err)
{
    unsigned char r[16];
    if (getrandom(r, sizeof r, 0) != (ssize_t)sizeof r)
        return fail_errno(err, MORGUE_IO, errno, "cannot get random bytes");
    r[6] = (unsigned char)((r[6] & 0x0f) | 0x40); /* RFC 4122, version 4 */
    r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
    *out = (manifest){.next_segment = 1};
    snprintf(out->uuid, sizeof out->uuid,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", r[0], r[1],
             r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13], r[14],
             r[15]);
    snprintf(out->analyzer, sizeof out->analyzer, "%s", analyzer_version());
    snprintf(out->language, sizeof out->language, "%s", language);
    return MORGUE_OK;
}

void archive__format_stub(const manifest *m, strbuf *out)
{
    strbuf_text(out, "# Derived from MANIFEST: lets Xapian's own tools open this archive.\n");
    for (size_t i = 0; i < m->count; i++)
        strbuf_printf(out, "auto %s.glass\n", m->segments[i].name);
}

morgue_status archive__write_stub(int dir_fd, const manifest *m, morgue_error *err)
{
    strbuf text = {0};
    archive__format_stub(m, &text);
    morgue_status status = strbuf_check(&text, err);
    if (!status)
        status = io_replace_file(dir_fd, "XAPIANDB", strbuf_view(&text), err);
    strbuf_free(&text);
    return status;
}
