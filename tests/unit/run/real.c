/* Articles: read, given the values that the file lacks, stored. */
#include "real.h"

#include "calendar.h"
#include "source.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SOURCE "reuters-2009-2011.jsonl.gz"
#define EVERY  20

typedef struct intake {
    oracle *oracle;
    morgue_writer *writer;
    size_t seen;
    arena memory;
} intake;

static const char *source_path(void)
{
    static char path[4096];
    const char *data = getenv("MORGUE_DATA");
    snprintf(path, sizeof path, "%s/" SOURCE, data ? data : "");
    return data ? path : NULL;
}

bool real_available(void)
{
    const char *path = source_path();
    bool available = path && access(path, R_OK) == 0;
    if (!available)
        printf("skipped: $MORGUE_DATA holds no " SOURCE "\n");
    return available;
}

/* ---- what the file lacks, from the id: 20090102/us-markets-oil-idUSTRE49B3Y620090102 ---- */

/* Some articles are undated, some of a month or a year. */
static morgue_date vary_date(const morgue_article *a, size_t number)
{
    partial_date d = {0};
    size_t digits = number % 31 == 0 ? 4 : 6;
    char text[16];
    if (number % 9 == 0)
        return (morgue_date){0};
    if (number % 7 && number % 31)
        return a->date;
    snprintf(text, sizeof text, digits == 4 ? "%.4s" : "%.4s-%.2s", a->id.ptr, a->id.ptr + 4);
    if (!date_parse(str_of(text), &d))
        fail_msg("'%s' is no date", text);
    morgue_date date = calendar_interval(&d);
    date.provenance = MORGUE_PROVENANCE_METADATA;
    return date;
}

static void add_labels(intake *in, morgue_article *a, size_t number)
{
    morgue_str slug = str_range(a->id, str_find(a->id, 0, '/') + 1, a->id.len);
    morgue_str *tags = arena_alloc(&in->memory, 16 * sizeof *tags);
    morgue_field *fields = arena_alloc(&in->memory, 2 * sizeof *fields);
    assert_true(tags && fields);
    a->section = str_split(&slug, '-');
    while (slug.len && a->tag_count < 16) {
        morgue_str part = str_split(&slug, '-');
        if (!str_starts(part, STR("id")))
            tags[a->tag_count++] = part;
    }
    a->tags = tags;
    if (a->tag_count)
        fields[a->field_count++] = (morgue_field){STR("desk"), tags[0]};
    if (number % 4 == 0)
        fields[a->field_count++] = (morgue_field){STR("priority"), STR("High")};
    a->fields = fields;
}

static morgue_article vary(intake *in, const morgue_article *from, size_t number)
{
    static const char *const sources[] = {"", "Reuters", "Reuters News"};
    static const char *const languages[] = {"", "en", "en-US", "en_GB"};
    morgue_article a = *from;
    size_t second = str_find(a.title, str_find(a.title, 0, ' ') + 1, ' ');
    a.field_count = a.tag_count = 0;
    a.date = vary_date(from, number);
    a.source = str_of(sources[number % 3]);
    a.lang = str_of(languages[number % 4]);
    a.byline = str_range(a.title, 0, number % 5 ? second : 0);
    if (number % 6 == 0) /* the first sentence stands apart */
        a.standfirst = str_range(a.body, 0, str_search(a.body, 0, STR(". ")) + 1);
    if (number % 6 == 0)
        a.body = str_range(a.body, a.standfirst.len, a.body.len);
    add_labels(in, &a, number);
    return a;
}

/* ---- reading ---- */

static morgue_status take(void *context, const reading *r, morgue_error *err)
{
    intake *in = context;
    (void)err;
    if (in->seen++ % EVERY)
        return MORGUE_OK;
    size_t number = oracle_count(in->oracle);
    morgue_article a = vary(in, &r->article, number);
    fixture_add(in->writer, &a);
    oracle_put(in->oracle, &a);
    /* ids that come again replace an article, for there are tests of that */
    assert_int_equal(oracle_count(in->oracle), number + 1);
    arena_clear(&in->memory);
    if (number + 1 == REAL_ARTICLES / 2)
        fixture_commit(in->writer);
    return number + 1 == REAL_ARTICLES ? MORGUE_CANCELLED : MORGUE_OK;
}

static void refuse(void *context, morgue_str path, morgue_status status, const char *why)
{
    (void)context, (void)status;
    fail_msg("%.*s: %s", STR_ARGS(path), why);
}

void real_build(const char *name, const morgue_config *config, oracle *o)
{
    intake in = {.oracle = o, .writer = fixture_writer(name, config)};
    source_options options = {.config = config,
                              .now = INT64_C(1730000000),
                              .article = take,
                              .refuse = refuse,
                              .context = &in};
    source_file file = {.path = STR(SOURCE)};
    int fd = open(source_path(), O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(source_read(fd, &file, &options, NULL), MORGUE_CANCELLED);
    close(fd);
    fixture_commit(in.writer);
    morgue_writer_free(in.writer);
    arena_free(&in.memory);
}

/* ---- from files ---- */

static morgue_status take_whole(void *context, const reading *r, morgue_error *err)
{
    intake *in = context;
    size_t number = oracle_count(in->oracle);
    (void)err;
    fixture_add(in->writer, &r->article);
    oracle_put(in->oracle, &r->article);
    assert_int_equal(oracle_count(in->oracle), number + 1);
    if (number % 64 == 63) /* some segments */
        fixture_commit(in->writer);
    return MORGUE_OK;
}

static morgue_status read_file(void *context, int dir_fd, const char *name, const source_file *file,
                               morgue_error *err)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    morgue_status status = source_read(fd, file, context, err);
    close(fd);
    return status;
}

void real_build_from(const char *root, const char *name, const morgue_config *config, oracle *o)
{
    intake in = {.oracle = o, .writer = fixture_writer(name, config)};
    source_options options = {.config = config,
                              .now = INT64_C(1730000000),
                              .article = take_whole,
                              .refuse = refuse,
                              .context = &in};
    source_walk walk = {.visit = read_file, .refuse = refuse, .context = &options};
    morgue_error err;
    if (source_walk_root(root, &walk, &err))
        fail_msg("%s", err.message);
    fixture_commit(in.writer);
    morgue_writer_free(in.writer);
    arena_free(&in.memory);
}
