/*
 * Preloaded into a program, makes one of its calls that change files go wrong.
 *
 * FAULT_AT     the call, counted from 1 in each process; 0 or absent: none
 * FAULT_DO     "kill": the process dies before the call by SIGKILL;
 *              "ENOSPC" or "EIO": the call fails so; with a "+" behind it, so do
 *              all later ones that need room
 * FAULT_COUNT  a file that gets the number of calls when the process ends
 */
#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS /* else open and open64 would be one symbol */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma GCC visibility push(default)

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long calls;

static long wanted(void)
{
    const char *at = getenv("FAULT_AT");
    return at ? strtol(at, NULL, 10) : 0;
}

/* Counts a call; returns the errno that it fails with, or 0. */
static int strike(int needs_room)
{
    pthread_mutex_lock(&mutex);
    long number = ++calls, at = wanted();
    pthread_mutex_unlock(&mutex);
    const char *what = getenv("FAULT_DO");
    if (at == 0 || !what || number < at)
        return 0;
    if (number == at && !strcmp(what, "kill")) {
        syscall(SYS_kill, getpid(), SIGKILL);
        pause();
    }
    if (number > at && !(needs_room && strchr(what, '+')))
        return 0;
    return !strncmp(what, "ENOSPC", 6) ? ENOSPC : !strncmp(what, "EIO", 3) ? EIO : 0;
}

__attribute__((destructor)) static void report(void)
{
    const char *path = getenv("FAULT_COUNT");
    char text[32];
    if (!path)
        return;
    int n = snprintf(text, sizeof text, "%ld\n", calls);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd >= 0) {
        syscall(SYS_write, fd, text, (size_t)n);
        syscall(SYS_close, fd);
    }
}

/* The next function of this name, behind ours. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define STRIKE(needs_room)                                                                         \
    do {                                                                                           \
        int code = strike(needs_room);                                                             \
        if (code) {                                                                                \
            errno = code;                                                                          \
            return -1;                                                                             \
        }                                                                                          \
    } while (0)

/* Standard output and error are not files that matter here. */
ssize_t write(int fd, const void *bytes, size_t n)
{
    if (fd > 2)
        STRIKE(1);
    return NEXT(write)(fd, bytes, n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    STRIKE(1);
    return NEXT(pwrite)(fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    STRIKE(1);
    return NEXT(pwrite64)(fd, bytes, n, at);
}

int fsync(int fd)
{
    STRIKE(1);
    return NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    STRIKE(1);
    return NEXT(fdatasync)(fd);
}

int ftruncate(int fd, off_t length)
{
    STRIKE(0);
    return NEXT(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length)
{
    STRIKE(0);
    return NEXT(ftruncate64)(fd, length);
}

int rename(const char *from, const char *to)
{
    STRIKE(0);
    return NEXT(rename)(from, to);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
    STRIKE(0);
    return NEXT(renameat)(from_fd, from, to_fd, to);
}

int unlink(const char *path)
{
    STRIKE(0);
    return NEXT(unlink)(path);
}

int unlinkat(int fd, const char *path, int flags)
{
    STRIKE(0);
    return NEXT(unlinkat)(fd, path, flags);
}

int rmdir(const char *path)
{
    STRIKE(0);
    return NEXT(rmdir)(path);
}

int mkdir(const char *path, mode_t mode)
{
    STRIKE(1);
    return NEXT(mkdir)(path, mode);
}

/* The mode, which is there only when a file may be created. */
#define MODE(flags)                                                                                \
    mode_t mode = 0;                                                                               \
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {                                     \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        mode = va_arg(args, mode_t);                                                               \
        va_end(args);                                                                              \
        STRIKE(1);                                                                                 \
    }

int open(const char *path, int flags, ...)
{
    MODE(flags)
    return NEXT(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE(flags)
    return NEXT(open64)(path, flags, mode);
}

int openat(int fd, const char *path, int flags, ...)
{
    MODE(flags)
    return NEXT(openat)(fd, path, flags, mode);
}

int openat64(int fd, const char *path, int flags, ...)
{
    MODE(flags)
    return NEXT(openat64)(fd, path, flags, mode);
}
