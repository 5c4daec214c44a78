/* Writes a single-file glass database: blocks as they come, their checksums,
 * and last of all the version record in block 0. */
#include "glass_file.h"
#include "glass_code.h"
#include "sums.h"

#include "error.h"
#include "io.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define BUFFER ((size_t)4 * SUMS_BLOCK)

void glass_file_fail(glass_file *f, morgue_status status, const char *message)
{
    if (!f->status)
        f->status = fail(&f->error, status, "cannot write %s: %s", f->name, message);
}

void glass_file_open(glass_file *f, int fd, const char *name)
{
    *f = (glass_file){.fd = fd, .name = name, .blocks = 1};
    f->head = calloc(1, SUMS_BLOCK);
    f->buffer = malloc(BUFFER);
    strbuf_text(&f->sums, SUMS_MAGIC);
    sums_add(&f->sums, "", 0); /* a place for the first, which is known last */
    if (!f->head || !f->buffer || f->sums.failed)
        f->status = fail_nomem(&f->error);
    else if (lseek(fd, SUMS_BLOCK, SEEK_SET) < 0)
        f->status = fail_errno(&f->error, MORGUE_IO, errno, "cannot write %s", name);
}

static void flush(glass_file *f)
{
    for (size_t at = 0; at < f->used; at += SUMS_BLOCK) {
        size_t left = f->used - at;
        sums_add(&f->sums, f->buffer + at, left < SUMS_BLOCK ? left : SUMS_BLOCK);
    }
    if (!f->status)
        f->status = io_write_fd(f->fd, f->name, f->buffer, f->used, &f->error);
    if (!f->status)
        f->status = strbuf_check(&f->sums, &f->error);
    f->used = 0;
}

uint32_t glass_file_append(glass_file *f, const unsigned char block[GLASS_BLOCK])
{
    if (f->status)
        return 0;
    if (f->blocks == UINT32_MAX) {
        glass_file_fail(f, MORGUE_LIMIT, "over 4294967295 blocks");
        return 0;
    }
    size_t at = (size_t)f->blocks * GLASS_BLOCK;
    if (at < SUMS_BLOCK) {
        memcpy(f->head + at, block, GLASS_BLOCK);
        return f->blocks++;
    }
    memcpy(f->buffer + f->used, block, GLASS_BLOCK);
    f->used += GLASS_BLOCK;
    if (f->used == BUFFER)
        flush(f);
    return f->status ? 0 : f->blocks++;
}

/* A table that is not there is a "fake" root: the reader invents an empty leaf. */
static unsigned char *put_root(unsigned char *p, const glass_root *r, bool compressible)
{
    bool fake = r->entries == 0;
    p = glass_uint(p, fake ? 0 : r->block);
    p = glass_uint(p, fake ? 3 : r->level << 2);
    p = glass_uint(p, r->entries);
    p = glass_uint(p, GLASS_BLOCK / 2048);
    p = glass_uint(p, compressible ? 18 : 0);
    if (fake)
        return glass_uint(p, 0);
    /* The free list: revision, first unused block, two cursors of nothing. */
    unsigned char list[6 * GLASS_UINT_MAX], *end = glass_uint(list, 1);
    end = glass_uint(end, r->first_unused);
    for (unsigned i = 0; i < 4; i++)
        end = glass_uint(end, 0);
    p = glass_uint(p, (uint64_t)(end - list));
    memcpy(p, list, (size_t)(end - list));
    return p + (end - list);
}

/* At most 14 + 2 + 16 + 10 + 6 * 50 bytes. In practice 110 to 150: readers look
 * at the first 256 only, and with 32-bit numbers it never comes near them. */
static void put_version(unsigned char *p, const unsigned char *uuid, const glass_root *roots,
                        const glass_statistics *s)
{
    memcpy(p, GLASS_MAGIC, GLASS_MAGIC_BYTES);
    p += GLASS_MAGIC_BYTES;
    memcpy(p, uuid, 16);
    p = glass_uint(p + 16, 1); /* revision */
    for (unsigned i = 0; i < GLASS_TABLE_COUNT; i++)
        p = put_root(p, &roots[i], i != GLASS_POSTLIST && i != GLASS_POSITION);
    p = glass_uint(p, s->documents);
    p = glass_uint(p, 0); /* greatest id - documents */
    p = glass_uint(p, s->length_low);
    p = glass_uint(p, s->wdf_high);
    p = glass_uint(p, s->length_high - s->wdf_high);
    p = glass_uint(p, 0); /* oldest changeset */
    p = glass_uint(p, s->total_length);
    glass_uint(p, 0); /* greatest frequency in the spelling table */
}

static void write_head(glass_file *f)
{
    size_t whole = (size_t)f->blocks * GLASS_BLOCK;
    size_t n = whole < SUMS_BLOCK ? whole : SUMS_BLOCK;
    strbuf first = {0};
    sums_add(&first, f->head, n);
    if (first.failed)
        f->status = fail_nomem(&f->error);
    else
        memcpy(f->sums.ptr + strlen(SUMS_MAGIC), first.ptr, first.len);
    strbuf_free(&first);
    if (f->status)
        return;
    if (lseek(f->fd, 0, SEEK_SET) < 0)
        f->status = fail_errno(&f->error, MORGUE_IO, errno, "cannot write %s", f->name);
    else
        f->status = io_write_fd(f->fd, f->name, f->head, n, &f->error);
}

morgue_status glass_file_finish(glass_file *f, const unsigned char *uuid,
                                const glass_root roots[GLASS_TABLE_COUNT],
                                const glass_statistics *statistics, morgue_error *err)
{
    if (!f->status)
        flush(f);
    if (!f->status) {
        put_version(f->head, uuid, roots, statistics);
        write_head(f);
    }
    int result = 0;
    while (!f->status && (result = fsync(f->fd)) < 0 && errno == EINTR)
        continue;
    if (!f->status && result < 0)
        f->status = fail_errno(&f->error, MORGUE_IO, errno, "cannot sync %s", f->name);
    if (f->status && err)
        *err = f->error;
    return f->status;
}

void glass_file_close(glass_file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    free(f->head);
    free(f->buffer);
    strbuf_free(&f->sums);
    *f = (glass_file){.fd = -1};
}
