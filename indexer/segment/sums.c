/* Block checksums: the magic, then the crc32 (zlib) of each block, big-endian. */
#include "sums.h"
#include "segment.h"

#include "error.h"
#include "io.h"

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

static uint32_t crc_of(const char *bytes, size_t n)
{
    return (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)bytes, (uInt)n);
}

static int open_file(int dir_fd, const char *name, morgue_error *err, morgue_status *status)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        *status = fail_errno(err, errno == ENOENT ? MORGUE_CORRUPT : MORGUE_IO, errno,
                             "cannot open %s", name);
    return fd;
}

morgue_status segment__sums_make(int dir_fd, const char *name, strbuf *out, uint64_t *file_bytes,
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
        uint32_t crc = crc_of(block, (size_t)n);
        char bytes[4] = {(char)(crc >> 24), (char)(crc >> 16), (char)(crc >> 8), (char)crc};
        strbuf_add(out, bytes, sizeof bytes);
        *file_bytes += (uint64_t)n;
    }
    if (n < 0)
        status = fail_errno(err, MORGUE_IO, errno, "cannot read %s", name);
    free(block);
    close(fd);
    return status ? status : strbuf_check(out, err);
}

morgue_status segment__sums_compare(int dir_fd, const char *name, morgue_str sums, size_t blocks,
                                    morgue_error *err)
{
    if (!str_starts(sums, STR(SUMS_MAGIC)) || (sums.len - strlen(SUMS_MAGIC)) % 4)
        return fail(err, MORGUE_CORRUPT, "the checksums of %s are damaged", name);
    morgue_str rest = str_range(sums, strlen(SUMS_MAGIC), sums.len);
    morgue_status status = MORGUE_OK;
    int fd = open_file(dir_fd, name, err, &status);
    if (fd < 0)
        return status;
    char *block = malloc(SUMS_BLOCK);
    if (!block)
        status = fail_nomem(err);
    size_t last = rest.len / 4 < blocks ? rest.len / 4 : blocks;
    for (size_t i = 0; !status && i < last; i++) {
        ssize_t n = read_block(fd, block);
        const unsigned char *want = (const unsigned char *)rest.ptr + 4 * i;
        uint32_t crc =
            (uint32_t)want[0] << 24 | (uint32_t)want[1] << 16 | (uint32_t)want[2] << 8 | want[3];
        if (n < 0)
            status = fail_errno(err, MORGUE_IO, errno, "cannot read %s", name);
        else if (n == 0 || crc_of(block, (size_t)n) != crc)
            status =
                fail(err, MORGUE_CORRUPT, "%s is damaged between bytes %llu and %llu", name,
                     (unsigned long long)i * SUMS_BLOCK, (unsigned long long)(i + 1) * SUMS_BLOCK);
    }
    free(block);
    close(fd);
    return status;
}

/* Reads the sums and checks their own crc. */
static morgue_status load_sums(int dir_fd, const char *name, const segment_summary *expected,
                               strbuf *sums, morgue_error *err)
{
    char file[SEGMENT_NAME + 8];
    snprintf(file, sizeof file, "%s.sums", name);
    morgue_status status = io_read_file(dir_fd, file, 1u << 30, sums, err);
    if (status == MORGUE_NOTFOUND)
        return fail(err, MORGUE_CORRUPT, "%s is missing", file);
    if (status)
        return status;
    if (sums->len != expected->sums_bytes || crc_of(sums->ptr, sums->len) != expected->sums_crc)
        return fail(err, MORGUE_CORRUPT, "%s is damaged", file);
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

static morgue_status compare(int dir_fd, const char *name, const segment_summary *expected,
                             size_t blocks, morgue_error *err)
{
    char file[SEGMENT_NAME + 8];
    snprintf(file, sizeof file, "%s.glass", name);
    strbuf sums = {0};
    morgue_status status = check_size(dir_fd, file, expected->bytes, err);
    if (!status)
        status = load_sums(dir_fd, name, expected, &sums, err);
    uint64_t all = (expected->bytes + SUMS_BLOCK - 1) / SUMS_BLOCK;
    if (!status && sums.len != strlen(SUMS_MAGIC) + 4 * all)
        status = fail(err, MORGUE_CORRUPT, "%s.sums has not one checksum a block", name);
    if (!status)
        status = segment__sums_compare(dir_fd, file, strbuf_view(&sums), blocks, err);
    strbuf_free(&sums);
    return status;
}

morgue_status segment_glance(int dir_fd, const char *name, const segment_summary *expected,
                             morgue_error *err)
{
    return compare(dir_fd, name, expected, 1, err);
}

morgue_status segment_verify(int dir_fd, const char *name, const segment_summary *expected,
                             morgue_error *err)
{
    return compare(dir_fd, name, expected, SIZE_MAX, err);
}
