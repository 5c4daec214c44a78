/* Posting lists and tables read back, from files of both writers. */
#define _GNU_SOURCE /* mkfifoat */
#include "maker.h"
#include "xapian_c.h"

#include "glass_code.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static glass_reader *open_file(const scratch *s, const char *name)
{
    glass_reader *r = NULL;
    morgue_error error = {0};
    if (glass_open(&r, s->fd, name, (morgue_str){NULL, 0}, &error))
        fail_msg("%s", error.message);
    return r;
}

static void expect_sound(glass_reader *r)
{
    morgue_error error = {0};
    if (glass_status(r, &error))
        fail_msg("%s", error.message);
}

static glass_postings open_list(glass_reader *r, const made_list *l)
{
    glass_postings p;
    bool found = glass_postings_open(r, (morgue_str){l->term, l->term_len}, &p);
    expect_sound(r);
    assert_true(found);
    assert_int_equal(p.documents, l->count);
    assert_int_equal(p.occurrences, l->occurrences);
    assert_int_equal(p.count, 0);
    return p;
}

/* The open block is the list from at on. */
static void expect_block(const glass_postings *p, const made_list *l, uint32_t at)
{
    assert_true(p->count > 0 && p->count <= GLASS_POSTINGS && at + p->count <= l->count);
    assert_memory_equal(p->ids, l->ids + at, p->count * sizeof *p->ids);
    assert_memory_equal(p->wdfs, l->wdfs + at, p->count * sizeof *p->wdfs);
}

static void expect_end(glass_postings *p)
{
    assert_int_equal(p->count, 0);
    assert_false(glass_postings_next(p));
    assert_false(glass_postings_seek(p, 1));
    assert_int_equal(p->count, 0);
}

static void expect_list(glass_reader *r, const made_list *l)
{
    glass_postings p = open_list(r, l);
    uint32_t at = 0;
    for (; glass_postings_next(&p); at += p.count)
        expect_block(&p, l, at);
    assert_int_equal(at, l->count);
    expect_end(&p);
}

/* The first posting at or after id, not before `from`, found by looking. */
static uint32_t place_of(const made_list *l, uint32_t from, uint32_t id)
{
    while (from < l->count && l->ids[from] < id)
        from++;
    return from;
}

/* Seeks of about `step` documents, with a next block now and then. */
static void expect_seeks(glass_reader *r, const made_list *l, uint32_t step, chance *c)
{
    glass_postings p = open_list(r, l);
    uint32_t at = 0, id = chance_below(c, 2 * step);
    for (;;) {
        bool next = chance_below(c, 16) == 0;
        at = next ? at + p.count : place_of(l, at, id);
        bool found = next ? glass_postings_next(&p) : glass_postings_seek(&p, id);
        assert_int_equal(found, at < l->count);
        if (!found)
            break;
        expect_block(&p, l, at);
        id = (chance_below(c, 8) ? p.ids[0] : p.ids[p.count - 1]) + chance_below(c, 2 * step);
    }
    expect_end(&p);
}

static void expect_all(glass_reader *r, const made *m)
{
    chance c = {4711};
    for (size_t i = 0; i < m->count; i++) {
        expect_list(r, &m->lists[i]);
        for (uint32_t step = 1; step < m->documents; step *= 5)
            if (m->lists[i].count / step < 5000)
                expect_seeks(r, &m->lists[i], step, &c);
    }
    expect_sound(r);
}

/* Chunks shorter and longer than any that occur, up to some that are cut into
 * many parts. */
static void test_lists_of_our_writer(void **state)
{
    static const unsigned chunks[] = {1, 30, 500, 2000, 2000, 9000, 40000};
    (void)state;
    scratch s;
    scratch_open(&s);
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        made m = {0};
        made_mixture(&m, chunks[i] < 100 ? 900 : 20000, 99 + i);
        made_write(&m, &s, "a.glass", chunks[i]);
        glass_reader *r = open_file(&s, "a.glass");
        expect_all(r, &m);
        glass_free(r);
        made_free(&m);
    }
    scratch_free(&s);
}

/* Numbers of one byte, in chunks of every length about the decoder's strides. */
static void test_every_length(void **state)
{
    (void)state;
    scratch s;
    scratch_open(&s);
    made m = {.documents = 3000};
    for (uint32_t n = 1; n < 300; n++) {
        char term[16];
        made_list *l =
            made_new_list(&m, (morgue_str){term, (size_t)snprintf(term, sizeof term, "t%u", n)});
        for (uint32_t i = 0; i < n; i++)
            made_add(l, 1 + i * (1 + n % 3), i + 1 == n ? 127 + n % 2 : i % 128);
    }
    made_sort(&m);
    for (unsigned chunk = 100; chunk < 140; chunk += 3) {
        made_write(&m, &s, "a.glass", chunk);
        glass_reader *r = open_file(&s, "a.glass");
        for (size_t i = 0; i < m.count; i++)
            expect_list(r, &m.lists[i]);
        expect_sound(r);
        glass_free(r);
    }
    made_free(&m);
    scratch_free(&s);
}

static void expect_counts(xc_database *db, const glass_statistics *s)
{
    uint32_t documents, last;
    uint64_t length;
    assert_int_equal(xc_shard_counts(db, 0, &documents, &last, &length, NULL), XC_OK);
    assert_int_equal(s->documents, documents);
    assert_int_equal(s->documents, last);
    assert_int_equal(s->total_length, length);
}

typedef struct walk {
    glass_postings p;
    uint32_t at;
} walk;

static int same_id(void *context, uint32_t id)
{
    walk *w = context;
    if (w->at == w->p.count && (w->at = 0, !glass_postings_next(&w->p)))
        return 1;
    return w->p.ids[w->at++] != id;
}

/* libxapian and the reader see the same in a file. */
static void expect_agreement(const scratch *s, const char *name, const made *m)
{
    char path[128];
    const char *paths[] = {path};
    xc_database *db = NULL;
    snprintf(path, sizeof path, "%s/%s", s->path, name);
    assert_int_equal(xc_database_open(&db, paths, 1, NULL), XC_OK);
    glass_reader *r = open_file(s, name);
    expect_counts(db, glass_statistics_of(r));
    for (size_t i = 0; i < m->count; i++) {
        const made_list *l = &m->lists[i];
        walk w = {open_list(r, l), 0};
        assert_int_equal(
            xc_shard_postings(db, 0, (xc_str){l->term, l->term_len}, same_id, &w, NULL), XC_OK);
        assert_int_equal(w.at, w.p.count);
        assert_false(glass_postings_next(&w.p));
    }
    expect_all(r, m);
    glass_free(r);
    xc_database_free(db);
}

static void test_against_libxapian(void **state)
{
    (void)state;
    scratch s;
    made m = {0};
    scratch_open(&s);
    made_mixture(&m, 4000, 3);
    made_build(&m, &s, "theirs.glass");
    made_write(&m, &s, "ours.glass", 2000);
    expect_agreement(&s, "theirs.glass", &m);
    expect_agreement(&s, "ours.glass", &m);
    glass_reader *ours = open_file(&s, "ours.glass"), *theirs = open_file(&s, "theirs.glass");
    assert_memory_equal(glass_uuid(ours), "glass in a test!", 16);
    assert_memory_equal(glass_statistics_of(ours), glass_statistics_of(theirs),
                        sizeof(glass_statistics));
    glass_free(ours);
    glass_free(theirs);
    made_free(&m);
    scratch_free(&s);
}

/* One term in 300,000 documents, one in the last of them, and 40,000 terms in
 * between: a tree of three levels. */
static void test_long_list_in_a_tall_tree(void **state)
{
    (void)state;
    scratch s;
    made m = {.documents = 300000};
    chance c = {8};
    scratch_open(&s);
    made_list *l = made_new_list(&m, STR("all"));
    for (uint32_t id = 1; id <= m.documents; id++)
        made_add(l, id, 1 + id % 3);
    for (unsigned i = 0; i < 40000; i++) {
        char term[240];
        int n = snprintf(term, sizeof term, "t%05u", i);
        memset(term + n, 'x', sizeof term - (size_t)n);
        made_add(made_new_list(&m, (morgue_str){term, sizeof term}), 1 + i, 1);
    }
    made_add(made_new_list(&m, STR("u")), m.documents, 1);
    made_write(&m, &s, "a.glass", 2000);
    glass_reader *r = open_file(&s, "a.glass");
    for (size_t i = 0; i < m.count; i += i < 39990 ? 97 : 1)
        expect_list(r, &m.lists[i]);
    for (uint32_t step = 100; step < m.documents; step *= 7)
        expect_seeks(r, &m.lists[0], step, &c);
    expect_sound(r);
    glass_free(r);
    made_free(&m);
    scratch_free(&s);
}

static void test_terms_that_are_not_there(void **state)
{
    (void)state;
    static const char zeros[300];
    scratch s;
    made m = {0};
    glass_postings p;
    scratch_open(&s);
    made_mixture(&m, 500, 5);
    made_write(&m, &s, "a.glass", 2000);
    glass_reader *r = open_file(&s, "a.glass");
    const morgue_str terms[] = {STR(""),
                                STR("0"),
                                STR("b"),
                                STR("zzzz"),
                                STR("\xff\xff"),
                                STR("a\0\0\1"),
                                STR("\0\xE0"),
                                STR("\0\xC0"
                                    "first"),
                                {zeros, 300},
                                {zeros + 5, 245}};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        assert_false(glass_postings_open(r, terms[i], &p));
        expect_end(&p);
    }
    expect_sound(r);
    glass_free(r);
    made_free(&m);
    scratch_free(&s);
}

/* Also a copy of an open list goes its own way. */
static void test_copies(void **state)
{
    (void)state;
    scratch s;
    made m = {.documents = 5000};
    scratch_open(&s);
    made_list *l = made_new_list(&m, STR("t"));
    for (uint32_t id = 1; id <= 5000; id++)
        made_add(l, id, id);
    made_write(&m, &s, "a.glass", 2000);
    glass_reader *r = open_file(&s, "a.glass");
    glass_postings a = open_list(r, l), b;
    assert_true(glass_postings_seek(&a, 1234));
    b = a;
    assert_true(glass_postings_seek(&a, 4321));
    expect_block(&a, l, 4320);
    assert_true(glass_postings_seek(&b, 2000));
    expect_block(&b, l, 1999);
    assert_true(glass_postings_seek(&b, 0)); /* forward only: nothing moves */
    expect_block(&b, l, 1999);
    assert_false(glass_postings_seek(&b, UINT32_MAX));
    expect_end(&b);
    glass_free(r);
    made_free(&m);
    scratch_free(&s);
}

/* ---- cursors ---- */

/* Keys of one, two … bytes with tags of all lengths, some of them of many parts. */
#define ENTRIES 900

static unsigned make_entry(unsigned i, unsigned char *key, unsigned char *tag, size_t *tag_len)
{
    unsigned n = 3 + (i % 7 == 0 ? 252 : i % 20);
    memset(key, 0xF0, n);
    glass_big_endian(key, i + 1, 3);
    *tag_len = i % 100 == 50 ? 30000 : i % 11 == 0 ? 0 : i * 7 % 3000;
    for (size_t j = 0; j < *tag_len; j++)
        tag[j] = (unsigned char)(i + j * j);
    return n;
}

static void write_entries(const scratch *s)
{
    static unsigned char key[GLASS_KEY], tag[30000];
    glass_file file;
    glass_table table;
    glass_root roots[GLASS_TABLE_COUNT] = {0};
    glass_file_open(&file, openat(s->fd, "e", O_RDWR | O_CREAT, 0600), "e");
    for (unsigned t = GLASS_DOCDATA; t <= GLASS_TERMLIST; t++) {
        glass_table_open(&table, &file);
        for (unsigned i = 0; i < ENTRIES; i++) {
            size_t n, key_len = make_entry(i, key, tag, &n);
            glass_table_put(&table, key, key_len, tag, n);
        }
        glass_table_finish(&table, &roots[t]);
        glass_table_free(&table);
    }
    assert_int_equal(glass_file_finish(&file, key, roots, &(glass_statistics){0}, NULL), MORGUE_OK);
    glass_file_close(&file);
}

static void expect_entries(glass_reader *r, morgue_str from, unsigned first)
{
    static unsigned char bytes[GLASS_KEY], content[30000];
    glass_cursor *c = NULL;
    morgue_str key, tag;
    assert_int_equal(glass_cursor_open(&c, r, GLASS_TERMLIST, from, NULL), MORGUE_OK);
    for (unsigned i = first; i < ENTRIES; i++) {
        size_t n, key_len = make_entry(i, bytes, content, &n);
        assert_true(glass_cursor_next(c, &key, &tag));
        assert_int_equal(key.len, key_len);
        assert_int_equal(tag.len, n);
        assert_memory_equal(key.ptr, bytes, key_len);
        if (n)
            assert_memory_equal(tag.ptr, content, n);
    }
    assert_false(glass_cursor_next(c, &key, &tag));
    assert_false(glass_cursor_next(c, &key, &tag));
    glass_cursor_free(c);
}

static void test_cursor(void **state)
{
    (void)state;
    scratch s;
    unsigned char key[GLASS_KEY + 1] = {0}, tag[30000];
    size_t n;
    scratch_open(&s);
    write_entries(&s);
    glass_reader *r = open_file(&s, "e");
    expect_entries(r, (morgue_str){NULL, 0}, 0);
    for (unsigned i = 0; i < ENTRIES; i += i % 10 == 9 ? 41 : 1) {
        unsigned len = make_entry(i, key, tag, &n);
        expect_entries(r, (morgue_str){(char *)key, len}, i);
        key[len] = 0;
        expect_entries(r, (morgue_str){(char *)key, len + 1}, i + 1);
        expect_entries(r, (morgue_str){(char *)key, len > 3 ? len - 1 : len + 1},
                       len > 3 ? i : i + 1);
    }
    expect_entries(r, STR("\xff"), ENTRIES);
    expect_sound(r);
    glass_free(r);
    scratch_free(&s);
}

/* What each list of the mixture is made of, by way of the table. */
static void test_cursor_over_postings(void **state)
{
    (void)state;
    scratch s;
    made m = {0};
    glass_cursor *c = NULL;
    morgue_str key, tag;
    scratch_open(&s);
    made_mixture(&m, 2000, 6);
    made_build(&m, &s, "a.glass");
    glass_reader *r = open_file(&s, "a.glass");
    assert_int_equal(glass_cursor_open(&c, r, GLASS_POSTLIST, STR("\1"), NULL), MORGUE_OK);
    size_t at = 0;
    while (glass_cursor_next(c, &key, &tag)) {
        if (memchr(key.ptr, '\0', key.len))
            continue;
        uint64_t documents = 0;
        assert_true(at < m.count && glass_take(&tag, &documents));
        assert_true(str_equal(key, (morgue_str){m.lists[at].term, m.lists[at].term_len}));
        assert_int_equal(documents, m.lists[at++].count);
    }
    assert_int_equal(at, m.count);
    glass_cursor_free(c);
    expect_sound(r);
    glass_free(r);
    made_free(&m);
    scratch_free(&s);
}

/* Term lists are deflated by libxapian: that is not read here, and said so. */
static void test_deflated_entries(void **state)
{
    (void)state;
    scratch s;
    made m = {.documents = 1};
    glass_cursor *c = NULL;
    morgue_str key, tag;
    morgue_error error = {0};
    scratch_open(&s);
    for (unsigned i = 0; i < 200; i++) {
        char term[32];
        int n = snprintf(term, sizeof term, "%03uaaaaaaaaaaaaaaaaaaaa", i);
        made_add(made_new_list(&m, (morgue_str){term, (size_t)n}), 1, 1);
    }
    made_build(&m, &s, "a.glass");
    glass_reader *r = open_file(&s, "a.glass");
    assert_int_equal(glass_cursor_open(&c, r, GLASS_TERMLIST, STR(""), NULL), MORGUE_OK);
    while (glass_cursor_next(c, &key, &tag))
        continue;
    assert_int_equal(glass_status(r, &error), MORGUE_VERSION);
    assert_non_null(strstr(error.message, "a.glass"));
    glass_cursor_free(c);
    glass_free(r);
    made_free(&m);
    scratch_free(&s);
}

/* ---- opening ---- */

static void write_bytes(const scratch *s, const char *name, const void *bytes, size_t n)
{
    int fd = openat(s->fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes, n) == (ssize_t)n && close(fd) == 0);
}

static void expect_refused(const scratch *s, const char *name, morgue_status wanted)
{
    glass_reader *r = (glass_reader *)s->path;
    morgue_error error = {0};
    assert_int_equal(glass_open(&r, s->fd, name, (morgue_str){NULL, 0}, &error), wanted);
    assert_null(r);
    assert_non_null(strstr(error.message, name));
    assert_int_equal(glass_open(&r, s->fd, name, (morgue_str){NULL, 0}, NULL), wanted);
}

static void test_no_database(void **state)
{
    (void)state;
    static char text[10000] = "\x0f\x0dXapian Glass\x04\x6f";
    scratch s;
    scratch_open(&s);
    expect_refused(&s, "missing", MORGUE_CORRUPT);
    write_bytes(&s, "empty", "", 0);
    expect_refused(&s, "empty", MORGUE_CORRUPT);
    write_bytes(&s, "short", text, 20);
    expect_refused(&s, "short", MORGUE_CORRUPT);
    write_bytes(&s, "newer", text, sizeof text);
    expect_refused(&s, "newer", MORGUE_VERSION);
    write_bytes(&s, "other", text + 1, sizeof text - 1);
    expect_refused(&s, "other", MORGUE_VERSION);
    assert_int_equal(symlinkat("empty", s.fd, "link"), 0);
    expect_refused(&s, "link", MORGUE_IO);
    assert_int_equal(mkfifoat(s.fd, "fifo", 0600), 0);
    expect_refused(&s, "fifo", MORGUE_CORRUPT);
    scratch_free(&s);
}

static void test_nothing_in_it(void **state)
{
    (void)state;
    scratch s;
    made m = {0};
    glass_postings p;
    glass_cursor *c = NULL;
    morgue_str key, tag;
    scratch_open(&s);
    made_build(&m, &s, "a.glass");
    glass_reader *r = open_file(&s, "a.glass");
    assert_int_equal(glass_statistics_of(r)->documents, 0);
    assert_false(glass_postings_open(r, STR("a"), &p));
    expect_end(&p);
    for (glass_table_id t = GLASS_POSTLIST; t < GLASS_TABLE_COUNT; t++) {
        assert_int_equal(glass_cursor_open(&c, r, t, STR(""), NULL), MORGUE_OK);
        assert_false(glass_cursor_next(c, &key, &tag));
        glass_cursor_free(c);
    }
    expect_sound(r);
    glass_free(r);
    glass_free(NULL);
    glass_cursor_free(NULL);
    scratch_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_of_our_writer),
        cmocka_unit_test(test_every_length),
        cmocka_unit_test(test_against_libxapian),
        cmocka_unit_test(test_long_list_in_a_tall_tree),
        cmocka_unit_test(test_terms_that_are_not_there),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_cursor),
        cmocka_unit_test(test_cursor_over_postings),
        cmocka_unit_test(test_deflated_entries),
        cmocka_unit_test(test_no_database),
        cmocka_unit_test(test_nothing_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
