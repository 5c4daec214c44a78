/* One writer: an open-file-description lock, which threads, processes and
 * copies of a handle all respect and which a crash lets go. */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include "lock.h"

#include "error.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static morgue_status held(int fd, const char *path, morgue_error *err)
{
    char holder[160] = "";
    ssize_t n = pread(fd, holder, sizeof holder - 1, 0);
    morgue_str text = str_trim((morgue_str){holder, n > 0 ? (size_t)n : 0});
    if (text.len == 0)
        text = STR("another process");
    return fail(err, MORGUE_LOCKED, "%s is being written by %.*s: try again when it has finished",
                path, STR_ARGS(text));
}

morgue_status archive__lock(int dir_fd, const char *path, int *fd, morgue_error *err)
{
    *fd = openat(dir_fd, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*fd < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot open the lock of %s", path);
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(*fd, F_OFD_SETLK, &all) < 0) {
        morgue_status status = errno == EAGAIN || errno == EACCES
                                   ? held(*fd, path, err)
                                   : fail_errno(err, MORGUE_IO, errno, "cannot lock %s", path);
        close(*fd);
        *fd = -1;
        return status;
    }
    char host[100] = "", text[160];
    gethostname(host, sizeof host - 1);
    int n = snprintf(text, sizeof text, "process %ld on %s\n", (long)getpid(), host);
    /* Who holds it is a courtesy: the lock itself is the kernel's. */
    if (ftruncate(*fd, 0) == 0 && pwrite(*fd, text, (size_t)n, 0) < 0)
        return MORGUE_OK;
    return MORGUE_OK;
}
