/* NAME.stream from front to back: sections, their checksums, and the head last. */
#include "stream_internal.h"

#include "error.h"
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BUFFER ((size_t)16 * STREAM_BLOCK)

void stream__out_open(stream_out *o, int dir_fd, const char *name)
{
    *o = (stream_out){.fd = -1, .dir_fd = dir_fd, .section = -1, .used = STREAM_HEAD};
    o->buffer = calloc(1, BUFFER);
    if (!o->buffer) {
        o->status = fail_nomem(&o->error);
        return;
    }
    int n = snprintf(o->name, sizeof o->name, "%s.stream", name);
    if (n < 0 || (size_t)n + 5 > sizeof o->name) {
        o->status = fail(&o->error, MORGUE_INVALID, "a segment cannot be called %s", name);
        return;
    }
    snprintf(o->temporary, sizeof o->temporary, "%.58s.tmp", o->name);
    unlinkat(dir_fd, o->temporary, 0);
    o->fd = openat(dir_fd, o->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (o->fd < 0)
        o->status = fail_errno(&o->error, MORGUE_IO, errno, "cannot create %s", o->temporary);
}

void stream__out_close(stream_out *o)
{
    if (o->buffer && o->fd >= 0) {
        close(o->fd);
        unlinkat(o->dir_fd, o->temporary, 0);
    }
    free(o->buffer);
    strbuf_free(&o->sums);
    *o = (stream_out){.fd = -1};
}

uint64_t stream__block_sum(const unsigned char *block, uint64_t number, size_t size)
{
    size_t skip = number == 0 ? STREAM_HEAD : 0;
    return hash_bytes(block + skip, size - skip);
}

static void flush(stream_out *o)
{
    for (size_t at = 0; at < o->used; at += STREAM_BLOCK) {
        size_t left = o->used - at;
        uint64_t sum = stream__block_sum(o->buffer + at, (o->written + at) / STREAM_BLOCK,
                                         left < STREAM_BLOCK ? left : STREAM_BLOCK);
        strbuf_add(&o->sums, &sum, sizeof sum);
    }
    if (!o->status)
        o->status = io_write_fd(o->fd, o->temporary, o->buffer, o->used, &o->error);
    if (!o->status)
        o->status = strbuf_check(&o->sums, &o->error);
    o->written += o->used;
    o->used = 0;
}

void stream__out_add(stream_out *o, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    while (n > 0 && !o->status) {
        size_t space = BUFFER - o->used, step = n < space ? n : space;
        memcpy(o->buffer + o->used, at, step);
        o->used += step;
        at += step;
        n -= step;
        if (o->used == BUFFER)
            flush(o);
    }
}

static uint64_t position(const stream_out *o)
{
    return o->written + o->used;
}

uint64_t stream__out_length(const stream_out *o)
{
    return position(o) - o->head.sections[o->section].offset;
}

static void end_section(stream_out *o)
{
    if (o->section >= 0)
        o->head.sections[o->section].length = stream__out_length(o);
    stream__out_add(o, "\0\0\0\0\0\0\0", (size_t)(-position(o) & 7));
}

void stream__out_section(stream_out *o, stream_section section)
{
    end_section(o);
    o->section = (int)section;
    o->head.sections[section].offset = position(o);
}

static void write_head(stream_out *o)
{
    memcpy(o->head.magic, STREAM_MAGIC, sizeof o->head.magic);
    o->head.head_sum = hash_bytes(&o->head, offsetof(stream_head, head_sum));
    if (!o->status && lseek(o->fd, 0, SEEK_SET) < 0)
        o->status = fail_errno(&o->error, MORGUE_IO, errno, "cannot write %s", o->temporary);
    if (!o->status)
        o->status = io_write_fd(o->fd, o->temporary, &o->head, sizeof o->head, &o->error);
}

static void sync_and_close(stream_out *o)
{
    int result = 0;
    while (!o->status && (result = fsync(o->fd)) < 0 && errno == EINTR)
        continue;
    if (!o->status && result < 0)
        o->status = fail_errno(&o->error, MORGUE_IO, errno, "cannot sync %s", o->temporary);
    if (o->status)
        return;
    int fd = o->fd;
    o->fd = -1;
    if (close(fd) < 0 && errno != EINTR)
        o->status = fail_errno(&o->error, MORGUE_IO, errno, "cannot close %s", o->temporary);
    if (!o->status && renameat(o->dir_fd, o->temporary, o->dir_fd, o->name) < 0)
        o->status = fail_errno(&o->error, MORGUE_IO, errno, "cannot rename %s to %s", o->temporary,
                               o->name);
    if (o->status)
        unlinkat(o->dir_fd, o->temporary, 0);
}

morgue_status stream__out_finish(stream_out *o, uint64_t *bytes, morgue_error *err)
{
    end_section(o);
    if (!o->status && o->used)
        flush(o);
    if (!o->status) {
        o->head.sums_offset = o->written;
        o->head.sums_sum = hash_bytes(o->sums.ptr, o->sums.len);
        o->status = io_write_fd(o->fd, o->temporary, o->sums.ptr, o->sums.len, &o->error);
    }
    write_head(o);
    sync_and_close(o);
    *bytes = o->head.sums_offset + o->sums.len;
    if (o->status && err)
        *err = o->error;
    return o->status;
}

void stream__seal(strbuf *image)
{
    static const char zero[STREAM_HEAD];
    if (image->len < STREAM_HEAD)
        strbuf_add(image, zero, STREAM_HEAD - image->len);
    strbuf_add(image, zero, -image->len & 7);
    size_t end = image->len;
    for (size_t at = 0; at < end && !image->failed; at += STREAM_BLOCK) {
        size_t size = end - at < STREAM_BLOCK ? end - at : STREAM_BLOCK;
        uint64_t sum = stream__block_sum((unsigned char *)image->ptr + at, at / STREAM_BLOCK, size);
        strbuf_add(image, &sum, sizeof sum);
    }
    if (image->failed)
        return;
    stream_head head;
    memcpy(&head, image->ptr, sizeof head);
    memcpy(head.magic, STREAM_MAGIC, sizeof head.magic);
    head.sums_offset = end;
    head.sums_sum = hash_bytes(image->ptr + end, image->len - end);
    head.head_sum = hash_bytes(&head, offsetof(stream_head, head_sum));
    memcpy(image->ptr, &head, sizeof head);
}
