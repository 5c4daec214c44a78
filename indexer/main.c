/* morgue-index: the one program that writes archives. */
#include "dump.h"
#include "ingest.h"
#include "program.h"
#include "progress.h"

#include "error.h"

#include <morgue/version.h>

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NAME "morgue-index"

#define MOST_HEAP   ((size_t)512 << 20) /* in large pages */
#define FEW_THREADS 4

typedef struct index_options {
    const char *archive, *config, *dump, *progress, *format;
    uint64_t memory;
    unsigned threads;
    bool dry_run, optimize, quiet, verbose;
} index_options;

static const char usage[] =
    "usage: morgue-index [options] PATH…\n"
    "\n"
    "Brings an archive up to date with files, directories, or standard input (-).\n"
    "Files that have not changed are skipped; articles of files that have gone from a\n"
    "directory named here are removed.\n"
    "\n"
    "  -a, --archive=DIR    the archive ($MORGUE_ARCHIVE, or ~/.local/share/morgue/default)\n"
    "      --config=FILE    the configuration ($MORGUE_CONFIG); empty for none\n"
    "      --format=NAME    read every file as text, markdown, html, json or jsonl\n"
    "      --memory=SIZE    stay within so much memory (512M)\n"
    "      --threads=N      threads that analyse (one a processor)\n"
    "      --optimize       afterwards, merge the whole archive into one segment\n"
    "      --dry-run        tell what would be done, write nothing\n"
    "      --dump=STAGE     print article, tokens, entities or draft of each article instead\n"
    "      --progress=WHEN  auto, plain (a line every 30 s) or never\n"
    "  -q, --quiet          only errors\n"
    "  -v, --verbose        name each file\n"
    "  -h, --help           this text\n"
    "      --version        the version\n"
    "\n"
    "Exit status: 0 done, 2 error, 3 archive of another format, 4 done but some inputs\n"
    "failed (they are in the archive's failed.jsonl), 5 another writer has the archive,\n"
    "130 interrupted.\n";

enum {
    OPT_CONFIG = 256,
    OPT_FORMAT,
    OPT_MEMORY,
    OPT_THREADS,
    OPT_DRY,
    OPT_OPTIMIZE,
    OPT_DUMP,
    OPT_PROGRESS,
    OPT_VERSION
};

static const struct option long_options[] = {
    {"archive", required_argument, NULL, 'a'},
    {"config", required_argument, NULL, OPT_CONFIG},
    {"format", required_argument, NULL, OPT_FORMAT},
    {"memory", required_argument, NULL, OPT_MEMORY},
    {"threads", required_argument, NULL, OPT_THREADS},
    {"dry-run", no_argument, NULL, OPT_DRY},
    {"optimize", no_argument, NULL, OPT_OPTIMIZE},
    {"dump", required_argument, NULL, OPT_DUMP},
    {"progress", required_argument, NULL, OPT_PROGRESS},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPT_VERSION},
    {NULL, 0, NULL, 0},
};

static bool known_format(const char *name)
{
    const source_reader *reader;
    for (size_t i = 0; (reader = source_reader_at(i)); i++)
        if (!strcmp(reader->name, name))
            return true;
    return false;
}

/* Returns -1 to go on, else the exit code. */
static int parse_number_options(index_options *o, int c)
{
    uint64_t n;
    if (c == OPT_MEMORY && (!program_size(optarg, &o->memory) || o->memory < (64u << 20)))
        return program_usage(NAME, "--memory takes a size of at least 64M, not '%s'", optarg);
    if (c == OPT_THREADS) {
        if (!str_to_u64(str_of(optarg), &n) || n < 1 || n > 256)
            return program_usage(NAME, "--threads takes a number from 1 to 256, not '%s'", optarg);
        o->threads = (unsigned)n;
    }
    return -1;
}

static int parse_word_options(index_options *o, int c)
{
    switch (c) {
    case OPT_FORMAT:
        o->format = optarg;
        return known_format(optarg) ? -1 : program_usage(NAME, "no reader is called '%s'", optarg);
    case OPT_DUMP:
        o->dump = optarg;
        return dump_stage_known(optarg)
                   ? -1
                   : program_usage(
                         NAME, "--dump takes article, tokens, entities or draft, not '%s'", optarg);
    case OPT_PROGRESS:
        o->progress = optarg;
        return progress_known(optarg)
                   ? -1
                   : program_usage(NAME, "--progress takes auto, plain or never, not '%s'", optarg);
    default:
        return parse_number_options(o, c);
    }
}

static int parse_options(int argc, char **argv, index_options *o)
{
    int c, code;
    while ((c = getopt_long(argc, argv, "a:qvh", long_options, NULL)) != -1) {
        switch (c) {
        case 'a':
            o->archive = optarg;
            break;
        case OPT_CONFIG:
            o->config = optarg;
            break;
        case OPT_DRY:
            o->dry_run = true;
            break;
        case OPT_OPTIMIZE:
            o->optimize = true;
            break;
        case 'q':
            o->quiet = true;
            break;
        case 'v':
            o->verbose = true;
            break;
        case 'h':
            fputs(usage, stdout);
            return program_finish(NAME, EXIT_FOUND);
        case OPT_VERSION:
            printf("morgue-index %s\n", morgue_version());
            return program_finish(NAME, EXIT_FOUND);
        case '?':
            fprintf(stderr, "'%s --help' tells more\n", NAME);
            return EXIT_ERROR;
        default:
            code = parse_word_options(o, c);
            if (code >= 0)
                return code;
        }
    }
    if (optind == argc && !o->optimize)
        return program_usage(NAME, "name at least one file or directory (or - for standard input)");
    return -1;
}

static int run_index(const index_options *o, const morgue_config *config, const char *archive,
                     char **paths, size_t count)
{
    progress_display display;
    progress_init(&display, o->progress ? o->progress : "auto", o->quiet, o->verbose || o->dry_run);
    ingest_options options = {.roots = (const char *const *)paths,
                              .root_count = count,
                              .config = config,
                              .format = o->format,
                              .memory = o->memory,
                              .threads = o->threads,
                              .now = (int64_t)time(NULL),
                              .optimize = o->optimize,
                              .dry_run = o->dry_run,
                              .failed = progress_failed,
                              .note = progress_note,
                              .progress = progress_show,
                              .cancel = program_interrupted,
                              .context = &display};
    ingest_report report;
    morgue_error error;
    program_catch_interrupts();
    morgue_status status = ingest_run(archive, &options, &report, &error);
    progress_end(&display);
    if (status && status != MORGUE_CANCELLED) {
        int code = program_fail(NAME, &error);
        return status == MORGUE_NOTFOUND ? EXIT_ERROR : code;
    }
    if (!o->quiet)
        progress_summary(&display, &report, archive, o->dry_run);
    if (status)
        return program_fail(NAME, &error);
    return report.failed ? EXIT_PARTLY : EXIT_FOUND;
}

/* Threads that share a heap wait for one another: few of them hardly ever. */
static void prepare_memory(const index_options *o)
{
    long threads = o->threads ? (long)o->threads : sysconf(_SC_NPROCESSORS_ONLN);
    if (threads <= FEW_THREADS)
        program_enlarge_heap(o->memory && o->memory < MOST_HEAP ? (size_t)o->memory : MOST_HEAP);
}

int main(int argc, char **argv)
{
    index_options o = {0};
    int code = parse_options(argc, argv, &o);
    if (code >= 0)
        return code;
    signal(SIGPIPE, SIG_IGN);
    prepare_memory(&o);
    morgue_config *config = NULL;
    morgue_error error;
    strbuf archive = {0};
    if (program_config(&config, o.config, &error)) {
        program_fail(NAME, &error);
        return EXIT_ERROR;
    }
    if (o.dump) {
        code = dump_paths(config, o.dump, o.format, argv + optind, (size_t)(argc - optind));
    } else if (program_archive(config, o.archive, &archive, &error) ||
               program_make_parents(archive.ptr, &error)) {
        program_fail(NAME, &error);
        code = EXIT_ERROR;
    } else {
        code = run_index(&o, config, archive.ptr, argv + optind, (size_t)(argc - optind));
    }
    strbuf_free(&archive);
    morgue_config_free(config);
    return program_finish(NAME, code);
}
