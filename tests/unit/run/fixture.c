/* A directory, a configuration, archives and questions for the tests. */
#include "fixture.h"

#include "reading.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char fixture_entities[] =
    "version: 1\n"
    "entities:\n"
    "  - {kind: org, name: Micron Technology, id: micron, aliases: [Micron, 美光科技], tickers: "
    "MU}\n"
    "  - {kind: org, name: Samsung Electronics, aliases: [Samsung], tickers: [SSNLF]}\n"
    "  - {kind: org, name: AT&T, tickers: T}\n"
    "  - {kind: org, name: Example Wire, ignore: true}\n"
    "  - {kind: person, name: Xi Jinping, aliases: [Xi, 习近平]}\n"
    "  - {kind: person, name: Joe Biden, aliases: [Biden, Joseph Biden]}\n"
    "  - {kind: person, name: Angela Merkel, aliases: [Merkel]}\n"
    "  - {kind: place, name: China, aliases: [中国], nationality: [Chinese]}\n"
    "  - {kind: place, name: Japan, aliases: [日本], nationality: [Japanese]}\n"
    "  - {kind: place, name: United States, aliases: [U.S., USA], nationality: [American]}\n"
    "  - {kind: place, name: Zürich}\n"
    "  - {kind: place, name: Georgia, id: georgia-country}\n";

static char directory[64];

const char *fixture_start(void)
{
    snprintf(directory, sizeof directory, "/tmp/morgue-test-run-XXXXXX");
    if (!mkdtemp(directory))
        fail_msg("no directory in /tmp");
    return directory;
}

static void remove_tree(const char *path)
{
    DIR *dir = opendir(path);
    for (const struct dirent *e; dir && (e = readdir(dir));) {
        char inside[512];
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        snprintf(inside, sizeof inside, "%s/%s", path, e->d_name);
        if (unlink(inside))
            remove_tree(inside);
    }
    if (dir)
        closedir(dir);
    rmdir(path);
}

void fixture_end(void)
{
    remove_tree(directory);
}

const char *fixture_path(const char *name)
{
    static char paths[4][192];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", directory, name);
    return path;
}

void fixture_write(const char *name, const char *text)
{
    FILE *file = fopen(fixture_path(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

morgue_config *fixture_config(const char *extra)
{
    char text[4096];
    snprintf(text, sizeof text,
             "version: 1\nshipped_entities: false\nentities: [entities.yaml]\n"
             "fields:\n"
             "  desk: {type: text, facet: true}\n"
             "  priority: {type: keyword, facet: true}\n"
             "%s",
             extra);
    fixture_write("entities.yaml", fixture_entities);
    fixture_write("config.yaml", text);
    morgue_config *config;
    morgue_error err = {0};
    if (morgue_config_load(&config, fixture_path("config.yaml"), &err))
        fail_msg("%u:%u: %s", err.line, err.column, err.message);
    return config;
}

static morgue_date date_of(const char *text)
{
    partial_date d = {0};
    if (!text || !*text)
        return (morgue_date){0};
    if (!date_parse(str_of(text), &d))
        fail_msg("'%s' is no date", text);
    morgue_date date = calendar_interval(&d);
    date.provenance = MORGUE_PROVENANCE_METADATA;
    return date;
}

static void add_tags(const char *text, arena *memory, morgue_article *out)
{
    if (!text || !*text)
        return;
    morgue_str rest = str_of(text), *tags = arena_alloc(memory, 16 * sizeof *tags);
    assert_non_null(tags);
    while (rest.len) {
        assert_true(out->tag_count < 16);
        tags[out->tag_count++] = str_split(&rest, '|');
    }
    out->tags = tags;
}

static void add_fields(const brief *b, arena *memory, morgue_article *out)
{
    morgue_field *fields = arena_alloc(memory, 2 * sizeof *fields);
    assert_non_null(fields);
    if (b->desk)
        fields[out->field_count++] = (morgue_field){STR("desk"), str_of(b->desk)};
    if (b->priority)
        fields[out->field_count++] = (morgue_field){STR("priority"), str_of(b->priority)};
    out->fields = fields;
}

morgue_article fixture_article(const brief *b, arena *memory)
{
    morgue_article a = {.id = str_of(b->id),
                        .title = str_of(b->title),
                        .standfirst = str_of(b->standfirst),
                        .body = str_of(b->body),
                        .byline = str_of(b->byline),
                        .source = str_of(b->source),
                        .section = str_of(b->section),
                        .url = str_of(b->url),
                        .lang = str_of(b->lang),
                        .path = STR("test.jsonl"),
                        .date = date_of(b->date)};
    add_tags(b->tags, memory, &a);
    add_fields(b, memory, &a);
    return a;
}

morgue_writer *fixture_writer(const char *name, const morgue_config *config)
{
    morgue_writer *w;
    morgue_error err = {0};
    if (morgue_writer_open(&w, fixture_path(name), config, 0, &err))
        fail_msg("%s", err.message);
    return w;
}

void fixture_add(morgue_writer *w, const morgue_article *a)
{
    morgue_error err = {0};
    if (morgue_writer_add(w, a, &err))
        fail_msg("%.*s: %s", STR_ARGS(a->id), err.message);
}

void fixture_commit(morgue_writer *w)
{
    morgue_error err = {0};
    if (morgue_writer_commit(w, &err))
        fail_msg("%s", err.message);
}

morgue_archive *fixture_open(const char *name, const morgue_config *config)
{
    morgue_archive *a;
    morgue_error err = {0};
    if (morgue_archive_open(&a, fixture_path(name), config, &err))
        fail_msg("%s", err.message);
    return a;
}

morgue_archive *fixture_archive(const char *name, const morgue_config *config,
                                const brief *articles, size_t count)
{
    arena memory = {0};
    morgue_writer *w = fixture_writer(name, config);
    for (size_t i = 0; i < count; i++) {
        morgue_article a = fixture_article(&articles[i], &memory);
        fixture_add(w, &a);
    }
    fixture_commit(w);
    morgue_writer_free(w);
    arena_free(&memory);
    return fixture_open(name, config);
}

morgue_query *fixture_query(const char *text)
{
    morgue_query *q;
    morgue_error err = {0};
    if (morgue_query_parse(&q, text, strlen(text), NOW, 0, &err))
        fail_msg("'%s': %s", text, err.message);
    return q;
}

morgue_search_options fixture_options(void)
{
    morgue_search_options options;
    morgue_search_options_init(&options);
    options.limit = 1000;
    options.snippet_bytes = 0;
    options.facet_limit = 0;
    return options;
}

morgue_results *fixture_search(morgue_archive *a, const char *text,
                               const morgue_search_options *options)
{
    morgue_query *q = fixture_query(text);
    morgue_results *results;
    morgue_error err = {0};
    if (morgue_search(&results, a, q, options, &err))
        fail_msg("'%s': %s", text, err.message);
    morgue_query_free(q);
    return results;
}

uint64_t fixture_count(morgue_archive *a, const char *text)
{
    morgue_search_options options = fixture_options();
    options.limit = 0;
    morgue_results *r = fixture_search(a, text, &options);
    uint64_t total = morgue_results_total(r);
    assert_int_equal(morgue_results_hit_count(r), 0);
    morgue_results_free(r);
    return total;
}

void fixture_refused(morgue_archive *a, const char *text, const morgue_search_options *options,
                     morgue_status status, const char *message)
{
    morgue_query *q = fixture_query(text);
    morgue_results *results = (morgue_results *)&status;
    morgue_error err = {0};
    morgue_status got = morgue_search(&results, a, q, options, &err);
    if (got != status)
        fail_msg("'%s': status %d instead of %d: %s", text, got, status, err.message);
    assert_null(results);
    assert_int_equal(err.status, status);
    if (!strstr(err.message, message))
        fail_msg("'%s' lacks '%s'", err.message, message);
    assert_int_equal(morgue_search(&results, a, q, options, NULL), status);
    morgue_query_free(q);
}

void expect_ids(morgue_archive *a, const char *text, const morgue_search_options *options,
                const char *ids)
{
    morgue_results *r = fixture_search(a, text, options);
    strbuf got = {0};
    strbuf_text(&got, "");
    for (size_t i = 0; i < morgue_results_hit_count(r); i++) {
        if (i)
            strbuf_char(&got, ' ');
        strbuf_str(&got, morgue_results_hit(r, i)->id);
    }
    strbuf_char(&got, '\0');
    if (strcmp(got.ptr, ids) != 0)
        fail_msg("'%s' gives '%s' instead of '%s'", text, got.ptr, ids);
    strbuf_free(&got);
    morgue_results_free(r);
}

int fixture_run(const struct CMUnitTest *tests, size_t count, const char *extra,
                morgue_config **used)
{
    fixture_start();
    *used = fixture_config(extra);
    int failed = _cmocka_run_group_tests("tests", tests, count, NULL, NULL);
    morgue_config_free(*used);
    fixture_end();
    return failed;
}
