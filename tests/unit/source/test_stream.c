/* Bytes on their way in: gzip, encodings, detection, limits. */
#include "harness.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void plain_gzip(void **state)
{
    harness *h = *state;
    const char *text = "Harbour reopens\n\nThe port is open again.\n";
    harness_gzip(h, "a.txt.gz", text, strlen(text), false);
    assert_int_equal(harness_read(h, "a.txt.gz"), MORGUE_OK);
    assert_int_equal(h->articles, 1);
    assert_string_equal(h->article[0].title, "Harbour reopens");
    assert_string_equal(h->article[0].body, "The port is open again.");
    assert_true(str_ends(str_of(h->article[0].path), STR("/a.txt.gz")));
    assert_string_equal(h->article[0].id, h->article[0].path);
}

static void many_members(void **state)
{
    harness *h = *state;
    harness_gzip(h, "a.gz", "One\n\nfirst ", 11, false);
    harness_gzip(h, "a.gz", "second", 6, true);
    assert_int_equal(harness_read(h, "a.gz"), MORGUE_OK);
    assert_string_equal(h->article[0].body, "first second");
}

static void truncated(void **state)
{
    harness *h = *state;
    const char *text = "Title\n\nSome text that is long enough to be cut in the middle.\n";
    harness_gzip(h, "a.gz", text, strlen(text), false);
    int fd = openat(h->dir_fd, "a.gz", O_RDWR);
    assert_int_equal(ftruncate(fd, 30), 0);
    close(fd);
    assert_int_equal(harness_read(h, "a.gz"), MORGUE_FORMAT);
    assert_non_null(strstr(h->error.message, "truncated"));
    assert_int_equal(h->articles, 0);
}

/* 1 GiB of zeros packs to about 1 MB: the ratio is a thousand. */
static void zero_bomb(void **state)
{
    harness *h = *state;
    static char zeros[1 << 20];
    memset(zeros, ' ', sizeof zeros);
    zeros[0] = 'T';
    harness_gzip(h, "bomb.gz", zeros, sizeof zeros, false);
    for (int i = 1; i < 1024; i++)
        harness_gzip(h, "bomb.gz", zeros, sizeof zeros, true);
    assert_int_equal(harness_read(h, "bomb.gz"), MORGUE_LIMIT);
    assert_non_null(strstr(h->error.message, "MORGUE_MAX_INFLATE_RATIO"));
}

static void binary(void **state)
{
    harness *h = *state;
    harness_write(h, "a.txt", "PK\0\0data", 8);
    assert_int_equal(harness_read(h, "a.txt"), MORGUE_FORMAT);
    assert_string_equal(h->error.message, "not text");
}

static void empty(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.txt", ""), MORGUE_FORMAT);
    assert_non_null(strstr(h->error.message, "empty"));
    assert_int_equal(harness_read_text(h, "a.txt", " \n \n"), MORGUE_FORMAT);
}

static void utf16(void **state)
{
    harness *h = *state;
    static const char little[] = "\xff\xfeT\0\n\0\n\0\x3d\xd8\x00\xde\xe9\0"; /* U+1F600, e acute */
    static const char big[] = "\xfe\xff\0T\0\n\0\n\0\xe9\xdc\x00"; /* then a lone surrogate */
    harness_write(h, "l.txt", little, sizeof little - 1);
    assert_int_equal(harness_read(h, "l.txt"), MORGUE_OK);
    assert_string_equal(h->article[0].title, "T");
    assert_string_equal(h->article[0].body, "\xf0\x9f\x98\x80\xc3\xa9");
    harness_write(h, "b.txt", big, sizeof big - 1);
    assert_int_equal(harness_read(h, "b.txt"), MORGUE_OK);
    assert_string_equal(h->article[0].body, "\xc3\xa9\xef\xbf\xbd");
}

static void latin1(void **state)
{
    harness *h = *state;
    assert_int_equal(harness_read_text(h, "a.txt", "Caf\xe9\n\nna\xefve \x93text\x94"), MORGUE_OK);
    assert_string_equal(h->article[0].title, "Caf\xc3\xa9");
    assert_string_equal(h->article[0].body, "na\xc3\xafve \xe2\x80\x9ctext\xe2\x80\x9d");
}

static void unknown_reader(void **state)
{
    harness *h = *state;
    h->format = "nitf";
    assert_int_equal(harness_read_text(h, "a.txt", "Title\n"), MORGUE_INVALID);
    h->format = "text";
    assert_int_equal(harness_read_text(h, "a.json", "{\"title\":\"x\"}"), MORGUE_OK);
    assert_string_equal(h->article[0].title, "{\"title\":\"x\"}");
}

static void too_large(void **state)
{
    harness *h = *state;
    int fd = openat(h->dir_fd, "big.txt", O_WRONLY | O_CREAT, 0600);
    assert_int_equal(pwrite(fd, "T", 1, 0), 1);
    for (off_t at = 1; at < 8192; at += 16) /* text at the head, a hole behind it */
        assert_int_equal(pwrite(fd, "sixteen letters\n", 16, at), 16);
    assert_int_equal(ftruncate(fd, (off_t)MORGUE_MAX_FILE + 1), 0);
    close(fd);
    assert_int_equal(harness_read(h, "big.txt"), MORGUE_LIMIT);
    assert_non_null(strstr(h->error.message, "MORGUE_MAX_FILE"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plain_gzip, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(many_members, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(truncated, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(zero_bomb, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(binary, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(empty, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(utf16, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(latin1, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(unknown_reader, harness_setup, harness_teardown),
        cmocka_unit_test_setup_teardown(too_large, harness_setup, harness_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
