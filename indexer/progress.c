/* How far a run of morgue-index is, on standard error. */
#include "progress.h"

#include "ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool progress_known(const char *when)
{
    return !strcmp(when, "auto") || !strcmp(when, "plain") || !strcmp(when, "never");
}

void progress_init(progress_display *d, const char *when, bool quiet, bool verbose)
{
    *d = (progress_display){.quiet = quiet, .verbose = verbose};
    d->live = !quiet && !strcmp(when, "auto") && isatty(STDERR_FILENO);
    d->plain = !quiet && !strcmp(when, "plain");
    d->started = d->last = seconds();
}

void progress_end(progress_display *d)
{
    if (d->shown)
        fputs("\r\033[K", stderr);
    d->shown = false;
}

static void print_rate(const progress_display *d, const ingest_report *r, double now)
{
    double elapsed = now - d->started;
    double rate = elapsed > 0 ? (double)r->bytes / 1e6 / elapsed : 0;
    fprintf(stderr, "%" PRIu64 " files, %" PRIu64 " articles, %.1f MB, %.1f MB/s", r->files,
            r->articles, (double)r->bytes / 1e6, rate);
    if (r->failed)
        fprintf(stderr, ", %" PRIu64 " failed", r->failed);
    if (r->total_files > r->files && r->files && elapsed > 1)
        fprintf(stderr, ", %.0f s left",
                elapsed * (double)(r->total_files - r->files) / (double)r->files);
}

void progress_show(void *context, const ingest_report *r)
{
    progress_display *d = context;
    double now = seconds();
    if ((!d->live && !d->plain) || now - d->last < (d->live ? 0.1 : 30.0))
        return;
    d->last = now;
    if (d->live)
        fputs("\r\033[K", stderr);
    print_rate(d, r, now);
    if (d->plain)
        fputc('\n', stderr);
    d->shown = d->live;
}

/* "1 file", "2 files" */
static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void print_line(progress_display *d, morgue_str path, const char *between, const char *text)
{
    strbuf shown = {0};
    ledger_printable(path, &shown);
    progress_end(d);
    fprintf(stderr, "%s%s%s\n", shown.ptr ? shown.ptr : "", between, text);
    strbuf_free(&shown);
}

void progress_failed(void *context, morgue_str path, const char *why)
{
    print_line(context, path, ": ", why);
}

void progress_note(void *context, morgue_str path, const char *text)
{
    progress_display *d = context;
    if (d->verbose)
        print_line(d, path, "  ", text);
}

void progress_summary(progress_display *d, const ingest_report *r, const char *archive,
                      bool dry_run)
{
    if (r->kept_empty_root)
        fprintf(stderr, "a directory that had files before has none now: nothing was removed, in "
                        "case a disk is not mounted\n");
    const char *files = plural(r->files);
    if (r->files == 0 && r->segments) {
        fprintf(stderr, "the archive has %" PRIu64 " segment%s\n", r->segments,
                plural(r->segments));
        return;
    }
    if (r->fresh + r->changed + r->vanished == 0 && !r->failed) {
        fprintf(stderr, "nothing changed in %" PRIu64 " file%s\n", r->files, files);
        return;
    }
    fprintf(stderr,
            "%s%" PRIu64 " file%s: %" PRIu64 " new, %" PRIu64 " changed, %" PRIu64
            " unchanged, %" PRIu64 " vanished, %" PRIu64 " failed\n",
            dry_run ? "would read " : "", r->files, files, r->fresh, r->changed, r->unchanged,
            r->vanished, r->failed);
    if (dry_run)
        return;
    fprintf(stderr,
            "%" PRIu64 " article%s: %" PRIu64 " added, %" PRIu64 " replaced, %" PRIu64
            " removed, %" PRIu64 " unchanged",
            r->articles, plural(r->articles), r->added, r->replaced, r->removed, r->same);
    if (r->copies)
        fprintf(stderr, ", %" PRIu64 " cop%s", r->copies, r->copies == 1 ? "y" : "ies");
    if (r->undated)
        fprintf(stderr, ", %" PRIu64 " undated", r->undated);
    fprintf(stderr, " (%.1f s)\n", seconds() - d->started);
    if (r->clashes)
        fprintf(stderr,
                "%" PRIu64 " article%s had the id of another one and got \"~2\" or so behind it\n",
                r->clashes, plural(r->clashes));
    if (r->failed)
        fprintf(stderr, "what failed is listed in %s/" LEDGER_FILE "\n", archive);
}
