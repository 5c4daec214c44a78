/* A temporary file without a name, appended to and read back in extents. */
#include "spool.h"

#include "error.h"
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void segment__spool_open(spool *s, int dir_fd, const char *name)
{
    *s = (spool){.fd = -1};
    s->buffer = malloc(SPOOL_BUFFER);
    if (!s->buffer) {
        s->status = fail_nomem(&s->error);
        return;
    }
    unlinkat(dir_fd, name, 0);
    s->fd = openat(dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (s->fd < 0)
        s->status = fail_errno(&s->error, MORGUE_IO, errno, "cannot create %s", name);
    else
        unlinkat(dir_fd, name, 0);
}

void segment__spool_close(spool *s)
{
    if (s->buffer && s->fd >= 0)
        close(s->fd);
    free(s->buffer);
    *s = (spool){.fd = -1};
}

void segment__spool_flush(spool *s)
{
    if (!s->status)
        s->status = io_write_fd(s->fd, "a temporary file", s->buffer, s->used, &s->error);
    s->written += s->used;
    s->used = 0;
}

void segment__spool_add(spool *s, const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    while (n > 0) {
        size_t space = SPOOL_BUFFER - s->used, step = n < space ? n : space;
        memcpy(s->buffer + s->used, at, step);
        s->used += step;
        at += step;
        n -= step;
        if (n > 0)
            segment__spool_flush(s);
    }
}

void segment__spool_read(spool_reader *r, spool *s, spool_extent extent, size_t buffer)
{
    *r = (spool_reader){.spool = s, .at = extent.from, .to = extent.to, .capacity = buffer};
    r->buffer = malloc(buffer);
    if (!r->buffer && !s->status)
        s->status = fail_nomem(&s->error);
}

void segment__spool_read_end(spool_reader *r)
{
    free(r->buffer);
    *r = (spool_reader){0};
}

/* Makes room for n bytes and moves what is unread to the front. */
static bool make_room(spool_reader *r, size_t n)
{
    if (!r->buffer)
        return false;
    memmove(r->buffer, r->buffer + r->pos, r->len - r->pos);
    r->len -= r->pos;
    r->pos = 0;
    if (n <= r->capacity)
        return true;
    unsigned char *grown = realloc(r->buffer, n);
    if (!grown) {
        r->spool->status = fail_nomem(&r->spool->error);
        return false;
    }
    r->buffer = grown;
    r->capacity = n;
    return true;
}

void segment__spool_fill(spool_reader *r, size_t n)
{
    if (r->spool->status || r->at == r->to || !make_room(r, n))
        return;
    while (r->len < r->capacity && r->at < r->to) {
        uint64_t left = r->to - r->at;
        size_t want = r->capacity - r->len;
        want = left < want ? (size_t)left : want;
        ssize_t got = pread(r->spool->fd, r->buffer + r->len, want, (off_t)r->at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            r->spool->status = fail_errno(&r->spool->error, MORGUE_IO, got < 0 ? errno : EIO,
                                          "cannot read a temporary file");
            return;
        }
        r->len += (size_t)got;
        r->at += (uint64_t)got;
    }
}
