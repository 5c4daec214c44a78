/* Gzip, member after member, with a bound on how far bytes may swell. */
#include "source_internal.h"

static morgue_status swollen(const struct source_stream *in, morgue_error *err)
{
    return fail(err, MORGUE_LIMIT,
                "gzip: %llu bytes from %llu packed ones, over MORGUE_MAX_INFLATE_RATIO (%d)",
                (unsigned long long)in->unpacked, (unsigned long long)in->packed,
                MORGUE_MAX_INFLATE_RATIO);
}

static morgue_status open_inflate(struct source_stream *in, morgue_error *err)
{
    in->z = (z_stream){0};
    if (inflateInit2(&in->z, 15 + 16) != Z_OK) /* 15: window bits, 16: a gzip wrapper */
        return fail_nomem(err);
    in->z_open = true;
    return MORGUE_OK;
}

/* Behind a member: zero bytes are padding (tapes, block devices), 0x1f begins
 * another member. */
static morgue_status next_member(struct source_stream *in, bool *end, morgue_error *err)
{
    *end = false;
    for (;;) {
        if (in->raw_at == in->raw_len) {
            morgue_status status = source__fill(in, err);
            if (status != MORGUE_OK)
                return status;
            if (in->raw_end) {
                *end = true;
                return MORGUE_OK;
            }
        }
        unsigned char byte = in->raw[in->raw_at];
        if (byte == 0x1f)
            break;
        if (byte != 0)
            return fail(err, MORGUE_FORMAT, "gzip: other bytes behind the packed data");
        in->raw_at++;
    }
    in->z_between = false;
    return inflateReset(&in->z) == Z_OK ? MORGUE_OK
                                        : fail(err, MORGUE_INTERNAL, "gzip: cannot start again");
}

static morgue_status step(struct source_stream *in, char *out, size_t room, size_t *n,
                          morgue_error *err)
{
    size_t before = in->raw_len - in->raw_at;
    in->z.next_in = in->raw + in->raw_at;
    in->z.avail_in = (uInt)before;
    in->z.next_out = (unsigned char *)out;
    in->z.avail_out = (uInt)room;
    int result = inflate(&in->z, Z_NO_FLUSH);
    in->packed += before - in->z.avail_in;
    in->raw_at = in->raw_len - in->z.avail_in;
    *n = room - in->z.avail_out;
    in->unpacked += *n;
    if (result == Z_MEM_ERROR)
        return fail_nomem(err);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return fail(err, MORGUE_FORMAT, "gzip: damaged: %s", in->z.msg ? in->z.msg : "bad data");
    in->z_between = result == Z_STREAM_END;
    if (in->unpacked > SOURCE_FREE_INFLATE && in->unpacked / MORGUE_MAX_INFLATE_RATIO > in->packed)
        return swollen(in, err);
    return MORGUE_OK;
}

morgue_status source__inflate(struct source_stream *in, char *out, size_t room, size_t *n,
                              morgue_error *err)
{
    morgue_status status = in->z_open ? MORGUE_OK : open_inflate(in, err);
    *n = 0;
    while (status == MORGUE_OK && *n == 0) {
        bool end = false;
        if (in->z_between)
            status = next_member(in, &end, err);
        if (status != MORGUE_OK || end)
            return status;
        if (in->raw_at == in->raw_len)
            status = source__fill(in, err);
        if (status == MORGUE_OK && in->raw_end && in->raw_at == in->raw_len)
            return fail(err, MORGUE_FORMAT, "gzip: truncated");
        if (status == MORGUE_OK)
            status = step(in, out, room, n, err);
    }
    return status;
}
