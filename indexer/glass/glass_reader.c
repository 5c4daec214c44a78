/* Opening a glass database: maps the file and reads its version record. */
#define _DEFAULT_SOURCE /* madvise() */
#include "glass_code.h"
#include "glass_tree.h"
#include "sums.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORD 256u /* bytes that the version record may have */
/* Ids beyond this are refused, so that decoding need not look for overflow at
 * every posting. */
#define MAX_DOCUMENTS (UINT32_MAX - (1u << 20))

static bool take32(morgue_str *in, uint32_t *out)
{
    uint64_t v;
    if (!glass_take(in, &v) || v > UINT32_MAX)
        return false;
    *out = (uint32_t)v;
    return true;
}

/* One table's root; false when the record is damaged. *known: with blocks of a
 * size that is read here. */
static bool take_root(morgue_str *in, glass_root *out, bool *known)
{
    uint32_t block, flags, size, compress;
    uint64_t entries, list;
    if (!take32(in, &block) || !take32(in, &flags) || !glass_take(in, &entries) ||
        !take32(in, &size) || !take32(in, &compress) || !glass_take(in, &list) || list > in->len)
        return false;
    *in = str_range(*in, (size_t)list, in->len);
    unsigned level = flags >> 2;
    bool fake = flags & 1;
    *known = fake || (uint64_t)size * 2048 == GLASS_BLOCK;
    /* An entry count of 0 stands for "no such table", also where there is one
     * with nothing but the null item. */
    *out =
        fake ? (glass_root){0} : (glass_root){.entries = entries, .block = block, .level = level};
    return level < GLASS_LEVELS && (!fake || level == 0);
}

static bool take_statistics(morgue_str *in, glass_statistics *s, uint32_t *gaps)
{
    uint32_t above, changeset;
    if (!take32(in, &s->documents) || !take32(in, gaps) || !take32(in, &s->length_low) ||
        !take32(in, &s->wdf_high) || !take32(in, &above) || !take32(in, &changeset) ||
        !glass_take(in, &s->total_length))
        return false;
    s->length_high = s->wdf_high + above;
    return above <= UINT32_MAX - s->wdf_high;
}

static morgue_status foreign(glass_reader *r, const char *what, morgue_error *err)
{
    return fail(err, MORGUE_VERSION, "%s is not a glass database as it is written here: %s",
                r->name, what);
}

morgue_status glass__read_record(glass_reader *r, morgue_error *err)
{
    size_t n = r->bytes < RECORD ? r->bytes : RECORD;
    morgue_str in = {(const char *)r->map, n};
    if (n < GLASS_MAGIC_BYTES + sizeof r->uuid)
        return fail(err, MORGUE_CORRUPT, "%s is cut off after %zu bytes", r->name, r->bytes);
    if (memcmp(r->map, GLASS_MAGIC, GLASS_MAGIC_BYTES) != 0)
        return foreign(r, "its first bytes", err);
    memcpy(r->uuid, r->map + GLASS_MAGIC_BYTES, sizeof r->uuid);
    in = str_range(in, GLASS_MAGIC_BYTES + sizeof r->uuid, n);
    uint32_t revision, gaps = 0;
    bool sound = take32(&in, &revision), known = true;
    for (unsigned i = 0; sound && known && i < GLASS_TABLE_COUNT; i++)
        sound = take_root(&in, &r->roots[i], &known) && r->roots[i].block < r->blocks;
    if (sound && known)
        sound = take_statistics(&in, &r->statistics, &gaps);
    if (sound && !known)
        return foreign(r, "the size of its blocks", err);
    if (sound && gaps)
        return foreign(r, "its documents are not numbered without gaps", err);
    if (!sound || r->statistics.documents > MAX_DOCUMENTS)
        return fail(err, MORGUE_CORRUPT, "%s is damaged or cut off: its version record", r->name);
    return MORGUE_OK;
}

static morgue_status map_file(glass_reader *r, int fd, morgue_error *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot read %s", r->name);
    if (!S_ISREG(st.st_mode) || st.st_size <= 0)
        return fail(err, MORGUE_CORRUPT, "%s is %s", r->name,
                    S_ISREG(st.st_mode) ? "empty" : "not a file");
    uint64_t blocks = (uint64_t)st.st_size / GLASS_BLOCK;
    if ((uint64_t)st.st_size > SIZE_MAX || blocks > UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "%s has over 4294967295 blocks", r->name);
    /* A private mapping: what others would write to it is not promised to be seen. */
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return fail_errno(err, MORGUE_IO, errno, "cannot map %s", r->name);
    r->map = map;
    r->bytes = (size_t)st.st_size;
    r->blocks = (uint32_t)blocks;
    return MORGUE_OK;
}

static morgue_status keep_sums(glass_reader *r, morgue_str sums, morgue_error *err)
{
    size_t count = (r->bytes + SUMS_BLOCK - 1) / SUMS_BLOCK;
    if (!sums.ptr)
        return MORGUE_OK;
    if (sums.len != strlen(SUMS_MAGIC) + count * SUMS_BYTES)
        return fail(err, MORGUE_CORRUPT, "%s has %zu bytes, and checksums for another size",
                    r->name, r->bytes);
    strbuf_str(&r->sums, sums);
    r->compared = calloc(count / 8 + 1, 1);
    return r->compared ? strbuf_check(&r->sums, err) : fail_nomem(err);
}

bool glass__compare_sum(glass_reader *r, uint32_t block)
{
    size_t at = (size_t)block * GLASS_BLOCK / SUMS_BLOCK, from = at * SUMS_BLOCK;
    if (r->sums.len == 0 || r->compared[at >> 3] >> (at & 7) & 1)
        return true;
    size_t n = r->bytes - from < SUMS_BLOCK ? r->bytes - from : SUMS_BLOCK;
    if (!sums_right(strbuf_view(&r->sums), at, r->map + from, n))
        return glass__damaged(r, block, "its checksum does not match");
    r->compared[at >> 3] |= (uint8_t)(1u << (at & 7));
    return true;
}

morgue_status glass_open(glass_reader **out, int dir_fd, const char *file, morgue_str sums,
                         morgue_error *err)
{
    *out = NULL;
    glass_reader *r = calloc(1, sizeof *r);
    char *name = strdup(file);
    if (!r || !name) {
        free(r);
        free(name);
        return fail_nomem(err);
    }
    r->name = name;
    morgue_status status = MORGUE_OK;
    int fd = openat(dir_fd, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        status = fail_errno(err, errno == ENOENT ? MORGUE_CORRUPT : MORGUE_IO, errno,
                            "cannot open %s", file);
    else
        status = map_file(r, fd, err);
    if (fd >= 0)
        close(fd);
    if (!status)
        status = keep_sums(r, sums, err);
    if (!status && !glass__compare_sum(r, 0))
        status = glass_status(r, err);
    if (!status)
        status = glass__read_record(r, err);
    if (status)
        glass_free(r);
    else
        *out = r;
    return status;
}

void glass_free(glass_reader *r)
{
    if (!r)
        return;
    if (r->map)
        munmap((void *)(uintptr_t)r->map, r->bytes);
    strbuf_free(&r->sums);
    free(r->compared);
    free(r->name);
    free(r);
}

void glass_forget(const glass_reader *r)
{
    /* A wish: nothing depends on it. */
    madvise((void *)(uintptr_t)r->map, r->bytes, MADV_DONTNEED);
}

morgue_status glass_status(const glass_reader *r, morgue_error *err)
{
    if (r->status && err)
        *err = r->error;
    return r->status;
}

const glass_statistics *glass_statistics_of(const glass_reader *r)
{
    return &r->statistics;
}

uint64_t glass_bytes(const glass_reader *r)
{
    return r->bytes;
}

const unsigned char *glass_uuid(const glass_reader *r)
{
    return r->uuid;
}
