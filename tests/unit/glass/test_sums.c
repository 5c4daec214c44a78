/* Files of block checksums: made in one go or while writing, and compared. */
#include "maker.h"
#include "sums.h"

#include "io.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

static void write_file(const scratch *s, const char *name, const void *bytes, size_t n)
{
    int fd = openat(s->fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes, n) == (ssize_t)n && close(fd) == 0);
}

static void turn_bit(const scratch *s, const char *name, size_t at)
{
    unsigned char byte;
    int fd = openat(s->fd, name, O_RDWR);
    assert_true(fd >= 0 && pread(fd, &byte, 1, (off_t)at) == 1);
    byte ^= 0x10;
    assert_true(pwrite(fd, &byte, 1, (off_t)at) == 1 && close(fd) == 0);
}

static sums_expected expected_of(const strbuf *sums, uint64_t bytes)
{
    uint32_t crc = (uint32_t)crc32(0, (const Bytef *)sums->ptr, (uInt)sums->len);
    return (sums_expected){bytes, sums->len, crc};
}

static void test_of_every_length(void **state)
{
    static const size_t lengths[] = {1, 65535, 65536, 65537, 131072, 200000};
    (void)state;
    scratch s;
    scratch_open(&s);
    char *bytes = calloc(1, 200000);
    assert_non_null(bytes);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t n = lengths[i], blocks = (n + SUMS_BLOCK - 1) / SUMS_BLOCK;
        strbuf sums = {0};
        uint64_t length = 0;
        write_file(&s, "f", bytes, n);
        assert_int_equal(sums_make(s.fd, "f", &sums, &length, NULL), MORGUE_OK);
        assert_int_equal(length, n);
        assert_int_equal(sums.len, strlen(SUMS_MAGIC) + SUMS_BYTES * blocks);
        write_file(&s, "f.sums", sums.ptr, sums.len);
        sums_expected want = expected_of(&sums, length);
        assert_int_equal(sums_check(s.fd, "f", "f.sums", &want, SIZE_MAX, NULL), MORGUE_OK);
        turn_bit(&s, "f", n - 1);
        assert_int_equal(sums_check(s.fd, "f", "f.sums", &want, SIZE_MAX, NULL), MORGUE_CORRUPT);
        assert_int_equal(sums_check(s.fd, "f", "f.sums", &want, 1, NULL),
                         blocks > 1 ? MORGUE_OK : MORGUE_CORRUPT);
        strbuf_free(&sums);
    }
    free(bytes);
    scratch_free(&s);
}

/* The writer's own sums are those of the file it has written. */
static void test_of_the_writer(void **state)
{
    (void)state;
    static unsigned char tag[3000];
    for (unsigned entries = 1; entries < 400; entries = 3 * entries + 4) {
        scratch s;
        strbuf sums = {0};
        uint64_t length;
        glass_file file;
        glass_table table;
        glass_root roots[GLASS_TABLE_COUNT] = {0};
        scratch_open(&s);
        glass_file_open(&file, openat(s.fd, "f", O_RDWR | O_CREAT, 0600), "f");
        glass_table_open(&table, &file);
        for (unsigned i = 0; i < entries; i++) {
            unsigned char key[2] = {(unsigned char)(1 + i / 250), (unsigned char)(i % 250)};
            glass_table_put(&table, key, 2, tag, sizeof tag);
        }
        glass_table_finish(&table, &roots[GLASS_POSTLIST]);
        assert_int_equal(glass_file_finish(&file, tag, roots, &(glass_statistics){0}, NULL),
                         MORGUE_OK);
        assert_int_equal(sums_make(s.fd, "f", &sums, &length, NULL), MORGUE_OK);
        assert_int_equal(length, (uint64_t)file.blocks * GLASS_BLOCK);
        assert_true(str_equal(strbuf_view(&sums), strbuf_view(&file.sums)));
        glass_table_free(&table);
        glass_file_close(&file);
        strbuf_free(&sums);
        scratch_free(&s);
    }
}

static void expect_refused(const scratch *s, const sums_expected *want, const char *word)
{
    morgue_error error = {0};
    assert_int_equal(sums_check(s->fd, "f", "f.sums", want, SIZE_MAX, &error), MORGUE_CORRUPT);
    assert_non_null(strstr(error.message, word));
}

static void test_damage(void **state)
{
    (void)state;
    scratch s;
    strbuf sums = {0};
    uint64_t length;
    scratch_open(&s);
    write_file(&s, "f", "some bytes", 10);
    assert_int_equal(sums_make(s.fd, "f", &sums, &length, NULL), MORGUE_OK);
    sums_expected want = expected_of(&sums, length), other = want;
    expect_refused(&s, &want, "f.sums is missing");
    write_file(&s, "f.sums", sums.ptr, sums.len);
    other.bytes = 11;
    expect_refused(&s, &other, "has 10 bytes instead of 11");
    turn_bit(&s, "f.sums", 15);
    expect_refused(&s, &want, "f.sums is damaged");
    /* A file of sums that is sound, but of fewer blocks, or of none. */
    sums.len -= 4;
    other = expected_of(&sums, length);
    write_file(&s, "f.sums", sums.ptr, sums.len);
    expect_refused(&s, &other, "one checksum a block");
    assert_int_equal(unlinkat(s.fd, "f", 0), 0);
    expect_refused(&s, &want, "cannot open f");
    assert_int_equal(sums_compare(s.fd, "f", STR("no sums"), 1, NULL), MORGUE_CORRUPT);
    strbuf_free(&sums);
    scratch_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_every_length),
        cmocka_unit_test(test_of_the_writer),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
