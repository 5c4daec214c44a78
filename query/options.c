/* The options of the commands that ask questions: one table of them, and what each does. */
#define _DEFAULT_SOURCE
#include "commands.h"

#include "error.h"
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

typedef struct option_row {
    const char *name;
    int letter; /* 0 for none */
    int argument;
    unsigned takes;          /* 0: every command */
    int (*take)(session *s); /* with optarg; -1 to go on, else an exit code */
    const char *help;
} option_row;

static void print_usage(const session *s);

/* Those that set one thing. */
#define TAKE(name, what, value)                                                                    \
    static int take_##name(session *s)                                                             \
    {                                                                                              \
        s->what = (value);                                                                         \
        return -1;                                                                                 \
    }

TAKE(archive, archive_option, optarg)
TAKE(config, config_option, optarg)
TAKE(all, all, true)
TAKE(facet_prefix, search.facet_prefix, optarg)
TAKE(facets_open, search.facets_open, 1)
TAKE(batch, batch, true)
TAKE(topics, topics, optarg)
TAKE(color, color, optarg)
TAKE(partial, search.partial, 1)
TAKE(ast, ast, true)
TAKE(quiet, quiet, true)

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

static int take_number(const session *s, const char *name, uint64_t most, uint64_t *out)
{
    if (!str_to_u64(str_of(optarg), out) || *out > most)
        return program_usage(s->title, "--%s takes a number up to %llu, not '%s'", name,
                             (unsigned long long)most, optarg);
    return -1;
}

static int take_size(const session *s, const char *name, uint64_t most, size_t *out)
{
    uint64_t n = 0;
    int code = take_number(s, name, most, &n);
    *out = (size_t)n;
    return code;
}

static int take_limit(session *s)
{
    s->paged = true;
    return take_number(s, "limit", MORGUE_MAX_RESULTS, &s->search.limit);
}

static int take_offset(session *s)
{
    s->paged = true;
    return take_number(s, "offset", MORGUE_MAX_RESULTS, &s->search.offset);
}

static int take_sort(session *s)
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

static int take_half_life(session *s)
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
static int take_now(session *s)
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

static int take_timeline(session *s)
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
static int take_tz(session *s)
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

static int take_timeout(session *s)
{
    if (timeout_parse(str_of(optarg), &s->search.timeout))
        return -1;
    return program_usage(s->title,
                         "--timeout takes a time up to 24h such as 500ms, 2s or 1.5m, not '%.80s'",
                         optarg);
}

static int take_fields(session *s)
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

static int take_facets(session *s)
{
    static const char *const usual[] = {"person", "org", "place"};
    s->search.facet_count = 3;
    s->search.facets = usual;
    if (!optarg)
        return -1;
    s->search.facets = s->kinds;
    return split_list(s, optarg, s->kinds, &s->search.facet_count);
}

static int take_snippets(session *s)
{
    uint64_t n;
    if (!str_to_u64(str_of(optarg), &n) || n < 1 || n > MORGUE_MAX_SNIPPETS)
        return program_usage(s->title, "--snippets takes a number from 1 to %d, not '%s'",
                             MORGUE_MAX_SNIPPETS, optarg);
    s->search.snippets = (size_t)n;
    return -1;
}

static int take_snippet(session *s)
{
    return take_size(s, "snippet", 100000, &s->search.snippet_bytes);
}

static int take_facet_limit(session *s)
{
    return take_size(s, "facet-limit", 1000000, &s->search.facet_limit);
}

static int take_facet_offset(session *s)
{
    return take_size(s, "facet-offset", 1000000, &s->search.facet_offset);
}

static int take_format(session *s)
{
    s->format = render_format_named(optarg);
    if (s->format)
        return -1;
    return program_usage(
        s->title, "there is no format '%s': text, json, jsonl, csv, tsv, ids or trec", optarg);
}

static int take_help(session *s)
{
    print_usage(s);
    return program_finish(NAME, EXIT_FOUND);
}

static int take_version(session *s)
{
    (void)s;
    printf("morgue %s\n", morgue_version());
    return program_finish(NAME, EXIT_FOUND);
}

static const option_row rows[] = {
    {"archive", 'a', required_argument, 0, take_archive,
     "-a, --archive=DIR     the archive ($MORGUE_ARCHIVE)"},
    {"config", 0, required_argument, 0, take_config,
     "    --config=FILE     the configuration ($MORGUE_CONFIG); empty for none"},
    {"limit", 'n', required_argument, TAKES_PAGE | TAKES_LIMIT, take_limit,
     "-n, --limit=N         hits shown (10)"},
    {"offset", 0, required_argument, TAKES_PAGE, take_offset,
     "    --offset=N        hits skipped (0)"},
    {"all", 0, no_argument, TAKES_PAGE, take_all,
     "    --all             every hit, written as it comes; not as text"},
    {"sort", 0, required_argument, TAKES_PAGE, take_sort,
     "    --sort=ORDER      relevance, recent, newest, oldest or archive"},
    {"half-life", 0, required_argument, TAKES_PAGE, take_half_life,
     "    --half-life=TIME  age that halves relevance with --sort=recent (30d)"},
    {"now", 0, required_argument, TAKES_PAGE | TAKES_QUESTION, take_now,
     "    --now=DATE        what ages, today and newer: count from, instead of now"},
    {"snippet", 0, required_argument, TAKES_PAGE, take_snippet,
     "    --snippet=BYTES   length of the passage shown (240); 0 for none"},
    {"snippets", 0, required_argument, TAKES_PAGE, take_snippets,
     "    --snippets=N      passages shown a hit (1)"},
    {"facets", 0, optional_argument, TAKES_FACETS, take_facets,
     "    --facets[=KIND,…] count person, org, place, source, section, lang, tag, byline"},
    {"facet-limit", 0, required_argument, TAKES_FACETS, take_facet_limit,
     "    --facet-limit=N   values shown a kind (10); 0 for all"},
    {"facet-offset", 0, required_argument, TAKES_FACETS, take_facet_offset,
     "    --facet-offset=N  values passed over (0)"},
    {"facet-prefix", 0, required_argument, TAKES_FACETS, take_facet_prefix,
     "    --facet-prefix=TEXT  only values that begin so"},
    {"facets-open", 0, no_argument, TAKES_FACETS, take_facets_open,
     "    --facets-open     the counts of a kind ignore the question's filters on it"},
    {"timeline", 0, optional_argument, TAKES_TIMELINE, take_timeline,
     "    --timeline[=UNIT] count by year, month, week or day"},
    {"batch", 0, no_argument, TAKES_BATCH, take_batch,
     "    --batch           a question a line on standard input"},
    {"topics", 0, required_argument, TAKES_TOPICS, take_topics,
     "    --topics=FILE     with --format=trec: the questions of an evaluation"},
    {"format", 0, required_argument, TAKES_FORMAT | TAKES_TEXT_OR_JSON, take_format,
     "    --format=NAME     text, json, jsonl, csv, tsv, ids or trec"},
    {"fields", 0, required_argument, TAKES_FIELDS, take_fields,
     "    --fields=NAME,…   columns of csv and tsv, keys of jsonl"},
    {"color", 0, required_argument, TAKES_FORMAT, take_color,
     "    --color=WHEN      auto, always or never"},
    {"tz", 0, required_argument, TAKES_QUESTION, take_tz,
     "    --tz=ZONE         zone of dates in the question: UTC, local or +HH:MM"},
    {"partial", 0, no_argument, TAKES_PARTIAL, take_partial,
     "    --partial         a wildcard over its cap uses its most frequent words"},
    {"timeout", 0, required_argument, TAKES_QUESTION | TAKES_TIMEOUT, take_timeout,
     "    --timeout=TIME    an error instead of an answer behind 500ms, 2s, 1m …"},
    {"ast", 0, no_argument, TAKES_AST, take_ast,
     "    --ast             the syntax tree alone; no archive is needed"},
    {"quiet", 'q', no_argument, 0, take_quiet,
     "-q, --quiet           print nothing; the exit status tells"},
    {"help", 'h', no_argument, 0, take_help, "-h, --help            this text"},
    {"version", 0, no_argument, 0, take_version, "    --version         the version"},
};

#define ROWS   (sizeof rows / sizeof *rows)
#define LETTER 256 /* what getopt_long() tells of a row without one: this and its number */

static bool applies(const option_row *row, unsigned takes)
{
    return !row->takes || row->takes & takes;
}

static void print_usage(const session *s)
{
    const command *c = s->command;
    printf("usage: morgue %s [options]%s%s\n\n%s\n\n", c->name, *c->arguments ? " " : "",
           c->arguments, c->summary);
    for (size_t i = 0; i < ROWS; i++)
        if (applies(&rows[i], s->takes))
            printf("  %s\n", rows[i].help);
    if (s->takes & TAKES_QUESTION)
        fputs("\n'morgue help query' explains the language of questions.\n", stdout);
    fputs(
        "Exit status: 0 found, 1 nothing found, 2 error, 3 no archive or one of another format.\n",
        stdout);
}

static const command *named(const char *name)
{
    const command *c;
    for (size_t i = 0; (c = command_at(i)); i++)
        if (!strcmp(c->name, name))
            return c;
    return NULL;
}

/* What getopt_long() shall know. letters: room for three bytes a row. */
static void list_options(unsigned takes, struct option *options, char *letters)
{
    for (size_t i = 0; i < ROWS; i++) {
        const option_row *row = &rows[i];
        if (!applies(row, takes))
            continue;
        int tells = row->letter ? row->letter : LETTER + (int)i;
        *options++ = (struct option){row->name, row->argument, NULL, tells};
        if (row->letter)
            *letters++ = (char)row->letter;
        if (row->letter && row->argument == required_argument)
            *letters++ = ':';
    }
    *options = (struct option){NULL, 0, NULL, 0};
    *letters = '\0';
}

static int take(session *s, int told)
{
    for (size_t i = 0; i < ROWS; i++)
        if (told == LETTER + (int)i || (rows[i].letter && told == rows[i].letter))
            return rows[i].take(s);
    fprintf(stderr, "'%s --help' tells more\n", s->title);
    return EXIT_ERROR;
}

int session_options(session *s, const char *name, unsigned takes, int argc, char **argv)
{
    struct option options[ROWS + 1];
    char letters[3 * ROWS + 1];
    list_options(takes, options, letters);
    *s = (session){
        .command = named(name), .takes = takes, .color = "auto", .now = (int64_t)time(NULL)};
    snprintf(s->title, sizeof s->title, "%s %s", NAME, name);
    argv[0] = s->title; /* getopt_long() complains under this name */
    morgue_search_options_init(&s->search);
    s->format = render_format_at(0);
    optind = 1;
    int told, code = -1;
    while (code < 0 && (told = getopt_long(argc, argv, letters, options, NULL)) != -1)
        code = take(s, told);
    int color = program_color(s->color, STDOUT_FILENO);
    if (code < 0 && color < 0)
        code = program_usage(s->title, "--color takes auto, always or never, not '%s'", s->color);
    s->render.color = color > 0;
    s->render.width = isatty(STDOUT_FILENO) ? program_width(STDOUT_FILENO) : 80;
    if (getcwd(s->directory, sizeof s->directory))
        s->render.directory = s->directory;
    return code;
}
