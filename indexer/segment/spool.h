/* A temporary file without a name: sorted runs that did not fit into memory.
 * Private. */
#ifndef SPOOL_H
#define SPOOL_H

#include "glass_code.h"
#include "strbuf.h"

typedef struct spool {
    int fd;
    unsigned char *buffer;
    size_t used;
    uint64_t written;     /* bytes before the buffer */
    morgue_status status; /* sticky */
    morgue_error error;
} spool;

/* Bytes [from, to) of a spool. */
typedef struct spool_extent {
    uint64_t from, to;
} spool_extent;

/* Creates one in directory dir_fd; name is gone again when this returns. */
void segment__spool_open(spool *s, int dir_fd, const char *name);
void segment__spool_close(spool *s);

/* Bytes so far. */
static inline uint64_t spool_size(const spool *s)
{
    return s->written + s->used;
}

#define SPOOL_BUFFER ((size_t)256 << 10)

/* Writes out what the buffer has. */
void segment__spool_flush(spool *s);

/* Any number of bytes. */
void segment__spool_add(spool *s, const void *bytes, size_t n);

/* Two numbers, for which there is always room after a flush. */
static inline void spool_pair(spool *s, uint64_t a, uint64_t b)
{
    if (SPOOL_BUFFER - s->used < 2 * GLASS_UINT_MAX)
        segment__spool_flush(s);
    unsigned char *p = glass_uint(s->buffer + s->used, a);
    s->used = (size_t)(glass_uint(p, b) - s->buffer);
}

/* A number. */
static inline void spool_uint(spool *s, uint64_t v)
{
    if (SPOOL_BUFFER - s->used < GLASS_UINT_MAX)
        segment__spool_flush(s);
    s->used = (size_t)(glass_uint(s->buffer + s->used, v) - s->buffer);
}

/* ---- reading an extent back ---- */

typedef struct spool_reader {
    spool *spool;    /* its status tells of failures */
    uint64_t at, to; /* not yet in the buffer */
    unsigned char *buffer;
    size_t pos, len, capacity;
} spool_reader;

/* buffer: bytes to read at a time. */
void segment__spool_read(spool_reader *r, spool *s, spool_extent extent, size_t buffer);
void segment__spool_read_end(spool_reader *r);

/* Has n bytes, or all that are left, in the buffer. */
void segment__spool_fill(spool_reader *r, size_t n);

static inline bool spool_at_end(const spool_reader *r)
{
    return r->pos == r->len && r->at == r->to;
}

/* The next number; 0 when the file fails. */
static inline uint64_t spool_get(spool_reader *r)
{
    if (r->len - r->pos < GLASS_UINT_MAX)
        segment__spool_fill(r, GLASS_UINT_MAX);
    uint64_t v = 0;
    for (unsigned shift = 0; r->pos < r->len && shift < 64; shift += 7) {
        unsigned char c = r->buffer[r->pos++];
        v |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80)
            break;
    }
    return v;
}

/* The next n bytes, valid until the next call; NULL when the file fails. */
static inline const unsigned char *spool_bytes(spool_reader *r, size_t n)
{
    if (r->len - r->pos < n)
        segment__spool_fill(r, n);
    if (r->len - r->pos < n)
        return NULL;
    r->pos += n;
    return r->buffer + r->pos - n;
}

#endif
