/* The stored article, deflated in zlib's format so that any zlib reads it. */
#include "draft_record.h"

#include "article_record.h"
#include "error.h"

#include <morgue/limits.h>
#include <zlib.h>

#define LEVEL 6
/* More than any admissible article encodes to. */
#define LARGEST (8u * MORGUE_MAX_ARTICLE)

morgue_status record_pack(const morgue_article *article, const fingerprint *print, strbuf *scratch,
                          strbuf *out, morgue_error *err)
{
    strbuf_clear(scratch);
    article_encode(article, scratch);
    if (scratch->failed)
        return fail_nomem(err);
    if (scratch->len > LARGEST)
        return fail(err, MORGUE_LIMIT, "article of %zu bytes, over the limit of %u", scratch->len,
                    LARGEST);
    strbuf_add(out, print->bytes, sizeof print->bytes);
    strbuf_varint(out, scratch->len);
    uLongf len = compressBound((uLong)scratch->len);
    char *room = strbuf_reserve(out, len);
    if (!room)
        return fail_nomem(err);
    if (compress2((Bytef *)room, &len, (const Bytef *)scratch->ptr, (uLong)scratch->len, LEVEL) !=
        Z_OK)
        return fail_nomem(err);
    out->len += len;
    out->ptr[out->len] = '\0';
    return MORGUE_OK;
}

bool record_fingerprint(morgue_str record, fingerprint *out)
{
    if (record.len < sizeof out->bytes)
        return false;
    memcpy(out->bytes, record.ptr, sizeof out->bytes);
    return true;
}

morgue_status record_unpack(morgue_str record, arena *memory, morgue_article *out,
                            morgue_error *err)
{
    morgue_str rest = str_range(record, sizeof(fingerprint), record.len);
    uint64_t len;
    if (!str_varint(&rest, &len) || len > LARGEST)
        return fail(err, MORGUE_CORRUPT, "a stored article has a wrong length");
    char *text = arena_bytes(memory, (size_t)len + 1);
    if (!text)
        return fail_nomem(err);
    uLongf got = (uLongf)len;
    int code = uncompress((Bytef *)text, &got, (const Bytef *)rest.ptr, (uLong)rest.len);
    if (code == Z_MEM_ERROR)
        return fail_nomem(err);
    if (code != Z_OK || got != len)
        return fail(err, MORGUE_CORRUPT, "a stored article does not unpack");
    return article_decode_view(memory, (morgue_str){text, (size_t)len}, out, err);
}
