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

/* ---- one file ---- */

static morgue_str own_copy(morgue_str s)
{
    char *copy = malloc(s.len + 1);
    if (copy && s.len)
        memcpy(copy, s.ptr, s.len);
    return (morgue_str){copy, copy ? s.len : 0};
}

static morgue_status push_mark(ingest *g, pipe_kind kind, morgue_str path, const pipe_end *end,
                               morgue_error *err)
{
    pipe_item item = {.kind = kind, .path = own_copy(path)};
    if (!item.path.ptr)
        return fail_nomem(err);
    if (end)
        item.end = *end;
    return ingest__pipe_push(g->pipe, item, err);
}

/* Standard input has no name that lasts: an article without an id of its own
 * gets one from its content. */
static morgue_status name_by_content(morgue_article *article, morgue_article **out,
                                     morgue_error *err)
{
    char id[64];
    article->id = (morgue_str){NULL, 0};
    fingerprint print = article_fingerprint(article);
    int n = snprintf(id, sizeof id, "stdin:");
    for (size_t i = 0; i < sizeof print.bytes; i++)
        n += snprintf(id + n, sizeof id - (size_t)n, "%02x", print.bytes[i]);
    article->id = (morgue_str){id, (size_t)n};
    return article_copy(out, article, err);
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
    if (g->options->dry_run)
        return MORGUE_OK;
    pipe_item item = {.kind = PIPE_ARTICLE};
    morgue_article view = *a;
    bool nameless = g->from_stdin && str_equal(a->id, a->path);
    morgue_status status = nameless ? name_by_content(&view, &item.article, err)
                                    : article_copy(&item.article, a, err);
    /* While it is drafted, an article costs tokens and terms beside its text:
     * at worst, of one-letter words, so much. */
    item.bytes = 4096 + 60 * (a->body.len + a->title.len);
    return status ? status : ingest__pipe_push(g->pipe, item, err);
}

static morgue_status fingerprint_file(int fd, const char *name, fingerprint *out, morgue_error *err)
{
    enum { CHUNK = 1 << 16 };
    XXH3_state_t *state = XXH3_createState();
    char *chunk = malloc(CHUNK);
    morgue_status status = state && chunk ? MORGUE_OK : fail_nomem(err);
    if (!status)
        XXH3_128bits_reset(state);
    for (ssize_t n = 1; !status && n > 0;) {
        n = read(fd, chunk, CHUNK);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n < 0)
            status = fail_errno(err, MORGUE_IO, errno, "cannot read %s", name);
        else
            XXH3_128bits_update(state, chunk, (size_t)n);
    }
    if (!status) {
        XXH128_canonical_t canonical;
        XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
        memcpy(out->bytes, canonical.digest, sizeof out->bytes);
        if (lseek(fd, 0, SEEK_SET) < 0)
            status = fail_errno(err, MORGUE_IO, errno, "cannot rewind %s", name);
    }
    XXH3_freeState(state);
    free(chunk);
    return status;
}

static morgue_status read_articles(ingest *g, int fd, const source_file *file, pipe_end *end,
                                   morgue_error *err)
{
    source_options options = {.config = g->options->config,
                              .now = g->options->now,
                              .format = g->options->format,
                              .article = got_article,
                              .refuse = refused,
                              .context = g};
    morgue_error error;
    g->file_articles = 0;
    morgue_status status = source_read(fd, file, &options, &error);
    bool fault = status == MORGUE_FORMAT || status == MORGUE_LIMIT || status == MORGUE_IO ||
                 status == MORGUE_INVALID;
    if (fault) {
        ingest__failed(g, file->path, status, error.message);
        end->failed = true;
        end->remember = false;
        return MORGUE_OK;
    }
    if (status == MORGUE_CANCELLED) {
        /* What was read stays; the file is read again next time. */
        end->failed = true;
        end->remember = false;
        return MORGUE_OK;
    }
    if (status && err)
        *err = error;
    return status;
}

static void note_plan(ingest *g, const source_file *file, const char *what)
{
    if (g->options->dry_run && g->options->note)
        g->options->note(g->options->context, file->path, what);
}

static morgue_status read_file(ingest *g, int fd, const source_file *file, pipe_end *end,
                               morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    if (!g->options->dry_run)
        status = push_mark(g, PIPE_BEGIN, end->remember ? file->path : (morgue_str){NULL, 0}, NULL,
                           err);
    if (!status)
        status = read_articles(g, fd, file, end, err);
    if (!status && !g->options->dry_run)
        status = push_mark(g, PIPE_END, file->path, end, err);
    pthread_mutex_lock(&g->mutex);
    g->report->bytes += file->size;
    pthread_mutex_unlock(&g->mutex);
    tell_progress(g);
    return status;
}

/* Is the file as it was when it was read last? *known tells whether it was. */
static morgue_status compare(ingest *g, int fd, const struct stat *st, const source_file *file,
                             pipe_end *end, bool *same, const input **known, morgue_error *err)
{
    const input *in = store_writer_input(g->writer, file->path);
    *known = in;
    *same = in && in->size == (uint64_t)st->st_size && in->ctime != 0 &&
            in->ctime == st->st_ctim.tv_sec && in->ctime_ns == st->st_ctim.tv_nsec;
    *end = (pipe_end){.size = (uint64_t)st->st_size,
                      .ctime = st->st_ctim.tv_sec,
                      .ctime_ns = st->st_ctim.tv_nsec,
                      .remember = true};
    if (*same)
        return MORGUE_OK;
    if (end->ctime + TOO_YOUNG >= g->started)
        end->ctime = end->ctime_ns = 0;
    char name[256];
    snprintf(name, sizeof name, "%.*s", STR_ARGS(file->path));
    morgue_status status = fingerprint_file(fd, name, &end->print, err);
    *same = !status && in && in->size == end->size &&
            memcmp(in->print.bytes, end->print.bytes, sizeof end->print.bytes) == 0;
    return status;
}

/* The same content under a new time: only the time is remembered anew. */
static morgue_status touch(ingest *g, const input *known, const pipe_end *end, morgue_error *err)
{
    bool news = known->ctime != end->ctime || known->ctime_ns != end->ctime_ns;
    if (!news || g->options->dry_run || (end->ctime == 0 && known->ctime == 0))
        return MORGUE_OK;
    /* The writing half may be using the table. */
    morgue_status status = ingest__pipe_drain(g->pipe, err);
    input in = *known;
    in.ctime = end->ctime;
    in.ctime_ns = end->ctime_ns;
    return status ? status : store_writer_set_input(g->writer, &in, err);
}

static morgue_status visit_open(ingest *g, int fd, const source_file *file, morgue_error *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot examine a file");
    pipe_end end;
    bool same = false;
    const input *known = NULL;
    morgue_status status = compare(g, fd, &st, file, &end, &same, &known, err);
    if (status)
        return status;
    bool again = g->reread && known && known->had_copies;
    pthread_mutex_lock(&g->mutex);
    ingest_report *r = g->report;
    r->unchanged += same && !again;
    r->changed += !same && known;
    r->fresh += !known;
    pthread_mutex_unlock(&g->mutex);
    note_plan(g, file, same ? "unchanged" : known ? "changed" : "new");
    if (same && !again)
        return touch(g, known, &end, err);
    if (same)
        end.print = known->print;
    return read_file(g, fd, file, &end, err);
}

static morgue_status visit(void *context, int dir_fd, const char *name, const source_file *file,
                           morgue_error *err)
{
    ingest *g = context;
    if (ingest__cancelled(g))
        return fail(err, MORGUE_CANCELLED, "interrupted");
    bool added = false;
    if (!map_put(&g->seen, file->path, &added))
        return fail_nomem(err);
    g->walked++;
    if (!added && !g->reread)
        return MORGUE_OK; /* named twice, or below two roots */
    pthread_mutex_lock(&g->mutex);
    g->report->files += !g->reread;
    pthread_mutex_unlock(&g->mutex);
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        char why[160];
        snprintf(why, sizeof why, "cannot open it: %s", strerror(errno));
        refused(g, file->path, MORGUE_IO, why);
        return MORGUE_OK;
    }
    morgue_error error;
    morgue_status status = visit_open(g, fd, file, &error);
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

static bool below(morgue_str root, morgue_str path)
{
    return str_starts(path, root) &&
           (path.len == root.len || path.ptr[root.len] == '/' || str_ends(root, STR("/")));
}

static bool hidden(const ingest *g, morgue_str path)
{
    size_t at = 0;
    for (const map_entry *e; (e = map_next(&g->kept, &at));)
        if (below(e->key, path))
            return true;
    return false;
}

/* Inputs below a root that the walk did not meet. */
static morgue_status remove_vanished(ingest *g, const char *root, morgue_error *err)
{
    morgue_status status = ingest__pipe_drain(g->pipe, err);
    map gone = {0};
    size_t at = 0, known = 0;
    for (const input *in; !status && (in = store_writer_next_input(g->writer, &at));) {
        if (!below(str_of(root), in->path))
            continue;
        known++;
        if (!map_get(&g->seen, in->path) && !hidden(g, in->path) && !map_put(&gone, in->path, NULL))
            status = fail_nomem(err);
    }
    /* An unmounted disk is an empty folder. */
    if (!status && known && g->walked == 0) {
        g->report->kept_empty_root = true;
        map_free(&gone);
        return MORGUE_OK;
    }
    at = 0;
    for (const map_entry *e; !status && (e = map_next(&gone, &at));) {
        uint64_t removed = 0;
        g->report->vanished++;
        if (g->options->dry_run) {
            if (g->options->note)
                g->options->note(g->options->context, e->key, "vanished");
            continue;
        }
        status = store_writer_remove_path(g->writer, e->key, &removed, err);
        g->report->removed += removed;
    }
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

morgue_status ingest__read_root(ingest *g, const char *root, morgue_error *err)
{
    if (!strcmp(root, "-"))
        return read_stdin(g, err);
    char *real = realpath(root, NULL);
    if (!real)
        return errno == ENOENT
                   ? fail(err, MORGUE_NOTFOUND, "no such file or directory: %s", root)
                   : fail_errno(err, MORGUE_IO, errno, "cannot find %s", root);
    source_walk walk = {visit, refused, g};
    g->walked = 0;
    morgue_status status = source_walk_root(real, &walk, err);
    if (!status && !g->reread)
        status = remove_vanished(g, real, err);
    free(real);
    return status;
}
