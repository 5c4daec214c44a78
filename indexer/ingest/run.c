/* A run: open, read every root, commit, write the ledger. */
#define _DEFAULT_SOURCE /* sysconf */
#include "run_internal.h"

#include "error.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_MEMORY (UINT64_C(512) << 20)
#define LEAST_MEMORY   (UINT64_C(64) << 20)

void ingest__failed(ingest *g, morgue_str path, morgue_status status, const char *why)
{
    pthread_mutex_lock(&g->mutex);
    g->report->failed++;
    /* Out of memory here loses a line of the ledger, not the count. */
    ledger_add(&g->failures, path, status, why, g->options->now, NULL);
    if (g->options->failed)
        g->options->failed(g->options->context, path, why);
    pthread_mutex_unlock(&g->mutex);
}

bool ingest__broken(ingest *g)
{
    return ingest__pipe_failed(g->pipe);
}

static unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 64 ? 64 : (unsigned)n;
}

static morgue_status open_all(ingest *g, const char *archive, morgue_error *err)
{
    const ingest_options *o = g->options;
    uint64_t memory = o->memory ? o->memory : DEFAULT_MEMORY;
    memory = memory < LEAST_MEMORY ? LEAST_MEMORY : memory;
    morgue_status status = store_writer_open(&g->writer, archive, o->config, memory / 4, err);
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
        status = ingest__pipe_new(&g->pipe, o->config, g->names, threads, (size_t)(memory / 8),
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
    map_free(&g->seen);
    map_free(&g->kept);
    pthread_mutex_destroy(&g->mutex);
}

static morgue_status read_roots(ingest *g, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < g->options->root_count; i++)
        status = ingest__read_root(g, g->options->roots[i], err);
    return status;
}

/* Articles that were passed over as copies must come back when the original
 * has gone: their files are read once more. */
static morgue_status read_copies_again(ingest *g, morgue_error *err)
{
    bool any = false;
    size_t at = 0;
    for (const input *in; !any && (in = store_writer_next_input(g->writer, &at));)
        any = in->had_copies;
    if (!any || g->report->removed + g->report->replaced == 0 || g->options->dry_run)
        return MORGUE_OK;
    g->reread = true;
    morgue_status status = read_roots(g, err);
    g->reread = false;
    return status ? status : ingest__pipe_drain(g->pipe, err);
}

/* Failures that this run did not look at again stay in the ledger. */
static bool still_open(void *context, morgue_str path)
{
    ingest *g = context;
    morgue_str file = str_range(path, 0, str_find(path, 0, '#'));
    if (map_get(&g->seen, file) || map_get(&g->seen, path))
        return false;
    for (size_t i = 0; i < g->options->root_count; i++) {
        char *real = realpath(g->options->roots[i], NULL);
        bool under = real && ledger_covers(str_of(real), path);
        free(real);
        if (under || (!strcmp(g->options->roots[i], "-") && str_starts(path, STR("stdin"))))
            return false;
    }
    return true;
}

static morgue_status save_ledger(ingest *g, const char *archive, morgue_error *err)
{
    int dir_fd = open(archive, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir_fd < 0)
        return fail(err, MORGUE_IO, "cannot open %s", archive);
    ledger old = {0};
    /* A damaged ledger is a loss of old notes, no reason to lose the new. */
    morgue_status status = MORGUE_OK;
    if (!ledger_load(&old, dir_fd, NULL))
        status = ledger_merge(&g->failures, &old, still_open, g, err);
    if (!status)
        status = ledger_save(&g->failures, dir_fd, err);
    ledger_free(&old);
    close(dir_fd);
    return status;
}

static morgue_status finish(ingest *g, const char *archive, morgue_error *err)
{
    morgue_status status = ingest__pipe_drain(g->pipe, err);
    if (!status && !g->options->dry_run)
        status = store_writer_commit(g->writer, err);
    if (!status && !g->options->dry_run)
        status = save_ledger(g, archive, err);
    return status;
}

morgue_status ingest_run(const char *archive, const ingest_options *options,
                         ingest_report *report, morgue_error *err)
{
    *report = (ingest_report){0};
    ingest g = {.options = options, .report = report, .started = (int64_t)time(NULL)};
    pthread_mutex_init(&g.mutex, NULL);
    morgue_status status = open_all(&g, archive, err);
    if (!status)
        status = read_roots(&g, err);
    if (!status)
        status = read_copies_again(&g, err);
    morgue_error later;
    morgue_status kept = MORGUE_OK;
    if (!status || status == MORGUE_CANCELLED)
        kept = finish(&g, archive, &later);
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
