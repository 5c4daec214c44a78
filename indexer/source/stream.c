/* A file's bytes on their way to a reader: unpacked, UTF-16 turned into UTF-8. */
#include "source_internal.h"

#include "utf8.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

static ssize_t read_some(int fd, void *bytes, size_t n)
{
    for (;;) {
        ssize_t got = read(fd, bytes, n);
        if (got >= 0 || (errno != EINTR && errno != EAGAIN))
            return got;
        if (errno == EAGAIN) { /* standard input of a shell that left it non-blocking */
            struct pollfd ready = {.fd = fd, .events = POLLIN};
            poll(&ready, 1, -1);
        }
    }
}

/* n bytes, fewer only at the end: a pipe may come in drops. */
static ssize_t read_full(int fd, unsigned char *bytes, size_t n)
{
    size_t len = 0;
    while (len < n) {
        ssize_t got = read_some(fd, bytes + len, n - len);
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    return (ssize_t)len;
}

morgue_status source__fill(struct source_stream *in, morgue_error *err)
{
    in->raw_at = in->raw_len = 0;
    if (in->fd < 0) {
        morgue_str part = str_range(in->memory, 0, SOURCE_CHUNK);
        if (part.len)
            memcpy(in->raw, part.ptr, part.len);
        in->memory = str_range(in->memory, part.len, in->memory.len);
        in->raw_len = part.len;
    } else {
        ssize_t got = read_full(in->fd, in->raw, SOURCE_CHUNK);
        if (got < 0)
            return fail_errno(err, MORGUE_IO, errno, "cannot read");
        in->raw_len = (size_t)got;
        if (in->told && in->told->bytes)
            in->told->bytes(in->told->context, in->raw, in->raw_len);
    }
    in->raw_end = in->raw_len == 0;
    return MORGUE_OK;
}

/* Unpacked bytes behind the plain_len ones that wait. */
static morgue_status more_plain(struct source_stream *in, size_t *n, morgue_error *err)
{
    size_t room = SOURCE_CHUNK - in->plain_len;
    if (in->gzip)
        return source__inflate(in, in->plain + in->plain_len, room, n, err);
    morgue_status status = MORGUE_OK;
    if (in->raw_at == in->raw_len && !in->raw_end)
        status = source__fill(in, err);
    *n = in->raw_len - in->raw_at < room ? in->raw_len - in->raw_at : room;
    memcpy(in->plain + in->plain_len, in->raw + in->raw_at, *n);
    in->raw_at += *n;
    return status;
}

static unsigned unit(const struct source_stream *in, size_t at)
{
    unsigned a = (unsigned char)in->plain[at], b = (unsigned char)in->plain[at + 1];
    return in->encoding == ENCODING_UTF16LE ? a | b << 8 : a << 8 | b;
}

/* RFC 2781; a lone surrogate becomes U+FFFD. Leaves an unfinished character. */
static size_t decode_utf16(struct source_stream *in, size_t len)
{
    size_t at = 0;
    while (len - at >= 2) {
        uint32_t c = unit(in, at);
        size_t used = 2;
        if (c >= 0xd800 && c < 0xdc00) {
            if (len - at < 4)
                break;
            unsigned low = unit(in, at + 2);
            bool pair = low >= 0xdc00 && low < 0xe000;
            c = pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
            used = pair ? 4 : 2;
        } else if (c >= 0xdc00 && c < 0xe000) {
            c = 0xfffd;
        }
        char bytes[4];
        strbuf_add(&in->text, bytes, utf8_put(c, bytes));
        at += used;
    }
    return at;
}

static size_t mark_length(struct source_stream *in, size_t len)
{
    const char *p = in->plain;
    if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
        in->encoding = ENCODING_UTF8;
        return 3;
    }
    if (len >= 2 && memcmp(p, "\xff\xfe", 2) == 0)
        in->encoding = ENCODING_UTF16LE;
    else if (len >= 2 && memcmp(p, "\xfe\xff", 2) == 0)
        in->encoding = ENCODING_UTF16BE;
    return in->encoding == ENCODING_BYTES ? 0 : 2;
}

/* Moves what is in plain to text; at_end tells that nothing follows it. */
static void decode(struct source_stream *in, size_t len, bool at_end)
{
    size_t used = 0;
    if (!in->started) {
        if (len < 3 && !at_end) {
            in->plain_len = len;
            return;
        }
        in->started = true;
        used = mark_length(in, len);
        memmove(in->plain, in->plain + used, len - used);
        len -= used;
    }
    if (in->encoding == ENCODING_UTF16LE || in->encoding == ENCODING_UTF16BE) {
        used = decode_utf16(in, len);
        if (at_end && used < len)
            strbuf_text(&in->text, "\xef\xbf\xbd");
    } else {
        strbuf_add(&in->text, in->plain, len);
        used = len;
    }
    memmove(in->plain, in->plain + used, len - used);
    in->plain_len = at_end ? 0 : len - used;
}

/* Decodes more behind what is in text already. */
static morgue_status refill(struct source_stream *in, morgue_error *err)
{
    size_t before = in->text.len;
    while (!in->end && in->text.len == before) {
        size_t n = 0;
        morgue_status status = more_plain(in, &n, err);
        if (status != MORGUE_OK)
            return status;
        in->end = n == 0;
        decode(in, in->plain_len + n, in->end);
        if (in->text.failed)
            return fail_nomem(err);
    }
    return MORGUE_OK;
}

static morgue_status start(struct source_stream *in, morgue_error *err)
{
    in->raw = malloc(SOURCE_CHUNK);
    in->plain = malloc(SOURCE_CHUNK);
    morgue_status status = in->raw && in->plain ? source__fill(in, err) : fail_nomem(err);
    in->gzip = status == MORGUE_OK && in->raw_len >= 3 && memcmp(in->raw, "\x1f\x8b\x08", 3) == 0;
    while (status == MORGUE_OK && !in->end && in->text.len < SOURCE_HEAD)
        status = refill(in, err);
    if (status != MORGUE_OK)
        source__stream_close(in);
    return status;
}

morgue_status source__stream_fd(struct source_stream *in, int fd, morgue_str path,
                                const source_options *options, morgue_error *err)
{
    *in = (struct source_stream){.fd = fd, .path = path, .told = options};
    return start(in, err);
}

morgue_status source__stream_memory(struct source_stream *in, morgue_str bytes, morgue_str path,
                                    morgue_error *err)
{
    *in = (struct source_stream){.fd = -1, .memory = bytes, .path = path};
    return start(in, err);
}

void source__stream_close(struct source_stream *in)
{
    if (in->z_open)
        inflateEnd(&in->z);
    free(in->raw);
    free(in->plain);
    strbuf_free(&in->text);
    *in = (struct source_stream){.fd = -1};
}

morgue_str source__head(const struct source_stream *in)
{
    return str_range(strbuf_view(&in->text), 0, SOURCE_HEAD);
}

morgue_status source__chunk(struct source_stream *in, morgue_str *out, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    *out = (morgue_str){0};
    if (in->text_at == in->text.len) {
        strbuf_clear(&in->text);
        in->text_at = 0;
        status = refill(in, err);
    }
    if (status == MORGUE_OK) {
        *out = str_range(strbuf_view(&in->text), in->text_at, in->text.len);
        in->text_at = in->text.len;
    }
    return status;
}

void source__unread(struct source_stream *in, size_t n)
{
    in->text_at -= n;
}

morgue_status source__whole(struct source_stream *in, strbuf *out, morgue_error *err)
{
    morgue_str part;
    morgue_status status;
    while ((status = source__chunk(in, &part, err)) == MORGUE_OK && part.len > 0) {
        if (part.len > MORGUE_MAX_FILE - out->len)
            return fail(err, MORGUE_LIMIT, "more than MORGUE_MAX_FILE (%u) bytes in one article",
                        MORGUE_MAX_FILE);
        strbuf_str(out, part);
    }
    strbuf_add(out, "", 0);
    return status == MORGUE_OK ? strbuf_check(out, err) : status;
}

morgue_status source__line(struct source_stream *in, size_t limit, strbuf *line, bool *more,
                           morgue_error *err)
{
    bool over = false, any = false, ended = false;
    strbuf_clear(line);
    *more = false;
    while (!ended) {
        morgue_str part;
        morgue_status status = source__chunk(in, &part, err);
        if (status != MORGUE_OK)
            return status;
        if (part.len == 0)
            break;
        any = true;
        size_t end = str_find(part, 0, '\n');
        ended = end < part.len;
        if (ended)
            source__unread(in, part.len - end - 1);
        over = over || end > limit - line->len;
        if (!over)
            strbuf_add(line, part.ptr, end);
    }
    *more = any;
    in->line += any;
    if (over)
        return fail(err, MORGUE_LIMIT, "line of more than MORGUE_MAX_LINE (%zu) bytes", limit);
    return strbuf_check(line, err);
}
