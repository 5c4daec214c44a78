/*
 * Fuzz target: a question of the whole language, made of the bytes, is answered, or
 * refused by name; what it finds agrees with itself, and it ends when it is told to.
 * $FUZZ_ARCHIVE is the archive, $FUZZ_CONFIG its configuration.
 */
#include "ask.h"

#include <morgue/morgue.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Long questions of a fuzzer would keep it from many short ones. */
#define TIMEOUT 300

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "ask: %s\n", what);
    abort();
}

static morgue_archive *opened(void)
{
    static morgue_archive *archive;
    static morgue_config *config;
    morgue_error err = {0};
    const char *path = getenv("FUZZ_ARCHIVE"), *file = getenv("FUZZ_CONFIG");
    if (archive)
        return archive;
    require(path && file, "FUZZ_ARCHIVE and FUZZ_CONFIG are not set");
    require(!morgue_config_load(&config, file, &err), err.message);
    require(!morgue_archive_open(&archive, path, config, &err), err.message);
    return archive;
}

/* Stops at the asked-th time. */
typedef struct patience {
    unsigned left;
} patience;

static int lose_patience(void *context)
{
    patience *p = context;
    return p->left == 0 || --p->left == 0;
}

/* The ends that a question may come to. */
static bool is_told(morgue_status status, const morgue_error *err, size_t len)
{
    bool named = status == MORGUE_QUERY || status == MORGUE_LIMIT;
    return named && err->message[0] && err->from <= err->to && err->to <= len;
}

static void check_marks(morgue_str text, const morgue_mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        require(marks[i].from < marks[i].to && marks[i].to <= text.len &&
                    (i == 0 || marks[i - 1].to <= marks[i].from),
                "marks outside of their text, or over each other");
}

static void check_passages(const morgue_hit *h, size_t most)
{
    bool best = h->passage_count == 0;
    check_marks(h->snippet, h->marks, h->mark_count);
    for (size_t i = 0; i < h->passage_count; i++) {
        const morgue_passage *p = &h->passages[i];
        check_marks(p->text, p->marks, p->mark_count);
        best |= p->text.len == h->snippet.len && !memcmp(p->text.ptr, h->snippet.ptr, p->text.len);
    }
    require(most > 1 ? h->passage_count >= 1 && h->passage_count <= most : !h->passages,
            "too many passages, or none");
    require(best, "the snippet is no passage");
}

static void check_results(const morgue_results *r, const morgue_search_options *options)
{
    uint64_t limit = options->limit;
    uint64_t total = morgue_results_total(r), hits = morgue_results_hit_count(r);
    require(hits == (total < limit ? total : limit), "hits and total do not agree");
    for (size_t i = 0; i < hits; i++)
        check_passages(morgue_results_hit(r, i), options->snippets);
    const morgue_timeline *t = morgue_results_timeline(r);
    uint64_t dated = 0;
    for (size_t i = 0; t && i < t->count; i++)
        dated += t->buckets[i].count;
    require(!t || dated + t->undated == total, "timeline and total do not agree");
}

static void ask(const morgue_query *query, size_t len, const morgue_search_options *options,
                uint64_t *total)
{
    morgue_results *r = NULL;
    morgue_error err = {0};
    morgue_status status = morgue_search(&r, opened(), query, options, &err);
    if (status) {
        bool cancelled = options->cancel && status == MORGUE_CANCELLED;
        require(!r && (cancelled || is_told(status, &err, len)), err.message);
        return;
    }
    check_results(r, options);
    require(*total == UINT64_MAX || *total == morgue_results_total(r), "two totals");
    *total = morgue_results_total(r);
    morgue_results_free(r);
}

static void explain(const morgue_query *query, size_t len, const morgue_search_options *options,
                    bool json)
{
    char *text = NULL;
    morgue_error err = {0};
    morgue_status status =
        (json ? morgue_explain_json : morgue_explain_within)(&text, opened(), query, options, &err);
    bool cancelled = options->cancel && status == MORGUE_CANCELLED;
    require(status ? !text && (cancelled || is_told(status, &err, len)) : text != NULL,
            err.message);
    morgue_text_free(text);
}

/* The same question in the ways in which it can be asked. */
static void ask_all(const morgue_query *query, size_t len, unsigned ways)
{
    static const char *const kinds[] = {"person", "org", "place", "source"};
    uint64_t total = UINT64_MAX;
    morgue_search_options options;
    morgue_search_options_init(&options);
    options.timeout = TIMEOUT;
    options.partial = ways & 1;
    options.sort = (morgue_sort)((ways >> 1) % 3);
    options.snippets = (ways >> 1) % 5;
    options.snippet_bytes = ways & 4 ? 240 : 1 + (ways >> 3) % 100;
    if (ways & 8) {
        options.facets = kinds;
        options.facet_count = 4;
        options.timeline = MORGUE_UNIT_YEAR;
    }
    ask(query, len, &options, &total);
    options.limit = 0;
    options.facet_count = 0;
    options.timeline = MORGUE_UNIT_NONE;
    ask(query, len, &options, &total);
    if (ways & 16)
        explain(query, len, &options, ways & 32);
    patience p = {1 + (ways >> 5)};
    options.limit = 10;
    options.cancel = lose_patience;
    options.context = &p;
    ask(query, len, &options, &total);
    if (ways & 16)
        explain(query, len, &options, ways & 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[ASK_ROOM];
    morgue_query *query = NULL;
    morgue_error err = {0};
    unsigned ways = size ? data[0] : 0;
    size_t len = size ? ask_question(data + 1, size - 1, text) : 0;
    /* A copy of exactly this size, so that reading over its end is seen. */
    char *copy = malloc(len ? len : 1);
    require(copy != NULL, "out of memory");
    memcpy(copy, text, len);
    morgue_status status = morgue_query_parse(&query, copy, len, INT64_C(1686832200), 0, &err);
    require(status ? is_told(status, &err, len) : query != NULL, err.message);
    if (!status)
        ask_all(query, len, ways);
    morgue_query_free(query);
    free(copy);
    return 0;
}
