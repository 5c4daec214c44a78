/* What lies beside the segments: tombstones, the inputs, the ledger, the stub. */
#include "archive_internal.h"
#include "inputs.h"
#include "layout.h"
#include "ledger.h"
#include "pending.h"
#include "rig.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_tombstones(void **state)
{
    (void)state;
    tombstones t = {0};
    bool fresh;
    assert_false(tombstones_has(&t, 0));
    assert_false(tombstones_has(&t, UINT32_MAX));
    static const uint32_t dead[] = {1, 7, 8, 70000, 3};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(tombstones_add(&t, dead[i], &fresh, NULL), MORGUE_OK);
        assert_true(fresh);
    }
    assert_int_equal(tombstones_add(&t, 8, &fresh, NULL), MORGUE_OK);
    assert_false(fresh);
    assert_int_equal(t.dead, 5);
    for (uint32_t id = 0; id < 80000; id++) {
        bool want = id == 1 || id == 7 || id == 8 || id == 70000 || id == 3;
        assert_int_equal(tombstones_has(&t, id), want);
    }
    assert_int_equal(t.bits[0], 1 << 1 | 1 << 3 | 1 << 7); /* the layout that searches read */
    assert_int_equal(t.bits[1], 1);
    free(t.bits);
}

static input made(const char *path, uint64_t size)
{
    return (input){.path = str_of(path),
                   .size = size,
                   .ctime = -1,
                   .ctime_ns = 999999999,
                   .articles = 3,
                   .had_copies = size % 2};
}

static void test_inputs(void **state)
{
    (void)state;
    inputs t = {0}, got = {0};
    char path[40];
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(path, sizeof path, "/file %u", i);
        input in = made(path, i);
        assert_int_equal(archive__inputs_set(&t, &in, NULL), MORGUE_OK);
    }
    archive__inputs_remove(&t, STR("/file 500"));
    archive__inputs_remove(&t, STR("/none"));
    assert_null(archive__inputs_find(&t, STR("/file 500")));
    input again = made("/file 7", UINT64_MAX);
    assert_int_equal(archive__inputs_set(&t, &again, NULL), MORGUE_OK);
    strbuf bytes = {0};
    assert_int_equal(archive__inputs_save(&t, &bytes, NULL), MORGUE_OK);
    assert_int_equal(archive__inputs_load(&got, strbuf_view(&bytes), NULL), MORGUE_OK);
    assert_false(got.dirty);
    assert_int_equal(got.count, 999);
    const input *in = archive__inputs_find(&got, STR("/file 7"));
    assert_non_null(in);
    assert_true(in->size == UINT64_MAX && in->had_copies);
    in = archive__inputs_find(&got, STR("/file 999"));
    assert_true(in && in->size == 999 && in->ctime == -1 && in->ctime_ns == 999999999 &&
                in->articles == 3);
    assert_null(archive__inputs_find(&got, STR("/file 500")));
    /* One that went can come back. */
    input back = made("/file 500", 5);
    assert_int_equal(archive__inputs_set(&t, &back, NULL), MORGUE_OK);
    assert_int_equal(archive__inputs_find(&t, STR("/file 500"))->size, 5);
    archive__inputs_free(&got);
    archive__inputs_free(&t);
    strbuf_free(&bytes);
}

/* The table has a checksum in the MANIFEST; without it, it must still be read safely. */
static void test_inputs_damaged(void **state)
{
    (void)state;
    inputs t = {0}, got;
    strbuf bytes = {0};
    for (unsigned i = 0; i < 20; i++) {
        char path[40];
        snprintf(path, sizeof path, "/file %u", i);
        input in = made(path, i);
        archive__inputs_set(&t, &in, NULL);
    }
    assert_int_equal(archive__inputs_save(&t, &bytes, NULL), MORGUE_OK);
    for (size_t n = 0; n < bytes.len; n++) {
        char *exact = malloc(n ? n : 1);
        memcpy(exact, bytes.ptr, n);
        assert_int_equal(archive__inputs_load(&got, (morgue_str){exact, n}, NULL), MORGUE_CORRUPT);
        free(exact);
    }
    for (size_t i = 0; i < bytes.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            bytes.ptr[i] ^= (char)(1 << bit);
            morgue_status status = archive__inputs_load(&got, strbuf_view(&bytes), NULL);
            assert_true(status == MORGUE_OK || status == MORGUE_CORRUPT);
            archive__inputs_free(&got);
            bytes.ptr[i] ^= (char)(1 << bit);
        }
    archive__inputs_free(&t);
    strbuf_free(&bytes);
}

#define IDS   3000u
#define ADDED 5000u

static void put_pending(pending *p, unsigned which, uint32_t n, uint32_t *last)
{
    char id[20];
    snprintf(id, sizeof id, "%u", which);
    fingerprint print = fingerprint_of(str_of(id));
    assert_int_equal(archive__pending_reserve(p, NULL), MORGUE_OK);
    assert_int_equal(archive__pending_add(p, str_of(id), &print, n, NULL), MORGUE_OK);
    last[which] = n;
}

/* By id, and on a walk: each of them once. */
static void compare_pending(pending *p, const uint32_t *last)
{
    pending_article a;
    bool found;
    char id[20];
    unsigned there = 0, walked = 0;
    for (unsigned i = 0; i < IDS; i++) {
        snprintf(id, sizeof id, "%u", i);
        fingerprint print = fingerprint_of(str_of(id));
        assert_int_equal(archive__pending_find(p, str_of(id), &a, &found, NULL), MORGUE_OK);
        assert_int_equal(found, last[i] != 0);
        there += found;
        if (!found)
            continue;
        assert_int_equal(a.document, last[i]);
        assert_int_equal(a.file, last[i]);
        assert_memory_equal(&a.print, print.bytes, sizeof a.print);
    }
    for (uint64_t at = 0; archive__pending_next(p, &at, &a); walked++)
        assert_int_equal(a.document, a.file);
    assert_int_equal(p->status, MORGUE_OK);
    assert_int_equal(walked, there);
}

/* Against a list: of one id, the document that was added last. */
static void fill_pending(int dir_fd, uint64_t most, fingerprint *print)
{
    static uint32_t last[IDS];
    memset(last, 0, sizeof last);
    pending p;
    pending_article a;
    bool found = true;
    unsigned chance = 1;
    archive__pending_open(&p, dir_fd, most);
    assert_int_equal(archive__pending_find(&p, STR("0"), &a, &found, NULL), MORGUE_OK);
    assert_false(found);
    for (uint32_t n = 1; n <= ADDED; n++) {
        chance = chance * 1664525 + 1013904223;
        put_pending(&p, (chance >> 8) % IDS, n, last);
        if (n % 500 == 0)
            compare_pending(&p, last);
    }
    /* 2,400 ids or so are over three quarters of 2,048 places: 4,096 of 32 bytes. */
    assert_int_equal(p.table.places == NULL, most < 4096 * 32);
    *print = p.print;
    archive__pending_clear(&p);
    assert_int_equal(archive__pending_find(&p, STR("0"), &a, &found, NULL), MORGUE_OK);
    assert_false(found);
    assert_int_equal(p.count, 0);
}

static int open_place(rig *r)
{
    assert_int_equal(mkdir(r->path, 0700), 0);
    int fd = open(r->path, O_RDONLY | O_DIRECTORY);
    assert_true(fd >= 0);
    return fd;
}

/* In memory; in a file from 512 places on; in a file at the end alone. */
static void test_pending(void **state)
{
    rig *r = *state;
    fingerprint prints[3];
    int fd = open_place(r);
    fill_pending(-1, 1 << 20, &prints[0]);
    fill_pending(fd, 0, &prints[1]);
    fill_pending(fd, 4096 * 32 - 1, &prints[2]);
    assert_memory_equal(&prints[0], &prints[1], sizeof prints[0]);
    assert_memory_equal(&prints[0], &prints[2], sizeof prints[0]);
    assert_int_equal(rig_count(r, "seg-"), 0);
    close(fd);
}

/* The order of articles counts. */
static void test_pending_order(void **state)
{
    (void)state;
    fingerprint prints[2], x = fingerprint_of(STR("x")), y = fingerprint_of(STR("y"));
    for (unsigned i = 0; i < 2; i++) {
        pending p;
        archive__pending_open(&p, -1, 1 << 20);
        assert_int_equal(archive__pending_reserve(&p, NULL), MORGUE_OK);
        assert_int_equal(archive__pending_add(&p, STR("1"), i ? &x : &y, 0, NULL), MORGUE_OK);
        assert_int_equal(archive__pending_reserve(&p, NULL), MORGUE_OK);
        assert_int_equal(archive__pending_add(&p, STR("2"), i ? &y : &x, 0, NULL), MORGUE_OK);
        prints[i] = p.print;
        archive__pending_clear(&p);
    }
    assert_memory_not_equal(&prints[0], &prints[1], sizeof prints[0]);
}

/* A file that breaks: a status from then on, and nothing is found. */
static void test_pending_broken(void **state)
{
    rig *r = *state;
    static uint32_t last[IDS];
    pending p;
    pending_article a;
    bool found;
    morgue_error error = {0};
    int fd = open_place(r);
    archive__pending_open(&p, fd, 0);
    for (uint32_t n = 1; n <= 1000; n++)
        put_pending(&p, n, n, last);
    assert_int_equal(ftruncate(p.table.fd, 0), 0);
    morgue_status status = MORGUE_OK;
    for (uint32_t n = 1; n <= 1000 && !status; n++) {
        char id[20];
        snprintf(id, sizeof id, "%u", n);
        status = archive__pending_find(&p, str_of(id), &a, &found, &error);
    }
    assert_int_equal(status, MORGUE_IO);
    assert_true(error.message[0]);
    assert_int_equal(archive__pending_reserve(&p, NULL), MORGUE_IO);
    uint64_t at = 0;
    assert_false(archive__pending_next(&p, &at, &a));
    archive__pending_clear(&p);
    archive__pending_open(&p, -1, 0);
    for (uint32_t n = 0; !p.table.bits || n < 192; n++)
        put_pending(&p, n, n + 1, last);
    assert_int_equal(archive__pending_reserve(&p, &error), MORGUE_IO); /* no folder */
    archive__pending_clear(&p);
    close(fd);
}

static void test_ledger(void **state)
{
    rig *r = *state;
    int fd = open_place(r);
    ledger l = {0}, got;
    assert_int_equal(ledger_load(&got, fd, NULL), MORGUE_OK); /* none is an empty one */
    assert_int_equal(got.count, 0);
    assert_int_equal(ledger_add(&l, STR("/a\xff\n"), MORGUE_FORMAT, "a \"quoted\" reason", 0, NULL),
                     MORGUE_OK);
    assert_int_equal(ledger_add(&l, STR("/b#7"), MORGUE_LIMIT, "too long", 86400, NULL), MORGUE_OK);
    assert_int_equal(ledger_save(&l, fd, NULL), MORGUE_OK);
    assert_int_equal(ledger_load(&got, fd, NULL), MORGUE_OK);
    assert_int_equal(got.count, 2);
    assert_true(str_is(got.entries[0].path, "/a\\xff\\x0a"));
    assert_true(str_is(got.entries[0].line,
                       "{\"path\":\"/a\\\\xff\\\\x0a\",\"status\":\"format error\",\"error\":\"a "
                       "\\\"quoted\\\" reason\",\"when\":\"1970-01-01T00:00:00Z\"}"));
    assert_true(str_is(got.entries[1].path, "/b#7"));
    ledger_free(&got);
    ledger_free(&l);
    assert_int_equal(ledger_save(&l, fd, NULL), MORGUE_OK); /* an empty one removes the file */
    assert_false(rig_there(r, LEDGER_FILE));
    assert_int_equal(ledger_save(&l, fd, NULL), MORGUE_OK);
    close(fd);
}

static void test_ledger_damaged(void **state)
{
    rig *r = *state;
    int fd = open_place(r);
    ledger l = {0}, got;
    ledger_add(&l, STR("/a"), MORGUE_FORMAT, "why", 0, NULL);
    ledger_add(&l, STR("/b"), MORGUE_FORMAT, "why not", 0, NULL);
    assert_int_equal(ledger_save(&l, fd, NULL), MORGUE_OK);
    strbuf text = rig_read(r, LEDGER_FILE);
    for (size_t i = 0; i < text.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            text.ptr[i] ^= (char)(1 << bit);
            rig_write(r, LEDGER_FILE, strbuf_view(&text));
            if (ledger_load(&got, fd, NULL) != MORGUE_CORRUPT)
                fail_msg("bit %d of byte %zu", bit, i);
            text.ptr[i] ^= (char)(1 << bit);
        }
    for (size_t n = 0; n < text.len; n++) {
        rig_write(r, LEDGER_FILE, (morgue_str){text.ptr, n});
        assert_int_equal(ledger_load(&got, fd, NULL), MORGUE_CORRUPT);
    }
    strbuf_free(&text);
    ledger_free(&l);
    close(fd);
}

static void test_ledger_paths(void **state)
{
    (void)state;
    static const struct {
        const char *path, *entry;
        bool covers;
    } cases[] = {
        {"/a", "/a", true},         {"/a", "/a/b", true},        {"/a", "/ab", false},
        {"/a", "/a#7", true},       {"/a", "/a:12", false},      {"/a", "/a#x", false},
        {"/a/b", "/a", false},      {"/", "/a/b", true},         {"/a", "/a:b/c", false},
        {"stdin", "stdin#3", true}, {"stdin", "stdin:3", false}, {"stdin", "stdinx", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (ledger_covers(str_of(cases[i].path), str_of(cases[i].entry)) != cases[i].covers)
            fail_msg("%s and %s", cases[i].path, cases[i].entry);
    assert_true(str_is(ledger_file(STR("/a.jsonl#17")), "/a.jsonl"));
    assert_true(str_is(ledger_file(STR("/a.jsonl")), "/a.jsonl"));
    assert_true(str_is(ledger_file(STR("17")), "17"));
    assert_true(str_is(ledger_file(STR("#17")), "#17"));
    assert_true(str_is(ledger_file(STR("")), ""));
}

static bool wanted(void *context, morgue_str path)
{
    return !str_is(path, context);
}

static void test_ledger_merge(void **state)
{
    (void)state;
    ledger from = {0}, to = {0};
    char without[] = "/a";
    ledger_add(&from, STR("/a"), MORGUE_IO, "x", 0, NULL);
    ledger_add(&from, STR("/b"), MORGUE_IO, "x", 0, NULL);
    assert_int_equal(ledger_merge(&to, &from, wanted, without, NULL), MORGUE_OK);
    assert_int_equal(to.count, 1);
    assert_int_equal(ledger_merge(&to, &from, NULL, NULL, NULL), MORGUE_OK);
    ledger_free(&from); /* what was merged is a copy */
    assert_int_equal(to.count, 3);
    assert_true(str_is(to.entries[0].path, "/b"));
    assert_true(str_is(to.entries[1].path, "/a"));
    ledger_free(&to);
}

/* XAPIANDB must say what MANIFEST says; one of another commit is only behind. */
static void test_stub(void **state)
{
    rig *r = *state;
    int fd = open_place(r);
    manifest m = {.revision = 7}, later = {.revision = 8};
    snprintf(manifest_add(&m)->name, SEGMENT_NAME, "seg-000001");
    snprintf(manifest_add(&later)->name, SEGMENT_NAME, "seg-000002");
    assert_int_equal(archive__write_stub(fd, &m, NULL), MORGUE_OK);
    strbuf text = rig_read(r, "XAPIANDB");
    assert_int_equal(archive__check_stub(strbuf_view(&text), &m, NULL), MORGUE_OK);
    assert_int_equal(archive__check_stub(strbuf_view(&text), &later, NULL), MORGUE_OK);
    later.revision = 7;
    assert_int_equal(archive__check_stub(strbuf_view(&text), &later, NULL), MORGUE_CORRUPT);
    for (size_t i = 0; i < text.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            text.ptr[i] ^= (char)(1 << bit);
            if (archive__check_stub(strbuf_view(&text), &m, NULL) != MORGUE_CORRUPT)
                fail_msg("bit %d of byte %zu", bit, i);
            text.ptr[i] ^= (char)(1 << bit);
        }
    size_t whole = str_search(strbuf_view(&text), 0, STR("# revision"));
    for (size_t n = 0; n < text.len; n++)
        assert_int_equal(archive__check_stub((morgue_str){text.ptr, n}, &m, NULL),
                         n == whole ? MORGUE_OK : MORGUE_CORRUPT); /* a stub without its seal */
    strbuf_free(&text);
    manifest_free(&m);
    manifest_free(&later);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tombstones),
        cmocka_unit_test(test_inputs),
        cmocka_unit_test_setup_teardown(test_pending, rig_setup, rig_teardown),
        cmocka_unit_test(test_pending_order),
        cmocka_unit_test_setup_teardown(test_pending_broken, rig_setup, rig_teardown),
        cmocka_unit_test(test_inputs_damaged),
        cmocka_unit_test_setup_teardown(test_ledger, rig_setup, rig_teardown),
        cmocka_unit_test_setup_teardown(test_ledger_damaged, rig_setup, rig_teardown),
        cmocka_unit_test(test_ledger_paths),
        cmocka_unit_test(test_ledger_merge),
        cmocka_unit_test_setup_teardown(test_stub, rig_setup, rig_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
