/* Deflating in zlib's format: by libdeflate where the build has it, else by zlib. */
#include "stream_internal.h"

#include "error.h"

#include <stdlib.h>

#define LEVEL 6

#ifdef HAVE_LIBDEFLATE

#include <libdeflate.h>

packer *stream__packer_new(void)
{
    return (packer *)libdeflate_alloc_compressor(LEVEL);
}

void stream__packer_free(packer *p)
{
    if (p)
        libdeflate_free_compressor((struct libdeflate_compressor *)p);
}

morgue_status stream__pack(packer *p, morgue_str raw, strbuf *out, morgue_error *err)
{
    struct libdeflate_compressor *c = (struct libdeflate_compressor *)p;
    size_t bound = libdeflate_zlib_compress_bound(c, raw.len);
    char *room = strbuf_reserve(out, bound);
    if (!room)
        return fail_nomem(err);
    size_t n = libdeflate_zlib_compress(c, raw.ptr, raw.len, room, bound);
    if (n == 0)
        return fail(err, MORGUE_INTERNAL, "deflating %zu bytes takes more than its bound", raw.len);
    out->len += n;
    return MORGUE_OK;
}

unpacker *stream__unpacker_new(void)
{
    return (unpacker *)libdeflate_alloc_decompressor();
}

void stream__unpacker_free(unpacker *u)
{
    if (u)
        libdeflate_free_decompressor((struct libdeflate_decompressor *)u);
}

morgue_status stream__unpack(unpacker *u, morgue_str packed, char *out, size_t size)
{
    enum libdeflate_result result = libdeflate_zlib_decompress(
        (struct libdeflate_decompressor *)u, packed.ptr, packed.len, out, size, NULL);
    return result == LIBDEFLATE_SUCCESS ? MORGUE_OK : MORGUE_CORRUPT;
}

#else

#include <zlib.h>

struct packer {
    int none;
};

packer *stream__packer_new(void)
{
    return malloc(sizeof(packer));
}

void stream__packer_free(packer *p)
{
    free(p);
}

morgue_status stream__pack(packer *p, morgue_str raw, strbuf *out, morgue_error *err)
{
    (void)p;
    uLongf n = compressBound((uLong)raw.len);
    char *room = strbuf_reserve(out, n);
    if (!room || compress2((Bytef *)room, &n, (const Bytef *)raw.ptr, (uLong)raw.len, LEVEL))
        return fail_nomem(err);
    out->len += n;
    return MORGUE_OK;
}

struct unpacker {
    int none;
};

unpacker *stream__unpacker_new(void)
{
    return malloc(sizeof(unpacker));
}

void stream__unpacker_free(unpacker *u)
{
    free(u);
}

morgue_status stream__unpack(unpacker *u, morgue_str packed, char *out, size_t size)
{
    (void)u;
    uLongf n = (uLongf)size;
    int code = uncompress((Bytef *)out, &n, (const Bytef *)packed.ptr, (uLong)packed.len);
    return code == Z_MEM_ERROR         ? MORGUE_NOMEM
           : code == Z_OK && n == size ? MORGUE_OK
                                       : MORGUE_CORRUPT;
}

#endif
