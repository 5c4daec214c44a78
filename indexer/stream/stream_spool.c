/* Temporary files without a name: what a writer cannot place before its end. */
#include "stream_internal.h"

#include "error.h"
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BUFFER ((size_t)256 << 10)
#define SLACK  4 /* bytes that may be read behind what was asked for */

void stream__spool_open(stream_spool *s, int dir_fd, const char *name, const char *suffix)
{
    char file[96];
    *s = (stream_spool){.fd = -1};
    s->buffer = malloc(BUFFER);
    if (!s->buffer) {
        s->status = fail_nomem(&s->error);
        return;
    }
    snprintf(file, sizeof file, "%s.%s.tmp", name, suffix);
    unlinkat(dir_fd, file, 0);
    s->fd = openat(dir_fd, file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (s->fd < 0)
        s->status = fail_errno(&s->error, MORGUE_IO, errno, "cannot create %s", file);
    else
        unlinkat(dir_fd, file, 0);
}

void stream__spool_close(stream_spool *s)
{
    if (s->buffer && s->fd >= 0)
        close(s->fd);
    free(s->buffer);
    *s = (stream_spool){.fd = -1};
}

void stream__spool_flush(stream_spool *s)
{
    if (!s->status)
        s->status = io_write_fd(s->fd, "a temporary file", s->buffer, s->used, &s->error);
    s->written += s->used;
    s->used = 0;
}

void stream__spool_add(stream_spool *s, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    while (n > 0 && !s->status) {
        size_t space = BUFFER - s->used, step = n < space ? n : space;
        memcpy(s->buffer + s->used, at, step);
        s->used += step;
        at += step;
        n -= step;
        if (s->used == BUFFER)
            stream__spool_flush(s);
    }
}

morgue_status stream__spool_check(const stream_spool *s, morgue_error *err)
{
    if (s->status && err)
        *err = s->error;
    return s->status;
}

void stream__cursor_open(spool_cursor *c, stream_spool *s, uint64_t from, uint64_t to,
                         size_t buffer)
{
    *c = (spool_cursor){.spool = s, .at = from, .to = to, .capacity = buffer};
    c->buffer = calloc(1, buffer + SLACK);
    if (!c->buffer && !s->status)
        s->status = fail_nomem(&s->error);
}

void stream__cursor_close(spool_cursor *c)
{
    free(c->buffer);
    *c = (spool_cursor){0};
}

bool stream__cursor_end(const spool_cursor *c)
{
    return (c->pos == c->len && c->at == c->to) || c->spool->status;
}

/* Makes room for n bytes and moves what is unread to the front. */
static bool make_room(spool_cursor *c, size_t n)
{
    memmove(c->buffer, c->buffer + c->pos, c->len - c->pos);
    c->len -= c->pos;
    c->pos = 0;
    if (n <= c->capacity)
        return true;
    unsigned char *grown = realloc(c->buffer, n + SLACK);
    if (!grown) {
        c->spool->status = fail_nomem(&c->spool->error);
        return false;
    }
    c->buffer = grown;
    c->capacity = n;
    return true;
}

/* Has n bytes, or all that are left, in the buffer. */
static void fill(spool_cursor *c, size_t n)
{
    if (c->spool->status || c->at == c->to || !make_room(c, n))
        return;
    while (c->len < c->capacity && c->at < c->to) {
        uint64_t left = c->to - c->at;
        size_t want = c->capacity - c->len;
        want = left < want ? (size_t)left : want;
        ssize_t got = pread(c->spool->fd, c->buffer + c->len, want, (off_t)c->at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            c->spool->status = fail_errno(&c->spool->error, MORGUE_IO, got < 0 ? errno : EIO,
                                          "cannot read a temporary file");
            return;
        }
        c->len += (size_t)got;
        c->at += (uint64_t)got;
    }
    memset(c->buffer + c->len, 0, SLACK);
}

const unsigned char *stream__cursor_take(spool_cursor *c, size_t n)
{
    if (c->spool->status)
        return NULL;
    if (c->len - c->pos < n)
        fill(c, n);
    if (c->len - c->pos < n) {
        if (!c->spool->status)
            c->spool->status =
                fail(&c->spool->error, MORGUE_IO, "a temporary file is shorter than it was");
        return NULL;
    }
    c->pos += n;
    return c->buffer + c->pos - n;
}

uint64_t stream__cursor_varint(spool_cursor *c)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const unsigned char *byte = stream__cursor_take(c, 1);
        if (!byte)
            return 0;
        value |= (uint64_t)(*byte & 0x7f) << shift;
        if (*byte < 0x80)
            break;
    }
    return value;
}
