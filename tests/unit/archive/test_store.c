/* The writer: what a put comes to, brackets, commits, locks, cleaning. */
#define _GNU_SOURCE /* fork's friends */
#include "rig.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void begin(store_writer *w, const char *path)
{
    assert_int_equal(store_writer_begin(w, str_of(path), NULL), MORGUE_OK);
}

static uint64_t end(store_writer *w)
{
    uint64_t removed;
    assert_int_equal(store_writer_end(w, false, &removed, NULL), MORGUE_OK);
    return removed;
}

/* Puts articles of one file: pairs of id and body, NULL at the end. */
static uint64_t put_file(rig *r, store_writer *w, const char *path, const char *const *articles)
{
    begin(w, path);
    for (; *articles; articles += 2)
        rig_put(r, w, path, articles[0], articles[1]);
    return end(w);
}

#define FILE_OF(r, w, path, ...) put_file(r, w, path, (const char *const[]){__VA_ARGS__, NULL})

static void test_new_archive(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    assert_false(store_writer_dirty(w));
    assert_int_equal(rig_put(r, w, "", "a", "one"), PUT_ADDED);
    assert_true(store_writer_dirty(w));
    assert_string_equal(SEE(r, "a"), "a=-"); /* not before the commit */
    rig_close(w);
    assert_string_equal(SEE(r, "a", "b"), "a=one b=-");
    struct stat st;
    assert_int_equal(stat(r->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

/* The results of put, before the commit and after it. */
static void test_put_results(void **state)
{
    rig *r = *state;
    for (int committed = 0; committed < 2; committed++) {
        store_writer *w = rig_open(r);
        char a[] = "a0", b[] = "b0";
        a[1] = b[1] = (char)('0' + committed);
        begin(w, a);
        assert_int_equal(rig_put(r, w, a, a, "one"), PUT_ADDED);
        end(w);
        if (committed)
            assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
        begin(w, a); /* the same file again */
        assert_int_equal(rig_put(r, w, a, a, "one"), PUT_SAME);
        assert_int_equal(rig_put(r, w, a, a, "two"), PUT_CLASH); /* it has shown a already */
        assert_int_equal(end(w), 0);
        begin(w, b); /* another file */
        assert_int_equal(rig_put(r, w, b, a, "one"), PUT_COPY);
        assert_int_equal(rig_put(r, w, b, a, "two"), PUT_CLASH);
        assert_int_equal(end(w), 0);
        begin(w, a);
        assert_int_equal(rig_put(r, w, a, a, "two"), PUT_REPLACED);
        assert_int_equal(rig_put(r, w, a, a, "three"), PUT_CLASH);
        assert_int_equal(end(w), 0);
        begin(w, ""); /* from memory */
        assert_int_equal(rig_put(r, w, "", a, "two"), PUT_SAME);
        assert_int_equal(rig_put(r, w, "", a, "four"), PUT_REPLACED);
        end(w);
        rig_close(w);
        assert_string_equal(SEE(r, a), committed ? "a1=four" : "a0=four");
    }
}

static void test_judge_does_nothing(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    fingerprint print = {{1}};
    put_result result;
    assert_int_equal(store_writer_judge(w, STR("a"), &print, &result, NULL), MORGUE_OK);
    assert_int_equal(result, PUT_ADDED);
    assert_false(store_writer_dirty(w));
    FILE_OF(r, w, "f", "a", "one");
    begin(w, "g");
    assert_int_equal(store_writer_judge(w, STR("a"), &print, &result, NULL), MORGUE_OK);
    assert_int_equal(result, PUT_CLASH);
    end(w);
    rig_close(w);
}

static void test_brackets(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    FILE_OF(r, w, "f", "a", "1", "b", "2", "c", "3");
    FILE_OF(r, w, "g", "d", "4");
    rig_close(w);
    w = rig_open(r);
    /* b changes, c goes; what another file has is not touched. */
    assert_int_equal(FILE_OF(r, w, "f", "a", "1", "b", "22"), 1);
    rig_close(w);
    assert_string_equal(SEE(r, "a", "b", "c", "d"), "a=1 b=22 c=- d=4");
    w = rig_open(r);
    begin(w, "f");
    uint64_t removed = 9;
    assert_int_equal(store_writer_end(w, true, &removed, NULL), MORGUE_OK); /* could not be read */
    assert_int_equal(removed, 0);
    assert_false(store_writer_dirty(w));
    assert_int_equal(store_writer_remove_path(w, STR("f"), &removed, NULL), MORGUE_OK);
    assert_int_equal(removed, 2);
    rig_close(w);
    assert_string_equal(SEE(r, "a", "b", "d"), "a=- b=- d=4");
}

/* Two brackets of one file before a commit: the second knows of the first. */
static void test_brackets_before_commit(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    FILE_OF(r, w, "f", "a", "1", "b", "2", "c", "3");
    begin(w, "f");
    assert_int_equal(rig_put(r, w, "f", "a", "1"), PUT_SAME);
    assert_int_equal(rig_put(r, w, "f", "b", "22"), PUT_REPLACED);
    assert_int_equal(end(w), 1);
    rig_close(w);
    assert_string_equal(SEE(r, "a", "b", "c"), "a=1 b=22 c=-");
    assert_int_equal(rig_info(r).articles, 2);
}

/* A name is no prefix: neither "f" of "f2" nor "f#1" of "f". */
static void test_paths_are_whole(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    FILE_OF(r, w, "f", "a", "1");
    FILE_OF(r, w, "f2", "b", "2");
    FILE_OF(r, w, "f#1", "c", "3");
    FILE_OF(r, w, "f/x", "d", "4");
    rig_close(w);
    uint64_t removed;
    w = rig_open(r);
    assert_int_equal(store_writer_remove_path(w, STR("f"), &removed, NULL), MORGUE_OK);
    assert_int_equal(removed, 1);
    rig_close(w);
    assert_string_equal(SEE(r, "a", "b", "c", "d"), "a=- b=2 c=3 d=4");
}

static void test_remove(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    assert_int_equal(store_writer_remove(w, STR("a"), NULL), MORGUE_NOTFOUND);
    rig_put(r, w, "", "a", "1");
    rig_put(r, w, "", "b", "2");
    assert_int_equal(store_writer_remove(w, STR("a"), NULL), MORGUE_OK);
    assert_int_equal(store_writer_remove(w, STR("a"), NULL), MORGUE_NOTFOUND);
    rig_close(w);
    assert_string_equal(SEE(r, "a", "b"), "a=- b=2");
    w = rig_open(r);
    assert_int_equal(store_writer_remove(w, STR("b"), NULL), MORGUE_OK);
    assert_int_equal(store_writer_remove(w, STR("b"), NULL), MORGUE_NOTFOUND);
    assert_int_equal(rig_put(r, w, "", "b", "2"), PUT_ADDED); /* gone means gone */
    rig_close(w);
    assert_string_equal(SEE(r, "b"), "b=2");
}

static void test_commit_of_nothing_is_free(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    rig_put(r, w, "", "a", "1");
    rig_close(w);
    strbuf before = rig_read(r, "MANIFEST");
    w = rig_open(r);
    assert_int_equal(rig_put(r, w, "", "a", "1"), PUT_SAME);
    assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
    assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
    store_writer_free(w);
    strbuf after = rig_read(r, "MANIFEST");
    assert_true(str_equal(strbuf_view(&before), strbuf_view(&after)));
    strbuf_free(&before);
    strbuf_free(&after);
}

/* One writer over many commits, each seeing the ones before. */
static void test_many_commits(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    char body[20], want[40];
    for (int i = 0; i < 10; i++) {
        snprintf(body, sizeof body, "version %d", i);
        assert_int_equal(rig_put(r, w, "", "a", body), i ? PUT_REPLACED : PUT_ADDED);
        assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
        snprintf(want, sizeof want, "a=%s", body);
        assert_string_equal(SEE(r, "a"), want);
    }
    store_writer_free(w);
    morgue_archive_info info = rig_info(r);
    assert_int_equal(info.articles, 1);
    assert_int_equal(info.segments, 1); /* a segment without a live article is dropped */
    assert_int_equal(info.dead, 0);
    assert_int_equal(info.revision, 11);
    assert_int_equal(rig_count(r, "seg-"), 3); /* .glass, .stream and .sums */
    assert_int_equal(rig_count(r, ""), 2 + 6); /* . .. MANIFEST XAPIANDB lock and those */
}

/* All that was pending is removed again: there is no empty segment. */
static void test_all_pending_removed(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    rig_put(r, w, "", "a", "1");
    assert_int_equal(store_writer_remove(w, STR("a"), NULL), MORGUE_OK);
    rig_close(w);
    assert_int_equal(rig_info(r).segments, 0);
    assert_int_equal(rig_count(r, "seg-"), 0);
    assert_string_equal(SEE(r, "a"), "a=-");
}

static void test_dead_are_counted(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    FILE_OF(r, w, "f", "a", "1", "b", "2", "c", "3");
    rig_put(r, w, "", "b", "22"); /* dead before it is committed */
    assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
    morgue_archive_info info = rig_info(r);
    assert_int_equal(info.articles, 3);
    assert_int_equal(info.dead, 1);
    assert_int_equal(store_writer_remove(w, STR("a"), NULL), MORGUE_OK);
    rig_close(w);
    info = rig_info(r);
    assert_int_equal(info.articles, 2);
    assert_int_equal(info.dead, 2);
    assert_int_equal(rig_count(r, "seg-000001.dead-"), 1); /* the older bitmap is gone */
    assert_int_equal(morgue_archive_check(r->path, NULL, NULL, &r->error), MORGUE_OK);
}

/* A reader keeps what it opened, whatever is committed meanwhile. */
static void test_reader_keeps_its_view(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    rig_put(r, w, "", "a", "old");
    assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
    morgue_archive *reader;
    assert_int_equal(morgue_archive_open(&reader, r->path, NULL, NULL), MORGUE_OK);
    rig_put(r, w, "", "a", "new");
    rig_put(r, w, "", "b", "more");
    rig_close(w);
    morgue_article *a;
    assert_int_equal(morgue_archive_article(reader, "a", 1, &a, NULL), MORGUE_OK);
    assert_true(str_is(a->body, "old"));
    morgue_article_free(a);
    assert_int_equal(morgue_archive_article(reader, "b", 1, &a, NULL), MORGUE_NOTFOUND);
    assert_null(a);
    morgue_archive_free(reader);
    assert_string_equal(SEE(r, "a", "b"), "a=new b=more");
}

static void test_inputs_are_kept(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    input in = {.path = STR("f"), .size = 5, .ctime = 7, .had_copies = true};
    input plain = {.path = STR("g"), .size = 6};
    assert_null(store_writer_input(w, STR("f")));
    assert_int_equal(store_writer_set_input(w, &in, NULL), MORGUE_OK);
    assert_int_equal(store_writer_set_input(w, &plain, NULL), MORGUE_OK);
    rig_close(w);
    w = rig_open(r);
    const input *got = store_writer_input(w, STR("f"));
    assert_true(got && got->size == 5 && got->ctime == 7 && got->had_copies);
    assert_int_equal(store_writer_doubt_copies(w, NULL), MORGUE_OK);
    rig_close(w);
    store_writer *peek;
    assert_int_equal(store_writer_peek(&peek, r->path, r->config, NULL), MORGUE_OK);
    assert_true(store_writer_input(peek, STR("f"))->size == INPUT_DOUBTED);
    assert_int_equal(store_writer_input(peek, STR("g"))->size, 6);
    size_t at = 0, count = 0;
    while (store_writer_next_input(peek, &at))
        count++;
    assert_int_equal(count, 2);
    store_writer_free(peek);
}

/* Looking writes nothing: no directory, no lock, no file. */
static void test_peek_leaves_no_trace(void **state)
{
    rig *r = *state;
    store_writer *w;
    assert_int_equal(store_writer_peek(&w, r->path, r->config, NULL), MORGUE_OK);
    size_t at = 0;
    assert_null(store_writer_next_input(w, &at));
    store_writer_free(w);
    assert_int_equal(access(r->path, F_OK), -1);
    assert_int_equal(mkdir(r->path, 0700), 0);
    assert_int_equal(store_writer_peek(&w, r->path, r->config, NULL), MORGUE_OK);
    store_writer_free(w);
    assert_int_equal(rig_count(r, ""), 2);
    rig_write(r, "holiday.jpg", STR("x"));
    assert_int_equal(store_writer_peek(&w, r->path, r->config, NULL), MORGUE_INVALID);
    assert_null(w);
}

static void test_second_writer(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r), *second = w;
    char pid[32];
    snprintf(pid, sizeof pid, "process %ld ", (long)getpid());
    assert_int_equal(store_writer_open(&second, r->path, r->config, 1 << 20, &r->error),
                     MORGUE_LOCKED);
    assert_null(second);
    assert_non_null(strstr(r->error.message, pid));
    /* Trying must not have let the lock go. */
    assert_int_equal(store_writer_open(&second, r->path, r->config, 1 << 20, &r->error),
                     MORGUE_LOCKED);
    rig_put(r, w, "", "a", "1");
    rig_close(w);
    w = rig_open(r);
    store_writer_free(w);
}

static void test_second_process(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    char pid[32];
    snprintf(pid, sizeof pid, "process %ld ", (long)getpid());
    pid_t child = fork();
    if (child == 0) {
        store_writer *second;
        morgue_error error;
        morgue_status status = store_writer_open(&second, r->path, r->config, 1 << 20, &error);
        _exit(status == MORGUE_LOCKED && strstr(error.message, pid) ? 0 : 1);
    }
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    store_writer_free(w);
}

static void test_foreign_directory(void **state)
{
    rig *r = *state;
    static const struct {
        const char *name;
        morgue_status status;
    } cases[] = {{"holiday.jpg", MORGUE_INVALID},
                 {"seg-notes.txt", MORGUE_INVALID},
                 {"inputs-2020.csv", MORGUE_INVALID},
                 {"XAPIANDB", MORGUE_INVALID},
                 {"seg-000001.glass", MORGUE_CORRUPT}};
    assert_int_equal(mkdir(r->path, 0700), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        store_writer *w;
        rig_write(r, cases[i].name, STR("precious"));
        assert_int_equal(store_writer_open(&w, r->path, r->config, 1 << 20, &r->error),
                         cases[i].status);
        assert_null(w);
        assert_int_equal(rig_count(r, ""), 3); /* . .. and what was there: not even a lock */
        assert_int_equal(unlink(rig_file(r, cases[i].name)), 0);
    }
    store_writer_free(rig_open(r)); /* an empty directory will do */
}

static void test_not_a_directory(void **state)
{
    rig *r = *state;
    store_writer *w;
    int fd = open(r->path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(store_writer_open(&w, r->path, r->config, 1 << 20, NULL), MORGUE_IO);
    morgue_archive *archive;
    assert_int_equal(morgue_archive_open(&archive, r->path, NULL, NULL), MORGUE_NOTFOUND);
    assert_int_equal(morgue_archive_check(r->path, NULL, NULL, NULL), MORGUE_NOTFOUND);
    assert_int_equal(unlink(r->path), 0);
    assert_int_equal(morgue_archive_open(&archive, r->path, NULL, NULL), MORGUE_NOTFOUND);
    assert_null(archive);
}

/* What crashed runs leave is removed; what only looks like it is not. */
static void test_cleaning(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    rig_put(r, w, "", "a", "1");
    rig_close(w);
    static const char *const ours[] = {
        "seg-000002.glass",       "seg-000002.sums",   "seg-000002.sums.tmp",
        "seg-000001.dead-000009", "inputs-000009",     "inputs-000009.tmp",
        "MANIFEST.tmp",           "XAPIANDB.tmp",      "failed.jsonl.tmp",
        "seg-0000011.glass",      "seg-000002.stream", "seg-000002.stream.tmp",
        "seg-000000.pending.tmp"};
    static const char *const others[] = {"notes.txt",    "seg-1.glass",      "inputs-2020.csv",
                                         "seg-1.stream", "seg-000009-notes", "notes.tmp"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        rig_write(r, ours[i], STR("x"));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        rig_write(r, others[i], STR("x"));
    assert_int_equal(mkdir(rig_file(r, "seg-000002.tmp"), 0700), 0);
    rig_write(r, "seg-000002.tmp/postlist.glass", STR("x"));
    store_writer_free(rig_open(r));
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        assert_false(rig_there(r, ours[i]));
    assert_false(rig_there(r, "seg-000002.tmp"));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_true(rig_there(r, others[i]));
    assert_string_equal(SEE(r, "a"), "a=1");
}

/* A file that is read twice before a commit, so many articles and so little memory
 * that their ids are in a file: of 600 articles every third vanishes, every third
 * changes, the others are the same. */
static void test_many_pending(void **state)
{
    rig *r = *state;
    store_writer *w;
    enum { COUNT = 600 };
    assert_int_equal(store_writer_open(&w, r->path, r->config, 0, &r->error), MORGUE_OK);
    for (unsigned round = 0; round < 2; round++) {
        begin(w, "f");
        for (unsigned i = 0; i < COUNT; i++) {
            char id[16], body[16];
            snprintf(id, sizeof id, "%u", i);
            snprintf(body, sizeof body, "text %u", round && i % 3 == 1 ? COUNT + i : i);
            if (round == 0)
                assert_int_equal(rig_put(r, w, "f", id, body), PUT_ADDED);
            else if (i % 3)
                assert_int_equal(rig_put(r, w, "f", id, body),
                                 i % 3 == 1 ? PUT_REPLACED : PUT_SAME);
        }
        assert_int_equal(end(w), round ? COUNT / 3 : 0);
    }
    begin(w, "g");
    assert_int_equal(rig_put(r, w, "g", "2", "text 2"), PUT_COPY);
    assert_int_equal(rig_put(r, w, "g", "4", "another"), PUT_CLASH);
    assert_int_equal(rig_put(r, w, "g", "3", "text 3"), PUT_ADDED);
    assert_int_equal(end(w), 0);
    rig_close(w);
    assert_string_equal(SEE(r, "0", "1", "2", "3", "598", "599", "597"),
                        "0=- 1=text 601 2=text 2 3=text 3 598=text 1198 599=text 599 597=-");
    assert_int_equal(rig_info(r).articles, COUNT - COUNT / 3 + 1);
    assert_int_equal(rig_count(r, "seg-000000"), 0);
}

/* Giving up leaves the archive, and the directory, as they were. */
static void test_giving_up(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    rig_put(r, w, "", "a", "1");
    rig_close(w);
    size_t files = rig_count(r, "");
    w = rig_open(r);
    rig_put(r, w, "", "a", "2");
    rig_put(r, w, "", "b", "3");
    store_writer_free(w);
    assert_string_equal(SEE(r, "a", "b"), "a=1 b=-");
    assert_int_equal(rig_count(r, ""), files);
}

/* A commit that cannot be written: a directory stands where MANIFEST.tmp goes. */
static void test_failed_commit(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    rig_put(r, w, "", "a", "1");
    assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
    assert_int_equal(mkdir(rig_file(r, "MANIFEST.tmp"), 0700), 0);
    rig_put(r, w, "", "b", "2");
    assert_int_equal(store_writer_commit(w, &r->error), MORGUE_IO);
    store_writer_free(w);
    assert_string_equal(SEE(r, "a", "b"), "a=1 b=-");
    assert_int_equal(rig_count(r, "seg-"), 3); /* what the commit wrote is gone */
    w = rig_open(r);
    rig_put(r, w, "", "b", "2");
    rig_close(w);
    assert_string_equal(SEE(r, "a", "b"), "a=1 b=2");
}

/* The stub is mended later; a commit does not fail for it. */
static void test_stub_in_the_way(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    assert_int_equal(mkdir(rig_file(r, "XAPIANDB.tmp"), 0700), 0);
    rig_put(r, w, "", "a", "1");
    rig_close(w);
    assert_string_equal(SEE(r, "a"), "a=1");
    assert_int_equal(morgue_archive_check(r->path, NULL, NULL, &r->error), MORGUE_OK);
    assert_int_equal(rmdir(rig_file(r, "XAPIANDB.tmp")), 0);
    store_writer_free(rig_open(r));
    strbuf stub = rig_read(r, "XAPIANDB");
    assert_non_null(strstr(stub.ptr, "auto seg-000001.glass\n"));
    strbuf_free(&stub);
}

static void test_language(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    store_writer_free(w);
    morgue_config other = *r->config;
    other.language = STR("de");
    assert_int_equal(store_writer_open(&w, r->path, &other, 1 << 20, &r->error), MORGUE_INVALID);
    assert_non_null(strstr(r->error.message, "'en'"));
}

/* What libxapian is asked comes from the files that were opened, even when a
 * writer has removed them by the time of the first question. */
static void test_database_is_of_the_view(void **state)
{
    rig *r = *state;
    store_writer *w = rig_open(r);
    rig_put(r, w, "", "a", "old");
    assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
    morgue_archive *reader;
    assert_int_equal(morgue_archive_open(&reader, r->path, NULL, NULL), MORGUE_OK);
    rig_put(r, w, "", "a", "new");
    rig_close(w);
    assert_false(rig_there(r, "seg-000001.glass"));
    xc_database *db, *again;
    xc_error error;
    uint64_t documents = 0;
    assert_int_equal(archive_database(reader, &db, &r->error), MORGUE_OK);
    assert_int_equal(xc_term_documents(db, (xc_str){"old", 3}, &documents, &error), XC_OK);
    assert_int_equal(documents, 1);
    assert_int_equal(archive_database(reader, &again, NULL), MORGUE_OK);
    assert_ptr_equal(db, again);
    morgue_archive_free(reader);
}

static void read_uuid(rig *r, char out[40])
{
    morgue_archive *archive;
    morgue_archive_info info;
    assert_int_equal(morgue_archive_open(&archive, r->path, r->config, &r->error), MORGUE_OK);
    morgue_archive_describe(archive, &info);
    snprintf(out, 40, "%s", info.uuid);
    morgue_archive_free(archive);
}

static void remove_archive(rig *r)
{
    DIR *dir = opendir(r->path);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        if (e->d_name[0] != '.')
            unlink(rig_file(r, e->d_name));
    closedir(dir);
}

/* It follows from the first commit, and stays through later ones. */
static void test_uuid(void **state)
{
    rig *r = *state;
    static const char *const bodies[] = {"one", "one", "two"};
    char uuids[3][40], later[40];
    for (size_t i = 0; i < 3; i++) {
        store_writer *w = rig_open(r);
        rig_put(r, w, "", "a", bodies[i]);
        assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
        read_uuid(r, uuids[i]);
        rig_put(r, w, "", "b", "more");
        rig_close(w);
        read_uuid(r, later);
        assert_string_equal(later, uuids[i]);
        assert_int_equal(strlen(later), 36);
        assert_true(later[14] == '8' && strchr("89ab", later[19]));
        remove_archive(r);
    }
    assert_string_equal(uuids[0], uuids[1]);
    assert_string_not_equal(uuids[1], uuids[2]);
}

static void two_segments(rig *r)
{
    store_writer *w = rig_open(r);
    FILE_OF(r, w, "f", "a", "1", "b", "2", "c", "3");
    assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
    FILE_OF(r, w, "f", "a", "1", "b", "22");
    FILE_OF(r, w, "g", "d", "4");
    rig_close(w);
}

/* What is live comes over as it was: content, fingerprints, the file it is from. */
static void test_merge(void **state)
{
    rig *r = *state;
    two_segments(r);
    store_writer *w = rig_open(r);
    if (store_writer_merge(w, true, NULL, NULL, &r->error))
        fail_msg("%s", r->error.message);
    assert_int_equal(store_writer_merge(w, true, NULL, NULL, NULL), MORGUE_OK); /* nothing to do */
    morgue_archive_info info = rig_info(r);
    assert_true(info.segments == 1 && info.articles == 3 && info.dead == 0);
    assert_string_equal(SEE(r, "a", "b", "c", "d"), "a=1 b=22 c=- d=4");
    assert_int_equal(morgue_archive_check(r->path, NULL, NULL, &r->error), MORGUE_OK);
    assert_int_equal(rig_count(r, "seg-"), 3);
    begin(w, "f");
    assert_int_equal(rig_put(r, w, "f", "a", "1"), PUT_SAME);
    assert_int_equal(rig_put(r, w, "f", "d", "4"), PUT_COPY);
    assert_int_equal(end(w), 1); /* b was of the file too */
    assert_int_equal(store_writer_merge(w, true, NULL, NULL, NULL), MORGUE_INVALID);
    rig_close(w);
    assert_string_equal(SEE(r, "a", "b", "d"), "a=1 b=- d=4");
}

static int stop(void *context)
{
    ++*(int *)context;
    return 1;
}

/* A merge that is stopped leaves the archive, its files, and a good writer. */
static void test_merge_stopped(void **state)
{
    rig *r = *state;
    int asked = 0;
    two_segments(r);
    size_t files = rig_count(r, "");
    strbuf before = rig_read(r, "MANIFEST");
    store_writer *w = rig_open(r);
    assert_int_equal(store_writer_merge(w, true, stop, &asked, &r->error), MORGUE_CANCELLED);
    assert_int_not_equal(asked, 0);
    assert_int_equal(rig_count(r, ""), files);
    strbuf after = rig_read(r, "MANIFEST");
    assert_true(str_equal(strbuf_view(&before), strbuf_view(&after)));
    assert_non_null(store_writer_view(w));
    assert_int_equal(store_writer_merge(w, true, NULL, NULL, NULL), MORGUE_OK);
    store_writer_free(w);
    assert_string_equal(SEE(r, "a", "b", "c", "d"), "a=1 b=22 c=- d=4");
    strbuf_free(&before);
    strbuf_free(&after);
}

/* Open descriptors are what they were: nothing leaks, on any path. */
static void test_descriptors(void **state)
{
    rig *r = *state;
    size_t counts[2];
    for (int pass = 0; pass < 2; pass++) {
        store_writer *w = rig_open(r), *second;
        store_writer_open(&second, r->path, r->config, 1 << 20, NULL);
        rig_put(r, w, "", "a", pass ? "1" : "2");
        rig_close(w);
        SEE(r, "a");
        morgue_archive_check(r->path, NULL, NULL, NULL);
        counts[pass] = 0;
        DIR *dir = opendir("/proc/self/fd");
        if (!dir)
            skip();
        while (readdir(dir))
            counts[pass]++;
        closedir(dir);
    }
    assert_int_equal(counts[0], counts[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_new_archive),
        TEST(test_put_results),
        TEST(test_judge_does_nothing),
        TEST(test_brackets),
        TEST(test_brackets_before_commit),
        TEST(test_paths_are_whole),
        TEST(test_remove),
        TEST(test_commit_of_nothing_is_free),
        TEST(test_many_commits),
        TEST(test_all_pending_removed),
        TEST(test_dead_are_counted),
        TEST(test_reader_keeps_its_view),
        TEST(test_inputs_are_kept),
        TEST(test_peek_leaves_no_trace),
        TEST(test_second_writer),
        TEST(test_second_process),
        TEST(test_foreign_directory),
        TEST(test_not_a_directory),
        TEST(test_cleaning),
        TEST(test_many_pending),
        TEST(test_giving_up),
        TEST(test_failed_commit),
        TEST(test_stub_in_the_way),
        TEST(test_language),
        TEST(test_merge),
        TEST(test_merge_stopped),
        TEST(test_descriptors),
        TEST(test_database_is_of_the_view),
        TEST(test_uuid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
