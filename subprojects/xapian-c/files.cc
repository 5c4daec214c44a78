/*
 * What the shim does with files itself, beside libxapian.
 */
#include "xc_internal.h"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace xc
{

namespace
{

/* The first bytes of the version record, which begins every single-file glass
 * database (libxapian 1.4, glass_version.cc). */
constexpr char magic[] = "\x0f\x0d"
                         "Xapian Glass";
constexpr size_t magic_length = sizeof magic - 1;

xc_status check_segment(int fd, const char *path, xc_error *err) noexcept
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return refuse_errno(err, errno, "cannot stat", path);
    if (!S_ISREG(info.st_mode))
        return refuse(err, XC_INVALID, "not a regular file: %s", path);
    char start[magic_length];
    ssize_t got = pread(fd, start, magic_length, 0);
    if (got < 0)
        return refuse_errno(err, errno, "cannot read", path);
    if (static_cast<size_t>(got) < magic_length || std::memcmp(start, magic, magic_length) != 0)
        return refuse(err, XC_CORRUPT, "not a glass database file: %s", path);
    return XC_OK;
}

bool is_dots(const char *name) noexcept
{
    return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0;
}

} // namespace

/*
 * libxapian gets a descriptor and never the path: in a path it would also accept
 * a stub file, which can name other databases, hosts and programs to run.
 */
xc_status open_segment(const char *path, int *fd, xc_error *err) noexcept
{
    *fd = -1;
    /* Without O_NONBLOCK a FIFO would hold the call up. */
    int opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (opened < 0)
        return refuse_errno(err, errno, "cannot open", path);
    xc_status status = check_segment(opened, path, err);
    if (status == XC_OK)
        *fd = opened;
    else
        close(opened);
    return status;
}

xc_status create_file(const char *path, int *fd, xc_error *err) noexcept
{
    *fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return *fd >= 0 ? XC_OK : refuse_errno(err, errno, "cannot create", path);
}

void remove_directory(const char *path) noexcept
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return;
    DIR *directory = fdopendir(fd);
    if (directory == nullptr) {
        close(fd);
        return;
    }
    while (const dirent *entry = readdir(directory)) {
        if (!is_dots(entry->d_name))
            unlinkat(fd, entry->d_name, 0);
    }
    closedir(directory);
    rmdir(path);
}

} // namespace xc
