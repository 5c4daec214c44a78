/* A document's blob: fields, codes, sentences. */
#include "stream_internal.h"

#define GUARD 0x80

/* A varint off *at that fits 32 bits. */
static bool take_slowly(const unsigned char **at, const unsigned char *end, uint32_t *out)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 35 && *at < end; shift += 7) {
        unsigned char c = *(*at)++;
        value |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80) {
            *out = (uint32_t)value;
            return value <= UINT32_MAX;
        }
    }
    return false;
}

/* Nearly all have one byte or two. */
static inline bool take(const unsigned char **at, const unsigned char *end, uint32_t *out)
{
    const unsigned char *b = *at;
    if (end - b < 2)
        return take_slowly(at, end, out);
    unsigned bytes = b[0] < 0x80 ? 1 : 2;
    if (bytes == 2 && b[1] >= 0x80)
        return take_slowly(at, end, out);
    *out = bytes == 1 ? b[0] : (b[0] & 0x7fu) | (uint32_t)b[1] << 7;
    *at += bytes;
    return true;
}

static inline bool take_field(const unsigned char **at, const unsigned char *end, stream_field *f)
{
    uint32_t size, sentence_bytes;
    if (!take(at, end, &f->field) || !take(at, end, &f->view.words) || !take(at, end, &size) ||
        !take(at, end, &sentence_bytes) || !take(at, end, &f->view.lede))
        return false;
    f->view.size = size;
    f->view.sentence_bytes = sentence_bytes;
    return f->view.words > 0 && f->view.lede <= f->view.words && size >= f->view.words &&
           size <= (uint64_t)f->view.words * STREAM_CODE_MAX && sentence_bytes > 0;
}

bool stream__fields(const unsigned char *blob, size_t size, stream_field fields[TEXT_MAX],
                    unsigned *count)
{
    const unsigned char *at = blob, *end = blob + size;
    uint32_t n;
    *count = 0;
    if (!take(&at, end, &n) || n > TEXT_MAX)
        return false;
    for (unsigned i = 0; i < n; i++)
        if (!take_field(&at, end, &fields[i]))
            return false;
    for (unsigned i = 0; i < n; i++) {
        stream_view *v = &fields[i].view;
        if ((size_t)(end - at) < v->size + 1)
            return false;
        v->bytes = at + 1;
        at += 1 + v->size;
    }
    for (unsigned i = 0; i < n; i++) {
        stream_view *v = &fields[i].view;
        if ((size_t)(end - at) < v->sentence_bytes)
            return false;
        v->sentences = at;
        at += v->sentence_bytes;
    }
    *count = n;
    return at == end;
}

void stream__blob_begin(blob_writer *b)
{
    strbuf_clear(&b->head);
    strbuf_clear(&b->codes);
    strbuf_clear(&b->sentences);
    b->fields = 0;
}

unsigned char *stream__blob_room(blob_writer *b, uint32_t words)
{
    unsigned char *room =
        (unsigned char *)strbuf_reserve(&b->codes, (size_t)words * STREAM_CODE_MAX + 8);
    if (!room)
        return NULL;
    *room = GUARD;
    return room + 1;
}

void stream__blob_field(blob_writer *b, unsigned field, uint32_t words, uint32_t lede,
                        const unsigned char *room, const unsigned char *end, size_t from)
{
    b->codes.len += (size_t)(end - room) + 1;
    strbuf_varint(&b->head, field);
    strbuf_varint(&b->head, words);
    strbuf_varint(&b->head, (uint64_t)(end - room));
    strbuf_varint(&b->head, b->sentences.len - from);
    strbuf_varint(&b->head, lede);
    b->fields++;
}

void stream__blob_end(blob_writer *b, strbuf *out)
{
    strbuf_varint(out, b->fields);
    strbuf_str(out, strbuf_view(&b->head));
    strbuf_str(out, strbuf_view(&b->codes));
    strbuf_str(out, strbuf_view(&b->sentences));
    out->failed |= b->head.failed || b->codes.failed || b->sentences.failed;
}

void stream__blob_free(blob_writer *b)
{
    strbuf_free(&b->head);
    strbuf_free(&b->codes);
    strbuf_free(&b->sentences);
}
