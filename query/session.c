/* What the commands that ask questions share: options, opening, errors. */
#define _DEFAULT_SOURCE
#include "commands.h"

#include "calendar.h"
#include "error.h"
#include "interrupt.h"
#include "parse.h"
#include "schema.h"
#include "timeout.h"

#include <morgue/limits.h>
#include <morgue/version.h>

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    OPT_CONFIG = 256,
    OPT_FORMAT,
    OPT_FIELDS,
    OPT_COLOR,
    OPT_OFFSET,
    OPT_ALL,
    OPT_SORT,
    OPT_HALF_LIFE,
    OPT_NOW,
    OPT_SNIPPET,
    OPT_SNIPPETS,
    OPT_FACETS,
    OPT_FACET_LIMIT,
    OPT_FACET_OFFSET,
    OPT_FACET_PREFIX,
    OPT_FACETS_OPEN,
    OPT_TIMELINE,
    OPT_BATCH,
    OPT_TOPICS,
    OPT_TZ,
    OPT_PARTIAL,
    OPT_AST,
    OPT_TIMEOUT,
    OPT_VERSION
};

typedef struct option_row {
    struct option option;
    unsigned takes; /* 0: every command */
    const char *help;
} option_row;

static const option_row rows[] = {
    {{"archive", required_argument, NULL, 'a'},
     0,
     "-a, --archive=DIR     the archive ($MORGUE_ARCHIVE)"},
    {{"config", required_argument, NULL, OPT_CONFIG},
     0,
     "    --config=FILE     the configuration ($MORGUE_CONFIG); empty for none"},
    {{"limit", required_argument, NULL, 'n'},
     TAKES_PAGE | TAKES_LIMIT,
     "-n, --limit=N         hits shown (10)"},
    {{"offset", required_argument, NULL, OPT_OFFSET},
     TAKES_PAGE,
     "    --offset=N        hits skipped (0)"},
    {{"all", no_argument, NULL, OPT_ALL},
     TAKES_PAGE,
     "    --all             every hit, written as it comes; not as text"},
    {{"sort", required_argument, NULL, OPT_SORT},
     TAKES_PAGE,
     "    --sort=ORDER      relevance, recent, newest, oldest or archive"},
    {{"half-life", required_argument, NULL, OPT_HALF_LIFE},
     TAKES_PAGE,
     "    --half-life=TIME  age that halves relevance with --sort=recent (30d)"},
    {{"now", required_argument, NULL, OPT_NOW},
     TAKES_PAGE | TAKES_QUESTION,
     "    --now=DATE        what ages, today and newer: count from, instead of now"},
    {{"snippet", required_argument, NULL, OPT_SNIPPET},
     TAKES_PAGE,
     "    --snippet=BYTES   length of the passage shown (240); 0 for none"},
    {{"snippets", required_argument, NULL, OPT_SNIPPETS},
     TAKES_PAGE,
     "    --snippets=N      passages shown a hit (1)"},
    {{"facets", optional_argument, NULL, OPT_FACETS},
     TAKES_FACETS,
     "    --facets[=KIND,…] count person, org, place, source, section, lang, tag, byline"},
    {{"facet-limit", required_argument, NULL, OPT_FACET_LIMIT},
     TAKES_FACETS,
     "    --facet-limit=N   values shown a kind (10); 0 for all"},
    {{"facet-offset", required_argument, NULL, OPT_FACET_OFFSET},
     TAKES_FACETS,
     "    --facet-offset=N  values passed over (0)"},
    {{"facet-prefix", required_argument, NULL, OPT_FACET_PREFIX},
     TAKES_FACETS,
     "    --facet-prefix=TEXT  only values that begin so"},
    {{"facets-open", no_argument, NULL, OPT_FACETS_OPEN},
     TAKES_FACETS,
     "    --facets-open     the counts of a kind ignore the question's filters on it"},
    {{"timeline", optional_argument, NULL, OPT_TIMELINE},
     TAKES_TIMELINE,
     "    --timeline[=UNIT] count by year, month, week or day"},
    {{"batch", no_argument, NULL, OPT_BATCH},
     TAKES_BATCH,
     "    --batch           a question a line on standard input"},
    {{"topics", required_argument, NULL, OPT_TOPICS},
     TAKES_TOPICS,
     "    --topics=FILE     with --format=trec: the questions of an evaluation"},
    {{"format", required_argument, NULL, OPT_FORMAT},
     TAKES_FORMAT | TAKES_TEXT_OR_JSON,
     "    --format=NAME     text, json, jsonl, csv, tsv, ids or trec"},
    {{"fields", required_argument, NULL, OPT_FIELDS},
     TAKES_FIELDS,
     "    --fields=NAME,…   columns of csv and tsv, keys of jsonl"},
    {{"color", required_argument, NULL, OPT_COLOR},
     TAKES_FORMAT,
     "    --color=WHEN      auto, always or never"},
    {{"tz", required_argument, NULL, OPT_TZ},
     TAKES_QUESTION,
     "    --tz=ZONE         zone of dates in the question: UTC, local or +HH:MM"},
    {{"partial", no_argument, NULL, OPT_PARTIAL},
     TAKES_PARTIAL,
     "    --partial         a wildcard over its cap uses its most frequent words"},
    {{"timeout", required_argument, NULL, OPT_TIMEOUT},
     TAKES_QUESTION | TAKES_TIMEOUT,
     "    --timeout=TIME    an error instead of an answer behind 500ms, 2s, 1m …"},
    {{"ast", no_argument, NULL, OPT_AST},
     TAKES_AST,
     "    --ast             the syntax tree alone; no archive is needed"},
    {{"quiet", no_argument, NULL, 'q'},
     0,
     "-q, --quiet           print nothing; the exit status tells"},
    {{"help", no_argument, NULL, 'h'}, 0, "-h, --help            this text"},
    {{"version", no_argument, NULL, OPT_VERSION}, 0, "    --version         the version"},
};

#define ROWS (sizeof rows / sizeof *rows)

static void print_usage(const command *c, unsigned takes)
{
    printf("usage: morgue %s [options]%s%s\n\n%s\n\n", c->name, *c->arguments ? " " : "",
           c->arguments, c->summary);
    for (size_t i = 0; i < ROWS; i++)
        if (!rows[i].takes || rows[i].takes & takes)
            printf("  %s\n", rows[i].help);
    if (takes & TAKES_QUESTION)
        fputs("\n'morgue help query' explains the language of questions.\n", stdout);
    fputs(
        "Exit status: 0 found, 1 nothing found, 2 error, 3 no archive or one of another format.\n",
        stdout);
}

/* Splits a list at commas, in place: arguments live as long as the program. A
 * word that comes again counts once. -1 to go on, else an exit code. */
static int split_list(const session *s, char *list, const char **out, size_t *count)
{
    char *rest = list, *word;
    *count = 0;
    while ((word = strtok_r(rest, ",", &rest))) {
        size_t i = 0;
        while (i < *count && strcmp(out[i], word))
            i++;
        if (i == SESSION_LIST)
            return program_usage(s->title, "a list has at most %d words", SESSION_LIST);
        out[i] = word;
        *count += i == *count;
    }
    return -1;
}

static int number_option(const session *s, const char *name, uint64_t most, uint64_t *out)
{
    if (!str_to_u64(str_of(optarg), out) || *out > most)
        return program_usage(s->title, "--%s takes a number up to %llu, not '%s'", name,
                             (unsigned long long)most, optarg);
    return -1;
}

static int sort_option(session *s)
{
    static const char *const names[] = {"relevance", "newest", "oldest", "archive", "recent"};
    for (unsigned i = 0; i < 5; i++)
        if (!strcmp(optarg, names[i])) {
            s->search.sort = (morgue_sort)i;
            return -1;
        }
    return program_usage(
        s->title, "--sort takes relevance, recent, newest, oldest or archive, not '%s'", optarg);
}

static int half_life_option(session *s)
{
    if (!schema_age(str_of(optarg), &s->search.half_life))
        return program_usage(s->title,
                             "--half-life takes a length of time up to 10000 of a unit, such as "
                             "12h, 30d, 2w, 3m or 1y, not '%s'",
                             optarg);
    s->aged = true;
    return -1;
}

/* Read as a question reads a date: its first second. */
static int now_option(session *s)
{
    strbuf text = {0};
    morgue_query *query = NULL;
    strbuf_printf(&text, "since:%s", optarg);
    bool good = !text.failed &&
                !morgue_query_parse(&query, text.ptr, text.len, s->now, s->tz, NULL) &&
                query->root->kind == NODE_DATE && query->root->to == text.len;
    if (good)
        s->now = query->root->first;
    morgue_query_free(query);
    strbuf_free(&text);
    if (!good)
        return program_usage(s->title, "--now takes a date such as 2023-05-21, not '%s'", optarg);
    return -1;
}

static int timeline_option(session *s)
{
    static const char *const names[] = {"", "year", "month", "week", "day"};
    const char *unit = optarg ? optarg : "month";
    for (unsigned i = 1; i < 5; i++)
        if (!strcmp(unit, names[i])) {
            s->search.timeline = (morgue_unit)i;
            return -1;
        }
    return program_usage(s->title, "--timeline takes year, month, week or day, not '%s'", unit);
}

/* "UTC", "local", or an offset like +02:00, -0530, +9. */
static int tz_option(session *s)
{
    int hours = 0, minutes = 0, end = 0;
    char sign;
    if (!strcmp(optarg, "UTC") || !strcmp(optarg, "Z")) {
        s->tz = 0;
        return -1;
    }
    if (!strcmp(optarg, "local")) {
        time_t now = time(NULL);
        struct tm local;
        s->tz = localtime_r(&now, &local) ? (int)local.tm_gmtoff : 0;
        return -1;
    }
    bool colon = sscanf(optarg, "%c%2d:%2d%n", &sign, &hours, &minutes, &end) == 3 && !optarg[end];
    bool plain =
        !colon && sscanf(optarg, "%c%2d%2d%n", &sign, &hours, &minutes, &end) == 3 && !optarg[end];
    bool bare =
        !colon && !plain && sscanf(optarg, "%c%2d%n", &sign, &hours, &end) == 2 && !optarg[end];
    if ((!colon && !plain && !bare) || (sign != '+' && sign != '-') || hours > 14 || minutes > 59)
        return program_usage(s->title, "--tz takes UTC, local or an offset like +02:00, not '%s'",
                             optarg);
    s->tz = (hours * 3600 + (bare ? 0 : minutes) * 60) * (sign == '-' ? -1 : 1);
    return -1;
}

static int timeout_option(session *s)
{
    if (timeout_parse(str_of(optarg), &s->search.timeout))
        return -1;
    return program_usage(s->title,
                         "--timeout takes a time up to 24h such as 500ms, 2s or 1.5m, not '%.80s'",
                         optarg);
}

static int fields_option(session *s)
{
    int code = split_list(s, optarg, s->fields, &s->render.field_count);
    s->render.fields = s->fields;
    for (size_t i = 0; code < 0 && i < s->render.field_count; i++) {
        bool known = false;
        for (size_t k = 0; !known && render_field_at(k); k++)
            known = !strcmp(render_field_at(k), s->fields[i]);
        if (!known)
            return program_usage(s->title, "there is no result field '%s'", s->fields[i]);
    }
    return code;
}

static int facets_option(session *s)
{
    static const char *const usual[] = {"person", "org", "place"};
    s->search.facet_count = 3;
    s->search.facets = usual;
    if (!optarg)
        return -1;
    s->search.facets = s->kinds;
    return split_list(s, optarg, s->kinds, &s->search.facet_count);
}

static int snippets_option(session *s)
{
    uint64_t n;
    if (!str_to_u64(str_of(optarg), &n) || n < 1 || n > MORGUE_MAX_SNIPPETS)
        return program_usage(s->title, "--snippets takes a number from 1 to %d, not '%s'",
                             MORGUE_MAX_SNIPPETS, optarg);
    s->search.snippets = (size_t)n;
    return -1;
}

/* The options that take a word or a number. */
static int option_value(session *s, int c)
{
    uint64_t n;
    int code = -1;
    switch (c) {
    case 'n':
        s->paged = true;
        return number_option(s, "limit", MORGUE_MAX_RESULTS, &s->search.limit);
    case OPT_OFFSET:
        s->paged = true;
        return number_option(s, "offset", MORGUE_MAX_RESULTS, &s->search.offset);
    case OPT_SNIPPET:
        code = number_option(s, "snippet", 100000, &n);
        s->search.snippet_bytes = code < 0 ? (size_t)n : 0;
        return code;
    case OPT_SNIPPETS:
        return snippets_option(s);
    case OPT_FACET_LIMIT:
        code = number_option(s, "facet-limit", 1000000, &n);
        s->search.facet_limit = code < 0 ? (size_t)n : 0;
        return code;
    case OPT_FACET_OFFSET:
        code = number_option(s, "facet-offset", 1000000, &n);
        s->search.facet_offset = code < 0 ? (size_t)n : 0;
        return code;
    case OPT_FACET_PREFIX:
        s->search.facet_prefix = optarg;
        return -1;
    case OPT_SORT:
        return sort_option(s);
    case OPT_HALF_LIFE:
        return half_life_option(s);
    case OPT_NOW:
        return now_option(s);
    case OPT_TIMELINE:
        return timeline_option(s);
    case OPT_TZ:
        return tz_option(s);
    case OPT_TIMEOUT:
        return timeout_option(s);
    case OPT_FIELDS:
        return fields_option(s);
    case OPT_FORMAT:
        s->format = render_format_named(optarg);
        return s->format ? -1
                         : program_usage(
                               s->title,
                               "there is no format '%s': text, json, jsonl, csv, tsv, ids or trec",
                               optarg);
    default:
        return -1;
    }
}

static int option(session *s, int c, unsigned takes)
{
    switch (c) {
    case 'a':
        s->archive_option = optarg;
        return -1;
    case OPT_CONFIG:
        s->config_option = optarg;
        return -1;
    case OPT_COLOR:
        s->color = optarg;
        return -1;
    case OPT_FACETS:
        return facets_option(s);
    case OPT_FACETS_OPEN:
        s->search.facets_open = 1;
        return -1;
    case OPT_BATCH:
        s->batch = true;
        return -1;
    case OPT_ALL:
        s->all = true;
        return -1;
    case OPT_PARTIAL:
        s->search.partial = 1;
        return -1;
    case OPT_TOPICS:
        s->topics = optarg;
        return -1;
    case OPT_AST:
        s->ast = true;
        return -1;
    case 'q':
        s->quiet = true;
        return -1;
    case 'h':
        print_usage(s->command, takes);
        return program_finish(NAME, EXIT_FOUND);
    case OPT_VERSION:
        printf("morgue %s\n", morgue_version());
        return program_finish(NAME, EXIT_FOUND);
    case '?':
        fprintf(stderr, "'%s --help' tells more\n", s->title);
        return EXIT_ERROR;
    default:
        return option_value(s, c);
    }
}

static const command *named(const char *name)
{
    const command *c;
    for (size_t i = 0; (c = command_at(i)); i++)
        if (!strcmp(c->name, name))
            return c;
    return NULL;
}

int session_options(session *s, const char *name, unsigned takes, int argc, char **argv)
{
    struct option options[ROWS + 1];
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++)
        if (!rows[i].takes || rows[i].takes & takes)
            options[count++] = rows[i].option;
    options[count] = (struct option){NULL, 0, NULL, 0};
    *s = (session){.command = named(name), .color = "auto", .now = (int64_t)time(NULL)};
    snprintf(s->title, sizeof s->title, "%s %s", NAME, name);
    argv[0] = s->title; /* getopt_long() complains under this name */
    morgue_search_options_init(&s->search);
    s->format = render_format_at(0);
    optind = 1;
    int c, code = -1;
    while (code < 0 &&
           (c = getopt_long(argc, argv, takes & (TAKES_PAGE | TAKES_LIMIT) ? "a:n:qh" : "a:qh",
                            options, NULL)) != -1)
        code = option(s, c, takes);
    int color = program_color(s->color, STDOUT_FILENO);
    if (code < 0 && color < 0)
        code = program_usage(s->title, "--color takes auto, always or never, not '%s'", s->color);
    s->render.color = color > 0;
    s->render.width = isatty(STDOUT_FILENO) ? program_width(STDOUT_FILENO) : 80;
    if (getcwd(s->directory, sizeof s->directory))
        s->render.directory = s->directory;
    return code;
}

int session_no_arguments(const session *s, int argc, char **argv)
{
    if (optind == argc)
        return -1;
    return program_usage(s->title, "there is nothing to do with '%.80s'", argv[optind]);
}

int session_open(session *s)
{
    morgue_error error;
    if (!s->config && program_config(&s->config, s->config_option, &error)) {
        program_fail(NAME, &error);
        return EXIT_ERROR;
    }
    if (program_archive(s->config, s->archive_option, &s->path, &error))
        return program_fail(NAME, &error);
    morgue_status status = morgue_archive_open(&s->archive, s->path.ptr, s->config, &error);
    if (!status)
        return -1;
    int code = program_fail(NAME, &error);
    if (status == MORGUE_NOTFOUND)
        fprintf(stderr,
                "%s: 'morgue index PATH' makes one; -a DIR or $MORGUE_ARCHIVE names another\n",
                NAME);
    return code;
}

int session_question(session *s, int argc, char **argv, strbuf *question)
{
    if (optind == argc)
        return program_usage(s->title, "a question is missing");
    for (int i = optind; i < argc; i++) {
        if (i > optind)
            strbuf_char(question, ' ');
        strbuf_text(question, argv[i]);
    }
    morgue_error error;
    if (strbuf_check(question, &error))
        return program_fail(NAME, &error);
    s->render.query = strbuf_view(question);
    return -1;
}

int session_fail(morgue_str question, const morgue_error *error)
{
    int code = program_fail(NAME, error);
    bool placed = error->status == MORGUE_QUERY || error->status == MORGUE_LIMIT;
    if (!placed || error->to > question.len || (error->from == 0 && error->to == 0))
        return code;
    strbuf caret = {0};
    query_caret(question, error->from, error->to, &caret);
    if (caret.ptr)
        fputs(caret.ptr, stderr);
    strbuf_free(&caret);
    return code;
}

int session_parse(session *s, morgue_str question, morgue_query **out)
{
    morgue_error error;
    if (morgue_query_parse(out, question.ptr, question.len, s->now, s->tz, &error))
        return session_fail(question, &error);
    s->render.parsed = str_of(morgue_query_text(*out));
    return -1;
}

/* Of many questions a run has some that find nothing: that is what it is for. */
static bool tells(const session *s)
{
    return !s->quiet && !s->format->advises && strcmp(s->format->name, "trec") != 0 &&
           isatty(STDERR_FILENO);
}

void session_nothing(const session *s, const morgue_results *r)
{
    strbuf out = {0};
    render_options plain = s->render;
    if (!tells(s))
        return;
    plain.color = false;
    plain.width = program_width(STDERR_FILENO);
    fflush(stdout);
    if (r)
        render_nothing(r, &plain, &out);
    else
        strbuf_text(&out, "nothing begins so\n");
    if (out.len && !out.failed)
        fprintf(stderr, "%s", out.ptr);
    strbuf_free(&out);
}

void session_prepare(session *s)
{
    s->search.cancel = interrupt_came;
    s->search.now = s->now;
    s->search.advise = !s->quiet && (s->format->advises || tells(s));
    s->search.bare = s->quiet;
    s->search.parts = s->format->parts ? s->format->parts(&s->render) : 0;
}

int session_search(session *s, morgue_str question, const morgue_query *query, morgue_results **out)
{
    morgue_error error;
    session_prepare(s);
    if (morgue_search(out, s->archive, query, &s->search, &error))
        return session_fail(question, &error);
    return -1;
}

morgue_status session_article(session *s, const char *id, morgue_article **out, morgue_error *error)
{
    morgue_status status = morgue_archive_article(s->archive, id, strlen(id), out, error);
    if (status != MORGUE_NOTFOUND)
        return status;
    strbuf path = {0};
    strbuf_printf(&path, "%s/%s", s->directory, id);
    if (!path.failed && !morgue_archive_article(s->archive, path.ptr, path.len, out, NULL))
        status = MORGUE_OK;
    strbuf_free(&path);
    char *real = status ? realpath(id, NULL) : NULL;
    if (real && !morgue_archive_article(s->archive, real, strlen(real), out, NULL))
        status = MORGUE_OK;
    free(real);
    return status;
}

void session_close(session *s)
{
    morgue_archive_free(s->archive);
    morgue_config_free(s->config);
    strbuf_free(&s->path);
}

/* Something could not be made for printing. */
static bool lost;

int session_finish(int code)
{
    if (!lost)
        return code;
    fputs(NAME ": out of memory; the output is not whole\n", stderr);
    return EXIT_ERROR;
}

void session_print(strbuf *out)
{
    lost |= out->failed;
    if (!out->failed && out->len) {
        interrupt_printing();
        fwrite(out->ptr, 1, out->len, stdout);
        interrupt_printed();
    }
    strbuf_clear(out);
}
