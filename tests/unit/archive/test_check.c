/* Checking an archive: every file, every byte, and counts that disagree. */
#include "rig.h"

#include "io.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* Two segments, one with a dead article, inputs, and a ledger. */
static void build(rig *r)
{
    store_writer *w = rig_open(r);
    input in = {.path = STR("f"), .size = 5};
    rig_put(r, w, "", "a", "one word");
    rig_put(r, w, "", "b", "two words");
    assert_int_equal(store_writer_commit(w, NULL), MORGUE_OK);
    rig_put(r, w, "", "b", "three words");
    assert_int_equal(store_writer_set_input(w, &in, NULL), MORGUE_OK);
    rig_close(w);
}

typedef struct faults {
    size_t count;
    char last[300];
} faults;

static void note(void *context, const char *file, const char *fault)
{
    faults *f = context;
    f->count++;
    snprintf(f->last, sizeof f->last, "%s: %s", file, fault);
}

/* The number of faults; the status must agree. */
static size_t check(rig *r, faults *f)
{
    *f = (faults){0};
    morgue_status status = morgue_archive_check(r->path, note, f, &r->error);
    assert_int_equal(status == MORGUE_OK, f->count == 0);
    return f->count;
}

static void test_sound(void **state)
{
    rig *r = *state;
    faults f;
    build(r);
    if (check(r, &f))
        fail_msg("%s", f.last);
    assert_int_equal(rig_count(r, "seg-000001.dead-"), 1);
    assert_int_equal(rig_count(r, "inputs-"), 1);
}

static bool exempt(const char *name)
{
    return name[0] == '.' || !strcmp(name, "lock");
}

/* Calls damage for each file of the archive, and puts the file right again. */
static void each_file(rig *r, void (*damage)(rig *r, const char *name, const strbuf *content))
{
    DIR *dir = opendir(r->path);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        if (exempt(e->d_name))
            continue;
        strbuf content = rig_read(r, e->d_name);
        damage(r, e->d_name, &content);
        rig_write(r, e->d_name, strbuf_view(&content));
        strbuf_free(&content);
    }
    closedir(dir);
    faults f;
    assert_int_equal(check(r, &f), 0);
}

/* A reader may open what is damaged further in, but must not crash, nor believe it. */
static void open_and_close(rig *r)
{
    morgue_archive *archive;
    static const char *const ids[] = {"a", "b"}, *const bodies[] = {"one word", "three words"};
    morgue_archive_open(&archive, r->path, r->config, &r->error);
    for (size_t i = 0; archive && i < 2; i++) {
        morgue_article *a;
        morgue_status status = morgue_archive_article(archive, ids[i], 1, &a, &r->error);
        assert_true(status == MORGUE_CORRUPT || status == MORGUE_NOTFOUND || a);
        if (a && !str_is(a->body, bodies[i]))
            fail_msg("'%.*s' is not '%s'", STR_ARGS(a->body), bodies[i]);
        morgue_article_free(a);
    }
    morgue_archive_free(archive);
}

static void assert_found(rig *r, const char *name)
{
    faults f;
    if (check(r, &f) == 0)
        fail_msg("%s is damaged and nobody noticed", name);
    if (strcmp(name, "MANIFEST"))
        assert_non_null(strstr(f.last, "seg-") ? f.last : strstr(f.last, name));
}

/* Small files bit by bit, segments at steps that meet every block. */
static void flip(rig *r, const char *name, const strbuf *content)
{
    size_t step = content->len > 4096 ? 997 : content->len > 300 ? 7 : 1;
    strbuf bad = {0};
    strbuf_str(&bad, strbuf_view(content));
    for (size_t i = 0, bit = 0; i < bad.len; i += step, bit++) {
        bad.ptr[i] ^= (char)(1 << bit % 8);
        rig_write(r, name, strbuf_view(&bad));
        assert_found(r, name);
        open_and_close(r);
        bad.ptr[i] ^= (char)(1 << bit % 8);
    }
    strbuf_free(&bad);
}

static void test_flips(void **state)
{
    rig *r = *state;
    build(r);
    each_file(r, flip);
}

static void cut(rig *r, const char *name, const strbuf *content)
{
    const size_t lengths[] = {0, 1, content->len / 2, content->len - 1};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        if (lengths[i] >= content->len)
            continue;
        rig_write(r, name, (morgue_str){content->ptr, lengths[i]});
        assert_found(r, name);
        open_and_close(r);
    }
    strbuf longer = {0};
    strbuf_str(&longer, strbuf_view(content));
    strbuf_char(&longer, '\0');
    rig_write(r, name, strbuf_view(&longer));
    assert_found(r, name);
    strbuf_free(&longer);
}

static void test_lengths(void **state)
{
    rig *r = *state;
    build(r);
    each_file(r, cut);
}

static void lose(rig *r, const char *name, const strbuf *content)
{
    (void)content;
    assert_int_equal(unlink(rig_file(r, name)), 0);
    assert_found(r, name);
    open_and_close(r);
}

static void test_missing(void **state)
{
    rig *r = *state;
    build(r);
    each_file(r, lose);
}

/* The files of another archive: each sound, together not what MANIFEST says. */
static void test_swapped_segments(void **state)
{
    rig *r = *state;
    faults f;
    build(r);
    static const char *const kinds[] = {"glass", "stream", "sums"};
    for (size_t i = 0; i < 3; i++) {
        char first[20], second[20];
        snprintf(first, sizeof first, "seg-000001.%s", kinds[i]);
        snprintf(second, sizeof second, "seg-000002.%s", kinds[i]);
        strbuf one = rig_read(r, first), two = rig_read(r, second);
        rig_write(r, first, strbuf_view(&two));
        rig_write(r, second, strbuf_view(&one));
        assert_int_equal(check(r, &f), 2);
        rig_write(r, first, strbuf_view(&one));
        rig_write(r, second, strbuf_view(&two));
        strbuf_free(&one);
        strbuf_free(&two);
    }
    assert_int_equal(check(r, &f), 0);
}

/* Replaces a piece of the MANIFEST, whose checksum is right again. */
static void alter_manifest(rig *r, const char *old, const char *new)
{
    strbuf text = rig_read(r, "MANIFEST"), changed = {0};
    morgue_str body = str_range(strbuf_view(&text), 0, text.len - strlen("crc32 01234567\n"));
    size_t at = str_search(body, 0, str_of(old));
    assert_true(at < body.len);
    strbuf_str(&changed, str_range(body, 0, at));
    strbuf_text(&changed, new);
    strbuf_str(&changed, str_range(body, at + strlen(old), body.len));
    uint32_t crc =
        (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)changed.ptr, (uInt)changed.len);
    strbuf_printf(&changed, "crc32 %08x\n", (unsigned)crc);
    rig_write(r, "MANIFEST", strbuf_view(&changed));
    strbuf_free(&changed);
    strbuf_free(&text);
}

/* Files that are sound, of which MANIFEST says something else. */
static void test_wrong_counts(void **state)
{
    rig *r = *state;
    faults f;
    static const char *const lies[][2] = {
        {"seg-000001 documents 2 undated 2", "seg-000001 documents 3 undated 2"},
        {"seg-000001 documents 2 undated 2", "seg-000001 documents 2 undated 1"},
        {" dead 1 ", " dead 0 "},
    };
    build(r);
    strbuf good = rig_read(r, "MANIFEST");
    for (size_t i = 0; i < 3; i++) {
        alter_manifest(r, lies[i][0], lies[i][1]);
        if (check(r, &f) == 0)
            fail_msg("nobody noticed '%s'", lies[i][1]);
        rig_write(r, "MANIFEST", strbuf_view(&good));
    }
    assert_int_equal(check(r, &f), 0);
    strbuf_free(&good);
}

/* Every fault is told, not the first alone. */
static void test_all_are_told(void **state)
{
    rig *r = *state;
    faults f;
    build(r);
    rig_write(r, "seg-000001.sums", STR("x"));
    rig_write(r, "XAPIANDB", STR("x"));
    rig_write(r, "failed.jsonl", STR("x"));
    assert_int_equal(check(r, &f), 3);
    assert_int_equal(r->error.status, MORGUE_CORRUPT);
    assert_non_null(strstr(r->error.message, "seg-000001"));
}

/* Every checksum holds, but an article is not the one that was indexed: here, what
 * its draft says of its spelling is not true. */
static void test_other_article(void **state)
{
    rig *r = *state;
    faults f;
    store_writer *w = rig_open(r);
    morgue_article a = {.id = STR("x"), .body = STR("Some Words of the article, as they stood.")};
    put_result result;
    draft *d;
    assert_int_equal(drafter_make_from(r->drafter, &a, STR(""), NULL, &d, &r->error), MORGUE_OK);
    assert_true(d->text_count == 1 && d->texts[0].rebuilt && d->texts[0].format.len > 1);
    draft_text other = d->texts[0];
    other.format = STR("\x00");
    d->texts = &other;
    assert_int_equal(store_writer_put(w, d, &result, &r->error), MORGUE_OK);
    rig_close(w);
    draft_free(d);
    assert_int_equal(check(r, &f), 1);
    assert_non_null(strstr(f.last, "article 1 ('x') does not come back as it was indexed"));
}

/* A run that ended between MANIFEST and stub left nothing wrong. */
static void test_stub_behind(void **state)
{
    rig *r = *state;
    faults f;
    build(r);
    strbuf old = rig_read(r, "XAPIANDB");
    store_writer *w = rig_open(r);
    rig_put(r, w, "", "c", "four");
    rig_close(w);
    rig_write(r, "XAPIANDB", strbuf_view(&old));
    strbuf_free(&old);
    if (check(r, &f))
        fail_msg("%s", f.last);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sound),
        TEST(test_flips),
        TEST(test_lengths),
        TEST(test_missing),
        TEST(test_swapped_segments),
        TEST(test_wrong_counts),
        TEST(test_all_are_told),
        TEST(test_other_article),
        TEST(test_stub_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
