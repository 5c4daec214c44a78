/* Directories, archives and descriptors of the lifetime tests. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include "scratch.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned open_descriptors(void)
{
    unsigned count = 0;
    DIR *directory = opendir("/proc/self/fd");
    if (!directory)
        return 0;
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

morgue_str text(const char *s)
{
    return (morgue_str){s, strlen(s)};
}

void assert_text(morgue_str got, const char *expected)
{
    assert_int_equal(got.len, strlen(expected));
    assert_memory_equal(got.len ? got.ptr : "", expected, got.len);
}

void assert_ok(morgue_status status, const morgue_error *error)
{
    if (status)
        fail_msg("%s: %s", morgue_status_name(status), error->message);
}

void write_file(const scratch *s, const char *name, const char *content, char out[PATH_SIZE * 2])
{
    snprintf(out, PATH_SIZE * 2, "%s/%s", s->directory, name);
    FILE *file = fopen(out, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

void add_article(morgue_writer *writer, const char *id, const char *title, const char *body)
{
    char *own[] = {strdup(id), strdup(title), strdup(body)};
    morgue_str tag = text("lifetimes");
    morgue_field field = {text("desk"), text("night")};
    morgue_article *article = calloc(1, sizeof *article);
    assert_non_null(article);
    article->id = text(own[0]);
    article->title = text(own[1]);
    article->body = text(own[2]);
    article->source = text("Tidewater Wire");
    article->date = (morgue_date){86400, 172799, MORGUE_PRECISION_DAY, MORGUE_PROVENANCE_METADATA};
    article->tags = &tag;
    article->tag_count = 1;
    article->fields = &field;
    article->field_count = 1;
    morgue_error error;
    assert_ok(morgue_writer_add(writer, article, &error), &error);
    for (size_t i = 0; i < 3; i++) {
        memset(own[i], 'X', strlen(own[i]));
        free(own[i]);
    }
    free(article);
}

morgue_writer *open_writer(const char *path, const morgue_config *config)
{
    morgue_writer *writer;
    morgue_error error;
    assert_ok(morgue_writer_open(&writer, path, config, 0, &error), &error);
    return writer;
}

morgue_archive *open_archive(const char *path, const morgue_config *config)
{
    morgue_archive *archive;
    morgue_error error;
    assert_ok(morgue_archive_open(&archive, path, config, &error), &error);
    return archive;
}

morgue_query *parse(const char *question)
{
    morgue_query *query;
    morgue_error error;
    assert_ok(morgue_query_parse(&query, question, strlen(question), 0, 0, &error), &error);
    return query;
}

morgue_results *search(morgue_archive *archive, const morgue_query *query)
{
    static const char *const kinds[] = {"person", "org", "place", "source", "tag"};
    morgue_search_options options;
    morgue_search_options_init(&options);
    options.facets = kinds;
    options.facet_count = sizeof kinds / sizeof *kinds;
    options.timeline = MORGUE_UNIT_DAY;
    morgue_results *results;
    morgue_error error;
    assert_ok(morgue_search(&results, archive, query, &options, &error), &error);
    return results;
}

uint64_t count(morgue_archive *archive, const char *question)
{
    morgue_query *query = parse(question);
    morgue_results *results = search(archive, query);
    morgue_query_free(query);
    uint64_t total = morgue_results_total(results);
    morgue_results_free(results);
    return total;
}

static uint64_t touch(morgue_str s)
{
    uint64_t sum = s.len;
    for (size_t i = 0; i < s.len; i++)
        sum = sum * 31 + (unsigned char)s.ptr[i];
    return sum;
}

static uint64_t touch_hit(const morgue_hit *h)
{
    const morgue_str texts[] = {h->id,      h->title, h->source, h->path,   h->url,
                                h->section, h->lang,  h->byline, h->snippet};
    uint64_t sum = h->rank + h->words + (uint64_t)h->date.from;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        sum = sum * 31 + touch(texts[i]);
    for (size_t i = 0; i < h->mark_count; i++)
        sum = sum * 31 + h->marks[i].from + h->marks[i].to;
    for (size_t i = 0; i < h->entity_count; i++) {
        sum = sum * 31 + touch(h->entities[i].kind);
        for (size_t k = 0; k < h->entities[i].count; k++)
            sum = sum * 31 + touch(h->entities[i].names[k]);
    }
    return sum;
}

static uint64_t touch_facet(const morgue_facet *f)
{
    uint64_t sum = touch(f->kind) + f->distinct + f->missing;
    for (size_t i = 0; i < f->shown; i++)
        sum = sum * 31 + touch(f->values[i].value) + f->values[i].count;
    return sum;
}

uint64_t touch_results(const morgue_results *r)
{
    uint64_t sum = morgue_results_total(r) + morgue_results_undated(r, NULL);
    for (size_t i = 0; i < morgue_results_hit_count(r); i++)
        sum = sum * 31 + touch_hit(morgue_results_hit(r, i));
    for (size_t i = 0; i < morgue_results_facet_count(r); i++)
        sum = sum * 31 + touch_facet(morgue_results_facet(r, i));
    for (size_t i = 0; i < morgue_results_note_count(r); i++)
        sum = sum * 31 + touch(morgue_results_note(r, i));
    const morgue_timeline *t = morgue_results_timeline(r);
    for (size_t i = 0; t && i < t->count; i++)
        sum = sum * 31 + (uint64_t)t->buckets[i].start + t->buckets[i].count + t->buckets[i].all;
    return sum;
}

static void fill_archive(const char *path)
{
    morgue_writer *writer = open_writer(path, NULL);
    add_article(writer, "one", "Micron in China", "Micron sells chips in China. So does Samsung.");
    add_article(writer, "two", "Grain ships sail", "Ships with grain left Odesa for China.");
    add_article(writer, "three", "Chips and grain", "A column about chips, grain and Micron.");
    morgue_error error;
    assert_ok(morgue_writer_commit(writer, &error), &error);
    morgue_writer_free(writer);
}

int scratch_begin(void **state)
{
    const char *where = getenv("TMPDIR");
    scratch *s = calloc(1, sizeof *s);
    if (!s)
        return -1;
    snprintf(s->directory, sizeof s->directory, "%.400s/morgue-lifetime-XXXXXX",
             where && *where ? where : "/tmp");
    if (!mkdtemp(s->directory)) {
        free(s);
        return -1;
    }
    snprintf(s->archive, sizeof s->archive, "%s/archive", s->directory);
    snprintf(s->missing, sizeof s->missing, "%s/missing", s->directory);
    s->descriptors = open_descriptors();
    fill_archive(s->archive);
    *state = s;
    return 0;
}

int scratch_end(void **state)
{
    scratch *s = *state;
    unsigned left = open_descriptors();
    if (left != s->descriptors)
        print_error("%u descriptors were open at the beginning, %u are now\n", s->descriptors,
                    left);
    int bad = left != s->descriptors;
    bad |= nftw(s->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0;
    free(s);
    return bad ? -1 : 0;
}
