/*
 * A program of somebody else that embeds libmorgue, in C: writes an archive,
 * asks it, meets the errors. Only installed headers are used.
 *
 * usage: embed DIRECTORY
 */
#include <morgue/morgue.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(what)                                                                                \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            fprintf(stderr, "line %d: %s does not hold\n", __LINE__, #what);                       \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

static morgue_str str(const char *text)
{
    return (morgue_str){text, strlen(text)};
}

static int is(morgue_str s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.ptr, text, s.len) == 0;
}

static morgue_date day(int64_t days)
{
    return (morgue_date){days * 86400, days * 86400 + 86399, MORGUE_PRECISION_DAY,
                         MORGUE_PROVENANCE_METADATA};
}

static morgue_article article(const char *id, const char *title, const char *body, int64_t days)
{
    morgue_article a = {.id = str(id),
                        .title = str(title),
                        .body = str(body),
                        .source = str("Tidewater Wire"),
                        .lang = str("en")};
    if (days)
        a.date = day(days);
    return a;
}

enum { MAY_21_2023 = 19498, JUNE_5_2023 = 19513 };

static void write_archive(const char *path)
{
    const morgue_article articles[] = {
        article("a1", "Micron barred", "China barred chips of Micron.\n\nIt rained in Boise.",
                MAY_21_2023),
        article("a2", "Micron builds", "Micron builds in China again.", JUNE_5_2023),
        article("a3", "What chips are", "Micron and China both have some.", 0),
    };
    morgue_writer *writer, *second;
    morgue_error error;
    CHECK(morgue_writer_open(&writer, path, NULL, 0, &error) == MORGUE_OK);
    CHECK(morgue_writer_open(&second, path, NULL, 0, &error) == MORGUE_LOCKED);
    CHECK(second == NULL && error.status == MORGUE_LOCKED && error.message[0]);
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        CHECK(morgue_writer_add(writer, &articles[i], &error) == MORGUE_OK);
    morgue_article nameless = article("", "No id", "None.", 0);
    CHECK(morgue_writer_add(writer, &nameless, &error) == MORGUE_INVALID);
    morgue_article garbled = article("a4", "caf\xe9", "Not UTF-8.", 0);
    CHECK(morgue_writer_add(writer, &garbled, &error) == MORGUE_INVALID);
    CHECK(morgue_writer_commit(writer, &error) == MORGUE_OK);
    CHECK(morgue_writer_remove(writer, "a9", 2, &error) == MORGUE_NOTFOUND);
    morgue_writer_free(writer);
    CHECK(morgue_writer_open(&second, path, NULL, 0, &error) == MORGUE_OK);
    morgue_writer_free(second);
}

static void check_hits(const morgue_results *results)
{
    CHECK(morgue_results_hit_count(results) == 2);
    const morgue_hit *first = morgue_results_hit(results, 0),
                     *then = morgue_results_hit(results, 1);
    CHECK(first->rank == 1 && is(first->id, "a2") && is(first->title, "Micron builds"));
    CHECK(then->rank == 2 && is(then->id, "a1") && then->date.from == MAY_21_2023 * 86400LL);
    CHECK(is(then->source, "Tidewater Wire") && is(then->lang, "en") && then->words == 11);
    CHECK(then->mark_count > 0 && then->marks[0].to <= then->snippet.len);
    CHECK(memcmp(then->snippet.ptr + then->marks[0].from, "China", 5) == 0);
    CHECK(morgue_results_hit(results, 2) == NULL);
}

static void check_counts(const morgue_results *results)
{
    int asked = 0;
    CHECK(morgue_results_total(results) == 2);
    CHECK(morgue_results_undated(results, &asked) == 1 && asked);
    CHECK(morgue_results_facet_count(results) == 2);
    const morgue_facet *org = morgue_results_facet(results, 0);
    CHECK(is(org->kind, "org") && org->shown == 1 && org->distinct == 1 && org->missing == 0);
    CHECK(is(org->values[0].value, "Micron Technology") && org->values[0].count == 2);
    const morgue_facet *place = morgue_results_facet(results, 1);
    CHECK(is(place->values[0].value, "China") && place->values[0].count == 2);
    const morgue_timeline *line = morgue_results_timeline(results);
    CHECK(line && line->unit == MORGUE_UNIT_MONTH && line->count == 2 && line->undated == 0);
    CHECK(line->buckets[0].count == 1 && line->buckets[0].all == 1);
    CHECK(morgue_results_elapsed(results) >= 0);
}

static void search(morgue_archive *archive)
{
    static const char question[] = "Micron AND China after:2023-05";
    static const char *const kinds[] = {"org", "place"};
    morgue_query *query;
    morgue_results *results;
    morgue_error error;
    CHECK(morgue_query_parse(&query, question, strlen(question), 0, 0, &error) == MORGUE_OK);
    CHECK(strstr(morgue_query_text(query), "2023-05-01T00:00:00Z"));
    morgue_search_options options;
    morgue_search_options_init(&options);
    options.sort = MORGUE_SORT_NEWEST;
    options.timeline = MORGUE_UNIT_MONTH;
    options.facets = kinds;
    options.facet_count = 2;
    CHECK(morgue_search(&results, archive, query, &options, &error) == MORGUE_OK);
    check_hits(results);
    check_counts(results);
    morgue_results_free(results);
    char *text;
    CHECK(morgue_explain(&text, archive, query, &error) == MORGUE_OK && strstr(text, question));
    morgue_text_free(text);
    morgue_query_free(query);
}

static void fetch(morgue_archive *archive)
{
    morgue_article *found;
    morgue_error error;
    CHECK(morgue_archive_article(archive, "a1", 2, &found, &error) == MORGUE_OK);
    CHECK(is(found->body, "China barred chips of Micron.\n\nIt rained in Boise."));
    CHECK(found->date.precision == MORGUE_PRECISION_DAY);
    morgue_article_free(found);
    CHECK(morgue_archive_article(archive, "a4", 2, &found, &error) == MORGUE_NOTFOUND && !found);
    morgue_archive_info info;
    morgue_archive_describe(archive, &info);
    CHECK(info.articles == 3 && info.undated == 1 && strlen(info.uuid) == 36);
}

static void meet_errors(morgue_archive *archive, const char *missing)
{
    static const char unknown[] = "Micron datee:2023";
    morgue_archive *none;
    morgue_query *query;
    morgue_results *results;
    morgue_error error;
    CHECK(morgue_archive_open(&none, missing, NULL, &error) == MORGUE_NOTFOUND && !none);
    CHECK(morgue_query_parse(&query, "(a OR", 5, 0, 0, &error) == MORGUE_QUERY && !query);
    CHECK(error.from == 3 && error.to == 5);
    CHECK(morgue_query_parse(&query, "(a OR", 5, 0, 0, NULL) == MORGUE_QUERY);
    CHECK(morgue_query_parse(&query, unknown, strlen(unknown), 0, 0, &error) == MORGUE_OK);
    CHECK(morgue_search(&results, archive, query, NULL, &error) == MORGUE_QUERY && !results);
    CHECK(error.from == 7 && error.to == 12 && strstr(error.message, "date:"));
    morgue_query_free(query);
    CHECK(strcmp(morgue_status_name(error.status), "ok") != 0);
}

int main(int argc, char **argv)
{
    char path[4096], missing[4096];
    CHECK(argc == 2);
    snprintf(path, sizeof path, "%s/archive", argv[1]);
    snprintf(missing, sizeof missing, "%s/missing", argv[1]);
    char version[32];
    snprintf(version, sizeof version, "%d.%d.%d", MORGUE_VERSION_MAJOR, MORGUE_VERSION_MINOR,
             MORGUE_VERSION_PATCH);
    CHECK(strcmp(morgue_version(), version) == 0);
    write_archive(path);
    morgue_archive *archive;
    morgue_error error;
    CHECK(morgue_archive_open(&archive, path, NULL, &error) == MORGUE_OK);
    search(archive);
    fetch(archive);
    meet_errors(archive, missing);
    morgue_archive_free(archive);
    CHECK(morgue_archive_check(path, NULL, NULL, &error) == MORGUE_OK);
    return 0;
}
