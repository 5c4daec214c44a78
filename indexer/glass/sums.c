/* Block checksums: making, reading and comparing them. */
#include "sums.h"

#include "error.h"
#include "io.h"
#include "map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* Reads a block, whole unless the file ends. */
static ssize_t read_block(int fd, char *block)
{
    size_t have = 0;
    while (have < SUMS_BLOCK) {
        ssize_t n = read(fd, block + have, SUMS_BLOCK - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        have += (size_t)n;
    }
    return (ssize_t)have;
}

static void write_sum(const void *block, size_t n, char out[SUMS_BYTES])
{
    uint64_t hash = hash_bytes(block, n);
    for (unsigned i = 0; i < SUMS_BYTES; i++)
        out[i] = (char)(hash >> 8 * i & 0xff);
}

void sums_add(strbuf *sums, const void *block, size_t n)
{
    char sum[SUMS_BYTES];
    write_sum(block, n, sum);
    strbuf_add(sums, sum, sizeof sum);
}

bool sums_right(morgue_str sums, size_t number, const void *block, size_t n)
{
    char sum[SUMS_BYTES];
    write_sum(block, n, sum);
    size_t at = strlen(SUMS_MAGIC) + number * SUMS_BYTES;
    return str_equal(str_range(sums, at, at + SUMS_BYTES), (morgue_str){sum, sizeof sum});
}

static int open_file(int dir_fd, const char *name, morgue_error *err, morgue_status *status)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        *status = fail_errno(err, errno == ENOENT ? MORGUE_CORRUPT : MORGUE_IO, errno,
                             "cannot open %s", name);
    return fd;
}

morgue_status sums_make(int dir_fd, const char *name, strbuf *out, uint64_t *file_bytes,
                        morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    *file_bytes = 0;
    int fd = open_file(dir_fd, name, err, &status);
    if (fd < 0)
        return status;
    char *block = malloc(SUMS_BLOCK);
    if (!block)
        status = fail_nomem(err);
    strbuf_text(out, SUMS_MAGIC);
    ssize_t n = 0;
    while (!status && (n = read_block(fd, block)) > 0) {
        sums_add(out, block, (size_t)n);
        *file_bytes += (uint64_t)n;
    }
    if (n < 0)
        status = fail_errno(err, MORGUE_IO, errno, "cannot read %s", name);
    free(block);
    close(fd);
    return status ? status : strbuf_check(out, err);
}

morgue_status sums_compare(int dir_fd, const char *name, morgue_str sums, size_t blocks,
                           morgue_error *err)
{
    if (!str_starts(sums, STR(SUMS_MAGIC)) || (sums.len - strlen(SUMS_MAGIC)) % SUMS_BYTES)
        return fail(err, MORGUE_CORRUPT, "the checksums of %s are damaged", name);
    morgue_status status = MORGUE_OK;
    int fd = open_file(dir_fd, name, err, &status);
    if (fd < 0)
        return status;
    char *block = malloc(SUMS_BLOCK);
    if (!block)
        status = fail_nomem(err);
    size_t count = (sums.len - strlen(SUMS_MAGIC)) / SUMS_BYTES;
    size_t last = count < blocks ? count : blocks;
    for (size_t i = 0; !status && i < last; i++) {
        ssize_t n = read_block(fd, block);
        if (n < 0)
            status = fail_errno(err, MORGUE_IO, errno, "cannot read %s", name);
        else if (n == 0 || !sums_right(sums, i, block, (size_t)n))
            status =
                fail(err, MORGUE_CORRUPT, "%s is damaged between bytes %llu and %llu", name,
                     (unsigned long long)i * SUMS_BLOCK, (unsigned long long)(i + 1) * SUMS_BLOCK);
    }
    free(block);
    close(fd);
    return status;
}

morgue_status sums_load(int dir_fd, const char *file, const sums_expected *expected, strbuf *sums,
                        morgue_error *err)
{
    morgue_status status = io_read_file(dir_fd, file, 1u << 30, sums, err);
    if (status == MORGUE_NOTFOUND)
        return fail(err, MORGUE_CORRUPT, "%s is missing", file);
    if (status)
        return status;
    uint32_t crc = (uint32_t)crc32_z(crc32_z(0, NULL, 0), (const Bytef *)sums->ptr, sums->len);
    if (sums->len != expected->sums_bytes || crc != expected->sums_crc ||
        !str_starts(strbuf_view(sums), STR(SUMS_MAGIC)))
        return fail(err, MORGUE_CORRUPT, "%s is damaged", file);
    uint64_t all = (expected->bytes + SUMS_BLOCK - 1) / SUMS_BLOCK;
    if (sums->len != strlen(SUMS_MAGIC) + SUMS_BYTES * all)
        return fail(err, MORGUE_CORRUPT, "%s has not one checksum a block", file);
    return MORGUE_OK;
}

static morgue_status check_size(int dir_fd, const char *file, uint64_t expected, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    int fd = open_file(dir_fd, file, err, &status);
    if (fd < 0)
        return status;
    off_t size = lseek(fd, 0, SEEK_END);
    close(fd);
    if (size < 0 || (uint64_t)size != expected)
        return fail(err, MORGUE_CORRUPT, "%s has %lld bytes instead of %llu", file, (long long)size,
                    (unsigned long long)expected);
    return MORGUE_OK;
}

morgue_status sums_check(int dir_fd, const char *file, const char *sums_file,
                         const sums_expected *expected, size_t blocks, morgue_error *err)
{
    strbuf sums = {0};
    morgue_status status = check_size(dir_fd, file, expected->bytes, err);
    if (!status)
        status = sums_load(dir_fd, sums_file, expected, &sums, err);
    if (!status)
        status = sums_compare(dir_fd, file, strbuf_view(&sums), blocks, err);
    strbuf_free(&sums);
    return status;
}
