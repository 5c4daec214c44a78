/* Checked file access: whole reads, atomic writes, directory syncs. */
#include "io.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536

static morgue_status too_large(morgue_error *err, const char *name, size_t limit)
{
    return fail(err, MORGUE_LIMIT, "%s has more than the %zu bytes allowed", name, limit);
}

/* Reads up to n bytes, again after a signal; -1 with errno on failure. */
static ssize_t read_some(int fd, void *bytes, size_t n)
{
    ssize_t got;
    do
        got = read(fd, bytes, n);
    while (got < 0 && errno == EINTR);
    return got;
}

morgue_status io_read_fd(int fd, const char *name, size_t limit, strbuf *out, morgue_error *err)
{
    size_t start = out->len;
    struct stat st;
    /* A hint for one allocation; the file may grow or lie about its size. */
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0) {
        if ((uintmax_t)st.st_size > limit)
            return too_large(err, name, limit);
        strbuf_reserve(out, (size_t)st.st_size + 1);
    }
    for (;;) {
        size_t left = limit - (out->len - start);
        size_t want = left < CHUNK ? left + 1 : CHUNK; /* one more byte proves the excess */
        char *at = strbuf_reserve(out, want);
        if (!at)
            return fail_nomem(err);
        ssize_t got = read_some(fd, at, want);
        if (got < 0)
            return fail_errno(err, MORGUE_IO, errno, "cannot read %s", name);
        if (got == 0)
            break;
        if ((size_t)got > left)
            return too_large(err, name, limit);
        out->len += (size_t)got;
    }
    strbuf_add(out, "", 0);
    return strbuf_check(out, err);
}

morgue_status io_read_file(int dir_fd, const char *name, size_t limit, strbuf *out,
                           morgue_error *err)
{
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return fail_errno(err, errno == ENOENT ? MORGUE_NOTFOUND : MORGUE_IO, errno,
                          "cannot open %s", name);
    struct stat st;
    morgue_status status;
    if (fstat(fd, &st) < 0)
        status = fail_errno(err, MORGUE_IO, errno, "cannot inspect %s", name);
    else if (!S_ISREG(st.st_mode))
        status = fail(err, MORGUE_IO, "%s is not a regular file", name);
    else
        status = io_read_fd(fd, name, limit, out, err);
    close(fd);
    return status;
}

morgue_status io_write_fd(int fd, const char *name, const void *bytes, size_t n, morgue_error *err)
{
    const char *at = bytes;
    while (n > 0) {
        ssize_t done = write(fd, at, n > SSIZE_MAX ? (size_t)SSIZE_MAX : n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return fail_errno(err, MORGUE_IO, errno, "cannot write %s", name);
        at += done;
        n -= (size_t)done;
    }
    return MORGUE_OK;
}

static morgue_status sync_fd(int fd, const char *name, morgue_error *err)
{
    int result;
    do
        result = fsync(fd);
    while (result < 0 && errno == EINTR);
    if (result < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot sync %s", name);
    return MORGUE_OK;
}

/* close() is where some file systems report a failed write. */
static morgue_status close_written(int fd, const char *name, morgue_status status,
                                   morgue_error *err)
{
    if (close(fd) < 0 && errno != EINTR && status == MORGUE_OK)
        return fail_errno(err, MORGUE_IO, errno, "cannot close %s", name);
    return status;
}

static morgue_status write_new(int dir_fd, const char *name, morgue_str content, morgue_error *err)
{
    int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot create %s", name);
    morgue_status status = io_write_fd(fd, name, content.ptr, content.len, err);
    if (status == MORGUE_OK)
        status = sync_fd(fd, name, err);
    return close_written(fd, name, status, err);
}

morgue_status io_replace_file(int dir_fd, const char *name, morgue_str content, morgue_error *err)
{
    strbuf temporary = {0};
    strbuf_printf(&temporary, "%s.tmp", name);
    morgue_status status = strbuf_check(&temporary, err);
    if (status != MORGUE_OK)
        goto done;
    status = write_new(dir_fd, temporary.ptr, content, err);
    if (status == MORGUE_OK && renameat(dir_fd, temporary.ptr, dir_fd, name) < 0)
        status = fail_errno(err, MORGUE_IO, errno, "cannot rename %s to %s", temporary.ptr, name);
    if (status != MORGUE_OK)
        unlinkat(dir_fd, temporary.ptr, 0);
done:
    strbuf_free(&temporary);
    return status;
}

morgue_status io_sync_dir(int dir_fd, const char *name, morgue_error *err)
{
    if (fsync(dir_fd) == 0 || errno == EINVAL) /* EINVAL: a file system without such a thing */
        return MORGUE_OK;
    return fail_errno(err, MORGUE_IO, errno, "cannot sync the directory %s", name);
}

morgue_status io_sync_file(int dir_fd, const char *name, morgue_error *err)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return fail_errno(err, errno == ENOENT ? MORGUE_NOTFOUND : MORGUE_IO, errno,
                          "cannot open %s", name);
    morgue_status status = sync_fd(fd, name, err);
    close(fd);
    return status;
}
