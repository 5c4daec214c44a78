/* A run: open, read every root, commit, write the ledger. */
#define _DEFAULT_SOURCE /* sysconf */
#include "budget.h"
#include "run_internal.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Called with the mutex held. One line of the ledger a path: a root named twice
 * or a file read twice says nothing new. */
static void note_failure(ingest *g, morgue_str path, morgue_status status, const char *why)
{
    strbuf shown = {0};
    bool added = false;
    ledger_printable(path, &shown);
    if (!shown.failed && map_put(&g->reported, strbuf_view(&shown), &added) && added) {
        g->report->failed++;
        /* Out of memory here loses a line of the ledger, not the count. */
        ledger_add(&g->failures, path, status, why, g->options->now, NULL);
        if (g->options->failed)
            g->options->failed(g->options->context, path, why);
    }
    strbuf_free(&shown);
}

void ingest__failed(ingest *g, morgue_str path, morgue_status status, const char *why)
{
    pthread_mutex_lock(&g->mutex);
    note_failure(g, path, status, why);
    pthread_mutex_unlock(&g->mutex);
}

void ingest__failed_member(ingest *g, morgue_str path, morgue_status status, const char *why,
                           uint64_t *count)
{
    pthread_mutex_lock(&g->mutex);
    if (++*count <= MOST_FAILURES)
        note_failure(g, path, status, why);
    pthread_mutex_unlock(&g->mutex);
}

void ingest__failed_rest(ingest *g, morgue_str file, uint64_t count)
{
    if (count <= MOST_FAILURES)
        return;
    char why[100];
    snprintf(why, sizeof why, "%llu of its articles failed; only the first %d are listed",
             (unsigned long long)count, MOST_FAILURES);
    ingest__failed(g, file, MORGUE_LIMIT, why);
}

bool ingest__input(ingest *g, morgue_str path, input *out)
{
    pthread_mutex_lock(&g->mutex);
    const input *in = store_writer_input(g->writer, path);
    if (in)
        *out = *in;
    pthread_mutex_unlock(&g->mutex);
    return in != NULL;
}

morgue_status ingest__set_input(ingest *g, const input *in, morgue_error *err)
{
    pthread_mutex_lock(&g->mutex);
    morgue_status status = store_writer_set_input(g->writer, in, err);
    pthread_mutex_unlock(&g->mutex);
    return status;
}

morgue_status ingest__settle(ingest *g, morgue_error *err)
{
    return g->pipe ? ingest__pipe_drain(g->pipe, err) : MORGUE_OK;
}

bool ingest__broken(ingest *g)
{
    return g->pipe && ingest__pipe_failed(g->pipe);
}

static unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 64 ? 64 : (unsigned)n;
}

static morgue_status open_all(ingest *g, const char *archive, morgue_error *err)
{
    const ingest_options *o = g->options;
    if (o->dry_run)
        return store_writer_peek(&g->writer, archive, o->config, err);
    morgue_status status =
        store_writer_open(&g->writer, archive, o->config, budget_segment(o->memory), err);
    if (!status)
        status = analyzer_new(&g->analyzer, o->config->language, err);
    if (!status)
        status = archive_load_aliases(&g->aliases, o->config, g->analyzer, err);
    if (!status)
        status = recogniser_new(&g->names, g->aliases, err);
    if (!status)
        status = drafter_new(&g->redrafter, o->config, g->names, err);
    unsigned threads = o->threads ? o->threads : processors();
    if (!status)
        status = ingest__pipe_new(&g->pipe, o->config, g->names, threads, budget_pipe(o->memory),
                                  ingest__write, g, err);
    return status;
}

static void close_all(ingest *g)
{
    ingest__pipe_free(g->pipe);
    drafter_free(g->redrafter);
    recogniser_free(g->names);
    alias_table_free(g->aliases);
    analyzer_free(g->analyzer);
    store_writer_free(g->writer);
    ledger_free(&g->failures);
    map_free(&g->reported);
    map_free(&g->seen);
    map_free(&g->kept);
    map_free(&g->crowded);
    free(g->own);
    pthread_mutex_destroy(&g->mutex);
}

static morgue_status read_roots(ingest *g, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; g->options->progress && i < g->options->root_count; i++)
        ingest__count_root(g, g->options->roots[i]);
    for (size_t i = 0; !status && i < g->options->root_count; i++)
        status = ingest__read_root(g, g->options->roots[i], err);
    return status ? status : ingest__settle(g, err);
}

/* ---- copies ---- */

/* Has this run taken anything away that a file elsewhere may hold a copy of? */
static bool lost_any(ingest *g)
{
    pthread_mutex_lock(&g->mutex);
    bool lost = g->report->removed + g->report->replaced > 0;
    pthread_mutex_unlock(&g->mutex);
    return lost;
}

static morgue_status doubt_copies(ingest *g, morgue_error *err)
{
    pthread_mutex_lock(&g->mutex);
    morgue_status status = store_writer_doubt_copies(g->writer, err);
    pthread_mutex_unlock(&g->mutex);
    return status;
}

static bool read_by_now(const ingest *g, morgue_str path)
{
    const uint64_t *how = map_get(&g->seen, path);
    return how && *how == SEEN_READ;
}

/* The files with copies, below any root: all when something is lost, else those
 * that an interrupted run owes. NUL-terminated paths, one after another. */
static morgue_status list_copies(const ingest *g, bool lost, strbuf *paths, morgue_error *err)
{
    size_t at = 0;
    for (const input *in; (in = store_writer_next_input(g->writer, &at));) {
        bool owed = in->size == INPUT_DOUBTED && !read_by_now(g, in->path);
        if (!in->had_copies || !(lost || owed))
            continue;
        strbuf_str(paths, in->path);
        strbuf_char(paths, '\0');
    }
    return strbuf_check(paths, err);
}

/* Articles that were passed over as copies must come back when the original has
 * gone: their files are read once more. Until each has been, it is doubted, so
 * that a run which ends in between leaves the rest to the next. */
static morgue_status read_copies_again(ingest *g, morgue_error *err)
{
    strbuf paths = {0};
    bool lost = lost_any(g);
    morgue_status status = list_copies(g, lost, &paths, err);
    if (!status && lost)
        status = doubt_copies(g, err);
    for (size_t at = 0; !status && at < paths.len; at += strlen(paths.ptr + at) + 1)
        status = ingest__read_again(g, paths.ptr + at, err);
    strbuf_free(&paths);
    return status ? status : ingest__settle(g, err);
}

/* ---- the ledger ---- */

static bool under_a_root(const ingest *g, morgue_str path)
{
    bool under = false;
    for (size_t i = 0; !under && i < g->options->root_count; i++) {
        const char *root = g->options->roots[i];
        char *real = strcmp(root, "-") ? realpath(root, NULL) : strdup("stdin");
        under = real && ledger_covers(str_of(real), path);
        free(real);
    }
    return under;
}

/* Failures that this run did not look at again stay in the ledger; they count
 * when the run passed over their file because it has not changed. */
static bool still_open(void *context, morgue_str path)
{
    ingest *g = context;
    if (map_get(&g->reported, path))
        return false;
    const uint64_t *how = map_get(&g->seen, path);
    if (!how)
        how = map_get(&g->seen, ledger_file(path));
    if (how) {
        g->report->failed += *how == SEEN_UNCHANGED;
        return *how == SEEN_UNCHANGED;
    }
    return g->cancelled || ingest__hidden(g, path) || !under_a_root(g, path);
}

/* In the middle of a run, when it is not known yet what of the old will stay. */
static bool not_reported(void *context, morgue_str path)
{
    ingest *g = context;
    return !map_get(&g->reported, path);
}

/* It is written before the commit: a crash in between leaves notes of failures
 * that happened, never articles without the note of their neighbours. */
static morgue_status save_ledger(ingest *g, ledger_keep *keep, morgue_error *err)
{
    ledger old = {0}, all = {0};
    int dir_fd = open(g->own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot open %s", g->own);
    morgue_status status = ledger_merge(&all, &g->failures, NULL, NULL, err);
    /* A damaged ledger is a loss of old notes, no reason to lose the new. */
    if (!status && !ledger_load(&old, dir_fd, NULL))
        status = ledger_merge(&all, &old, keep, g, err);
    if (!status)
        status = ledger_save(&all, dir_fd, err);
    ledger_free(&old);
    ledger_free(&all);
    close(dir_fd);
    return status;
}

/* ---- the run ---- */

morgue_status ingest__commit(ingest *g, morgue_error *err)
{
    morgue_status status = lost_any(g) ? doubt_copies(g, err) : MORGUE_OK;
    pthread_mutex_lock(&g->mutex);
    if (!status)
        status = save_ledger(g, not_reported, err);
    pthread_mutex_unlock(&g->mutex);
    return status ? status : store_writer_commit(g->writer, err);
}

static int stop_merge(void *context)
{
    return ingest__cancelled(context);
}

/* Everything is committed by now, and an unmerged archive is a sound one: only
 * who asked for the merge is failed by it. */
static morgue_status merge(ingest *g, morgue_error *err)
{
    const ingest_options *o = g->options;
    /* An interrupted run has said what it did. */
    if (g->cancelled && !o->optimize)
        return MORGUE_OK;
    morgue_error error;
    morgue_status status = store_writer_merge(g->writer, o->optimize, stop_merge, g, &error);
    const morgue_archive *view = store_writer_view(g->writer);
    g->report->segments = view ? view->manifest.count : 0;
    if (status && o->optimize) {
        if (err)
            *err = error;
        return status;
    }
    if (status && status != MORGUE_CANCELLED && o->failed) {
        char why[MORGUE_ERROR_MESSAGE_SIZE];
        snprintf(why, sizeof why, "committed, but not merged: %.400s", error.message);
        o->failed(o->context, str_of(g->own), why);
    }
    return MORGUE_OK;
}

static morgue_status finish(ingest *g, morgue_error *err)
{
    morgue_status status = ingest__settle(g, err);
    if (status || g->options->dry_run)
        return status;
    if (g->cancelled && lost_any(g))
        status = doubt_copies(g, err);
    if (!status)
        status = save_ledger(g, still_open, err);
    if (!status)
        status = store_writer_commit(g->writer, err);
    return status ? status : merge(g, err);
}

static morgue_status run(ingest *g, const char *archive, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < g->options->root_count; i++)
        status = ingest__find_root(g->options->roots[i], err);
    if (!status)
        status = open_all(g, archive, err);
    if (status)
        return status;
    g->own = realpath(archive, NULL);
    if (!g->own && !g->options->dry_run)
        return fail_errno(err, MORGUE_IO, errno, "cannot find %s", archive);
    status = read_roots(g, err);
    if (!status && !g->options->dry_run)
        status = read_copies_again(g, err);
    return status;
}

morgue_status ingest_run(const char *archive, const ingest_options *options, ingest_report *report,
                         morgue_error *err)
{
    *report = (ingest_report){0};
    ingest g = {.options = options, .report = report};
    pthread_mutex_init(&g.mutex, NULL);
    morgue_status status = run(&g, archive, err);
    morgue_error later;
    morgue_status kept = MORGUE_OK;
    if (!status || status == MORGUE_CANCELLED)
        kept = finish(&g, &later);
    if (kept) {
        status = kept;
        if (err)
            *err = later;
    } else if (!status && g.cancelled) {
        status = fail(err, MORGUE_CANCELLED, "interrupted");
    }
    close_all(&g);
    return status;
}
