/* The walk over a directory tree, in byte order of names. */
#include "ignore.h"
#include "source_internal.h"
#include "utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct identity {
    dev_t device;
    ino_t inode;
} identity;

typedef struct walker {
    const source_walk *walk;
    strbuf path; /* of what is being looked at */
    identity chain[MORGUE_MAX_DIRECTORY_DEPTH + 1];
    unsigned depth; /* directories in chain */
    map linked;     /* directories reached through a link, each once */
    morgue_error *err;
} walker;

typedef struct name_list {
    arena memory;
    const char **names;
    size_t count, capacity;
} name_list;

static void refuse(walker *w, morgue_status status, const char *why)
{
    if (w->walk->refuse)
        w->walk->refuse(w->walk->context, strbuf_view(&w->path), status, why);
}

static void refuse_errno(walker *w, int code, const char *what)
{
    morgue_error fault;
    morgue_status status = fail_errno(&fault, MORGUE_IO, code, "%s", what);
    refuse(w, status, fault.message);
}

/* ---- names of one directory ---- */

static bool skipped(const char *name)
{
    size_t len = strlen(name);
    return name[0] == '.' || name[len - 1] == '~';
}

static bool list_add(name_list *list, const char *name)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        const char **grown = realloc(list->names, capacity * sizeof *grown);
        if (!grown)
            return false;
        list->names = grown;
        list->capacity = capacity;
    }
    morgue_str copy = arena_copy(&list->memory, str_of(name));
    if (!copy.ptr)
        return false;
    list->names[list->count++] = copy.ptr;
    return true;
}

static void list_free(name_list *list)
{
    arena_free(&list->memory);
    free(list->names);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static morgue_status list_names(walker *w, int fd, name_list *list)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    if (!dir) {
        refuse_errno(w, errno, "cannot list the directory");
        if (copy >= 0)
            close(copy);
        return MORGUE_OK;
    }
    morgue_status status = MORGUE_OK;
    struct dirent *entry;
    errno = 0;
    while (status == MORGUE_OK && (entry = readdir(dir))) {
        if (!skipped(entry->d_name) && !list_add(list, entry->d_name))
            status = fail_nomem(w->err);
        errno = 0;
    }
    if (status == MORGUE_OK && errno)
        refuse_errno(w, errno, "cannot list the whole directory");
    closedir(dir);
    if (list->count)
        qsort(list->names, list->count, sizeof *list->names, by_bytes);
    return status;
}

/* ---- files ---- */

static const char *special_kind(mode_t mode)
{
    return S_ISFIFO(mode)   ? "a FIFO, not a file"
           : S_ISSOCK(mode) ? "a socket, not a file"
           : S_ISCHR(mode)  ? "a character device, not a file"
           : S_ISBLK(mode)  ? "a block device, not a file"
                            : "not a file";
}

static morgue_status visit_file(walker *w, int dir_fd, const char *name, const struct stat *st)
{
    if (!S_ISREG(st->st_mode)) {
        refuse(w, MORGUE_IO, special_kind(st->st_mode));
        return MORGUE_OK;
    }
    if (faccessat(dir_fd, name, R_OK, AT_EACCESS) < 0) {
        refuse_errno(w, errno, "cannot open");
        return MORGUE_OK;
    }
    source_file file = {
        .path = strbuf_view(&w->path),
        .mtime = st->st_mtim.tv_sec,
        .mtime_ns = st->st_mtim.tv_nsec,
        .size = st->st_size > 0 ? (uint64_t)st->st_size : 0,
    };
    return w->walk->visit(w->walk->context, dir_fd, name, &file, w->err);
}

/* ---- directories ---- */

static bool in_chain(const walker *w, identity id)
{
    for (unsigned i = 0; i < w->depth; i++)
        if (w->chain[i].device == id.device && w->chain[i].inode == id.inode)
            return true;
    return false;
}

/* A linked directory is entered once: links among n directories could else be
 * combined into n! paths. */
static bool may_enter(walker *w, identity id, bool is_link)
{
    bool added = true;
    if (in_chain(w, id)) {
        refuse(w, MORGUE_IO, "a loop: it leads back into the walk");
        return false;
    }
    if (w->depth > MORGUE_MAX_DIRECTORY_DEPTH) {
        refuse(w, MORGUE_LIMIT, "deeper than MORGUE_MAX_DIRECTORY_DEPTH (64) directories");
        return false;
    }
    if (is_link) {
        uint64_t key[2] = {(uint64_t)id.device, (uint64_t)id.inode};
        if (!map_put(&w->linked, (morgue_str){(const char *)key, sizeof key}, &added))
            refuse(w, MORGUE_NOMEM, "out of memory");
        else if (!added)
            refuse(w, MORGUE_IO, "a directory that another link has led to already");
    }
    return added;
}

static morgue_status visit_entry(walker *w, int dir_fd, const char *name,
                                 const ignore_rules *rules);

static morgue_status visit_names(walker *w, int fd, const ignore_rules *rules)
{
    name_list list = {0};
    size_t len = w->path.len;
    morgue_status status = list_names(w, fd, &list);
    for (size_t i = 0; i < list.count && status == MORGUE_OK; i++) {
        if (len && w->path.ptr[len - 1] != '/')
            strbuf_char(&w->path, '/');
        strbuf_text(&w->path, list.names[i]);
        status = strbuf_check(&w->path, w->err);
        if (status == MORGUE_OK)
            status = visit_entry(w, fd, list.names[i], rules);
        w->path.len = len;
    }
    list_free(&list);
    return status;
}

static morgue_status walk_open(walker *w, int fd, const ignore_rules *outer, bool is_link)
{
    struct stat st;
    if (fstat(fd, &st) < 0) {
        refuse_errno(w, errno, "cannot inspect the directory");
        return MORGUE_OK;
    }
    identity id = {st.st_dev, st.st_ino};
    if (!may_enter(w, id, is_link))
        return MORGUE_OK;
    morgue_error fault;
    ignore_rules rules = {.outer = outer};
    rules.directory_len = w->path.len + (w->path.len && w->path.ptr[w->path.len - 1] != '/');
    morgue_status status = ignore_load(&rules, fd, &fault);
    if (status != MORGUE_OK)
        refuse(w, status, fault.message);
    w->chain[w->depth++] = id;
    status = visit_names(w, fd, &rules);
    w->depth--;
    strbuf_free(&rules.text);
    return status;
}

static morgue_status walk_directory(walker *w, int dir_fd, const char *name,
                                    const ignore_rules *outer, bool is_link)
{
    int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | (is_link ? 0 : O_NOFOLLOW);
    int fd = openat(dir_fd, name, flags);
    if (fd < 0) {
        refuse_errno(w, errno, "cannot open the directory");
        return MORGUE_OK;
    }
    morgue_status status = walk_open(w, fd, outer, is_link);
    close(fd);
    return status;
}

static morgue_status visit_entry(walker *w, int dir_fd, const char *name, const ignore_rules *rules)
{
    struct stat st;
    if (!utf8_valid(str_of(name))) {
        refuse(w, MORGUE_FORMAT, "its name is not UTF-8");
        return MORGUE_OK;
    }
    bool known = fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    bool is_link = known && S_ISLNK(st.st_mode);
    bool target = known && (!is_link || fstatat(dir_fd, name, &st, 0) == 0);
    int code = errno;
    bool is_directory = target && S_ISDIR(st.st_mode);
    if (ignore_match(rules, strbuf_view(&w->path), is_directory))
        return MORGUE_OK;
    if (!target) {
        refuse_errno(w, code, is_link ? "a symbolic link to nothing" : "cannot inspect");
        return MORGUE_OK;
    }
    return is_directory ? walk_directory(w, dir_fd, name, rules, is_link)
                        : visit_file(w, dir_fd, name, &st);
}

/* A root that is a link is followed: its user named it. */
morgue_status source_walk_root(const char *root, const source_walk *walk, morgue_error *err)
{
    walker w = {.walk = walk, .err = err};
    struct stat st;
    morgue_str shown = str_of(root);
    while (shown.len > 1 && shown.ptr[shown.len - 1] == '/')
        shown.len--;
    strbuf_str(&w.path, shown);
    morgue_status status = strbuf_check(&w.path, err);
    if (status != MORGUE_OK)
        goto done;
    if (stat(root, &st) < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
        status = fail_errno(err, MORGUE_NOTFOUND, errno, "%s", root);
    else if (stat(root, &st) < 0)
        refuse_errno(&w, errno, "cannot inspect");
    else if (!utf8_valid(shown))
        refuse(&w, MORGUE_FORMAT, "its name is not UTF-8");
    else if (S_ISDIR(st.st_mode))
        status = walk_directory(&w, AT_FDCWD, root, NULL, true);
    else
        status = visit_file(&w, AT_FDCWD, root, &st);
done:
    strbuf_free(&w.path);
    map_free(&w.linked);
    return status;
}
