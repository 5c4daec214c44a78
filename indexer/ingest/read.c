/* The reading half: walking roots, skipping what has not changed, reading what
 * has, into the pipe. */
#define _DEFAULT_SOURCE /* realpath, st_ctim */
#include "run_internal.h"

#include "article_copy.h"
#include "error.h"
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

/* A file that changed less than this before we read it may change again within
 * one tick of the clock: it is compared by content next time. */
#define TOO_YOUNG 2 /* seconds */

static bool below(morgue_str root, morgue_str path)
{
    return str_starts(path, root) &&
           (path.len == root.len || path.ptr[root.len] == '/' || str_ends(root, STR("/")));
}

bool ingest__cancelled(ingest *g)
{
    if (!g->cancelled && g->options->cancel && g->options->cancel(g->options->context))
        g->cancelled = true;
    return g->cancelled;
}

static void tell_progress(ingest *g)
{
    if (!g->options->progress)
        return;
    pthread_mutex_lock(&g->mutex);
    ingest_report now = *g->report;
    pthread_mutex_unlock(&g->mutex);
    g->options->progress(g->options->context, &now);
}

static void refused(void *context, morgue_str path, morgue_status status, const char *why)
{
    ingest *g = context;
    /* A refused folder hides what is below it. */
    map_put(&g->kept, path, NULL);
    ingest__failed(g, path, status, why);
}

static void refused_member(void *context, morgue_str path, morgue_status status, const char *why)
{
    ingest *g = context;
    ingest__failed_member(g, path, status, why, &g->file_failures);
}

/* ---- one file ---- */

static morgue_status push_mark(ingest *g, pipe_kind kind, morgue_str path, const pipe_end *end,
                               morgue_error *err)
{
    arena *memory;
    morgue_status status = ingest__pipe_memory(g->pipe, 0, &memory, err);
    if (status)
        return status;
    pipe_item item = {.kind = kind, .path = arena_copy(memory, path)};
    if (!item.path.ptr)
        return fail_nomem(err);
    if (end)
        item.end = *end;
    ingest__pipe_push(g->pipe, &item);
    return MORGUE_OK;
}

/* Standard input has no name that lasts: an article without an id of its own
 * gets one from its content. */
static morgue_str name_by_content(const morgue_article *article, char id[64])
{
    morgue_article nameless = *article;
    nameless.id = (morgue_str){NULL, 0};
    fingerprint print = article_fingerprint(&nameless);
    int n = snprintf(id, 64, "stdin:");
    for (size_t i = 0; i < sizeof print.bytes; i++)
        n += snprintf(id + n, 64 - (size_t)n, "%02x", print.bytes[i]);
    return (morgue_str){id, (size_t)n};
}

/* What an article and its draft take while they wait, in bytes. A draft of news
 * takes 5 times its text, one of nothing but Chinese characters 15 times; while
 * one is made it is twice that. Of other fields there are a few copies. */
static size_t waiting_bytes(const morgue_article *a)
{
    size_t text = a->title.len + a->standfirst.len + a->body.len;
    size_t other = a->byline.len + a->source.len + a->section.len + a->url.len;
    for (size_t i = 0; i < a->tag_count; i++)
        other += a->tags[i].len + 64;
    for (size_t i = 0; i < a->field_count; i++)
        other += a->fields[i].value.len + 64;
    return 4096 + 30 * text + 4 * other;
}

static morgue_status push_article(ingest *g, const morgue_article *a, morgue_error *err)
{
    arena *memory;
    char id[64];
    morgue_article named = *a;
    size_t bytes = waiting_bytes(a);
    morgue_status status = ingest__pipe_memory(g->pipe, bytes, &memory, err);
    if (status)
        return status;
    if (g->from_stdin && str_equal(a->id, a->path))
        named.id = name_by_content(a, id);
    pipe_item item = {.kind = PIPE_ARTICLE,
                      .path = arena_copy(memory, g->file),
                      .article = article_copy_in(memory, &named),
                      .bytes = bytes};
    if (!item.path.ptr || !item.article)
        return fail_nomem(err);
    ingest__pipe_push(g->pipe, &item);
    return MORGUE_OK;
}

static morgue_status got_article(void *context, const reading *r, morgue_error *err)
{
    ingest *g = context;
    if (ingest__cancelled(g))
        return fail(err, MORGUE_CANCELLED, "interrupted");
    const morgue_article *a = &r->article;
    pthread_mutex_lock(&g->mutex);
    g->report->articles++;
    g->report->undated += a->date.precision == MORGUE_PRECISION_NONE;
    pthread_mutex_unlock(&g->mutex);
    if (g->file_articles++ % 256 == 255)
        tell_progress(g);
    return g->options->dry_run ? MORGUE_OK : push_article(g, a, err);
}

/* The name of a file for messages. */
static const char *shown(morgue_str path, char name[256])
{
    snprintf(name, 256, "%.*s", STR_ARGS(path));
    return name;
}

/* ---- the fingerprint of a file ---- */

static morgue_status start_print(ingest *g, morgue_error *err)
{
    g->hash = XXH3_createState();
    if (!g->hash)
        return fail_nomem(err);
    XXH3_128bits_reset(g->hash);
    return MORGUE_OK;
}

static void see_bytes(void *context, const void *bytes, size_t n)
{
    ingest *g = context;
    if (g->hash)
        XXH3_128bits_update(g->hash, bytes, n);
}

/* What is left of the file, and the fingerprint of all of it. */
static morgue_status end_print(ingest *g, int fd, const char *name, fingerprint *out,
                               morgue_error *err)
{
    enum { CHUNK = 1 << 16 };
    char *chunk = malloc(CHUNK);
    morgue_status status = chunk ? MORGUE_OK : fail_nomem(err);
    for (ssize_t n = 1; !status && n > 0;) {
        n = read(fd, chunk, CHUNK);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n < 0)
            status = fail_errno(err, MORGUE_IO, errno, "cannot read %s", name);
        else
            see_bytes(g, chunk, (size_t)n);
    }
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(g->hash));
    memcpy(out->bytes, canonical.digest, sizeof out->bytes);
    XXH3_freeState(g->hash);
    g->hash = NULL;
    free(chunk);
    return status;
}

static morgue_status print_of_file(ingest *g, int fd, const char *name, fingerprint *out,
                                   morgue_error *err)
{
    morgue_status status = start_print(g, err);
    if (!status)
        status = end_print(g, fd, name, out, err);
    if (!status && lseek(fd, 0, SEEK_SET) < 0)
        status = fail_errno(err, MORGUE_IO, errno, "cannot rewind %s", name);
    return status;
}

/* ---- its articles ---- */

static morgue_status read_articles(ingest *g, int fd, const source_file *file, pipe_end *end,
                                   morgue_error *err)
{
    source_options options = {.config = g->options->config,
                              .now = g->options->now,
                              .format = g->options->format,
                              .article = got_article,
                              .refuse = refused_member,
                              .bytes = see_bytes,
                              .context = g};
    morgue_error error;
    g->file_articles = g->file_failures = 0;
    morgue_status status = source_read(fd, file, &options, &error);
    bool fault = status == MORGUE_FORMAT || status == MORGUE_LIMIT || status == MORGUE_IO ||
                 status == MORGUE_INVALID;
    if (!status)
        ingest__failed_rest(g, file->path, g->file_failures);
    /* When the writing half has failed, the file is not to blame. */
    if (fault && !ingest__broken(g))
        ingest__failed(g, file->path, status, error.message);
    else if (status && status != MORGUE_CANCELLED) {
        if (err)
            *err = error;
        return status;
    }
    /* What was read stays, and the file is read again next time. */
    end->failed = status != MORGUE_OK;
    return MORGUE_OK;
}

static void note(ingest *g, morgue_str path, const char *what)
{
    if (g->options->note)
        g->options->note(g->options->context, path, what);
}

/* The fingerprint is made of the very bytes that the articles come from. */
static morgue_status read_and_print(ingest *g, int fd, const source_file *file, pipe_end *end,
                                    morgue_error *err)
{
    char name[256];
    morgue_error error;
    morgue_status status = start_print(g, err);
    if (status)
        return status;
    status = read_articles(g, fd, file, end, err);
    /* After an interruption nobody waits for the rest of a file, and of one that is
     * doubted no print is compared. */
    if (status || end->failed) {
        XXH3_freeState(g->hash);
        g->hash = NULL;
        return status;
    }
    morgue_status rest = end_print(g, fd, shown(file->path, name), &end->print, &error);
    if (rest == MORGUE_IO)
        ingest__failed(g, file->path, rest, error.message);
    end->failed = rest != MORGUE_OK;
    return MORGUE_OK;
}

static morgue_status read_file(ingest *g, int fd, const source_file *file, pipe_end *end,
                               morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    g->file = end->input ? file->path : (morgue_str){NULL, 0};
    if (!g->options->dry_run)
        status = push_mark(g, PIPE_BEGIN, g->file, NULL, err);
    if (!status)
        status = end->printed || !end->input ? read_articles(g, fd, file, end, err)
                                             : read_and_print(g, fd, file, end, err);
    if (!status && !g->options->dry_run)
        status = push_mark(g, PIPE_END, g->file, end, err);
    pthread_mutex_lock(&g->mutex);
    g->report->bytes += file->size;
    pthread_mutex_unlock(&g->mutex);
    tell_progress(g);
    return status;
}

/* How a file compares with what the archive knows of it. */
typedef struct comparison {
    bool known, same;
    input before; /* when known */
    pipe_end now;
} comparison;

static morgue_status compare(ingest *g, int fd, const source_file *file, comparison *c,
                             morgue_error *err)
{
    struct stat st;
    char name[256];
    if (fstat(fd, &st) < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot examine %s", shown(file->path, name));
    if (!S_ISREG(st.st_mode))
        return fail(err, MORGUE_IO, "not a file any more");
    c->known = ingest__input(g, file->path, &c->before);
    const input *in = &c->before;
    c->same = c->known && in->size == (uint64_t)st.st_size && in->ctime != 0 &&
              in->ctime == st.st_ctim.tv_sec && in->ctime_ns == st.st_ctim.tv_nsec;
    c->now = (pipe_end){.size = (uint64_t)st.st_size,
                        .ctime = st.st_ctim.tv_sec,
                        .ctime_ns = st.st_ctim.tv_nsec,
                        .input = true};
    if (c->same) {
        c->now.print = in->print;
        c->now.printed = true;
        return MORGUE_OK;
    }
    if (c->now.ctime + TOO_YOUNG >= g->options->now)
        c->now.ctime = c->now.ctime_ns = 0;
    if (!c->known || in->size != c->now.size)
        return MORGUE_OK;
    morgue_status status = print_of_file(g, fd, shown(file->path, name), &c->now.print, err);
    c->now.printed = !status;
    c->same = !status && memcmp(in->print.bytes, c->now.print.bytes, sizeof in->print.bytes) == 0;
    return status;
}

/* The same content under a new time: only the time is remembered anew. */
static morgue_status touch(ingest *g, const comparison *c, morgue_error *err)
{
    bool news = c->before.ctime != c->now.ctime || c->before.ctime_ns != c->now.ctime_ns;
    if (!news || g->options->dry_run)
        return MORGUE_OK;
    input in = c->before;
    in.ctime = c->now.ctime;
    in.ctime_ns = c->now.ctime_ns;
    /* A commit of the writing half may be saving the table. */
    morgue_status status = ingest__settle(g, err);
    return status ? status : ingest__set_input(g, &in, err);
}

static void count_file(ingest *g, const comparison *c)
{
    pthread_mutex_lock(&g->mutex);
    ingest_report *r = g->report;
    r->unchanged += c->same;
    r->changed += !c->same && c->known;
    r->fresh += !c->known;
    pthread_mutex_unlock(&g->mutex);
}

static morgue_status visit_open(ingest *g, int fd, const source_file *file, morgue_error *err)
{
    comparison c;
    morgue_status status = compare(g, fd, file, &c, err);
    if (status)
        return status;
    if (!g->reread) {
        count_file(g, &c);
        note(g, file->path, c.same ? "unchanged" : c.known ? "changed" : "new");
        if (c.same)
            return touch(g, &c, err);
    }
    *map_get(&g->seen, file->path) = SEEN_READ;
    return read_file(g, fd, file, &c.now, err);
}

/* The archive's own files are no articles, even when a root holds them. */
static bool of_archive(const ingest *g, morgue_str path)
{
    return g->own && below(str_of(g->own), path);
}

static morgue_status see(ingest *g, const source_file *file, bool *added, morgue_error *err)
{
    if (!map_put(&g->seen, file->path, added))
        return fail_nomem(err);
    g->walked++;
    if (*added) {
        pthread_mutex_lock(&g->mutex);
        g->report->files += !g->reread;
        pthread_mutex_unlock(&g->mutex);
    }
    return MORGUE_OK;
}

static morgue_status visit(void *context, int dir_fd, const char *name, const source_file *file,
                           morgue_error *err)
{
    ingest *g = context;
    bool added;
    if (ingest__cancelled(g))
        return fail(err, MORGUE_CANCELLED, "interrupted");
    if (of_archive(g, file->path))
        return MORGUE_OK;
    morgue_status status = see(g, file, &added, err);
    if (status || (!added && !g->reread))
        return status; /* named twice, or below two roots */
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        char why[160];
        snprintf(why, sizeof why, "cannot open it: %s", strerror(errno));
        refused(g, file->path, MORGUE_IO, why);
        return MORGUE_OK;
    }
    morgue_error error;
    status = visit_open(g, fd, file, &error);
    close(fd);
    if (status == MORGUE_IO && !ingest__broken(g)) {
        refused(g, file->path, status, error.message);
        return MORGUE_OK;
    }
    if (status && err)
        *err = error;
    return status;
}

/* ---- what has gone ---- */

bool ingest__hidden(const ingest *g, morgue_str path)
{
    size_t at = 0;
    for (const map_entry *e; (e = map_next(&g->kept, &at));)
        if (below(e->key, path))
            return true;
    return false;
}

/* Inputs below a root that the walk did not meet; *known counts all below it. */
static morgue_status find_vanished(ingest *g, morgue_str root, map *gone, size_t *known,
                                   morgue_error *err)
{
    size_t at = 0;
    for (const input *in; (in = store_writer_next_input(g->writer, &at));) {
        if (!below(root, in->path))
            continue;
        ++*known;
        if (!map_get(&g->seen, in->path) && !ingest__hidden(g, in->path) &&
            !map_put(gone, in->path, NULL))
            return fail_nomem(err);
    }
    return MORGUE_OK;
}

static morgue_status remove_file(ingest *g, morgue_str path, morgue_error *err)
{
    uint64_t removed = 0;
    g->report->vanished++;
    note(g, path, "vanished");
    if (g->options->dry_run)
        return MORGUE_OK;
    morgue_status status = store_writer_remove_path(g->writer, path, &removed, err);
    g->report->removed += removed;
    return status;
}

static morgue_status remove_vanished(ingest *g, const char *root, morgue_error *err)
{
    map gone = {0};
    size_t at = 0, known = 0;
    morgue_status status = ingest__settle(g, err);
    if (!status)
        status = find_vanished(g, str_of(root), &gone, &known, err);
    /* An unmounted disk is an empty folder. */
    if (!status && known && g->walked == 0)
        g->report->kept_empty_root = true;
    else
        for (const map_entry *e; !status && (e = map_next(&gone, &at));)
            status = remove_file(g, e->key, err);
    map_free(&gone);
    return status;
}

static morgue_status read_stdin(ingest *g, morgue_error *err)
{
    source_file file = {.path = STR("stdin")};
    pipe_end end = {0};
    g->from_stdin = true;
    g->report->files++;
    g->report->fresh++;
    morgue_status status = read_file(g, STDIN_FILENO, &file, &end, err);
    g->from_stdin = false;
    return status;
}

static morgue_status resolve(const char *root, char **real, morgue_error *err)
{
    *real = realpath(root, NULL);
    if (*real)
        return MORGUE_OK;
    return errno == ENOENT ? fail(err, MORGUE_NOTFOUND, "no such file or directory: %s", root)
                           : fail_errno(err, MORGUE_IO, errno, "cannot find %s", root);
}

morgue_status ingest__find_root(const char *root, morgue_error *err)
{
    char *real = NULL;
    morgue_status status = strcmp(root, "-") ? resolve(root, &real, err) : MORGUE_OK;
    free(real);
    return status;
}

morgue_status ingest__read_root(ingest *g, const char *root, morgue_error *err)
{
    if (!strcmp(root, "-"))
        return read_stdin(g, err);
    char *real;
    morgue_status status = resolve(root, &real, err);
    if (status)
        return status;
    source_walk walk = {visit, refused, g};
    g->walked = 0;
    status = source_walk_root(real, &walk, err);
    if (!status)
        status = remove_vanished(g, real, err);
    free(real);
    return status;
}

static morgue_status count_one(void *context, int dir_fd, const char *name, const source_file *file,
                               morgue_error *err)
{
    ingest *g = context;
    (void)dir_fd, (void)name;
    g->report->total_files += !of_archive(g, file->path);
    return ingest__cancelled(g) ? fail(err, MORGUE_CANCELLED, "interrupted") : MORGUE_OK;
}

void ingest__count_root(ingest *g, const char *root)
{
    char *real = strcmp(root, "-") ? realpath(root, NULL) : NULL;
    source_walk walk = {count_one, NULL, g};
    if (real) /* what goes wrong here goes wrong again when it is read */
        source_walk_root(real, &walk, NULL);
    free(real);
}

morgue_status ingest__read_again(ingest *g, const char *path, morgue_error *err)
{
    source_walk walk = {visit, refused, g};
    morgue_error error;
    g->reread = true;
    morgue_status status = source_walk_root(path, &walk, &error);
    g->reread = false;
    if (status == MORGUE_NOTFOUND)
        return MORGUE_OK;
    if (status && err)
        *err = error;
    return status;
}
