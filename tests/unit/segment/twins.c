/* Builds two segments of the same drafts and compares them item by item. */
#include "twins.h"

#include "form.h"
#include "schema.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME      TWIN_NAME
#define QUESTIONS 40

static const char *const folder_names[] = {"bulk", "reference"};
static const segment_method methods[] = {SEGMENT_BULK, SEGMENT_REFERENCE};

void twins_directory(char path[TWIN_PATH])
{
    const char *base = getenv("TMPDIR");
    int n = snprintf(path, TWIN_PATH, "%s/morgue-segment-XXXXXX", base && *base ? base : "/tmp");
    assert_in_range(n, 1, TWIN_PATH - 1);
    assert_non_null(mkdtemp(path));
}

twins *twins_new(bool positions)
{
    twins *t = calloc(1, sizeof *t);
    morgue_error error;
    assert_non_null(t);
    t->chance.state = 88172645463325252u;
    twins_directory(t->directory);
    assert_int_equal(morgue_config_load(&t->config, NULL, &error), MORGUE_OK);
    t->config->stock_positions = positions;
    for (int i = 0; i < 2; i++) {
        snprintf(t->folders[i], sizeof t->folders[i], "%s/%s", t->directory, folder_names[i]);
        assert_int_equal(mkdir(t->folders[i], 0700), 0);
    }
    return t;
}

twins *twins_start(uint64_t memory, bool positions)
{
    twins *t = twins_new(positions);
    morgue_error error;
    for (int i = 0; i < 2; i++)
        if (segment_builder_new(&t->builders[i], t->folders[i], NAME, t->config,
                                i ? 256u << 20 : memory, methods[i], &error))
            fail_msg("%s", error.message);
    return t;
}

/* The norm of the word at a position. */
static morgue_str word_at(const draft *d, const draft_text *t, uint32_t position)
{
    morgue_str key = form_key_text(d->forms[t->words[position]].key);
    form_part part = {0};
    form_next(&key, &part);
    return part.norm;
}

static void note_pair(twins *t, const draft *d)
{
    if (d->text_count == 0 || t->pair_count == TWIN_PAIRS)
        return;
    const draft_text *text = &d->texts[chance_below(&t->chance, d->text_count)];
    if (text->field > TEXT_BODY || text->count < 2)
        return;
    uint32_t at = chance_below(&t->chance, text->count - 1);
    morgue_str *pair = t->pairs[t->pair_count++];
    pair[0] = arena_copy(&t->memory, word_at(d, text, at));
    pair[1] = arena_copy(&t->memory, word_at(d, text, at + 1));
}

void twins_add(twins *t, const draft *d)
{
    for (int i = 0; i < 2; i++) {
        uint32_t id = 0;
        morgue_error error = {0};
        if (segment_builder_add(t->builders[i], d, &id, &error))
            fail_msg("%s: %s", t->folders[i], error.message);
        assert_int_equal(id, segment_builder_count(t->builders[i]));
    }
    for (int i = 0; i < 3; i++)
        note_pair(t, d);
}

/* ---- files ---- */

void twins_remove(const char *directory)
{
    DIR *dir = opendir(directory);
    char path[512];
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        snprintf(path, sizeof path, "%s/%s", directory, e->d_name);
        if (unlink(path) != 0)
            twins_remove(path);
    }
    closedir(dir);
    assert_int_equal(rmdir(directory), 0);
}

static void path_of(const twins *t, int i, char *out, size_t size)
{
    snprintf(out, size, "%s/" NAME ".glass", t->folders[i]);
}

/* Runs a program of Xapian's through the shell; what it printed, or NULL when it
 * is not installed. */
static char *run(const char *program, const char *arguments, size_t *len)
{
    strbuf command = {0}, out = {0};
    char block[4096];
    strbuf_printf(&command, "command -v %s >/dev/null", program);
    assert_false(command.failed);
    if (system(command.ptr) != 0) {
        print_message("%s is not installed: not tried\n", program);
        strbuf_free(&command);
        return NULL;
    }
    strbuf_clear(&command);
    strbuf_printf(&command, "%s %s", program, arguments);
    FILE *pipe = popen(command.ptr, "r");
    assert_non_null(pipe);
    for (size_t n; (n = fread(block, 1, sizeof block, pipe)) > 0;)
        strbuf_add(&out, block, n);
    int status = pclose(pipe);
    strbuf_char(&out, '\0');
    assert_false(out.failed);
    if (status != 0)
        fail_msg("%.200s: status %d\n%s", command.ptr, status, out.ptr);
    *len = out.len - 1;
    strbuf_free(&command);
    return out.ptr;
}

static void check_file(twins *t, int i)
{
    char path[TWIN_PATH + 64], arguments[TWIN_PATH + 128];
    size_t len;
    struct stat st;
    morgue_error error;
    path_of(t, i, path, sizeof path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal((uint64_t)st.st_size, t->summaries[i].bytes);
    snprintf(arguments, sizeof arguments, "%s 2>&1", path);
    free(run("xapian-check", arguments, &len));
    int dir_fd = open(t->folders[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(dir_fd >= 0);
    if (opens(dir_fd, NAME, &t->summaries[i], &error) ||
        segment_verify(dir_fd, NAME, &t->summaries[i], &error) ||
        segment_open(&t->segments[i], dir_fd, NAME, &t->summaries[i], &error))
        fail_msg("%s: %s", t->folders[i], error.message);
    close(dir_fd);
}

/* Only the three files of a segment are left. */
static void check_leftovers(const twins *t, int i)
{
    size_t files = 0;
    DIR *dir = opendir(t->folders[i]);
    assert_non_null(dir);
    while (readdir(dir))
        files++;
    closedir(dir);
    assert_int_equal(files, 5);
}

/* ---- what is in them ---- */

static int gather_term(void *context, xc_str term, uint32_t documents)
{
    strbuf_sized(context, (morgue_str){term.ptr, term.len});
    strbuf_varint(context, documents);
    return 0;
}

static int gather_id(void *context, uint32_t id)
{
    strbuf_varint(context, id);
    return 0;
}

static int gather_value(void *context, uint32_t id, xc_str value)
{
    strbuf_varint(context, id);
    strbuf_sized(context, (morgue_str){value.ptr, value.len});
    return 0;
}

static int gather_bytes(void *context, xc_str bytes)
{
    strbuf_char(context, '!');
    strbuf_add(context, bytes.ptr, bytes.len);
    return 0;
}

/* Two gathered answers; equal. */
typedef struct answers {
    strbuf of[2];
} answers;

static void expect_same(answers *a, const char *what, morgue_str name)
{
    assert_false(a->of[0].failed || a->of[1].failed);
    if (!str_equal(strbuf_view(&a->of[0]), strbuf_view(&a->of[1])))
        fail_msg("the two differ in %s %.*s", what, STR_ARGS(name));
    strbuf_clear(&a->of[0]);
    strbuf_clear(&a->of[1]);
}

static void free_answers(answers *a)
{
    strbuf_free(&a->of[0]);
    strbuf_free(&a->of[1]);
}

static void compare_counts(twins *t)
{
    uint32_t documents[2], last[2];
    uint64_t length[2];
    xc_error error;
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            xc_shard_counts(t->databases[i], 0, &documents[i], &last[i], &length[i], &error),
            XC_OK);
    assert_int_equal(documents[0], documents[1]);
    assert_int_equal(last[0], last[1]);
    assert_int_equal(length[0], length[1]);
}

static void compare_terms(twins *t)
{
    answers a = {0}, ids = {0};
    xc_error error;
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            xc_visit_terms(t->databases[i], (xc_str){"", 0}, gather_term, &a.of[i], &error), XC_OK);
    morgue_str all = arena_copy(&t->memory, strbuf_view(&a.of[0])), rest = all, term;
    expect_same(&a, "the list of terms", STR(""));
    uint64_t documents;
    while (str_sized(&rest, &term) && str_varint(&rest, &documents))
        t->word_count++;
    t->words = arena_alloc(&t->memory, (t->word_count + 1) * sizeof *t->words);
    assert_non_null(t->words);
    rest = all;
    for (size_t n = 0; str_sized(&rest, &term) && str_varint(&rest, &documents); n++) {
        t->words[n] = term;
        for (int i = 0; i < 2; i++)
            assert_int_equal(xc_shard_postings(t->databases[i], 0, (xc_str){term.ptr, term.len},
                                               gather_id, &ids.of[i], &error),
                             XC_OK);
        expect_same(&ids, "the postings of", term);
    }
    free_answers(&a);
    free_answers(&ids);
}

static void compare_documents(twins *t)
{
    answers a = {0};
    xc_error error;
    char name[16];
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            xc_shard_values(t->databases[i], 0, SLOT_DATE_FROM, gather_value, &a.of[i], &error),
            XC_OK);
    expect_same(&a, "the dates", STR(""));
    for (uint32_t id = 1; id <= t->summaries[0].documents; id++) {
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                xc_document_data(t->databases[i], 0, id, gather_bytes, &a.of[i], &error), XC_OK);
        snprintf(name, sizeof name, "%u", id);
        expect_same(&a, "the data of document", str_of(name));
    }
    free_answers(&a);
}

/* ---- the stream files ---- */

static void gather_columns(segment *s, strbuf *out)
{
    for (uint32_t docid = 1; docid <= s->documents; docid++) {
        stream_facts facts;
        assert_true(stream_facts_of(s->stream, docid, &facts));
        const int64_t numbers[] = {facts.length, facts.words, facts.from, facts.last,
                                   (int64_t)facts.print};
        strbuf_add(out, (const char *)numbers, sizeof numbers);
    }
}

static void gather_view(segment *s, const stream_view *v, strbuf *out)
{
    const unsigned char *at = v->bytes, *end = at + v->size;
    strbuf_varint(out, v->words);
    strbuf_varint(out, v->lede);
    strbuf_sized(out, (morgue_str){(const char *)v->sentences, v->sentence_bytes});
    while (at < end)
        strbuf_sized(out, stream_form(s->stream, stream_rank(&at, end)));
}

static void gather_document(segment *s, uint32_t id, strbuf *out)
{
    stream_view view;
    for (unsigned field = 0; field < TEXT_MAX; field++)
        if (stream_view_of(s->stream, id, field, &view)) {
            strbuf_varint(out, field);
            gather_view(s, &view, out);
        }
    for (unsigned slot = 0; slot < s->facet_count; slot++)
        strbuf_sized(out, stream_facet(s->stream, id, slot));
}

static void compare_names(const twins *t)
{
    const segment *a = t->segments[0], *b = t->segments[1];
    assert_int_equal(a->facet_count, b->facet_count);
    for (unsigned i = 0; i < a->facet_count; i++)
        assert_true(str_equal(a->facet_names[i], b->facet_names[i]));
    assert_int_equal(a->field_count, b->field_count);
    for (unsigned i = 0; i < a->field_count; i++)
        assert_true(str_equal(a->field_names[i], b->field_names[i]));
    assert_int_equal(a->text_bytes, b->text_bytes);
    assert_memory_equal(glass_uuid(a->glass), glass_uuid(b->glass), 16);
}

static void compare_streams(twins *t)
{
    answers a = {0};
    char name[16];
    compare_names(t);
    assert_int_equal(t->segments[0]->documents, t->segments[1]->documents);
    assert_int_equal(stream_words(t->segments[0]->stream), stream_words(t->segments[1]->stream));
    for (int i = 0; i < 2; i++)
        gather_columns(t->segments[i], &a.of[i]);
    expect_same(&a, "the columns", STR(""));
    for (uint32_t id = 1; id <= t->summaries[0].documents; id++) {
        for (int i = 0; i < 2; i++)
            gather_document(t->segments[i], id, &a.of[i]);
        snprintf(name, sizeof name, "%u", id);
        expect_same(&a, "the words or facets of document", str_of(name));
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(segment_status(t->segments[i], NULL), MORGUE_OK);
    free_answers(&a);
}

static void compare_metadata(twins *t, const char *head, morgue_str name)
{
    answers a = {0};
    strbuf key = {0};
    xc_error error;
    strbuf_text(&key, head);
    strbuf_str(&key, name);
    for (int i = 0; i < 2; i++)
        assert_int_equal(xc_shard_metadata(t->databases[i], 0, (xc_str){key.ptr, key.len},
                                           gather_bytes, &a.of[i], &error),
                         XC_OK);
    expect_same(&a, "the metadata", strbuf_view(&key));
    strbuf_free(&key);
    free_answers(&a);
}

static void compare_all_metadata(twins *t)
{
    compare_metadata(t, "facets", (morgue_str){NULL, 0});
    compare_metadata(t, "fields", (morgue_str){NULL, 0});
    compare_metadata(t, "text", (morgue_str){NULL, 0});
    for (unsigned i = 0; i < t->segments[0]->facet_count; i++)
        compare_metadata(t, "facet:", t->segments[0]->facet_names[i]);
}

/* What delve prints of both with these arguments is the same; "| tail" and the
 * like may follow the name of the file. */
static void expect_same_from_delve(const twins *t, const char *arguments, const char *filter)
{
    char path[TWIN_PATH + 64], *said[2];
    size_t len[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        strbuf command = {0};
        path_of(t, i, path, sizeof path);
        strbuf_printf(&command, "-1 %s %s 2>&1%s", arguments, path, filter);
        assert_false(command.failed);
        said[i] = run("xapian-delve", command.ptr, &len[i]);
        strbuf_free(&command);
    }
    if (said[0] && said[1] && (len[0] != len[1] || memcmp(said[0], said[1], len[0])))
        fail_msg("delve %.300s sees a difference:\n%.1500s\n----\n%.1500s", arguments, said[0],
                 said[1]);
    free(said[0]);
    free(said[1]);
}

/* Counts in documents, then positions, of some terms. */
static void compare_terms_with_delve(twins *t)
{
    strbuf arguments = {0};
    strbuf_text(&arguments, "-vv");
    for (int n = 0; n < 25 && t->word_count; n++) {
        morgue_str w = t->words[chance_below(&t->chance, (uint32_t)t->word_count)];
        if (w.len < 60 && str_find(w, 0, '\'') == w.len)
            strbuf_printf(&arguments, " -t '%.*s'", STR_ARGS(w));
    }
    expect_same_from_delve(t, arguments.ptr, "");
    uint32_t step = t->summaries[0].documents / 8 + 1;
    for (uint32_t id = 1; id <= t->summaries[0].documents; id += step)
        strbuf_printf(&arguments, " -r %u", id);
    expect_same_from_delve(t, arguments.ptr, "");
    strbuf_free(&arguments);
}

/* Statistics of the whole and of the slots: bounds are not seen in any result
 * of a small database, only in wrong ones of a great one. */
static void compare_with_delve(twins *t)
{
    expect_same_from_delve(t, "", " | grep -v -e ^revision");
    expect_same_from_delve(t, "-v -V0", " | sed 2q");
    if (t->word_count)
        compare_terms_with_delve(t);
}

static void compare_summaries(const twins *t)
{
    const segment_summary *a = &t->summaries[0], *b = &t->summaries[1];
    assert_int_equal(a->documents, b->documents);
    assert_int_equal(a->undated, b->undated);
    assert_int_equal(a->dated, b->dated);
    assert_int_equal(a->earliest, b->earliest);
    assert_int_equal(a->latest, b->latest);
    assert_int_equal(a->text_bytes, b->text_bytes);
}

void twins_examine(twins *t)
{
    char path[TWIN_PATH + 64];
    xc_error xapian;
    for (int i = 0; i < 2; i++) {
        check_leftovers(t, i);
        check_file(t, i);
        path_of(t, i, path, sizeof path);
        const char *const paths[] = {path};
        assert_int_equal(xc_database_open(&t->databases[i], paths, 1, &xapian), XC_OK);
    }
    compare_summaries(t);
    compare_counts(t);
    compare_terms(t);
    compare_documents(t);
    compare_streams(t);
    compare_all_metadata(t);
    twins_ask(t, QUESTIONS);
    compare_with_delve(t);
    for (int i = 0; i < 2; i++) {
        xc_database_free(t->databases[i]);
        segment_free(t->segments[i]);
    }
    twins_remove(t->directory);
    morgue_config_free(t->config);
    arena_free(&t->memory);
    free(t);
}

void twins_compare(twins *t)
{
    morgue_error error = {0};
    for (int i = 0; i < 2; i++) {
        if (segment_builder_finish(t->builders[i], &t->summaries[i], &error))
            fail_msg("%s: %s", t->folders[i], error.message);
        segment_builder_free(t->builders[i]);
    }
    twins_examine(t);
}
